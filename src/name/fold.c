/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Letters to sound units: look-alike letters, digraphs of Latin orthographies, glides, doubled letters. */
#include <string.h>

#include "name/sound.h"

/* Latin spellings of more than one letter, and the units they are. The longest that fits is taken. */
struct spelling {
	const char *from, *to;
};

static const struct spelling spell_a[] = {{NULL}}, spell_e[] = {{"ee", "I"}, {NULL}},
	spell_o[] = {{"oo", "U"}, {NULL}}, spell_b[] = {{"bh", "B"}, {NULL}},
	spell_c[] = {{"chtch", "0"}, {"ch", "1"}, {"ck", "K"}, {"cz", "8"}, {"cs", "8"}, {NULL}},
	spell_d[] = {{"dsch", "4"}, {"dzh", "4"}, {"dsh", "4"}, {"dh", "D"}, {"dj", "4"}, {"dz", "3"}, {NULL}},
	spell_g[] = {{"gh", "G"}, {NULL}}, spell_k[] = {{"kh", "X"}, {NULL}},
	spell_p[] = {{"ph", "F"}, {NULL}}, spell_q[] = {{"qu", "KW"}, {NULL}},
	spell_r[] = {{"rz", "="}, {"rh", "R"}, {NULL}},
	spell_s[] = {{"schtsch", "0"}, {"shtch", "0"}, {"shch", "0"}, {"shh", "0"}, {"szcz", "0"}, {"stsch", "0"},
		{"sch", "9"}, {"sh", "9"}, {"sz", "9"}, {NULL}},
	spell_t[] = {{"tsch", "8"}, {"tsh", "8"}, {"tch", "8"}, {"tj", "8"}, {"th", "T"}, {"tz", "C"}, {NULL}},
	spell_w[] = {{"wh", "W"}, {NULL}}, spell_z[] = {{"zh", "5"}, {NULL}};

static const struct spelling *const spellings[26] = {
	spell_a, spell_b, spell_c, spell_d, spell_e, spell_a, spell_g, spell_a, spell_a, spell_a, spell_k, spell_a,
	spell_a, spell_a, spell_o, spell_p, spell_q, spell_r, spell_s, spell_t, spell_a, spell_a, spell_w, spell_a,
	spell_a, spell_z,
};

/* One Latin letter alone: a..z. */
static const char *const alone[26] = {
	"A", "B", "*", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "K", "R", "S", "T", "U", "V",
	"W", "Q", "I", "Z",
};

/* A Latin letter inside a Cyrillic word is the Cyrillic letter it looks like (capitals: B, H, P). */
static const char looks_cyrillic[26] = {
	'A', 'V', 'S', 'D', 'E', 'F', '2', 'N', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'R', 'K', '2', 'S', 'T', 'U', 'V',
	'9', 'X', 'U', 'Z',
};
/* And the other way: Cyrillic sounds whose letter looks like a Latin letter of another sound. */
static const char looks_latin[][2] = {{'R', 'p'}, {'S', 'c'}, {'X', 'x'}, {'U', 'y'}, {'C', 'u'}};

/* Units by character, so that the fold does not search. */
#define U(c, unit) [(uint8_t)(c)] = (unit)
static const uint8_t units[128] = {
	U('A', UNIT_A), U('E', UNIT_E), U('I', UNIT_I), U('O', UNIT_O), U('U', UNIT_U), U('6', UNIT_OE),
	U('7', UNIT_UE), U('J', UNIT_J), U('W', UNIT_W), U('V', UNIT_V), U('B', UNIT_B), U('G', UNIT_G),
	U('2', UNIT_GH), U('H', UNIT_H), U('X', UNIT_KH), U('1', UNIT_CH), U('K', UNIT_K), U('*', UNIT_CK),
	U('+', UNIT_CS), U('D', UNIT_D), U('3', UNIT_DZ), U('4', UNIT_DZH), U('T', UNIT_T), U('Z', UNIT_Z),
	U('5', UNIT_ZH), U('S', UNIT_S), U('C', UNIT_TS), U('8', UNIT_TSH), U('9', UNIT_SH), U('0', UNIT_SHTSH),
	U('P', UNIT_P), U('F', UNIT_F), U('L', UNIT_L), U('M', UNIT_M), U('N', UNIT_N), U('R', UNIT_R),
	U('=', UNIT_RZ), U('Q', UNIT_KS), U('#', UNIT_OTHER), U('$', UNIT_OTHER + 1),
	U('%', UNIT_OTHER + 2), U('&', UNIT_OTHER + 3),
};
#undef U

static char look_alike(const struct word *w, size_t i)
{
	char c = w->letter[i];

	if (w->cyrillic >= w->latin) {
		return w->script[i] == NAME_LATIN && c >= 'a' && c <= 'z' ? looks_cyrillic[c - 'a'] : c;
	}
	if (w->script[i] == NAME_CYRILLIC) {
		for (size_t k = 0; k < sizeof(looks_latin) / sizeof(looks_latin[0]); k++) {
			if (looks_latin[k][0] == c) {
				return looks_latin[k][1];
			}
		}
	}
	return c;
}

/* The spelling at text, or NULL. */
static const struct spelling *spelling_at(const char *text)
{
	for (const struct spelling *s = spellings[text[0] - 'a']; s->from; s++) {
		size_t n = 1;
		while (s->from[n] && s->from[n] == text[n]) {
			n++;
		}
		if (!s->from[n]) {
			return s;
		}
	}
	return NULL;
}

static bool is_front(char c)
{
	return c == 'e' || c == 'i' || c == 'y' || c == 'E';
}

/* Raw units of zero-ended letters; at most two a letter. Returns their number. */
static size_t to_units(const char *text, uint8_t *ret)
{
	size_t n = 0;

	while (*text) {
		const char *to;
		char one[2] = {*text, '\0'};
		if (*text == LETTER_SOFT) {
			text++;
			continue;
		}
		if (*text < 'a' || *text > 'z') {
			to = one;
			text++;
		} else {
			const struct spelling *s = spelling_at(text);
			to = s ? s->to : *text == 'c' && is_front(text[1]) ? "+" : alone[*text - 'a'];
			text += s ? strlen(s->from) : 1;
		}
		for (; *to; to++) {
			ret[n++] = units[(uint8_t)*to];
		}
	}
	return n;
}

/* Two units that are one sound when they meet. */
static uint8_t joined(uint8_t a, uint8_t b)
{
	switch (a) {
	case UNIT_T:
		return b == UNIT_S || b == UNIT_TS ? UNIT_TS : b == UNIT_SH || b == UNIT_TSH ? UNIT_TSH : UNIT_NONE;
	case UNIT_D:
		return b == UNIT_Z || b == UNIT_DZ ? UNIT_DZ : b == UNIT_ZH || b == UNIT_DZH ? UNIT_DZH : UNIT_NONE;
	case UNIT_K:
	case UNIT_CK:
		return b == UNIT_S ? UNIT_KS : a == b ? a : UNIT_NONE;
	case UNIT_S:
	case UNIT_SH:
		return b == UNIT_TSH || b == UNIT_SHTSH ? UNIT_SHTSH : UNIT_NONE;
	default:
		return a == b ? a : UNIT_NONE;
	}
}

/* Adds one unit after what came before, with next to come. Returns the new length. */
static size_t add_unit(uint8_t *code, size_t n, uint8_t unit, uint8_t next)
{
	uint8_t last = n ? code[n - 1] : UNIT_NONE, both;

	if (unit == UNIT_I || unit == UNIT_J) {
		bool glide = unit_is_vowel(next) && next != UNIT_I;
		if (glide && (last == UNIT_I || last == UNIT_J)) {
			n--;
			last = n ? code[n - 1] : UNIT_NONE;
		}
		if (glide && next == UNIT_E) {
			return n;
		}
		unit = glide ? UNIT_J : UNIT_I;
	} else if (unit == UNIT_U && (last == UNIT_A || last == UNIT_E || last == UNIT_O ||
	                              (n == 0 && unit_is_vowel(next)))) {
		unit = UNIT_W;
	}
	both = last ? joined(last, unit) : UNIT_NONE;
	if (both) {
		code[n - 1] = both;
		return n;
	}
	code[n] = unit;
	return n + 1;
}

void sound_keys(struct name_token *t)
{
	/* Classes of firm consonants, by unit; 0 is left out. */
	static const uint8_t firm[UNIT_COUNT] = {
		[UNIT_B] = 1, [UNIT_P] = 1, [UNIT_V] = 2, [UNIT_W] = 2, [UNIT_F] = 2, [UNIT_G] = 3, [UNIT_GH] = 3,
		[UNIT_K] = 4, [UNIT_CK] = 4, [UNIT_KS] = 4, [UNIT_D] = 5, [UNIT_DZ] = 5, [UNIT_T] = 5, [UNIT_Z] = 6,
		[UNIT_S] = 6,
		[UNIT_ZH] = 7, [UNIT_SH] = 7, [UNIT_TSH] = 7, [UNIT_SHTSH] = 7, [UNIT_L] = 8, [UNIT_M] = 9, [UNIT_N] = 10,
		[UNIT_R] = 11, [UNIT_RZ] = 11, [UNIT_OTHER] = 12, [UNIT_OTHER + 1] = 13, [UNIT_OTHER + 2] = 14,
		[UNIT_OTHER + 3] = 15,
	};
	uint32_t hash = 2166136261u; /* FNV-1a */
	unsigned shift = 0;

	t->key = 0;
	for (size_t i = 0; i < t->length; i++) {
		hash = (hash ^ t->code[i]) * 16777619u;
		if (i < t->stem && firm[t->code[i]] && shift < 64) {
			t->key |= (uint64_t)firm[t->code[i]] << shift;
			shift += 4;
		}
	}
	t->hash = hash;
}

unsigned name_key_length(uint64_t key)
{
	return key ? (64 - (unsigned)__builtin_clzll(key) + 3) / 4 : 0;
}

void sound_fold(const struct word *w, struct name_token *ret)
{
	char text[WORD_MOST + 8] = {0};
	uint8_t raw[2 * WORD_MOST + 2] = {0}, code[2 * WORD_MOST + 2] = {0};
	size_t count, n = 0;

	for (size_t i = 0; i < w->count; i++) {
		text[i] = look_alike(w, i);
	}
	count = to_units(text, raw);
	for (size_t i = 0; i < count; i++) {
		n = add_unit(code, n, raw[i], raw[i + 1]);
	}
	ret->length = (uint8_t)(n < NAME_CODE_MOST ? n : NAME_CODE_MOST);
	ret->cut = n > NAME_CODE_MOST || w->cut;
	memset(ret->code, 0, sizeof(ret->code));
	memcpy(ret->code, code, ret->length);
	ending_find(ret);
	sound_keys(ret);
}
