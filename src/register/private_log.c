/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The private log: its keys, events opened, all of it read and checked. */
#include "register/private_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* For SHA-256 with a prefix, its NUL hashed too. */
static void item_of(const char *prefix, uint8_t role, const uint8_t public[KEY_SIZE], struct id *ret)
{
	struct hash *h = hash_create();
	hash_add(h, prefix, strlen(prefix) + 1);
	hash_add(h, &role, 1);
	hash_add(h, public, KEY_SIZE);
	hash_finish(h, ret);
}

void role_item(enum role role, const uint8_t public[KEY_SIZE], struct id *ret)
{
	item_of("volya/role-key/1", (uint8_t)role, public, ret);
}

void private_item(const uint8_t public[KEY_SIZE], struct id *ret)
{
	item_of("volya/private-key/1", 0, public, ret);
}

void reg_act_as(struct reg *r, const struct signer *who)
{
	r->who = who;
}

const struct signer *reg_acting(const struct reg *r)
{
	return r->who;
}

enum rc acting(struct reg *r, const struct signer **ret, struct fault *f)
{
	if (!r->who) {
		enum rc rc = fault_set(f, RC_DENIED, "this register has people, and nobody's key is unlocked");
		fault_hint(f, "\"volya unlock\" opens yours");
		return rc;
	}
	*ret = r->who;
	return RC_OK;
}

char *keyring_path(struct reg *r, struct arena *a)
{
	return arena_printf(a, "%s/keyring", r->path);
}

char *private_origin(struct arena *a, const uint8_t org[ORG_SIZE])
{
	char hex[2 * ORG_SIZE + 1];
	return arena_printf(a, "volya/%s/private", hex_format(org, ORG_SIZE, hex));
}

enum rc people_founded(struct reg *r, bool *ret, struct fault *f)
{
	struct query *q;
	int64_t count = 0;
	enum rc rc = db_query(r->db, "SELECT count(*) FROM private_log", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &count, f);
	}
	*ret = rc == RC_OK && count > 0;
	return rc;
}

enum rc public_size(struct reg *r, uint64_t *ret, struct fault *f)
{
	struct query *q;
	int64_t size;
	enum rc rc = db_query(r->db, "SELECT size FROM log WHERE org = 1", &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &size, f);
	}
	*ret = rc == RC_OK ? (uint64_t)size : 0;
	return rc;
}

enum rc public_ready(struct reg *r, struct fault *f)
{
	uint64_t size;
	enum rc rc = public_size(r, &size, f);
	if (rc == RC_OK && size == 0) {
		rc = fault_set(f, RC_CONFLICT, "this register has no log yet");
		fault_hint(f, "its next change begins one");
	}
	return rc;
}

enum rc people_key(struct reg *r, enum role role, struct role_key **ret, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 16);
	struct keyring *k = NULL;
	const struct signer *who;
	uint8_t public[KEY_SIZE];
	struct id item;
	uint8_t *seed = secret_alloc(KEY_SIZE);
	enum rc rc = acting(r, &who, f);
	if (rc == RC_OK) {
		rc = role_public(r, role, public, f);
	}
	if (rc == RC_OK) {
		rc = keyring_load(keyring_path(r, a), &k, f);
	}
	if (rc == RC_OK) {
		role_item(role, public, &item);
		if (!keyring_find(k, &item, who->public.box, NULL)) {
			rc = fault_set(f, RC_DENIED, "%s does not hold the key of the %s", who->public.name, role_word(role));
			fault_hint(f, "whoever holds it can give it: \"volya key role add\"");
		} else {
			rc = keyring_open(k, &item, who, seed, KEY_SIZE, f);
		}
	}
	if (rc == RC_OK) {
		*ret = role_key_of_seed(role, seed);
	}
	secret_free(seed);
	keyring_destroy(k);
	arena_destroy(a);
	return rc;
}

/* ---- one event ---- */

/* Opens what is sealed under the commitment; out holds salt and event then, and the event is a view of it. */
static enum rc open_event(struct reg *r, struct keyring *k, const struct id *commitment, struct str sealed,
	struct buf *out, struct event *ret, struct fault *f)
{
	uint8_t *key = secret_alloc(KEY_SIZE);
	struct id made;
	enum rc rc = keyring_open(k, commitment, r->who, key, KEY_SIZE, f);
	if (rc == RC_OK) {
		rc = seal_open(key, (struct str){(const char *)commitment->b, ID_SIZE}, sealed, out, f);
	}
	secret_free(key);
	if (rc != RC_OK) {
		return rc;
	}
	event_commit(buf_view(out), &made);
	if (out->n < SALT_SIZE || memcmp(made.b, commitment->b, ID_SIZE) != 0) {
		return fault_set(f, RC_CRYPTO, "it is not what was committed to");
	}
	rc = event_decode(str_sub(buf_view(out), SALT_SIZE, out->n), ret, f);
	return rc == RC_OK && memcmp(ret->org, r->org, ORG_SIZE) != 0
		? fault_set(f, RC_CRYPTO, "it is another organisation's") : rc;
}

enum rc private_event(struct reg *r, struct keyring *k, uint64_t index, struct buf *out, struct id *ret_id,
	struct event *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT commitment, sealed FROM event WHERE leaf = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, (int64_t)index);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && (!row || query_blob(q, 0).n != ID_SIZE)) {
		rc = fault_set(f, RC_NOT_FOUND, "the private log has no event %" PRIu64, index);
	}
	if (rc == RC_OK) {
		memcpy(ret_id->b, query_blob(q, 0).p, ID_SIZE);
		rc = open_event(r, k, ret_id, query_blob(q, 1), out, ret, f);
	}
	query_done(q);
	return rc;
}

/* ---- all of it ---- */

struct reading {
	struct reg *reg;
	struct arena *arena;
	struct keyring *keyring;
	const struct people_wrong *wrong;
	struct people *people;
	struct tree tree;
	struct str checkpoint;
	struct buf bytes;
};

static enum rc say_wrong(struct reading *w, char *text, struct fault *f)
{
	if (w->wrong) {
		w->wrong->say(w->wrong->data, text);
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_CRYPTO, "the private log does not hold: %s", text);
	fault_hint(f, "\"volya verify\" lists all that does not");
	return rc;
}

static enum rc take_event(struct reading *w, struct query *q, struct fault *f)
{
	uint64_t index = w->people->events++;
	struct str commitment = query_blob(q, 1);
	struct fault why = {0};
	const char *words = NULL;
	struct event e;
	struct id id = {{0}}, leaf;
	bool named = query_int(q, 3) != 0;
	if ((uint64_t)query_int(q, 0) != index || commitment.n != ID_SIZE) {
		return say_wrong(w, arena_printf(w->arena, "event %" PRIu64 " is missing", index), f);
	}
	memcpy(id.b, commitment.p, ID_SIZE);
	event_leaf(&id, named, &leaf);
	tree_add(&w->tree, &leaf);
	if (query_blob(q, 2).n == 0) {
		people_apply_gone(w->people, index, &id);
		return RC_OK;
	}
	buf_wipe(&w->bytes);
	buf_init(&w->bytes, EVENT_MOST);
	enum rc rc = open_event(w->reg, w->keyring, &id, query_blob(q, 2), &w->bytes, &e, &why);
	if (rc == RC_NOT_FOUND && named) {
		w->people->closed++;
		return RC_OK;
	}
	if (rc == RC_NOT_FOUND) {
		return say_wrong(w, arena_printf(w->arena, "the keyring has no key of event %" PRIu64 " for %s", index,
			w->reg->who->public.name), f);
	}
	if (rc != RC_OK && rc != RC_CRYPTO && rc != RC_INVALID) {
		return fault_set(f, rc, "%s", why.message); /* the agent has gone, and the like */
	}
	if (rc == RC_OK && e.index != index) {
		words = "it was signed for another place";
	} else if (rc == RC_OK && named != event_is_named(&e)) {
		words = "it is closed for others than it says";
	} else if (rc == RC_OK) {
		rc = people_apply(w->reg, w->people, &e, &id, &words, f);
		if (rc != RC_OK) {
			return rc;
		}
	} else {
		words = why.message;
	}
	return words ? say_wrong(w, arena_printf(w->arena, "event %" PRIu64 ": %s", index, words), f) : RC_OK;
}

static enum rc read_head(struct reading *w, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(w->reg->db, "SELECT key, checkpoint FROM private_log", &q, f);
	if (rc == RC_OK) {
		rc = query_step(q, &row, f);
	}
	if (rc == RC_OK && (!row || query_blob(q, 0).n != KEY_SIZE)) {
		rc = fault_set(f, RC_NOT_FOUND, "this register has no people: one hand holds all its keys");
		fault_hint(f, "\"volya key found\" founds them");
		return rc;
	}
	if (rc == RC_OK) {
		memcpy(w->people->key, query_blob(q, 0).p, KEY_SIZE);
		w->checkpoint = str_copy(w->arena, query_text(q, 1));
	}
	query_done(q);
	return rc;
}

enum rc private_checkpoint(struct reg *r, struct arena *a, struct str *ret, struct fault *f)
{
	struct people unused;
	struct reading w = {.reg = r, .arena = a, .people = &unused};
	enum rc rc = read_head(&w, f);
	*ret = w.checkpoint;
	return rc;
}

static enum rc check_head(struct reading *w, struct fault *f)
{
	struct note_key key = note_key_make(private_origin(w->arena, w->reg->org), NOTE_ED25519, w->people->key);
	struct checkpoint c = {0};
	struct note note;
	struct id root;
	tree_root(&w->tree, &root);
	if (note_parse(w->arena, w->checkpoint, &note, NULL) != RC_OK || note_check(&note, &key, NULL) != RC_OK
		|| checkpoint_parse(w->arena, note.text, &c, NULL) != RC_OK || strcmp(c.origin, key.name) != 0) {
		return say_wrong(w, arena_strdup(w->arena, "the signature of the private log's checkpoint does not hold"), f);
	}
	return c.size == w->tree.size && memcmp(c.root.b, root.b, ID_SIZE) == 0 ? RC_OK
		: say_wrong(w, arena_strdup(w->arena, "the events of the private log are not those of its checkpoint"), f);
}

/* What is gone must be gone with something that was erased in public. */
static enum rc check_gone(struct reading *w, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < w->people->pending_count; i++) {
		const struct pending *x = &w->people->pending[i];
		if (x->erased && !x->accounted) {
			rc = say_wrong(w, arena_printf(w->arena, "event %" PRIu64 " was emptied, and nobody says why", x->index),
				f);
		}
	}
	return rc;
}

static enum rc read_all(struct reading *w, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(w->reg->db, "SELECT leaf, commitment, sealed, audience FROM event ORDER BY leaf", &q, f);
	buf_init(&w->bytes, EVENT_MOST);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		rc = take_event(w, q, f);
		if (rc != RC_OK) {
			query_done(q);
		}
	}
	buf_wipe(&w->bytes);
	rc = rc == RC_OK ? check_gone(w, f) : rc;
	return rc == RC_OK ? check_head(w, f) : rc;
}

enum rc people_read_with(struct reg *r, struct arena *a, struct keyring *k, const struct people_wrong *wrong,
	struct people *ret, struct tree *ret_tree, struct fault *f)
{
	struct reading w = {.reg = r, .arena = a, .keyring = k, .wrong = wrong, .people = ret};
	*ret = (struct people){.arena = a};
	enum rc rc = read_head(&w, f);
	if (rc == RC_OK) {
		rc = read_all(&w, f);
	}
	*ret_tree = w.tree;
	return rc;
}

enum rc people_read_here(struct reg *r, struct arena *a, const struct people_wrong *wrong, struct people *ret,
	struct fault *f)
{
	const struct signer *who;
	struct keyring *k = NULL;
	struct tree unused;
	bool founded;
	enum rc rc = people_founded(r, &founded, f);
	if (rc == RC_OK && !founded) {
		rc = fault_set(f, RC_NOT_FOUND, "this register has no people: one hand holds all its keys");
		fault_hint(f, "\"volya key found\" founds them");
	}
	if (rc == RC_OK) {
		rc = acting(r, &who, f);
	}
	if (rc == RC_OK) {
		rc = keyring_load(keyring_path(r, a), &k, f);
	}
	if (rc == RC_OK) {
		rc = people_read_with(r, a, k, wrong, ret, &unused, f);
	}
	keyring_destroy(k);
	return rc;
}

enum rc people_read(struct reg *r, struct arena *a, const struct people_wrong *wrong, struct people *ret,
	struct fault *f)
{
	enum rc rc = db_begin(r->db, f);
	if (rc == RC_OK) {
		rc = people_read_here(r, a, wrong, ret, f);
		db_rollback(r->db);
	}
	return rc;
}
