/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/store_key.h"

#include <sodium.h>
#include <string.h>

#include "ledger/hash.h"

#define CONTEXT "volyahst"
#define REFUSED "what the host gave does not open: it was altered, or sealed with another key"

enum part { PART_CHUNKS = 1, PART_NAMES, PART_BODIES, PART_LINKS, PARTS };

struct store_key {
	uint8_t bytes[KEY_SIZE];
	uint8_t part[PARTS][KEY_SIZE];
	struct id id;
};

_Static_assert(crypto_kdf_KEYBYTES == KEY_SIZE && sizeof CONTEXT - 1 == crypto_kdf_CONTEXTBYTES,
	"a key to derive from");
_Static_assert(ID_SIZE >= crypto_generichash_BYTES_MIN && ID_SIZE <= crypto_generichash_BYTES_MAX,
	"the size of a name");

struct store_key *store_key_of(const uint8_t bytes[KEY_SIZE])
{
	struct store_key *k = secret_alloc(sizeof *k);
	memcpy(k->bytes, bytes, KEY_SIZE);
	for (unsigned i = PART_CHUNKS; i < PARTS; i++) {
		(void)crypto_kdf_derive_from_key(k->part[i], KEY_SIZE, i, CONTEXT, k->bytes);
	}
	digest_begin("volya/host-key/1");
	digest_add(k->bytes, KEY_SIZE);
	digest_end(&k->id);
	return k;
}

struct store_key *store_key_make(void)
{
	uint8_t *bytes = secret_alloc(KEY_SIZE);
	random_bytes(bytes, KEY_SIZE);
	struct store_key *k = store_key_of(bytes);
	secret_free(bytes);
	return k;
}

void store_key_destroy(struct store_key *k)
{
	secret_free(k);
}

const struct id *store_key_id(const struct store_key *k)
{
	return &k->id;
}

struct str store_key_bytes(const struct store_key *k)
{
	return (struct str){(const char *)k->bytes, KEY_SIZE};
}

static struct str view(const struct id *id)
{
	return (struct str){(const char *)id->b, ID_SIZE};
}

/* ---- chunks and bodies ---- */

void chunk_name(const struct store_key *k, const void *chunk, struct id *ret)
{
	(void)crypto_generichash(ret->b, ID_SIZE, chunk, CHUNK_SIZE, k->part[PART_NAMES], KEY_SIZE);
}

void chunk_seal(const struct store_key *k, const struct id *name, const void *chunk, struct buf *out)
{
	seal_value(k->part[PART_CHUNKS], view(name), (struct str){chunk, CHUNK_SIZE}, out);
}

/* The name is held against the bytes, too: one who has the key could seal others under it. */
enum rc chunk_open(const struct store_key *k, const struct id *name, struct str sealed, struct buf *out,
	struct fault *f)
{
	size_t before = out->n;
	struct id made;
	if (sealed.n != CHUNK_SEALED) {
		return fault_set(f, RC_CRYPTO, REFUSED);
	}
	enum rc rc = seal_open(k->part[PART_CHUNKS], view(name), sealed, out, NULL);
	if (rc == RC_OK) {
		chunk_name(k, out->p + before, &made);
		rc = memcmp(made.b, name->b, ID_SIZE) == 0 ? RC_OK : RC_CRYPTO;
	}
	return rc == RC_OK ? rc : fault_set(f, rc, REFUSED);
}

void body_seal(const struct store_key *k, const struct id *aad, struct str plain, struct buf *out)
{
	seal_value_padded(k->part[PART_BODIES], view(aad), plain, out);
}

enum rc body_open(const struct store_key *k, const struct id *aad, struct str sealed, struct buf *out, struct fault *f)
{
	enum rc rc = seal_open_padded(k->part[PART_BODIES], view(aad), sealed, out, NULL);
	return rc == RC_OK ? rc : fault_set(f, rc, REFUSED);
}

/* ---- links ---- */

static struct str both(const struct id *from, const struct id *to, uint8_t aad[2 * ID_SIZE])
{
	memcpy(aad, from->b, ID_SIZE);
	memcpy(aad + ID_SIZE, to->b, ID_SIZE);
	return (struct str){(const char *)aad, 2 * (size_t)ID_SIZE};
}

enum rc link_seal(const struct store_key *from, const struct store_key *to, const uint8_t box[KEY_SIZE],
	struct buf *out, struct fault *f)
{
	uint8_t aad[2 * ID_SIZE];
	struct buf sealed;
	buf_init(&sealed, SEAL_OVERHEAD + KEY_SIZE);
	seal_value(from->part[PART_LINKS], both(&from->id, &to->id, aad), store_key_bytes(to), &sealed);
	enum rc rc = box_seal(box, buf_view(&sealed), out, f);
	buf_finish(&sealed);
	return rc;
}

static enum rc open_inside(const struct store_key *from, const struct id *to, struct str sealed, struct store_key **ret)
{
	uint8_t aad[2 * ID_SIZE];
	struct buf bytes;
	buf_init(&bytes, KEY_SIZE);
	enum rc rc = seal_open(from->part[PART_LINKS], both(&from->id, to, aad), sealed, &bytes, NULL);
	if (rc == RC_OK) {
		struct store_key *k = store_key_of((const uint8_t *)bytes.p);
		if (memcmp(k->id.b, to->b, ID_SIZE) == 0) {
			*ret = k;
		} else {
			store_key_destroy(k);
			rc = RC_CRYPTO;
		}
	}
	buf_wipe(&bytes);
	return rc;
}

enum rc link_open(const struct store_key *from, const struct id *to, struct str link, const struct signer *who,
	struct store_key **ret, struct fault *f)
{
	struct fault why = {0};
	uint8_t *sealed = secret_alloc(LINK_SIZE - BOX_OVERHEAD);
	enum rc rc = link.n == LINK_SIZE ? who->open_box(who->data, link, sealed, &why) : RC_CRYPTO;
	if (rc == RC_OK) {
		rc = open_inside(from, to, (struct str){(const char *)sealed, LINK_SIZE - BOX_OVERHEAD}, ret);
		rc = rc == RC_OK ? rc : fault_set(f, rc, REFUSED);
	} else if (rc == RC_CRYPTO) {
		rc = fault_set(f, RC_NOT_FOUND, "the host's key is closed for another person");
	} else {
		rc = fault_set(f, rc, "%s", why.message);
	}
	secret_free(sealed);
	return rc;
}
