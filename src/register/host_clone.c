/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One line that brings another person to the host, and the register that they make of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "register/host_internal.h"

#define WORD "volya-host"
#define VERSION 1
#define LINE_MOST (HOST_URL_MOST + 2048)
#define BOX (BOX_OVERHEAD + ID_SIZE + KEY_SIZE)

_Static_assert(sizeof ((struct host_invitation *)0)->box == BOX, "a box of the keyring");

/* ---- the line ---- */

static enum rc check_holds(struct host *h, const struct person_public *person, struct fault *f)
{
	struct people people;
	struct reg *r;
	bool any = false;
	enum rc rc = reg_open(h->path, DB_READ, &r, f);
	if (rc != RC_OK) {
		return rc;
	}
	reg_act_as(r, h->who);
	rc = people_read(r, h->arena, NULL, &people, f);
	for (size_t i = 0; rc == RC_OK && i < people.holding_count; i++) {
		const struct holding *x = &people.holdings[i];
		any |= x->until == EVENT_NONE && memcmp(x->person.sign, person->sign, KEY_SIZE) == 0
			&& memcmp(x->person.box, person->box, KEY_SIZE) == 0;
	}
	reg_close(r);
	if (rc == RC_OK && !any) {
		rc = fault_set(f, RC_DENIED, "%s holds no role in this register", person->name);
		fault_hint(f, "\"volya key role add\" gives them one");
	}
	return rc;
}

static enum rc write_line(struct host *h, struct str box, struct arena *a, char **ret, struct fault *f)
{
	struct reg *r;
	struct buf b;
	char *hex;
	enum rc rc = reg_open(h->path, DB_READ, &r, f);
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&b, LINE_MOST);
	cbor_array(&b, 6);
	cbor_uint(&b, VERSION);
	cbor_bytes(&b, h->state.host.b, ID_SIZE);
	cbor_bytes(&b, r->org, ORG_SIZE);
	cbor_bytes(&b, h->manifest.key.b, ID_SIZE);
	cbor_uint(&b, h->manifest.number);
	cbor_bytes(&b, box.p, box.n);
	reg_close(r);
	hex = arena_alloc(a, 2 * b.n + 1);
	*ret = arena_printf(a, WORD " %s %s", h->state.url, hex_format((const uint8_t *)b.p, b.n, hex));
	buf_finish(&b);
	return RC_OK;
}

enum rc host_invite(struct host *h, const struct person_public *person, struct arena *a, char **ret, struct fault *f)
{
	struct store_key *k = NULL;
	struct keyring *box = keyring_create();
	struct str bytes;
	enum rc rc = check_holds(h, person, f);
	if (rc == RC_OK && h->manifest.number == 0) {
		rc = fault_set(f, RC_CONFLICT, "the host has nothing of this register yet");
		fault_hint(f, "\"volya host sync\" sends it");
	}
	rc = rc == RC_OK ? host_key_find(h, &k, f) : rc;
	rc = rc == RC_OK ? keyring_add(box, &h->manifest.key, person->box, store_key_bytes(k), f) : rc;
	if (rc == RC_OK) {
		(void)keyring_find(box, &h->manifest.key, person->box, &bytes);
		rc = write_line(h, bytes, a, ret, f);
	}
	store_key_destroy(k);
	keyring_destroy(box);
	return rc;
}

static enum rc decode(struct str bytes, struct host_invitation *ret, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, bytes, NULL);
	uint64_t items = cbor_read_array(&r), version = cbor_read_uint(&r);
	cbor_read_fixed(&r, ret->host.b, ID_SIZE);
	cbor_read_fixed(&r, ret->org, ORG_SIZE);
	cbor_read_fixed(&r, ret->key.b, ID_SIZE);
	ret->number = cbor_read_uint(&r);
	cbor_read_fixed(&r, ret->box, BOX);
	return cbor_reader_finish(&r) == RC_OK && items == 6 && version == VERSION ? RC_OK
		: fault_set(f, RC_INVALID, "the invitation is damaged, or of a newer program");
}

enum rc host_invitation_read(struct str line, struct host_invitation *ret, struct fault *f)
{
	uint8_t bytes[1024];
	size_t from = sizeof WORD - 1, middle;
	*ret = (struct host_invitation){0};
	line = str_trim(line);
	middle = str_starts(line, WORD " ") ? str_find(line, ' ', from + 1) : line.n;
	struct str url = str_sub(line, from + 1, middle), hex = str_sub(line, middle + 1, line.n);
	if (middle >= line.n || url.n == 0 || url.n > HOST_URL_MOST || hex.n % 2 || hex.n / 2 > sizeof bytes
		|| !hex_parse(hex, bytes, hex.n / 2)) {
		enum rc rc = fault_set(f, RC_INVALID, "this is no invitation to a host");
		fault_hint(f, "give the whole line of \"volya host invite\", in quotes");
		return rc;
	}
	memcpy(ret->url, url.p, url.n);
	return decode((struct str){(const char *)bytes, hex.n / 2}, ret, f);
}

/* ---- the copy ---- */

/* The invitation's box, as a keyring for as long as the key is looked for. */
static enum rc open_box(struct host *h, const struct host_invitation *i, struct store_key **ret, struct fault *f)
{
	struct keyring *k = keyring_create();
	uint8_t *bytes = secret_alloc(KEY_SIZE);
	keyring_take(k, &i->key, h->who->public.box, (struct str){i->box, BOX});
	enum rc rc = keyring_open(k, &i->key, h->who, bytes, KEY_SIZE, NULL);
	if (rc == RC_OK) {
		*ret = store_key_of(bytes);
	} else {
		rc = fault_set(f, rc == RC_CRYPTO ? RC_DENIED : rc, "the invitation is not for %s", h->who->public.name);
	}
	secret_free(bytes);
	keyring_destroy(k);
	return rc;
}

static enum rc check_said(struct host *h, const struct host_invitation *i, struct fault *f)
{
	if (h->manifest.number < i->number) {
		return fault_set(f, RC_DB, "the host shows less than when you were invited: it was put back");
	}
	if (memcmp(h->manifest.key.b, i->key.b, ID_SIZE) != 0) {
		return fault_set(f, RC_DENIED, "the key of the host has changed since you were invited: ask for another line");
	}
	return RC_OK;
}

static enum rc fetch(struct host *h, const struct host_invitation *i, const char *in, const char *to, struct fault *f)
{
	struct store_key *k = NULL;
	struct manifest_body body;
	enum rc rc = open_box(h, i, &k, f);
	rc = rc == RC_OK ? host_body(h, k, &body, f) : rc;
	if (rc == RC_OK && memcmp(body.org, i->org, ORG_SIZE) != 0) {
		rc = fault_set(f, RC_CRYPTO, "the host has another organisation's register");
	}
	rc = rc == RC_OK ? host_fetch(h, k, &body, in, f) : rc;
	rc = rc == RC_OK ? host_build(h, in, to, &body, f) : rc;
	store_key_destroy(k);
	return rc;
}

/* Whole before it has its name. */
static enum rc name_it(struct host *h, const char *part, const char *to, struct fault *f)
{
	char *host = arena_printf(h->arena, "%s/host", part);
	enum rc rc = mkdir(host, 0700) == 0 ? RC_OK : fault_errno(f, RC_IO, "cannot make the folder %s", host);
	rc = rc == RC_OK ? host_state_write(part, &h->state, f) : rc;
	rc = rc == RC_OK ? filesystem_sync(part, f) : rc;
	if (rc == RC_OK && rename(part, to) != 0) {
		rc = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
			? fault_set(f, RC_CONFLICT, "%s is there already, and not empty", to)
			: fault_errno(f, RC_IO, "cannot make the folder %s", to);
	}
	return rc == RC_OK ? folder_sync(to, f) : rc;
}

static enum rc check_free(const char *to, struct arena *a, struct fault *f)
{
	return access(arena_printf(a, "%s/register.db", to), F_OK) != 0 ? RC_OK
		: fault_set(f, RC_CONFLICT, "%s holds a register already", to);
}

static enum rc clone(struct host *h, const struct host_invitation *i, const char *to, struct fault *f)
{
	char *in = arena_printf(h->arena, "%s.in", to), *part = arena_printf(h->arena, "%s.part", to);
	enum rc rc = check_free(to, h->arena, f);
	rc = rc == RC_OK ? host_call_state(h, f) : rc;
	rc = rc == RC_OK ? check_said(h, i, f) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	host_remove(in);
	host_remove(part);
	rc = mkdir(in, 0700) == 0 ? RC_OK : fault_errno(f, RC_IO, "cannot make the folder %s", in);
	rc = rc == RC_OK ? fetch(h, i, in, part, f) : rc;
	if (rc == RC_OK) {
		h->state.number = h->manifest.number;
		h->state.digest = h->digest;
		h->state.key = h->manifest.key;
		rc = name_it(h, part, to, f);
	}
	host_remove(in);
	host_remove(part);
	return rc;
}

enum rc host_clone(const struct host_invitation *i, const char *to, const struct signer *who,
	const struct host_reach *r, const struct progress *p, struct fault *f)
{
	size_t n = strlen(to);
	while (n > 1 && to[n - 1] == '/') {
		n--;
	}
	struct host *h = host_make(to, who, r, p);
	h->state.host = i->host;
	memcpy(h->state.url, i->url, sizeof h->state.url);
	enum rc rc = clone(h, i, str_dup(h->arena, (struct str){to, n}), f);
	host_close(h);
	return rc;
}
