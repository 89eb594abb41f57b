/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A letter as plain text in blocks, with a map from each byte back to the file as it was given.
 * Text, Markdown and HTML all end up here; what follows knows only pages.
 */
#ifndef LETTER_PAGE_H
#define LETTER_PAGE_H

#include "base/base.h"

#define PAGE_LIMIT (4u * 1024 * 1024)
#define PAGE_STEP 512

enum block_kind {
	BLOCK_PARAGRAPH,
	BLOCK_HEADING,
	BLOCK_ITEM, /* the first paragraph of a list item */
	BLOCK_QUOTE,
};

struct block {
	enum block_kind kind;
	size_t from, to; /* bytes of the page's text; lines of one block end in '\n' */
	int number;		 /* of a numbered list item; 0 = none */
};

struct page {
	struct str file; /* as given, without a byte order mark */
	struct str text; /* blocks, each followed by "\n\n" */
	uint32_t *at;	 /* text.n + 1 offsets into file */
	struct block *blocks;
	size_t block_count;
	size_t *lines; /* where each line of the file starts */
	size_t line_count;
	uint32_t *characters; /* before each PAGE_STEP bytes of the file */
};

/* Fills *ret from a file; it points into bytes and a. RC_INVALID: not UTF-8 text; RC_LIMIT: over
 * PAGE_LIMIT. */
MUST_USE enum rc page_read(struct arena *a, struct str bytes, struct page *ret, struct fault *f);
/* Line and column (1-based, in characters) of a byte of the page's text in the file. */
void page_where(const struct page *p, size_t at, unsigned *ret_line, unsigned *ret_column);

/* What the readers build a page with. Text is added together with where it stood in the file. */
struct page_builder {
	struct arena *arena;
	struct str file;
	struct buf text;
	uint32_t *at;
	size_t at_room;
	struct block *blocks;
	size_t block_count, block_room;
	bool open;	   /* a block is being written */
	size_t cursor; /* end of what was last found in the file */
	bool full;	   /* the arena or a limit ran out */
};

void builder_open(struct page_builder *b, enum block_kind kind, int number);
void builder_close(struct page_builder *b); /* drops an empty block */
/* White space is folded: runs of blanks to one, '\n' kept once. from: offset of the first byte in
 * the file. */
void builder_text(struct page_builder *b, struct str s, size_t from);
/* The same where only a rough place is known: looks for s at or after from. */
void builder_find(struct page_builder *b, struct str s, size_t from);

#define COLUMNS_MOST 8 /* that are led by their heads */

/* A table being read: where it stands, and what heads its columns. */
struct table {
	size_t column; /* of the next cell; 0 begins a row */
	bool in_head;  /* in a cell that heads a column */
	struct head {
		char text[96];
		size_t n;
	} heads[COLUMNS_MOST];
};
void table_begin(struct table *t);
/* Begins the next cell of the row: parts it from the last, and leads it by what heads its column. */
void table_cell(struct table *t, struct page_builder *b, bool head);
/* Text of the cell, kept where it heads a column. A head of more than its room is left out. */
void table_text(struct table *t, struct str s);

/* The readers. Each adds blocks to b. */
void read_text(struct page_builder *b);
MUST_USE enum rc read_markdown(struct page_builder *b, struct fault *f);
MUST_USE enum rc read_html(struct page_builder *b, struct fault *f);

/* Markdown as HTML (raw HTML and unsafe links left out) into out. */
MUST_USE enum rc markdown_html(struct str markdown, struct buf *out, struct fault *f);
/* Markdown as plain text of width columns. */
MUST_USE enum rc markdown_text(struct str markdown, int width, struct buf *out, struct fault *f);

#endif
