/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define PATH_SIZE 4096
/* As <linux/magic.h> has them. */
#define MSDOS_SUPER_MAGIC 0x4D44
#define EXFAT_SUPER_MAGIC 0x2011BAB0

static enum rc open_to_read(const char *path, int *ret, struct fault *f)
{
	*ret = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return *ret >= 0 ? RC_OK
		: errno == ENOENT || errno == ENOTDIR ? fault_set(f, RC_NOT_FOUND, "there is no %s", path)
		: fault_errno(f, RC_IO, "cannot read %s", path);
}

/* Reads all, and closes. */
static enum rc read_open(int fd, const char *path, struct buf *out, struct fault *f)
{
	char chunk[16384];
	ssize_t n = 0;
	while (!out->full && ((n = read(fd, chunk, sizeof chunk)) > 0 || (n < 0 && errno == EINTR))) {
		buf_add(out, chunk, n > 0 ? (size_t)n : 0);
	}
	enum rc rc = n < 0 ? fault_errno(f, RC_IO, "cannot read %s", path)
		: out->full ? fault_set(f, RC_LIMIT, "%s is larger than such a file can be", path) : RC_OK;
	close(fd);
	return rc;
}

enum rc file_read(const char *path, struct buf *out, struct fault *f)
{
	int fd;
	enum rc rc = open_to_read(path, &fd, f);
	return rc == RC_OK ? read_open(fd, path, out, f) : rc;
}

/* The owner's rights cannot be told apart there: who mounts it gives one mode to all. */
static bool without_owners(int fd)
{
	struct statfs fs;
	return fstatfs(fd, &fs) == 0 && (fs.f_type == MSDOS_SUPER_MAGIC || fs.f_type == EXFAT_SUPER_MAGIC);
}

static enum rc check_private(int fd, const char *path, struct fault *f)
{
	struct stat st;
	if (fstat(fd, &st) != 0) {
		return fault_errno(f, RC_IO, "cannot read %s", path);
	}
	if (!S_ISREG(st.st_mode)) {
		return fault_set(f, RC_DENIED, "%s is no plain file", path);
	}
	if (without_owners(fd)) {
		return RC_OK;
	}
	if ((st.st_mode & 077) != 0 || (st.st_uid != geteuid() && geteuid() != 0)) {
		enum rc rc = fault_set(f, RC_DENIED, "%s can be read by others than its owner", path);
		fault_hint(f, "chmod 600 %s, and ask who may have read it", path);
		return rc;
	}
	return RC_OK;
}

enum rc file_read_private(const char *path, struct buf *out, struct fault *f)
{
	int fd;
	enum rc rc = open_to_read(path, &fd, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = check_private(fd, path, f);
	if (rc != RC_OK) {
		close(fd);
		return rc;
	}
	return read_open(fd, path, out, f);
}

static enum rc name_beside(const char *path, char beside[PATH_SIZE], struct fault *f)
{
	int n = snprintf(beside, PATH_SIZE, "%s.new", path);
	return n > 0 && n < PATH_SIZE ? RC_OK : fault_set(f, RC_INVALID, "%s: the path is too long", path);
}

static bool write_whole(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return false;
		}
		bytes = str_sub(bytes, (size_t)n, bytes.n);
	}
	return true;
}

/* EINTR leaves a file as it was: the call is made again. */
static bool sync_whole(int fd)
{
	int done;
	do {
		done = fsync(fd);
	} while (done != 0 && errno == EINTR);
	return done == 0;
}

/* A file that is not there yet, at a path that is that of "path", or beside it. */
static enum rc write_new(const char *at, const char *path, struct str bytes, mode_t mode, bool sync, struct fault *f)
{
	int fd = open(at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0) {
		return errno == EEXIST && at == path ? fault_set(f, RC_CONFLICT, "%s is there already", path)
			: fault_errno(f, RC_IO, "cannot write %s", path);
	}
	bool fine = write_whole(fd, bytes) && (!sync || sync_whole(fd));
	enum rc rc = fine ? RC_OK : fault_errno(f, RC_IO, "cannot write %s", path);
	if (close(fd) != 0 && rc == RC_OK) {
		rc = fault_errno(f, RC_IO, "cannot write %s", path);
	}
	if (rc != RC_OK) {
		(void)unlink(at);
	}
	return rc;
}

static enum rc write_beside(const char *path, struct str bytes, mode_t mode, bool sync, struct fault *f)
{
	char beside[PATH_SIZE];
	enum rc rc = name_beside(path, beside, f);
	if (rc != RC_OK) {
		return rc;
	}
	(void)unlink(beside); /* of one that was interrupted, or a link that leads elsewhere */
	return write_new(beside, path, bytes, mode, sync, f);
}

enum rc file_write_beside(const char *path, struct str bytes, mode_t mode, struct fault *f)
{
	return write_beside(path, bytes, mode, false, f);
}

enum rc file_write_new(const char *path, struct str bytes, mode_t mode, struct fault *f)
{
	return write_new(path, path, bytes, mode, false, f);
}

enum rc file_name_beside(const char *path, struct fault *f)
{
	char beside[PATH_SIZE];
	enum rc rc = name_beside(path, beside, f);
	if (rc == RC_OK && rename(beside, path) != 0) {
		rc = fault_errno(f, RC_IO, "cannot write %s", path);
		(void)unlink(beside);
	}
	return rc;
}

enum rc file_replace(const char *path, struct str bytes, mode_t mode, struct fault *f)
{
	enum rc rc = write_beside(path, bytes, mode, true, f);
	return rc == RC_OK ? file_name_beside(path, f) : rc;
}

/* Without a link, which a stick may not have. */
static enum rc name_if_free(const char *beside, const char *path, struct fault *f)
{
	if (renameat2(AT_FDCWD, beside, AT_FDCWD, path, RENAME_NOREPLACE) == 0) {
		return RC_OK;
	}
	enum rc rc = errno == EEXIST ? fault_set(f, RC_CONFLICT, "%s is there already", path)
		: fault_errno(f, RC_IO, "cannot write %s", path);
	(void)unlink(beside);
	return rc;
}

enum rc file_create(const char *path, struct str bytes, mode_t mode, struct fault *f)
{
	char beside[PATH_SIZE];
	enum rc rc = write_beside(path, bytes, mode, true, f);
	if (rc == RC_OK) {
		rc = name_beside(path, beside, f);
	}
	if (rc == RC_OK) {
		rc = name_if_free(beside, path, f);
	}
	return rc == RC_OK ? folder_sync(path, f) : rc;
}

/* Zeros over all of an open file that has no name any more. */
static enum rc erase_open(int fd, const char *path, struct fault *f)
{
	static const char zeros[65536];
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_nlink > 0) {
		return RC_OK;
	}
	bool fine = true;
	for (off_t left = st.st_size; fine && left > 0; left -= (off_t)sizeof zeros) {
		fine = write_whole(fd, (struct str){zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros});
	}
	return fine && sync_whole(fd) ? RC_OK
		: fault_errno(f, RC_IO, "%s is replaced, but the old one could not be written over", path);
}

enum rc file_replace_erasing(const char *path, struct str bytes, mode_t mode, struct fault *f)
{
	int old = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum rc rc = file_replace(path, bytes, mode, f);
	if (rc == RC_OK) {
		rc = folder_sync(path, f);
	}
	if (rc == RC_OK && old >= 0) {
		rc = erase_open(old, path, f);
	}
	if (old >= 0) {
		close(old);
	}
	return rc;
}

enum rc file_rename_erasing(const char *from, const char *path, struct fault *f)
{
	int old = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum rc rc = rename(from, path) == 0 ? folder_sync(path, f) : fault_errno(f, RC_IO, "cannot write %s", path);
	if (rc == RC_OK && old >= 0) {
		rc = erase_open(old, path, f);
	}
	if (old >= 0) {
		close(old);
	}
	return rc;
}

enum rc file_remove_erasing(const char *path, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	enum rc rc = fd < 0 || unlink(path) != 0 ? fault_errno(f, RC_IO, "cannot remove %s", path) : folder_sync(path, f);
	if (rc == RC_OK) {
		rc = erase_open(fd, path, f);
	}
	if (fd >= 0) {
		close(fd);
	}
	return rc;
}

static enum rc open_folder(const char *folder, int *ret, struct fault *f)
{
	*ret = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *ret >= 0 ? RC_OK : fault_errno(f, RC_IO, "the folder %s cannot be opened", folder);
}

enum rc filesystem_sync(const char *folder, struct fault *f)
{
	int fd;
	enum rc rc = open_folder(folder, &fd, f);
	if (rc == RC_OK) {
		rc = syncfs(fd) == 0 ? RC_OK : fault_errno(f, RC_IO, "%s cannot be synced", folder);
		close(fd);
	}
	return rc;
}

enum rc folder_sync(const char *path, struct fault *f)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_SIZE];
	int fd, n = snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	if (n < 0 || n >= PATH_SIZE) {
		return fault_set(f, RC_INVALID, "%s: the path is too long", path);
	}
	enum rc rc = open_folder(n == 0 ? "/" : folder, &fd, f);
	if (rc == RC_OK) {
		rc = sync_whole(fd) ? RC_OK : fault_errno(f, RC_IO, "the folder %s cannot be synced", folder);
		close(fd);
	}
	return rc;
}

enum rc folders_make(const char *path, size_t from, mode_t mode, struct fault *f)
{
	char folder[PATH_SIZE];
	for (const char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
		int n = snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
		if (n < 0 || n >= PATH_SIZE) {
			return fault_set(f, RC_INVALID, "%s: the path is too long", path);
		}
		bool made = n > 0 && mkdir(folder, mode) == 0;
		if (n > 0 && !made && errno != EEXIST) {
			return fault_errno(f, RC_IO, "cannot make the folder %s", folder);
		}
		if (made) {
			enum rc rc = folder_sync(folder, f);
			if (rc != RC_OK) {
				return rc;
			}
		}
	}
	return RC_OK;
}
