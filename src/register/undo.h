/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shared by the undo*.c files alone: what became of the statements of a change.
 *
 * An undo says again what the change took back: a copy. Who looks for a statement that was taken
 * back by a change which was itself undone finds it in its copy.
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
/*
 * What stands for a claim of the change now: *ret_live, itself or its copy. 0 when it was taken back;
 * then *ret_change is who did, if it was not the change itself.
 */
MUST_USE enum rc undoing_resolve(const struct undoing *u, int64_t statement, int64_t *ret_live, int64_t *ret_change,
	struct fault *f);
/* Later changes that took back what the change said, or speak of subjects that it made. */
MUST_USE enum rc undoing_resting(const struct undoing *u, struct numbers *ret, struct fault *f);

#endif
