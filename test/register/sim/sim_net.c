/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The network: what is served arrives late, twice, in pieces, or not at all; and readers crash. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim.h"

struct line {
	struct sim *sim;
	const struct snapshot *from;
	int reads, crash_at; /* -1: never */
};

static enum rc read_line(void *data, const char *path, struct buf *out, struct fault *f)
{
	struct line *l = data;
	struct sim *s = l->sim;
	if (l->reads++ == l->crash_at) {
		_exit(9);
	}
	unsigned trouble = s->calm ? 99 : sim_random(s, 40);
	if (trouble == 0) {
		s->faults++;
		return fault_set(f, RC_IO, "the line is dead");
	}
	for (size_t i = 0; i < l->from->count; i++) {
		if (strcmp(l->from->files[i].path, path) == 0) {
			struct str bytes = l->from->files[i].bytes;
			if (trouble == 1 && bytes.n > 1) { /* cut off, and nobody said so */
				s->faults++;
				bytes = str_sub(bytes, 0, sim_random(s, (unsigned)bytes.n));
			}
			buf_str(out, bytes);
			return RC_OK;
		}
	}
	return fault_set(f, RC_NOT_FOUND, "there is no %s", path);
}

/* Late and out of order: one of the last that were served. Who equivocates shows its second history to some. */
static const struct snapshot *choose(struct sim *s, int reader, int served)
{
	const struct node *n = &s->node[served];
	if (n->twin[0] && reader % 2 == 1) {
		return &n->twin_served;
	}
	size_t kept = n->served_count < SNAPSHOTS ? n->served_count : SNAPSHOTS;
	size_t back = s->calm ? 0 : sim_random(s, (unsigned)kept);
	return &n->served[(n->served_count - 1 - back) % SNAPSHOTS];
}

static enum rc sync_once(struct sim *s, int reader, int served, struct line *l)
{
	struct sync_options o = {0};
	struct sync_report report;
	struct log_files files = {read_line, l};
	struct arena *a = arena_create((size_t)1 << 28);
	struct reg *r = sim_open(s, s->node[reader].path, DB_WRITE);
	struct fault f = {0};
	enum rc rc = partner_sync(r, a, s->node[reader].org_of[served], &files, &o, &report, &f);
	reg_close(r);
	arena_destroy(a);
	return rc;
}

/* In a process of its own, which dies in the midst of it. */
static void crash_in_sync(struct sim *s, int reader, int served, struct line *l)
{
	pid_t child = fork();
	if (child == 0) {
		(void)!sync_once(s, reader, served, l);
		_exit(0);
	}
	int status = 0;
	(void)waitpid(child, &status, 0);
	s->faults += WIFEXITED(status) && WEXITSTATUS(status) == 9;
}

void sim_sync(struct sim *s, int reader, int served)
{
	struct line l = {s, choose(s, reader, served), 0, -1};
	if (reader == served || (!s->calm && s->split[reader][served])) {
		return;
	}
	sim_clock(s, reader);
	if (!s->calm && sim_random(s, 12) == 0) {
		l.crash_at = (int)sim_random(s, 5);
		crash_in_sync(s, reader, served, &l);
		return;
	}
	int times = !s->calm && sim_random(s, 6) == 0 ? 2 : 1;
	while (times--) {
		enum rc rc = sync_once(s, reader, served, &l);
		bool may_fail = !s->calm || (served == CHEAT && s->cheating == EQUIVOCATES);
		if (rc != RC_OK && !may_fail) {
			sim_broken(s, "a calm network does not deliver");
		}
	}
}

void sim_add_partners_of(struct sim *s, int node)
{
	sim_clock(s, node);
	struct reg *r = sim_open(s, s->node[node].path, DB_WRITE);
	for (int k = 0; k < ORGS; k++) {
		struct line l = {s, &s->node[k].served[0], 0, -1};
		struct log_files files = {read_line, &l};
		struct partner p = {0};
		if (node != k
			&& partner_add(r, s->arena, "the network", &files, s->node[k].served[0].vkey, &p, &s->fault) != RC_OK) {
			sim_broken(s, "a partner cannot be added");
		}
		s->node[node].org_of[k] = p.org;
	}
	reg_close(r);
}

void sim_add_partners(struct sim *s)
{
	for (int i = 0; i < ORGS; i++) {
		sim_add_partners_of(s, i);
	}
}
