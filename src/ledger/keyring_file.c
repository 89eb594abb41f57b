/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file of the keyring: CBOR and a digest, read strictly, replaced whole. */
#include <string.h>

#include "base/file.h"
#include "ledger/cbor.h"
#include "ledger/hash.h"
#include "ledger/keyring_inside.h"

#define VERSION 1

static void digest_of(struct str bytes, struct id *ret)
{
	struct hash *h = hash_create();
	hash_add(h, bytes.p, bytes.n);
	hash_finish(h, ret);
}

enum rc keyring_encode(struct keyring *k, struct buf *out, struct fault *f)
{
	struct id digest;
	size_t before = out->n, count = keyring_count(k);
	cbor_array(out, 2);
	cbor_uint(out, VERSION);
	cbor_array(out, count);
	for (size_t i = 0; i < count && !out->full; i++) {
		const struct kept *w = &k->wraps[i];
		cbor_array(out, 3);
		cbor_bytes(out, w->item.b, ID_SIZE);
		cbor_bytes(out, w->person, KEY_SIZE);
		cbor_bytes(out, w->box, w->box_n);
	}
	digest_of(str_sub(buf_view(out), before, out->n), &digest);
	buf_add(out, digest.b, ID_SIZE);
	return out->full ? fault_set(f, RC_LIMIT, "the keyring is larger than it can be") : RC_OK;
}

static enum rc read_wrap(struct cbor_reader *r, struct keyring *k, struct fault *f)
{
	struct id item;
	uint8_t person[KEY_SIZE];
	uint64_t parts = cbor_read_array(r);
	struct str item_bytes = cbor_read_bytes(r), person_bytes = cbor_read_bytes(r), box = cbor_read_bytes(r);
	if (r->rc != RC_OK || parts != 3 || item_bytes.n != ID_SIZE || person_bytes.n != KEY_SIZE
		|| box.n < BOX_OVERHEAD + ID_SIZE || box.n > BOX_OVERHEAD + ID_SIZE + KEYRING_SECRET_MOST) {
		return fault_set(f, RC_CRYPTO, "the keyring holds what is no wrapped key");
	}
	memcpy(item.b, item_bytes.p, ID_SIZE);
	memcpy(person, person_bytes.p, KEY_SIZE);
	keyring_keep(k, &item, person, box);
	return k->unsorted ? fault_set(f, RC_CRYPTO, "the keyring is not in its order") : RC_OK;
}

static enum rc read_wraps(struct str bytes, struct keyring *k, struct fault *f)
{
	struct cbor_reader r;
	enum rc rc = RC_OK;
	cbor_reader_init(&r, bytes, NULL);
	uint64_t parts = cbor_read_array(&r), version = cbor_read_uint(&r), count = cbor_read_array(&r);
	if (r.rc != RC_OK || parts != 2 || version != VERSION) {
		return fault_set(f, RC_CRYPTO, "this is no keyring, or one of a newer program");
	}
	for (uint64_t i = 0; rc == RC_OK && i < count; i++) {
		rc = read_wrap(&r, k, f);
	}
	if (rc == RC_OK && cbor_reader_finish(&r) != RC_OK) {
		rc = fault_set(f, RC_CRYPTO, "the keyring is not in the form that is written");
	}
	return rc;
}

enum rc keyring_decode(struct str bytes, struct keyring **ret, struct fault *f)
{
	struct id digest;
	if (bytes.n < ID_SIZE) {
		return fault_set(f, RC_CRYPTO, "the keyring is cut off");
	}
	struct str body = str_sub(bytes, 0, bytes.n - ID_SIZE);
	digest_of(body, &digest);
	if (memcmp(digest.b, bytes.p + body.n, ID_SIZE) != 0) {
		enum rc rc = fault_set(f, RC_CRYPTO, "the keyring is damaged: it does not fit its digest");
		fault_hint(f, "take it from the copy you keep apart");
		return rc;
	}
	struct keyring *k = keyring_create();
	enum rc rc = read_wraps(body, k, f);
	if (rc != RC_OK) {
		keyring_destroy(k);
		return rc;
	}
	*ret = k;
	return RC_OK;
}

static enum rc load(const char *path, struct keyring **ret, struct fault *f)
{
	struct buf bytes;
	buf_init(&bytes, KEYRING_FILE_MOST);
	enum rc rc = file_read_private(path, &bytes, f);
	if (rc == RC_OK) {
		rc = keyring_decode(buf_view(&bytes), ret, f);
	}
	if (rc == RC_CRYPTO) {
		fault_where(f, path, 0, 0);
	}
	buf_finish(&bytes);
	return rc;
}

enum rc keyring_load(const char *path, struct keyring **ret, struct fault *f)
{
	/* Where another process erased meanwhile what we had open, the new one is there by now. */
	enum rc rc = load(path, ret, NULL);
	return rc == RC_OK ? rc : load(path, ret, f);
}

enum rc keyring_write(struct keyring *k, const char *path, struct fault *f)
{
	struct buf bytes;
	buf_init(&bytes, KEYRING_FILE_MOST);
	enum rc rc = keyring_encode(k, &bytes, f);
	if (rc == RC_OK && k->gone) {
		rc = file_replace_erasing(path, buf_view(&bytes), 0600, f);
	} else if (rc == RC_OK) {
		rc = file_replace(path, buf_view(&bytes), 0600, f);
		rc = rc == RC_OK ? folder_sync(path, f) : rc;
	}
	k->gone = k->gone && rc != RC_OK;
	buf_finish(&bytes);
	return rc;
}
