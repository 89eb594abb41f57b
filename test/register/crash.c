/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The power goes, at any moment of a random life of a register, and what is left must be a register: whole, with every
 * change that was acknowledged, none half, the log what was signed, and its files never ahead of the database.
 *
 *   crash [POINTS [SEED]]      so many power cuts (default 1000), from this seed on; a failure names its seed
 */
#include <inttypes.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "disk.h"
#include "register/hide.h"
#include "register/log.h"
#include "register/rotate.h"
#include "world.h"

#define STATES 64

/* What was acknowledged: the register as it stood then. */
struct state {
	uint64_t size, published; /* entries in the log; entries that its files showed */
	struct id root, digest;
	char found[200];          /* who is found by a name */
};

struct life {
	struct world w;
	char folder[48];
	struct state states[STATES];
	int count;
	bool careless; /* SQLite told to wait for no disk: the test must then find losses */
};

struct place {
	char folder[48], left[48];
	size_t points, lost;
	struct arena *arena;
	char why[1000];
};

/* ---- what a register says ---- */

static enum rc read_found(struct reg *r, struct arena *a, char found[200], struct fault *f)
{
	struct match *list;
	size_t count, at = 0;
	enum rc rc = find_name(r, &viewer_public, a, KIND_PERSON, STR("Aryna Invented"), 10, &list, &count, f);
	found[0] = '\0';
	for (size_t i = 0; rc == RC_OK && i < count && at < 150; i++) {
		at += (size_t)snprintf(found + at, 200 - at, "%" PRId64 " %d;", list[i].subject, (int)list[i].certainty);
	}
	return rc;
}

static uint64_t published(struct reg *r, struct arena *a)
{
	struct log_files own = log_own_files(r);
	struct buf text;
	struct note note;
	struct checkpoint c = {0};
	buf_init(&text, NOTE_MOST);
	if (own.read(own.data, "checkpoint", &text, NULL) != RC_OK
		|| note_parse(a, str_copy(a, buf_view(&text)), &note, NULL) != RC_OK
		|| checkpoint_parse(a, note.text, &c, NULL) != RC_OK) {
		c.size = 0;
	}
	buf_finish(&text);
	return c.size;
}

static enum rc read_state(struct reg *r, struct arena *a, struct state *ret, struct fault *f)
{
	struct log_head head;
	enum rc rc = log_head(r, a, OWN_ORG, &head, f);
	if (rc == RC_OK) {
		ret->size = head.tree.size;
		tree_root(&head.tree, &ret->root);
		ret->published = published(r, a);
		rc = read_found(r, a, ret->found, f);
	}
	return rc == RC_OK ? views_digest(r, &ret->digest, f) : rc;
}

/* ---- a life ---- */

static void acknowledged(struct life *l)
{
	struct arena *a = arena_create((size_t)1 << 26);
	assert_true(l->count < STATES);
	FINE(&l->w, read_state(l->w.reg, a, &l->states[l->count], &l->w.fault));
	disk_mark(l->count++);
	arena_destroy(a);
}

static void open_register(struct life *l)
{
	FINE(&l->w, reg_open(l->w.path, DB_WRITE, &l->w.reg, &l->w.fault));
	/* Small, so that what is in the log of writes is taken over into the file now and then. */
	FINE(&l->w, db_run(reg_db(l->w.reg), l->careless ? "PRAGMA synchronous = OFF" : "PRAGMA wal_autocheckpoint = 30",
		&l->w.fault));
}

static void many_statements(struct life *l, int people)
{
	char name[40];
	struct change *c = world_begin(&l->w);
	int64_t no;
	for (int i = 0; i < people; i++) {
		int64_t person = 0;
		FINE(&l->w, change_subject(c, KIND_PERSON, &person, &l->w.fault));
		snprintf(name, sizeof name, "Nobody%d Invented", i);
		world_say(&l->w, c, person, P_PERSON_NAME, name);
		world_say(&l->w, c, person, P_PERSON_PUBLICATION, "recognised");
	}
	FINE(&l->w, change_close(c, NULL, &no, &l->w.fault));
}

static void undo_last(struct life *l)
{
	struct query *q;
	struct fault f = {0};
	int64_t last, no;
	FINE(&l->w, db_query(reg_db(l->w.reg), "SELECT max(no) FROM change", &q, &l->w.fault));
	FINE(&l->w, query_int_or(q, 0, &last, &l->w.fault));
	if (last > 1) {
		enum rc rc = change_undo(l->w.reg, last - world_random(&l->w, last > 2 ? 2 : 1), true, NULL, &no, &f);
		assert_true(rc == RC_OK || rc == RC_CONFLICT || rc == RC_DENIED);
	}
}

/* What the newest notice that withholds has hidden. */
static enum rc withheld_last(struct reg *r, struct arena *a, struct hide_list *ret, struct fault *f)
{
	struct hiding *list;
	size_t count;
	enum rc rc = hide_notices(r, a, &list, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (list[i].action == NOTICE_WITHHOLD) {
			return hide_noticed(r, a, list[i].index, ret, f);
		}
	}
	return rc == RC_OK ? RC_NOT_FOUND : rc;
}

static void hide_somebody(struct life *l, enum notice_action action)
{
	struct world *w = &l->w;
	struct arena *a = arena_create((size_t)1 << 26);
	struct hide_list list = {0};
	struct hide_report report;
	unsigned people = (unsigned)w->counts[KIND_PERSON];
	enum rc rc = action == NOTICE_SHOW ? withheld_last(w->reg, a, &list, &w->fault) : people ? hide_subject(w->reg, a,
		w->subjects[KIND_PERSON][world_random(w, people)], &list, &w->fault) : RC_NOT_FOUND;
	if (rc == RC_OK && list.count) {
		FINE(w, hide_now(w->reg, action, GROUND_SAFETY, NULL, &list, NULL, &report, &w->fault));
	}
	arena_destroy(a);
}

static void step(struct life *l)
{
	uint64_t index;
	int64_t no;
	switch (world_random(&l->w, 12)) {
	case 0:
		undo_last(l);
		break;
	case 1:
		hide_somebody(l, NOTICE_WITHHOLD);
		break;
	case 2:
		hide_somebody(l, world_random(&l->w, 2) ? NOTICE_SHOW : NOTICE_ERASE);
		break;
	case 3:
	case 4:
	case 5:
		FINE(&l->w, log_publish(l->w.reg, NULL, &l->w.fault));
		break;
	case 6:
		reg_close(l->w.reg);
		open_register(l);
		break;
	case 7:
		FINE(&l->w, key_rotate(l->w.reg, (enum role)(1 + world_random(&l->w, ROLES)), &index, &l->w.fault));
		break;
	default:
		(void)world_change(&l->w, &no);
	}
}

static void live(struct life *l, uint64_t seed)
{
	struct world *w = &l->w;
	int64_t no;
	w->seed = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	w->today = day_of(2021, 1, 1);
	world_pass(w, 0);
	disk_start(l->folder);
	assert_true(snprintf(w->path, sizeof w->path, "%s/reg", l->folder) < (int)sizeof w->path);
	FINE(w, reg_create(w->path, "Invented Records Office", &w->fault));
	open_register(l);
	acknowledged(l);
	struct change *c = world_begin(w);
	world_say(w, c, world_subject(w, c, KIND_SOURCE), P_SOURCE_PUBLISHED, "2020-06-15");
	world_say(w, c, world_subject(w, c, KIND_ORGANISATION), P_KEY, "body:0");
	FINE(w, change_close(c, NULL, &no, &w->fault));
	acknowledged(l);
	for (int i = 0, steps = 12 + (int)world_random(w, 12); i < steps; i++) {
		if (i == 6 && seed % 4 == 0) {
			many_statements(l, 100);
		} else if (i == 6 && seed % 4 == 3) { /* so many that their files are made durable together */
			many_statements(l, 1500);
			FINE(w, log_publish(w->reg, NULL, &w->fault));
		} else {
			step(l);
		}
		acknowledged(l);
		world_pass(w, (int)world_random(w, 2));
	}
	reg_close(w->reg);
	w->reg = NULL;
	disk_stop();
}

/* ---- after the power cut ---- */

static const char *say(struct place *p, const char *what, const struct fault *f)
{
	snprintf(p->why, sizeof p->why, "%s%s%s", what, f && f->message[0] ? ": " : "", f ? f->message : "");
	return p->why;
}

/* Of an erasure that was cut short it is said that there may be traces: that is no loss. */
static const char *check_verified(struct place *p, struct reg *r)
{
	struct log_report report;
	struct breach *list;
	size_t count;
	struct fault f = {0};
	if (log_verify_all(r, p->arena, &report, &list, &count, NULL, &f) != RC_OK) {
		return say(p, "cannot be verified", &f);
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].law, "traces") != 0) {
			return say(p, list[i].text, NULL);
		}
	}
	return NULL;
}

static const char *check_state(struct place *p, struct reg *r, const struct life *l, int acked)
{
	struct state now;
	struct fault f = {0};
	int i = acked < 0 ? 0 : acked;
	if (read_state(r, p->arena, &now, &f) != RC_OK) {
		return say(p, "cannot be read", &f);
	}
	if (acked >= 0 && (now.size < l->states[acked].size || now.published < l->states[acked].published)) {
		return say(p, "what was acknowledged is gone", NULL);
	}
	while (i < l->count && l->states[i].size != now.size) {
		i++;
	}
	if (i == l->count) {
		return say(p, "a state that never was", NULL);
	}
	const struct state *s = &l->states[i];
	return memcmp(&s->root, &now.root, ID_SIZE) != 0 ? say(p, "another root", NULL)
		: memcmp(&s->digest, &now.digest, ID_SIZE) != 0 ? say(p, "views of another state", NULL)
		: strcmp(s->found, now.found) != 0 ? say(p, "others are found by a name", NULL) : NULL;
}

/* It goes on from there. */
static const char *check_goes_on(struct place *p, struct reg *r)
{
	struct fault f = {0};
	struct change *c;
	int64_t no;
	if (change_begin(r, "after the power cut", &c, &f) != RC_OK) {
		return say(p, "no change can be begun", &f);
	}
	struct said said = {.property = property_by_code(P_SOURCE_PUBLISHED), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, STR("2020-07-01"), 0}};
	if (change_subject(c, KIND_SOURCE, &said.subject, &f) != RC_OK || change_say(c, &said, NULL, &f) != RC_OK) {
		change_abandon(c);
		return say(p, "nothing can be said", &f);
	}
	if (change_close(c, NULL, &no, &f) != RC_OK || log_publish(r, NULL, &f) != RC_OK) {
		return say(p, "a change cannot be kept", &f);
	}
	return check_verified(p, r);
}

/* NULL, or what is wrong. Before the register was acknowledged there may be none. */
static const char *check_left(struct place *p, const struct life *l, int acked, bool goes_on)
{
	char path[128];
	struct reg *r;
	struct fault f = {0};
	snprintf(path, sizeof path, "%s/reg", p->left);
	enum rc rc = reg_open(path, goes_on ? DB_WRITE : DB_READ, &r, &f);
	if (rc != RC_OK) {
		return acked < 0 ? NULL : say(p, "does not open", &f);
	}
	const char *why = db_check(reg_db(r), &f) == RC_OK ? NULL : say(p, "damaged", &f);
	struct log_head head;
	if (!why && (acked >= 0 || log_head(r, p->arena, OWN_ORG, &head, NULL) == RC_OK)) {
		why = check_verified(p, r);
		why = why ? why : check_state(p, r, l, acked);
		why = why || !goes_on ? why : check_goes_on(p, r);
	}
	reg_close(r);
	arena_reset(p->arena);
	return why;
}

/* All was noted: the folder made from the notes is the folder that is there. */
static void check_notes(struct place *p, bool in_order)
{
	char diff[] = "diff", deep[] = "-r", except[] = "--exclude=*-shm";
	char *argv[] = {diff, deep, except, p->folder, p->left, NULL};
	struct disk *d = disk_create(disk_notes(), in_order, false);
	pid_t pid;
	int status;
	disk_go(d, disk_notes()->count);
	disk_after(d, p->left, 1, true);
	disk_destroy(d);
	assert_int_equal(posix_spawnp(&pid, "diff", NULL, NULL, argv, environ), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static int acked_before(size_t at)
{
	int acked = -1;
	for (size_t i = 0; i < at; i++) {
		if (disk_notes()->ops[i].what == OP_MARK) {
			acked = disk_notes()->ops[i].node;
		}
	}
	return acked;
}

/* At every sync, and here and there between. */
static void cut_everywhere(struct place *p, const struct life *l, uint64_t seed, bool in_order, bool deaf, size_t most)
{
	const struct disk_notes *notes = disk_notes();
	struct disk *d = disk_create(notes, in_order, deaf);
	for (size_t at = 1; at <= notes->count && p->points < most; at++) {
		bool sync = at == notes->count || notes->ops[at].what == OP_SYNC || notes->ops[at].what == OP_SYNC_ALL;
		if (!sync && (at * 7 + seed) % 5) {
			continue;
		}
		disk_go(d, at);
		disk_after(d, p->left, seed * 1000003 + at, false);
		const char *why = check_left(p, l, acked_before(at), (at + seed) % 6 == 0);
		p->points++;
		p->lost += why != NULL;
		if (why && !deaf && !l->careless) {
			print_error("seed %" PRIu64 ", %s, operation %zu of %zu: %s\n", seed, in_order ? "in order" : "any order",
				at, notes->count, why);
		}
	}
	disk_destroy(d);
}

static void one_life(struct place *p, uint64_t seed, bool careless, bool deaf, size_t most)
{
	struct life *l = calloc(1, sizeof *l);
	assert_non_null(l);
	l->careless = careless;
	snprintf(l->folder, sizeof l->folder, "%s", p->folder);
	live(l, seed);
	check_notes(p, seed % 2);
	cut_everywhere(p, l, seed, true, deaf, most);
	cut_everywhere(p, l, seed, false, deaf, most);
	disk_forget();
	disk_empty(p->folder);
	free(l);
}

static size_t points = 1000;
static uint64_t first_seed = 1;

static void power_cuts_lose_nothing(void **state)
{
	struct place *p = *state;
	struct timespec from, to;
	clock_gettime(CLOCK_MONOTONIC, &from);
	for (uint64_t seed = first_seed; p->points < points; seed++) {
		one_life(p, seed, false, false, points);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	print_message("%zu power cuts, %zu with losses, %.0f a second\n", p->points, p->lost,
		(double)p->points / ((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9));
	assert_int_equal(p->lost, 0);
}

/* The test can fail: where nobody waits for the disk, it finds losses. */
static void losses_are_found(void **state)
{
	struct place *p = *state;
	one_life(p, 4, true, false, 200);
	print_message("SQLite that waits for no disk: %zu of %zu power cuts lose something\n", p->lost, p->points);
	assert_true(p->lost > 10);
	p->lost = p->points = 0;
	one_life(p, 4, false, true, 200);
	print_message("a disk that lies: %zu of %zu\n", p->lost, p->points);
	assert_true(p->lost > 10);
}

static int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	const char *in = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	if (!p) {
		return -1;
	}
	snprintf(p->folder, sizeof p->folder, "%s/volya-crash-a.XXXXXX", in);
	snprintf(p->left, sizeof p->left, "%s/volya-crash-b.XXXXXX", in);
	p->arena = arena_create((size_t)1 << 28);
	*state = p;
	ledger_start();
	return mkdtemp(p->folder) && mkdtemp(p->left) ? 0 : -1;
}

static int remove_place(void **state)
{
	struct place *p = *state;
	disk_empty(p->folder);
	disk_empty(p->left);
	int rc = rmdir(p->folder) == 0 && rmdir(p->left) == 0 ? 0 : -1;
	arena_destroy(p->arena);
	free(p);
	return rc;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(losses_are_found, make_place, remove_place),
		cmocka_unit_test_setup_teardown(power_cuts_lose_nothing, make_place, remove_place),
	};
	points = argc > 1 ? strtoul(argv[1], NULL, 10) : points;
	first_seed = argc > 2 ? strtoull(argv[2], NULL, 10) : first_seed;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
