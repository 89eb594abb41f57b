/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changes: what may be said, what is kept of it, and that a stored byte cannot change unseen. */
#include <stdlib.h>
#include <string.h>

#include "register/log_internal.h"
#include "world.h"

static struct said text_of(int64_t subject, int property, const char *text, int64_t source)
{
	return (struct said){.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, str_of(text), 0}, .source = source};
}

static void refused(struct change *c, struct said s, enum rc rc)
{
	struct fault f = {0};
	assert_int_equal(change_say(c, &s, NULL, &f), rc);
	assert_int_equal(f.rc, rc);
	assert_true(f.message[0] != '\0');
	assert_string_equal(f.field, s.property->key);
}

static struct said timed(struct said s, const char *valid)
{
	s.valid = str_of(valid);
	return s;
}

static struct said with_language(struct said s, const char *language)
{
	s.language = str_of(language);
	return s;
}

static int64_t person_with_ground(struct world *w, struct change *c)
{
	int64_t person = world_subject(w, c, KIND_PERSON);
	world_say(w, c, person, P_PERSON_NAME, "Aryna Invented");
	world_say(w, c, person, P_PERSON_PUBLICATION, "public_figure");
	return person;
}

static void test_values_are_checked(void **state)
{
	(void)state;
	struct world *w = world_create(1);
	struct change *c = world_begin(w);
	int64_t source = w->subjects[KIND_SOURCE][0], body = w->subjects[KIND_ORGANISATION][0];
	int64_t person = person_with_ground(w, c), need = world_subject(w, c, KIND_NEED);
	refused(c, text_of(person, P_PERSON_SEX, "fem", source), RC_INVALID);
	refused(c, text_of(person, P_PERSON_BIRTH, "2021-02-29", source), RC_INVALID);
	refused(c, text_of(person, P_PERSON_BIRTH, "..", source), RC_INVALID);
	refused(c, text_of(person, P_PERSON_NAME, "", source), RC_INVALID);
	refused(c, text_of(person, P_PERSON_NAME, "No Source", 0), RC_INVALID);
	refused(c, text_of(person, P_PERSON_NAME, "A person is no source", person), RC_INVALID);
	refused(c, text_of(body, P_PERSON_SEX, "female", source), RC_INVALID);
	refused(c, text_of(body, P_ORG_URL, "example.org", source), RC_INVALID);
	refused(c, timed(text_of(person, P_PERSON_SEX, "female", source), "2020"), RC_INVALID);
	refused(c, timed(text_of(person, P_PERSON_FLAG, "ill", source), ".."), RC_INVALID);
	refused(c, timed(text_of(person, P_PERSON_FLAG, "ill", source), "2021/2020"), RC_INVALID);
	refused(c, with_language(text_of(person, P_PERSON_SEX, "female", source), "en"), RC_INVALID);
	refused(c, with_language(text_of(person, P_PERSON_NAME, "Aryna", source), "e"), RC_INVALID);
	refused(c, text_of(need, P_NEED_TEXT, "a place to stay", source), RC_DENIED);
	struct said ref = {.subject = person, .property = property_by_code(P_SAME_AS), .mode = MODE_ASSERT,
		.value = {VALUE_REF, {0}, body}, .source = source};
	refused(c, ref, RC_INVALID);
	ref.value.number = person;
	refused(c, ref, RC_INVALID);
	change_abandon(c);
	world_destroy(w);
}

static struct said against(struct said s, enum mode mode, int64_t target)
{
	s.mode = mode;
	s.target = target;
	return s;
}

static void test_targets(void **state)
{
	(void)state;
	struct world *w = world_create(2);
	struct change *c = world_begin(w);
	struct fault f = {0};
	int64_t source = w->subjects[KIND_SOURCE][0], no, second;
	int64_t person = person_with_ground(w, c);
	int64_t birth = world_say(w, c, person, P_PERSON_BIRTH, "1990-01-02");
	struct said other = text_of(person, P_PERSON_DEATH, "2020-01-02", source);
	struct said again = text_of(person, P_PERSON_BIRTH, "1990-01-03", source);
	refused(c, against(other, MODE_REPLACE, birth), RC_INVALID);
	refused(c, against(again, MODE_REPLACE, 9999), RC_INVALID);
	refused(c, against(again, MODE_DISPUTE, birth), RC_INVALID);
	again = against(again, MODE_REPLACE, birth);
	assert_int_equal(change_say(c, &again, &second, &f), RC_OK);
	refused(c, again, RC_CONFLICT);
	struct said retract = against(again, MODE_RETRACT, second);
	retract.value = (struct value){0};
	retract.source = 0;
	assert_int_equal(change_say(c, &retract, &no, &f), RC_OK);
	refused(c, against(again, MODE_REPLACE, no), RC_INVALID);
	FINE(w, change_close(c, NULL, &no, &w->fault));
	world_destroy(w);
}

static int64_t count(struct world *w, const char *sql)
{
	struct query *q;
	int64_t n = -1;
	FINE(w, db_query(reg_db(w->reg), sql, &q, &w->fault));
	FINE(w, query_int_or(q, -1, &n, &w->fault));
	return n;
}

static void test_nothing_said_nothing_kept(void **state)
{
	(void)state;
	struct world *w = world_create(3);
	int64_t no, changes = count(w, "SELECT count(*) FROM change");
	FINE(w, change_close(world_begin(w), NULL, &no, &w->fault));
	assert_int_equal(no, 0);
	struct change *c = world_begin(w);
	(void)person_with_ground(w, c);
	change_abandon(c);
	change_abandon(NULL);
	assert_int_equal(count(w, "SELECT count(*) FROM change"), changes);
	assert_int_equal(count(w, "SELECT count(*) FROM subject WHERE kind = 1"), 0);
	world_destroy(w);
}

static void test_no_ground_no_person(void **state)
{
	(void)state;
	struct world *w = world_create(4);
	struct fault f = {0};
	struct change *c = world_begin(w);
	int64_t no, person = world_subject(w, c, KIND_PERSON);
	world_say(w, c, person, P_KEY, "invented:7");
	world_say(w, c, person, P_PERSON_NAME, "Yanka Nobody");
	assert_int_equal(change_close(c, NULL, &no, &f), RC_DENIED);
	assert_non_null(strstr(f.message, "invented:7"));
	assert_null(strstr(f.message, "Yanka"));
	assert_int_equal(count(w, "SELECT count(*) FROM statement WHERE property = 101"), 0);
	c = world_begin(w);
	int64_t spell = world_subject(w, c, KIND_SPELL);
	world_say(w, c, spell, P_SPELL_FROM, "2020-01-01");
	fault_clear(&f);
	assert_int_equal(change_close(c, NULL, &no, &f), RC_INVALID);
	world_destroy(w);
}

/* Whose ground is taken back is gone from views and reading at once; the ledger keeps what it had. */
static void test_hiding(void **state)
{
	(void)state;
	struct world *w = world_create(5);
	struct change *c = world_begin(w);
	struct fault f = {0};
	int64_t no, person = world_subject(w, c, KIND_PERSON);
	enum kind kind;
	handle h;
	world_say(w, c, person, P_KEY, "invented:7");
	world_say(w, c, person, P_PERSON_NAME, "Yanka Nobody");
	int64_t ground = world_say(w, c, person, P_PERSON_PUBLICATION, "recognised");
	int64_t spell = world_subject(w, c, KIND_SPELL);
	world_say_ref(w, c, spell, P_SPELL_PERSON, person);
	world_say(w, c, spell, P_SPELL_FROM, "2020-01-01");
	FINE(w, change_close(c, NULL, &no, &w->fault));
	FINE(w, subject_get(w->reg, &viewer_public, spell, &kind, &h, &w->fault));
	assert_int_equal(kind, KIND_SPELL);
	assert_true(count(w, "SELECT count(*) FROM span WHERE what = 1") > 0);
	c = world_begin(w);
	struct said s = against(text_of(person, P_PERSON_PUBLICATION, "", 0), MODE_RETRACT, ground);
	s.value = (struct value){0};
	FINE(w, change_say(c, &s, NULL, &w->fault));
	FINE(w, change_close(c, NULL, &no, &w->fault));
	assert_int_equal(count(w, "SELECT (SELECT count(*) FROM span) + (SELECT count(*) FROM spelling) + "
		"(SELECT count(*) FROM fact f JOIN subject u ON u.no = f.subject WHERE u.kind IN (1, 5))"), 0);
	assert_int_equal(subject_get(w->reg, &viewer_public, spell, &kind, &h, &f), RC_NOT_FOUND);
	assert_int_equal(subject_by_key(w->reg, &viewer_public, KIND_PERSON, STR("invented:7"), &no, &f), RC_NOT_FOUND);
	assert_int_equal(count(w, "SELECT count(*) FROM statement WHERE property = 101"), 1);
	struct viewer member = {TIER_MEMBERS};
	assert_int_equal(subject_get(w->reg, &member, spell, &kind, &h, &f), RC_DENIED);
	world_destroy(w);
}

static int64_t handle_of(struct world *w, int64_t subject)
{
	struct query *q;
	int64_t h;
	FINE(w, db_query(reg_db(w->reg), "SELECT handle FROM subject WHERE no = ?", &q, &w->fault));
	query_bind_int(q, 1, subject);
	FINE(w, query_int_or(q, 0, &h, &w->fault));
	return h;
}

/* One stored statement by the formats of ledger/ledger.h; whether its id is the one stored. */
static bool statement_holds(struct world *w, struct query *q)
{
	const struct property *p = property_by_code((int)query_int(q, 4));
	struct str salts = query_blob(q, 9), id = query_blob(q, 0);
	struct claim claim = {.property = str_of(p->key), .language = query_text(q, 6), .valid = query_text(q, 7)};
	struct header h = {.kind = (int)query_int(q, 11), .subject = handle_of(w, query_int(q, 1)),
		.mode = (enum mode)query_int(q, 2), .day = (day)query_int(q, 10)};
	struct id got;
	uint8_t bytes[HEADER_MAX];
	assert_int_equal(salts.n, 2 * SALT_SIZE);
	memcpy(h.org, reg_org(w->reg), ORG_SIZE);
	if (query_is_text(q, 5)) {
		claim.value = (struct value){VALUE_TEXT, query_text(q, 5), 0};
	} else if (!query_is_null(q, 5)) {
		claim.value.type = p->type == TYPE_REF ? VALUE_REF : VALUE_INT;
		claim.value.number = p->type == TYPE_REF ? handle_of(w, query_int(q, 5)) : query_int(q, 5);
	}
	if (!query_is_null(q, 3)) {
		h.has_target = true;
		memcpy(h.target.b, query_blob(q, 3).p, ID_SIZE);
	}
	if (h.has_target != (h.mode != MODE_ASSERT)) {
		return false;
	}
	claim_digest(&claim, (const uint8_t *)salts.p, &h.claim);
	source_digest(query_int(q, 8) ? handle_of(w, query_int(q, 8)) : 0, (const uint8_t *)salts.p + SALT_SIZE, &h.source);
	statement_id(bytes, header_encode(&h, bytes), &got);
	return memcmp(got.b, id.p, ID_SIZE) == 0;
}

static bool statements_hold(struct world *w)
{
	struct query *q;
	bool row, all = true;
	FINE(w, db_query(reg_db(w->reg), "SELECT s.id, s.subject, s.mode, t.id, s.property, s.value, s.language, s.valid, "
		"s.source, s.salts, c.day, u.kind FROM statement s JOIN change c ON c.no = s.change JOIN subject u "
		"ON u.no = s.subject LEFT JOIN statement t ON t.no = s.target ORDER BY s.no", &q, &w->fault));
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		all = all && statement_holds(w, q);
	}
	return all;
}

static struct id sum_of(struct world *w, int64_t change, int64_t *ret_count)
{
	struct change_sum *sum = change_sum_create();
	struct query *q;
	struct id id;
	bool row;
	*ret_count = 0;
	FINE(w, db_query(reg_db(w->reg), "SELECT id FROM statement WHERE change = ? ORDER BY no", &q, &w->fault));
	query_bind_int(q, 1, change);
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		memcpy(id.b, query_blob(q, 0).p, ID_SIZE);
		change_sum_add(sum, &id);
		(*ret_count)++;
	}
	change_sum_finish(sum, &id);
	return id;
}

static bool signed_by(struct world *w, enum role role, const struct id *id, struct str signature)
{
	uint8_t key[KEY_SIZE];
	FINE(w, role_public(w->reg, role, key, &w->fault));
	return signature_check(key, role, id, (const uint8_t *)signature.p, NULL) == RC_OK;
}

/* Every change: its body, its place in the chain, what it closes, both signatures. */
static bool changes_hold(struct world *w)
{
	struct id previous = {{0}}, id, proposal;
	struct query *q;
	bool row, all = true;
	FINE(w, db_query(reg_db(w->reg), "SELECT no, id, body, author, reviewer FROM change ORDER BY no", &q, &w->fault));
	while (query_step(q, &row, &w->fault) == RC_OK && row) {
		struct change_body body;
		struct fault f = {0};
		int64_t n;
		all = all && change_decode(query_blob(q, 2), &body, &f) == RC_OK;
		if (!all) {
			break;
		}
		struct id sum = sum_of(w, body.number, &n);
		change_id(query_blob(q, 2), &id);
		proposal_id(&body.proposal, &proposal);
		all = body.number == query_int(q, 0) && body.proposal.count == n && memcmp(id.b, query_blob(q, 1).p,
			ID_SIZE) == 0
			&& memcmp(sum.b, body.proposal.statements.b, ID_SIZE) == 0
			&& (!body.has_previous || memcmp(previous.b, body.previous.b, ID_SIZE) == 0)
			&& signed_by(w, ROLE_AUTHOR, &proposal, query_blob(q, 3))
			&& signed_by(w, ROLE_REVIEWER, &id, query_blob(q, 4));
		previous = id;
	}
	query_done(q);
	return all;
}

static void test_tampering_shows(void **state)
{
	static const char *const harm[] = {
		"UPDATE statement SET value = value || ' ' WHERE no = "
			"(SELECT max(no) FROM statement WHERE typeof(value) = 'text')",
		"UPDATE statement SET valid = '2020' WHERE no = 3",
		"UPDATE statement SET language = 'ru' WHERE no = 3",
		"UPDATE statement SET source = NULL WHERE no = (SELECT max(no) FROM statement WHERE source IS NOT NULL)",
		"UPDATE statement SET mode = 3 WHERE no = 4",
		"UPDATE statement SET salts = zeroblob(64) WHERE no = 5",
		"UPDATE subject SET handle = handle + 1 WHERE no = (SELECT max(subject) FROM statement)",
		"UPDATE change SET day = day - 1 WHERE no = 2",
		"DELETE FROM statement WHERE no = (SELECT max(no) FROM statement)",
		"UPDATE change SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB) "
			"WHERE no = 1",
		"UPDATE change SET author = reviewer WHERE no = 1",
		"UPDATE statement SET change = 1 WHERE no = (SELECT min(no) FROM statement WHERE change = 2)",
	};
	(void)state;
	struct world *w = world_create(6);
	int64_t no;
	for (int i = 0; i < 30; i++) {
		(void)world_change(w, &no);
	}
	assert_true(statements_hold(w) && changes_hold(w));
	for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
		FINE(w, db_begin_write(reg_db(w->reg), &w->fault));
		FINE(w, db_run(reg_db(w->reg), harm[i], &w->fault));
		if (statements_hold(w) && changes_hold(w)) {
			fail_msg("not noticed: %s", harm[i]);
		}
		db_rollback(reg_db(w->reg));
	}
	assert_true(statements_hold(w) && changes_hold(w));
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_are_checked),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_nothing_said_nothing_kept),
		cmocka_unit_test(test_no_ground_no_person),
		cmocka_unit_test(test_hiding),
		cmocka_unit_test(test_tampering_shows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
