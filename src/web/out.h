/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writers the compiled templates call. Each escapes for the place it writes to; out_html and
 * out_raw are the only ones that do not.
 */
#ifndef WEB_OUT_H
#define WEB_OUT_H

#include "web/msg.h"

struct page;

void out_html(struct page *p, struct str html);            /* made by a writer that escapes */
void out_text(struct page *p, const char *text);           /* NULL writes nothing */
void out_text_str(struct page *p, struct str text);
void out_text_int(struct page *p, int64_t v);
/* A part of an address: percent-encoded. */
void out_url(struct page *p, const char *text);
void out_url_str(struct page *p, struct str text);
/* A whole address: of this site, http or https; anything else becomes "#". */
void out_href(struct page *p, const char *url);
/* A message with its values, both escaped. */
void out_message(struct page *p, const char *text, const struct msg_value *values, int count);
/* The same as text in the page's arena, not yet escaped. */
char *message_text(struct page *p, const char *text, const struct msg_value *values, int count);

const char *value_text(struct page *p, const char *text);
const char *value_int(struct page *p, int64_t v);

#define OUT_TEXT(p, x) _Generic((x), char *: out_text, const char *: out_text, struct str: out_text_str, \
	default: out_text_int)(p, x)
#define OUT_ATTR(p, x) OUT_TEXT(p, x)
#define OUT_URL(p, x) _Generic((x), char *: out_url, const char *: out_url, struct str: out_url_str, \
	default: out_text_int)(p, x)
#define OUT_HREF(p, x) out_href(p, x)
#define MSG_VALUE(p, x) _Generic((x), char *: value_text, const char *: value_text, \
	default: value_int)(p, x)

#endif
