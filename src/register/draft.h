/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Drafts: changes that were made, checked and taken back again, and are kept sealed in the private log until another
 * person makes them public, with the same handles, salts and day of the headers, so that the ids are the same.
 *
 *   draft     = CBOR [message, count of statements, [part, ...], [[handle, digest], ...]]
 *   part      = [message, salt, day, author role's signature of the proposal, number of the change it undoes or null,
 *               [[number of a change taken back, from which of its own statements on], ...], [[kind, handle], ...],
 *               [statement, ...], [[line, handle, statements], ...]]
 *   statement = [subject, code of the property, mode, target id or null, value, language, valid, source or 0,
 *               salts (64)]
 *   a value is null, text, an integer, or the 8 bytes of a handle; other handles are integers
 *   digest    = SHA-256 over the ids, in ascending order, of what was said of a record before, each with a byte behind
 *               it: 1 where its content is withheld or erased
 */
#ifndef REGISTER_DRAFT_H
#define REGISTER_DRAFT_H

#include "register/private_log.h"

/* A draft that is being made. */
struct drafting {
	bool one;            /* of one change, which begins and ends it */
	struct role_key *key; /* the author's */
	struct buf parts;    /* what stands in the array of them */
	size_t count;
	int64_t statements, first_statement, first_subject;
	char *message;       /* of the first part */
	struct id *proposals;
	struct buf *private; /* in a private view: a draft for each record that something is said of */
	size_t private_count;
};

/* What a statement is drafted from, s and its subject u; the columns are draft_put_statement()'s. */
#define DRAFT_COLUMNS "u.handle, s.property, s.mode, t.id, s.value, v.handle, s.language, s.valid, o.handle, s.salts"
#define DRAFT_FROM " FROM statement s JOIN subject u ON u.no = s.subject LEFT JOIN subject o ON o.no = s.source " \
	"LEFT JOIN subject v ON typeof(s.value) = 'integer' AND v.no = s.value LEFT JOIN statement t ON t.no = s.target "
void draft_put_statement(struct query *q, struct buf *out);

/* Of one change alone: begun by change_begin() where no draft is being made, ended by change_close(). */
MUST_USE enum rc draft_begin_one(struct reg *r, struct fault *f);
MUST_USE enum rc draft_end_one(struct reg *r, struct fault *f);
void draft_give_up(struct reg *r); /* no-op where the draft is not of one change */
/* Takes what a settled change said. */
MUST_USE enum rc draft_take(struct change *c, struct fault *f);
/* What is said of a subject, by statements below this number. */
MUST_USE enum rc draft_basis(struct reg *r, int64_t subject, int64_t below, struct id *ret, struct fault *f);

/* private_say.c: the same for what is said in private; and who may say it, and where it is kept. */
MUST_USE enum rc private_may_say(struct reg *view, struct fault *f);
MUST_USE enum rc private_take(struct change *c, struct fault *f);
MUST_USE enum rc private_keep(struct reg *view, struct fault *f);

/* Reads one that was opened; texts and salts are views of it. */
struct draft_part {
	struct str message;
	const uint8_t *salt, *author;
	day day;
	int64_t undoes; /* number in the log, or 0 */
};
struct draft_statement {
	handle subject;
	const struct property *property;
	enum mode mode;
	bool has_target;
	struct id target;
	struct value value; /* VALUE_REF: a handle */
	struct str language, valid;
	handle source;
	const uint8_t *salts;
};
/* Called in the order in which they stand; NULL where nobody wants them. part_end after a part's last receipt. */
struct draft_reader {
	void *data;
	enum rc (*part)(void *data, const struct draft_part *p, struct fault *f);
	enum rc (*undone)(void *data, int64_t number, int64_t from, struct fault *f);
	enum rc (*subject)(void *data, enum kind kind, handle h, struct fault *f);
	enum rc (*statement)(void *data, const struct draft_statement *s, struct fault *f);
	enum rc (*receipt)(void *data, unsigned line, handle subject, int statements, struct fault *f);
	enum rc (*part_end)(void *data, struct fault *f);
	enum rc (*basis)(void *data, handle subject, const struct id *digest, struct fault *f);
};
MUST_USE enum rc draft_read(struct str payload, const struct draft_reader *reader, struct fault *f);
/* The same of an event that holds one: a draft, or what is said in private. RC_INVALID: it holds none. */
MUST_USE enum rc draft_read_event(struct arena *a, const struct event *e, const struct draft_reader *reader,
	struct fault *f);

#endif
