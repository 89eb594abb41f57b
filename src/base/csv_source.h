/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the bytes of a CSV come from: a file or memory, in whatever encoding, given out
 * as UTF-8 one physical line (or part of a very long one) at a time. For csv.c only.
 */
#ifndef BASE_CSV_SOURCE_H
#define BASE_CSV_SOURCE_H

#include "base/text.h"

/* Bytes read at a time, and the stretch from which encoding and delimiter are told. */
#define CSV_CHUNK ((size_t)64 * 1024)

struct csv_source;

MUST_USE enum rc csv_source_open(const char *path, struct csv_source **ret, struct fault *f);
/* bytes must outlive the source */
MUST_USE enum rc csv_source_open_bytes(struct str bytes, const char *name, struct csv_source **ret,
	struct fault *f);
void csv_source_close(struct csv_source *s); /* NULL is fine */
/*
 * The next piece of text, valid until the next call: never more than one line, its end (LF,
 * CRLF or CR) included; a line longer than a chunk comes in several pieces. Empty at the end.
 * RC_INVALID: a NUL byte, UTF-16, a byte that is not Windows-1251; RC_IO.
 */
MUST_USE enum rc csv_source_next(struct csv_source *s, struct str *ret, struct fault *f);
/* Line of the piece that csv_source_next() gave last, 1-based. */
unsigned csv_source_line(const struct csv_source *s);
const char *csv_source_name(const struct csv_source *s);
void csv_source_position(const struct csv_source *s, uint64_t *ret_done, uint64_t *ret_total);
/* The delimiter of the first lines: comma, semicolon or tab. Takes a leading "sep=;" line off. */
char csv_source_delimiter(struct csv_source *s);

#endif
