/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One row of the long form: kind, key, property, value, language, valid, source. */
#include "register/import.h"

static enum rc long_kind(struct import *im, const struct csv_row *row, enum kind *ret, struct fault *f)
{
	struct str said = row_meaning(im, row, COLUMN_KIND);
	const struct kind_info *info = said.n ? kind_find(said) : kind_info(im->kind);
	if (!info || info->kind == KIND_NONE) {
		(void)fault_set(f, RC_INVALID, "\"%.*s\" is no kind", STR_ARG(said));
		fault_field(f, "kind");
		return RC_INVALID;
	}
	*ret = info->kind;
	return RC_OK;
}

static size_t column_of(const struct import *im, enum column_what what)
{
	for (size_t i = 0; i < im->columns.count; i++) {
		if (im->columns.list[i].what == what) {
			return i;
		}
	}
	return 0;
}

static enum rc long_wish(struct import *im, const struct csv_row *row, struct fault *f)
{
	struct str property, value;
	struct wish *w = row_wish(im);
	w->column = (unsigned)column_of(im, COLUMN_LONG_VALUE) + 1;
	enum rc rc = row_clean(im, row_meaning(im, row, COLUMN_LONG_PROPERTY), &property, f);
	if (rc == RC_OK) {
		rc = row_clean(im, row_meaning(im, row, COLUMN_LONG_VALUE), &value, f);
	}
	if (rc == RC_OK) {
		rc = row_clean(im, row_meaning(im, row, COLUMN_LONG_LANGUAGE), &w->language, f);
	}
	if (rc == RC_OK) {
		rc = row_clean(im, row_meaning(im, row, COLUMN_VALID), &w->valid, f);
	}
	if (rc != RC_OK) {
		return rc;
	}
	w->property = property_find(im->slots[0].kind, property);
	if (!w->property) {
		(void)fault_set(f, RC_INVALID, "there is no property \"%.*s\" of a %s", STR_ARG(property),
			kind_info(im->slots[0].kind)->key);
		fault_field(f, "property");
		return RC_INVALID;
	}
	rc = row_source(im, row, &w->source, f);
	w->retract = str_is(value, "-");
	if (rc == RC_OK && w->retract && !im->slots[0].no) {
		return fault_set(f, RC_INVALID, "there is no %s \"%.*s\" to take anything back from",
			kind_info(im->slots[0].kind)->key, STR_ARG(im->slots[0].key));
	}
	if (rc == RC_OK && !w->retract) {
		rc = wish_read(im, w, value, f);
	}
	return rc == RC_OK ? wish_check_source(im, w, f) : rc;
}

enum rc row_read_long(struct import *im, const struct csv_row *row, struct fault *f)
{
	struct str key;
	enum kind kind;
	size_t slot;
	enum rc rc = long_kind(im, row, &kind, f);
	if (rc == RC_OK) {
		rc = row_key(im, row, &key, f);
	}
	if (rc == RC_OK && key.n == 0) {
		rc = fault_set(f, RC_INVALID, "the row has no key");
	}
	if (rc == RC_OK) {
		rc = row_slot(im, kind, 0, 0, key, &slot, f);
	}
	if (rc == RC_OK) {
		rc = long_wish(im, row, f);
	}
	if (rc != RC_OK) {
		size_t column = column_of(im, COLUMN_LONG_VALUE);
		fault_field(f, "value");
		fault_where(f, im->name, row->line, (unsigned)column + 1);
	}
	return rc;
}
