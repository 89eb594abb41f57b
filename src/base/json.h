/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON (RFC 8259) written by a small streaming writer. Reading it: base/json_in.h.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/text.h"

#define JSON_DEPTH 32

/* Writes into b, two-space indented when pretty. Commas and nesting are its business. */
struct json_writer {
	struct buf *out;
	bool pretty;
	int depth;
	bool has_item[JSON_DEPTH];
	bool after_key;
};

void json_init(struct json_writer *w, struct buf *out, bool pretty);
void json_object(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array(struct json_writer *w);
void json_array_end(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);
void json_str(struct json_writer *w, struct str s); /* invalid UTF-8 becomes U+FFFD */
void json_cstr(struct json_writer *w, const char *s); /* NULL writes null */
void json_int(struct json_writer *w, int64_t v);
void json_real(struct json_writer *w, double v, int decimals);
void json_bool(struct json_writer *w, bool v);
void json_null(struct json_writer *w);
/* Shorthands: key and value. */
void json_put_cstr(struct json_writer *w, const char *key, const char *value);
void json_put_str(struct json_writer *w, const char *key, struct str value);
void json_put_int(struct json_writer *w, const char *key, int64_t value);
void json_put_bool(struct json_writer *w, const char *key, bool value);
/* YYYY-MM-DD, or null for DAY_MIN and DAY_MAX */
void json_put_day(struct json_writer *w, const char *key, int32_t d);

#endif
