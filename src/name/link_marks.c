/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Marks of a row: what it may share with other rows of the same person although something differs. */
#include "name/link_internal.h"

/* Each once: two words of a name may sound alike. */
static void add_mark(size_t field, unsigned sort, uint64_t what, struct link_marks *ret)
{
	uint64_t hash = link_mix(what ^ link_mix((uint64_t)field << 8 | sort));
	for (size_t i = 0; i < ret->count; i++) {
		if (ret->hash[i] == hash) {
			return;
		}
	}
	if (ret->count < LINK_MARKS_MOST) {
		ret->field[ret->count] = (uint8_t)field;
		ret->hash[ret->count++] = hash;
	}
}

/* A given name by its family, so that Mikalai and Nikolai meet; any other word by its firm consonants. */
static uint64_t token_mark(const struct name_token *t)
{
	if (t->given[0] && t->kind != NAME_PATRONYMIC) {
		return (uint64_t)t->given[0] << 48;
	}
	return name_key_length(t->key) >= 2 ? t->key : t->hash;
}

static void word_marks(const struct link_column *c, size_t field, const struct link_value *v, size_t most,
	struct link_marks *ret)
{
	for (size_t i = 0; i < most && v->tokens[i] != LINK_NONE; i++) {
		const struct name_token *t = &c->tokens[v->tokens[i]].token;
		bool told = t->kind != NAME_INITIAL && t->kind != NAME_PATRONYMIC && t->kind != NAME_PARTICLE;
		if (told) {
			add_mark(field, 0, token_mark(t), ret);
		}
	}
}

/* The date, and its parts: for one slip in it, or another row that says less. */
static void date_marks(size_t field, uint32_t digits, struct link_marks *ret)
{
	bool months = (digits & 0xFF00) != 0xFF00, days = (digits & 0xFF) != 0xFF;
	add_mark(field, 1, digits >> 16, ret);
	if (months) {
		add_mark(field, 2, digits >> 8, ret);
	}
	if (months && days) {
		add_mark(field, 3, digits, ret);
		add_mark(field, 4, digits & 0xFFFF, ret);
	}
}

void linking_marks(const struct linking *l, uint32_t row, struct link_marks *ret)
{
	ret->count = 0;
	for (size_t f = 0; f < l->fields; f++) {
		const struct link_column *c = &l->columns[f];
		if (row_value(l, row, f) == LINK_NONE) {
			continue;
		}
		const struct link_value *v = &c->values[row_value(l, row, f)];
		switch (c->field.type) {
		case LINK_NAME:
			word_marks(c, f, v, NAME_TOKENS_MOST, ret);
			break;
		case LINK_WORDS:
			word_marks(c, f, v, 2, ret);
			break;
		case LINK_DATE:
			date_marks(f, v->digits, ret);
			break;
		case LINK_CODE:
			add_mark(f, 5, row_value(l, row, f), ret);
			break;
		case LINK_CATEGORY:
			break; /* shared by too many to be worth a block */
		}
	}
}
