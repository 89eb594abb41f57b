/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CSV as spreadsheets really write it (RFC 4180 and its neighbours), over libcsv:
 * BOM, comma, semicolon or tab, quotes, CRLF, UTF-8 or Windows-1251.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdio.h>

#include "base/text.h"

struct csv_cell {
	struct str text;       /* UTF-8, trimmed; NOT yet text_clean()ed */
	unsigned line, column; /* where the cell begins: line of the file, 1-based; cell number, 1-based */
};

struct csv_row {
	struct csv_cell *cells;
	size_t count;
	unsigned line; /* line of the file its first cell stands on */
};

struct csv_reader;

/*
 * Opens a file: sniffs encoding and delimiter from its first 64 KiB (delimiter 0 = sniff).
 * The reader streams; memory does not grow with the file.
 */
MUST_USE enum rc csv_open(const char *path, char delimiter, struct csv_reader **ret, struct fault *f);
/* The same over bytes in memory, which must outlive the reader. name is for messages. */
MUST_USE enum rc csv_open_bytes(struct str bytes, const char *name, char delimiter,
	struct csv_reader **ret, struct fault *f);
void csv_close(struct csv_reader *r); /* NULL is fine */
/*
 * The next row that is not blank; valid until the next call. *ret_row is NULL at the end.
 * A leading ' that csv_write_cell() put before a formula character is taken off again.
 * RC_INVALID: an unclosed quote, a NUL byte, bytes that are no text; RC_LIMIT: a cell over
 * 1 MiB or a row of over 4096 cells.
 */
MUST_USE enum rc csv_next(struct csv_reader *r, const struct csv_row **ret_row, struct fault *f);
const char *csv_name(const struct csv_reader *r);
/* Bytes read so far and in all, for a progress bar. */
void csv_position(const struct csv_reader *r, uint64_t *ret_done, uint64_t *ret_total);

/*
 * Writes one cell, quoted where RFC 4180 asks, with a leading ' where a spreadsheet would
 * take the text for a formula (= + @ tab, a - before anything but a digit or the end, and a
 * leading ' itself). Rows end in LF: csv_end_row().
 */
void csv_write_cell(struct buf *b, struct str cell, bool first);
void csv_end_row(struct buf *b);

#endif
