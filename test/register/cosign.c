/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register and two others that witness its log, in one process: cosignatures, outages, an old copy, a fork. */
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "register/cosign.h"
#include "register/log.h"
#include "register/witness.h"
#include "world.h"

#define GUARDS 2
#define NOW 1700000000

static struct arena *arena;
static struct guard {
	char path[64];
	struct reg *reg;
	struct note_key key;
	bool away;     /* it cannot be reached */
	bool boasts;   /* it says a size that it cannot show */
	int asked;
} guards[GUARDS];
static struct policy policy;
static char aside[64]; /* a copy of the register, as of a day before */

static struct guard *guard_of(const char *url)
{
	assert_true(str_starts(str_of(url), "guard:"));
	return &guards[url[6] - '0'];
}

static enum rc post(void *data, const char *url, const char *path, struct str body, int *ret_status, struct buf *out,
	struct fault *f)
{
	struct guard *g = guard_of(url);
	struct witness_answer answer;
	(void)data;
	assert_string_equal(path, "add-checkpoint");
	g->asked++;
	if (g->away) {
		return fault_set(f, RC_IO, "nobody answers");
	}
	if (g->boasts) {
		*ret_status = 409;
		buf_puts(out, "1000000\n");
		return RC_OK;
	}
	enum rc rc = witness_post(g->reg, arena, body, NOW, &answer, f);
	if (rc == RC_OK) {
		*ret_status = answer.status;
		buf_str(out, answer.body);
	}
	return rc;
}

static enum rc get(void *data, const char *url, const char *path, struct buf *out, struct fault *f)
{
	struct guard *g = guard_of(url);
	struct id digest;
	char *note;
	(void)data;
	assert_true(strlen(path) == 2 * ID_SIZE + strlen("/checkpoint"));
	assert_true(hex_parse((struct str){path, 2 * ID_SIZE}, digest.b, ID_SIZE));
	enum rc rc = witness_checkpoint(g->reg, arena, &digest, &note, f);
	if (rc == RC_OK) {
		buf_puts(out, note);
	}
	return rc;
}

static const struct cosign_reach reach = {post, get, NULL};

/* cp -a and rm -r, for folders. */
static void copy(const char *from, const char *to)
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		execlp("cp", "cp", "-a", from, to, (char *)NULL);
		_exit(9);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_all(const char *path)
{
	assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void write_policy(struct world *w)
{
	char path[128];
	char *text = arena_strdup(arena, "# invented\n");
	for (int i = 0; i < GUARDS; i++) {
		text = arena_printf(arena, "%switness g%d %s guard:%d\n", text, i,
			note_key_format(arena, guards[i].key.name, guards[i].key.type, guards[i].key.key), i);
	}
	text = arena_printf(arena, "%sgroup both all g0 g1\nquorum both\n", text);
	snprintf(path, sizeof path, "%s/policy", w->path);
	FINE(w, file_replace(path, str_of(text), 0644, &w->fault));
}

static int start(void **state)
{
	struct world *w = world_create(11);
	struct note_key log;
	struct fault f = {0};
	arena = arena_create(256 << 20);
	assert_int_equal(cosign_policy(w->reg, arena, &policy, &f), RC_NOT_FOUND);
	FINE(w, log_key(w->reg, arena, OWN_ORG, &log, &w->fault));
	for (int i = 0; i < GUARDS; i++) {
		struct guard *g = &guards[i];
		snprintf(g->path, sizeof g->path, "/tmp/volya-guard-XXXXXX");
		assert_non_null(mkdtemp(g->path));
		FINE(w, reg_create(g->path, "Invented Guard", &w->fault));
		FINE(w, reg_open(g->path, DB_WRITE, &g->reg, &w->fault));
		FINE(w, witness_trust(g->reg, &log, &w->fault));
		FINE(w, witness_key(g->reg, arena, &g->key, &w->fault));
	}
	write_policy(w);
	FINE(w, cosign_policy(w->reg, arena, &policy, &w->fault));
	snprintf(aside, sizeof aside, "/tmp/volya-aside-XXXXXX");
	assert_non_null(mkdtemp(aside));
	*state = w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;
	char path[128];
	for (int i = 0; i < GUARDS; i++) {
		reg_close(guards[i].reg);
		remove_all(guards[i].path);
	}
	snprintf(path, sizeof path, "%s/policy", w->path);
	(void)remove(path);
	snprintf(path, sizeof path, "%s/log", w->path);
	remove_all(path);
	world_destroy(w);
	remove_all(aside);
	arena_destroy(arena);
	return 0;
}

static uint64_t size_of(struct world *w)
{
	struct log_head head;
	FINE(w, log_head(w->reg, arena, OWN_ORG, &head, &w->fault));
	return head.tree.size;
}

static void grow(struct world *w)
{
	int64_t no = 0;
	while (no == 0) {
		if (world_change(w, &no) != RC_OK) {
			no = 0;
			fault_clear(&w->fault);
		}
	}
}

static struct cosign_said *cosign(struct world *w)
{
	struct cosign_said *said;
	size_t count;
	FINE(w, log_cosign(w->reg, arena, &policy, &reach, &said, &count, &w->fault));
	assert_int_equal(count, GUARDS);
	return said;
}

/* The published checkpoint: how many lines of the witnesses it has, all of which hold. */
static int published_lines(struct world *w)
{
	struct log_files own = log_own_files(w->reg);
	struct note n;
	struct buf b;
	struct log_head head;
	int lines = 0;
	buf_init(&b, NOTE_MOST);
	FINE(w, own.read(own.data, "checkpoint", &b, &w->fault));
	FINE(w, note_parse(arena, str_copy(arena, buf_view(&b)), &n, &w->fault));
	for (int i = 0; i < GUARDS; i++) {
		enum rc rc = note_check(&n, &guards[i].key, NULL);
		assert_true(rc == RC_OK || rc == RC_NOT_FOUND);
		lines += rc == RC_OK;
	}
	assert_int_equal(n.count, 1 + lines);
	assert_int_equal(policy_witnessed(&policy, &n, NULL), lines == GUARDS ? RC_OK : RC_NOT_FOUND);
	FINE(w, log_head(w->reg, arena, OWN_ORG, &head, &w->fault));
	assert_true(str_eq(head.checkpoint, buf_view(&b)));
	buf_finish(&b);
	return lines;
}

static void witnesses_cosign(void **state)
{
	struct world *w = *state;
	FINE(w, log_publish(w->reg, NULL, &w->fault));
	assert_int_equal(published_lines(w), 0);
	for (int round = 0; round < 5; round++) {
		struct cosign_said *said = cosign(w);
		for (int i = 0; i < GUARDS; i++) {
			assert_int_equal(said[i].fate, COSIGN_DONE);
			assert_int_equal(said[i].size, size_of(w));
			assert_int_equal(said[i].seconds, NOW);
			/* How far it was is known: one request each. */
			assert_int_equal(guards[i].asked, round + 1);
		}
		assert_int_equal(published_lines(w), 2);
		grow(w);
		FINE(w, log_publish(w->reg, NULL, &w->fault));
		assert_int_equal(published_lines(w), 0);
	}
}

static void one_may_be_away(void **state)
{
	struct world *w = *state;
	guards[1].away = true;
	struct cosign_said *said = cosign(w);
	assert_int_equal(said[0].fate, COSIGN_DONE);
	assert_int_equal(said[1].fate, COSIGN_UNREACHED);
	assert_string_equal(said[1].text, "nobody answers");
	assert_int_equal(published_lines(w), 1);
	grow(w);
	guards[1].away = false;
	cosign(w);
	assert_int_equal(published_lines(w), 2);
}

/* A number alone must not stop anybody's register. */
static void what_is_only_said_stops_nothing(void **state)
{
	struct world *w = *state;
	struct checkpoint c;
	struct fault f = {0};
	guards[0].boasts = true;
	struct cosign_said *said = cosign(w);
	assert_int_equal(said[0].fate, COSIGN_REFUSED);
	assert_non_null(said[0].text);
	guards[0].boasts = false;
	grow(w);
	assert_int_equal(log_meet(w->reg, arena, STR("nothing"), &c, &f), RC_INVALID);
	fault_clear(&f);
	char *note;
	struct id digest = {{0}};
	assert_int_equal(witness_checkpoint(guards[0].reg, arena, &digest, &note, &f), RC_NOT_FOUND);
	cosign(w);
	assert_int_equal(published_lines(w), 2);
}

static void swap(struct world *w, const char *from, const char *to)
{
	char path[160];
	reg_close(w->reg);
	snprintf(path, sizeof path, "%s/.", from);
	remove_all(to);
	assert_int_equal(mkdir(to, 0700), 0);
	copy(path, to);
	FINE(w, reg_open(w->path, DB_WRITE, &w->reg, &w->fault));
}

/* What was put back from a copy asks its witnesses, hears of itself, and signs nothing more. */
static void an_old_copy_signs_nothing(void **state)
{
	struct world *w = *state;
	char newest[] = "/tmp/volya-newest-XXXXXX";
	assert_non_null(mkdtemp(newest));
	swap(w, w->path, aside);
	uint64_t old = size_of(w);
	grow(w);
	cosign(w);
	uint64_t new = size_of(w);
	swap(w, w->path, newest);
	swap(w, aside, w->path);
	assert_int_equal(size_of(w), old);
	struct cosign_said *said = cosign(w);
	for (int i = 0; i < GUARDS; i++) {
		assert_int_equal(said[i].fate, COSIGN_AHEAD);
		assert_int_equal(said[i].size, new);
		assert_non_null(strstr(said[i].text, "put back"));
	}
	struct change *c = NULL;
	assert_int_equal(change_begin(w->reg, "a change", &c, &w->fault), RC_DB);
	assert_non_null(strstr(w->fault.message, "a witness has seen"));
	fault_clear(&w->fault);
	assert_int_equal(size_of(w), old);
	/* With the newest copy it goes on. */
	swap(w, newest, w->path);
	grow(w);
	cosign(w);
	assert_int_equal(published_lines(w), 2);
	remove_all(newest);
}

/* The copy went on before it asked anybody: two histories, which the witnesses refuse and keep. */
static void a_fork_is_told(void **state)
{
	struct world *w = *state;
	struct evidence *e;
	size_t count;
	swap(w, w->path, aside);
	world_pass(w, 1);
	struct change *c = world_begin(w);
	world_say(w, c, world_subject(w, c, KIND_SOURCE), P_SOURCE_TITLE, "One history");
	int64_t no;
	FINE(w, change_close(c, NULL, &no, &w->fault));
	cosign(w);
	uint64_t size = size_of(w);
	swap(w, aside, w->path);
	c = world_begin(w);
	world_say(w, c, world_subject(w, c, KIND_SOURCE), P_SOURCE_TITLE, "Another history");
	FINE(w, change_close(c, NULL, &no, &w->fault));
	assert_int_equal(size_of(w), size);
	struct cosign_said *said = cosign(w);
	for (int i = 0; i < GUARDS; i++) {
		assert_int_equal(said[i].fate, COSIGN_FORK);
		assert_int_equal(said[i].size, size);
		FINE(w, evidence_list(guards[i].reg, arena, &e, &count, &w->fault));
		assert_int_equal(count, 1);
		assert_int_equal(e[0].size, size);
	}
	assert_int_equal(published_lines(w), 0);
	/* A larger one is refused for its proof, and told just so. */
	grow(w);
	said = cosign(w);
	assert_int_equal(said[0].fate, COSIGN_REFUSED);
	assert_int_equal(published_lines(w), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(witnesses_cosign),
		cmocka_unit_test(one_may_be_away),
		cmocka_unit_test(what_is_only_said_stops_nothing),
		cmocka_unit_test(an_old_copy_signs_nothing),
		cmocka_unit_test(a_fork_is_told),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
