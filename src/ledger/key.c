/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Role keys: Ed25519 through libsodium alone, in a small text file of their owner's.
 *
 *   # A comment for whoever opens the file.
 *   volya-role-key 1 author
 *   <32 bytes of seed in hexadecimal>
 *   <first 8 bytes of SHA-256("volya/key/1\0" || role byte || seed) in hexadecimal>
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "ledger/ledger.h"

#define SEED_SIZE crypto_sign_SEEDBYTES
#define CHECK_SIZE 8
#define FILE_MOST 1024

/* In guarded memory: seed and secret are wiped when it is freed. */
struct role_key {
	enum role role;
	uint8_t public[crypto_sign_PUBLICKEYBYTES];
	uint8_t seed[SEED_SIZE];
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
};

static const char *role_name(enum role role)
{
	return role == ROLE_AUTHOR ? "author" : role == ROLE_REVIEWER ? "reviewer" : role == ROLE_LOG ? "log" : "witness";
}

static struct role_key *key_alloc(enum role role)
{
	struct role_key *k = sodium_malloc(sizeof *k);
	if (!k) {
		give_up("no locked memory for keys");
	}
	memset(k, 0, sizeof *k);
	k->role = role;
	return k;
}

void role_key_destroy(struct role_key *k)
{
	sodium_free(k);
}

/* By libsodium, whose state is on our stack and can be wiped; OpenSSL's keeps what it saw. */
static void check_of(const struct role_key *k, uint8_t check[CHECK_SIZE])
{
	static const char prefix[] = "volya/key/1";
	crypto_hash_sha256_state state;
	uint8_t digest[crypto_hash_sha256_BYTES];
	uint8_t role = (uint8_t)k->role;
	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, (const uint8_t *)prefix, sizeof prefix);
	(void)crypto_hash_sha256_update(&state, &role, 1);
	(void)crypto_hash_sha256_update(&state, k->seed, SEED_SIZE);
	(void)crypto_hash_sha256_final(&state, digest);
	sodium_memzero(&state, sizeof state);
	memcpy(check, digest, CHECK_SIZE);
}

/* The file's text; text holds FILE_MOST and is the caller's to wipe. */
static void key_text(const struct role_key *k, char *text)
{
	char seed[2 * SEED_SIZE + 1], check_text[2 * CHECK_SIZE + 1];
	uint8_t check[CHECK_SIZE];
	check_of(k, check);
	snprintf(text, FILE_MOST, "# The %s key of a register. Whoever has it can sign in that role: keep it secret.\n"
		"volya-role-key 1 %s\n%s\n%s\n", role_name(k->role), role_name(k->role),
		hex_format(k->seed, SEED_SIZE, seed), hex_format(check, CHECK_SIZE, check_text));
	sodium_memzero(seed, sizeof seed);
}

struct role_key *role_key_make(enum role role)
{
	struct role_key *k = key_alloc(role);
	randombytes_buf(k->seed, SEED_SIZE);
	(void)crypto_sign_seed_keypair(k->public, k->secret, k->seed);
	return k;
}

struct role_key *role_key_of_seed(enum role role, const uint8_t seed[KEY_SIZE])
{
	struct role_key *k = key_alloc(role);
	memcpy(k->seed, seed, SEED_SIZE);
	(void)crypto_sign_seed_keypair(k->public, k->secret, k->seed);
	return k;
}

struct str role_key_seed(const struct role_key *k)
{
	return (struct str){(const char *)k->seed, SEED_SIZE};
}

enum rc role_key_create(const char *path, enum role role, struct role_key **ret, struct fault *f)
{
	char text[FILE_MOST];
	struct role_key *k = role_key_make(role);
	key_text(k, text);
	enum rc rc = file_create(path, str_of(text), 0600, f);
	sodium_memzero(text, sizeof text);
	if (rc != RC_OK) {
		role_key_destroy(k);
		return rc;
	}
	*ret = k;
	return RC_OK;
}

static enum rc open_key(const char *path, int *ret_fd, struct fault *f)
{
	struct stat st;
	/* Without O_NONBLOCK a pipe in its place would hold us up for ever. */
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		return errno == ENOENT ? fault_set(f, RC_CRYPTO, "there is no key %s", path)
			: errno == ELOOP ? fault_set(f, RC_DENIED, "%s is a link, not a key", path)
			: fault_errno(f, RC_IO, "cannot read %s", path);
	}
	enum rc rc = fstat(fd, &st) == 0 ? RC_OK : fault_errno(f, RC_IO, "cannot read %s", path);
	if (rc == RC_OK && !S_ISREG(st.st_mode)) {
		rc = fault_set(f, RC_DENIED, "%s is no plain file", path);
	}
	if (rc == RC_OK && ((st.st_mode & 077) != 0 || (st.st_uid != geteuid() && geteuid() != 0))) {
		rc = fault_set(f, RC_DENIED, "%s can be read by others than its owner", path);
		fault_hint(f, "chmod 600 %s, and ask who may have read it", path);
	}
	if (rc != RC_OK) {
		close(fd);
		return rc;
	}
	*ret_fd = fd;
	return RC_OK;
}

/* The next line that is no comment; *rest moves behind it. */
static struct str next_line(struct str *rest)
{
	struct str line;
	do {
		size_t end = str_find(*rest, '\n', 0);
		line = str_sub(*rest, 0, end);
		*rest = str_sub(*rest, end < rest->n ? end + 1 : end, rest->n);
	} while (line.n && line.p[0] == '#');
	return line;
}

static bool read_key_text(struct role_key *k, struct str text)
{
	uint8_t check[CHECK_SIZE], said[CHECK_SIZE];
	char first[64];
	snprintf(first, sizeof first, "volya-role-key 1 %s", role_name(k->role));
	if (!str_is(next_line(&text), first) || !hex_parse(next_line(&text), k->seed, SEED_SIZE)
		|| !hex_parse(next_line(&text), said, CHECK_SIZE) || text.n != 0) {
		return false;
	}
	check_of(k, check);
	return sodium_memcmp(check, said, CHECK_SIZE) == 0;
}

enum rc role_key_load(const char *path, enum role role, struct role_key **ret, struct fault *f)
{
	char text[FILE_MOST];
	int fd;
	enum rc rc = open_key(path, &fd, f);
	if (rc != RC_OK) {
		return rc;
	}
	ssize_t n = read(fd, text, sizeof text);
	close(fd);
	struct role_key *k = key_alloc(role);
	if (n < 0 || !read_key_text(k, (struct str){text, n > 0 ? (size_t)n : 0})) {
		rc = fault_set(f, RC_CRYPTO, "%s is damaged, or no %s key", path, role_name(role));
		fault_hint(f, "take it from the copy you keep apart");
		role_key_destroy(k);
	} else {
		(void)crypto_sign_seed_keypair(k->public, k->secret, k->seed);
		*ret = k;
	}
	sodium_memzero(text, sizeof text);
	return rc;
}

enum rc role_key_copy(const char *from, const char *to, enum role role, struct fault *f)
{
	char text[FILE_MOST];
	struct role_key *k;
	enum rc rc = role_key_load(from, role, &k, f);
	if (rc != RC_OK) {
		return rc;
	}
	key_text(k, text);
	rc = file_create(to, str_of(text), 0600, f);
	sodium_memzero(text, sizeof text);
	role_key_destroy(k);
	return rc;
}

void role_key_public(const struct role_key *k, uint8_t ret[KEY_SIZE])
{
	memcpy(ret, k->public, KEY_SIZE);
}

#define SIGNED_PREFIX "volya/sign/1"
#define SIGNED_SIZE (sizeof SIGNED_PREFIX + 1 + ID_SIZE)

static void signed_bytes(enum role role, const struct id *id, uint8_t bytes[SIGNED_SIZE])
{
	memcpy(bytes, SIGNED_PREFIX, sizeof SIGNED_PREFIX);
	bytes[sizeof SIGNED_PREFIX] = (uint8_t)role;
	memcpy(bytes + sizeof SIGNED_PREFIX + 1, id->b, ID_SIZE);
}

void role_key_sign(const struct role_key *k, const struct id *id, uint8_t ret[SIGNATURE_SIZE])
{
	uint8_t bytes[SIGNED_SIZE];
	signed_bytes(k->role, id, bytes);
	(void)crypto_sign_detached(ret, NULL, bytes, sizeof bytes, k->secret);
}

enum rc role_key_sign_note(const struct role_key *k, struct str text, uint8_t ret[SIGNATURE_SIZE], struct fault *f)
{
	/* A cosignature does not say whose it is: a key that signed both would let one pass for the other. */
	bool cosigned = str_starts(text, "cosignature/v1\n");
	if (k->role != (cosigned ? ROLE_WITNESS : ROLE_LOG)) {
		return fault_set(f, RC_CRYPTO, "the %s's key does not sign that", role_name(k->role));
	}
	(void)crypto_sign_detached(ret, NULL, (const uint8_t *)text.p, text.n, k->secret);
	return RC_OK;
}

enum rc signature_check(const uint8_t key[KEY_SIZE], enum role role, const struct id *id,
	const uint8_t signature[SIGNATURE_SIZE], struct fault *f)
{
	uint8_t bytes[SIGNED_SIZE];
	signed_bytes(role, id, bytes);
	if (crypto_sign_verify_detached(signature, bytes, sizeof bytes, key) != 0) {
		return fault_set(f, RC_CRYPTO, "the %s's signature does not fit", role_name(role));
	}
	return RC_OK;
}
