/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one place that says who may ask: a register is for one viewer, by what is in its views. */
#include "register/internal.h"

const struct viewer viewer_public = {TIER_PUBLIC};
static const struct viewer viewer_private = {TIER_SEALED};

const struct viewer *reg_viewer(const struct reg *r)
{
	return r->home ? &viewer_private : &viewer_public;
}

struct reg *reg_home(const struct reg *r)
{
	return r->home;
}

enum rc viewer_check(const struct reg *r, const struct viewer *v, struct fault *f)
{
	if (v->tier == reg_viewer(r)->tier) {
		return RC_OK;
	}
	return r->home ? fault_set(f, RC_DENIED, "what is private is in this view of the register: nothing public is "
		"made of it") : fault_set(f, RC_DENIED, "this view of the register holds what is public alone");
}
