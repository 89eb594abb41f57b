/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking messages up: see msg.h. */
#include <stdlib.h>
#include <string.h>

#include "web/msg.h"

static int by_id(const void *key, const void *entry)
{
	return strcmp(key, ((const struct msg_entry *)entry)->id);
}

static const struct msg_entry *find(const struct msg_entry *entries, size_t count, const char *id)
{
	return count ? bsearch(id, entries, count, sizeof(*entries), by_id) : NULL;
}

const char *msg_get(const struct language *l, const char *id)
{
	const struct msg_entry *e = find(l->entries, l->count, id);

	return e && e->text[0] ? e->text[0] : id;
}

const char *msg_plural(const struct language *l, const char *one, const char *many, int64_t n)
{
	const struct msg_entry *e = find(l->plurals, l->plural_count, one);
	uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	unsigned form = l->plural(size);

	if (e && form < MSG_FORMS && e->text[form]) {
		return e->text[form];
	}
	return size == 1 ? one : many;
}
