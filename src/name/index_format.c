/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the sections of an index lie, and small readings of it. */
#include "name/index_format.h"

#include <string.h>

#define SECTIONS 9

struct section {
	uint64_t count;
	size_t item;
	size_t pointer; /* of struct name_index */
};

#define SECTION(count, field) {(count), sizeof(*((struct name_index *)0)->field), offsetof(struct name_index, field)}

static void list_sections(const struct index_header *h, struct section ret[SECTIONS])
{
	const struct section list[SECTIONS] = {
		SECTION(h->tokens, token),
		SECTION((uint64_t)h->names + 1, name_first),
		SECTION(h->names, mark),
		SECTION(h->words, word),
		SECTION((uint64_t)h->tokens + 1, list_first),
		SECTION(h->listed, list),
		SECTION((uint64_t)h->families + 1, family_first),
		SECTION(h->related, family),
		SECTION(h->nodes, node),
	};
	memcpy(ret, list, sizeof list);
}

static uint64_t padded(const struct section *s)
{
	return (s->count * s->item + 7) & ~(uint64_t)7;
}

uint64_t index_size(const struct index_header *h)
{
	struct section list[SECTIONS];
	uint64_t size = sizeof *h;
	list_sections(h, list);
	for (int i = 0; i < SECTIONS; i++) {
		size += padded(&list[i]); /* counts are of 32 bits, so the sum is far from overflow */
	}
	return size;
}

void index_place(struct name_index *ret, const struct index_header *h, char *bytes)
{
	struct section list[SECTIONS];
	char *at = bytes + sizeof *h;
	*ret = (struct name_index){.header = *h, .bytes = {bytes, index_size(h)}};
	list_sections(h, list);
	for (int i = 0; i < SECTIONS; i++) {
		memcpy((char *)ret + list[i].pointer, &at, sizeof at);
		at += padded(&list[i]);
	}
}

/* Four streams of multiply and rotate, as in xxHash: every bit of the input reaches the sum. */
static uint64_t sum_bytes(struct str bytes)
{
	uint64_t lane[4] = {1, 2, 3, 4}, sum = bytes.n;
	size_t at = 0;
	for (; at + sizeof lane <= bytes.n; at += sizeof lane) {
		uint64_t block[4];
		memcpy(block, bytes.p + at, sizeof block);
		for (int i = 0; i < 4; i++) {
			lane[i] = (lane[i] ^ block[i]) * UINT64_C(0x9E3779B97F4A7C15);
			lane[i] ^= lane[i] >> 29;
		}
	}
	for (; at < bytes.n; at++) {
		sum = (sum ^ (uint8_t)bytes.p[at]) * UINT64_C(0x100000001B3);
	}
	for (int i = 0; i < 4; i++) {
		sum = (sum ^ lane[i]) * UINT64_C(0xD6E8FEB86659FD93);
		sum ^= sum >> 32;
	}
	return sum;
}

uint64_t index_checksum(const struct index_header *h, struct str rest)
{
	struct index_header copy = *h;
	copy.checksum = sum_bytes(rest);
	return sum_bytes((struct str){(const char *)&copy, sizeof copy});
}

void index_token_of(const struct name_token *t, struct index_token *ret)
{
	memset(ret, 0, sizeof *ret); /* padding too: it goes to files */
	memcpy(ret->read.code, t->code, sizeof ret->read.code);
	ret->read.length = t->length;
	ret->read.stem = t->stem;
	ret->read.ending = t->ending;
	ret->read.cut = t->cut;
	ret->read.script = t->script;
	memcpy(ret->read.given, t->given, sizeof ret->read.given);
	ret->read.hash = t->hash;
	ret->side = t->script == NAME_CYRILLIC ? SIDE_CYRILLIC : SIDE_OTHER;
}

int index_token_compare(const struct index_token *a, const struct index_token *b)
{
	int order = a->side - b->side;
	order = order ? order : memcmp(a->read.code, b->read.code, sizeof a->read.code);
	order = order ? order : a->read.length - b->read.length;
	order = order ? order : a->read.stem - b->read.stem;
	order = order ? order : a->read.ending - b->read.ending;
	order = order ? order : a->read.cut - b->read.cut;
	order = order ? order : a->read.script - b->read.script;
	return order ? order : memcmp(a->read.given, b->read.given, sizeof a->read.given);
}

void index_name(const struct name_index *x, uint32_t name, struct name *ret, uint32_t often[NAME_TOKENS_MOST],
	uint32_t number[NAME_TOKENS_MOST])
{
	uint32_t first = x->name_first[name];
	struct index_mark mark = x->mark[name];
	ret->count = (uint8_t)(x->name_first[name + 1] - first);
	ret->left_out = mark.left_out;
	ret->scripts = mark.flags >> 2;
	ret->damaged = mark.flags >> 1 & 1;
	ret->family_first = mark.flags & 1;
	for (int i = 0; i < ret->count; i++) {
		uint32_t word = x->word[first + (uint32_t)i];
		const struct index_token *token = &x->token[WORD_TOKEN(word)];
		ret->token[i] = token->read;
		ret->token[i].kind = (uint8_t)WORD_KIND(word);
		ret->token[i].joined = (uint8_t)WORD_JOINED(word);
		often[i] = token->often;
		number[i] = WORD_TOKEN(word);
	}
}
