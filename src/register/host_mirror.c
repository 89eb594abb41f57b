/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The public log at the host: what differs from the mirror here is sent, the checkpoint last. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "register/host_internal.h"

#define DEPTH_MOST 12
#define LIST_MOST ((size_t)64 << 20)

struct there {
	char path[TILE_PATH];
	struct id digest;
};
struct mirroring {
	struct host *h;
	char *folder;
	struct there *there; /* sorted */
	size_t count;
	bool *kept;
	struct buf bytes;
	bool sent;
};

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct there *)a)->path, ((const struct there *)b)->path);
}

static enum rc read_list(struct mirroring *w, struct str answer, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, answer, NULL);
	uint64_t count = cbor_read_array(&r);
	/* Each has more bytes than its digest. */
	w->there = r.rc == RC_OK && count <= answer.n / ID_SIZE ? xcalloc((size_t)count + 1, sizeof *w->there) : NULL;
	for (uint64_t i = 0; w->there && i < count; i++) {
		struct there *t = &w->there[w->count++];
		uint64_t parts = cbor_read_array(&r);
		struct str path = cbor_read_text(&r);
		cbor_read_fixed(&r, t->digest.b, ID_SIZE);
		if (r.rc != RC_OK || parts != 2 || path.n >= TILE_PATH) {
			break;
		}
		memcpy(t->path, path.p, path.n);
	}
	if (!w->there || cbor_reader_finish(&r) != RC_OK) {
		return fault_set(f, RC_IO, "the host's list of its log cannot be read");
	}
	qsort(w->there, w->count, sizeof *w->there, by_path);
	w->kept = xcalloc(w->count + 1, sizeof *w->kept);
	return RC_OK;
}

static enum rc ask_list(struct mirroring *w, struct fault *f)
{
	struct buf answer;
	buf_init(&answer, LIST_MOST);
	enum rc rc = host_call(w->h, "log-list", (struct str){0}, &answer, f);
	rc = rc == RC_OK ? read_list(w, buf_view(&answer), f) : rc;
	buf_finish(&answer);
	return rc;
}

static enum rc write_there(struct mirroring *w, const char *op, const char *name, const struct str *bytes,
	struct fault *f)
{
	struct buf payload, answer;
	buf_init(&payload, HOST_FILE_MOST + 1024);
	buf_init(&answer, 1024);
	host_write_encode(w->h->state.token, str_of(name), bytes, true, &payload);
	enum rc rc = payload.full ? fault_set(f, RC_LIMIT, "%s of the log is larger than a host takes", name)
		: host_call(w->h, op, buf_view(&payload), &answer, f);
	buf_finish(&payload);
	buf_finish(&answer);
	w->sent = true;
	return rc;
}

static enum rc send_file(struct mirroring *w, const char *name, struct fault *f)
{
	struct there key = {.path = ""}, *t;
	struct id digest;
	(void)snprintf(key.path, sizeof key.path, "%s", name);
	buf_clear(&w->bytes);
	enum rc rc = file_read(arena_printf(w->h->arena, "%s/%s", w->folder, name), &w->bytes, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct hash *hash = hash_create();
	hash_add(hash, w->bytes.p, w->bytes.n);
	hash_finish(hash, &digest);
	t = bsearch(&key, w->there, w->count, sizeof *w->there, by_path);
	if (t) {
		w->kept[t - w->there] = true;
	}
	if (t && memcmp(t->digest.b, digest.b, ID_SIZE) == 0) {
		return RC_OK;
	}
	struct str bytes = buf_view(&w->bytes);
	return write_there(w, "log-put", name, &bytes, f);
}

/* name: "", "tile/0/". The checkpoint is left for the end: it says that the rest is there. */
static enum rc send_folder(struct mirroring *w, const char *name, int depth, struct fault *f)
{
	char inside[TILE_PATH + 64];
	DIR *folder = opendir(arena_printf(w->h->arena, "%s/%s", w->folder, name));
	enum rc rc = folder ? RC_OK : fault_errno(f, RC_IO, "cannot read %s", w->folder);
	for (struct dirent *e; rc == RC_OK && (e = readdir(folder));) {
		int n = snprintf(inside, sizeof inside, "%s%s", name, e->d_name);
		if (e->d_name[0] == '.' || n <= 0 || n >= TILE_PATH || strcmp(inside, "checkpoint") == 0) {
			continue;
		}
		if (e->d_type == DT_REG) {
			rc = send_file(w, inside, f);
		} else if (e->d_type == DT_DIR && depth < DEPTH_MOST) {
			inside[n] = '/';
			inside[n + 1] = '\0';
			rc = send_folder(w, inside, depth + 1, f);
		}
	}
	if (folder) {
		closedir(folder);
	}
	return rc;
}

static enum rc drop_rest(struct mirroring *w, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < w->count; i++) {
		rc = w->kept[i] ? RC_OK : write_there(w, "log-drop", w->there[i].path, NULL, f);
	}
	return rc;
}

enum rc host_mirror(struct host *h, bool *ret_sent, struct fault *f)
{
	struct mirroring w = {.h = h, .folder = host_path(h, "host/mirror")};
	struct reg *r;
	enum rc rc = reg_open(h->path, DB_READ, &r, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_mirror(r, w.folder, h->progress, f);
	reg_close(r);
	buf_init(&w.bytes, HOST_FILE_MOST);
	rc = rc == RC_OK ? ask_list(&w, f) : rc;
	rc = rc == RC_OK ? send_folder(&w, "", 0, f) : rc;
	rc = rc == RC_OK ? send_file(&w, "checkpoint", f) : rc;
	rc = rc == RC_OK ? drop_rest(&w, f) : rc;
	buf_finish(&w.bytes);
	free(w.there);
	free(w.kept);
	*ret_sent = *ret_sent || w.sent;
	return rc;
}
