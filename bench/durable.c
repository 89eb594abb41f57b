/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the ledger costs a writer, and whoever checks signatures, in one process:
 *
 *   durable FOLDER PER CHANGES ...     FOLDER is made; PER: statements a change
 *
 * changes-PER: CHANGES reviewed changes, each durable when it returns, beside the same rows in the same tables with the
 * same indexes and the same durability (raw SQLite, WAL, synchronous EXTRA), without digest, tree or signature: one
 * INSERT ... SELECT a table and change. Blocks of both take turns, so that a busy disk is busy for both.
 * signatures-PER: the signatures of those changes beside libsodium's own, on all cores.
 * verify-all-PER: the whole register verified, beside its signatures alone.
 * Prints "name size ours peer ratio": milliseconds of wall-clock time for changes, which wait for the disk, and of
 * processor time, all threads together, for the others.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>
#include <sqlite3.h>

#include "register/log_internal.h"

#define BLOCK 50
#define RUNS 5
#define THREADS_MOST 64

struct bench {
	struct reg *reg;
	sqlite3 *peer;
	struct fault fault;
	int64_t per, changes;
};

static void must(struct bench *b, bool fine)
{
	if (!fine) {
		fault_print(stderr, &b->fault);
		fprintf(stderr, "durable: a call failed: %s\n", b->peer ? sqlite3_errmsg(b->peer) : "");
		exit(3);
	}
}

static double clock_ms(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double now_ms(void)
{
	return clock_ms(CLOCK_MONOTONIC);
}

/* Of all threads. */
static double cpu_ms(void)
{
	return clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

static void row(const char *name, int64_t per, int64_t size, double ours, double peer, const char *more)
{
	char text[32];
	snprintf(text, sizeof text, "%s-%" PRId64, name, per);
	printf("%-22s %9" PRId64 " %10.2f ms %10.2f ms %8.2f   %s\n", text, size, ours, peer, ours / peer, more);
}

/* ---- changes ---- */

static void one_change(struct bench *b)
{
	struct change *c;
	char title[64];
	int64_t no, unused;
	must(b, change_begin(b->reg, "a measured change", &c, &b->fault) == RC_OK);
	for (int64_t i = 0; i < b->per; i++) {
		snprintf(title, sizeof title, "Invented report %" PRId64 " of change %" PRId64, i, b->changes);
		struct said said = {.property = property_by_code(P_SOURCE_TITLE), .mode = MODE_ASSERT,
			.value = {VALUE_TEXT, str_of(title), 0}};
		must(b, change_subject(c, KIND_SOURCE, &said.subject, &b->fault) == RC_OK);
		must(b, change_say(c, &said, &unused, &b->fault) == RC_OK);
	}
	must(b, change_close(c, NULL, &no, &b->fault) == RC_OK && no == b->changes + 1);
	b->changes++;
}

/* Everything that the change has written but the head of the log; ?1 is its number. */
static const char *const copies[] = {
	"INSERT INTO main.subject SELECT * FROM ours.subject WHERE no IN "
		"(SELECT subject FROM ours.statement s JOIN ours.change c ON s.no BETWEEN c.first AND c.first + c.count - 1 "
		"WHERE c.no = ?1)",
	"INSERT INTO main.statement SELECT s.* FROM ours.change c JOIN ours.statement s ON s.no BETWEEN c.first AND "
		"c.first + c.count - 1 WHERE c.no = ?1",
	"INSERT INTO main.change SELECT * FROM ours.change WHERE no = ?1",
	"INSERT INTO main.fact SELECT f.* FROM main.statement s JOIN ours.fact f ON f.owner = s.subject WHERE s.no >= "
		"(SELECT first FROM main.change WHERE no = ?1)",
	"INSERT INTO main.card SELECT k.* FROM main.statement s JOIN ours.card k ON k.owner = s.subject WHERE s.no >= "
		"(SELECT first FROM main.change WHERE no = ?1)",
};
#define COPIES (sizeof copies / sizeof *copies)

static void raw(struct bench *b, const char *sql)
{
	must(b, sqlite3_exec(b->peer, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static void open_peer(struct bench *b, const char *path, const char *ours)
{
	struct db *db;
	char sql[4200];
	must(b, db_open(path, DB_CREATE, &db, &b->fault) == RC_OK); /* the same tables and indexes */
	db_close(db);
	must(b, sqlite3_open(path, &b->peer) == SQLITE_OK);
	snprintf(sql, sizeof sql, "ATTACH '%s/register.db' AS ours", ours);
	raw(b, sql);
	raw(b, "PRAGMA main.synchronous = EXTRA; PRAGMA main.journal_mode = WAL; PRAGMA cache_size = -524288;"
		"PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON");
}

static void copy_changes(struct bench *b, int64_t from, int64_t to)
{
	sqlite3_stmt *copy[COPIES];
	for (size_t i = 0; i < COPIES; i++) {
		must(b, sqlite3_prepare_v2(b->peer, copies[i], -1, &copy[i], NULL) == SQLITE_OK);
	}
	for (int64_t no = from; no < to; no++) {
		raw(b, "BEGIN IMMEDIATE");
		for (size_t i = 0; i < COPIES; i++) {
			sqlite3_bind_int64(copy[i], 1, no);
			must(b, sqlite3_step(copy[i]) == SQLITE_DONE && sqlite3_changes64(b->peer) == (i == 2 ? 1 : b->per));
			sqlite3_reset(copy[i]);
		}
		raw(b, "COMMIT");
	}
	for (size_t i = 0; i < COPIES; i++) {
		sqlite3_finalize(copy[i]);
	}
}

static void measure_changes(struct bench *b, int64_t count)
{
	double ours = 0, peer = 0;
	char more[80];
	for (int64_t done = 0; done < count; done += BLOCK) {
		int64_t n = count - done < BLOCK ? count - done : BLOCK, first = b->changes + 1;
		double start = now_ms();
		for (int64_t i = 0; i < n; i++) {
			one_change(b);
		}
		ours += now_ms() - start;
		start = now_ms();
		copy_changes(b, first, first + n);
		peer += now_ms() - start;
	}
	snprintf(more, sizeof more, "%.0f changes/s, peer %.0f", (double)count / ours * 1e3, (double)count / peer * 1e3);
	row("changes", b->per, count, ours, peer, more);
}

/* ---- their signatures ---- */

struct signatures {
	struct signed_id *list;
	size_t count;
};

static void want(struct bench *b, struct signatures *s, enum role role, const struct id *id, struct query *q,
	int column)
{
	struct signed_id *x = &s->list[s->count++];
	*x = (struct signed_id){.role = role, .id = *id};
	must(b, role_public(b->reg, role, x->key, &b->fault) == RC_OK);
	must(b, query_blob(q, column).n == SIGNATURE_SIZE);
	memcpy(x->signature, query_blob(q, column).p, SIGNATURE_SIZE);
}

static void read_signatures(struct bench *b, struct signatures *s)
{
	struct query *q;
	bool found;
	s->list = xcalloc((size_t)b->changes * 2, sizeof *s->list);
	must(b, db_query(reg_db(b->reg), "SELECT body, author, reviewer FROM change", &q, &b->fault) == RC_OK);
	while (query_step(q, &found, &b->fault) == RC_OK && found) {
		struct change_body body;
		struct id proposal, change;
		must(b, change_decode(query_blob(q, 0), &body, &b->fault) == RC_OK);
		proposal_id(&body.proposal, &proposal);
		change_id(query_blob(q, 0), &change);
		want(b, s, ROLE_AUTHOR, &proposal, q, 1);
		want(b, s, ROLE_REVIEWER, &change, q, 2);
	}
}

/* The same bytes, with nothing around them. */
static void *bare_share(void *data)
{
	static const char prefix[] = "volya/sign/1";
	struct signatures *s = data;
	for (size_t i = 0; i < s->count; i++) {
		uint8_t bytes[sizeof prefix + 1 + ID_SIZE];
		memcpy(bytes, prefix, sizeof prefix);
		bytes[sizeof prefix] = (uint8_t)s->list[i].role;
		memcpy(bytes + sizeof prefix + 1, s->list[i].id.b, ID_SIZE);
		s->list[i].holds = crypto_sign_verify_detached(s->list[i].signature, bytes, sizeof bytes, s->list[i].key) == 0;
	}
	return NULL;
}

static void bare(struct bench *b, const struct signatures *s)
{
	pthread_t threads[THREADS_MOST];
	struct signatures shares[THREADS_MOST];
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = cores < 1 ? 1 : cores > THREADS_MOST ? THREADS_MOST : (size_t)cores, begun = 0;
	for (size_t i = 0; i < n; i++) {
		size_t end = s->count * (i + 1) / n;
		shares[i] = (struct signatures){s->list + begun, end - begun};
		begun = end;
		must(b, pthread_create(&threads[i], NULL, bare_share, &shares[i]) == 0);
	}
	for (size_t i = 0; i < n; i++) {
		must(b, pthread_join(threads[i], NULL) == 0);
	}
}

static void must_hold(struct bench *b, struct signatures *s)
{
	for (size_t i = 0; i < s->count; i++) {
		must(b, s->list[i].holds);
		s->list[i].holds = false;
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void measure_signatures(struct bench *b)
{
	struct signatures s = {0};
	double ours[RUNS], peer[RUNS];
	char more[80];
	read_signatures(b, &s);
	for (int run = 0; run < RUNS; run++) {
		double start = cpu_ms();
		signatures_check(s.list, s.count);
		ours[run] = cpu_ms() - start;
		must_hold(b, &s);
		start = cpu_ms();
		bare(b, &s);
		peer[run] = cpu_ms() - start;
		must_hold(b, &s);
	}
	qsort(ours, RUNS, sizeof *ours, by_value);
	qsort(peer, RUNS, sizeof *peer, by_value);
	snprintf(more, sizeof more, "%.0f signatures/s and core", (double)s.count / ours[RUNS / 2] * 1e3);
	row("signatures", b->per, (int64_t)s.count, ours[RUNS / 2], peer[RUNS / 2], more);
	free(s.list);
}

/* The whole log from its leaves, beside its signatures alone. */
static void measure_verify(struct bench *b)
{
	struct signatures s = {0};
	struct log_report report;
	struct breach *list;
	size_t count;
	struct arena *a = arena_create((size_t)1 << 30);
	read_signatures(b, &s);
	double start = cpu_ms();
	must(b, log_verify_all(b->reg, a, &report, &list, &count, NULL, &b->fault) == RC_OK && count == 0);
	double ours = cpu_ms() - start;
	start = cpu_ms();
	bare(b, &s);
	double peer = cpu_ms() - start;
	must_hold(b, &s);
	row("verify-all", b->per, b->changes, ours, peer, "everything; the peer its signatures alone");
	free(s.list);
	arena_destroy(a);
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	char peer[4096];
	if (argc < 4) {
		fputs("durable FOLDER PER CHANGES ...\n", stderr);
		return 2;
	}
	ledger_start();
	must(&b, str_int(str_of(argv[2]), &b.per) && b.per > 0);
	must(&b, reg_create(argv[1], "An invented centre", &b.fault) == RC_OK);
	must(&b, reg_open(argv[1], DB_WRITE, &b.reg, &b.fault) == RC_OK);
	snprintf(peer, sizeof peer, "%s/peer.db", argv[1]);
	open_peer(&b, peer, argv[1]);
	for (int i = 3; i < argc; i++) {
		int64_t size;
		must(&b, str_int(str_of(argv[i]), &size) && size > 0);
		measure_changes(&b, size);
		measure_signatures(&b);
		measure_verify(&b);
	}
	sqlite3_close(b.peer);
	reg_close(b.reg);
	return 0;
}
