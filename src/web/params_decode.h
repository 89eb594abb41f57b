/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef WEB_PARAMS_DECODE_H
#define WEB_PARAMS_DECODE_H

#include "base/base.h"

/* Percent-encoding and + undone; the bytes may be anything. RC_INVALID: a broken percent sign. */
MUST_USE enum rc params_decode(struct arena *a, struct str s, struct str *ret, struct fault *f);

#endif
