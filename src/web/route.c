/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of addresses. */
#include <string.h>

#include "web/page.h"

static const struct route routes[] = {
	{ .name = "front", .path = "", .cached = true, .make = page_front },
	{ .name = "people", .path = "people", .cached = true, .make = page_people },
	{ .name = "people", .path = "people.csv", .slow = true, .make = page_people_export,
		.type = "text/csv; charset=utf-8" },
	{ .name = "people", .path = "people.json", .slow = true, .make = page_people_export,
		.type = "application/json" },
	{ .name = "person", .path = "person/", .cached = true, .make = page_person },
	{ .name = "figures", .path = "figures", .cached = true, .make = page_figures },
	{ .name = "ask", .path = "ask", .slow = true, .cached = true, .make = page_ask },
	{ .name = "ask", .path = "ask.json", .slow = true, .make = page_ask, .type = "application/json" },
	{ .name = "ask", .path = "ask.csv", .slow = true, .make = page_ask, .type = "text/csv; charset=utf-8" },
	{ .name = "letters", .path = "letters", .make = page_letters },
	{ .name = "letters", .path = "letters/", .slow = true, .make = page_letter },
	{ .name = "letters", .path = "check", .post = true, .slow = true, .make = page_letter_check },
	{ .name = "changes", .path = "changes", .cached = true, .make = page_changes },
	{ .name = "about", .path = "about", .cached = true, .make = page_about },
	{ .name = "proof", .path = "proof", .log = true, .make = page_health },
	{ .name = "proof", .path = "proof/", .log = true, .make = page_proof },
	{ .name = "data", .path = "data", .cached = true, .make = page_data },
	{ .name = "log", .path = "/log/content/", .slow = true, .log = true, .make = page_log },
	{ .name = "log", .path = "/log/", .log = true, .make = page_log },
	{ .name = "receipt", .path = "/receipt/", .log = true, .make = page_receipt,
		.type = "text/plain; charset=utf-8" },
	{ .name = "witness", .path = "/witness/add-checkpoint", .post = true, .slow = true, .log = true,
		.make = page_witness_add, .type = "text/plain; charset=utf-8" },
	{ .name = "witness", .path = "/witness/", .log = true, .make = page_witness_checkpoint,
		.type = "text/plain; charset=utf-8" },
	{ .name = "enter", .path = "/enter", .post = true, .make = page_enter },
	{ .name = "style", .path = "/style.css", .make = page_style, .type = "text/css; charset=utf-8" },
	{ .name = "icon", .path = "/favicon.svg", .make = page_icon, .type = "image/svg+xml" },
	{ .name = "robots", .path = "/robots.txt", .make = page_robots, .type = "text/plain; charset=utf-8" },
};

/* Of a subject of any kind: the rest is KIND/HANDLE. */
static const struct route record = { .name = "record", .path = "", .cached = true, .make = page_record };

static bool matches(const struct route *r, struct str path, struct str *ret_rest)
{
	size_t n = strlen(r->path);

	if (n && r->path[n - 1] == '/') {
		*ret_rest = str_starts(path, r->path) ? str_sub(path, n, path.n) : (struct str){ NULL, 0 };
		return ret_rest->n > 0;
	}
	*ret_rest = (struct str){ "", 0 };
	return str_is(path, r->path);
}

const struct route *route_find(struct str path, struct str *ret_rest, const struct language **ret_language)
{
	struct str local = path;
	size_t slash;

	*ret_language = language_find(STR("en"));
	slash = str_find(path, '/', path.n ? 1 : 0);
	if (slash < path.n) {
		const struct language *l = language_find(str_sub(path, 1, slash));
		if (l) {
			*ret_language = l;
			local = str_sub(path, slash + 1, path.n);
		}
	}
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		if ((routes[i].path[0] == '/') == (local.p == path.p) && matches(&routes[i], local, ret_rest)) {
			return &routes[i];
		}
	}
	struct str word = str_sub(local, 0, str_find(local, '/', 0));
	const struct kind_info *kind = local.p != path.p && word.n + 1 < local.n ? kind_find(word) : NULL;
	*ret_rest = local;
	return kind && str_is(word, kind->key) ? &record : NULL;
}

const char *route_elsewhere(struct str path)
{
	if (str_is(path, "/") || str_is(path, "") || str_is(path, "/en")) {
		return "/en/";
	}
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		const char *local = routes[i].path;
		if (local[0] && local[0] != '/' && local[strlen(local) - 1] != '/' &&
			str_is(str_sub(path, path.n ? 1 : 0, path.n), local)) {
			return local;
		}
	}
	return NULL;
}
