/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Vectors of others, in $VOLYA_SHARED/vectors, as json-c reads them. */
#ifndef TEST_LEDGER_VECTORS_H
#define TEST_LEDGER_VECTORS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"
#include "json_c.h"

/* For json_object_put(). */
static inline struct json_c_object *read_vectors(const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/vectors/%s", getenv("VOLYA_SHARED"), name);
	struct json_c_object *all = json_object_from_file(path);
	if (!all) {
		fail_msg("cannot read %s", path);
	}
	return all;
}

static inline struct json_c_object *get(struct json_c_object *o, const char *key)
{
	struct json_c_object *v = NULL;
	assert_true(json_object_object_get_ex(o, key, &v));
	return v;
}

static inline struct str text_of(struct json_c_object *o, const char *key)
{
	struct json_c_object *v = get(o, key);
	return (struct str){json_object_get_string(v), (size_t)json_object_get_string_len(v)};
}

/* Calls one() with each test of each group of a file of Wycheproof's. Returns how many there were. */
static inline size_t each_test(const char *name, void (*one)(struct json_c_object *group, struct json_c_object *test))
{
	struct json_c_object *all = read_vectors(name), *groups = get(all, "testGroups");
	size_t count = 0;
	for (size_t i = 0; i < json_object_array_length(groups); i++) {
		struct json_c_object *group = json_object_array_get_idx(groups, i), *tests = get(group, "tests");
		for (size_t k = 0; k < json_object_array_length(tests); k++, count++) {
			one(group, json_object_array_get_idx(tests, k));
		}
	}
	json_object_put(all);
	return count;
}

#endif
