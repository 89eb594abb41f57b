/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The people of a register, and its private log (ledger/event.h).
 *
 * A new register is one of a single hand: whoever has its folder has the keys of all roles. Once people are founded
 * the keys of the roles lie in REG/keyring alone, closed for each person who holds the role; what is to be said is
 * drafted by one of them and published by another.
 *
 * Somebody acts through a struct signer: reg_act_as(). Whatever here needs one gives RC_DENIED without it.
 */
#ifndef REGISTER_PEOPLE_H
#define REGISTER_PEOPLE_H

#include "ledger/event.h"
#include "register/log.h"

/* From now on this person acts; it must outlive the register, or the next call. NULL: nobody. */
void reg_act_as(struct reg *r, const struct signer *who);
const struct signer *reg_acting(const struct reg *r); /* or NULL */
/* Whether people are founded. */
MUST_USE enum rc people_founded(struct reg *r, bool *ret, struct fault *f);

/* Name of the private log's key, and first line of its checkpoints: "volya/ORG/private". */
char *private_origin(struct arena *a, const uint8_t org[ORG_SIZE]);
/* Its signed head, in the arena: all of it that may leave the house. RC_NOT_FOUND: there are no people. */
MUST_USE enum rc private_checkpoint(struct reg *r, struct arena *a, struct str *ret, struct fault *f);

/* ---- who may do what ---- */

struct holding {
	struct person_public person;
	enum role role;
	uint64_t from, until; /* indexes of the public log: from <= index < until; EVENT_NONE: until further notice */
	const char *reason;   /* of the revocation, or NULL */
};
/* Those who are to hold roles, each with a bit for each role, 1 << ROLE_AUTHOR and so on. */
struct appointment {
	struct person_public person;
	unsigned roles;
};

/*
 * Founds people: the private log, certificates, the keyring; the plain files of the keys are written over and removed.
 * The acting person must be among them. RC_DENIED where fewer than two people can draft and publish between them, and
 * not alone; RC_CONFLICT where people are founded already. Where plain files were left by a founding that was cut short
 * it removes those, and does nothing else.
 */
MUST_USE enum rc people_found(struct reg *r, const struct appointment *list, size_t count, bool alone,
	struct fault *f);
/* The acting person, who holds the role, gives it to another as well. */
MUST_USE enum rc people_add(struct reg *r, const struct person_public *person, enum role role, struct fault *f);
/*
 * A person, by name, holds these roles (bits as above) no more, from this index of the public log on; EVENT_NONE: from
 * now. What the keyring has for them goes. RC_DENIED where a role would be lost, and, without alone, where
 * fewer than two people could publish between them.
 */
MUST_USE enum rc people_revoke(struct reg *r, struct str name, unsigned roles, uint64_t from, struct str reason,
	bool alone, struct fault *f);

/* ---- the log as a whole ---- */

/* CASE_ANEW: its place in the log was taken, and its author has signed the same for another. */
enum case_state { CASE_OPEN, CASE_ACCEPTED, CASE_REJECTED, CASE_DONE, CASE_ANEW };
struct review {
	const char *name; /* of who reviewed */
	uint8_t person[KEY_SIZE];
	bool accepted;
	const char *comment;
	day day;
};
/* What waits, or waited, for a second person: a draft, a notice, or a role's new key. */
struct pending {
	uint64_t index;
	struct id commitment;
	enum event_type type; /* EVENT_DRAFT, EVENT_NOTICE, EVENT_KEY, EVENT_FORGET; EVENT_USE: withheld, to be confirmed */
	uint8_t author[KEY_SIZE];
	enum role role;       /* that the author signed in, or 0 where nothing was signed in a role */
	enum role of;         /* of a new key: whose it will be, */
	uint8_t key[KEY_SIZE]; /* and which */
	const char *name;     /* of the author */
	day day;
	const char *message;  /* of a draft; of a notice its note */
	size_t count;         /* of statements */
	enum notice_action action; /* of a notice, as are the next three */
	struct id targets;    /* SHA-256 over what it hides */
	uint64_t place;       /* the entry of the public log that it was signed for, the first where it is of several */
	uint64_t anew;        /* CASE_ANEW: the number that the same has now */
	enum case_state state;
	bool erased;          /* its content is gone, with what was erased in public */
	bool accounted;       /* and an event says so */
	struct review *reviews;
	size_t review_count, review_room;
};
/* One use of a role's key. */
struct use {
	uint64_t event;
	uint8_t person[KEY_SIZE];
	struct event_use what;
};
struct people {
	struct arena *arena;
	uint64_t since;   /* size of the public log when they were founded */
	uint64_t events, closed; /* closed: that cannot be opened by the acting person */
	uint8_t key[KEY_SIZE]; /* that signs the private log's checkpoints */
	uint8_t founder[KEY_SIZE];
	bool founding;    /* the founder's certificates follow */
	struct holding *holdings;
	size_t holding_count, holding_room;
	struct pending *pending;
	size_t pending_count, pending_room;
	uint64_t changed[ROLES + 1]; /* by role: the event that gave or took it last */
	struct use *uses;
	size_t use_count, use_room;
};
/* Called with each thing that does not hold. */
struct people_wrong {
	void (*say)(void *data, char *text); /* in the people's arena */
	void *data;
};
/*
 * Reads all of it, event by event: commitments, tree, signatures, and whether each was its maker's to make. Without
 * wrong the first thing that does not hold is a fault, RC_CRYPTO; as is an event that cannot be opened.
 */
MUST_USE enum rc people_read(struct reg *r, struct arena *a, const struct people_wrong *wrong, struct people *ret,
	struct fault *f);
/* The same inside the transaction that is open. */
MUST_USE enum rc people_read_here(struct reg *r, struct arena *a, const struct people_wrong *wrong, struct people *ret,
	struct fault *f);
/* Whether the person holds the role for the entry at this index. */
bool people_hold(const struct people *p, const uint8_t person[KEY_SIZE], enum role role, uint64_t index);
/* The name of whoever signs with the key, or "somebody unknown". */
const char *people_name(const struct people *p, const uint8_t person[KEY_SIZE]);
/* What waits under this number; NULL: nothing. */
struct pending *people_pending(const struct people *p, uint64_t index);

#define PEOPLE_CONFIRM_DAYS 7
/* What log_verify_all() cannot: for each change, notice and new key since people are, which persons stood behind it. */
struct people_report {
	uint64_t before;  /* changes that were made before there were people */
	uint64_t changes; /* since */
	uint64_t notices, keys, events, closed;
	uint64_t unconfirmed; /* withheld by one, more than PEOPLE_CONFIRM_DAYS ago, and confirmed by nobody */
	size_t persons;   /* who hold a role now */
	bool alone;       /* one person holds author and reviewer, and nobody else one of them */
};
/* RC_DENIED: nobody acts. */
MUST_USE enum rc people_verify(struct reg *r, struct arena *a, struct people_report *ret, struct breach **ret_list,
	size_t *ret_count, struct fault *f);

/* ---- what is private ---- */

/*
 * The register with all that is said in private to the acting person: a copy in memory, which no file ever has. It
 * takes r over, which is closed with it; where this fails r stays the caller's. It is for reg_viewer() of it alone.
 * What is imported into it or undone in it is kept in the private log of r, for whom private_say_to() says, and does
 * not show in this very view.
 * RC_DENIED: nobody acts.
 */
MUST_USE enum rc reg_open_private(struct reg *r, struct reg **ret, struct fault *f);
/* For whom what is said from now on is: all who hold a role (names NULL), or those of them who are named, by commas. */
MUST_USE enum rc private_say_to(struct reg *view, const char *names, struct fault *f);
struct private_change {
	int64_t no;     /* of the change, in this view */
	uint64_t event; /* first of it in the private log: the same in every view */
	bool sealed;
	size_t audience_count;
	uint8_t (*audience)[KEY_SIZE];
	const char *by; /* name of who said it */
};
/* NULL: the change is public. */
const struct private_change *reg_private_change(const struct reg *view, int64_t no);
/* That which begins with this event. RC_NOT_FOUND. */
MUST_USE enum rc private_change_at(const struct reg *view, uint64_t event, const struct private_change **ret,
	struct fault *f);
/*
 * Asks for what is said in private of these records (handles) to be erased: once another person agrees, by
 * people_review() and people_publish(), drafts and private statements that speak of them are destroyed, with their
 * keys, as far as that person can open them. *ret_index is the number it waits under.
 */
MUST_USE enum rc people_forget(struct reg *r, int64_t *handles, size_t count, struct str reason,
	uint64_t *ret_index, struct fault *f);
/* For whom a change was, as in private_say_to(). */
void private_say_as(struct reg *view, const struct private_change *c);
/*
 * Closes what stands of these records (handles) in private in a parcel (ledger/parcel.h) for a person of another
 * organisation: out is for buf_wipe(). RC_NOT_FOUND: nothing does.
 */
struct parcel;
MUST_USE enum rc private_send(struct reg *view, const int64_t *handles, size_t count, const struct person_public *to,
	struct buf *out, size_t *ret_statements, struct fault *f);
/*
 * Says what a parcel holds, as its recipient's own private statements, for whom private_say_to() says, with a
 * source that names who sent it. What stands here already is not said twice.
 */
struct parcel_report {
	size_t records, made, statements;
	size_t left_out; /* statements that refer to what is not here */
};
MUST_USE enum rc private_receive(struct reg *view, const struct parcel *p, struct parcel_report *ret, struct fault *f);
struct private_state {
	size_t changes;   /* that were said in private */
	size_t left_out;  /* statements that rest on what is not here any more */
	uint64_t closed;  /* events of the private log that are for others */
	int64_t said;     /* statements that were said in this view */
};
void reg_private_state(const struct reg *view, struct private_state *ret); /* all 0 where it is none */

/* ---- drafts ---- */

/*
 * With people, what change_close() is given is no change but a draft, and its number 0: this is the draft's, EVENT_NONE
 * where none was made since the last call.
 */
uint64_t reg_drafted(struct reg *r);
/* Between the two, all changes make one draft. Without people, and in a trial, they do nothing. */
MUST_USE enum rc reg_draft_begin(struct reg *r, struct fault *f);
MUST_USE enum rc reg_draft_end(struct reg *r, bool keep, struct fault *f);

/*
 * Judges what waits. RC_DENIED: it is the acting person's own, or they are no reviewer; RC_CONFLICT: it is published or
 * rejected already.
 */
MUST_USE enum rc people_review(struct reg *r, uint64_t index, bool accept, struct str comment, struct fault *f);
/*
 * Makes a public change of an accepted draft (several, where it is of several files), or does what a notice says, by
 * the acting person, who is another than its author, and holds reviewer and log. *ret_no is the last change's number, 0
 * for a notice. RC_CONFLICT: what it rests on is not any more what it was; RC_CRYPTO: it is not what was signed.
 */
MUST_USE enum rc people_publish(struct reg *r, uint64_t index, const struct progress *p, int64_t *ret_no,
	struct fault *f);

/* One statement of a draft beside what is there. Texts in the arena. */
struct draft_line {
	handle subject;
	const char *kind, *name; /* name: NULL where it has none */
	bool made; /* by this very draft */
	const char *property;
	enum mode mode;
	const char *before, *after; /* NULL: nothing */
	const char *source;
};
MUST_USE enum rc people_show(struct reg *r, struct arena *a, uint64_t index, struct draft_line **ret, size_t *ret_count,
	struct fault *f);

#endif
