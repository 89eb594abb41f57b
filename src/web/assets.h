/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of web/ as bytes of the program; made by tools/embed.c. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H

#include "base/text.h"

/* By name in web/, or an empty view. */
struct str asset(const char *name);

#endif
