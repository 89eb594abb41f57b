/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the files of register/ that read and write the private log. */
#ifndef REGISTER_PRIVATE_LOG_H
#define REGISTER_PRIVATE_LOG_H

#include "ledger/keyring.h"
#include "register/log_internal.h"
#include "register/people.h"

/* The acting person; RC_DENIED with a hint where there is none. */
MUST_USE enum rc acting(struct reg *r, const struct signer **ret, struct fault *f);
/* REG/keyring. */
char *keyring_path(struct reg *r, struct arena *a);
/* Under what the keyring keeps the key of a role, or the private log's own. */
void role_item(enum role role, const uint8_t public[KEY_SIZE], struct id *ret);
void private_item(const uint8_t public[KEY_SIZE], struct id *ret);

/*
 * The private log, to be added to: inside the write transaction that is open. What was added is there when
 * private_end() was called and the transaction is committed; private_finish() in any case.
 */
struct private_log {
	struct reg *reg;
	struct arena *arena;
	const struct signer *who;
	struct keyring *keyring;
	struct people people;  /* as it was at the beginning, and what was added */
	struct tree tree;
	struct role_key *key;  /* the log's own */
};
MUST_USE enum rc private_begin(struct reg *r, struct private_log *ret, struct fault *f);
/* *ret_index may be NULL. RC_DENIED where it is not the acting person's to say. */
MUST_USE enum rc private_put(struct private_log *p, enum event_type type, struct str payload, uint64_t *ret_index,
	struct fault *f);
/* The acting person used a role's key. */
MUST_USE enum rc private_put_use(struct private_log *p, const struct event_use *use, struct fault *f);
MUST_USE enum rc private_end(struct private_log *p, struct fault *f);
void private_finish(struct private_log *p);
/* One transaction: begun, filled, ended and committed, or nothing of it. */
MUST_USE enum rc private_write(struct reg *r, enum rc (*fill)(struct private_log *p, void *data, struct fault *f),
	void *data, struct fault *f);
/* Reads all of it with this keyring, inside the transaction that is open; people.h. */
MUST_USE enum rc people_read_with(struct reg *r, struct arena *a, struct keyring *k, const struct people_wrong *wrong,
	struct people *ret, struct tree *ret_tree, struct fault *f);
/* Closes keys of events and the log's own for one who comes later. */
MUST_USE enum rc private_open_to(struct private_log *p, const struct person_public *person, struct fault *f);

/* One event, opened; for buf_wipe(). RC_NOT_FOUND: there is none, or it is not closed for the acting person. */
MUST_USE enum rc private_event(struct reg *r, struct keyring *k, uint64_t index, struct buf *out, struct id *ret_id,
	struct event *ret, struct fault *f);
/* How many entries the public log has. */
MUST_USE enum rc public_size(struct reg *r, uint64_t *ret, struct fault *f);
/* RC_CONFLICT in a register of before there was a log: a certificate or a key has nothing to count from there. */
MUST_USE enum rc public_ready(struct reg *r, struct fault *f);

/* people_rules.c: takes an event in, if it was its maker's to make; *ret_why NULL: it was. Texts are copied. */
MUST_USE enum rc people_apply(struct reg *r, struct people *p, const struct event *e, const struct id *commitment,
	const char **ret_why, struct fault *f);

/* One whose content was erased: who made it is not known any more. */
void people_apply_gone(struct people *p, uint64_t index, const struct id *commitment);

/*
 * draft_erase.c: takes away the content of all drafts that speak of these subjects (sorted), with the event that says
 * so; the transaction must be scrubbed (db_scrub_later()). After it is committed draft_sweep() destroys their keys, and
 * those of roles that gave way to others: it may be called at any time, and does what is left to do.
 */
MUST_USE enum rc draft_erase(struct private_log *p, uint64_t notice, const struct numbers *subjects, size_t *ret_count,
	struct fault *f);
/* Does what was asked for by people_forget(); RC_NOT_FOUND: nothing that can be opened speaks of it. */
MUST_USE enum rc forget_confirm(struct private_log *p, uint64_t index, struct fault *f);
MUST_USE enum rc draft_sweep(struct reg *r, struct fault *f);

/* draft.c: what stands first in a draft. */
MUST_USE enum rc draft_look(struct str payload, struct str *ret_message, uint64_t *ret_count, struct fault *f);

#endif
