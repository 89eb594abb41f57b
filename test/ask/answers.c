/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers of a register small enough to reckon by hand, and forms held against one another. */
#include "sample.h"

static void assert_bounds(const char *what, struct bounds b, int64_t least, int64_t most)
{
	if (b.at_least != least || b.at_most != most) {
		fail_msg("%s: at least %lld, at most %lld, not %lld and %lld", what, (long long)b.at_least,
			(long long)b.at_most, (long long)least, (long long)most);
	}
}

static const struct {
	const char *question;
	int64_t least, most;
} known[] = {
	{"count people", 6, 6},
	{"count people held on 2023-03-16", 3, 4},            /* ann, bea, eve; cyd possibly */
	{"count people held on 2022-06-01", 4, 4},            /* ann, bea, cyd, dan */
	{"count people held on 2022-10-01", 3, 3},            /* the day of release is not lost */
	{"count women held on 2023-03-16", 2, 3},             /* eve's sex is disputed */
	{"count men held on 2023-03-16", 0, 2},
	{"count women held on 2023-03-16 published by 2023-03-20", 3, 3}, /* before the dispute */
	{"count people held where sex is male or sex is female on 2023-03-16", 3, 4},
	{"count people held listed by viasna on 2023-03-16", 2, 2},
	{"count people held listed by viasna on 2022-05-15", 1, 2}, /* bea since some day of May */
	{"count people held where not listed by viasna on 2023-03-16", 1, 2},
	{"count people held where article is 342 on 2023-03-16", 1, 2},
	{"count people where article is not 342", 2, 2},      /* bea, dan */
	{"count people where not article is 342", 4, 4},      /* also eve and fay, of whom none is recorded */
	{"count people where incommunicado for 90 days on 2023-03-16", 1, 1},
	{"count people where incommunicado for 900 days on 2023-03-16", 0, 0},
	{"count people where ill for 90 days on 2023-06-01", 1, 1},
	{"count people where ill for 90 days on 2023-03-16", 0, 1}, /* begun some day of 2022 */
	{"count people where ill for 90 days on 2022-06-01", 0, 1},
	{"count people aged over 52 on 2023-03-16", 2, 2},    /* ann is 53, cyd past 60 */
	{"count people aged over 53 on 2023-03-16", 2, 2},    /* past her birthday */
	{"count people aged over 53 on 2023-01-01", 1, 1},    /* on it */
	{"count people aged under 33 on 2023-03-16", 0, 1},   /* bea of 1990 */
	{"count people where months over 36", 1, 1},
	{"count people where months over 35", 2, 2},
	{"count people held in 2020", 1, 1},                  /* dan */
	{"count people held in 2022", 5, 5},                  /* eve from December */
	{"count people held in 2022-02", 4, 4},               /* bea from some day of it */
	{"count people held between 2022-11 and 2022-11-30", 3, 3},
	{"count people held since 2024-02 on 2024-04-01", 1, 1}, /* eve; cyd is out by the end of 2023 */
	{"count people held since 2025 on 2024-04-01", 0, 0},
	{"count people held before 2021-05", 1, 1},
	{"count people held at any time on 2022-06-01", 4, 4},
	{"count people listed by viasna in 2021", 1, 1},
	{"count people listed by viasna in 2022-05", 2, 2},   /* bea from some day of it */
	{"count people where not held in 2022", 1, 1},
	{"sum days lost by people held in 2020-08", 23, 23},  /* dan: from 9 August on */
	{"count people released in 2022", 1, 1},
	{"count people released in 2023", 1, 2},              /* bea; cyd, and nobody says how it ended */
	{"count people died in 2023", 0, 1},                  /* so cyd may have died */
	{"count people detained in 2022-12", 1, 1},
	{"count people sentenced before 2022", 2, 2},
	{"count people recognised by viasna since 2022", 1, 1},
	{"count people known on 2025-11-30", 0, 0},           /* all was recorded a day later */
	{"count organisations liquidated since 2020-08-09 where kind is ngo", 1, 1},
	{"count organisations closed since 2020-08-09", 0, 0},
	{"count sentences", 3, 3},                            /* ann, bea, dan */
	{"count sentences in 2022", 1, 1},
	{"count sentences before 2022 where article is 342", 1, 1},
	{"count sentences where held on 2023-03-16", 2, 2},   /* ann's and bea's, whose persons were */
	{"count sentences where sex is male", 1, 1},
	{"count charges where months over 30", 2, 2},         /* by the sentence of the same case */
	{"count spells where to in 2023", 2, 2},              /* bea, cyd */
	{"count spells since 2022 on 2023-01-01", 2, 2},      /* begun: bea, eve */
	{"count recognitions where body is viasna", 2, 2},
	{"count cases where article is 342", 2, 2},
	{"count closures in 2021", 1, 1},
	{"sum months of sentences", 118, 118},                /* 36, 60, 22 */
	{"sum months of sentences where months over 30", 96, 96},
	{"sum months of sentences where listed by viasna on 2022-05-15", 36, 96}, /* bea since some day of May */
	{"sum days lost by people released in 2022", 783, 783}, /* dan: 2020-08-09 to 2022-10-01 */
};

static void known_answers(void **state)
{
	struct box *box = *state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct answer w;
		sample_ask(box, known[i].question, false, &w);
		assert_bounds(known[i].question, w.count, known[i].least, known[i].most);
	}
}

static void unrecorded_is_said(void **state)
{
	struct box *box = *state;
	struct answer w;
	sample_ask(box, "count people held where occupation is lawyer on 2022-06-01", false, &w);
	assert_int_equal(w.unrecorded, 1); /* dan */
}

static void figures_beside_counts(void **state)
{
	struct box *box = *state;
	struct answer w;
	sample_ask(box, "figure political_prisoners_current by viasna on 2023-03-16", false, &w);
	assert_non_null(w.figure);
	assert_int_equal(w.figure->value, 1450);
	sample_ask(box, "figure political_prisoners_current by viasna on 2023-06-01", false, &w);
	assert_null(w.figure); /* 93 days old */
	sample_ask(box, "figure political_prisoners_current by other on 2023-03-16", false, &w);
	assert_null(w.figure);
	sample_ask(box, "count people held listed by viasna on 2023-03-16", false, &w);
	assert_non_null(w.beside);
	assert_int_equal(w.beside->value, 1450);
	sample_ask(box, "count women held on 2023-03-16", false, &w);
	assert_null(w.beside); /* that figure is not of women */
}

static void series_are_repeated_counts(void **state)
{
	static const char *const things[] = {"people held", "people held listed by viasna",
		"women held where months over 24", "people where aged over 33"};
	static const char *const steps[] = {"daily", "weekly", "monthly", "quarterly", "yearly"};
	struct box *box = *state;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
		for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
			struct answer w, one;
			sample_ask(box, arena_printf(box->arena, "series %s %s from %s to 2024-02-10", steps[s], things[i],
				s < 2 ? "2023-11" : "2021"), false, &w);
			assert_true(w.point_count > 3 && w.points[w.point_count - 1].on == day_of(2024, 2, 10));
			for (size_t p = 0; p < w.point_count; p++) {
				char on[DAY_TEXT];
				char *question = arena_printf(box->arena, "count %s on %s", things[i], day_format(w.points[p].on, on));
				sample_ask(box, question, false, &one);
				assert_bounds(question, w.points[p].count, one.count.at_least, one.count.at_most);
			}
		}
	}
}

static void steps_end_where_they_should(void **state)
{
	struct box *box = *state;
	struct answer w;
	sample_ask(box, "series weekly people held from 2023-03-01 to 2023-03-31", false, &w);
	assert_int_equal(w.point_count, 5);
	assert_int_equal(w.points[0].on, day_of(2023, 3, 5)); /* a Sunday */
	sample_ask(box, "series quarterly people held from 2023 to 2023", false, &w);
	assert_int_equal(w.point_count, 4);
	assert_int_equal(w.points[0].on, day_of(2023, 3, 31));
	sample_ask(box, "series monthly people held from 2024-02-10 to 2024-03-10", false, &w);
	assert_int_equal(w.point_count, 2);
	assert_int_equal(w.points[0].on, day_of(2024, 2, 29));
}

/* Without a period of their own, sentences are counted in the step that is theirs. */
static void series_of_sentences(void **state)
{
	struct box *box = *state;
	struct answer w;
	sample_ask(box, "series yearly sentences from 2020 to 2022", false, &w);
	assert_int_equal(w.point_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_bounds("a year", w.points[i].count, 1, 1);
	}
	sample_ask(box, "series yearly sentences where months under 40 from 2020 to 2022", false, &w);
	assert_bounds("the last year", w.points[2].count, 0, 0);
	sample_ask(box, "series yearly sentences before 2022 from 2020 to 2022", false, &w);
	assert_bounds("said by itself", w.points[0].count, 2, 2);
}

static void sentences_are_named(void **state)
{
	struct box *box = *state;
	struct answer w;
	struct buf b;
	buf_init(&b, 1 << 16);
	sample_ask(box, "list sentences where article is 130", true, &w);
	FINE(answer_text(box->reg, &viewer_public, box->arena, &w, 200, &b, &box->fault));
	assert_non_null(strstr(b.p, "Dan Invented, sentence of 2020-12-01\n"));
	assert_non_null(strstr(b.p, "Ann Invented, sentence of 2021-09: not so: article is 130 (recorded: 342)"));
	buf_finish(&b);
}

/* A property of one value parts the whole: the certain never exceed it, the possible always fill it. */
static void groups_fill_the_whole(void **state)
{
	static const char *const by[] = {"sex", "occupation", "article", "ground", "sex and occupation"};
	struct box *box = *state;
	for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
		struct answer w;
		struct bounds sum = {0, 0};
		sample_ask(box, arena_printf(box->arena, "count people held by %s on 2023-03-16", by[i]), false, &w);
		for (size_t g = 0; g < w.group_count; g++) {
			sum.at_least += w.groups[g].count.at_least;
			sum.at_most += w.groups[g].count.at_most;
			assert_true(w.groups[g].count.at_most <= w.count.at_most);
		}
		assert_true(sum.at_most >= w.count.at_most);
		assert_true(i != 0 || (sum.at_least == 2 && sum.at_most == 5)); /* eve stands in both rows, in none surely */
	}
}

static void lists_go_by_pages(void **state)
{
	struct box *box = *state;
	struct answer all;
	sample_ask(box, "list people held on 2023-03-16", false, &all);
	assert_int_equal(all.member_count, 4);
	for (size_t page = 0; page < 6; page++) {
		struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX, .list_most = 1, .list_from = page};
		struct answer w;
		FINE(ask_run(box->reg, &viewer_public, box->arena, STR("list people held on 2023-03-16"), &o, &w, &box->fault));
		assert_int_equal(w.member_count, page < 4 ? 1 : 0);
		assert_bounds("a page", w.count, 3, 4);
		if (page < 4) {
			assert_int_equal(w.members[0].subject, all.members[page].subject);
			assert_int_equal(w.members[0].sure, all.members[page].sure);
		}
	}
}

static void changes_are_differences_of_lists(void **state)
{
	struct box *box = *state;
	struct answer w;
	sample_ask(box, "change in people held between 2022-06-01 and 2023-03-16", false, &w);
	assert_int_equal(w.came_count, 1);
	assert_int_equal(w.came[0].subject, box_key(box, KIND_PERSON, "eve"));
	assert_int_equal(w.left_count, 2);
	assert_int_equal(w.left[0].subject, box_key(box, KIND_PERSON, "cyd"));
	assert_false(w.left[0].sure);
	assert_int_equal(w.left[1].subject, box_key(box, KIND_PERSON, "dan"));
	assert_true(w.left[1].sure);
}

static const struct ask_excluded *excluded_of(const struct answer *w, int64_t subject)
{
	static const struct ask_excluded none = {.reason = (char *)""};
	for (size_t i = 0; i < w->excluded_count; i++) {
		if (w->excluded[i].subject == subject) {
			return &w->excluded[i];
		}
	}
	return &none;
}

static const char *reason_of(const struct answer *w, int64_t subject)
{
	return excluded_of(w, subject)->reason;
}

/* Each reason says what the record has, and by which source. */
static void reasons_are_those_of_the_record(void **state)
{
	static const struct {
		const char *question, *person, *reason, *source;
	} cases[] = {
		{"count people held on 2023-03-16", "dan", "released 2022-10-01 (term served in full)", "s1"},
		{"count people held on 2022-06-01", "eve", "not yet detained: first detained 2022-12-01", "s1"},
		{"count people held on 2022-06-01", "fay", "no deprivation of liberty is recorded", NULL},
		{"count people held in 2021", "eve", "not yet detained: first detained 2022-12-01", "s1"},
		{"count people held in 2024-05", "eve", "", NULL}, /* until the 4th: she is counted */
		{"count people held since 2024-02 on 2024-03-01", "ann", "released 2024-01-01 (term served in full)", "s1"},
		{"count people listed by viasna on 2021-01-01", "bea", "not listed by viasna until 2022-05", "s1"},
		{"count people listed by viasna on 2023-01-01", "dan", "not listed by viasna: no such recognition is recorded",
			NULL},
		{"count people where article is 130", "ann", "not so: article is 130 (recorded: 342)", "s1"},
		{"count people released in 2023", "dan",
			"not so: released in 2023 (recorded: 2022-10-01, term served in full)", "s1"},
		{"count people where months over 36", "ann", "not so: months over 36 (recorded: 36)", "s1"},
		{"count people born in 1980", "fay", "nothing recorded: born in 1980", NULL},
		{"count people where occupation is lawyer", "bea",
			"not so: occupation is lawyer (recorded: journalist or media worker; activist)", "s1"},
		{"count women", "dan", "not so: sex is female (recorded: male)", "s1"},
		{"count people where not held on 2023-03-16", "ann", "not so: not held", NULL},
	};
	struct box *box = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct answer w;
		sample_ask(box, cases[i].question, true, &w);
		const struct ask_excluded *x = excluded_of(&w, box_key(box, KIND_PERSON, cases[i].person));
		assert_string_equal(x->reason, cases[i].reason);
		assert_int_equal(x->source, cases[i].source ? box_key(box, KIND_SOURCE, cases[i].source) : 0);
	}
}

static void explained(void **state)
{
	struct box *box = *state;
	struct answer w;
	sample_ask(box, "count people held where article is 342 on 2023-03-16", true, &w);
	assert_int_equal(w.member_count, 2);
	assert_int_equal(w.excluded_count, 4);
	assert_string_equal(reason_of(&w, box_key(box, KIND_PERSON, "bea")),
		"not so: article is 342 (recorded: 361)");
	assert_string_equal(reason_of(&w, box_key(box, KIND_PERSON, "dan")),
		"released 2022-10-01 (term served in full)");
	assert_string_equal(reason_of(&w, box_key(box, KIND_PERSON, "eve")), "nothing recorded: article is 342");
	assert_int_equal(w.source_count, 1);
	assert_int_equal(w.sources[0], box_key(box, KIND_SOURCE, "s1"));
	for (size_t i = 0; i < w.member_count; i++) {
		if (!w.members[i].sure) {
			assert_int_equal(w.members[i].subject, box_key(box, KIND_PERSON, "cyd"));
			assert_string_equal(w.members[i].why, "not certain: held");
		}
	}
}

/* As many conditions as a question has words for are answered like one. */
static void long_chains(void **state)
{
	static const struct {
		const char *text;
		int words;
	} parts[] = {{"held", 1}, {"place is colony-9", 3}, {"held in 2021", 3}, {"not (held and aged over 3)", 8}};
	static const char *const joins[] = {" and ", " or "};
	struct box *box = *state;
	for (size_t i = 0; i < 2 * sizeof parts / sizeof *parts; i++) {
		const char *part = parts[i / 2].text;
		struct buf b;
		struct answer one, many;
		buf_init(&b, 1 << 16);
		buf_printf(&b, "count people on 2023-03-16 where %s", part);
		sample_ask(box, b.p, true, &one);
		for (int words = 20; words < 400; words += 1 + parts[i / 2].words) {
			buf_printf(&b, "%s%s", joins[i % 2], part);
		}
		sample_ask(box, b.p, true, &many);
		assert_bounds(part, many.count, one.count.at_least, one.count.at_most);
		buf_finish(&b);
	}
}

/* ---- who is withheld does not exist ---- */

static void add_all_forms(struct box *box, struct buf *b)
{
	static const char *const questions[] = {
		"count people", "list people held on 2023-03-16", "count people held by occupation on 2023-03-16",
		"count people where not held on 2023-03-16", "share of women among people held on 2023-03-16",
		"series monthly people held from 2021 to 2023", "sum days lost by people released since 2020",
		"sum days lost by people held on 2023-03-16", "change in people held between 2022-06-01 and 2023-03-16",
		"count people held where article is 342 on 2023-03-16", "count people listed by viasna on 2023-03-16",
		"count people held on 2023-03-16 published by 2024", "count people where place is colony-9",
		"count people where months over 1 by article", "list sentences", "sum months of sentences",
		"count spells where sex is male", "count people held in 2022", "count people listed by viasna since 2021",
	};
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		struct answer w;
		sample_ask(box, questions[i], true, &w);
		FINE(answer_json(box->reg, &viewer_public, box->arena, &w, b, &box->fault));
		FINE(answer_csv(box->reg, &viewer_public, box->arena, &w, b, &box->fault));
		FINE(answer_text(box->reg, &viewer_public, box->arena, &w, 80, b, &box->fault));
	}
}

static void the_withheld_do_not_exist(void **state)
{
	struct box *box = *state;
	struct buf before, with, after;
	buf_init(&before, (size_t)1 << 26);
	buf_init(&with, (size_t)1 << 26);
	buf_init(&after, (size_t)1 << 26);
	add_all_forms(box, &before);
	FINE(box_import(box, KIND_PERSON,
		"key,name@en,sex,occupation,birth,publication,source,spell.from,spell.to,spell.ground,"
		"spell.place,charge.article,sentence.months,recognition.body,recognition.given\n"
		"gus,Gus "
		"Invented,male,lawyer,1970,public_figure,s2,2021-01-01,2023-08-01,served,colony-9,342,36,"
		"viasna,2021\n"));
	add_all_forms(box, &with);
	assert_false(str_eq(buf_view(&before), buf_view(&with)));
	FINE(box_import(box, KIND_PERSON, "key,publication,source\ngus,-,s2\n"));
	add_all_forms(box, &after);
	assert_string_equal(str_dup(box->arena, buf_view(&before)), str_dup(box->arena, buf_view(&after)));
	buf_finish(&before);
	buf_finish(&with);
	buf_finish(&after);
}

static void too_long_a_series_is_pointed_at(void **state)
{
	struct box *box = *state;
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX};
	struct answer w;
	struct fault f = {0};
	assert_int_equal(ask_run(box->reg, &viewer_public, box->arena, STR("series daily people held from 1000 to 2025"),
		&o, &w, &f), RC_LIMIT);
	assert_int_equal(f.column, 39);
}

static void others_are_refused(void **state)
{
	struct box *box = *state;
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX};
	struct answer w;
	assert_int_equal(ask_run(box->reg, &(struct viewer){TIER_MEMBERS}, box->arena, STR("count people"), &o, &w,
		&box->fault), RC_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(known_answers), SAMPLE_TEST(unrecorded_is_said), SAMPLE_TEST(figures_beside_counts),
		SAMPLE_TEST(series_are_repeated_counts), SAMPLE_TEST(steps_end_where_they_should),
		SAMPLE_TEST(series_of_sentences), SAMPLE_TEST(sentences_are_named),
		SAMPLE_TEST(groups_fill_the_whole), SAMPLE_TEST(lists_go_by_pages),
		SAMPLE_TEST(changes_are_differences_of_lists), SAMPLE_TEST(explained),
		SAMPLE_TEST(reasons_are_those_of_the_record), SAMPLE_TEST(long_chains), SAMPLE_TEST(the_withheld_do_not_exist),
		SAMPLE_TEST(too_long_a_series_is_pointed_at), SAMPLE_TEST(others_are_refused),
	};
	return cmocka_run_group_tests_name("ask/answers", tests, NULL, NULL);
}
