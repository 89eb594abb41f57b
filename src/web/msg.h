/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Messages in the reader's language. the files in po/ are compiled to tables by tools/po2c.c; what a table
 * lacks is shown as it stands in the source, in English. Values stand in {braces} by name.
 */
#ifndef WEB_MSG_H
#define WEB_MSG_H

#include "base/base.h"

#define MSG_FORMS 6

struct msg_entry {
	const char *id;
	const char *text[MSG_FORMS]; /* by plural form; missing ones NULL */
};

struct language {
	const char *name; /* BCP 47: "en" */
	const struct msg_entry *entries, *plurals; /* sorted by id; those with plural forms apart */
	size_t count, plural_count;
	unsigned (*plural)(uint64_t n);
};

const struct language *language_find(struct str name); /* NULL: not offered */

struct msg_value {
	const char *name, *text;
};

const char *msg_get(const struct language *l, const char *id);
const char *msg_plural(const struct language *l, const char *one, const char *many, int64_t n);

/* Within a function that has struct page *p. N_ marks a text that is looked up later. */
#define _(id) msg_get(p->language, id)
#define _n(one, many, n) msg_plural(p->language, one, many, (int64_t)(n))
#define N_(id) id

#endif
