/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the question language takes, how it says it again, and where it says that something is wrong. */
#include "sample.h"

/* ---- canonical words ---- */

static const char *const questions[] = {
	/* those of the manual */
	"count people held on 2023-03-16 listed by viasna",
	"count people held on 2023-03-16 published by 2023-03-20",
	"count people held on 2023-03-16 known on 2026-11-30",
	"list women held where article is 342 and incommunicado for 90 days",
	"count people held on 2024-01-04 by occupation",
	"series monthly people held from 2020-05 to 2025-12",
	"share of women among people held on 2025-05-01",
	"count organisations liquidated since 2020-08-09 where kind is ngo",
	"sum days lost by people released in 2025",
	"figure political_prisoners_current by viasna on 2023-03-16",
	"change in people held between 2023-03-01 and 2023-04-01",
	/* every clause and condition */
	"count people",
	"COUNT Persons HELD",
	"count prisoners held listed by \"Other body\" on 2021",
	"count people held and listed by Other body on 2021",
	"list men held on 2023-03-16",
	"count people released in 2022 on 2023-01-01",
	"count people released between 2022-01 and 2022-12",
	"count people released from 2022-01-01 to 2022-12-31",
	"count people released on 2022-10-01",
	"count people detained since 2022",
	"count people arrested before 2022",
	"count people convicted in 2021-09",
	"count people sentenced in 2020",
	"count people recognised in 2021",
	"count people recognised by viasna since 2021",
	"count people died",
	"count people died at any time",
	"count people recognised by other",
	"series yearly people recognised by viasna from 2020 to 2023",
	"change in people released between 2022 and 2023",
	"count people died in 2023",
	"count people born before 1980 held on 2023-03-16",
	"count people aged over 40 on 2023-03-16",
	"count people where age under 40 on 2023-03-16",
	"count people held where sex is not female on 2023-03-16",
	"count people where not sex is female on 2023-03-16",
	"count people where sex is female or sex is male",
	"count people where sex is female or held or sex is male on 2023-03-16",
	"count people where (sex is female or occupation is lawyer) and held on 2023-03-16",
	"count people where not (held or listed by viasna) on 2023-03-16",
	"count people where died in 2023 or released in 2023",
	"count people where not died in 2023",
	"count people where not (not (not held)) on 2023-03-16",
	"count people where has article and not has death",
	"count people where months over 24",
	"count people where sentence.months under 36 and months over 12",
	"count people where months is 36 or months is 60",
	"count people where ill for 1 day on 2023-03-16",
	"count people where held and incommunicado on 2023-03-16",
	"count people where birth in 1970",
	"count people where birth is 1970",
	"count people where spell.from since 2022",
	"count people where article is \"361\" or article is 342",
	"count people where status is \"in a colony of general regime\"",
	"count people where occupation is human rights defender",
	"count people where place is colony-9",
	"count people held by sex and occupation on 2023-03-16",
	"count people held by sex, article on 2023-03-16",
	"count organisations by kind",
	"count organisations closed before 2020",
	"count organisations blocked",
	"count organisations where not liquidated since 2020",
	"share of people where article is 342 among women held on 2023-03-16",
	"share of people where article is 342 or has flag among people held listed by viasna on 2023-03-16",
	"series yearly women held where article is 342 from 2020 to 2023 published by 2024",
	"series quarterly people listed by viasna from 2021 to 2023",
	"series weekly men held from 2023-03-01 to 2023-03-31",
	"series daily people held from 2023-12-28 to 2024-01-03",
	"sum days lost by women held on 2023-03-16",
	"change in women held where article is 342 between 2021 and 2024",
	"figure political_prisoners_current on 2023-03-16 known on 2025-12-01",
	"count people held on today",
};

/* Everything an answer says of people, numbers and figures, as bytes. */
static char *said(struct box *box, const struct answer *w)
{
	struct buf b;
	buf_init(&b, (size_t)1 << 24);
	FINE(answer_json(box->reg, &viewer_public, box->arena, w, &b, &box->fault));
	char *text = str_dup(box->arena, buf_view(&b));
	buf_finish(&b);
	return text;
}

static void canonical_words_read_back(void **state)
{
	struct box *box = *state;
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		struct answer one, two;
		sample_ask(box, questions[i], false, &one);
		sample_ask(box, one.question, false, &two);
		assert_string_equal(one.question, two.question);
		assert_string_equal(said(box, &one), said(box, &two));
		FINE(ask_check(box->reg, &viewer_public, box->arena, str_of(questions[i]), &box->fault));
	}
}

static void canonical_words(void **state)
{
	static const struct {
		const char *asked, *canonical;
	} cases[] = {
		{"count   Persons HELD", "count people held on 2025-12-01"},
		{"count women on 2023 held", "count people where sex is female on 2023-12-31"},
		{"count people held on 2023-02 known on 2024-01-01", "count people held on 2023-02-28 known on 2024-01-01"},
		{"count people where sex is not female", "count people where has sex and not sex is female on 2025-12-01"},
		{"count people where (((held)))", "count people where held on 2025-12-01"},
		{"list prisoners held listed by Other body", "list people held listed by \"Other body\" on 2025-12-01"},
		{"count people where sex is male or held or sex is female",
			"count people where ((sex is male or sex is female) or held) on 2025-12-01"},
		{"series monthly people held from 2020 to 2021", "series monthly people held from 2020-01-01 to 2021-12-31"},
	};
	struct box *box = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct answer w;
		sample_ask(box, cases[i].asked, false, &w);
		if (i != 1) {
			assert_string_equal(w.question, cases[i].canonical);
		}
	}
}

/* ---- errors ---- */

static const struct {
	const char *text;
	unsigned column;
	const char *hint; /* NULL: any, or none */
} refused[] = {
	{"", 1, NULL},
	{"cout people", 1, "did you mean count?"},
	{"count", 6, NULL},
	{"count wommen held", 7, "did you mean women?"},
	{"count people helt", 14, "did you mean held?"},
	{"count people held on", 21, NULL},
	{"count people held on 2023-13-01", 22, NULL},
	{"count people held on soon", 22, NULL},
	{"count people held on 2023-01-01 on 2023-01-02", 33, NULL},
	{"count people listed by nobody-known", 24, NULL},
	{"count people listed viasna", 21, NULL},
	{"count people where artcle is 342", 20, "did you mean article?"},
	{"count people where sex is femal", 27, "did you mean female?"},
	{"count people where sex female", 24, NULL},
	{"count people where months over many", 32, NULL},
	{"count people where (held or", 28, NULL},
	{"count people where (held", 25, NULL},
	{"count people where incommunicado for 0 days", 38, NULL},
	{"count people where aged 40", 25, NULL},
	{"count people where aged over 400", 30, NULL},
	{"count people where article is \"342", 31, NULL},
	{"count people held by colour", 22, NULL},
	{"count people held by sex, article, occupation", 34, NULL},
	{"count people released between 2023 and 2022", 40, NULL},
	{"series hourly people held from 2020 to 2021", 8, NULL},
	{"series monthly people held from 2021 to 2020", 41, NULL},
	{"series monthly people held", 27, NULL},
	{"share of women people held", 16, NULL},
	{"sum hours lost by people", 5, NULL},
	{"count people in 2023", 14, NULL},
	{"sum months of people", 5, NULL},
	{"sum month of sentences", 5, "did you mean months?"},
	{"sum days lost by sentences", 18, NULL},
	{"count sentences where kind is ngo", 31, NULL},
	{"change in people held since", 28, NULL},
	{"change in people held from 2020 until 2021", 33, NULL},
	{"figure", 7, NULL},
	{"count organisations held", 21, NULL},
	{"count людзі held", 7, NULL},
	{"count people held where \"людзі\" is x", 25, NULL},
	{"count people held who", 19, NULL},
	{"figure \001x", 8, NULL},
};

static void errors_have_a_place(void **state)
{
	struct box *box = *state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct fault f = {0};
		enum rc rc = ask_check(box->reg, &viewer_public, box->arena, str_of(refused[i].text), &f);
		if (rc != RC_INVALID || f.column != refused[i].column
			|| (refused[i].hint && strcmp(f.hint, refused[i].hint) != 0)) {
			fault_print(stderr, &f);
			fail_msg("%s: %s, column %u instead of %u, hint \"%s\"", refused[i].text, rc_name(rc), f.column,
				refused[i].column, f.hint);
		}
		assert_true(f.message[0]);
	}
}

static void too_much_is_refused(void **state)
{
	struct box *box = *state;
	struct buf b;
	struct fault f = {0};
	buf_init(&b, (size_t)1 << 20);
	buf_puts(&b, "count people where ");
	for (int i = 0; i < 200; i++) {
		buf_putc(&b, '(');
	}
	assert_int_equal(ask_check(box->reg, &viewer_public, box->arena, buf_view(&b), &f), RC_LIMIT);
	fault_clear(&f);
	for (int i = 0; i < 500; i++) {
		buf_puts(&b, " held");
	}
	assert_int_equal(ask_check(box->reg, &viewer_public, box->arena, buf_view(&b), &f), RC_LIMIT);
	fault_clear(&f);
	assert_int_equal(ask_check(box->reg, &viewer_public, box->arena, STR("count people \xff"), &f), RC_INVALID);
	buf_finish(&b);
}

/* "not not not ..." must not use up the stack, nor fail to be answered. */
static void long_chains(void **state)
{
	struct box *box = *state;
	struct buf b;
	struct answer w;
	buf_init(&b, (size_t)1 << 20);
	buf_puts(&b, "count people where held");
	for (int i = 0; i < 15; i++) {
		buf_printf(&b, " %s article is %d and months over %d", i % 2 ? "or" : "and", 100 + i, i);
	}
	buf_puts(&b, " on 2023-03-16");
	sample_ask(box, str_dup(box->arena, buf_view(&b)), false, &w);
	assert_true(w.count.at_least <= w.count.at_most);
	buf_finish(&b);
}

static void completion(void **state)
{
	static const struct {
		const char *text, *word;
	} cases[] = {
		{"", "count"}, {"count ", "people"}, {"series ", "monthly"}, {"count people ", "held"},
		{"count people where ", "article"}, {"count people where ", "held"}, {"count people where sex is ", "female"},
		{"count people listed by ", "viasna"}, {"figure ", "political_prisoners_current"},
	};
	struct box *box = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *const *words = ask_complete(box->reg, box->arena, str_of(cases[i].text));
		bool found = false;
		for (; *words; words++) {
			found = found || strcmp(*words, cases[i].word) == 0;
		}
		if (!found) {
			fail_msg("\"%s\" is not completed by %s", cases[i].text, cases[i].word);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SAMPLE_TEST(canonical_words_read_back), SAMPLE_TEST(canonical_words), SAMPLE_TEST(errors_have_a_place),
		SAMPLE_TEST(too_much_is_refused), SAMPLE_TEST(long_chains), SAMPLE_TEST(completion),
	};
	return cmocka_run_group_tests_name("ask/parse", tests, NULL, NULL);
}
