/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is sealed: chunks by their names, and the one manifest. Nothing here can be opened here. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "web/host_inside.h"

static enum rc chunk_path(struct host_store *s, const char *name, char path[HOST_PATH_SIZE], struct fault *f)
{
	char hex[2 * ID_SIZE + 1];
	int n = snprintf(path, HOST_PATH_SIZE, "%s/chunks/%.2s/%s", s->folder,
		hex_format((const uint8_t *)name, ID_SIZE, hex), hex);

	return n > 0 && n < HOST_PATH_SIZE ? RC_OK : fault_set(f, RC_INVALID, "the path is too long");
}

/* One that was cut short, when the machine stopped, is as good as none. */
static enum rc is_there(struct host_store *s, const char *name, bool *ret, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	struct stat st;
	enum rc rc = chunk_path(s, name, path, f);

	*ret = rc == RC_OK && stat(path, &st) == 0 && st.st_size == (off_t)CHUNK_SEALED;
	return rc;
}

enum rc host_have(struct host_store *s, struct str names, struct buf *out, struct fault *f)
{
	enum rc rc = names.n % ID_SIZE == 0 && names.n <= (size_t)HOST_NAMES * ID_SIZE ? RC_OK
		: fault_set(f, RC_INVALID, "these are no names");

	for (size_t at = 0; rc == RC_OK && at < names.n; at += ID_SIZE) {
		bool there;

		rc = is_there(s, names.p + at, &there, f);
		buf_putc(out, there ? 1 : 0);
	}
	return rc;
}

enum rc host_put(struct host_store *s, struct str name, struct str chunk, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	enum rc rc = name.n == ID_SIZE && chunk.n == CHUNK_SEALED ? chunk_path(s, name.p, path, f)
		: fault_set(f, RC_INVALID, "this is no chunk");

	if (rc == RC_OK) {
		rc = folders_make(path, strlen(s->folder) + 1, 0700, f);
	}
	if (rc == RC_OK) {
		rc = file_write_beside(path, chunk, 0600, f);
	}
	/* Durable with the manifest that names it. */
	return rc == RC_OK ? file_name_beside(path, f) : rc;
}

enum rc host_get(struct host_store *s, struct str name, struct buf *out, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	enum rc rc = name.n == ID_SIZE ? chunk_path(s, name.p, path, f) : fault_set(f, RC_INVALID, "this is no name");

	return rc == RC_OK ? file_read(path, out, f) : rc;
}

/* ---- the manifest ---- */

static enum rc follows(struct host_store *s, const uint8_t key[KEY_SIZE], const struct manifest *m, struct fault *f)
{
	struct manifest now = { 0 };
	struct id digest = { { 0 } };

	if (memcmp(m->signer, key, KEY_SIZE) != 0 || manifest_check(m, NULL) != RC_OK) {
		return fault_set(f, RC_INVALID, "the manifest is not signed by who sends it");
	}
	if (s->manifest.n) {
		enum rc rc = manifest_decode(buf_view(&s->manifest), &now, f);

		if (rc != RC_OK) {
			return rc;
		}
		manifest_digest(buf_view(&s->manifest), &digest);
	}
	return m->number == now.number + 1 && memcmp(m->previous.b, digest.b, ID_SIZE) == 0 ? RC_OK
		: fault_set(f, RC_CONFLICT, "the manifest does not follow the one that is there");
}

static int by_name(const void *a, const void *b)
{
	return memcmp(a, b, ID_SIZE);
}

/* The names in order; from malloc. */
static struct id *sorted_names(const struct manifest *m, size_t *ret_count)
{
	size_t count = m->chunks.n / ID_SIZE;
	struct id *list = xcalloc(count + 1, sizeof(*list));

	if (count) {
		memcpy(list, m->chunks.p, m->chunks.n);
		qsort(list, count, sizeof(*list), by_name);
	}
	*ret_count = count;
	return list;
}

static void sweep_folder(const char *path, const struct id *names, size_t count)
{
	DIR *folder = opendir(path);

	for (struct dirent *e; folder && (e = readdir(folder));) {
		struct id name = { { 0 } };
		bool chunk = hex_parse(str_of(e->d_name), name.b, ID_SIZE);

		if (e->d_name[0] != '.' && !(chunk && bsearch(&name, names, count, sizeof(*names), by_name))) {
			(void)unlinkat(dirfd(folder), e->d_name, 0);
		}
	}
	if (folder) {
		closedir(folder);
	}
}

/* What no manifest names any more goes at once: it may have been erased. What cannot go now goes with the next. */
static void sweep(struct host_store *s, const struct manifest *m)
{
	size_t count;
	struct id *names = sorted_names(m, &count);
	char path[HOST_PATH_SIZE];

	for (unsigned i = 0; i < 256; i++) {
		int n = snprintf(path, sizeof(path), "%s/chunks/%02x", s->folder, i);

		if (n > 0 && n < HOST_PATH_SIZE) {
			sweep_folder(path, names, count);
			(void)rmdir(path);
		}
	}
	free(names);
}

static enum rc all_there(struct host_store *s, const struct manifest *m, struct fault *f)
{
	bool there = true;
	enum rc rc = RC_OK;

	for (size_t at = 0; rc == RC_OK && there && at < m->chunks.n; at += ID_SIZE) {
		rc = is_there(s, m->chunks.p + at, &there, f);
	}
	return rc == RC_OK && !there ? fault_set(f, RC_CONFLICT, "a chunk that the manifest names is not there") : rc;
}

enum rc host_manifest(struct host_store *s, const uint8_t key[KEY_SIZE], struct str bytes, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	struct manifest m;
	enum rc rc = manifest_decode(bytes, &m, f);

	if (rc == RC_OK) {
		rc = follows(s, key, &m, f);
	}
	if (rc == RC_OK) {
		rc = all_there(s, &m, f);
	}
	if (rc == RC_OK) {
		rc = filesystem_sync(s->folder, f);
	}
	if (rc == RC_OK) {
		rc = host_file(s, "manifest", path, f);
	}
	if (rc == RC_OK) {
		rc = file_replace(path, bytes, 0600, f);
	}
	if (rc == RC_OK) {
		rc = folder_sync(path, f);
		buf_clear(&s->manifest);
		buf_str(&s->manifest, bytes);
	}
	if (rc == RC_OK) {
		sweep(s, &m);
	}
	return rc;
}
