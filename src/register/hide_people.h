/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hiding where there are people: what one person may do, and what waits for a second. */
#ifndef REGISTER_HIDE_PEOPLE_H
#define REGISTER_HIDE_PEOPLE_H

#include "register/hide.h"
#include "register/private_log.h"

/* hide_now() where there are people: withholds at once; of anything else it makes an event that waits. */
MUST_USE enum rc hide_by_person(struct reg *r, enum notice_action action, enum ground ground, const char *note,
	const struct hide_list *list, const struct progress *p, struct hide_report *ret, struct fault *f);
/* Does what the notice that waits says, with the acting person's role beside the first one's. */
MUST_USE enum rc hide_confirm(struct private_log *p, uint64_t index, const struct progress *progress, struct fault *f);

/* ---- hide.c ---- */

/* A statement of anybody's, as its row and its header have it. */
struct hidden_row {
	struct id id;
	int64_t subject, property; /* PROPERTY_BLANK: its content is not here */
	enum mode mode;
	struct header header;
};
MUST_USE enum rc hide_row(struct reg *r, int64_t no, struct hidden_row *ret, struct fault *f);

/* The content goes or comes, the views follow, and the ids are given; within a change of notices. */
MUST_USE enum rc hide_content(struct change *c, enum notice_action action, const struct hide_list *list,
	const struct progress *p, struct id *ret_ids, struct fault *f);
/* Adds the entry with the signatures that it has. note may be NULL. */
MUST_USE enum rc hide_enter(struct change *c, const struct notice *n, const struct entry *e, const char *note,
	struct fault *f);
void hide_sort(struct id *targets, size_t count);
/* Numbers of statements, by a query that has been bound. */
MUST_USE enum rc hide_read(struct query *q, struct arena *a, struct hide_list *ret, struct fault *f);
MUST_USE enum rc hide_id(struct reg *r, int64_t statement, struct id *ret, struct fault *f);

#endif
