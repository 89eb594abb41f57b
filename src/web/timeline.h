/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The time line of a person: spells as bars, statuses within them, verdicts and recognitions as marks. */
#ifndef WEB_TIMELINE_H
#define WEB_TIMELINE_H

#include "web/dossier.h"

/* Fills timeline_wide, timeline_narrow and rows of v; all empty where there is nothing with a date. */
MUST_USE enum rc timeline_draw(struct dossier *d, struct person_view *v);

#endif
