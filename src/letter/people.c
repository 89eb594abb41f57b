/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names in a letter: runs of capitalised words, looked up in every recorded spelling. */
#include "letter/reading.h"

#include <string.h>

#define NAME_WORDS 4
#define RUN_MOST 24 /* tokens of capitalised words in a row that are tried as names */
#define LOOK_UPS_MOST 20000
#define LIKELY 0.8f /* words that nothing but a person's likeness makes a name are one from this probability on */

static bool joins(const struct words *w, size_t i)
{
	bool initial = mark_is(w, i, ".") && i > 0 && !w->tokens[i].blank &&
		w->tokens[i - 1].kind == TOKEN_WORD && w->tokens[i - 1].to - w->tokens[i - 1].from <= 2 &&
		w->tokens[i - 1].capital;
	return initial || (mark_is(w, i, "-") && !w->tokens[i].blank);
}

static size_t run_end(const struct words *w, size_t i, size_t end)
{
	size_t k = i;
	while (k < end && k < i + RUN_MOST) {
		if (w->tokens[k].kind == TOKEN_WORD && w->tokens[k].capital) {
			k++;
		} else if (k > i && joins(w, k) && k + 1 < end && w->tokens[k + 1].capital) {
			k++;
		} else {
			break;
		}
	}
	return k;
}

static bool no_name(const struct words *w, size_t i)
{
	return pattern_at(w, i, i + 1, words_not_names) || pattern_at(w, i, i + 1, words_months);
}

static struct str span_text(const struct words *w, size_t first, size_t end)
{
	return str_sub(w->page->text, w->tokens[first].from, w->tokens[end - 1].to);
}

static struct mention *add_mention(struct reading *r, size_t first, size_t end, uint32_t sentence)
{
	if (r->mention_count >= MENTIONS_MOST) {
		return NULL;
	}
	if (r->mention_count == r->mention_room) {
		size_t more = r->mention_room ? r->mention_room * 2 : 64;
		r->mentions = arena_grow(r->arena, r->mentions, r->mention_room * sizeof *r->mentions,
			more * sizeof *r->mentions);
		r->mention_room = more;
	}
	struct mention *m = &r->mentions[r->mention_count++];
	*m = (struct mention){.first = first, .end = end, .sentence = sentence};
	return m;
}

static const struct mention *named_before(const struct reading *r, int64_t subject)
{
	for (size_t i = 0; i < r->mention_count; i++) {
		if (r->mentions[i].subject == subject) {
			return &r->mentions[i];
		}
	}
	return NULL;
}

/* Only the family name of somebody named in full before. */
static const struct mention *family_before(const struct reading *r, size_t i)
{
	struct str word = word_text(&r->words, i);
	for (size_t k = r->mention_count; k > 0; k--) {
		const struct mention *m = &r->mentions[k - 1];
		if (m->end - m->first > 1 && str_eq(word_text(&r->words, m->end - 1), word)) {
			return m;
		}
	}
	return NULL;
}

struct name_seen {
	struct name_seen *next;
	struct str text;
	struct match match;
	bool found;
};

static struct name_seen **seen_slot(struct reading *r, struct str text)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < text.n; i++) {
		hash = (hash ^ (unsigned char)text.p[i]) * 16777619u;
	}
	struct name_seen **slot = &r->seen[hash % (sizeof r->seen / sizeof *r->seen)];
	while (*slot && !str_eq((*slot)->text, text)) {
		slot = &(*slot)->next;
	}
	return slot;
}

static enum rc look_up(
	struct reading *r, size_t first, size_t end, struct match *ret, bool *ret_found)
{
	struct str text = span_text(&r->words, first, end);
	struct name_seen **slot = seen_slot(r, text);
	if (!*slot) {
		struct match *list;
		size_t n = 0;
		if (++r->look_ups > LOOK_UPS_MOST || arena_full(r->arena, 1u << 20)) {
			return fault_set(
				r->fault, RC_LIMIT, "the letter has too many names to look up at once");
		}
		enum rc rc =
			find_name(r->reg, r->viewer, r->arena, KIND_PERSON, text, 3, &list, &n, r->fault);
		if (rc == RC_NOT_FOUND) {
			fault_clear(r->fault);
			n = 0;
		} else if (rc != RC_OK) {
			return rc;
		}
		*slot = arena_alloc(r->arena, sizeof **slot);
		(*slot)->text = text;
		(*slot)->found = n > 0 && list[0].certainty != MATCH_FAINT;
		if ((*slot)->found) {
			(*slot)->match = list[0];
		}
	}
	*ret = (*slot)->match;
	*ret_found = (*slot)->found;
	return RC_OK;
}

static bool titled(const struct words *w, size_t i, size_t floor)
{
	size_t back = i;
	while (back > floor && mark_is(w, back - 1, ".")) {
		back--;
	}
	return back > floor &&
		pattern_at(w, back - 1, back,
			"mr|mrs|ms|miss|dr|prof|professor|president|minister|chancellor|"
			"secretary|commissioner|ambassador|senator|prisoner|blogger|journalist|activist|lawyer|"
			"politician|madam|"
			"madame|representative|laureate|leader|candidate|defender|director|editor|chair|"
			"chairman|writer|artist|colleague|musician|philosopher|banker|deputy");
}

static void record(
	struct reading *r, size_t first, size_t end, uint32_t sentence, const struct match *match)
{
	const struct mention *before = match ? named_before(r, match->subject) : NULL;
	bool again = before != NULL;
	struct mention *m = add_mention(r, first, end, sentence);
	if (m && match) {
		m->subject = match->subject;
		m->certainty = match->certainty;
		m->spelling = match->spelling;
		m->why = match->why;
		m->again = again;
	}
}

/* The longest part of the run that is a recorded spelling; *ret_end is first when there is none. */
static enum rc same_in_run(
	struct reading *r, size_t first, size_t end, uint32_t sentence, size_t *ret_end)
{
	const struct words *w = &r->words;
	*ret_end = first;
	for (size_t n = end - first < 2 * NAME_WORDS ? end - first : 2 * NAME_WORDS; n >= 2; n--) {
		for (size_t i = first; i + n <= end; i++) {
			struct match match;
			bool found = false;
			if (w->tokens[i].kind == TOKEN_MARK || w->tokens[i + n - 1].kind == TOKEN_MARK) {
				continue;
			}
			enum rc rc = look_up(r, i, i + n, &match, &found);
			if (rc != RC_OK) {
				return rc;
			}
			if (found && match.certainty == MATCH_SAME) {
				record(r, i, i + n, sentence, &match);
				*ret_end = i + n;
				return RC_OK;
			}
		}
	}
	return RC_OK;
}

/* "S." before a family name; "U.S." is none. */
static bool initial(const struct words *w, size_t i, size_t end)
{
	bool body = i + 2 < end && pattern_at(w, i, end, "u|e") && pattern_at(w, i + 2, end, "s|k|n|u");
	return !body && i + 2 < end && w->tokens[i].kind == TOKEN_WORD &&
		utf8_length(word_text(w, i)) <= 2 && mark_is(w, i + 1, ".") &&
		utf8_length(word_text(w, end - 1)) >= 4;
}

static enum rc other_in_run(
	struct reading *r, size_t first, size_t end, uint32_t sentence, size_t floor)
{
	const struct words *w = &r->words;
	struct match match;
	bool found = false;
	while (first < end &&
		(no_name(w, first) || w->tokens[first].kind == TOKEN_MARK ||
			(pattern_at(w, first, end, words_title) &&
				!pattern_at(w, first, end, words_given_names)))) {
		first++;
	}
	size_t stop = first;
	while (stop < end && !no_name(w, stop)) {
		stop++;
	}
	bool all = stop == end;
	bool given = first < end &&
		(pattern_at(w, first, end, words_given_names) || initial(w, first, stop));
	bool told = given || titled(w, first, floor); /* that a name follows; without it only the register tells */
	if (stop - first < 2 || (!all && !given) || stop - first > 6) {
		return RC_OK;
	}
	enum rc rc = look_up(r, first, stop, &match, &found);
	if (rc == RC_OK && !found && initial(w, first, stop)) {
		rc = look_up(r, stop - 1, stop, &match, &found);
		match.certainty = MATCH_POSSIBLE;
	}
	if (rc == RC_OK && (told || (found && match.probability >= LIKELY))) {
		record(r, first, stop, sentence, found ? &match : NULL);
	}
	return rc;
}

static enum rc one_word(struct reading *r, size_t i, uint32_t sentence, size_t floor)
{
	const struct words *w = &r->words;
	const struct mention *before = family_before(r, i);
	struct match match;
	bool found = false;
	if (before) {
		struct mention copy = *before;
		struct mention *m = add_mention(r, i, i + 1, sentence);
		if (m) {
			copy.first = i;
			copy.end = i + 1;
			copy.sentence = sentence;
			copy.again = true;
			*m = copy;
		}
		return RC_OK;
	}
	if (!titled(w, i, floor) || no_name(w, i) || pattern_at(w, i, i + 1, words_title)) {
		return RC_OK;
	}
	enum rc rc = look_up(r, i, i + 1, &match, &found);
	if (rc == RC_OK && found) {
		match.certainty = MATCH_POSSIBLE;
		record(r, i, i + 1, sentence, &match);
	}
	return rc;
}

static enum rc one_run(struct reading *r, size_t first, size_t end, uint32_t sentence, size_t floor)
{
	const struct words *w = &r->words;
	size_t from = first;
	enum rc rc = RC_OK;
	while (rc == RC_OK && end - from >= 2) {
		size_t after;
		rc = same_in_run(r, from, end, sentence, &after);
		if (after == from) {
			break;
		}
		from = after;
	}
	if (rc != RC_OK || from == end) {
		return rc;
	}
	if (end - from >= 2) {
		size_t before = r->mention_count;
		rc = other_in_run(r, from, end, sentence, floor);
		if (rc != RC_OK || r->mention_count > before) {
			return rc;
		}
	}
	return w->tokens[end - 1].kind == TOKEN_WORD ? one_word(r, end - 1, sentence, floor) : RC_OK;
}

/* The one person named in a sentence so far, or NULL: nobody, or several. */
static const struct mention *alone_in(const struct reading *r, size_t sentence)
{
	const struct mention *one = NULL;
	for (size_t k = r->mention_count; k > 0 && r->mentions[k - 1].sentence >= sentence; k--) {
		const struct mention *m = &r->mentions[k - 1];
		if (one && m->subject != one->subject) {
			return NULL;
		}
		one = m;
	}
	return one;
}

/* "He", "she", and "Born in 1973." without a subject: whom the sentence, or else the one before it
 * in its paragraph, speaks of alone. */
static void find_pronoun(struct reading *r, size_t i, uint32_t s)
{
	const struct words *w = &r->words;
	bool told = i == w->sentences[s].first && pattern_at(w, i, i + 1, words_told);
	if (!told && !pattern_at(w, i, i + 1, "he|she")) {
		return;
	}
	const struct mention *one = alone_in(r, s);
	bool none = r->mention_count == 0 || r->mentions[r->mention_count - 1].sentence < s;
	if (none && s > 0 && w->sentences[s - 1].block == w->sentences[s].block) {
		one = alone_in(r, s - 1);
	}
	if (!one || one->subject == 0) {
		return;
	}
	struct mention copy = *one, *m = add_mention(r, i, i + 1, s);
	if (m) {
		copy.first = i;
		copy.end = told ? i : i + 1;
		copy.sentence = s;
		copy.again = true;
		*m = copy;
	}
}

enum rc find_mentions(struct reading *r)
{
	const struct words *w = &r->words;
	enum rc rc = RC_OK;
	for (size_t s = 0; rc == RC_OK && s < w->sentence_count; s++) {
		size_t first = w->sentences[s].first, end = w->sentences[s].end;
		for (size_t i = first; rc == RC_OK && i < end;) {
			size_t stop = run_end(w, i, end);
			/* A line break parts the lines of an address. */
			for (size_t k = i + 1; k < stop; k++) {
				if (memchr(w->page->text.p + w->tokens[k - 1].to, '\n',
						w->tokens[k].from - w->tokens[k - 1].to) &&
					w->sentences[s].block <= r->greeting_block &&
					r->greeting_block < r->page.block_count) {
					stop = k;
				}
			}
			if (stop - i <= 1) {
				find_pronoun(r, i, (uint32_t)s);
			}
			if (stop == i) {
				i++;
				continue;
			}
			if (arena_full(r->arena, 1u << 20)) {
				return fault_set(
					r->fault, RC_LIMIT, "the letter is too long for the memory given to it");
			}
			rc = one_run(r, i, stop, (uint32_t)s, first);
			i = stop;
		}
	}
	return rc;
}

static void judge_possible(struct reading *r, const struct mention *m, const struct person_facts *p,
	struct letter_claim *c)
{
	c->verdict = VERDICT_UNKNOWN;
	c->why =
		arena_printf(r->arena, "possibly %s (%s; recorded spelling %s); not taken for the same",
			p->label, m->why ? m->why : "a similar name", m->spelling ? m->spelling : p->label);
}

/* With --on: whether what holds then is another thing. */
static enum rc judge_person_now(struct reading *r, const struct person_facts *p,
	const struct person_state *then, struct letter_claim *c)
{
	struct person_state now;
	enum rc rc = person_state(r, p, r->on, r->on, &now);
	if (rc != RC_OK || strcmp(now.text, then->text) == 0) {
		return rc;
	}
	c->now = now.text;
	claim_source(r, c, now.source);
	if (then->held >= 0 && now.held < 0) {
		c->verdict = VERDICT_OUTDATED;
		c->why = arena_printf(
			r->arena, "held on the letter's date, no longer on that day: %s", now.text);
	}
	return RC_OK;
}

static enum rc judge_person(struct reading *r, const struct mention *m, struct letter_claim *c)
{
	struct person_facts p;
	struct person_state then;
	enum rc rc = person_load(r, m->subject, &p);
	if (rc == RC_OK) {
		rc = person_state(r, &p, r->letter, r->letter, &then);
	}
	if (rc != RC_OK) {
		return rc;
	}
	c->subject = m->subject;
	c->register_on = then.on;
	c->register_value = arena_printf(r->arena, "%s: %s", p.label, then.text);
	claim_source(r, c, then.source);
	if (m->certainty == MATCH_POSSIBLE) {
		judge_possible(r, m, &p, c);
		return RC_OK;
	}
	c->verdict = VERDICT_SUPPORTED;
	const char *how = m->why && strcmp(m->why, "recorded spelling") != 0 ? m->why : NULL;
	c->why = arena_printf(r->arena, "in the register, spelled %s there%s%s%s%s%s",
		m->spelling ? m->spelling : p.label, how ? " (" : "", how ? how : "", how ? ")" : "",
		then.later ? "; " : "", then.later ? then.later : "");
	return r->on == DAY_MAX ? RC_OK : judge_person_now(r, &p, &then, c);
}

enum rc check_people(struct reading *r)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < r->mention_count; i++) {
		const struct mention *m = &r->mentions[i];
		bool told = m->again;
		for (size_t k = 0; k < i && !told && m->subject == 0; k++) {
			told = r->mentions[k].subject == 0 &&
				str_eq(span_text(&r->words, m->first, m->end),
					span_text(&r->words, r->mentions[k].first, r->mentions[k].end));
		}
		if (told) {
			continue;
		}
		struct letter_claim *c = reading_claim(r, CLAIM_PERSON, m->first, m->end);
		if (!c) {
			break;
		}
		if (m->subject == 0) {
			c->verdict = VERDICT_UNKNOWN;
			c->why = arena_strdup(r->arena, "nobody of this name is in the register");
		} else {
			rc = judge_person(r, m, c);
		}
	}
	return rc;
}

/* Whom the addressees and signatories are in the register. */
enum rc frame_people(struct reading *r)
{
	struct letter_item *lists[] = {r->report->addressees, r->report->signatories};
	size_t counts[] = {r->report->addressee_count, r->report->signatory_count};
	for (size_t l = 0; l < 2; l++) {
		for (size_t i = 0; i < counts[l]; i++) {
			struct letter_item *item = &lists[l][i];
			for (size_t k = 0; k < r->mention_count && item->subject == 0; k++) {
				if (r->mentions[k].end == r->mentions[k].first) {
					continue; /* a sentence without a subject */
				}
				struct str name = span_text(&r->words, r->mentions[k].first, r->mentions[k].end);
				bool sure = r->mentions[k].subject && r->mentions[k].certainty == MATCH_SAME;
				if (sure && name.n > 0 && strstr(item->text, str_dup(r->arena, name))) {
					item->subject = r->mentions[k].subject;
				}
			}
		}
	}
	return RC_OK;
}
