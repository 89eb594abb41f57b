/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Exchange between organisations: a pull of each other's public log, from any place that serves its files. Nothing of
 * it is believed but what the keys in its first entry signed; what does not hold is kept as the log has it, and
 * enters no view; what the organisation withholds or erases goes here, too.
 */
#ifndef REGISTER_EXCHANGE_H
#define REGISTER_EXCHANGE_H

#include "register/log.h"

/* Statements of one partner that are taken in on one day; more wait. The first reading of a log is not bounded. */
#define STATEMENTS_A_DAY 5000
/* Records of one partner that are erased on one day; more are only put out of sight, for somebody here to look at. */
#define ERASED_A_DAY 20

struct partner {
	int64_t org;
	char *name, *place, *key, *trouble; /* trouble: NULL when the last sync went well */
	uint8_t id[ORG_SIZE];
	uint64_t size;             /* entries of its log that are here */
	day synced;                /* 0: never */
	int64_t waiting, refused;  /* changes in quarantine; statements left out of changes that were taken in */
	char *why;                 /* of the first that waits; NULL */
	int64_t held_back;         /* statements whose erasure waits for somebody here */
};
MUST_USE enum rc partners_list(struct reg *r, struct arena *a, struct partner **ret, size_t *ret_count,
	struct fault *f);
/* By the first letters of its name or id; RC_NOT_FOUND, RC_CONFLICT where several are meant. */
MUST_USE enum rc partner_find(struct reg *r, struct arena *a, const char *name, struct partner *ret, struct fault *f);

/* Who a log says it is of, before anything is taken in: what a person compares. Lives in the arena. */
struct introduction {
	uint8_t org[ORG_SIZE];
	char *name, *key;
	uint64_t size;
};
MUST_USE enum rc partner_look(struct arena *a, const struct log_files *from, struct introduction *ret, struct fault *f);
/*
 * A mirror from its leaves, without any register: entries, chain, signatures, tree, checkpoint, and that what is served
 * beside each entry is what was signed. What does not hold is listed, in the arena; RC_NOT_FOUND, RC_CRYPTO: there is
 * not even a log that says whose it is.
 */
struct mirror_options {
	const char *key;  /* the one it was founded with or that signed the checkpoint, or NULL */
	unsigned threads; /* that share the work, 0: one for each core; what is said is the same */
};
MUST_USE enum rc log_verify_mirror(struct arena *a, const struct log_files *from, const struct mirror_options *o,
	struct log_report *ret, struct introduction *who, struct breach **ret_list, size_t *ret_count,
	const struct progress *p, struct fault *f);
/*
 * Adds it, under the key it was founded with. key: that, or the one that signed the checkpoint; NULL: whichever is
 * served. RC_CONFLICT: it is known already.
 */
MUST_USE enum rc partner_add(struct reg *r, struct arena *a, const char *place, const struct log_files *from,
	const char *key, struct partner *ret, struct fault *f);
/* Another place to read the log from. */
MUST_USE enum rc partner_move(struct reg *r, int64_t org, const char *place, struct fault *f);

struct sync_report {
	uint64_t from, to;      /* entries before and after */
	size_t changes, statements;
	size_t quarantined, refused;
	size_t withheld, shown, erased, held_back; /* statements, by the partner's notices */
	bool stale;             /* what is served is older than what is here, and fits it */
	char *evidence;         /* what was found, or NULL; it is kept */
	size_t gossip;          /* pieces of evidence against others, from what the partner tells of their logs */
};
struct sync_options {
	bool admit;                  /* takes in what waits because it was too much for a day */
	bool confirm;                /* carries out the erasures that were held back */
	const struct progress *progress;
};
/*
 * Takes in what is new of a partner's log, in one transaction. RC_CRYPTO: it is not what its key signed; the trouble is
 * kept with the partner, and, where the key itself signed two logs, the evidence.
 */
MUST_USE enum rc partner_sync(struct reg *r, struct arena *a, int64_t org, const struct log_files *from,
	const struct sync_options *o, struct sync_report *ret, struct fault *f);

#endif
