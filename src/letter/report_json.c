/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report for machines. doc/letter.md describes it. */
#include "letter/report.h"

static enum rc put_items(struct reg *r, const struct viewer *v, struct arena *a,
	struct json_writer *w, const char *key, const struct letter_item *list, size_t count,
	const char *value_key, struct fault *f)
{
	enum rc rc = RC_OK;
	json_key(w, key);
	json_array(w);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		char *id = NULL;
		rc = report_handle(r, v, a, list[i].subject, &id, f);
		json_object(w);
		json_put_int(w, "line", list[i].line);
		json_put_int(w, "column", list[i].column);
		json_put_cstr(w, "text", list[i].text);
		if (value_key) {
			json_put_cstr(w, value_key, list[i].value);
		} else {
			json_put_cstr(w, "id", id);
		}
		json_object_end(w);
	}
	json_array_end(w);
	return rc;
}

static enum rc put_sources(struct reg *r, const struct viewer *v, struct arena *a,
	struct json_writer *w, const struct letter_claim *c, struct fault *f)
{
	enum rc rc = RC_OK;
	json_key(w, "sources");
	json_array(w);
	for (size_t i = 0; i < c->source_count && rc == RC_OK; i++) {
		struct source_info s;
		char handle_chars[HANDLE_TEXT];
		rc = source_get(r, v, a, c->sources[i], &s, f);
		if (rc != RC_OK) {
			break;
		}
		json_object(w);
		json_put_cstr(w, "id", handle_format(s.handle, handle_chars));
		json_put_cstr(w, "title", s.title);
		json_put_cstr(w, "publisher", s.publisher);
		json_put_cstr(w, "published", s.published_text);
		json_put_cstr(w, "url", s.url);
		json_object_end(w);
	}
	json_array_end(w);
	return rc;
}

static enum rc put_claim(struct reg *r, const struct viewer *v, struct arena *a,
	struct json_writer *w, const struct letter_claim *c, struct fault *f)
{
	char *id = NULL;
	enum rc rc = report_handle(r, v, a, c->subject, &id, f);
	if (rc != RC_OK) {
		return rc;
	}
	bool number = c->kind == CLAIM_FIGURE || (c->kind == CLAIM_STATUS && c->value != 0);
	json_object(w);
	json_put_cstr(w, "kind", claim_kind_key(c->kind));
	json_put_int(w, "line", c->line);
	json_put_int(w, "column", c->column);
	json_put_cstr(w, "text", c->text);
	json_key(w, "value");
	if (number) {
		json_int(w, c->value);
	} else {
		json_null(w);
	}
	json_put_cstr(w, "qualifier", c->qualifier);
	json_put_cstr(w, "on", c->on);
	json_put_cstr(w, "verdict", verdict_key(c->verdict));
	json_key(w, "register");
	json_object(w);
	json_put_cstr(w, "value", c->register_value);
	json_put_cstr(w, "on", c->register_on);
	json_put_cstr(w, "id", id);
	json_put_cstr(w, "now", c->now);
	json_object_end(w);
	rc = put_sources(r, v, a, w, c, f);
	json_put_cstr(w, "why", c->why);
	json_object_end(w);
	return rc;
}

enum rc letter_report_json(struct reg *r, const struct viewer *v, struct arena *a,
	const struct letter_report *l, struct buf *out, struct fault *f)
{
	struct json_writer w;
	enum rc rc = viewer_check(r, v, f);
	json_init(&w, out, true);
	json_object(&w);
	json_key(&w, "letter");
	json_object(&w);
	json_put_day(&w, "date", l->date);
	rc = rc == RC_OK
		? put_items(r, v, a, &w, "addressees", l->addressees, l->addressee_count, NULL, f)
		: rc;
	rc = rc == RC_OK
		? put_items(r, v, a, &w, "signatories", l->signatories, l->signatory_count, NULL, f)
		: rc;
	rc = rc == RC_OK
		? put_items(r, v, a, &w, "requests", l->requests, l->request_count, "number", f)
		: rc;
	rc = rc == RC_OK
		? put_items(r, v, a, &w, "deadlines", l->deadlines, l->deadline_count, "ends", f)
		: rc;
	json_object_end(&w);
	json_key(&w, "claims");
	json_array(&w);
	for (size_t i = 0; i < l->claim_count && rc == RC_OK; i++) {
		rc = put_claim(r, v, a, &w, &l->claims[i], f);
	}
	json_array_end(&w);
	json_key(&w, "summary");
	json_object(&w);
	json_put_day(&w, "on", l->on);
	json_put_int(&w, "claims", (int64_t)l->claim_count);
	for (int k = VERDICT_SUPPORTED; k <= VERDICT_NOTE; k++) {
		json_put_int(&w, verdict_key((enum verdict)k), (int64_t)l->count[k]);
	}
	json_object_end(&w);
	json_object_end(&w);
	buf_putc(out, '\n');
	return rc == RC_OK && out->full ? fault_set(f, RC_LIMIT, "the report is too long") : rc;
}
