/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is here goes to the host: database, keyring and policy as at one moment, cut, named and sealed. What the host
 * has is not sent again. The new key of the store, when there must be one, is durable here before anything is sealed
 * with it, and the one before is destroyed when the host has taken the manifest.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "register/host_internal.h"

static const char *const files[] = {"register.db", "keyring", "policy"};

struct pushing {
	struct host *h;
	char *out; /* the folder of what goes out */
	struct people people;
	struct keyring *keyring;
	struct store_key *key, *before; /* before: NULL where the key stays */
	struct manifest m;
	struct manifest_body body;
	struct buf names, sealed, links;
	bool wrapped; /* the keyring here has to be written */
};

static bool none(const struct id *id)
{
	static const struct id zeros;
	return memcmp(id->b, zeros.b, ID_SIZE) == 0;
}

/* ---- the copy ---- */

static enum rc copy_file(struct pushing *w, const char *name, size_t most, struct fault *f)
{
	struct buf b;
	buf_init(&b, most);
	enum rc rc = file_read(host_path(w->h, name), &b, f);
	if (rc == RC_OK) {
		rc = file_replace(arena_printf(w->h->arena, "%s/%s", w->out, name), buf_view(&b), 0600, f);
	}
	buf_finish(&b);
	return rc;
}

static enum rc copy_all(struct pushing *w, struct fault *f)
{
	struct fault why = {0};
	enum rc rc = host_fresh(w->h, "out", &w->out, f);
	char *database = arena_printf(w->h->arena, "%s/register.db", w->out);
	rc = rc == RC_OK ? db_copy_pages(host_path(w->h, "register.db"), database, f) : rc;
	rc = rc == RC_OK ? copy_file(w, "keyring", KEYRING_FILE_MOST, f) : rc;
	if (rc == RC_OK) {
		rc = copy_file(w, "policy", POLICY_MOST, &why);
		rc = rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK : fault_set(f, rc, "%s", why.message);
	}
	return rc;
}

static enum rc read_copy(struct pushing *w, struct fault *f)
{
	struct reg *r;
	enum rc rc = reg_open(w->out, DB_READ, &r, f);
	if (rc != RC_OK) {
		return rc;
	}
	reg_act_as(r, w->h->who);
	rc = people_read(r, w->h->arena, NULL, &w->people, f);
	rc = rc == RC_OK ? host_heads(r, &w->people, &w->body, f) : rc;
	reg_close(r);
	return rc;
}

/* ---- the key ---- */

/* The one that is to be used, made if need be; before it the one that goes. */
static enum rc choose_key(struct pushing *w, struct fault *f)
{
	struct host *h = w->h;
	struct manifest_body last;
	const char *keyring = host_path(h, "keyring");
	struct store_key *k = NULL;
	enum rc rc = RC_OK;
	if (h->manifest.number) {
		rc = host_key_find(h, &k, f);
		rc = rc == RC_OK ? host_body(h, k, &last, f) : rc;
		if (rc != RC_OK || last.mark == w->body.mark) {
			w->key = k;
			return rc;
		}
		w->before = k;
	} else if (!none(&h->state.key)) { /* another host: the key of the one before goes, and leads to the new one */
		(void)!host_key_in(h, keyring, &h->state.key, &w->before, NULL);
	}
	if (!none(&h->state.next) && host_key_in(h, keyring, &h->state.next, &w->key, NULL) == RC_OK) {
		return RC_OK;
	}
	w->key = store_key_make();
	h->state.next = *store_key_id(w->key);
	return RC_OK;
}

static enum rc wrap_for(struct pushing *w, const struct person_public *p, struct fault *f)
{
	const struct id *id = store_key_id(w->key);
	if (keyring_find(w->keyring, id, p->box, NULL)) {
		return RC_OK;
	}
	w->wrapped = true;
	return keyring_add(w->keyring, id, p->box, store_key_bytes(w->key), f);
}

static bool holds(const struct people *p, size_t i)
{
	if (p->holdings[i].until != EVENT_NONE) {
		return false;
	}
	for (size_t k = 0; k < i; k++) { /* each person once */
		if (p->holdings[k].until == EVENT_NONE
			&& memcmp(p->holdings[k].person.box, p->holdings[i].person.box, KEY_SIZE) == 0) {
			return false;
		}
	}
	return true;
}

/* For everybody who holds a role, in the keyring here, and in the one that goes out without the key before. */
static enum rc wrap_key(struct pushing *w, struct fault *f)
{
	const char *path = host_path(w->h, "keyring");
	enum rc rc = keyring_load(path, &w->keyring, f);
	for (size_t i = 0; rc == RC_OK && i < w->people.holding_count; i++) {
		rc = holds(&w->people, i) ? wrap_for(w, &w->people.holdings[i].person, f) : RC_OK;
	}
	if (rc == RC_OK && w->wrapped) {
		rc = keyring_write(w->keyring, path, f);
		rc = rc == RC_OK ? host_keep(w->h, f) : rc;
	}
	if (rc == RC_OK && w->before) {
		(void)keyring_remove(w->keyring, store_key_id(w->before));
	}
	return rc == RC_OK ? keyring_write(w->keyring, arena_printf(w->h->arena, "%s/keyring", w->out), f) : rc;
}

/* The steps that are known, the oldest dropped, and the one to the new key. */
static enum rc make_steps(struct pushing *w, struct fault *f)
{
	const struct manifest *last = &w->h->manifest;
	size_t from = w->before && last->step_count == MANIFEST_LINKS ? 1 : 0;
	enum rc rc = RC_OK;
	for (size_t i = from; i < last->step_count; i++) {
		w->m.steps[w->m.step_count++] = last->steps[i];
	}
	if (!w->before) {
		return RC_OK;
	}
	struct store_step *step = &w->m.steps[w->m.step_count++];
	for (size_t i = 0; rc == RC_OK && i < w->people.holding_count; i++) {
		const struct person_public *p = &w->people.holdings[i].person;
		rc = holds(&w->people, i) ? link_seal(w->before, w->key, p->box, &w->links, f) : RC_OK;
	}
	*step = (struct store_step){*store_key_id(w->before), *store_key_id(w->key), buf_view(&w->links)};
	return rc;
}

/* ---- chunks ---- */

static int open_out(struct pushing *w, const char *name)
{
	return open(arena_printf(w->h->arena, "%s/%s", w->out, name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

/* One chunk, zeros behind the end of the file; *ret_n 0 at the end. */
static enum rc read_chunk(int fd, uint64_t number, char chunk[CHUNK_SIZE], size_t *ret_n, struct fault *f)
{
	size_t n = 0;
	memset(chunk, 0, CHUNK_SIZE);
	while (n < CHUNK_SIZE) {
		ssize_t got = pread(fd, chunk + n, CHUNK_SIZE - n, (off_t)(number * CHUNK_SIZE + n));
		if (got < 0) {
			return fault_errno(f, RC_IO, "cannot read what is to be sent");
		}
		if (got == 0) {
			break;
		}
		n += (size_t)got;
	}
	*ret_n = n;
	return RC_OK;
}

static enum rc name_file(struct pushing *w, const char *name, char chunk[CHUNK_SIZE], struct fault *f)
{
	struct manifest_file *x = &w->body.files[w->body.file_count];
	int fd = open_out(w, name);
	size_t n = CHUNK_SIZE;
	enum rc rc = RC_OK;
	if (fd < 0) {
		return RC_OK; /* no policy */
	}
	struct hash *hash = hash_create();
	while (rc == RC_OK && n == CHUNK_SIZE) {
		struct id id;
		rc = read_chunk(fd, x->chunks, chunk, &n, f);
		if (rc != RC_OK || n == 0) {
			break;
		}
		hash_add(hash, chunk, n);
		chunk_name(w->key, chunk, &id);
		buf_add(&w->names, id.b, ID_SIZE);
		x->size += n;
		x->chunks++;
	}
	hash_finish(hash, &x->digest);
	(void)snprintf(x->name, sizeof x->name, "%s", name);
	w->body.file_count++;
	close(fd);
	return rc == RC_OK && w->names.full ? fault_set(f, RC_LIMIT, "the register is larger than a host takes") : rc;
}

static enum rc name_all(struct pushing *w, char chunk[CHUNK_SIZE], struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < sizeof files / sizeof *files; i++) {
		rc = name_file(w, files[i], chunk, f);
	}
	return rc;
}

static enum rc send_chunk(struct pushing *w, int fd, uint64_t number, size_t at, char chunk[CHUNK_SIZE],
	struct fault *f)
{
	struct id name;
	struct buf payload, answer;
	size_t n;
	memcpy(name.b, w->names.p + at * ID_SIZE, ID_SIZE);
	enum rc rc = read_chunk(fd, number, chunk, &n, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_clear(&w->sealed);
	chunk_seal(w->key, &name, chunk, &w->sealed);
	struct str sealed = buf_view(&w->sealed);
	buf_init(&payload, CHUNK_SEALED + 1024);
	buf_init(&answer, 1024);
	host_write_encode(w->h->state.token, (struct str){(const char *)name.b, ID_SIZE}, &sealed, false, &payload);
	rc = host_call(w->h, "put", buf_view(&payload), &answer, f);
	buf_finish(&payload);
	buf_finish(&answer);
	return rc;
}

/* Which of the chunks the host has, a byte for each. */
static enum rc ask_have(struct pushing *w, struct buf *have, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t at = 0; rc == RC_OK && at < w->names.n; at += (size_t)HOST_NAMES * ID_SIZE) {
		struct str page = str_sub(buf_view(&w->names), at, at + (size_t)HOST_NAMES * ID_SIZE);
		rc = host_call(w->h, "have", page, have, f);
		if (rc == RC_OK && have->n != (at + page.n) / ID_SIZE) {
			rc = fault_set(f, RC_IO, "the host answered what was not asked");
		}
	}
	return rc;
}

static enum rc send_missing(struct pushing *w, char chunk[CHUNK_SIZE], struct fault *f)
{
	struct buf have;
	size_t at = 0;
	buf_init(&have, MANIFEST_CHUNKS + HOST_NAMES);
	enum rc rc = ask_have(w, &have, f);
	for (size_t i = 0; rc == RC_OK && i < w->body.file_count; i++) {
		int fd = open_out(w, w->body.files[i].name);
		for (uint64_t k = 0; rc == RC_OK && k < w->body.files[i].chunks; k++, at++) {
			host_step(w->h, "to the host", at, have.n);
			rc = have.p[at] ? RC_OK : send_chunk(w, fd, k, at, chunk, f);
		}
		if (fd >= 0) {
			close(fd);
		}
	}
	buf_finish(&have);
	return rc;
}

/* ---- the manifest ---- */

static enum rc send_manifest(struct pushing *w, struct id *ret, struct fault *f)
{
	struct host *h = w->h;
	struct buf plain, body, bytes, payload, answer;
	struct id aad;
	buf_init(&plain, MANIFEST_MOST);
	buf_init(&body, MANIFEST_MOST);
	buf_init(&bytes, MANIFEST_MOST + 1024);
	buf_init(&payload, MANIFEST_MOST + 2048);
	buf_init(&answer, 1024);
	w->m.key = *store_key_id(w->key);
	w->m.number = h->manifest.number + 1;
	w->m.previous = h->digest;
	w->m.chunks = buf_view(&w->names);
	manifest_aad(&w->m, &aad);
	manifest_body_encode(&w->body, &plain);
	body_seal(w->key, &aad, buf_view(&plain), &body);
	w->m.body = buf_view(&body);
	enum rc rc = manifest_encode(&w->m, h->who, &bytes, f);
	if (rc == RC_OK) {
		manifest_digest(buf_view(&bytes), ret);
		host_write_encode(h->state.token, buf_view(&bytes), NULL, false, &payload);
		rc = host_call(h, "manifest", buf_view(&payload), &answer, f);
	}
	buf_finish(&plain);
	buf_finish(&body);
	buf_finish(&bytes);
	buf_finish(&payload);
	buf_finish(&answer);
	return rc;
}

/* The host has taken it: so it is remembered, and the key before is no more. */
static enum rc settle(struct pushing *w, const struct id *digest, struct fault *f)
{
	struct host *h = w->h;
	h->state.number = w->m.number;
	h->state.digest = *digest;
	h->state.key = w->m.key;
	h->state.next = (struct id){{0}};
	enum rc rc = w->before ? host_key_forget(h, store_key_id(w->before), f) : RC_OK;
	return rc == RC_OK ? host_keep(h, f) : rc;
}

static enum rc send_all(struct pushing *w, bool *ret_sent, struct fault *f)
{
	char *chunk = arena_alloc(w->h->arena, CHUNK_SIZE);
	struct id digest;
	enum rc rc = name_all(w, chunk, f);
	bool same = w->h->manifest.number && !w->before && str_eq(buf_view(&w->names), w->h->manifest.chunks);
	if (rc != RC_OK || same) {
		return rc;
	}
	*ret_sent = true;
	rc = make_steps(w, f);
	rc = rc == RC_OK ? send_missing(w, chunk, f) : rc;
	rc = rc == RC_OK ? send_manifest(w, &digest, f) : rc;
	rc = rc == RC_OK ? settle(w, &digest, f) : rc;
	secret_wipe(chunk, CHUNK_SIZE);
	return rc;
}

enum rc host_push(struct host *h, bool *ret_sent, struct fault *f)
{
	struct pushing w = {.h = h};
	buf_init(&w.names, (size_t)MANIFEST_CHUNKS * ID_SIZE);
	buf_init(&w.sealed, CHUNK_SEALED);
	buf_init(&w.links, (size_t)MANIFEST_PEOPLE * LINK_SIZE);
	enum rc rc = copy_all(&w, f);
	rc = rc == RC_OK ? read_copy(&w, f) : rc;
	rc = rc == RC_OK ? choose_key(&w, f) : rc;
	rc = rc == RC_OK ? wrap_key(&w, f) : rc;
	rc = rc == RC_OK ? send_all(&w, ret_sent, f) : rc;
	keyring_destroy(w.keyring);
	store_key_destroy(w.key);
	store_key_destroy(w.before);
	buf_finish(&w.names);
	buf_finish(&w.sealed);
	buf_finish(&w.links);
	host_remove(host_path(h, "host/out"));
	return rc;
}
