/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes wrong outside: other writers, full disks, killed processes, foreign files. */
#include "place.h"

#include <signal.h>
#include <sys/resource.h>

static void a_second_writer_is_told(void **state)
{
	struct place *p = *state;
	struct db *one = open_db(p, DB_CREATE), *two = open_db(p, DB_WRITE), *reader = open_db(p, DB_READ);
	FINE(db_run(two, "PRAGMA busy_timeout = 20", &p->fault));
	FINE(db_begin_write(one, &p->fault));
	put_setting(p, one, "one", 1);
	assert_int_equal(db_begin_write(two, &p->fault), RC_BUSY);
	assert_non_null(strstr(p->fault.message, "another writer"));
	fault_clear(&p->fault);
	db_rollback(two); /* nothing is open, nothing happens */
	/* Readers go on, and see nothing of what is not committed. */
	assert_int_equal(number(p, reader, "SELECT count(*) FROM setting"), 0);
	FINE(db_commit(one, &p->fault));
	FINE(db_begin_write(two, &p->fault));
	put_setting(p, two, "two", 2);
	FINE(db_commit(two, &p->fault));
	assert_int_equal(number(p, reader, "SELECT count(*) FROM setting"), 2);
	db_close(one);
	db_close(two);
	db_close(reader);
}

static void savepoints_nest(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	FINE(db_begin_write(db, &p->fault));
	FINE(db_savepoint(db, &p->fault));
	put_setting(p, db, "outer", 1);
	FINE(db_savepoint(db, &p->fault));
	put_setting(p, db, "inner", 2);
	db_savepoint_undo(db);
	FINE(db_savepoint(db, &p->fault));
	put_setting(p, db, "inner", 3);
	FINE(db_savepoint_keep(db, &p->fault));
	assert_int_equal(number(p, db, "SELECT sum(value) FROM setting"), 4);
	db_savepoint_undo(db);
	assert_int_equal(number(p, db, "SELECT count(*) FROM setting"), 0);
	put_setting(p, db, "after", 5);
	db_savepoint_undo(db); /* none is open */
	FINE(db_commit(db, &p->fault));
	assert_int_equal(number(p, db, "SELECT sum(value) FROM setting"), 5);
	db_close(db);
}

static enum rc fill(struct db *db, struct fault *f)
{
	enum rc rc = RC_OK;
	char key[1000];
	memset(key, 'k', sizeof key);
	for (int i = 0; rc == RC_OK && i < 5000; i++) {
		struct query *q;
		snprintf(key, 10, "%08d", i);
		key[8] = 'k';
		rc = db_query(db, "INSERT INTO setting (key, value) VALUES (?, 1)", &q, f);
		if (rc == RC_OK) {
			query_bind_text(q, 1, (struct str){key, sizeof key});
			rc = query_run(q, f);
		}
	}
	return rc;
}

/* In a child whose files may not pass 1 MiB. Answers 0 when all is as it should be, else a number
 * that says what is not. */
static int fill_the_disk(struct place *p)
{
	struct rlimit limit = {1 << 20, 1 << 20};
	struct fault f = {0}, later = {0};
	struct db *db;
	struct query *q;
	(void)signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || db_open(p->path, DB_WRITE, &db, &f) != RC_OK) {
		return 1;
	}
	/* A small cache, so that the log is written before the commit. */
	if (db_run(db, "PRAGMA cache_size = 10", &f) != RC_OK || db_begin_write(db, &f) != RC_OK) {
		return 2;
	}
	if (fill(db, &f) != RC_IO || !strstr(f.message, "full") || f.hint[0] == '\0') {
		return 3;
	}
	/* The transaction may be gone: what comes next must not be committed for itself. */
	enum rc rc = db_query(db, "INSERT INTO setting (key, value) VALUES ('stray', 1)", &q, &later);
	if (rc == RC_OK && query_run(q, &later) == RC_OK) {
		return 4;
	}
	if (db_commit(db, &later) == RC_OK) {
		return 5;
	}
	db_rollback(db);
	db_close(db);
	return 0;
}

static void a_full_disk_keeps_the_last_good_state(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	int status;
	FINE(db_begin_write(db, &p->fault));
	put_setting(p, db, "good", 1);
	FINE(db_commit(db, &p->fault));
	db_close(db);
	pid_t child = fork();
	if (child == 0) {
		_exit(fill_the_disk(p));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	db = open_db(p, DB_WRITE);
	FINE(db_check(db, &p->fault));
	assert_int_equal(number(p, db, "SELECT count(*) FROM setting"), 1);
	FINE(db_begin_write(db, &p->fault));
	FINE(fill(db, &p->fault));
	FINE(db_commit(db, &p->fault));
	db_close(db);
}

/* SQLite's own word for it, at the edge of a page limit. */
static void a_full_database_says_so(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	FINE(db_run(db, "PRAGMA max_page_count = 100", &p->fault));
	FINE(db_begin_write(db, &p->fault));
	assert_int_equal(fill(db, &p->fault), RC_IO);
	assert_non_null(strstr(p->fault.message, "disk is full"));
	fault_clear(&p->fault);
	db_rollback(db);
	assert_int_equal(number(p, db, "SELECT count(*) FROM setting"), 0);
	db_close(db);
}

/* Killed without a word, with a commit in the log and another change half said. */
static void what_was_committed_outlives_a_kill(void **state)
{
	struct place *p = *state;
	int status;
	pid_t child = fork();
	if (child == 0) {
		struct db *db = NULL;
		struct fault f = {0};
		bool fine = db_open(p->path, DB_CREATE, &db, &f) == RC_OK && db_begin_write(db, &f) == RC_OK
			&& db_run(db, "INSERT INTO setting VALUES ('kept', 1)", &f) == RC_OK && db_commit(db, &f) == RC_OK
			&& db_begin_write(db, &f) == RC_OK && fill(db, &f) == RC_OK;
		(void)kill(fine ? getpid() : 0, SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	/* The first to come may be a reader: it must manage with the log as it was left. */
	struct db *db = open_db(p, DB_READ);
	FINE(db_check(db, &p->fault));
	assert_int_equal(number(p, db, "SELECT count(*) FROM setting"), 1);
	db_close(db);
}

static void a_new_file_is_its_owners(void **state)
{
	struct place *p = *state;
	struct stat st;
	db_close(open_db(p, DB_CREATE));
	assert_int_equal(stat(p->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

/* Creation that fails leaves no file that would be in the way of the next try. */
static void a_failed_creation_leaves_nothing(void **state)
{
	struct place *p = *state;
	int status;
	pid_t child = fork();
	if (child == 0) {
		struct rlimit limit = {8192, 8192};
		struct fault f = {0};
		struct db *db;
		(void)signal(SIGXFSZ, SIG_IGN);
		(void)setrlimit(RLIMIT_FSIZE, &limit);
		_exit(db_open(p->path, DB_CREATE, &db, &f) == RC_IO && access(p->path, F_OK) != 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	db_close(open_db(p, DB_CREATE));
}

/* Somebody else's database, of the same version number: refused, and not a byte of it is changed. */
static void another_database_is_left_alone(void **state)
{
	struct place *p = *state;
	struct db *db = open_db(p, DB_CREATE);
	struct stat before, after;
	FINE(db_run(db, "DROP TABLE statement; PRAGMA journal_mode = DELETE", &p->fault));
	db_close(db);
	assert_int_equal(stat(p->path, &before), 0);
	assert_int_equal(db_open(p->path, DB_WRITE, &db, &p->fault), RC_DB);
	assert_non_null(strstr(p->fault.message, "no register"));
	fault_clear(&p->fault);
	assert_int_equal(stat(p->path, &after), 0);
	assert_true(before.st_mtim.tv_sec == after.st_mtim.tv_sec && before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

static void a_folder_is_no_register(void **state)
{
	struct place *p = *state;
	struct db *db;
	assert_int_not_equal(db_open(p->folder, DB_READ, &db, &p->fault), RC_OK);
	fault_clear(&p->fault);
	assert_int_equal(db_open("/proc/nowhere/register.db", DB_CREATE, &db, &p->fault), RC_IO);
	fault_clear(&p->fault);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_place, remove_place)
	const struct CMUnitTest tests[] = {
		TEST(a_second_writer_is_told),
		TEST(savepoints_nest),
		TEST(a_full_disk_keeps_the_last_good_state),
		TEST(a_full_database_says_so),
		TEST(what_was_committed_outlives_a_kill),
		TEST(a_new_file_is_its_owners),
		TEST(a_failed_creation_leaves_nothing),
		TEST(another_database_is_left_alone),
		TEST(a_folder_is_no_register),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
