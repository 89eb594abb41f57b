/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each law: a planted breach is found, and its clean neighbour is not. All people are invented. */
#include "box.h"

#define PEOPLE "key,name@en,birth,publication,source\n"
#define PERSON(key) key ",Invented " key ",1980-05-05,recognised,s1\n"

static struct breach *audit(struct box *box, size_t *count)
{
	struct breach *list;
	FINE(audit_run(box->reg, box->arena, day_of(2025, 12, 1), false, &list, count, NULL, &box->fault));
	return list;
}

/* How many breaches of a law; ret_text is that of the first. */
static int count_law(struct box *box, const char *law, struct breach *ret_first)
{
	size_t count;
	int found = 0;
	struct breach *list = audit(box, &count);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].law, law) == 0 && found++ == 0 && ret_first) {
			*ret_first = list[i];
		}
	}
	return found;
}

static void begin(struct box *box)
{
	box_sources(box);
	FINE(box_import(box, KIND_PERSON, PEOPLE PERSON("a") PERSON("b") PERSON("c")));
}

/* One breach of the law, about the subject with this key, with this in its text. */
static void only(struct box *box, const char *law, enum kind kind, const char *key, const char *text)
{
	struct breach b = {0};
	assert_int_equal(count_law(box, law, &b), 1);
	assert_int_equal(b.subject, box_key(box, kind, key));
	assert_non_null(strstr(b.text, text));
	assert_true(b.statements[0] > 0);
}

static void a_clean_register_breaks_nothing(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	FINE(box_import(box, KIND_PERSON,
		"key,source,spell.from,spell.to,spell.ground,case.kind,charge.article,charge.date,"
		"sentence.date,sentence.months,sentence.penalty,recognition.body,recognition.given\n"
		"a,s1,2020-09-01,2022-09-01,served,criminal,342 "
		"p.1,2020-09-03,2021-01-15,24,deprivation,viasna,2020-10-01\n"));
	audit(box, &count);
	assert_int_equal(count, 0);
}

static void end_before_start(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,source\n"
		"bad,a,2021-05-02,2021-05-01,served,s1\nfine,b,2021-05-02,2021-05-02,served,s1\n"
		"month,c,2021-05-20,2021-05,served,s1\n"));
	only(box, "end-before-start", KIND_SPELL, "bad", "from 2021-05-02 (s1); to 2021-05-01 (s1)");
}

static void overlapping_spells(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,source\n"
		"a1,a,2021-01-01,2021-06-01,served,s1\na2,a,2021-05-31,2022-01-01,served,s1\n"
		"b1,b,2021-01-01,2021-06-01,served,s1\nb2,b,2021-06-01,2022-01-01,served,s1\n"
		"c1,c,2021-01-01,,,s1\nc2,c,2021-06-01,2022-01-01,served,s1\n"));
	only(box, "overlapping-spells", KIND_SPELL, "a2", "2021-05-31");
}

/* Open by the word of 2024-02-20: a spell begun before that day clashes, one begun later does not. */
static void an_open_spell_overlaps_until_the_word(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,source\n"
		"a1,a,2021-01-01,..,,s2\na2,a,2023-05-31,2023-06-30,served,s2\n"
		"b1,b,2021-01-01,..,,s2\nb2,b,2024-05-31,2024-06-30,served,s3\n"));
	only(box, "overlapping-spells", KIND_SPELL, "a2", "to ..");
}

/* Without an end, a spell lasts through the last day a source says so, by whatever claim, and no longer. */
static void a_spell_without_end_overlaps_until_it_was_heard(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,heard,status,source\n"
		"a1,a,2020-01-01,,,2021-12-31,,s1\na2,a,2021-01-01,2021-06-01,served,,,s1\n"
		"b1,b,2020-01-01,,,2021-12-31,,s1\nb2,b,2022-01-01,2022-06-01,served,,,s1\n"
		"c1,c,2020-01-01,,,,custody_pretrial [2020-03-01/..]|released_on_bail [2021-02-01/..],s1\n"
		"c2,c,2021-01-01,2021-06-01,served,,,s1\n"));
	only(box, "overlapping-spells", KIND_SPELL, "a2", "heard");
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,heard,status,source\n"
		"c3,c,2020-02-10,2020-02-20,served,,,s1\n"));
	assert_int_equal(count_law(box, "overlapping-spells", NULL), 2);
}

static void ended_without_ground(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,source\n"
		"bad,a,2021-01-01,2021-06-01,,s1\nfine,b,2021-01-01,2021-06-01,released,s1\nopen,c,2021-01-01,..,,s1\n"));
	only(box, "ended-without-ground", KIND_SPELL, "bad", "to 2021-06-01");
}

static void held_after_death(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,death,source\na,2022-05-21,s1\nb,2022-05-21,s1\nc,2022-05,s1\n"));
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,heard,source\n"
		"a1,a,2021-01-01,2022-05-21,died,2022-06-01,s1\nb1,b,2021-01-01,2022-05-21,died,2022-05-20,s1\n"
		"c1,c,2021-01-01,2022-05-31,died,2022-05-30,s1\n"));
	only(box, "held-after-death", KIND_SPELL, "a1", "heard 2022-06-01");
}

static void verdict_before_charge(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,source,spell.from,case.kind,charge.article,charge.date,sentence.date\n"
		"a,s1,2020-12-01,criminal,342,2021-06-01,2021-05-01\nb,s1,2020-12-01,criminal,342,2021-06,2021-06-10\n"));
	only(box, "verdict-before-charge", KIND_SENTENCE, "a#sentence", "date 2021-05-01");
}

static void appeal_before_verdict(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,source,spell.from,sentence.date,sentence.appeal_date\n"
		"a,s1,2020-12-01,2021-05-01,2021-04-01\nb,s1,2020-12-01,2021-05-01,2021-07-01\n"));
	only(box, "appeal-before-verdict", KIND_SENTENCE, "a#sentence", "appeal_date 2021-04-01");
}

static void sentence_without_case(void **state)
{
	struct box *box = *state;
	struct breach b;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,source,spell.from,sentence.date\na,s1,2020-12-01,2021-05-01\n"
		"b,s1,2020-12-01,2021-05-01\n"));
	assert_int_equal(count_law(box, "sentence-without-case", NULL), 0);
	int64_t sentence = box_key(box, KIND_SENTENCE, "a#sentence");
	FINE(box_import(box, KIND_SENTENCE, "key,case,source\na#sentence,-,s1\n"));
	assert_int_equal(count_law(box, "sentence-without-case", &b), 1);
	assert_int_equal(b.subject, sentence);
}

static void custodial_without_spell(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,source,case.absentia,sentence.date,sentence.penalty\n"
		"a,s1,no,2021-05-01,deprivation\nb,s1,yes,2021-05-01,deprivation\nc,s1,no,2021-05-01,fine\n"));
	only(box, "custodial-without-spell", KIND_SENTENCE, "a#sentence", "penalty deprivation");
}

/* A spell that was over before may have been counted, as far as it was long enough; without a day, any may. */
static void a_spell_before_the_sentence_is_no_service(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,source,spell.from,spell.to,spell.ground,sentence.date,sentence.months,"
		"sentence.penalty\na,s1,2010-01-01,2011-01-01,served,2021-01-01,60,deprivation\n"
		"b,s1,2020-01-01,2020-12-20,bail,2021-01-01,12,deprivation\n"
		"c,s1,2010-01-01,2011-01-01,served,,60,deprivation\n"));
	only(box, "custodial-without-spell", KIND_SENTENCE, "a#sentence", "penalty deprivation");
	FINE(box_import(box, KIND_SPELL, "key,person,from,source\na2,a,2021-02,s1\n"));
	assert_int_equal(count_law(box, "custodial-without-spell", NULL), 0);
}

static void impossible_term(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,source,spell.from,sentence.date,sentence.months\n"
		"a,s1,2020-12-01,2021-05-01,-6\nb,s1,2020-12-01,2021-05-01,300\n"));
	only(box, "impossible-term", KIND_SENTENCE, "a#sentence", "months -6");
}

static void withdrawn_before_given(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_RECOGNITION, "key,person,body,given,withdrawn,source\n"
		"bad,a,viasna,2021-05-02,2021-05-01,s1\nfine,b,viasna,2021-05-02,2021-05-02,s1\n"));
	only(box, "withdrawn-before-given", KIND_RECOGNITION, "bad", "withdrawn 2021-05-01");
}

static void arrest_before_birth(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, PEOPLE "young,Invented young,2021-06-01,recognised,s1\n"));
	FINE(box_import(box, KIND_SPELL, "key,person,from,source\nbad,young,2021-05-02,s1\nfine,a,2021-05-02,s1\n"));
	only(box, "arrest-before-birth", KIND_PERSON, "young", "birth 2021-06-01");
}

/* No way through the front door leads there: the view is damaged by hand. */
static void public_without_ground(void **state)
{
	struct box *box = *state;
	struct breach b;
	begin(box);
	assert_int_equal(count_law(box, "public-without-ground", NULL), 0);
	int64_t a = box_key(box, KIND_PERSON, "a");
	FINE(db_begin_write(reg_db(box->reg), &box->fault));
	FINE(db_run(reg_db(box->reg), arena_printf(box->arena, "DELETE FROM fact WHERE property = 110 AND owner = %d",
		(int)a), &box->fault));
	FINE(db_commit(reg_db(box->reg), &box->fault));
	assert_int_equal(count_law(box, "public-without-ground", &b), 1);
	assert_int_equal(b.subject, a);
}

static void unknown_article(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_PERSON, "key,source,spell.from,charge.article\na,s1,2020-12-01,999\n"
		"b,s1,2020-12-01,361-1|19.11\n"));
	only(box, "unknown-article", KIND_CHARGE, "a#charge-999", "article 999");
}

static void source_older(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,source\nbad,a,2023-01-11,s1\nfine,b,2023-01-10,s1\n"));
	only(box, "source-older", KIND_SPELL, "bad", "from 2023-01-11 (s1)");
}

#define FIGURES "key,name,body,date,value,qualifier,scope,part_of,source\n"

static void falling_total(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_FIGURE, FIGURES
		"t1,detained,viasna,2021-01-01,1000,,total,,s1\nt2,detained,viasna,2022-01-01,900,,total,,s1\n"
		"t3,detained,other,2022-06-01,500,,total,,s1\nu1,held,viasna,2021-01-01,1000,,stock,,s1\n"
		"u2,held,viasna,2022-01-01,900,,stock,,s1\nw1,closed,viasna,2021-01-01,1000,,total,,s1\n"
		"w2,closed,viasna,2022-01-01,900,more_than,total,,s1\n"));
	only(box, "falling-total", KIND_FIGURE, "t2", "value 1000 (s1); value 900 (s1)");
}

static void parts_exceed_whole(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_FIGURE, FIGURES
		"w,held,viasna,2021-01-01,100,,stock,,s1\np1,men,viasna,2021-01-01,80,,stock,w,s1\n"
		"p2,women,viasna,2021-01-01,30,,stock,w,s1\n"
		"x,held,viasna,2022-01-01,100,,stock,,s1\nq1,men,viasna,2022-01-01,80,,stock,x,s1\n"
		"q2,women,viasna,2022-01-01,20,,stock,x,s1\n"));
	only(box, "parts-exceed-whole", KIND_FIGURE, "w", "value 100");
}

static void not_confirmed(void **state)
{
	struct box *box = *state;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,ground,heard,source\nbad,a,2021-01-01,,,,s1\n"
		"fine,b,2021-01-01,,,2025-06-20,s3\nover,c,2021-01-01,2022-01-01,served,,s1\n"));
	only(box, "not-confirmed", KIND_SPELL, "bad", "from 2021-01-01 (s1)");
}

static void errors_come_before_warnings(void **state)
{
	struct box *box = *state;
	size_t count;
	begin(box);
	FINE(box_import(box, KIND_SPELL, "key,person,from,to,source\nx,a,2024-01-01,2023-01-01,s1\ny,b,2024-01-01,,s1\n"));
	struct breach *list = audit(box, &count);
	assert_true(count >= 3);
	for (size_t i = 1; i < count; i++) {
		assert_false(list[i].error && !list[i - 1].error);
	}
	assert_true(list[0].error);
	assert_false(list[count - 1].error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(a_clean_register_breaks_nothing), BOX_TEST(end_before_start), BOX_TEST(overlapping_spells),
		BOX_TEST(an_open_spell_overlaps_until_the_word), BOX_TEST(ended_without_ground),
		BOX_TEST(a_spell_without_end_overlaps_until_it_was_heard), BOX_TEST(a_spell_before_the_sentence_is_no_service),

		BOX_TEST(held_after_death), BOX_TEST(verdict_before_charge), BOX_TEST(appeal_before_verdict),
		BOX_TEST(sentence_without_case), BOX_TEST(custodial_without_spell), BOX_TEST(impossible_term),
		BOX_TEST(withdrawn_before_given), BOX_TEST(arrest_before_birth), BOX_TEST(public_without_ground),
		BOX_TEST(unknown_article), BOX_TEST(source_older), BOX_TEST(falling_total), BOX_TEST(parts_exceed_whole),
		BOX_TEST(not_confirmed), BOX_TEST(errors_come_before_warnings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
