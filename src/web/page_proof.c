/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The proof of one statement, and its receipt. They are asked for by the statement's identifier, never by a place in
 * the log: there is nothing to count through, and an address says nothing that depends on what else is there. What
 * the reader may not see is answered exactly as what never was.
 */
#include <string.h>

#include "register/exchange.h"
#include "register/log.h"
#include "web/dossier.h"

static enum rc no_such_page(struct page *p)
{
	fault_clear(p->fault);
	return fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such page"));
}

/* What is found of a statement before anything is shown. */
struct place {
	int64_t statement, subject, org;
	uint64_t index;
	struct id id, leaf;
};

static enum rc take_entry(void *data, const struct log_entry *e, struct fault *f)
{
	struct place *place = data;

	if (e->statement != place->statement || !e->row || e->bytes.n == 0) {
		return fault_set(f, RC_NOT_FOUND, "it is not there");
	}
	place->subject = query_int(e->row, ROW_SUBJECT_NO);
	leaf_hash(e->bytes.p, e->bytes.n, &place->leaf);
	return RC_OK;
}

static enum rc find_place(struct page *p, struct str id, struct place *ret)
{
	char again[2 * ID_SIZE + 1];

	if (!hex_parse(id, ret->id.b, ID_SIZE) || !str_is(id, hex_format(ret->id.b, ID_SIZE, again))) {
		return fault_set(p->fault, RC_NOT_FOUND, "it is no identifier");
	}
	enum rc rc = statement_by_id(p->reg, id, &ret->statement, p->fault);
	if (rc == RC_OK) {
		rc = log_index(p->reg, ret->statement, &ret->org, &ret->index, p->fault);
	}
	return rc == RC_OK ? log_walk(p->reg, ret->org, ret->index, ret->index + 1, take_entry, ret, p->fault) : rc;
}

/* The row as the record's own page has it: what stands on no page has no proof either. */
static enum rc find_row(struct page *p, const struct place *place, struct proof_view *v)
{
	struct dossier d = { 0 };
	struct group_view g = { 0 };
	enum kind kind;
	handle h;
	int64_t kept;
	enum rc rc = subject_get(p->reg, p->viewer, place->subject, &kind, &h, p->fault);

	if (rc == RC_OK) {
		rc = subject_by_handle(p->reg, p->viewer, h, &kept, p->fault);
	}
	if (rc == RC_OK) {
		rc = dossier_load(p, kept, false, &d);
	}
	if (rc == RC_OK) {
		rc = dossier_rows(&d, &d.files[0], &g);
	}
	if (rc == RC_OK) {
		rc = page_link(p, kept, &v->subject);
	}
	for (size_t i = 0; rc == RC_OK && i < d.files[0].count; i++) {
		if (d.files[0].said[i].no == place->statement) {
			v->said = g.said + i;
		}
	}
	return rc == RC_OK && (!v->said || !v->subject.href) ? fault_set(p->fault, RC_NOT_FOUND, "it is not shown") : rc;
}

static const char *hex(struct page *p, const struct id *id)
{
	char text[2 * ID_SIZE + 1];

	return arena_strdup(p->arena, hex_format(id->b, ID_SIZE, text));
}

/* Of a partner's statement: where it stands in their log. */
static enum rc show_partner(struct page *p, const struct place *place, struct proof_view *v)
{
	struct log_head head;
	struct partner *list;
	size_t count;
	enum rc rc = log_head(p->reg, p->arena, place->org, &head, p->fault);

	if (rc == RC_OK) {
		rc = partners_list(p->reg, p->arena, &list, &count, p->fault);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (list[i].org == place->org) {
			v->founded = true;
			v->partner = list[i].name;
			v->key = list[i].key;
			/* A folder or a stick is nobody's business. */
			v->place = strstr(list[i].place, "://") ? list[i].place : NULL;
		}
	}
	v->index = (int64_t)place->index;
	v->size = rc == RC_OK ? (int64_t)head.tree.size : 0;
	v->id = hex(p, &place->id);
	v->leaf = hex(p, &place->leaf);
	return rc;
}

/* Out of the receipt itself, so that the page says what the file says. */
static enum rc show_receipt(struct page *p, const struct place *place, const char *receipt, struct proof_view *v)
{
	struct tlog_proof proof;
	struct checkpoint head;
	struct note_key key;
	enum rc rc = tlog_proof_parse(p->arena, str_of(receipt), &proof, p->fault);

	if (rc == RC_OK) {
		rc = tlog_proof_check(p->arena, &proof, &place->leaf, NULL, &head, p->fault);
	}
	if (rc == RC_OK) {
		rc = log_key(p->reg, p->arena, OWN_ORG, &key, p->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	v->founded = true;
	v->index = (int64_t)proof.index;
	v->size = (int64_t)head.size;
	v->id = hex(p, &place->id);
	v->leaf = hex(p, &place->leaf);
	v->root = hex(p, &head.root);
	v->path = arena_array(p->arena, proof.proof.count + 1, sizeof(*v->path));
	v->path_count = proof.proof.count;
	for (size_t i = 0; i < v->path_count; i++) {
		v->path[i] = hex(p, &proof.proof.hash[i]);
	}
	v->checkpoint = str_dup(p->arena, proof.checkpoint);
	v->key = note_key_format(p->arena, key.name, key.type, key.key);
	v->receipt = arena_printf(p->arena, "/receipt/%s", v->id);
	v->file = arena_printf(p->arena, "%.12s.tlog-proof", v->id);
	return RC_OK;
}

/* The statement, and its receipt where there is a log: *ret NULL where there is none. */
static enum rc find(struct page *p, struct place *place, struct proof_view *v, char **ret)
{
	struct log_head head;
	struct fault none = { 0 };
	enum rc rc = find_place(p, p->rest, place);

	*ret = NULL;
	if (rc == RC_OK) {
		rc = find_row(p, place, v);
	}
	if (rc != RC_OK || place->org != OWN_ORG) {
		return rc;
	}
	rc = log_head(p->reg, p->arena, OWN_ORG, &head, &none);
	return rc == RC_NOT_FOUND ? RC_OK : log_receipt(p->reg, p->arena, place->statement, ret, p->fault);
}

enum rc page_proof(struct page *p)
{
	struct place place = { 0 };
	struct proof_view v = { 0 };
	char *receipt;
	enum rc rc = find(p, &place, &v, &receipt);

	if (rc == RC_OK && place.org != OWN_ORG) {
		rc = show_partner(p, &place, &v);
	} else if (rc == RC_OK && receipt) {
		rc = show_receipt(p, &place, receipt, &v);
	}
	if (rc == RC_OK) {
		tmpl_proof(p, &v);
	}
	return rc == RC_NOT_FOUND ? no_such_page(p) : rc;
}

enum rc page_receipt(struct page *p)
{
	struct place place = { 0 };
	struct proof_view v = { 0 };
	char *receipt;
	enum rc rc = find(p, &place, &v, &receipt);

	if (rc == RC_NOT_FOUND || (rc == RC_OK && !receipt)) {
		return no_such_page(p);
	}
	if (rc == RC_OK) {
		buf_puts(p->out, receipt);
		snprintf(p->response->filename, sizeof(p->response->filename), "%.12s.tlog-proof", hex(p, &place.id));
	}
	return rc;
}
