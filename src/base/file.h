/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that are read whole, and written whole or not at all. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include "base/fault.h"
#include "base/text.h"

/* Appends the file to out. RC_NOT_FOUND: none there; RC_LIMIT: more than the buffer takes; links are not followed. */
MUST_USE enum rc file_read(const char *path, struct buf *out, struct fault *f);
/*
 * The same of a plain file that nobody but its owner can reach, else RC_DENIED. On a stick without owners (FAT, exFAT)
 * the rights are those of the whole stick, and it is read all the same: what lies in such a file must be sealed.
 */
MUST_USE enum rc file_read_private(const char *path, struct buf *out, struct fault *f);
/*
 * Writes a file beside path and gives it the name: what was there before stays until the new one is whole and durable.
 * The name itself is durable after folder_sync().
 */
MUST_USE enum rc file_replace(const char *path, struct str bytes, mode_t mode, struct fault *f);
/* The same where nothing has the name yet, else RC_CONFLICT; here the name is durable, too. */
MUST_USE enum rc file_create(const char *path, struct str bytes, mode_t mode, struct fault *f);
/*
 * As file_replace(), with the name durable, and then what the old file lay in is written over with zeros, unless it
 * has another name still: for what must be gone. A flash disk may keep a copy that nothing here can reach.
 */
MUST_USE enum rc file_replace_erasing(const char *path, struct str bytes, mode_t mode, struct fault *f);
/*
 * Gives a file that lies in the same folder another's name, durably; then what the other lay in is written over with
 * zeros, as above.
 */
MUST_USE enum rc file_rename_erasing(const char *from, const char *path, struct fault *f);
/* Writes the file over with zeros and removes it, durably; what a flash disk keeps of it nothing here can reach. */
MUST_USE enum rc file_remove_erasing(const char *path, struct fault *f);
/*
 * A new file under its own name without waiting for the disk, for many files: all written, then one filesystem_sync(),
 * and only then what says that they are there; a power cut before may leave any part of them. RC_CONFLICT: something is
 * there, and left as it is.
 */
MUST_USE enum rc file_write_new(const char *path, struct str bytes, mode_t mode, struct fault *f);
/*
 * As file_replace() in two steps, the first without waiting for the disk: a file PATH.new, and then its name in place
 * of what has it. Whoever calls it sees to it that it is durable before anything rests on it.
 */
MUST_USE enum rc file_write_beside(const char *path, struct str bytes, mode_t mode, struct fault *f);
MUST_USE enum rc file_name_beside(const char *path, struct fault *f);
MUST_USE enum rc filesystem_sync(const char *folder, struct fault *f);
/* Makes the names in the folder that path lies in durable. */
MUST_USE enum rc folder_sync(const char *path, struct fault *f);
/* Makes every folder above path, from the byte from on, that is not there; its name is durable. */
MUST_USE enum rc folders_make(const char *path, size_t from, mode_t mode, struct fault *f);

#endif
