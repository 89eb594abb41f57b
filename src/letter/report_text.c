/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report for people at a terminal: summary first, then claim by claim. */
#include <string.h>

#include "letter/report.h"

struct text_report {
	struct reg *reg;
	const struct viewer *viewer;
	struct arena *arena;
	struct buf *out;
	struct fault *fault;
	size_t width;
	bool colour;
};

static const char *verdict_colour(enum verdict v)
{
	static const char *const codes[] = {"32", "31", "33", "35", "36", "34"};
	return codes[v];
}

/* Words wrapped at the width; each line after the first is set in by indent. */
static void wrapped(struct text_report *t, size_t column, size_t indent, const char *words)
{
	struct str s = str_of(words);
	bool first = true;
	for (size_t at = 0; at < s.n;) {
		size_t end = at;
		while (end < s.n && s.p[end] != ' ' && s.p[end] != '\n') {
			end++;
		}
		size_t n = utf8_length(str_sub(s, at, end));
		if (!first && column + 1 + n > t->width) {
			buf_putc(t->out, '\n');
			for (size_t i = 0; i < indent; i++) {
				buf_putc(t->out, ' ');
			}
			column = indent;
		} else if (!first) {
			buf_putc(t->out, ' ');
			column++;
		}
		buf_str(t->out, str_sub(s, at, end));
		column += n;
		first = false;
		at = end + 1;
	}
	buf_putc(t->out, '\n');
}

static void labelled(struct text_report *t, const char *label, const char *words)
{
	buf_printf(t->out, "      %-10s", label);
	wrapped(t, 16, 16, words);
}

static void heading(struct text_report *t, const char *words)
{
	buf_printf(t->out, t->colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n", words);
}

static void summary(struct text_report *t, const struct letter_report *l)
{
	bool any = false;
	buf_printf(t->out, "%zu claim%s: ", l->claim_count, l->claim_count == 1 ? "" : "s");
	for (int v = VERDICT_SUPPORTED; v <= VERDICT_NOTE; v++) {
		if (l->count[v] == 0) {
			continue;
		}
		buf_printf(t->out, "%s%zu ", any ? ", " : "", l->count[v]);
		buf_printf(t->out, t->colour ? "\033[%sm" : "%.0s", verdict_colour((enum verdict)v));
		buf_puts(t->out, verdict_key((enum verdict)v));
		buf_puts(t->out, t->colour ? "\033[0m" : "");
		any = true;
	}
	buf_puts(t->out, any ? "\n" : "none\n");
}

static enum rc items(
	struct text_report *t, const char *title, const struct letter_item *list, size_t count)
{
	if (count == 0) {
		return RC_OK;
	}
	heading(t, title);
	for (size_t i = 0; i < count; i++) {
		char *who = NULL, *words = list[i].text;
		enum rc rc = RC_OK;
		if (list[i].subject) {
			rc = subject_label(t->reg, t->viewer, t->arena, list[i].subject, "en", &who, t->fault);
		}
		if (rc != RC_OK) {
			return rc;
		}
		if (who) {
			words = arena_printf(t->arena, "%s (in the register: %s)", words, who);
		}
		bool number = list[i].value && strlen(list[i].value) < 5;
		if (list[i].value && !number) {
			words = arena_printf(t->arena, "%s: ends on %s", words, list[i].value);
		}
		buf_printf(t->out, "  %s", number ? list[i].value : "-");
		buf_puts(t->out, number ? ". " : "  ");
		wrapped(t, number ? strlen(list[i].value) + 4 : 5, 5, words);
	}
	return RC_OK;
}

static enum rc one_claim(struct text_report *t, const struct letter_claim *c)
{
	char place[32];
	snprintf(place, sizeof place, "%u:%u", c->line, c->column);
	buf_puts(t->out, "\n  ");
	buf_printf(t->out, t->colour ? "\033[%sm" : "%.0s", verdict_colour(c->verdict));
	buf_printf(t->out, "%-12s", verdict_key(c->verdict));
	buf_puts(t->out, t->colour ? "\033[0m" : "");
	buf_printf(t->out, "  %-7s %s\n", claim_kind_key(c->kind), place);
	buf_puts(t->out, "      ");
	wrapped(t, 6, 6, arena_printf(t->arena, "\xe2\x80\x9c%s\xe2\x80\x9d", c->text));
	if (c->register_value) {
		labelled(t, "register",
			c->register_on ? arena_printf(t->arena, "%s, %s", c->register_value, c->register_on)
						   : c->register_value);
	}
	labelled(t, "why", c->why ? c->why : "");
	if (c->now) {
		labelled(t, "now", c->now);
	}
	for (size_t i = 0; i < c->source_count && i < 4; i++) {
		char *text, *url;
		enum rc rc =
			report_source(t->reg, t->viewer, t->arena, c->sources[i], &text, &url, t->fault);
		if (rc != RC_OK) {
			return rc;
		}
		labelled(t, i ? "" : "source", text);
	}
	return RC_OK;
}

enum rc letter_report_text(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, int width, bool colour, struct buf *out, struct fault *f)
{
	struct text_report t = {r, v, a, out, f, width < 40 ? 40 : (size_t)width, colour};
	struct coverage coverage;
	day on = l->date == DAY_MAX ? l->on : l->date;
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK) {
		rc = coverage_on(r, v, a, KIND_PERSON, 0, on, &coverage, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	buf_printf(out, "%s, dated %s", l->name, report_day(a, l->date));
	if (l->on != DAY_MAX && l->on != l->date && l->date != DAY_MAX) {
		buf_printf(out, ", compared with %s", report_day(a, l->on));
	}
	buf_putc(out, '\n');
	summary(&t, l);
	if (!coverage.complete && coverage.text) {
		wrapped(&t, 0, 0,
			arena_printf(
				a, "%s No count of its people judges a figure of the letter.", coverage.text));
	}
	rc = items(&t, "Addressees", l->addressees, l->addressee_count);
	rc = rc == RC_OK ? items(&t, "Signatories", l->signatories, l->signatory_count) : rc;
	rc = rc == RC_OK ? items(&t, "Requests", l->requests, l->request_count) : rc;
	rc = rc == RC_OK ? items(&t, "Deadlines", l->deadlines, l->deadline_count) : rc;
	heading(&t, "Claims");
	for (size_t i = 0; i < l->claim_count && rc == RC_OK; i++) {
		rc = one_claim(&t, &l->claims[i]);
	}
	return rc == RC_OK && out->full ? fault_set(f, RC_LIMIT, "the report is too long") : rc;
}
