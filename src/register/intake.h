/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by intake.c, intake_notice.c and sync.c: what becomes of a partner's entries in this register. */
#ifndef REGISTER_INTAKE_H
#define REGISTER_INTAKE_H

#include "register/exchange.h"
#include "register/foreign.h"
#include "register/log_internal.h"

struct intake {
	struct reg *reg;
	struct change *change; /* rows, subjects, what was touched: as for a change of this register's own */
	int64_t org;
	day today;
	bool bounded;          /* by STATEMENTS_A_DAY: not the first reading */
	int64_t taken, erased; /* today */
	struct numbers shown;  /* statements whose content is to be read again */
	bool grounds;          /* a ground for publishing somebody arrived */
	bool scrub;            /* something was destroyed */
	const struct sync_options *options;
	struct sync_report *report;
};

/* A change that follows on what is here: taken in whole, or kept in quarantine with the reason. */
MUST_USE enum rc intake_change(struct intake *w, const struct foreign_event *e, struct fault *f);
/* The same for one that has waited: its entries are here already. */
MUST_USE enum rc intake_waiting(struct intake *w, const struct foreign_event *e, struct fault *f);
/* Fills a blank row, where the content is what was signed; else leaves it, with the reason. */
MUST_USE enum rc intake_fill(struct intake *w, int64_t statement, const struct header *h, struct str content,
	struct fault *f);
/* Keeps an entry as the log has it. */
MUST_USE enum rc intake_keep_entry(struct intake *w, uint64_t index, struct str bytes, struct fault *f);
/* What a partner withholds, shows again or erases. */
MUST_USE enum rc intake_notice(struct intake *w, const struct foreign_event *e, struct fault *f);
/* After the views: content that was kept aside for them, but what is held back. */
MUST_USE enum rc intake_forget_aside(struct intake *w, struct fault *f);
/* Carries out what was held back. */
MUST_USE enum rc intake_confirm(struct intake *w, struct fault *f);
/* A statement by its id, whose it is; *ret_no 0: there is none. */
MUST_USE enum rc intake_find(struct reg *r, const struct id *id, int64_t *ret_no, int64_t *ret_org, struct fault *f);

#endif
