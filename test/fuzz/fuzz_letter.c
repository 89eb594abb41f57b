/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a letter: refused, or cut into words, sentences, numbers and days that stay within
 * the page and lead back into the file.
 */
#include <stdlib.h>

#include "letter/words.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_sentence(struct arena *a, struct words *w, const struct sentence *s)
{
	struct when *list;
	struct amount m;
	must(s->first < s->end && s->end <= w->count);
	size_t n = when_all(a, w, s->first, s->end, day_of(2023, 3, 16), &list);
	for (size_t i = 0; i < n; i++) {
		must(list[i].first >= s->first && list[i].end <= s->end && list[i].first < list[i].end);
		must(list[i].from <= list[i].to);
	}
	for (size_t at = s->first; amount_next(w, at, s->first, s->end, &m); at = m.end) {
		must(m.first <= m.number && m.number < m.number_end && m.number_end <= m.end &&
			m.end <= s->end + 1);
		must(m.value >= 0 && m.qualifier);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page page;
	struct words w;
	struct fault f = {0};
	if (size > 1 << 16) {
		return 0;
	}
	struct arena *a = arena_create(256u << 20);
	enum rc rc = page_read(a, (struct str){(const char *)data, size}, &page, &f);
	if (rc == RC_OK) {
		rc = words_read(a, &page, &w, &f);
	}
	if (rc == RC_OK) {
		unsigned line, column;
		for (size_t i = 0; i <= page.text.n; i += 7) {
			page_where(&page, i, &line, &column);
			must(line >= 1 && line <= page.line_count && column >= 1);
		}
		for (size_t i = 0; i < w.sentence_count; i++) {
			try_sentence(a, &w, &w.sentences[i]);
		}
	} else {
		must(f.message[0] != '\0');
	}
	arena_destroy(a);
	return 0;
}
