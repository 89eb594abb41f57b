/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a request brings: the first line of the input is the query of an address, the second the
 * content type of a form, the rest its body. Whatever is read must be text and must survive a link.
 */
#include <assert.h>
#include <string.h>

#include "web/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void links_read_back(struct arena *a, const struct params *p)
{
	struct params again;
	char *link = params_link(a, "/en/people", p, "page", "2");
	const char *question = strchr(link, '?');

	assert(question && params_parse(a, str_of(question + 1), &again, NULL) == RC_OK);
	assert(!strcmp(params_get(&again, "page"), "2"));
	for (size_t i = 0; i < p->count; i++) {
		const struct param *x = &p->list[i];
		assert(utf8_valid(str_of(x->name)) && utf8_valid(str_of(x->value)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_create(64u << 20);
	struct str all = { (const char *)data, size }, rest;
	const struct language *language;
	struct params params;
	struct form form;
	size_t first = str_find(all, '\n', 0), second = str_find(all, '\n', first < size ? first + 1 : size);

	if (size < 65536) {
		struct str query = str_sub(all, 0, first);
		(void)route_find(query, &rest, &language);
		if (params_parse(a, query, &params, NULL) == RC_OK && params.count < PARAMS_MOST) {
			links_read_back(a, &params);
		}
		struct str type = str_sub(all, first < size ? first + 1 : size, second);
		struct str body = str_sub(all, second < size ? second + 1 : size, size);
		if (form_parse(a, type, body, &form, NULL) == RC_OK) {
			(void)form_get(&form, "letter");
		}
	}
	arena_destroy(a);
	return 0;
}
