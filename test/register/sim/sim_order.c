/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hundred observers take the same logs in, each in another order and by other steps: all have one view. */
#include <stdio.h>
#include <string.h>

#include "sim.h"

#define OBSERVER ORGS /* its place among the nodes */
#define OBSERVERS 100

static void read_in_some_order(struct sim *s)
{
	int order[ORGS];
	for (int i = 0; i < ORGS; i++) {
		order[i] = i;
	}
	/* A few steps anywhere, of old and new states of the logs; then each to its end, in a shuffled order. */
	s->calm = false;
	for (int i = (int)sim_random(s, 12); i > 0; i--) {
		sim_sync(s, OBSERVER, (int)sim_random(s, ORGS));
	}
	s->calm = true;
	for (int i = ORGS - 1; i > 0; i--) {
		int k = (int)sim_random(s, (unsigned)i + 1), was = order[i];
		order[i] = order[k];
		order[k] = was;
	}
	for (int i = 0; i < ORGS; i++) {
		sim_sync(s, OBSERVER, order[i]);
	}
	/* What aimed at a log that came later is taken in now. */
	for (int i = 0; i < ORGS; i++) {
		sim_sync(s, OBSERVER, i);
	}
}

static struct id digest_of_observer(struct sim *s, int number)
{
	struct node *n = &s->node[OBSERVER];
	struct id digest = {{0}};
	(void)snprintf(n->path, sizeof n->path, "%.60s/observer-%03d", s->folder, number % 1000);
	if (reg_create(n->path, "Invented Observer", &s->fault) != RC_OK) {
		sim_broken(s, "no observer");
		return digest;
	}
	sim_add_partners_of(s, OBSERVER);
	read_in_some_order(s);
	struct reg *r = sim_open(s, n->path, DB_READ);
	if (views_digest(r, &digest, &s->fault) != RC_OK) {
		sim_broken(s, "no digest");
	}
	reg_close(r);
	return digest;
}

void sim_check_orders(struct sim *s)
{
	struct id first = digest_of_observer(s, 0);
	for (int i = 1; i < OBSERVERS && !s->broken; i++) {
		struct id other = digest_of_observer(s, i);
		if (memcmp(first.b, other.b, ID_SIZE) != 0) {
			sim_broken(s, "two orders of arrival, two views");
		}
	}
}
