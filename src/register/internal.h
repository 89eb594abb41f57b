/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by the files of register/ alone. */
#ifndef REGISTER_INTERNAL_H
#define REGISTER_INTERNAL_H

#include "ledger/person.h"
#include "ledger/tree.h"
#include "register/register.h"

/* The property of a statement whose content is withheld or erased: its digests lie in place of the salts. */
#define PROPERTY_BLANK 0

#define RANKS_KEPT 512

/* The rank of a source, as long as the register's stamp (store.h) is this one. */
struct kept_rank {
	int64_t source, rank;
	uint32_t stamp; /* 0: none is kept here */
};

struct reg {
	struct db *db;
	char *path, *log_path, *organisation;
	uint8_t org[ORG_SIZE];
	bool trial; /* nothing is kept: changes are savepoints of one transaction */
	const struct signer *who; /* who acts, where there are people; the caller's */
	struct private_view *private; /* private.h; what a view with what is private knows of it */
	struct reg *home; /* whose view it is; NULL: a register as it lies on the disk */
	enum tier tier; /* how private what is said may be */
	struct drafting *drafting; /* draft.h; NULL: changes are changes */
	uint64_t drafted; /* the draft that was made last, where has_drafted */
	bool has_drafted;
	struct names *names; /* names.h; NULL until a name is looked for */
	struct kept_rank ranks[RANKS_KEPT]; /* of a reader: by number, each place holds the last one */
};

/* A list of numbers that grows; kept by malloc, freed by numbers_finish(). */
struct numbers {
	int64_t *list;
	size_t count, room;
};
void numbers_add(struct numbers *n, int64_t v);
void numbers_sort(struct numbers *n); /* ascending, each once */
bool numbers_hold(const struct numbers *n, int64_t v); /* of a sorted list */
void numbers_finish(struct numbers *n);

/* A subject as a change needs it. */
struct known {
	int64_t no, parent; /* parent: of subjects made in the change, by one plain assert; else 0 */
	handle handle;
	enum kind kind;
};
#define KNOWN_RECENT 256

/* What a draft says of its change, when it is made public. */
struct replay {
	struct str message;
	const uint8_t *salt, *author; /* of the message; the author's signature of the proposal */
	day day;
};

struct change {
	struct reg *reg;
	const struct replay *replay; /* NULL: it is said now */
	struct role_keys *keys;
	struct tree tree;     /* of the log, with what was said so far */
	struct change_sum *sum;
	struct arena *arena;
	char *message;
	day day, said;        /* recorded on; in the headers */
	uint8_t salt[SALT_SIZE]; /* of the message's digest; when settled */
	struct id proposal;   /* when settled */
	int64_t org;          /* whose statements these are */
	int64_t filling;      /* a statement that is there already, and blank; or 0 */
	int64_t no;           /* of this change, in the register */
	int64_t of_log;       /* and in the log of its organisation */
	int64_t number;       /* of statements so far */
	int64_t first_subject; /* subjects from this number on are new in this change */
	int64_t first_statement;
	int64_t next_subject, next_statement;
	int64_t undoes;
	struct known *made;      /* new subjects, by no - first_subject */
	size_t made_count, made_room;
	struct known recent[KNOWN_RECENT]; /* others, by no; each place holds the last one */
	struct numbers touched;  /* subjects with new statements */
	struct numbers asserted; /* subjects with new claims: their persons need a ground */
	struct numbers sources;  /* sources whose date was touched */
	struct blame {
		int64_t subject;
		const struct fault *why; /* in the change's arena */
	} *blames; /* new claims that cannot be kept; after settling, by subject */
	size_t blame_count, blame_room;
	bool settled;
	bool keyless;         /* it is not to be kept: nothing is signed */
	bool bulk;
	bool merges; /* a statement on who is who was touched */
	bool renames; /* a name may have gone: the index of names must go as well */
};

/* ---- private_view.c ---- */
void private_view_finish(struct private_view *p); /* NULL is fine */

/* ---- known.c ---- */
/* Keeps the subject that is about to be made, of number next_subject. */
void known_add(struct change *c, handle h, enum kind kind);
/* A subject made in this change, or NULL. */
struct known *known_made(struct change *c, int64_t no);
/* Any subject; valid until the next call. RC_INTERNAL when there is none. */
MUST_USE enum rc known_get(struct change *c, int64_t no, const struct known **ret, struct fault *f);

/* ---- said.c ---- */
/* Checks what is to be said, and puts codes into their canonical key. The kind is the subject's. */
MUST_USE enum rc said_check(struct change *c, struct said *s, enum kind *ret_kind, struct fault *f);

/* The part of it that needs no subject: words, dates, code lists, language, validity, tier. */
MUST_USE enum rc said_check_words(const struct reg *r, struct said *s, struct fault *f);

/* ---- import_cell.c ---- */
/* A value as a cell of an import must have it, so that it is taken as it stands; the value itself or in the arena. */
struct str cell_quote(struct arena *a, struct str value);

/* ---- words.c ---- */
/* The folded words of a name, in order; in the arena. Returns how many. */
size_t name_words(struct arena *a, struct str name, struct str **ret);
/* The same, ordered and joined by spaces: equal for "Ales Vydumany" and "VYDUMANY, Ales". */
struct str name_plain(struct arena *a, struct str name);

/* ---- names.c, names_file.c: the index of names ---- */
#define NAMES_FILE "names.index"
/* Lets go of it; NULL is fine. */
void names_close(struct reg *r);
/* Removes the file. */
void names_forget(const struct reg *r);
/* Makes it anew, in memory and on disk. */
MUST_USE enum rc names_rebuild(struct reg *r, struct fault *f);
/* Whether such a statement takes a name out of it, or gives one to somebody else. */
bool names_change(int64_t property, enum mode mode);

/* ---- find_words.c ---- */
/* find_name() for organisations and places. */
MUST_USE enum rc find_by_words(struct reg *r, struct arena *a, enum kind kind, struct str name, size_t most,
	struct match **ret, size_t *ret_count, struct fault *f);

/* ---- references.c ---- */
/* The codes of all properties that take a reference: "3, 4, 407, ..."; in the arena. */
const char *reference_codes(struct arena *a);
/* Whether a property says whom its record belongs to: a spell's person. */
bool names_owner(const struct property *p);
/* The codes of all that do; in the arena. */
const char *owner_codes(struct arena *a);

/* ---- source.c ---- */
/* Latest day the source's date may mean; its first reading where it has none; DAY_MAX without either. */
MUST_USE enum rc source_pub(struct db *db, int64_t source, day *ret, struct fault *f);

/* ---- view.c ---- */
/*
 * The owner of ?1 by property ?2: of live statements that disagree the lowest handle, without any the one said
 * first. Neither depends on when a live one was said, so an undo brings the owner back.
 */
#define PARENT_OF "(SELECT s.value FROM statement s JOIN subject o ON o.no = s.value WHERE s.subject = ?1 " \
	"AND s.property = ?2 AND s.mode IN (1, 2) ORDER BY " PARENT_DEAD ", CASE WHEN " PARENT_DEAD " THEN s.no END, " \
	"o.handle LIMIT 1)"
#define PARENT_DEAD "EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3))"
/* Whom a subject belongs to now: its parent's parent, its parent or itself, merges followed. */
MUST_USE enum rc subject_top(struct db *db, int64_t no, int64_t *ret, struct fault *f);
/* All views made again from the statements, inside the transaction that is open. */
MUST_USE enum rc views_remake(struct reg *r, const struct progress *p, struct fault *f);
/* Brings the views of all touched owners up to date, and checks grounds for publication. */
MUST_USE enum rc views_update(struct change *c, const struct progress *p, struct fault *f);

/* How well a value of the property names its subject: below NAMING_NONE it may, the lowest is shown (label.c). */
#define NAMING_NONE 1000
int naming_rank(const struct property *p, struct str tag, const char *language);
/* From the card of an owner of which something stands; ret is left alone where it has no name or card (card_read.c). */
MUST_USE enum rc card_called(struct reg *r, struct arena *a, int64_t no, const char *language, struct called *ret,
	struct fault *f);

/* 1 first hand to 5 hearsay; 3 when not said (read.c). */
MUST_USE enum rc source_rank(struct reg *r, int64_t source, int64_t *ret, struct fault *f);

#endif
