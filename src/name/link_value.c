/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cells made comparable: each distinct value of a field is read once, each distinct token of its names kept once. */
#include <string.h>

#include "name/link_internal.h"

#define VALUE_BYTES_MOST 512

void column_init(struct link_column *c, const struct link_field *field)
{
	*c = (struct link_column){.field = *field};
	buf_init(&c->bytes, (size_t)1 << 32);
}

void column_finish(struct link_column *c)
{
	buf_finish(&c->bytes);
	free(c->values);
	free(c->tokens);
	free(c->by_text.slots);
	free(c->by_token.slots);
}

static uint64_t hash_bytes(const void *p, size_t n)
{
	/* FNV-1a, 64 bits, then mixed. */
	const unsigned char *at = p;
	uint64_t h = 0xcbf29ce484222325u;
	for (size_t i = 0; i < n; i++) {
		h = (h ^ at[i]) * 0x100000001b3u;
	}
	return link_mix(h);
}

/* Doubles the table when half full; hash_of gives the hash of a number in it. */
static void table_grow(struct link_table *t, uint32_t count, const struct link_column *c,
	uint64_t (*hash_of)(const struct link_column *c, uint32_t number))
{
	if ((size_t)count * 2 < t->room) {
		return;
	}
	free(t->slots);
	t->room = t->room ? t->room * 2 : 1024;
	t->slots = xcalloc(t->room, sizeof *t->slots);
	for (uint32_t i = 0; i < count; i++) {
		size_t at = (size_t)hash_of(c, i) & (t->room - 1);
		while (t->slots[at]) {
			at = (at + 1) & (t->room - 1);
		}
		t->slots[at] = i + 1;
	}
}

static uint64_t value_hash(const struct link_column *c, uint32_t number)
{
	return hash_bytes(c->bytes.p + c->values[number].at, c->values[number].n);
}

static uint64_t token_hash(const struct name_token *t)
{
	return hash_bytes(t->code, t->length) + t->kind;
}

static uint64_t token_hash_of(const struct link_column *c, uint32_t number)
{
	return token_hash(&c->tokens[number].token);
}

static uint32_t intern_token(struct link_column *c, const struct name_token *token)
{
	table_grow(&c->by_token, c->token_count, c, token_hash_of);
	size_t at = (size_t)token_hash(token) & (c->by_token.room - 1);
	for (; c->by_token.slots[at]; at = (at + 1) & (c->by_token.room - 1)) {
		const struct name_token *other = &c->tokens[c->by_token.slots[at] - 1].token;
		if (other->kind == token->kind && other->length == token->length
			&& memcmp(other->code, token->code, token->length) == 0) {
			return c->by_token.slots[at] - 1;
		}
	}
	if (c->token_count == c->token_room) {
		c->token_room = c->token_room ? c->token_room * 2 : 256;
		c->tokens = xrealloc(c->tokens, c->token_room * sizeof *c->tokens);
	}
	c->tokens[c->token_count] = (struct link_token){.token = *token};
	c->by_token.slots[at] = ++c->token_count;
	return c->token_count - 1;
}

static void read_name(struct link_column *c, struct str text, struct link_value *v)
{
	struct name name;
	name_read(text, &name);
	v->family_first = name.family_first;
	size_t n = 0;
	for (size_t i = 0; i < name.count; i++) {
		if (name.token[i].kind != NAME_TITLE) {
			v->tokens[n++] = intern_token(c, &name.token[i]);
		}
	}
	for (; n < NAME_TOKENS_MOST; n++) {
		v->tokens[n] = LINK_NONE;
	}
}

void value_name(const struct link_column *c, const struct link_value *v, struct name *ret)
{
	ret->count = ret->left_out = ret->scripts = 0;
	ret->family_first = v->family_first;
	ret->damaged = false;
	while (ret->count < NAME_TOKENS_MOST && v->tokens[ret->count] != LINK_NONE) {
		ret->token[ret->count] = c->tokens[v->tokens[ret->count]].token;
		ret->count++;
	}
}

/* YYYYMMDD as nibbles from "1986-02-08", "19860208", "1986-02", "1986", "8.2.1986"; what is not said is 0xF. */
static uint32_t read_digits(struct str text)
{
	unsigned parts[3] = {0}, widths[3] = {0};
	size_t part = 0;
	for (size_t i = 0; i < text.n && part < 3; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9') {
			if (part == 0 && widths[0] == 4) {
				part = 1;
			} else if (part == 1 && widths[1] == 2) {
				part = 2;
			}
			parts[part] = parts[part] * 10 + (unsigned)(text.p[i] - '0');
			widths[part]++;
		} else if (widths[part]) {
			part++;
		}
	}
	if (widths[0] && widths[0] < 3 && widths[2] >= 4) {
		unsigned swap = parts[0];
		parts[0] = parts[2];
		parts[2] = swap;
	}
	uint32_t year = parts[0] % 10000, month = parts[1] % 100, of_month = parts[2] % 100;
	uint32_t digits = year / 1000 << 28 | year / 100 % 10 << 24 | year / 10 % 10 << 20 | year % 10 << 16;
	digits |= month ? month / 10 << 12 | month % 10 << 8 : 0xFF00;
	digits |= of_month ? of_month / 10 << 4 | of_month % 10 : 0xFF;
	return digits;
}

/* Trimmed, ASCII lower case, runs of blanks as one: what the equality of two cells is told by. */
static struct str plain(struct str cell, char *room)
{
	size_t n = 0;
	cell = str_trim(cell);
	for (size_t i = 0; i < cell.n && n < VALUE_BYTES_MOST; i++) {
		char ch = cell.p[i];
		bool blank = ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
		if (blank && n && room[n - 1] == ' ') {
			continue;
		}
		room[n++] = blank ? ' ' : (char)(ch >= 'A' && ch <= 'Z' ? ch + ('a' - 'A') : ch);
	}
	return (struct str){room, n};
}

/* Marks for capitals are lost in the plain text, and a name is told by them: it is read from the cell itself. */
static uint32_t add_value(struct link_column *c, struct str text, struct str cell)
{
	if (c->value_count == c->value_room) {
		c->value_room = c->value_room ? c->value_room * 2 : 256;
		c->values = xrealloc(c->values, c->value_room * sizeof *c->values);
	}
	struct link_value v = {.at = (uint32_t)c->bytes.n, .n = (uint32_t)text.n};
	buf_str(&c->bytes, text);
	if (c->field.type == LINK_NAME || c->field.type == LINK_WORDS) {
		read_name(c, cell, &v);
	} else if (c->field.type == LINK_DATE) {
		v.digits = read_digits(text);
	}
	c->values[c->value_count] = v;
	return c->value_count++;
}

uint32_t column_intern(struct link_column *c, struct str cell)
{
	char room[VALUE_BYTES_MOST];
	struct str text = plain(cell, room);
	if (text.n == 0) {
		return LINK_NONE;
	}
	table_grow(&c->by_text, c->value_count, c, value_hash);
	size_t at = (size_t)hash_bytes(text.p, text.n) & (c->by_text.room - 1);
	uint32_t number = LINK_NONE;
	for (; c->by_text.slots[at] && number == LINK_NONE; at = (at + 1) & (c->by_text.room - 1)) {
		const struct link_value *v = &c->values[c->by_text.slots[at] - 1];
		if (v->n == text.n && memcmp(c->bytes.p + v->at, text.p, text.n) == 0) {
			number = c->by_text.slots[at] - 1;
		}
	}
	if (number == LINK_NONE) {
		number = add_value(c, text, str_trim(cell));
		c->by_text.slots[at] = number + 1;
	}
	c->values[number].count++;
	c->said++;
	for (size_t i = 0; i < NAME_TOKENS_MOST && c->token_count && c->values[number].tokens[i] != LINK_NONE; i++) {
		c->tokens[c->values[number].tokens[i]].count++;
	}
	return number;
}

void column_forget(struct link_column *c, uint32_t value, uint32_t rows)
{
	if (value == LINK_NONE) {
		return;
	}
	c->values[value].count -= rows;
	c->said -= rows;
	for (size_t i = 0; i < NAME_TOKENS_MOST && c->token_count && c->values[value].tokens[i] != LINK_NONE; i++) {
		c->tokens[c->values[value].tokens[i]].count -= rows;
	}
}
