/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table itself, for kinds.c. */
#ifndef REGISTER_PROPERTIES_H
#define REGISTER_PROPERTIES_H

#include "register/kinds.h"

extern const struct property property_table[]; /* ended by key NULL */

#endif
