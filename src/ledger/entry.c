/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of a log: founding, change, notice, key; and a header as it stands. */
#include <assert.h>
#include <string.h>

#include "ledger/cbor_head.h"
#include "ledger/entry.h"
#include "ledger/hash.h"

#define BODY_VERSION 1

void entry_encode(const struct entry *e, struct buf *out)
{
	uint64_t count = 0;
	if (e->type == ENTRY_STATEMENT) {
		buf_add(out, e->body.p, e->body.n);
		return;
	}
	for (int role = 1; role <= ROLES; role++) {
		count += e->has[role];
	}
	cbor_array(out, 3);
	cbor_uint(out, e->type);
	cbor_bytes(out, e->body.p, e->body.n);
	cbor_array(out, count);
	for (int role = 1; role <= ROLES; role++) {
		if (e->has[role]) {
			cbor_array(out, 2);
			cbor_uint(out, (uint64_t)role);
			cbor_bytes(out, e->signature[role], SIGNATURE_SIZE);
		}
	}
}

/* Roles ascend, so that one set of signatures has one form. */
static enum rc read_signatures(struct cbor_reader *r, struct entry *e)
{
	uint64_t count = cbor_read_array(r), last = 0;
	for (uint64_t i = 0; r->rc == RC_OK && i < count; i++) {
		uint64_t two = cbor_read_array(r), role = cbor_read_uint(r);
		struct str signature = cbor_read_bytes(r);
		if (r->rc == RC_OK && (two != 2 || role <= last || role > ROLES || signature.n != SIGNATURE_SIZE)) {
			return fault_set(r->fault, RC_INVALID, "an entry's signatures are not each a role's, in order");
		}
		if (r->rc == RC_OK) {
			e->has[role] = true;
			memcpy(e->signature[role], signature.p, SIGNATURE_SIZE);
			last = role;
		}
	}
	return r->rc;
}

bool entry_is_statement(struct str bytes)
{
	return bytes.n <= ENTRY_MOST && (bytes.n == 0 || (uint8_t)bytes.p[0] >> 5 != MAJOR_ARRAY);
}

enum rc entry_decode(struct str bytes, struct entry *ret, struct fault *f)
{
	struct entry e = {.type = ENTRY_STATEMENT, .body = bytes};
	struct cbor_reader r;
	if (bytes.n > ENTRY_MOST) {
		return fault_set(f, RC_LIMIT, "an entry has %zu bytes, more than %zu", bytes.n, (size_t)ENTRY_MOST);
	}
	if (entry_is_statement(bytes)) {
		*ret = e;
		return RC_OK;
	}
	cbor_reader_init(&r, bytes, f);
	uint64_t three = cbor_read_array(&r), type = cbor_read_uint(&r);
	e.body = cbor_read_bytes(&r);
	if (r.rc == RC_OK && (three != 3 || type > ENTRY_KEY)) {
		return fault_set(f, RC_INVALID, "an entry is of no type that is known");
	}
	e.type = (enum entry_type)type;
	enum rc rc = r.rc == RC_OK ? read_signatures(&r, &e) : r.rc;
	if (rc == RC_OK) {
		rc = cbor_reader_finish(&r);
	}
	if (rc == RC_OK) {
		*ret = e;
	}
	return rc;
}

static void put_key(struct buf *out, uint64_t key, const void *p, size_t n)
{
	cbor_uint(out, key);
	cbor_bytes(out, p, n);
}

void founding_encode(const struct founding *c, struct buf *out)
{
	cbor_map(out, 3 + ROLES);
	cbor_uint(out, 1);
	cbor_uint(out, BODY_VERSION);
	put_key(out, 2, c->org, ORG_SIZE);
	cbor_uint(out, 3);
	cbor_text(out, c->name);
	for (unsigned role = 1; role <= ROLES; role++) {
		put_key(out, 3 + role, c->key[role], KEY_SIZE);
	}
}

static int64_t read_number(struct cbor_reader *r, uint64_t key, int64_t least, int64_t most)
{
	cbor_want_key(r, key);
	return cbor_read_within(r, least, most);
}

/* The map of so many fields that every body is, up to its organisation. */
static void begin_body(struct cbor_reader *r, struct str body, uint64_t fields, uint8_t org[ORG_SIZE], struct fault *f)
{
	cbor_reader_init(r, body, f);
	uint64_t said = cbor_read_map(r);
	if (r->rc == RC_OK && said != fields) {
		r->rc = fault_set(f, RC_INVALID, "an entry's body has %d fields, not %d", (int)(said & 0xffff), (int)fields);
	}
	(void)read_number(r, 1, BODY_VERSION, BODY_VERSION);
	cbor_want_key(r, 2);
	cbor_read_fixed(r, org, ORG_SIZE);
}

enum rc founding_decode(struct str body, struct founding *ret, struct fault *f)
{
	struct founding c = {0};
	struct cbor_reader r;
	begin_body(&r, body, 3 + ROLES, c.org, f);
	cbor_want_key(&r, 3);
	c.name = cbor_read_text(&r);
	for (unsigned role = 1; role <= ROLES; role++) {
		cbor_want_key(&r, 3 + role);
		cbor_read_fixed(&r, c.key[role], KEY_SIZE);
	}
	enum rc rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	if (rc == RC_OK) {
		*ret = c;
	}
	return rc;
}

void founding_id(struct str body, struct id *ret)
{
	digest_whole("volya/founding/1", body, ret);
}

enum rc founding_check(const struct entry *e, const struct founding *c, struct fault *f)
{
	struct id id;
	founding_id(e->body, &id);
	for (int role = 1; role <= ROLES; role++) {
		enum rc rc = e->has[role] ? signature_check(c->key[role], (enum role)role, &id, e->signature[role], f)
			: fault_set(f, RC_CRYPTO, "a founding entry lacks a signature");
		if (rc != RC_OK) {
			return rc;
		}
	}
	return RC_OK;
}

static const char *const grounds[] = {
	[GROUND_SAFETY] = "safety", [GROUND_WISH] = "wish", [GROUND_LAW] = "law", [GROUND_ERROR] = "error",
	[GROUND_SOURCE] = "source",
};

const char *ground_name(enum ground g)
{
	return (size_t)g < sizeof grounds / sizeof *grounds ? grounds[g] : NULL;
}

bool ground_parse(const char *name, enum ground *ret)
{
	for (int g = GROUND_SAFETY; g <= GROUND_SOURCE; g++) {
		if (strcmp(name, grounds[g]) == 0) {
			*ret = (enum ground)g;
			return true;
		}
	}
	return false;
}

void notice_encode(const struct notice *n, struct buf *out)
{
	assert(n->count >= 1 && n->count <= NOTICE_TARGETS);
	cbor_map(out, 7);
	cbor_uint(out, 1);
	cbor_uint(out, BODY_VERSION);
	put_key(out, 2, n->org, ORG_SIZE);
	cbor_uint(out, 3);
	cbor_int(out, n->day);
	cbor_uint(out, 4);
	cbor_uint(out, n->action);
	cbor_uint(out, 5);
	cbor_uint(out, n->ground);
	cbor_uint(out, 6);
	cbor_array(out, n->count);
	for (size_t i = 0; i < n->count; i++) {
		cbor_bytes(out, n->targets[i].b, ID_SIZE);
	}
	cbor_uint(out, 7);
	cbor_uint(out, n->index);
}

int notice_roles(enum notice_action action)
{
	return action == NOTICE_WITHHOLD ? 1 : 2;
}

static enum rc read_targets(struct arena *a, struct cbor_reader *r, struct notice *n)
{
	cbor_want_key(r, 6);
	uint64_t count = cbor_read_array(r);
	if (r->rc == RC_OK && (count < 1 || count > NOTICE_TARGETS)) {
		return fault_set(r->fault, RC_INVALID, "a notice is on 1 to %d statements", NOTICE_TARGETS);
	}
	if (r->rc != RC_OK) {
		return r->rc;
	}
	struct id *targets = arena_alloc(a, count * sizeof *targets);
	for (uint64_t i = 0; r->rc == RC_OK && i < count; i++) {
		cbor_read_fixed(r, targets[i].b, ID_SIZE);
		if (r->rc == RC_OK && i && memcmp(targets[i - 1].b, targets[i].b, ID_SIZE) >= 0) {
			return fault_set(r->fault, RC_INVALID, "a notice's statements do not ascend");
		}
	}
	n->targets = targets;
	n->count = (size_t)count;
	return r->rc;
}

enum rc notice_decode(struct arena *a, struct str body, struct notice *ret, struct fault *f)
{
	struct notice n = {0};
	struct cbor_reader r;
	begin_body(&r, body, 7, n.org, f);
	n.day = (day)read_number(&r, 3, DAY_MIN, DAY_MAX);
	n.action = (enum notice_action)read_number(&r, 4, NOTICE_WITHHOLD, NOTICE_ERASE);
	n.ground = (enum ground)read_number(&r, 5, GROUND_SAFETY, GROUND_SOURCE);
	enum rc rc = r.rc == RC_OK ? read_targets(a, &r, &n) : r.rc;
	if (rc == RC_OK) {
		n.index = (uint64_t)read_number(&r, 7, 1, INT64_MAX);
		rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	}
	if (rc == RC_OK) {
		*ret = n;
	}
	return rc;
}

void notice_id(struct str body, struct id *ret)
{
	digest_whole("volya/notice/1", body, ret);
}

void rotation_encode(const struct rotation *n, struct buf *out)
{
	cbor_map(out, 5);
	cbor_uint(out, 1);
	cbor_uint(out, BODY_VERSION);
	put_key(out, 2, n->org, ORG_SIZE);
	cbor_uint(out, 3);
	cbor_uint(out, n->role);
	put_key(out, 4, n->key, KEY_SIZE);
	cbor_uint(out, 5);
	cbor_uint(out, n->from);
}

enum rc rotation_decode(struct str body, struct rotation *ret, struct fault *f)
{
	struct rotation n = {0};
	struct cbor_reader r;
	begin_body(&r, body, 5, n.org, f);
	n.role = (enum role)read_number(&r, 3, ROLE_AUTHOR, ROLES);
	cbor_want_key(&r, 4);
	cbor_read_fixed(&r, n.key, KEY_SIZE);
	n.from = (uint64_t)read_number(&r, 5, 1, INT64_MAX);
	enum rc rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	if (rc == RC_OK) {
		*ret = n;
	}
	return rc;
}

void rotation_id(struct str body, struct id *ret)
{
	digest_whole("volya/key-entry/1", body, ret);
}

enum rc rotation_follow(const struct entry *e, uint64_t index, struct founding *keys, struct fault *f)
{
	struct rotation n;
	struct id id;
	int signatures = 0;
	enum rc rc = rotation_decode(e->body, &n, f);
	if (rc == RC_OK && (memcmp(n.org, keys->org, ORG_SIZE) != 0 || n.from != index + 1)) {
		rc = fault_set(f, RC_CRYPTO, "a key entry is another organisation's, or stands in another place");
	}
	rotation_id(e->body, &id);
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		if (e->has[role]) {
			signatures++;
			rc = signature_check(keys->key[role], (enum role)role, &id, e->signature[role], f);
		}
	}
	if (rc == RC_OK && signatures != 2) {
		rc = fault_set(f, RC_CRYPTO, "a key entry is signed by two roles");
	}
	if (rc == RC_OK) {
		memcpy(keys->key[n.role], n.key, KEY_SIZE);
	}
	return rc;
}
