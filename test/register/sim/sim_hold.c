/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What must hold: at any time, and when the network has been calm. */
#include <stdio.h>
#include <string.h>

#include "register/witness.h"
#include "sim.h"

static int64_t count(struct sim *s, struct reg *r, const char *sql)
{
	struct query *q;
	int64_t n = -1;
	if (db_query(r->db, sql, &q, &s->fault) != RC_OK || query_int_or(q, -1, &n, &s->fault) != RC_OK) {
		sim_broken(s, "a register cannot be read");
	}
	return n;
}

void sim_check_now(struct sim *s, int org)
{
	struct reg *r = sim_open(s, s->node[org].path, DB_READ);
	if (count(s, r, "SELECT count(*) FROM fact f JOIN statement s ON s.no = f.statement JOIN change c ON c.no = "
		"s.change "
		"WHERE c.org <> 1 AND (s.value LIKE 'Forged%' OR s.value LIKE 'Flood%')") != 0) {
		sim_broken(s, "what nobody reviewed, or a flood, is in the views");
	}
	reg_close(r);
}

static bool cheats(const struct sim *s, int org)
{
	return org == CHEAT && s->cheating != HONEST && s->cheating != REPLAYS;
}

/* By marker: an erased name is in no byte of the file. */
static bool holds_bytes(const char *path, const char *marker)
{
	char file[200], block[65536 + 64];
	(void)snprintf(file, sizeof file, "%s/register.db", path);
	FILE *in = fopen(file, "rb");
	size_t n, keep = strlen(marker) - 1, have = 0;
	bool found = false;
	while (in && !found && (n = fread(block + have, 1, 65536, in)) > 0) {
		have += n;
		found = memmem(block, have, marker, keep + 1) != NULL;
		if (have > keep) {
			memmove(block, block + have - keep, keep);
			have = keep;
		}
	}
	if (in) {
		(void)fclose(in);
	}
	return found;
}

static void check_erased(struct sim *s)
{
	for (size_t i = 0; i < s->people_count; i++) {
		const struct person *p = &s->people[i];
		for (int org = 0; p->erased && org < ORGS; org++) {
			bool may = cheats(s, p->org) || cheats(s, org); /* who cheats serves others what it likes */
			if (!may && holds_bytes(s->node[org].path, p->marker)) {
				sim_broken(s, "an erasure did not reach everybody");
			}
		}
	}
}

static void check_converged(struct sim *s)
{
	struct id first = {{0}}, digest;
	bool any = false;
	for (int org = 0; org < ORGS; org++) {
		bool apart = s->cheating == EQUIVOCATES && s->cheated; /* nobody can say which of two histories is the one */
		if (cheats(s, org) || apart) {
			continue;
		}
		sim_clock(s, org);
		struct reg *r = sim_open(s, s->node[org].path, DB_READ);
		if (views_digest(r, &digest, &s->fault) != RC_OK) {
			sim_broken(s, "no digest");
		} else if (any && memcmp(first.b, digest.b, ID_SIZE) != 0) {
			sim_broken(s, "the views of two organisations differ");
		}
		first = digest;
		any = true;
		reg_close(r);
	}
}

static void check_verified(struct sim *s)
{
	for (int org = 0; org < ORGS; org++) {
		struct arena *a = arena_create((size_t)1 << 28);
		struct log_report report;
		struct breach *list;
		size_t n = 0;
		if (!cheats(s, org) && !(org == CHEAT && s->cheating == REPLAYS)) {
			struct reg *r = sim_open(s, s->node[org].path, DB_READ);
			if (log_verify_all(r, a, &report, &list, &n, NULL, &s->fault) != RC_OK || n) {
				if (n) {
					fault_set(&s->fault, RC_INTERNAL, "%s", list[0].text);
				}
				sim_broken(s, "a register does not verify");
			}
			reg_close(r);
		}
		arena_destroy(a);
	}
}

static void check_evidence(struct sim *s)
{
	int64_t found = 0;
	for (int org = 0; org < CHEAT; org++) {
		struct reg *r = sim_open(s, s->node[org].path, DB_READ);
		found += count(s, r, "SELECT count(*) FROM evidence");
		reg_close(r);
	}
	bool guilty = s->cheating == EQUIVOCATES && s->cheated;
	if (guilty != (found > 0)) {
		sim_broken(s, guilty ? "two histories of one log, and nobody has evidence" : "evidence against the innocent");
	}
}

void sim_check_end(struct sim *s)
{
	check_converged(s);
	check_erased(s);
	check_verified(s);
	check_evidence(s);
	for (int org = 0; org < ORGS; org++) {
		sim_check_now(s, org);
	}
}
