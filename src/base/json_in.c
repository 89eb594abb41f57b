/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading JSON through json-c. Even in its strict mode json-c takes more than RFC 8259 allows
 * (01, 2., NaN, 'text', bare control characters), so tokens are looked at before it is asked.
 */
#include "base/json_in.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST ((size_t)16 * 1024 * 1024)

static enum rc wrong_at(struct str s, size_t at, struct fault *f, const char *why)
{
	unsigned line = 1;
	size_t start = 0;

	for (size_t i = str_find(s, '\n', 0); i < at && i < s.n; i = str_find(s, '\n', i + 1)) {
		line++;
		start = i + 1;
	}
	fault_set(f, RC_INVALID, "this is not JSON: %s", why);
	fault_where(f, NULL, line, (unsigned)utf8_length(str_sub(s, start, at)) + 1);
	return RC_INVALID;
}

static size_t skip_digits(struct str s, size_t at)
{
	while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9') {
		at++;
	}
	return at;
}

/* The end of the number at `at`, or at itself where it is not one (RFC 8259 section 6). */
static size_t number_end(struct str s, size_t at)
{
	size_t i = at + (at < s.n && s.p[at] == '-');
	size_t whole = skip_digits(s, i);

	if (whole == i || (s.p[i] == '0' && whole > i + 1)) {
		return at;
	}
	i = whole;
	if (i < s.n && s.p[i] == '.') {
		size_t fraction = skip_digits(s, i + 1);
		if (fraction == i + 1) {
			return at;
		}
		i = fraction;
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		i += i < s.n && (s.p[i] == '+' || s.p[i] == '-');
		size_t exponent = skip_digits(s, i);
		if (exponent == i) {
			return at;
		}
		i = exponent;
	}
	return i;
}

/* The end of the string whose quote is at `at`, or 0 where a control character stands in it. */
static size_t string_end(struct str s, size_t at)
{
	for (size_t i = at + 1; i < s.n; i++) {
		if (s.p[i] == '\\') {
			i++;
		} else if (s.p[i] == '"') {
			return i + 1;
		} else if ((unsigned char)s.p[i] < 0x20) {
			return 0;
		}
	}
	return s.n;
}

static size_t literal_end(struct str s, size_t at)
{
	static const char *const literals[] = {"true", "false", "null"};
	struct str rest = str_sub(s, at, s.n);

	for (size_t i = 0; i < 3; i++) {
		if (str_starts(rest, literals[i])) {
			return at + strlen(literals[i]);
		}
	}
	return at;
}

/* The end of the token at `at`; at itself where none can begin so. */
static size_t token_end(struct str s, size_t at)
{
	char c = s.p[at];

	if (c == '"') {
		return string_end(s, at);
	}
	if (c == '-' || (c >= '0' && c <= '9')) {
		return number_end(s, at);
	}
	if (c != '\0' && strchr("{}[]:, \t\r\n", c) != NULL) {
		return at + 1;
	}
	return literal_end(s, at);
}

/* json-c's own check lets surrogates through. */
static enum rc check_utf8(struct str s, struct fault *f)
{
	for (size_t at = 0; at < s.n;) {
		size_t start = at;
		if (utf8_next(s, &at) < 0) {
			return wrong_at(s, start, f, "the bytes are not UTF-8 text");
		}
	}
	return RC_OK;
}

static enum rc check_tokens(struct str s, struct fault *f)
{
	for (size_t at = 0; at < s.n;) {
		size_t end = token_end(s, at);
		if (end == 0) {
			return wrong_at(s, at, f, "a control character stands bare in a string");
		}
		if (end == at) {
			return wrong_at(s, at, f, "nothing of JSON begins like this");
		}
		at = end;
	}
	return RC_OK;
}

static void convert(struct arena *a, struct json_object *from, struct json_value *to);

static void convert_array(struct arena *a, struct json_object *from, struct json_value *to)
{
	to->kind = JSON_ARRAY;
	to->count = json_object_array_length(from);
	to->items = arena_array(a, to->count, sizeof(*to->items));
	for (size_t i = 0; i < to->count; i++) {
		convert(a, json_object_array_get_idx(from, i), &to->items[i]);
	}
}

static void convert_object(struct arena *a, struct json_object *from, struct json_value *to)
{
	size_t i = 0;

	to->kind = JSON_OBJECT;
	to->count = (size_t)json_object_object_length(from);
	to->items = arena_array(a, to->count, sizeof(*to->items));
	json_object_object_foreach(from, key, value) {
		to->items[i].key = str_copy(a, str_of(key));
		convert(a, value, &to->items[i++]);
	}
}

static void convert_number(struct json_object *from, struct json_value *to)
{
	to->real = json_object_get_double(from);
	if (json_object_is_type(from, json_type_int)) {
		to->integer = json_object_get_int64(from);
		/* json-c gives the nearest it can hold where a number is larger. */
		to->kind = to->integer == INT64_MAX || to->integer == INT64_MIN ? JSON_REAL : JSON_INT;
	} else {
		to->kind = JSON_REAL;
	}
}

static void convert(struct arena *a, struct json_object *from, struct json_value *to)
{
	switch (json_object_get_type(from)) {
	case json_type_null:
		to->kind = JSON_NULL;
		break;
	case json_type_boolean:
		to->kind = JSON_BOOL;
		to->boolean = json_object_get_boolean(from);
		break;
	case json_type_int:
	case json_type_double:
		convert_number(from, to);
		break;
	case json_type_string:
		to->kind = JSON_STRING;
		to->text = str_copy(a, (struct str){
			json_object_get_string(from), (size_t)json_object_get_string_len(from)});
		break;
	case json_type_array:
		convert_array(a, from, to);
		break;
	case json_type_object:
		convert_object(a, from, to);
		break;
	}
}

/* Runs json-c over the whole text; *ret_object is the caller's, NULL for the value null. */
static enum rc run_json_c(struct arena *a, struct str s, struct json_object **ret_object,
	struct fault *f)
{
	struct json_tokener *t = json_tokener_new_ex(JSON_READ_DEPTH);
	enum rc rc = RC_OK;

	if (t == NULL) {
		return fault_set(f, RC_INTERNAL, "the JSON reader could not be set up");
	}
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	/* The NUL that str_dup() adds tells json-c that a number at the end is whole. */
	*ret_object = json_tokener_parse_ex(t, str_dup(a, s), (int)s.n + 1);
	enum json_tokener_error error = json_tokener_get_error(t);
	size_t end = json_tokener_get_parse_end(t);
	if (error == json_tokener_error_depth) {
		rc = fault_set(f, RC_LIMIT, "JSON nested deeper than %d levels", JSON_READ_DEPTH);
	} else if (error != json_tokener_success) {
		rc = wrong_at(s, end < s.n ? end : s.n, f,
			error == json_tokener_continue ? "it ends too early" : json_tokener_error_desc(error));
	} else if (end < s.n) {
		rc = wrong_at(s, end, f, "something follows after its end");
	}
	json_tokener_free(t);
	return rc;
}

enum rc json_parse(struct arena *a, struct str s, struct json_value **ret, struct fault *f)
{
	struct json_object *object = NULL;

	*ret = NULL;
	if (s.n > LONGEST) {
		return fault_set(f, RC_LIMIT, "JSON of more than 16 MiB");
	}
	enum rc rc = check_utf8(s, f);
	if (rc == RC_OK) {
		rc = check_tokens(s, f);
	}
	if (rc == RC_OK) {
		rc = run_json_c(a, s, &object, f);
	}
	if (rc == RC_OK) {
		*ret = arena_alloc(a, sizeof(**ret));
		convert(a, object, *ret);
	}
	json_object_put(object);
	return rc;
}

const struct json_value *json_member(const struct json_value *object, const char *key)
{
	if (object == NULL || object->kind != JSON_OBJECT) {
		return NULL;
	}
	for (size_t i = 0; i < object->count; i++) {
		if (str_is(object->items[i].key, key)) {
			return &object->items[i];
		}
	}
	return NULL;
}
