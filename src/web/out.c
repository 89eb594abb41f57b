/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writers of the templates: see out.h. */
#include <string.h>

#include "web/page.h"

void out_raw(struct page *p, const char *bytes, size_t n)
{
	buf_add(p->out, bytes, n);
}

void out_html(struct page *p, struct str html)
{
	buf_str(p->out, html);
}

void out_text(struct page *p, const char *text)
{
	buf_html(p->out, str_of(text));
}

void out_text_str(struct page *p, struct str text)
{
	buf_html(p->out, text);
}

void out_text_int(struct page *p, int64_t v)
{
	buf_printf(p->out, "%lld", (long long)v);
}

void out_url(struct page *p, const char *text)
{
	buf_url(p->out, str_of(text));
}

void out_url_str(struct page *p, struct str text)
{
	buf_url(p->out, text);
}

static bool href_safe(struct str url)
{
	if (str_starts(url, "https://") || str_starts(url, "http://")) {
		return true;
	}
	return str_starts(url, "#") || str_starts(url, "?") ||
	       (str_starts(url, "/") && !str_starts(url, "//") && !str_starts(url, "/\\"));
}

void out_href(struct page *p, const char *url)
{
	struct str s = str_of(url);

	buf_html(p->out, href_safe(s) ? s : STR("#"));
}

static const char *value_of(const struct msg_value *values, int count, struct str name)
{
	for (int i = 0; i < count; i++) {
		if (str_is(name, values[i].name)) {
			return values[i].text;
		}
	}
	return NULL;
}

/* Writes text with its values; plain: without escaping. */
static void fill(struct buf *b, struct str text, const struct msg_value *values, int count, bool plain)
{
	void (*write)(struct buf *, struct str) = plain ? buf_str : buf_html;

	for (size_t at = 0; at < text.n;) {
		size_t open = str_find(text, '{', at);
		size_t close = str_find(text, '}', open);
		write(b, str_sub(text, at, open));
		if (open == text.n || close == text.n) {
			write(b, str_sub(text, open, text.n));
			return;
		}
		const char *value = value_of(values, count, str_sub(text, open + 1, close));
		write(b, value ? str_of(value) : str_sub(text, open, close + 1));
		at = close + 1;
	}
}

void out_message(struct page *p, const char *text, const struct msg_value *values, int count)
{
	fill(p->out, str_of(text), values, count, false);
}

char *message_text(struct page *p, const char *text, const struct msg_value *values, int count)
{
	buf_clear(p->words);
	fill(p->words, str_of(text), values, count, true);
	return str_dup(p->arena, buf_view(p->words));
}

const char *value_text(struct page *p, const char *text)
{
	(void)p;
	return text ? text : "";
}

