/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One closed set of outcomes for the whole program, and one place for the human
 * text that goes with a bad one. Everything that can fail returns enum rc and takes
 * a struct fault; the first fault wins, later ones are dropped. Library code never
 * prints: main loops print the fault they end up with.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdio.h>

enum rc {
	RC_OK = 0,
	RC_NOT_FOUND, /* what was asked for is not there */
	RC_DENIED,    /* the viewer may not do this */
	RC_INVALID,   /* the input is wrong: file, question, option */
	RC_CONFLICT,  /* it clashes with what the register holds */
	RC_LIMIT,     /* larger or deeper than allowed */
	RC_BUSY,      /* another writer holds the register */
	RC_IO,        /* the system said no: disk full, no permission */
	RC_DB,        /* the database is damaged or of another version */
	RC_CRYPTO,    /* a key, digest or signature does not fit */
	RC_INTERNAL,  /* a fault of ours */
};

/* A caller that drops an outcome does not compile. */
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Fixed size, no ownership; zero it (struct fault fault = {0}) before use. */
struct fault {
	enum rc rc;
	char message[640]; /* what was wrong, a sentence without a final dot */
	char hint[320];    /* what to do about it, or empty */
	char file[256];    /* where, or empty */
	char field[96];    /* column or property, or empty */
	unsigned line;     /* 1-based, 0 = unknown */
	unsigned column;   /* 1-based, 0 = unknown; in characters (code points) */
};

/* Records rc and the message unless a fault is already there. Returns rc. f may be NULL. */
enum rc fault_set(struct fault *f, enum rc rc, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* As fault_set, with ": " and strerror(errno) at the end. */
enum rc fault_errno(struct fault *f, enum rc rc, const char *fmt, ...) PRINTF_LIKE(3, 4);
#ifdef __clang_analyzer__
/* The analyser looks at one file at a time: here it learns that a fault is returned as it was set. */
#define fault_set(f, rc, ...) (fault_set((f), (rc), __VA_ARGS__), (rc))
#define fault_errno(f, rc, ...) (fault_errno((f), (rc), __VA_ARGS__), (rc))
#endif
/* Adds what is still missing to the fault already there; no-ops without one. */
void fault_hint(struct fault *f, const char *fmt, ...) PRINTF_LIKE(2, 3);
void fault_where(struct fault *f, const char *file, unsigned line, unsigned column);
void fault_field(struct fault *f, const char *field);
/* Forgets the fault, so the struct can be used again. */
void fault_clear(struct fault *f);
/*
 * "volya: FILE:LINE:COLUMN: FIELD: MESSAGE" and, on the next line, the hint; each in one line, but on a terminal, where
 * they are set into lines of its width.
 */
void fault_print(FILE *out, const struct fault *f);

/* The one table: exit status (0 yes, 1 no or found, 2 bad input, 3 could not), HTTP status, a word. */
int rc_exit_status(enum rc rc);
int rc_http_status(enum rc rc);
const char *rc_name(enum rc rc);

#endif
