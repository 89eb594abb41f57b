/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the room: the learnt costs (cost_table.c), in 1/NAME_COST_NAT nat. */
#ifndef NAME_COST_H
#define NAME_COST_H

#include "name/sound.h"

/* Which scripts two tokens are in; COST_MIXED has the Cyrillic one second. */
enum cost_scripts {
	COST_LATIN, /* and all that is not Cyrillic */
	COST_CYRILLIC,
	COST_MIXED,
	COST_SCRIPTS,
};

struct cost_table {
	uint8_t substitute[UNIT_COUNT][UNIT_COUNT]; /* [of the first][of the second]; 0 on the diagonal */
	uint8_t drop[2][UNIT_COUNT][UNIT_COUNT];    /* [side][unit][the unit before it in its token, 0 at the start] */
	uint8_t ending[ENDING_COUNT][ENDING_COUNT]; /* 0: no ending */
};

extern const struct cost_table cost_tables[COST_SCRIPTS];

/* The table for two tokens; swaps them where the first is the Cyrillic one of two. */
const struct cost_table *cost_table_for(const struct name_token **a, const struct name_token **b);

#endif
