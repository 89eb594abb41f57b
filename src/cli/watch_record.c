/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a copy of a list says, as one change. */
#include <string.h>

#include "cli/watch.h"

struct recording {
	struct watch *w;
	struct change *change;
	int64_t source;
	struct watch_said *said;
};

static enum rc say_in(struct recording *r, int64_t subject, int property, struct value value, struct str language)
{
	struct said s = {.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = value, .language = language, .source = subject == r->source ? 0 : r->source};
	r->said->statements++;
	return change_say(r->change, &s, NULL, &r->w->c->fault);
}

static enum rc say(struct recording *r, int64_t subject, int property, struct value value)
{
	return say_in(r, subject, property, value, STR(""));
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

/* What the register holds of a person's recognition by the body. */
struct held {
	int64_t recognition;  /* one that was not withdrawn, or 0 */
	bool said;            /* this copy has said so already */
	day seen;             /* the latest day that a source of it has them on the list; DAY_MIN: none says */
	day withdrawn;        /* the earliest day of the last withdrawal; DAY_MIN: none, or not known */
};

/* The first and the last day of a date or a span; DAY_MIN where it is not known. */
static void read_days(struct str text, day *ret_first, day *ret_last)
{
	struct edtf e;
	struct fault ignored = {0};
	bool read = edtf_parse(text, &e, &ignored) == RC_OK;
	*ret_first = read && e.from.what == EDTF_KNOWN ? e.from.lo : DAY_MIN;
	*ret_last = read && e.to.what == EDTF_KNOWN ? e.to.hi : DAY_MIN;
}

/* The day of a source that is not the copy itself. */
static enum rc note_source(struct recording *r, int64_t source, struct held *ret)
{
	struct source_info info;
	if (source == 0 || source == r->source) {
		return RC_OK;
	}
	enum rc rc = source_get(r->w->reg, &viewer_public, r->w->c->arena, source, &info, &r->w->c->fault);
	if (rc == RC_OK && info.published != DAY_MAX && info.published > ret->seen) {
		ret->seen = info.published;
	}
	return rc;
}

/* One recognition of the person, if it is by the body. */
static enum rc read_recognition(struct recording *r, int64_t recognition, struct held *ret)
{
	struct statement *list;
	size_t count = 0;
	struct watch *w = r->w;
	bool by_body = false, is_withdrawn = false;
	day withdrawn = DAY_MIN, first, last;
	struct held h = {.recognition = recognition, .seen = DAY_MIN};
	enum rc rc = subject_statements(w->reg, &viewer_public, w->c->arena, recognition, false, &list, &count,
		&w->c->fault);
	for (size_t k = 0; rc == RC_OK && k < count; k++) {
		int code = list[k].property->code;
		if (code == P_RECOGNITION_BODY && list[k].value.number == w->body) {
			by_body = true;
			h.said |= list[k].source == r->source;
			rc = note_source(r, list[k].source, &h);
		} else if (code == P_RECOGNITION_WITHDRAWN) {
			is_withdrawn = true;
			read_days(list[k].value.text, &withdrawn, &last);
		} else if (code == P_RECOGNITION_GIVEN) {
			read_days(list[k].value.text, &first, &last);
			h.seen = last > h.seen ? last : h.seen;
		}
	}
	if (rc != RC_OK || !by_body) {
		return rc;
	}
	if (is_withdrawn) {
		ret->withdrawn = withdrawn > ret->withdrawn ? withdrawn : ret->withdrawn;
	} else if (!ret->recognition) {
		ret->recognition = h.recognition;
		ret->said = h.said;
		ret->seen = h.seen;
	}
	return RC_OK;
}

static enum rc read_held(struct recording *r, int64_t person, struct held *ret)
{
	int64_t *owned;
	size_t count = 0;
	struct watch *w = r->w;
	*ret = (struct held){.seen = DAY_MIN, .withdrawn = DAY_MIN};
	enum rc rc = subject_owned(w->reg, &viewer_public, w->c->arena, person, &owned, &count, &w->c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = read_recognition(r, owned[i], ret);
	}
	return rc;
}

/* From a day on (DAY_MIN: it is not known) until that of the copy. */
static struct value since_value(const struct watch *w, day from)
{
	char on[DAY_TEXT], first[DAY_TEXT];
	day_format(w->on, on);
	if (from == w->on) {
		return text_value(arena_printf(w->c->arena, "%s", on));
	}
	return text_value(arena_printf(w->c->arena, "%s/%s", from == DAY_MIN ? ".." : day_format(from, first), on));
}

/* That the body recognises them, by this copy; since some day before it, and after any withdrawal. */
static enum rc say_listed(struct recording *r, int64_t person, bool is_new)
{
	struct watch *w = r->w;
	struct held held = {.withdrawn = DAY_MIN};
	enum rc rc = is_new ? RC_OK : read_held(r, person, &held);
	if (rc == RC_OK && held.recognition) {
		return held.said ? RC_OK : say(r, held.recognition, P_RECOGNITION_BODY, ref_value(w->body));
	}
	if (rc == RC_OK) {
		rc = change_subject(r->change, KIND_RECOGNITION, &held.recognition, &w->c->fault);
	}
	if (rc == RC_OK) {
		rc = say(r, held.recognition, P_RECOGNITION_PERSON, ref_value(person));
	}
	if (rc == RC_OK) {
		rc = say(r, held.recognition, P_RECOGNITION_BODY, ref_value(w->body));
	}
	day from = held.withdrawn < w->on ? held.withdrawn : DAY_MIN;
	return rc == RC_OK ? say(r, held.recognition, P_RECOGNITION_GIVEN, since_value(w, from)) : rc;
}

static enum rc say_name(struct recording *r, const struct watch_row *row, int64_t person)
{
	return say_in(r, person, P_PERSON_NAME, (struct value){VALUE_TEXT, row->name, 0}, r->w->language);
}

/* A person whom nobody here knew. Their ground for publication is that the organisation publishes its list. */
static enum rc say_person(struct recording *r, const struct watch_row *row, int64_t *ret)
{
	struct watch *w = r->w;
	enum rc rc = change_subject(r->change, KIND_PERSON, ret, &w->c->fault);
	if (rc == RC_OK) {
		rc = say_name(r, row, *ret);
	}
	if (rc == RC_OK && row->id.n) {
		rc = say(r, *ret, P_KEY, text_value(arena_printf(w->c->arena, "%s:%.*s", w->body_key, STR_ARG(row->id))));
	}
	r->said->people++;
	return rc == RC_OK ? say(r, *ret, P_PERSON_PUBLICATION, text_value("recognised")) : rc;
}

static enum rc say_row(struct recording *r, const struct watch_row *row)
{
	int64_t person = row->subject;
	enum rc rc = RC_OK;
	if (row->fate == WATCH_UNSURE) {
		return RC_OK;
	}
	if (row->fate == WATCH_APPEARED) {
		rc = say_person(r, row, &person);
	} else if (row->new_name) {
		rc = say_name(r, row, person);
	}
	if (rc == RC_OK && row->new_birth) {
		rc = say(r, person, P_PERSON_BIRTH, text_value(row->new_birth));
	}
	return rc == RC_OK ? say_listed(r, person, row->fate == WATCH_APPEARED) : rc;
}

/* Withdrawn after the day they were last seen on the list: that of a source, or when they surely were recognised. */
static enum rc say_gone(struct recording *r, int64_t person)
{
	struct watch *w = r->w;
	struct held held;
	enum rc rc = read_held(r, person, &held);
	if (rc != RC_OK || !held.recognition) {
		return rc;
	}
	if (held.seen >= w->on) {
		r->said->seen_later++;
		return RC_OK;
	}
	r->said->gone++;
	return say(r, held.recognition, P_RECOGNITION_WITHDRAWN,
		since_value(w, held.seen == DAY_MIN ? DAY_MIN : held.seen + 1));
}

static enum rc check_room(const struct watch *w)
{
	return arena_full(w->c->arena, 1u << 20) ? fault_set(&w->c->fault, RC_LIMIT,
		"%s is too long to be recorded at once", w->list.path) : RC_OK;
}

static enum rc say_all(struct recording *r, const char *key, const char *title)
{
	struct watch *w = r->w;
	enum rc rc = r->source ? RC_OK : say_source(r, key, title);
	for (size_t i = 0; rc == RC_OK && i < w->row_count; i++) {
		rc = say_row(r, &w->rows[i]);
		rc = rc == RC_OK ? check_room(w) : rc;
	}
	for (size_t i = 0; rc == RC_OK && i < w->listed_count; i++) {
		if (!w->seen[i] && !w->perhaps[i]) {
			rc = say_gone(r, w->listed[i]);
			rc = rc == RC_OK ? check_room(w) : rc;
		}
	}
	return rc;
}

enum rc watch_record(struct watch *w, const char *title, struct str bytes, struct watch_said *ret)
{
	*ret = (struct watch_said){0};
	struct recording r = {.w = w, .said = ret};
	struct fault ignored = {0};
	char *key = copy_key(w, bytes);
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
	rc = change_close(r.change, &w->c->progress, &ret->change, &w->c->fault);
	progress_clear();
	return rc;
}
