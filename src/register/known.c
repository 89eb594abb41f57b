/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Subjects that a change speaks of: those it makes are kept in memory, of others the last few. */
#include <inttypes.h>

#include "register/internal.h"

void known_add(struct change *c, handle h, enum kind kind)
{
	if (c->made_count == c->made_room) {
		c->made_room = c->made_room ? c->made_room * 2 : 64;
		c->made = xrealloc(c->made, c->made_room * sizeof *c->made);
	}
	c->made[c->made_count++] = (struct known){.no = c->next_subject, .handle = h, .kind = kind};
}

struct known *known_made(struct change *c, int64_t no)
{
	return no >= c->first_subject && no < c->next_subject ? &c->made[no - c->first_subject] : NULL;
}

/* One word for what is not there: a caller's mistake, never a user's. */
static enum rc look_up(struct change *c, int64_t no, struct known *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(c->reg->db, "SELECT handle, kind FROM subject WHERE no = ?", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && !row) {
		rc = fault_set(f, RC_INTERNAL, "there is no subject %" PRId64, no);
	}
	if (rc == RC_OK) {
		*ret = (struct known){.no = no, .handle = query_int(q, 0), .kind = (enum kind)query_int(q, 1)};
	}
	query_done(q);
	return rc;
}

enum rc known_get(struct change *c, int64_t no, const struct known **ret, struct fault *f)
{
	enum rc rc = RC_OK;
	*ret = known_made(c, no);
	if (!*ret) {
		struct known *k = &c->recent[(uint64_t)no % KNOWN_RECENT];
		if (no <= 0 || k->no != no) {
			rc = look_up(c, no, k, f);
		}
		*ret = k;
	}
	return rc;
}
