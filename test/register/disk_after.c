/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may be left of a folder when the power goes. */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"

#define SECTOR 512

struct image {
	char *bytes;
	size_t n, room;
};

struct list {
	const struct op **ops;
	size_t count, room;
};

struct entry {
	int folder, node;
	const char *name;
};

struct disk {
	const struct disk_notes *notes;
	bool in_order, deaf;
	size_t at;
	struct image *lasting;   /* by node: what a power cut leaves of a file in any case */
	struct list *pending;    /* by node: writes and cuts after that */
	struct entry *entries;   /* names that last */
	size_t count, room;
	struct list names;       /* changes of names that do not last yet */
};

static void *grown(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p) {
		abort();
	}
	return p;
}

static void list_add(struct list *l, const struct op *op)
{
	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 16;
		l->ops = grown(l->ops, l->room * sizeof(const struct op *));
	}
	l->ops[l->count++] = op;
}

/* What is new is zeros, as in a file that grew. */
static void image_size(struct image *i, size_t n)
{
	if (n > i->room) {
		i->room = n + n / 2 + 4096;
		i->bytes = grown(i->bytes, i->room);
	}
	if (n > i->n) {
		memset(i->bytes + i->n, 0, n - i->n);
	}
	i->n = n;
}

static void image_copy(struct image *to, const struct image *from)
{
	image_size(to, 0);
	image_size(to, from->n);
	if (from->n) {
		memcpy(to->bytes, from->bytes, from->n);
	}
}

static void apply(struct image *i, const struct op *op)
{
	if (op->what == OP_CUT) {
		image_size(i, op->offset);
		return;
	}
	if (op->offset + op->n > i->n) {
		image_size(i, op->offset + op->n);
	}
	memcpy(i->bytes + op->offset, op->bytes, op->n);
}

/* ---- names ---- */

static void take_name(struct entry *entries, size_t *count, int folder, const char *name)
{
	for (size_t i = 0; i < *count; i++) {
		if (entries[i].folder == folder && strcmp(entries[i].name, name) == 0) {
			entries[i--] = entries[--*count];
		}
	}
}

/* Room for one more is there. */
static void apply_name(struct entry *entries, size_t *count, const struct op *op)
{
	take_name(entries, count, op->folder, op->name);
	if (op->what == OP_MOVE) {
		take_name(entries, count, op->to_folder, op->to_name);
	}
	if (op->what != OP_REMOVE) {
		entries[(*count)++] = (struct entry){op->what == OP_MOVE ? op->to_folder : op->folder, op->node,
			op->what == OP_MOVE ? op->to_name : op->name};
	}
}

static void make_names_last(struct disk *d, int folder, bool all)
{
	size_t left = 0;
	for (size_t i = 0; i < d->names.count; i++) {
		const struct op *op = d->names.ops[i];
		if (!all && op->folder != folder && (op->what != OP_MOVE || op->to_folder != folder)) {
			d->names.ops[left++] = op;
			continue;
		}
		if (d->count == d->room) {
			d->room = d->room ? 2 * d->room : 64;
			d->entries = grown(d->entries, d->room * sizeof *d->entries);
		}
		apply_name(d->entries, &d->count, op);
	}
	d->names.count = left;
}

/* ---- going on ---- */

static void make_file_last(struct disk *d, int node)
{
	for (size_t i = 0; i < d->pending[node].count; i++) {
		apply(&d->lasting[node], d->pending[node].ops[i]);
	}
	d->pending[node].count = 0;
}

static void go_one(struct disk *d, const struct op *op)
{
	switch (op->what) {
	case OP_MAKE:
	case OP_MOVE:
	case OP_REMOVE:
		list_add(&d->names, op);
		break;
	case OP_WRITE:
	case OP_CUT:
		list_add(&d->pending[op->node], op);
		break;
	case OP_SYNC:
		if (!d->deaf) {
			make_file_last(d, op->node);
			make_names_last(d, op->node, d->in_order);
		}
		break;
	case OP_SYNC_ALL:
		for (int i = 0; !d->deaf && i < d->notes->nodes; i++) {
			make_file_last(d, i);
		}
		if (!d->deaf) {
			make_names_last(d, 0, true);
		}
		break;
	case OP_MARK:
		break;
	}
}

struct disk *disk_create(const struct disk_notes *notes, bool in_order, bool deaf)
{
	struct disk *d = calloc(1, sizeof *d);
	if (!d) {
		abort();
	}
	*d = (struct disk){.notes = notes, .in_order = in_order, .deaf = deaf};
	d->lasting = calloc((size_t)notes->nodes + 1, sizeof *d->lasting);
	d->pending = calloc((size_t)notes->nodes + 1, sizeof *d->pending);
	if (!d->lasting || !d->pending) {
		abort();
	}
	return d;
}

void disk_go(struct disk *d, size_t at)
{
	while (d->at < at && d->at < d->notes->count) {
		go_one(d, &d->notes->ops[d->at++]);
	}
}

void disk_destroy(struct disk *d)
{
	for (int i = 0; i < d->notes->nodes; i++) {
		free(d->lasting[i].bytes);
		free(d->pending[i].ops);
	}
	free(d->lasting);
	free(d->pending);
	free(d->entries);
	free(d->names.ops);
	free(d);
}

/* ---- the power goes ---- */

enum mood { KEEP_ALL, DROP_ALL, KEEP_SOME, MOODS };

struct going {
	const struct disk *disk;
	uint64_t seed;
	bool whole;
	enum mood mood;
	struct entry *entries;
	size_t count;
	struct image image;
};

static unsigned chance(struct going *g, unsigned below)
{
	g->seed ^= g->seed << 13;
	g->seed ^= g->seed >> 7;
	g->seed ^= g->seed << 17;
	return (unsigned)(g->seed >> 33) % below;
}

static void tear(struct going *g, const struct op *op)
{
	struct image *i = &g->image;
	bool noise = chance(g, 4) == 0;
	size_t from = 0;
	if (op->offset + op->n > i->n && chance(g, 2)) {
		image_size(i, op->offset + op->n);
	}
	while (from < op->n) {
		size_t end = (size_t)((op->offset + from) / SECTOR + 1) * SECTOR - op->offset;
		end = end < op->n ? end : op->n;
		unsigned fate = chance(g, noise ? 3 : 2);
		if (fate && op->offset + end > i->n) {
			image_size(i, op->offset + end);
		}
		for (size_t b = from; fate && b < end; b++) {
			i->bytes[op->offset + b] = fate == 1 ? op->bytes[b] : (char)chance(g, 256);
		}
		from = end;
	}
}

/* Several times as many bytes in a file as there are would only make noise slow. */
static const struct image *left_of(struct going *g, int node)
{
	const struct list *pending = &g->disk->pending[node];
	if (pending->count == 0 || (g->mood == DROP_ALL && !g->whole)) {
		return &g->disk->lasting[node];
	}
	image_copy(&g->image, &g->disk->lasting[node]);
	for (size_t i = 0; i < pending->count; i++) {
		const struct op *op = pending->ops[i];
		unsigned fate = g->whole || g->mood == KEEP_ALL ? 0 : chance(g, 3);
		if (fate == 0) {
			apply(&g->image, op);
		} else if (fate == 1 && op->what == OP_WRITE) {
			tear(g, op);
		}
	}
	return &g->image;
}

static void choose_names(struct going *g)
{
	const struct disk *d = g->disk;
	size_t most = d->count + d->names.count;
	g->entries = calloc(most + 1, sizeof *g->entries);
	if (!g->entries) {
		abort();
	}
	g->count = d->count;
	if (d->count) {
		memcpy(g->entries, d->entries, d->count * sizeof *d->entries);
	}
	enum mood mood = g->whole ? KEEP_ALL : (enum mood)chance(g, MOODS);
	size_t part = mood == KEEP_ALL ? d->names.count : mood == DROP_ALL ? 0
		: chance(g, (unsigned)d->names.count + 1);
	for (size_t i = 0; i < d->names.count; i++) {
		if (d->in_order || mood != KEEP_SOME ? i < part : chance(g, 2)) {
			apply_name(g->entries, &g->count, d->names.ops[i]);
		}
	}
}

static void write_file(const char *path, const struct image *i)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, i->bytes, i->n) != (ssize_t)i->n || close(fd) != 0) {
		perror(path);
		abort();
	}
}

/* What lies in shared memory is no part of a disk: after a power cut there is none, or noise. */
static bool is_shared_memory(const char *name)
{
	size_t n = strlen(name);
	return n > 4 && strcmp(name + n - 4, "-shm") == 0;
}

static void write_folder(struct going *g, int folder, const char *path)
{
	char full[PATH_MAX];
	for (size_t i = 0; i < g->count; i++) {
		const struct entry *e = &g->entries[i];
		if (e->folder != folder || snprintf(full, sizeof full, "%s/%s", path, e->name) >= (int)sizeof full) {
			continue;
		}
		if (!g->disk->notes->is_folder[e->node]) {
			if (!g->whole || !is_shared_memory(e->name)) {
				write_file(full, left_of(g, e->node));
			}
		} else if (mkdir(full, 0700) == 0) {
			write_folder(g, e->node, full);
		} else {
			abort();
		}
	}
}

void disk_empty(const char *folder)
{
	char full[PATH_MAX];
	struct dirent *e;
	DIR *d = opendir(folder);
	while (d && (e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0
			|| snprintf(full, sizeof full, "%s/%s", folder, e->d_name) >= (int)sizeof full) {
			continue;
		}
		if (unlink(full) != 0) {
			disk_empty(full);
			(void)rmdir(full);
		}
	}
	if (d) {
		closedir(d);
	}
}

void disk_after(const struct disk *d, const char *folder, uint64_t seed, bool whole)
{
	struct going g = {.disk = d, .seed = seed * UINT64_C(0x9E3779B97F4A7C15) | 1, .whole = whole};
	(void)chance(&g, 2);
	g.mood = (enum mood)chance(&g, MOODS);
	disk_empty(folder);
	choose_names(&g);
	write_folder(&g, 0, folder);
	free(g.entries);
	free(g.image.bytes);
}
