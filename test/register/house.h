/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A register of invented people, for tests that go past the program's own refusals. Anna may do everything, Boris
 * review and sign the log, Vera holds nothing.
 */
#ifndef TEST_REGISTER_HOUSE_H
#define TEST_REGISTER_HOUSE_H

#include "register/draft.h"
#include "world.h"

#define ALL ROLES_ALL
enum { ANNA, BORIS, VERA, PERSONS };

struct fixture {
	struct world *w;
	struct arena *arena;
	struct person_key *keys[PERSONS];
	struct signer who[PERSONS];
};

/* Set up and torn down for each test. */
int begin(void **state);
int end(void **state);

void act_as(struct fixture *x, int person);
uint64_t draft(struct fixture *x, int person, const char *name);
enum rc review(struct fixture *x, int person, uint64_t index);
enum rc publish(struct fixture *x, int person, uint64_t index, int64_t *ret_no);
int64_t count(struct fixture *x, const char *sql);
/* Adds an event of whoever's that nothing has judged. place: 0 where it belongs. */
uint64_t forge(struct fixture *x, int person, enum event_type type, struct str payload, int place);
void put_use(struct fixture *x, int person, enum role role, enum used_for of, const struct id *id);
/* The payload of an event, as it lies there. */
struct str payload_of(struct fixture *x, uint64_t index);
/* Who reads it hears of it, in these words; who verifies finds so many things, one of them this. law: NULL, none. */
void is_found(struct fixture *x, const char *words);
size_t verified(struct fixture *x, const char *law, const char *words);

#endif
