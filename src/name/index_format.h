/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The bytes of an index, as they are in memory and in a file: a header, then sections, each beginning
 * at a multiple of 8. Where they begin follows from the counts in the header, so there is no offset to
 * get wrong. Numbers are those of the machine that wrote them; the magic number reads differently on
 * another kind.
 *
 * Inner to the room: index_*.c only.
 */
#ifndef NAME_INDEX_FORMAT_H
#define NAME_INDEX_FORMAT_H

#include "name/index.h"
#include "name/name.h"

#define INDEX_MAGIC UINT64_C(0x33584449454d414e) /* "NAMEIDX3", read as a little-endian number */

/* Tokens of one side only are compared with one table of costs: Cyrillic, and all the rest. */
enum index_side {
	SIDE_OTHER,
	SIDE_CYRILLIC,
	SIDES,
};

struct index_header {
	uint64_t magic;
	uint64_t bytes;    /* of the whole, header and all */
	uint64_t checksum; /* index_checksum() */
	uint64_t rules;    /* index_rules() of the program that wrote it */
	uint32_t names;
	uint32_t words;    /* tokens of all names together */
	uint32_t tokens;   /* distinct ones */
	uint32_t listed;   /* entries of all lists of names together */
	uint32_t families; /* the highest number of a family of given names, and 1 */
	uint32_t related;  /* entries of all lists of families together */
	uint32_t nodes;    /* of the tree of codes */
	uint32_t roots[SIDES]; /* its first nodes, by side: the first units of codes */
	uint32_t others;   /* tokens on SIDE_OTHER; they stand first */
	uint32_t zero[2];
};

/* A distinct token: what a struct name_token says wherever it stands; the rest of it is zero. */
struct index_token {
	struct name_token read;
	uint32_t often; /* names that hold a token of this code */
	uint8_t side;   /* enum index_side */
	uint8_t zero[3];
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

/*
 * A node of the tree of codes: codes that share their first units share the nodes of these. Level by level, siblings
 * side by side and in order, children in the order of their parents. A node of one code only stands for all the rest
 * of it.
 */
struct index_node {
	uint32_t child; /* the first one, where it has any */
	uint32_t from;  /* the first token at or below it */
	uint8_t unit;
	uint8_t flags;  /* NODE_* */
	uint8_t zero[2];
};

#define NODE_LAST 1   /* of its siblings */
#define NODE_WHOLE 2  /* of one code only: no children */
#define NODE_ENDING 4 /* its unit is in the ending of some token at or below it */

struct name_index {
	struct index_header header;
	const uint32_t *name_first; /* [names + 1]: its words are word[name_first[n] .. name_first[n + 1] - 1] */
	const struct index_mark *mark; /* [names] */
	const uint32_t *word;
	const struct index_token *token; /* by index_token_compare() */
	const uint32_t *list_first; /* [tokens + 1] */
	const uint32_t *list;       /* names, rising, of each token */
	const uint32_t *family_first; /* [families + 1] */
	const uint32_t *family;     /* tokens, rising, of each family */
	const struct index_node *node; /* [nodes] */
	struct str bytes;           /* the whole */
	void *owned;                /* to be freed, or NULL where the caller holds the bytes */
};

/* Bytes that the counts of h ask for. */
uint64_t index_size(const struct index_header *h);
/* Points the sections of ret into bytes, which are as many as index_size() says. */
void index_place(struct name_index *ret, const struct index_header *h, char *bytes);
/* Of the header, but for its checksum, and of what follows it. */
uint64_t index_checksum(const struct index_header *h, struct str rest);
/* A digest of how some names are read and compared: an index made by other rules is of no use. */
uint64_t index_rules(void);

/* The words of a name as name_read() gave them, but for the places in the text; how many names hold each; numbers. */
void index_name(const struct name_index *x, uint32_t name, struct name *ret, uint32_t often[NAME_TOKENS_MOST],
	uint32_t number[NAME_TOKENS_MOST]);
void index_token_of(const struct name_token *t, struct index_token *ret);
/* By side, code, and the rest that tells tokens apart. */
int index_token_compare(const struct index_token *a, const struct index_token *b);

#endif
