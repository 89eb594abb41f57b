/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Common slips in writing dates, told from each other to give a useful hint. For edtf.c only. */
#ifndef BASE_EDTF_SLIP_H
#define BASE_EDTF_SLIP_H

#include "base/text.h"

/* Adds a hint to the fault in f: the same date rightly written where it can be guessed. */
void edtf_slip_hint(struct str s, struct fault *f);

#endif
