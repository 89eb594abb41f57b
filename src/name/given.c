/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Given names: from the code of a token to its families. */
#include "name/given.h"

#include "name/sound.h"

/* Units that the languages exchange in given names without making another name of it; 0: itself. */
static const uint8_t same_as[UNIT_COUNT] = {
	[UNIT_G] = UNIT_H, [UNIT_GH] = UNIT_H, [UNIT_KH] = UNIT_H, [UNIT_CH] = UNIT_H, [UNIT_W] = UNIT_V,
	[UNIT_CK] = UNIT_K, [UNIT_CS] = UNIT_TS, [UNIT_OE] = UNIT_O, [UNIT_UE] = UNIT_U,
};

/* FNV-1a, its high bits made as good as the low. */
static uint64_t key_of(const uint8_t *code, size_t n, uint64_t space)
{
	uint64_t key = 14695981039346656037u ^ space;

	for (size_t i = 0; i < n; i++) {
		key = (key ^ (same_as[code[i]] ? same_as[code[i]] : code[i])) * 1099511628211u;
	}
	key *= 0x9E3779B97F4A7C15u;
	key ^= key >> 29;
	return key ? key : 1;
}

uint64_t given_key(const struct name_token *t)
{
	return t->cut || t->length < 2 ? 0 : key_of(t->code, t->length, 0);
}

uint64_t given_father_key(const struct name_token *t, bool is_patronymic)
{
	size_t n = is_patronymic ? ending_patronymic_stem(t) : t->length;

	while (n > 0 && (unit_is_vowel(t->code[n - 1]) || t->code[n - 1] == UNIT_J)) {
		n--;
	}
	return t->cut || n < 2 ? 0 : key_of(t->code, n, 0xFA);
}

static unsigned look_up(uint64_t key, struct given *ret)
{
	size_t part = (size_t)(key >> (64 - GIVEN_PART_BITS));
	unsigned n = 0;

	if (key == 0 || given_table.families == 0) {
		return 0;
	}
	for (size_t i = given_table.first[part]; i < given_table.first[part + 1]; i++) {
		const struct given_entry *e = &given_table.entry[i];
		if (e->key == key) {
			for (; n < GIVEN_MOST && e->of[n].family; n++) {
				ret[n] = e->of[n];
			}
			return n;
		}
	}
	return 0;
}

unsigned given_find(const struct name_token *t, struct given ret[GIVEN_MOST])
{
	return look_up(given_key(t), ret);
}

unsigned given_father(const struct name_token *patronymic, struct given ret[GIVEN_MOST])
{
	return look_up(given_father_key(patronymic, true), ret);
}

bool given_shared(const struct name_token *a, const struct name_token *b)
{
	for (int i = 0; i < GIVEN_MOST && a->given[i]; i++) {
		for (int k = 0; k < GIVEN_MOST && b->given[k]; k++) {
			if (a->given[i] == b->given[k]) {
				return true;
			}
		}
	}
	return false;
}

unsigned given_count(void)
{
	return given_table.families ? given_table.families - 1 : 0;
}

const char *given_name(uint16_t family)
{
	return family > 0 && family < given_table.families ? given_table.family[family].name : "";
}

const char *given_in(uint16_t family, enum given_lang lang)
{
	return family > 0 && family < given_table.families ? given_table.family[family].in[lang] : "";
}

enum name_sex given_sex(uint16_t family)
{
	return family > 0 && family < given_table.families ? given_table.family[family].sex : NAME_SEX_UNKNOWN;
}

/* Fills given[]; returns whether the token may be a whole given name, not only a short form. */
static bool fill(struct name_token *t)
{
	struct given of[GIVEN_MOST];
	unsigned n = t->kind == NAME_PATRONYMIC ? given_father(t, of) :
		t->kind == NAME_UNKNOWN || t->kind == NAME_GIVEN ? given_find(t, of) : 0;

	for (unsigned i = 0; i < GIVEN_MOST; i++) {
		t->given[i] = i < n ? of[i].family : 0;
	}
	return n > 0 && of[0].how != GIVEN_SHORT && t->kind == NAME_UNKNOWN;
}

void given_mark(struct name *n)
{
	int words = 0, names = 0, last = 0, before_patronymic = -1;

	for (int i = 0; i < n->count; i++) {
		struct name_token *t = &n->token[i];
		words += t->kind == NAME_UNKNOWN || t->kind == NAME_FAMILY;
		if (fill(t)) {
			names++;
			last = i;
			before_patronymic = i + 1 < n->count && t[1].kind == NAME_PATRONYMIC ? i : before_patronymic;
		}
	}
	/* Іван Мартын, Martin Thomas: either may be the family name, unless a patronymic follows one of them. */
	if (before_patronymic >= 0) {
		n->token[before_patronymic].kind = NAME_GIVEN;
	} else if (names == 1 && words > 1) {
		n->token[last].kind = NAME_GIVEN;
	}
}

/* How far a form is from the name itself: the odds that a list writes one for the other. */
static unsigned way(const struct name_token *t, uint16_t family, bool *ret_full)
{
	static const uint8_t cost[] = {
		[GIVEN_FULL] = 0, [GIVEN_ORIGIN] = 3 * NAME_COST_NAT, [GIVEN_SHORT] = 3 * NAME_COST_NAT,
	};
	struct given of[GIVEN_MOST];
	unsigned n = t->kind == NAME_PATRONYMIC ? given_father(t, of) : given_find(t, of);

	for (unsigned i = 0; i < n; i++) {
		if (of[i].family == family) {
			*ret_full |= of[i].how == GIVEN_FULL;
			return cost[of[i].how];
		}
	}
	return GIVEN_NO_KIN;
}

unsigned given_cost(const struct name_token *a, const struct name_token *b)
{
	unsigned least = GIVEN_NO_KIN;

	if ((a->kind == NAME_PATRONYMIC) != (b->kind == NAME_PATRONYMIC)) {
		return least;
	}
	for (int i = 0; i < GIVEN_MOST && a->given[i]; i++) {
		for (int k = 0; k < GIVEN_MOST; k++) {
			if (a->given[i] == b->given[k]) {
				bool full = false;
				unsigned cost = GIVEN_COST_LEAST + way(a, a->given[i], &full) + way(b, a->given[i], &full);
				least = full && cost < least ? cost : least;
			}
		}
	}
	return least;
}
