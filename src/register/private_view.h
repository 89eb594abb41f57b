/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shared by private_view.c and private_say.c: what a view with what is private knows of it. */
#ifndef REGISTER_PRIVATE_VIEW_H
#define REGISTER_PRIVATE_VIEW_H

#include "register/draft.h"

struct private_view {
	struct arena *arena;
	struct private_change *changes; /* by number */
	size_t count, room;
	size_t left_out;          /* statements that rest on what is not here any more */
	uint64_t closed;          /* events that are for others */
	struct event_private to;  /* for whom what is said now is */
	bool says;                /* that is settled */
	int64_t said;             /* statements so far */
};

#endif
