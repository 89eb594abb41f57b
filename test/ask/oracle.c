/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Random questions of random registers, answered twice: by ask/, and by the slow evaluator of naive.c from
 * the raw statements. VOLYA_SEED repeats one run, VOLYA_CASES says how many questions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asked.h"

static void differs(const struct asked *k, const char *question, struct bounds said, struct bounds is)
{
	(void)k;
	fail_msg("%s\n  ask: at least %lld, at most %lld\n  the model: at least %lld, at most %lld", question,
		(long long)said.at_least, (long long)said.at_most, (long long)is.at_least, (long long)is.at_most);
}

static bool same(struct bounds a, struct bounds b)
{
	return a.at_least == b.at_least && a.at_most == b.at_most;
}

static void run(struct asked *k, const char *question, struct answer *ret)
{
	struct fault f = {0};
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX};
	if (ask_run(k->w->reg, &viewer_public, k->arena, str_of(question), &o, ret, &f) != RC_OK) {
		fault_print(stderr, &f);
		fail_msg("%s: not answered", question);
	}
}

/* " on D published by P known on K" at random, and the evaluator set to the same. */
static char *limits(struct asked *k, bool with_on)
{
	char on[DAY_TEXT], pub[DAY_TEXT], known[DAY_TEXT];
	struct random *r = &k->w->random;
	k->on = random_day(r);
	k->n.pub = random_one_in(r, 2) ? DAY_MAX : random_day(r);
	k->n.known = random_one_in(r, 2) ? k->w->changes[WORLD_CHANGES - 1]
		: k->w->changes[random_below(r, WORLD_CHANGES)] + (day)random_below(r, 2);
	char *text = with_on ? arena_printf(k->arena, " on %s", day_format(k->on, on)) : arena_strdup(k->arena, "");
	if (k->n.pub != DAY_MAX) {
		text = arena_printf(k->arena, "%s published by %s", text, day_format(k->n.pub, pub));
	}
	return arena_printf(k->arena, "%s known on %s", text, day_format(k->n.known, known));
}

static char *words(struct asked *k, const struct tree *t)
{
	struct buf b;
	buf_init(&b, 1 << 16);
	tree_say(&b, t);
	char *text = str_dup(k->arena, buf_view(&b));
	buf_finish(&b);
	return text;
}

/* What is printed back must be the same question. */
static void check_printed(struct asked *k, const struct answer *w)
{
	struct answer again;
	run(k, w->question, &again);
	if (strcmp(again.question, w->question) != 0 || !same(again.count, w->count)) {
		fail_msg("%s\n  reads back as\n%s", w->question, again.question);
	}
}

static void one_count(struct asked *k)
{
	struct answer w;
	struct tree *t = tree_random(k, 3);
	char *days = limits(k, true);
	char *question = arena_printf(k->arena, "count people where %s%s", words(k, t), days);
	run(k, question, &w);
	struct bounds is = tree_count(k, t, k->on);
	if (!same(w.count, is)) {
		differs(k, question, w.count, is);
	}
	check_printed(k, &w);
}

/* The plain forms, which have ways of their own through the index. */
static void one_plain(struct asked *k)
{
	static const char *const bodies[] = {"alpha", "beta"};
	struct answer w;
	struct tree *held = tree_leaf(k, HELD), *listed = tree_leaf(k, LISTED), *both = tree_leaf(k, AND);
	listed->number = random_below(&k->w->random, WORLD_BODIES);
	both->a = held;
	both->b = listed;
	int64_t which = random_below(&k->w->random, 3);
	char *days = limits(k, true);
	char *question = arena_printf(k->arena, "count people%s%s%s%s", which != 1 ? " held" : "",
		which != 0 ? " listed by " : "", which != 0 ? bodies[listed->number] : "", days);
	run(k, question, &w);
	struct bounds is = tree_count(k, which == 0 ? held : which == 1 ? listed : both, k->on);
	if (!same(w.count, is)) {
		differs(k, question, w.count, is);
	}
	check_printed(k, &w);
}

static void one_series(struct asked *k)
{
	struct answer w;
	char from[DAY_TEXT], to[DAY_TEXT];
	bool plain = random_one_in(&k->w->random, 2);
	struct tree *t = plain ? tree_leaf(k, HELD) : tree_random(k, 1);
	char *days = limits(k, false);
	day first = random_day(&k->w->random), last = first + (day)random_below(&k->w->random, 500);
	char *question = arena_printf(k->arena, "series monthly people %s%s from %s to %s%s", plain ? "" : "where ",
		words(k, t), day_format(first, from), day_format(last, to), days);
	run(k, question, &w);
	assert_true(w.point_count > 0 && w.points[w.point_count - 1].on == last);
	for (size_t i = 0; i < w.point_count; i++) {
		struct bounds is = tree_count(k, t, w.points[i].on);
		if (!same(w.points[i].count, is)) {
			differs(k, question, w.points[i].count, is);
		}
	}
}

/* Every world: each person possibly in the whole is in or out, and then possibly in the part or not. */
static void worlds_of_share(const struct asked *k, const struct tree *part,
	const struct tree *whole, struct bounds *ret, bool *ret_any)
{
	int64_t least_share = 10001, most_share = -1;
	int64_t people[WORLD_PEOPLE], n = 0;
	for (int i = 0; i < k->w->people; i++) {
		if (naive_exists(&k->n, k->w->persons[i]) && tree_truth(k, whole, k->w->persons[i], k->on) != NO) {
			people[n++] = k->w->persons[i];
		}
	}
	for (int64_t world = 0; world < (int64_t)1 << (2 * n); world++) {
		int64_t base = 0, both = 0;
		bool real = true;
		for (int64_t i = 0; i < n && real; i++) {
			bool in_base = (world >> (2 * i)) & 1, in_part = (world >> (2 * i + 1)) & 1;
			enum truth b = tree_truth(k, whole, people[i], k->on), p = tree_truth(k, part, people[i], k->on);
			real = (b != SURE || in_base) && (p != SURE || in_part) && (p != NO || !in_part);
			base += in_base;
			both += in_base && in_part;
		}
		if (real && base) {
			int64_t low = both * 10000 / base, high = (both * 10000 + base - 1) / base;
			least_share = low < least_share ? low : least_share;
			most_share = high > most_share ? high : most_share;
		}
	}
	*ret_any = most_share >= 0;
	*ret = (struct bounds){least_share, most_share};
}

static void one_share(struct asked *k)
{
	struct answer w;
	struct bounds is;
	bool any;
	struct tree *part = tree_value(k), *whole = random_one_in(&k->w->random, 2) ? tree_leaf(k, HELD) : tree_any(k);
	char *days = limits(k, true);
	char *question = arena_printf(k->arena, "share of people where %s among people where %s%s", words(k, part),
		words(k, whole), days);
	run(k, question, &w);
	worlds_of_share(k, part, whole, &is, &any);
	if (any && !same(w.count, is)) {
		differs(k, question, w.count, is);
	}
	check_printed(k, &w);
}

static void one_grouping(struct asked *k)
{
	struct answer w;
	size_t v = (size_t)random_below(&k->w->random, TREE_VALUES);
	struct tree *held = tree_leaf(k, HELD), *is_in = tree_leaf(k, IS), *both = tree_leaf(k, AND);
	both->a = held;
	both->b = is_in;
	is_in->property = tree_values[v].property;
	char *days = limits(k, true);
	char *question = arena_printf(k->arena, "count people held by %s%s", key_of(is_in->property), days);
	run(k, question, &w);
	for (size_t i = 0; i < w.group_count; i++) {
		is_in->what = strcmp(w.groups[i].keys[0], "unknown") == 0 ? NOT : IS;
		is_in->one = w.groups[i].keys[0];
		struct tree has = {.what = HAS, .property = is_in->property};
		is_in->a = &has;
		struct bounds is = tree_count(k, both, k->on);
		if (is_in->what == IS && !same(w.groups[i].count, is)) {
			differs(k, arena_printf(k->arena, "%s: %s", question, is_in->one), w.groups[i].count, is);
		}
	}
	for (int i = 0; i < 3; i++) {
		is_in->what = IS;
		is_in->one = tree_values[v].words[i];
		bool found = tree_count(k, both, k->on).at_most == 0;
		for (size_t g = 0; g < w.group_count && !found; g++) {
			found = strcmp(w.groups[g].keys[0], is_in->one) == 0;
		}
		assert_true(found);
	}
	check_printed(k, &w);
}

/* An event without a period counts, in a series, what happened in each step. */
static void one_series_of_events(struct asked *k)
{
	struct answer w;
	char from[DAY_TEXT], to[DAY_TEXT];
	char *days = limits(k, false);
	day first = random_day(&k->w->random), last = first + (day)random_below(&k->w->random, 300);
	char *question = arena_printf(k->arena, "series quarterly people released from %s to %s%s", day_format(first, from),
		day_format(last, to), days);
	run(k, question, &w);
	for (size_t i = 0; i < w.point_count; i++) {
		struct tree t = {.what = RELEASED, .from = i ? w.points[i - 1].on + 1 : first, .to = w.points[i].on};
		struct bounds is = tree_count(k, &t, w.points[i].on);
		if (!same(w.points[i].count, is)) {
			differs(k, question, w.points[i].count, is);
		}
	}
}

static void one_sum(struct asked *k)
{
	struct answer w;
	struct bounds is = {0, 0};
	char from[DAY_TEXT], to[DAY_TEXT];
	struct tree t = {.what = RELEASED};
	char *days = limits(k, true);
	tree_period(k, &t);
	bool since = random_one_in(&k->w->random, 3);
	char *question = since ? arena_printf(k->arena, "sum days lost by people%s released since %s", days,
		day_format(t.from, from)) : arena_printf(k->arena, "sum days lost by people released between %s and %s%s",
		day_format(t.from, from), day_format(t.to, to), days);
	t.to = since ? k->on : t.to;
	run(k, question, &w);
	for (int i = 0; i < k->w->people; i++) {
		int64_t least_days, most_days, person = k->w->persons[i];
		naive_days_lost(&k->n, person, t.from, t.to, &least_days, &most_days);
		enum truth in = tree_truth(k, &t, person, k->on);
		is.at_least += in == SURE ? least_days : 0;
		is.at_most += in != NO ? most_days : 0;
	}
	if (!same(w.count, is)) {
		differs(k, question, w.count, is);
	}
	check_printed(k, &w);
}

/* Days held in a period, each looked at. */
static void one_sum_of_days_held(struct asked *k)
{
	struct answer w;
	struct bounds is = {0, 0};
	char from[DAY_TEXT], to[DAY_TEXT];
	struct tree t = {.what = HELD_IN};
	char *days = limits(k, true);
	tree_period(k, &t);
	char *question = arena_printf(k->arena, "sum days lost by people held between %s and %s%s",
		day_format(t.from, from), day_format(t.to, to), days);
	run(k, question, &w);
	for (int i = 0; i < k->w->people; i++) {
		int64_t person = k->w->persons[i];
		enum truth in = tree_truth(k, &t, person, k->on);
		for (day d = t.from; d <= t.to && in != NO; d++) {
			enum truth held = naive_held(&k->n, person, d);
			is.at_least += in == SURE && held == SURE;
			is.at_most += held != NO;
		}
	}
	if (!same(w.count, is)) {
		differs(k, question, w.count, is);
	}
	check_printed(k, &w);
}

/* Sentences counted, or their months summed up: conditions are of the sentence, its case, or its person. */
static void one_of_sentences(struct asked *k)
{
	struct answer w;
	struct bounds is = {0, 0};
	struct tree *t = tree_random(k, 2);
	char *days = limits(k, true);
	bool months = random_one_in(&k->w->random, 2);
	char *question = arena_printf(k->arena, "%s sentences where %s%s", months ? "sum months of" : "count", words(k, t),
		days);
	run(k, question, &w);
	for (int64_t s = 0; s < k->n.subjects; s++) {
		int64_t least_here = 1, most_here = 1;
		if (!naive_sentence(&k->n, s)) {
			continue;
		}
		if (months) {
			naive_months(&k->n, s, &least_here, &most_here);
		}
		k->n.only = s;
		enum truth in = tree_truth(k, t, k->n.owner[s], k->on);
		k->n.only = 0;
		is.at_least += in == SURE ? least_here : 0;
		is.at_most += in != NO ? most_here : 0;
	}
	if (!same(w.count, is)) {
		differs(k, question, w.count, is);
	}
	check_printed(k, &w);
}

/* Who came is more certainly in at the end than at the beginning: for sure when surely in, and
 * before not even possibly. */
static void check_moved(struct asked *k, const char *question, const struct ask_member *list,
	size_t count_said, day out, day in)
{
	struct tree held = {.what = HELD};
	size_t at = 0;
	for (int i = 0; i < k->w->people; i++) {
		enum truth before = tree_truth(k, &held, k->w->persons[i], out),
				   after = tree_truth(k, &held, k->w->persons[i], in);
		if (after <= before) {
			continue;
		}
		bool sure = after == SURE && before == NO;
		if (at == count_said || list[at].subject != k->w->persons[i] || list[at].sure != sure) {
			fail_msg("%s: person %d moved and is not said so", question, i);
		}
		at++;
	}
	assert_int_equal(at, count_said);
}

static void one_change(struct asked *k)
{
	struct answer w;
	char from[DAY_TEXT], to[DAY_TEXT];
	char *days = limits(k, false);
	day first = random_day(&k->w->random), last = first + (day)random_below(&k->w->random, 500);
	char *question = arena_printf(k->arena, "change in people held between %s and %s%s", day_format(first, from),
		day_format(last, to), days);
	run(k, question, &w);
	check_moved(k, question, w.came, w.came_count, first, last);
	check_moved(k, question, w.left, w.left_count, last, first);
}

static uint64_t number_from(const char *name, uint64_t other)
{
	const char *text = getenv(name);
	int64_t v;
	return text && str_int(str_of(text), &v) ? (uint64_t)v : other;
}

static uint64_t fresh_seed(void)
{
	uint64_t seed;
	random_bytes(&seed, sizeof seed);
	return seed % 1000000007u;
}

static void ask_one(struct asked *k)
{
	switch (random_below(&k->w->random, 14)) {
	case 7:
		one_of_sentences(k);
		break;
	case 6:
		one_sum_of_days_held(k);
		break;
	case 3:
		one_series_of_events(k);
		break;
	case 4:
		one_sum(k);
		break;
	case 5:
		one_change(k);
		break;
	case 0:
		one_plain(k);
		break;
	case 1:
		one_series(k);
		break;
	case 2:
		one_grouping(k);
		break;
	default:
		one_count(k);
	}
}

#define QUESTIONS_A_WORLD 200

static void agrees_with_the_model(void **state)
{
	(void)state;
	uint64_t seed = number_from("VOLYA_SEED", fresh_seed()), cases = number_from("VOLYA_CASES", 4800);
	for (uint64_t world = 0; world * QUESTIONS_A_WORLD < cases; world++) {
		struct world w;
		struct asked k = {.w = &w, .arena = arena_create((size_t)1 << 28)};
		struct arena *facts = arena_create((size_t)1 << 28);
		world_make(&w, seed + world, WORLD_PEOPLE);
		print_message("world %llu\n", (unsigned long long)(seed + world));
		naive_load(&k.n, facts, &w);
		for (int i = 0; i < QUESTIONS_A_WORLD; i++) {
			ask_one(&k);
			arena_reset(k.arena);
		}
		world_remove(&w);
		arena_destroy(facts);
		arena_destroy(k.arena);
	}
}

static void shares_over_all_worlds(void **state)
{
	(void)state;
	uint64_t seed = number_from("VOLYA_SEED", fresh_seed());
	for (uint64_t world = 0; world < 12; world++) {
		struct world w;
		struct asked k = {.w = &w, .arena = arena_create((size_t)1 << 28)};
		struct arena *facts = arena_create((size_t)1 << 28);
		world_make(&w, seed + world, 6);
		print_message("world %llu\n", (unsigned long long)(seed + world));
		naive_load(&k.n, facts, &w);
		for (int i = 0; i < 40; i++) {
			one_share(&k);
			arena_reset(k.arena);
		}
		world_remove(&w);
		arena_destroy(facts);
		arena_destroy(k.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_model),
		cmocka_unit_test(shares_over_all_worlds),
	};
	ledger_start();
	return cmocka_run_group_tests_name("ask/oracle", tests, NULL, NULL);
}
