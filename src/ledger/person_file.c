/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file of a person's key: closed with a passphrase, read strictly, replaced whole. */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/file.h"
#include "ledger/person_key.h"

#define SALT 16
#define SEALED (PERSON_SEED + SEAL_OVERHEAD)
#define CHECK 8
#define TEXT_MOST 2048

#define OPENING "# The key of a person, closed by a passphrase: who has both can sign and read as that person.\n" \
	"# Keep a copy of this file apart, and the passphrase in no file at all.\n" \
	"volya-person-key 1\n"

_Static_assert(SALT == crypto_pwhash_argon2id_SALTBYTES, "a salt of Argon2id");

const struct person_cost person_cost_usual = {.memory_kib = 64 * 1024, .passes = 3};

/* All that the text says. */
struct file_text {
	struct person_public public;
	struct person_cost cost;
	uint8_t salt[SALT];
	uint8_t sealed[SEALED];
};

/* What stands above the sealed seed, and is sealed with it. */
static void write_head(const struct file_text *t, struct buf *out)
{
	uint8_t both[2 * KEY_SIZE];
	char both_text[BASE64_TEXT(2 * KEY_SIZE)], salt[2 * SALT + 1];
	memcpy(both, t->public.sign, KEY_SIZE);
	memcpy(both + KEY_SIZE, t->public.box, KEY_SIZE);
	buf_printf(out, OPENING "name %s\npublic %s\nargon2id %" PRIu32 " %" PRIu32 " %s\n", t->public.name,
		base64_format(both, sizeof both, both_text), t->cost.memory_kib, t->cost.passes,
		hex_format(t->salt, SALT, salt));
}

static void write_tail(const struct file_text *t, struct buf *out)
{
	char sealed[BASE64_TEXT(SEALED)], check[2 * CHECK + 1];
	uint8_t digest[crypto_hash_sha256_BYTES];
	buf_printf(out, "sealed %s\n", base64_format(t->sealed, SEALED, sealed));
	(void)crypto_hash_sha256(digest, (const uint8_t *)out->p, out->n);
	buf_printf(out, "check %s\n", hex_format(digest, CHECK, check));
}

/* The key that the passphrase gives; for secret_free(). */
static enum rc stretch(struct str passphrase, const struct file_text *t, uint8_t **ret, struct fault *f)
{
	uint8_t *key = secret_alloc(KEY_SIZE);
	if (crypto_pwhash_argon2id(key, KEY_SIZE, passphrase.p, passphrase.n, t->salt, t->cost.passes,
		(size_t)t->cost.memory_kib << 10, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
		secret_free(key);
		return fault_set(f, RC_IO, "there are no %" PRIu32 " MiB of memory to work the passphrase with",
			t->cost.memory_kib >> 10);
	}
	*ret = key;
	return RC_OK;
}

enum rc person_encode(const struct person_key *k, struct str passphrase, struct person_cost cost, struct buf *out,
	struct fault *f)
{
	struct file_text t = {.public = k->public, .cost = cost};
	struct buf text, sealed;
	uint8_t *key;
	random_bytes(t.salt, SALT);
	enum rc rc = stretch(passphrase, &t, &key, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&text, TEXT_MOST);
	buf_init(&sealed, SEALED);
	write_head(&t, &text);
	seal_value(key, buf_view(&text), (struct str){(const char *)k->seed, PERSON_SEED}, &sealed);
	secret_free(key);
	memcpy(t.sealed, sealed.p, SEALED);
	write_tail(&t, &text);
	buf_str(out, buf_view(&text));
	buf_finish(&sealed);
	buf_finish(&text);
	return RC_OK;
}

/* The line "WORD REST", without the word; *text moves behind it. False where another line stands there. */
static bool take_line(struct str *text, const char *word, struct str *ret)
{
	size_t end = str_find(*text, '\n', 0), n = strlen(word);
	struct str line = str_sub(*text, 0, end);
	if (end == text->n || !str_starts(line, word) || line.n <= n || line.p[n] != ' ') {
		return false;
	}
	*ret = str_sub(line, n + 1, line.n);
	*text = str_sub(*text, end + 1, text->n);
	return true;
}

static bool read_public(struct str name, struct str both_text, struct file_text *ret)
{
	uint8_t both[2 * KEY_SIZE];
	if (person_name_check(name, NULL) != RC_OK || !base64_parse(both_text, both, sizeof both)) {
		return false;
	}
	memcpy(ret->public.name, name.p, name.n);
	memcpy(ret->public.sign, both, KEY_SIZE);
	memcpy(ret->public.box, both + KEY_SIZE, KEY_SIZE);
	return true;
}

static bool read_cost(struct str line, struct file_text *ret)
{
	int64_t memory, passes;
	size_t first = str_find(line, ' ', 0), second = str_find(line, ' ', first + 1);
	if (first >= line.n || second >= line.n || !str_int(str_sub(line, 0, first), &memory)
		|| !str_int(str_sub(line, first + 1, second), &passes) || memory < 0 || memory > UINT32_MAX || passes < 0
		|| passes > UINT32_MAX) {
		return false;
	}
	ret->cost = (struct person_cost){(uint32_t)memory, (uint32_t)passes};
	return hex_parse(str_sub(line, second + 1, line.n), ret->salt, SALT);
}

/* Whether the bytes are just what is written of what they say. */
static bool is_as_written(const struct file_text *t, struct str text)
{
	struct buf again;
	buf_init(&again, TEXT_MOST);
	write_head(t, &again);
	write_tail(t, &again);
	bool same = str_eq(buf_view(&again), text);
	buf_finish(&again);
	return same;
}

static enum rc read_text(struct str text, struct file_text *ret, struct fault *f)
{
	struct str rest = text, name, both, cost, sealed, check;
	*ret = (struct file_text){0};
	if (text.n > TEXT_MOST || !str_starts(text, OPENING)) {
		return fault_set(f, RC_CRYPTO, "this is no file of a person's key, or of a newer program, or damaged");
	}
	rest = str_sub(rest, sizeof OPENING - 1, rest.n);
	if (!take_line(&rest, "name", &name) || !take_line(&rest, "public", &both) || !take_line(&rest, "argon2id", &cost)
		|| !take_line(&rest, "sealed", &sealed) || !take_line(&rest, "check", &check) || rest.n != 0
		|| !read_public(name, both, ret) || !read_cost(cost, ret) || !base64_parse(sealed, ret->sealed, SEALED)
		|| !is_as_written(ret, text)) {
		enum rc rc = fault_set(f, RC_CRYPTO, "the file of the key is damaged");
		fault_hint(f, "take it from the copy you keep apart");
		return rc;
	}
	if (ret->cost.memory_kib < PERSON_MEMORY_LEAST || ret->cost.memory_kib > PERSON_MEMORY_MOST
		|| ret->cost.passes < 1 || ret->cost.passes > PERSON_PASSES_MOST) {
		return fault_set(f, RC_CRYPTO, "the file asks for %" PRIu32 " KiB and %" PRIu32 " passes to work the "
			"passphrase with, which no key of ours does", ret->cost.memory_kib, ret->cost.passes);
	}
	return RC_OK;
}

enum rc person_decode_public(struct str text, struct person_public *ret, struct person_cost *ret_cost, struct fault *f)
{
	struct file_text t;
	enum rc rc = read_text(text, &t, f);
	if (rc == RC_OK) {
		*ret = t.public;
		*ret_cost = t.cost;
	}
	return rc;
}

/* Opens the seed with the stretched key; it must be the one of the public halves. */
static enum rc open_seed(const uint8_t *key, const struct file_text *t, struct person_key **ret, struct fault *f)
{
	struct buf head, seed;
	buf_init(&head, TEXT_MOST);
	buf_init(&seed, PERSON_SEED);
	write_head(t, &head);
	enum rc rc = seal_open(key, buf_view(&head), (struct str){(const char *)t->sealed, SEALED}, &seed, NULL);
	if (rc != RC_OK) {
		rc = fault_set(f, RC_CRYPTO, "the passphrase does not open the key of %s", t->public.name);
	} else {
		*ret = person_from_seed(str_of(t->public.name), (const uint8_t *)seed.p);
		if (memcmp(&(*ret)->public, &t->public, sizeof t->public) != 0) {
			person_destroy(*ret);
			rc = fault_set(f, RC_CRYPTO, "the file of %s names other public keys than its own", t->public.name);
		}
	}
	buf_wipe(&seed);
	buf_finish(&head);
	return rc;
}

enum rc person_decode(struct str text, struct str passphrase, struct person_key **ret, struct fault *f)
{
	struct file_text t;
	uint8_t *key;
	enum rc rc = read_text(text, &t, f);
	if (rc == RC_OK) {
		rc = stretch(passphrase, &t, &key, f);
	}
	if (rc == RC_OK) {
		rc = open_seed(key, &t, ret, f);
		secret_free(key);
	}
	return rc;
}

enum rc person_create(const char *path, struct str name, struct str passphrase, struct person_key **ret,
	struct fault *f)
{
	struct buf text;
	enum rc rc = person_name_check(name, f);
	if (rc == RC_OK) {
		rc = passphrase_check(passphrase, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct person_key *k = person_make(name);
	buf_init(&text, TEXT_MOST);
	rc = person_encode(k, passphrase, person_cost_usual, &text, f);
	if (rc == RC_OK) {
		rc = file_create(path, buf_view(&text), 0600, f);
	}
	buf_finish(&text);
	if (rc != RC_OK) {
		person_destroy(k);
		return rc;
	}
	*ret = k;
	return RC_OK;
}

static enum rc read_file(const char *path, struct buf *out, struct fault *f)
{
	enum rc rc = file_read_private(path, out, f);
	if (rc == RC_LIMIT) { /* the fault already says so */
		rc = RC_CRYPTO;
	}
	return rc;
}

enum rc person_open(const char *path, struct str passphrase, struct person_key **ret, struct fault *f)
{
	struct buf text;
	buf_init(&text, TEXT_MOST);
	enum rc rc = read_file(path, &text, f);
	if (rc == RC_OK) {
		rc = person_decode(buf_view(&text), passphrase, ret, f);
	}
	if (rc == RC_CRYPTO) {
		fault_where(f, path, 0, 0);
	}
	buf_finish(&text);
	return rc;
}

enum rc person_look(const char *path, struct person_public *ret, struct fault *f)
{
	struct person_cost cost;
	struct buf text;
	buf_init(&text, TEXT_MOST);
	enum rc rc = read_file(path, &text, f);
	if (rc == RC_OK) {
		rc = person_decode_public(buf_view(&text), ret, &cost, f);
	}
	if (rc == RC_CRYPTO) {
		fault_where(f, path, 0, 0);
	}
	buf_finish(&text);
	return rc;
}

enum rc person_repassphrase(const char *path, struct str old, struct str new_one, struct fault *f)
{
	struct person_key *k;
	struct buf text;
	enum rc rc = passphrase_check(new_one, f);
	if (rc == RC_OK) {
		rc = person_open(path, old, &k, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&text, TEXT_MOST);
	rc = person_encode(k, new_one, person_cost_usual, &text, f);
	if (rc == RC_OK) {
		rc = file_replace_erasing(path, buf_view(&text), 0600, f);
	}
	buf_finish(&text);
	person_destroy(k);
	return rc;
}
