/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown (CommonMark) through cmark: into a page, and for rendered letters into HTML or text. */
#include "letter/page.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

/* Offsets of the lines of the file, for cmark's line and column (bytes, 1-based). */
static size_t *line_starts(struct arena *a, struct str file, size_t *ret_count)
{
	size_t count = 1;
	for (size_t i = 0; i < file.n; i++) {
		count += file.p[i] == '\n';
	}
	size_t *starts = arena_array(a, count + 1, sizeof *starts);
	size_t line = 1;
	for (size_t i = 0; i < file.n; i++) {
		if (file.p[i] == '\n') {
			starts[line++] = i + 1;
		}
	}
	*ret_count = count;
	return starts;
}

static size_t node_at(cmark_node *node, const size_t *starts, size_t count)
{
	int line = cmark_node_get_start_line(node), column = cmark_node_get_start_column(node);
	if (line < 1 || (size_t)line > count) {
		return 0;
	}
	return starts[line - 1] + (column > 0 ? (size_t)column - 1 : 0);
}

static int item_number(cmark_node *item)
{
	cmark_node *list = cmark_node_parent(item);
	if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) {
		return 0;
	}
	int number = cmark_node_get_list_start(list);
	for (cmark_node *n = cmark_node_previous(item); n; n = cmark_node_previous(n)) {
		number++;
	}
	return number;
}

static void open_block(struct page_builder *b, cmark_node *node)
{
	cmark_node *parent = cmark_node_parent(node);
	cmark_node_type up = parent ? cmark_node_get_type(parent) : CMARK_NODE_NONE;
	if (cmark_node_get_type(node) == CMARK_NODE_HEADING) {
		builder_open(b, BLOCK_HEADING, 0);
	} else if (up == CMARK_NODE_ITEM && !cmark_node_previous(node)) {
		builder_open(b, BLOCK_ITEM, item_number(parent));
	} else {
		builder_open(b, up == CMARK_NODE_BLOCK_QUOTE ? BLOCK_QUOTE : BLOCK_PARAGRAPH, 0);
	}
}

/* ---- tables, which CommonMark does not know ---- */

/* "|---|--:|" */
static bool is_rule(struct str line)
{
	struct str s = str_trim(line);
	bool dash = false;
	for (size_t i = 0; i < s.n; i++) {
		dash = dash || s.p[i] == '-';
		if (!strchr("|-: ", s.p[i])) {
			return false;
		}
	}
	return dash && s.p[0] == '|';
}

static void read_row(struct page_builder *b, struct table *t, struct str file, size_t from, size_t end, bool head)
{
	builder_open(b, BLOCK_PARAGRAPH, 0);
	t->column = 0;
	size_t at = from;
	while (at < end && file.p[at] != '|') {
		at++;
	}
	while (at + 1 < end) {
		size_t stop = ++at;
		while (stop < end && file.p[stop] != '|') {
			stop++;
		}
		struct str cell = str_sub(file, at, stop);
		if (stop == end && str_trim(cell).n == 0) {
			break; /* after the last bar */
		}
		b->cursor = at;
		table_cell(t, b, head);
		table_text(t, cell);
		for (size_t i = at; i < stop; i++) {
			bool mark = file.p[i] == '*' || file.p[i] == '`'; /* of emphasis */
			builder_text(b, mark ? STR(" ") : str_sub(file, i, i + 1), i);
		}
		at = stop;
	}
	builder_close(b);
}

/* False: the paragraph is no table. */
static bool read_table(struct page_builder *b, cmark_node *node, const size_t *starts, size_t count)
{
	int first = cmark_node_get_start_line(node), last = cmark_node_get_end_line(node);
	if (first < 1 || last <= first || (size_t)last > count) {
		return false;
	}
	struct str file = b->file;
	size_t ends[2] = {str_find(file, '\n', starts[first - 1]), str_find(file, '\n', starts[first])};
	struct str top = str_trim(str_sub(file, starts[first - 1], ends[0]));
	if (!str_starts(top, "|") || !is_rule(str_sub(file, starts[first], ends[1]))) {
		return false;
	}
	struct table t;
	table_begin(&t);
	for (int line = first; line <= last && !b->full; line++) {
		size_t from = starts[line - 1], end = str_find(file, '\n', from);
		if (line != first + 1) {
			read_row(b, &t, file, from, end, line == first);
		}
	}
	return true;
}

static void enter_node(struct page_builder *b, cmark_node *node, size_t at)
{
	const char *literal = cmark_node_get_literal(node);
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		open_block(b, node);
		break;
	case CMARK_NODE_CODE_BLOCK:
		builder_open(b, BLOCK_PARAGRAPH, 0);
		builder_find(b, str_of(literal), at);
		builder_close(b);
		break;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		builder_find(b, str_of(literal), at > b->cursor ? at : b->cursor);
		break;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		builder_text(b, STR("\n"), b->cursor < b->file.n ? b->cursor : 0);
		break;
	default:
		break;
	}
}

enum rc read_markdown(struct page_builder *b, struct fault *f)
{
	cmark_node *doc = cmark_parse_document(b->file.p, b->file.n, CMARK_OPT_DEFAULT);
	if (!doc) {
		return fault_set(f, RC_INVALID, "the Markdown cannot be read");
	}
	size_t count = 0;
	size_t *starts = line_starts(b->arena, b->file, &count);
	cmark_iter *iter = cmark_iter_new(doc);
	cmark_event_type event;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE && !b->full) {
		cmark_node *node = cmark_iter_get_node(iter);
		bool paragraph = cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH;
		if (event == CMARK_EVENT_ENTER && paragraph && read_table(b, node, starts, count)) {
			cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
		} else if (event == CMARK_EVENT_ENTER) {
			enter_node(b, node, node_at(node, starts, count));
		} else if (cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH ||
			cmark_node_get_type(node) == CMARK_NODE_HEADING) {
			builder_close(b);
		}
	}
	cmark_iter_free(iter);
	cmark_node_free(doc);
	return RC_OK;
}

static enum rc add_rendered(char *rendered, struct buf *out, struct fault *f)
{
	if (!rendered) {
		return fault_set(f, RC_INVALID, "the Markdown cannot be rendered");
	}
	buf_puts(out, rendered);
	free(rendered);
	return out->full ? fault_set(f, RC_LIMIT, "the rendered letter is too long") : RC_OK;
}

enum rc markdown_html(struct str markdown, struct buf *out, struct fault *f)
{
	return add_rendered(
		cmark_markdown_to_html(markdown.p, markdown.n, CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8),
		out, f);
}

/* What a reader of a plain text letter sees: paragraphs, lists, no marks. */
struct text_out {
	struct buf *out;
	struct buf line;
	int width, item;
	const char *link;
	bool any;
};

static void text_wrap(struct text_out *t, const char *first, const char *rest)
{
	struct str all = buf_view(&t->line);
	bool head = true;
	for (size_t at = 0; at < all.n;) {
		size_t end = str_find(all, '\n', at);
		size_t column = 0;
		while (at < end) {
			size_t stop = str_find(all, ' ', at);
			stop = stop < end ? stop : end;
			size_t n = utf8_length(str_sub(all, at, stop));
			if (column > 0 && column + 1 + n > (size_t)t->width) {
				buf_putc(t->out, '\n');
				column = 0;
			}
			if (column == 0) {
				buf_puts(t->out, head ? first : rest);
				column = strlen(rest);
			} else {
				buf_putc(t->out, ' ');
				column++;
			}
			head = false;
			buf_str(t->out, str_sub(all, at, stop));
			column += n;
			at = stop < end ? stop + 1 : end;
		}
		buf_putc(t->out, '\n');
		at = end + 1;
	}
	buf_clear(&t->line);
}

static void text_block(struct text_out *t, cmark_node *node)
{
	if (t->line.n == 0) {
		return;
	}
	cmark_node *parent = cmark_node_parent(node);
	cmark_node_type up = parent ? cmark_node_get_type(parent) : CMARK_NODE_NONE;
	bool tight = up == CMARK_NODE_ITEM && cmark_node_previous(parent) &&
		cmark_node_get_list_tight(cmark_node_parent(parent));
	if (t->any && !tight) {
		buf_putc(t->out, '\n');
	}
	t->any = true;
	char mark[24] = "- ";
	int number = up == CMARK_NODE_ITEM ? item_number(parent) : 0;
	if (number > 0) {
		snprintf(mark, sizeof mark, "%d. ", number);
	}
	if (up == CMARK_NODE_ITEM && !cmark_node_previous(node)) {
		text_wrap(t, mark, number > 0 ? "   " : "  ");
	} else if (up == CMARK_NODE_ITEM) {
		text_wrap(t, "   ", "   ");
	} else if (up == CMARK_NODE_BLOCK_QUOTE) {
		text_wrap(t, "> ", "> ");
	} else {
		text_wrap(t, "", "");
	}
}

static void text_node(struct text_out *t, cmark_node *node, bool enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		buf_puts(&t->line, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_SOFTBREAK:
		buf_putc(&t->line, ' ');
		break;
	case CMARK_NODE_LINEBREAK:
		buf_putc(&t->line, '\n');
		break;
	case CMARK_NODE_CODE_BLOCK:
		buf_puts(&t->line, cmark_node_get_literal(node));
		text_block(t, node);
		break;
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
		if (!enter) {
			text_block(t, node);
		}
		break;
	default:
		break;
	}
}

enum rc markdown_text(struct str markdown, int width, struct buf *out, struct fault *f)
{
	cmark_node *doc = cmark_parse_document(markdown.p, markdown.n, CMARK_OPT_DEFAULT);
	if (!doc) {
		return fault_set(f, RC_INVALID, "the Markdown cannot be read");
	}
	struct text_out t = {.out = out, .width = width};
	buf_init(&t.line, PAGE_LIMIT);
	cmark_iter *iter = cmark_iter_new(doc);
	cmark_event_type event;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		text_node(&t, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
	}
	cmark_iter_free(iter);
	cmark_node_free(doc);
	buf_finish(&t.line);
	return out->full ? fault_set(f, RC_LIMIT, "the rendered letter is too long") : RC_OK;
}
