/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A role's key gives way to a new one: an entry of the public log, signed by two of the three roles (ledger/entry.h),
 * which every reader follows. So a key that is lost, or that somebody else may have, is replaced by those who hold the
 * others.
 *
 * In a register of one hand the new key is written beside the old, then the entry is recorded, then the new file gets
 * its name: whatever happens in between, the log says which of the two is the role's. Where there are people the new
 * key lies in the keyring, closed for all who hold the role, before the first of two persons signs the entry.
 */
#ifndef REGISTER_ROTATE_H
#define REGISTER_ROTATE_H

#include "register/register.h"

/*
 * Gives the role a new key. *ret_index is its entry's; where there are people nothing is changed yet, and reg_drafted()
 * says under which number it waits for another person. RC_CRYPTO: one of the two other keys is not here; RC_CONFLICT:
 * there is no log yet; RC_DENIED: the acting person holds no role.
 */
MUST_USE enum rc key_rotate(struct reg *r, enum role role, uint64_t *ret_index, struct fault *f);
/* Ends, in a register of one hand, what a rotation that was cut short after its entry left to do. */
MUST_USE enum rc keys_settle(struct reg *r, struct fault *f);

#endif
