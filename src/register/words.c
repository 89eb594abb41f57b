/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of a name, folded: how spellings are kept and looked up. */
#include <stdlib.h>

#include "register/internal.h"

static bool separates(int32_t c)
{
	return c < 0 || c == ' ' || c == '\t' || c == '\n' || c == ',' || c == '.' || c == '(' || c == ')'
		|| c == '-' || c == '/' || c == '"' || c == 0xA0 || c == 0xAB || c == 0xBB || c == 0x2010
		|| c == 0x2011 || c == 0x2013 || c == 0x201C || c == 0x201D || c == 0x201E;
}

/* Apostrophes and modifier letters that one writer puts and the next leaves out. */
static bool is_silent(int32_t c)
{
	return c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02B9 || c == 0x02BA
		|| c == 0x2032;
}

size_t name_words(struct arena *a, struct str name, struct str **ret)
{
	struct str folded = str_of(text_fold(a, name));
	struct str *words = arena_array(a, folded.n / 2 + 1, sizeof *words);
	char *text = arena_alloc(a, folded.n + 1);
	size_t count = 0, n = 0, start = 0;
	for (size_t at = 0; at <= folded.n;) {
		size_t begin = at;
		int32_t c = at < folded.n ? utf8_next(folded, &at) : (int32_t)(at++, -2);
		if (!separates(c)) {
			for (size_t i = begin; !is_silent(c) && i < at; i++) {
				text[n++] = folded.p[i];
			}
		} else if (n > start) {
			words[count++] = (struct str){text + start, n - start};
			start = n;
		}
	}
	*ret = words;
	return count;
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct str name_plain(struct arena *a, struct str name)
{
	struct str *words;
	struct buf joined;
	size_t count = name_words(a, name, &words);
	qsort(words, count, sizeof *words, by_text);
	buf_init(&joined, name.n * 4 + 64);
	for (size_t i = 0; i < count; i++) {
		buf_str(&joined, words[i]);
		buf_putc(&joined, ' ');
	}
	struct str text = str_copy(a, buf_view(&joined));
	buf_finish(&joined);
	return text;
}
