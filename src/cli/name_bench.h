/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What "volya name bench" measures, and how it is written down. */
#ifndef CLI_NAME_BENCH_H
#define CLI_NAME_BENCH_H

#include "cli/bench_files.h"
#include "name/measure.h"

/* A part of the rows: all, one tier, Belarusian on either side, or one pair of languages. */
struct bench_part {
	const char *label; /* "ALL", "core", "be>ru" */
	struct str qlang, ilang; /* empty: any */
	bool core, world, be;
};

struct bench_found {
	uint64_t size;
	const char *label;
	struct found found;
};

struct bench_speed {
	struct str lang;
	uint64_t size;
	size_t names, bytes; /* bytes of the index beside the text */
	double build_seconds; /* by the clock, in two threads */
	size_t queries;
	double query_seconds; /* of processor time in one thread, reading the query and all */
};

struct bench_judged {
	const char *label;
	struct pair_figures figures;
};

struct bench_report {
	struct bench_found *found;
	struct bench_speed *speed;
	struct bench_judged *judged;
	size_t found_count, speed_count, judged_count;
	size_t unasked; /* queries without an index in their language */
};

MUST_USE enum rc name_bench(struct context *c, const struct bench_files *files, struct bench_report *ret);
void bench_report_text(const struct bench_report *r, struct buf *out);
void bench_report_json(const struct bench_report *r, struct buf *out);

#endif
