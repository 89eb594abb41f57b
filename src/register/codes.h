/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Code lists of the properties, for the table in properties.c. Each is ended by a NULL key. */
#ifndef REGISTER_CODES_H
#define REGISTER_CODES_H

#include "register/kinds.h"

extern const struct code codes_yes_no[], codes_sex[], codes_occupation[], codes_flag[], codes_publication[];
extern const struct code codes_org_kind[], codes_place_kind[], codes_source_kind[];
extern const struct code codes_ground[], codes_status[], codes_cell[];
extern const struct code codes_case_kind[], codes_stage[], codes_penalty[], codes_regime[], codes_appeal[];
extern const struct code codes_group[], codes_criterion[], codes_demand[];
extern const struct code codes_closure[], codes_qualifier[], codes_scope[], codes_means[], codes_cause[];
extern const struct code codes_traffic[], codes_mode[], codes_crossing_status[], codes_invitation[];
extern const struct code codes_coverage[], codes_kind[];

#endif
