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
#ifndef NAME_RANK_WINDOW /* who learns the weights looks farther */
#define NAME_RANK_WINDOW 3.0f
#endif

/* How far behind the best answer a name must be at least, by what is proved, that a search does not look at (nats). */
#define NAME_SEARCH_SURE 0.0f     /* none is better than the first answer */
#define NAME_SEARCH_QUICK (-3.0f) /* as much better it may be: few are, and the search takes a fraction of the time */

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
 * The names of the highest name_rank() that are found, at most count of them, best first, equal ranks by number. Any
 * bytes may be asked for. Returns how many.
 *
 * The search ends when no name that it did not look at can be less than within nats behind the best, as far as bounds
 * tell that follow from the formula of the rank; so with within 0 no name is better than the first one. Where few
 * words are alike it may end before, with all tokens known that cost WALK_MOST or less to a word of the query.
 * What is proved is told in *ret_bound, which may be NULL: a name of a higher rank is among the answers, unless
 * count others are better, or it is NAME_RANK_WINDOW behind the best. Words that are joined (van Dam, Vandam) are
 * bounded, but not looked for.
 */
size_t name_index_find(struct name_search *search, struct str query, float within, struct name_hit *ret, size_t count,
	float *ret_bound);
/* The names of the highest name_rank(), by ranking every one: slow, for tests of the above. */
size_t name_index_scan(const struct name_index *index, struct str query, struct name_hit *ret, size_t count);

#endif
