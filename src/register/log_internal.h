/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the files of register/ that write the log. */
#ifndef REGISTER_LOG_INTERNAL_H
#define REGISTER_LOG_INTERNAL_H

#include "register/internal.h"
#include "register/log.h"

/* The role keys of a register, as they lie in its folder. */
struct role_keys {
	struct role_key *of[ROLES + 1];
};
#define ROLES_ALL (1u << ROLE_AUTHOR | 1u << ROLE_REVIEWER | 1u << ROLE_LOG)
/*
 * Those of these roles (a bit for each), inside the write transaction that is open: a new one that a rotation left
 * beside the old is put in its place first. RC_CRYPTO where one is missing or does not belong to the register.
 */
MUST_USE enum rc role_keys_load(struct reg *r, unsigned roles, struct role_keys *ret, struct fault *f);
void role_keys_finish(struct role_keys *k);
/* The key's file: "REG/keys/author.key". */
void role_key_path(const char *register_path, enum role role, char *path, size_t size);
/* Where a new one lies until the log says that it is the role's: "REG/keys/author.key.next". */
void role_key_next_path(const char *register_path, enum role role, char *path, size_t size);
/*
 * Where a rotation was recorded, and cut short before its new key got its name, it gets it now; inside the write
 * transaction that is open.
 */
MUST_USE enum rc role_key_settle(struct reg *r, enum role role, struct fault *f);

/* The first eight bytes of an id, by which it is found. */
int64_t id_prefix(const struct id *id);
/*
 * A change of entries that say nothing (notices, keys), with the keys of these roles (a bit for each), which are the
 * acting person's where there are people; and a draft made public, with those of reviewer and log. replay must outlive
 * the change.
 */
MUST_USE enum rc change_begin_notices(struct reg *r, unsigned roles, struct change **ret, struct fault *f);
MUST_USE enum rc change_begin_replay(struct reg *r, const struct replay *replay, struct change **ret, struct fault *f);
/* In a private view: what the private log has of it, recorded on that day. Nothing is signed; replay must live. */
MUST_USE enum rc change_begin_private(struct reg *r, const struct replay *replay, day recorded, struct change **ret,
	struct fault *f);
/* A role's key out of the keyring. RC_DENIED: the acting person does not hold it. For role_key_destroy(). */
MUST_USE enum rc people_key(struct reg *r, enum role role, struct role_key **ret, struct fault *f);
/* With the salts that it was drafted with. */
MUST_USE enum rc change_say_as(struct change *c, const struct said *s, const uint8_t salts[2 * SALT_SIZE],
	int64_t *ret_statement, struct fault *f);
/* Signs what was said, as the next change of the log. */
MUST_USE enum rc change_sign(struct change *c, struct fault *f);
/* The row of a statement that was checked and digested, as the next one of the change. */
MUST_USE enum rc change_insert(struct change *c, const struct said *s, const struct id *id,
	const uint8_t salts[2 * SALT_SIZE], struct fault *f);
/* What the close must look at again for it. */
MUST_USE enum rc change_note(struct change *c, const struct said *s, struct fault *f);
/* Of a change that says nothing: a statement of the subject on this property has gone or come back. */
MUST_USE enum rc change_touch(struct change *c, int64_t subject, const struct property *p, struct fault *f);
/*
 * For what another organisation said: no keys, no signing; rows are kept as they arrive. The views are the caller's to
 * bring up to date, before change_close_foreign() commits and frees c, also on failure.
 */
MUST_USE enum rc change_begin_foreign(struct reg *r, int64_t org, struct change **ret, struct fault *f);
MUST_USE enum rc change_close_foreign(struct change *c, struct fault *f);
/* A subject with a handle that somebody else gave it. */
MUST_USE enum rc change_subject_as(struct change *c, enum kind kind, handle h, int64_t *ret_no, struct fault *f);
/* The row of a change, whose statements are kept next; body are its bytes. */
MUST_USE enum rc change_keep_foreign(struct change *c, int64_t org, const struct change_body *body, const struct id *id,
	struct str bytes, const uint8_t author[SIGNATURE_SIZE], const uint8_t reviewer[SIGNATURE_SIZE], int64_t leaf,
	struct fault *f);
/* The row of a statement that was checked (said_check()), of one whose content is not here, and that of one filled. */
MUST_USE enum rc change_keep(struct change *c, const struct said *s, const struct id *id,
	const uint8_t salts[2 * SALT_SIZE], int64_t *ret_no, struct fault *f);
MUST_USE enum rc change_keep_blank(struct change *c, int64_t subject, const struct header *h, int64_t target,
	const struct id *id, int64_t *ret_no, struct fault *f);
MUST_USE enum rc change_fill(struct change *c, int64_t statement, const struct said *s,
	const uint8_t salts[2 * SALT_SIZE], struct fault *f);
/* Signs the log with the notices that were added, and commits; frees c, also on failure. */
MUST_USE enum rc change_close_notices(struct change *c, struct fault *f);
/* Copies the content of a statement, where it has any, to where what is withheld lies. */
MUST_USE enum rc statement_keep_aside(struct reg *r, int64_t no, struct fault *f);
/* Takes the content of a statement out of its row; the digests of its header stay. */
MUST_USE enum rc statement_blank(struct reg *r, int64_t no, const struct header *h, struct fault *f);

/* Puts aside what is withheld here alone (hide_here.h) and has arrived all the same; before the views. */
MUST_USE enum rc here_keep(struct change *c, struct fault *f);
/* Destroys what was put aside of a statement that is withheld here: its organisation has taken it back. */
MUST_USE enum rc here_forget(struct reg *r, int64_t statement, struct fault *f);

/* The root that a log that is here had when it had so many entries. */
MUST_USE enum rc log_root_at(struct reg *r, int64_t org, uint64_t size, struct id *ret, struct fault *f);
/* Whether the public may see what a statement says. */
MUST_USE enum rc statement_shown(struct reg *r, int64_t no, bool *ret, struct fault *f);
/* The id of an organisation by its number. */
MUST_USE enum rc org_id(struct reg *r, int64_t org, uint8_t ret[ORG_SIZE], struct fault *f);
/* The first entry of a log; the name is in the arena. RC_NOT_FOUND: there is no log. */
MUST_USE enum rc log_founding(struct reg *r, struct arena *a, int64_t org, struct founding *ret, struct fault *f);
/* The same with the keys that are good now: those of the founding, and what key entries put in their place since. */
MUST_USE enum rc log_keys(struct reg *r, struct arena *a, int64_t org, struct founding *ret, struct fault *f);
/* Those that were good for the entry at this index, or any behind it up to the next key entry. */
MUST_USE enum rc log_keys_at(struct reg *r, struct arena *a, int64_t org, uint64_t below, struct founding *ret,
	struct fault *f);
/* The register's own key of a role; of the log's there is none before there is a log. */
MUST_USE enum rc role_public(struct reg *r, enum role role, uint8_t ret[KEY_SIZE], struct fault *f);

/* Writes the founding entry of a log without one, and its first head. */
MUST_USE enum rc log_found_new(struct reg *r, const struct role_keys *k, struct tree *ret, struct fault *f);
/*
 * Gives a register of before there was a log its own: its changes are checked, get bodies of today, are signed again,
 * and all that was said becomes the log's leaves. Inside the write transaction that is open.
 */
MUST_USE enum rc log_found(struct reg *r, const struct role_keys *k, struct tree *ret, struct fault *f);
/* Signs the head and keeps it; inside the transaction that wrote the entries. */
MUST_USE enum rc log_sign(struct reg *r, const struct role_keys *k, const struct tree *t, struct fault *f);
/* The same of any organisation, with the note it signed. */
MUST_USE enum rc log_keep(struct reg *r, int64_t org, const struct tree *t, struct str checkpoint, struct fault *f);
/* The checkpoint of the log's files that lie somewhere; *ret_fine false where there is none,
	or none of this register. */
MUST_USE enum rc log_published(struct reg *r, const struct log_files *there, struct arena *a, struct checkpoint *ret,
	bool *ret_fine, struct fault *f);
/* RC_DB where what was published goes on from an entry that the register does not have: it was put back. */
MUST_USE enum rc log_check_ahead(struct reg *r, struct arena *a, const struct log_head *head, struct fault *f);
/* A change's entry, from the rows' columns. */
MUST_USE enum rc change_entry(struct str body, struct str author, struct str reviewer, struct buf *out,
	struct fault *f);
/* Keeps an entry that is neither statement nor change at the tree's end, and adds it to the tree. */
MUST_USE enum rc log_add(struct reg *r, int64_t org, struct tree *t, const struct entry *e, struct fault *f);
/*
 * What a statement's row says, as views into it, and the header it stands for; false where the row cannot be a
 * statement.
 */
bool row_claim(struct query *row, struct claim *ret);
bool row_header(struct query *row, const uint8_t org[ORG_SIZE], day said, uint8_t bytes[HEADER_MAX], size_t *ret_n);

#endif
