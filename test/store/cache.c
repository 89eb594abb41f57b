/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cache of prepared statements, parameters, and clocks. */
#include "place.h"

static struct query *ask(struct place *p, struct db *db, int n)
{
	char sql[64];
	struct query *q;
	snprintf(sql, sizeof sql, "SELECT %d + ?1", n);
	FINE(db_query(db, sql, &q, &p->fault));
	return q;
}

static int64_t answer(struct place *p, struct query *q, int64_t parameter)
{
	int64_t n;
	query_bind_int(q, 1, parameter);
	FINE(query_int_or(q, -1, &n, &p->fault));
	return n;
}

/* Far more texts than are kept; those that are open stay good all the while, and one used often stays itself. */
static void many_texts_are_answered(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *open[40], *often = ask(p, db, 0);
	query_done(often);
	for (int i = 0; i < 40; i++) {
		open[i] = ask(p, db, 1000000 + i);
	}
	for (int i = 1; i < 3000; i++) {
		assert_int_equal(answer(p, ask(p, db, i), 7), i + 7);
		struct query *again = ask(p, db, 0);
		assert_ptr_equal(again, often);
		assert_int_equal(answer(p, again, i), i);
	}
	for (int i = 0; i < 40; i++) {
		assert_int_equal(answer(p, open[i], i), 1000000 + 2 * i);
	}
	assert_int_equal(answer(p, ask(p, db, 1), 1), 2);
	db_close(db);
}

static void more_open_than_are_kept(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *open[600];
	for (int i = 0; i < 600; i++) {
		open[i] = ask(p, db, i);
	}
	for (int i = 0; i < 600; i++) {
		assert_int_equal(answer(p, open[i], 1), i + 1);
	}
	db_close(db);
}

static void values_come_back_as_they_went_in(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *q;
	bool row;
	FINE(db_query(db, "SELECT ?1, ?2, ?3, ?4, ?5, ?6", &q, &p->fault));
	query_bind_int(q, 1, INT64_MIN);
	query_bind_text(q, 2, (struct str){"a\0b", 3});
	query_bind_text(q, 3, (struct str){NULL, 0}); /* an empty text, not NULL */
	query_bind_blob(q, 4, "\0\xFF", 2);
	query_bind_blob(q, 5, NULL, 0);
	query_bind_null(q, 6);
	FINE(query_step(q, &row, &p->fault));
	assert_true(row);
	assert_int_equal(query_columns(q), 6);
	assert_true(query_int(q, 0) == INT64_MIN);
	assert_true(str_eq(query_text(q, 1), (struct str){"a\0b", 3}));
	assert_true(query_is_text(q, 2) && !query_is_null(q, 2) && query_text(q, 2).n == 0);
	assert_true(str_eq(query_blob(q, 3), (struct str){"\0\xFF", 2}));
	assert_true(!query_is_null(q, 4) && query_blob(q, 4).n == 0);
	assert_true(query_is_null(q, 5) && query_text(q, 5).n == 0 && query_int(q, 5) == 0);
	query_done(q);
	query_done(NULL);
	db_close(db);
}

static void text_is_no_sql(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *q;
	static const char evil[] = "x'); DROP TABLE setting; --";
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, evil, 1);
	FINE(db_commit(db, &p->fault));
	assert_int_equal(number(p, db, "SELECT count(*) FROM setting"), 1);
	FINE(db_query(db, "SELECT key FROM setting", &q, &p->fault));
	bool row;
	FINE(query_step(q, &row, &p->fault));
	assert_true(str_is(query_text(q, 0), evil));
	query_done(q);
	db_close(db);
}

#define ENDLESS "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "

/* The clock is each statement's own: one that comes later has all of its time. */
static void every_statement_has_its_own_clock(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *q;
	int64_t n;
	db_deadline(db, 250);
	for (int i = 0; i < 2; i++) {
		FINE(db_query(db, ENDLESS "SELECT count(*) FROM n", &q, &p->fault));
		assert_int_equal(query_int_or(q, 0, &n, &p->fault), RC_LIMIT);
		assert_non_null(strstr(p->fault.message, "250 ms"));
		fault_clear(&p->fault);
		assert_int_equal(number(p, db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
			" WHERE i < 5000) SELECT count(*) FROM n"), 5000);
	}
	db_close(db);
}

/* Whoever keeps every row is stopped with a fault, well before the arena would end the process; others go on. */
static void memory_has_an_end(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct arena *a = arena_create((size_t)1 << 20);
	struct query *q;
	bool row = true;
	enum rc rc = RC_OK;
	db_memory(db, a, (size_t)1 << 18);
	FINE(db_query(db, ENDLESS "SELECT i FROM n", &q, &p->fault));
	while (rc == RC_OK && row) {
		rc = query_step(q, &row, &p->fault);
		(void)arena_alloc(a, 100);
	}
	assert_int_equal(rc, RC_LIMIT);
	assert_in_range(arena_used(a), (size_t)1 << 18, ((size_t)1 << 18) + 1000);
	fault_clear(&p->fault);
	arena_reset(a);
	assert_int_equal(number(p, db, "SELECT 7"), 7);
	(void)arena_alloc(a, ((size_t)1 << 18) + 1);
	db_memory(db, NULL, 0);
	assert_int_equal(number(p, db, "SELECT 8"), 8);
	arena_destroy(a);
	db_close(db);
}

/* What is remembered under a stamp holds: it changes with every commit of another, and only then. */
static void a_stamp_is_of_one_state(void **state)
{
	struct place *p = *state;
	struct db *writer = open_db(p, DB_CREATE), *reader = open_db(p, DB_READ);
	uint32_t last = 0;
	for (int i = 0; i < 3; i++) {
		char key[] = {(char)('a' + i), 0};
		FINE(db_begin(reader, &p->fault));
		uint32_t stamp = db_stamp(reader);
		assert_int_not_equal(stamp, 0);
		assert_true(i == 0 || stamp == last);
		FINE(db_begin_write(writer, &p->fault));
		put_setting(p, writer, key, i);
		assert_int_equal(db_stamp(writer), 0);
		FINE(db_commit(writer, &p->fault));
		assert_int_equal(db_stamp(reader), stamp); /* its own snapshot still */
		db_rollback(reader);
		assert_int_equal(db_stamp(reader), 0);
		FINE(db_begin(reader, &p->fault));
		last = db_stamp(reader);
		assert_int_not_equal(last, stamp);
		db_rollback(reader);
		FINE(db_begin(reader, &p->fault));
		assert_int_equal(db_stamp(reader), last);
		db_rollback(reader);
	}
	db_close(reader);
	db_close(writer);
}

/* An interrupted change is not left half done. */
static void a_late_write_is_rolled_back(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *q;
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, "first", 1);
	db_deadline(db, 20);
	FINE(db_query(db, ENDLESS "INSERT INTO subject (handle, kind) SELECT i, 1 FROM n", &q, &p->fault));
	assert_int_equal(query_run(q, &p->fault), RC_LIMIT);
	fault_clear(&p->fault);
	db_deadline(db, 0);
	db_rollback(db);
	assert_int_equal(number(p, db, "SELECT (SELECT count(*) FROM setting) + (SELECT count(*) FROM subject)"), 0);
	db_close(db);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		TEST(many_texts_are_answered),
		TEST(more_open_than_are_kept),
		TEST(values_come_back_as_they_went_in),
		TEST(text_is_no_sql),
		TEST(every_statement_has_its_own_clock),
		TEST(memory_has_an_end),
		TEST(a_stamp_is_of_one_state),
		TEST(a_late_write_is_rolled_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
