/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The private log: events opened, checked and added. */
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

/* Of what is closed for some alone, the leaf says so: nobody can pass off another event as one that is not for you. */
static void leaf_of(const struct id *commitment, bool named, struct id *ret)
{
	uint8_t bytes[ID_SIZE + 1];
	memcpy(bytes, commitment->b, ID_SIZE);
	bytes[ID_SIZE] = 1;
	leaf_hash(bytes, ID_SIZE + named, ret);
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
	leaf_of(&id, named, &leaf);
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

static enum rc read_with(struct reg *r, struct arena *a, struct keyring *k, const struct people_wrong *wrong,
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
		rc = read_with(r, a, k, wrong, ret, &unused, f);
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

/* ---- added to ---- */

static enum rc open_own_key(struct private_log *p, struct fault *f)
{
	uint8_t *seed = secret_alloc(KEY_SIZE);
	struct id item;
	private_item(p->people.key, &item);
	enum rc rc = keyring_open(p->keyring, &item, p->who, seed, KEY_SIZE, f);
	if (rc == RC_OK) {
		p->key = role_key_of_seed(ROLE_LOG, seed);
	} else if (rc == RC_NOT_FOUND) {
		rc = RC_DENIED; /* the keyring's words say whose it is not */
	}
	secret_free(seed);
	return rc;
}

enum rc private_begin(struct reg *r, struct private_log *ret, struct fault *f)
{
	struct private_log p = {.reg = r, .arena = arena_create((size_t)1 << 30)};
	enum rc rc = acting(r, &p.who, f);
	if (rc == RC_OK) {
		rc = keyring_load(keyring_path(r, p.arena), &p.keyring, f);
	}
	if (rc == RC_OK) {
		rc = read_with(r, p.arena, p.keyring, NULL, &p.people, &p.tree, f);
	}
	if (rc == RC_OK) {
		rc = open_own_key(&p, f);
	}
	if (rc != RC_OK) {
		private_finish(&p);
	}
	*ret = p;
	return rc;
}

void private_finish(struct private_log *p)
{
	role_key_destroy(p->key);
	keyring_destroy(p->keyring);
	arena_destroy(p->arena);
	*p = (struct private_log){0};
}

static bool is_among(const struct event_private *named, const uint8_t person[KEY_SIZE])
{
	for (size_t i = 0; i < named->count; i++) {
		if (memcmp(named->audience[i], person, KEY_SIZE) == 0) {
			return true;
		}
	}
	return false;
}

/* For all who hold a role, or those of them who are named; and its maker. */
static enum rc close_for(struct private_log *p, const struct event_private *named, const struct id *commitment,
	struct str key, struct fault *f)
{
	enum rc rc = keyring_add(p->keyring, commitment, p->who->public.box, key, f);
	for (size_t i = 0; rc == RC_OK && i < p->people.holding_count; i++) {
		const struct holding *h = &p->people.holdings[i];
		if (h->until == EVENT_NONE && (!named || is_among(named, h->person.sign))) {
			rc = keyring_add(p->keyring, commitment, h->person.box, key, f);
		}
	}
	return rc;
}

static enum rc insert_event(struct private_log *p, bool named, const struct id *commitment, struct str sealed,
	struct fault *f)
{
	struct query *q;
	struct id leaf;
	enum rc rc = db_query(p->reg->db, "INSERT INTO event (leaf, commitment, sealed, audience) VALUES (?, ?, ?, ?)", &q,
		f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, (int64_t)p->tree.size);
	query_bind_blob(q, 2, commitment->b, ID_SIZE);
	query_bind_blob(q, 3, sealed.p, sealed.n);
	query_bind_int(q, 4, named);
	rc = query_run(q, f);
	leaf_of(commitment, named, &leaf);
	tree_add(&p->tree, &leaf);
	return rc;
}

static enum rc seal_event(struct private_log *p, const struct event_private *named, struct str salted,
	const struct id *commitment, struct fault *f)
{
	uint8_t *key = secret_alloc(KEY_SIZE);
	struct buf sealed;
	buf_init(&sealed, EVENT_MOST + SEAL_OVERHEAD);
	random_bytes(key, KEY_SIZE);
	seal_value(key, (struct str){(const char *)commitment->b, ID_SIZE}, salted, &sealed);
	enum rc rc = sealed.full ? fault_set(f, RC_LIMIT, "it is too large for one event of the private log")
		: close_for(p, named, commitment, (struct str){(const char *)key, KEY_SIZE}, f);
	if (rc == RC_OK) {
		rc = insert_event(p, named != NULL, commitment, buf_view(&sealed), f);
	}
	buf_finish(&sealed);
	secret_free(key);
	return rc;
}

enum rc private_put(struct private_log *p, enum event_type type, struct str payload, uint64_t *ret_index,
	struct fault *f)
{
	struct event e = {.index = p->tree.size, .day = day_today(), .type = type, .payload = payload};
	struct event_private said;
	bool named = event_is_named(&e);
	uint8_t salt[SALT_SIZE];
	const char *why = NULL;
	struct id commitment;
	struct buf salted;
	memcpy(e.org, p->reg->org, ORG_SIZE);
	memcpy(e.actor, p->who->public.sign, KEY_SIZE);
	enum rc rc = public_size(p->reg, &e.size, f);
	buf_init(&salted, EVENT_MOST);
	random_bytes(salt, sizeof salt);
	buf_add(&salted, salt, sizeof salt);
	if (rc == RC_OK) {
		rc = event_encode(&e, p->who, &salted, f);
	}
	if (rc == RC_OK) {
		event_commit(buf_view(&salted), &commitment);
		rc = people_apply(p->reg, &p->people, &e, &commitment, &why, f);
	}
	if (rc == RC_OK && why) {
		rc = fault_set(f, RC_DENIED, "%s", why);
	}
	if (rc == RC_OK && named) {
		rc = event_private_decode(p->arena, payload, &said, f);
	}
	if (rc == RC_OK) {
		rc = seal_event(p, named ? &said : NULL, buf_view(&salted), &commitment, f);
	}
	buf_wipe(&salted);
	p->people.events++;
	if (ret_index) {
		*ret_index = e.index;
	}
	return rc;
}

static enum rc sign_note(void *data, const void *p, size_t n, uint8_t ret[SIGNATURE_SIZE], struct fault *f)
{
	return role_key_sign_note(data, (struct str){p, n}, ret, f);
}

static enum rc keep_head(struct private_log *p, const char *note, struct fault *f)
{
	uint8_t peaks[TREE_BYTES_MOST];
	size_t n = tree_encode(&p->tree, peaks);
	struct query *q;
	enum rc rc = db_query(p->reg->db, "INSERT INTO private_log (one, key, size, peaks, checkpoint) "
		"VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET size = ?2, peaks = ?3, checkpoint = ?4", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_blob(q, 1, p->people.key, KEY_SIZE);
	query_bind_int(q, 2, (int64_t)p->tree.size);
	query_bind_blob(q, 3, peaks, n);
	query_bind_text(q, 4, str_of(note));
	return query_run(q, f);
}

/* The keyring first: keys of events that are not there do no harm, events without keys are lost. */
enum rc private_end(struct private_log *p, struct fault *f)
{
	struct note_key key = note_key_make(private_origin(p->arena, p->reg->org), NOTE_ED25519, p->people.key);
	struct checkpoint c = {.origin = key.name, .size = p->tree.size};
	char *note;
	tree_root(&p->tree, &c.root);
	enum rc rc = note_sign(p->arena, str_of(checkpoint_format(p->arena, &c)), &key, sign_note, p->key, &note, f);
	if (rc == RC_OK) {
		rc = keep_head(p, note, f);
	}
	return rc == RC_OK ? keyring_write(p->keyring, keyring_path(p->reg, p->arena), f) : rc;
}

/* ---- for one who comes later ---- */

/* Reads what it adds to: the list is taken first. */
static enum rc list_items(struct private_log *p, struct id **ret, size_t *ret_count, struct fault *f)
{
	struct query *q;
	bool row;
	size_t count = 0;
	struct id *list = arena_array(p->arena, (size_t)p->tree.size + 1, sizeof *list);
	enum rc rc = db_query(p->reg->db, "SELECT commitment FROM event WHERE length(sealed) > 0 AND audience = 0 "
		"ORDER BY leaf", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		if (count < p->tree.size && query_blob(q, 0).n == ID_SIZE) {
			memcpy(list[count++].b, query_blob(q, 0).p, ID_SIZE);
		}
	}
	private_item(p->people.key, &list[count++]);
	*ret = list;
	*ret_count = count;
	return rc;
}

enum rc private_open_to(struct private_log *p, const struct person_public *person, struct fault *f)
{
	uint8_t *key = secret_alloc(KEY_SIZE);
	struct id *list;
	size_t count = 0;
	enum rc rc = list_items(p, &list, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = keyring_open(p->keyring, &list[i], p->who, key, KEY_SIZE, f);
		if (rc == RC_OK) {
			rc = keyring_add(p->keyring, &list[i], person->box, (struct str){(const char *)key, KEY_SIZE}, f);
		}
	}
	secret_free(key);
	return rc;
}
