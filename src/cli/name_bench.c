/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Measuring how names are found and told apart. */
#include "cli/name_bench.h"

#include <string.h>
#include <time.h>

#include "name/index.h"
#include "name/name.h"

#define BUILD_THREADS 2
/* One more than are looked at, to see whether the last of them shares its score with the next. */
#define ANSWERS (MEASURE_RANKS + 1)
#define NOT_ASKED 255
/* Queries between two looks at the clock. */
#define CLOCKED 64

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void step(struct context *c, const char *what, uint64_t done, uint64_t total)
{
	if (c->progress.step) {
		c->progress.step(c->progress.data, what, done, total);
	}
}

static bool part_holds(const struct bench_part *p, const struct bench_row *row)
{
	if (p->core || p->world) {
		return p->core == row->core;
	}
	if (p->be) {
		return str_starts(row->qlang, "be") || str_starts(row->ilang, "be");
	}
	return p->qlang.n == 0 || (str_eq(p->qlang, row->qlang) && str_eq(p->ilang, row->ilang));
}

/* The parts that rows fall into, the four wide ones first; pairs of languages as they come. */
static struct bench_part *list_parts(struct context *c, const struct bench_rows *rows, size_t *ret_count)
{
	static const struct bench_part wide[] = {
		{.label = "ALL"}, {.label = "core", .core = true}, {.label = "world", .world = true},
		{.label = "be-any", .be = true},
	};
	size_t first = sizeof wide / sizeof *wide, count = first, room = 64;
	struct bench_part *parts = arena_array(c->arena, room, sizeof *parts);
	memcpy(parts, wide, sizeof wide);
	for (size_t i = 0; i < rows->count; i++) {
		const struct bench_row *row = &rows->rows[i];
		size_t k = first;
		while (k < count && !part_holds(&parts[k], row)) {
			k++;
		}
		if (k < count) {
			continue;
		}
		if (count == room) {
			parts = arena_grow(c->arena, parts, room * sizeof *parts, 2 * room * sizeof *parts);
			room *= 2;
		}
		parts[count++] = (struct bench_part){
			.label = arena_printf(c->arena, "%.*s>%.*s", STR_ARG(row->qlang), STR_ARG(row->ilang)),
			.qlang = row->qlang, .ilang = row->ilang,
		};
	}
	*ret_count = count;
	return parts;
}

/* The worst place that the name can claim: answers of the same score stand before it. */
static uint8_t rank_of(struct str gold, const struct str *names, const struct name_hit *hits, size_t count)
{
	size_t at = 0, rank = 1;
	while (at < count && !str_eq(names[hits[at].name], gold)) {
		at++;
	}
	if (at == count) {
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		rank += hits[i].rank >= hits[at].rank && !str_eq(names[hits[i].name], gold);
	}
	return (uint8_t)rank;
}

/* The queries that are asked of the language, by their places among the rows. */
static size_t list_asked(struct context *c, const struct bench_rows *queries, struct str lang, uint32_t **ret)
{
	size_t count = 0;
	*ret = arena_array(c->arena, queries->count + 1, sizeof **ret);
	for (size_t i = 0; i < queries->count; i++) {
		if (str_eq(queries->rows[i].ilang, lang)) {
			(*ret)[count++] = (uint32_t)i;
		}
	}
	return count;
}

/* Each query is asked once; the clock is read for many together, as it takes time itself. */
static void ask_index(struct context *c, const struct name_index *index, const struct str *names,
	const struct bench_rows *queries, struct bench_speed *speed, uint8_t *ranks)
{
	struct name_hit hits[ANSWERS];
	uint32_t *asked;
	struct name_search *search = name_search_create(index);
	const char *what = arena_printf(c->arena, "asking %.*s %llu", STR_ARG(speed->lang),
		(unsigned long long)speed->size);
	speed->queries = list_asked(c, queries, speed->lang, &asked);
	for (size_t i = 0; i < speed->queries;) {
		size_t end = i + CLOCKED < speed->queries ? i + CLOCKED : speed->queries;
		double began = seconds(CLOCK_THREAD_CPUTIME_ID);
		for (; i < end; i++) {
			const struct bench_row *row = &queries->rows[asked[i]];
			size_t count = name_index_find(search, row->a, NAME_SEARCH_QUICK, hits, ANSWERS, NULL);
			ranks[asked[i]] = rank_of(row->b, names, hits, count);
		}
		speed->query_seconds += seconds(CLOCK_THREAD_CPUTIME_ID) - began;
		step(c, what, i, speed->queries);
	}
	name_search_destroy(search);
}

static enum rc measure_index(struct context *c, const struct bench_index *file,
	const struct bench_rows *queries, struct bench_speed *speed, uint8_t *ranks)
{
	struct name_index *index;
	struct str *names;
	*speed = (struct bench_speed){.lang = file->lang, .size = file->size};
	enum rc rc = bench_index_names(c, file, &names, &speed->names);
	if (rc != RC_OK) {
		return rc;
	}
	double began = seconds(CLOCK_MONOTONIC);
	rc = name_index_build(names, speed->names, BUILD_THREADS, &index, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	speed->build_seconds = seconds(CLOCK_MONOTONIC) - began;
	speed->bytes = name_index_bytes(index).n;
	ask_index(c, index, names, queries, speed, ranks);
	name_index_destroy(index);
	return RC_OK;
}

static void tally(const struct bench_rows *queries, const uint8_t *ranks, const struct bench_part *parts,
	size_t part_count, uint64_t size, struct bench_report *r)
{
	for (size_t p = 0; p < part_count; p++) {
		struct bench_found found = {.size = size, .label = parts[p].label};
		for (size_t i = 0; i < queries->count; i++) {
			if (ranks[i] != NOT_ASKED && part_holds(&parts[p], &queries->rows[i])) {
				found_add(&found.found, ranks[i]);
			}
		}
		if (found.found.queries) {
			r->found[r->found_count++] = found;
		}
	}
}

static enum rc measure_queries(struct context *c, const struct bench_files *files, struct bench_report *r)
{
	size_t part_count, asked = 0, count = files->queries.count;
	struct bench_part *parts = list_parts(c, &files->queries, &part_count);
	uint8_t *ranks = arena_alloc(c->arena, count + 1);
	bool *any = arena_array(c->arena, count + 1, sizeof *any);
	r->speed = arena_array(c->arena, files->index_count + 1, sizeof *r->speed);
	r->found = arena_array(c->arena, files->index_count * part_count + 1, sizeof *r->found);
	memset(ranks, NOT_ASKED, count);
	for (size_t i = 0; i < files->index_count; i++) {
		const struct bench_index *index = &files->indexes[i];
		enum rc rc = measure_index(c, index, &files->queries, &r->speed[r->speed_count++], ranks);
		if (rc != RC_OK) {
			return rc;
		}
		if (i + 1 < files->index_count && files->indexes[i + 1].size == index->size) {
			continue;
		}
		tally(&files->queries, ranks, parts, part_count, index->size, r);
		for (size_t k = 0; k < count; k++) {
			asked += ranks[k] != NOT_ASKED && !any[k];
			any[k] = any[k] || ranks[k] != NOT_ASKED;
		}
		memset(ranks, NOT_ASKED, count);
	}
	r->unasked = count - asked;
	return RC_OK;
}

static void measure_pairs(struct context *c, const struct bench_rows *pairs, struct bench_report *r)
{
	size_t part_count;
	struct bench_part *parts = list_parts(c, pairs, &part_count);
	struct judged *all = arena_array(c->arena, pairs->count + 1, sizeof *all);
	struct judged *some = arena_array(c->arena, pairs->count + 1, sizeof *some);
	r->judged = arena_array(c->arena, part_count, sizeof *r->judged);
	for (size_t i = 0; i < pairs->count; i++) {
		struct name a, b;
		struct name_evidence evidence;
		name_read(pairs->rows[i].a, &a);
		name_read(pairs->rows[i].b, &b);
		name_score(&a, &b, NULL, &evidence);
		all[i] = (struct judged){(double)evidence.log_odds, pairs->rows[i].same};
		step(c, "judging pairs", i, pairs->count);
	}
	for (size_t p = 0; p < part_count; p++) {
		size_t count = 0;
		for (size_t i = 0; i < pairs->count; i++) {
			if (part_holds(&parts[p], &pairs->rows[i])) {
				some[count++] = all[i];
			}
		}
		if (count) {
			r->judged[r->judged_count++] =
				(struct bench_judged){parts[p].label, pairs_measure(some, count)};
		}
	}
}

enum rc name_bench(struct context *c, const struct bench_files *files, struct bench_report *ret)
{
	*ret = (struct bench_report){0};
	enum rc rc = measure_queries(c, files, ret);
	if (rc == RC_OK) {
		measure_pairs(c, &files->pairs, ret);
	}
	progress_clear();
	return rc;
}
