/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Statement headers, digests and ids: against values worked out by hand from the formats in
 * ledger.h with another program, and under every single-byte change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "again.h"

static int start(void **state)
{
	(void)state;
	ledger_start();
	return 0;
}

static void assert_id(const struct id *id, const char *hex)
{
	char text[2 * ID_SIZE + 1];
	assert_string_equal(hex_format(id->b, ID_SIZE, text), hex);
}

static void count_up(uint8_t *p, size_t n, uint8_t from)
{
	for (size_t i = 0; i < n; i++) {
		p[i] = (uint8_t)(from + i);
	}
}

#define SUBJECT ((handle)0x0123456789abcde)
#define SOURCE ((handle)0x0fedcba987654321)

static struct claim name_claim(void)
{
	return (struct claim){
		.property = STR("name"),
		.value = {.type = VALUE_TEXT, .text = STR("Ціханоўскі")},
		.language = STR("be"),
		.valid = STR("2020-05-29/.."),
	};
}

static void digests_are_as_written_down(void **state)
{
	(void)state;
	uint8_t salt[SALT_SIZE];
	struct id id;
	char letters[3000];
	struct claim c = name_claim();
	count_up(salt, SALT_SIZE, 0);
	claim_digest(&c, salt, &id);
	assert_id(&id, "9a63af4c4bde051b364d743c83ea28e773aef0c06ef8085e356bdfa835cf669e");
	c = (struct claim){STR("amount"), {.type = VALUE_INT, .number = -1450}, STR(""), STR("")};
	claim_digest(&c, salt, &id);
	assert_id(&id, "8b615042f1bcc40aa26b94310d0cfb1664c0c072ad15cd43c75017ba720c2ed8");
	c = (struct claim){STR("place"), {.type = VALUE_REF, .number = SUBJECT}, STR(""), STR("2021")};
	claim_digest(&c, salt, &id);
	assert_id(&id, "909b179f06de1a0c05f5efc9c4a9496b0173bbd13c22e036ddc4900e8e6b6218");
	c = (struct claim){STR("name"), {.type = VALUE_NONE}, {NULL, 0}, {NULL, 0}};
	claim_digest(&c, salt, &id);
	assert_id(&id, "aef3f6c99b805d9e400ec60c70da6c9eeda30524ad5e5a6eff4409469df6f812");
	memset(letters, 'a', sizeof letters);
	c = (struct claim){STR("note"), {.type = VALUE_TEXT, .text = {letters, sizeof letters}}, STR("en"), STR("")};
	claim_digest(&c, salt, &id);
	assert_id(&id, "60ebec26b191eeb03ffaee7612475bf2271c63d9682a0e3251ddc84b4d964463");
	count_up(salt, SALT_SIZE, 100);
	source_digest(SOURCE, salt, &id);
	assert_id(&id, "a581522a1e5e7d7e0b0f9808e6d12b42521e3cc033a1878b8863e4f237b3b5f6");
	source_digest(0, salt, &id);
	assert_id(&id, "61d23680a460b49ed0c3452ed2edeb9239dfa587fd4d3c86c93437d275578fd6");
}

static struct header sample_header(void)
{
	uint8_t salt[SALT_SIZE];
	struct claim c = name_claim();
	struct header h = {.kind = 1, .subject = SUBJECT, .mode = MODE_REPLACE, .has_target = true, .day = 19432};
	count_up(h.org, ORG_SIZE, 0);
	memset(h.target.b, 7, ID_SIZE);
	count_up(salt, SALT_SIZE, 0);
	claim_digest(&c, salt, &h.claim);
	count_up(salt, SALT_SIZE, 100);
	source_digest(SOURCE, salt, &h.source);
	return h;
}

static void id_of(const struct header *h, struct id *ret)
{
	uint8_t bytes[HEADER_MAX];
	statement_id(bytes, header_encode(h, bytes), ret);
}

static void the_header_is_as_written_down(void **state)
{
	(void)state;
	static const char hex[] = "a901010250000102030405060708090a0b0c0d0e0f0301044800123456789abcde0502065820"
		"0707070707070707070707070707070707070707070707070707070707070707"
		"07194be80858209a63af4c4bde051b364d743c83ea28e773aef0c06ef8085e356bdfa835cf669e"
		"095820a581522a1e5e7d7e0b0f9808e6d12b42521e3cc033a1878b8863e4f237b3b5f6";
	uint8_t bytes[HEADER_MAX], expected[144];
	struct header h = sample_header();
	struct id id;
	assert_true(hex_parse(STR(hex), expected, sizeof expected));
	assert_int_equal(header_encode(&h, bytes), sizeof expected);
	assert_memory_equal(bytes, expected, sizeof expected);
	id_of(&h, &id);
	assert_id(&id, "95b906b7ab50e2ba7124cbe04175f60c06223612d3b3ad02873ded430a32ad01");
}

static bool same_header(const struct header *a, const struct header *b)
{
	return memcmp(a->org, b->org, ORG_SIZE) == 0 && a->kind == b->kind && a->subject == b->subject
		&& a->mode == b->mode && a->has_target == b->has_target && a->day == b->day
		&& memcmp(&a->target, &b->target, ID_SIZE) == 0 && memcmp(&a->claim, &b->claim, ID_SIZE) == 0
		&& memcmp(&a->source, &b->source, ID_SIZE) == 0;
}

static void headers_come_back(void **state)
{
	(void)state;
	for (int i = 0; i < 5000; i++) {
		uint8_t bytes[HEADER_MAX], kind;
		int32_t any_day;
		struct header h = {0}, back;
		struct fault f = {0};
		random_bytes(&h.org, ORG_SIZE);
		random_bytes(&kind, 1);
		random_bytes(&any_day, sizeof any_day);
		random_bytes(&h.claim, ID_SIZE);
		random_bytes(&h.source, ID_SIZE);
		h.kind = kind ? kind : 1;
		h.mode = 1 + i % 4;
		h.has_target = h.mode != MODE_ASSERT;
		if (h.has_target) {
			random_bytes(&h.target, ID_SIZE);
		}
		h.subject = handle_random();
		h.day = any_day % ((int32_t)DAY_MAX >> (i % 20));
		size_t n = header_encode(&h, bytes);
		assert_int_equal(cbor_check((struct str){(char *)bytes, n}, &f), RC_OK);
		assert_int_equal(header_decode(bytes, n, &back, &f), RC_OK);
		assert_true(same_header(&h, &back));
	}
}

/* Whatever one byte becomes: refused, or another header that has just these bytes and another id. */
static void changed_headers_are_refused_or_others(void **state)
{
	(void)state;
	struct header h = sample_header();
	struct id id, other;
	uint8_t bytes[HEADER_MAX], again[HEADER_MAX];
	size_t n = header_encode(&h, bytes);
	int refused = 0;
	id_of(&h, &id);
	for (size_t at = 0; at < n; at++) {
		uint8_t was = bytes[at];
		for (int c = 0; c < 256; c++) {
			struct header back;
			struct fault f = {0};
			bytes[at] = (uint8_t)c;
			if (c == was) {
				continue;
			}
			if (header_decode(bytes, n, &back, &f) != RC_OK) {
				assert_int_equal(f.rc, RC_INVALID);
				refused++;
				continue;
			}
			assert_int_equal(header_encode(&back, again), n);
			assert_memory_equal(again, bytes, n);
			statement_id(bytes, n, &other);
			assert_memory_not_equal(&id, &other, ID_SIZE);
		}
		bytes[at] = was;
	}
	/* The bytes that hold no free value: heads of strings, keys, the version. */
	assert_true(refused >= 19 * 255);
}

static void cut_and_longer_headers_are_refused(void **state)
{
	(void)state;
	struct header h = sample_header(), back;
	uint8_t bytes[HEADER_MAX + 1];
	size_t n = header_encode(&h, bytes);
	for (size_t cut = 0; cut < n; cut++) {
		assert_int_equal(header_decode(bytes, cut, &back, NULL), RC_INVALID);
	}
	bytes[n] = 0;
	assert_int_equal(header_decode(bytes, n + 1, &back, NULL), RC_INVALID);
}

/* Canonical bytes, and yet no header. */
static void strange_headers_are_refused(void **state)
{
	(void)state;
	static const struct {
		size_t at;
		uint8_t was, becomes;
		const char *why;
	} cases[] = {
		{2, 1, 2, "out of range"},
		{22, 1, 0, "out of range"},
		{34, 2, 1, "target"}, /* an assert with a target */
		{34, 2, 5, "out of range"},
		{34, 2, 0, "out of range"},
		{25, 0, 0x10, "handle"}, /* 61 bits */
	};
	struct header h = sample_header(), back;
	uint8_t bytes[HEADER_MAX];
	size_t n = header_encode(&h, bytes);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct fault f = {0};
		assert_int_equal(bytes[cases[i].at], cases[i].was);
		bytes[cases[i].at] = cases[i].becomes;
		assert_int_equal(header_decode(bytes, n, &back, &f), RC_INVALID);
		assert_non_null(strstr(f.message, cases[i].why));
		bytes[cases[i].at] = cases[i].was;
	}
	h.has_target = false;
	h.mode = MODE_ASSERT;
	n = header_encode(&h, bytes);
	bytes[34] = MODE_RETRACT; /* of nothing */
	assert_int_equal(header_decode(bytes, n, &back, NULL), RC_INVALID);
}

/* No field of what was said can change without the id. */
static void tampering_changes_the_id(void **state)
{
	(void)state;
	uint8_t salt[SALT_SIZE] = {1}, other_salt[SALT_SIZE] = {2};
	struct claim c = name_claim(), cases[9];
	for (int i = 0; i < 9; i++) {
		cases[i] = c;
	}
	cases[0].property = STR("nam");
	cases[1].value.text = STR("Ціханоўская");
	cases[2].language = STR("ru");
	cases[3].valid = STR("2020-05-29/");
	cases[4].value = (struct value){.type = VALUE_NONE};
	cases[5].value = (struct value){.type = VALUE_INT, .number = 5};
	cases[6].value = (struct value){.type = VALUE_REF, .number = 5};
	/* The same letters cut at other places. */
	cases[7].language = STR("be2020-05-29/..");
	cases[7].valid = STR("");
	cases[8].property = STR("");
	struct id ids[11];
	claim_digest(&c, salt, &ids[9]);
	claim_digest(&c, other_salt, &ids[10]);
	for (int i = 0; i < 9; i++) {
		claim_digest(&cases[i], salt, &ids[i]);
	}
	for (int i = 0; i < 11; i++) {
		for (int k = 0; k < i; k++) {
			assert_memory_not_equal(&ids[i], &ids[k], ID_SIZE);
		}
	}
	struct id with, without, salted;
	source_digest(SOURCE, salt, &with);
	source_digest(0, salt, &without);
	source_digest(SOURCE, other_salt, &salted);
	assert_memory_not_equal(&with, &without, ID_SIZE);
	assert_memory_not_equal(&with, &salted, ID_SIZE);
}

static void handles_are_written_and_read(void **state)
{
	(void)state;
	char text[HANDLE_TEXT];
	handle h;
	assert_string_equal(handle_format(1, text), "000000000001");
	assert_string_equal(handle_format(((handle)1 << 60) - 1, text), "zzzzzzzzzzzz");
	assert_string_equal(handle_format(SUBJECT, text), "04hmasw9nf6y");
	assert_true(handle_parse(STR("O4HMasw9NF6Y"), &h) && h == SUBJECT);
	assert_true(handle_parse(STR("oO0iIlL11zzz"), &h));
	assert_string_equal(handle_format(h, text), "000111111zzz");
	assert_false(handle_parse(STR("000000000000"), &h)); /* no handle */
	assert_false(handle_parse(STR("00000000001"), &h));
	assert_false(handle_parse(STR("0000000000001"), &h));
	assert_false(handle_parse(STR("00000000000u"), &h)); /* not in the alphabet */
	assert_false(handle_parse(STR("00000-000001"), &h));
	assert_false(handle_parse((struct str){"00000000000\0", 12}, &h));
	for (int i = 0; i < 10000; i++) {
		handle made = handle_random();
		assert_true(made > 0 && made >> 60 == 0);
		assert_true(handle_parse(str_of(handle_format(made, text)), &h) && h == made);
	}
}

static void hexadecimal_is_strict(void **state)
{
	(void)state;
	uint8_t b[2];
	assert_true(hex_parse(STR("0aFf"), b, 2) && b[0] == 0x0A && b[1] == 0xFF);
	assert_false(hex_parse(STR("0aF"), b, 2));
	assert_false(hex_parse(STR("0aFf0"), b, 2));
	assert_false(hex_parse(STR("0xFf"), b, 2));
	assert_false(hex_parse(STR(" aFf"), b, 2));
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, 16);
}

/* Salts never come twice, over many blocks of the supply; nor on both sides of a fork. */
static void random_bytes_do_not_repeat(void **state)
{
	(void)state;
	enum { COUNT = 4096, SIZE = 16 };
	static uint8_t seen[COUNT][SIZE];
	for (int i = 0; i < COUNT; i++) {
		random_bytes(seen[i], SIZE);
	}
	qsort(seen, COUNT, SIZE, compare);
	for (int i = 1; i < COUNT; i++) {
		assert_memory_not_equal(seen[i - 1], seen[i], SIZE);
	}
	uint8_t large[20000] = {0}; /* more than is kept in supply */
	random_bytes(large, sizeof large);
	assert_memory_not_equal(large, large + 10000, 10000);
}

static void a_fork_does_not_share_randomness(void **state)
{
	(void)state;
	uint8_t mine[32], theirs[32];
	int ends[2];
	random_bytes(mine, sizeof mine);
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		random_bytes(mine, sizeof mine);
		_exit(write(ends[1], mine, sizeof mine) != sizeof mine);
	}
	assert_true(child > 0);
	random_bytes(mine, sizeof mine);
	assert_int_equal(read(ends[0], theirs, sizeof theirs), sizeof theirs);
	waitpid(child, NULL, 0);
	assert_memory_not_equal(mine, theirs, sizeof mine);
	close(ends[0]);
	close(ends[1]);
}

static void hashes_run_beside_each_other(void **state)
{
	(void)state;
	struct hash *one = hash_create(), *two = hash_create();
	struct id a, b;
	hash_add(one, "a", 1);
	hash_add(two, "ab", 2);
	hash_add(one, "bc", 2);
	source_digest(1, (const uint8_t[SALT_SIZE]){0}, &a); /* the thread's own context does not disturb them */
	hash_add(two, "c", 1);
	hash_finish(one, &a);
	hash_finish(two, &b);
	/* FIPS 180-4, the example "abc" */
	assert_id(&a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_memory_equal(&a, &b, ID_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_are_as_written_down),
		cmocka_unit_test(the_header_is_as_written_down),
		cmocka_unit_test(headers_come_back),
		cmocka_unit_test(changed_headers_are_refused_or_others),
		cmocka_unit_test(cut_and_longer_headers_are_refused),
		cmocka_unit_test(strange_headers_are_refused),
		cmocka_unit_test(tampering_changes_the_id),
		cmocka_unit_test(handles_are_written_and_read),
		cmocka_unit_test(hexadecimal_is_strict),
		cmocka_unit_test(random_bytes_do_not_repeat),
		cmocka_unit_test(a_fork_does_not_share_randomness),
		cmocka_unit_test(hashes_run_beside_each_other),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
