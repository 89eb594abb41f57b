/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Queries of addresses: reading them, and writing the next one. */
#include <string.h>

#include "web/params.h"
#include "web/params_decode.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum rc params_decode(struct arena *a, struct str s, struct str *ret, struct fault *f)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			bool whole = i + 2 < s.n;
			int high = whole ? hex(s.p[i + 1]) : -1;
			int low = whole ? hex(s.p[i + 2]) : -1;
			if (high < 0 || low < 0) {
				return fault_set(f, RC_INVALID, "the address holds a %% that encodes nothing");
			}
			c = (char)(high * 16 + low);
			i += 2;
		}
		out[n++] = c;
	}
	*ret = (struct str){ out, n };
	return RC_OK;
}

static enum rc clean_part(struct arena *a, struct str raw, char **ret, struct fault *f)
{
	struct str bytes = { 0 };

	/* As it is read, and not as it is written: three times as long where every byte is encoded, as in our own links. */
	enum rc rc = raw.n > 3 * (size_t)PARAM_BYTES ? RC_LIMIT : params_decode(a, raw, &bytes, f);
	/* One line each: what is entered in a field of a form holds no control characters. */
	for (size_t i = 0; rc == RC_OK && i < bytes.n; i++) {
		if ((unsigned char)bytes.p[i] < ' ') {
			rc = fault_set(f, RC_INVALID, "the address holds a control character");
		}
	}
	if (rc == RC_OK) {
		rc = text_clean(a, str_trim(bytes), ret, f);
	}
	return rc == RC_LIMIT || (rc == RC_OK && strlen(*ret) > PARAM_BYTES)
		? fault_set(f, RC_LIMIT, "a value of the address is longer than %d bytes", PARAM_BYTES) : rc;
}

enum rc params_parse(struct arena *a, struct str query, struct params *ret, struct fault *f)
{
	enum rc rc = RC_OK;

	*ret = (struct params){ .list = arena_array(a, PARAMS_MOST, sizeof(struct param)) };
	for (size_t at = 0; at < query.n && rc == RC_OK;) {
		size_t end = str_find(query, '&', at);
		struct str pair = str_sub(query, at, end);
		size_t equals = str_find(pair, '=', 0);
		at = end + 1;
		if (!pair.n) {
			continue;
		}
		if (ret->count == PARAMS_MOST) {
			return fault_set(f, RC_LIMIT, "the address has more than %d values", PARAMS_MOST);
		}
		struct param *p = &ret->list[ret->count++];
		rc = clean_part(a, str_sub(pair, 0, equals), &p->name, f);
		if (rc == RC_OK) {
			rc = clean_part(a, str_sub(pair, equals < pair.n ? equals + 1 : pair.n, pair.n), &p->value, f);
		}
	}
	return rc;
}

const char *params_get(const struct params *p, const char *name)
{
	for (size_t i = 0; i < p->count; i++) {
		if (!strcmp(p->list[i].name, name)) {
			return p->list[i].value;
		}
	}
	return "";
}

static void add_pair(struct buf *b, char *mark, const char *name, const char *value)
{
	buf_putc(b, *mark);
	*mark = '&';
	buf_url(b, str_of(name));
	buf_putc(b, '=');
	buf_url(b, str_of(value));
}

char *params_link(struct arena *a, const char *path, const struct params *p, const char *name,
	const char *value)
{
	struct buf b;
	char mark = '?';

	buf_init(&b, 1u << 20);
	buf_puts(&b, path);
	for (size_t i = 0; i < p->count; i++) {
		if (p->list[i].value[0] && strcmp(p->list[i].name, name) != 0) {
			add_pair(&b, &mark, p->list[i].name, p->list[i].value);
		}
	}
	if (value) {
		add_pair(&b, &mark, name, value);
	}
	char *link = str_dup(a, buf_view(&b));
	buf_finish(&b);
	return link;
}
