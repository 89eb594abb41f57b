/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From one version of the schema to the next: all steps or none, once, and never back. */
#include "place.h"

#include "store/migrate.h"

/* Steps after the released ones, as later versions will have them. */
#define RELEASED 13
static const char *const steps[] = {
	"these were taken when the file was made", "", "", "", "", "", "", "", "", "", "", "", "",
	"CREATE TABLE extra (no INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT; INSERT INTO extra (word) VALUES ('two')",
	"ALTER TABLE extra ADD COLUMN more INTEGER; UPDATE extra SET more = 3",
	"CREATE TABLE half (n INTEGER); INSERT INTO nowhere VALUES (1)",
};

/* Notes that it was called, inside the transaction; or fails there. */
static enum rc note(struct db *db, void *data, struct fault *f)
{
	int *calls = data;
	*calls += 1;
	return db_run(db, "INSERT INTO setting (key, value) VALUES ('remade', 1)", f);
}

static enum rc stop(struct db *db, void *data, struct fault *f)
{
	(void)db;
	(void)data;
	return fault_set(f, RC_LIMIT, "the views cannot be made");
}

static int64_t version(struct place *p, struct db *db)
{
	return number(p, db, "PRAGMA user_version");
}

static void an_older_file_is_brought_up_to_date(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	assert_int_equal(version(p, db), RELEASED);
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, "old", 1);
	FINE(db_commit(db, &p->fault));
	int calls = 0;
	const struct remake remake = {note, &calls};
	FINE(migrate(db, p->path, steps, RELEASED + 2, &remake, &p->fault));
	assert_int_equal(version(p, db), RELEASED + 2);
	assert_int_equal(number(p, db, "SELECT value FROM setting WHERE key = 'remade'"), 1);
	assert_int_equal(number(p, db, "SELECT more FROM extra WHERE word = 'two'"), 3);
	assert_int_equal(number(p, db, "SELECT value FROM setting WHERE key = 'old'"), 1);
	/* A second time there is nothing to do. */
	FINE(migrate(db, p->path, steps, RELEASED + 2, &remake, &p->fault));
	assert_int_equal(number(p, db, "SELECT count(*) FROM extra"), 1);
	assert_int_equal(calls, 1);
	/* The program that made the file knows the released only: for it this one is newer. */
	db_close(db);
	assert_int_equal(db_open(p->path, DB_READ, &db, &p->fault), RC_DB);
	assert_non_null(strstr(p->fault.message, "newer"));
	assert_non_null(strstr(p->fault.hint, "schema 15"));
	fault_clear(&p->fault);
	assert_int_equal(db_open(p->path, DB_WRITE, &db, &p->fault), RC_DB);
	fault_clear(&p->fault);
}

static void a_step_that_fails_undoes_all(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	int calls = 0;
	assert_int_not_equal(migrate(db, p->path, steps, RELEASED + 3, &(struct remake){note, &calls}, &p->fault), RC_OK);
	fault_clear(&p->fault);
	assert_int_equal(calls, 0);
	/* And so do views that cannot be made. */
	assert_int_equal(migrate(db, p->path, steps, RELEASED + 2, &(struct remake){stop, NULL}, &p->fault), RC_LIMIT);
	fault_clear(&p->fault);
	assert_int_equal(version(p, db), RELEASED);
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
	assert_int_equal(migrate(db, p->path, steps, RELEASED + 2, NULL, &p->fault), RC_DB);
	assert_non_null(strstr(p->fault.message, "older"));
	assert_true(p->fault.hint[0] != '\0');
	fault_clear(&p->fault);
	assert_int_equal(version(p, db), RELEASED);
	db_close(db);
}

/* The table as the first version made it. */
#define FIRST_CHANGE "CREATE TABLE change (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, body BLOB NOT NULL, " \
	"day INTEGER NOT NULL, message TEXT NOT NULL, author BLOB NOT NULL, reviewer BLOB NOT NULL, " \
	"undoes INTEGER REFERENCES change (no)) STRICT;"
#define BOXES "INSERT INTO span (what, aux, sure, day_from, day_to, known_from, known_to, pub_from, pub_to, subject) " \
	"VALUES (1, 0, 1, -40, 100, 5, 10000001, 0, 10000001, 7), (1, 0, 0, 64, 10000001, 5, 50, 0, 10000001, 8), " \
	"(1, 0, 0, 100, 200, 5, 10000001, 0, 300, 7)"
/* Cells by days and by runs of days; the last box was not so for whatever was published. */
#define BY_DAYS "SELECT group_concat(day || ' ' || known || ' ' || possible || ' ' || sure) FROM tally WHERE scale = "
static const char by_days[] = "-40 5 1 1,64 5 1 0,64 50 -1 0,100 5 -1 -1",
	by_runs[] = "-2 5 1 1,2 5 1 0,2 50 -1 0,3 5 -1 -1";

static void cells_are(struct place *p, struct db *db, const char *days, const char *runs)
{
	struct query *q;
	bool row;
	FINE(db_query(db, BY_DAYS "0", &q, &p->fault));
	FINE(query_step(q, &row, &p->fault));
	assert_true(str_is(query_text(q, 0), days));
	query_done(q);
	FINE(db_query(db, BY_DAYS "5", &q, &p->fault));
	FINE(query_step(q, &row, &p->fault));
	assert_true(str_is(query_text(q, 0), runs));
	query_done(q);
}

/* A file of version 1 has its sums made for it; later they follow the boxes, and a bulk load comes to the same. */
static void sums_are_made_and_kept(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	FINE(db_begin_write(db, &p->fault));
	FINE(db_run(db, "DROP TABLE tally; DROP VIEW corner; DROP TRIGGER span_added; DROP TRIGGER span_removed;"
		"DROP TABLE undone; DROP INDEX subject_kind; DROP TABLE card; DROP TABLE unseen;"
		"ALTER TABLE fact DROP COLUMN gone;"
		"DROP TABLE log_key; DROP TABLE cosigned; DROP TABLE cosigner; DROP TABLE sighting; DROP TABLE evidence;"
		"DROP TABLE org; DROP TABLE entry; DROP TABLE log; DROP TABLE withheld; DROP TABLE hiding; DROP TABLE change;"
		"DROP TABLE partner; DROP TABLE quarantine; DROP TABLE refused; DROP TABLE held_back;"
		"DROP TABLE event; DROP TABLE private_log; DROP TABLE withheld_here; DROP TABLE aside_here;"
		FIRST_CHANGE
		"PRAGMA user_version = 1;" BOXES, &p->fault));
	FINE(db_commit(db, &p->fault));
	int calls = 0;
	FINE(migrate_to_newest(db, p->path, &(struct remake){note, &calls}, &p->fault));
	assert_int_equal(calls, 1);
	cells_are(p, db, by_days, by_runs);
	FINE(db_begin_write(db, &p->fault));
	FINE(db_run(db, "DELETE FROM span WHERE subject = 8", &p->fault));
	cells_are(p, db, "-40 5 1 1,100 5 -1 -1", "-2 5 1 1,3 5 -1 -1");
	FINE(db_run(db, "DELETE FROM span; " BOXES, &p->fault));
	cells_are(p, db, by_days, by_runs);
	FINE(db_bulk_begin(db, &p->fault));
	FINE(db_run(db, "DELETE FROM span", &p->fault));
	FINE(db_run(db, BOXES, &p->fault));
	FINE(db_bulk_end(db, &p->fault));
	cells_are(p, db, by_days, by_runs);
	FINE(db_run(db, "DELETE FROM span", &p->fault));
	assert_int_equal(number(p, db, "SELECT count(*) FROM tally"), 0);
	FINE(db_commit(db, &p->fault));
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
		TEST(sums_are_made_and_kept),
		TEST(bulk_indexes_are_those_of_the_schema),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
