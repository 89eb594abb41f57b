/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Growing buffers with a limit, and the escaping that goes with where they are written to. */
#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 256

void buf_init(struct buf *b, size_t limit)
{
	size_t cap = limit < FIRST_SIZE ? limit + 1 : FIRST_SIZE;
	*b = (struct buf){.p = xmalloc(cap), .cap = cap, .limit = limit};
	b->p[0] = '\0';
}

void buf_finish(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->full = false;
	b->p[0] = '\0';
}

/* Room for n more bytes and the NUL, or full. */
static bool reserve(struct buf *b, size_t n)
{
	if (b->full || n > b->limit || b->n > b->limit - n) {
		b->full = true;
		return false;
	}
	size_t need = b->n + n + 1;
	if (need > b->cap) {
		size_t cap = b->cap > SIZE_MAX / 2 ? need : b->cap * 2;
		cap = cap > need ? cap : need;
		b->cap = cap - 1 > b->limit ? b->limit + 1 : cap;
		b->p = xrealloc(b->p, b->cap);
	}
	return true;
}

void buf_add_grow(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !reserve(b, n)) {
		return;
	}
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

char *buf_extend(struct buf *b, size_t n)
{
	if (!reserve(b, n)) {
		return NULL;
	}
	char *room = b->p + b->n;
	b->n += n;
	b->p[b->n] = '\0';
	return room;
}

void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void buf_puts(struct buf *b, const char *cstr)
{
	buf_add(b, cstr, strlen(cstr));
}

void buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	size_t room = b->cap - b->n;
	int n = vsnprintf(b->p + b->n, room, fmt, args);
	va_end(args);
	assert(n >= 0);
	if (!reserve(b, (size_t)n)) {
		if (b->cap) {
			b->p[b->n] = '\0';
		}
		return;
	}
	if ((size_t)n >= room) {
		va_start(args, fmt);
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, args);
		va_end(args);
	}
	b->n += (size_t)n;
}

static const char *html_escape(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return "&#39;";
	}
}

/* Sixteen bytes at a time, or as many as fit: any of & < > " ' among them. */
typedef uint8_t lanes __attribute__((vector_size(16)));

static bool any_escaped(lanes v)
{
	lanes met = (lanes)((v == '&') | (v == '<') | (v == '>') | (v == '"') | (v == '\''));
	uint64_t halves[2];
	memcpy(halves, &met, sizeof halves);
	return (halves[0] | halves[1]) != 0;
}

/* Whether none is in s, which is not empty; the last lanes overlap those before. */
static bool plain(struct str s)
{
	lanes v = {0};
	if (s.n < sizeof v) {
		char bytes[sizeof v] = {0};
		memcpy(bytes, s.p, s.n);
		memcpy(&v, bytes, sizeof v);
		return !any_escaped(v);
	}
	for (size_t at = 0; at + sizeof v < s.n; at += sizeof v) {
		memcpy(&v, s.p + at, sizeof v);
		if (any_escaped(v)) {
			return false;
		}
	}
	memcpy(&v, s.p + s.n - sizeof v, sizeof v);
	return !any_escaped(v);
}

void buf_html(struct buf *b, struct str s)
{
	static const bool escaped[256] = {['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true};
	size_t from = 0;
	if (s.n == 0) {
		return;
	}
	for (size_t i = plain(s) ? s.n : 0; i < s.n; i++) { /* few have any: the quick look comes first */
		if (escaped[(unsigned char)s.p[i]]) {
			buf_add(b, s.p + from, i - from);
			buf_puts(b, html_escape(s.p[i]));
			from = i + 1;
		}
	}
	buf_add(b, s.p + from, s.n - from);
}

/* RFC 3986 section 2.3 */
static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '.' || c == '_' || c == '~';
}

void buf_url(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (is_unreserved(s.p[i])) {
			buf_putc(b, s.p[i]);
		} else {
			char escape[3] = {'%', hex[c >> 4], hex[c & 15]};
			buf_add(b, escape, sizeof(escape));
		}
	}
}

struct str buf_view(const struct buf *b)
{
	return (struct str){b->p, b->n};
}
