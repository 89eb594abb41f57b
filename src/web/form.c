/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Posted forms: see params.h. Values are views into the body wherever nothing had to be decoded. */
#include <string.h>

#include "web/params.h"
#include "web/params_decode.h"

#define BOUNDARY_MOST 70 /* RFC 2046 */

/* name="value" or name=value among the parameters of a header. */
static struct str parameter(struct str header, const char *name)
{
	size_t n = strlen(name);

	for (size_t at = str_find(header, ';', 0); at < header.n; at = str_find(header, ';', at)) {
		struct str rest = str_trim(str_sub(header, ++at, header.n));
		if (rest.n > n && str_is_nocase(str_sub(rest, 0, n), name) && rest.p[n] == '=') {
			rest = str_sub(rest, n + 1, rest.n);
			if (rest.n && rest.p[0] == '"') {
				return str_sub(rest, 1, str_find(rest, '"', 1));
			}
			return str_trim(str_sub(rest, 0, str_find(rest, ';', 0)));
		}
	}
	return (struct str){ "", 0 };
}

static enum rc add_field(struct form *form, struct field field, struct fault *f)
{
	if (form->count == PARAMS_MOST) {
		return fault_set(f, RC_LIMIT, "the form has more than %d fields", PARAMS_MOST);
	}
	form->list[form->count++] = field;
	return RC_OK;
}

static enum rc parse_encoded(struct arena *a, struct str body, struct form *ret, struct fault *f)
{
	enum rc rc = RC_OK;

	for (size_t at = 0; at < body.n && rc == RC_OK;) {
		size_t end = str_find(body, '&', at);
		struct str pair = str_sub(body, at, end);
		size_t equals = str_find(pair, '=', 0);
		struct field field = { .filename = { "", 0 } };
		at = end + 1;
		if (!pair.n) {
			continue;
		}
		rc = params_decode(a, str_sub(pair, 0, equals), &field.name, f);
		if (rc == RC_OK) {
			size_t from = equals < pair.n ? equals + 1 : pair.n;
			rc = params_decode(a, str_sub(pair, from, pair.n), &field.value, f);
		}
		if (rc == RC_OK) {
			rc = add_field(ret, field, f);
		}
	}
	return rc;
}

/* Reads the headers of one part; *at is left at its content. */
static bool part_headers(struct str part, size_t *at, struct field *ret)
{
	for (;;) {
		const char *end = memmem(part.p + *at, part.n - *at, "\r\n", 2);
		if (!end) {
			return false;
		}
		struct str line = str_sub(part, *at, (size_t)(end - part.p));
		*at = (size_t)(end - part.p) + 2;
		if (!line.n) {
			return ret->name.n > 0;
		}
		size_t colon = str_find(line, ':', 0);
		if (str_is_nocase(str_sub(line, 0, colon), "content-disposition")) {
			ret->name = parameter(line, "name");
			ret->filename = parameter(line, "filename");
		}
	}
}

/* Parts stand between delimiters "\r\n--BOUNDARY"; the first may lack the line end before it. */
static enum rc parse_multipart(struct str boundary, struct str body, struct form *ret, struct fault *f)
{
	char mark[BOUNDARY_MOST + 5];
	size_t n = (size_t)snprintf(mark, sizeof(mark), "\r\n--%.*s", STR_ARG(boundary));
	enum rc rc = RC_OK;

	if (body.n < n - 2 || memcmp(body.p, mark + 2, n - 2) != 0) {
		return fault_set(f, RC_INVALID, "the form does not begin with its boundary");
	}
	for (size_t at = n - 2; rc == RC_OK;) {
		struct str rest = str_sub(body, at, body.n);
		if (str_starts(rest, "--")) {
			return RC_OK;
		}
		const char *end = memmem(rest.p, rest.n, mark, n);
		if (!str_starts(rest, "\r\n") || !end) {
			return fault_set(f, RC_INVALID, "a part of the form is not closed");
		}
		struct str part = { rest.p, (size_t)(end - rest.p) };
		struct field field = { .name = { "", 0 }, .filename = { "", 0 } };
		size_t content = 2;
		/* An empty part's header end runs into the delimiter's own line end. */
		struct str whole = { rest.p, part.n + 2 };
		if (!part_headers(whole, &content, &field)) {
			return fault_set(f, RC_INVALID, "a part of the form has no name");
		}
		field.value = str_sub(part, content < part.n ? content : part.n, part.n);
		rc = add_field(ret, field, f);
		at += part.n + n;
	}
	return rc;
}

enum rc form_parse(struct arena *a, struct str content_type, struct str body, struct form *ret,
	struct fault *f)
{
	struct str type = str_trim(str_sub(content_type, 0, str_find(content_type, ';', 0)));

	*ret = (struct form){ .list = arena_array(a, PARAMS_MOST, sizeof(struct field)) };
	if (str_is_nocase(type, "application/x-www-form-urlencoded")) {
		return parse_encoded(a, body, ret, f);
	}
	if (str_is_nocase(type, "multipart/form-data")) {
		struct str boundary = parameter(content_type, "boundary");
		if (!boundary.n || boundary.n > BOUNDARY_MOST) {
			return fault_set(f, RC_INVALID, "the form names no boundary");
		}
		return parse_multipart(boundary, body, ret, f);
	}
	return fault_set(f, RC_INVALID, "this kind of form is not read here");
}

struct str form_get(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		if (form->list[i].value.n && str_is(form->list[i].name, name)) {
			return form->list[i].value;
		}
	}
	return (struct str){ "", 0 };
}
