/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is proved and what is not, how the log stands today, and what is known of the logs of others. */
#include <string.h>
#include <time.h>

#include "register/cosign.h"
#include "register/exchange.h"
#include "register/log.h"
#include "register/witness.h"
#include "web/fetch.h"
#include "web/views.h"

/* Of the newest checkpoint as it is published, with what witnesses have added; only lines that hold are counted. */
static enum rc read_witnesses(struct page *p, const struct note *note, struct log_view *v)
{
	struct policy policy;
	struct fault none = { 0 };

	/* What is wrong with the file is for whoever keeps the register, not for readers. */
	if (cosign_policy(p->reg, p->arena, &policy, &none) != RC_OK) {
		return RC_OK;
	}
	v->witnesses = arena_array(p->arena, policy.member_count + 1, sizeof(*v->witnesses));
	for (size_t i = 0; i < policy.member_count; i++) {
		const struct policy_member *m = &policy.members[i];
		uint64_t seconds;
		if (m->needed == 0 && note_cosign_check(note, &m->key, &seconds, NULL) == RC_OK) {
			struct tm tm;
			time_t t = (time_t)seconds;
			char text[32] = "";
			if (gmtime_r(&t, &tm)) {
				(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &tm);
			}
			v->witnesses[v->witness_count++] = (struct seen_view){ m->name, arena_strdup(p->arena, text) };
		}
	}
	return RC_OK;
}

static enum rc read_published(struct page *p, struct log_view *v)
{
	struct log_files own = fetch_own(p->reg);
	struct note note;
	struct checkpoint c;
	struct buf text;
	struct fault none = { 0 };

	buf_init(&text, NOTE_MOST);
	enum rc rc = own.read(own.data, "checkpoint", &text, &none);
	struct str bytes = str_copy(p->arena, buf_view(&text));
	buf_finish(&text);
	v->behind = rc != RC_OK || note_parse(p->arena, bytes, &note, NULL) != RC_OK ||
		checkpoint_parse(p->arena, note.text, &c, NULL) != RC_OK || c.size != (uint64_t)v->size;
	return v->behind ? RC_OK : read_witnesses(p, &note, v);
}

static enum rc read_log(struct page *p, struct log_view *v)
{
	struct log_head head;
	struct note_key key;
	struct id root;
	struct change_info *last;
	size_t count = 0;
	char text[2 * ID_SIZE + 1];
	struct fault none = { 0 };
	enum rc rc = log_head(p->reg, p->arena, OWN_ORG, &head, &none);

	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	rc = rc == RC_OK ? log_key(p->reg, p->arena, OWN_ORG, &key, p->fault) : fault_set(p->fault, rc, "%s", none.message);
	if (rc == RC_OK) {
		rc = changes_list(p->reg, p->viewer, p->arena, 1, &last, &count, p->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	tree_root(&head.tree, &root);
	v->founded = true;
	v->size = (int64_t)head.tree.size;
	v->root = arena_strdup(p->arena, hex_format(root.b, ID_SIZE, text));
	v->key = note_key_format(p->arena, key.name, key.type, key.key);
	v->last = count ? day_text(p, last[0].day) : NULL;
	return read_published(p, v);
}

static enum rc read_partners(struct page *p, struct log_view *v)
{
	struct partner *list;
	size_t count;
	enum rc rc = partners_list(p->reg, p->arena, &list, &count, p->fault);

	if (rc != RC_OK) {
		return rc;
	}
	v->partners = arena_array(p->arena, count + 1, sizeof(*v->partners));
	v->partner_count = count;
	for (size_t i = 0; i < count; i++) {
		v->partners[i] = (struct partner_row){
			.name = list[i].name, .key = list[i].key, .size = (int64_t)list[i].size,
			.place = strstr(list[i].place, "://") ? list[i].place : NULL, /* a folder is nobody's business */
			.synced = list[i].synced ? day_text(p, list[i].synced) : NULL,
			.waiting = list[i].waiting, .trouble = list[i].trouble != NULL,
		};
	}
	return RC_OK;
}

enum rc page_health(struct page *p)
{
	struct log_view v = { .one_folder = reg_one_folder(p->reg) };
	enum rc rc = read_log(p, &v);

	if (rc == RC_OK) {
		rc = read_partners(p, &v);
	}
	if (rc == RC_OK) {
		rc = witnessed_list(p->reg, p->arena, &v.watched, &v.watched_count, p->fault);
	}
	if (rc == RC_OK) {
		rc = evidence_list(p->reg, p->arena, &v.evidence, &v.evidence_count, p->fault);
	}
	if (rc == RC_OK) {
		tmpl_log(p, &v);
	}
	return rc;
}
