/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the link*.c files alone. */
#ifndef NAME_LINK_INTERNAL_H
#define NAME_LINK_INTERNAL_H

#include <stdlib.h>

#include "name/link.h"
#include "name/name.h"

#define LINK_NONE UINT32_MAX

/* How far two cells of a field agree; 3 bits in a pattern. What each means is told by its type (link_level.c). */
#define LINK_LEVEL_BITS 3
enum link_level {
	LINK_MISSING, /* one of them says nothing */
	LINK_EQUAL,
	LINK_LIKE,
	LINK_NEAR,
	LINK_PART,
	LINK_LOOSE,
	LINK_DIFFERENT,
	LINK_LEVELS,
};

/* A distinct value of a field. */
struct link_value {
	uint32_t at, n;                 /* its text in the field's bytes, folded to lower case, trimmed */
	uint32_t count;                 /* rows that have it */
	uint32_t digits;                /* LINK_DATE: eight nibbles YYYYMMDD, 0xF where nothing is said */
	uint32_t tokens[NAME_TOKENS_MOST]; /* LINK_NAME, LINK_WORDS: numbers of tokens, LINK_NONE after the last */
	bool family_first;
};

/* A distinct token of a field's names. */
struct link_token {
	struct name_token token;
	uint32_t count; /* rows that have it */
};

struct link_table {
	uint32_t *slots; /* number + 1, open addressing */
	size_t room;
};

struct link_column {
	struct link_field field;
	struct buf bytes;
	struct link_value *values;
	uint32_t value_count, value_room;
	struct link_table by_text;
	struct link_token *tokens;
	uint32_t token_count, token_room;
	struct link_table by_token;
	uint32_t said;      /* rows that say something */
};

struct link_said {
	uint32_t a, b;
	enum link_decision decision;
};

/* Rows of one list that are equal in every field, ascending. The first stands for all. */
struct link_equal {
	const uint32_t *rows;
	uint32_t count;
	bool copies; /* more than chance would bring together: they are counted as one row */
	bool joined; /* equal as they are, they are one person */
};

/* Pairs or keys, growing. */
struct link_pairs {
	uint64_t *list;
	size_t count, room;
};

/* How many pairs show a pattern of agreement. */
struct pattern_counts {
	struct { uint64_t pattern; double n; } *slots;
	size_t room, used;
};

struct link_model {
	size_t fields;
	enum link_type types[LINK_FIELDS_MOST];
	double m[LINK_FIELDS_MOST][LINK_LEVELS];
	double u[LINK_FIELDS_MOST][LINK_LEVELS];
	int leans_on[LINK_FIELDS_MOST];               /* an earlier field, or -1 */
	double u_given[LINK_FIELDS_MOST][LINK_LEVELS]; /* among pairs of two people that are equal in that one */
	double weight[LINK_FIELDS_MOST][LINK_LEVELS]; /* log2(m / u) */
	double weight_given[LINK_FIELDS_MOST][LINK_LEVELS];
	struct pattern_counts random;                 /* random pairs */
	double random_scale; /* less than 1 where the list has fewer pairs than were drawn */
	struct pattern_counts equal[LINK_FIELDS_MOST]; /* random pairs that share a common value of the field */
	bool learnt;  /* whether there are weights yet */
	double share; /* of all pairs: those of one person */
	double prior; /* log2 of its odds */
};

struct linking {
	struct link_column columns[LINK_FIELDS_MOST];
	size_t fields;
	uint32_t *values;     /* of row r in field f: number r * fields + f, LINK_NONE: nothing said */
	uint32_t count, room; /* rows */
	uint32_t second;      /* the first row of the second list; 0: one list */
	bool two_lists;
	uint32_t *copy_of;    /* the row that stands for it; LINK_NONE: it stands for itself */
	uint32_t *equal_rows; /* of all groups, one after the other */
	size_t equal_used;
	struct link_equal *equals; /* by their first rows */
	size_t equal_count, equal_room;
	uint32_t *counted;    /* rows that the model is learnt from, ascending */
	uint32_t counted_count, counted_first; /* how many, and how many of them are of the first list */
	struct link_said *decisions;
	size_t decision_count, decision_room;
	struct link_model model;
	struct link_pair *pairs;
	size_t pair_count, pair_room;
	uint32_t *groups;
	uint64_t compared, possible;
	uint64_t alike;       /* rows that are equal and stand apart nevertheless */
	uint32_t crowded;     /* rows all of whose blocks are too large */
};

/* A name made whole, kept from one comparison to the next: pairs come sorted by their first row. */
struct link_name {
	const struct link_column *column;
	uint32_t value;
	struct name name;
	uint32_t often[NAME_TOKENS_MOST]; /* rows that have each token */
};
/* What a thread sees before it; all zero to begin with. */
struct link_sight {
	struct link_name left, right;
};

/* ---- link.c ---- */
static inline uint32_t row_value(const struct linking *l, uint32_t row, size_t field)
{
	return l->values[(size_t)row * l->fields + field];
}
/* Pairs of the rows that the model is learnt from. */
uint64_t linking_counted_pairs(const struct linking *l);
/* log2 of how much likelier the two rows' agreement is for one person than for two. */
double linking_evidence(const struct linking *l, uint32_t a, uint32_t b, struct link_sight *sight);

/* ---- link_value.c ---- */
void column_init(struct link_column *c, const struct link_field *field);
void column_finish(struct link_column *c);
/* Takes the value off the counts, as of so many rows. */
void column_forget(struct link_column *c, uint32_t value, uint32_t rows);
/* The number of the cell's value, LINK_NONE where it says nothing. */
uint32_t column_intern(struct link_column *c, struct str cell);
/* The name made of a value's tokens again. */
void value_name(const struct link_column *c, const struct link_value *v, struct name *ret);

/* ---- link_level.c ---- */
const char *level_words(enum link_type type, enum link_level level);
/* How much rarer the value that both have is than values at large, log2; 0 where they do not agree. */
double column_rarity(const struct link_column *c, uint32_t value_a, uint32_t value_b, enum link_level level,
	double usual);
/* The levels of all fields but names, which cost more; and those of the names alone. The pattern is both or-ed. */
uint64_t linking_plain_pattern(const struct linking *l, uint32_t a, uint32_t b);
uint64_t linking_name_pattern(const struct linking *l, uint32_t a, uint32_t b, struct link_sight *sight);
uint64_t linking_pattern(const struct linking *l, uint32_t a, uint32_t b, struct link_sight *sight);

/* ---- link_equal.c ---- */
/* Fills copy_of, equals and counted; counts of values are without copies afterwards. */
void linking_fold_equal(struct linking *l);

/* ---- link_block.c ---- */
#define LINK_MARKS_MOST 16
/* A key is 40 bits of a hash above the row. */
#define LINK_ROW_BITS 24
#define LINK_ROW_MASK (((uint64_t)1 << LINK_ROW_BITS) - 1)
struct link_marks {
	uint64_t hash[LINK_MARKS_MOST];
	uint8_t field[LINK_MARKS_MOST];
	size_t count;
};
uint64_t link_mix(uint64_t x);
/* Ascending by the bits from `low` on, stable. scratch is as long as keys. */
void link_sort_keys(uint64_t *keys, uint64_t *scratch, size_t count, unsigned low);
void pairs_push(struct link_pairs *p, uint64_t pair);
/* What a row may share with others (link_marks.c). */
void linking_marks(const struct linking *l, uint32_t row, struct link_marks *ret);
/*
 * Pairs worth comparing, ascending, a << 32 | b with a < b. The list is the caller's to free. Counts the rows that are
 * crowded: all they share, they share with too many.
 */
void linking_block(struct linking *l, const struct link_options *o, struct link_pairs *ret);

/* ---- link_em.c ---- */
unsigned pattern_level(uint64_t pattern, size_t field);
void counts_add(struct pattern_counts *c, uint64_t pattern, double n);
void counts_finish(struct pattern_counts *c);
/* The weight of one field of a pattern. */
double model_field_weight(const struct link_model *m, uint64_t pattern, size_t field);
/*
 * Learns m, u and the share from the pairs in blocks and from random and equal, which are filled before.
 * possible: pairs that all rows could make; rows: of the shorter list, the first guess of how many match.
 */
void model_learn(struct link_model *m, const struct pattern_counts *blocked, double possible, double rows);
void model_finish(struct link_model *m);
double model_weight(const struct link_model *m, uint64_t pattern);

/* ---- link_random.c ---- */
/* Fills random and equal of the model. */
void linking_meet_strangers(struct linking *l);

/* ---- link_cluster.c ---- */
void linking_cluster(struct linking *l, const struct link_options *o);
float link_weight_of_probability(double probability);

#endif
