/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The only file that knows libcurl: files of a log from another's site, and bytes to a witness. Whoever answers may
 * mean harm: there are limits to size and time, no redirects, no cookies, no passwords, and no schemes but two.
 */
#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "web/fetch_inside.h"

#define SECONDS 300
#define CONNECT_SECONDS 60 /* through Tor it can take long */
/* Slower than so many bytes a second for so long is as good as nothing. */
#define SLOW_BYTES 50
#define SLOW_SECONDS 60
#define URL_MOST 1024

struct site {
	CURL *curl; /* kept, and the connection with it */
	struct curl_slist *headers; /* of a POST */
	char *url;  /* ends with a / */
	unsigned seconds;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_library(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		give_up("cannot start libcurl");
	}
}

/* ---- the address ---- */

/* Whether it names a place and nothing else; what is wrong with it is said. */
static enum rc check_parts(CURLU *u, const char *url, struct fault *f)
{
	static const struct {
		CURLUPart part;
		const char *what;
	} unwanted[] = {
		{ CURLUPART_USER, "a user's name" }, { CURLUPART_PASSWORD, "a password" },
		{ CURLUPART_QUERY, "a ?" }, { CURLUPART_FRAGMENT, "a #" },
	};
	char *text = NULL;

	if (curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
		curl_url_get(u, CURLUPART_SCHEME, &text, 0) != CURLUE_OK) {
		return fault_set(f, RC_INVALID, "%s is no address", url);
	}
	bool web = !strcmp(text, "https") || !strcmp(text, "http");
	curl_free(text);
	if (!web) {
		return fault_set(f, RC_INVALID, "%s: a log is fetched by http or https only", url);
	}
	for (size_t i = 0; i < sizeof(unwanted) / sizeof(*unwanted); i++) {
		if (curl_url_get(u, unwanted[i].part, &text, 0) == CURLUE_OK) {
			curl_free(text);
			return fault_set(f, RC_INVALID, "the address of a log has no room for %s", unwanted[i].what);
		}
	}
	return RC_OK;
}

static enum rc check_url(const char *url, char **ret, struct fault *f)
{
	size_t n = strlen(url);

	for (size_t i = 0; i < n; i++) {
		if (url[i] <= ' ' || url[i] > '~') {
			return fault_set(f, RC_INVALID, "an address has no spaces, and no letters but a to z");
		}
	}
	if (n > URL_MOST) {
		return fault_set(f, RC_LIMIT, "the address is too long");
	}
	CURLU *u = curl_url();
	enum rc rc = u ? check_parts(u, url, f) : fault_set(f, RC_IO, "there is no memory for an address");
	curl_url_cleanup(u);
	if (rc == RC_OK) {
		*ret = xmalloc(n + 2);
		memcpy(*ret, url, n + 1);
		if (url[n - 1] != '/') {
			memcpy(*ret + n, "/", 2);
		}
	}
	return rc;
}

/* ---- one request ---- */

struct taking {
	struct buf *out;
	size_t most; /* bytes still to come */
	bool over;
};

static size_t take(char *bytes, size_t size, size_t n, void *data)
{
	struct taking *t = data;

	(void)size; /* always 1 */
	if (n > t->most) {
		t->over = true;
		return 0;
	}
	t->most -= n;
	buf_add(t->out, bytes, n);
	t->over = t->out->full;
	return t->over ? 0 : n;
}

/* What the library could not do, in words, with what to do about it. */
static enum rc say_failed(CURLcode code, const char *url, const char *detail, const struct taking *t, struct fault *f)
{
	if (t->over || code == CURLE_FILESIZE_EXCEEDED) {
		return fault_set(f, RC_LIMIT, "%s is larger than such a file can be", url);
	}
	enum rc rc = fault_set(f, RC_IO, "cannot fetch %s: %s", url, detail[0] ? detail : curl_easy_strerror(code));
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		fault_hint(f, "check the address, and whether this computer is on the net");
		break;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_PROXY:
		fault_hint(f, "check that the proxy runs (for Tor: socks5h://127.0.0.1:9050)");
		break;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		fault_hint(f, "somebody may stand in between, or the certificate has run out: ask them by another way");
		break;
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_OPERATION_TIMEDOUT:
		fault_hint(f, "the line or the site is slow or broken: try again later, or by another way");
		break;
	default:
		fault_hint(f, "is the site there? Try again later, or take a bundle file from them");
	}
	return rc;
}

static enum rc say_status(struct site *s, long status, const char *url, struct fault *f)
{
	const char *where = NULL;

	if (status == 200) {
		return RC_OK;
	}
	if (status == 404 || status == 410) {
		return fault_set(f, RC_NOT_FOUND, "%s is not there (status %ld)", url, status);
	}
	enum rc rc = fault_set(f, RC_IO, "%s answered with status %ld", url, status);
	if (curl_easy_getinfo(s->curl, CURLINFO_REDIRECT_URL, &where) == CURLE_OK && where) {
		fault_hint(f, "it sends elsewhere, which is not followed: ask its keeper for the new address");
	} else if (status == 401 || status == 403 || status == 407 || status == 451) {
		fault_hint(f, "access is refused: ask its keeper, or go through Tor (--proxy socks5h://127.0.0.1:9050)");
	} else {
		fault_hint(f, "the fault is on their side: try again later");
	}
	return rc;
}

/* What is asked is set already; gives the status. */
static enum rc perform(struct site *s, const char *url, struct taking *t, long *ret_status, struct fault *f)
{
	char detail[CURL_ERROR_SIZE] = "";

	curl_easy_setopt(s->curl, CURLOPT_URL, url);
	curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(s->curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->most);
	curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, detail);
	CURLcode code = curl_easy_perform(s->curl);
	curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, NULL);
	if (curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, ret_status) != CURLE_OK) {
		*ret_status = 0;
	}
	return code == CURLE_OK ? RC_OK : say_failed(code, url, detail, t, f);
}

static size_t room(const struct buf *out)
{
	return out->limit > out->n ? out->limit - out->n : 0;
}

static enum rc site_read(void *state, const char *path, struct buf *out, struct fault *f)
{
	struct site *s = state;
	char url[URL_MOST + TILE_PATH + 2];
	struct taking t = { out, room(out), false };
	size_t before = out->n;
	long status;
	struct fault failed = { 0 };

	snprintf(url, sizeof(url), "%s%s", s->url, path);
	curl_easy_setopt(s->curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, NULL);
	enum rc rc = perform(s, url, &t, &status, &failed);
	if (status && status != 200 && (rc == RC_OK || rc == RC_LIMIT)) { /* however long the page that says so */
		out->n = before;
		out->full = false;
		return say_status(s, status, url, f);
	}
	if (rc != RC_OK) {
		fault_set(f, rc, "%s", failed.message);
		fault_hint(f, "%s", failed.hint);
	}
	return rc;
}

enum rc fetch_http_post(void *state, const char *path, struct str body, int *ret_status, struct buf *out,
	struct fault *f)
{
	struct site *s = state;
	char url[URL_MOST + 256];
	struct taking t = { out, room(out), false };
	long status;

	if (snprintf(url, sizeof(url), "%s%s", s->url, path) >= (int)sizeof(url)) {
		return fault_set(f, RC_LIMIT, "the address is too long");
	}
	curl_easy_setopt(s->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, s->headers);
	curl_easy_setopt(s->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
	curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, body.n ? body.p : "");
	enum rc rc = perform(s, url, &t, &status, f);
	curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, NULL);
	*ret_status = (int)status;
	return rc;
}

/* ---- a site ---- */

static void site_close(void *state)
{
	struct site *s = state;

	curl_easy_cleanup(s->curl);
	curl_slist_free_all(s->headers);
	free(s->url);
	free(s);
}

static bool set_up(struct site *s, const struct fetch_options *o)
{
	CURL *c = s->curl;
	bool fine = curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_USERAGENT, "volya") == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK;

	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)(s->seconds < CONNECT_SECONDS ? s->seconds : CONNECT_SECONDS));
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)s->seconds);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
	if (o->proxy) { /* for every address, whatever the environment excepts: who asks for Tor means it */
		fine = fine && curl_easy_setopt(c, CURLOPT_PROXY, o->proxy) == CURLE_OK &&
			curl_easy_setopt(c, CURLOPT_NOPROXY, "") == CURLE_OK;
	}
	return fine;
}

enum rc fetch_http_open(const char *url, const struct fetch_options *o, struct fetch *ret, struct fault *f)
{
	char *whole = NULL;

	pthread_once(&once, start_library);
	if (o->proxy && (!strncmp(o->proxy, "socks5://", 9) || !strncmp(o->proxy, "socks4://", 9))) {
		fault_set(f, RC_INVALID, "through %s the names of sites would be asked for outside the proxy", o->proxy);
		fault_hint(f, "write socks5h:// in place of the beginning");
		return RC_INVALID;
	}
	enum rc rc = check_url(url, &whole, f);
	if (rc != RC_OK) {
		return rc;
	}
	struct site *s = xcalloc(1, sizeof(*s));
	*s = (struct site){ curl_easy_init(), NULL, whole, o->seconds ? o->seconds : SECONDS };
	/* A body is sent at once, without asking first whether it may be. */
	s->headers = curl_slist_append(NULL, "Expect:");
	s->headers = s->headers ? curl_slist_append(s->headers, "Content-Type: text/plain; charset=utf-8") : NULL;
	if (!s->curl || !s->headers || !set_up(s, o)) {
		site_close(s);
		return fault_set(f, RC_IO, "%s cannot be fetched: the library refuses", url);
	}
	*ret = (struct fetch){ site_read, site_close, s, true };
	return RC_OK;
}
