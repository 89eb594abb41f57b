/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The database interface: transactions, the statement cache, durability, faults, migration. */
#include "place.h"

static void commits_and_rolls_back(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, "kept", 1);
	FINE(db_savepoint(db, &p->fault));
	put_setting(p, db, "undone", 2);
	db_savepoint_undo(db);
	FINE(db_savepoint(db, &p->fault));
	put_setting(p, db, "kept too", 3);
	FINE(db_savepoint_keep(db, &p->fault));
	FINE(db_commit(db, &p->fault));
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, "rolled back", 4);
	db_rollback(db);
	assert_int_equal(number(p, db, "SELECT sum(value) FROM setting WHERE key LIKE 'kept%'"), 4);
	assert_int_equal(number(p, db, "SELECT count(*) FROM setting WHERE key IN ('undone', 'rolled back')"), 0);
	db_close(db);
}

static void a_reader_sees_one_state(void **state)
{
	struct place *p = *state;
	struct db *writer = open_db(p, DB_CREATE);
	struct db *reader = open_db(p, DB_READ);
	FINE(db_begin(reader, &p->fault));
	FINE(db_begin_write(writer, &p->fault));
	put_setting(p, writer, "new", 1);
	FINE(db_commit(writer, &p->fault));
	assert_int_equal(number(p, reader, "SELECT count(*) FROM setting WHERE key = 'new'"), 0);
	FINE(db_commit(reader, &p->fault));
	assert_int_equal(number(p, reader, "SELECT count(*) FROM setting WHERE key = 'new'"), 1);
	assert_int_not_equal(db_run(reader, "DELETE FROM setting", &p->fault), RC_OK);
	db_close(reader);
	db_close(writer);
}

static void one_query_text_is_one_statement(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *one, *two;
	static const char sql[] = "SELECT ?1, ?2";
	bool row;
	FINE(db_query(db, sql, &one, &p->fault));
	query_bind_int(one, 1, 7);
	query_bind_text(one, 2, STR("seven"));
	FINE(query_step(one, &row, &p->fault));
	assert_true(row);
	assert_int_equal(query_int(one, 0), 7);
	assert_true(str_is(query_text(one, 1), "seven"));
	assert_true(query_is_text(one, 1));
	assert_int_equal(db_query(db, sql, &two, &p->fault), RC_INTERNAL);
	fault_clear(&p->fault);
	query_done(one);
	query_done(one);
	FINE(db_query(db, sql, &two, &p->fault));
	assert_ptr_equal(one, two);
	FINE(query_step(two, &row, &p->fault));
	assert_true(query_is_null(two, 0)); /* bindings were cleared */
	FINE(query_step(two, &row, &p->fault));
	assert_false(row);
	db_close(db);
}

static void commits_are_durable(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *q;
	bool row;
	assert_int_equal(number(p, db, "PRAGMA synchronous"), 3); /* EXTRA */
	assert_int_equal(number(p, db, "PRAGMA foreign_keys"), 1);
	assert_int_equal(number(p, db, "PRAGMA trusted_schema"), 0);
	FINE(db_query(db, "PRAGMA journal_mode", &q, &p->fault));
	FINE(query_step(q, &row, &p->fault));
	assert_true(str_is(query_text(q, 0), "wal"));
	query_done(q);
	FINE(db_check(db, &p->fault));
	db_close(db);
}

static void says_what_is_wrong_with_a_file(void **state)
{
	struct place *p = *state;
	struct db *db;
	assert_int_equal(db_open(p->path, DB_READ, &db, &p->fault), RC_NOT_FOUND);
	fault_clear(&p->fault);
	FILE *out = fopen(p->path, "w");
	for (int i = 0; i < 500; i++) {
		fputs("this is no database at all, ", out);
	}
	fclose(out);
	assert_int_equal(db_open(p->path, DB_WRITE, &db, &p->fault), RC_DB);
	assert_non_null(strstr(p->fault.message, "no register"));
	fault_clear(&p->fault);
	assert_int_equal(db_open(p->path, DB_CREATE, &db, &p->fault), RC_CONFLICT);
	fault_clear(&p->fault);
}

static void finds_damage(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	FINE(db_begin_write(db, &p->fault));
	for (int i = 0; i < 3000; i++) {
		char key[32];
		snprintf(key, sizeof key, "key %d", i);
		put_setting(p, db, key, i);
	}
	FINE(db_commit(db, &p->fault));
	db_close(db);
	FILE *file = fopen(p->path, "r+");
	for (long at = 40000; at < 60000; at += 64) {
		fseek(file, at, SEEK_SET);
		fputs("damage", file);
	}
	fclose(file);
	enum rc rc = db_open(p->path, DB_READ, &db, &p->fault);
	if (rc == RC_OK) {
		rc = db_check(db, &p->fault);
		db_close(db);
	}
	assert_int_equal(rc, RC_DB);
	fault_clear(&p->fault);
}

static void a_newer_schema_is_refused(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	FINE(db_run(db, "PRAGMA user_version = 9999", &p->fault));
	db_close(db);
	assert_int_equal(db_open(p->path, DB_WRITE, &db, &p->fault), RC_DB);
	assert_non_null(strstr(p->fault.message, "newer"));
	fault_clear(&p->fault);
}

static void a_long_question_is_interrupted(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *q;
	int64_t n;
	db_deadline(db, 20);
	FINE(db_query(db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
		"SELECT count(*) FROM n", &q, &p->fault));
	assert_int_equal(query_int_or(q, 0, &n, &p->fault), RC_LIMIT);
	fault_clear(&p->fault);
	db_deadline(db, 0);
	assert_int_equal(number(p, db, "SELECT 1"), 1);
	db_close(db);
}

static void a_bad_query_is_a_fault(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct query *q;
	assert_int_equal(db_query(db, "SELECT nothing FROM nowhere", &q, &p->fault), RC_DB);
	fault_clear(&p->fault);
	assert_int_equal(db_query(db, "SELECT \"nowhere\"", &q, &p->fault), RC_DB); /* no quoted strings */
	fault_clear(&p->fault);
	db_close(db);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		TEST(commits_and_rolls_back),
		TEST(a_reader_sees_one_state),
		TEST(one_query_text_is_one_statement),
		TEST(commits_are_durable),
		TEST(says_what_is_wrong_with_a_file),
		TEST(finds_damage),
		TEST(a_newer_schema_is_refused),
		TEST(a_long_question_is_interrupted),
		TEST(a_bad_query_is_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
