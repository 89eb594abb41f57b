/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a log is what was signed: every entry made again from what the register holds, every signature, the tree over
 * all of them and the signed head. Nothing here trusts a table that is derived.
 */
#ifndef REGISTER_VERIFY_H
#define REGISTER_VERIFY_H

#include "register/audit.h"
#include "register/log.h"

/* Adds a breach for whatever is wrong. The fault is for what stopped it: RC_DB where the file itself is damaged. */
MUST_USE enum rc log_verify(struct audit *a, int64_t org, struct log_report *ret, const struct progress *p,
	struct fault *f);
/* Whether the files of REG/log are what the database holds. files: false where there are none yet. */
MUST_USE enum rc log_verify_files(struct audit *a, bool *ret_files, struct fault *f);

#endif
