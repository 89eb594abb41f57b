/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A log as somebody else serves it: read from an entry on, change by change, with everything about it checked that can
 * be checked without believing who serves it. For taking in what a partner publishes, and for verifying a mirror.
 */
#ifndef REGISTER_FOREIGN_H
#define REGISTER_FOREIGN_H

#include "register/log.h"

struct foreign_statement {
	uint64_t index;
	struct str bytes;   /* the entry */
	struct str content; /* as it is served; none where it is withheld or erased */
	struct header header;
	struct id id;
	bool altered; /* its content is there and is not what was signed: where that was asked for */
};

/* What is read of a log, in its order. Views are valid while it is given. */
struct foreign_event {
	enum entry_type type;
	uint64_t index;
	struct str bytes;
	/* Why it is not to be believed: of a change all it closes, too. NULL: nothing is wrong with it. */
	const char *fault;
	struct entry entry;
	/* of a change */
	struct change_body change;
	struct id change_id;
	const struct foreign_statement *statements;
	size_t count;
	/* of a notice */
	struct notice notice;
	int roles;
};

/* A bundle of entries that was read whole. */
struct foreign_row {
	uint64_t index;
	unsigned width;
	bool full;
	struct id root; /* of all its leaves, where it is full */
	bool differs;   /* the tile of their hashes is another, or none: where that was asked for */
};

/* Who takes a log in, and what is read of it. */
struct foreign_take {
	enum rc (*each)(void *data, const struct foreign_event *e, struct fault *f);
	/*
	 * Where it is not NULL it is given each statement as it is read, before anything closes it; an event then has their
	 * count alone, and no change is too large.
	 */
	enum rc (*one)(void *data, const struct foreign_statement *s, struct fault *f);
	enum rc (*row)(void *data, const struct foreign_row *r, struct fault *f); /* or NULL: after the entries of it */
	void *data;
	bool content;     /* what is said, too */
	bool check;       /* and held against the digests */
	bool tiles;       /* the lowest tiles, held against the entries */
	unsigned threads; /* that share the work; the callbacks are called on the caller's alone. 0 is 1 */
	const struct progress *progress;
};

struct foreign {
	const struct log_files *from;
	struct arena *arena;        /* of whoever opened it */
	struct founding founding;   /* its keys give way to others where the log says so */
	struct str founding_bytes;  /* entry 0 */
	struct note_key key;        /* of the log, as it was founded: by this it is known for ever */
	struct checkpoint head;     /* of the checkpoint that is served */
	struct str note;            /* the checkpoint itself */
	bool proven;                /* the keys that are known so far signed it; else one in the entries to come may have */
	uint8_t signer[KEY_SIZE];   /* the log's key that did, where it is proven */
	/* Where it is: to be set before foreign_read() goes on from an earlier end, zeroed to begin at the beginning. */
	struct tree tree;
	struct id previous;
	int64_t number;
	day day;
};

/*
 * Reads the checkpoint and the founding entry, and checks its three signatures; and whether the log's key signed the
 * checkpoint: proven. founding: that entry, where it is known from before; else empty. RC_NOT_FOUND: no log is served
 * there; RC_CRYPTO: it does not hold.
 */
MUST_USE enum rc foreign_open(struct foreign *w, struct arena *a, const struct log_files *from, struct str founding,
	struct fault *f);
/* Whether the log's key of now, in w->founding, signed the checkpoint. RC_CRYPTO where it did not. */
MUST_USE enum rc foreign_check_note(struct foreign *w, struct fault *f);
/* The same for one that may have been signed with a key that a later entry brings: reads all entries for it. */
MUST_USE enum rc foreign_prove(struct foreign *w, struct fault *f);
/* Whether somebody who was told this key means this log: the one it was founded with, or that signed the checkpoint. */
bool foreign_known_by(const struct foreign *w, const char *vkey);
/*
 * Gives every entry from w->tree.size up to the head's size. Afterwards the root of what was read must be the head's:
 * RC_CRYPTO where it is not, RC_INVALID for files of another form. What is given, and in which order, does not depend
 * on the threads.
 */
MUST_USE enum rc foreign_read(struct foreign *w, const struct foreign_take *t, struct fault *f);

#endif
