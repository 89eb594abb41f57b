/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The host's files brought here: chunks that are here already are not asked for. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "register/host_internal.h"

/* Where in the copy of our own database a chunk lies. */
struct known_chunk {
	struct id name;
	off_t at;
};
struct fetching {
	struct host *h;
	const struct store_key *key;
	int own; /* the copy, or -1 */
	struct known_chunk *known;
	size_t known_count;
	struct buf sealed, plain;
	uint64_t next; /* chunk of the manifest */
};

static int by_name(const void *a, const void *b)
{
	return memcmp(a, b, ID_SIZE);
}

/* Nothing depends on it: without it all is asked for. */
static void learn_own(struct fetching *w, const char *path)
{
	char chunk[CHUNK_SIZE];
	size_t room = 0;
	ssize_t n = 1;
	w->own = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	for (off_t at = 0; w->own >= 0; at += (off_t)CHUNK_SIZE) {
		memset(chunk, 0, sizeof chunk);
		n = pread(w->own, chunk, sizeof chunk, at);
		if (n <= 0) {
			break;
		}
		if (w->known_count == room) {
			room = room ? 2 * room : 64;
			w->known = xrealloc(w->known, room * sizeof *w->known);
		}
		chunk_name(w->key, chunk, &w->known[w->known_count].name);
		w->known[w->known_count++].at = at;
	}
	if (w->known_count) {
		qsort(w->known, w->known_count, sizeof *w->known, by_name);
	}
	secret_wipe(chunk, sizeof chunk);
}

static bool take_own(struct fetching *w, const struct id *name)
{
	struct known_chunk *k = w->known_count
		? bsearch(name, w->known, w->known_count, sizeof *w->known, by_name) : NULL;
	char *p = k ? buf_extend(&w->plain, CHUNK_SIZE) : NULL;
	struct id made;
	if (!p) {
		return false;
	}
	memset(p, 0, CHUNK_SIZE);
	if (pread(w->own, p, CHUNK_SIZE, k->at) > 0) {
		chunk_name(w->key, p, &made);
		if (memcmp(made.b, name->b, ID_SIZE) == 0) {
			return true;
		}
	}
	buf_clear(&w->plain);
	return false;
}

static enum rc take_chunk(struct fetching *w, struct fault *f)
{
	struct id name;
	manifest_chunk(&w->h->manifest, (size_t)w->next++, &name);
	host_step(w->h, "from the host", w->next, w->h->manifest.chunks.n / ID_SIZE);
	buf_clear(&w->plain);
	buf_clear(&w->sealed);
	if (take_own(w, &name)) {
		return RC_OK;
	}
	enum rc rc = host_call(w->h, "get", (struct str){(const char *)name.b, ID_SIZE}, &w->sealed, f);
	if (rc == RC_NOT_FOUND) {
		return RC_DB;
	}
	return rc == RC_OK ? chunk_open(w->key, &name, buf_view(&w->sealed), &w->plain, f) : rc;
}

static bool write_whole(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done <= 0) {
			return false;
		}
		p += done;
		n -= (size_t)done;
	}
	return true;
}

static enum rc fetch_into(struct fetching *w, const struct manifest_file *x, int fd, const char *path, struct fault *f)
{
	struct hash *hash = hash_create();
	struct id digest;
	uint64_t left = x->size;
	enum rc rc = RC_OK;
	for (uint64_t i = 0; rc == RC_OK && i < x->chunks; i++) {
		size_t n = left < CHUNK_SIZE ? (size_t)left : CHUNK_SIZE;
		rc = take_chunk(w, f);
		if (rc == RC_OK && !write_whole(fd, w->plain.p, n)) {
			rc = fault_errno(f, RC_IO, "cannot write %s", path);
		}
		if (rc == RC_OK) {
			hash_add(hash, w->plain.p, n);
		}
		left -= n;
	}
	hash_finish(hash, &digest);
	return rc == RC_OK && memcmp(digest.b, x->digest.b, ID_SIZE) != 0
		? fault_set(f, RC_CRYPTO, "what the host gave is not what its manifest says") : rc;
}

static enum rc fetch_file(struct fetching *w, const struct manifest_file *x, const char *to, struct fault *f)
{
	char *path = arena_printf(w->h->arena, "%s/%s", to, x->name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return fault_errno(f, RC_IO, "cannot write %s", path);
	}
	enum rc rc = fetch_into(w, x, fd, path, f);
	if (close(fd) != 0 && rc == RC_OK) {
		rc = fault_errno(f, RC_IO, "cannot write %s", path);
	}
	return rc;
}

enum rc host_fetch(struct host *h, const struct store_key *k, const struct manifest_body *b, const char *to,
	struct fault *f)
{
	struct fetching w = {.h = h, .key = k, .own = -1};
	char *own = arena_printf(h->arena, "%s/own.db", to);
	enum rc rc = RC_OK;
	if (h->state.number && db_copy_pages(host_path(h, "register.db"), own, NULL) == RC_OK) {
		learn_own(&w, own);
	}
	buf_init(&w.sealed, CHUNK_SEALED);
	buf_init(&w.plain, CHUNK_SIZE);
	for (size_t i = 0; rc == RC_OK && i < b->file_count; i++) {
		rc = fetch_file(&w, &b->files[i], to, f);
	}
	buf_finish(&w.sealed);
	buf_wipe(&w.plain);
	free(w.known);
	if (w.own >= 0) {
		close(w.own);
	}
	return rc;
}
