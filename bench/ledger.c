/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A log verified, and proofs from its files, in one process:
 *
 *   ledger REGISTER MIRROR     MIRROR is a folder that is made
 *
 * verify-register: the whole register from its leaves, its files in log/ and SQLite's check of the database among it,
 * beside reading and hashing the same files. verify-mirror: a mirror, with all content, beside reading and hashing its
 * files. Both are read once before, so that the disk counts for neither. proof: built from the files in log/, with the
 * size of a receipt. Prints "name size ours peer ratio", milliseconds of processor time (all threads), medians, and
 * wall-clock time beside it; proofs in microseconds each.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "register/exchange.h"
#include "register/log.h"

#define RUNS 3
#define PROOFS 1000
#define PATH_SIZE 4096

struct bench {
	struct reg *reg;
	const char *mirror;
	struct fault fault;
	uint64_t entries, bytes; /* of the log; of the files that were hashed */
	struct buf file;
};

static void must(struct bench *b, bool fine)
{
	if (!fine) {
		fault_print(stderr, &b->fault);
		fputs("ledger: a call failed, or something does not hold\n", stderr);
		exit(3);
	}
}

static double clock_ms(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void timed(struct bench *b, void (*run)(struct bench *b), double *ret_cpu, double *ret_wall)
{
	double cpu[RUNS], wall[RUNS];
	for (int i = 0; i < RUNS; i++) {
		double start = clock_ms(CLOCK_PROCESS_CPUTIME_ID), from = clock_ms(CLOCK_MONOTONIC);
		run(b);
		cpu[i] = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - start;
		wall[i] = clock_ms(CLOCK_MONOTONIC) - from;
	}
	qsort(cpu, RUNS, sizeof *cpu, by_value);
	qsort(wall, RUNS, sizeof *wall, by_value);
	*ret_cpu = cpu[RUNS / 2];
	*ret_wall = wall[RUNS / 2];
}

static void hash_file(struct bench *b, struct hash *h, const char *path)
{
	char chunk[1 << 16];
	size_t n;
	FILE *in = fopen(path, "rb");
	must(b, in != NULL);
	setvbuf(in, NULL, _IONBF, 0);
	while ((n = fread(chunk, 1, sizeof chunk, in)) > 0) {
		hash_add(h, chunk, n);
		b->bytes += n;
	}
	fclose(in);
}

static void hash_folder(struct bench *b, struct hash *h, const char *path)
{
	DIR *folder = opendir(path);
	must(b, folder != NULL);
	for (struct dirent *d; (d = readdir(folder));) {
		char inside[PATH_SIZE];
		struct stat st;
		int n = snprintf(inside, sizeof inside, "%s/%s", path, d->d_name);
		must(b, n < PATH_SIZE && stat(inside, &st) == 0);
		if (d->d_name[0] != '.' && S_ISDIR(st.st_mode)) {
			hash_folder(b, h, inside);
		} else if (d->d_name[0] != '.') {
			hash_file(b, h, inside);
		}
	}
	closedir(folder);
}

static void hash_register(struct bench *b)
{
	char path[PATH_SIZE];
	struct id id;
	struct hash *h = hash_create();
	b->bytes = 0;
	snprintf(path, sizeof path, "%s/register.db", reg_path(b->reg));
	hash_file(b, h, path);
	snprintf(path, sizeof path, "%s/log", reg_path(b->reg));
	hash_folder(b, h, path);
	hash_finish(h, &id);
}

static void hash_mirror(struct bench *b)
{
	struct id id;
	struct hash *h = hash_create();
	b->bytes = 0;
	hash_folder(b, h, b->mirror);
	hash_finish(h, &id);
}

static void verify_register(struct bench *b)
{
	struct log_report report;
	struct breach *list;
	size_t count;
	struct arena *a = arena_create((size_t)1 << 30);
	must(b, log_verify_all(b->reg, a, &report, &list, &count, NULL, &b->fault) == RC_OK && count == 0);
	b->entries = report.entries;
	arena_destroy(a);
}

static enum rc read_mirror(void *data, const char *name, struct buf *out, struct fault *f)
{
	char path[PATH_SIZE];
	struct bench *b = data;
	snprintf(path, sizeof path, "%s/%s", b->mirror, name);
	return file_read(path, out, f);
}

static void verify_mirror(struct bench *b)
{
	struct log_files from = {read_mirror, b};
	struct log_report report;
	struct introduction who;
	struct breach *list;
	size_t count;
	struct arena *a = arena_create((size_t)1 << 30);
	struct mirror_options all = {0};
	must(b, log_verify_mirror(a, &from, &all, &report, &who, &list, &count, NULL, &b->fault) == RC_OK && count == 0
		&& report.entries == b->entries);
	arena_destroy(a);
}

static void compare(struct bench *b, const char *name, void (*ours)(struct bench *b), void (*peer)(struct bench *b))
{
	double cpu, wall, peer_cpu, peer_wall;
	peer(b); /* into memory */
	timed(b, ours, &cpu, &wall);
	timed(b, peer, &peer_cpu, &peer_wall);
	printf("%-22s %9" PRIu64 " %10.0f ms %10.0f ms %8.2f   wall %.0f and %.0f ms: %.2f; %" PRIu64 " MB\n", name,
		b->entries, cpu, peer_cpu, cpu / peer_cpu, wall, peer_wall, wall / peer_wall, b->bytes / 1000000);
}

static void proofs(struct bench *b)
{
	struct arena *a = arena_create((size_t)1 << 30);
	struct log_files own = log_own_files(b->reg);
	struct proof proof;
	char *receipt;
	int64_t statement = 0;
	double start = clock_ms(CLOCK_MONOTONIC);
	for (uint64_t i = 0; i < PROOFS; i++) {
		must(b, tiles_inclusion(&own, i * 7919 % b->entries, b->entries, &proof, &b->fault) == RC_OK);
	}
	double us = (clock_ms(CLOCK_MONOTONIC) - start) * 1e3 / PROOFS;
	must(b, log_statement(b->reg, OWN_ORG, b->entries / 2, &statement, &b->fault) == RC_OK && statement);
	must(b, log_receipt(b->reg, a, statement, &receipt, &b->fault) == RC_OK);
	printf("%-22s %9" PRIu64 " %10.2f us %10.2f us %8.2f   from files; %zu hashes, a receipt of %zu bytes\n",
		"proof-build-files", b->entries, us, 0.0, 0.0, proof.count, strlen(receipt));
	arena_destroy(a);
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	if (argc != 3) {
		fputs("ledger REGISTER MIRROR\n", stderr);
		return 2;
	}
	ledger_start();
	b.mirror = argv[2];
	must(&b, reg_open(argv[1], DB_READ, &b.reg, &b.fault) == RC_OK);
	must(&b, log_publish(b.reg, NULL, &b.fault) == RC_OK && log_mirror(b.reg, b.mirror, NULL, &b.fault) == RC_OK);
	compare(&b, "verify-register", verify_register, hash_register);
	compare(&b, "verify-mirror", verify_mirror, hash_mirror);
	proofs(&b);
	reg_close(b.reg);
	return 0;
}
