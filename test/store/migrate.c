/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From one version of the schema to the next: all steps or none, once, and never back. */
#include "place.h"

#include "store/migrate.h"

/* Steps after the released first, as later versions will have them. */
static const char *const steps[] = {
	"this one was taken when the file was made",
	"CREATE TABLE extra (no INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT; INSERT INTO extra (word) VALUES ('two')",
	"ALTER TABLE extra ADD COLUMN more INTEGER; UPDATE extra SET more = 3",
	"CREATE TABLE half (n INTEGER); INSERT INTO nowhere VALUES (1)",
};

static int64_t version(struct place *p, struct db *db)
{
	return number(p, db, "PRAGMA user_version");
}

static void an_older_file_is_brought_up_to_date(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	assert_int_equal(version(p, db), 1);
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, "old", 1);
	FINE(db_commit(db, &p->fault));
	FINE(migrate(db, p->path, steps, 3, true, false, &p->fault));
	assert_int_equal(version(p, db), 3);
	assert_int_equal(number(p, db, "SELECT more FROM extra WHERE word = 'two'"), 3);
	assert_int_equal(number(p, db, "SELECT value FROM setting WHERE key = 'old'"), 1);
	/* A second time there is nothing to do. */
	FINE(migrate(db, p->path, steps, 3, true, false, &p->fault));
	assert_int_equal(number(p, db, "SELECT count(*) FROM extra"), 1);
	/* The program that made the file knows version 1 only: for it this one is newer. */
	db_close(db);
	assert_int_equal(db_open(p->path, DB_READ, &db, &p->fault), RC_DB);
	assert_non_null(strstr(p->fault.message, "newer"));
	assert_non_null(strstr(p->fault.hint, "schema 3"));
	fault_clear(&p->fault);
	assert_int_equal(db_open(p->path, DB_WRITE, &db, &p->fault), RC_DB);
	fault_clear(&p->fault);
}

static void a_step_that_fails_undoes_all(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	assert_int_not_equal(migrate(db, p->path, steps, 4, true, false, &p->fault), RC_OK);
	fault_clear(&p->fault);
	assert_int_equal(version(p, db), 1);
	assert_int_equal(number(p, db, "SELECT count(*) FROM sqlite_schema WHERE name IN ('extra', 'half')"), 0);
	/* And the database is of use as before. */
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, "after", 1);
	FINE(db_commit(db, &p->fault));
	db_close(db);
}

static void a_reader_changes_nothing(void **state)
{
	struct place *p = *state;
	db_close(open_db(p, DB_CREATE));
	struct db *db = open_db(p, DB_READ);
	assert_int_equal(migrate(db, p->path, steps, 3, false, false, &p->fault), RC_DB);
	assert_non_null(strstr(p->fault.message, "older"));
	assert_true(p->fault.hint[0] != '\0');
	fault_clear(&p->fault);
	assert_int_equal(version(p, db), 1);
	db_close(db);
}

/* Indexes as bulk loading makes them again are those of the schema, word for word. */
static void bulk_indexes_are_those_of_the_schema(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	FINE(db_run(db, "CREATE TEMP TABLE before AS SELECT name, sql FROM main.sqlite_schema WHERE type = 'index'",
		&p->fault));
	FINE(db_begin_write(db, &p->fault));
	FINE(db_bulk_begin(db, &p->fault));
	assert_true(number(p, db, "SELECT count(*) FROM main.sqlite_schema WHERE type = 'index'")
		< number(p, db, "SELECT count(*) FROM temp.before"));
	FINE(db_bulk_end(db, &p->fault));
	FINE(db_commit(db, &p->fault));
	static const char shape[] = "SELECT count(*) FROM temp.before b JOIN main.sqlite_schema s ON s.name = b.name"
		" AND s.type = 'index' AND replace(replace(s.sql, ' ', ''), 'IFNOTEXISTS', '') IS replace(b.sql, ' ', '')";
	assert_int_equal(number(p, db, shape), number(p, db, "SELECT count(*) FROM temp.before"));
	db_close(db);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		TEST(an_older_file_is_brought_up_to_date),
		TEST(a_step_that_fails_undoes_all),
		TEST(a_reader_changes_nothing),
		TEST(bulk_indexes_are_those_of_the_schema),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
