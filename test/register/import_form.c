/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Import: what a dry run shows, folders, and the characters of a cell that have a meaning. */
#include "box.h"

#define IMPORT(kind, text) FINE(box_import(box, kind, text))
#define PEOPLE "key,name,birth,publication,source\np1,Vydumany,1980,recognised,s1\np2,Prydumany,1981,recognised,s1\n"

static void a_dry_run_writes_nothing(void **state)
{
	struct box *box = *state;
	struct id before;
	box_sources(box);
	IMPORT(KIND_PERSON, PEOPLE);
	box_digest(box, &before);
	int64_t subjects = box_number(box, "SELECT count(*) FROM subject");
	box->options.dry_run = true;
	IMPORT(KIND_PERSON,
		"key,name,birth,publication,source\np1,Vydumany,1979,recognised,s1\nnew,New,1990,"
		"recognised,s1\n"
		"p2,Prydumany,1981,recognised,s1\n");
	assert_int_equal(box->report.made, 1);
	assert_int_equal(box->report.changed, 1);
	assert_int_equal(box->report.same, 1);
	assert_int_equal(box->report.change, 0);
	box->options.dry_run = false;
	assert_true(box_unchanged(box, &before));
	assert_int_equal(box_number(box, "SELECT count(*) FROM subject"), subjects);
}

/* What the import would refuse at its very end, a dry run refuses too. */
static void a_dry_run_refuses_what_the_import_would(void **state)
{
	static const char rows[] = "key,publication,birth,source\np1,-,1980-01-02,s1\n";
	struct box *box = *state;
	struct id before;
	box_sources(box);
	IMPORT(KIND_PERSON, PEOPLE);
	box_digest(box, &before);
	box->options.dry_run = true;
	assert_int_equal(box_import(box, KIND_PERSON, rows), RC_INVALID);
	assert_int_equal(box->fault.line, 2);
	assert_int_equal(box->fault.column, 3);
	box->options.dry_run = false;
	assert_int_equal(box_import(box, KIND_PERSON, rows), RC_INVALID);
	assert_int_equal(box->fault.line, 2);
	assert_int_equal(box->fault.column, 3);
	assert_true(box_unchanged(box, &before));
}

/* Later files of a folder rest on earlier ones, in a dry run too. */
static void a_folder_is_tried_as_a_whole(void **state)
{
	struct box *box = *state;
	struct id before;
	char *folder = box_path(box, "in");
	assert_int_equal(mkdir(folder, 0755), 0);
	box_write(box, "in/people.csv", "key,name,publication,source\np,Vydumany,recognised,x\n");
	box_write(box, "in/spells.csv", "key,person,from,source\np#1,p,2021,x\n");
	box_write(box, "in/sources.csv", "key,title\nx,X\n");
	box_write(box, "in/notes.txt", "not for import\n");
	box_digest(box, &before);
	box->options.dry_run = true;
	FINE(import_folder(box->reg, box->arena, folder, &box->options, &box->report, &box->fault));
	assert_int_equal(box->report.made, 3);
	assert_true(box_unchanged(box, &before));
	box->options.dry_run = false;
	FINE(import_folder(box->reg, box->arena, folder, &box->options, &box->report, &box->fault));
	assert_int_equal(box->report.made, 3);
	FINE(import_folder(box->reg, box->arena, folder, &box->options, &box->report, &box->fault));
	assert_int_equal(box->report.same, 3);
	assert_int_equal(box->report.change, 0);
}

/* What a second file of people changes of the first is a change in the dry run too, and named by its file. */
static void a_folder_shows_what_its_files_change(void **state)
{
	struct box *box = *state;
	char *folder = box_path(box, "two");
	assert_int_equal(mkdir(folder, 0755), 0);
	box_write(box, "two/sources.csv", "key,title\nx,X\n");
	box_write(box, "two/people.csv", "key,name,publication,sex,source\np,Vydumany,recognised,male,x\n"
		",Jan Prydumany,recognised,,x\n");
	box_write(box, "two/people-2.csv", "key,sex,source\np,female,x\n");
	box->options.dry_run = true;
	for (int turn = 0; turn < 2; turn++) {
		FINE(import_folder(box->reg, box->arena, folder, &box->options, &box->report, &box->fault));
		assert_int_equal(box->report.made, 3);
		assert_int_equal(box->report.changed, 1);
		assert_int_equal(box->report.note_count, 1);
		assert_non_null(strstr(box->report.notes[0].file, "two/people-2.csv"));
		assert_int_equal(box->report.notes[0].line, 2);
		box->options.dry_run = false;
	}
	/* A file that cannot be taken is refused in a dry run as in an import, and leaves no file of bad rows. */
	box_write(box, "two/people-3.csv", "key,sex,source\np,mail,x\n");
	box->options.dry_run = box->options.keep_going = true;
	FINE(import_folder(box->reg, box->arena, folder, &box->options, &box->report, &box->fault));
	assert_int_equal(box->report.bad, 1);
	assert_int_equal(access(box_path(box, "two/people-3.csv.bad.csv"), F_OK), -1);
}

static int64_t live_claims(struct box *box, const char *key, int property)
{
	char *sql = arena_printf(box->arena, "SELECT count(*) FROM statement s WHERE s.subject = %lld AND s.property = %d "
		"AND s.mode IN (1, 2) AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no)",
		(long long)box_key(box, KIND_PERSON, key), property);
	return box_number(box, sql);
}

static void a_backslash_takes_meaning_away(void **state)
{
	struct box *box = *state;
	box_sources(box);
	IMPORT(KIND_PERSON, "key,name@en,honour,description,publication,source\n"
		"p1,A\\|B|C\\\\|D\\e,x \\[2020] [2021]|\\-,\\-,recognised,s1\n");
	assert_int_equal(live_claims(box, "p1", P_PERSON_NAME), 3);
	assert_int_equal(box_number(box, "SELECT count(*) FROM statement WHERE value IN ('A|B', 'C\\', 'D\\e')"), 3);
	assert_int_equal(box_number(box, "SELECT count(*) FROM statement WHERE property = 108 AND "
		"((value = 'x [2020]' AND valid = '2021') OR (value = '-' AND valid IS NULL))"), 2);
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_DESCRIPTION), "-");
	/* Spaces round a value are the file's, and never the value's. */
	IMPORT(KIND_PERSON, "key,description,source\np1, spaced out ,s2\n");
	assert_int_equal(box_number(box, "SELECT count(*) FROM statement WHERE value = 'spaced out'"), 1);
}

#define LONG "kind,key,property,value,language,valid,source\n"

static void a_dash_takes_back_in_the_long_form(void **state)
{
	struct box *box = *state;
	box_sources(box);
	IMPORT(KIND_NONE, LONG "person,p1,name,Vydumany,en,,s1\nperson,p1,publication,recognised,,,s1\n"
		"person,p1,birth,1980,,,s1\nperson,p1,birth,1981,,,s2\nperson,p1,description,\\-,,,s1\n"
		"person,p1,flag,ill,,2021,s1\nperson,p1,flag,ill,,2023,s1\n");
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_DESCRIPTION), "-");
	/* Of one source, of one validity, of all. */
	IMPORT(KIND_NONE, LONG "person,p1,birth,-,,,s1\nperson,p1,flag,-,,2021,s1\n");
	assert_int_equal(box->report.changed, 2);
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_BIRTH), "1981");
	assert_int_equal(live_claims(box, "p1", P_PERSON_FLAG), 1);
	IMPORT(KIND_NONE, LONG "person,p1,birth,-,,,\nperson,p1,flag,-,,,s2\n");
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_BIRTH), "");
	assert_int_equal(live_claims(box, "p1", P_PERSON_FLAG), 1);
	/* There is nothing to take back from nobody. */
	assert_int_equal(box_import(box, KIND_NONE, LONG "person,nobody,birth,-,,,s1\n"), RC_INVALID);
	assert_non_null(strstr(box->fault.message, "nobody"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(a_dry_run_writes_nothing), BOX_TEST(a_dry_run_refuses_what_the_import_would),
		BOX_TEST(a_folder_is_tried_as_a_whole), BOX_TEST(a_folder_shows_what_its_files_change),
		BOX_TEST(a_backslash_takes_meaning_away), BOX_TEST(a_dash_takes_back_in_the_long_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
