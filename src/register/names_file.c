/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The file "names.index": a head, the spellings, and the bytes of the index. It is never trusted: the index has
 * its own checksum, the spellings have one here, and whatever does not fit is as good as no file. It is read into
 * memory, not mapped: whoever cuts or overwrites the file while it is in use would change what was checked.
 * Numbers are of this machine's byte order; the magic number is another one on others.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "register/names.h"

#define MAGIC UINT64_C(0x31646e4961796c56)

struct head {
	uint64_t magic, checksum; /* of the rest of the head and the spellings */
	uint8_t org[ORG_SIZE];
	struct id id;
	int64_t change, statement;
	uint64_t count, index_bytes;
};

static uint64_t checksum_of(uint64_t sum, const void *data, size_t n)
{
	const uint8_t *p = data;
	for (size_t i = 0; i < n; i++) { /* FNV-1a */
		sum = (sum ^ p[i]) * UINT64_C(0x100000001B3);
	}
	return sum;
}

static uint64_t checksum(const struct head *h, const struct spelling *spellings)
{
	const uint8_t *rest = (const uint8_t *)h + offsetof(struct head, org);
	uint64_t sum = checksum_of(UINT64_C(0xCBF29CE484222325), rest, sizeof *h - offsetof(struct head, org));
	return checksum_of(sum, spellings, h->count * sizeof *spellings);
}

static bool fits(const struct reg *r, const struct head *h, size_t size, const char *bytes)
{
	return h->magic == MAGIC && memcmp(h->org, r->org, ORG_SIZE) == 0 && h->count <= NAME_INDEX_MOST
		&& h->index_bytes == size - sizeof *h - h->count * sizeof(struct spelling)
		&& h->count * sizeof(struct spelling) <= size - sizeof *h
		&& h->checksum == checksum(h, (const struct spelling *)(const void *)(bytes + sizeof *h));
}

static void take_in(const struct reg *r, char *bytes, size_t size, struct catalogue **ret)
{
	struct head h;
	struct name_index *index;
	struct fault ignored = {0};
	memcpy(&h, bytes, sizeof h);
	if (!fits(r, &h, size, bytes)) {
		return;
	}
	struct str rest = {bytes + size - h.index_bytes, h.index_bytes};
	if (name_index_open(rest, &index, &ignored) != RC_OK) {
		return;
	}
	if (name_index_count(index) != h.count) {
		name_index_destroy(index);
		return;
	}
	*ret = xcalloc(1, sizeof **ret);
	**ret = (struct catalogue){.state = {h.change, h.id, h.statement}, .index = index, .memory = bytes,
		.spellings = (const struct spelling *)(void *)(bytes + sizeof h), .mapped = size};
}

static bool read_all(int fd, char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t got = read(fd, bytes, n);
		if (got <= 0) {
			return false;
		}
		bytes += got;
		n -= (size_t)got;
	}
	return true;
}

static void path_of(const struct reg *r, char *path, size_t size, const char *end)
{
	snprintf(path, size, "%s/%s%s", r->path, NAMES_FILE, end);
}

void catalogue_open(const struct reg *r, struct catalogue **ret)
{
	char path[4096];
	struct stat st;
	*ret = NULL;
	path_of(r, path, sizeof path, "");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe in its place is not waited for */
	if (fd < 0) {
		return;
	}
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size > sizeof(struct head)) {
		char *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (bytes != MAP_FAILED) {
			if (read_all(fd, bytes, (size_t)st.st_size)) {
				take_in(r, bytes, (size_t)st.st_size, ret);
			}
			if (!*ret) {
				munmap(bytes, (size_t)st.st_size);
			}
		}
	}
	close(fd);
}

static bool write_all(int fd, const void *data, size_t n)
{
	const char *p = data;
	while (n > 0) {
		ssize_t wrote = write(fd, p, n);
		if (wrote <= 0) {
			return false;
		}
		p += wrote;
		n -= (size_t)wrote;
	}
	return true;
}

void catalogue_save(const struct reg *r, const struct catalogue *c)
{
	char path[4096], temporary[4096];
	struct str index = name_index_bytes(c->index);
	struct head h;
	memset(&h, 0, sizeof h); /* padding too: it is summed and goes to a file */
	h.magic = MAGIC;
	h.id = c->state.id;
	h.change = c->state.change;
	h.statement = c->state.statement;
	h.count = name_index_count(c->index);
	h.index_bytes = index.n;
	memcpy(h.org, r->org, ORG_SIZE);
	h.checksum = checksum(&h, c->spellings);
	path_of(r, path, sizeof path, "");
	path_of(r, temporary, sizeof temporary, ".XXXXXX");
	int fd = mkstemp(temporary);
	if (fd < 0) {
		return;
	}
	/* No fsync: a file that a power cut leaves in pieces is found damaged, and made anew. */
	bool fine = write_all(fd, &h, sizeof h) && write_all(fd, c->spellings, h.count * sizeof *c->spellings)
		&& write_all(fd, index.p, index.n);
	fine = close(fd) == 0 && fine;
	if (!fine || rename(temporary, path) != 0) {
		unlink(temporary);
	}
}

void names_forget(const struct reg *r)
{
	static const char half[] = NAMES_FILE "."; /* of a writer who was killed, or is about to be too late */
	char path[4096];
	struct dirent *entry;
	if (r->home) { /* it keeps none */
		return;
	}
	path_of(r, path, sizeof path, "");
	(void)unlink(path);
	DIR *folder = opendir(r->path);
	if (!folder) {
		return;
	}
	while ((entry = readdir(folder))) {
		if (strncmp(entry->d_name, half, strlen(half)) == 0) {
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
		}
	}
	closedir(folder);
}
