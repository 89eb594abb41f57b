/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text to tokens: words, commas, capitals, initials, particles, titles, patronymics. */
#include <string.h>

#include "name/given.h"
#include "name/sound.h"

/* What a word may be, by its sound (UNIT_LETTERS), whatever the script it was written in. */
static const char *const particles[] = {
	"VON", "FON", "VAN", "DER", "DEN", "DE", "DI", "DA", "DO", "DU", "DEL", "DELA", "DEI", "DOS", "DAS", "LA", "LE",
	"EL", "AL", "UL", "BIN", "BEN", "IBN", "ABU", "TER", "TEN", "ZU", "AF", "AV", "I", "ET", "UND", "AND", "DES",
	"OGLI", "OGLU", "KIZI", "KIZ", "GIZI", "SAN",
};
static const char *const titles[] = {
	"DR", "MR", "MRS", "MS", "SIR", "SER", "LORD", "LADI", "BARON", "BARONES", "PROF", "DIPL", "ING", "JR", "IR",
	"JUNJOR", "SR", "SENJOR", "ST", "GRAF", "GEN", "HON", "BORN", "NEE", "OBE", "MP",
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool is_listed(const struct name_token *t, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < t->length && list[i][k] == UNIT_LETTERS[t->code[k]]) {
			k++;
		}
		if (k == t->length && list[i][k] == '\0') {
			return true;
		}
	}
	return false;
}

/* II, III, IV after a name: which one of those who bore it. */
static bool is_numeral(const struct word *w)
{
	for (size_t i = 0; i < w->count; i++) {
		if (w->letter[i] != 'i' && w->letter[i] != 'v' && w->letter[i] != 'x') {
			return false;
		}
	}
	return w->count > 1 && w->upper == w->count;
}

/* Written ones that sound of themselves. */
static size_t letters_of(const struct word *w)
{
	size_t letters = 0;

	for (size_t i = 0; i < w->count; i++) {
		letters += w->letter[i] != LETTER_SOFT;
	}
	return letters;
}

static uint8_t kind_of(const struct word *w, const struct name_token *t)
{
	if (w->count == 1 || (w->dot_after && w->count <= 3 && !is_listed(t, titles, COUNT(titles)))) {
		return NAME_INITIAL;
	}
	if (t->length <= 7 && is_listed(t, titles, COUNT(titles)) && (w->count <= 3 ? w->dot_after || w->lower : true)) {
		return NAME_TITLE;
	}
	if (t->length <= 4 && is_listed(t, particles, COUNT(particles)) && letters_of(w) == t->length) { /* not Диес */
		return NAME_PARTICLE;
	}
	return NAME_UNKNOWN;
}

/* What is gathered while the text is read. */
struct reading {
	struct name *name;
	struct word word;
	struct name_token spare; /* where tokens past the room go */
	size_t commas, first_comma; /* tokens before the first comma */
	size_t capitals;            /* tokens all in capitals, by bit */
	bool joined, after_comma;
};

static void end_word(struct reading *r, size_t to)
{
	struct word *w = &r->word;
	struct name *n = r->name;
	struct name_token *t = n->count < NAME_TOKENS_MOST ? &n->token[n->count] : &r->spare;

	if (w->count > 0) {
		memset(t, 0, sizeof(*t));
		w->to = (uint16_t)to;
		sound_fold(w, t);
		if (t->length > 0 && t == &r->spare) {
			n->left_out = (uint8_t)(n->left_out + (n->left_out < 255));
		} else if (t->length > 0) {
			t->kind = n->count > 0 && is_numeral(w) ? NAME_TITLE : kind_of(w, t);
			t->script = w->cyrillic > w->latin ? NAME_CYRILLIC : w->latin ? NAME_LATIN : NAME_OTHER_SCRIPT;
			t->joined = r->joined && n->count > 0;
			t->from = w->from;
			t->to = w->to;
			r->capitals |= w->upper >= 2 && w->lower == 0 ? (size_t)1 << n->count : 0;
			n->scripts |= (uint8_t)((w->latin ? NAME_LATIN : 0) | (w->cyrillic ? NAME_CYRILLIC : 0) |
			                        (w->count > w->latin + w->cyrillic ? NAME_OTHER_SCRIPT : 0));
			n->count++;
		}
	}
	r->joined = false;
	w->count = w->cut = w->latin = w->cyrillic = w->upper = w->lower = 0;
	w->dot_after = false;
}

static void add_letter(struct reading *r, const struct letter *l, size_t at)
{
	struct word *w = &r->word;

	if (l->script == 0 && w->count == 0) {
		return; /* a quotation mark before the word */
	}
	if (w->count == 0) {
		w->from = (uint16_t)at;
	}
	for (size_t i = 0; l->text[i]; i++) {
		if (w->count == WORD_MOST) {
			w->cut = 1;
			return;
		}
		w->letter[w->count] = l->text[i];
		w->script[w->count++] = l->script;
		w->latin = (uint8_t)(w->latin + (l->script == NAME_LATIN));
		w->cyrillic = (uint8_t)(w->cyrillic + (l->script == NAME_CYRILLIC));
	}
	w->upper = (uint8_t)(w->upper + l->upper);
	w->lower = (uint8_t)(w->lower + l->lower);
}

static void take(struct reading *r, enum letter_what what, const struct letter *l, uint32_t point, size_t at)
{
	struct word *w = &r->word;

	switch (what) {
	case LETTER_YES:
		add_letter(r, l, at);
		break;
	case LETTER_MARK:
		if (w->count > 0) {
			w->letter[w->count - 1] = letter_marked(w->letter[w->count - 1], point);
		}
		break;
	case LETTER_NOTHING:
		break;
	case LETTER_COMMA:
		end_word(r, at);
		r->first_comma = r->commas == 0 ? r->name->count : r->first_comma;
		r->commas++;
		break;
	case LETTER_DOT:
		w->dot_after = true;
		end_word(r, at);
		break;
	case LETTER_HYPHEN:
		end_word(r, at);
		r->joined = true;
		break;
	case LETTER_SPACE:
		end_word(r, at);
		break;
	}
}

/* Family names, where comma or capitals say so. */
static void mark_family(struct reading *r)
{
	struct name *n = r->name;
	size_t all = ((size_t)1 << n->count) - 1;

	if (r->commas == 1 && r->first_comma > 0 && r->first_comma < n->count) {
		n->family_first = true;
		for (size_t i = 0; i < n->count; i++) {
			if (n->token[i].kind == NAME_UNKNOWN) {
				n->token[i].kind = i < r->first_comma ? NAME_FAMILY : NAME_GIVEN;
			}
		}
	} else if (r->capitals && r->capitals != all) {
		n->family_first = r->capitals & 1;
		for (size_t i = 0; i < n->count; i++) {
			if (n->token[i].kind == NAME_UNKNOWN && (r->capitals >> i & 1)) {
				n->token[i].kind = NAME_FAMILY;
			}
		}
	}
}

#define TITLE_WORD_LEAST 4 /* units: of a title that may be a family name */

/* Beside one word only, what looks like a particle or a title is a name too: Olga Graf, Max Born, Ben Sahar. */
static void mark_lone(struct name *n)
{
	struct given of[GIVEN_MOST];
	struct name_token *last = &n->token[1];
	int words = 0;

	for (int i = 0; i < n->count; i++) {
		words += n->token[i].kind != NAME_TITLE && n->token[i].kind != NAME_PARTICLE;
	}
	if (words != 1 || n->count != 2) {
		return;
	}
	if (last->kind == NAME_PARTICLE || (last->kind == NAME_TITLE && last->length >= TITLE_WORD_LEAST)) {
		last->kind = NAME_UNKNOWN;
	} else if (n->token[0].kind == NAME_PARTICLE && given_find(&n->token[0], of) > 0) {
		n->token[0].kind = NAME_UNKNOWN;
	}
}

/* At most one patronymic: never the first of all, never what stands as family name; -ovich only among three. */
static void mark_patronymic(struct name *n)
{
	size_t words = 0;

	for (size_t i = 0; i < n->count; i++) {
		words += n->token[i].kind != NAME_TITLE && n->token[i].kind != NAME_PARTICLE;
	}
	for (size_t i = 0; i < n->count; i++) {
		struct name_token *t = &n->token[i];
		bool sure;
		if ((t->kind == NAME_UNKNOWN || t->kind == NAME_GIVEN) && ending_is_patronymic(t, &sure) &&
		    (sure || (words >= 3 && i > 0))) {
			t->kind = NAME_PATRONYMIC;
			return;
		}
	}
}

void name_read(struct str text, struct name *ret)
{
	struct reading r = {.name = ret};
	struct letter l;
	size_t at = 0;
	int32_t point;

	memset(ret, 0, sizeof(*ret));
	if (text.n > NAME_TEXT_MOST) {
		text.n = NAME_TEXT_MOST;
		ret->damaged = true;
	}
	for (;;) {
		size_t from = at;
		point = utf8_next(text, &at);
		if (point == -2) {
			break;
		}
		if (point < 0) {
			ret->damaged = true;
			continue;
		}
		take(&r, letter_of((uint32_t)point, &l), &l, (uint32_t)point, from);
	}
	end_word(&r, text.n);
	mark_lone(ret);
	mark_family(&r);
	mark_patronymic(ret);
	given_mark(ret);
}
