/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The site over a real socket: a register with an invented person whose name is markup, methods, entity
 * tags, refused bodies, requests two readers of HTTP would split differently.
 */
#include "served.h"

#define NAME "<script>alert(1)</script> \"Invented\" O'Name"

static int64_t say(struct change *c, int64_t subject, int property, const char *text, int64_t source)
{
	struct said s = { .subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT,
		.value = { .type = VALUE_TEXT, .text = str_of(text) }, .source = source };
	int64_t no = 0;
	struct fault f = { 0 };

	if (s.property->type == TYPE_NAME) {
		s.language = STR("en");
	}
	if (change_say(c, &s, &no, &f) != RC_OK) {
		fault_print(stderr, &f);
		abort();
	}
	return no;
}

static void fill(const char *path)
{
	struct fault f = { 0 };
	struct reg *r;
	struct change *c;
	int64_t source, person, no;

	assert_int_equal(reg_create(path, "Invented <b>organisation</b>", &f), RC_OK);
	assert_int_equal(reg_open(path, DB_WRITE, &r, &f), RC_OK);
	assert_int_equal(change_begin(r, "an invented person <img src=x>", &c, &f), RC_OK);
	assert_int_equal(change_subject(c, KIND_SOURCE, &source, &f), RC_OK);
	say(c, source, P_SOURCE_TITLE, "A source <i>of</i> invention", 0);
	say(c, source, P_SOURCE_PUBLISHED, "2023-01-01", 0);
	say(c, source, P_SOURCE_URL, "https://example.org/?a=1&b=\"", 0);
	assert_int_equal(change_subject(c, KIND_PERSON, &person, &f), RC_OK);
	say(c, person, P_PERSON_NAME, NAME, source);
	say(c, person, P_PERSON_DESCRIPTION, "</p><script>alert(2)</script>", source);
	say(c, person, P_PERSON_PUBLICATION, "public_figure", source);
	assert_int_equal(change_close(c, NULL, &no, &f), RC_OK);
	reg_close(r);
}

static int start(void **state)
{
	*state = served_start(fill);
	return *state ? 0 : 1;
}

static int stop(void **state)
{
	return served_stop(*state);
}

static void names_are_text(void **state)
{
	struct served *s = *state;
	char line[128], found[HANDLE_TEXT] = "";
	const char *answer = ask_for(s, "GET /en/people", "");

	assert_int_equal(status_of(answer), 200);
	assert_null(strstr(answer, "<script"));
	assert_non_null(strstr(answer, "&lt;script&gt;alert(1)"));
	const char *at = strstr(answer, "/en/person/");
	assert_non_null(at);
	memcpy(found, at + strlen("/en/person/"), HANDLE_TEXT - 1);
	snprintf(line, sizeof(line), "GET /en/person/%s", found);
	answer = ask_for(s, line, "");
	assert_int_equal(status_of(answer), 200);
	assert_null(strstr(answer, "<script"));
	assert_non_null(strstr(answer, "&lt;/p&gt;&lt;script&gt;alert(2)"));
	answer = ask_for(s, "GET /en/changes", "");
	assert_null(strstr(answer, "<img"));
	assert_null(strstr(answer, "<b>organisation"));
}

static void headers_are_strict(void **state)
{
	const char *answer = ask_for(*state, "GET /en/", "");

	assert_int_equal(status_of(answer), 200);
	assert_non_null(strstr(answer, "Content-Security-Policy: default-src 'none'; style-src 'self'"));
	assert_non_null(strstr(answer, "X-Content-Type-Options: nosniff"));
	assert_non_null(strstr(answer, "Referrer-Policy: no-referrer"));
	assert_null(strstr(answer, "Set-Cookie"));
	assert_null(strstr(answer, "<script"));
}

static void entity_tags(void **state)
{
	struct served *s = *state;
	char tag[64] = "", header[128], first[64];
	const char *at = strstr(ask_for(s, "GET /en/about", ""), "ETag: ");

	assert_non_null(at);
	memcpy(tag, at + 6, strcspn(at + 6, "\r"));
	snprintf(header, sizeof(header), "If-None-Match: W/\"other\", %s\r\n", tag);
	assert_int_equal(status_of(ask_for(s, "GET /en/about", header)), 304);
	assert_non_null(strstr(s->answer, tag));
	assert_string_equal(strstr(s->answer, "\r\n\r\n"), "\r\n\r\n");
	assert_int_equal(status_of(ask_for(s, "GET /en/about", "If-None-Match: \"other\"\r\n")), 200);
	snprintf(first, sizeof(first), "ETag: %s", tag);
	assert_int_equal(status_of(ask_for(s, "HEAD /en/about", "")), 200);
	assert_non_null(strstr(s->answer, first));
	assert_string_equal(strstr(s->answer, "\r\n\r\n"), "\r\n\r\n");
}

static void methods_and_paths(void **state)
{
	struct served *s = *state;
	static const struct {
		const char *line;
		int status;
	} cases[] = {
		{ "GET /", 302 }, { "GET /people?q=x", 302 }, { "GET /en/nothing", 404 }, { "GET /en/person/zzzz", 404 },
		{ "GET /en/person/..%2f..%2fetc", 404 }, { "POST /en/people", 405 }, { "DELETE /en/", 405 },
		{ "PUT /en/check", 405 }, { "GET /en/check", 200 }, { "GET /en/people?q=%ff", 400 },
		{ "GET /en/people?on=yesterday", 400 }, { "GET /en/people?page=-5", 200 },
		{ "GET /en/people?page=99999999999999999999", 200 }, { "GET /en/people?article=1%20or%20all", 400 },
		{ "GET /en/ask?q=list%20wimen", 400 }, { "GET /en/letters/..%2f..%2fetc%2fpasswd", 404 },
		{ "GET /en/letters/../../etc/passwd", 404 }, { "GET /en/figure/zzz", 404 }, { "GET /robots.txt", 200 },
		{ "GET /en/people?a=%0d%0aSet-Cookie:%20x=1", 400 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int status = status_of(ask_for(s, cases[i].line, ""));
		if (status != cases[i].status) {
			fail_msg("%s: %d, not %d", cases[i].line, status, cases[i].status);
		}
		assert_null(strstr(s->answer, "Set-Cookie:"));
	}
	(void)ask_for(s, "POST /en/people", "");
	assert_non_null(strstr(s->answer, "Allow: GET, HEAD\r\n"));
}

static void bodies_are_bounded(void **state)
{
	struct served *s = *state;
	static const char both[] = "POST /en/check HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
		"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n";

	assert_int_equal(status_of(exchange(s, both, sizeof(both) - 1)), 400);
	assert_int_equal(status_of(ask_for(s, "POST /en/check", "Content-Length: 2000000\r\n")), 413);
	assert_non_null(strstr(ask_for(s, "POST /en/check", "Content-Length: 2000000\r\n"), " bytes that are taken here"));
	assert_int_equal(status_of(ask_for(s, "GET /en/", "Content-Length: 10\r\n")), 413);
	static const char *const methods[] = {"POST /en/people", "PUT /en/people", "DELETE /en/people"};
	for (size_t i = 0; i < 3; i++) {
		const char *refused = ask_for(s, methods[i], "Content-Length: 1\r\n");
		assert_int_equal(status_of(refused), 405);
		assert_non_null(strstr(refused, "Allow: GET, HEAD"));
		assert_non_null(strstr(refused, "nosniff"));
	}
	assert_int_equal(status_of(exchange(s, "GET /en/ HTTP/1.1\r\n\r\n", 21)), 400);
}

static void a_letter_is_checked_and_escaped(void **state)
{
	struct served *s = *state;
	static const char body[] = "letter=Minsk%2C+16+March+2023%0D%0A%0D%0A"
		"%3Cscript%3Ealert(3)%3C%2Fscript%3E+1450+political+prisoners.";
	char text[1024];
	int n = snprintf(text, sizeof(text), "POST /en/check HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);

	assert_int_equal(status_of(exchange(s, text, (size_t)n)), 200);
	assert_null(strstr(s->answer, "<script"));
	assert_null(strstr(s->answer, "ETag"));
}

/* What is remembered of a list is of one state of the register. */
static void a_change_shows_at_once(void **state)
{
	struct served *s = *state;
	char path[128], name[32];

	snprintf(path, sizeof(path), "%s/register", s->folder);
	for (int i = 0; i < 4; i++) {
		struct fault f = { 0 };
		struct reg *r;
		struct change *c;
		int64_t source, person, no;
		for (int twice = 0; twice < 4; twice++) {
			snprintf(name, sizeof(name), "Invented Number%d", i);
			assert_null(strstr(ask_for(s, "GET /en/people", ""), name));
			assert_non_null(strstr(ask_for(s, "GET /en/people?page=1", ""), "</html>"));
		}
		assert_int_equal(reg_open(path, DB_WRITE, &r, &f), RC_OK);
		assert_int_equal(change_begin(r, "one more", &c, &f), RC_OK);
		assert_int_equal(change_subject(c, KIND_SOURCE, &source, &f), RC_OK);
		say(c, source, P_SOURCE_TITLE, "Another invention", 0);
		say(c, source, P_SOURCE_PUBLISHED, "2023-01-02", 0);
		assert_int_equal(change_subject(c, KIND_PERSON, &person, &f), RC_OK);
		say(c, person, P_PERSON_NAME, name, source);
		say(c, person, P_PERSON_PUBLICATION, "public_figure", source);
		assert_int_equal(change_close(c, NULL, &no, &f), RC_OK);
		reg_close(r);
		for (int twice = 0; twice < 4; twice++) {
			assert_non_null(strstr(ask_for(s, twice % 2 ? "GET /en/people" : "GET /en/people?page=1", ""), name));
		}
	}
}

/* Every line of the log meets a broken pipe here, in the threads of the workers too. */
static void a_log_that_nobody_reads(void **state)
{
	struct served *s = *state;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(status_of(ask_for(s, "GET /en/ask.json?q=count%20people", "")), 200);
		assert_int_equal(status_of(ask_for(s, "GET /en/people", "")), 200);
	}
}

/* Clients that reset the connection: before the answer, in the midst of it, in the midst of what they send. */
static void clients_who_go_away(void **state)
{
	struct served *s = *state;
	static const char *const sent[] = { "GET /en/people.csv HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /en/people HTTP/1.1\r\nHost: x\r\n\r\nGET /en/people HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /en/check HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nletter=", "GET /en/peo" };
	const struct linger at_once = { .l_onoff = 1 };

	for (size_t i = 0; i < 60; i++) {
		const char *bytes = sent[i % 4];
		int fd = open_socket(s);
		char some[64];
		assert_int_equal(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL), (ssize_t)strlen(bytes));
		if (i % 8 < 2) {
			assert_true(recv(fd, some, sizeof(some), 0) > 0);
		}
		assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once)), 0);
		close(fd);
	}
	assert_int_equal(status_of(ask_for(s, "GET /en/people.csv", "")), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_text),
		cmocka_unit_test(headers_are_strict),
		cmocka_unit_test(entity_tags),
		cmocka_unit_test(methods_and_paths),
		cmocka_unit_test(bodies_are_bounded),
		cmocka_unit_test(a_letter_is_checked_and_escaped),
		cmocka_unit_test(a_change_shows_at_once),
		cmocka_unit_test(a_log_that_nobody_reads),
		cmocka_unit_test(clients_who_go_away),
	};

	return cmocka_run_group_tests_name("site", tests, start, stop);
}
