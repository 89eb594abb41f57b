/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two kinds of text: struct str, a view of bytes somebody else owns, and struct buf,
 * a growing buffer with a limit. All text is UTF-8; text that comes from outside is
 * checked once, with text_clean(), where it comes in.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/fault.h"

struct str {
	const char *p; /* not NUL-terminated in general */
	size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* For printf: "%.*s", STR_ARG(s) */
#define STR_ARG(s) (int)(s).n, (s).p

struct str str_of(const char *cstr); /* NULL gives an empty view */
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *cstr);
bool str_eq_nocase(struct str a, struct str b); /* ASCII case only, as below */
bool str_is_nocase(struct str a, const char *cstr);
bool str_starts(struct str a, const char *prefix);
int str_cmp(struct str a, struct str b); /* bytewise */
struct str str_trim(struct str s); /* ASCII white space, NBSP, BOM, zero-width space, both ends */
struct str str_sub(struct str s, size_t from, size_t to);
/* Index of the first byte c at or after from, or s.n */
size_t str_find(struct str s, char c, size_t from);
char *str_dup(struct arena *a, struct str s); /* NUL-terminated copy */
struct str str_copy(struct arena *a, struct str s);
/* Whole decimal number with an optional sign; false on anything else or overflow. */
bool str_int(struct str s, int64_t *ret_value);
/* Splits at c; the parts are trimmed views. Returns the count. */
size_t str_split(struct arena *a, struct str s, char c, struct str **ret_parts);

/*
 * The next code point at *at (advanced), or -1 where the bytes are not UTF-8 (advanced by one),
 * or -2 at the end. No surrogates, no overlong forms, nothing past U+10FFFF.
 */
int32_t utf8_next(struct str s, size_t *at);
bool utf8_valid(struct str s);
size_t utf8_length(struct str s); /* code points */

/* NFC, lower-cased by the root locale (ICU). For keys and look-ups, never for display. */
char *text_fold(struct arena *a, struct str s);
/* A country's name in a language ("en") by its ISO 3166-1 code of two capitals; NULL: ICU knows no such country. */
char *text_country(struct arena *a, struct str code, const char *language);
/*
 * NFC copy of outside text for storing. RC_INVALID on bytes that are not UTF-8, on control
 * characters other than tab and newline, on bidirectional overrides and isolates
 * (U+202A-202E, U+2066-2069) and on unassigned code points.
 */
MUST_USE enum rc text_clean(struct arena *a, struct str s, char **ret_text, struct fault *f);
/* Whether the text is valid UTF-8 in normal form C. */
bool text_is_nfc(struct str s);
/* Levenshtein distance in code points, at most max (gives max + 1 when farther). */
unsigned text_distance(struct str a, struct str b, unsigned max);
/* The nearest of count words within a third of its length, or NULL: "did you mean". */
const char *text_nearest(struct str word, const char *const *words, size_t count);

/* A growing buffer, always NUL-terminated. Past the limit nothing more is added and full is set. */
struct buf {
	char *p;
	size_t n, cap, limit; /* cap: at most limit + 1 */
	bool full;
};

void buf_init(struct buf *b, size_t limit);
void buf_finish(struct buf *b); /* frees; the struct may be initialised again */
void buf_clear(struct buf *b);
void buf_add_grow(struct buf *b, const void *p, size_t n); /* buf_add() where there may be no room yet */
/* Adds n bytes. Here, for a page is made of thousands of short ones: what has room is copied on the spot. */
static inline void buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || n >= b->cap - b->n || b->full) {
		buf_add_grow(b, p, n);
		return;
	}
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}
/* n more bytes at the end, for the caller to fill at once; NULL, and full is set, where there is no room. */
char *buf_extend(struct buf *b, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *cstr);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Text for HTML content and double-quoted attributes: & < > " ' escaped. */
void buf_html(struct buf *b, struct str s);
/* Percent-encoded for one URL component (RFC 3986 unreserved kept). */
void buf_url(struct buf *b, struct str s);
struct str buf_view(const struct buf *b);

#endif
