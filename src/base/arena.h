/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One way to own memory: an arena for each request or command. Allocate and never
 * free; the whole arena goes at once. Not thread-safe: one arena, one thread.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* limit: most bytes it will ever hold. Out of memory ends the process, in one place. */
struct arena *arena_create(size_t limit);
void arena_destroy(struct arena *a); /* NULL is fine */
/* Forgets everything allocated, keeps the first block. */
void arena_reset(struct arena *a);
/* Zeroed, aligned for any type. Never NULL: past the limit the process ends with a message. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((malloc, returns_nonnull));
/* Grows an array that was allocated from a (old may be NULL); copies old_size bytes. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t new_size)
	__attribute__((returns_nonnull));
char *arena_strdup(struct arena *a, const char *s);
/* The parts one after another; quicker than arena_printf() where nothing is to be formatted. */
char *arena_join(struct arena *a, const char *const *parts, size_t count);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Loops over input ask this first and return RC_LIMIT: true when fewer than size bytes are left. */
bool arena_full(const struct arena *a, size_t size);
size_t arena_used(const struct arena *a);

/*
 * Ends the process with the reason and exit status 3, as for whatever could not be done: where memory, or a library
 * without which nothing works, is not to be had.
 */
void give_up(const char *why) __attribute__((noreturn));

/* malloc that never returns NULL, for the few things that outlive an arena. Freed with free(). */
void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t size) __attribute__((returns_nonnull));

#endif
