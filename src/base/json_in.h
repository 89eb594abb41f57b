/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON read through json-c. Apart from base/json.h, whose writer has names that json-c has too.
 */
#ifndef BASE_JSON_IN_H
#define BASE_JSON_IN_H

#include "base/text.h"

#define JSON_READ_DEPTH 32

enum json_kind {
	JSON_NULL,
	JSON_BOOL,
	JSON_INT,  /* a number without fraction or exponent that int64_t holds */
	JSON_REAL, /* any other */
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/* A value that was read; all of it in the arena. */
struct json_value {
	enum json_kind kind;
	struct str key; /* in an object; empty elsewhere */
	bool boolean;
	int64_t integer;
	double real;              /* of JSON_INT too */
	struct str text;          /* UTF-8, NUL-terminated too; may hold U+0000 */
	struct json_value *items; /* of an array or object, in the order of the text */
	size_t count;
};

/*
 * Reads one value, all of it, by RFC 8259 and nothing beyond. RC_INVALID with line and column;
 * RC_LIMIT past JSON_READ_DEPTH levels or 16 MiB. Of a key given twice the last one stands.
 */
MUST_USE enum rc json_parse(struct arena *a, struct str s, struct json_value **ret, struct fault *f);
/* The member of an object, or NULL: no such key, or no object. */
const struct json_value *json_member(const struct json_value *object, const char *key);

#endif
