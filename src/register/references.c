/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which properties hold a reference, as a list for SQL. */
#include "register/internal.h"

const char *reference_codes(struct arena *a)
{
	struct buf list;
	buf_init(&list, 4096);
	for (const struct property *p = properties(); p->key; p++) {
		if (p->type == TYPE_REF) {
			buf_printf(&list, "%s%d", list.n ? ", " : "", p->code);
		}
	}
	char *text = str_dup(a, buf_view(&list));
	buf_finish(&list);
	return text;
}

bool names_owner(const struct property *p)
{
	const char *owner = p->kind == KIND_NONE ? NULL : kind_info(p->kind)->owner;
	return owner && str_is(str_of(owner), p->key);
}

const char *owner_codes(struct arena *a)
{
	const char *list = "";
	for (const struct property *p = properties(); p->key; p++) {
		list = names_owner(p) ? arena_printf(a, "%s%s%d", list, *list ? ", " : "", p->code) : list;
	}
	return list;
}
