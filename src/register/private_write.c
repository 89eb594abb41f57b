/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The private log: events added, each closed for whom it is. */
#include "register/private_log.h"

#include <string.h>

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
		rc = people_read_with(r, p.arena, p.keyring, NULL, &p.people, &p.tree, f);
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
	event_leaf(commitment, named, &leaf);
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

enum rc private_put_use(struct private_log *p, const struct event_use *use, struct fault *f)
{
	struct buf payload;
	buf_init(&payload, 2 * EVENT_TEXT_MOST);
	event_use_encode(use, &payload);
	enum rc rc = private_put(p, EVENT_USE, buf_view(&payload), NULL, f);
	buf_finish(&payload);
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

enum rc private_write(struct reg *r, enum rc (*fill)(struct private_log *p, void *data, struct fault *f), void *data,
	struct fault *f)
{
	struct private_log p;
	enum rc rc = db_begin_write(r->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = private_begin(r, &p, f);
	if (rc == RC_OK) {
		rc = fill(&p, data, f);
		rc = rc == RC_OK ? private_end(&p, f) : rc;
		private_finish(&p);
	}
	rc = rc == RC_OK ? db_commit(r->db, f) : rc;
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	return rc;
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
