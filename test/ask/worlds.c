/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the pair promises, held against every world. A world picks for each person one live claim of each
 * property, and one day within its bounds; in each world a question has one answer. at_least may never be above
 * the least of them, at_most never below the greatest, and for a single condition both are exact.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ask/ask.h"
#include "claims.h"

enum what { AND, OR, NOT, SEX, BORN, OLDER };

struct tree {
	enum what what;
	struct tree *a, *b;
	const char *sex;
	day from, to;
	int64_t years;
};

/* One person in one world; sex NULL, born DAY_MAX: nothing recorded. */
struct self {
	const char *sex;
	day born;
};

static struct tree *random_tree(struct random *r, struct arena *a, int depth)
{
	struct tree *t = arena_alloc(a, sizeof *t);
	if (depth > 0 && !random_one_in(r, 4)) {
		t->what = (enum what)random_below(r, 3);
		t->a = random_tree(r, a, depth - 1);
		t->b = t->what == NOT ? NULL : random_tree(r, a, depth - 1);
		return t;
	}
	t->what = (enum what)(SEX + random_below(r, 3));
	t->sex = random_one_in(r, 2) ? "female" : "male";
	t->from = random_day(r);
	t->to = t->from + (day)random_below(r, 500);
	t->years = random_below(r, 4);
	return t;
}

static void say(struct buf *b, const struct tree *t)
{
	char from[DAY_TEXT], to[DAY_TEXT];
	switch (t->what) {
	case AND:
	case OR:
		buf_putc(b, '(');
		say(b, t->a);
		buf_puts(b, t->what == AND ? " and " : " or ");
		say(b, t->b);
		buf_putc(b, ')');
		break;
	case NOT:
		buf_puts(b, "not (");
		say(b, t->a);
		buf_putc(b, ')');
		break;
	case SEX:
		buf_printf(b, "sex is %s", t->sex);
		break;
	case BORN:
		buf_printf(b, "born between %s and %s", day_format(t->from, from), day_format(t->to, to));
		break;
	default:
		buf_printf(b, "aged over %d", (int)t->years);
	}
}

static bool years_passed(day born, int64_t years, day on)
{
	struct ymd b = day_ymd(born), x = day_ymd(on);
	int64_t then = ((b.year + years) * 100 + b.month) * 100 + b.day, now = (x.year * 100L + x.month) * 100 + x.day;
	return then < now;
}

static bool holds(const struct tree *t, const struct self *s, day on)
{
	switch (t->what) {
	case AND:
		return holds(t->a, s, on) && holds(t->b, s, on);
	case OR:
		return holds(t->a, s, on) || holds(t->b, s, on);
	case NOT:
		return !holds(t->a, s, on);
	case SEX:
		return s->sex && strcmp(s->sex, t->sex) == 0;
	case BORN:
		return s->born != DAY_MAX && t->from <= s->born && s->born <= t->to;
	default:
		return s->born != DAY_MAX && years_passed(s->born, t->years, on);
	}
}

static size_t claims(const struct naive *n, int64_t person, int property, const struct raw **list, size_t most)
{
	size_t count = 0;
	for (size_t i = 0; i < n->count && count < most; i++) {
		const struct raw *r = &n->list[i];
		if (r->subject == person && r->property->code == property && raw_live(n, r)) {
			list[count++] = r;
		}
	}
	return count;
}

#define CLAIMS_MOST 16

/* All worlds of one person: whether the condition holds in every one, in some. */
static void all_worlds(const struct naive *n, const struct tree *t, int64_t person, day on,
	bool *ret_every, bool *ret_some)
{
	const struct raw *sexes[CLAIMS_MOST], *births[CLAIMS_MOST];
	size_t sex_count = claims(n, person, P_PERSON_SEX, sexes, CLAIMS_MOST);
	size_t birth_count = claims(n, person, P_PERSON_BIRTH, births, CLAIMS_MOST);
	*ret_every = true;
	*ret_some = false;
	for (size_t i = 0; i < (sex_count ? sex_count : 1); i++) {
		for (size_t k = 0; k < (birth_count ? birth_count : 1); k++) {
			day first = birth_count ? births[k]->lo : DAY_MAX, last = birth_count ? births[k]->hi : DAY_MAX;
			for (day born = first; born <= last; born++) {
				struct self s = {sex_count ? sexes[i]->text : NULL, born};
				bool is = holds(t, &s, on);
				*ret_every &= is;
				*ret_some |= is;
			}
		}
	}
}

static void check_one(struct world *w, struct naive *n, struct arena *a, int depth)
{
	struct fault f = {0};
	struct answer answer;
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX};
	struct tree *t = random_tree(&w->random, a, depth);
	struct bounds exact = {0, 0};
	struct buf b;
	char text[DAY_TEXT];
	day on = random_day(&w->random);
	n->known = w->changes[WORLD_CHANGES - 1];
	for (int i = 0; i < w->people; i++) {
		bool every, some;
		all_worlds(n, t, w->persons[i], on, &every, &some);
		exact.at_least += every;
		exact.at_most += some;
	}
	buf_init(&b, 1 << 16);
	buf_puts(&b, "count people where ");
	say(&b, t);
	buf_printf(&b, " on %s", day_format(on, text));
	if (ask_run(w->reg, &viewer_public, a, buf_view(&b), &o, &answer, &f) != RC_OK) {
		fault_print(stderr, &f);
		fail_msg("%s: not answered", b.p);
	}
	bool sound = answer.count.at_least <= exact.at_least && answer.count.at_most >= exact.at_most;
	bool tight = answer.count.at_least == exact.at_least && answer.count.at_most == exact.at_most;
	if (!sound || (depth == 0 && !tight)) {
		fail_msg("%s\n  ask: at least %lld, at most %lld\n  over all worlds: least %lld, most %lld", b.p,
			(long long)answer.count.at_least, (long long)answer.count.at_most, (long long)exact.at_least,
			(long long)exact.at_most);
	}
	buf_finish(&b);
}

static void no_world_lies_outside(void **state)
{
	(void)state;
	const char *said = getenv("VOLYA_SEED");
	int64_t seed = 0;
	if (!said || !str_int(str_of(said), &seed)) {
		random_bytes(&seed, sizeof seed);
		seed &= 0xfffffff;
	}
	for (int world = 0; world < 8; world++) {
		struct world w;
		struct naive n;
		struct arena *facts = arena_create((size_t)1 << 28), *a = arena_create((size_t)1 << 28);
		world_make(&w, (uint64_t)(seed + world), 10);
		print_message("world %lld\n", (long long)(seed + world));
		naive_load(&n, facts, &w);
		for (int i = 0; i < 60; i++) {
			check_one(&w, &n, a, i % 3);
			arena_reset(a);
		}
		world_remove(&w);
		arena_destroy(a);
		arena_destroy(facts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_world_lies_outside),
	};
	ledger_start();
	return cmocka_run_group_tests_name("ask/worlds", tests, NULL, NULL);
}
