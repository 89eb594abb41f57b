/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A role's new key where there are people: one asks for it, another confirms it. */
#ifndef REGISTER_ROTATE_PEOPLE_H
#define REGISTER_ROTATE_PEOPLE_H

#include "register/private_log.h"

/* key_rotate() where there are people: makes the key, closes it for all who hold the role, and an event that waits. */
MUST_USE enum rc rotate_by_person(struct reg *r, enum role role, struct fault *f);
/* Enters what waits, with the acting person's role beside the first one's; inside the transaction that is open. */
MUST_USE enum rc rotate_confirm(struct private_log *p, const struct pending *x, struct fault *f);
/* Forgets the new key that waited and is not to come: of one that is rejected, or whose place in the log is taken. */
void rotate_forget(struct private_log *p, const struct pending *x);
/* Takes the keys that gave way out of the keyring; *ret_gone more wraps. After what replaced them is committed. */
MUST_USE enum rc rotate_sweep(struct reg *r, struct keyring *k, size_t *ret_gone, struct fault *f);

/* rotate.c: adds the entry, if it holds. */
MUST_USE enum rc rotate_enter(struct change *c, const struct entry *e, struct fault *f);

#endif
