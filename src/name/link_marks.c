/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Marks of a row: what it may share with other rows of the same person although something differs. */
#include "name/link_internal.h"

static size_t add_mark(size_t field, unsigned sort, uint64_t what, uint64_t *ret, size_t n)
{
	if (n < LINK_MARKS_MOST) {
		ret[n++] = link_mix(what ^ link_mix((uint64_t)field << 8 | sort));
	}
	return n;
}

/* A given name by its family, so that Mikalai and Nikolai meet; any other word by its firm consonants. */
static uint64_t token_mark(const struct name_token *t)
{
	if (t->given[0] && t->kind != NAME_PATRONYMIC) {
		return (uint64_t)t->given[0] << 48;
	}
	return name_key_length(t->key) >= 2 ? t->key : t->hash;
}

static size_t word_marks(const struct link_column *c, size_t field, const struct link_value *v, size_t most,
	uint64_t *ret, size_t n)
{
	for (size_t i = 0; i < most && v->tokens[i] != LINK_NONE; i++) {
		const struct name_token *t = &c->tokens[v->tokens[i]].token;
		bool told = t->kind != NAME_INITIAL && t->kind != NAME_PATRONYMIC && t->kind != NAME_PARTICLE;
		if (told) {
			n = add_mark(field, 0, token_mark(t), ret, n);
		}
	}
	return n;
}

/* The date; and, for one slip in it, month and day without the year, and the year with the month. */
static size_t date_marks(size_t field, uint32_t digits, uint64_t *ret, size_t n)
{
	bool months = (digits & 0xFF00) != 0xFF00, days = (digits & 0xFF) != 0xFF;
	n = add_mark(field, 1, digits, ret, n);
	if (months && days) {
		n = add_mark(field, 2, digits & 0xFFFF, ret, n);
		n = add_mark(field, 3, digits >> 8, ret, n);
	}
	return n;
}

size_t linking_marks(const struct linking *l, uint32_t row, uint64_t *ret)
{
	size_t n = 0;
	for (size_t f = 0; f < l->fields; f++) {
		const struct link_column *c = &l->columns[f];
		if (row_value(l, row, f) == LINK_NONE) {
			continue;
		}
		const struct link_value *v = &c->values[row_value(l, row, f)];
		switch (c->field.type) {
		case LINK_NAME:
			n = word_marks(c, f, v, NAME_TOKENS_MOST, ret, n);
			break;
		case LINK_WORDS:
			n = word_marks(c, f, v, 2, ret, n);
			break;
		case LINK_DATE:
			n = date_marks(f, v->digits, ret, n);
			break;
		case LINK_CODE:
			n = add_mark(f, 4, row_value(l, row, f), ret, n);
			break;
		case LINK_CATEGORY:
			break; /* shared by too many to be worth a block */
		}
	}
	return n;
}
