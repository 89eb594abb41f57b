/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of a log in words, for the commands log, receipt and verify. */
#ifndef CLI_LOG_TEXT_H
#define CLI_LOG_TEXT_H

#include "cli/cli.h"
#include "register/log.h"

/* "1234", or the first eight or more digits of a statement's id: where it stands in the register's own log. */
MUST_USE enum rc log_entry_named(struct context *c, struct reg *r, const char *name, uint64_t *ret);
/* The same in the log of any organisation that is here. */
MUST_USE enum rc log_entry_of(struct context *c, struct reg *r, int64_t org, const char *name, uint64_t *ret);
/* One line: "    1234  statement on a person". */
MUST_USE enum rc log_entry_line(struct context *c, const struct log_entry *e, struct fault *f);
/* All that the entry itself says. */
MUST_USE enum rc log_entry_details(struct context *c, const struct log_entry *e, struct fault *f);
/* The log's files brought up to date, and its head. RC_NOT_FOUND with a hint where there is no log yet. */
MUST_USE enum rc log_publish_checked(struct context *c, struct reg *r, struct log_head *ret);
/* After a change: the log's files follow. That they could not is a warning: the change is recorded. */
void log_follow(struct context *c, struct reg *r);
/* What a statement's content says, a line each, indented. */
void log_content_print(struct context *c, const struct content *x);

#endif
