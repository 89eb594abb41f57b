/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as JSON; a string that was read, written again, must read back the same. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_in.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_string(struct arena *a, struct str text)
{
	struct json_writer w;
	struct json_value *again;
	struct buf b;

	buf_init(&b, (size_t)16 * 1024 * 1024);
	json_init(&w, &b, false);
	json_str(&w, text);
	enum rc rc = json_parse(a, buf_view(&b), &again, NULL);
	assert(rc == RC_OK && str_eq(again->text, text));
	buf_finish(&b);
}

static void walk(struct arena *a, const struct json_value *v)
{
	if (v->kind == JSON_STRING) {
		check_string(a, v->text);
	}
	for (size_t i = 0; i < v->count; i++) {
		walk(a, &v->items[i]);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_create((size_t)1024 * 1024 * 1024);
	struct fault fault = {0};
	struct json_value *v;

	if (json_parse(a, (struct str){(const char *)data, size}, &v, &fault) == RC_OK) {
		walk(a, v);
	} else {
		assert(fault.rc != RC_OK);
	}
	arena_destroy(a);
	return 0;
}
