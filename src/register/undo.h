/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shared by the undo*.c files alone: what became of the statements of a change.
 *
 * An undo says again what the change took back: a copy, which alone stands for it from then on. A statement and its
 * copies, and theirs, are a family.
 */
#ifndef REGISTER_UNDO_H
#define REGISTER_UNDO_H

#include "register/internal.h"

struct undoing {
	struct reg *reg;
	int64_t no;            /* the change to take back */
	int64_t first, last;   /* its statements */
	int64_t *undone_by;    /* by change.no, that of the undo at work too: the undo now in force, or 0 */
};

/* Within the change that undoes, which may have taken others back already. RC_NOT_FOUND: no such change. */
MUST_USE enum rc undoing_init(struct undoing *u, const struct change *c, int64_t no, struct fault *f);
void undoing_finish(struct undoing *u);
/* Those of a statement's family, by numbers, that no undo and nobody else took back for good: without a source. */
MUST_USE enum rc undoing_standing(const struct undoing *u, int64_t statement, struct numbers *ret, struct fault *f);
/* By whose word a statement had been taken back before the change: subject.no of the sources. */
MUST_USE enum rc undoing_sources_against(const struct undoing *u, int64_t statement, struct numbers *ret,
	struct fault *f);
/* Later changes that took back what the change said, or speak of subjects that it made. */
MUST_USE enum rc undoing_resting(const struct undoing *u, struct numbers *ret, struct fault *f);

#endif
