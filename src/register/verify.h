/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a log is what was signed: every entry made again from what the register holds, every signature, the tree over
 * all of them and the signed head. Nothing here trusts a table that is derived.
 */
#ifndef REGISTER_VERIFY_H
#define REGISTER_VERIFY_H

#include "register/audit.h"
#include "register/foreign.h"
#include "register/log.h"

/*
 * The files of REG/log, held against the entries of the register's own log as they go by; *ret NULL where there are
 * none yet. What differs is a breach, once: all are made anew together. verify_files_close() frees it, NULL is fine.
 */
struct verify_files;
MUST_USE enum rc verify_files_open(struct audit *a, struct verify_files **ret, struct fault *f);
/* Each entry; and after each 256 and the last, the hashes of those leaves, and the root over 256. */
void verify_files_take(struct verify_files *w, const struct log_entry *e);
void verify_files_row(struct verify_files *w, uint64_t row, const struct id *leaves, unsigned count,
	const struct id *root);
/*
 * The same for the hash tiles of a mirror: the lowest are held against its entries by foreign_read(). The fault is for
 * what could not be fetched (RC_IO).
 */
struct verify_files *verify_files_mirror(struct audit *a, const struct log_files *from, uint64_t size);
void verify_files_known(struct verify_files *w, const struct foreign_row *row);
/* After the last entry: what is above. */
MUST_USE enum rc verify_files_end(struct verify_files *w, struct fault *f);
void verify_files_close(struct verify_files *w);

/*
 * Adds a breach for whatever is wrong. files: of the register's own log, or NULL. The fault is for what stopped it:
 * RC_DB where the file itself is damaged.
 */
MUST_USE enum rc log_verify(struct audit *a, int64_t org, struct verify_files *files, struct log_report *ret,
	const struct progress *p, struct fault *f);

#endif
