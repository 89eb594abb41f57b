/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The small parts of a question: words, dates, periods, numbers, names. */
#include <string.h>

#include "ask/parse.h"

struct str word_at(const struct parser *p, size_t ahead)
{
	size_t at = p->t.at + ahead;
	return at < p->t.count && !p->t.list[at].quoted ? p->t.list[at].text : (struct str){0};
}

bool next_is(const struct parser *p, const char *word)
{
	return str_is_nocase(word_at(p, 0), word);
}

bool take(struct parser *p, const char *word)
{
	bool is = next_is(p, word);
	p->t.at += is;
	return is;
}

bool take_two(struct parser *p, const char *one, const char *two)
{
	bool are = next_is(p, one) && str_is_nocase(word_at(p, 1), two);
	p->t.at += are ? 2 : 0;
	return are;
}

static unsigned column_here(const struct parser *p)
{
	return p->t.at < p->t.count ? p->t.list[p->t.at].column : p->t.end;
}

enum rc not_understood(struct parser *p, const char *wanted, const char *const *words, size_t count)
{
	unsigned column = column_here(p);
	if (p->t.at >= p->t.count) {
		(void)fault_set(p->fault, RC_INVALID, "the question ends where %s should stand", wanted);
	} else {
		struct str word = p->t.list[p->t.at].text;
		const char *nearest = words ? text_nearest(word, words, count) : NULL;
		(void)fault_set(p->fault, RC_INVALID, "\"%.*s\" is not understood; %s should stand here", STR_ARG(word),
			wanted);
		if (nearest && !str_is_nocase(word, nearest)) {
			fault_hint(p->fault, "did you mean %s?", nearest);
		}
	}
	fault_where(p->fault, NULL, 0, column);
	return RC_INVALID;
}

enum rc expect(struct parser *p, const char *word)
{
	char wanted[48];
	if (take(p, word)) {
		return RC_OK;
	}
	snprintf(wanted, sizeof wanted, "\"%s\"", word);
	return not_understood(p, wanted, &word, 1);
}

enum rc take_date(struct parser *p, day *ret_lo, day *ret_hi, char **ret_words)
{
	struct edtf e;
	struct fault why = {0};
	struct str word = word_at(p, 0);
	if (str_is_nocase(word, "today")) {
		char text[DAY_TEXT];
		*ret_lo = *ret_hi = day_today();
		*ret_words = arena_strdup(p->arena, day_format(*ret_lo, text));
		p->t.at++;
		return RC_OK;
	}
	bool looks = word.n && ((word.p[0] >= '0' && word.p[0] <= '9') || word.p[0] == '-');
	if (!looks) {
		return not_understood(p, "a date (2023, 2023-03, 2023-03-16, today)", NULL, 0);
	}
	if (edtf_parse(word, &e, &why) != RC_OK || e.interval || e.from.what != EDTF_KNOWN) {
		(void)fault_set(p->fault, RC_INVALID, "%s", why.message[0] ? why.message : "that is not one date");
		fault_hint(p->fault, "%s", why.hint[0] ? why.hint : "write 2023, 2023-03 or 2023-03-16");
		fault_where(p->fault, NULL, 0, column_here(p));
		return RC_INVALID;
	}
	*ret_lo = e.from.lo;
	*ret_hi = e.from.hi;
	*ret_words = str_dup(p->arena, word);
	p->t.at++;
	return RC_OK;
}

enum rc take_number(struct parser *p, int64_t *ret)
{
	if (!str_int(word_at(p, 0), ret)) {
		return not_understood(p, "a whole number", NULL, 0);
	}
	p->t.at++;
	return RC_OK;
}

/* How many words, from the present one, may be part of a name: up to a word of the language. */
static size_t name_length(const struct parser *p)
{
	static const char *const ends[] = {
		"on", "by", "where", "and", "or", "published", "known", "in", "since", "before", "between", "from", "to",
		"held", "listed", ")", ",", "among", "recognised", "at",
	};
	size_t n = 0;
	for (; p->t.at + n < p->t.count && n < 8 && word_at(p, n).n; n++) {
		for (size_t i = 0; n > 0 && i < sizeof ends / sizeof *ends; i++) {
			if (str_is_nocase(word_at(p, n), ends[i])) {
				return n;
			}
		}
	}
	return n;
}

static struct str words_joined(const struct parser *p, size_t count)
{
	const struct token *first = &p->t.list[p->t.at], *last = first + count - 1;
	return (struct str){first->text.p, (size_t)(last->text.p + last->text.n - first->text.p)};
}

static enum rc lookup(struct parser *p, enum kind kind, struct str name, int64_t *ret_no)
{
	struct match *list;
	size_t count;
	struct fault ignored = {0};
	char *clean;
	*ret_no = 0;
	enum rc rc = text_clean(p->arena, name, &clean, p->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = subject_by_key(p->reg, p->viewer, kind, str_of(clean), ret_no, &ignored);
	if (rc == RC_OK) {
		return rc;
	}
	if (rc != RC_NOT_FOUND) {
		return fault_set(p->fault, rc, "%s", ignored.message);
	}
	*ret_no = 0;
	rc = find_name(p->reg, p->viewer, p->arena, kind, str_of(clean), 1, &list, &count, p->fault);
	if (rc == RC_OK && count && list[0].certainty == MATCH_SAME) {
		*ret_no = list[0].subject;
	}
	return rc;
}

enum rc take_subject(struct parser *p, enum kind kind, int64_t *ret_no, char **ret_words)
{
	bool is_quoted = p->t.at < p->t.count && p->t.list[p->t.at].quoted;
	size_t most = is_quoted ? 1 : name_length(p);
	*ret_no = 0;
	for (size_t n = most; n > 0 && *ret_no == 0; n--) {
		struct str name = is_quoted ? p->t.list[p->t.at].text : words_joined(p, n);
		enum rc rc = lookup(p, kind, name, ret_no);
		if (rc != RC_OK) {
			return rc;
		}
		if (*ret_no) {
			bool spaced = str_find(name, ' ', 0) < name.n;
			*ret_words = arena_printf(p->arena, spaced ? "\"%.*s\"" : "%.*s", STR_ARG(name));
			p->t.at += n;
		}
	}
	if (*ret_no) {
		return RC_OK;
	}
	char *wanted = arena_printf(p->arena, "the key or name of a known %s", kind_info(kind)->key);
	const char *const *keys = kind == KIND_ORGANISATION ? ask_complete(p->reg, p->arena, STR("listed by")) : NULL;
	size_t count = 0;
	while (keys && keys[count]) {
		count++;
	}
	return not_understood(p, wanted, keys, count);
}

static enum rc between(struct parser *p, const char *form, const char *middle, day *lo, day *hi, char **words)
{
	char *first, *second;
	day unused;
	enum rc rc = take_date(p, lo, &unused, &first);
	if (rc == RC_OK) {
		rc = expect(p, middle);
	}
	if (rc == RC_OK) {
		rc = take_date(p, &unused, hi, &second);
	}
	if (rc == RC_OK && *lo > *hi) {
		rc = fault_set(p->fault, RC_INVALID, "%s comes after %s", first, second);
		fault_where(p->fault, NULL, 0, p->t.list[p->t.at - 1].column);
	}
	if (rc == RC_OK) {
		*words = arena_printf(p->arena, "%s %s %s %s", form, first, middle, second);
	}
	return rc;
}

enum rc take_period(struct parser *p, bool *ret_found, day *ret_lo, day *ret_hi, char **ret_words)
{
	char *words;
	day unused;
	enum rc rc = RC_OK;
	*ret_found = true;
	*ret_lo = DAY_MIN;
	*ret_hi = DAY_MAX;
	if (take(p, "in")) {
		rc = take_date(p, ret_lo, ret_hi, &words);
		*ret_words = rc == RC_OK ? arena_printf(p->arena, "in %s", words) : NULL;
	} else if (take(p, "since")) {
		rc = take_date(p, ret_lo, &unused, &words);
		*ret_words = rc == RC_OK ? arena_printf(p->arena, "since %s", words) : NULL;
	} else if (take(p, "before")) {
		rc = take_date(p, ret_hi, &unused, &words);
		*ret_hi -= rc == RC_OK;
		*ret_words = rc == RC_OK ? arena_printf(p->arena, "before %s", words) : NULL;
	} else if (p->q->form != ASK_CHANGE && take(p, "between")) {
		rc = between(p, "between", "and", ret_lo, ret_hi, ret_words);
	} else if (p->q->form != ASK_SERIES && take(p, "from")) {
		rc = between(p, "from", "to", ret_lo, ret_hi, ret_words);
	} else if (next_is(p, "at") && str_is_nocase(word_at(p, 1), "any") && str_is_nocase(word_at(p, 2), "time")) {
		p->t.at += 3;
		*ret_words = arena_strdup(p->arena, "at any time");
	} else {
		*ret_found = false;
		*ret_words = arena_strdup(p->arena, "");
	}
	return rc;
}

struct node *make_node(struct parser *p, enum node_type type)
{
	struct node *n = arena_alloc(p->arena, sizeof *n);
	n->type = type;
	n->lo = DAY_MIN;
	n->hi = DAY_MAX;
	return n;
}

struct node *join(struct parser *p, enum node_type type, struct node *left, struct node *right)
{
	if (!left || !right) {
		return left ? left : right;
	}
	struct node *n = make_node(p, type);
	n->left = left;
	n->right = right;
	n->words = arena_printf(p->arena, "%s %s %s", left->words, type == NODE_AND ? "and" : "or", right->words);
	return n;
}
