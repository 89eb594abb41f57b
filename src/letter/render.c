/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes a letter from a template: {{questions}} become answers with notes that name their sources.
 */
#include <string.h>

#include "letter/page.h"
#include "letter/report.h"

#define NOTES_MOST 500
#define NOTE_SOURCES 4 /* named in one note; the rest are counted */
#define RENDER_LIMIT (16u * 1024 * 1024)

struct rendering {
	struct reg *reg;
	const struct viewer *viewer;
	struct arena *arena;
	struct fault *fault;
	const char *name;
	struct str template_text;
	day on;
	enum letter_format format;
	struct buf text; /* the Markdown with answers */
	struct buf notes;
	size_t note_count;
};

static enum rc fail_at(struct rendering *d, size_t at, enum rc rc)
{
	unsigned line = 1;
	size_t start = 0;
	for (size_t i = 0; i < at; i++) {
		if (d->template_text.p[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	unsigned column = (unsigned)utf8_length(str_sub(d->template_text, start, at)) + 1;
	if (d->fault && d->fault->line == 0) {
		unsigned inside = d->fault->column ? d->fault->column - 1 : 0;
		d->fault->column = 0;
		fault_where(d->fault, d->name, line, column + inside);
	}
	return rc;
}

/* Words of the register in Markdown: what would be a mark is escaped. */
static void plain(struct buf *b, const char *text)
{
	for (const char *p = text ? text : ""; *p; p++) {
		if (strchr("\\`*_{}[]<>#|&!", *p)) {
			buf_putc(b, '\\');
		}
		buf_putc(b, *p == '\n' ? ' ' : *p);
	}
}

static const char *hedge(const char *qualifier)
{
	static const char *const words[][2] = {{"at_least", "at least "}, {"more_than", "more than "},
		{"approximately", "about "}, {"almost", "almost "}, {"at_most", "at most "}};
	for (size_t i = 0; qualifier && i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i][1]) - 1; /* the key, or its label */
		if (strcmp(qualifier, words[i][0]) == 0 ||
			(strlen(qualifier) == n && strncmp(qualifier, words[i][1], n) == 0)) {
			return words[i][1];
		}
	}
	return "";
}

/* 1450 as 1,450. */
static void number(struct buf *b, int64_t v)
{
	char digits[32];
	int n = snprintf(digits, sizeof digits, "%lld", (long long)v);
	for (int i = 0; i < n; i++) {
		buf_putc(b, digits[i]);
		if (i + 1 < n && (n - 1 - i) % 3 == 0 && digits[i] != '-') {
			buf_putc(b, ',');
		}
	}
}

static void between(struct buf *b, struct bounds c)
{
	if (c.at_least == c.at_most) {
		number(b, c.at_least);
		return;
	}
	buf_puts(b, "between ");
	number(b, c.at_least);
	buf_puts(b, " and ");
	number(b, c.at_most);
}

static void percent(struct buf *b, int64_t hundredths)
{
	buf_printf(b, "%lld.%lld", (long long)hundredths / 100, (long long)hundredths % 100 / 10);
}

static enum rc names(struct rendering *d, const struct ask_member *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *label;
		enum rc rc =
			subject_label(d->reg, d->viewer, d->arena, list[i].subject, "en", &label, d->fault);
		if (rc != RC_OK) {
			return rc;
		}
		buf_puts(&d->text, i == 0 ? "" : i + 1 == count ? " and " : ", ");
		plain(&d->text, label);
		buf_puts(&d->text, list[i].sure ? "" : " (possibly)");
	}
	return RC_OK;
}

static enum rc answer_words(struct rendering *d, const struct answer *w)
{
	struct buf *b = &d->text;
	switch (w->form) {
	case ASK_FIGURE:
		buf_puts(b, hedge(w->figure->qualifier));
		number(b, w->figure->value);
		return RC_OK;
	case ASK_LIST:
		return names(d, w->members, w->member_count);
	case ASK_SHARE:
		percent(b, w->count.at_least);
		if (w->count.at_most != w->count.at_least) {
			buf_puts(b, " to ");
			percent(b, w->count.at_most);
		}
		buf_puts(b, "%");
		return RC_OK;
	case ASK_SERIES:
		for (size_t i = 0; i < w->point_count; i++) {
			char text[DAY_TEXT];
			buf_printf(b, "%s%s: ", i ? "; " : "", day_format(w->points[i].on, text));
			between(b, w->points[i].count);
		}
		return RC_OK;
	case ASK_CHANGE:
		number(b, (int64_t)w->came_count);
		buf_puts(b, " came, ");
		number(b, (int64_t)w->left_count);
		buf_puts(b, " left");
		return RC_OK;
	default:
		break;
	}
	if (w->group_count == 0) {
		between(b, w->count);
		return RC_OK;
	}
	for (size_t i = 0; i < w->group_count; i++) {
		buf_puts(b, i ? "; " : "");
		plain(b, w->groups[i].labels[0]);
		buf_puts(b, ": ");
		between(b, w->groups[i].count);
	}
	return RC_OK;
}

static enum rc note(struct rendering *d, const struct answer *w)
{
	struct buf *b = &d->notes;
	enum rc rc = RC_OK;
	size_t no = ++d->note_count;
	if (d->format == LETTER_MARKDOWN) {
		buf_printf(&d->text, "[^%zu]", no);
		buf_printf(b, "[^%zu]: ", no);
	} else {
		buf_printf(&d->text, " \\[%zu\\]", no);
		buf_printf(b, "%zu. ", no);
	}
	if (w->form == ASK_FIGURE) {
		plain(b, w->figure->label ? w->figure->label : w->figure->name);
		buf_puts(b, ", ");
		plain(b, w->figure->body ? w->figure->body : "");
		buf_printf(b, "%s%s.", w->figure->body ? ", " : "", w->figure->date_text);
	} else {
		plain(b, w->question);
		buf_printf(b, ", from the cases in this register (%s).",
			w->coverage.complete ? "complete" : "a sample");
	}
	for (size_t i = 0; i < w->source_count && i < NOTE_SOURCES && rc == RC_OK; i++) {
		char *source, *url;
		rc = report_source(d->reg, d->viewer, d->arena, w->sources[i], &source, &url, d->fault);
		if (rc != RC_OK) {
			break;
		}
		buf_putc(b, ' ');
		plain(b, source);
		buf_putc(b, '.');
		if (url && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) &&
			!strpbrk(url, "<> ")) {
			buf_printf(b, " <%s>", url);
		}
	}
	if (w->source_count > NOTE_SOURCES) {
		buf_printf(b, " And %zu more sources.", w->source_count - NOTE_SOURCES);
	}
	buf_puts(b, d->format == LETTER_MARKDOWN ? "\n\n" : "\n");
	return rc;
}

static enum rc one_question(struct rendering *d, struct str question, size_t at)
{
	struct answer w;
	struct ask_options o = {
		.on = d->on, .published_by = d->on, .explain = true, .list_most = 200, .deadline = 20000};
	struct str words = str_trim(question);
	if (d->note_count >= NOTES_MOST) {
		return fail_at(
			d, at, fault_set(d->fault, RC_LIMIT, "over %d questions in one template", NOTES_MOST));
	}
	if (words.n == 0) {
		return fail_at(d, at, fault_set(d->fault, RC_INVALID, "an empty question"));
	}
	size_t inside = at + (size_t)(words.p - question.p);
	enum rc rc = ask_run(d->reg, d->viewer, d->arena, words, &o, &w, d->fault);
	if (rc != RC_OK) {
		return fail_at(d, inside, rc);
	}
	if (w.form == ASK_FIGURE && !w.figure) {
		rc = fault_set(
			d->fault, RC_INVALID, "no published figure answers this question on that day");
		return fail_at(d, inside, rc);
	}
	rc = answer_words(d, &w);
	return rc == RC_OK ? note(d, &w) : rc;
}

static enum rc fill(struct rendering *d)
{
	struct str t = d->template_text;
	for (size_t at = 0; at < t.n;) {
		const char *open = memmem(t.p + at, t.n - at, "{{", 2);
		size_t from = open ? (size_t)(open - t.p) : t.n;
		buf_str(&d->text, str_sub(t, at, from));
		if (!open) {
			break;
		}
		const char *close = memmem(open + 2, t.n - from - 2, "}}", 2);
		const char *line = memchr(open, '\n', t.n - from);
		if (!close ||
			(line && line < close && memmem(open + 2, (size_t)(close - open) - 2, "{{", 2))) {
			enum rc rc = fault_set(d->fault, RC_INVALID, "this {{ has no }}");
			return fail_at(d, from, rc);
		}
		size_t end = (size_t)(close - t.p);
		enum rc rc = one_question(d, str_sub(t, from + 2, end), from + 2);
		if (rc != RC_OK) {
			return rc;
		}
		at = end + 2;
	}
	return d->text.full || d->notes.full
		? fault_set(d->fault, RC_LIMIT, "the rendered letter is too long")
		: RC_OK;
}

static enum rc write_out(struct rendering *d, struct buf *out)
{
	if (d->note_count > 0) {
		buf_puts(&d->text, d->format == LETTER_MARKDOWN ? "\n\n" : "\n\n---\n\n");
		buf_str(&d->text, buf_view(&d->notes));
	}
	struct str all = buf_view(&d->text);
	if (d->format == LETTER_HTML) {
		return markdown_html(all, out, d->fault);
	}
	if (d->format == LETTER_TEXT) {
		return markdown_text(all, 78, out, d->fault);
	}
	buf_str(out, all);
	return out->full ? fault_set(d->fault, RC_LIMIT, "the rendered letter is too long") : RC_OK;
}

enum rc letter_render(struct reg *r, const struct viewer *v, struct arena *a,
	struct str template_text, const char *name, day on, enum letter_format format, struct buf *out,
	struct fault *f)
{
	struct fault spare = {0};
	struct rendering d = {.reg = r,
		.viewer = v,
		.arena = a,
		.fault = f ? f : &spare,
		.name = name ? name : "template",
		.template_text = template_text,
		.on = on,
		.format = format};
	char *clean;
	enum rc rc = viewer_check(r, v, d.fault);
	if (rc == RC_OK && template_text.n > PAGE_LIMIT) {
		rc = fault_set(d.fault, RC_LIMIT, "the template is over 4 MiB");
	}
	if (rc == RC_OK) {
		rc = text_clean(a, template_text, &clean, d.fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct buf ready;
	buf_init(&d.text, RENDER_LIMIT);
	buf_init(&d.notes, RENDER_LIMIT);
	buf_init(&ready, RENDER_LIMIT);
	rc = fill(&d);
	if (rc == RC_OK) {
		rc = write_out(&d, &ready);
	}
	if (rc == RC_OK) {
		buf_str(out, buf_view(&ready));
		rc = out->full ? fault_set(d.fault, RC_LIMIT, "the rendered letter is too long") : RC_OK;
	}
	buf_finish(&ready);
	buf_finish(&d.notes);
	buf_finish(&d.text);
	return rc;
}
