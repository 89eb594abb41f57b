/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The files of "volya name bench": tab-separated, UTF-8, any part may be missing.
 *
 *   q_*.tsv, pair_*.tsv   with a header; columns are found by their names
 *   idx_LANG_N.tsv        no header, a name a line
 */
#ifndef CLI_BENCH_FILES_H
#define CLI_BENCH_FILES_H

#include "cli/cli.h"

/* Queries and judged pairs alike: two names, their languages, and which part they are of. */
struct bench_row {
	struct str qlang, ilang;
	struct str a, b; /* query and the name to be found; or the two names of a pair */
	bool core;       /* else world */
	bool same;       /* pairs: the truth */
};

struct bench_rows {
	struct bench_row *rows;
	size_t count, room;
};

struct bench_index {
	const char *path;
	struct str lang;
	uint64_t size; /* N of the file's name */
};

struct bench_files {
	struct bench_rows queries, pairs;
	struct bench_index *indexes; /* by size, then by language */
	size_t index_count, index_room;
};

/* Reads all but the indexes' names. RC_INVALID: no such folder, nothing of the set in it, a bad line. */
MUST_USE enum rc bench_files_read(struct context *c, const char *folder, struct bench_files *ret);
/*
 * The names of an index, views of the file's text in the context's arena. As many as the file has,
 * whatever its name says. RC_INVALID with the line where one is blank or no UTF-8.
 */
MUST_USE enum rc bench_index_names(struct context *c, const struct bench_index *index,
	struct str **ret_names, size_t *ret_count);

#endif
