/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the form of the list to a question, and from its answer to rows: see people.h. */
#include <stdlib.h>
#include <string.h>

#include "web/dossier.h"
#include "web/people.h"
#include "web/totals.h"

#define MATCHES_MOST 500
#define DEADLINE_MS 15000
_Static_assert(PEOPLE_PAGE <= TOTALS_MEMBERS, "a page of the list is kept whole");

/* A value of the form may stand in a question when it is one plain word. */
static bool plain(const char *word)
{
	if (!word[0] || strlen(word) > 64) {
		return false;
	}
	for (const char *c = word; *c; c++) {
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
		if (!letter && !strchr("_-.:", *c)) {
			return false;
		}
	}
	return true;
}

static enum rc condition(struct page *p, struct buf *b, bool *first, const char *name, const char *property)
{
	const char *value = params_get(&p->params, name);

	if (!value[0]) {
		return RC_OK;
	}
	if (!plain(value)) {
		return fault_set(p->fault, RC_INVALID, "%s", _("The list cannot be filtered by that value"));
	}
	buf_printf(b, "%s%s is %s", *first ? " where " : " and ", property, value);
	*first = false;
	return RC_OK;
}

/* Who is meant: held, listed, or everybody; those not held are found by taking the held away. */
static const char *who_words(struct page *p, const char *who, day on)
{
	if (!strcmp(who, "held")) {
		return arena_printf(p->arena, "list people held on %s", day_iso(p, on));
	}
	if (!strcmp(who, "listed")) {
		const char *body = params_get(&p->params, "body");
		return arena_printf(p->arena, "list people listed by %s on %s", plain(body) ? body : "viasna",
			day_iso(p, on));
	}
	return "list people";
}

static enum rc compose(struct page *p, const char *who, struct people *l)
{
	static const char *const names[][2] = { { "sex", "sex" }, { "occupation", "occupation" },
		{ "article", "article" }, { "place", "spell.place" } };
	struct buf b;
	bool first = true;
	enum rc rc = param_day(p, "on", p->today, &l->on);

	if (rc == RC_OK) {
		rc = param_day(p, "by", DAY_MAX, &l->published_by);
	}
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&b, 4096);
	buf_puts(&b, who_words(p, who, l->on));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && rc == RC_OK; i++) {
		rc = condition(p, &b, &first, names[i][0], names[i][1]);
	}
	l->question = str_dup(p->arena, buf_view(&b));
	buf_finish(&b);
	return rc;
}

static enum rc ask(struct page *p, const char *who, size_t from, size_t most, struct people *l)
{
	struct ask_options o = { .on = DAY_MAX, .published_by = DAY_MAX, .list_most = most, .list_from = from };
	struct answer answer;
	struct bounds known;
	enum rc rc = compose(p, who, l);

	if (rc != RC_OK) {
		return rc;
	}
	o.on = l->on;
	o.published_by = l->published_by;
	o.deadline = DEADLINE_MS;
	/* The day of asking belongs to the question: what is known changes with it. */
	struct str key = str_of(arena_printf(p->arena, "%s %d %d %d", l->question, (int)l->on,
		(int)l->published_by, (int)p->today));
	struct str page = str_of(arena_printf(p->arena, "%s from %zu", key.p, from));
	if (totals_get(p->site->totals, p->state, key, &known)) {
		o.counted = &known;
	}
	if (most == PEOPLE_PAGE) {
		struct ask_member *members = arena_array(p->arena, TOTALS_MEMBERS, sizeof(*members));
		bool kept = totals_get_page(p->site->totals, p->state, page, members, &o.listed_count);
		o.listed = kept ? members : NULL;
	}
	rc = ask_run(p->reg, p->viewer, p->arena, str_of(l->question), &o, &answer, p->fault);
	if (rc == RC_OK) {
		if (!o.counted) {
			totals_put(p->site->totals, p->state, key, answer.count);
		}
		if (most == PEOPLE_PAGE && !o.listed) {
			totals_put_page(p->site->totals, p->state, page, answer.members, answer.member_count);
		}
		l->members = answer.members;
		l->count = answer.member_count;
		l->total = answer.count;
		l->coverage = answer.coverage;
		l->note = answer.note;
		l->question = answer.question;
		l->from = (int64_t)from;
		l->whole = !from && (int64_t)l->count == l->total.at_most;
	}
	return rc;
}

static int by_subject(const void *a, const void *b)
{
	const struct ask_member *x = a, *y = b;

	return (x->subject > y->subject) - (x->subject < y->subject);
}

static const struct ask_member *member_of(struct ask_member *sorted, size_t count, int64_t subject)
{
	struct ask_member key = { .subject = subject };

	return count ? bsearch(&key, sorted, count, sizeof(key), by_subject) : NULL;
}

static void count_members(struct people *l)
{
	l->total = (struct bounds){ 0, (int64_t)l->count };
	for (size_t i = 0; i < l->count; i++) {
		l->total.at_least += l->members[i].sure;
	}
}

/* Everybody less the held: certain where nobody can be held, possible where it is not certain they are. */
static enum rc take_held_away(struct page *p, struct people *l)
{
	struct people held = { .question = NULL };
	size_t kept = 0;
	enum rc rc = ask(p, "held", 0, 0, &held);

	if (rc != RC_OK) {
		return rc;
	}
	if (held.count) {
		qsort(held.members, held.count, sizeof(*held.members), by_subject);
	}
	for (size_t i = 0; i < l->count; i++) {
		struct ask_member m = l->members[i];
		const struct ask_member *h = member_of(held.members, held.count, m.subject);
		if (h && h->sure) {
			continue;
		}
		m.sure = m.sure && !h;
		m.why = h ? h->why : m.why;
		l->members[kept++] = m;
	}
	l->count = kept;
	l->question = NULL;
	l->note = held.note;
	count_members(l);
	return RC_OK;
}

/* Faint ones are for want of better. */
static size_t count_better(const struct match *list, size_t count)
{
	size_t n = 0;

	while (n < count && list[n].certainty != MATCH_FAINT) {
		n++;
	}
	return n ? n : count;
}

/* Whether the list is of everybody on record: then who is found is on it, and the list need not be read. */
static bool of_everybody(const struct page *p)
{
	static const char *const narrowing[] = { "who", "body", "by", "sex", "occupation", "article", "place" };

	for (size_t i = 0; i < sizeof(narrowing) / sizeof(*narrowing); i++) {
		if (params_get(&p->params, narrowing[i])[0]) {
			return false;
		}
	}
	return true;
}

/* Those of the list whose name meets the search in any spelling, best match first. */
static enum rc search(struct page *p, const char *name, struct people *l)
{
	struct match *matches;
	size_t found, n = 0;
	enum rc rc = find_name(p->reg, p->viewer, p->arena, KIND_PERSON, str_of(name), MATCHES_MOST, &matches,
		&found, p->fault);

	if (rc != RC_OK) {
		return rc;
	}
	found = count_better(matches, found);
	l->matches = matches;
	l->match_count = found;
	struct ask_member *kept = arena_array(p->arena, found + 1, sizeof(*kept));
	bool all = of_everybody(p);
	if (l->count && !all) {
		qsort(l->members, l->count, sizeof(*l->members), by_subject);
	}
	for (size_t i = 0; i < found; i++) {
		int64_t no = matches[i].subject;
		struct ask_member one = { .subject = no, .owner = no, .sure = true };
		const struct ask_member *m = all ? &one : member_of(l->members, l->count, no);
		if (m) {
			kept[n++] = *m;
		}
	}
	l->members = kept;
	l->count = n;
	l->question = NULL; /* the language asks by values, not by parts of names */
	count_members(l);
	return RC_OK;
}

struct named {
	struct ask_member member;
	char *key;
};

static int by_key(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : (x->member.subject > y->member.subject) - (x->member.subject < y->member.subject);
}

/* By the last word of the name, then the whole of it. */
static enum rc sort_by_name(struct page *p, struct people *l)
{
	struct named *list = arena_array(p->arena, l->count + 1, sizeof(*list));
	enum rc rc = RC_OK;

	for (size_t i = 0; i < l->count && rc == RC_OK; i++) {
		const char *label = "";
		rc = page_label(p, l->members[i].subject, &label);
		const char *space = strrchr(label, ' ');
		list[i].member = l->members[i];
		list[i].key = text_fold(p->arena, str_of(arena_printf(p->arena, "%s %s", space ? space + 1 : "", label)));
	}
	if (rc == RC_OK && l->count) {
		qsort(list, l->count, sizeof(*list), by_key);
	}
	for (size_t i = 0; i < l->count && rc == RC_OK; i++) {
		l->members[i] = list[i].member;
	}
	return rc;
}

static void cut(struct people *l, size_t from, size_t most)
{
	l->from = (int64_t)(from < l->count ? from : l->count);
	l->members += l->from;
	l->count -= (size_t)l->from;
	l->whole = !l->from && (!most || l->count <= most);
	l->count = most && l->count > most ? most : l->count;
}

enum rc people_find(struct page *p, size_t from, size_t most, struct people *l)
{
	const char *name = params_get(&p->params, "q"), *who = params_get(&p->params, "who");
	bool by_name = !strcmp(params_get(&p->params, "sort"), "name"), free = !strcmp(who, "free");
	bool all = name[0] || by_name || free, one = name[0] && of_everybody(p);

	*l = (struct people){ .question = NULL };
	enum rc rc = ask(p, who, all ? 0 : from, one ? 1 : all ? 0 : most, l);
	if (rc == RC_OK && free) {
		rc = take_held_away(p, l);
	}
	if (rc == RC_OK && name[0]) {
		rc = search(p, name, l);
	}
	if (rc == RC_OK && by_name) {
		rc = l->count > PEOPLE_SORTED ? fault_set(p->fault, RC_LIMIT, "%s",
			_("So many people are not sorted by name; narrow the list first")) : sort_by_name(p, l);
	}
	if (rc == RC_OK && all) {
		cut(l, from, most);
	}
	return rc;
}
