/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The engine of forms: a word is written letter by letter, by the first rule that fits. */
#include <string.h>

#include "name/forms_rules.h"
#include "name/given.h"

static const struct forms_rule *fitting(const struct forms_rule *rule, const char *at, unsigned before)
{
	for (; rule && rule->from; rule++) {
		size_t n = strlen(rule->from);
		if (!strncmp(rule->from, at, n) && (!rule->after || rule->after & before) &&
			(!rule->before || rule->before & forms_classes(at + n))) {
			return rule;
		}
	}
	return NULL;
}

/* The rule for the place, of the tables in their order; NULL for a letter without one. */
static const struct forms_rule *rule_at(const struct forms_system *s, bool man, const char *at, unsigned before)
{
	const struct forms_rule *rule = man ? fitting(s->men, at, before) : NULL;

	for (size_t i = 0; !rule && i < 4 && s->rules[i]; i++) {
		rule = fitting(s->rules[i], at, before);
	}
	return rule;
}

/* The classes of the last letter of what a rule took. */
static unsigned last_classes(const char *from, size_t n, unsigned before)
{
	for (size_t at = 0; at < n; at += forms_letter_bytes(from + at)) {
		before = forms_classes(from + at);
	}
	return before;
}

bool forms_word_out(const struct forms_system *s, const char *word, bool man, char *ret, size_t room)
{
	unsigned before = EDGE;
	size_t n = 0;
	bool known = true, more = true;

	for (const char *at = word; more;) {
		const struct forms_rule *rule = rule_at(s, man, at, before);
		size_t taken = rule ? strlen(rule->from) : forms_letter_bytes(at);
		const char *to = rule ? rule->to : at;
		size_t to_n = rule ? strlen(to) : taken;
		if (n + to_n >= room) {
			known = false;
			break;
		}
		memcpy(ret + n, to, to_n);
		n += to_n;
		bool ending = rule && rule->before == EDGE && at[taken] == '\0'; /* a word has one */
		more = *at != '\0' && taken > 0 && !ending;
		known &= rule || *at == '\0';
		before = last_classes(at, taken, before);
		at += taken;
	}
	ret[n] = '\0';
	return known;
}

bool forms_out(const struct forms_system *s, struct str name, bool man, struct buf *out)
{
	struct forms_word word;
	char small[4 * NAME_TEXT_MOST];
	bool known = true;

	for (size_t at = 0, from = 0; at < name.n; from = at) {
		forms_word_read(name, &at, &word);
		if (word.n == 0 || !word.cyrillic) {
			buf_add(out, name.p + from, at - from);
			continue;
		}
		known &= forms_word_out(s, word.text, man && s->flags & FORMS_MAN, small, sizeof(small));
		if (word.capital[0]) {
			forms_capital(str_of(small), word.all_capital, out);
		} else {
			buf_puts(out, small);
		}
	}
	return known;
}

unsigned forms_read(struct str name, enum forms_lang *ret_best)
{
	struct forms_word word;
	unsigned langs = 0, costs[FORMS_LANGS] = {0}, given[FORMS_LANGS] = {0};
	bool any = false, foreign = false, latin = true, cyrillic = true;

	for (size_t at = 0; at < name.n;) {
		size_t from = at;
		forms_word_read(name, &at, &word);
		if (word.n == 0) {
			foreign |= forms_is_foreign(name, from);
			continue;
		}
		any = true;
		latin &= !word.cyrillic;
		cyrillic &= word.cyrillic;
		for (int lang = 0; lang < FORMS_LANGS; lang++) {
			costs[lang] += forms_word_cost((enum forms_lang)lang, word.text);
			given[lang] += forms_given(word.text, (enum forms_lang)lang) > 0;
		}
	}
	*ret_best = FORMS_BE;
	for (int lang = FORMS_LANGS - 1; any && cyrillic && !foreign && lang >= 0; lang--) {
		if (costs[lang] >= FORMS_NEVER) {
			continue;
		}
		bool better = given[lang] > given[*ret_best] || costs[*ret_best] >= FORMS_NEVER ||
			(given[lang] == given[*ret_best] && costs[lang] <= costs[*ret_best]);
		langs |= 1u << lang;
		*ret_best = better ? (enum forms_lang)lang : *ret_best;
	}
	return any && latin && !foreign ? FORMS_IS_LATIN : langs;
}

enum name_sex forms_sex(struct str name, enum forms_lang lang)
{
	struct forms_word word;
	bool seen[3] = {false};

	for (size_t at = 0; at < name.n;) {
		forms_word_read(name, &at, &word);
		seen[given_sex(word.n > 0 ? forms_given(word.text, lang) : 0)] = true;
	}
	return seen[NAME_SEX_MALE] == seen[NAME_SEX_FEMALE] ? NAME_SEX_UNKNOWN :
		seen[NAME_SEX_MALE] ? NAME_SEX_MALE : NAME_SEX_FEMALE;
}
