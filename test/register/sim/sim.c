/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 *   sim [SEED [COUNT]]      COUNT runs from SEED on (default: 40 from 1); each that fails is named, and replays alone
 *   sim orders SEED         one run in which nobody cheats, then a hundred orders in which its logs are taken in
 */
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEPS 40

unsigned sim_random(struct sim *s, unsigned below)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return (unsigned)(s->random >> 33) % below;
}

void sim_broken(struct sim *s, const char *what)
{
	if (!s->broken) {
		s->broken = what;
		fprintf(stderr, "seed %llu: %s\n", (unsigned long long)s->seed, what);
		if (s->fault.rc != RC_OK) {
			fault_print(stderr, &s->fault);
		}
	}
}

void sim_clock(struct sim *s, int node)
{
	char text[DAY_TEXT];
	(void)setenv("VOLYA_TODAY", day_format(s->today + s->node[node].skew, text), 1);
}

bool sim_program(const char *program, const char *option, const char *from, const char *to)
{
	int status = -1;
	pid_t child = fork();
	if (child == 0) {
		(void)execlp(program, program, option, from, to, (char *)NULL);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct reg *sim_open(struct sim *s, const char *path, enum db_access access)
{
	struct reg *r = NULL;
	if (reg_open(path, access, &r, &s->fault) != RC_OK) {
		sim_broken(s, "a register cannot be opened");
		fprintf(stderr, "%s\n", path);
		abort();
	}
	return r;
}

static void begin(struct sim *s)
{
	static const char *const names[ORGS] = {"Invented One", "Invented Two", "Invented Three", "Invented Four",
		"Invented Five"};
	const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	(void)snprintf(s->folder, sizeof s->folder, "%s/volya-sim.XXXXXX", folder);
	if (!mkdtemp(s->folder)) {
		abort();
	}
	for (int i = 0; i < ORGS; i++) {
		(void)snprintf(s->node[i].path, sizeof s->node[i].path, "%s/%d", s->folder, i);
		sim_clock(s, i);
		if (reg_create(s->node[i].path, names[i], &s->fault) != RC_OK) {
			sim_broken(s, "no register");
			abort();
		}
		sim_say(s, i);
		sim_serve(s, i);
	}
	s->calm = true;
	sim_add_partners(s);
	sim_add_witnesses(s);
	for (int i = 0; i < ORGS; i++) {
		for (int k = 0; k < ORGS; k++) {
			sim_sync(s, i, k); /* the first reading, after which a flood is one */
		}
	}
	s->calm = false;
}

static void step(struct sim *s)
{
	int org = (int)sim_random(s, ORGS);
	switch (sim_random(s, 10)) {
	case 0:
	case 1:
		sim_say(s, org);
		break;
	case 2:
		sim_correct(s, org);
		break;
	case 3:
		if (sim_random(s, 4)) {
			sim_hide(s, org);
		} else {
			sim_rotate(s, org);
		}
		break;
	case 4:
		sim_cheat(s);
		org = CHEAT;
		break;
	case 5: /* the network splits, or heals */
		for (int k = 0; k < ORGS; k++) {
			s->split[org][k] = s->split[k][org] = sim_random(s, 3) == 0;
		}
		break;
	case 6:
		sim_ask(s, org);
		s->today += (int)sim_random(s, 3);
		break;
	default:
		sim_sync(s, org, (int)sim_random(s, ORGS));
		sim_check_now(s, org);
		return;
	}
	sim_serve(s, org);
}

/* Everybody reads everybody, and what was heard is served: a round of gossip. */
static void round_of_all(struct sim *s)
{
	for (int i = 0; i < ORGS; i++) {
		sim_serve(s, i);
	}
	for (int i = 0; i < ORGS; i++) {
		for (int k = 0; k < ORGS; k++) {
			sim_sync(s, i, k);
		}
		sim_ask(s, i);
		sim_serve(s, i);
	}
}

static bool run(uint64_t seed, bool orders, int *faults)
{
	struct sim *s = calloc(1, sizeof *s);
	s->seed = seed;
	s->random = seed * 0x9E3779B97F4A7C15u + 1;
	s->cheating = orders ? HONEST : (enum cheating)(seed % CHEATINGS);
	s->arena = arena_create((size_t)4 << 30);
	s->today = day_of(2026, 1, 1);
	begin(s);
	for (int i = 0; i < STEPS && !s->broken; i++) {
		step(s);
	}
	s->calm = true;
	s->today++;
	for (int i = 0; i < 2 && !s->broken; i++) {
		round_of_all(s);
	}
	if (!s->broken) {
		sim_check_end(s);
	}
	if (!s->broken && orders) {
		sim_check_orders(s);
	}
	bool fine = !s->broken;
	*faults += s->faults;
	if (!sim_program("rm", "-rf", s->folder, NULL)) {
		fprintf(stderr, "%s stays\n", s->folder);
	}
	arena_destroy(s->arena);
	free(s);
	return fine;
}

int main(int argc, char **argv)
{
	bool orders = argc > 2 && strcmp(argv[1], "orders") == 0;
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1, count = argc > 2 ? strtoull(argv[2], NULL, 10) : 40;
	uint64_t failed = 0;
	int faults = 0;
	if (orders) {
		first = count;
		count = 1;
	}
	ledger_start();
	for (uint64_t seed = first; seed < first + count; seed++) {
		failed += !run(seed, orders, &faults);
	}
	printf("%llu runs, %llu failed; %d faults of the network and crashes fired\n", (unsigned long long)count,
		(unsigned long long)failed, faults);
	return failed || (count > 10 && faults == 0) ? 1 : 0;
}
