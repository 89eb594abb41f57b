/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The public log of a host: files that anybody may read, written by who has the pen. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/cbor.h"
#include "web/fetch_inside.h"
#include "web/host_inside.h"

/* Folders in folders: "tile/entries/x001/x234/067.p". */
#define DEPTH_MOST 12

static enum rc log_path(struct host_store *s, struct str name, char path[HOST_PATH_SIZE], struct fault *f)
{
	size_t most = name.n < TILE_PATH ? fetch_most(name) : 0;

	if (!most) {
		return fault_set(f, RC_NOT_FOUND, "there is no such file in a log");
	}
	int n = snprintf(path, HOST_PATH_SIZE, "%s/log/%.*s", s->folder, STR_ARG(name));
	return n > 0 && n < HOST_PATH_SIZE ? RC_OK : fault_set(f, RC_INVALID, "the path is too long");
}

enum rc host_store_log(struct host_store *s, struct str path, struct buf *out, struct fault *f)
{
	char whole[HOST_PATH_SIZE];
	enum rc rc = log_path(s, path, whole, f);

	return rc == RC_OK ? file_read(whole, out, f) : rc;
}

enum rc host_log_put(struct host_store *s, struct str name, struct str bytes, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	bool last = str_is(name, "checkpoint");
	enum rc rc = log_path(s, name, path, f);

	if (rc == RC_OK && bytes.n > fetch_most(name)) {
		rc = fault_set(f, RC_LIMIT, "the file is larger than such a file can be");
	}
	if (rc == RC_OK) {
		rc = folders_make(path, strlen(s->folder) + 1, 0755, f);
	}
	if (rc == RC_OK && last) { /* it covers what was written before */
		rc = filesystem_sync(s->folder, f);
	}
	if (rc == RC_OK) {
		rc = file_write_beside(path, bytes, 0644, f);
	}
	if (rc == RC_OK && last) {
		rc = filesystem_sync(s->folder, f);
	}
	return rc == RC_OK ? file_name_beside(path, f) : rc;
}

enum rc host_log_drop(struct host_store *s, struct str name, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	enum rc rc = log_path(s, name, path, f);

	if (rc == RC_OK && unlink(path) == 0) {
		*strrchr(path, '/') = 0;
		(void)rmdir(path); /* of partial files, when it was the last */
	}
	return rc;
}

/* ---- what is there ---- */

struct listing {
	struct host_store *store;
	struct buf entries, bytes;
	uint64_t count;
	struct fault *fault;
};

static enum rc list_file(struct listing *l, const char *name)
{
	struct id digest;
	struct hash *h = hash_create();

	buf_clear(&l->bytes);
	enum rc rc = host_store_log(l->store, str_of(name), &l->bytes, l->fault);
	hash_add(h, l->bytes.p, l->bytes.n);
	hash_finish(h, &digest);
	if (rc == RC_OK) {
		cbor_array(&l->entries, 2);
		cbor_text(&l->entries, str_of(name));
		cbor_bytes(&l->entries, digest.b, ID_SIZE);
		l->count++;
	}
	return rc;
}

/* name: the folder's in the log, "" or "tile/0/". What is no file of a log is left out. */
static enum rc list_folder(struct listing *l, const char *name, int depth)
{
	char path[HOST_PATH_SIZE], inside[TILE_PATH + 64];
	int n = snprintf(path, sizeof(path), "%s/log/%s", l->store->folder, name);
	DIR *folder = n > 0 && n < HOST_PATH_SIZE ? opendir(path) : NULL;
	enum rc rc = RC_OK;

	for (struct dirent *e; rc == RC_OK && folder && (e = readdir(folder));) {
		n = snprintf(inside, sizeof(inside), "%s%s", name, e->d_name);
		if (e->d_name[0] == '.' || n <= 0 || n >= TILE_PATH) {
			continue;
		}
		if (e->d_type == DT_REG && fetch_most(str_of(inside))) {
			rc = list_file(l, inside);
		} else if (e->d_type == DT_DIR && depth < DEPTH_MOST) {
			inside[n] = '/';
			inside[n + 1] = 0;
			rc = list_folder(l, inside, depth + 1);
		}
	}
	if (folder) {
		closedir(folder);
	}
	return rc;
}

enum rc host_log_list(struct host_store *s, struct buf *out, struct fault *f)
{
	struct listing l = { .store = s, .fault = f };

	buf_init(&l.entries, (size_t)64 << 20);
	buf_init(&l.bytes, HOST_FILE_MOST);
	enum rc rc = list_folder(&l, "", 0);
	cbor_array(out, l.count);
	buf_str(out, buf_view(&l.entries));
	if (rc == RC_OK && (l.entries.full || out->full)) {
		rc = fault_set(f, RC_LIMIT, "the log has more files than can be listed");
	}
	buf_finish(&l.entries);
	buf_finish(&l.bytes);
	return rc;
}
