/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who speaks, signs, and is written to: a name of theirs that the register does not have is no claim. */
#include "letter/reading.h"

#include <string.h>

#define OWN_MOST 500 /* mentions looked at; more sign no letter */
#define LINE_MOST 12 /* tokens of a line that is a signature */

static bool new_line(const struct words *w, size_t i)
{
	size_t from = w->tokens[i - 1].to;
	return w->tokens[i - 1].block != w->tokens[i].block ||
		memchr(w->page->text.p + from, '\n', w->tokens[i].from - from) != NULL;
}

/* "Jens Okkels, Secretary" alone on a line of the letter's end. */
static bool signs(const struct reading *r, const struct mention *m, size_t first, size_t end)
{
	const struct words *w = &r->words;
	uint32_t block = w->tokens[m->first].block;
	bool late = block + 1 > r->page.block_count - r->page.block_count / 4;
	size_t stop = m->end;
	while (stop < end && !new_line(w, stop)) {
		stop++;
	}
	return late && r->page.blocks[block].kind != BLOCK_ITEM &&
		(m->first == first || new_line(w, m->first)) && stop - m->first <= LINE_MOST &&
		(stop == m->end || mark_is(w, m->end, ","));
}

/* "said X", "X, chair of Y, said", "our colleague X", "By X", "From: X". */
static bool speaks(const struct words *w, const struct mention *m, size_t first, size_t end)
{
	size_t back = m->first;
	while (back > first && mark_is(w, back - 1, ":")) {
		back--;
	}
	if (back > first &&
		(pattern_at(w, back - 1, back, words_speech) || pattern_at(w, back - 1, back, words_header))) {
		return true;
	}
	if (back > first && pattern_at(w, back - 1, back, "colleague|colleagues|speaker|spokesperson|reader")) {
		return true;
	}
	if (back > first + 1 &&
		pattern_at(w, back - 2, back, "according to|words of|interview with|letter from|speech by") == 2) {
		return true;
	}
	size_t at = m->end;
	if (at < end && mark_is(w, at, ",") && pattern_at(w, at + 1, end, words_speech)) {
		return true;
	}
	if (at < end && mark_is(w, at, ",")) {
		/* an office stands between commas */
		do {
			at++;
		} while (at < end && at < m->end + LINE_MOST && !mark_is(w, at, ","));
		at += at < end && mark_is(w, at, ",");
	}
	return pattern_at(w, at, end, words_speech) > 0;
}

static bool same_name(const struct words *w, const struct mention *a, const struct mention *b)
{
	size_t i = 0, n = a->end - a->first;
	while (i < n && i < b->end - b->first &&
		str_eq(word_text(w, a->first + i), word_text(w, b->first + i))) {
		i++;
	}
	return i == n && n == b->end - b->first;
}

static bool of_own_side(const struct reading *r, const struct mention *m)
{
	const struct words *w = &r->words;
	uint32_t block = w->tokens[m->first].block;
	size_t first = w->sentences[m->sentence].first, end = w->sentences[m->sentence].end;
	bool framed = block >= r->close_block ||
		(block <= r->greeting_block && r->greeting_block < r->page.block_count);
	return framed || signs(r, m, first, end) || speaks(w, m, first, end);
}

void leave_out_own_side(struct reading *r)
{
	const struct mention *own[OWN_MOST];
	struct mention *all = arena_array(r->arena, r->mention_count + 1, sizeof *all);
	size_t own_count = 0, kept = 0, n = r->mention_count;
	if (n > 0) {
		memcpy(all, r->mentions, n * sizeof *all);
	}
	for (size_t i = 0; i < n && own_count < OWN_MOST; i++) {
		if (all[i].subject == 0 && all[i].end > all[i].first && of_own_side(r, &all[i])) {
			own[own_count++] = &all[i];
		}
	}
	for (size_t i = 0; i < n; i++) {
		bool drop = false;
		for (size_t k = 0; k < own_count && !drop && all[i].subject == 0; k++) {
			drop = same_name(&r->words, &all[i], own[k]);
		}
		if (!drop) {
			r->mentions[kept++] = all[i];
		}
	}
	r->mention_count = kept;
}
