/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An index over many names: the names that name_rank() puts highest for a query, found without scoring
 * them all, and never others than a scan of all would give.
 *
 * The room does no input or output: an index is built from names in memory, its bytes are written by
 * the caller, and it is opened on bytes that the caller mapped or read. An index is read by any number
 * of threads at once; each has its own struct name_search.
 */
#ifndef NAME_INDEX_H
#define NAME_INDEX_H

#include "name/name.h"

#define NAME_INDEX_MOST (1u << 25) /* names in one index */
/* An answer has at least this rank, and is at most so far behind the best (nats). */
#define NAME_RANK_LEAST (-8.0f)
#define NAME_RANK_WINDOW 8.0f
/* A rank at which the search ends with the stage it is in. */
#define NAME_RANK_GOOD 1.0f
/* Most that an anchor may cost (name_token_cost()), and the same for two lengths. */
#define NAME_ANCHOR_COST (8 * NAME_COST_NAT)
unsigned name_anchor_limit(unsigned length_a, unsigned length_b);

struct name_index;

/* One answer: the number of the name in the order they were given, from 0, and its name_rank(). */
struct name_hit {
	uint32_t name;
	float rank;
};

/*
 * Builds an index over count names in up to the number of threads. The texts may go away afterwards.
 * A name without a letter is kept and never found. RC_LIMIT: more than NAME_INDEX_MOST names.
 */
MUST_USE enum rc name_index_build(const struct str *names, size_t count, unsigned threads,
	struct name_index **ret, struct fault *f);
/*
 * Opens bytes that name_index_bytes() gave; they must stay as they are until the index is destroyed, and
 * begin at a multiple of 8. RC_DB: they are damaged, cut off, or of another version of the rules; the
 * caller builds anew.
 */
MUST_USE enum rc name_index_open(struct str bytes, struct name_index **ret, struct fault *f);
void name_index_destroy(struct name_index *index); /* NULL is fine */
/* The whole index, to be written to a file; a view of its memory. */
struct str name_index_bytes(const struct name_index *index);
size_t name_index_count(const struct name_index *index);

/* Room for the searches of one thread, used again from query to query. */
struct name_search;
struct name_search *name_search_create(const struct name_index *index);
void name_search_destroy(struct name_search *search); /* NULL is fine */

/*
 * The names of the highest name_rank() among those that share an anchor with the query, at most count of
 * them, best first, equal ranks by number. Any bytes may be asked for. Returns how many.
 *
 * A word of a name anchors a word of the query that is alike within name_anchor_limit() or of the same
 * family of given names; initials, titles and particles anchor nothing. The search goes by stages: first
 * the names with an anchor of the rarest word of the query (given names last), then of the next, as long
 * as none of rank NAME_RANK_GOOD is found. Anchors that more than 256 names hold count only in a last stage, and only
 * where two words of the query are anchored, or the query is one word. Within the stages nothing is
 * lost: the answers are those of name_index_scan().
 */
size_t name_index_find(struct name_search *search, struct str query, struct name_hit *ret, size_t count);
/* The same by looking at every token and every name: slow, for tests of the above. */
size_t name_index_scan(const struct name_index *index, struct str query, struct name_hit *ret, size_t count);

#endif
