/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The learnt costs, as tools/name_learn.c wrote them. */
#include "name/cost.h"

const struct cost_table cost_tables[COST_SCRIPTS] = {
#include "name/cost_table.inc"
};
