/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A host's store, asked directly: who is let in, whose turn it is, which manifest follows which, and what goes then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/host_call.h"
#include "ledger/manifest.h"
#include "web/host.h"

struct caller {
	struct person_key *key;
	struct signer who;
	uint64_t counter;
	uint8_t token[HOST_TOKEN];
};

static char folder[64];
static struct host_store *store;
static struct host_hello hello;
static struct caller anna, boris;
static struct buf out;

static void meet(struct caller *c, const char *name)
{
	c->key = person_make(str_of(name));
	c->who = person_signer(c->key);
	c->counter = 100;
	random_bytes(c->token, sizeof(c->token));
}

static void say_hello(void)
{
	buf_clear(&out);
	assert_int_equal(host_store_answer(store, STR("hello"), (struct str){ 0 }, &out), 200);
	assert_int_equal(host_hello_decode(buf_view(&out), &hello, NULL), RC_OK);
}

static int setup(void **state)
{
	bool changed;

	(void)state;
	ledger_start();
	buf_init(&out, (size_t)1 << 24);
	snprintf(folder, sizeof(folder), "%s/volya-host.XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(folder));
	meet(&anna, "anna");
	meet(&boris, "boris");
	assert_int_equal(host_allow(folder, &anna.who.public, true, &changed, NULL), RC_OK);
	assert_true(changed);
	assert_int_equal(host_allow(folder, &boris.who.public, true, &changed, NULL), RC_OK);
	assert_int_equal(host_store_open(folder, &store, NULL), RC_OK);
	say_hello();
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	host_store_close(store);
	store = NULL;
	person_destroy(anna.key);
	person_destroy(boris.key);
	buf_finish(&out);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A call, signed for one operation and sent as another. */
static int call_as(struct caller *c, const char *op, const char *sent, uint64_t counter, struct str payload)
{
	struct host_call call = { .counter = counter, .payload = payload };
	struct buf body;

	buf_init(&body, payload.n + HOST_CALL_AROUND);
	assert_int_equal(host_call_encode(&call, &hello, op, &c->who, &body, NULL), RC_OK);
	buf_clear(&out);
	int status = host_store_answer(store, str_of(sent), buf_view(&body), &out);
	buf_finish(&body);
	return status;
}

static int call(struct caller *c, const char *op, struct str payload)
{
	return call_as(c, op, op, ++c->counter, payload);
}

static struct str token_of(struct caller *c)
{
	return (struct str){ (const char *)c->token, HOST_TOKEN };
}

static struct host_pen pen(void)
{
	struct host_pen p;

	assert_int_equal(host_pen_decode(buf_view(&out), &p, NULL), RC_OK);
	return p;
}

/* Takes the pen; from: whose is broken, or NULL. */
static struct host_pen take(struct caller *c, const struct host_pen *from)
{
	struct buf b;

	buf_init(&b, 256);
	cbor_array(&b, 3);
	cbor_bytes(&b, c->token, HOST_TOKEN);
	if (from) {
		cbor_bytes(&b, from->key, KEY_SIZE);
	} else {
		cbor_null(&b);
	}
	cbor_uint(&b, from ? from->since : 0);
	assert_int_equal(call(c, "take", buf_view(&b)), 200);
	buf_finish(&b);
	return pen();
}

static int write_call(struct caller *c, const char *op, struct str first, const struct str *second, bool text)
{
	struct buf b;

	buf_init(&b, first.n + (second ? second->n : 0) + 256);
	host_write_encode(c->token, first, second, text, &b);
	int status = call(c, op, buf_view(&b));
	buf_finish(&b);
	return status;
}

/* A chunk of n bytes under a name of one letter. */
static int put(struct caller *c, char name, size_t n)
{
	static char bytes[CHUNK_SEALED + 1];
	char id[ID_SIZE];
	struct str chunk = { bytes, n };

	memset(id, name, sizeof(id));
	memset(bytes, name, sizeof(bytes));
	return write_call(c, "put", (struct str){ id, ID_SIZE }, &chunk, false);
}

static int get(struct caller *c, char name)
{
	char id[ID_SIZE];

	memset(id, name, sizeof(id));
	return call(c, "get", (struct str){ id, ID_SIZE });
}

/* A manifest that names these chunks, by a letter each, signed by another than who sends it if need be. */
static int send(struct caller *c, struct caller *signer, uint64_t number, const struct id *previous, const char *names,
	struct id *ret)
{
	struct manifest m = { .number = number, .previous = *previous, .body = STR("sealed") };
	struct buf chunks, bytes;

	buf_init(&chunks, 4096);
	buf_init(&bytes, MANIFEST_MOST);
	for (const char *p = names; *p; p++) {
		char id[ID_SIZE];

		memset(id, *p, sizeof(id));
		buf_add(&chunks, id, sizeof(id));
	}
	m.chunks = buf_view(&chunks);
	assert_int_equal(manifest_encode(&m, &signer->who, &bytes, NULL), RC_OK);
	manifest_digest(buf_view(&bytes), ret);
	int status = write_call(c, "manifest", buf_view(&bytes), NULL, false);
	buf_finish(&chunks);
	buf_finish(&bytes);
	return status;
}

/* ---- who is let in ---- */

static void test_who(void **state)
{
	struct caller vera;
	bool changed;

	(void)state;
	meet(&vera, "vera");
	assert_int_equal(call(&vera, "state", token_of(&vera)), 403);
	assert_int_equal(out.n, 0);
	assert_int_equal(host_allow(folder, &vera.who.public, true, &changed, NULL), RC_OK);
	assert_int_equal(call(&vera, "state", token_of(&vera)), 200);
	assert_int_equal(host_allow(folder, &vera.who.public, false, &changed, NULL), RC_OK);
	assert_true(changed);
	assert_int_equal(call(&vera, "state", token_of(&vera)), 403);
	assert_int_equal(host_allow(folder, &vera.who.public, false, &changed, NULL), RC_OK);
	assert_false(changed);
	person_destroy(vera.key);
}

static void test_signatures(void **state)
{
	struct host_hello was = hello;

	(void)state;
	assert_int_equal(call_as(&anna, "state", "state", 200, token_of(&anna)), 200);
	/* Once more, and an earlier one. */
	assert_int_equal(call_as(&anna, "state", "state", 200, token_of(&anna)), 401);
	assert_int_equal(call_as(&anna, "state", "state", 150, token_of(&anna)), 401);
	/* Another's counter is their own. */
	assert_int_equal(call_as(&boris, "state", "state", 150, token_of(&boris)), 200);
	/* Signed for something else, for another host, and for another start of this one. */
	assert_int_equal(call_as(&anna, "state", "give", 201, token_of(&anna)), 401);
	hello.host.b[0] ^= 1;
	assert_int_equal(call_as(&anna, "state", "state", 202, token_of(&anna)), 401);
	hello = was;
	host_store_close(store);
	assert_int_equal(host_store_open(folder, &store, NULL), RC_OK);
	assert_int_equal(call_as(&anna, "state", "state", 203, token_of(&anna)), 401);
	say_hello();
	assert_memory_equal(hello.host.b, was.host.b, ID_SIZE);
	assert_memory_not_equal(hello.nonce, was.nonce, HOST_NONCE);
	assert_int_equal(call_as(&anna, "state", "state", 204, token_of(&anna)), 200);
	assert_int_equal(host_store_answer(store, STR("state"), STR("nonsense"), &out), 400);
	assert_int_equal(host_store_answer(store, STR("other"), STR("nonsense"), &out), 404);
	anna.counter = 300;
	assert_int_equal(call(&anna, "state", STR("short")), 400);
	assert_int_equal(host_store_most(STR("other")), 0);
}

/* ---- the pen ---- */

static void test_pen(void **state)
{
	struct host_store *second;
	struct caller elsewhere = anna;
	struct host_pen p;

	(void)state;
	assert_int_equal(put(&anna, 'a', CHUNK_SEALED), 409); /* nobody has it */
	assert_true(take(&anna, NULL).mine);
	assert_true(take(&anna, NULL).mine);
	p = take(&boris, NULL);
	assert_true(p.held && !p.mine);
	assert_memory_equal(p.key, anna.who.public.sign, KEY_SIZE);
	assert_int_equal(put(&boris, 'a', CHUNK_SEALED), 409);
	/* The same person at another machine. */
	random_bytes(elsewhere.token, HOST_TOKEN);
	elsewhere.counter = anna.counter + 100;
	assert_false(take(&elsewhere, NULL).mine);
	assert_int_equal(put(&elsewhere, 'a', CHUNK_SEALED), 409);
	anna.counter = elsewhere.counter;
	/* Who has not got it gives nothing back. */
	assert_int_equal(call(&boris, "give", token_of(&boris)), 200);
	assert_true(pen().held);
	/* It outlives the process, which is the only one. */
	assert_int_equal(host_store_open(folder, &second, NULL), RC_BUSY);
	host_store_close(store);
	assert_int_equal(host_store_open(folder, &store, NULL), RC_OK);
	say_hello();
	assert_false(take(&boris, NULL).mine);
	/* Broken: that which was seen, not one that was taken since. */
	struct host_pen other = p;
	other.since++;
	assert_false(take(&boris, &other).mine);
	assert_true(take(&boris, &p).mine);
	assert_int_equal(put(&anna, 'a', CHUNK_SEALED), 409);
	assert_int_equal(put(&boris, 'a', CHUNK_SEALED), 200);
	assert_int_equal(call(&boris, "give", token_of(&boris)), 200);
	assert_false(pen().held);
	assert_int_equal(put(&boris, 'a', CHUNK_SEALED), 409);
}

/* ---- what is kept ---- */

static void test_manifest(void **state)
{
	const struct id none = { { 0 } };
	struct id first, second, unused;

	(void)state;
	assert_true(take(&anna, NULL).mine);
	assert_int_equal(put(&anna, 'a', CHUNK_SEALED - 1), 400);
	assert_int_equal(put(&anna, 'a', CHUNK_SEALED + 1), 400);
	assert_int_equal(put(&anna, 'a', CHUNK_SEALED), 200);
	assert_int_equal(send(&anna, &anna, 1, &none, "ab", &unused), 409); /* b is not there */
	assert_int_equal(put(&anna, 'b', CHUNK_SEALED), 200);
	assert_int_equal(send(&anna, &boris, 1, &none, "ab", &unused), 400);
	assert_int_equal(send(&anna, &anna, 2, &none, "ab", &unused), 409);
	assert_int_equal(send(&anna, &anna, 1, &none, "ab", &first), 200);
	assert_int_equal(send(&anna, &anna, 1, &none, "ab", &unused), 409);
	assert_int_equal(send(&anna, &anna, 2, &none, "ab", &unused), 409);
	assert_int_equal(get(&boris, 'a'), 200);
	assert_int_equal(out.n, CHUNK_SEALED);
	assert_int_equal(get(&boris, 'x'), 404);
	assert_int_equal(call(&anna, "give", token_of(&anna)), 200);
	assert_int_equal(send(&boris, &boris, 2, &first, "bc", &unused), 409);
	assert_true(take(&boris, NULL).mine);
	assert_int_equal(put(&boris, 'c', CHUNK_SEALED), 200);
	assert_int_equal(put(&boris, 'd', CHUNK_SEALED), 200);
	assert_int_equal(send(&boris, &boris, 2, &first, "bc", &second), 200);
	/* What no manifest names is gone, at once. */
	assert_int_equal(get(&anna, 'a'), 404);
	assert_int_equal(get(&anna, 'b'), 200);
	assert_int_equal(get(&anna, 'd'), 404);
	/* A chunk that was cut short counts as none. */
	char path[128], hex[2 * ID_SIZE + 1];
	uint8_t id[ID_SIZE];
	memset(id, 'c', sizeof(id));
	snprintf(path, sizeof(path), "%s/chunks/63/%s", folder, hex_format(id, ID_SIZE, hex));
	assert_int_equal(truncate(path, 100), 0);
	assert_int_equal(call(&anna, "have", (struct str){ (const char *)id, ID_SIZE }), 200);
	assert_int_equal(out.n, 1);
	assert_int_equal(out.p[0], 0);
	assert_int_equal(send(&boris, &boris, 3, &second, "bc", &unused), 409);
	/* It is there after a start anew. */
	host_store_close(store);
	assert_int_equal(host_store_open(folder, &store, NULL), RC_OK);
	say_hello();
	assert_int_equal(call(&anna, "state", token_of(&anna)), 200);
	manifest_digest(pen().manifest, &unused);
	assert_memory_equal(unused.b, second.b, ID_SIZE);
}

static void test_log(void **state)
{
	static const char *const wrong[] = { "", "x", "../allow", "checkpoint/", "/checkpoint", "tile/0/../000",
		"log/checkpoint", "tile/64/000", "content/000.p/256", "tile/0/000.p/5.new" };
	struct str bytes = STR("a note\n");

	(void)state;
	assert_int_equal(write_call(&anna, "log-put", STR("checkpoint"), &bytes, true), 409);
	assert_true(take(&anna, NULL).mine);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		assert_int_equal(write_call(&anna, "log-put", str_of(wrong[i]), &bytes, true), 404);
		assert_int_equal(write_call(&anna, "log-drop", str_of(wrong[i]), NULL, true), 404);
		assert_int_equal(host_store_log(store, str_of(wrong[i]), &out, NULL), RC_NOT_FOUND);
	}
	assert_int_equal(write_call(&anna, "log-put", STR("checkpoint"), &bytes, true), 200);
	assert_int_equal(write_call(&anna, "log-put", STR("content/000.p/7"), &bytes, true), 200);
	buf_clear(&out);
	assert_int_equal(host_store_log(store, STR("content/000.p/7"), &out, NULL), RC_OK);
	assert_true(str_eq(buf_view(&out), bytes));
	assert_int_equal(call(&boris, "log-list", (struct str){ 0 }), 200);
	assert_int_equal((uint8_t)out.p[0], 0x82); /* two files */
	assert_int_equal(write_call(&boris, "log-drop", STR("content/000.p/7"), NULL, true), 409);
	assert_int_equal(write_call(&anna, "log-drop", STR("content/000.p/7"), NULL, true), 200);
	assert_int_equal(host_store_log(store, STR("content/000.p/7"), &out, NULL), RC_NOT_FOUND);
	/* A file of hashes has no more bytes than its hashes. */
	static char many[40];
	struct str long_one = { many, sizeof(many) };
	assert_int_equal(write_call(&anna, "log-put", STR("tile/0/000.p/1"), &long_one, true), 413);
}

/* Two who come at once: one gets the pen. */
static void *contend(void *data)
{
	struct caller *c = data;
	struct host_call call = { .counter = ++c->counter };
	struct buf payload, body, answer;
	struct host_pen p = { 0 };

	buf_init(&payload, 256);
	buf_init(&body, 1024);
	buf_init(&answer, 1024);
	cbor_array(&payload, 3);
	cbor_bytes(&payload, c->token, HOST_TOKEN);
	cbor_null(&payload);
	cbor_uint(&payload, 0);
	call.payload = buf_view(&payload);
	if (host_call_encode(&call, &hello, "take", &c->who, &body, NULL) == RC_OK &&
		host_store_answer(store, STR("take"), buf_view(&body), &answer) == 200) {
		(void)!host_pen_decode(buf_view(&answer), &p, NULL);
	}
	buf_finish(&payload);
	buf_finish(&body);
	buf_finish(&answer);
	return p.mine ? c : NULL;
}

static void test_contended(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++) {
		pthread_t a, b;
		void *x, *y;

		assert_int_equal(pthread_create(&a, NULL, contend, &anna), 0);
		assert_int_equal(pthread_create(&b, NULL, contend, &boris), 0);
		pthread_join(a, &x);
		pthread_join(b, &y);
		assert_true((x == NULL) != (y == NULL));
		struct caller *c = x ? &anna : &boris;
		assert_int_equal(call(c, "give", token_of(c)), 200);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_who, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signatures, setup, teardown),
		cmocka_unit_test_setup_teardown(test_pen, setup, teardown),
		cmocka_unit_test_setup_teardown(test_manifest, setup, teardown),
		cmocka_unit_test_setup_teardown(test_log, setup, teardown),
		cmocka_unit_test_setup_teardown(test_contended, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
