/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bytes of an index, as they are in memory and in a file: a header, then sections, each beginning
 * at a multiple of 8. Where they begin follows from the counts in the header, so there is no offset to
 * get wrong. Numbers are the machine's (little-endian everywhere that Debian 12 runs on two cores or
 * more; the magic number reads differently on others).
 *
 * Inner to the room: index_*.c only.
 */
#ifndef NAME_INDEX_FORMAT_H
#define NAME_INDEX_FORMAT_H

#include "name/index.h"
#include "name/name.h"

#define INDEX_BITS_MOST 30
#define INDEX_MAGIC UINT64_C(0x31584449454d414e) /* "NAMEIDX1", read as a little-endian number */

struct index_header {
	uint64_t magic;
	uint64_t bytes;    /* of the whole, header and all */
	uint64_t checksum; /* index_checksum() of what follows the header */
	uint64_t rules;    /* index_rules() of the program that wrote it */
	uint32_t names;
	uint32_t words;    /* tokens of all names together */
	uint32_t tokens;   /* distinct ones */
	uint32_t listed;   /* entries of all lists of names together */
	uint32_t skeletons; /* distinct keys */
	uint32_t variants; /* entries of the table of variants */
	uint32_t bits;     /* the table of variants has 1 << bits buckets */
	uint32_t families; /* the highest number of a family of given names, and 1 */
	uint32_t related;  /* entries of all lists of families together */
	uint32_t zero;
};

/* A distinct token: what a struct name_token says of itself wherever it stands. Ordered by key, then bytes. */
struct index_token {
	uint64_t key;
	uint8_t code[NAME_CODE_MOST];
	uint8_t length, stem, ending;
	uint8_t cut; /* script << 1 | cut */
	uint16_t given[2];
	uint32_t hash;
	uint32_t often; /* names that hold a token of this code */
};

/* A word of a name: the number of its token, and what it is in that place. */
#define WORD_TOKEN(w) ((w) >> 4)
#define WORD_KIND(w) ((w) >> 1 & 7)
#define WORD_JOINED(w) ((w) & 1)
#define WORD_MAKE(token, kind, joined) ((uint32_t)(token) << 4 | (uint32_t)(kind) << 1 | (uint32_t)(joined))

/* Of a whole name. */
struct index_mark {
	uint8_t flags; /* scripts << 2 | damaged << 1 | family_first */
	uint8_t left_out;
};

struct name_index {
	struct index_header header;
	const uint32_t *name_first; /* [names + 1]: its words are word[name_first[n] .. name_first[n + 1] - 1] */
	const struct index_mark *mark; /* [names] */
	const uint32_t *word;
	const struct index_token *token;
	const uint32_t *list_first; /* [tokens + 1] */
	const uint32_t *list;       /* names, rising, of each token */
	const uint64_t *skeleton;   /* keys, rising */
	const uint32_t *skeleton_first; /* [skeletons + 1]: its tokens */
	const uint32_t *bucket;     /* [(1 << bits) + 1] */
	const uint32_t *variant;    /* skeletons, rising, of each bucket */
	const uint32_t *family_first; /* [families + 1] */
	const uint32_t *family;     /* tokens, rising, of each family */
	struct str bytes;           /* the whole */
	void *owned;                /* to be freed, or NULL where the caller holds the bytes */
};

/* Bytes that the counts of h ask for; 0 where they are beyond all measure. */
uint64_t index_size(const struct index_header *h);
/* Points the sections of ret into bytes, which are as many as index_size() says. */
void index_place(struct name_index *ret, const struct index_header *h, char *bytes);
uint64_t index_checksum(struct str bytes);
/* A digest of how some names are read and compared: an index made by other rules is of no use. */
uint64_t index_rules(void);

/* The words of a name as name_read() gave them, but for the places in the text. */
void index_name(const struct name_index *x, uint32_t name, struct name *ret, uint32_t often[NAME_TOKENS_MOST]);
void index_token_of(const struct name_token *t, struct index_token *ret);
/* By key, then by all that tells tokens apart; often is left out. */
int index_token_compare(const struct index_token *a, const struct index_token *b);

#endif
