/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names out of words: the best combinations of what each word may be, over one system or all. */
#include <string.h>

#include "name/forms_rules.h"

#define PRESS_COST 6 /* a standard explains a spelling better than a habit */
#define NOT_GIVEN_COST 20 /* a given name, or a patronymic of one, is likelier than another */

/* Puts the candidate where its cost belongs; what is past most falls out. */
static size_t place(struct forms_candidate *list, size_t count, size_t most, struct forms_candidate made)
{
	size_t at = count;

	if (at == most && (most == 0 || list[at - 1].cost <= made.cost)) {
		return count;
	}
	at -= at == most;
	count = at + 1;
	for (; at > 0 && list[at - 1].cost > made.cost; at--) {
		list[at] = list[at - 1];
	}
	list[at] = made;
	return count;
}

static struct str join(struct arena *a, struct str head, const char *small, const struct forms_word *word)
{
	struct buf b;

	buf_init(&b, 8 * NAME_TEXT_MOST);
	buf_str(&b, head);
	if (word->capital[0]) {
		forms_capital(str_of(small), word->all_capital, &b);
	} else {
		buf_puts(&b, small);
	}
	struct str made = str_copy(a, buf_view(&b));
	buf_finish(&b);
	return made;
}

/* The list with every option after every name of it. */
static size_t multiply(struct arena *a, struct forms_candidate *list, size_t count, const struct forms_word *word,
	const struct forms_found *options, size_t option_count, size_t most)
{
	struct forms_candidate next[FORMS_MOST] = {0};
	size_t made = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < option_count; k++) {
			struct forms_candidate c = list[i];
			c.cost += options[k].cost;
			if (made < most || next[made - 1].cost > c.cost) {
				c.text = join(a, list[i].text, options[k].word, word);
				made = place(next, made, most, c);
			}
		}
	}
	memcpy(list, next, made * sizeof(next[0]));
	return made;
}

size_t forms_combine(struct arena *a, struct str name, bool cyrillic, forms_word_options *options, void *arg,
	struct forms_candidate *ret, size_t most)
{
	struct forms_found found[FORMS_MOST];
	struct forms_word word;
	size_t count = 1;
	bool any = false;

	most = most > FORMS_MOST ? FORMS_MOST : most;
	name = str_sub(name, 0, name.n > NAME_TEXT_MOST ? NAME_TEXT_MOST : name.n);
	if (most == 0) {
		return 0;
	}
	ret[0] = (struct forms_candidate){0};
	for (size_t at = 0, from = 0; at < name.n; from = at) {
		forms_word_read(name, &at, &word);
		if (word.n == 0 || word.cyrillic != cyrillic) {
			struct str between = str_sub(name, from, at);
			for (size_t i = 0; i < count; i++) {
				ret[i].text = str_of(arena_printf(a, "%.*s%.*s", STR_ARG(ret[i].text), STR_ARG(between)));
			}
			continue;
		}
		any = true;
		count = multiply(a, ret, count, &word, found, options(arg, word.text, found, most), most);
	}
	return any ? count : 0;
}

struct back {
	struct arena *arena;
	const struct forms_system *system;
};

/* The word with every apostrophe as the soft sign of the libraries: Ales' is Alesʹ. False: it has none. */
static bool with_soft_sign(const char *text, char ret[2 * NAME_TEXT_MOST + 1])
{
	bool any = false;

	for (; *text; text++) {
		if (*text == '\'') {
			memcpy(ret, "ʹ", 2);
			ret += 2;
			any = true;
		} else {
			*ret++ = *text;
		}
	}
	*ret = '\0';
	return any;
}

static size_t back_word(void *arg, const char *text, struct forms_found *ret, size_t most)
{
	const struct back *b = arg;
	char signs[2 * NAME_TEXT_MOST + 1];
	size_t count = forms_search(b->arena, b->system, text, ret, most);

	if (count == 0 && with_soft_sign(text, signs)) {
		count = forms_search(b->arena, b->system, signs, ret, most);
	}
	for (size_t i = 0; i < count; i++) {
		ret[i].cost += forms_is_known(ret[i].word, b->system->lang) ? 0 : NOT_GIVEN_COST;
		for (size_t k = i; k > 0 && ret[k - 1].cost > ret[k].cost; k--) {
			struct forms_found other = ret[k];
			ret[k] = ret[k - 1];
			ret[k - 1] = other;
		}
	}
	return count;
}

size_t forms_back(struct arena *a, const struct forms_system *s, struct str latin, struct forms_candidate *ret,
	size_t most)
{
	struct back b = {a, s};
	size_t count = forms_combine(a, latin, false, back_word, &b, ret, most);

	for (size_t i = 0; i < count; i++) {
		ret[i].system = s;
	}
	return count;
}

size_t forms_back_any(struct arena *a, enum forms_lang lang, struct str latin, struct forms_candidate *ret,
	size_t most)
{
	struct forms_candidate of[FORMS_MOST], all[FORMS_MOST * 16];
	size_t count = 0;

	for (size_t i = 0; i < forms_system_count; i++) {
		const struct forms_system *s = &forms_systems[i];
		size_t n = s->lang == lang ? forms_back(a, s, latin, of, FORMS_MOST) : 0;
		for (size_t k = 0; k < n; k++) {
			size_t same = 0;
			of[k].cost += s->flags & FORMS_PRESS ? PRESS_COST : 0;
			while (same < count && !str_eq(all[same].text, of[k].text)) {
				same++;
			}
			if (same == count && count < sizeof(all) / sizeof(all[0])) {
				all[count++] = of[k];
			} else if (same < count && of[k].cost < all[same].cost) {
				all[same] = of[k];
			}
		}
	}
	size_t made = 0;
	for (size_t i = 0; i < count; i++) {
		made = place(ret, made, most > FORMS_MOST ? FORMS_MOST : most, all[i]);
	}
	return made;
}
