/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A question cut into words: by spaces, with brackets and commas apart and quoted names whole. */
#include "ask/lex.h"

static bool alone(char c)
{
	return c == '(' || c == ')' || c == ',';
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Control characters would end or garble the words that the question is said again in. */
static enum rc no_controls(struct str text, struct fault *f)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if ((c < 0x20 && !is_space(text.p[i])) || c == 0x7f) {
			(void)fault_set(f, RC_INVALID, "the question has a control character (byte %u)", c);
			fault_where(f, NULL, 0, (unsigned)utf8_length(str_sub(text, 0, i)) + 1);
			return RC_INVALID;
		}
	}
	return RC_OK;
}

static enum rc quoted(struct str text, size_t *at, struct token *t, struct fault *f)
{
	size_t end = str_find(text, '"', *at + 1);
	if (end == text.n) {
		enum rc rc = fault_set(f, RC_INVALID, "the quotation mark is not closed");
		fault_where(f, NULL, 0, t->column);
		return rc;
	}
	t->text = str_sub(text, *at + 1, end);
	t->quoted = true;
	*at = end + 1;
	return RC_OK;
}

enum rc lex(struct arena *a, struct str text, struct tokens *ret, struct fault *f)
{
	*ret = (struct tokens){.list = arena_array(a, TOKENS_MOST, sizeof *ret->list)};
	enum rc rc = no_controls(text, f);
	if (rc != RC_OK) {
		return rc;
	}
	for (size_t at = 0; at < text.n;) {
		if (is_space(text.p[at])) {
			at++;
			continue;
		}
		if (ret->count == TOKENS_MOST) {
			return fault_set(f, RC_LIMIT, "the question has more than %d words", TOKENS_MOST);
		}
		struct token *t = &ret->list[ret->count++];
		t->column = (unsigned)utf8_length(str_sub(text, 0, at)) + 1;
		if (text.p[at] == '"') {
			rc = quoted(text, &at, t, f);
			if (rc != RC_OK) {
				return rc;
			}
			continue;
		}
		size_t end = at + 1;
		while (!alone(text.p[at]) && end < text.n && !is_space(text.p[end]) && text.p[end] != '"'
			&& !alone(text.p[end])) {
			end++;
		}
		t->text = str_sub(text, at, end);
		at = end;
	}
	ret->end = (unsigned)utf8_length(text) + 1;
	return RC_OK;
}
