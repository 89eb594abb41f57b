/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two witnesses, asked by everybody for their cosignature, as far as the network reaches them. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "register/cosign.h"
#include "register/witness.h"
#include "sim.h"

#define SECONDS 1790000000u

struct asking {
	struct sim *sim;
	int only; /* the one witness that is reached, or -1: any */
};

static const char *path_of(struct sim *s, const char *url)
{
	return s->witness[url[1] == '1'];
}

static bool reached(struct asking *x, const char *url)
{
	bool dead = !x->sim->calm && sim_random(x->sim, 5) == 0;
	x->sim->faults += dead;
	return !dead && (x->only < 0 || x->only == (url[1] == '1'));
}

static enum rc post(void *data, const char *url, const char *path, struct str body, int *ret_status, struct buf *out,
	struct fault *f)
{
	struct asking *x = data;
	struct witness_answer answer;
	(void)path;
	if (!reached(x, url)) {
		return fault_set(f, RC_IO, "nobody answers");
	}
	struct reg *r = sim_open(x->sim, path_of(x->sim, url), DB_WRITE);
	struct arena *a = arena_create(1 << 24);
	enum rc rc = witness_post(r, a, body, SECONDS + (uint64_t)(x->sim->today * 86400), &answer, f);
	if (rc == RC_OK) {
		*ret_status = answer.status;
		buf_str(out, answer.body);
	}
	arena_destroy(a);
	reg_close(r);
	return rc;
}

static enum rc get(void *data, const char *url, const char *path, struct buf *out, struct fault *f)
{
	struct asking *x = data;
	struct id digest;
	char *note;
	if (!reached(x, url) || !hex_parse((struct str){path, 2 * ID_SIZE}, digest.b, ID_SIZE)) {
		return fault_set(f, RC_IO, "nobody answers");
	}
	struct reg *r = sim_open(x->sim, path_of(x->sim, url), DB_READ);
	struct arena *a = arena_create(1 << 24);
	enum rc rc = witness_checkpoint(r, a, &digest, &note, f);
	if (rc == RC_OK) {
		buf_puts(out, note);
	}
	arena_destroy(a);
	reg_close(r);
	return rc;
}

static void ask_for(struct sim *s, const char *path, int only, bool must)
{
	struct asking x = {s, only};
	const struct cosign_reach reach = {post, get, &x};
	struct arena *a = arena_create(1 << 26);
	struct reg *r = sim_open(s, path, DB_WRITE);
	struct policy policy;
	struct cosign_said *said;
	size_t count = 0;
	enum rc rc = cosign_policy(r, a, &policy, &s->fault);
	if (rc == RC_OK) {
		rc = log_cosign(r, a, &policy, &reach, &said, &count, &s->fault);
	}
	if (rc != RC_OK) {
		sim_broken(s, "witnesses cannot be asked");
	}
	for (size_t i = 0; must && i < count; i++) {
		if (said[i].fate != COSIGN_DONE) {
			fault_set(&s->fault, RC_INTERNAL, "%s", said[i].text);
			sim_broken(s, "a witness does not cosign an honest log");
		}
	}
	reg_close(r);
	arena_destroy(a);
}

void sim_ask(struct sim *s, int org)
{
	struct node *n = &s->node[org];
	bool equivocates = n->twin[0] != '\0';
	sim_clock(s, org);
	ask_for(s, n->path, equivocates ? 0 : -1, s->calm && !equivocates);
	if (equivocates) { /* each witness is shown one of the two histories */
		ask_for(s, n->twin, 1, false);
	}
}

void sim_add_witnesses(struct sim *s)
{
	char *text = arena_strdup(s->arena, "# invented\n");
	for (int i = 0; i < WITNESSES; i++) {
		struct reg *r;
		(void)snprintf(s->witness[i], sizeof s->witness[i], "%s/witness-%d", s->folder, i);
		if (reg_create(s->witness[i], "Invented Witness", &s->fault) != RC_OK) {
			sim_broken(s, "no witness");
			return;
		}
		r = sim_open(s, s->witness[i], DB_WRITE);
		struct note_key key;
		for (int org = 0; org < ORGS; org++) {
			if (note_key_parse(s->arena, str_of(s->node[org].served[0].vkey), &key, &s->fault) != RC_OK
				|| witness_trust(r, &key, &s->fault) != RC_OK) {
				sim_broken(s, "a log cannot be witnessed");
			}
		}
		if (witness_key(r, s->arena, &key, &s->fault) != RC_OK) {
			sim_broken(s, "a witness has no key");
		}
		text = arena_printf(s->arena, "%switness w%d %s w%d\n", text, i,
			note_key_format(s->arena, key.name, key.type, key.key), i);
		reg_close(r);
	}
	text = arena_printf(s->arena, "%sgroup both any w0 w1\nquorum both\n", text);
	for (int org = 0; org < ORGS; org++) {
		char path[120];
		(void)snprintf(path, sizeof path, "%s/policy", s->node[org].path);
		if (file_replace(path, str_of(text), 0644, &s->fault) != RC_OK) {
			sim_broken(s, "no policy");
		}
	}
}
