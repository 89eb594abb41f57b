/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may do what: founded, given, taken away. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "register/private_log.h"

static unsigned bit(enum role role)
{
	return 1u << role;
}

/* ---- whether a register can be worked with by them ---- */

/* Somebody who can draft, and another who can review and sign the log. */
static bool two_can(const struct appointment *list, size_t count)
{
	unsigned publish = bit(ROLE_REVIEWER) | bit(ROLE_LOG);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < count; k++) {
			if (i != k && list[i].roles & bit(ROLE_AUTHOR) && (list[k].roles & publish) == publish) {
				return true;
			}
		}
	}
	return false;
}

/* Who holds roles until further notice. */
static size_t appointed(struct private_log *p, struct appointment **ret)
{
	const struct people *all = &p->people;
	struct appointment *list = arena_array(p->arena, all->holding_count + 1, sizeof *list);
	size_t count = 0;
	for (size_t i = 0; i < all->holding_count; i++) {
		const struct holding *h = &all->holdings[i];
		size_t k = 0;
		while (k < count && memcmp(list[k].person.sign, h->person.sign, KEY_SIZE) != 0) {
			k++;
		}
		if (h->until == EVENT_NONE) {
			count += k == count;
			list[k].person = h->person;
			list[k].roles |= bit(h->role);
		}
	}
	*ret = list;
	return count;
}

static enum rc check_enough(const struct appointment *list, size_t count, bool alone, struct fault *f)
{
	unsigned all = 0;
	for (size_t i = 0; i < count; i++) {
		all |= list[i].roles;
	}
	if (all != (bit(ROLE_AUTHOR) | bit(ROLE_REVIEWER) | bit(ROLE_LOG))) {
		return fault_set(f, RC_DENIED, "nobody would hold the key of the %s, and it would be lost",
			!(all & bit(ROLE_AUTHOR)) ? "author" : !(all & bit(ROLE_REVIEWER)) ? "reviewer" : "log");
	}
	if (two_can(list, count) || alone) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_DENIED, "fewer than two people could publish: it takes an author, and another one who "
		"is reviewer and log");
	fault_hint(f, "--alone does it all the same; nothing can be published then until such a person is added");
	return rc;
}

/* ---- founding ---- */

static enum rc check_list(const struct signer *who, const struct appointment *list, size_t count, struct fault *f)
{
	bool among = false;
	for (size_t i = 0; i < count; i++) {
		const struct person_public *p = &list[i].person;
		among |= memcmp(p->sign, who->public.sign, KEY_SIZE) == 0 && list[i].roles;
		for (size_t k = 0; k < i; k++) {
			if (memcmp(p->sign, list[k].person.sign, KEY_SIZE) == 0 || strcmp(p->name, list[k].person.name) == 0) {
				return fault_set(f, RC_INVALID, "%s is named twice, or two people have one name", p->name);
			}
		}
	}
	if (!among) {
		enum rc rc = fault_set(f, RC_DENIED, "%s, whose key is unlocked, is not among them", who->public.name);
		fault_hint(f, "who founds the people signs that, and is one of them");
		return rc;
	}
	return RC_OK;
}

/* Each role's key for those who hold it, and the private log's for all of them. */
static enum rc close_keys(struct private_log *p, const struct role_keys *keys, const struct appointment *list,
	size_t count, struct fault *f)
{
	struct id item;
	enum rc rc = RC_OK;
	private_item(p->people.key, &item);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = keyring_add(p->keyring, &item, list[i].person.box, role_key_seed(p->key), f);
		for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
			uint8_t public[KEY_SIZE];
			struct id of_role;
			role_key_public(keys->of[role], public);
			role_item((enum role)role, public, &of_role);
			rc = list[i].roles & bit((enum role)role)
				? keyring_add(p->keyring, &of_role, list[i].person.box, role_key_seed(keys->of[role]), f) : RC_OK;
		}
	}
	return rc;
}

static enum rc put_founding(struct private_log *p, const struct role_keys *keys, struct fault *f)
{
	struct event_founding founding;
	struct buf payload;
	struct id id;
	memcpy(founding.key, p->people.key, KEY_SIZE);
	event_founding_id(p->reg->org, founding.key, p->who->public.sign, &id);
	for (int role = 1; role <= ROLES; role++) {
		role_key_sign(keys->of[role], &id, founding.signature[role]);
	}
	enum rc rc = public_size(p->reg, &founding.size, f);
	buf_init(&payload, EVENT_TEXT_MOST);
	event_founding_encode(&founding, &payload);
	rc = rc == RC_OK ? private_put(p, EVENT_FOUNDING, buf_view(&payload), NULL, f) : rc;
	buf_finish(&payload);
	return rc;
}

static enum rc put_certificate(struct private_log *p, const struct person_public *person, enum role role,
	struct fault *f)
{
	struct event_certificate c = {.person = *person, .role = role};
	struct buf payload;
	enum rc rc = public_size(p->reg, &c.from, f);
	buf_init(&payload, EVENT_TEXT_MOST);
	event_certificate_encode(&c, &payload);
	rc = rc == RC_OK ? private_put(p, EVENT_CERTIFICATE, buf_view(&payload), NULL, f) : rc;
	buf_finish(&payload);
	return rc;
}

/* Events are closed for who holds a role at the time: those of the founding for all who will. */
static enum rc put_first(struct private_log *p, const struct role_keys *keys, const struct appointment *list,
	size_t count, struct fault *f)
{
	enum rc rc = put_founding(p, keys, f);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
			rc = list[i].roles & bit((enum role)role) ? put_certificate(p, &list[i].person, (enum role)role, f) : RC_OK;
		}
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = private_open_to(p, &list[i].person, f);
	}
	return rc;
}

static enum rc found(struct reg *r, struct private_log *p, const struct appointment *list, size_t count,
	struct fault *f)
{
	struct role_keys keys = {{NULL}};
	struct fault none = {0};
	enum rc rc = role_keys_load(r, ROLES_ALL, &keys, f);
	if (rc == RC_OK) {
		/* One that is there may hold other things. */
		rc = keyring_load(keyring_path(r, p->arena), &p->keyring, &none);
		if (rc == RC_NOT_FOUND) {
			p->keyring = keyring_create();
			rc = RC_OK;
		} else if (rc != RC_OK) {
			rc = fault_set(f, rc, "%s", none.message);
		}
	}
	if (rc == RC_OK) {
		p->key = role_key_make(ROLE_LOG);
		role_key_public(p->key, p->people.key);
		rc = close_keys(p, &keys, list, count, f);
	}
	rc = rc == RC_OK ? put_first(p, &keys, list, count, f) : rc;
	role_keys_finish(&keys);
	return rc == RC_OK ? private_end(p, f) : rc;
}

/* Whether somebody has the key of the role in the keyring: else the plain file may be the last there is of it. */
static enum rc is_closed(struct reg *r, struct keyring *k, enum role role, bool *ret, struct fault *f)
{
	uint8_t public[KEY_SIZE];
	struct id item;
	enum rc rc = role_public(r, role, public, f);
	role_item(role, public, &item);
	*ret = false;
	for (size_t i = 0; rc == RC_OK && i < keyring_count(k) && !*ret; i++) {
		struct wrap w = keyring_at(k, i);
		*ret = memcmp(w.item.b, item.b, ID_SIZE) == 0;
	}
	return rc;
}

static enum rc remove_plain(struct reg *r, struct arena *a, bool *ret_any, struct fault *f)
{
	struct keyring *k;
	*ret_any = false;
	enum rc rc = keyring_load(keyring_path(r, a), &k, f);
	if (rc != RC_OK) {
		return rc;
	}
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		char path[4096];
		role_key_path(r->path, (enum role)role, path, sizeof path);
		bool closed = false;
		if (access(path, F_OK) == 0) {
			rc = is_closed(r, k, (enum role)role, &closed, f);
		}
		if (rc == RC_OK && closed) {
			*ret_any = true;
			rc = file_remove_erasing(path, f);
		}
		role_key_next_path(r->path, (enum role)role, path, sizeof path);
		if (rc == RC_OK && access(path, F_OK) == 0) { /* of a rotation that was never recorded */
			rc = file_remove_erasing(path, f);
		}
	}
	keyring_destroy(k);
	return rc;
}

/* A founding that was cut short after it was recorded leaves plain files: it is ended by being given again. */
static enum rc end_founding(struct reg *r, struct arena *a, struct fault *f)
{
	bool any;
	enum rc rc = remove_plain(r, a, &any, f);
	if (rc == RC_OK && !any) {
		rc = fault_set(f, RC_CONFLICT, "this register has people already");
		fault_hint(f, "\"volya key role add\" adds others");
	}
	return rc;
}

enum rc people_found(struct reg *r, const struct appointment *list, size_t count, bool alone, struct fault *f)
{
	struct private_log p = {.reg = r, .arena = arena_create((size_t)1 << 28)};
	bool any, founded;
	p.people.arena = p.arena;
	enum rc rc = people_founded(r, &founded, f);
	if (rc == RC_OK && founded) {
		rc = end_founding(r, p.arena, f);
		private_finish(&p);
		return rc;
	}
	rc = rc == RC_OK ? acting(r, &p.who, f) : rc;
	rc = rc == RC_OK ? check_list(p.who, list, count, f) : rc;
	rc = rc == RC_OK ? check_enough(list, count, alone, f) : rc;
	rc = rc == RC_OK ? db_begin_write(r->db, f) : rc;
	if (rc == RC_OK) {
		rc = public_ready(r, f);
		rc = rc == RC_OK ? found(r, &p, list, count, f) : rc;
		rc = rc == RC_OK ? db_commit(r->db, f) : rc;
		if (rc != RC_OK) {
			db_rollback(r->db);
		}
	}
	rc = rc == RC_OK ? remove_plain(r, p.arena, &any, f) : rc;
	private_finish(&p);
	return rc;
}

/* ---- given and taken away ---- */

static enum rc give_key(struct private_log *p, const struct person_public *person, enum role role, struct fault *f)
{
	struct role_key *key;
	uint8_t public[KEY_SIZE];
	struct id item;
	enum rc rc = people_key(p->reg, role, &key, f);
	if (rc != RC_OK) {
		return rc;
	}
	role_key_public(key, public);
	role_item(role, public, &item);
	rc = keyring_add(p->keyring, &item, person->box, role_key_seed(key), f);
	role_key_destroy(key);
	return rc;
}

enum rc people_add(struct reg *r, const struct person_public *person, enum role role, struct fault *f)
{
	struct private_log p;
	enum rc rc = db_begin_write(r->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = private_begin(r, &p, f);
	if (rc == RC_OK) {
		rc = give_key(&p, person, role, f);
		rc = rc == RC_OK ? put_certificate(&p, person, role, f) : rc;
		rc = rc == RC_OK ? private_open_to(&p, person, f) : rc;
		rc = rc == RC_OK ? private_end(&p, f) : rc;
		private_finish(&p);
	}
	rc = rc == RC_OK ? db_commit(r->db, f) : rc;
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	return rc;
}

static const struct holding *holding_of(const struct people *p, struct str name, enum role role)
{
	for (size_t i = 0; i < p->holding_count; i++) {
		const struct holding *h = &p->holdings[i];
		if (h->role == role && h->until == EVENT_NONE && str_is(name, h->person.name)) {
			return h;
		}
	}
	return NULL;
}

static enum rc put_revocation(struct private_log *p, const struct holding *h, uint64_t from, const char *reason,
	struct fault *f)
{
	struct event_revocation v = {.role = h->role, .from = from, .reason = str_of(reason)};
	struct buf payload;
	memcpy(v.person, h->person.sign, KEY_SIZE);
	buf_init(&payload, 2 * EVENT_TEXT_MOST);
	event_revocation_encode(&v, &payload);
	enum rc rc = private_put(p, EVENT_REVOCATION, buf_view(&payload), NULL, f);
	buf_finish(&payload);
	return rc;
}

/* Of what is closed for others the wraps stay; a person's own go with their last role. */
static enum rc forget(struct private_log *p, const struct person_public *person, enum role role, struct fault *f)
{
	struct keyring *k = p->keyring;
	uint8_t public[KEY_SIZE];
	struct id item;
	bool any = false;
	for (size_t i = 0; i < p->people.holding_count; i++) {
		const struct holding *h = &p->people.holdings[i];
		any |= h->until == EVENT_NONE && memcmp(h->person.sign, person->sign, KEY_SIZE) == 0;
	}
	if (!any) {
		(void)keyring_remove_person(k, person->box);
		return RC_OK;
	}
	enum rc rc = role_public(p->reg, role, public, f);
	if (rc == RC_OK) {
		role_item(role, public, &item);
		(void)keyring_remove_wrap(k, &item, person->box);
	}
	return rc;
}

static enum rc take_roles(struct private_log *p, struct str name, unsigned roles, uint64_t from, struct str reason,
	bool alone, struct fault *f)
{
	bool any = false;
	char *words;
	enum rc rc = text_clean(p->arena, reason, &words, f);
	if (rc == RC_OK && from == EVENT_NONE) {
		rc = public_size(p->reg, &from, f);
	}
	for (int role = 1; rc == RC_OK && role <= ROLES; role++) {
		const struct holding *h = roles & bit((enum role)role) ? holding_of(&p->people, name, (enum role)role) : NULL;
		if (h) {
			struct person_public person = h->person;
			any = true;
			rc = put_revocation(p, h, from, words, f);
			rc = rc == RC_OK ? forget(p, &person, (enum role)role, f) : rc;
		}
	}
	if (rc == RC_OK && !any) {
		rc = fault_set(f, RC_NOT_FOUND, "%.*s holds no such role", STR_ARG(name));
	}
	struct appointment *left;
	size_t count = appointed(p, &left);
	return rc == RC_OK ? check_enough(left, count, alone, f) : rc;
}

enum rc people_revoke(struct reg *r, struct str name, unsigned roles, uint64_t from, struct str reason, bool alone,
	struct fault *f)
{
	struct private_log p;
	enum rc rc = db_begin_write(r->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = private_begin(r, &p, f);
	if (rc == RC_OK) {
		rc = take_roles(&p, name, roles, from, reason, alone, f);
		rc = rc == RC_OK ? private_end(&p, f) : rc;
		private_finish(&p);
	}
	rc = rc == RC_OK ? db_commit(r->db, f) : rc;
	if (rc != RC_OK) {
		db_rollback(r->db);
	}
	return rc;
}
