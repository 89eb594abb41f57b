/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writing JSON (RFC 8259): commas, nesting and escapes. */
#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/day.h"

void json_init(struct json_writer *w, struct buf *out, bool pretty)
{
	*w = (struct json_writer){.out = out, .pretty = pretty};
}

static void new_line(struct json_writer *w)
{
	if (!w->pretty) {
		return;
	}
	buf_putc(w->out, '\n');
	for (int i = 0; i < w->depth; i++) {
		buf_puts(w->out, "  ");
	}
}

/* What stands before a value or a key: a comma, a line break, or nothing after a key. */
static void before_item(struct json_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->depth == 0) {
		return;
	}
	if (w->has_item[w->depth - 1]) {
		buf_putc(w->out, ',');
	}
	w->has_item[w->depth - 1] = true;
	new_line(w);
}

static void open_level(struct json_writer *w, char c)
{
	before_item(w);
	assert(w->depth < JSON_DEPTH);
	buf_putc(w->out, c);
	w->has_item[w->depth++] = false;
}

static void close_level(struct json_writer *w, char c)
{
	assert(w->depth > 0 && !w->after_key);
	w->depth--;
	if (w->has_item[w->depth]) {
		new_line(w);
	}
	buf_putc(w->out, c);
}

void json_object(struct json_writer *w)
{
	open_level(w, '{');
}

void json_object_end(struct json_writer *w)
{
	close_level(w, '}');
}

void json_array(struct json_writer *w)
{
	open_level(w, '[');
}

void json_array_end(struct json_writer *w)
{
	close_level(w, ']');
}

static const char *short_escape(int32_t c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	case '\b':
		return "\\b";
	case '\f':
		return "\\f";
	default:
		return NULL;
	}
}

static void write_string(struct buf *out, struct str s)
{
	buf_putc(out, '"');
	size_t from = 0; /* start of what needs no change and is not yet written */
	for (size_t at = 0; at < s.n;) {
		size_t start = at;
		int32_t c = utf8_next(s, &at);
		const char *escape = c < 0 ? "\xEF\xBF\xBD" : short_escape(c);
		/* U+2028 and U+2029 end a line in older JavaScript. */
		bool as_number = escape == NULL && (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029);
		if (escape == NULL && !as_number) {
			continue;
		}
		buf_add(out, s.p + from, start - from);
		if (escape != NULL) {
			buf_puts(out, escape);
		} else {
			buf_printf(out, "\\u%04x", (unsigned)c);
		}
		from = at;
	}
	if (from < s.n) {
		buf_add(out, s.p + from, s.n - from);
	}
	buf_putc(out, '"');
}

void json_key(struct json_writer *w, const char *key)
{
	assert(w->depth > 0 && !w->after_key);
	before_item(w);
	write_string(w->out, str_of(key));
	buf_puts(w->out, w->pretty ? ": " : ":");
	w->after_key = true;
}

void json_str(struct json_writer *w, struct str s)
{
	before_item(w);
	write_string(w->out, s);
}

void json_cstr(struct json_writer *w, const char *s)
{
	if (s == NULL) {
		json_null(w);
	} else {
		json_str(w, str_of(s));
	}
}

void json_int(struct json_writer *w, int64_t v)
{
	before_item(w);
	buf_printf(w->out, "%" PRId64, v);
}

void json_real(struct json_writer *w, double v, int decimals)
{
	char text[400]; /* the longest double has 309 digits before its point */

	if (!isfinite(v)) {
		json_null(w);
		return;
	}
	before_item(w);
	decimals = decimals < 0 ? 0 : decimals > 20 ? 20 : decimals;
	int n = snprintf(text, sizeof(text), "%.*f", decimals, v);
	/* A process may run in a locale whose decimal point is a comma. */
	char *comma = memchr(text, ',', (size_t)n);
	if (comma != NULL) {
		*comma = '.';
	}
	buf_add(w->out, text, (size_t)n);
}

void json_bool(struct json_writer *w, bool v)
{
	before_item(w);
	buf_puts(w->out, v ? "true" : "false");
}

void json_null(struct json_writer *w)
{
	before_item(w);
	buf_puts(w->out, "null");
}

void json_put_cstr(struct json_writer *w, const char *key, const char *value)
{
	json_key(w, key);
	json_cstr(w, value);
}

void json_put_str(struct json_writer *w, const char *key, struct str value)
{
	json_key(w, key);
	json_str(w, value);
}

void json_put_int(struct json_writer *w, const char *key, int64_t value)
{
	json_key(w, key);
	json_int(w, value);
}

void json_put_bool(struct json_writer *w, const char *key, bool value)
{
	json_key(w, key);
	json_bool(w, value);
}

void json_put_day(struct json_writer *w, const char *key, int32_t d)
{
	char text[DAY_TEXT];

	json_key(w, key);
	json_cstr(w, d <= DAY_MIN || d >= DAY_MAX ? NULL : day_format(d, text));
}
