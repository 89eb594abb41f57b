/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a register remembers of its host, and folders for what is on its way. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "register/host_internal.h"

#define PATH_SIZE 4096
#define VERSION 1
#define STATE_MOST 4096
#define LOCK_TRIES 100 /* of a tenth of a second */

static enum rc path_of(const char *path, const char *name, char ret[PATH_SIZE], struct fault *f)
{
	int n = snprintf(ret, PATH_SIZE, "%s/host/%s", path, name);
	return n > 0 && n < PATH_SIZE ? RC_OK : fault_set(f, RC_INVALID, "%s: the path is too long", path);
}

static enum rc decode(struct str bytes, struct host_state *ret, struct fault *f)
{
	struct cbor_reader r;
	*ret = (struct host_state){0};
	cbor_reader_init(&r, bytes, NULL);
	uint64_t items = cbor_read_array(&r), version = cbor_read_uint(&r);
	struct str url = cbor_read_text(&r);
	cbor_read_fixed(&r, ret->host.b, ID_SIZE);
	cbor_read_fixed(&r, ret->key.b, ID_SIZE);
	cbor_read_fixed(&r, ret->next.b, ID_SIZE);
	ret->number = cbor_read_uint(&r);
	cbor_read_fixed(&r, ret->digest.b, ID_SIZE);
	struct str token = cbor_read_bytes(&r);
	ret->unsent = cbor_read_bool(&r);
	if (cbor_reader_finish(&r) != RC_OK || items != 9 || version != VERSION || url.n > HOST_URL_MOST
		|| (token.n != 0 && token.n != HOST_TOKEN)) {
		return fault_set(f, RC_DB, "it is damaged, or of a newer program");
	}
	memcpy(ret->url, url.p, url.n);
	ret->has_token = token.n == HOST_TOKEN;
	if (ret->has_token) {
		memcpy(ret->token, token.p, HOST_TOKEN);
	}
	return RC_OK;
}

enum rc host_state_read(const char *path, struct host_state *ret, struct fault *f)
{
	char file[PATH_SIZE];
	struct buf b;
	enum rc rc = path_of(path, "joined", file, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&b, STATE_MOST);
	rc = file_read(file, &b, f);
	if (rc == RC_OK) {
		rc = decode(buf_view(&b), ret, f);
		fault_where(f, file, 0, 0);
	}
	buf_finish(&b);
	return rc;
}

enum rc host_state_write(const char *path, const struct host_state *s, struct fault *f)
{
	char file[PATH_SIZE];
	struct buf b;
	enum rc rc = path_of(path, "joined", file, f);
	buf_init(&b, STATE_MOST);
	cbor_array(&b, 9);
	cbor_uint(&b, VERSION);
	cbor_text(&b, str_of(s->url));
	cbor_bytes(&b, s->host.b, ID_SIZE);
	cbor_bytes(&b, s->key.b, ID_SIZE);
	cbor_bytes(&b, s->next.b, ID_SIZE);
	cbor_uint(&b, s->number);
	cbor_bytes(&b, s->digest.b, ID_SIZE);
	cbor_bytes(&b, s->token, s->has_token ? HOST_TOKEN : 0);
	cbor_bool(&b, s->unsent);
	rc = rc == RC_OK ? file_replace(file, buf_view(&b), 0600, f) : rc;
	rc = rc == RC_OK ? folder_sync(file, f) : rc;
	buf_finish(&b);
	return rc;
}

enum rc host_look(const char *path, struct host_joined *ret, struct fault *f)
{
	struct host_state s;
	enum rc rc = host_state_read(path, &s, f);
	if (rc == RC_OK) {
		memcpy(ret->url, s.url, sizeof ret->url);
		ret->unsent = s.unsent;
		ret->holds = s.has_token;
	}
	return rc;
}

enum rc host_keep(struct host *h, struct fault *f)
{
	return host_state_write(h->path, &h->state, f);
}

enum rc host_lock(const char *path, int *ret, struct fault *f)
{
	char file[PATH_SIZE];
	const struct timespec tenth = {0, 100000000};
	enum rc rc = path_of(path, "lock", file, f);
	rc = rc == RC_OK ? folders_make(file, strlen(path), 0700, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	int fd = open(file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return fault_errno(f, RC_IO, "cannot write %s", file);
	}
	for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || i == LOCK_TRIES) {
			rc = errno == EWOULDBLOCK ? fault_set(f, RC_BUSY, "another command works with the host of %s", path)
				: fault_errno(f, RC_IO, "cannot lock %s", file);
			close(fd);
			return rc;
		}
		(void)nanosleep(&tenth, NULL);
	}
	*ret = fd;
	return RC_OK;
}

/* ---- folders ---- */

char *host_path(struct host *h, const char *name)
{
	return arena_printf(h->arena, "%s/%s", h->path, name);
}

/* Copies of database and keyring: zeros first, so that what is erased later is not in old blocks of the disk. */
static void remove_file(int at, const char *name)
{
	static const char zeros[65536];
	struct stat st;
	int fd = openat(at, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool more = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	for (off_t done = 0; more && done < st.st_size;) {
		off_t left = st.st_size - done;
		ssize_t n = write(fd, zeros, left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros);
		more = n > 0;
		done += n > 0 ? n : 0;
	}
	if (fd >= 0) {
		(void)fdatasync(fd);
		close(fd);
	}
}

static void remove_in(int at, const char *name, int depth)
{
	int fd = depth > 0 ? openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	for (struct dirent *e; folder && (e = readdir(folder));) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
			continue;
		}
		remove_file(fd, e->d_name);
		if (unlinkat(fd, e->d_name, 0) != 0) {
			remove_in(fd, e->d_name, depth - 1);
		}
	}
	if (folder) {
		closedir(folder);
	} else if (fd >= 0) {
		close(fd);
	}
	(void)unlinkat(at, name, AT_REMOVEDIR);
}

void host_remove(const char *path)
{
	remove_in(AT_FDCWD, path, 8);
}

enum rc host_fresh(struct host *h, const char *name, char **ret, struct fault *f)
{
	char *path = host_path(h, arena_printf(h->arena, "host/%s", name));
	host_remove(path);
	*ret = path;
	return mkdir(path, 0700) == 0 ? RC_OK : fault_errno(f, RC_IO, "cannot make the folder %s", path);
}
