/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What partners tell each other of third logs: the last checkpoint that each holds. A log that shows one history to
 * some and another to others is found out as soon as two of them meet.
 */
#ifndef REGISTER_GOSSIP_H
#define REGISTER_GOSSIP_H

#include "register/log.h"

/* Served beside the log's files: each note with a length of four bytes before it, the highest first. */
#define GOSSIP_FILE "heads"
#define GOSSIP_MOST ((size_t)1 << 22)

/* Appends the checkpoints of all partners' logs that are here. */
MUST_USE enum rc gossip_write(struct reg *r, struct buf *out, struct fault *f);
/*
 * Holds what a partner tells against the logs that are here: of one that is not the beginning of what is here, both
 * checkpoints are kept as evidence; one of this register's own log is met as cosign.h says. Outside any transaction. A
 * place without gossip is no fault. ret_found: how many pieces of evidence it gave.
 */
MUST_USE enum rc gossip_hear(struct reg *r, struct arena *a, const struct log_files *from, size_t *ret_found,
	struct fault *f);

#endif
