/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the view*.c files alone: the claims of one owner, and what is made of them. */
#ifndef REGISTER_VIEW_H
#define REGISTER_VIEW_H

#include "register/internal.h"

/* After every last day: upper ends are exclusive, and DAY_MAX itself is a day to ask for. */
#define DAY_END ((day)(DAY_MAX + 1))

/* One assert or replace, as days and numbers: a row of fact. */
struct view_claim {
	int64_t statement, subject;
	struct id id;
	const struct property *property;
	struct value value; /* text lives in the arena of the owner, as does the language */
	struct str language;
	day lo, hi;         /* of a date value */
	int open;           /* of a date value: 1 = ".." */
	day from_lo, from_hi, to_lo, to_hi;
	bool ends; /* the validity names its end */
	day pub, known, dead_pub, dead_known, gone; /* as in fact */
	int64_t source, org;
};

/* All claims of one owner and what it owns; valid until the next owner. */
struct owner {
	int64_t no;
	enum kind kind;
	bool fresh;  /* nothing of it can be in the views yet */
	bool ground; /* may be in views: a person with a live ground for publication, or what belongs to nobody */
	struct view_claim *claims;
	size_t count, room;
};

/* A row of the table same. */
struct same {
	int64_t subject, kept;
};

/* What the work on many owners shares. */
struct viewing {
	struct reg *reg;
	struct db *db;
	struct arena *arena; /* of one owner */
	struct buf card;     /* of one owner, while it is packed */
	struct owner owner;
	day *change_days;    /* by change.no */
	int64_t *change_orgs;
	int64_t change_count;
	day *source_days;    /* by subject.no; DAY_END = not looked up yet */
	int64_t source_count;
	struct numbers members;
	struct same *merged; /* by subject */
	size_t merged_count;
};

/* ---- view_read.c ---- */
MUST_USE enum rc viewing_init(struct viewing *w, struct reg *r, struct fault *f);
void viewing_finish(struct viewing *w);
/* An owner, and what it owns where that is known already: all made in the change at hand. */
struct owned {
	int64_t no;
	enum kind kind; /* KIND_NONE: to be looked up, with what it owns */
	const int64_t *members;
	size_t count;
};
/* Fills w->owner: every claim of it and of what it owns, with kills and days. */
MUST_USE enum rc owner_read(struct viewing *w, const struct owned *o, struct fault *f);

/* ---- view_write.c ---- */
MUST_USE enum rc owner_clear(struct viewing *w, int64_t no, struct fault *f);
/* Whether anything that was said of it stands, whatever was published. */
bool owner_lives(const struct owner *o);
/* The row of unseen, where the views hold no live claim of it. */
MUST_USE enum rc owner_write_unseen(struct viewing *w, struct fault *f);
MUST_USE enum rc owner_write_facts(struct viewing *w, struct fault *f);
MUST_USE enum rc owner_write_spellings(struct viewing *w, struct fault *f);

/* ---- card.c ---- */
/* The row of card, from claims that are in the order of fact: so after the facts. */
MUST_USE enum rc owner_write_card(struct viewing *w, struct fault *f);
/* The claims of a card, one by one; their texts lie in it. Whether it was whole is known at the end. */
struct card_reader {
	int64_t owner;
	const uint8_t *at, *end;
	int64_t statement, source; /* of the claim before */
	day pub, known;
	bool damaged;
};
void card_reader_init(struct card_reader *r, int64_t owner, struct str card);
bool card_next(struct card_reader *r, struct claim_row *ret); /* false: no more */
MUST_USE enum rc card_finish(const struct card_reader *r, struct fault *f);
/* RC_DB: the views must be made again. */
MUST_USE enum rc card_damaged(struct fault *f);

/* ---- view_span.c ---- */
MUST_USE enum rc owner_write_spans(struct viewing *w, struct fault *f);

/* ---- view_same.c ---- */
/* Makes the table same anew; every subject whose kept one changed is added to ret_moved, with both. */
MUST_USE enum rc same_update(struct reg *r, struct numbers *ret_moved, struct fault *f);

#endif
