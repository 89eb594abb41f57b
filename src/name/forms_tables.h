/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside forms: the tables of rules, for the table of systems. */
#ifndef NAME_FORMS_TABLES_H
#define NAME_FORMS_TABLES_H

#include "name/forms_rules.h"

extern const struct forms_rule rules_plain[], rules_digraphs[], rules_hacek[];
extern const struct forms_rule polish[], lithuanian[], lithuanian_men[], latvian[], latvian_men[], german[],
	scholarly[], french[];
extern const struct forms_rule be_practice[], be_english[], be_bgn[], be_latin[], be_2007[], be_lacinka[],
	be_iso9[], be_2023[], be_polish[], be_h[], be_french[], be_scholarly[];
extern const struct forms_rule ru_icao[], ru_english[], ru_gost[], ru_iso9[], ru_polish[], ru_french[];
extern const struct forms_rule uk_2010[], uk_english[], uk_polish[], uk_press[], uk_french[], uk_scholarly[];

#endif
