/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a sentence says of the persons it names: held, free, in exile, dead, honoured, candidate,
 * sentenced, when. */
#include "letter/status.h"

#include <string.h>

/* The mentions of a sentence stand together, in order. */
static size_t mentions_of(const struct reading *r, size_t s, size_t *ret_first)
{
	size_t lo = 0, hi = r->mention_count, n = 0;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (r->mentions[mid].sentence < s) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	while (lo + n < r->mention_count && r->mentions[lo + n].sentence == s) {
		n++;
	}
	*ret_first = lo;
	return n;
}

static bool list_gap(const struct words *w, size_t from, size_t to)
{
	/* "X (ten years), the lawyer Y and Z": a remark and titles stand between. */
	if (from < to && mark_is(w, from, "(")) {
		while (from < to && !mark_is(w, from, ")")) {
			from++;
		}
		from += from < to;
	}
	if (to < from || to - from > 5) {
		return false;
	}
	for (size_t i = from; i < to; i++) {
		if (!pattern_at(w, i, to, words_title) && !word_is(w, i, "the") &&
			!mark_is(w, i, ",") && !word_is(w, i, "and") && !word_is(w, i, "or") &&
			!word_is(w, i, "as") && !word_is(w, i, "well") && !mark_is(w, i, "&")) {
			return false;
		}
	}
	return true;
}

/* Those whom "X, Y and Z are in prison" speaks of: the nearest before the words, with their list.
 */
static void group_before(struct status_reading *sr, size_t at, bool whole)
{
	const struct words *w = &sr->r->words;
	sr->from = sr->to = 0;
	for (size_t i = 0; i < sr->count; i++) {
		if (sr->list[i].end <= at) {
			sr->to = i + 1;
		}
	}
	if (sr->to == 0) {
		return;
	}
	size_t gap = at - sr->list[sr->to - 1].end, after = sr->list[sr->to - 1].end;
	/* "X, who was ..., is in prison", "X, arrested ..., was released" */
	size_t most = mark_is(w, after, ",") && pattern_at(w, after + 1, at, words_aside) ? 32 : 16;
	sr->from = sr->to - 1;
	for (size_t i = sr->list[sr->from].end; i < at; i++) {
		if (mark_is(w, i, ";") || gap > most) {
			sr->from = sr->to;
			return;
		}
	}
	while (whole && sr->from > 0 &&
		list_gap(w, sr->list[sr->from - 1].end, sr->list[sr->from].first)) {
		sr->from--;
	}
}

static bool leads_list(const struct words *w, size_t from, size_t to)
{
	return pattern_in(w, from, to,
		"including|include|includes|such as|among them|among whom|like|namely|for example|among "
		"others");
}

/* Those who follow "political prisoner", "laureate"; a whole list after "including". */
static void group_after(struct status_reading *sr, size_t at, bool plural)
{
	const struct words *w = &sr->r->words;
	sr->from = sr->to = sr->count;
	size_t first = 0;
	while (first < sr->count && sr->list[first].first < at) {
		first++;
	}
	if (first == sr->count) {
		return;
	}
	size_t next = sr->list[first].first;
	bool list = leads_list(w, at, next);
	bool near = next - at <= 4 &&
		!pattern_in(w, at, next, "of|by|from|with|for|and|in|who|is|are|was|were|to|the");
	bool colon = plural && next > at && mark_is(w, next - 1, ":");
	if (!list && !near && !colon) {
		return;
	}
	sr->from = first;
	sr->to = first + 1;
	while (sr->to < sr->count && (plural || list || colon)) {
		size_t gap_from = sr->list[sr->to - 1].end, gap_to = sr->list[sr->to].first;
		bool broken = false;
		for (size_t i = gap_from; i < gap_to; i++) {
			broken = broken || mark_is(w, i, ";") || mark_is(w, i, ")");
		}
		if (broken || (!list && !list_gap(w, gap_from, gap_to))) {
			break;
		}
		sr->to++;
	}
}

static struct letter_claim *say_status(
	struct status_reading *sr, size_t k, enum claim_kind kind, size_t at, size_t n)
{
	const struct mention *m = &sr->list[k];
	size_t first = m->first < at ? m->first : at, end = m->end > at + n ? m->end : at + n;
	if (kind == CLAIM_STATUS && end - first > 18) {
		/* The words are far from the name: of those that follow a name they are shown, of a list
		 * the name. */
		bool after = m->first < at;
		first = after ? at : m->first;
		end = after ? at + n : m->end;
	}
	struct letter_claim *c = reading_claim(sr->r, kind, first, end);
	if (c) {
		c->subject = m->subject;
	}
	return c;
}

enum rc status_person(struct status_reading *sr, size_t k, struct person_facts *p, bool *ret_known)
{
	*ret_known = sr->list[k].subject != 0 && sr->list[k].certainty == MATCH_SAME;
	return *ret_known ? person_load(sr->r, sr->list[k].subject, p) : RC_OK;
}

/* ---- held, free, exile, dead ---- */

struct state_claim {
	enum person_state_kind state;
	bool past; /* "was imprisoned": some time, not now */
	const struct when *when;
	size_t at, n;
};

const struct when *status_when(const struct status_reading *sr, size_t at, size_t n)
{
	size_t stop = at;
	while (stop < sr->end && !mark_is(&sr->r->words, stop, ";")) {
		stop++; /* another statement begins */
	}
	for (size_t i = 0; i < sr->r->when_count; i++) {
		const struct when *x = &sr->r->whens[i];
		if (x->first >= at && x->first < stop && x->first <= at + n + 7 && x->kind != WHEN_WITHIN &&
			!pattern_at(&sr->r->words, x->end, x->end + 2, "election|elections|presidential")) {
			return x;
		}
	}
	return NULL;
}

/* With --on: what holds then, and whether the words still do. */
static enum rc judge_state_now(struct reading *r, enum person_state_kind state, int held,
	const struct person_facts *p, struct letter_claim *c)
{
	struct person_state now;
	if (r->on == DAY_MAX || c->verdict != VERDICT_SUPPORTED) {
		return RC_OK;
	}
	enum rc rc = person_state(r, p, r->on, r->on, &now);
	if (rc != RC_OK) {
		return rc;
	}
	c->now = now.text;
	if ((state == STATE_HELD && held >= 0 && now.held < 0) ||
		(state == STATE_FREE && now.held > 0)) {
		c->verdict = VERDICT_OUTDATED;
		c->why = arena_printf(r->arena, "right on the letter's date, no longer: %s", now.text);
		claim_source(r, c, now.source);
	}
	return RC_OK;
}

/* What was so by the letter's day, as far as it was published by then. */
struct so_far {
	bool was_held, freed, dead, ended, abroad;
};

static struct so_far so_far(struct reading *r, const struct person_facts *p)
{
	struct so_far f = {.abroad = p->exile};
	f.dead = p->death.said.pub <= r->letter && p->death.lo <= r->letter;
	for (size_t i = 0; i < p->spell_count; i++) {
		const struct spell_facts *s = &p->spells[i];
		bool over = s->ended && s->to_said.pub <= r->letter;
		f.was_held = f.was_held || (s->from_said.pub <= r->letter && s->from_lo <= r->letter);
		f.freed = f.freed || (over && s->to_lo <= r->letter);
		f.dead = f.dead || (over && s->death && s->to_lo <= r->letter);
		f.ended = over;
	}
	f.abroad = f.abroad || (p->abroad.worth > 0 && p->abroad.pub <= r->letter);
	for (size_t i = 0; i < p->role_count; i++) {
		f.abroad = f.abroad ||
			(p->roles[i].said.pub <= r->letter &&
				pattern_in_text(r->arena, str_of(p->roles[i].text), "exile|abroad"));
	}
	return f;
}

/* One state claim about one person. */
static enum rc judge_state(struct status_reading *sr, const struct state_claim *sc,
	const struct person_facts *p, struct letter_claim *c)
{
	struct reading *r = sr->r;
	struct person_state then;
	enum rc rc = person_state(r, p, r->letter, r->letter, &then);
	if (rc != RC_OK) {
		return rc;
	}
	int held = then.held;
	c->register_on = then.on;
	c->register_value = arena_printf(r->arena, "%s: %s", p->label, then.text);
	claim_source(r, c, then.source);
	struct so_far f = so_far(r, p);
	bool right = false, wrong = false;
	switch (sc->state) {
	case STATE_HELD:
		right = held > 0 || (held == 0 && !f.ended) || (sc->past && f.was_held);
		wrong = !right && held < 0 && (f.was_held || f.abroad || f.dead);
		break;
	case STATE_FREE:
		right = held < 0 && f.freed && !f.dead;
		wrong = !right && (held > 0 || f.dead);
		break;
	case STATE_EXILE:
		right = held <= 0 && f.abroad;
		wrong = !right && (held > 0 || f.dead);
		break;
	default:
		right = f.dead;
		wrong = !right && (held > 0 || f.freed);
		break;
	}
	/* What nobody had written yet speaks neither for the words nor against them. */
	bool early = then.later && !right && p->spell_count > 0;
	wrong = wrong && !early;
	c->verdict = right ? VERDICT_SUPPORTED : wrong ? VERDICT_CONTRADICTED : VERDICT_UNKNOWN;
	c->why = arena_printf(r->arena, "%s: %s%s%s",
		right		? "the register agrees"
			: wrong ? "the register says otherwise"
					: "the register cannot tell",
		then.text, then.later ? "; " : "", then.later ? then.later : "");
	return judge_state_now(r, sc->state, held, p, c);
}

static enum rc one_state(struct status_reading *sr, const struct state_claim *sc)
{
	enum rc rc = RC_OK;
	for (size_t k = sr->from; k < sr->to && rc == RC_OK; k++) {
		struct person_facts p;
		bool known;
		if (sr->said[k] & (1u << sc->state)) {
			continue;
		}
		sr->said[k] |= 1u << sc->state;
		bool dated = sc->when && (sc->when->kind == WHEN_ON || sc->when->kind == WHEN_SINCE);
		size_t n = dated ? sc->when->end - sc->at : sc->n;
		struct letter_claim *c = say_status(sr, k, dated ? CLAIM_DATE : CLAIM_STATUS, sc->at, n);
		if (!c) {
			return RC_OK;
		}
		rc = status_person(sr, k, &p, &known);
		if (rc == RC_OK && !known) {
			status_nobody(sr, c);
		} else if (rc == RC_OK && dated) {
			judge_state_day(sr->r, sc->state, sc->when, &p, c);
		} else if (rc == RC_OK) {
			rc = judge_state(sr, sc, &p, c);
		}
	}
	return rc;
}

static bool denied(const struct words *w, size_t first, size_t at)
{
	return at > first &&
		(pattern_at(w, at - 1, at, "not|never|without") ||
			(at > first + 1 && pattern_at(w, at - 2, at, "no longer|not be|not being")));
}

/* "X is in prison": who stands before the words. */
static void told_after(struct status_reading *sr, struct state_claim *sc)
{
	const struct words *w = &sr->r->words;
	size_t i = sc->at, past = i + sc->n;
	bool bracket = i > sr->first &&
		(mark_is(w, i - 1, "(") || (i > sr->first + 1 && mark_is(w, i - 2, "(")));
	group_before(sr, i, !bracket);
	if (sr->from == sr->to && leads_list(w, past, past + 3 < sr->end ? past + 3 : sr->end)) {
		group_after(sr, past, true); /* 31 are in prison, among them X and Y */
	}
	sc->when = status_when(sr, i, sc->n);
	/* "X is free, and sits behind me today": a state has no day of its own. */
	if (sc->when && pattern_at(w, i, past, "is|are|in|at|behind") && word_is(w, sc->when->first, "today")) {
		sc->when = NULL;
	}
}

/* "political prisoner X": who follows them. False: other words of the sentence say another thing. */
static bool told_before(struct status_reading *sr, struct state_claim *sc)
{
	const struct words *w = &sr->r->words;
	size_t i = sc->at, past = i + sc->n;
	bool plural = pattern_in(w, i, past, "prisoners|hostages");
	bool adjective = pattern_at(w, i, past, "imprisoned|jailed|detained|exiled") > 0;
	group_after(sr, past, plural);
	bool any = sr->from < sr->to;
	size_t next = any ? sr->list[sr->from].first : past;
	size_t reach = plural && any ? sr->list[sr->to - 1].end + 6 : next;
	reach = reach < sr->end ? reach : sr->end;
	sc->past = false;
	return !pattern_in(w, past, reach, words_release) &&
		!pattern_in(w, past, reach, words_pardon) &&
		!pattern_in(w, past, next, "died|dead|killed|of them|of whom") &&
		!(adjective && i > sr->first &&
			pattern_at(w, i - 1, i, "be|been|was|were|is|are|has|have|and"));
}

/* "sentenced to ten years in prison", "jailed for ten years": how long, not where somebody is. */
static bool is_term(const struct status_reading *sr, size_t i, size_t n)
{
	const struct words *w = &sr->r->words;
	bool after = i >= sr->first + 2 &&
		(pattern_at(w, i - 1, i, "year|years|months") || pattern_at(w, i - 2, i, "years of|months of"));
	bool ordinal = i >= sr->first + 2 && word_is(w, i - 1, "year") && /* "in his fourth year in prison" */
		!word_is(w, i - 2, "one") && !word_is(w, i - 2, "a");
	size_t next = i + n;
	next += next < sr->end && (word_is(w, next, "for") || word_is(w, next, "a") || word_is(w, next, "an"));
	bool before = pattern_at(w, i, i + n, "jailed|imprisoned|serving|serves") && term_at(w, next, sr->end) &&
		!(i > sr->first && pattern_at(w, i - 1, i, "been|is|remains") && /* so far */
			pattern_at(w, i, i + 1, "jailed|imprisoned"));
	return (after && !ordinal) || before;
}

/* "..., and so is X": what was said last is said of X too. */
static enum rc find_so_is(struct status_reading *sr, size_t i, enum person_state_kind last)
{
	size_t n = pattern_at(&sr->r->words, i, sr->end, "so is|so are|so was|so were");
	if (n == 0 || last == STATE_NONE) {
		return RC_OK;
	}
	struct state_claim sc = {.state = last, .at = i, .n = n};
	status_group_after(sr, i + n, true);
	return one_state(sr, &sc);
}

static enum rc find_states(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	enum person_state_kind last = STATE_NONE;
	for (size_t i = sr->first; i < sr->end && rc == RC_OK; i++) {
		rc = find_so_is(sr, i, last);
		for (const struct state_words *sw = state_words; sw->pattern && rc == RC_OK; sw++) {
			size_t n = pattern_at(w, i, sr->end, sw->pattern);
			if (n == 0) {
				continue;
			}
			struct state_claim sc = {.state = sw->state, .at = i, .n = n};
			if (denied(w, sr->first, i)) {
				sc.state = sc.state == STATE_HELD ? STATE_FREE : STATE_NONE;
			}
			size_t verb = i > sr->first + 3 ? i - 3 : sr->first;
			sc.past = pattern_in(w, verb, i, "was|were|had been|once|first|previously|earlier") ||
				pattern_in(w, i, i + n, "former");
			size_t near = i > sr->first + 8 ? i - 8 : sr->first;
			bool term = is_term(sr, i, n);
			bool where = sc.state == STATE_HELD &&
				pattern_in(w, near, i, "died|dies|dead|death|killed|released|freed");
			if (sc.state == STATE_NONE || where || term ||
				(sw->state == STATE_FREE && pattern_in(w, verb, i, "be|must|should|release"))) {
				continue;
			}
			if (sw->person_first) {
				told_after(sr, &sc);
			} else if (!told_before(sr, &sc)) {
				continue;
			}
			rc = one_state(sr, &sc);
			last = sc.state;
			if (n > 1) {
				break;
			}
		}
	}
	return rc;
}

/* "detained", "arrested" with a day: when a spell began. */
static enum rc find_detentions(struct status_reading *sr)
{
	const struct words *w = &sr->r->words;
	enum rc rc = RC_OK;
	for (size_t i = sr->first; i < sr->end && rc == RC_OK; i++) {
		size_t n = pattern_at(w, i, sr->end, words_arrested);
		struct state_claim sc = {.state = STATE_HELD, .at = i, .n = n};
		sc.when = n ? status_when(sr, i, n) : NULL;
		if (!sc.when || sc.when->kind == WHEN_AS_OF) {
			continue;
		}
		group_before(sr, i, true);
		rc = one_state(sr, &sc);
	}
	return rc;
}

enum rc check_statuses(struct reading *r, size_t s)
{
	struct status_reading sr = {
		.r = r, .first = r->words.sentences[s].first, .end = r->words.sentences[s].end};
	size_t first;
	sr.count = mentions_of(r, s, &first);
	if (sr.count == 0) {
		return RC_OK;
	}
	sr.list = &r->mentions[first];
	sr.said = arena_array(r->arena, sr.count, sizeof *sr.said);
	enum rc rc = find_detentions(&sr);
	if (rc == RC_OK) {
		rc = find_states(&sr);
	}
	if (rc == RC_OK) {
		rc = find_honours(&sr);
	}
	if (rc == RC_OK) {
		rc = find_candidacies(&sr);
	}
	if (rc == RC_OK) {
		rc = find_terms(&sr);
	}
	if (rc == RC_OK) {
		rc = find_sentenced_days(&sr);
	}
	if (rc == RC_OK) {
		rc = find_articles(&sr);
	}
	return rc == RC_OK ? find_births(&sr) : rc;
}

struct letter_claim *status_claim(
	struct status_reading *sr, size_t k, enum claim_kind kind, size_t at, size_t n)
{
	return say_status(sr, k, kind, at, n);
}

void status_nobody(struct status_reading *sr, struct letter_claim *c)
{
	c->verdict = VERDICT_UNKNOWN;
	c->why = arena_strdup(sr->r->arena, "it is not certain who in the register this is");
}

void status_group_before(struct status_reading *sr, size_t at, bool whole)
{
	group_before(sr, at, whole);
}

void status_group_after(struct status_reading *sr, size_t at, bool plural)
{
	group_after(sr, at, plural);
}
