/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers for people at a terminal. */
#include <inttypes.h>
#include <string.h>

#include "ask/tree.h"

#define LISTED_MOST 200

struct writing {
	struct reg *reg;
	const struct viewer *viewer;
	struct arena *arena;
	const struct answer *w;
	struct buf *out;
	int width;
	struct fault *fault;
};

/* Words set into lines of the terminal's width, each after indent spaces. */
static void wrap(struct writing *t, int indent, const char *text)
{
	int column = 0;
	while (*text) {
		size_t n = strcspn(text, " ");
		int width = (int)utf8_length((struct str){text, n});
		if (column && column + 1 + width > t->width) {
			buf_putc(t->out, '\n');
			column = 0;
		}
		if (column == 0) {
			buf_printf(t->out, "%*s", indent, "");
			column = indent;
		} else {
			buf_putc(t->out, ' ');
			column++;
		}
		buf_add(t->out, text, n);
		column += width;
		text += n + (text[n] == ' ');
	}
	buf_putc(t->out, '\n');
}

/* 22628 as "22 628". */
static char *spaced(struct arena *a, int64_t v)
{
	char digits[32], text[48];
	int n = snprintf(digits, sizeof digits, "%" PRId64, v < 0 ? -v : v), k = 0;
	if (v < 0) {
		text[k++] = '-';
	}
	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0) {
			text[k++] = ' ';
		}
		text[k++] = digits[i];
	}
	text[k] = '\0';
	return arena_strdup(a, text);
}

static const char *unit_for(int64_t n, const char *unit)
{
	static const char *const units[][2] = {{"people", "person"}, {"organisations", "organisation"}, {"days", "day"}};
	for (size_t i = 0; n == 1 && i < sizeof units / sizeof *units; i++) {
		if (strcmp(unit, units[i][0]) == 0) {
			return units[i][1];
		}
	}
	return unit;
}

static char *bounds_words(struct arena *a, struct bounds b, const char *unit)
{
	unit = unit_for(b.at_most, unit);
	return b.at_least == b.at_most ? arena_printf(a, "%s %s", spaced(a, b.at_least), unit)
		: arena_printf(a, "at least %s, at most %s %s", spaced(a, b.at_least), spaced(a, b.at_most), unit);
}

static enum rc source_words(struct writing *t, int64_t no, char **ret)
{
	struct source_info s;
	enum rc rc = source_get(t->reg, t->viewer, t->arena, no, &s, t->fault);
	*ret = rc != RC_OK ? NULL : arena_printf(t->arena, "%s%s%s%s%s", s.title ? s.title : s.key ? s.key : "a source",
		s.publisher ? ", " : "", s.publisher ? s.publisher : "", s.published_text ? ", " : "",
		s.published_text ? s.published_text : "");
	return rc;
}

static enum rc source_line(struct writing *t, int64_t no, int indent)
{
	char *words;
	enum rc rc = source_words(t, no, &words);
	if (rc == RC_OK) {
		wrap(t, indent, words);
	}
	return rc;
}

static enum rc figure_lines(struct writing *t, const struct ask_figure *x, const char *lead)
{
	wrap(t, 0, arena_printf(t->arena, "%s%s%s%s%s, for %s%s%s%s", lead,
		x->qualifier && strcmp(x->qualifier, "exactly") != 0 ? x->qualifier : "",
		x->qualifier && strcmp(x->qualifier, "exactly") != 0 ? " " : "", spaced(t->arena, x->value),
		x->label ? arena_printf(t->arena, " %s", x->label) : "", x->date_text ? x->date_text : "an unknown day",
		x->body ? ", by " : "", x->body ? x->body : "", x->disputed ? " (disputed: sources differ)" : ""));
	return source_line(t, x->source, 2);
}

static enum rc member_lines(struct writing *t, const char *title, const struct ask_member *list, size_t count)
{
	enum rc rc = RC_OK;
	if (count == 0) {
		return rc;
	}
	buf_printf(t->out, "%s%s\n", *title ? "\n" : "", title);
	for (size_t i = 0; rc == RC_OK && i < count && i < LISTED_MOST; i++) {
		char *label;
		rc = member_label(t->reg, t->viewer, t->arena, list[i].subject, list[i].owner, &label, t->fault);
		if (rc == RC_OK) {
			wrap(t, 2, list[i].sure ? label : arena_printf(t->arena, "%s (possibly; %s)", label, list[i].why));
		}
	}
	if (count > LISTED_MOST) {
		buf_printf(t->out, "  and %zu more (--format csv lists all)\n", count - LISTED_MOST);
	}
	return rc;
}

static enum rc excluded_lines(struct writing *t)
{
	enum rc rc = RC_OK;
	if (t->w->excluded_count == 0) {
		return rc;
	}
	buf_puts(t->out, "\nLeft out\n");
	for (size_t i = 0; rc == RC_OK && i < t->w->excluded_count && i < LISTED_MOST; i++) {
		const struct ask_excluded *x = &t->w->excluded[i];
		char *label, *source = NULL;
		rc = member_label(t->reg, t->viewer, t->arena, x->subject, x->owner, &label, t->fault);
		if (rc == RC_OK && x->source) {
			rc = source_words(t, x->source, &source);
		}
		if (rc == RC_OK) {
			wrap(t, 2, arena_printf(t->arena, "%s: %s%s%s", label, x->reason, source ? "; " : "",
				source ? source : ""));
		}
	}
	if (t->w->excluded_count > LISTED_MOST) {
		buf_printf(t->out, "  and %zu more (--format json lists them)\n", t->w->excluded_count - LISTED_MOST);
	}
	return rc;
}

static enum rc source_lines(struct writing *t)
{
	enum rc rc = RC_OK;
	if (t->w->source_count == 0 || t->w->form == ASK_FIGURE) {
		return rc;
	}
	buf_puts(t->out, "\nSources\n");
	for (size_t i = 0; rc == RC_OK && i < t->w->source_count && i < LISTED_MOST; i++) {
		rc = source_line(t, t->w->sources[i], 2);
	}
	return rc;
}

static void pad(struct buf *out, const char *text, int width)
{
	int n = (int)utf8_length(str_of(text));
	buf_puts(out, text);
	buf_printf(out, "%*s", n < width ? width - n : 0, "");
}

static void group_lines(struct writing *t)
{
	int widest = 8;
	for (size_t i = 0; i < t->w->group_count; i++) {
		const struct ask_group *g = &t->w->groups[i];
		int n = (int)utf8_length(str_of(g->labels[0])) +
			(g->labels[1] ? 3 + (int)utf8_length(str_of(g->labels[1])) : 0);
		widest = n > widest ? n : widest;
	}
	widest = widest > t->width - 24 ? t->width - 24 : widest;
	buf_putc(t->out, '\n');
	pad(t->out, "", widest);
	buf_puts(t->out, "  at least    at most\n");
	for (size_t i = 0; i < t->w->group_count; i++) {
		const struct ask_group *g = &t->w->groups[i];
		pad(t->out,
			g->labels[1] ? arena_printf(t->arena, "%s / %s", g->labels[0], g->labels[1])
						 : g->labels[0],
			widest);
		buf_printf(t->out, "%10s %10s\n", spaced(t->arena, g->count.at_least), spaced(t->arena, g->count.at_most));
	}
}

/* One bar a step: # for at least, - up to at most. */
static void point_lines(struct writing *t)
{
	int64_t most = 1;
	int room = t->width - 36;
	char on[DAY_TEXT];
	for (size_t i = 0; i < t->w->point_count; i++) {
		most = t->w->points[i].count.at_most > most ? t->w->points[i].count.at_most : most;
	}
	for (size_t i = 0; i < t->w->point_count; i++) {
		const struct bounds b = t->w->points[i].count;
		buf_printf(t->out, "%s  %8s %8s  ", day_format(t->w->points[i].on, on), spaced(t->arena, b.at_least),
			spaced(t->arena, b.at_most));
		for (int64_t k = 0; k < b.at_most * room / most; k++) {
			buf_putc(t->out, k < b.at_least * room / most ? '#' : '-');
		}
		buf_putc(t->out, '\n');
	}
}

static void head_line(struct writing *t)
{
	const struct answer *w = t->w;
	const char *sample = w->coverage.complete ? "" : " (in this sample)";
	if (w->form == ASK_SHARE) {
		double least = (double)w->count.at_least / 100, most = (double)w->count.at_most / 100;
		wrap(t, 0, least == most ? arena_printf(t->arena, "%.1f %%%s", least, sample)
			: arena_printf(t->arena, "at least %.1f %%, at most %.1f %%%s", least, most, sample));
	} else if (w->form == ASK_SERIES) {
		wrap(t, 0, arena_printf(t->arena, "%s at the end of each step: at least, at most%s", w->unit, sample));
	} else if (w->form == ASK_CHANGE) {
		wrap(t, 0, arena_printf(t->arena, "%zu came, %zu left%s", w->came_count, w->left_count, sample));
		point_lines(t);
	} else {
		wrap(t, 0, arena_printf(t->arena, "%s%s", bounds_words(t->arena, w->count, w->unit), sample));
	}
}

static void foot_lines(struct writing *t)
{
	const struct answer *w = t->w;
	if (w->unrecorded) {
		wrap(t, 0, arena_printf(t->arena, "%s more have nothing recorded for a condition.",
			spaced(t->arena, w->unrecorded)));
	}
	if (w->form != ASK_FIGURE) {
		buf_putc(t->out, '\n');
		if (!w->coverage.complete) {
			wrap(t, 0, arena_printf(t->arena, "Coverage: %s", w->coverage.text));
		}
	}
	if (w->note) {
		wrap(t, 0, arena_printf(t->arena, "Note: %s.", w->note));
	}
}

enum rc answer_text(struct reg *r, const struct viewer *v, struct arena *a, const struct answer *w,
	int width, struct buf *out, struct fault *f)
{
	struct writing t = {r, v, a, w, out, width, f};
	enum rc rc = RC_OK;
	wrap(&t, 0, w->question);
	buf_putc(out, '\n');
	if (w->form == ASK_FIGURE) {
		if (w->figure) {
			rc = figure_lines(&t, w->figure, "");
		}
		foot_lines(&t);
		return rc;
	}
	head_line(&t);
	if (w->form == ASK_SERIES) {
		point_lines(&t);
	}
	if (w->group_count) {
		group_lines(&t);
	}
	if (w->beside) {
		rc = figure_lines(&t, w->beside, "The published figure beside it: ");
	}
	if (rc == RC_OK) {
		rc = member_lines(&t, w->form == ASK_LIST ? "" : "Counted", w->members, w->member_count);
	}
	if (rc == RC_OK) {
		rc = member_lines(&t, "Came", w->came, w->came_count);
	}
	if (rc == RC_OK) {
		rc = member_lines(&t, "Left", w->left, w->left_count);
	}
	if (rc == RC_OK) {
		rc = excluded_lines(&t);
	}
	if (rc == RC_OK) {
		rc = source_lines(&t);
	}
	foot_lines(&t);
	return rc;
}
