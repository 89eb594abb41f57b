/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The key of the store: where it is kept, how the next one is reached, and when there must be another. */
#include <string.h>

#include "register/host_internal.h"

enum rc host_key_in(struct host *h, const char *keyring, const struct id *id, struct store_key **ret, struct fault *f)
{
	struct keyring *k = NULL;
	uint8_t *bytes = secret_alloc(KEY_SIZE);
	enum rc rc = keyring_load(keyring, &k, f);
	if (rc == RC_OK) {
		rc = keyring_open(k, id, h->who, bytes, KEY_SIZE, f);
	}
	if (rc == RC_OK) {
		*ret = store_key_of(bytes);
		if (memcmp(store_key_id(*ret)->b, id->b, ID_SIZE) != 0) {
			store_key_destroy(*ret);
			rc = fault_set(f, RC_CRYPTO, "the keyring holds another key than it says");
		}
	}
	secret_free(bytes);
	keyring_destroy(k);
	return rc;
}

static bool same(const struct id *a, const struct id *b)
{
	return memcmp(a->b, b->b, ID_SIZE) == 0;
}

/* One step: each of its links is tried, for none says whose it is. */
static enum rc take_step(struct host *h, const struct store_step *step, struct store_key **key, struct fault *f)
{
	enum rc rc = RC_NOT_FOUND;
	for (size_t at = 0; rc == RC_NOT_FOUND && at < step->links.n; at += LINK_SIZE) {
		struct store_key *next;
		struct fault why = {0};
		rc = link_open(*key, &step->to, str_sub(step->links, at, at + LINK_SIZE), h->who, &next, &why);
		if (rc == RC_OK) {
			store_key_destroy(*key);
			*key = next;
		} else if (rc != RC_NOT_FOUND) {
			rc = fault_set(f, rc, "%s", why.message);
		}
	}
	return rc;
}

/* From the key that is known to that of the manifest. */
static enum rc follow(struct host *h, struct store_key **key, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < h->manifest.step_count; i++) {
		const struct store_step *step = &h->manifest.steps[i];
		if (same(&step->from, store_key_id(*key))) {
			rc = take_step(h, step, key, f);
		}
	}
	return rc == RC_OK && !same(store_key_id(*key), &h->manifest.key) ? RC_NOT_FOUND : rc;
}

enum rc host_key_find(struct host *h, struct store_key **ret, struct fault *f)
{
	const char *keyring = host_path(h, "keyring");
	struct fault why = {0};
	struct store_key *k = NULL;
	enum rc rc = host_key_in(h, keyring, &h->manifest.key, &k, &why);
	if (rc == RC_NOT_FOUND) {
		fault_clear(&why);
		rc = host_key_in(h, keyring, &h->state.key, &k, &why);
		rc = rc == RC_OK ? follow(h, &k, &why) : rc;
	}
	if (rc == RC_OK) {
		*ret = k;
		return RC_OK;
	}
	store_key_destroy(k);
	if (rc == RC_NOT_FOUND) {
		rc = fault_set(f, RC_DENIED, "what the host has is not sealed for %s", h->who->public.name);
		fault_hint(f, "somebody who has it invites you: \"volya host invite LINE\"; or your roles were taken away");
		return rc;
	}
	return fault_set(f, rc, "%s", why.message);
}

enum rc host_body(struct host *h, const struct store_key *k, struct manifest_body *ret, struct fault *f)
{
	struct id aad;
	struct buf plain;
	buf_init(&plain, MANIFEST_MOST);
	manifest_aad(&h->manifest, &aad);
	enum rc rc = body_open(k, &aad, h->manifest.body, &plain, f);
	if (rc == RC_OK) {
		rc = manifest_body_decode(buf_view(&plain), h->manifest.chunks.n / ID_SIZE, ret, f);
	}
	buf_wipe(&plain);
	return rc;
}

enum rc host_key_forget(struct host *h, const struct id *id, struct fault *f)
{
	const char *path = host_path(h, "keyring");
	struct keyring *k;
	enum rc rc = keyring_load(path, &k, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (keyring_remove(k, id)) {
		rc = keyring_write(k, path, f);
	}
	keyring_destroy(k);
	return rc;
}

/* ---- what the register has come to ---- */

static enum rc count(struct reg *r, const char *sql, uint64_t *sum, struct fault *f)
{
	struct query *q;
	int64_t n = 0;
	enum rc rc = db_query(r->db, sql, &q, f);
	if (rc == RC_OK) {
		rc = query_int_or(q, 0, &n, f);
	}
	*sum += (uint64_t)n;
	return rc;
}

_Static_assert(NOTICE_ERASE == 3, "what is counted");

enum rc host_mark(struct reg *r, const struct people *p, uint64_t *ret, struct fault *f)
{
	*ret = 0;
	enum rc rc = count(r, "SELECT count(*) FROM hiding WHERE action = 3", ret, f);
	if (rc == RC_OK) {
		rc = count(r, "SELECT count(*) FROM event WHERE length(sealed) = 0", ret, f);
	}
	for (size_t i = 0; rc == RC_OK && i < p->holding_count; i++) {
		*ret += p->holdings[i].until != EVENT_NONE;
	}
	return rc;
}

static enum rc private_head(struct reg *r, struct manifest_body *ret, struct fault *f)
{
	struct query *q;
	struct tree tree = {0};
	bool row;
	enum rc rc = db_query(r->db, "SELECT peaks FROM private_log", &q, f);
	if (rc == RC_OK) {
		rc = query_step(q, &row, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (row) {
		rc = tree_decode(query_blob(q, 0), &tree, f);
		query_done(q);
	} else {
		rc = fault_set(f, RC_DENIED, "this register has no people");
	}
	if (rc == RC_OK) {
		ret->private_size = tree.size;
		tree_root(&tree, &ret->private_root);
	}
	return rc == RC_INVALID ? RC_DB : rc;
}

enum rc host_heads(struct reg *r, const struct people *p, struct manifest_body *ret, struct fault *f)
{
	struct arena *a = arena_create((size_t)1 << 24);
	struct log_head head;
	memcpy(ret->org, r->org, ORG_SIZE);
	enum rc rc = log_head(r, a, OWN_ORG, &head, f);
	if (rc == RC_OK) {
		ret->public_size = head.tree.size;
		tree_root(&head.tree, &ret->public_root);
		rc = private_head(r, ret, f);
	}
	rc = rc == RC_OK ? host_mark(r, p, &ret->mark, f) : rc;
	arena_destroy(a);
	return rc;
}
