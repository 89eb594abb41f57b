/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Boxes of held and listed for one person: doc/model.md, Held and Listed.
 *
 * For each pair of (published by, known on) that can make a difference the live claims are put
 * together, and each day that can make a difference is asked. Neighbouring equal cells become one.
 */
#include <stdlib.h>
#include <string.h>

#include "register/view.h"

struct status {
	day from_lo, from_hi, last_lo, last_hi;
	bool ends, held;
};

/* The live claims of one spell, or of one recognition (from = given, to = withdrawn). */
struct spell {
	int64_t subject;
	size_t starts, ends;
	day start_lo_least, start_lo_most, start_hi_most;
	day end_lo_least, end_hi_most;
	bool dated, open;
	day open_pub, word;
	struct status *statuses;
	size_t status_count;
	size_t bodies, named; /* claims on whose recognition it is; those that name the body asked for */
};

struct person {
	struct spell *spells;
	size_t count;
	size_t deaths;
	day death_lo_least, death_hi_most;
	bool listed;  /* whether recognitions are looked at, not spells */
	int64_t body;
};

enum state { STATE_NO, STATE_POSSIBLE, STATE_SURE };

struct segment {
	day from, to;
	enum state state;
};

struct row {
	struct segment *list;
	size_t count;
};

static day max_day(day a, day b)
{
	return a > b ? a : b;
}

static day min_day(day a, day b)
{
	return a < b ? a : b;
}

static bool live(const struct view_claim *c, day pub, day known)
{
	return c->known <= known && known < c->gone && c->pub <= pub && !(c->dead_known <= known && c->dead_pub <= pub);
}

static bool is_relevant(const struct view_claim *c)
{
	switch (c->property->code) {
	case P_PERSON_DEATH:
	case P_SPELL_FROM:
	case P_SPELL_TO:
	case P_SPELL_HEARD:
	case P_SPELL_STATUS:
	case P_SPELL_PLACE:
	case P_SPELL_CELL:
	case P_RECOGNITION_BODY:
	case P_RECOGNITION_GIVEN:
	case P_RECOGNITION_WITHDRAWN:
		return true;
	default:
		return false;
	}
}

static void add_start(struct spell *s, const struct view_claim *c)
{
	s->start_lo_least = s->starts ? min_day(s->start_lo_least, c->lo) : c->lo;
	s->start_lo_most = s->starts ? max_day(s->start_lo_most, c->lo) : c->lo;
	s->start_hi_most = s->starts ? max_day(s->start_hi_most, c->hi) : c->hi;
	s->word = max_day(s->word, c->lo);
	s->starts++;
}

static void add_end(struct spell *s, const struct view_claim *c)
{
	s->ends++;
	if (c->open && c->property->code == P_SPELL_TO) {
		s->open_pub = max_day(s->open_pub, c->pub == DAY_MAX ? DAY_MIN : c->pub);
		s->open = true;
		return;
	}
	s->end_lo_least = s->dated ? min_day(s->end_lo_least, c->lo) : c->lo;
	s->end_hi_most = s->dated ? max_day(s->end_hi_most, c->hi) : c->hi;
	s->dated = true;
}

static void add_status(struct spell *s, const struct view_claim *c)
{
	const struct code *code = code_by_number(c->property, c->value.number);
	struct status *t = &s->statuses[s->status_count++];
	*t = (struct status){c->from_lo, c->from_hi, c->to_lo, c->to_hi, c->ends,
		code && (code->flags & CODE_HELD)};
	if (t->held && c->from_lo != DAY_MIN) {
		s->word = max_day(s->word, c->from_lo);
	}
}

static void add_claim(struct spell *s, const struct view_claim *c, int64_t body)
{
	switch (c->property->code) {
	case P_SPELL_FROM:
	case P_RECOGNITION_GIVEN:
		add_start(s, c);
		break;
	case P_SPELL_TO:
	case P_RECOGNITION_WITHDRAWN:
		add_end(s, c);
		break;
	case P_SPELL_HEARD:
		s->word = max_day(s->word, c->lo);
		break;
	case P_SPELL_STATUS:
		add_status(s, c);
		break;
	case P_SPELL_PLACE:
	case P_SPELL_CELL:
		if (c->from_lo != DAY_MIN) {
			s->word = max_day(s->word, c->from_lo);
		}
		break;
	case P_RECOGNITION_BODY:
		s->bodies++;
		s->named += c->value.number == body;
		break;
	default:
		break;
	}
}

/* A status without an end lasts until the next one begins. */
static void bound_statuses(struct spell *s)
{
	for (size_t i = 0; i < s->status_count; i++) {
		const struct status *next = NULL;
		for (size_t k = 0; k < s->status_count; k++) {
			const struct status *o = &s->statuses[k];
			/* Of several that may begin on the same day, the one that may begin last is the widest. */
			if (o->from_lo > s->statuses[i].from_lo && (!next || o->from_lo < next->from_lo
				|| (o->from_lo == next->from_lo && o->from_hi > next->from_hi))) {
				next = o;
			}
		}
		if (next && !s->statuses[i].ends) {
			s->statuses[i].last_lo = next->from_lo - 1;
			s->statuses[i].last_hi = next->from_hi - 1;
		}
	}
}

static struct spell *spell_of(struct viewing *w, struct person *p, int64_t subject)
{
	for (size_t i = p->count; i-- > 0;) {
		if (p->spells[i].subject == subject) {
			return &p->spells[i];
		}
	}
	struct spell *s = &p->spells[p->count++];
	*s = (struct spell){.subject = subject, .word = DAY_MIN, .open_pub = DAY_MIN};
	s->statuses = arena_array(w->arena, w->owner.count + 1, sizeof *s->statuses);
	return s;
}

/* The live claims, put together by spell. */
static void gather(struct viewing *w, struct view_claim **claims, size_t count, day pub, day known,
	struct person *p)
{
	p->count = p->deaths = 0;
	for (size_t i = 0; i < count; i++) {
		const struct view_claim *c = claims[i];
		if (!live(c, pub, known)) {
			continue;
		}
		if (c->property->code == P_PERSON_DEATH) {
			p->death_lo_least = p->deaths ? min_day(p->death_lo_least, c->lo) : c->lo;
			p->death_hi_most = p->deaths ? max_day(p->death_hi_most, c->hi) : c->hi;
			p->deaths++;
		} else if ((c->property->kind == KIND_RECOGNITION) == p->listed) {
			add_claim(spell_of(w, p, c->subject), c, p->body);
		}
	}
	for (size_t i = 0; i < p->count; i++) {
		bound_statuses(&p->spells[i]);
	}
}

static enum state inside(const struct spell *s, day d)
{
	if (s->starts == 0 || d < s->start_lo_least) {
		return STATE_NO;
	}
	day end_lo = max_day(s->end_lo_least, s->start_lo_most + 1);
	day end_hi = max_day(s->end_hi_most, s->start_hi_most + 1);
	if (s->ends && !s->open && d >= end_hi) {
		return STATE_NO;
	}
	bool sure = d >= s->start_hi_most;
	if (s->ends == 0) {
		sure = sure && d <= s->word;
	} else {
		sure = sure && (!s->dated || d < end_lo)
			&& (!s->open || d <= max_day(s->word, s->open_pub) + OPEN_END_TERM);
	}
	return sure ? STATE_SURE : STATE_POSSIBLE;
}

static enum state held_by(const struct spell *s, day d)
{
	enum state state = inside(s, d);
	bool free_possible = false, free_sure = false, held_possible = false;
	if (state == STATE_NO) {
		return STATE_NO;
	}
	for (size_t i = 0; i < s->status_count; i++) {
		const struct status *t = &s->statuses[i];
		bool possible = t->from_lo <= d && d <= t->last_hi;
		bool sure = t->from_hi <= d && d <= t->last_lo;
		free_possible |= possible && !t->held;
		free_sure |= sure && !t->held;
		held_possible |= possible && t->held;
	}
	if (free_sure && !held_possible) {
		return STATE_NO;
	}
	return free_possible ? STATE_POSSIBLE : state;
}

static enum state listed_by(const struct spell *s, day d)
{
	if (!s->named || s->starts == 0 || d < s->start_lo_least || (s->dated && d >= s->end_hi_most)) {
		return STATE_NO;
	}
	bool sure = s->named == s->bodies && d >= s->start_hi_most && (!s->dated || d < s->end_lo_least);
	return sure ? STATE_SURE : STATE_POSSIBLE;
}

static enum state state_on(const struct person *p, day d)
{
	enum state best = STATE_NO;
	for (size_t i = 0; i < p->count && best != STATE_SURE; i++) {
		enum state s = p->listed ? listed_by(&p->spells[i], d) : held_by(&p->spells[i], d);
		best = s > best ? s : best;
	}
	if (p->deaths && !p->listed) {
		if (d > p->death_hi_most) {
			return STATE_NO;
		}
		if (d > p->death_lo_least && best == STATE_SURE) {
			return STATE_POSSIBLE;
		}
	}
	return best;
}

static int by_day(const void *a, const void *b)
{
	day x = *(const day *)a, y = *(const day *)b;
	return (x > y) - (x < y);
}

static size_t sort_days(day *days, size_t count)
{
	size_t kept = 0;
	qsort(days, count, sizeof *days, by_day);
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || days[i] != days[kept - 1]) {
			days[kept++] = days[i];
		}
	}
	return kept;
}

static size_t add_break(day *days, size_t n, day d)
{
	if (d >= DAY_MIN && d < DAY_MAX) {
		days[n++] = d;
		days[n++] = d + 1;
	}
	return n;
}

#define BREAKS_A_SPELL 14
#define BREAKS_A_STATUS 8

/* Every day on which the state can change; between two of them it cannot. */
static size_t break_days(struct viewing *w, const struct person *p, day **ret)
{
	size_t room = 5, n = 1;
	for (size_t i = 0; i < p->count; i++) {
		room += BREAKS_A_SPELL + BREAKS_A_STATUS * p->spells[i].status_count;
	}
	day *days = arena_array(w->arena, room, sizeof *days);
	days[0] = DAY_MIN;
	n = p->deaths ? add_break(days, add_break(days, n, p->death_lo_least), p->death_hi_most) : n;
	for (size_t i = 0; i < p->count; i++) {
		const struct spell *s = &p->spells[i];
		n = add_break(days, n, s->start_lo_least);
		n = add_break(days, n, s->start_lo_most);
		n = add_break(days, n, s->start_hi_most);
		n = s->dated ? add_break(days, add_break(days, n, s->end_lo_least), s->end_hi_most) : n;
		n = add_break(days, n, s->word);
		n = add_break(days, n, max_day(s->word, s->open_pub) + OPEN_END_TERM);
		for (size_t k = 0; k < s->status_count; k++) {
			const struct status *t = &s->statuses[k];
			n = add_break(days, n, t->from_lo);
			n = add_break(days, n, t->from_hi);
			n = add_break(days, n, t->last_lo);
			n = add_break(days, n, t->last_hi);
		}
	}
	*ret = days;
	return sort_days(days, n);
}

static struct row segments(struct viewing *w, const struct person *p)
{
	day *days;
	size_t count = break_days(w, p, &days);
	struct row row = {arena_array(w->arena, count, sizeof *row.list), 0};
	for (size_t i = 0; i < count; i++) {
		enum state state = state_on(p, days[i]);
		day to = i + 1 < count ? days[i + 1] : DAY_END;
		if (row.count && row.list[row.count - 1].to == days[i] && row.list[row.count - 1].state == state) {
			row.list[row.count - 1].to = to;
		} else if (state != STATE_NO) {
			row.list[row.count++] = (struct segment){days[i], to, state};
		}
	}
	return row;
}

static bool same_row(const struct row *a, const struct row *b)
{
	return a->count == b->count
		&& (a->count == 0 || memcmp(a->list, b->list, a->count * sizeof *a->list) == 0);
}

struct box {
	day known_from, known_to, pub_from, pub_to;
};

static enum rc write_row(struct viewing *w, const struct person *p, const struct row *row,
	const struct box *box, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < row->count; i++) {
		struct query *q;
		rc = db_query(w->db, "INSERT INTO span (what, aux, sure, day_from, day_to, known_from, known_to, "
			"pub_from, pub_to, subject) VALUES (?,?,?,?,?,?,?,?,?,?)", &q, f);
		if (rc != RC_OK) {
			return rc;
		}
		query_bind_int(q, 1, p->listed ? SPAN_LISTED : SPAN_HELD);
		query_bind_int(q, 2, p->body);
		query_bind_int(q, 3, row->list[i].state == STATE_SURE);
		query_bind_int(q, 4, row->list[i].from);
		query_bind_int(q, 5, row->list[i].to);
		query_bind_int(q, 6, box->known_from);
		query_bind_int(q, 7, box->known_to);
		query_bind_int(q, 8, box->pub_from);
		query_bind_int(q, 9, box->pub_to);
		query_bind_int(q, 10, w->owner.no);
		rc = query_run(q, f);
	}
	return rc;
}

/* The grid of (published by, known on) on which live claims are constant. */
struct grid {
	day *pubs, *knowns;
	size_t pub_count, known_count;
};

static struct grid make_grid(struct viewing *w, struct view_claim **claims, size_t count)
{
	struct grid g;
	size_t n = 0, m = 0;
	g.pubs = arena_array(w->arena, 2 * count + 1, sizeof *g.pubs);
	g.knowns = arena_array(w->arena, 3 * count + 1, sizeof *g.knowns);
	for (size_t i = 0; i < count; i++) {
		g.pubs[n++] = claims[i]->pub;
		g.knowns[m++] = claims[i]->known;
		if (claims[i]->dead_known != DAY_MAX) {
			g.pubs[n++] = claims[i]->dead_pub;
			g.knowns[m++] = claims[i]->dead_known;
		}
		if (claims[i]->gone != DAY_MAX) {
			g.knowns[m++] = claims[i]->gone;
		}
	}
	g.pub_count = n ? sort_days(g.pubs, n) : 0;
	g.known_count = m ? sort_days(g.knowns, m) : 0;
	return g;
}

/* One line of the grid: cells along published-by, equal neighbours joined. */
static size_t known_line(struct viewing *w, struct view_claim **claims, size_t count, const struct grid *g,
	day known, struct person *p, struct row *rows, day *from)
{
	size_t n = 0;
	for (size_t i = 0; i < g->pub_count; i++) {
		gather(w, claims, count, g->pubs[i], known, p);
		struct row row = segments(w, p);
		if (n == 0 || !same_row(&row, &rows[n - 1])) {
			from[n] = g->pubs[i];
			rows[n++] = row;
		}
	}
	return n;
}

static bool same_line(const struct row *a, const day *from_a, size_t n, const struct row *b,
	const day *from_b, size_t m)
{
	bool same = n == m;
	for (size_t i = 0; same && i < n; i++) {
		same = from_a[i] == from_b[i] && same_row(&a[i], &b[i]);
	}
	return same;
}

static enum rc write_line(struct viewing *w, const struct person *p, const struct row *rows, const day *from,
	size_t count, day known_from, day known_to, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct box box = {known_from, known_to, from[i], i + 1 < count ? from[i + 1] : DAY_END};
		rc = write_row(w, p, &rows[i], &box, f);
	}
	return rc;
}

static enum rc write_boxes(struct viewing *w, struct view_claim **claims, size_t count, struct person *p,
	struct fault *f)
{
	struct grid g = make_grid(w, claims, count);
	struct row *old = NULL;
	day *old_from = NULL, since = 0;
	size_t old_count = 0;
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < g.known_count; i++) {
		struct row *rows = arena_array(w->arena, g.pub_count, sizeof *rows);
		day *from = arena_array(w->arena, g.pub_count, sizeof *from);
		size_t n = known_line(w, claims, count, &g, g.knowns[i], p, rows, from);
		if (old && same_line(rows, from, n, old, old_from, old_count)) {
			continue;
		}
		if (old) {
			rc = write_line(w, p, old, old_from, old_count, since, g.knowns[i], f);
		}
		old = rows;
		old_from = from;
		old_count = n;
		since = g.knowns[i];
	}
	return rc == RC_OK && old ? write_line(w, p, old, old_from, old_count, since, DAY_END, f) : rc;
}

enum rc owner_write_spans(struct viewing *w, struct fault *f)
{
	struct view_claim **claims = arena_array(w->arena, w->owner.count + 1, sizeof *claims);
	struct person p = {.spells = arena_array(w->arena, w->owner.count + 1, sizeof *p.spells)};
	struct numbers bodies = {0};
	size_t count = 0;
	for (size_t i = 0; i < w->owner.count; i++) {
		if (!is_relevant(&w->owner.claims[i])) {
			continue;
		}
		claims[count++] = &w->owner.claims[i];
		if (claims[count - 1]->property->code == P_RECOGNITION_BODY) {
			numbers_add(&bodies, claims[count - 1]->value.number);
		}
	}
	enum rc rc = write_boxes(w, claims, count, &p, f);
	numbers_sort(&bodies);
	p.listed = true;
	for (size_t i = 0; rc == RC_OK && i < bodies.count; i++) {
		p.body = bodies.list[i];
		rc = write_boxes(w, claims, count, &p, f);
	}
	numbers_finish(&bodies);
	return rc;
}
