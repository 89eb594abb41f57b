/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may be said: types, code lists, references, validity, tier, and what a correction needs. */
#include <string.h>

#include "register/log_internal.h"

static enum rc kind_of(struct change *c, int64_t subject, enum kind *ret, struct fault *f)
{
	const struct known *k;
	enum rc rc = known_get(c, subject, &k, f);
	*ret = rc == RC_OK ? k->kind : KIND_NONE;
	return rc;
}

static enum rc check_code(struct said *s, struct fault *f)
{
	const struct code *code = code_find(s->property, s->value.text);
	if (code) {
		s->value.text = str_of(code->key);
		return RC_OK;
	}
	const char *keys[64];
	size_t count = 0;
	for (const struct code *c = s->property->codes; c->key && count < 64; c++) {
		keys[count++] = c->key;
	}
	const char *nearest = text_nearest(s->value.text, keys, count);
	enum rc rc = fault_set(f, RC_INVALID, "\"%.*s\" is not in the list of %s", STR_ARG(s->value.text),
		s->property->label);
	if (nearest) {
		fault_hint(f, "did you mean %s?", nearest);
	} else {
		fault_hint(f, "for example: %s", s->property->help);
	}
	return rc;
}

static bool is_web_address(struct str s)
{
	return (str_starts(s, "https://") && s.n > 8) || (str_starts(s, "http://") && s.n > 7);
}

/* Only two of a kind can be one, or be told apart. */
static enum rc check_likeness(const struct said *s, enum kind subject, enum kind other, struct fault *f)
{
	if (s->value.number == s->subject) {
		return fault_set(f, RC_INVALID, "%s takes another %s", s->property->key, kind_info(subject)->key);
	}
	return subject == other ? RC_OK : fault_set(f, RC_INVALID, "a %s and a %s are never the same",
		kind_info(subject)->key, kind_info(other)->key);
}

static enum rc check_reference(struct change *c, const struct said *s, enum kind subject, struct fault *f)
{
	enum kind kind, wanted = s->property->ref;
	if (s->value.type != VALUE_REF) {
		return fault_set(f, RC_INVALID, "%s takes another subject", s->property->key);
	}
	enum rc rc = kind_of(c, s->value.number, &kind, f);
	if (rc == RC_OK && wanted == KIND_NONE) {
		return check_likeness(s, subject, kind, f);
	}
	if (rc == RC_OK && kind != wanted) {
		rc = fault_set(f, RC_INVALID, "%s takes a %s, not a %s", s->property->key, kind_info(wanted)->key,
			kind_info(kind)->key);
	}
	return rc;
}

/* Open by a source's word is something that can only be said of an end. */
static enum rc check_date(const struct said *s, struct fault *f)
{
	struct edtf date;
	int code = s->property->code;
	enum rc rc = edtf_parse(s->value.text, &date, f);
	if (rc == RC_OK && !date.interval && date.from.what == EDTF_OPEN && code != P_SPELL_TO
		&& code != P_COVERAGE_TO && code != P_MEASURE_ENDED) {
		rc = fault_set(f, RC_INVALID, "%s takes a date; only an end can be open", s->property->key);
	}
	return rc;
}

/*
 * What people are found by, and what lists show in one line: nothing in it that ends a line, and nothing that cannot
 * be seen, by which two names that read the same would differ. (Joiners are letters of some scripts.)
 */
static enum rc check_one_line(const struct said *s, struct fault *f)
{
	for (size_t at = 0; at < s->value.text.n;) {
		int32_t c = utf8_next(s->value.text, &at);
		if (c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029) {
			return fault_set(f, RC_INVALID, "%s is one line: there is a line end or a tab in it", s->property->key);
		}
		if (c == 0xAD || c == 0x200B || c == 0x200E || c == 0x200F || c == 0x2060 || c == 0xFEFF) {
			enum rc rc = fault_set(f, RC_INVALID, "%s has a character that cannot be seen, U+%04X",
				s->property->key, (unsigned)c);
			fault_hint(f, "take it out: without it the same text would not be found");
			return rc;
		}
	}
	return RC_OK;
}

static enum rc check_value(struct said *s, struct fault *f)
{
	enum type type = s->property->type;
	if (type == TYPE_INT) {
		return s->value.type == VALUE_INT ? RC_OK
			: fault_set(f, RC_INVALID, "%s takes a whole number", s->property->key);
	}
	if (s->value.type != VALUE_TEXT || s->value.text.n == 0) {
		return fault_set(f, RC_INVALID, "%s is empty", s->property->key);
	}
	/* A file cannot tell such a value from one without. */
	if (str_trim(s->value.text).n != s->value.text.n || str_find(s->value.text, '\r', 0) < s->value.text.n) {
		return fault_set(f, RC_INVALID, "%s has a space at an end, or a carriage return", s->property->key);
	}
	if (type == TYPE_NAME || s->property->code == P_KEY) {
		return check_one_line(s, f);
	}
	switch (type) {
	case TYPE_CODE:
		return check_code(s, f);
	case TYPE_DATE:
		return check_date(s, f);
	case TYPE_URL:
		return is_web_address(s->value.text) ? RC_OK
			: fault_set(f, RC_INVALID, "\"%.*s\" is no web address", STR_ARG(s->value.text));
	default:
		return RC_OK;
	}
}

/* BCP 47 by its shape: letters, digits and hyphens, the first part of letters. */
static enum rc check_language(const struct said *s, struct fault *f)
{
	if (s->language.n == 0) {
		return RC_OK;
	}
	if (s->property->type != TYPE_NAME && s->property->type != TYPE_TEXT) {
		return fault_set(f, RC_INVALID, "%s takes no language", s->property->key);
	}
	bool fine = s->language.n >= 2 && s->language.n <= 40;
	for (size_t i = 0; fine && i < s->language.n; i++) {
		char c = s->language.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		fine = letter || (i >= 2 && ((c >= '0' && c <= '9') || c == '-'));
	}
	return fine ? RC_OK : fault_set(f, RC_INVALID, "\"%.*s\" is no language tag", STR_ARG(s->language));
}

static enum rc check_valid(const struct said *s, struct fault *f)
{
	struct edtf valid;
	if (s->valid.n == 0) {
		return RC_OK;
	}
	if (!s->property->timed) {
		return fault_set(f, RC_INVALID, "%s is not bound to a time", s->property->key);
	}
	enum rc rc = edtf_parse(s->valid, &valid, f);
	if (rc == RC_OK && !valid.interval && valid.from.what != EDTF_KNOWN) {
		rc = fault_set(f, RC_INVALID, "a validity is a date or an interval");
		fault_hint(f, "2021-03/.. for \"since March 2021, and still\"");
	}
	return rc;
}

static enum rc check_source(struct change *c, const struct said *s, enum kind kind, struct fault *f)
{
	enum kind source;
	if (s->source == 0) {
		bool free_of = s->mode == MODE_RETRACT || kind == KIND_SOURCE || s->property->code == P_KEY;
		if (free_of) {
			return RC_OK;
		}
		enum rc rc = fault_set(f, RC_INVALID, "a statement needs a source");
		fault_hint(f, "give the key of a source in the column source, or with --source");
		return rc;
	}
	enum rc rc = kind_of(c, s->source, &source, f);
	if (rc == RC_OK && source != KIND_SOURCE) {
		rc = fault_set(f, RC_INVALID, "a %s is no source", kind_info(source)->key);
	}
	return rc;
}

/* What a target has been through: taken back by a source's word, which holds from its day on; or for good. */
enum { STANDS, TAKEN_BACK, GONE };

/*
 * A target is a live claim of this organisation on the same subject. An undo alone may take back for good what a
 * source's word had taken back.
 */
static enum rc check_target(struct change *c, const struct said *s, struct fault *f)
{
	struct query *q;
	bool row;
	if (s->mode == MODE_ASSERT) {
		return s->target ? fault_set(f, RC_INTERNAL, "an assert has no target") : RC_OK;
	}
	enum rc rc = db_query(c->reg->db, "SELECT s.subject, s.property, s.mode, "
		"(SELECT max(1 + (k.source IS NULL)) FROM statement k WHERE k.target = s.no AND k.mode IN (2, 3) "
		"AND k.no <> ?3), coalesce(h.org, ?2) FROM statement s LEFT JOIN change h ON h.no = s.change WHERE "
			"s.no = ?1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, s->target);
	query_bind_int(q, 3, c->filling);
	query_bind_int(q, 2, c->org); /* where it stands in this very change, which has no row yet */
	rc = query_step(q, &row, f);
	if (rc != RC_OK) {
		return rc;
	}
	/* Of a target that another organisation withholds the property is not known. */
	bool hidden = c->org != OWN_ORG && row && query_int(q, 1) == PROPERTY_BLANK;
	bool same = row && query_int(q, 0) == s->subject && (hidden || query_int(q, 1) == s->property->code);
	bool claim = row && (query_int(q, 2) == MODE_ASSERT || query_int(q, 2) == MODE_REPLACE);
	int64_t past = row ? query_int(q, 3) : STANDS;
	bool undoing = c->undoes || c->org != OWN_ORG;
	bool may = past == STANDS || s->mode == MODE_DISPUTE
		|| (past == TAKEN_BACK && undoing && s->mode == MODE_RETRACT && !s->source);
	bool own = row && query_int(q, 4) == c->org;
	query_done(q);
	if (row && own != (s->mode != MODE_DISPUTE)) {
		rc = fault_set(f, RC_INVALID, own ? "only another organisation's statement can be disputed"
			: "another organisation's statement can only be disputed");
		fault_hint(f, own ? "replace or retract a statement of your own" : "say what you hold to be so beside it");
		return rc;
	}
	if (!row || !same || !claim) {
		return fault_set(f, RC_INVALID, "statement %d is no claim on the same property", (int)s->target);
	}
	return may ? RC_OK : fault_set(f, RC_CONFLICT, "statement %d was taken back already", (int)s->target);
}

static enum rc check_tier(const struct reg *r, const char *label, enum tier tier, struct fault *f)
{
	if (tier <= r->tier) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_DENIED, tier == TIER_SEALED
		? "%s is never public, and only ever said to those who are named" : "%s is never public", label);
	fault_hint(f, tier == TIER_SEALED ? "say it with --sealed-for NAMES, or leave it out"
		: "say it with --members or --sealed-for NAMES, or leave it out");
	return rc;
}

enum rc said_check_words(const struct reg *r, struct said *s, struct fault *f)
{
	enum rc rc = check_tier(r, s->property->label, s->property->tier, f);
	if (rc == RC_OK && s->property->type != TYPE_REF) {
		rc = check_value(s, f);
	}
	if (rc == RC_OK) {
		rc = check_language(s, f);
	}
	return rc == RC_OK ? check_valid(s, f) : rc;
}

/* To take back is to say no value; to dispute need not be to say another. */
static bool says_nothing(const struct said *s)
{
	return s->mode == MODE_RETRACT || (s->mode == MODE_DISPUTE && s->value.type == VALUE_NONE);
}

enum rc said_check(struct change *c, struct said *s, enum kind *ret_kind, struct fault *f)
{
	const struct property *p = s->property;
	enum rc rc = kind_of(c, s->subject, ret_kind, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (p->kind != KIND_NONE && p->kind != *ret_kind) {
		return fault_set(f, RC_INVALID, "a %s has no %s", kind_info(*ret_kind)->key, p->key);
	}
	rc = check_tier(c->reg, kind_info(*ret_kind)->label, kind_info(*ret_kind)->tier, f);
	if (rc == RC_OK) {
		rc = check_target(c, s, f);
	}
	if (rc == RC_OK) {
		rc = says_nothing(s) ? check_tier(c->reg, p->label, p->tier, f) : said_check_words(c->reg, s, f);
	}
	if (rc == RC_OK && !says_nothing(s) && p->type == TYPE_REF) {
		rc = check_reference(c, s, *ret_kind, f);
	}
	return rc == RC_OK ? check_source(c, s, *ret_kind, f) : rc;
}
