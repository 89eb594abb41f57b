/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small register in a folder of its own, and random changes to it. Names in it are invented. */
#ifndef TEST_REGISTER_WORLD_H
#define TEST_REGISTER_WORLD_H

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "register/register.h"

#define WORLD_MOST 256

struct world {
	char path[64];
	struct reg *reg;
	struct fault fault;
	uint64_t seed;
	day today;
	/* Subjects by kind. */
	int64_t subjects[KIND_LAST + 1][WORLD_MOST];
	size_t counts[KIND_LAST + 1];
};

#define FINE(world, call) \
	do { \
		enum rc rc_ = (call); \
		if (rc_ != RC_OK) { \
			fault_print(stderr, &(world)->fault); \
		} \
		assert_int_equal(rc_, RC_OK); \
	} while (0)

/* Makes the register, its first source and, in change 1, a body that keeps a list. */
struct world *world_create(uint64_t seed);
void world_destroy(struct world *w);
/* 0 to below - 1 */
unsigned world_random(struct world *w, unsigned below);
/* Lets so many days go by: the day of later changes. */
void world_pass(struct world *w, int days);
struct change *world_begin(struct world *w);
int64_t world_subject(struct world *w, struct change *c, enum kind kind);
/* One assert of text, with the first source where the kind is not a source. Returns its number. */
int64_t world_say(struct world *w, struct change *c, int64_t subject, int property, const char *text);
int64_t world_say_ref(struct world *w, struct change *c, int64_t subject, int property, int64_t other);
/*
 * One random change of a few statements. RC_OK, RC_DENIED (a person without ground) or RC_INVALID (of a record whose
 * person was erased); ret_no 0: nothing said.
 */
enum rc world_change(struct world *w, int64_t *ret_no);

#endif
