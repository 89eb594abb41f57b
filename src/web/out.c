/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writers of the templates: see out.h. */
#include <string.h>

#include "web/page.h"

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
	switch (url.n ? url.p[0] : 0) {
	case '/':
		return url.n == 1 || (url.p[1] != '/' && url.p[1] != '\\');
	case '#':
	case '?':
		return true;
	default:
		return str_starts(url, "https://") || str_starts(url, "http://");
	}
}

void out_href(struct page *p, const char *url)
{
	struct str s = str_of(url);

	buf_html(p->out, href_safe(s) ? s : STR("#"));
}

static const char *value_of(const struct msg_value *values, int count, const char *name, size_t n)
{
	for (int i = 0; i < count; i++) {
		if (strncmp(values[i].name, name, n) == 0 && !values[i].name[n]) {
			return values[i].text;
		}
	}
	return NULL;
}

/* Writes text with its values; plain: without escaping. A value nobody gave stays as it stands. */
static void fill(struct buf *b, const char *text, const struct msg_value *values, int count, bool plain)
{
	void (*write)(struct buf *, struct str) = plain ? buf_str : buf_html;
	const char *open, *close;

	while ((open = count ? strchr(text, '{') : NULL) && (close = strchr(open, '}'))) {
		const char *value = value_of(values, count, open + 1, (size_t)(close - open - 1));
		write(b, (struct str){ text, (size_t)(open - text) });
		write(b, value ? str_of(value) : (struct str){ open, (size_t)(close + 1 - open) });
		text = close + 1;
	}
	write(b, str_of(text));
}

void out_message(struct page *p, const char *text, const struct msg_value *values, int count)
{
	fill(p->out, text, values, count, false);
}

char *message_text(struct page *p, const char *text, const struct msg_value *values, int count)
{
	buf_clear(p->words);
	fill(p->words, text, values, count, true);
	return str_dup(p->arena, buf_view(p->words));
}

const char *value_text(struct page *p, const char *text)
{
	(void)p;
	return text ? text : "";
}

