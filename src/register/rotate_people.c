/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A role's new key where there are people. The first person makes it, closes it for each who holds the role, and signs
 * the entry for the place in the public log that is next; a second one, in another role, signs the same bytes and
 * enters them. Until then the key is of no use to anybody; from then on the old one is.
 */
#include "register/rotate_people.h"

#include <inttypes.h>
#include <string.h>

/* The role that somebody signs it in: where they can choose, not the one whose key goes, which may be a thief's. */
static enum rc role_of(struct private_log *p, enum role of, enum role other, enum role *ret, struct fault *f)
{
	uint64_t size;
	const char *name = p->who->public.name;
	enum rc rc = public_size(p->reg, &size, f);
	for (int pass = 0; rc == RC_OK && pass < 2; pass++) {
		for (int role = ROLE_AUTHOR; role <= ROLES; role++) {
			if (((enum role)role == of) == (pass == 1) && (enum role)role != other
				&& people_hold(&p->people, p->who->public.sign, (enum role)role, size)) {
				*ret = (enum role)role;
				return RC_OK;
			}
		}
	}
	return rc != RC_OK ? rc : other
		? fault_set(f, RC_DENIED, "it takes two roles, and %s holds none but %s", name, role_word(other))
		: fault_set(f, RC_DENIED, "%s holds no role", name);
}

/* ---- the first person ---- */

static void encode(struct private_log *p, enum role role, const struct role_key *fresh, uint64_t place, struct buf *out)
{
	struct rotation n = {.role = role, .from = place + 1};
	memcpy(n.org, p->reg->org, ORG_SIZE);
	role_key_public(fresh, n.key);
	rotation_encode(&n, out);
}

static enum rc close_for_holders(struct private_log *p, enum role role, const struct role_key *fresh, struct fault *f)
{
	uint8_t public[KEY_SIZE];
	struct id item;
	enum rc rc = RC_OK;
	role_key_public(fresh, public);
	role_item(role, public, &item);
	for (size_t i = 0; rc == RC_OK && i < p->people.holding_count; i++) {
		const struct holding *h = &p->people.holdings[i];
		rc = h->role == role && h->until == EVENT_NONE
			? keyring_add(p->keyring, &item, h->person.box, role_key_seed(fresh), f) : RC_OK;
	}
	return rc;
}

static enum rc put_waiting(struct private_log *p, enum role mine, const struct role_key *signer, struct str body,
	struct fault *f)
{
	struct event_key e = {.role = mine, .body = body};
	struct event_use use = {.role = mine, .of = USED_KEY};
	struct buf payload;
	rotation_id(body, &use.id);
	role_key_sign(signer, &use.id, e.signature);
	buf_init(&payload, EVENT_TEXT_MOST);
	event_key_encode(&e, &payload);
	enum rc rc = private_put(p, EVENT_KEY, buf_view(&payload), &use.event, f);
	p->reg->drafted = use.event;
	buf_finish(&payload);
	return rc == RC_OK ? private_put_use(p, &use, f) : rc;
}

static enum rc ask(struct private_log *p, enum role role, struct fault *f)
{
	struct role_key *fresh = role_key_make(role), *signer = NULL;
	struct buf body;
	uint64_t size;
	enum role mine = ROLE_AUTHOR;
	buf_init(&body, ENTRY_MOST);
	enum rc rc = role_of(p, role, 0, &mine, f);
	rc = rc == RC_OK ? public_size(p->reg, &size, f) : rc;
	rc = rc == RC_OK ? people_key(p->reg, mine, &signer, f) : rc;
	if (rc == RC_OK) {
		encode(p, role, fresh, size, &body);
		rc = put_waiting(p, mine, signer, buf_view(&body), f);
	}
	rc = rc == RC_OK ? close_for_holders(p, role, fresh, f) : rc;
	role_key_destroy(signer);
	role_key_destroy(fresh);
	buf_finish(&body);
	return rc == RC_OK ? private_end(p, f) : rc;
}

enum rc rotate_by_person(struct reg *r, enum role role, struct fault *f)
{
	struct private_log p;
	enum rc rc = db_begin_write(r->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = private_begin(r, &p, f);
	if (rc == RC_OK) {
		rc = ask(&p, role, f);
		private_finish(&p);
	}
	rc = rc == RC_OK ? db_commit(r->db, f) : rc;
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	r->has_drafted = rc == RC_OK;
	return rc;
}

/* ---- the second ---- */

/* With a keyring that was put back, or with one whose key was forgotten, nobody could sign in that role any more. */
static enum rc check_closed(struct private_log *p, const struct pending *x, struct fault *f)
{
	struct id item;
	role_item(x->of, x->key, &item);
	for (size_t i = 0; i < p->people.holding_count; i++) {
		const struct holding *h = &p->people.holdings[i];
		if (h->role == x->of && h->until == EVENT_NONE && !keyring_find(p->keyring, &item, h->person.box, NULL)) {
			enum rc rc = fault_set(f, RC_CONFLICT, "the new key is not in the keyring for %s, who holds the role",
				h->person.name);
			fault_hint(f, "the first person gives the same command again, and the second confirms that one");
			return rc;
		}
	}
	return RC_OK;
}

static enum rc enter_both(struct private_log *p, struct change *c, const struct pending *x, const struct event_key *e,
	enum role mine, struct event_use *use, struct fault *f)
{
	struct entry entry = {.type = ENTRY_KEY, .body = e->body};
	struct rotation n;
	enum rc rc = rotation_decode(e->body, &n, f);
	if (rc == RC_OK && n.from != c->tree.size + 1) {
		rc = fault_set(f, RC_CONFLICT, "the log has gone on since it was signed for entry %" PRIu64, n.from - 1);
		fault_hint(f, "the first person gives the same command again, and the second confirms that one");
	}
	rc = rc == RC_OK ? check_closed(p, x, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rotation_id(e->body, &use->id);
	entry.has[e->role] = entry.has[mine] = true;
	memcpy(entry.signature[e->role], e->signature, SIGNATURE_SIZE);
	role_key_sign(c->keys->of[mine], &use->id, entry.signature[mine]);
	rc = rotate_enter(c, &entry, f);
	if (rc == RC_OK && n.role == ROLE_LOG) { /* the new one signs the very checkpoint that covers its entry */
		role_key_destroy(c->keys->of[ROLE_LOG]);
		c->keys->of[ROLE_LOG] = NULL;
		rc = people_key(p->reg, ROLE_LOG, &c->keys->of[ROLE_LOG], f);
	}
	return rc;
}

static enum rc confirm(struct private_log *p, const struct pending *x, const struct event_key *e, struct fault *f)
{
	struct event_use use = {.of = USED_KEY, .event = x->index};
	struct change *c;
	enum rc rc = role_of(p, x->of, e->role, &use.role, f);
	unsigned log = x->of == ROLE_LOG ? 0 : 1u << ROLE_LOG; /* of the log's own the new one is read */
	rc = rc == RC_OK ? change_begin_notices(p->reg, 1u << use.role | log, &c, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = enter_both(p, c, x, e, use.role, &use, f);
	if (rc != RC_OK) {
		change_abandon(c);
		return rc;
	}
	rc = change_close_notices(c, f);
	rc = rc == RC_OK ? private_put_use(p, &use, f) : rc;
	for (size_t i = 0; rc == RC_OK && i < p->people.pending_count; i++) {
		rotate_forget(p, &p->people.pending[i]); /* their place in the log is taken */
	}
	return rc;
}

enum rc rotate_confirm(struct private_log *p, const struct pending *x, struct fault *f)
{
	struct buf bytes;
	struct event e;
	struct event_key key;
	struct id unused;
	buf_init(&bytes, EVENT_MOST);
	enum rc rc = private_event(p->reg, p->keyring, x->index, &bytes, &unused, &e, f);
	rc = rc == RC_OK ? event_key_decode(e.payload, &key, f) : rc;
	rc = rc == RC_OK ? confirm(p, x, &key, f) : rc;
	buf_wipe(&bytes);
	return rc;
}

/* ---- keys of no use any more ---- */

void rotate_forget(struct private_log *p, const struct pending *x)
{
	struct id item;
	if (x->type == EVENT_KEY && x->state != CASE_DONE) {
		role_item(x->of, x->key, &item);
		(void)keyring_remove(p->keyring, &item);
	}
}

/* Those that were good up to an entry, where they are not those of now. */
static enum rc forget_before(struct reg *r, struct arena *a, struct keyring *k, uint64_t leaf,
	const struct founding *now, size_t *gone, struct fault *f)
{
	struct founding then;
	enum rc rc = log_keys_at(r, a, OWN_ORG, leaf, &then, f);
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		struct id item;
		if (memcmp(then.key[role], now->key[role], KEY_SIZE) != 0) {
			role_item((enum role)role, then.key[role], &item);
			*gone += keyring_remove(k, &item);
		}
	}
	return rc;
}

enum rc rotate_sweep(struct reg *r, struct keyring *k, size_t *ret_gone, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 24);
	struct numbers leaves = {0};
	struct founding now;
	struct query *q;
	bool row;
	enum rc rc = log_keys(r, a, OWN_ORG, &now, f);
	if (rc == RC_OK) {
		rc = db_query(r->db, "SELECT leaf FROM entry WHERE org = 1 AND substr(bytes, 1, 2) = x'8303'", &q, f);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		numbers_add(&leaves, query_int(q, 0));
	}
	for (size_t i = 0; rc == RC_OK && i < leaves.count; i++) {
		rc = forget_before(r, a, k, (uint64_t)leaves.list[i], &now, ret_gone, f);
	}
	numbers_finish(&leaves);
	arena_destroy(a);
	return rc;
}
