/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A bundle of somebody else's log: its files read, and what each entry is by itself, without those before it. For the
 * files of foreign*.c alone.
 */
#ifndef REGISTER_FOREIGN_BUNDLE_H
#define REGISTER_FOREIGN_BUNDLE_H

#include "register/foreign.h"

/* What is wanted of a log, and what is known of it before its entries are read. Nothing of it changes meanwhile. */
struct foreign_want {
	const struct log_files *from;
	uint64_t begin, size;    /* entries of begin to size */
	bool content, check, tiles;
	struct founding keys;    /* as they are where reading begins: an entry may bring others */
};

/* A change by itself. */
struct foreign_change {
	bool readable;
	struct change_body body;
	struct id id, proposal;
	bool holds[ROLES + 1]; /* whether its author and reviewer signed, by the keys of where reading began */
};

struct foreign_part {
	struct str bytes, content;
	struct id leaf;
	bool readable;
	enum entry_type type;
	const char *fault; /* of a statement by itself */
	union {
		struct foreign_statement statement;
		struct {
			struct entry entry;
			struct foreign_change change;
		} other;
	};
};

struct foreign_bundle {
	uint64_t index;
	unsigned first, width; /* of its entries those from first on are wanted */
	struct buf entries, content, tile;
	enum rc rc; /* why it could not be read */
	struct fault fault;
	struct foreign_row row; /* what its entries make */
	struct foreign_part part[TILE_WIDTH];
};

struct foreign_bundle *foreign_bundle_create(void);
void foreign_bundle_destroy(struct foreign_bundle *b);
/* Reads its files, after which it may be made ready on any thread. */
void foreign_bundle_read(struct foreign_bundle *b, const struct foreign_want *w, uint64_t index);
size_t foreign_bundle_bytes(const struct foreign_bundle *b);
void foreign_bundle_ready(struct foreign_bundle *b, const struct foreign_want *w);

/*
 * The bundles of a log in their order. They are read one after another, whoever reads, and made ready on so many
 * threads, of which the caller's is one; 1: on the caller's alone.
 */
struct foreign_pool;
struct foreign_pool *foreign_pool_open(const struct foreign_want *w, unsigned threads);
/* The next one, valid until the next call; NULL after the last. */
struct foreign_bundle *foreign_pool_next(struct foreign_pool *p);
void foreign_pool_close(struct foreign_pool *p);

#endif
