/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From names that were read to the sections of an index. Inner to the room. */
#ifndef NAME_INDEX_BUILD_H
#define NAME_INDEX_BUILD_H

#include "name/index_table.h"

/* Names as words, tokens in their final order; all the other sections follow from this. */
struct index_draft {
	uint32_t names, words, tokens;
	uint32_t *name_first;   /* [names + 1] */
	struct index_mark *mark; /* [names] */
	uint32_t *word;         /* [words] */
	struct index_token *token; /* [tokens], by index_token_compare(); often is filled in later */
};

/* Lays out the whole index. The draft is read only, but for often. */
struct name_index *index_from_draft(struct index_draft *d);
void index_draft_finish(struct index_draft *d);

#endif
