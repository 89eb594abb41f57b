/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Questions against hand-written SQL, in one process, on one SQLite. The peer is a flat table of
 * spells (person, from, to, recorded from, recorded to) with the covering index its queries want;
 * it knows exact days only, so it answers one number where we answer a pair.
 *
 *   questions REGISTER SIZE      prints "name size ours peer ratio" in milliseconds, medians
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "ask/ask.h"

#define RUNS 9
#define STEPS 60

struct bench {
	struct arena *arena;
	struct reg *reg;
	sqlite3 *flat;
	sqlite3_stmt *count;
	struct fault fault;
	const char *size;
};

static void must(struct bench *b, enum rc rc)
{
	if (rc != RC_OK) {
		fault_print(stderr, &b->fault);
		exit(3);
	}
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double median(double *values)
{
	qsort(values, RUNS, sizeof *values, by_value);
	return values[RUNS / 2];
}

static void raw(struct bench *b, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE) {
		fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(b->flat));
		exit(3);
	}
}

/* The flat table, filled from the spans that are sure: one row a spell and state of knowledge. */
static void make_flat(struct bench *b, const char *path)
{
	struct query *from;
	sqlite3_stmt *into;
	bool row = true;
	raw(b, sqlite3_open(path, &b->flat));
	raw(b, sqlite3_exec(b->flat, "PRAGMA mmap_size = 1073741824; CREATE TABLE flat (person INTEGER, "
		"d_from INTEGER, d_to INTEGER, k_from INTEGER, k_to INTEGER); BEGIN", NULL, NULL, NULL));
	raw(b, sqlite3_prepare_v2(b->flat, "INSERT INTO flat VALUES (?, ?, ?, ?, ?)", -1, &into, NULL));
	must(b, db_query(reg_db(b->reg), "SELECT subject, day_from, day_to, known_from, known_to FROM span "
		"WHERE what = 1 AND sure = 1 AND pub_to >= 10000000", &from, &b->fault));
	for (;;) {
		must(b, query_step(from, &row, &b->fault));
		if (!row) {
			break;
		}
		for (int i = 0; i < 5; i++) {
			raw(b, sqlite3_bind_int64(into, i + 1, query_int(from, i)));
		}
		raw(b, sqlite3_step(into));
		raw(b, sqlite3_reset(into));
	}
	sqlite3_finalize(into);
	raw(b, sqlite3_exec(b->flat, "COMMIT; CREATE INDEX flat_days ON flat (d_from, d_to, k_from, k_to); "
		"ANALYZE", NULL, NULL, NULL));
	raw(b, sqlite3_prepare_v2(b->flat, "SELECT count(*) FROM flat WHERE d_from <= ?1 AND d_to > ?1 "
		"AND k_from <= ?2 AND k_to > ?2", -1, &b->count, NULL));
}

static int64_t flat_count(struct bench *b, day on, day known)
{
	raw(b, sqlite3_bind_int(b->count, 1, on));
	raw(b, sqlite3_bind_int(b->count, 2, known));
	raw(b, sqlite3_step(b->count));
	int64_t count = sqlite3_column_int64(b->count, 0);
	raw(b, sqlite3_reset(b->count));
	return count;
}

static struct answer ask(struct bench *b, const char *question)
{
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX};
	struct answer answer = {0};
	must(b, ask_run(b->reg, &viewer_public, b->arena, str_of(question), &o, &answer, &b->fault));
	return answer;
}

static void print_row(const struct bench *b, const char *name, double *ours, double *peer)
{
	double o = median(ours), p = median(peer);
	printf("%-22s %9s %10.2f ms %10.2f ms %8.2f\n", name, b->size, o, p, o / p);
}

static void bench_count(struct bench *b, day on, day known)
{
	double ours[RUNS], peer[RUNS];
	char on_text[DAY_TEXT], known_text[DAY_TEXT], question[96];
	snprintf(question, sizeof question, "count people held on %s known on %s", day_format(on, on_text),
		day_format(known, known_text));
	for (int i = 0; i < RUNS; i++) {
		double t = now_ms();
		struct answer answer = ask(b, question);
		ours[i] = now_ms() - t;
		t = now_ms();
		int64_t count = flat_count(b, on, known);
		peer[i] = now_ms() - t;
		if (count != answer.count.at_least) {
			fprintf(stderr, "the counts differ: %" PRId64 " and %" PRId64 "\n", answer.count.at_least, count);
			exit(1);
		}
		arena_reset(b->arena);
	}
	print_row(b, "count-held", ours, peer);
}

static void bench_series(struct bench *b, day known)
{
	double ours[RUNS], peer[RUNS];
	char known_text[DAY_TEXT], question[128];
	snprintf(question, sizeof question, "series monthly people held from 2020-08 to 2025-07 known on %s",
		day_format(known, known_text));
	for (int i = 0; i < RUNS; i++) {
		double t = now_ms();
		struct answer answer = ask(b, question);
		ours[i] = now_ms() - t;
		if (answer.point_count != STEPS) {
			fprintf(stderr, "%zu steps, not %d\n", answer.point_count, STEPS);
			exit(1);
		}
		t = now_ms();
		for (size_t k = 0; k < answer.point_count; k++) {
			if (flat_count(b, answer.points[k].on, known) != answer.points[k].count.at_least) {
				fprintf(stderr, "the series differ at step %zu\n", k);
				exit(1);
			}
		}
		peer[i] = now_ms() - t;
		arena_reset(b->arena);
	}
	print_row(b, "series-monthly", ours, peer);
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	if (argc != 3) {
		fprintf(stderr, "questions REGISTER SIZE\n");
		return 2;
	}
	b.size = argv[2];
	b.arena = arena_create((size_t)4 << 30);
	must(&b, reg_open(argv[1], DB_READ, &b.reg, &b.fault));
	char flat[4096];
	snprintf(flat, sizeof flat, "%s/flat.db", argv[1]);
	unlink(flat);
	make_flat(&b, flat);
	bench_count(&b, day_of(2022, 6, 15), day_of(2026, 6, 1));
	bench_series(&b, day_of(2026, 6, 1));
	sqlite3_finalize(b.count);
	sqlite3_close(b.flat);
	unlink(flat);
	reg_close(b.reg);
	arena_destroy(b.arena);
	return 0;
}
