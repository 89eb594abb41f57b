/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Questions against hand-written SQL, in one process, on one SQLite. The peer is a flat table of
 * spells (person, from, to, recorded from, recorded to) with a covering index by first days and one by last days:
 * each query is run through both, and the faster is the peer. It knows exact days only, so it answers one number
 * where we answer a pair.
 *
 *   questions REGISTER SIZE KNOWN [SUFFIX]      as known on KNOWN; prints "nameSUFFIX size ours peer ratio" in
 *                                               milliseconds of processor time, medians
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
#define WAYS 2

struct bench {
	struct arena *arena;
	struct reg *reg;
	sqlite3 *flat;
	sqlite3_stmt *count[WAYS];
	struct fault fault;
	const char *size, *suffix;
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
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
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
		"WHERE what = 1 AND sure = 1 AND pub_to > 10000000", &from, &b->fault));
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
	raw(b, sqlite3_exec(b->flat, "COMMIT; CREATE INDEX by_first ON flat (d_from, d_to, k_from, k_to); "
		"CREATE INDEX by_last ON flat (d_to, d_from, k_from, k_to); ANALYZE", NULL, NULL, NULL));
	for (int way = 0; way < WAYS; way++) {
		char sql[200];
		snprintf(sql, sizeof sql, "SELECT count(*) FROM flat INDEXED BY %s WHERE d_from <= ?1 AND d_to > ?1 "
			"AND k_from <= ?2 AND k_to > ?2", way ? "by_last" : "by_first");
		raw(b, sqlite3_prepare_v2(b->flat, sql, -1, &b->count[way], NULL));
	}
}

static int64_t flat_count(struct bench *b, int way, day on, day known)
{
	sqlite3_stmt *query = b->count[way];
	raw(b, sqlite3_bind_int(query, 1, on));
	raw(b, sqlite3_bind_int(query, 2, known));
	raw(b, sqlite3_step(query));
	int64_t count = sqlite3_column_int64(query, 0);
	raw(b, sqlite3_reset(query));
	return count;
}

static struct answer ask(struct bench *b, const char *question)
{
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX};
	struct answer answer = {0};
	must(b, ask_run(b->reg, &viewer_public, b->arena, str_of(question), &o, &answer, &b->fault));
	return answer;
}

static void print_row(const struct bench *b, const char *name, double *ours, double peer[WAYS][RUNS])
{
	char whole[64];
	double o = median(ours), p = median(peer[0]);
	snprintf(whole, sizeof whole, "%s%s", name, b->suffix);
	for (int way = 1; way < WAYS; way++) {
		double other = median(peer[way]);
		p = other < p ? other : p;
	}
	printf("%-22s %9s %10.2f ms %10.2f ms %8.2f\n", whole, b->size, o, p, o / p);
}

/* Milliseconds of the peer for the days of an answer; each of its numbers must be our at least. */
static double peer_time(struct bench *b, int way, const struct ask_point *points, size_t count, day known)
{
	double t = now_ms();
	for (size_t i = 0; i < count; i++) {
		int64_t counted = flat_count(b, way, points[i].on, known);
		if (counted != points[i].count.at_least) {
			fprintf(stderr, "the counts differ: %" PRId64 " and %" PRId64 "\n", points[i].count.at_least, counted);
			exit(1);
		}
	}
	return now_ms() - t;
}

static void bench_count(struct bench *b, day on, day known)
{
	double ours[RUNS], peer[WAYS][RUNS];
	char on_text[DAY_TEXT], known_text[DAY_TEXT], question[96];
	snprintf(question, sizeof question, "count people held on %s known on %s", day_format(on, on_text),
		day_format(known, known_text));
	for (int i = 0; i < RUNS; i++) {
		double t = now_ms();
		struct answer answer = ask(b, question);
		ours[i] = now_ms() - t;
		struct ask_point point = {on, answer.count};
		for (int way = 0; way < WAYS; way++) {
			peer[way][i] = peer_time(b, way, &point, 1, known);
		}
		arena_reset(b->arena);
	}
	print_row(b, "count-held", ours, peer);
}

static void bench_series(struct bench *b, day known)
{
	double ours[RUNS], peer[WAYS][RUNS];
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
		for (int way = 0; way < WAYS; way++) {
			peer[way][i] = peer_time(b, way, answer.points, answer.point_count, known);
		}
		arena_reset(b->arena);
	}
	print_row(b, "series-monthly", ours, peer);
}

static day known_day(const char *text)
{
	struct edtf e;
	if (edtf_parse(str_of(text), &e, NULL) != RC_OK || e.interval || e.from.what != EDTF_KNOWN) {
		fprintf(stderr, "questions: %s is no day\n", text);
		exit(2);
	}
	return e.from.hi;
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	if (argc != 4 && argc != 5) {
		fprintf(stderr, "questions REGISTER SIZE KNOWN [SUFFIX]\n");
		return 2;
	}
	b.size = argv[2];
	b.suffix = argc == 5 ? argv[4] : "";
	day known = known_day(argv[3]);
	b.arena = arena_create((size_t)4 << 30);
	must(&b, reg_open(argv[1], DB_READ, &b.reg, &b.fault));
	char flat[4096];
	snprintf(flat, sizeof flat, "%s/flat.db", argv[1]);
	unlink(flat);
	make_flat(&b, flat);
	bench_count(&b, day_of(2022, 6, 15), known);
	bench_series(&b, known);
	for (int way = 0; way < WAYS; way++) {
		sqlite3_finalize(b.count[way]);
	}
	sqlite3_close(b.flat);
	unlink(flat);
	reg_close(b.reg);
	arena_destroy(b.arena);
	return 0;
}
