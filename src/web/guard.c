/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The code, the cookie, and the host's name. */
#include "web/guard.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "ledger/secret.h"

#define CODE_LETTERS 12 /* a handle's: 60 bits */
#define COOKIE_BYTES 16

struct guard {
	char plain[HANDLE_TEXT];        /* as it is compared */
	char code[HANDLE_TEXT + 2];     /* as it is shown, in groups of four */
	char cookie[sizeof "volya=" + 2 * COOKIE_BYTES];
};

struct guard *guard_create(void)
{
	struct guard *g = secret_alloc(sizeof *g);
	uint8_t bytes[COOKIE_BYTES];
	char hex[2 * COOKIE_BYTES + 1];
	const char *c = handle_format(handle_random(), g->plain);

	(void)snprintf(g->code, sizeof g->code, "%.4s-%.4s-%.4s", c, c + 4, c + 8);
	random_bytes(bytes, sizeof bytes);
	(void)snprintf(g->cookie, sizeof g->cookie, "volya=%s", hex_format(bytes, sizeof bytes, hex));
	return g;
}

void guard_destroy(struct guard *g)
{
	secret_free(g);
}

const char *guard_code(const struct guard *g)
{
	return g->code;
}

/* In a time that does not tell how much of it is right. */
static bool same(const char *a, const char *b, size_t n)
{
	unsigned char differ = 0;

	for (size_t i = 0; i < n; i++) {
		differ |= (unsigned char)(a[i] ^ b[i]);
	}
	return differ == 0;
}

static bool has_cookie(const struct guard *g, struct str header)
{
	size_t n = strlen(g->cookie);

	for (size_t at = 0; at < header.n;) {
		size_t end = str_find(header, ';', at);
		struct str one = str_trim(str_sub(header, at, end));
		if (one.n == n && same(one.p, g->cookie, n)) {
			return true;
		}
		at = end + 1;
	}
	return false;
}

/* Without its port. A name that somebody else's server of names made point here is not among them. */
static bool is_host_of_ours(struct str host)
{
	size_t end = host.n;

	while (end > 0 && isdigit((unsigned char)host.p[end - 1])) {
		end--;
	}
	struct str name = end > 0 && end < host.n && host.p[end - 1] == ':' ? str_sub(host, 0, end - 1) : host;
	return str_is(name, "127.0.0.1") || str_is(name, "localhost") || str_is(name, "[::1]");
}

bool guard_knows(const struct guard *g, const struct http_request *r)
{
	return is_host_of_ours(r->host) && has_cookie(g, r->cookie);
}

bool guard_enter(const struct guard *g, const struct http_request *r, struct str code, struct http_response *ret)
{
	char plain[CODE_LETTERS] = {0};
	size_t n = 0;

	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] != '-' && code.p[i] != ' ' && n++ < CODE_LETTERS) {
			plain[n - 1] = (char)tolower((unsigned char)code.p[i]);
		}
	}
	if (n != CODE_LETTERS || !same(plain, g->plain, CODE_LETTERS) || !is_host_of_ours(r->host)) {
		return false;
	}
	(void)snprintf(ret->cookie, sizeof ret->cookie, "%s; Path=/; HttpOnly; SameSite=Strict", g->cookie);
	return true;
}

bool guard_is_local(const char *address)
{
	return strcmp(address, "127.0.0.1") == 0 || strcmp(address, "::1") == 0 || strcmp(address, "localhost") == 0;
}
