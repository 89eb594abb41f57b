/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a cell says, by its characters. A backslash takes its meaning from the character behind it: "\|" is a bar
 * within a value, "\-" the value "-", "\[" a bracket, "\\" one backslash. Before any other it is itself.
 */
#include <string.h>

#include "register/import.h"

#define ESCAPABLE "\\|-["

static bool begins_escape(struct str s, size_t at)
{
	return s.p[at] == '\\' && at + 1 < s.n && strchr(ESCAPABLE, s.p[at + 1]) && s.p[at + 1];
}

/* Whether the character at a place has lost its meaning: an odd number of backslashes stands before it. */
static bool is_escaped(struct str s, size_t at)
{
	size_t from = at;
	while (from > 0 && s.p[from - 1] == '\\') {
		from--;
	}
	return (at - from) % 2 == 1;
}

struct str cell_plain(struct arena *a, struct str text)
{
	if (str_find(text, '\\', 0) == text.n) {
		return text;
	}
	char *plain = arena_alloc(a, text.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		i += begins_escape(text, i);
		plain[n++] = text.p[i];
	}
	plain[n] = '\0';
	return (struct str){plain, n};
}

struct str cell_quote(struct arena *a, struct str value)
{
	bool dash = str_is(value, "-");
	if (!dash && str_find(value, '\\', 0) == value.n) {
		return value;
	}
	char *quoted = arena_alloc(a, value.n * 2 + 1);
	size_t n = 0;
	for (size_t i = 0; i < value.n; i++) {
		if (dash || value.p[i] == '\\') {
			quoted[n++] = '\\';
		}
		quoted[n++] = value.p[i];
	}
	quoted[n] = '\0';
	return (struct str){quoted, n};
}

size_t cell_split(struct arena *a, struct str text, struct str **ret)
{
	size_t count = 0, from = 0, bars = 0;
	for (size_t at = 0; at < text.n; at++) {
		bars += text.p[at] == '|';
	}
	*ret = arena_array(a, bars + 1, sizeof **ret);
	for (size_t at = 0; at <= text.n; at++) {
		if (at == text.n || (text.p[at] == '|' && !is_escaped(text, at))) {
			(*ret)[count++] = str_trim(str_sub(text, from, at));
			from = at + 1;
		}
	}
	return count;
}

/* "colony_general [2021-05/..]": the value, and its validity in brackets. */
struct str cell_validity(struct str text, struct str *ret_valid)
{
	if (text.n < 3 || text.p[text.n - 1] != ']') {
		return text;
	}
	size_t open = text.n;
	while (open > 0 && text.p[open - 1] != '[') {
		open--;
	}
	if (open == 0 || is_escaped(text, open - 1)) {
		return text;
	}
	*ret_valid = str_trim(str_sub(text, open, text.n - 1));
	return str_trim(str_sub(text, 0, open - 1));
}

/* "13+293 p.2": prefix 13, article 293, part 2. */
enum rc cell_charge(struct str text, struct str *prefix, struct str *article, struct str *part,
	struct fault *f)
{
	size_t plus = str_find(text, '+', 0);
	struct str rest = plus < text.n ? str_trim(str_sub(text, plus + 1, text.n)) : text;
	*prefix = plus < text.n ? str_trim(str_sub(text, 0, plus)) : (struct str){0};
	size_t space = str_find(rest, ' ', 0);
	*article = str_sub(rest, 0, space);
	*part = str_trim(str_sub(rest, space < rest.n ? space + 1 : rest.n, rest.n));
	if (str_starts(*part, "p.")) {
		*part = str_trim(str_sub(*part, 2, part->n));
	}
	int64_t number;
	bool fine = article->n > 0 && article->n <= 8;
	for (size_t i = 0; fine && i < article->n; i++) {
		char c = article->p[i];
		fine = (c >= '0' && c <= '9') || c == '-' || c == '.';
	}
	fine = fine && (part->n == 0 || str_int(*part, &number)) && (prefix->n == 0 || str_int(*prefix, &number));
	if (fine) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_INVALID, "\"%.*s\" is no article", STR_ARG(text));
	fault_hint(f, "write 342, 361-1, 342 p.1 or 13+293 p.2, several with | between");
	return rc;
}
