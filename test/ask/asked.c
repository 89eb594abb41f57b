/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random conditions: made, said and answered. */
#include "asked.h"

struct tree *tree_leaf(struct asked *k, enum what what)
{
	struct tree *t = arena_alloc(k->arena, sizeof *t);
	t->what = what;
	return t;
}

void tree_period(struct asked *k, struct tree *t)
{
	t->from = random_day(&k->w->random);
	t->to = t->from + (day)random_below(&k->w->random, 400);
}

const struct tree_values tree_values[TREE_VALUES] = {
	{P_PERSON_SEX, {"female", "male", "male"}},
	{P_PERSON_OCCUPATION, {"journalist", "activist", "lawyer"}},
	{P_CHARGE_ARTICLE, {"342", "361-1", "130"}},
	{P_CHARGE_STAGE, {"convicted", "dropped", "charged"}},
	{P_SPELL_STATUS, {"colony_general", "prison_regime", "released_on_bail"}},
	{P_SPELL_PLACE, {"north", "south", "north"}},
	{P_PERSON_FLAG, {"ill", "incommunicado", "ill"}},
};

struct tree *tree_value(struct asked *k)
{
	size_t i = (size_t)random_below(&k->w->random, TREE_VALUES);
	struct tree *t = tree_leaf(k,
		random_one_in(&k->w->random, 5)		  ? HAS
			: random_one_in(&k->w->random, 5) ? IS_NOT
											  : IS);
	t->property = tree_values[i].property;
	t->one = tree_values[i].words[random_below(&k->w->random, 3)];
	t->two = t->what == IS && random_one_in(&k->w->random, 3)
		? tree_values[i].words[random_below(&k->w->random, 3)]
		: NULL;
	return t;
}

static struct tree *random_event(struct asked *k)
{
	static const int dates[] = {P_SPELL_FROM, P_SENTENCE_DATE, P_PERSON_BIRTH};
	static const enum what kinds[] = {DATE, DATE, RELEASED, RELEASED, RECOGNISED, DIED};
	struct tree *t = tree_leaf(k, kinds[random_below(&k->w->random, 6)]);
	t->property = dates[random_below(&k->w->random, 3)];
	t->number = random_below(&k->w->random, 3) - 1; /* of a recognition: the body, -1 any */
	tree_period(k, t);
	return t;
}

struct tree *tree_any(struct asked *k)
{
	struct tree *t;
	switch (random_below(&k->w->random, 11)) {
	case 9:
	case 10:
		t = tree_leaf(k, random_one_in(&k->w->random, 2) ? HELD_IN : LISTED_IN);
		t->number = random_below(&k->w->random, WORLD_BODIES);
		tree_period(k, t);
		return t;
	case 0:
		return tree_leaf(k, HELD);
	case 1:
		t = tree_leaf(k, LISTED);
		t->number = random_below(&k->w->random, WORLD_BODIES);
		return t;
	case 2:
		t = tree_leaf(k, NUMBER);
		t->sign = random_one_in(&k->w->random, 2) ? 1 : -1;
		t->number = random_below(&k->w->random, 12) * 12;
		return t;
	case 3:
		t = tree_leaf(k, FLAG);
		t->one = random_one_in(&k->w->random, 2) ? "ill" : "incommunicado";
		t->number = 1 + random_below(&k->w->random, 120);
		return t;
	case 4:
		t = tree_leaf(k, AGED);
		t->sign = random_one_in(&k->w->random, 2) ? 1 : -1;
		t->number = random_below(&k->w->random, 4);
		return t;
	case 5:
	case 6:
		return random_event(k);
	default:
		return tree_value(k);
	}
}

struct tree *tree_random(struct asked *k, int depth)
{
	if (depth == 0 || random_one_in(&k->w->random, 3)) {
		return tree_any(k);
	}
	struct tree *t = tree_leaf(k, (enum what)random_below(&k->w->random, 3));
	t->a = tree_random(k, depth - 1);
	t->b = t->what == NOT ? NULL : tree_random(k, depth - 1);
	/* Alternatives on one property are read as membership: those stand in one leaf, with two words. */
	if (t->what == OR && t->a->what == IS && t->b->what == IS && t->a->property == t->b->property) {
		t->what = AND;
	}
	return t;
}

/* ---- a tree as words ---- */

const char *key_of(int property)
{
	return property_by_code(property)->key;
}

static void say_period(struct buf *b, const struct tree *t)
{
	char from[DAY_TEXT], to[DAY_TEXT];
	buf_printf(b, " between %s and %s", day_format(t->from, from), day_format(t->to, to));
}

static void say_event(struct buf *b, const struct tree *t)
{
	static const char *const bodies[] = {"alpha", "beta"};
	if (t->what == RECOGNISED) {
		buf_printf(b, "recognised%s%s", t->number < 0 ? "" : " by ", t->number < 0 ? "" : bodies[t->number]);
	} else {
		buf_puts(b,
			t->what == RELEASED					 ? "released"
				: t->what == DIED				 ? "died"
				: t->property == P_SPELL_FROM	 ? "detained"
				: t->property == P_SENTENCE_DATE ? "sentenced"
												 : "born");
	}
	say_period(b, t);
}

void tree_say(struct buf *b, const struct tree *t)
{
	static const char *const bodies[] = {"alpha", "beta"};
	switch (t->what) {
	case AND:
	case OR:
		buf_putc(b, '(');
		tree_say(b, t->a);
		buf_puts(b, t->what == AND ? " and " : " or ");
		tree_say(b, t->b);
		buf_putc(b, ')');
		break;
	case NOT:
		buf_puts(b, "not (");
		tree_say(b, t->a);
		buf_putc(b, ')');
		break;
	case HELD:
		buf_puts(b, "held");
		break;
	case LISTED:
		buf_printf(b, "listed by %s", bodies[t->number]);
		break;
	case HELD_IN:
	case LISTED_IN:
		buf_printf(b, "%s%s", t->what == HELD_IN ? "held" : "listed by ", t->what == HELD_IN ? "" : bodies[t->number]);
		say_period(b, t);
		break;
	case IS:
	case IS_NOT:
		buf_printf(b, "%s%s is %s%s", t->two ? "(" : "", key_of(t->property), t->what == IS ? "" : "not ", t->one);
		if (t->two) {
			buf_printf(b, " or %s is %s)", key_of(t->property), t->two);
		}
		break;
	case HAS:
		buf_printf(b, "has %s", key_of(t->property));
		break;
	case NUMBER:
		/* The same numbers said in two ways. */
		if (t->number % 24) {
			buf_printf(b, "months %s %d", t->sign > 0 ? "over" : "under", (int)t->number);
		} else {
			buf_printf(b, "months at %s %d", t->sign > 0 ? "least" : "most", (int)t->number + t->sign);
		}
		break;
	case FLAG:
		buf_printf(b, "%s for %d days", t->one, (int)t->number);
		break;
	case AGED:
		buf_printf(b, "aged %s %d", t->sign > 0 ? "over" : "under", (int)t->number);
		break;
	default:
		say_event(b, t);
	}
}

/* ---- a tree answered ---- */

static enum truth least(enum truth a, enum truth b)
{
	return a < b ? a : b;
}

static enum truth most(enum truth a, enum truth b)
{
	return a > b ? a : b;
}

#define CHAIN_MOST 16

static size_t flatten(const struct tree *t, const struct tree **list, size_t count)
{
	if (t->what == OR) {
		return flatten(t->b, list, flatten(t->a, list, count));
	}
	list[count] = t;
	return count + 1;
}

static bool is_membership(const struct tree *t, int property)
{
	return t->what == IS && t->property == property;
}

/* Alternatives on one property are read together, as membership. */
static enum truth any_of(const struct asked *k, const struct tree *t, int64_t person, day d)
{
	const struct tree *list[CHAIN_MOST];
	size_t count = flatten(t, list, 0);
	enum truth best = NO;
	for (size_t i = 0; i < count; i++) {
		const char *words[2 * CHAIN_MOST + 1] = {NULL};
		size_t n = 0;
		if (list[i]->what != IS) {
			best = most(best, tree_truth(k, list[i], person, d));
			continue;
		}
		for (size_t o = 0; o < count; o++) {
			if (is_membership(list[o], list[i]->property)) {
				words[n++] = list[o]->one;
				n += (words[n] = list[o]->two) != NULL;
			}
		}
		words[n] = NULL;
		best = most(best, naive_is(&k->n, person, list[i]->property, words, d));
	}
	return best;
}

enum truth tree_truth(const struct asked *k, const struct tree *t, int64_t person, day d)
{
	const struct naive *n = &k->n;
	const char *const words[] = {t->one, t->two, NULL};
	switch (t->what) {
	case AND:
		return least(tree_truth(k, t->a, person, d), tree_truth(k, t->b, person, d));
	case OR:
		return any_of(k, t, person, d);
	case NOT:
		return (enum truth)(SURE - tree_truth(k, t->a, person, d));
	case HELD:
		return naive_held(n, person, d);
	case LISTED:
		return naive_listed(n, person, k->w->bodies[t->number], d);
	case HELD_IN:
		return naive_held_in(n, person, t->from, t->to);
	case LISTED_IN:
		return naive_listed_in(n, person, k->w->bodies[t->number], t->from, t->to);
	case IS:
		return naive_is(n, person, t->property, words, d);
	case IS_NOT:
		return least(naive_has(n, person, t->property, d),
			(enum truth)(SURE - naive_is(n, person, t->property, words, d)));
	case HAS:
		return naive_has(n, person, t->property, d);
	case NUMBER:
		return naive_number(n, person, P_SENTENCE_MONTHS, t->sign, t->number);
	case FLAG:
		return naive_flag(n, person, t->one, t->number, d);
	case AGED:
		return naive_aged(n, person, t->sign, t->number, d);
	case RELEASED:
		return naive_released(n, person, t->from, t->to);
	case DIED:
		return naive_died(n, person, t->from, t->to);
	case RECOGNISED:
		return naive_recognised(n, person, t->number < 0 ? 0 : k->w->bodies[t->number], t->from, t->to);
	default:
		return naive_date(n, person, t->property, t->from, t->to);
	}
}

struct bounds tree_count(const struct asked *k, const struct tree *t, day d)
{
	struct bounds b = {0, 0};
	for (int i = 0; i < k->w->people; i++) {
		int64_t person = k->w->persons[i];
		enum truth is = naive_exists(&k->n, person) ? tree_truth(k, t, person, d) : NO;
		b.at_least += is == SURE;
		b.at_most += is != NO;
	}
	return b;
}
