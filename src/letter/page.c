/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tells text, Markdown and HTML apart, and builds the page that each reader fills. */
#include "letter/page.h"

#include <string.h>

#define BLOCKS_MOST 200000

static bool builder_room(struct page_builder *b)
{
	if (b->text.n + 2 < b->at_room) {
		return true;
	}
	size_t room = b->at_room ? b->at_room * 2 : 4096;
	if (arena_full(b->arena, room * sizeof *b->at)) {
		b->full = true;
		return false;
	}
	b->at = arena_grow(b->arena, b->at, b->at_room * sizeof *b->at, room * sizeof *b->at);
	b->at_room = room;
	return true;
}

static void builder_byte(struct page_builder *b, char c, size_t from)
{
	if (b->full || !builder_room(b)) {
		return;
	}
	/* Markdown's reader may tell a place past the end of a text that is cut short. */
	b->at[b->text.n] = (uint32_t)(from < b->file.n ? from : b->file.n);
	buf_putc(&b->text, c);
	b->full = b->full || b->text.full;
}

void builder_open(struct page_builder *b, enum block_kind kind, int number)
{
	builder_close(b);
	if (b->full) {
		return;
	}
	if (b->block_count == b->block_room) {
		size_t room = b->block_room ? b->block_room * 2 : 64;
		if (room > BLOCKS_MOST || arena_full(b->arena, room * sizeof *b->blocks)) {
			b->full = true;
			return;
		}
		b->blocks = arena_grow(
			b->arena, b->blocks, b->block_room * sizeof *b->blocks, room * sizeof *b->blocks);
		b->block_room = room;
	}
	b->blocks[b->block_count] = (struct block){kind, b->text.n, b->text.n, number};
	b->open = true;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void builder_close(struct page_builder *b)
{
	if (!b->open) {
		return;
	}
	b->open = false;
	struct block *block = &b->blocks[b->block_count];
	while (b->text.n > block->from && blank(b->text.p[b->text.n - 1])) {
		b->text.p[--b->text.n] = '\0';
	}
	if (b->text.n == block->from) {
		return;
	}
	block->to = b->text.n;
	b->block_count++;
	size_t end = b->at[b->text.n - 1] + 1u;
	builder_byte(b, '\n', end);
	builder_byte(b, '\n', end);
}

void builder_text(struct page_builder *b, struct str s, size_t from)
{
	if (!b->open) {
		builder_open(b, BLOCK_PARAGRAPH, 0);
	}
	size_t start = b->open ? b->blocks[b->block_count].from : 0;
	for (size_t i = 0; i < s.n && !b->full; i++) {
		char c = s.p[i];
		if (!blank(c)) {
			builder_byte(b, c, from + i);
		} else if (b->text.n == start) {
			continue;
		} else if (!blank(b->text.p[b->text.n - 1])) {
			builder_byte(b, c == '\n' ? '\n' : ' ', from + i);
		} else if (c == '\n') {
			b->text.p[b->text.n - 1] = '\n';
		}
	}
	b->cursor = from + s.n > b->file.n ? b->file.n : from + s.n;
}

void builder_find(struct page_builder *b, struct str s, size_t from)
{
	if (s.n == 0) {
		return;
	}
	if (from > b->file.n) {
		from = b->file.n;
	}
	if (from + s.n <= b->file.n && memcmp(b->file.p + from, s.p, s.n) == 0) {
		builder_text(b, s, from);
		return;
	}
	/* Not far on: an escape or an entity before it has shifted the place. */
	size_t reach = b->file.n - from < 512 + s.n ? b->file.n - from : 512 + s.n;
	const char *hit = memmem(b->file.p + from, reach, s.p, s.n);
	if (hit) {
		builder_text(b, s, (size_t)(hit - b->file.p));
		return;
	}
	/* All its bytes are said to stand at one place. */
	for (size_t i = 0; i < s.n; i++) {
		builder_text(b, str_sub(s, i, i + 1), from);
	}
	b->cursor = from;
}

static bool has_nocase(struct str s, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= s.n; i++) {
		if (str_is_nocase(str_sub(s, i, i + n), word)) {
			return true;
		}
	}
	return false;
}

static bool looks_html(struct str file)
{
	static const char *const tags[] = {"<!doctype html", "<html", "<body", "<p>", "<p ", "<div",
		"<table", "<article", "<ul>", "<h1", "<h2", "<br>", "<br/>", "<br />"};
	struct str head = str_trim(str_sub(file, 0, file.n < 4096 ? file.n : 4096));
	if (head.n == 0 || head.p[0] != '<') {
		return has_nocase(head, "<!doctype html") || has_nocase(head, "<html");
	}
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		if (has_nocase(head, tags[i])) {
			return true;
		}
	}
	return false;
}

/* Marks that plain text does not have by chance. */
static bool looks_markdown(struct str file)
{
	for (size_t at = 0; at < file.n;) {
		size_t end = str_find(file, '\n', at);
		struct str line = str_sub(file, at, end);
		if (str_starts(line, "# ") || str_starts(line, "## ") || str_starts(line, "### ") ||
			str_starts(line, "> ") || memmem(line.p, line.n, "](", 2)) {
			return true;
		}
		const char *bold = memmem(line.p, line.n, "**", 2);
		if (bold && memmem(bold + 2, line.n - (size_t)(bold + 2 - line.p), "**", 2)) {
			return true;
		}
		at = end + 1;
	}
	return false;
}

static void count_lines(struct arena *a, struct page *p)
{
	p->line_count = 1;
	for (size_t i = 0; i < p->file.n; i++) {
		p->line_count += p->file.p[i] == '\n';
	}
	p->lines = arena_array(a, p->line_count, sizeof *p->lines);
	size_t line = 1;
	for (size_t i = 0; i < p->file.n; i++) {
		if (p->file.p[i] == '\n') {
			p->lines[line++] = i + 1;
		}
	}
}

/* A letter may be one line: columns are not counted from its beginning each time. */
static void count_characters(struct arena *a, struct page *p)
{
	p->characters = arena_array(a, p->file.n / PAGE_STEP + 1, sizeof *p->characters);
	uint32_t n = 0;
	for (size_t i = 0; i < p->file.n; i++) {
		if (i % PAGE_STEP == 0) {
			p->characters[i / PAGE_STEP] = n;
		}
		n += ((unsigned char)p->file.p[i] & 0xc0) != 0x80;
	}
	if (p->file.n % PAGE_STEP == 0) {
		p->characters[p->file.n / PAGE_STEP] = n;
	}
}

/* Characters that begin before a byte of the file. */
static uint32_t characters_before(const struct page *p, size_t offset)
{
	uint32_t n = p->characters[offset / PAGE_STEP];
	for (size_t i = offset - offset % PAGE_STEP; i < offset; i++) {
		n += ((unsigned char)p->file.p[i] & 0xc0) != 0x80;
	}
	return n;
}

static enum rc check_bytes(struct str file, struct fault *f)
{
	if (file.n > PAGE_LIMIT) {
		return fault_set(f, RC_LIMIT, "the letter is over %u MiB", PAGE_LIMIT / 1024 / 1024);
	}
	if (memchr(file.p ? file.p : "", 0, file.n) || !utf8_valid(file)) {
		fault_set(f, RC_INVALID, "the letter is not UTF-8 text");
		fault_hint(f, "save it as plain text, Markdown or HTML in UTF-8");
		return RC_INVALID;
	}
	return RC_OK;
}

/* Length of "[^2]" or "[12]" at from; 0 = there is none. */
static size_t note_mark(struct str text, size_t from)
{
	size_t at = from + 1, digits = 0;
	if (text.p[from] != '[' || at >= text.n) {
		return 0;
	}
	bool note = text.p[at] == '^';
	at += note;
	while (at < text.n && digits < 12 && text.p[at] != ']' && !blank(text.p[at]) &&
		(note || (text.p[at] >= '0' && text.p[at] <= '9' && digits < 3))) {
		at++;
		digits++;
	}
	return digits > 0 && at < text.n && text.p[at] == ']' ? at + 1 - from : 0;
}

/* Bytes of a raised figure (U+00B9, U+00B2, U+00B3, U+2070, U+2074..U+2079) at i; 0 = none. */
static size_t superscript(struct str text, size_t i)
{
	static const char *const raised[] = {"\xc2\xb9", "\xc2\xb2", "\xc2\xb3", "\xe2\x81\xb0", "\xe2\x81\xb4",
		"\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9"};
	for (size_t k = 0; k < sizeof raised / sizeof *raised; k++) {
		if (str_starts(str_sub(text, i, text.n), raised[k])) {
			return strlen(raised[k]);
		}
	}
	return 0;
}

/* The mark of a footnote counts nobody, and what begins with "[^2]:" is a reference and no part of
 * what the letter says: both are blanked, so that every other byte keeps its place. */
static void blank_notes(struct page_builder *b)
{
	for (size_t k = 0; k < b->block_count; k++) {
		size_t from = b->blocks[k].from, to = b->blocks[k].to;
		struct str text = {b->text.p, to};
		for (size_t i = from; i < to; i++) {
			size_t n = note_mark(text, i);
			bool start = i == from || text.p[i - 1] == '\n';
			bool reference = start && n > 0 && text.p[i + 1] == '^' && i + n < to && text.p[i + n] == ':';
			/* A raised figure is such a mark, too. */
			size_t raised = superscript(text, i);
			if (raised > 0) {
				memset(b->text.p + i, ' ', raised);
			}
			/* "[2] " alone may number a list: only its number goes. */
			if (n > 0) {
				memset(b->text.p + i, ' ', reference ? to - i : n);
			}
		}
	}
}

enum rc page_read(struct arena *a, struct str bytes, struct page *ret, struct fault *f)
{
	enum rc rc = check_bytes(bytes, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (str_starts(bytes, "\xef\xbb\xbf")) {
		bytes = str_sub(bytes, 3, bytes.n);
	}
	if (arena_full(a, 16 * bytes.n + 65536)) {
		return fault_set(f, RC_LIMIT, "the letter is too long for the memory given to it");
	}
	struct page_builder b = {.arena = a, .file = bytes};
	buf_init(&b.text, 2 * (size_t)PAGE_LIMIT);
	if (looks_html(bytes)) {
		rc = read_html(&b, f);
	} else if (looks_markdown(bytes)) {
		rc = read_markdown(&b, f);
	} else {
		read_text(&b);
	}
	builder_close(&b);
	if (rc == RC_OK && b.full) {
		rc = fault_set(f, RC_LIMIT, "the letter has too many parts");
	}
	if (rc == RC_OK) {
		blank_notes(&b);
		*ret = (struct page){.file = bytes,
			.text = str_copy(a, buf_view(&b.text)),
			.at = b.at,
			.blocks = b.blocks,
			.block_count = b.block_count};
		count_lines(a, ret);
		count_characters(a, ret);
	}
	buf_finish(&b.text);
	return rc;
}

void page_where(const struct page *p, size_t at, unsigned *ret_line, unsigned *ret_column)
{
	size_t offset = p->text.n == 0 ? 0 : p->at[at < p->text.n ? at : p->text.n - 1];
	size_t lo = 0, hi = p->line_count;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (p->lines[mid] <= offset) {
			lo = mid;
		} else {
			hi = mid;
		}
	}
	*ret_line = (unsigned)lo + 1;
	*ret_column = characters_before(p, offset) - characters_before(p, p->lines[lo]) + 1;
}
