/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a copy of a list says, as one change. */
#include <string.h>

#include "cli/watch.h"

struct recording {
	struct watch *w;
	struct change *change;
	int64_t source;
	size_t said;
};

static enum rc say(struct recording *r, int64_t subject, int property, struct value value)
{
	struct said s = {.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = value, .source = subject == r->source ? 0 : r->source};
	r->said++;
	return change_say(r->change, &s, NULL, &r->w->c->fault);
}

static struct value text_value(const char *text)
{
	return (struct value){VALUE_TEXT, str_of(text), 0};
}

static struct value ref_value(int64_t subject)
{
	return (struct value){VALUE_REF, {0}, subject};
}

/* By its bytes, so that the same copy is one source however often it comes. */
static char *copy_key(const struct watch *w, struct str bytes)
{
	struct hash *h = hash_create();
	struct id digest;
	char text[2 * ID_SIZE + 1];
	hash_add(h, w->body_key, strlen(w->body_key) + 1);
	hash_add(h, bytes.p, bytes.n);
	hash_finish(h, &digest);
	hex_format(digest.b, ID_SIZE, text);
	return arena_printf(w->c->arena, "copy:%.32s", text);
}

static enum rc say_source(struct recording *r, const char *key, const char *title)
{
	char day_text[DAY_TEXT];
	struct watch *w = r->w;
	day_format(w->on, day_text);
	const struct {
		int property;
		const char *text;
	} said[] = {
		{P_KEY, key}, {P_SOURCE_TITLE, title}, {P_SOURCE_PUBLISHER, w->body_label}, {P_SOURCE_KIND, "register"},
		{P_SOURCE_ACCESSED, day_text},
	};
	enum rc rc = change_subject(r->change, KIND_SOURCE, &r->source, &w->c->fault);
	for (size_t i = 0; rc == RC_OK && i < sizeof said / sizeof *said; i++) {
		rc = say(r, r->source, said[i].property, text_value(said[i].text));
	}
	return rc;
}

/* The person's recognition by the body, or 0; and whether this copy has said so already. */
static enum rc recognition_of(struct recording *r, int64_t person, int64_t *ret, bool *ret_said)
{
	int64_t *owned;
	size_t count, said = 0;
	struct statement *list;
	struct watch *w = r->w;
	struct fault *f = &w->c->fault;
	*ret = 0;
	*ret_said = false;
	enum rc rc = subject_owned(w->reg, &viewer_public, w->c->arena, person, &owned, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count && !*ret; i++) {
		rc = subject_statements(w->reg, &viewer_public, w->c->arena, owned[i], false, &list, &said, f);
		for (size_t k = 0; rc == RC_OK && k < said; k++) {
			if (list[k].property->code == P_RECOGNITION_BODY && list[k].value.number == w->body) {
				*ret = owned[i];
				*ret_said |= list[k].source == r->source;
			}
		}
	}
	return rc;
}

/* That the body recognises them, by this copy; since before its day where that was not known. */
static enum rc say_listed(struct recording *r, const struct watch_row *row)
{
	char day_text[DAY_TEXT];
	struct watch *w = r->w;
	int64_t recognition = 0;
	bool said = false;
	enum rc rc = row->fate == WATCH_JOINED ? RC_OK : recognition_of(r, row->subject, &recognition, &said);
	if (rc == RC_OK && recognition) {
		return said ? RC_OK : say(r, recognition, P_RECOGNITION_BODY, ref_value(w->body));
	}
	if (rc == RC_OK) {
		rc = change_subject(r->change, KIND_RECOGNITION, &recognition, &w->c->fault);
	}
	if (rc == RC_OK) {
		rc = say(r, recognition, P_RECOGNITION_PERSON, ref_value(row->subject));
	}
	if (rc == RC_OK) {
		rc = say(r, recognition, P_RECOGNITION_BODY, ref_value(w->body));
	}
	return rc == RC_OK ? say(r, recognition, P_RECOGNITION_GIVEN, text_value(arena_printf(w->c->arena, "../%s",
		day_format(w->on, day_text)))) : rc;
}

static enum rc say_all(struct recording *r, const char *key, const char *title)
{
	struct watch *w = r->w;
	enum rc rc = r->source ? RC_OK : say_source(r, key, title);
	for (size_t i = 0; rc == RC_OK && i < w->row_count; i++) {
		const struct watch_row *row = &w->rows[i];
		if (row->fate == WATCH_PRESENT || row->fate == WATCH_CHANGED || row->fate == WATCH_JOINED) {
			rc = say_listed(r, row);
		}
		if (rc == RC_OK && arena_full(w->c->arena, 1u << 20)) {
			rc = fault_set(&w->c->fault, RC_LIMIT, "%s is too long to be recorded at once", w->list.path);
		}
	}
	return rc;
}

enum rc watch_record(struct watch *w, const char *title, struct str bytes, int64_t *ret_change, size_t *ret_said)
{
	struct recording r = {.w = w};
	struct fault ignored = {0};
	char *key = copy_key(w, bytes);
	*ret_change = 0;
	*ret_said = 0;
	enum rc rc = subject_by_key(w->reg, &viewer_public, KIND_SOURCE, str_of(key), &r.source, &ignored);
	if (rc != RC_OK && rc != RC_NOT_FOUND) {
		return fault_set(&w->c->fault, rc, "%s", ignored.message);
	}
	rc = change_begin(w->reg, arena_printf(w->c->arena, "watch %s: the list of %s", w->list.path, w->body_label),
		&r.change, &w->c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = say_all(&r, key, title);
	if (rc != RC_OK) {
		change_abandon(r.change);
		return rc;
	}
	*ret_said = r.said;
	rc = change_close(r.change, &w->c->progress, ret_change, &w->c->fault);
	progress_clear();
	return rc;
}
