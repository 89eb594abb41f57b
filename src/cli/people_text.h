/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What commands say of drafts and persons. */
#ifndef CLI_PEOPLE_TEXT_H
#define CLI_PEOPLE_TEXT_H

#include "cli/cli.h"
#include "register/people.h"

/* Where what was recorded became a draft (reg_drafted()): says so, and is true. */
bool print_drafted(FILE *out, uint64_t index);

#endif
