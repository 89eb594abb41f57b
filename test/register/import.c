/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Import: what a table says becomes statements, once; what is wrong is named, and nothing of it stays. */
#include "box.h"

#include <signal.h>
#include <sys/resource.h>

static void begin(struct box *box)
{
	box_sources(box);
}

#define IMPORT(kind, text) FINE(box_import(box, kind, text))

static void a_wide_row_makes_all_its_subjects(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON,
		"Key,Source,Name@be,name@en-x-press,Born,sex,Ground for "
		"publication,occupation,spell.from,spell.to,"
		"spell.ground,spell.status,spell.place,case.kind,charge.article,charge.stage,sentence.date,"
		"sentence.months,"
		"recognition.body,recognition.given,case.spell,flag\n"
		"p1,s1,\xD0\x90\xD0\xBB\xD0\xB5\xD1\x81\xD1\x8C "
		"\xD0\x92\xD1\x8B\xD0\xB4\xD1\x83\xD0\xBC\xD0\xB0\xD0\xBD\xD1\x8B,"
		"Ales Vydumany,1980-02-29,male,The family agreed,journalist|activist,2020-09-01,..,,"
		"custody_pretrial [2020-09-01/2021-04-01] | colony_general [2021-04-01/..],colony-9 "
		"[2021-04/..],criminal,"
		"342 p.1|13+293 p.2,convicted,2021-02-03,36,viasna,2020-10-01,#spell,incommunicado "
		"[2022-01/2022-06]\n");
	assert_int_equal(box->report.made, 1);
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_BIRTH), "1980-02-29");
	assert_string_equal(box_value(box, KIND_SPELL, "p1#spell", P_SPELL_TO), "..");
	assert_string_equal(box_value(box, KIND_CHARGE, "p1#charge-342-1", P_CHARGE_ARTICLE), "342");
	assert_string_equal(box_value(box, KIND_CHARGE, "p1#charge-13+293-2", P_CHARGE_PREFIX), "13");
	assert_string_equal(box_value(box, KIND_SENTENCE, "p1#sentence", P_SENTENCE_MONTHS), "36");
	assert_string_equal(box_value(box, KIND_RECOGNITION, "p1#recognition", P_RECOGNITION_BODY), "Viasna");
	assert_int_equal(box_number(box, "SELECT count(*) FROM fact WHERE property = 505 AND dead_known = 10000000"), 2);
	assert_int_equal(box_number(box, "SELECT count(*) FROM fact WHERE property = 504"), 0);
	assert_int_equal(box_number(box, "SELECT count(*) FROM fact WHERE property = 106"), 2);
	assert_int_equal(box_number(box, "SELECT count(*) FROM statement WHERE language = 'en-x-press'"), 1);
	assert_int_equal(box_number(box, "SELECT count(*) FROM receipt WHERE line = 2"), 1 + 3);
}

#define PEOPLE "key,name,birth,publication,source\np1,Vydumany,1980,recognised,s1\np2,Prydumany,1981,recognised,s1\n"

static void the_same_file_twice_changes_nothing(void **state)
{
	struct box *box = *state;
	struct id before;
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	box_digest(box, &before);
	int64_t statements = box_number(box, "SELECT count(*) FROM statement");
	IMPORT(KIND_PERSON, PEOPLE);
	assert_int_equal(box->report.change, 0);
	assert_int_equal(box->report.same, 2);
	assert_int_equal(box_number(box, "SELECT count(*) FROM statement"), statements);
	assert_true(box_unchanged(box, &before));
}

/* Rows of one file and one source that contradict each other stay two claims, however often they come. */
static void rows_that_disagree_stay_side_by_side(void **state)
{
	struct box *box = *state;
	static const char rows[] = "key,birth,source\np1,1981,s1\np1,1982,s1\np1,1983,s2\n";
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	IMPORT(KIND_PERSON, rows);
	IMPORT(KIND_PERSON, rows);
	assert_int_equal(box->report.change, 0);
	assert_int_equal(box_number(box, "SELECT count(*) FROM fact WHERE property = 102 AND dead_known = 10000000 "
		"AND value = 4018"), 1 + 1); /* 1981-01-01: of p1 and of p2 */
}

static void another_value_of_the_same_source_replaces(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	IMPORT(KIND_PERSON, "key,birth,source\np1,1979-05-05,s1\n");
	assert_int_equal(box->report.changed, 1);
	assert_string_equal(box->report.notes[0].text, "1980 -> 1979-05-05");
	assert_string_equal(box->report.notes[0].field, "birth");
	assert_int_equal(box_number(box, "SELECT count(*) FROM statement WHERE mode = 2"), 1);
	IMPORT(KIND_PERSON, "key,birth,source\np1,1978,s2\n");
	assert_int_equal(box_number(box, "SELECT count(*) FROM statement WHERE mode = 2"), 1);
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_BIRTH), "1978");
}

static void a_validity_that_ends_closes_the_open_one(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	IMPORT(KIND_SPELL, "key,person,from,status,source\nx,p1,2020-01-01,custody_pretrial [2020-01/..],s1\n");
	IMPORT(KIND_SPELL, "key,status,source\nx,custody_pretrial [2020-01/2020-09]|colony [2020-09/..],s1\n");
	assert_int_equal(box_number(box, "SELECT count(*) FROM fact WHERE property = 505 AND dead_known = 10000000"), 2);
	IMPORT(KIND_SPELL, "key,status,source\nx,custody_pretrial [2020-01/2020-09]|colony [2020-09/..],s1\n");
	assert_int_equal(box->report.change, 0);
}

static void a_dash_takes_back_and_a_blank_says_nothing(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	IMPORT(KIND_PERSON, "key,birth,sex,source\np1,1985,female,s2\n");
	IMPORT(KIND_PERSON, "key,birth,sex,source\np1,-,,s2\n");
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_BIRTH), "1980");
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_SEX), "female");
	IMPORT(KIND_PERSON, "key,birth,spell.from,spell.to\np1,-,-,-\n");
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_BIRTH), "");
	assert_int_equal(box_number(box, "SELECT count(*) FROM subject WHERE kind = 5"), 0);
	IMPORT(KIND_PERSON, "key,birth\np1,-\n");
	assert_int_equal(box->report.change, 0);
}

static void tables_as_spreadsheets_write_them(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON, "\xEF\xBB\xBFkey;name;description;publication;source\r\n"
		"q1; \"Vydumany; the \"\"First\"\"\" ;\"two\r\nlines\";recognised;s1\r\n\r\n;;;;\r\n");
	assert_string_equal(box_value(box, KIND_PERSON, "q1", P_PERSON_NAME), "Vydumany; the \"First\"");
	assert_string_equal(box_value(box, KIND_PERSON, "q1", P_PERSON_DESCRIPTION), "two\nlines");
	/* Windows-1251, tabs */
	IMPORT(KIND_PERSON, "key\tname\tpublication\tsource\nq2\t\xC2\xFB\xE4\xF3\xEC\xE0\xED\xFB \xC0\xEB\xE5\xF1\xFC"
		"\trecognised\ts1\n");
	assert_string_equal(box_value(box, KIND_PERSON, "q2", P_PERSON_NAME),
		"\xD0\x92\xD1\x8B\xD0\xB4\xD1\x83\xD0\xBC\xD0\xB0\xD0\xBD\xD1\x8B \xD0\x90\xD0\xBB\xD0\xB5\xD1\x81\xD1\x8C");
	IMPORT(KIND_PERSON, "key,name,publication,source\nq3,'=cmd(),recognised,s1\n");
	assert_string_equal(box_value(box, KIND_PERSON, "q3", P_PERSON_NAME), "=cmd()");
}

static void columns_can_be_mapped(void **state)
{
	struct box *box = *state;
	begin(box);
	box->options.map = "Full Name=name@en, Remarks=-, Date of birth=birth, Why=publication";
	box->options.source = "s1";
	box->options.key_columns = "id";
	IMPORT(KIND_PERSON, "ID,full name,Date Of Birth,why,remarks\n77,Ales Vydumany,1980-01-01,recognised,whatever\n");
	assert_string_equal(box_value(box, KIND_PERSON, "77", P_PERSON_BIRTH), "1980-01-01");
	box->options.key_columns = "full name,date of birth";
	IMPORT(KIND_PERSON, "full name,Date Of Birth,why,remarks\nJan Prydumany,1981-01-01,recognised,x\n");
	assert_string_equal(box_value(box, KIND_PERSON, "Jan Prydumany/1981-01-01", P_PERSON_BIRTH), "1981-01-01");
	box->options = (struct import_options){0};
}

struct wrong {
	enum kind kind;
	const char *text;
	unsigned line, column;
	const char *field, *message;
};

static const struct wrong wrongs[] = {
	{KIND_PERSON, "key,name,publication,source,brith\n", 1, 5, NULL, "brith"},
	{KIND_PERSON, "key,name,name,source\n", 1, 3, NULL, "same thing"},
	{KIND_PERSON, "key,name,publication,source\nx,N,recognised,nowhere\n", 2, 4, "source",
		"nowhere"},
	{KIND_PERSON, "key,name,publication\nx,N,recognised\n", 2, 0, "source", "no source"},
	{KIND_PERSON, "key,name,source\nx,N,s1\n", 2, 0, "publication", "ground"},
	{KIND_PERSON, "key,publication,source\nx,recognised,s1\n", 2, 0, "name", "needs name"},
	{KIND_PERSON, "key,name,publication,source,sex\nx,N,recognised,s1,mal\n", 2, 5, "sex", "mal"},
	{KIND_PERSON, "key,name,publication,source,birth\nx,N,recognised,s1,31.12.1980\n", 2, 5,
		"birth", "31.12.1980"},
	{KIND_PERSON, "key,name,publication,source,birth\nx,N,recognised,s1,2021-02-29\n", 2, 5,
		"birth", "2021-02-29"},
	{KIND_PERSON, "key,name,publication,source\nx,N,recognised,s1,more\n", 2, 5, NULL, "cells"},
	{KIND_PERSON, "key,name,publication,source,spell.ground\nx,N,recognised,s1,served\n", 2, 0,
		"spell", "needs from"},
	{KIND_PERSON, "key,name,publication,source,flag\nx,N,recognised,s1,ill [2021-13]\n", 2, 5,
		"flag", "2021-13"},
	{KIND_PERSON, "key,name,publication,source,charge.article\nx,N,recognised,s1,many\n", 2, 5,
		"charge.article", "many"},
	{KIND_PERSON,
		"key,name,publication,source\n\"x\",\"N\xE2\x80\xAE"
		"evil\",recognised,s1\n",
		2, 2, "name", "U+202E"},
	{KIND_PERSON, "key,name,publication,source,description\n\nx,N,recognised,s1,\"two\nlines\"\ny,N,wrong,s1,\n",
		5, 3, "publication", "wrong"},
	{KIND_SPELL, "key,person,from,source\ny,nobody,2021,s1\n", 2, 2, "person", "nobody"},
	{KIND_SPELL, "key,from,source\ny,2021,s1\n", 2, 0, "person", "needs person"},
	{KIND_SPELL, "from,source\n2021,s1\n", 1, 0, NULL, "identifier"},
	{KIND_FIGURE, "key,name,date,value,source\nf,held,2021,about 5,s1\n", 2, 4, "value", "about 5"},
	{KIND_SOURCE, "key,title,url\nz,T,ftp://x\n", 2, 3, "url", "ftp://x"},
	{KIND_SOURCE, "key,title,copy_of\nz,T,y\n", 2, 3, "copy_of", "\"y\""},
	{KIND_NEED, "key,person,text,source\nn,p1,help,s1\n", 2, 3, "text", "public"},
	{KIND_SOURCE, "key,title\nz,\"never closed\n", 2, 0, NULL, "quote"},
	{KIND_PERSON, "key,property,value,source\nx,colour,red,s1\n", 2, 0, "property", "colour"},
};

static void what_is_wrong_is_named_and_leaves_nothing(void **state)
{
	struct box *box = *state;
	struct id before;
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	box_digest(box, &before);
	for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
		const struct wrong *w = &wrongs[i];
		enum rc rc = box_import(box, w->kind, w->text);
		const struct fault *f = &box->fault;
		bool fine = (rc == RC_INVALID || rc == RC_DENIED) && f->line == w->line
			&& (w->column == 0 || f->column == w->column) && strstr(f->message, w->message)
			&& (!w->field || strcmp(f->field, w->field) == 0) && strstr(f->file, "file");
		if (!fine) {
			fault_print(stderr, f);
			fail_msg("case %zu gave %s, line %u, column %u, field %s", i, rc_name(rc), f->line, f->column, f->field);
		}
		assert_true(box_unchanged(box, &before));
	}
}

static void read_whole(struct box *box, const char *path, char *text, size_t size)
{
	(void)box;
	FILE *in = fopen(path, "rb");
	assert_non_null(in);
	size_t n = fread(text, 1, size - 1, in);
	text[n] = '\0';
	fclose(in);
}

/* Bad rows come back in a file with reasons; mended, it imports, with its column of reasons. */
static void bad_rows_can_be_mended(void **state)
{
	struct box *box = *state;
	char text[4096];
	begin(box);
	box->options.keep_going = true;
	IMPORT(KIND_PERSON, "key;name;publication;sex;source\np1;\"Vydumany; Ales\";recognised;mal;s1\n"
		"p2;Prydumany;recognised;female;s1\np3;Treci;;female;s1\n");
	assert_int_equal(box->report.made, 1);
	assert_int_equal(box->report.bad, 2);
	assert_non_null(box->report.bad_rows);
	read_whole(box, box->report.bad_rows, text, sizeof text);
	assert_non_null(strstr(text, "key,name,publication,sex,source,reason\n"));
	assert_null(strstr(text, "p2"));
	char *wrong = strstr(text, "mal,");
	assert_non_null(wrong);
	char mended[8192];
	snprintf(mended, sizeof mended, "%.*smale%s", (int)(wrong - text), text, wrong + 3);
	IMPORT(KIND_PERSON, mended);
	assert_int_equal(box->report.made, 1);
	assert_int_equal(box->report.bad, 1);
	assert_string_equal(box_value(box, KIND_PERSON, "p1", P_PERSON_NAME), "Vydumany; Ales");
	/* A second column of reasons would make the file longer each time. */
	read_whole(box, box->report.bad_rows, text, sizeof text);
	char *reason = strstr(text, "reason");
	assert_non_null(reason);
	assert_null(strstr(reason + 1, "reason"));
	box->options.keep_going = false;
}

static void rows_may_refer_to_later_rows(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_SOURCE, "key,title,copy_of\ncopy,A copy,original\noriginal,The original,\n");
	assert_string_equal(box_value(box, KIND_SOURCE, "copy", P_SOURCE_COPY_OF), "The original");
	/* A row that waits for a bad one is bad too, and so is one that waits for it; the others stand. */
	box->options.keep_going = true;
	IMPORT(KIND_SOURCE, "key,title,rank,copy_of\na,A,,b\nb,B,,c\nc,C,first,\nd,D,,e\ne,E,,\n");
	assert_int_equal(box->report.bad, 3);
	assert_int_equal(box->report.made, 2);
	assert_string_equal(box_value(box, KIND_SOURCE, "d", P_SOURCE_COPY_OF), "E");
	assert_int_equal(box_number(box, "SELECT count(*) FROM subject WHERE kind = 4"), 3 + 2 + 2);
	box->options.keep_going = false;
}

#define UNNAMED "name,birth,publication,source,spell.from\n"

static void people_without_a_key(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON, UNNAMED "Ales Vydumany,1980-01-01,recognised,s1,2021-05-05\n"
		"Jan Prydumany,1981-01-01,recognised,s1,2021-05-05\n");
	assert_int_equal(box->report.made, 2);
	/* Name, birth and a day of detention: the same. */
	IMPORT(KIND_PERSON, UNNAMED "Ales Vydumany,1980-01-01,recognised,s2,2021-05-05\n");
	assert_int_equal(box->report.changed, 1);
	assert_int_equal(box_number(box, "SELECT count(*) FROM subject WHERE kind = 1"), 2);
	assert_int_equal(box_number(box, "SELECT count(*) FROM subject WHERE kind = 5"), 2);
	/* Anything less is for a person to settle. */
	static const char *const less[] = {
		UNNAMED "Ales Vydumany,1980-01-02,recognised,s2,2021-05-05\n",
		UNNAMED "Ales Vydumany,,recognised,s2,2021-05-05\n",
		UNNAMED "Ales Vydumany,1980-01-01,recognised,s2,2021-05-06\n",
		UNNAMED "vydumany ALES,1980-01-01,recognised,s2,\n",
		UNNAMED "New Person,1990-01-01,recognised,s1,2021-05-05\nNew Person,1990-01-01,recognised,s1,\n",
	};
	for (size_t i = 0; i < sizeof less / sizeof *less; i++) {
		assert_int_equal(box_import(box, KIND_PERSON, less[i]), RC_INVALID);
		assert_int_equal(box->report.clashes, 1);
		assert_int_equal(box->report.notes[0].fate, ROW_CLASH);
	}
	assert_int_equal(box_number(box, "SELECT count(*) FROM subject WHERE kind = 1"), 2);
}

/* Another language's spelling may be the same person; another birth date is another person's. */
static void likely_people_clash(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON, "key,name@en,birth,publication,source,spell.from\n"
		"p1,Siarhei Prydumanski,1980-05-01,recognised,s1,2021-05-05\n"
		"p2,Siarhei Zusimprydumanski,1980-05-01,recognised,s1,2021-05-05\n");
	static const char *const likely[] = {
		UNNAMED "Sergei Prydumansky,,recognised,s1,\n",
		UNNAMED "Сергей Придуманский,1980-05-01,recognised,s1,2021-05-05\n",
		UNNAMED "Sergei Prydumansky,1980,recognised,s1,\n",
		UNNAMED "Sergei Prydumansky,1980-01-05,recognised,s1,\n",
		UNNAMED "Sergei Prydumansky,1980-05-07,recognised,s1,\n",
	};
	for (size_t i = 0; i < sizeof likely / sizeof *likely; i++) {
		box->options.dry_run = i % 2 == 0;
		assert_int_equal(box_import(box, KIND_PERSON, likely[i]), RC_INVALID);
		assert_int_equal(box->report.clashes, 1);
		assert_non_null(strstr(box->report.notes[0].text, "p1 (Siarhei Prydumanski, probability 0."));
		assert_null(strstr(box->report.notes[0].text, "p2"));
	}
	box->options.dry_run = false;
	IMPORT(KIND_PERSON, UNNAMED "Sergei Prydumansky,1951-03-12,recognised,s1,2021-05-05\n");
	assert_int_equal(box->report.made, 1);
	IMPORT(KIND_PERSON, UNNAMED "Siarhei Prydumanski,1980-05-01,recognised,s2,2021-05-05\n");
	assert_int_equal(box->report.clashes, 0);
	assert_int_equal(box->report.made, 0);
}

/* Name and dates of a man, and the row is a woman's, by its word or by another of its names: not silently the same. */
static void another_sex_clashes(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON, "key,name@en,sex,birth,publication,source,spell.from\n"
		"p1,Aliaksandr Ivanou,male,1980-05-01,recognised,s1,2021-05-05\n"
		"p2,Volha Novikava,,1981-05-01,recognised,s1,2021-05-05\n"
		"p3,Andrea Nidzebylaya,female,1982-05-01,recognised,s1,2021-05-05\n");
	static const char *const other[] = {
		"name,sex,birth,publication,source,spell.from\nAliaksandr Ivanou,female,1980-05-01,recognised,s1,2021-05-05\n",
		UNNAMED "Aliaksandra Ivanova,1980-05-01,recognised,s1,2021-05-05\n",
		"name,name@ru,birth,publication,source,spell.from\n"
			"Aliaksandr Ivanou,Александра Иванова,1980-05-01,recognised,s1,2021-05-05\n",
		"name,name@ru,birth,publication,source,spell.from\n"
			"Aliaksandr Ivanou,А. Иванова,1980-05-01,recognised,s1,2021-05-05\n",
		"name,sex,birth,publication,source,spell.from\nVolha Novikava,male,1981-05-01,recognised,s1,2021-05-05\n",
	};
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		assert_int_equal(box_import(box, KIND_PERSON, other[i]), RC_INVALID);
		assert_int_equal(box->report.clashes, 1);
	}
	/* What does not contradict is followed as before; what a list says of the sex outranks what a name shows. */
	IMPORT(KIND_PERSON, "name,name@ru,sex,birth,publication,source,spell.from\n"
		"Aliaksandr Ivanou,Александр Иванов,male,1980-05-01,recognised,s1,2021-05-05\n"
		"Volha Novikava,Ольга Новикова,,1981-05-01,recognised,s1,2021-05-05\n"
		"Andrea Nidzebylaya,,,1982-05-01,recognised,s1,2021-05-05\n"
		"Andrea Nidzebylaya,,female,1982-05-01,recognised,s1,2021-05-05\n");
	assert_int_equal(box->report.made, 0);
	assert_int_equal(box->report.clashes, 0);
}

/* Two who are found to be one are no clash any more; nor is a settled one, when it comes again. */
static void a_settled_clash_stays_settled(void **state)
{
	struct box *box = *state;
	static const char both[] = UNNAMED "Siarhei Prydumanski,1980-05-01,recognised,s1,2021-05-05\n";
	begin(box);
	IMPORT(KIND_PERSON, "key,name@en,birth,publication,source,spell.from\n"
		"p1,Siarhei Prydumanski,1980-05-01,recognised,s1,2021-05-05\n"
		"p2,Siarhei Prydumanski,1980-05-01,recognised,s1,2021-05-05\n");
	assert_int_equal(box_import(box, KIND_PERSON, both), RC_INVALID);
	assert_int_equal(box->report.clashes, 1);
	int64_t undone;
	IMPORT(KIND_PERSON, "key,same_as,source\np2,p1,s1\n");
	int64_t merged = box->report.change;
	IMPORT(KIND_PERSON, both);
	assert_int_equal(box->report.made, 0);
	FINE(change_undo(box->reg, merged, true, NULL, &undone, &box->fault));
	IMPORT(KIND_PERSON, "key,never_same_as,source\np2,p1,s1\n");
	IMPORT(KIND_PERSON, "key,same_as,source\np2,p1,s1\n"); /* never outlives same */
	assert_int_equal(box_import(box, KIND_PERSON, both), RC_INVALID);
	assert_int_equal(box->report.clashes, 1);
	IMPORT(KIND_PERSON, "key,name@en,birth,publication,source,spell.from\n"
		"p3,Sergei Prydumansky,1981-07-02,recognised,s1,2021-06-05\n");
	for (int i = 0; i < 2; i++) {
		IMPORT(KIND_PERSON, UNNAMED "Sergei Prydumansky,1981-07-02,recognised,s1,2021-06-05\n");
		assert_int_equal(box->report.made, 0);
	}
}

/* What a known person owns is found by what tells it apart, not by its place in the row. */
static void a_known_person_keeps_their_spells_apart(void **state)
{
	struct box *box = *state;
	begin(box);
	IMPORT(KIND_PERSON,
		"key,name,birth,publication,source,spell.from,spell.to,spell.ground,spell2.from,"
		"recognition.body,"
		"recognition.given\n"
		"p,Ales "
		"Vydumany,1980-01-01,recognised,s1,2020-08-10,2020-08-20,released,2021-05-05,viasna,2021-"
		"06-01\n");
	IMPORT(KIND_PERSON, "name,birth,publication,source,spell.from,spell.heard,recognition.body,recognition.given\n"
		"Vydumany Ales,1980-01-01,recognised,s1,2021-05-05,2022-01-01,other,2021-07-01\n");
	assert_int_equal(box->report.changed, 1);
	assert_string_equal(box_value(box, KIND_SPELL, "p#spell", P_SPELL_FROM), "2020-08-10");
	assert_string_equal(box_value(box, KIND_SPELL, "p#spell2", P_SPELL_HEARD), "2022-01-01");
	assert_string_equal(box_value(box, KIND_RECOGNITION, "p#recognition", P_RECOGNITION_BODY), "Viasna");
	assert_string_equal(box_value(box, KIND_RECOGNITION, "p#recognition2", P_RECOGNITION_BODY), "Other body");
	IMPORT(KIND_PERSON, "name,birth,publication,source,spell.from,spell.heard,recognition.body,recognition.given\n"
		"Vydumany Ales,1980-01-01,recognised,s1,2021-05-05,2022-01-01,other,2021-07-01\n");
	assert_int_equal(box->report.change, 0);
}

static char *export_text(struct box *box, const char *name)
{
	char *text = arena_alloc(box->arena, 1 << 16);
	char *folder = box_path(box, name);
	FINE(export_folder(box->reg, &viewer_public, EXPORT_CSV, folder, NULL, &box->fault));
	for (int k = 1; k <= KIND_LAST; k++) {
		char *path = arena_printf(box->arena, "%s/%s.csv", folder, kind_info((enum kind)k)->plural);
		if (access(path, R_OK) == 0) {
			size_t n = strlen(text);
			read_whole(box, path, text + n, (1 << 16) - n);
		}
	}
	return text;
}

static void an_import_can_be_undone(void **state)
{
	struct box *box = *state;
	int64_t undone;
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	char *before = export_text(box, "before");
	IMPORT(KIND_PERSON, "key,name,birth,publication,source,spell.from\np1,Vydumany,1979,recognised,s1,2021-01-01\n"
		"new,New,1990,recognised,s1,2021-01-02\np2,-,-,family_agreed,s1,\n");
	assert_string_not_equal(export_text(box, "between"), before);
	FINE(change_undo(box->reg, box->report.change, false, NULL, &undone, &box->fault));
	assert_string_equal(export_text(box, "after"), before);
}

/* A disk that is full half-way: the register is as it was, and takes the import when there is room. */
static void a_full_disk_leaves_the_last_state(void **state)
{
	struct box *box = *state;
	struct id before;
	struct buf rows_text;
	buf_init(&rows_text, 1 << 20);
	buf_puts(&rows_text, "key,name,publication,source,spell.from\n");
	for (int i = 0; i < 3000; i++) {
		buf_printf(&rows_text, "p%d,Invented %d,recognised,s1,2021-05-05\n", i, i);
	}
	char *rows = arena_strdup(box->arena, rows_text.p);
	buf_finish(&rows_text);
	begin(box);
	box_digest(box, &before);
	char *path = box_path(box, "reg");
	reg_close(box->reg);
	box->reg = NULL;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit limit = {400 * 1024, 400 * 1024};
		signal(SIGXFSZ, SIG_IGN);
		struct fault f = {0};
		struct import_options o = {.kind = KIND_PERSON};
		struct import_report report;
		char *file = box_write(box, "many.csv", rows);
		if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || reg_open(path, DB_WRITE, &box->reg, &f) != RC_OK) {
			_exit(9);
		}
		enum rc rc = import_csv(box->reg, box->arena, file, &o, &report, &f);
		_exit(rc == RC_IO || rc == RC_DB ? 0 : 1 + (int)rc);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	FINE(reg_open(path, DB_WRITE, &box->reg, &box->fault));
	assert_true(box_unchanged(box, &before));
	FINE(db_check(reg_db(box->reg), &box->fault));
	IMPORT(KIND_PERSON, rows);
	assert_int_equal(box->report.made, 3000);
}

/* ---- tables at random ---- */

struct luck {
	uint64_t state;
};

static int below(struct luck *l, int n)
{
	l->state = l->state * 6364136223846793005u + 1442695040888963407u;
	return (int)((l->state >> 33) % (uint64_t)n);
}

#define PICK(l, list) (list)[below(l, (int)(sizeof(list) / sizeof *(list)))]

static void random_table(struct luck *l, struct buf *out)
{
	static const char *const columns[] = {"key", "name", "name@be", "birth", "sex", "publication",
		"source", "occupation", "flag", "spell.from", "spell.to", "spell2.from", "charge.article",
		"sentence.months", "same_as", "note", "valid", "flag.valid", "birth.source", "\"no,te\"",
		"", "role", "spell.status", "recognition.body", "recognition.given"};
	static const char *const cells[] = {"", "", "p1", "p2", "p3", "s1", "s2", "recognised",
		"recognised", "male", "-", "..", "2021-05-05", "2021", "2021-05/..", "ill [2021/2022]",
		"\"a|b\"", "342 p.1|361-1", "viasna", "12", "\"x\ny\"", "\"q\"\"q\"", "Ales Vydumany",
		"colony [2021/..]", "  ", "'=1", "|", "[", "\\", "#spell", "1980~"};
	int n = 2 + below(l, 8);
	bool sane = below(l, 3) > 0;
	for (int i = 0; i < n; i++) {
		buf_printf(out, "%s%s", i ? "," : "", i == 0 && sane ? "key" : i == 1 && sane ? "source" : PICK(l, columns));
	}
	buf_puts(out, sane ? ",publication,name@en\n" : "\n");
	for (int rows = below(l, 5); rows >= 0; rows--) {
		int m = below(l, 12) == 0 ? below(l, 12) : n;
		for (int i = 0; i < m; i++) {
			buf_printf(out, "%s%s", i ? "," : "", i == 1 && sane ? "s1" : PICK(l, cells));
		}
		buf_puts(out, sane && m == n ? ",recognised,Invented\n" : "\n");
	}
}

static void any_table_is_taken_whole_or_not_at_all(void **state)
{
	struct box *box = *state;
	struct luck l = {20230316};
	int taken = 0;
	begin(box);
	IMPORT(KIND_PERSON, PEOPLE);
	for (int i = 0; i < 400; i++) {
		struct buf text;
		struct id before;
		buf_init(&text, 1 << 16);
		random_table(&l, &text);
		box_digest(box, &before);
		enum rc rc = box_import(box, KIND_PERSON, text.p ? text.p : "");
		if (rc == RC_OK) {
			taken++;
			bool keyed = strncmp(text.p, "key", 3) == 0 && !strstr(text.p, "\n,") && !strstr(text.p, "\n  ,");
			rc = box_import(box, KIND_PERSON, text.p);
			/* Without keys the second may clash with the first: a name alone is not enough. */
			if (keyed && box->report.change != 0) {
				fail_msg("imported twice, it changed again:\n%s", text.p);
			}
		} else if (!(rc == RC_INVALID || rc == RC_DENIED || rc == RC_CONFLICT) || !box_unchanged(box, &before)) {
			fault_print(stderr, &box->fault);
			fail_msg("table %d gave %s:\n%s", i, rc_name(rc), text.p);
		}
		buf_finish(&text);
	}
	assert_true(taken > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(a_wide_row_makes_all_its_subjects), BOX_TEST(the_same_file_twice_changes_nothing),
		BOX_TEST(rows_that_disagree_stay_side_by_side), BOX_TEST(another_value_of_the_same_source_replaces),
		BOX_TEST(a_validity_that_ends_closes_the_open_one), BOX_TEST(a_dash_takes_back_and_a_blank_says_nothing),
		BOX_TEST(tables_as_spreadsheets_write_them), BOX_TEST(columns_can_be_mapped),
		BOX_TEST(what_is_wrong_is_named_and_leaves_nothing), BOX_TEST(bad_rows_can_be_mended),
		BOX_TEST(rows_may_refer_to_later_rows), BOX_TEST(people_without_a_key), BOX_TEST(likely_people_clash),
		BOX_TEST(another_sex_clashes),
		BOX_TEST(a_settled_clash_stays_settled),
		BOX_TEST(a_known_person_keeps_their_spells_apart), BOX_TEST(an_import_can_be_undone),
		BOX_TEST(a_full_disk_leaves_the_last_state), BOX_TEST(any_table_is_taken_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
