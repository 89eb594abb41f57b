/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Drawing the time line: see timeline.h. Colours are classes of style.css. */
#include <stdlib.h>
#include <string.h>

#include "web/timeline.h"

#define BAR_Y 34
#define BAR_H 22
#define LANE 17
#define LABELS 5 /* lanes of marks below the bar */

enum event_kind { EVENT_HELD, EVENT_UNSURE, EVENT_FREE, EVENT_PRISON, EVENT_VERDICT, EVENT_LISTED };

struct event {
	enum event_kind kind;
	day from, to;      /* a mark has from == to */
	const char *what;  /* words */
	const char *when;
};

struct events {
	struct event *list;
	size_t count, room;
};

static void add(struct events *e, struct event event)
{
	if (e->count < e->room) {
		e->list[e->count++] = event;
	}
}

static int by_day(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return x->from != y->from ? (x->from > y->from) - (x->from < y->from) : (int)x->kind - (int)y->kind;
}

/* The days an episode surely begins on and may last to, within its spell. */
static bool valid_days(const struct statement *s, day *ret_from, day *ret_to)
{
	struct edtf e;

	if (!s->valid.n || edtf_parse(s->valid, &e, NULL) != RC_OK || e.from.lo <= DAY_MIN) {
		return false;
	}
	*ret_from = e.from.lo;
	*ret_to = e.interval && e.to.what == EDTF_KNOWN ? e.to.hi : DAY_MAX;
	return true;
}

static enum rc statuses(struct dossier *d, const struct file *file, day end, struct events *e)
{
	const struct statement *s = NULL;
	enum rc rc = RC_OK;

	while (rc == RC_OK && (s = file_next(file, P_SPELL_STATUS, s)) != NULL) {
		const struct code *code = code_find(s->property, s->value.text);
		struct event event = { .kind = EVENT_PRISON };
		if (!code || !valid_days(s, &event.from, &event.to)) {
			continue;
		}
		event.kind = code->flags & CODE_HELD ? EVENT_PRISON : EVENT_FREE;
		event.to = event.to > end ? end : event.to;
		event.when = date_text(d->page, s->valid);
		rc = dossier_text(d, s, &event.what);
		add(e, event);
	}
	return rc;
}

/* The last day a source vouches for, when no end is recorded. */
static day last_word(const struct file *file, day start)
{
	static const int words[] = { P_SPELL_HEARD, P_SPELL_STATUS, P_SPELL_PLACE };
	day last = start, lo, hi;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const struct statement *s = NULL;
		while ((s = file_next(file, words[i], s)) != NULL) {
			bool said = words[i] == P_SPELL_HEARD ? said_days(s, &lo, &hi) : valid_days(s, &lo, &hi);
			last = said && lo > last && lo < DAY_MAX ? lo : last;
		}
	}
	return last;
}

static enum rc spell_events(struct dossier *d, const struct file *file, struct events *e)
{
	struct page *p = d->page;
	const struct statement *from = file_chosen(file, P_SPELL_FROM), *to = file_chosen(file, P_SPELL_TO);
	struct event event = { .kind = EVENT_HELD };
	const char *words = NULL, *ground = NULL;
	day lo, hi, word;

	if (!from || !said_days(from, &event.from, &hi) || event.from <= DAY_MIN) {
		return RC_OK;
	}
	enum rc rc = dossier_value(d, file, P_SPELL_GROUND, &ground);
	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_SPELL_TO, &words);
	}
	event.when = date_text(p, from->value.text);
	event.what = _("deprived of liberty");
	event.to = p->today;
	if (to && said_days(to, &lo, &hi) && lo < DAY_MAX) {
		event.to = lo;
		add(e, event);
		add(e, (struct event){ EVENT_FREE, lo, lo, ground ? ground : _("at liberty"), words });
	} else {
		word = to ? p->today : last_word(file, event.from);
		event.to = word;
		add(e, event);
		if (word < p->today) {
			add(e, (struct event){ EVENT_UNSURE, word, p->today, _("no later word"), day_text(p, word) });
		}
		event.to = p->today;
	}
	return rc == RC_OK ? statuses(d, file, event.to, e) : rc;
}

static enum rc mark(struct dossier *d, const struct file *file, int property, enum event_kind kind,
	const char *what, struct events *e)
{
	const struct statement *s = file_chosen(file, property);
	day lo, hi;

	if (s && said_days(s, &lo, &hi)) {
		day at = lo > DAY_MIN ? lo : hi;
		if (at > DAY_MIN && at < DAY_MAX) {
			add(e, (struct event){ kind, at, at, what, date_text(d->page, s->value.text) });
		}
	}
	return RC_OK;
}

static enum rc sentence_event(struct dossier *d, const struct file *file, struct events *e)
{
	struct page *p = d->page;
	const struct statement *months = file_chosen(file, P_SENTENCE_MONTHS);
	const char *what = _("sentenced");

	if (months) {
		what = message_text(p, _("sentenced to {term}"), (const struct msg_value[]){
			{ "term", term_text(p, months->value.number) } }, 1);
	}
	return mark(d, file, P_SENTENCE_DATE, EVENT_VERDICT, what, e);
}

static enum rc recognition_event(struct dossier *d, const struct file *file, struct events *e)
{
	struct page *p = d->page;
	const char *body = NULL;
	enum rc rc = dossier_value(d, file, P_RECOGNITION_BODY, &body);

	if (rc != RC_OK) {
		return rc;
	}
	const char *what = message_text(p, _("recognised by {body}"), (const struct msg_value[]){
		{ "body", body ? body : "" } }, 1);
	return mark(d, file, P_RECOGNITION_GIVEN, EVENT_LISTED, what, e);
}

static enum rc collect(struct dossier *d, struct events *e)
{
	enum rc rc = RC_OK;

	for (size_t i = 1; i < d->count && rc == RC_OK; i++) {
		const struct file *file = &d->files[i];
		if (file->kind == KIND_SPELL) {
			rc = spell_events(d, file, e);
		} else if (file->kind == KIND_SENTENCE) {
			rc = sentence_event(d, file, e);
		} else if (file->kind == KIND_RECOGNITION) {
			rc = recognition_event(d, file, e);
		}
	}
	if (e->count) {
		qsort(e->list, e->count, sizeof(*e->list), by_day);
	}
	return rc;
}

struct canvas {
	struct page *page;
	struct buf *b;
	int width;
	day from, to;
};

static double place(const struct canvas *c, day d)
{
	double span = c->to > c->from ? c->to - c->from : 1;

	return 4 + (c->width - 8) * ((double)(d - c->from) / span);
}

static void draw_years(struct canvas *c)
{
	int first = day_ymd(c->from).year, last = day_ymd(c->to).year;
	int room = c->width / 44, step = 1;

	while ((last - first + 1) / step > room) {
		step = step == 1 ? 2 : step == 2 ? 5 : step * 2;
	}
	for (int year = first + 1; year <= last; year++) {
		double x = place(c, day_of(year, 1, 1));
		if ((year - first - 1) % step == 0) {
			buf_printf(c->b, "<path class=\"grid\" d=\"M%.1f 22V%d\"/>", x, BAR_Y + BAR_H + 6);
			if (x < c->width - 34) {
				buf_printf(c->b, "<text class=\"tick\" x=\"%.1f\" y=\"14\">%d</text>", x - 2, year);
			}
		}
	}
}

static void draw_title(struct canvas *c, const struct event *e)
{
	buf_puts(c->b, "<title>");
	buf_html(c->b, str_of(e->what));
	buf_puts(c->b, ", ");
	buf_html(c->b, str_of(e->when));
	buf_puts(c->b, "</title>");
}

static void draw_bar(struct canvas *c, const struct event *e)
{
	static const char *const classes[] = { "held", "unsure", "free", "prison" };
	double x = place(c, e->from), w = place(c, e->to) - x;
	int inset = e->kind == EVENT_PRISON ? 7 : 0;

	buf_printf(c->b, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\">",
		classes[e->kind], x, BAR_Y + inset, w < 2 ? 2 : w, BAR_H - 2 * inset);
	draw_title(c, e);
	buf_puts(c->b, "</rect>");
}

/* Where a mark's words stand. */
struct place_of_mark {
	double x, begin;
	int y;
	bool left, words;
};

/* In the first lane where the words fit; without words where none is left. */
static struct place_of_mark find_place(const struct canvas *c, const struct event *e, double ends[LABELS])
{
	double wide = 6.6 * (double)utf8_length(str_of(e->what)) + 16;
	struct place_of_mark m = { .x = place(c, e->from) };
	int lane = 0;

	m.left = m.x + wide > c->width;
	m.begin = m.left ? m.x - wide : m.x;
	while (lane < LABELS - 1 && (m.begin < ends[lane] || m.begin < 0)) {
		lane++;
	}
	m.words = m.begin >= ends[lane] && m.begin >= 0;
	m.y = BAR_Y + BAR_H + 18 + lane * LANE;
	if (m.words) {
		ends[lane] = m.left ? m.x + 8 : m.begin + wide;
	}
	return m;
}

/* words false: the stem and its dot; true: the words, which lie over all stems. */
static void draw_mark(struct canvas *c, const struct event *e, const struct place_of_mark *m, bool words)
{
	static const char *const classes[] = { "", "", "mark-free", "", "mark-verdict", "mark-listed" };

	if (!words) {
		buf_printf(c->b, "<g class=\"%s\"><path d=\"M%.1f %dV%d\"/><circle cx=\"%.1f\" cy=\"%d\" r=\"3.5\"/>",
			classes[e->kind], m->x, BAR_Y - 4, m->y - 4, m->x, m->y - 4);
		draw_title(c, e);
		buf_puts(c->b, "</g>");
	} else if (m->words) {
		buf_printf(c->b, "<text class=\"on\" x=\"%.1f\" y=\"%d\"%s>", m->left ? m->x - 8 : m->x + 8, m->y,
			m->left ? " text-anchor=\"end\"" : "");
		buf_html(c->b, str_of(e->what));
		buf_puts(c->b, "</text>");
	}
}

static bool is_mark(const struct event *e)
{
	return e->to == e->from && e->kind != EVENT_HELD;
}

/* Gives the lowest line used. */
static int place_marks(struct canvas *c, const struct events *e, struct place_of_mark *marks)
{
	double ends[LABELS] = { 0 };
	int low = BAR_Y + BAR_H;

	for (size_t i = 0; i < e->count; i++) {
		if (is_mark(&e->list[i])) {
			marks[i] = find_place(c, &e->list[i], ends);
			low = marks[i].y > low ? marks[i].y : low;
		}
	}
	return low;
}

static void draw_marks(struct canvas *c, const struct events *e, const struct place_of_mark *marks)
{
	for (int words = 0; words < 2; words++) {
		for (size_t i = 0; i < e->count; i++) {
			if (is_mark(&e->list[i])) {
				draw_mark(c, &e->list[i], &marks[i], words);
			}
		}
	}
}

static struct str draw(struct page *p, const struct events *e, int width, const char *class)
{
	struct buf b;
	struct canvas c = { p, &b, width, e->list[0].from, e->list[0].to };
	struct place_of_mark *marks = arena_array(p->arena, e->count, sizeof(*marks));

	for (size_t i = 0; i < e->count; i++) {
		c.to = e->list[i].to > c.to ? e->list[i].to : c.to;
	}
	day edge = (c.to - c.from) / 50 + 20;
	c.from -= edge;
	c.to += edge;
	int height = place_marks(&c, e, marks) + 12;
	buf_init(&b, 1u << 20);
	buf_printf(&b, "<svg class=\"timeline %s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", class, width,
		height);
	buf_html(&b, str_of(_("Time line; the table below says the same")));
	buf_puts(&b, "\">");
	draw_years(&c);
	for (int kind = EVENT_HELD; kind <= EVENT_LISTED; kind++) {
		for (size_t i = 0; i < e->count; i++) {
			const struct event *event = &e->list[i];
			if ((int)event->kind == kind && event->to > event->from) {
				draw_bar(&c, event);
			}
		}
	}
	draw_marks(&c, e, marks);
	buf_puts(&b, "</svg>");
	struct str svg = str_copy(p->arena, buf_view(&b));
	buf_finish(&b);
	return svg;
}

enum rc timeline_draw(struct dossier *d, struct person_view *v)
{
	struct page *p = d->page;
	struct events e = { .room = 0 };

	for (size_t i = 0; i < d->count; i++) {
		e.room += d->files[i].count + 2;
	}
	e.list = arena_array(p->arena, e.room, sizeof(*e.list));
	enum rc rc = collect(d, &e);
	if (rc != RC_OK || !e.count) {
		return rc;
	}
	v->rows = arena_array(p->arena, e.count, sizeof(*v->rows));
	for (size_t i = 0; i < e.count; i++) {
		v->rows[v->row_count++] = (struct timeline_row){ e.list[i].when, "", e.list[i].what };
	}
	v->timeline_wide = draw(p, &e, 760, "wide");
	v->timeline_narrow = draw(p, &e, 360, "narrow");
	return RC_OK;
}
