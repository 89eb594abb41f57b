/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a partner reads for the news of a log, in one process:
 *
 *   sync REGISTER FOLDER NEWS     REGISTER gets NEWS more statements, three times; FOLDER is a register that is made
 *
 * sync-first: the whole log, beside the bytes of its entries and content. sync-news: a change of NEWS statements after
 * it, beside the bytes of those alone. Prints "name size ours peer ratio", in bytes read, with the median of the three
 * for the news, and beside it the seconds and how many files were asked for.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "register/exchange.h"
#include "register/log.h"
#include "web/fetch.h"

#define ROUNDS 3

struct bench {
	struct reg *theirs, *ours;
	struct log_files files;  /* of theirs, as the world gets them */
	struct arena *arena;
	struct partner partner;
	struct fault fault;
	uint64_t bytes, asked;
};

static void must(struct bench *b, bool fine)
{
	if (!fine) {
		fault_print(stderr, &b->fault);
		fputs("sync: a call failed\n", stderr);
		exit(3);
	}
}

static enum rc read_counted(void *data, const char *name, struct buf *out, struct fault *f)
{
	struct bench *b = data;
	size_t before = out->n;
	enum rc rc = b->files.read(b->files.data, name, out, f);
	b->bytes += out->n - before;
	b->asked++;
	return rc;
}

static uint64_t size_of_log(struct bench *b)
{
	struct log_head head;
	must(b, log_head(b->theirs, b->arena, OWN_ORG, &head, &b->fault) == RC_OK);
	return head.tree.size;
}

/* Bytes of the entries and of their content in all bundles from this one on. */
static uint64_t bytes_from(struct bench *b, uint64_t bundle)
{
	uint64_t size = size_of_log(b), sum = 0;
	struct buf bytes;
	buf_init(&bytes, (size_t)1 << 30);
	for (; bundle * TILE_WIDTH < size; bundle++) {
		for (int level = TILE_CONTENT; level <= TILE_ENTRIES; level++) {
			struct tile_at at = {level, bundle, tile_width(level, bundle, size)};
			must(b, tile_read(&b->files, &at, &bytes, &b->fault) == RC_OK);
			sum += bytes.n;
		}
	}
	buf_finish(&bytes);
	return sum;
}

static void say(struct bench *b, struct change *c, int64_t subject, int property, const char *text)
{
	struct said s = {.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, str_of(text), 0}};
	must(b, change_say(c, &s, NULL, &b->fault) == RC_OK);
}

static void add_news(struct bench *b, int64_t count)
{
	struct change *c;
	int64_t subject = 0, no;
	must(b, change_begin(b->theirs, "news", &c, &b->fault) == RC_OK);
	for (int64_t i = 0; i < count; i++) {
		static const int properties[] = {P_SOURCE_TITLE, P_SOURCE_PUBLISHER, P_SOURCE_PUBLISHED, P_SOURCE_URL};
		char url[64];
		snprintf(url, sizeof url, "https://paper.example/%" PRId64, i);
		const char *const texts[] = {"An invented title of some length", "An invented paper", "2026-01-01", url};
		if (i % 4 == 0) {
			must(b, change_subject(c, KIND_SOURCE, &subject, &b->fault) == RC_OK);
		}
		say(b, c, subject, properties[i % 4], texts[i % 4]);
	}
	must(b, change_close(c, NULL, &no, &b->fault) == RC_OK);
	must(b, log_publish(b->theirs, NULL, &b->fault) == RC_OK);
}

/* Seconds; what was read is in the counts. */
static double sync_once(struct bench *b)
{
	struct log_files from = {read_counted, b};
	struct sync_options all = {.admit = true};
	struct sync_report report;
	struct timespec start, end;
	b->bytes = b->asked = 0;
	clock_gettime(CLOCK_MONOTONIC, &start);
	must(b, partner_sync(b->ours, b->arena, b->partner.org, &from, &all, &report, &b->fault) == RC_OK);
	clock_gettime(CLOCK_MONOTONIC, &end);
	must(b, report.quarantined == 0 && report.to == size_of_log(b));
	return (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}

static void print(const struct bench *b, const char *name, uint64_t size, uint64_t net, double seconds)
{
	printf("%-22s %9" PRIu64 " %11" PRIu64 " B %11" PRIu64 " B %8.2f   %.2f s, %" PRIu64 " files\n", name, size,
		b->bytes, net, (double)b->bytes / (double)net, seconds, b->asked);
}

struct news {
	struct bench read;
	uint64_t size, net;
	double seconds;
};

static int by_ratio(const void *a, const void *b)
{
	const struct news *x = a, *y = b;
	double left = (double)x->read.bytes / (double)x->net, right = (double)y->read.bytes / (double)y->net;
	return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	struct news news[ROUNDS];
	int64_t count;
	if (argc != 4 || !str_int(str_of(argv[3]), &count) || count < 1) {
		fputs("sync REGISTER FOLDER NEWS\n", stderr);
		return 2;
	}
	ledger_start();
	b.arena = arena_create((size_t)1 << 30);
	must(&b, reg_open(argv[1], DB_WRITE, &b.theirs, &b.fault) == RC_OK);
	must(&b, reg_create(argv[2], "A partner", &b.fault) == RC_OK
		&& reg_open(argv[2], DB_WRITE, &b.ours, &b.fault) == RC_OK);
	must(&b, log_publish(b.theirs, NULL, &b.fault) == RC_OK);
	b.files = fetch_own(b.theirs);
	must(&b, partner_add(b.ours, b.arena, "there", &b.files, NULL, &b.partner, &b.fault) == RC_OK);
	double seconds = sync_once(&b);
	print(&b, "sync-first", size_of_log(&b), bytes_from(&b, 0), seconds);
	for (int i = 0; i < ROUNDS; i++) {
		uint64_t size = size_of_log(&b), bundle = size / TILE_WIDTH, before = bytes_from(&b, bundle);
		add_news(&b, count);
		seconds = sync_once(&b);
		news[i] = (struct news){b, size, bytes_from(&b, bundle) - before, seconds};
	}
	qsort(news, ROUNDS, sizeof *news, by_ratio);
	print(&news[ROUNDS / 2].read, "sync-news", news[ROUNDS / 2].size, news[ROUNDS / 2].net, news[ROUNDS / 2].seconds);
	reg_close(b.theirs);
	reg_close(b.ours);
	arena_destroy(b.arena);
	return 0;
}
