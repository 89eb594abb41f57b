/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a row must bring with it: grounds, required properties, what it calls its own. */
#include <string.h>

#include "register/import.h"

/* A new person must come with a ground, unless what is said is private. */
enum rc row_check_ground(const struct import *im, const struct csv_row *row, struct fault *f)
{
	if (im->reg->home || im->slots[0].kind != KIND_PERSON || im->slots[0].no) {
		return RC_OK;
	}
	for (size_t i = 0; i < im->wish_count; i++) {
		if (im->wishes[i].property->code == P_PERSON_PUBLICATION && !im->wishes[i].retract) {
			return RC_OK;
		}
	}
	(void)fault_set(f, RC_INVALID, "the row gives no ground for publication");
	fault_field(f, "publication");
	fault_hint(f, "say recognised, family_agreed or public_figure, or import it in private: --members");
	fault_where(f, im->name, row->line, 0);
	return RC_INVALID;
}

/* What a subject is made from: the row's wishes, and the way to its owner, which goes without saying. */
static bool is_given(const struct import *im, size_t slot, const struct property *p)
{
	const char *up = kind_info(p->kind)->owner;
	if (slot != 0 && up && strcmp(up, p->key) == 0) {
		return true;
	}
	for (size_t i = 0; i < im->wish_count; i++) {
		const struct wish *w = &im->wishes[i];
		if (w->slot == slot && w->property == p && !w->retract) {
			return true;
		}
	}
	return false;
}

enum rc row_check_required(const struct import *im, const struct csv_row *row, struct fault *f)
{
	for (size_t slot = 0; slot < im->slot_count; slot++) {
		const struct slot *s = &im->slots[slot];
		for (const struct property *p = properties(); p->key && s->no == 0; p++) {
			if (!p->required || p->kind != s->kind || is_given(im, slot, p)) {
				continue;
			}
			(void)fault_set(f, RC_INVALID, "a new %s needs %s", kind_info(p->kind)->key, p->key);
			fault_field(f, slot ? kind_info(s->kind)->key : p->key);
			fault_hint(f, "%s", p->help);
			fault_where(f, im->name, row->line, 0);
			return RC_INVALID;
		}
	}
	return RC_OK;
}

/* What the row refers to as its own must be made by it. */
enum rc row_check_own(const struct import *im, const struct csv_row *row, struct fault *f)
{
	for (size_t i = 0; i < im->wish_count; i++) {
		const struct wish *w = &im->wishes[i];
		bool found = !w->own;
		for (size_t k = 0; !found && k < im->slot_count; k++) {
			found = im->slots[k].kind == w->property->ref && str_eq(im->slots[k].key, w->value.text);
		}
		if (!found) {
			(void)fault_set(f, RC_INVALID, "there is no %s \"%.*s\"", kind_info(w->property->ref)->key,
				STR_ARG(w->value.text));
			fault_field(f, w->property->key);
			fault_where(f, im->name, row->line, w->column);
			return RC_INVALID;
		}
	}
	return RC_OK;
}
