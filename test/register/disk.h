/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A disk that loses power. What a program does to the files of a folder is noted, call by call, under SQLite and under
 * our own files alike (disk.c stands in for the calls of the C library, so a program links it instead of them). From
 * the notes the folder can be made as it may lie there after a power cut at any moment (disk_after.c):
 *
 * A write that no sync of its file followed is kept, dropped, torn by sectors of 512 bytes, or leaves noise. A change
 * of a folder (a name made, moved, taken away) lasts once the folder was synced. Of those that did not last yet, "in
 * order", as a file system with a journal has it, an early part is kept, and any sync makes all of them last; "any
 * order": each is kept or dropped for itself.
 */
#ifndef TEST_REGISTER_DISK_H
#define TEST_REGISTER_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum op_what { OP_MAKE, OP_MOVE, OP_REMOVE, OP_WRITE, OP_CUT, OP_SYNC, OP_SYNC_ALL, OP_MARK };
/* Files and folders by number; 0 is the folder itself. */
struct op {
	enum op_what what;
	int node;              /* the file; of a mark: what was marked */
	int folder, to_folder; /* where its name is; where it moves to */
	char *name, *to_name;
	uint64_t offset;       /* of a write; the new size of a cut */
	char *bytes;
	size_t n;
};
struct disk_notes {
	struct op *ops;
	size_t count, room;
	int nodes;
	bool *is_folder; /* by node */
};

/* From here on, until disk_stop(), what happens in the folder, which is empty, is noted. */
void disk_start(const char *folder);
void disk_stop(void);
/* Something was promised: it must outlive whatever comes after. */
void disk_mark(int what);
/* What was noted since the start; lives until disk_forget(). */
const struct disk_notes *disk_notes(void);
void disk_forget(void);

/* The disk just before its first operation; disk_go() goes on to just before operation number at, never back. */
struct disk *disk_create(const struct disk_notes *notes, bool in_order, bool deaf);
void disk_go(struct disk *d, size_t at);
void disk_destroy(struct disk *d);
/* Makes what may be left into the folder, which is emptied first. whole: nothing was lost. */
void disk_after(const struct disk *d, const char *folder, uint64_t seed, bool whole);
/* Removes all that is in the folder. */
void disk_empty(const char *folder);

#endif
