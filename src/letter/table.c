/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables: a row becomes one block, its cells parted by "|", each led by what heads its column. */
#include "letter/page.h"

#include <string.h>

/* Whether what heads a column says what is counted in it; "How many" and "2024" leave that to the row. */
static bool names_counted(struct str head)
{
	static const char *const bare[] = {"how many", "number", "numbers", "count", "total", "figure", "value",
		"amount", "source", "date", "day", "name", "term", "sentence", "note", "notes", NULL};
	for (size_t i = 0; bare[i]; i++) {
		if (str_is_nocase(head, bare[i])) {
			return false;
		}
	}
	return head.n > 0 && (head.p[0] < '0' || head.p[0] > '9');
}

void table_begin(struct table *t)
{
	*t = (struct table){0};
}

void table_cell(struct table *t, struct page_builder *b, bool head)
{
	size_t at = b->cursor, column = t->column++;
	if (b->open && b->text.n > b->blocks[b->block_count].from) {
		builder_text(b, STR(" | "), at);
	}
	t->in_head = head && column > 0 && column < COLUMNS_MOST;
	if (t->in_head) {
		t->heads[column].n = 0;
	} else if (column > 0 && column < COLUMNS_MOST) {
		struct str text = str_trim((struct str){t->heads[column].text, t->heads[column].n});
		/* All of it stands at the cell in the file. */
		for (size_t i = 0; names_counted(text) && i < text.n; i++) {
			builder_text(b, str_sub(text, i, i + 1), at);
		}
		if (names_counted(text)) {
			builder_text(b, STR(": "), at);
		}
	}
	b->cursor = at;
}

void table_text(struct table *t, struct str s)
{
	if (t->in_head) {
		struct head *h = &t->heads[t->column - 1];
		size_t n = s.n < sizeof h->text - h->n ? s.n : 0;
		memcpy(h->text + h->n, s.p, n);
		h->n += n;
	}
}
