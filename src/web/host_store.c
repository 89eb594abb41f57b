/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A host's folder: opened, who is let in, whose turn it is, and one call after another. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/cbor.h"
#include "web/host_inside.h"

#define LINE (2 * KEY_SIZE + 1)

enum rc host_file(const struct host_store *s, const char *name, char path[HOST_PATH_SIZE], struct fault *f)
{
	int n = snprintf(path, HOST_PATH_SIZE, "%s/%s", s->folder, name);

	return n > 0 && n < HOST_PATH_SIZE ? RC_OK : fault_set(f, RC_INVALID, "%s: the path is too long", s->folder);
}

/* ---- whom it lets in ---- */

static enum rc make_folder(const char *folder, struct fault *f)
{
	return mkdir(folder, 0700) == 0 || errno == EEXIST ? RC_OK
		: fault_errno(f, RC_IO, "cannot make the folder %s", folder);
}

enum rc host_allowed(const char *folder, uint8_t ret[HOST_ALLOWED][KEY_SIZE], size_t *ret_count, struct fault *f)
{
	struct host_store named = { .folder = (char *)(uintptr_t)folder };
	char path[HOST_PATH_SIZE];
	struct fault none = { 0 };
	struct buf text;

	*ret_count = 0;
	enum rc rc = host_file(&named, "allow", path, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&text, (size_t)HOST_ALLOWED * LINE);
	rc = file_read(path, &text, &none);
	for (size_t at = 0; rc == RC_OK && at < text.n; at += LINE) {
		struct str line = str_sub(buf_view(&text), at, at + LINE);

		if (line.n != LINE || line.p[LINE - 1] != '\n' ||
			!hex_parse(str_sub(line, 0, LINE - 1), ret[(*ret_count)++], KEY_SIZE)) {
			rc = fault_set(f, RC_DB, "%s is damaged: each line has a key of %d hexadecimal digits", path, LINE - 1);
		}
	}
	buf_finish(&text);
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	return none.rc == RC_OK ? rc : fault_set(f, rc, "%s", none.message);
}

enum rc host_allow(const char *folder, const struct person_public *person, bool allow, bool *ret_changed,
	struct fault *f)
{
	uint8_t keys[HOST_ALLOWED][KEY_SIZE];
	struct host_store named = { .folder = (char *)(uintptr_t)folder };
	char path[HOST_PATH_SIZE], hex[LINE];
	struct buf text;
	bool was = false;
	size_t count;
	enum rc rc = make_folder(folder, f);

	rc = rc == RC_OK ? host_file(&named, "allow", path, f) : rc;
	rc = rc == RC_OK ? host_allowed(folder, keys, &count, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&text, (size_t)HOST_ALLOWED * LINE);
	for (size_t i = 0; i < count; i++) {
		bool this = memcmp(keys[i], person->sign, KEY_SIZE) == 0;

		was |= this;
		if (!this || allow) {
			buf_printf(&text, "%s\n", hex_format(keys[i], KEY_SIZE, hex));
		}
	}
	if (allow && !was) {
		buf_printf(&text, "%s\n", hex_format(person->sign, KEY_SIZE, hex));
	}
	*ret_changed = allow != was;
	if (*ret_changed) {
		rc = text.full ? fault_set(f, RC_LIMIT, "a host lets %d people in at the most", HOST_ALLOWED)
			: file_replace(path, buf_view(&text), 0600, f);
		rc = rc == RC_OK ? folder_sync(path, f) : rc;
	}
	buf_finish(&text);
	return rc;
}

/* ---- the pen ---- */

static enum rc write_pen(struct host_store *s, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	struct buf b;
	enum rc rc = host_file(s, "pen", path, f);

	buf_init(&b, 256);
	if (s->held) {
		cbor_array(&b, 3);
		cbor_bytes(&b, s->holder, KEY_SIZE);
		cbor_bytes(&b, s->token, HOST_TOKEN);
		cbor_uint(&b, s->since);
	}
	rc = rc == RC_OK ? file_replace(path, buf_view(&b), 0600, f) : rc;
	rc = rc == RC_OK ? folder_sync(path, f) : rc;
	buf_finish(&b);
	return rc;
}

static enum rc read_pen(struct host_store *s, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	struct fault none = { 0 };
	struct cbor_reader r;
	struct buf b;
	enum rc rc = host_file(s, "pen", path, f);

	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&b, 256);
	rc = file_read(path, &b, &none);
	if (rc == RC_OK && b.n) {
		cbor_reader_init(&r, buf_view(&b), NULL);
		s->held = cbor_read_array(&r) == 3;
		cbor_read_fixed(&r, s->holder, KEY_SIZE);
		cbor_read_fixed(&r, s->token, HOST_TOKEN);
		s->since = (uint64_t)cbor_read_within(&r, 0, INT64_MAX);
		rc = s->held && cbor_reader_finish(&r) == RC_OK ? RC_OK : fault_set(f, RC_DB, "%s is damaged", path);
	}
	buf_finish(&b);
	return rc == RC_NOT_FOUND ? RC_OK : none.rc == RC_OK ? rc : fault_set(f, rc, "%s", none.message);
}

static bool is_mine(const struct host_store *s, const uint8_t *key, const uint8_t *token)
{
	return s->held && memcmp(s->holder, key, KEY_SIZE) == 0 && memcmp(s->token, token, HOST_TOKEN) == 0;
}

static enum rc need_pen(const struct host_store *s, const uint8_t *key, const uint8_t *token, struct fault *f)
{
	return is_mine(s, key, token) ? RC_OK : fault_set(f, RC_CONFLICT, "the pen is not theirs");
}

static void say_pen(const struct host_store *s, const uint8_t *key, const uint8_t *token, struct buf *out)
{
	struct host_pen p = { .held = s->held, .mine = is_mine(s, key, token), .since = s->held ? s->since : 0,
		.manifest = buf_view(&s->manifest) };

	memcpy(p.key, s->holder, KEY_SIZE);
	host_pen_encode(&p, out);
}

static enum rc op_state(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	if (c->payload.n != HOST_TOKEN) {
		return fault_set(f, RC_INVALID, "this is no token");
	}
	say_pen(s, c->key, (const uint8_t *)c->payload.p, out);
	return RC_OK;
}

/* [token, key or null, since] */
static enum rc op_take(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	uint8_t token[HOST_TOKEN] = { 0 }, broken[KEY_SIZE] = { 0 };
	struct cbor_reader r;

	cbor_reader_init(&r, c->payload, f);
	uint64_t parts = cbor_read_array(&r);
	cbor_read_fixed(&r, token, HOST_TOKEN);
	bool breaks = cbor_peek(&r) == CBOR_BYTES;
	if (breaks) {
		cbor_read_fixed(&r, broken, KEY_SIZE);
	} else {
		cbor_read_null(&r);
	}
	uint64_t since = (uint64_t)cbor_read_within(&r, 0, INT64_MAX);
	enum rc rc = cbor_reader_finish(&r);
	if (rc != RC_OK || parts != 3) {
		return fault_set(f, RC_INVALID, "this takes no pen");
	}
	if (!s->held || (breaks && memcmp(broken, s->holder, KEY_SIZE) == 0 && since == s->since)) {
		memcpy(s->holder, c->key, KEY_SIZE);
		memcpy(s->token, token, HOST_TOKEN);
		s->since = (uint64_t)time(NULL);
		s->held = true;
		rc = write_pen(s, f);
	}
	say_pen(s, c->key, token, out);
	return rc;
}

static enum rc op_give(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	enum rc rc = RC_OK;

	if (c->payload.n != HOST_TOKEN) {
		return fault_set(f, RC_INVALID, "this is no token");
	}
	if (is_mine(s, c->key, (const uint8_t *)c->payload.p)) {
		s->held = false;
		rc = write_pen(s, f);
	}
	say_pen(s, c->key, (const uint8_t *)c->payload.p, out);
	return rc;
}

/* ---- the other operations ---- */

static enum rc op_have(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	return host_have(s, c->payload, out, f);
}

static enum rc op_get(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	return host_get(s, c->payload, out, f);
}

static enum rc op_put(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	uint8_t token[HOST_TOKEN];
	struct str name, chunk;
	enum rc rc = host_write_decode(c->payload, token, false, &name, &chunk, f);

	(void)out;
	rc = rc == RC_OK ? need_pen(s, c->key, token, f) : rc;
	return rc == RC_OK ? host_put(s, name, chunk, f) : rc;
}

static enum rc op_manifest(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	uint8_t token[HOST_TOKEN];
	struct str bytes;
	enum rc rc = host_write_decode(c->payload, token, false, &bytes, NULL, f);

	(void)out;
	rc = rc == RC_OK ? need_pen(s, c->key, token, f) : rc;
	return rc == RC_OK ? host_manifest(s, c->key, bytes, f) : rc;
}

static enum rc op_log_list(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	(void)c;
	return host_log_list(s, out, f);
}

static enum rc op_log_put(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	uint8_t token[HOST_TOKEN];
	struct str path, bytes;
	enum rc rc = host_write_decode(c->payload, token, true, &path, &bytes, f);

	(void)out;
	rc = rc == RC_OK ? need_pen(s, c->key, token, f) : rc;
	return rc == RC_OK ? host_log_put(s, path, bytes, f) : rc;
}

static enum rc op_log_drop(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f)
{
	uint8_t token[HOST_TOKEN];
	struct str path;
	enum rc rc = host_write_decode(c->payload, token, true, &path, NULL, f);

	(void)out;
	rc = rc == RC_OK ? need_pen(s, c->key, token, f) : rc;
	return rc == RC_OK ? host_log_drop(s, path, f) : rc;
}

#define SMALL ((size_t)1024)

static const struct operation {
	const char *name;
	size_t most; /* bytes of the payload */
	enum rc (*run)(struct host_store *s, const struct host_call *c, struct buf *out, struct fault *f);
} operations[] = {
	{ "state", SMALL, op_state }, { "take", SMALL, op_take }, { "give", SMALL, op_give },
	{ "have", (size_t)HOST_NAMES * ID_SIZE, op_have }, { "get", SMALL, op_get },
	{ "put", CHUNK_SEALED + SMALL, op_put },
	{ "manifest", MANIFEST_MOST + SMALL, op_manifest }, { "log-list", SMALL, op_log_list },
	{ "log-put", HOST_FILE_MOST + SMALL, op_log_put }, { "log-drop", SMALL, op_log_drop },
};

static const struct operation *find(struct str op)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
		if (str_is(op, operations[i].name)) {
			return &operations[i];
		}
	}
	return NULL;
}

size_t host_store_most(struct str op)
{
	const struct operation *o = find(op);

	return o ? o->most + HOST_CALL_AROUND : str_is(op, "hello") ? SMALL : 0;
}

/* ---- a call ---- */

static struct host_caller *caller_of(struct host_store *s, const uint8_t key[KEY_SIZE])
{
	size_t i = 0;

	while (i < s->caller_count && memcmp(s->callers[i].key, key, KEY_SIZE) != 0) {
		i++;
	}
	if (i == HOST_ALLOWED) { /* people came and went: whoever calls next begins anew with another nonce */
		random_bytes(s->hello.nonce, HOST_NONCE);
		s->caller_count = 0;
		i = 0;
	}
	if (i == s->caller_count) {
		memcpy(s->callers[s->caller_count].key, key, KEY_SIZE);
		s->callers[s->caller_count++].counter = 0;
	}
	return &s->callers[i];
}

static enum rc is_allowed(struct host_store *s, const uint8_t key[KEY_SIZE], bool *ret, struct fault *f)
{
	uint8_t keys[HOST_ALLOWED][KEY_SIZE];
	size_t count;
	enum rc rc = host_allowed(s->folder, keys, &count, f);

	*ret = false;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		*ret |= memcmp(keys[i], key, KEY_SIZE) == 0;
	}
	return rc;
}

static int run(struct host_store *s, const struct operation *o, const struct host_call *c, struct buf *out)
{
	struct fault f = { 0 };
	bool allowed;

	/* First: who has not the key is not told whether it is let in. */
	if (host_call_check(c, &s->hello, o->name, NULL) != RC_OK) {
		cbor_uint(out, 0);
		return 401;
	}
	enum rc rc = is_allowed(s, c->key, &allowed, &f);
	if (rc == RC_OK && !allowed) {
		return 403;
	}
	struct host_caller *caller = caller_of(s, c->key);
	if (rc == RC_OK && c->counter <= caller->counter) {
		cbor_uint(out, caller->counter);
		return 401;
	}
	caller->counter = c->counter;
	rc = rc == RC_OK ? o->run(s, c, out, &f) : rc;
	if (rc == RC_OK && out->full) {
		rc = fault_set(&f, RC_LIMIT, "the answer is larger than it can be");
	}
	if (rc != RC_OK) {
		buf_clear(out);
	}
	switch (rc) {
	case RC_OK:
		return 200;
	case RC_NOT_FOUND:
		return 404;
	case RC_CONFLICT:
		return 409;
	case RC_INVALID:
	case RC_CRYPTO:
		return 400;
	case RC_LIMIT:
		return 413;
	default:
		fault_print(stderr, &f);
		return 500;
	}
}

int host_store_answer(struct host_store *s, struct str op, struct str body, struct buf *out)
{
	const struct operation *o = find(op);
	struct host_call c;
	int status;

	if (!o && !str_is(op, "hello")) {
		return 404;
	}
	if (o && (host_call_decode(body, &c, NULL) != RC_OK || c.payload.n > o->most)) {
		return 400;
	}
	pthread_mutex_lock(&s->mutex);
	if (o) {
		status = run(s, o, &c, out);
	} else {
		host_hello_encode(&s->hello, out);
		status = 200;
	}
	pthread_mutex_unlock(&s->mutex);
	return status;
}

/* ---- opened ---- */

static enum rc read_id(struct host_store *s, struct fault *f)
{
	char path[HOST_PATH_SIZE], hex[2 * ID_SIZE + 2];
	struct fault none = { 0 };
	struct buf b;
	enum rc rc = host_file(s, "id", path, f);

	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&b, sizeof(hex));
	rc = file_read(path, &b, &none);
	if (rc == RC_NOT_FOUND) {
		random_bytes(s->hello.host.b, ID_SIZE);
		(void)hex_format(s->hello.host.b, ID_SIZE, hex);
		hex[(size_t)2 * ID_SIZE] = '\n';
		rc = file_create(path, (struct str){ hex, (size_t)2 * ID_SIZE + 1 }, 0600, f);
	} else if (rc == RC_OK && !hex_parse(str_trim(buf_view(&b)), s->hello.host.b, ID_SIZE)) {
		rc = fault_set(f, RC_DB, "%s is damaged", path);
	} else if (rc != RC_OK) {
		rc = fault_set(f, rc, "%s", none.message);
	}
	buf_finish(&b);
	return rc;
}

static enum rc read_manifest(struct host_store *s, struct fault *f)
{
	char path[HOST_PATH_SIZE];
	struct fault none = { 0 };
	struct manifest m;
	enum rc rc = host_file(s, "manifest", path, f);

	if (rc != RC_OK) {
		return rc;
	}
	rc = file_read(path, &s->manifest, &none);
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	rc = rc == RC_OK ? manifest_decode(buf_view(&s->manifest), &m, &none) : rc;
	return rc == RC_OK ? RC_OK : fault_set(f, RC_DB, "%s: %s", path, none.message);
}

enum rc host_store_open(const char *folder, struct host_store **ret, struct fault *f)
{
	struct host_store *s = xcalloc(1, sizeof(*s));
	size_t n = strlen(folder) + 1;

	s->folder = memcpy(xmalloc(n), folder, n);
	s->lock = -1;
	pthread_mutex_init(&s->mutex, NULL);
	buf_init(&s->manifest, MANIFEST_MOST);
	random_bytes(s->hello.nonce, HOST_NONCE);
	enum rc rc = make_folder(folder, f);
	if (rc == RC_OK) {
		s->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		rc = s->lock < 0 ? fault_errno(f, RC_IO, "cannot open %s", folder)
			: flock(s->lock, LOCK_EX | LOCK_NB) == 0 ? RC_OK
			: fault_set(f, RC_BUSY, "another process serves %s", folder);
	}
	rc = rc == RC_OK ? read_id(s, f) : rc;
	rc = rc == RC_OK ? read_pen(s, f) : rc;
	rc = rc == RC_OK ? read_manifest(s, f) : rc;
	if (rc != RC_OK) {
		host_store_close(s);
		return rc;
	}
	*ret = s;
	return RC_OK;
}

void host_store_close(struct host_store *s)
{
	if (!s) {
		return;
	}
	if (s->lock >= 0) {
		close(s->lock);
	}
	pthread_mutex_destroy(&s->mutex);
	buf_finish(&s->manifest);
	free(s->folder);
	free(s);
}
