/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plain text: paragraphs parted by empty lines, and lists as people type them. */
#include "letter/page.h"

#include <ctype.h>

/* "1. ", "2) ", "(3) ", "- ", "• ": how long the mark is; 0 = no item. */
static size_t item_mark(struct str line, int *ret_number)
{
	*ret_number = 0;
	if (str_starts(line, "- ") || str_starts(line, "* ")) {
		return 2;
	}
	if (str_starts(line, "\xe2\x80\xa2 ") || str_starts(line, "\xe2\x80\x93 ") ||
		str_starts(line, "\xe2\x80\x94 ")) {
		return 4;
	}
	if (line.n > 4 && line.p[0] == '(' && islower((unsigned char)line.p[1]) && line.p[2] == ')' &&
		line.p[3] == ' ') {
		return 4; /* (a) */
	}
	size_t i = line.n && line.p[0] == '(' ? 1 : 0, from = i;
	int number = 0;
	while (i < line.n && i < from + 2 && isdigit((unsigned char)line.p[i])) {
		number = number * 10 + (line.p[i++] - '0');
	}
	if (i == from || i + 1 >= line.n || (line.p[i] != '.' && line.p[i] != ')') ||
		line.p[i + 1] != ' ') {
		return 0;
	}
	*ret_number = number;
	return i + 2;
}

static void text_line(struct page_builder *b, struct str line, size_t at)
{
	struct str body = str_trim(line);
	size_t skip = body.n ? (size_t)(body.p - line.p) : 0;
	if (body.n == 0) {
		builder_close(b);
		return;
	}
	if (body.p[0] == '>') {
		struct str inner = str_trim(str_sub(body, 1, body.n));
		if (!b->open || b->blocks[b->block_count].kind != BLOCK_QUOTE) {
			builder_open(b, BLOCK_QUOTE, 0);
		}
		builder_text(b, inner, at + skip + (size_t)(inner.p - body.p));
		builder_text(b, STR("\n"), at + line.n);
		return;
	}
	int number = 0;
	size_t mark = item_mark(body, &number);
	if (mark > 0) {
		builder_open(b, BLOCK_ITEM, number);
		body = str_sub(body, mark, body.n);
		skip += mark;
	}
	builder_text(b, body, at + skip);
	builder_text(b, STR("\n"), at + line.n);
}

void read_text(struct page_builder *b)
{
	for (size_t at = 0; at < b->file.n && !b->full;) {
		size_t end = str_find(b->file, '\n', at);
		text_line(b, str_sub(b->file, at, end), at);
		at = end + 1;
	}
	builder_close(b);
}
