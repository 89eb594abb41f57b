/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside the room: the learnt costs (cost_table.c), in 1/NAME_COST_NAT nat. */
#ifndef NAME_COST_H
#define NAME_COST_H

#include "name/sound.h"

struct cost_table {
	uint8_t substitute[UNIT_COUNT][UNIT_COUNT]; /* symmetric, 0 on the diagonal */
	uint8_t drop[UNIT_COUNT][UNIT_COUNT];       /* [unit][the unit before it in its own token, 0 at the start] */
	uint8_t ending[ENDING_COUNT][ENDING_COUNT]; /* symmetric; 0: no ending */
};

extern const struct cost_table cost_table;

#endif
