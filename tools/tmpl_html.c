/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The small state machine behind tools/tmpl.c. It accepts the part of HTML that templates
 * are written in: tags in lower case, attribute values in double quotes.
 */
#include <string.h>

#include "tmpl_html.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '/' ||
	       (c >= 'A' && c <= 'Z');
}

static void push(char *word, unsigned size, unsigned *length, char c)
{
	if (*length + 1 < size) {
		word[(*length)++] = c;
		word[*length] = 0;
	}
}

static bool is_word(const char *word, const char *const *list)
{
	for (; *list; list++) {
		if (!strcmp(word, *list)) {
			return true;
		}
	}
	return false;
}

static enum html_value value_of(const char *name)
{
	static const char *const urls[] = { "href", "src", "action", "formaction", "cite", "poster",
		"xlink:href", NULL };
	static const char *const unsafe[] = { "style", "srcdoc", "srcset", NULL };

	if (!strncmp(name, "on", 2) || is_word(name, unsafe)) {
		return HTML_VALUE_UNSAFE;
	}
	return is_word(name, urls) ? HTML_VALUE_URL : HTML_VALUE_PLAIN;
}

/* After > of a tag. */
static void tag_done(struct html_place *h)
{
	static const char *const raw[] = { "script", "style", NULL };
	static const char *const kept[] = { "pre", "textarea", NULL };
	static const char *const kept_end[] = { "/pre", "/textarea", NULL };

	if (is_word(h->tag, kept)) {
		h->keep_space = true;
	} else if (is_word(h->tag, kept_end)) {
		h->keep_space = false;
	}
	h->state = is_word(h->tag, raw) ? HTML_RAW : HTML_TEXT;
}

static const char *between(struct html_place *h, char c)
{
	if (c == '>') {
		tag_done(h);
	} else if (c == '/' || is_space(c)) {
		h->state = HTML_IN_TAG;
	} else if (is_name(c)) {
		h->name_length = 0;
		push(h->name, sizeof(h->name), &h->name_length, c);
		h->state = HTML_NAME;
	} else {
		return "a tag holds something that is no attribute";
	}
	return NULL;
}

static const char *in_name(struct html_place *h, char c)
{
	if (c == '=') {
		h->state = HTML_EQUALS;
		h->value = value_of(h->name);
	} else if (h->state == HTML_NAME && is_name(c) && c != '/') {
		push(h->name, sizeof(h->name), &h->name_length, c);
	} else if (is_space(c) || c == '>' || c == '/') {
		return between(h, c);
	} else {
		return "an attribute name is not closed";
	}
	return NULL;
}

static const char *in_open(struct html_place *h, char c)
{
	h->tag_length = 0;
	if (c == '!') {
		h->state = HTML_BANG;
		h->dashes = 0;
	} else if (is_name(c)) {
		push(h->tag, sizeof(h->tag), &h->tag_length, c);
		h->state = HTML_TAG;
	} else {
		return "write &lt; for a < that opens no tag";
	}
	return NULL;
}

static void in_bang(struct html_place *h, char c)
{
	h->dashes = c == '-' ? h->dashes + 1 : h->dashes;
	if (h->state == HTML_BANG && h->dashes == 2) {
		h->state = HTML_COMMENT;
		h->dashes = 0;
	} else if (h->state == HTML_BANG && c == '>') {
		h->state = HTML_TEXT;
	} else if (h->state == HTML_COMMENT && c == '>' && h->dashes >= 2) {
		h->state = HTML_TEXT;
	} else if (h->state == HTML_COMMENT && c != '-') {
		h->dashes = 0;
	}
}

const char *html_step(struct html_place *h, char c)
{
	switch (h->state) {
	case HTML_TEXT:
	case HTML_RAW:
		h->state = c == '<' ? HTML_OPEN : h->state;
		return NULL;
	case HTML_OPEN:
		return in_open(h, c);
	case HTML_TAG:
		if (is_name(c) && !(c == '/' && h->tag_length)) {
			push(h->tag, sizeof(h->tag), &h->tag_length, c);
			return NULL;
		}
		return between(h, c);
	case HTML_IN_TAG:
	case HTML_VALUE_END:
		return between(h, c);
	case HTML_NAME:
	case HTML_NAME_END:
		return in_name(h, c);
	case HTML_EQUALS:
		h->state = HTML_VALUE;
		h->value_begun = false;
		return c == '"' ? NULL : "an attribute value stands in double quotes";
	case HTML_VALUE:
		h->state = c == '"' ? HTML_VALUE_END : HTML_VALUE;
		h->value_begun = true;
		return NULL;
	case HTML_BANG:
	case HTML_COMMENT:
		in_bang(h, c);
		return NULL;
	}
	return NULL;
}

void html_settle(struct html_place *h)
{
	if (h->state == HTML_NAME || h->state == HTML_TAG) {
		h->state = HTML_NAME_END;
	}
}

static enum html_state plain(enum html_state s)
{
	return s == HTML_NAME_END || s == HTML_VALUE_END ? HTML_IN_TAG : s;
}

bool html_same(const struct html_place *a, const struct html_place *b)
{
	if (plain(a->state) != plain(b->state)) {
		return false;
	}
	return a->state != HTML_VALUE || a->value == b->value;
}
