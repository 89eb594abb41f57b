/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Backups of a register, and registers made of them.
 *
 * A backup is a folder with register.db and checkpoint, the signed head of its log, and policy, who witnesses it,
 * where there is one: the whole record, in clear, with what is withheld, and without any secret key. It is written
 * whole or not at all, and verified from its leaves before it has its name. The secret keys are copied apart from it:
 * who has both can sign, and open what is sealed.
 */
#ifndef REGISTER_BACKUP_H
#define REGISTER_BACKUP_H

#include "register/log.h"

struct backup_report {
	struct log_report log; /* what was verified */
	uint64_t met;          /* restored: the longest checkpoint known; beyond log.entries: it is old */
};
/* Of the register at path into the new folder to. RC_CONFLICT: it is there; RC_DB: the copy does not hold. */
MUST_USE enum rc backup_write(const char *path, const char *to, struct backup_report *ret, const struct progress *p,
	struct fault *f);
/*
 * A register at the new folder to, of the backup (or the copied register) at from, which is only read. seen (empty:
 * none) is a checkpoint of its log from elsewhere; it and the backup's own are kept as met (cosign.h), so that a copy
 * older than they are signs nothing. RC_CONFLICT: to is there; RC_DB: the backup is damaged; RC_CRYPTO: seen is not of
 * its log.
 */
MUST_USE enum rc backup_restore(const char *from, const char *to, struct str seen, struct backup_report *ret,
	const struct progress *p, struct fault *f);

struct keys_report {
	int roles;    /* keys of roles and of the witness */
	bool keyring;
};
/*
 * The secret keys and the keyring of the register at path into the new folder to, laid out as in a register.
 * RC_CONFLICT: it is there; RC_NOT_FOUND: the register has none.
 */
MUST_USE enum rc keys_write(const char *path, const char *to, struct keys_report *ret, struct fault *f);

#endif
