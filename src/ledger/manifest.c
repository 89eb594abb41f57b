/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/manifest.h"

#include <string.h>

#include "ledger/hash.h"

#define VERSION 1
#define ITEMS 9
#define DOMAIN STR("volya/host/1")

static void add_id(struct buf *b, const struct id *id)
{
	cbor_bytes(b, id->b, ID_SIZE);
}

/* ---- the manifest ---- */

static void encode_unsigned(const struct manifest *m, struct buf *out)
{
	cbor_uint(out, VERSION);
	add_id(out, &m->key);
	cbor_uint(out, m->number);
	add_id(out, &m->previous);
	cbor_array(out, m->step_count);
	for (size_t i = 0; i < m->step_count; i++) {
		cbor_array(out, 3);
		add_id(out, &m->steps[i].from);
		add_id(out, &m->steps[i].to);
		cbor_bytes(out, m->steps[i].links.p, m->steps[i].links.n);
	}
	cbor_bytes(out, m->chunks.p, m->chunks.n);
	cbor_bytes(out, m->body.p, m->body.n);
}

static void signed_digest(const struct manifest *m, struct id *ret)
{
	struct buf b;
	buf_init(&b, MANIFEST_MOST);
	encode_unsigned(m, &b);
	digest_begin("volya/manifest/1");
	digest_add(b.p, b.n);
	digest_end(ret);
	buf_finish(&b);
}

static struct str view(const struct id *id)
{
	return (struct str){(const char *)id->b, ID_SIZE};
}

enum rc manifest_encode(struct manifest *m, const struct signer *who, struct buf *out, struct fault *f)
{
	struct id digest;
	size_t before = out->n;
	memcpy(m->signer, who->public.sign, KEY_SIZE);
	signed_digest(m, &digest);
	enum rc rc = who->sign(who->data, DOMAIN, view(&digest), m->signature, f);
	if (rc != RC_OK) {
		return rc;
	}
	cbor_array(out, ITEMS);
	encode_unsigned(m, out);
	cbor_bytes(out, m->signer, KEY_SIZE);
	cbor_bytes(out, m->signature, SIGNATURE_SIZE);
	return out->full || out->n - before > MANIFEST_MOST || m->chunks.n > (size_t)MANIFEST_CHUNKS * ID_SIZE
		? fault_set(f, RC_LIMIT, "the register is larger than a host takes") : RC_OK;
}

static enum rc limit(struct cbor_reader *r, bool holds)
{
	if (r->rc == RC_OK && !holds) {
		r->rc = fault_set(r->fault, RC_LIMIT, "the manifest has more of something than there can be");
	}
	return r->rc;
}

static void read_step(struct cbor_reader *r, struct store_step *ret)
{
	uint64_t parts = cbor_read_array(r);
	cbor_read_fixed(r, ret->from.b, ID_SIZE);
	cbor_read_fixed(r, ret->to.b, ID_SIZE);
	ret->links = cbor_read_bytes(r);
	(void)limit(r, parts == 3 && ret->links.n % LINK_SIZE == 0 && ret->links.n <= (size_t)MANIFEST_PEOPLE * LINK_SIZE);
}

enum rc manifest_decode(struct str bytes, struct manifest *ret, struct fault *f)
{
	struct cbor_reader r;
	if (bytes.n > MANIFEST_MOST) {
		return fault_set(f, RC_LIMIT, "the manifest is larger than it can be");
	}
	*ret = (struct manifest){0};
	cbor_reader_init(&r, bytes, f);
	uint64_t items = cbor_read_array(&r);
	if (r.rc == RC_OK && (items != ITEMS || cbor_read_uint(&r) != VERSION)) {
		return fault_set(f, RC_INVALID, "this is no manifest, or one of a newer program");
	}
	cbor_read_fixed(&r, ret->key.b, ID_SIZE);
	ret->number = (uint64_t)cbor_read_within(&r, 1, INT64_MAX);
	cbor_read_fixed(&r, ret->previous.b, ID_SIZE);
	ret->step_count = (size_t)cbor_read_array(&r);
	if (limit(&r, ret->step_count <= MANIFEST_LINKS) != RC_OK) {
		return r.rc;
	}
	for (size_t i = 0; r.rc == RC_OK && i < ret->step_count; i++) {
		read_step(&r, &ret->steps[i]);
	}
	ret->chunks = cbor_read_bytes(&r);
	(void)limit(&r, ret->chunks.n % ID_SIZE == 0 && ret->chunks.n <= (size_t)MANIFEST_CHUNKS * ID_SIZE);
	ret->body = cbor_read_bytes(&r);
	cbor_read_fixed(&r, ret->signer, KEY_SIZE);
	cbor_read_fixed(&r, ret->signature, SIGNATURE_SIZE);
	return cbor_reader_finish(&r);
}

enum rc manifest_check(const struct manifest *m, struct fault *f)
{
	struct id digest;
	signed_digest(m, &digest);
	return person_check(m->signer, DOMAIN, view(&digest), m->signature, NULL) == RC_OK ? RC_OK
		: fault_set(f, RC_CRYPTO, "the manifest's signature does not hold");
}

void manifest_digest(struct str bytes, struct id *ret)
{
	digest_begin("volya/manifest-id/1");
	digest_add(bytes.p, bytes.n);
	digest_end(ret);
}

void manifest_chunk(const struct manifest *m, size_t i, struct id *ret)
{
	memcpy(ret->b, m->chunks.p + i * ID_SIZE, ID_SIZE);
}

void manifest_aad(const struct manifest *m, struct id *ret)
{
	uint8_t number[8];
	for (int i = 0; i < 8; i++) {
		number[i] = (uint8_t)(m->number >> (56 - 8 * i));
	}
	digest_begin("volya/manifest-body/1");
	digest_add(m->key.b, ID_SIZE);
	digest_add(number, sizeof number);
	digest_add(m->previous.b, ID_SIZE);
	digest_add(m->chunks.p, m->chunks.n);
	digest_end(ret);
}

/* ---- its body ---- */

void manifest_body_encode(const struct manifest_body *b, struct buf *out)
{
	cbor_array(out, 8);
	cbor_uint(out, VERSION);
	cbor_bytes(out, b->org, ORG_SIZE);
	cbor_uint(out, b->public_size);
	add_id(out, &b->public_root);
	cbor_uint(out, b->private_size);
	add_id(out, &b->private_root);
	cbor_uint(out, b->mark);
	cbor_array(out, b->file_count);
	for (size_t i = 0; i < b->file_count; i++) {
		const struct manifest_file *x = &b->files[i];
		cbor_array(out, 4);
		cbor_text(out, str_of(x->name));
		cbor_uint(out, x->size);
		add_id(out, &x->digest);
		cbor_uint(out, x->chunks);
	}
}

/* A name is that of a file of a register, and nothing that leads elsewhere. */
static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '.' && (s.p[i] < 'a' || s.p[i] > 'z')) {
			return false;
		}
	}
	return s.n > 0 && s.n <= MANIFEST_NAME && s.p[0] != '.';
}

static void read_file(struct cbor_reader *r, struct manifest_file *ret)
{
	uint64_t parts = cbor_read_array(r);
	struct str name = cbor_read_text(r);
	ret->size = cbor_read_uint(r);
	cbor_read_fixed(r, ret->digest.b, ID_SIZE);
	ret->chunks = cbor_read_uint(r);
	if (limit(r, parts == 4 && is_name(name) && ret->chunks <= MANIFEST_CHUNKS
		&& ret->size <= ret->chunks * CHUNK_SIZE && ret->size + CHUNK_SIZE > ret->chunks * CHUNK_SIZE) == RC_OK) {
		memcpy(ret->name, name.p, name.n);
		ret->name[name.n] = '\0';
	}
}

enum rc manifest_body_decode(struct str bytes, uint64_t chunks, struct manifest_body *ret, struct fault *f)
{
	struct cbor_reader r;
	uint64_t sum = 0;
	*ret = (struct manifest_body){0};
	cbor_reader_init(&r, bytes, f);
	uint64_t items = cbor_read_array(&r);
	if (r.rc == RC_OK && (items != 8 || cbor_read_uint(&r) != VERSION)) {
		return fault_set(f, RC_INVALID, "this is no manifest, or one of a newer program");
	}
	cbor_read_fixed(&r, ret->org, ORG_SIZE);
	ret->public_size = (uint64_t)cbor_read_within(&r, 0, INT64_MAX);
	cbor_read_fixed(&r, ret->public_root.b, ID_SIZE);
	ret->private_size = (uint64_t)cbor_read_within(&r, 0, INT64_MAX);
	cbor_read_fixed(&r, ret->private_root.b, ID_SIZE);
	ret->mark = cbor_read_uint(&r);
	ret->file_count = (size_t)cbor_read_array(&r);
	if (limit(&r, ret->file_count <= MANIFEST_FILES) != RC_OK) {
		return r.rc;
	}
	for (size_t i = 0; r.rc == RC_OK && i < ret->file_count; i++) {
		read_file(&r, &ret->files[i]);
		sum += ret->files[i].chunks;
	}
	enum rc rc = cbor_reader_finish(&r);
	return rc == RC_OK && sum != chunks
		? fault_set(f, RC_INVALID, "the manifest's files are not all of its chunks") : rc;
}
