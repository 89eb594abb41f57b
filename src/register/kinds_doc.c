/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of kinds and properties as a page: doc/kinds.md, and what "volya kinds" prints. */
#include "register/kinds.h"

static const char *type_word(const struct property *p)
{
	switch (p->type) {
	case TYPE_TEXT:
		return "text";
	case TYPE_NAME:
		return "name";
	case TYPE_DATE:
		return "date";
	case TYPE_INT:
		return "number";
	case TYPE_CODE:
		return "code";
	case TYPE_REF:
		return p->ref == KIND_NONE ? "one of its kind" : kind_info(p->ref)->key;
	case TYPE_URL:
		return "web address";
	}
	return "";
}

static const char *cardinality_word(enum cardinality c)
{
	return c == ONE ? "one" : c == MANY ? "many" : "per source";
}

static const char *tier_word(enum tier t)
{
	return t == TIER_PUBLIC ? "public" : t == TIER_MEMBERS ? "members" : "sealed";
}

/* A bar would end the cell. */
static void write_cell(struct buf *out, const char *text)
{
	for (const char *c = text; *c; c++) {
		buf_puts(out, *c == '|' ? "\\" : "");
		buf_putc(out, *c);
	}
}

static void write_property(struct buf *out, const struct property *p)
{
	buf_printf(out, "| `%s` | %s | %s | %s%s%s | %s | %d | ", p->key, p->label, type_word(p),
		cardinality_word(p->cardinality), p->timed ? ", timed" : "", p->required ? ", required" : "",
		tier_word(p->tier), p->code);
	write_cell(out, p->help);
	buf_puts(out, " |\n");
}

static void write_properties(struct buf *out, enum kind kind)
{
	buf_puts(out, "\n| key | label | type | how many | most public | code | what goes in |\n"
		"|---|---|---|---|---|---|---|\n");
	for (const struct property *p = properties(); p->key; p++) {
		if (p->kind == kind) {
			write_property(out, p);
		}
	}
}

static const char *code_sense(unsigned flags)
{
	return flags & CODE_HELD ? "held" : flags & CODE_RELEASED ? "at liberty" : flags & CODE_DEATH ? "death"
		: flags & CODE_CUSTODIAL ? "in custody" : "";
}

static void write_codes(struct buf *out, const struct property *p)
{
	buf_printf(out, "\nCodes of `%s`:\n\n| code | meaning | counts as |\n|---|---|---|\n", p->key);
	for (const struct code *c = p->codes; c->key; c++) {
		buf_printf(out, "| `%s` | %s | %s |\n", c->key, c->label, code_sense(c->flags));
	}
}

static void write_kind(struct buf *out, enum kind kind)
{
	const struct kind_info *k = kind_info(kind);
	buf_printf(out, "\n## %s\n\n%s. File `%s.csv`; code %d", k->key, k->help, k->plural, (int)kind);
	if (k->tier != TIER_PUBLIC) {
		buf_printf(out, "; never more public than %s", tier_word(k->tier));
	}
	if (k->owner) {
		buf_printf(out, "; belongs to what its `%s` names", k->owner);
	}
	buf_puts(out, ".\n");
	write_properties(out, kind);
	for (const struct property *p = properties(); p->key; p++) {
		if (p->kind == kind && p->type == TYPE_CODE) {
			write_codes(out, p);
		}
	}
}

void kinds_markdown(struct buf *out)
{
	buf_puts(out, "<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->\n"
		"# Kinds and properties\n\n"
		"Printed by `volya kinds` from the one table in `src/register/properties.c`; do not edit it here.\n\n"
		"*one*: two live values that cover one day are a disagreement. *many*: several may hold at once.\n"
		"*per source*: one for each source. *timed*: takes a validity, written after the value in brackets.\n"
		"*required*: a row that makes a subject without it is a clash. Dates are EDTF, levels 0 and 1.\n"
		"Codes are stable and never used again.\n\n"
		"## every kind\n");
	write_properties(out, KIND_NONE);
	for (int kind = 1; kind <= KIND_LAST; kind++) {
		write_kind(out, (enum kind)kind);
	}
}
