/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Policies (C2SP tlog-policy): what they may say, and which sets of cosignatures they let pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "signer.h"

#define WITNESSES 6
#define CHECKPOINT "log.example\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static struct arena *arena;
static struct signer log_key, second_log, witness[WITNESSES];
static char *vkey[WITNESSES], *log_vkey;

static int start(void **state)
{
	(void)state;
	ledger_start();
	arena = arena_create(64 << 20);
	signer_make(&log_key, 1, "log.example", NOTE_ED25519);
	signer_make(&second_log, 2, "second.example", NOTE_ED25519);
	log_vkey = note_key_format(arena, "log.example", NOTE_ED25519, log_key.public);
	for (int i = 0; i < WITNESSES; i++) {
		char *name = arena_printf(arena, "witness%d.example", i);
		signer_make(&witness[i], (uint8_t)(10 + i), name, NOTE_COSIGNATURE);
		vkey[i] = note_key_format(arena, name, NOTE_COSIGNATURE, witness[i].public);
	}
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

/* The checkpoint, cosigned by the witnesses whose bits are set. */
static struct note note_of(struct signer *log, unsigned bits)
{
	struct note n;
	char *text, *line;
	assert_int_equal(note_sign(arena, STR(CHECKPOINT), &log->key, signer_sign, log, &text, NULL), RC_OK);
	for (int i = 0; i < WITNESSES; i++) {
		if (bits >> i & 1) {
			assert_int_equal(note_cosign(arena, STR(CHECKPOINT), &witness[i].key, 1700000000, signer_sign, &witness[i],
				&line, NULL), RC_OK);
			text = arena_printf(arena, "%s%s", text, line);
		}
	}
	assert_int_equal(note_parse(arena, str_of(text), &n, NULL), RC_OK);
	return n;
}

static char *head(void)
{
	char *text = arena_printf(arena, "log %s https://log.example/log/\n\n# six of two houses\n", log_vkey);
	for (int i = 0; i < WITNESSES; i++) {
		text = arena_printf(arena, "%switness %c%d\t %s\n", text, i < 3 ? 'X' : 'Y', i, vkey[i]);
	}
	return text;
}

static void parse(const char *tail, struct policy *p)
{
	struct fault f = {0};
	if (policy_parse(arena, str_of(arena_printf(arena, "%s%s", head(), tail)), p, &f) != RC_OK) {
		fail_msg("line %u: %s", f.line, f.message);
	}
}

/* The example of the specification: two of the first three, and one of the others. */
static void groups_of_groups(void **state)
{
	(void)state;
	struct policy p;
	parse("group X 2 X0 X1 X2\ngroup Y any Y3 Y4 Y5\n  group both all X Y  \nquorum both\n", &p);
	assert_int_equal(p.log_count, 1);
	assert_string_equal(p.logs[0].url, "https://log.example/log/");
	assert_int_equal(p.member_count, 9);
	for (unsigned bits = 0; bits < 1 << WITNESSES; bits++) {
		bool enough = __builtin_popcount(bits & 7) >= 2 && bits >> 3;
		struct note n = note_of(&log_key, bits);
		assert_int_equal(policy_check(&p, &n, NULL), enough ? RC_OK : RC_NOT_FOUND);
		assert_int_equal(policy_witnessed(&p, &n, NULL), enough ? RC_OK : RC_NOT_FOUND);
	}
}

static void one_witness_or_none(void **state)
{
	(void)state;
	struct policy p;
	struct note none = note_of(&log_key, 0), one = note_of(&log_key, 1), two = note_of(&log_key, 2);
	parse("quorum X0", &p);
	assert_int_equal(policy_check(&p, &none, NULL), RC_NOT_FOUND);
	assert_int_equal(policy_check(&p, &one, NULL), RC_OK);
	assert_int_equal(policy_check(&p, &two, NULL), RC_NOT_FOUND);
	parse("quorum none\n", &p);
	assert_int_equal(policy_check(&p, &none, NULL), RC_OK);
}

static void the_log_must_have_signed(void **state)
{
	(void)state;
	struct policy p;
	struct note stranger = note_of(&second_log, 63), fine = note_of(&log_key, 63), spoilt = fine;
	parse("quorum X0\n", &p);
	assert_int_equal(policy_check(&p, &stranger, NULL), RC_NOT_FOUND);
	/* A log of the policy that signs for another origin. */
	char *text = arena_printf(arena, "log %s\nquorum none\n",
		note_key_format(arena, "second.example", NOTE_ED25519, second_log.public));
	assert_int_equal(policy_parse(arena, str_of(text), &p, NULL), RC_OK);
	assert_int_equal(policy_check(&p, &stranger, NULL), RC_NOT_FOUND);
	assert_int_equal(policy_parse(arena, STR("quorum none\n"), &p, NULL), RC_OK);
	assert_int_equal(policy_check(&p, &fine, NULL), RC_NOT_FOUND);
	assert_int_equal(policy_witnessed(&p, &fine, NULL), RC_OK);
	/* One line of a listed key that does not hold, and the whole is refused. */
	parse("quorum X0\n", &p);
	spoilt.lines = arena_array(arena, fine.count, sizeof *fine.lines);
	memcpy(spoilt.lines, fine.lines, fine.count * sizeof *fine.lines);
	spoilt.lines[5].signature = spoilt.lines[4].signature;
	assert_int_equal(policy_check(&p, &spoilt, NULL), RC_CRYPTO);
	spoilt.lines[5] = fine.lines[5];
	spoilt.lines[0].signature = STR("short");
	assert_int_equal(policy_check(&p, &spoilt, NULL), RC_CRYPTO);
}

static void refused(const char *text, unsigned line)
{
	struct policy p;
	struct fault f = {0};
	enum rc rc = policy_parse(arena, str_of(text), &p, &f);
	if (rc != RC_INVALID || f.line != line) {
		fail_msg("%s, line %u of: %s", rc_name(rc), f.line, text);
	}
}

static void what_is_no_policy(void **state)
{
	(void)state;
	static const char *const tails[] = {
		"", "quorum\n", "quorum Z\n", "quorum X0 X1\n", "quorum none\nquorum none\n", "group G\n", "group G all\n",
		"group G some X0\n", "group G 0 X0\n",
		"group G 2 X0\n", "group G 01 X0\n", "group G -1 X0\n", "group G all Z\n",
		"group G all none\n", "group none all X0\n", "group X0 all X1\n", "group G all X0 X0\n", "group G all G\n",
		"group G all X0\ngroup H all X0\n", "witness W\n", "witness W none\n", "log\n", "log none\n", "Quorum none\n",
		"quorum none\r\n", "quorum none\f\n", "quorum none\x7F\n", "something else\n",
	};
	static const unsigned lines[sizeof tails / sizeof *tails] = {[4] = 1, [18] = 1};
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		/* Nine lines before; a missing quorum has no line. */
		refused(arena_printf(arena, "%s%s", head(), tails[i]), i == 0 ? 0 : 10 + lines[i]);
	}
	refused(arena_printf(arena, "witness A %s\nwitness B %s u\n", vkey[0], vkey[0]), 2);
	refused(arena_printf(arena, "witness A %s u v\n", vkey[0]), 1);
	refused(arena_printf(arena, "log %s u\nlog %s\n", log_vkey, log_vkey), 2);
	refused(arena_printf(arena, "log %s\n", vkey[0]), 1);
	/* Trap T7: one key under two names would be two votes. */
	refused(arena_printf(arena, "witness A %s\nwitness B %s\n", vkey[0],
		note_key_format(arena, "twin.example", NOTE_COSIGNATURE, witness[0].public)), 2);
}

static void policies_have_a_largest_size(void **state)
{
	(void)state;
	struct policy p;
	struct buf b;
	buf_init(&b, 2 * POLICY_MOST);
	for (int i = 0; i < 256; i++) {
		uint8_t key[KEY_SIZE] = {(uint8_t)i};
		buf_printf(&b, "witness w%d %s\n", i, note_key_format(arena, "w", NOTE_COSIGNATURE, key));
	}
	size_t full = b.n;
	buf_puts(&b, "quorum w255\n");
	assert_int_equal(policy_parse(arena, buf_view(&b), &p, NULL), RC_OK);
	b.n = full;
	buf_puts(&b, "group G any w1\nquorum w255\n");
	assert_int_equal(policy_parse(arena, buf_view(&b), &p, NULL), RC_LIMIT);
	buf_clear(&b);
	while (b.n <= POLICY_MOST) {
		buf_puts(&b, "#\n");
	}
	assert_int_equal(policy_parse(arena, buf_view(&b), &p, NULL), RC_LIMIT);
	buf_clear(&b);
	for (int i = 0; i < 300; i++) {
		buf_puts(&b, "group ");
	}
	assert_int_equal(policy_parse(arena, buf_view(&b), &p, NULL), RC_LIMIT);
	buf_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups_of_groups),
		cmocka_unit_test(one_witness_or_none),
		cmocka_unit_test(the_log_must_have_signed),
		cmocka_unit_test(what_is_no_policy),
		cmocka_unit_test(policies_have_a_largest_size),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
