/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of a CSV over libcsv. libcsv knows nothing of lines, so it is fed one physical line
 * at a time, and each cell is given the line on which the one before it ended.
 */
#include "base/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv_source.h"

#define CELL_MOST ((size_t)1024 * 1024)
#define CELLS_MOST 4096
#define ROW_MOST ((size_t)16 * 1024 * 1024)

/* Where the text stands towards quotes. libcsv takes a stray one for part of the cell, and the rows below with it. */
enum quote_state {
	CELL_BEGINS,
	CELL_PLAIN,
	CELL_QUOTED,
	CELL_AFTER_QUOTE, /* the quote before ended the cell, or is the first of two */
	CELL_CLOSED,      /* blanks after the closing quote */
};

struct csv_reader {
	struct csv_source *source;
	struct csv_parser parser;
	char delimiter;
	bool quotes;             /* false: IANA text/tab-separated-values, where a quote is a letter */
	enum quote_state quote;
	unsigned quoted_line;    /* where the quoted cell began */
	struct buf text;         /* the row's cells, each followed by a NUL */
	struct csv_cell *cells;  /* while the row is read, text.p is not set yet */
	size_t *starts;          /* where in text each cell begins */
	struct csv_row row;
	unsigned cell_line;      /* where the cell now being read began */
	bool in_row, row_ended, too_many;
};

/* libcsv calls this at the end of each cell. */
static void on_cell(void *p, size_t n, void *data)
{
	struct csv_reader *r = data;

	if (r->row.count >= CELLS_MOST) {
		r->too_many = true;
		return;
	}
	size_t i = r->row.count++;
	r->starts[i] = r->text.n;
	r->cells[i] = (struct csv_cell){.text = {NULL, n}, .line = r->cell_line, .column = (unsigned)i + 1};
	buf_add(&r->text, p, n);
	buf_putc(&r->text, '\0');
	r->cell_line = csv_source_line(r->source);
}

/* libcsv calls this at the end of each row that is not blank; at the end of the text c is -1. */
static void on_row(int c, void *data)
{
	struct csv_reader *r = data;

	(void)c;
	r->row_ended = true;
}

/* A file called .tsv; one that a spreadsheet calls .csv or .txt has quotes with its tabs. */
static bool is_tab_separated(const char *name, char delimiter)
{
	size_t n = strlen(name);

	return delimiter == '\t' && n > 4 && strcmp(name + n - 4, ".tsv") == 0;
}

static enum rc reader_create(struct csv_source *source, char delimiter, struct csv_reader **ret,
	struct fault *f)
{
	struct csv_reader *r = xcalloc(1, sizeof(*r));

	r->source = source;
	char sniffed = csv_source_delimiter(source);
	buf_init(&r->text, ROW_MOST);
	r->cells = xcalloc(CELLS_MOST, sizeof(*r->cells));
	r->starts = xcalloc(CELLS_MOST, sizeof(*r->starts));
	r->row.cells = r->cells;
	*ret = r;
	if (csv_init(&r->parser, 0) != 0) {
		csv_close(r);
		*ret = NULL;
		return fault_set(f, RC_INTERNAL, "the CSV reader could not be set up");
	}
	r->delimiter = delimiter != 0 ? delimiter : sniffed;
	r->quotes = !is_tab_separated(csv_source_name(source), r->delimiter);
	csv_set_delim(&r->parser, (unsigned char)r->delimiter);
	if (!r->quotes) {
		csv_set_quote(&r->parser, 0); /* the source refuses NUL bytes: it never stands there */
	}
	return RC_OK;
}

enum rc csv_open(const char *path, char delimiter, struct csv_reader **ret, struct fault *f)
{
	struct csv_source *source;
	enum rc rc = csv_source_open(path, &source, f);

	*ret = NULL;
	return rc == RC_OK ? reader_create(source, delimiter, ret, f) : rc;
}

enum rc csv_open_bytes(struct str bytes, const char *name, char delimiter, struct csv_reader **ret,
	struct fault *f)
{
	struct csv_source *source;
	enum rc rc = csv_source_open_bytes(bytes, name, &source, f);

	*ret = NULL;
	return rc == RC_OK ? reader_create(source, delimiter, ret, f) : rc;
}

void csv_close(struct csv_reader *r)
{
	if (r == NULL) {
		return;
	}
	csv_free(&r->parser);
	csv_source_close(r->source);
	buf_finish(&r->text);
	free(r->cells);
	free(r->starts);
	free(r);
}

static enum rc stop(struct csv_reader *r, enum rc rc, const char *why, unsigned line, struct fault *f)
{
	fault_set(f, rc, "%s", why);
	fault_where(f, csv_source_name(r->source), line, 0);
	return rc;
}

static enum rc check_limits(struct csv_reader *r, struct fault *f)
{
	enum rc rc = RC_OK;

	if (r->too_many) {
		rc = stop(r, RC_LIMIT, "a row has more than 4096 cells", r->row.line, f);
		fault_hint(f, "a file of another delimiter or without line ends looks like this: look at the line");
	} else if (r->parser.entry_pos > CELL_MOST) {
		rc = stop(r, RC_LIMIT, "a cell is longer than 1 MiB", r->cell_line, f);
		fault_hint(f, "it begins on that line: a quote that opens it and is never closed takes in all that follows");
	} else if (r->text.full) {
		rc = stop(r, RC_LIMIT, "a row is longer than 16 MiB", r->row.line, f);
		fault_hint(f, "shorten its texts; what is longer than a page belongs into a source of its own");
	}
	return rc;
}

/* Line ends inside a cell become LF, whatever system wrote them. Works in place. */
static void unify_line_ends(char *p, struct str *text)
{
	size_t n = 0;

	if (memchr(p, '\r', text->n) == NULL) {
		return;
	}
	for (size_t i = 0; i < text->n; i++) {
		if (p[i] == '\r' && i + 1 < text->n && p[i + 1] == '\n') {
			continue;
		}
		p[n++] = p[i] == '\r' ? '\n' : p[i];
	}
	text->n = n;
}

/* Digits, with a point among them or not: behind a minus, all that no table program takes for a sum. */
static bool is_number(struct str s)
{
	size_t points = 0, digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		points += s.p[i] == '.';
		digits += s.p[i] >= '0' && s.p[i] <= '9';
	}
	return digits > 0 && points <= 1 && digits + points == s.n;
}

/* Text that a spreadsheet would run as a formula, or that begins with our own guard. */
static bool needs_guard(struct str s)
{
	static const char starts[] = {'=', '+', '@', '\t', '\''};

	if (s.n == 0) {
		return false;
	}
	if (s.p[0] == '-') {
		return s.n > 1 && !is_number(str_sub(s, 1, s.n));
	}
	return memchr(starts, s.p[0], sizeof(starts)) != NULL;
}

/* Points the cells into the row's text, now that it does not move any more. */
static enum rc finish_row(struct csv_reader *r, struct fault *f)
{
	for (size_t i = 0; i < r->row.count; i++) {
		struct csv_cell *cell = &r->cells[i];
		char *p = r->text.p + r->starts[i];
		unify_line_ends(p, &cell->text);
		cell->text.p = p;
		if (!utf8_valid(cell->text)) {
			stop(r, RC_INVALID, "the bytes of a cell are not UTF-8 text", cell->line, f);
			fault_where(f, NULL, 0, cell->column);
			fault_hint(f, "save the table as \"CSV UTF-8\"");
			return RC_INVALID;
		}
		cell->text = str_trim(cell->text);
		struct str after = str_sub(cell->text, 1, cell->text.n);
		if (cell->text.n > 1 && cell->text.p[0] == '\'' && needs_guard(after)) {
			cell->text = after;
		}
	}
	return RC_OK;
}

static bool is_blank(struct str s)
{
	return str_trim(s).n == 0;
}

static enum quote_state after_byte(const struct csv_reader *r, char c)
{
	bool ends = c == r->delimiter || c == '\n' || c == '\r', blank = c == ' ' || c == '\t';

	switch (r->quote) {
	case CELL_BEGINS:
		return ends || blank ? CELL_BEGINS : c == '"' ? CELL_QUOTED : CELL_PLAIN;
	case CELL_PLAIN:
		return ends ? CELL_BEGINS : CELL_PLAIN;
	case CELL_QUOTED:
		return c == '"' ? CELL_AFTER_QUOTE : CELL_QUOTED;
	case CELL_AFTER_QUOTE:
		return c == '"' ? CELL_QUOTED : ends ? CELL_BEGINS : CELL_CLOSED;
	default:
		return ends ? CELL_BEGINS : CELL_CLOSED;
	}
}

/* Text behind the closing quote of a cell: what follows could be swallowed, rows and all. */
static enum rc check_quotes(struct csv_reader *r, struct str piece, struct fault *f)
{
	for (size_t i = 0; r->quotes && i < piece.n; i++) {
		enum quote_state before = r->quote;
		r->quote = after_byte(r, piece.p[i]);
		if (before == CELL_BEGINS && r->quote == CELL_QUOTED) {
			r->quoted_line = csv_source_line(r->source);
		}
		if (r->quote == CELL_CLOSED && piece.p[i] != ' ' && piece.p[i] != '\t') {
			stop(r, RC_INVALID, "text stands behind the closing quote of a cell", r->quoted_line, f);
			fault_hint(f, "write a quote inside a quoted cell twice: \"the \"\"Nasha Niva\"\" paper\"");
			return RC_INVALID;
		}
	}
	return RC_OK;
}

/* Feeds one piece of text; past the end libcsv is told that there is no more. */
static enum rc feed(struct csv_reader *r, bool *ret_end, struct fault *f)
{
	struct str piece;
	enum rc rc = csv_source_next(r->source, &piece, f);

	if (rc != RC_OK) {
		return rc;
	}
	*ret_end = piece.n == 0;
	if (piece.n == 0) {
		/* Lenient within the text, strict about its end: only then is an open quote told. */
		r->parser.options |= CSV_STRICT | CSV_STRICT_FINI;
		if (csv_fini(&r->parser, on_cell, on_row, r) != 0) {
			return stop(r, RC_INVALID, "a quote is opened and never closed", r->cell_line, f);
		}
		return check_limits(r, f);
	}
	if (!r->in_row) {
		if (is_blank(piece)) {
			return RC_OK;
		}
		r->in_row = true;
		r->row.line = r->cell_line = csv_source_line(r->source);
	}
	rc = check_quotes(r, piece, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (csv_parse(&r->parser, piece.p, piece.n, on_cell, on_row, r) != piece.n) {
		return stop(r, RC_INVALID, csv_strerror(csv_error(&r->parser)), r->cell_line, f);
	}
	return check_limits(r, f);
}

/* A row of empty cells, as spreadsheets leave at the foot of a table. */
static bool row_is_blank(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (row->cells[i].text.n != 0) {
			return false;
		}
	}
	return true;
}

static enum rc next_row(struct csv_reader *r, bool *ret_end, struct fault *f)
{
	buf_clear(&r->text);
	r->row.count = 0;
	r->row_ended = r->in_row = *ret_end = false;
	while (!r->row_ended && !*ret_end) {
		enum rc rc = feed(r, ret_end, f);
		if (rc != RC_OK) {
			return rc;
		}
	}
	return finish_row(r, f);
}

enum rc csv_next(struct csv_reader *r, const struct csv_row **ret_row, struct fault *f)
{
	bool end;

	*ret_row = NULL;
	do {
		enum rc rc = next_row(r, &end, f);
		if (rc != RC_OK) {
			return rc;
		}
	} while (!end && row_is_blank(&r->row));
	*ret_row = row_is_blank(&r->row) ? NULL : &r->row;
	return RC_OK;
}

const char *csv_name(const struct csv_reader *r)
{
	return csv_source_name(r->source);
}

void csv_position(const struct csv_reader *r, uint64_t *ret_done, uint64_t *ret_total)
{
	csv_source_position(r->source, ret_done, ret_total);
}

/* RFC 4180 section 2, and semicolon and tab too, as files are read back by a sniffed delimiter. */
static bool needs_quotes(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("\",;\t\r\n", s.p[i]) != NULL) {
			return true;
		}
	}
	return s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void csv_write_cell(struct buf *b, struct str cell, bool first)
{
	if (!first) {
		buf_putc(b, ',');
	}
	/* Bare at the start of a file "sep=" would name a delimiter. */
	bool quoted = needs_quotes(cell) || str_starts(cell, "sep=");
	if (quoted) {
		buf_putc(b, '"');
	}
	if (needs_guard(cell)) {
		buf_putc(b, '\'');
	}
	for (size_t from = 0; from < cell.n;) {
		size_t quote = str_find(cell, '"', from);
		size_t to = quote < cell.n ? quote + 1 : cell.n;
		buf_add(b, cell.p + from, to - from);
		if (quote < cell.n) {
			buf_putc(b, '"');
		}
		from = to;
	}
	if (quoted) {
		buf_putc(b, '"');
	}
}

void csv_end_row(struct buf *b)
{
	buf_putc(b, '\n');
}
