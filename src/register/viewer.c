/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one place that says who may ask. Views and tables hold public statements only, so the public
 * viewer sees what they hold; there is nothing more for anyone until keys for it exist.
 */
#include "register/register.h"

const struct viewer viewer_public = {TIER_PUBLIC};

enum rc viewer_check(const struct viewer *v, struct fault *f)
{
	if (v->tier == TIER_PUBLIC) {
		return RC_OK;
	}
	return fault_set(f, RC_DENIED, "this register keeps public statements only: it has no keys yet for "
		"members' and sealed ones");
}
