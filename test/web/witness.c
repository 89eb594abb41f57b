/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The witness over HTTP: statuses, types, bodies that are none; and what the world may ask it. */
#include "served.h"

#include "../ledger/naive_tree.h"
#include "../ledger/signer.h"
#include "register/witness.h"

#define ORIGIN "log.example/public"
/* SHA-256 of the origin, worked out with another program. */
#define DIGEST "73bfb4688d073248bdce560867604aaed24515fe1994d91a90a78c442a62c757"

static struct naive *naive;
static struct signer log_key;
static struct arena *arena;
static struct note_key own;

static void fill(const char *path)
{
	struct fault f = { 0 };
	struct reg *r;

	assert_int_equal(reg_create(path, "Invented organisation", &f), RC_OK);
	assert_int_equal(reg_open(path, DB_WRITE, &r, &f), RC_OK);
	assert_int_equal(witness_trust(r, &log_key.key, &f), RC_OK);
	assert_int_equal(witness_key(r, arena, &own, &f), RC_OK);
	reg_close(r);
}

static int start(void **state)
{
	ledger_start();
	naive = naive_create();
	arena = arena_create(64 << 20);
	signer_make(&log_key, 1, ORIGIN, NOTE_ED25519);
	*state = served_start(fill);
	return *state ? 0 : 1;
}

static int stop(void **state)
{
	naive_destroy(naive);
	arena_destroy(arena);
	return served_stop(*state);
}

/* Signed with a key whose name is the origin. */
static struct witness_request request_by(struct signer *k, size_t old, size_t size, struct id root)
{
	struct checkpoint c = { k->key.name, size, root };
	struct witness_request r = { .old_size = old };
	char *note;

	if (old > 0 && old <= size) {
		naive_subproof(naive, old, 0, size, true, &r.proof);
	}
	assert_int_equal(note_sign(arena, str_of(checkpoint_format(arena, &c)), &k->key, signer_sign, k, &note, NULL),
		RC_OK);
	r.note = str_of(note);
	return r;
}

static struct witness_request request(size_t old, size_t size, struct id root)
{
	return request_by(&log_key, old, size, root);
}

static const char *post(struct served *s, const char *body)
{
	const char *text = arena_printf(arena, "POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"Content-Length: %zu\r\n\r\n%s", strlen(body), body);

	return exchange(s, text, strlen(text));
}

static const char *ask(struct served *s, const struct witness_request *r)
{
	return post(s, witness_request_format(arena, r));
}

static struct str body_of(const char *answer)
{
	const char *at = strstr(answer, "\r\n\r\n");

	assert_non_null(at);
	return str_of(at + 4);
}

static void a_checkpoint_is_cosigned(void **state)
{
	struct served *s = *state;
	struct witness_request r = request(0, 5, naive_hash(naive, 0, 5));
	struct note n;
	struct str lines;
	uint64_t seconds, size;

	assert_int_equal(status_of(ask_for(s, "GET /witness/" DIGEST "/checkpoint", "")), 404);
	assert_int_equal(status_of(ask(s, &r)), 200);
	assert_non_null(strstr(s->answer, "Content-Type: text/plain; charset=utf-8\r\n"));
	assert_null(strstr(s->answer, "ETag"));
	assert_int_equal(note_parse(arena, r.note, &n, NULL), RC_OK);
	assert_int_equal(witness_answer_read(arena, 200, body_of(s->answer), &n, &own, &lines, &seconds, &size, NULL),
		RC_OK);
	assert_true(seconds > 1700000000);
	/* What anybody may ask for afterwards. */
	char *whole = note_replace(arena, &n, &own, lines);
	assert_int_equal(status_of(ask_for(s, "GET /witness/" DIGEST "/checkpoint", "")), 200);
	assert_non_null(strstr(s->answer, "Content-Type: text/plain; charset=utf-8\r\n"));
	assert_true(str_is(body_of(s->answer), whole));
	assert_int_equal(status_of(ask_for(s, "HEAD /witness/" DIGEST "/checkpoint", "")), 200);
}

static void it_says_how_far_it_is(void **state)
{
	struct served *s = *state;
	struct witness_request r = request(0, 20, naive_hash(naive, 0, 20));

	assert_int_equal(status_of(ask(s, &r)), 409);
	assert_non_null(strstr(s->answer, "Content-Type: text/x.tlog.size\r\n"));
	assert_true(str_is(body_of(s->answer), "5\n"));
	r = request(5, 20, naive_hash(naive, 0, 21));
	assert_int_equal(status_of(ask(s, &r)), 422);
	r = request(5, 20, naive_hash(naive, 0, 20));
	/* The root of before is known already: what was refused is evidence now, and what is right goes on. */
	assert_int_equal(status_of(ask(s, &r)), 200);
}

static void what_it_refuses(void **state)
{
	struct served *s = *state;
	static const struct {
		const char *line;
		int status;
	} cases[] = {
		{ "GET /witness/add-checkpoint", 405 }, { "DELETE /witness/add-checkpoint", 405 },
		{ "POST /witness/" DIGEST "/checkpoint", 405 }, { "GET /witness/", 404 }, { "GET /witness/x/checkpoint", 404 },
		{ "GET /witness/" DIGEST, 404 }, { "GET /witness/" DIGEST "/other", 404 }, { "GET /witness", 404 },
		{ "GET /witness/" DIGEST "0/checkpoint", 404 }, { "GET /en/witness/" DIGEST "/checkpoint", 404 },
	};
	struct witness_request r;
	struct signer other;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status = status_of(ask_for(s, cases[i].line, ""));
		if (status != cases[i].status) {
			fail_msg("%s: %d, not %d", cases[i].line, status, cases[i].status);
		}
	}
	(void)ask_for(s, "GET /witness/add-checkpoint", "");
	assert_non_null(strstr(s->answer, "Allow: POST\r\n"));
	assert_int_equal(status_of(post(s, "")), 400);
	assert_int_equal(status_of(post(s, "old 20\n\nnothing\n")), 400);
	assert_int_equal(status_of(ask_for(s, "POST /witness/add-checkpoint", "Content-Length: 2000000\r\n")), 413);
	signer_make(&other, 8, ORIGIN, NOTE_ED25519);
	r = request_by(&other, 20, 21, naive_hash(naive, 0, 21));
	assert_int_equal(status_of(ask(s, &r)), 403);
	signer_make(&other, 8, "other.example", NOTE_ED25519);
	r = request_by(&other, 0, 5, naive_hash(naive, 0, 5));
	assert_int_equal(status_of(ask(s, &r)), 404);
	assert_int_equal(status_of(ask_for(s, "GET /witness/" DIGEST "/checkpoint", "")), 200);
	assert_non_null(strstr(s->answer, "\n20\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_checkpoint_is_cosigned),
		cmocka_unit_test(it_says_how_far_it_is),
		cmocka_unit_test(what_it_refuses),
	};

	return cmocka_run_group_tests_name("witness", tests, start, stop);
}
