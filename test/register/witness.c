/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register as a witness: what it keeps, that it keeps it before it answers, and that evidence stays. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../ledger/naive_tree.h"
#include "../ledger/signer.h"
#include "register/witness.h"
#include "world.h"

#define ORIGIN "log.example/public"
#define NOW 1700000000

static struct naive *naive;
static struct signer log_key, new_key;
static struct arena *arena;

static int start(void **state)
{
	struct world *w = world_create(7);
	ledger_start();
	naive = naive_create();
	arena = arena_create(256 << 20);
	signer_make(&log_key, 1, ORIGIN, NOTE_ED25519);
	signer_make(&new_key, 2, ORIGIN, NOTE_ED25519);
	*state = w;
	return 0;
}

static int stop(void **state)
{
	struct world *w = *state;
	char path[128];
	snprintf(path, sizeof path, "%s/keys/witness.key", w->path);
	(void)remove(path);
	world_destroy(w);
	naive_destroy(naive);
	arena_destroy(arena);
	return 0;
}

static struct id root_of(size_t size)
{
	return naive_hash(naive, 0, size);
}

/* A request to go from old to a tree of size, whose root is said to be this. */
static char *request(struct signer *s, const char *origin, size_t old, size_t size, struct id root)
{
	struct checkpoint c = {origin, size, root};
	struct witness_request r = {.old_size = old};
	char *note;
	if (old > 0 && old <= size) {
		naive_subproof(naive, old, 0, size, true, &r.proof);
	}
	assert_int_equal(note_sign(arena, str_of(checkpoint_format(arena, &c)), &s->key, signer_sign, s, &note, NULL),
		RC_OK);
	r.note = str_of(note);
	return witness_request_format(arena, &r);
}

static struct witness_answer post(struct world *w, struct reg *r, const char *text)
{
	struct witness_answer a = {0};
	FINE(w, witness_post(r, arena, str_of(text), NOW, &a, &w->fault));
	return a;
}

static void assert_cosigned(struct world *w, size_t size)
{
	struct hash *h = hash_create();
	struct id digest;
	struct note n;
	struct checkpoint c;
	struct note_key k;
	char *note;
	hash_add(h, ORIGIN, strlen(ORIGIN));
	hash_finish(h, &digest);
	FINE(w, witness_checkpoint(w->reg, arena, &digest, &note, &w->fault));
	FINE(w, note_parse(arena, str_of(note), &n, &w->fault));
	FINE(w, checkpoint_parse(arena, n.text, &c, &w->fault));
	FINE(w, witness_key(w->reg, arena, &k, &w->fault));
	FINE(w, note_check(&n, &k, &w->fault));
	assert_int_equal(n.count, 2);
	assert_int_equal(c.size, size);
}

static void nobody_is_witnessed_who_was_not_asked_for(void **state)
{
	struct world *w = *state;
	struct witness_answer a;
	struct note_key k;
	struct fault f = {0};
	struct id digest = {{1}};
	char *note;
	assert_int_equal(witness_key(w->reg, arena, &k, &f), RC_NOT_FOUND);
	fault_clear(&f);
	assert_int_equal(witness_post(w->reg, arena, str_of(request(&log_key, ORIGIN, 0, 5, root_of(5))), NOW, &a, &f),
		RC_NOT_FOUND);
	fault_clear(&f);
	assert_int_equal(witness_checkpoint(w->reg, arena, &digest, &note, &f), RC_NOT_FOUND);
}

static void a_log_is_trusted(void **state)
{
	struct world *w = *state;
	struct note_key k, again;
	struct stat st;
	struct fault f = {0};
	char path[128];
	FINE(w, witness_trust(w->reg, &log_key.key, &w->fault));
	FINE(w, witness_trust(w->reg, &log_key.key, &w->fault));
	FINE(w, witness_key(w->reg, arena, &k, &w->fault));
	assert_true(str_starts(str_of(k.name), "volya/"));
	assert_non_null(strstr(k.name, "/witness"));
	snprintf(path, sizeof path, "%s/keys/witness.key", w->path);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* The same key afterwards, for other logs as well. */
	struct signer other;
	signer_make(&other, 9, "other.example", NOTE_ED25519);
	FINE(w, witness_trust(w->reg, &other.key, &w->fault));
	FINE(w, witness_key(w->reg, arena, &again, &w->fault));
	assert_memory_equal(again.key, k.key, KEY_SIZE);
	/* Neither a cosigner's key, nor our own under another name. */
	assert_int_equal(witness_trust(w->reg, &k, &f), RC_INVALID);
	fault_clear(&f);
	again = note_key_make(ORIGIN, NOTE_ED25519, k.key);
	assert_int_equal(witness_trust(w->reg, &again, &f), RC_CONFLICT);
}

static void it_goes_on_from_what_it_cosigned(void **state)
{
	struct world *w = *state;
	struct reg *reader;
	FINE(w, reg_open(w->path, DB_READ, &reader, &w->fault));
	assert_int_equal(post(w, reader, request(&log_key, ORIGIN, 0, 5, root_of(5))).status, 200);
	assert_cosigned(w, 5);
	assert_int_equal(post(w, reader, request(&log_key, ORIGIN, 5, 5, root_of(5))).status, 200);
	assert_int_equal(post(w, reader, request(&log_key, ORIGIN, 5, 300, root_of(300))).status, 200);
	assert_cosigned(w, 300);
	struct witness_answer a = post(w, reader, request(&log_key, ORIGIN, 5, 400, root_of(400)));
	assert_int_equal(a.status, 409);
	assert_true(str_is(a.body, "300\n"));
	assert_int_equal(post(w, reader, request(&log_key, "unknown.example", 0, 5, root_of(5))).status, 404);
	assert_int_equal(post(w, reader, request(&new_key, ORIGIN, 300, 400, root_of(400))).status, 403);
	assert_int_equal(post(w, reader, request(&log_key, ORIGIN, 300, 400, root_of(401))).status, 422);
	assert_int_equal(post(w, reader, "old").status, 400);
	assert_cosigned(w, 300);
	/* A second key of the log, after a change of keys. */
	FINE(w, witness_trust(w->reg, &new_key.key, &w->fault));
	assert_int_equal(post(w, reader, request(&new_key, ORIGIN, 300, 301, root_of(301))).status, 200);
	assert_cosigned(w, 301);
	reg_close(reader);
}

static size_t evidence_count(struct world *w, struct evidence **ret)
{
	size_t count;
	FINE(w, evidence_list(w->reg, arena, ret, &count, &w->fault));
	return count;
}

static void a_fork_is_kept_for_ever(void **state)
{
	struct world *w = *state;
	struct evidence *e;
	struct witnessed *list;
	struct note n;
	size_t count;
	/* One is known already: of the two checkpoints of 400 entries that were refused above, for other reasons. */
	assert_int_equal(post(w, w->reg, request(&log_key, ORIGIN, 301, 400, root_of(400))).status, 200);
	assert_int_equal(evidence_count(w, &e), 1);
	assert_string_equal(e[0].origin, ORIGIN);
	assert_int_equal(e[0].size, 400);
	const char *notes[] = {e[0].first, e[0].second};
	for (int i = 0; i < 2; i++) {
		FINE(w, note_parse(arena, str_of(notes[i]), &n, &w->fault));
		FINE(w, note_check(&n, &log_key.key, &w->fault));
		assert_int_equal(n.count, 1);
	}
	assert_string_not_equal(e[0].first, e[0].second);
	/* Of a size that was cosigned long ago; refused, and kept all the same; the same again adds nothing. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(post(w, w->reg, request(&log_key, ORIGIN, 0, 5, root_of(6))).status, 409);
		assert_int_equal(evidence_count(w, &e), 2);
	}
	FINE(w, witnessed_list(w->reg, arena, &list, &count, &w->fault));
	assert_int_equal(count, 2);
	assert_string_equal(list[0].origin, ORIGIN);
	assert_int_equal(list[0].evidence, 2);
	assert_true(list[0].cosigned && list[0].size == 400);
	assert_false(list[1].cosigned);
	/* Not even by hand. */
	struct fault f = {0};
	FINE(w, db_begin_write(reg_db(w->reg), &w->fault));
	assert_int_not_equal(db_run(reg_db(w->reg), "DELETE FROM evidence", &f), RC_OK);
	fault_clear(&f);
	assert_int_not_equal(db_run(reg_db(w->reg), "UPDATE evidence SET second = first", &f), RC_OK);
	db_rollback(reg_db(w->reg));
	assert_int_equal(evidence_count(w, &e), 2);
	FINE(w, views_rebuild(w->reg, NULL, &w->fault));
	assert_int_equal(evidence_count(w, &e), 2);
}

/* Many at a time, each the next step for everybody: of every step exactly one answer counts, and none is lost. */
static void only_one_of_many_wins(void **state)
{
	struct world *w = *state;
	enum { CLIENTS = 4, FROM = 400, TO = 440 };
	pid_t child[CLIENTS];
	reg_close(w->reg);
	for (int i = 0; i < CLIENTS; i++) {
		child[i] = fork();
		if (child[i] != 0) {
			continue;
		}
		struct reg *r;
		struct fault f = {0};
		int won = 0;
		if (reg_open(w->path, DB_READ, &r, &f) != RC_OK) {
			_exit(100);
		}
		for (size_t size = FROM; size < TO; size++) {
			struct witness_answer a = {0};
			if (witness_post(r, arena, str_of(request(&log_key, ORIGIN, size, size + 1, root_of(size + 1))), NOW, &a,
				&f) != RC_OK || (a.status != 200 && a.status != 409)) {
				_exit(101);
			}
			won += a.status == 200;
		}
		reg_close(r);
		_exit(won);
	}
	int won = 0;
	for (int i = 0; i < CLIENTS; i++) {
		int status;
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= TO - FROM);
		won += WEXITSTATUS(status);
	}
	assert_int_equal(won, TO - FROM);
	FINE(w, reg_open(w->path, DB_WRITE, &w->reg, &w->fault));
	assert_cosigned(w, TO);
}

static void a_flood_has_to_wait(void **state)
{
	struct world *w = *state;
	struct checkpoint c = {"flood.example", 0, root_of(1)};
	struct fault f = {0};
	bool fork;
	FINE(w, db_begin_write(reg_db(w->reg), &w->fault));
	for (c.size = 0; c.size < SIGHTINGS_MOST; c.size++) {
		FINE(w, sighting_keep(w->reg, &c, STR("note\n"), &fork, &w->fault));
	}
	assert_int_equal(sighting_keep(w->reg, &c, STR("note\n"), &fork, &f), RC_BUSY);
	/* What was seen already is still held against it. */
	c.size = 7;
	c.root = root_of(2);
	FINE(w, sighting_keep(w->reg, &c, STR("other\n"), &fork, &w->fault));
	assert_true(fork);
	world_pass(w, 1);
	c.size = SIGHTINGS_MOST;
	FINE(w, sighting_keep(w->reg, &c, STR("note\n"), &fork, &w->fault));
	assert_false(fork);
	db_rollback(reg_db(w->reg));
}

static void a_key_of_another_register_signs_nothing(void **state)
{
	struct world *w = *state;
	struct witness_answer a = {0};
	struct fault f = {0};
	struct role_key *k;
	char path[128], aside[160];
	char *text = request(&log_key, ORIGIN, 440, 441, root_of(441));
	snprintf(path, sizeof path, "%s/keys/witness.key", w->path);
	snprintf(aside, sizeof aside, "%s.aside", path);
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(witness_post(w->reg, arena, str_of(text), NOW, &a, &f), RC_CRYPTO);
	FINE(w, role_key_create(path, ROLE_WITNESS, &k, &w->fault));
	role_key_destroy(k);
	fault_clear(&f);
	assert_int_equal(witness_post(w->reg, arena, str_of(text), NOW, &a, &f), RC_CRYPTO);
	assert_int_equal(a.status, 0);
	assert_int_equal(rename(aside, path), 0);
	assert_cosigned(w, 440);
	assert_int_equal(post(w, w->reg, text).status, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_is_witnessed_who_was_not_asked_for),
		cmocka_unit_test(a_log_is_trusted),
		cmocka_unit_test(it_goes_on_from_what_it_cosigned),
		cmocka_unit_test(a_fork_is_kept_for_ever),
		cmocka_unit_test(only_one_of_many_wins),
		cmocka_unit_test(a_flood_has_to_wait),
		cmocka_unit_test(a_key_of_another_register_signs_nothing),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
