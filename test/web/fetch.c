/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of a log over HTTP, from those who mean well and those who do not; and what is no address at all. */
#include "hostile_site.h"

#include <time.h>

#include "web/fetch.h"

static struct hostile site;
static struct buf out;
static struct fault fault;

static struct fetch *open_site(const char *what, unsigned seconds)
{
	char url[128];
	struct fetch_options o = { NULL, seconds };
	struct fetch *x = NULL;

	snprintf(url, sizeof(url), "http://127.0.0.1:%u/%s", site.port, what);
	assert_int_equal(fetch_open(url, &o, &x, &fault), RC_OK);
	return x;
}

static enum rc ask(struct fetch *x, const char *path)
{
	struct log_files files = fetch_files(x);

	buf_clear(&out);
	fault_clear(&fault);
	return files.read(files.data, path, &out, &fault);
}

static enum rc ask_once(const char *what, const char *path, unsigned seconds)
{
	struct fetch *x = open_site(what, seconds);
	enum rc rc = ask(x, path);

	fetch_close(x);
	return rc;
}

static void a_file_comes(void **state)
{
	(void)state;
	assert_int_equal(ask_once("fine", "checkpoint", 0), RC_OK);
	assert_string_equal(out.p, "hello");
	assert_int_equal(ask_once("fine/", "tile/0/000", 0), RC_OK);
	/* What was in the buffer stays in front of it. */
	struct fetch *x = open_site("fine", 0);
	struct log_files files = fetch_files(x);
	buf_clear(&out);
	buf_puts(&out, "before ");
	assert_int_equal(files.read(files.data, "checkpoint", &out, NULL), RC_OK);
	assert_string_equal(out.p, "before hello");
	fetch_close(x);
}

static void one_connection_is_kept(void **state)
{
	struct fetch *x = open_site("count", 0);

	(void)state;
	for (char n = '0'; n < '4'; n++) {
		assert_int_equal(ask(x, "checkpoint"), RC_OK);
		assert_int_equal(out.p[0], n);
	}
	fetch_close(x);
	x = open_site("cookie", 0);
	assert_int_equal(ask(x, "checkpoint"), RC_OK);
	assert_int_equal(ask(x, "checkpoint"), RC_OK);
	fetch_close(x);
}

static void each_answer_has_its_outcome(void **state)
{
	static const struct {
		const char *what, *path;
		enum rc rc;
		const char *says;
	} cases[] = {
		{ "gone", "checkpoint", RC_NOT_FOUND, "/gone/checkpoint is not there (status 404)" },
		{ "gone-for-ever", "checkpoint", RC_NOT_FOUND, "410" },
		{ "broken", "checkpoint", RC_IO, "status 500" },
		{ "refused", "checkpoint", RC_IO, "status 403" },
		{ "none", "checkpoint", RC_IO, "status 204" },
		{ "part", "checkpoint", RC_IO, "status 206" },
		{ "to-file", "checkpoint", RC_IO, "status 302" },
		{ "to-inside", "checkpoint", RC_IO, "status 301" },
		{ "short", "checkpoint", RC_IO, "/short/checkpoint" },
		{ "silent", "checkpoint", RC_IO, "/silent/checkpoint" },
		{ "headers", "checkpoint", RC_IO, "/headers/checkpoint" },
		{ "claims", "checkpoint", RC_LIMIT, "larger" },
		{ "endless", "tile/0/000.p/3", RC_LIMIT, "larger" },
		{ "endless", "checkpoint", RC_LIMIT, "larger" },
		{ "chunks", "tile/0/000", RC_LIMIT, "larger" },
		{ "lost", "tile/0/000", RC_NOT_FOUND, "404" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		enum rc rc = ask_once(cases[i].what, cases[i].path, 20);
		if (rc != cases[i].rc || !strstr(fault.message, cases[i].says) || out.n) {
			fail_msg("%s: %s, %zu bytes: %s", cases[i].what, rc_name(rc), out.n, fault.message);
		}
		assert_true(rc != RC_IO || fault.hint[0]);
	}
}

/* The file's own limit holds also where the buffer had more room from before, and the buffer's where that is less. */
static void the_buffer_sets_a_limit_too(void **state)
{
	struct buf small;
	struct fetch *x = open_site("fine", 0);
	struct log_files files = fetch_files(x);

	(void)state;
	buf_init(&small, 4);
	assert_int_equal(files.read(files.data, "checkpoint", &small, NULL), RC_LIMIT);
	assert_int_equal(small.n, 0);
	buf_finish(&small);
	fetch_close(x);
}

static void slowness_ends(void **state)
{
	static const char *const slow[] = { "slow", "slow-headers" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		time_t begun = time(NULL);
		assert_int_equal(ask_once(slow[i], "tile/0/000", 1), RC_IO);
		assert_true(time(NULL) - begun < 15);
	}
}

static void bytes_are_posted(void **state)
{
	struct fetch *x = open_site("echo", 0);
	int status = 0;

	(void)state;
	buf_clear(&out);
	assert_int_equal(fetch_post(x, "add-checkpoint", STR("old 3\n\nnote"), &status, &out, &fault), RC_OK);
	assert_int_equal(status, 409);
	assert_non_null(strstr(out.p, "POST /echo/add-checkpoint HTTP/1.1\r\n"));
	assert_non_null(strstr(out.p, "\r\n\r\nold 3\n\nnote"));
	assert_non_null(strstr(out.p, "\r\nUser-Agent: volya\r\n"));
	assert_null(strstr(out.p, "Expect"));
	/* And a file can be asked for after it, with nothing of it left. */
	assert_int_equal(ask(x, "checkpoint"), RC_IO);
	fetch_close(x);
	x = open_site("endless", 0);
	out.limit = 1000;
	buf_clear(&out);
	assert_int_equal(fetch_post(x, "add-checkpoint", STR(""), &status, &out, NULL), RC_LIMIT);
	out.limit = 1 << 22;
	fetch_close(x);
}

static void what_is_no_address(void **state)
{
	static const char *const bad[] = {
		"file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "http://", "https://a b/",
		"http://user:word@example.org/", "http://example.org/?a", "http://example.org/#a", "http://ex\xc3\xa4mple.org/",
		"http://example.org/\r\nX: y", "dict://example.org/", "://", "HTTP://[",
	};
	struct fetch *x;
	struct fetch_options leaky = { "socks5://127.0.0.1:9050", 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		fault_clear(&fault);
		if (fetch_open(bad[i], NULL, &x, &fault) != RC_INVALID) {
			fail_msg("%s was taken", bad[i]);
		}
		assert_null(strstr(fault.message, "word"));
	}
	fault_clear(&fault);
	assert_int_equal(fetch_open("http://example.org/", &leaky, &x, &fault), RC_INVALID);
	assert_non_null(strstr(fault.hint, "socks5h"));
}

static void only_files_of_a_log_are_asked_for(void **state)
{
	static const char *const bad[] = { "", "/checkpoint", "../checkpoint", "tile/0/000.p/256", "tile/64/000",
		"tile/0/../000", "x", "checkpoint?a", "tile/0/1" };
	struct fetch *x = open_site("fine", 0);

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(ask(x, bad[i]), RC_INVALID);
	}
	fetch_close(x);
}

/* Nobody listens on the proxy's port: nothing must be asked for past it, whatever the environment excepts. */
static void a_proxy_is_not_gone_round(void **state)
{
	char url[64];
	struct fetch_options o = { "socks5h://127.0.0.1:9", 5 };
	struct fetch *x;

	(void)state;
	assert_int_equal(setenv("no_proxy", "127.0.0.1", 1), 0);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/fine/", site.port);
	assert_int_equal(fetch_open(url, &o, &x, NULL), RC_OK);
	assert_int_equal(ask(x, "checkpoint"), RC_IO);
	fetch_close(x);
	assert_int_equal(unsetenv("no_proxy"), 0);
	/* And that of the environment is gone through. */
	assert_int_equal(setenv("ALL_PROXY", "socks5h://127.0.0.1:9", 1), 0);
	assert_int_equal(ask_once("fine", "checkpoint", 5), RC_IO);
	assert_int_equal(unsetenv("ALL_PROXY"), 0);
}

static int start(void **state)
{
	(void)state;
	buf_init(&out, 1 << 22);
	hostile_start(&site);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	hostile_stop(&site);
	buf_finish(&out);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_comes),
		cmocka_unit_test(one_connection_is_kept),
		cmocka_unit_test(each_answer_has_its_outcome),
		cmocka_unit_test(the_buffer_sets_a_limit_too),
		cmocka_unit_test(slowness_ends),
		cmocka_unit_test(bytes_are_posted),
		cmocka_unit_test(what_is_no_address),
		cmocka_unit_test(only_files_of_a_log_are_asked_for),
		cmocka_unit_test(a_proxy_is_not_gone_round),
	};

	return cmocka_run_group_tests_name("fetch", tests, start, stop);
}
