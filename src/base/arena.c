/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Arenas: a chain of blocks that only grows, and the one place where out of memory is handled. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALIGN _Alignof(max_align_t)
#define FIRST_BLOCK ((size_t)16 * 1024)
#define LARGEST_STEP ((size_t)4 * 1024 * 1024)

struct block {
	struct block *older;
	size_t size; /* bytes of data */
	size_t used;
	max_align_t data[];
};

struct arena {
	struct block *newest; /* the first block is the one with no older */
	size_t limit;
	size_t used; /* bytes handed out, padding included */
};

/* Nothing that runs at an exit is sure to work without memory. */
void give_up(const char *why)
{
	fprintf(stderr, "volya: %s\n", why);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
	abort(); /* there it is a fault that was found */
#else
	_exit(3);
#endif
}

void *xmalloc(size_t size)
{
	void *p = malloc(size != 0 ? size : 1);
	if (p == NULL) {
		give_up("out of memory");
	}
	return p;
}

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count != 0 ? count : 1, size != 0 ? size : 1);
	if (p == NULL) {
		give_up("out of memory");
	}
	return p;
}

void *xrealloc(void *p, size_t size)
{
	p = realloc(p, size != 0 ? size : 1);
	if (p == NULL) {
		give_up("out of memory");
	}
	return p;
}

static struct block *block_create(size_t size, struct block *older)
{
	struct block *b = xmalloc(sizeof(*b) + size);
	b->older = older;
	b->size = size;
	b->used = 0;
	return b;
}

struct arena *arena_create(size_t limit)
{
	struct arena *a = xcalloc(1, sizeof(*a));
	a->limit = limit;
	a->newest = block_create(FIRST_BLOCK, NULL);
	return a;
}

static void free_all_but_first(struct arena *a)
{
	while (a->newest->older != NULL) {
		struct block *gone = a->newest;
		a->newest = gone->older;
		free(gone);
	}
}

void arena_destroy(struct arena *a)
{
	if (a == NULL) {
		return;
	}
	free_all_but_first(a);
	free(a->newest);
	free(a);
}

void arena_reset(struct arena *a)
{
	free_all_but_first(a);
	a->newest->used = 0;
	a->used = 0;
}

static size_t rounded(size_t size)
{
	if (size > SIZE_MAX - ALIGN) {
		give_up("an impossible amount of memory was asked for");
	}
	size_t r = (size + ALIGN - 1) / ALIGN * ALIGN;
	return r != 0 ? r : ALIGN;
}

/* Unzeroed memory of an already rounded size. */
static void *take(struct arena *a, size_t size)
{
	if (size > a->limit || a->used > a->limit - size) {
		give_up("a request or command needed more memory than it is allowed");
	}
	struct block *b = a->newest;
	if (size > b->size - b->used) {
		size_t step = b->size < LARGEST_STEP ? b->size * 2 : LARGEST_STEP;
		b = block_create(size > step ? size : step, b);
		a->newest = b;
	}
	void *p = (char *)b->data + b->used;
	b->used += size;
	a->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	void *p = take(a, rounded(size));
	return memset(p, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes)) {
		give_up("an impossible amount of memory was asked for");
	}
	return arena_alloc(a, bytes);
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
{
	if (old != NULL && new_size <= old_size) {
		return old;
	}
	struct block *b = a->newest;
	size_t was = rounded(old_size);
	size_t now = rounded(new_size);

	/* The newest allocation of the newest block grows where it lies. */
	if (old != NULL && b->used >= was && (char *)old == (char *)b->data + b->used - was &&
		now - was <= b->size - b->used && a->limit - a->used >= now - was) {
		b->used += now - was;
		a->used += now - was;
		memset((char *)old + old_size, 0, new_size - old_size);
		return old;
	}
	char *p = arena_alloc(a, new_size);
	if (old != NULL) {
		memcpy(p, old, old_size);
	}
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	size_t size = strlen(s) + 1;
	return memcpy(take(a, rounded(size)), s, size);
}

char *arena_join(struct arena *a, const char *const *parts, size_t count)
{
	size_t size = 1;
	for (size_t i = 0; i < count; i++) {
		size += strlen(parts[i]);
	}
	char *p = take(a, rounded(size)), *at = p;
	for (size_t i = 0; i < count; i++) {
		at = stpcpy(at, parts[i]);
	}
	*at = '\0';
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char first[256]; /* most are short: formatting twice is for the others */
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(first, sizeof first, fmt, args);
	va_end(args);
	if (n < 0) {
		give_up("a text could not be formatted");
	}
	char *p = take(a, rounded((size_t)n + 1));
	if ((size_t)n < sizeof first) {
		return memcpy(p, first, (size_t)n + 1);
	}
	va_start(args, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, args);
	va_end(args);
	return p;
}

bool arena_full(const struct arena *a, size_t size)
{
	size_t left = a->limit - a->used;
	/* Rounding may cost up to ALIGN bytes more than asked. */
	return left < ALIGN || left - ALIGN < size;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
