/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shared by find*.c and names*.c alone: the spellings of all people, indexed for the matcher.
 *
 * The index is derived and holds public spellings only. It lies beside the register as "names.index" and
 * tells which change it was made at; one that is damaged or does not fit the register is made anew. Names
 * that were only added since are held beside it; where one was taken back, corrected or withheld, it is
 * made anew, so nothing of a person who is hidden stays in it.
 */
#ifndef REGISTER_NAMES_H
#define REGISTER_NAMES_H

#include "name/index.h"
#include "name/name.h"
#include "register/internal.h"

/* One recorded spelling: whose it is, merges followed, and which statement says it. */
struct spelling {
	int64_t owner, statement;
};

/* A state of the register: its last change. */
struct names_state {
	int64_t change;
	struct id id;      /* of the change; zero when there is none */
	int64_t statement; /* the last one */
};

/* All spellings at a state. Read by any thread; freed with the last who holds it. */
struct catalogue {
	int held; /* by so many; under the lock of the shelf */
	struct names_state state;
	struct name_index *index;
	const struct spelling *spellings; /* by their number in the index */
	void *memory;  /* of the spellings, or the whole file, in pages of its own */
	size_t mapped; /* bytes of those pages; 0: memory is from malloc */
};

/* Of one register that is open: the catalogue it uses, and the names added since. */
struct names {
	struct name_shelf *shelf, *own; /* own: where none is shared */
	struct catalogue *catalogue;
	struct name_search *search;
	struct names_state state; /* which the rest fits */
	struct spelling *added;
	size_t added_count, added_room;
};

/* ---- names.c ---- */
/* Brings r->names to the register's present state. */
MUST_USE enum rc names_ready(struct reg *r, struct fault *f);
/* The spelling and its tag, while it is a live and public name of its owner; RC_NOT_FOUND otherwise. In the arena. */
MUST_USE enum rc spelling_read(struct reg *r, struct arena *a, const struct spelling *s, struct str *ret,
	struct str *ret_tag, struct fault *f);

/* ---- names_list.c ---- */
/* All spellings from the views, indexed. */
MUST_USE enum rc catalogue_build(struct reg *r, const struct names_state *s, struct catalogue **ret, struct fault *f);
void catalogue_destroy(struct catalogue *c); /* NULL is fine */

/* ---- names_file.c ---- */
/* The file, if it is whole and of this organisation; *ret NULL otherwise. */
void catalogue_open(const struct reg *r, struct catalogue **ret);
/* Whole or not at all. A folder that cannot be written in is none the worse: the file is only for speed. */
void catalogue_save(const struct reg *r, const struct catalogue *c);

#endif
