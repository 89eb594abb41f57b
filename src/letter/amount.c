/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers as letters write them: in digits or words, exact or hedged. */
#include "letter/words.h"

#include <string.h>

struct number_word {
	const char *word;
	int64_t value;
};

static const struct number_word units[] = {
	{"one", 1},
	{"two", 2},
	{"three", 3},
	{"four", 4},
	{"five", 5},
	{"six", 6},
	{"seven", 7},
	{"eight", 8},
	{"nine", 9},
	{"ten", 10},
	{"eleven", 11},
	{"twelve", 12},
	{"thirteen", 13},
	{"fourteen", 14},
	{"fifteen", 15},
	{"sixteen", 16},
	{"seventeen", 17},
	{"eighteen", 18},
	{"nineteen", 19},
	{"twenty", 20},
	{"thirty", 30},
	{"forty", 40},
	{"fifty", 50},
	{"sixty", 60},
	{"seventy", 70},
	{"eighty", 80},
	{"ninety", 90},
	{NULL, 0},
};
static const struct number_word scales[] = {
	{"hundred", 100},
	{"thousand", 1000},
	{"million", 1000000},
	{"k", 1000},
	{"dozen", 12},
	{NULL, 0},
};
/* "hundreds of": at least two of them. */
struct vague {
	const char *pattern;
	int64_t value;
	const char *qualifier;
};
static const struct vague vagues[] = {
	{"hundreds of thousands of|hundreds of thousands", 100000, "hundreds_of_thousands_of"},
	{"tens of thousands of|tens of thousands", 10000, "tens_of_thousands_of"},
	{"several thousand|a few thousand|some thousands of|several thousands of|thousands "
	 "of|thousands",
		1000, "thousands_of"},
	{"several hundred|a few hundred|several hundreds of|hundreds of|hundreds", 100, "hundreds_of"},
	{"several dozen|a few dozen|dozens of|dozens|scores of|several tens of", 12, "dozens_of"},
	{NULL, 0, NULL},
};

struct hedge {
	const char *pattern;
	const char *qualifier;
};
/* Before the number; the longest that ends right before it counts. */
static const struct hedge before[] = {
	{"more than|over|above|upwards of|in excess of|greater "
	 "than|exceeding|exceeds|exceeded|surpassed|surpassing|well over|well above|far more than|no "
	 "fewer than and more than",
		"more_than"},
	{"at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum",
		"at_least"},
	{"about|around|approximately|roughly|some|circa|ca|an estimated|estimated|approx|in the region "
	 "of|close on",
		"approximately"},
	{"almost|nearly|close to|just under|just below|approaching|not quite|practically", "almost"},
	{"up to|at most|no more than|not more than|a maximum of|maximum|only up to", "at_most"},
	{"fewer than|less than|under|below", "fewer_than"},
	{"exactly|precisely|a total of|in total|as many as|all|just|only|another|a "
	 "further|the|these|those|all the|all of the|some of the",
		"exactly"},
	{NULL, NULL},
};
/* After it. */
static const struct hedge after[] = {
	{"or more|at least|at a minimum", "at_least"},
	{"or so|approximately|or thereabouts", "approximately"},
	{"or fewer|or less|at most", "at_most"},
	{NULL, NULL},
};

static bool look_up(const struct number_word *list, const struct words *w, size_t i, int64_t *ret)
{
	for (; list->word; list++) {
		if (word_is(w, i, list->word)) {
			*ret = list->value;
			return true;
		}
	}
	return false;
}

/* "fifty thousand", "two hundred and twenty-two", "a thousand": tokens used. */
static size_t words_number(const struct words *w, size_t i, size_t end, int64_t *ret)
{
	int64_t total = 0, part = 0, value = 0;
	size_t at = i, last = i;
	if (word_is(w, at, "a") && at + 1 < end && look_up(scales, w, at + 1, &value)) {
		part = 1;
		at++;
	}
	for (; at < end; at++) {
		if (look_up(units, w, at, &value) && part % (value < 10 ? 10 : 100) == 0) {
			part += value;
		} else if (part > 0 && look_up(scales, w, at, &value)) {
			if (value == 100 || value == 12) {
				part *= value;
			} else {
				total += part * value;
				part = 0;
			}
		} else if (at > i && (word_is(w, at, "and") || mark_is(w, at, "-")) && at + 1 < end &&
			(look_up(units, w, at + 1, &value)) &&
			(mark_is(w, at, "-") || total > 0 || part >= 100)) {
			continue;
		} else {
			break;
		}
		last = at + 1;
	}
	/* "four and a half thousand" */
	if (part > 0 && total == 0 && pattern_at(w, last, end, "and a half") &&
		look_up(scales, w, last + 3, &value)) {
		*ret = part * value + value / 2;
		return last + 4 - i;
	}
	*ret = total + part;
	return last > i && *ret > 0 ? last - i : 0;
}

/* Digits with a scale after them: 22 thousand, 1.5 million, 50k. */
static size_t digits_number(const struct words *w, size_t i, size_t end, int64_t *ret)
{
	*ret = w->tokens[i].number;
	size_t at = i + 1;
	int64_t scale = 0, tenths = 0;
	if (at + 1 < end && (mark_is(w, at, ".") || mark_is(w, at, ",")) && !w->tokens[at].blank &&
		w->tokens[at + 1].kind == TOKEN_NUMBER && !w->tokens[at + 1].blank) {
		if (w->tokens[at + 1].to - w->tokens[at + 1].from == 1 && at + 2 < end &&
			look_up(scales, w, at + 2, &scale)) {
			tenths = w->tokens[at + 1].number;
			*ret = *ret * scale + tenths * scale / 10;
			return at + 3 - i;
		}
		return 0; /* a decimal fraction counts nobody */
	}
	if (at < end && look_up(scales, w, at, &scale)) {
		*ret = *ret <= 1000000 ? *ret * scale : *ret;
		return at + 1 - i;
	}
	return 1;
}

static bool plain_number(const struct words *w, size_t i, size_t end, struct amount *ret)
{
	int64_t value = 0;
	size_t n = 0;
	if (w->tokens[i].taken) {
		return false;
	}
	if (w->tokens[i].kind == TOKEN_NUMBER) {
		n = digits_number(w, i, end, &value);
	} else if (w->tokens[i].kind == TOKEN_WORD) {
		n = words_number(w, i, end, &value);
	}
	if (n == 0) {
		return false;
	}
	*ret = (struct amount){.first = i,
		.end = i + n,
		.number = i,
		.number_end = i + n,
		.value = value,
		.qualifier = "exactly"};
	int64_t step = 1;
	while (value >= 100 && value % (step * 10) == 0) {
		step *= 10;
	}
	ret->rounded = step >= 100 || (step == 10 && value >= 1000 && w->tokens[i].kind == TOKEN_WORD);
	return true;
}

/* "one in five", "two out of three" */
static bool share(const struct words *w, const struct amount *m, size_t first, size_t end)
{
	int64_t other = 0;
	size_t i = m->number;
	size_t n = pattern_at(w, m->number_end, end, "in|out of");
	bool after_one = i >= first + 2 && pattern_at(w, i - 1, i, "in|of") &&
		(word_is(w, i - 2, "one") || (look_up(units, w, i - 2, &other) && other < 10) ||
			word_is(w, i - 2, "out")) &&
		m->value < 100;
	return after_one ||
		(n > 0 && m->value < 10 && look_up(units, w, m->number_end + n, &other) && other <= 20);
}

/* Numbers that name or measure something and count nobody. */
static bool no_count(const struct words *w, const struct amount *m, size_t first, size_t end)
{
	static const char *const names =
		"article|articles|art|arts|no|nos|number|paragraph|part|point|page|pages|"
		"chapter|section|resolution|colony no|prison no|aged|age|decree|law|item|version|fm|room|"
		"row|table|annex|directive|regulation|category|type|block|floor|flat|apartment|street|tel|"
		"phone|fax|charter";
	static const char *const units_after =
		"percent|per cent|year|years|month|months|week|weeks|day|days|hour|hours|"
		"minute|minutes|euro|euros|dollar|dollars|usd|eur|rouble|roubles|ruble|rubles|byn|km|"
		"kilometres|kilometers|"
		"metres|meters|m|kg|tonnes|tons|ton|years old|times|fold|times "
		"as|degrees|packs|base|am|pm|o'clock|"
		"billion|million euros|million dollars|th|nd|rd|st";
	size_t i = m->number;
	bool note = i > first && mark_is(w, i - 1, "[") && m->number_end < end &&
		mark_is(w, m->number_end, "]");
	/* "361-1" is one article */
	bool second = i >= first + 2 && mark_is(w, i - 1, "-") && !w->tokens[i].blank &&
		w->tokens[i - 2].kind == TOKEN_NUMBER;
	bool years = i >= first + 2 && /* "older than sixty-five" */
		pattern_at(w, i - 2, i, "older than|younger than|age of|ages of|aged over|aged under|turned") == 2;
	size_t past = m->number_end;
	years = years || /* "are under 35." */
		(i >= first + 2 && m->value < 100 && pattern_at(w, i - 1, i, "under|over|below|above") &&
			pattern_at(w, i - 2, i - 1, "is|are|was|were") &&
			(past >= end || w->tokens[past].kind == TOKEN_MARK));
	if (note || second || years || share(w, m, first, end)) {
		return true;
	}
	for (size_t back = 1; back <= 2 && i >= first + back; back++) {
		size_t at = i - back;
		if (pattern_at(w, at, i, names) && (back == 1 || mark_is(w, i - 1, "."))) {
			return true;
		}
		if (back == 1 &&
			(mark_is(w, at, "$") || mark_is(w, at, "\xe2\x82\xac") || mark_is(w, at, "\xc2\xa3") ||
				mark_is(w, at, "#") || mark_is(w, at, "\xe2\x84\x96") || mark_is(w, at, "+") ||
				mark_is(w, at, "\xc2\xa7"))) {
			return true;
		}
	}
	size_t next = m->number_end;
	if (next < end &&
		(mark_is(w, next, "%") || mark_is(w, next, "\xe2\x82\xac") || mark_is(w, next, ":") ||
			mark_is(w, next, "/"))) {
		return !(mark_is(w, next, ":") && w->tokens[next].blank);
	}
	while (next < end && mark_is(w, next, "-")) {
		next++;
	}
	next += pattern_at(w, next, end, "and a half|and a quarter"); /* "three and a half years" */
	/* "ten, nine and seven years" */
	int64_t other = 0;
	while (m->value < 100 && next + 1 < end && (mark_is(w, next, ",") || word_is(w, next, "and")) &&
		(w->tokens[next + 1].kind == TOKEN_NUMBER || look_up(units, w, next + 1, &other))) {
		next += 2;
	}
	return pattern_at(w, next, end, units_after) > 0;
}

/* 2019 alone is a year, unless something is counted with it. */
static bool bare_year(const struct words *w, const struct amount *m, size_t end)
{
	if (m->value < 1900 || m->value > 2100 || w->tokens[m->number].kind != TOKEN_NUMBER ||
		w->tokens[m->number].to - w->tokens[m->number].from != 4) {
		return false;
	}
	static const char *const counted =
		"people|persons|political|prisoners|men|women|ngos|organisations|"
		"organizations|detainees|convictions|cases|citizens|journalists|names|detentions|arrests|"
		"belarusians|"
		"civil|civic|non|nonprofit|media|of|hostages|individuals|were|have|behind|inmates|"
		"administrative";
	return m->number_end >= end || !pattern_at(w, m->number_end, end, counted);
}

static void hedge_before(const struct words *w, struct amount *m, size_t first)
{
	size_t best = 0;
	for (const struct hedge *h = before; h->pattern; h++) {
		for (size_t n = 1; n <= 4 && m->number >= first + n; n++) {
			if (n > best && pattern_at(w, m->number - n, m->number, h->pattern) == n) {
				best = n;
				m->qualifier = h->qualifier;
			}
		}
	}
	m->first = m->number - best;
}

static void hedge_after(const struct words *w, struct amount *m, size_t end)
{
	for (const struct hedge *h = after; h->pattern && strcmp(m->qualifier, "exactly") == 0; h++) {
		for (size_t gap = 0; gap <= 2; gap++) {
			size_t n = pattern_at(w, m->number_end + gap, end, h->pattern);
			if (n > 0) {
				m->qualifier = h->qualifier;
				m->end = gap == 0 ? m->number_end + n : m->end;
				break;
			}
		}
	}
	if (mark_is(w, m->number_end, "+") && m->number_end < end) {
		m->qualifier = "more_than";
		m->end = m->number_end + 1;
	}
}

/* 3.7: nobody is counted by its parts. */
static bool fraction(const struct words *w, size_t i, size_t end)
{
	return i + 2 < end && w->tokens[i].kind == TOKEN_NUMBER &&
		(mark_is(w, i + 1, ".") || mark_is(w, i + 1, ",")) && !w->tokens[i + 1].blank &&
		w->tokens[i + 2].kind == TOKEN_NUMBER && !w->tokens[i + 2].blank;
}

/* "between 1,200 and 1,300", "from 10 to 15", "1,200-1,300": one amount with two ends. */
static bool range(const struct words *w, struct amount *m, size_t first, size_t end)
{
	struct amount top;
	size_t at = m->number_end, lead = m->number > first ? m->number - 1 : m->number;
	bool between = word_is(w, lead, "between") && at < end && word_is(w, at, "and");
	bool from = at < end && word_is(w, at, "to") && m->first == m->number;
	bool dash = at < end && (mark_is(w, at, "-") || mark_is(w, at, "\xe2\x80\x93"));
	if ((!between && !from && !dash) || at + 1 >= end || !plain_number(w, at + 1, end, &top) ||
		top.value <= m->value) {
		return false;
	}
	m->first = between || word_is(w, lead, "from") ? lead : m->first;
	m->end = m->number_end = top.number_end;
	m->top = top.value;
	m->qualifier = "between";
	return true;
}

bool amount_next(const struct words *w, size_t at, size_t first, size_t end, struct amount *ret)
{
	for (size_t i = at; i < end; i++) {
		for (const struct vague *v = vagues; v->pattern; v++) {
			size_t n = pattern_at(w, i, end, v->pattern);
			if (n > 0) {
				*ret = (struct amount){.first = i,
					.end = i + n,
					.number = i,
					.number_end = i + n,
					.value = v->value,
					.qualifier = v->qualifier,
					.rounded = true};
				return true;
			}
		}
		if (!plain_number(w, i, end, ret)) {
			i += fraction(w, i, end) ? 2 : 0;
			continue;
		}
		if (no_count(w, ret, first, end) || bare_year(w, ret, end) ||
			(ret->value == 1 && w->tokens[i].kind == TOKEN_WORD)) {
			i = ret->number_end - 1;
			continue;
		}
		hedge_before(w, ret, first);
		if (range(w, ret, first, end)) {
			return true;
		}
		hedge_after(w, ret, end);
		return true;
	}
	return false;
}
