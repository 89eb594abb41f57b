/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a copy of a list says that is not recorded. */
#include <string.h>

#include "cli/watch.h"

struct planning {
	struct watch *w;
	struct watch_change *plan;
	int64_t person; /* whom the next statements are about */
	unsigned line;
};

static void add(struct planning *p, struct watch_statement said)
{
	struct watch_change *plan = p->plan;
	if (plan->count == plan->room) {
		size_t old = plan->room;
		plan->room = old ? old * 2 : 256;
		plan->list = arena_grow(p->w->c->arena, plan->list, old * sizeof *plan->list,
			plan->room * sizeof *plan->list);
	}
	said.person = p->person;
	said.line = p->line;
	plan->list[plan->count++] = said;
}

static void say(struct planning *p, int64_t subject, int property, struct value value)
{
	add(p, (struct watch_statement){.subject = subject, .property = property, .value = value});
}

static int64_t make(struct planning *p, enum kind kind)
{
	struct watch_change *plan = p->plan;
	if (plan->made_count == plan->made_room) {
		size_t old = plan->made_room;
		plan->made_room = old ? old * 2 : 64;
		plan->made = arena_grow(p->w->c->arena, plan->made, old * sizeof *plan->made,
			plan->made_room * sizeof *plan->made);
	}
	plan->made[plan->made_count++] = kind;
	return -(int64_t)plan->made_count;
}

static struct value text_value(const char *text)
{
	return (struct value){VALUE_TEXT, str_of(text), 0};
}

static struct value ref_value(int64_t subject)
{
	return (struct value){VALUE_REF, {0}, subject};
}

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

/* A source of that key, or 0, and its day. */
static enum rc find_source(const struct watch *w, const char *key, int64_t *ret, day *ret_day)
{
	struct source_info info;
	struct fault ignored = {0};
	*ret = 0;
	enum rc rc = subject_by_key(w->reg, reg_viewer(w->reg), KIND_SOURCE, str_of(key), ret, &ignored);
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	if (rc != RC_OK) {
		return fault_set(&w->c->fault, rc, "%s", ignored.message);
	}
	rc = source_get(w->reg, reg_viewer(w->reg), w->c->arena, *ret, &info, &w->c->fault);
	*ret_day = info.published;
	return rc;
}

enum rc watch_find_copy(struct watch *w, struct str bytes, bool dated)
{
	day known = DAY_MAX;
	char text[DAY_TEXT];
	w->copy_key = copy_key(w, bytes);
	enum rc rc = find_source(w, w->copy_key, &w->copy, &known);
	if (rc != RC_OK || w->copy == 0 || known == w->on) {
		return rc;
	}
	if (!dated && known != DAY_MAX) {
		w->on = known;
		return RC_OK;
	}
	w->copy_key = arena_printf(w->c->arena, "%s:%s", w->copy_key, day_format(w->on, text));
	return find_source(w, w->copy_key, &w->copy, &known);
}

static void say_source(struct planning *p, const char *title)
{
	struct watch *w = p->w;
	char on[DAY_TEXT];
	day_format(w->on, on);
	title = title ? title : arena_printf(w->c->arena, "List of %s, a copy of %s", w->body_label, on);
	const struct {
		int property;
		const char *text;
	} said[] = {
		{P_KEY, w->copy_key}, {P_SOURCE_TITLE, title}, {P_SOURCE_PUBLISHER, w->body_label},
		{P_SOURCE_KIND, "register"}, {P_SOURCE_ACCESSED, arena_strdup(w->c->arena, on)},
	};
	p->plan->source = make(p, KIND_SOURCE);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		say(p, p->plan->source, said[i].property, text_value(said[i].text));
	}
}

/* ---- what the register holds ---- */

struct withdrawal {
	const struct statement *said;
	day first, last; /* DAY_MIN, DAY_MAX: not known */
};

#define WITHDRAWALS_MOST 8

/* A recognition of a person by the body. */
struct recognition {
	int64_t no;
	bool said; /* this copy has said so already */
	day seen;  /* the latest day that a source of it has them on the list; DAY_MIN: none says */
	struct withdrawal withdrawn[WITHDRAWALS_MOST]; /* claims may disagree */
	size_t withdrawn_count;
};

/* The first and the last day of a date or a span; DAY_MIN and DAY_MAX where it is not known. */
static void read_days(struct str text, day *ret_first, day *ret_last)
{
	struct edtf e;
	struct fault ignored = {0};
	bool read = edtf_parse(text, &e, &ignored) == RC_OK;
	*ret_first = read && e.from.what == EDTF_KNOWN ? e.from.lo : DAY_MIN;
	*ret_last = read && e.to.what == EDTF_KNOWN ? e.to.hi : DAY_MAX;
}

/* The day of a source that is not the copy itself. */
static enum rc note_source(const struct planning *p, int64_t source, struct recognition *ret)
{
	struct source_info info;
	if (source == 0 || source == p->plan->source) {
		return RC_OK;
	}
	enum rc rc = source_get(p->w->reg, reg_viewer(p->w->reg), p->w->c->arena, source, &info, &p->w->c->fault);
	if (rc == RC_OK && info.published != DAY_MAX && info.published > ret->seen) {
		ret->seen = info.published;
	}
	return rc;
}

static enum rc read_recognition(const struct planning *p, int64_t no, struct recognition *ret, bool *ret_by_body)
{
	struct statement *list;
	size_t count = 0;
	struct watch *w = p->w;
	day first, last;
	*ret = (struct recognition){.no = no, .seen = DAY_MIN};
	*ret_by_body = false;
	enum rc rc = subject_statements(w->reg, reg_viewer(w->reg), w->c->arena, no, false, &list, &count, &w->c->fault);
	for (size_t k = 0; rc == RC_OK && k < count; k++) {
		int code = list[k].property->code;
		read_days(list[k].value.text, &first, &last);
		if (code == P_RECOGNITION_BODY && list[k].value.number == w->body) {
			*ret_by_body = true;
			ret->said |= list[k].source == p->plan->source;
			rc = note_source(p, list[k].source, ret);
		} else if (code == P_RECOGNITION_WITHDRAWN && ret->withdrawn_count < WITHDRAWALS_MOST) {
			ret->withdrawn[ret->withdrawn_count++] = (struct withdrawal){&list[k], first, last};
		} else if (code == P_RECOGNITION_GIVEN && last != DAY_MAX) {
			ret->seen = last > ret->seen ? last : ret->seen;
		}
	}
	return rc;
}

static enum rc read_held(const struct planning *p, int64_t person, struct recognition **ret, size_t *ret_count)
{
	int64_t *owned;
	size_t count = 0;
	struct watch *w = p->w;
	bool by_body;
	*ret_count = 0;
	enum rc rc = subject_owned(w->reg, reg_viewer(w->reg), w->c->arena, person, &owned, &count, &w->c->fault);
	*ret = arena_array(w->c->arena, count + 1, sizeof **ret);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = read_recognition(p, owned[i], &(*ret)[*ret_count], &by_body);
		*ret_count += rc == RC_OK && by_body;
	}
	return rc;
}

/* Whether they may be listed after the day of the copy, and the first day on which they may have been withdrawn. */
static bool lasts(const struct watch *w, const struct recognition *r, day *ret_first)
{
	bool later = r->withdrawn_count == 0;
	*ret_first = DAY_MIN;
	for (size_t i = 0; i < r->withdrawn_count; i++) {
		later |= r->withdrawn[i].last > w->on;
		*ret_first = r->withdrawn[i].first > *ret_first ? r->withdrawn[i].first : *ret_first;
	}
	return later;
}

/* ---- what there is to say ---- */

/* From a day on (DAY_MIN: it is not known) to another. */
static struct value span_value(const struct watch *w, day from, day to)
{
	char first[DAY_TEXT], last[DAY_TEXT];
	day_format(to, last);
	if (from >= to) {
		return text_value(arena_strdup(w->c->arena, last));
	}
	return text_value(arena_printf(w->c->arena, "%s/%s", from == DAY_MIN ? ".." : day_format(from, first), last));
}

/* A later copy told that they were withdrawn in a span of days in which this one was taken: it is made narrower. */
static void narrow(struct planning *p, const struct recognition *r, bool present, day seen)
{
	day on = p->w->on;
	for (size_t i = 0; i < r->withdrawn_count; i++) {
		const struct withdrawal *x = &r->withdrawn[i];
		day after = seen != DAY_MIN && seen + 1 > x->first ? seen + 1 : x->first;
		if (x->first > on || x->last <= on || x->last == DAY_MAX) {
			continue;
		}
		add(p, (struct watch_statement){.subject = r->no, .property = P_RECOGNITION_WITHDRAWN, .target = x->said,
			.value = present ? span_value(p->w, on + 1, x->last) : span_value(p->w, after, on)});
	}
}

static void say_recognition(struct planning *p, int64_t person, day from)
{
	struct watch *w = p->w;
	int64_t no = make(p, KIND_RECOGNITION);
	say(p, no, P_RECOGNITION_PERSON, ref_value(person));
	say(p, no, P_RECOGNITION_BODY, ref_value(w->body));
	say(p, no, P_RECOGNITION_GIVEN, span_value(w, from, w->on));
}

/* That the body recognises them, by this copy; since some day before it, and after any withdrawal. */
static enum rc say_listed(struct planning *p, int64_t person)
{
	struct recognition *list, *best = NULL;
	size_t count;
	day from = DAY_MIN, first;
	enum rc rc = read_held(p, person, &list, &count);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (!lasts(p->w, &list[i], &first)) {
			from = first > from ? first : from;
		} else if (!best || list[i].withdrawn_count < best->withdrawn_count) {
			best = &list[i];
		}
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (!best) {
		say_recognition(p, person, from);
		p->plan->back += count > 0;
		return RC_OK;
	}
	if (!best->said) {
		say(p, best->no, P_RECOGNITION_BODY, ref_value(p->w->body));
	}
	narrow(p, best, true, DAY_MIN);
	return RC_OK;
}

static void say_name(struct planning *p, const struct watch_row *row, int64_t person)
{
	add(p, (struct watch_statement){.subject = person, .property = P_PERSON_NAME,
		.value = (struct value){VALUE_TEXT, row->name, 0}, .language = p->w->language});
}

/* A person whom nobody here knew. Their ground for publication is that the organisation publishes its list. */
static void say_person(struct planning *p, const struct watch_row *row)
{
	struct watch *w = p->w;
	p->person = make(p, KIND_PERSON);
	say_name(p, row, p->person);
	if (row->id.n) {
		say(p, p->person, P_KEY,
			text_value(arena_printf(w->c->arena, "%s:%.*s", w->body_key, STR_ARG(row->id))));
	}
	say(p, p->person, P_PERSON_PUBLICATION, text_value("recognised"));
	if (row->new_birth) {
		say(p, p->person, P_PERSON_BIRTH, text_value(row->new_birth));
	}
	say_recognition(p, p->person, DAY_MIN);
	p->plan->people++;
}

static enum rc say_row(struct planning *p, const struct watch_row *row)
{
	p->person = row->subject;
	p->line = row->line;
	if (row->fate == WATCH_UNSURE) {
		return RC_OK;
	}
	if (row->fate == WATCH_APPEARED) {
		say_person(p, row);
		return RC_OK;
	}
	if (row->new_name) {
		say_name(p, row, p->person);
	}
	if (row->new_birth) {
		say(p, p->person, P_PERSON_BIRTH, text_value(row->new_birth));
	}
	return say_listed(p, p->person);
}

/* Withdrawn after the day they were last seen on the list: that of a source, or when they surely were recognised. */
static enum rc say_gone(struct planning *p, int64_t person)
{
	struct watch *w = p->w;
	struct recognition *list;
	size_t count, before = p->plan->count;
	day seen = DAY_MIN;
	p->person = person;
	p->line = 0;
	enum rc rc = read_held(p, person, &list, &count);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		seen = list[i].seen > seen ? list[i].seen : seen;
	}
	if (rc == RC_OK && seen >= w->on) {
		p->plan->seen_later++;
		return RC_OK;
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (list[i].withdrawn_count == 0) {
			say(p, list[i].no, P_RECOGNITION_WITHDRAWN,
				span_value(w, seen == DAY_MIN ? DAY_MIN : seen + 1, w->on));
		}
		narrow(p, &list[i], false, seen);
	}
	p->plan->gone += p->plan->count > before;
	return rc;
}

static enum rc check_room(const struct watch *w)
{
	return arena_full(w->c->arena, 1u << 20) ? fault_set(&w->c->fault, RC_LIMIT,
		"%s is too long to be recorded at once", w->list.path) : RC_OK;
}

enum rc watch_plan(struct watch *w, const char *title, struct watch_change *ret)
{
	*ret = (struct watch_change){.source = w->copy};
	struct planning p = {.w = w, .plan = ret};
	enum rc rc = RC_OK;
	if (w->copy == 0) {
		say_source(&p, title);
	}
	size_t of_source = ret->count;
	for (size_t i = 0; rc == RC_OK && i < w->row_count; i++) {
		rc = say_row(&p, &w->rows[i]);
		rc = rc == RC_OK ? check_room(w) : rc;
	}
	for (size_t i = 0; rc == RC_OK && i < w->listed_count; i++) {
		if (!w->seen[i] && !w->perhaps[i]) {
			rc = say_gone(&p, w->listed[i]);
			rc = rc == RC_OK ? check_room(w) : rc;
		}
	}
	if (ret->count == of_source) {
		ret->count = ret->made_count = 0; /* a source of nothing */
	}
	return rc;
}
