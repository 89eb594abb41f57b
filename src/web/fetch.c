/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which way the files of a log come, and two short ones: a folder, and our own register. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "register/gossip.h"
#include "register/log.h"
#include "web/fetch_inside.h"

#define PATH_SIZE 4096

size_t fetch_most(struct str path)
{
	struct tile_at at;

	if (str_is(path, "checkpoint")) {
		return NOTE_MOST;
	}
	if (str_is(path, GOSSIP_FILE)) {
		return GOSSIP_MOST;
	}
	if (!tile_path_parse(path, &at)) {
		return 0;
	}
	return at.level == TILE_CONTENT ? at.width * (4 + CONTENT_MOST)
		: at.level == TILE_ENTRIES ? at.width * (2 + ENTRY_MOST) : at.width * (size_t)ID_SIZE;
}

/* ---- a folder ---- */

static enum rc folder_read(void *state, const char *path, struct buf *out, struct fault *f)
{
	char whole[PATH_SIZE];
	int n = snprintf(whole, sizeof(whole), "%s/%s", (const char *)state, path);

	return n > 0 && n < (int)sizeof(whole) ? file_read(whole, out, f)
		: fault_set(f, RC_INVALID, "%s: the path is too long", (const char *)state);
}

/* A folder or a bundle; what is neither is refused before it is read. */
static enum rc open_path(const char *path, struct fetch *ret, struct fault *f)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0) {
		return errno == ENOENT || errno == ENOTDIR ? fault_set(f, RC_NOT_FOUND, "there is no %s", path)
			: fault_errno(f, RC_IO, "cannot read %s", path);
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		return fetch_bundle_open(fd, path, ret, f);
	}
	bool folder = S_ISDIR(st.st_mode);
	close(fd);
	if (!folder) {
		return fault_set(f, RC_INVALID, "%s is neither a folder nor a bundle", path);
	}
	size_t n = strlen(path) + 1;
	*ret = (struct fetch){ folder_read, free, memcpy(xmalloc(n), path, n), false };
	return RC_OK;
}

/* ---- our own ---- */

static enum rc own_read(void *data, const char *path, struct buf *out, struct fault *f)
{
	struct reg *r = data;
	struct log_files own = log_own_files(r);
	struct tile_at at;

	if (!fetch_most(str_of(path))) {
		return fault_set(f, RC_NOT_FOUND, "there is no such file in a log");
	}
	if (strcmp(path, GOSSIP_FILE) == 0) {
		return gossip_write(r, out, f);
	}
	if (tile_path_parse(str_of(path), &at) && at.level == TILE_CONTENT) {
		return log_content(r, at.index, at.width, out, f);
	}
	return own.read(own.data, path, out, f);
}

struct log_files fetch_own(struct reg *r)
{
	return (struct log_files){ own_read, r };
}

/* ---- all ---- */

enum rc fetch_open(const char *from, const struct fetch_options *options, struct fetch **ret, struct fault *f)
{
	struct fetch x = { 0 };
	struct fetch_options none = { 0 };
	enum rc rc = strstr(from, "://") ? fetch_http_open(from, options ? options : &none, &x, f) : open_path(from, &x, f);

	if (rc == RC_OK) {
		*ret = xmalloc(sizeof(**ret));
		**ret = x;
	}
	return rc;
}

void fetch_close(struct fetch *x)
{
	if (x) {
		x->close(x->state);
		free(x);
	}
}

/* Only names of files of a log, and no more bytes than such a file has, whatever the way. */
static enum rc read_any(void *data, const char *path, struct buf *out, struct fault *f)
{
	struct fetch *x = data;
	size_t most = fetch_most(str_of(path)), limit = out->limit, before = out->n;

	if (!most) {
		return fault_set(f, RC_INVALID, "there is no such file in a log: %s", path);
	}
	out->limit = limit - before > most ? before + most : limit;
	enum rc rc = x->read(x->state, path, out, f);
	out->limit = limit;
	if (rc == RC_OK && out->n - before > most) { /* a buffer that had room already */
		rc = fault_set(f, RC_LIMIT, "%s is larger than such a file can be", path);
	}
	if (rc != RC_OK) {
		out->n = before;
		out->p[before] = 0;
	}
	return rc;
}

struct log_files fetch_files(struct fetch *x)
{
	return (struct log_files){ read_any, x };
}

enum rc fetch_post(struct fetch *x, const char *path, struct str body, int *ret_status, struct buf *out,
	struct fault *f)
{
	return x->http ? fetch_http_post(x->state, path, body, ret_status, out, f)
		: fault_set(f, RC_INVALID, "only a site can be asked to take something");
}
