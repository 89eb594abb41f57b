/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What organisations do: say, correct, withhold, show again, erase; and what one does that cheats. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "register/gossip.h"
#include "register/hide.h"
#include "register/rotate.h"
#include "register/witness.h"
#include "sim.h"

static bool fine(struct sim *s, enum rc rc, const char *what)
{
	if (rc != RC_OK) {
		sim_broken(s, what);
	}
	return rc == RC_OK;
}

static enum rc say(struct change *c, int64_t subject, int property, const char *text, int64_t source, int64_t *ret,
	struct fault *f)
{
	struct said x = {.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, str_of(text), 0}, .source = source};
	return change_say(c, &x, ret, f);
}

/* A person with a ground, a name that nobody else has, and a spell; count of them in one change. */
static enum rc say_people(struct sim *s, struct reg *r, int org, const char *prefix, int count, struct fault *f)
{
	struct change *c;
	int64_t no, subject, source;
	enum rc rc = change_begin(r, "people", &c, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = change_subject(c, KIND_SOURCE, &source, f);
	rc = rc == RC_OK ? say(c, source, P_KEY, prefix, 0, NULL, f) : rc;
	for (int i = 0; rc == RC_OK && i < count; i++) {
		struct person *p = s->people_count < PEOPLE_MOST ? &s->people[s->people_count] : NULL;
		char name[24];
		(void)snprintf(name, sizeof name, "%s%c%c%06u", prefix, 'a' + org, 'a' + i % 26, sim_random(s, 1000000));
		rc = change_subject(c, KIND_PERSON, &subject, f);
		rc = rc == RC_OK ? say(c, subject, P_PERSON_PUBLICATION, "recognised", source, NULL, f) : rc;
		rc = rc == RC_OK ? say(c, subject, P_PERSON_NAME, name, source, NULL, f) : rc;
		rc = rc == RC_OK ? say(c, subject, P_PERSON_BIRTH, "1980", source, NULL, f) : rc;
		if (rc == RC_OK && p && count < 10) {
			const struct known *k;
			rc = known_get(c, subject, &k, f);
			*p = (struct person){.org = org, .handle = rc == RC_OK ? k->handle : 0};
			(void)snprintf(p->marker, sizeof p->marker, "%s", name);
			s->people_count++;
		}
	}
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	return change_close(c, NULL, &no, f);
}

void sim_say(struct sim *s, int org)
{
	sim_clock(s, org);
	struct reg *r = sim_open(s, s->node[org].path, DB_WRITE);
	(void)fine(s, say_people(s, r, org, "Inv", 1 + (int)sim_random(s, 3), &s->fault), "an organisation cannot say "
		"anything");
	reg_close(r);
}

static struct person *person_of(struct sim *s, int org)
{
	struct person *found = NULL;
	for (size_t i = 0, n = 0; i < s->people_count; i++) {
		struct person *p = &s->people[i];
		if (p->org == org && !p->erased && sim_random(s, (unsigned)++n) == 0) {
			found = p;
		}
	}
	return found;
}

static int64_t number_of(struct reg *r, handle h)
{
	struct query *q;
	int64_t no = 0;
	if (db_query(r->db, "SELECT no FROM subject WHERE handle = ?", &q, NULL) == RC_OK) {
		query_bind_int(q, 1, h);
		if (query_int_or(q, 0, &no, NULL) != RC_OK) {
			no = 0;
		}
	}
	return no;
}

/* Replaces what was said of a birth, or undoes the last change. */
void sim_correct(struct sim *s, int org)
{
	if (org == CHEAT && s->cheating != HONEST) {
		return; /* to take back what was forged, and that again, would be to say it with both signatures */
	}
	struct person *p = person_of(s, org);
	struct statement *list;
	size_t count = 0;
	sim_clock(s, org);
	struct reg *r = sim_open(s, s->node[org].path, DB_WRITE);
	struct arena *a = arena_create(1 << 24);
	int64_t no = p ? number_of(r, p->handle) : 0, undone;
	if (sim_random(s, 4) == 0) {
		struct query *q;
		int64_t last = 0;
		if (db_query(r->db, "SELECT max(no) FROM change WHERE org = 1", &q, NULL) == RC_OK
			&& query_int_or(q, 0, &last, NULL) == RC_OK && last > 0) {
			(void)!change_undo(r, last, true, NULL, &undone, NULL); /* one that was undone already is refused */
		}
	} else if (no && subject_statements(r, &viewer_public, a, no, false, &list, &count, NULL) == RC_OK) {
		for (size_t i = 0; i < count; i++) {
			struct change *c;
			if (list[i].property->code != P_PERSON_BIRTH || !fine(s, change_begin(r, "", &c, &s->fault), "no change")) {
				continue;
			}
			struct said x = {.subject = no, .property = list[i].property, .mode = MODE_REPLACE, .target = list[i].no,
				.value = {VALUE_TEXT, str_of("1981-02"), 0}, .source = list[i].source};
			if (change_say(c, &x, NULL, NULL) == RC_OK) {
				(void)fine(s, change_close(c, NULL, &undone, &s->fault), "a correction cannot be recorded");
			} else {
				change_abandon(c);
			}
			break;
		}
	}
	arena_destroy(a);
	reg_close(r);
}

void sim_hide(struct sim *s, int org)
{
	struct person *p = person_of(s, org);
	struct hide_list list = {0};
	struct hide_report report;
	if (!p) {
		return;
	}
	sim_clock(s, org);
	struct reg *r = sim_open(s, s->node[org].path, DB_WRITE);
	struct arena *a = arena_create(1 << 24);
	enum notice_action action = sim_random(s, 3) == 0 ? NOTICE_ERASE : p->notice ? NOTICE_SHOW : NOTICE_WITHHOLD;
	enum rc rc = action == NOTICE_WITHHOLD || (action == NOTICE_ERASE && !p->notice)
		? hide_subject(r, a, number_of(r, p->handle), &list, &s->fault)
		: hide_noticed(r, a, p->notice, &list, &s->fault);
	if (fine(s, rc, "nothing can be hidden") && list.count) {
		rc = hide_now(r, action, GROUND_SAFETY, NULL, &list, NULL, &report, &s->fault);
		(void)fine(s, rc, "what should be hidden is not");
		p->notice = action == NOTICE_WITHHOLD ? report.index : 0;
		p->erased = action == NOTICE_ERASE;
	}
	arena_destroy(a);
	reg_close(r);
}

/* Partners follow by themselves; witnesses are told. A cheat keeps the keys it cheats with, but to replay the entry. */
void sim_rotate(struct sim *s, int org)
{
	enum role role = (enum role)(1 + sim_random(s, ROLES));
	struct note_key key;
	uint64_t index;
	if (org == CHEAT && s->cheating != HONEST && (s->cheating != REPLAYS || s->cheated)) {
		return;
	}
	sim_clock(s, org);
	struct reg *r = sim_open(s, s->node[org].path, DB_WRITE);
	bool done = fine(s, key_rotate(r, role, &index, &s->fault), "a key cannot be changed")
		&& fine(s, log_key(r, s->arena, OWN_ORG, &key, &s->fault), "there is no key");
	reg_close(r);
	for (int i = 0; done && i < WITNESSES; i++) {
		r = sim_open(s, s->witness[i], DB_WRITE);
		(void)fine(s, witness_trust(r, &key, &s->fault), "a new key cannot be trusted");
		reg_close(r);
	}
}

/* ---- cheating ---- */

static enum rc add_leaf(void *data, const struct log_entry *e, struct fault *f)
{
	struct id leaf;
	(void)f;
	leaf_hash(e->bytes.p, e->bytes.n, &leaf);
	tree_add(data, &leaf);
	return RC_OK;
}

/* The head made anew over whatever the tables hold now, and signed: who has the key of the log can. */
static void sign_again(struct sim *s, struct reg *r, uint64_t size)
{
	struct role_keys keys;
	struct tree tree = {0};
	enum rc rc = role_keys_load(r, ROLES_ALL, &keys, &s->fault);
	if (rc == RC_OK) {
		rc = db_begin_write(r->db, &s->fault);
	}
	if (rc == RC_OK) {
		rc = log_walk(r, OWN_ORG, 0, size, add_leaf, &tree, &s->fault);
	}
	if (rc == RC_OK) {
		rc = log_sign(r, &keys, &tree, &s->fault);
	}
	if (rc == RC_OK) {
		rc = db_commit(r->db, &s->fault);
	}
	role_keys_finish(&keys);
	(void)fine(s, rc, "a cheat cannot sign its own log");
}

static uint64_t size_of(struct sim *s, struct reg *r)
{
	struct log_head head = {0};
	struct arena *a = arena_create(1 << 20);
	(void)fine(s, log_head(r, a, OWN_ORG, &head, &s->fault), "there is no log");
	arena_destroy(a);
	return head.tree.size;
}

static void forge(struct sim *s, struct reg *r)
{
	if (fine(s, say_people(s, r, CHEAT, "Forged", 1, &s->fault), "a forger says nothing")) {
		s->people_count--; /* nobody may ever see them */
		(void)fine(s, db_run(r->db, "UPDATE change SET reviewer = author WHERE no = (SELECT max(no) FROM change "
			"WHERE org = 1)", &s->fault), "a forgery fails");
		sign_again(s, r, size_of(s, r));
	}
}

/* A notice of its own, once more, at another place. */
static void replay(struct sim *s, struct reg *r)
{
	struct query *q;
	bool row = false;
	uint64_t size = size_of(s, r);
	if (db_query(r->db, "SELECT bytes FROM entry WHERE org = 1 AND leaf > 0 ORDER BY leaf LIMIT 1", &q, NULL) != RC_OK
		|| query_step(q, &row, NULL) != RC_OK || !row) {
		return;
	}
	struct str bytes = str_copy(s->arena, query_blob(q, 0));
	query_done(q);
	if (db_query(r->db, "INSERT INTO entry (org, leaf, bytes) VALUES (1, ?, ?)", &q, &s->fault) == RC_OK) {
		query_bind_int(q, 1, (int64_t)size);
		query_bind_blob(q, 2, bytes.p, bytes.n);
		(void)fine(s, query_run(q, &s->fault), "a replay fails");
		sign_again(s, r, size + 1);
		s->cheated = true;
	}
}

static void equivocate(struct sim *s)
{
	struct node *n = &s->node[CHEAT];
	(void)snprintf(n->twin, sizeof n->twin, "%.80s-twin", n->path);
	if (!sim_program("cp", "-r", n->path, n->twin)) {
		sim_broken(s, "no twin");
		return;
	}
	struct reg *r = sim_open(s, n->twin, DB_WRITE);
	(void)fine(s, say_people(s, r, CHEAT, "Twin", 1, &s->fault), "a twin says nothing");
	s->people_count--;
	reg_close(r);
	sim_say(s, CHEAT);
	s->cheated = true;
}

void sim_cheat(struct sim *s)
{
	sim_clock(s, CHEAT);
	if (s->cheating == EQUIVOCATES) {
		if (!s->cheated) {
			equivocate(s);
		}
		return;
	}
	struct reg *r = sim_open(s, s->node[CHEAT].path, DB_WRITE);
	if (s->cheating == FORGES) {
		forge(s, r);
	} else if (s->cheating == REPLAYS && !s->cheated) {
		replay(s, r);
	} else if (s->cheating == FLOODS && !s->cheated) {
		(void)fine(s, say_people(s, r, CHEAT, "Flood", 1800, &s->fault), "a flood fails");
		s->cheated = true;
	} else if (s->cheating == SKEWED) {
		s->node[CHEAT].skew = 500;
	}
	reg_close(r);
}

/* ---- serving ---- */

static void add_file(struct sim *s, struct snapshot *x, const char *path, struct str bytes)
{
	x->files = arena_grow(s->arena, x->files, x->count * sizeof *x->files, (x->count + 1) * sizeof *x->files);
	x->files[x->count++] = (struct file){arena_strdup(s->arena, path), str_copy(s->arena, bytes)};
}

struct taking {
	struct sim *sim;
	struct snapshot *into;
	struct buf bundle;
	struct tree tree;
	uint64_t size;
};

static enum rc take_entry(void *data, const struct log_entry *e, struct fault *f)
{
	struct taking *t = data;
	char path[TILE_PATH];
	enum rc rc = bundle_add(&t->bundle, TILE_ENTRIES, e->bytes, f);
	if (rc == RC_OK && ((e->index + 1) % TILE_WIDTH == 0 || e->index + 1 == t->size)) {
		struct tile_at at = {TILE_ENTRIES, e->index / TILE_WIDTH, (unsigned)(e->index % TILE_WIDTH) + 1};
		add_file(t->sim, t->into, tile_path(&at, path), buf_view(&t->bundle));
		buf_clear(&t->bundle);
	}
	return rc;
}

static void take_content(struct sim *s, struct reg *r, struct snapshot *x, uint64_t size)
{
	struct buf bytes;
	char path[TILE_PATH];
	buf_init(&bytes, 1 << 26);
	for (uint64_t i = 0; i * TILE_WIDTH < size; i++) {
		struct tile_at at = {TILE_CONTENT, i, tile_width(TILE_CONTENT, i, size)};
		buf_clear(&bytes);
		if (fine(s, log_content(r, i, at.width, &bytes, &s->fault), "no content")) {
			add_file(s, x, tile_path(&at, path), buf_view(&bytes));
		}
	}
	buf_clear(&bytes);
	if (fine(s, gossip_write(r, &bytes, &s->fault), "no gossip")) {
		add_file(s, x, GOSSIP_FILE, buf_view(&bytes));
	}
	buf_finish(&bytes);
}

static void take_snapshot(struct sim *s, const char *path, struct snapshot *x)
{
	struct log_head head = {0};
	struct note_key key;
	struct reg *r = sim_open(s, path, DB_READ);
	*x = (struct snapshot){0};
	if (fine(s, log_head(r, s->arena, OWN_ORG, &head, &s->fault), "no head")
		&& fine(s, log_key(r, s->arena, OWN_ORG, &key, &s->fault), "no key")) {
		struct taking t = {.sim = s, .into = x, .size = head.tree.size};
		x->vkey = note_key_format(s->arena, key.name, key.type, key.key);
		add_file(s, x, "checkpoint", head.checkpoint);
		buf_init(&t.bundle, BUNDLE_BYTES_MOST);
		(void)fine(s, log_walk(r, OWN_ORG, 0, t.size, take_entry, &t, &s->fault), "no entries");
		buf_finish(&t.bundle);
		take_content(s, r, x, t.size);
	}
	reg_close(r);
}

void sim_serve(struct sim *s, int org)
{
	struct node *n = &s->node[org];
	take_snapshot(s, n->path, &n->served[n->served_count++ % SNAPSHOTS]);
	if (n->twin[0]) {
		take_snapshot(s, n->twin, &n->twin_served);
	}
}
