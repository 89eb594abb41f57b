/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One byte of a small register is another: it is found, or it changes nothing that anybody is shown; in the files of
 * the log it is found.
 *
 *   flips [STEP [FIRST]]      bytes FIRST, FIRST + STEP ... of the database, and more of the log's; 1 is all of them
 */
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "disk.h"
#include "register/hide.h"
#include "register/log.h"
#include "world.h"

struct place {
	struct world w;
	char folder[64], log[80];
	struct arena *arena;
	struct id served;
	size_t tried, found, harmless, missed;
};

static size_t step = 997, first_byte;

/* ---- what anybody is shown ---- */

static void add(struct hash *h, const void *p, size_t n)
{
	hash_add(h, &n, sizeof n);
	hash_add(h, p, n);
}

static void add_text(struct hash *h, const char *s)
{
	add(h, s ? s : "", s ? strlen(s) : 0);
}

static enum rc add_statements(struct reg *r, struct arena *a, struct hash *h, int64_t no, struct fault *f)
{
	struct statement *list;
	size_t count;
	enum rc rc = subject_statements(r, &viewer_public, a, no, true, &list, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const struct statement *s = &list[i];
		const int64_t numbers[] = {s->no, s->change, s->recorded, s->property->code, (int64_t)s->mode, s->target,
			(int64_t)s->value.type, s->value.type == VALUE_TEXT ? 0 : s->value.number, s->source, s->pub, s->live,
			s->chosen, s->disputed};
		char *text;
		add(h, s->id.b, ID_SIZE);
		add(h, numbers, sizeof numbers);
		add(h, s->language.p, s->language.n);
		add(h, s->valid.p, s->valid.n);
		rc = statement_text(r, &viewer_public, a, s, &text, f);
		add_text(h, rc == RC_OK ? text : "");
	}
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc add_subject(struct reg *r, struct arena *a, struct hash *h, int64_t no, struct fault *f)
{
	struct called called;
	struct fault none = {0};
	enum rc rc = subject_called(r, &viewer_public, a, no, "en", &called, &none);
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	add(h, &no, sizeof no);
	if (rc == RC_OK) {
		add(h, &called.handle, sizeof called.handle);
		add_text(h, called.name);
		rc = add_statements(r, a, h, no, f);
	}
	return rc;
}

static enum rc add_changes(struct reg *r, struct arena *a, struct hash *h, struct fault *f)
{
	struct change_info *list;
	size_t count;
	enum rc rc = changes_list(r, &viewer_public, a, 100, &list, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const int64_t numbers[] = {list[i].day, list[i].statements, list[i].undoes};
		add(h, numbers, sizeof numbers);
	}
	return rc;
}

static enum rc add_log(struct reg *r, struct arena *a, struct hash *h, struct fault *f)
{
	struct log_head head;
	struct buf out;
	enum rc rc = log_head(r, a, OWN_ORG, &head, f);
	buf_init(&out, (size_t)1 << 24);
	if (rc == RC_OK) {
		add(h, head.checkpoint.p, head.checkpoint.n);
		rc = log_content(r, 0, (unsigned)(head.tree.size < 256 ? head.tree.size : 256), &out, f);
	}
	add(h, out.p, rc == RC_OK ? out.n : 0);
	buf_finish(&out);
	return rc;
}

static enum rc read_served(struct reg *r, struct arena *a, struct id *ret, struct fault *f)
{
	struct hash *h = hash_create();
	struct match *list;
	size_t count;
	enum rc rc = views_digest(r, ret, f);
	add(h, ret->b, ID_SIZE);
	add_text(h, reg_organisation(r));
	for (int64_t no = 1; rc == RC_OK && no < 80; no++) {
		rc = add_subject(r, a, h, no, f);
	}
	if (rc == RC_OK) {
		rc = add_changes(r, a, h, f);
	}
	if (rc == RC_OK) {
		rc = add_log(r, a, h, f);
	}
	if (rc == RC_OK) {
		rc = find_name(r, &viewer_public, a, KIND_PERSON, STR("Aryna Invented"), 10, &list, &count, f);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		add(h, &list[i].subject, sizeof list[i].subject);
		add(h, &list[i].certainty, sizeof list[i].certainty);
	}
	hash_finish(h, ret);
	return rc;
}

/* ---- one byte ---- */

enum outcome { FOUND, HARMLESS, MISSED };

static bool altered(const struct breach *list, size_t count)
{
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		found = found || strcmp(list[i].law, "views-altered") == 0;
	}
	return found;
}

static enum outcome look(struct place *p)
{
	struct fault f = {0};
	struct reg *r;
	struct log_report report;
	struct breach *list;
	struct id served;
	size_t count = 0;
	if (reg_open(p->w.path, DB_READ, &r, &f) != RC_OK) {
		return FOUND;
	}
	enum rc rc = read_served(r, p->arena, &served, &f);
	enum outcome outcome = rc == RC_OK && memcmp(&served, &p->served, sizeof served) == 0 ? HARMLESS : MISSED;
	if (rc != RC_OK) {
		outcome = FOUND; /* nothing is served but an error */
	}
	/* What is signed is verified; what is only derived from it takes the deep audit, which costs more. */
	rc = log_verify_all(r, p->arena, &report, &list, &count, NULL, &f);
	if (rc != RC_OK || count) {
		outcome = FOUND;
	}
	if (outcome == MISSED) {
		rc = audit_run(r, p->arena, p->w.today, true, &list, &count, NULL, &f);
		outcome = rc != RC_OK || altered(list, count) ? FOUND : MISSED;
	}
	reg_close(r);
	arena_reset(p->arena);
	return outcome;
}

static void flip(const char *path, off_t at, unsigned char by)
{
	unsigned char byte = 0;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0 && pread(fd, &byte, 1, at) == 1);
	byte ^= by;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void try_byte(struct place *p, const char *path, off_t at, bool must)
{
	unsigned char by = (unsigned char)(1 + (unsigned)at * 7 % 255);
	flip(path, at, by);
	enum outcome outcome = look(p);
	flip(path, at, by);
	p->tried++;
	p->found += outcome == FOUND;
	p->harmless += outcome == HARMLESS;
	if (outcome == MISSED || (must && outcome != FOUND)) {
		p->missed++;
		print_error("%s: byte %jd, by %d: not found\n", strrchr(path, '/') + 1, (intmax_t)at, by);
	}
}

static off_t size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? st.st_size : 0;
}

static void report(const struct place *p, const char *what)
{
	print_message("%s: %zu bytes, %zu found, %zu change nothing that is shown, %zu missed\n", what, p->tried, p->found,
		p->harmless, p->missed);
	assert_true(p->tried > 0);
	assert_int_equal(p->missed, 0);
}

static void bytes_of_the_database(void **state)
{
	struct place *p = *state;
	char path[128];
	assert_true(snprintf(path, sizeof path, "%s/register.db", p->w.path) < (int)sizeof path);
	for (off_t at = (off_t)first_byte, size = size_of(path); at < size; at += (off_t)step) {
		try_byte(p, path, at, false);
	}
	report(p, "register.db");
}

static struct place *walked;

static int visit(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)where;
	off_t stride = (off_t)(step / 8 + 1);
	for (off_t at = (off_t)first_byte % stride; type == FTW_F && at < st->st_size; at += stride) {
		try_byte(walked, path, at, true);
	}
	return 0;
}

static void bytes_of_the_log(void **state)
{
	walked = *state;
	assert_int_equal(nftw(walked->log, visit, 16, FTW_PHYS), 0);
	report(walked, "log/");
}

/* ---- the register ---- */

static void withhold_one(struct place *p)
{
	struct hide_list list;
	struct hide_report done;
	FINE(&p->w, hide_subject(p->w.reg, p->arena, p->w.subjects[KIND_PERSON][0], &list, &p->w.fault));
	FINE(&p->w, hide_now(p->w.reg, NOTICE_WITHHOLD, GROUND_WISH, "a note", &list, NULL, &done, &p->w.fault));
}

static void fill(struct place *p)
{
	struct world *w = &p->w;
	int64_t no;
	struct change *c = world_begin(w);
	world_say(w, c, world_subject(w, c, KIND_SOURCE), P_SOURCE_PUBLISHED, "2020-06-15");
	world_say(w, c, world_subject(w, c, KIND_ORGANISATION), P_KEY, "body:0");
	for (int i = 0; i < 3; i++) {
		int64_t person = world_subject(w, c, KIND_PERSON);
		world_say(w, c, person, P_PERSON_NAME, i == 1 ? "Aryna Invented" : "Yanka Nobody");
		world_say(w, c, person, P_PERSON_PUBLICATION, "recognised");
	}
	FINE(w, change_close(c, NULL, &no, &w->fault));
	for (int i = 0; i < 6; i++) {
		(void)world_change(w, &no);
	}
	enum rc rc = change_undo(w->reg, 2, true, NULL, &no, &w->fault);
	assert_true(rc == RC_OK || rc == RC_CONFLICT);
	fault_clear(&w->fault);
	withhold_one(p);
	FINE(w, log_publish(w->reg, NULL, &w->fault));
}

/* Nobody may write it: so it is read without a log of writes, and stays as it is but for the byte. */
static void close_still(struct place *p)
{
	char path[128];
	reg_close(p->w.reg);
	p->w.reg = NULL;
	assert_true(snprintf(path, sizeof path, "%s/register.db", p->w.path) < (int)sizeof path);
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(chmod(p->w.path, 0500), 0);
}

static int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	struct reg *r;
	struct fault f = {0};
	if (!p) {
		return -1;
	}
	snprintf(p->folder, sizeof p->folder, "%s/volya-flips.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	*state = p;
	ledger_start();
	p->arena = arena_create((size_t)1 << 28);
	p->w.seed = UINT64_C(0x9E3779B97F4A7C15);
	p->w.today = day_of(2021, 1, 1);
	world_pass(&p->w, 0);
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->w.path, sizeof p->w.path, "%.50s/reg", p->folder);
	snprintf(p->log, sizeof p->log, "%s/log", p->w.path);
	FINE(&p->w, reg_create(p->w.path, "Invented Records Office", &p->w.fault));
	FINE(&p->w, reg_open(p->w.path, DB_WRITE, &p->w.reg, &p->w.fault));
	fill(p);
	close_still(p);
	if (reg_open(p->w.path, DB_READ, &r, &f) != RC_OK || read_served(r, p->arena, &p->served, &f) != RC_OK) {
		fault_print(stderr, &f);
		return -1;
	}
	reg_close(r);
	assert_int_equal(look(p), HARMLESS);
	return 0;
}

static int remove_place(void **state)
{
	struct place *p = *state;
	chmod(p->w.path, 0700);
	disk_empty(p->folder);
	int rc = rmdir(p->folder);
	arena_destroy(p->arena);
	free(p);
	return rc;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_of_the_log),
		cmocka_unit_test(bytes_of_the_database),
	};
	step = argc > 1 ? strtoul(argv[1], NULL, 10) : step;
	first_byte = argc > 2 ? strtoul(argv[2], NULL, 10) : first_byte;
	return cmocka_run_group_tests(tests, make_place, remove_place);
}
