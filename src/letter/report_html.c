/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report as HTML: a fragment for the site, or a page of its own. Every word of the letter is
 * escaped. */
#include "letter/report.h"

struct html_report {
	struct reg *reg;
	const struct viewer *viewer;
	struct arena *arena;
	struct buf *out;
	struct fault *fault;
};

static void escaped(struct html_report *h, const char *text)
{
	buf_html(h->out, str_of(text));
}

static void element(struct html_report *h, const char *tag, const char *text)
{
	buf_printf(h->out, "<%s>", tag);
	escaped(h, text);
	buf_printf(h->out, "</%s>", tag);
}

static void summary(struct html_report *h, const struct letter_report *l)
{
	buf_puts(h->out, "<ul class=\"letter-summary\">\n");
	for (int v = VERDICT_SUPPORTED; v <= VERDICT_NOTE; v++) {
		if (l->count[v] > 0) {
			buf_printf(h->out, "<li class=\"verdict verdict-%s\"><b>%zu</b> %s</li>\n",
				verdict_key((enum verdict)v), l->count[v], verdict_key((enum verdict)v));
		}
	}
	buf_puts(h->out, "</ul>\n");
}

static void items(struct html_report *h, const char *title, const char *class,
	const struct letter_item *list, size_t count)
{
	if (count == 0) {
		return;
	}
	buf_printf(h->out, "<h3>%s</h3>\n<ul class=\"letter-%s\">\n", title, class);
	for (size_t i = 0; i < count; i++) {
		buf_puts(h->out, "<li>");
		escaped(h, list[i].text);
		if (list[i].value) {
			buf_puts(h->out, " <span class=\"letter-value\">");
			escaped(h, list[i].value);
			buf_puts(h->out, "</span>");
		}
		buf_puts(h->out, "</li>\n");
	}
	buf_puts(h->out, "</ul>\n");
}

/* Only web addresses become links. */
static bool web_address(const char *url)
{
	struct str s = str_of(url);
	return str_starts(s, "https://") || str_starts(s, "http://");
}

static enum rc sources(struct html_report *h, const struct letter_claim *c)
{
	enum rc rc = RC_OK;
	if (c->source_count == 0) {
		return RC_OK;
	}
	buf_puts(h->out, "<dt>Sources</dt><dd><ul class=\"claim-sources\">");
	for (size_t i = 0; i < c->source_count && rc == RC_OK; i++) {
		char *text, *url;
		rc = report_source(h->reg, h->viewer, h->arena, c->sources[i], &text, &url, h->fault);
		if (rc != RC_OK) {
			break;
		}
		buf_puts(h->out, "<li>");
		if (web_address(url)) {
			buf_puts(h->out, "<a rel=\"nofollow noopener noreferrer\" href=\"");
			escaped(h, url);
			buf_puts(h->out, "\">");
		}
		escaped(h, text);
		buf_puts(h->out, web_address(url) ? "</a></li>" : "</li>");
	}
	buf_puts(h->out, "</ul></dd>");
	return rc;
}

static enum rc claim(struct html_report *h, const struct letter_claim *c)
{
	const char *verdict = verdict_key(c->verdict);
	buf_printf(h->out,
		"<li class=\"claim claim-%s verdict-%s\">\n<p><span class=\"verdict verdict-%s\">%s</span> "
		"<span class=\"claim-place\">%s, line %u, column %u</span></p>\n<blockquote "
		"class=\"claim-text\">",
		claim_kind_key(c->kind), verdict, verdict, verdict, claim_kind_key(c->kind), c->line,
		c->column);
	escaped(h, c->text);
	buf_puts(h->out, "</blockquote>\n<dl>");
	if (c->register_value) {
		buf_puts(h->out, "<dt>Register</dt><dd>");
		escaped(h, c->register_value);
		if (c->register_on) {
			buf_puts(h->out, ", <span class=\"claim-on\">");
			escaped(h, c->register_on);
			buf_puts(h->out, "</span>");
		}
		buf_puts(h->out, "</dd>");
	}
	buf_puts(h->out, "<dt>Why</dt>");
	element(h, "dd", c->why ? c->why : "");
	if (c->now) {
		buf_puts(h->out, "<dt>Now</dt>");
		element(h, "dd", c->now);
	}
	enum rc rc = sources(h, c);
	buf_puts(h->out, "</dl>\n</li>\n");
	return rc;
}

enum rc letter_report_html(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, struct buf *out, struct fault *f)
{
	struct html_report h = {r, v, a, out, f};
	struct coverage coverage;
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK) {
		rc = coverage_on(
			r, v, a, KIND_PERSON, 0, l->date == DAY_MAX ? l->on : l->date, &coverage, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	buf_puts(out, "<section class=\"letter-report\">\n<p class=\"letter-date\">Dated ");
	escaped(&h, report_day(a, l->date));
	if (l->on != DAY_MAX && l->on != l->date && l->date != DAY_MAX) {
		buf_puts(out, ", compared with ");
		escaped(&h, report_day(a, l->on));
	}
	buf_puts(out, "</p>\n");
	summary(&h, l);
	if (!coverage.complete && coverage.text) {
		buf_puts(out, "<p class=\"letter-coverage\">");
		escaped(&h, coverage.text);
		buf_puts(out, " No count of its people judges a figure of the letter.</p>\n");
	}
	items(&h, "Addressees", "addressees", l->addressees, l->addressee_count);
	items(&h, "Signatories", "signatories", l->signatories, l->signatory_count);
	items(&h, "Requests", "requests", l->requests, l->request_count);
	items(&h, "Deadlines", "deadlines", l->deadlines, l->deadline_count);
	buf_puts(out, "<h3>Claims</h3>\n<ol class=\"letter-claims\">\n");
	for (size_t i = 0; i < l->claim_count && rc == RC_OK; i++) {
		rc = claim(&h, &l->claims[i]);
	}
	buf_puts(out, "</ol>\n</section>\n");
	return rc == RC_OK && out->full ? fault_set(f, RC_LIMIT, "the report is too long") : rc;
}

enum rc letter_report_page(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, struct buf *out, struct fault *f)
{
	buf_puts(out,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Check "
		"of ");
	buf_html(out, str_of(l->name));
	buf_puts(out, "</title>\n</head>\n<body>\n<h1>Check of ");
	buf_html(out, str_of(l->name));
	buf_puts(out, "</h1>\n");
	enum rc rc = letter_report_html(r, v, a, l, out, f);
	buf_puts(out, "</body>\n</html>\n");
	return rc == RC_OK && out->full ? fault_set(f, RC_LIMIT, "the report is too long") : rc;
}
