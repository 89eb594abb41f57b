/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Conditions after "where": properties, flags, ages, joined by and, or, not and brackets. */
#include <inttypes.h>
#include <string.h>

#include "ask/parse.h"

#define DEPTH_MOST 50

/* Kinds whose properties can be asked of a person, the nearest first. */
static const enum kind person_kinds[] = {
	KIND_PERSON, KIND_SPELL, KIND_CHARGE, KIND_SENTENCE, KIND_CASE, KIND_RECOGNITION,
};
static const enum kind organisation_kinds[] = {KIND_ORGANISATION, KIND_CLOSURE};
#define KINDS_MOST 8

static const struct property *find_in(enum kind kind, struct str word, const char *kind_key)
{
	if (kind_key && strcmp(kind_key, kind_info(kind)->key) != 0) {
		return NULL;
	}
	return property_find(kind, word);
}

/* "article", "spell.status", or a label of up to three words; *ret_words says how many were used. */
static const struct property *find_property(const struct parser *p, size_t *ret_words)
{
	enum kind kinds[KINDS_MOST] = {p->q->kind};
	size_t kind_count = 1;
	if (kind_top(p->q->kind) == KIND_PERSON) {
		memcpy(kinds + 1, person_kinds, sizeof person_kinds);
		kind_count += sizeof person_kinds / sizeof *kinds;
	} else if (kind_top(p->q->kind) == KIND_ORGANISATION) {
		memcpy(kinds + 1, organisation_kinds, sizeof organisation_kinds);
		kind_count += sizeof organisation_kinds / sizeof *kinds;
	}
	struct str word = word_at(p, 0);
	char kind_key[32] = "";
	size_t dot = str_find(word, '.', 0);
	if (dot < word.n && dot < sizeof kind_key) {
		memcpy(kind_key, word.p, dot);
		kind_key[dot] = '\0';
		word = str_sub(word, dot + 1, word.n);
	}
	for (size_t n = 3; n > 0; n--) {
		struct str last = word_at(p, n - 1);
		if (last.n == 0) {
			continue;
		}
		struct str label = n == 1 ? word : (struct str){word.p, (size_t)(last.p + last.n - word.p)};
		for (size_t i = 0; i < kind_count; i++) {
			const struct property *found = find_in(kinds[i], label, kind_key[0] ? kind_key : NULL);
			if (found && found->kind != KIND_NONE) {
				*ret_words = n;
				return found;
			}
		}
	}
	return NULL;
}

static enum rc unknown_property(struct parser *p)
{
	const char *words[128];
	size_t count = 0;
	bool person = kind_top(p->q->kind) == KIND_PERSON;
	for (const struct property *x = properties(); x->key && count < 120; x++) {
		bool fits = person ? x->kind == KIND_PERSON || x->kind == KIND_SPELL || x->kind == KIND_CHARGE
			|| x->kind == KIND_SENTENCE : x->kind == p->q->kind
			|| (p->q->kind == KIND_ORGANISATION && x->kind == KIND_CLOSURE);
		if (fits) {
			words[count++] = x->key;
		}
	}
	words[count++] = person ? "incommunicado" : "liquidated";
	words[count++] = person ? "aged" : "closed";
	words[count++] = person ? "held" : "blocked";
	words[count++] = person ? "listed" : "has";
	words[count++] = person ? "released" : "not";
	return not_understood(p, "a property", words, count);
}

static enum rc take_code(struct parser *p, struct node *n, struct value *v, char **words)
{
	const char *keys[64];
	size_t count = 0;
	/* Labels of several words first, the longest that fits. */
	for (size_t len = 4; len > 0; len--) {
		struct str first = p->t.at < p->t.count ? p->t.list[p->t.at].text : (struct str){0};
		struct str last = len == 1 ? first : word_at(p, len - 1);
		if (last.n == 0 || first.n == 0) {
			continue;
		}
		struct str label = {first.p, (size_t)(last.p + last.n - first.p)};
		const struct code *code = code_find(n->property, label);
		if (code) {
			*v = (struct value){VALUE_INT, {0}, code->number};
			*words = arena_strdup(p->arena, code->key);
			p->t.at += len;
			return RC_OK;
		}
	}
	for (const struct code *c = n->property->codes; c->key && count < 64; c++) {
		keys[count++] = c->key;
	}
	return not_understood(p, arena_printf(p->arena, "one of the codes of %s", n->property->key), keys, count);
}

static enum rc take_text(struct parser *p, struct value *v, char **words)
{
	if (p->t.at >= p->t.count) {
		return not_understood(p, "a value", NULL, 0);
	}
	const struct token *t = &p->t.list[p->t.at];
	char *clean;
	enum rc rc = text_clean(p->arena, t->text, &clean, p->fault);
	if (rc == RC_OK) {
		*v = (struct value){VALUE_TEXT, str_of(clean), 0};
		*words = t->quoted ? arena_printf(p->arena, "\"%s\"", clean) : clean;
		p->t.at++;
	}
	return rc;
}

static enum rc take_value(struct parser *p, struct node *n)
{
	struct value *v = &n->values[n->value_count];
	char **words = &n->value_words[n->value_count];
	enum rc rc;
	if (n->value_count == VALUES_MOST) {
		return fault_set(p->fault, RC_LIMIT, "at most %d values", VALUES_MOST);
	}
	switch (n->property->type) {
	case TYPE_CODE:
		rc = take_code(p, n, v, words);
		break;
	case TYPE_REF:
		v->type = VALUE_REF;
		rc = take_subject(p, n->property->ref, &v->number, words);
		break;
	case TYPE_INT:
		v->type = VALUE_INT;
		rc = take_number(p, &v->number);
		*words = rc == RC_OK ? arena_printf(p->arena, "%" PRId64, v->number) : NULL;
		break;
	case TYPE_TEXT:
		rc = take_text(p, v, words);
		break;
	default:
		rc = not_understood(p, "a property with words or codes (names: volya find)", NULL, 0);
		break;
	}
	n->value_count += rc == RC_OK;
	return rc;
}

static const char *property_words(struct parser *p, const struct property *x)
{
	bool own = x->kind == p->q->kind;
	bool plain = !property_find(p->q->kind, str_of(x->key));
	return own || plain ? x->key : arena_printf(p->arena, "%s.%s", kind_info(x->kind)->key, x->key);
}

static void value_node_words(struct parser *p, struct node *n)
{
	struct buf b;
	buf_init(&b, 4096);
	for (size_t i = 0; i < n->value_count; i++) {
		buf_printf(&b, "%s%s is %s", i ? " or " : "", property_words(p, n->property), n->value_words[i]);
	}
	n->words = arena_printf(p->arena, n->value_count > 1 ? "(%s)" : "%s", b.p);
	buf_finish(&b);
}

static struct node *negate(struct parser *p, struct node *n)
{
	struct node *no = make_node(p, NODE_NOT);
	bool simple = n->type != NODE_AND && n->type != NODE_OR;
	no->left = n;
	no->words = arena_printf(p->arena, simple ? "not %s" : "not (%s)", n->words);
	return no;
}

/* "sex is not female": something is recorded, and it is not that. */
static struct node *otherwise(struct parser *p, struct node *n)
{
	struct node *has = make_node(p, NODE_HAS);
	has->property = n->property;
	has->words = arena_printf(p->arena, "has %s", property_words(p, n->property));
	return join(p, NODE_AND, has, negate(p, n));
}

/* "over 60", "under 60", "at least 60", "at most 60" */
static const struct comparison {
	const char *first, *second;
	bool above, with; /* the numbers above it; the number itself too */
} comparisons[] = {
	{"over", NULL, true, false},
	{"under", NULL, false, false},
	{"at", "least", true, true},
	{"at", "most", false, true},
};

static const struct comparison *take_comparison(struct parser *p)
{
	for (size_t i = 0; i < sizeof comparisons / sizeof *comparisons; i++) {
		const struct comparison *c = &comparisons[i];
		if (c->second ? take_two(p, c->first, c->second) : take(p, c->first)) {
			return c;
		}
	}
	return NULL;
}

static enum rc compare_number(struct parser *p, struct node *n, const struct comparison *c)
{
	int64_t v;
	enum rc rc = take_number(p, &v);
	if (rc != RC_OK) {
		return rc;
	}
	/* The largest and smallest numbers have none beyond them. */
	bool nothing = !c->with && v == (c->above ? INT64_MAX : INT64_MIN);
	n->type = NODE_NUMBER;
	n->lo = nothing ? 1 : c->above ? v + !c->with : INT64_MIN;
	n->hi = nothing ? 0 : c->above ? INT64_MAX : v - !c->with;
	n->words = arena_printf(p->arena, "%s %s%s%s %" PRId64, property_words(p, n->property), c->first,
		c->second ? " " : "", c->second ? c->second : "", v);
	return RC_OK;
}

static enum rc compare_date(struct parser *p, struct node *n)
{
	char *words;
	bool found;
	n->type = NODE_DATE;
	day lo, hi;
	(void)take(p, "is");
	enum rc rc = take_period(p, &found, &lo, &hi, &words);
	if (rc == RC_OK && !found) {
		rc = take_date(p, &lo, &hi, &words);
		words = rc == RC_OK ? arena_printf(p->arena, "in %s", words) : NULL;
	}
	n->lo = lo;
	n->hi = hi;
	n->words = rc == RC_OK ? arena_printf(p->arena, "%s %s", property_words(p, n->property), words) : NULL;
	return rc;
}

static enum rc take_property(struct parser *p, struct node **ret)
{
	size_t used;
	const struct property *x = find_property(p, &used);
	if (!x) {
		return unknown_property(p);
	}
	struct node *n = make_node(p, NODE_VALUE);
	n->property = x;
	p->t.at += used;
	*ret = n;
	if (x->type == TYPE_DATE) {
		return compare_date(p, n);
	}
	const struct comparison *c = x->type == TYPE_INT ? take_comparison(p) : NULL;
	if (c) {
		return compare_number(p, n, c);
	}
	enum rc rc = expect(p, "is");
	bool negated = rc == RC_OK && take(p, "not");
	if (rc == RC_OK) {
		rc = take_value(p, n);
	}
	if (rc != RC_OK) {
		return rc;
	}
	value_node_words(p, n);
	*ret = negated ? otherwise(p, n) : n;
	return RC_OK;
}

/* "incommunicado", "ill for 90 days" */
static enum rc take_flag(struct parser *p, const struct code *code, struct node **ret)
{
	struct node *n = make_node(p, NODE_FLAG);
	n->property = property_by_code(P_PERSON_FLAG);
	n->values[0] = (struct value){VALUE_INT, {0}, code->number};
	n->value_count = 1;
	n->number = 1;
	n->words = arena_strdup(p->arena, code->key);
	*ret = n;
	p->t.at++;
	if (!take(p, "for")) {
		return RC_OK;
	}
	enum rc rc = take_number(p, &n->number);
	if (rc == RC_OK && (n->number < 1 || n->number > 100000)) {
		p->t.at--;
		rc = not_understood(p, "a number of days from 1 on", NULL, 0);
	}
	if (rc == RC_OK && !take(p, "days") && !take(p, "day")) {
		rc = expect(p, "days");
	}
	if (rc == RC_OK) {
		n->words = arena_printf(p->arena, "%s for %" PRId64 " days", code->key, n->number);
	}
	return rc;
}

static enum rc take_age(struct parser *p, struct node **ret)
{
	struct node *n = make_node(p, NODE_AGE);
	bool over = next_is(p, "over");
	if (!over && !next_is(p, "under")) {
		return not_understood(p, "\"over\" or \"under\"", NULL, 0);
	}
	p->t.at++;
	n->property = property_by_code(P_PERSON_BIRTH);
	n->sign = over ? 1 : -1;
	*ret = n;
	enum rc rc = take_number(p, &n->number);
	if (rc == RC_OK && (n->number < 0 || n->number > 150)) {
		p->t.at--;
		rc = not_understood(p, "an age in years", NULL, 0);
	}
	n->words = arena_printf(p->arena, "aged %s %" PRId64, over ? "over" : "under", n->number);
	return rc;
}

static enum rc take_has(struct parser *p, struct node **ret)
{
	size_t used;
	const struct property *x = find_property(p, &used);
	if (!x) {
		return unknown_property(p);
	}
	p->t.at += used;
	*ret = make_node(p, NODE_HAS);
	(*ret)->property = x;
	(*ret)->words = arena_printf(p->arena, "has %s", property_words(p, x));
	return RC_OK;
}

static enum rc take_either(struct parser *p, struct node **ret);

static enum rc take_one(struct parser *p, struct node **ret)
{
	const struct code *flag = code_find(property_by_code(P_PERSON_FLAG), word_at(p, 0));
	bool said;
	enum rc rc;
	bool negated = take(p, "not");
	if (negated || take(p, "(")) {
		if (++p->depth > DEPTH_MOST) {
			return fault_set(p->fault, RC_LIMIT, "not and brackets are nested more than %d deep", DEPTH_MOST);
		}
		rc = negated ? take_one(p, ret) : take_either(p, ret);
		p->depth--;
		if (negated) {
			*ret = rc == RC_OK ? negate(p, *ret) : NULL;
			return rc;
		}
		return rc == RC_OK ? expect(p, ")") : rc;
	}
	if (take(p, "has")) {
		return take_has(p, ret);
	}
	if (kind_top(p->q->kind) == KIND_PERSON && (take(p, "aged") || take(p, "age"))) {
		return take_age(p, ret);
	}
	if (kind_top(p->q->kind) == KIND_PERSON && flag) {
		return take_flag(p, flag, ret);
	}
	rc = take_said(p, &said, ret);
	if (rc != RC_OK || !said) {
		return rc == RC_OK ? take_property(p, ret) : rc;
	}
	(*ret)->clause = false;
	return RC_OK;
}

/* Joined by "and", which binds closer than "or". */
static enum rc take_both(struct parser *p, struct node **ret)
{
	enum rc rc = take_one(p, ret);
	while (rc == RC_OK && take(p, "and")) {
		struct node *more = NULL;
		rc = take_one(p, &more);
		if (rc == RC_OK && more) {
			bool left_or = (*ret)->type == NODE_OR, right_or = more->type == NODE_OR;
			(*ret)->words = left_or ? arena_printf(p->arena, "(%s)", (*ret)->words) : (*ret)->words;
			more->words = right_or ? arena_printf(p->arena, "(%s)", more->words) : more->words;
			*ret = join(p, NODE_AND, *ret, more);
		}
	}
	return rc;
}

/* Alternatives on one property are one membership: a disagreement between them is none. */
static bool merge_values(struct parser *p, struct node *a, const struct node *b)
{
	if (a->type != NODE_VALUE || b->type != NODE_VALUE || a->property != b->property
		|| a->value_count + b->value_count > VALUES_MOST) {
		return false;
	}
	for (size_t i = 0; i < b->value_count; i++) {
		a->values[a->value_count] = b->values[i];
		a->value_words[a->value_count++] = b->value_words[i];
	}
	value_node_words(p, a);
	return true;
}

/* Among alternatives, the one on a property. */
static struct node *alternative_on(struct node *n, const struct property *x)
{
	if (n->type == NODE_OR && !n->whole) {
		struct node *found = alternative_on(n->left, x);
		return found ? found : alternative_on(n->right, x);
	}
	return n->type == NODE_VALUE && n->property == x ? n : NULL;
}

static void say_alternatives(struct parser *p, struct node *n)
{
	if (n->type == NODE_OR && !n->whole) {
		say_alternatives(p, n->left);
		say_alternatives(p, n->right);
		n->words = arena_printf(p->arena, "%s or %s", n->left->words, n->right->words);
	}
}

static void add_alternative(struct parser *p, struct node **ret, struct node *more)
{
	if (more->type == NODE_OR && !more->whole) {
		add_alternative(p, ret, more->left);
		add_alternative(p, ret, more->right);
		return;
	}
	struct node *same = more->type == NODE_VALUE ? alternative_on(*ret, more->property) : NULL;
	if (!same || !merge_values(p, same, more)) {
		*ret = join(p, NODE_OR, *ret, more);
	}
}

static enum rc take_either(struct parser *p, struct node **ret)
{
	enum rc rc = take_both(p, ret);
	while (rc == RC_OK && take(p, "or")) {
		struct node *more = NULL;
		rc = take_both(p, &more);
		if (rc == RC_OK && more) {
			add_alternative(p, ret, more);
			say_alternatives(p, *ret);
		}
	}
	return rc;
}

enum rc take_where(struct parser *p, struct node **ret)
{
	enum rc rc = take_either(p, ret);
	if (rc == RC_OK && (*ret)->type == NODE_OR) {
		(*ret)->words = arena_printf(p->arena, "(%s)", (*ret)->words);
	}
	return rc;
}
