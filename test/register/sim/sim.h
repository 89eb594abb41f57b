/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Five invented organisations and two witnesses in one process, a network between them that loses, delays, repeats,
 * reorders and splits, crashes, and somebody who cheats. Everything follows from a seed.
 */
#ifndef TEST_REGISTER_SIM_H
#define TEST_REGISTER_SIM_H

#include "register/exchange.h"
#include "register/log_internal.h"

#define ORGS 5
#define WITNESSES 2
#define NODES (ORGS + 1) /* and who only observes */
#define CHEAT (ORGS - 1) /* who cheats, where somebody does */
#define PEOPLE_MOST 400
#define SNAPSHOTS 4

enum cheating { HONEST, EQUIVOCATES, REPLAYS, FLOODS, FORGES, SKEWED, CHEATINGS };

/* A log as it was served at one moment: what a slow network still delivers later. */
struct file {
	char *path;
	struct str bytes;
};
struct snapshot {
	struct file *files;
	size_t count;
	char *vkey;
};

struct person {
	int org;
	char marker[24]; /* the name, which no other string holds */
	handle handle;
	uint64_t notice; /* by which they are withheld, or 0 */
	bool erased;
};

struct node {
	char path[80], twin[88]; /* twin: the second history of who equivocates */
	struct snapshot served[SNAPSHOTS], twin_served;
	size_t served_count; /* so far; the newest is at (count - 1) % SNAPSHOTS */
	int64_t org_of[NODES]; /* org.no here of each other's log, 0: no partner */
	int64_t source;
	int skew; /* days its clock is ahead */
};

struct sim {
	uint64_t seed, random;
	struct arena *arena;
	char folder[64];
	struct node node[NODES];
	char witness[WITNESSES][96]; /* their registers */
	struct person people[PEOPLE_MOST];
	size_t people_count;
	enum cheating cheating;
	bool cheated;
	bool split[NODES][NODES];
	bool calm; /* the network delivers everything at once */
	day today;
	int faults; /* of the network, crashes: that fired */
	const char *broken; /* the invariant that did not hold, or NULL */
	struct fault fault;
};

unsigned sim_random(struct sim *s, unsigned below);
void sim_broken(struct sim *s, const char *what);
/* Sets the clock that the next act of a node goes by. */
void sim_clock(struct sim *s, int node);
/* Runs a program of the system on folders of the test's own. */
bool sim_program(const char *program, const char *option, const char *from, const char *to);
struct reg *sim_open(struct sim *s, const char *path, enum db_access access);

/* ---- sim_acts.c: what organisations do ---- */
void sim_say(struct sim *s, int org);
void sim_correct(struct sim *s, int org);
void sim_hide(struct sim *s, int org);
void sim_rotate(struct sim *s, int org);
void sim_cheat(struct sim *s);
/* What an organisation serves now; of who equivocates both histories. */
void sim_serve(struct sim *s, int org);

/* ---- sim_net.c: the network ---- */
/* One organisation reads another's log, as far as the network lets it; perhaps it crashes meanwhile. */
void sim_sync(struct sim *s, int reader, int served);
void sim_add_partners(struct sim *s);
void sim_add_partners_of(struct sim *s, int node);

/* ---- sim_hold.c: what must hold ---- */
/* At any time: nobody sees what was not reviewed. */
void sim_check_now(struct sim *s, int org);
/* ---- sim_witness.c ---- */
void sim_add_witnesses(struct sim *s);
/* Asks both for a cosignature; in a calm network an honest log must have it. */
void sim_ask(struct sim *s, int org);

/* ---- sim_order.c ---- */
/* That the order of arrival makes no difference to a view. */
void sim_check_orders(struct sim *s);

/* When the network has been calm for a round. */
void sim_check_end(struct sim *s);

#endif
