/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What commands say of drafts and persons. */
#ifndef CLI_PEOPLE_TEXT_H
#define CLI_PEOPLE_TEXT_H

#include "cli/cli.h"
#include "register/people.h"

/* Where what was recorded became a draft (reg_drafted()): says so, and is true. */
bool print_drafted(FILE *out, uint64_t index);

/* ---- private.c ---- */

/* Where something was said in private: says so, and is true. */
bool print_said(FILE *out, const struct private_state *state);
/* undo and erase, of what is private. event: the number behind the p. */
MUST_USE enum rc undo_private(struct context *c, int64_t event, bool with_later);
MUST_USE enum rc erase_private(struct context *c, const struct args *args);
/* For whom --members or --sealed-for say; *ret false where neither is given. */
MUST_USE enum rc private_say_by(struct context *c, const struct args *args, struct reg *view, bool *ret);
/* The handles of a record and of all it owns. */
MUST_USE enum rc record_handles(struct context *c, struct reg *r, int64_t no, int64_t **ret, size_t *ret_count);

/* ---- cmd_people.c ---- */

/* The line that "volya key show" prints for a person. */
MUST_USE enum rc parse_person(struct context *c, const char *line, struct person_public *ret);

#endif
