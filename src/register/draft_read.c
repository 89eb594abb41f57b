/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A draft read back: every field in its form, or none of it. */
#include <inttypes.h>
#include <string.h>

#include "register/draft.h"

static bool array_of(struct cbor_reader *r, uint64_t fields)
{
	uint64_t count = cbor_read_array(r);
	if (r->rc == RC_OK && count != fields) {
		r->rc = fault_set(r->fault, RC_INVALID, "a draft is not of the form that is written");
	}
	return r->rc == RC_OK;
}

static struct str fixed(struct cbor_reader *r, size_t n)
{
	struct str bytes = cbor_read_bytes(r);
	if (r->rc == RC_OK && bytes.n != n) {
		r->rc = fault_set(r->fault, RC_INVALID, "a draft is not of the form that is written");
	}
	return bytes;
}

static int64_t number(struct cbor_reader *r)
{
	return cbor_read_within(r, 0, INT64_MAX);
}

enum rc draft_look(struct str payload, struct str *ret_message, uint64_t *ret_count, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, payload, f);
	(void)array_of(&r, 4);
	*ret_message = cbor_read_text(&r);
	*ret_count = (uint64_t)number(&r);
	return r.rc;
}

static struct value read_value(struct cbor_reader *r)
{
	struct value v = {0};
	switch (cbor_peek(r)) {
	case CBOR_NULL:
		cbor_read_null(r);
		break;
	case CBOR_TEXT:
		v = (struct value){VALUE_TEXT, cbor_read_text(r), 0};
		break;
	case CBOR_BYTES: {
		struct str bytes = fixed(r, 8);
		uint64_t h = 0;
		for (size_t i = 0; r->rc == RC_OK && i < 8; i++) {
			h = h << 8 | (uint8_t)bytes.p[i];
		}
		v = (struct value){VALUE_REF, {0}, (int64_t)h};
		break;
	}
	default:
		v = (struct value){VALUE_INT, {0}, cbor_read_int(r)};
	}
	return v;
}

static enum rc read_statement(struct cbor_reader *r, const struct draft_reader *to)
{
	struct draft_statement s = {0};
	(void)array_of(r, 9);
	s.subject = number(r);
	int64_t code = cbor_read_within(r, 1, INT32_MAX);
	s.mode = (enum mode)cbor_read_within(r, MODE_ASSERT, MODE_DISPUTE);
	s.has_target = cbor_peek(r) == CBOR_BYTES;
	if (s.has_target) {
		cbor_read_fixed(r, s.target.b, ID_SIZE);
	} else {
		cbor_read_null(r);
	}
	s.value = read_value(r);
	s.language = cbor_read_text(r);
	s.valid = cbor_read_text(r);
	s.source = number(r);
	s.salts = (const uint8_t *)fixed(r, 2 * SALT_SIZE).p;
	if (r->rc != RC_OK) {
		return r->rc;
	}
	s.property = property_by_code((int)code);
	if (!s.property) {
		return fault_set(r->fault, RC_INVALID, "a draft speaks of property %d, which this program does not know",
			(int)code);
	}
	return to->statement ? to->statement(to->data, &s, r->fault) : RC_OK;
}

static enum rc read_undone(struct cbor_reader *r, const struct draft_reader *to)
{
	(void)array_of(r, 2);
	int64_t change = number(r), from = number(r);
	return r->rc == RC_OK && to->undone ? to->undone(to->data, change, from, r->fault) : r->rc;
}

static enum rc read_subject(struct cbor_reader *r, const struct draft_reader *to)
{
	(void)array_of(r, 2);
	int64_t kind = cbor_read_within(r, 1, KIND_LAST), h = number(r);
	return r->rc == RC_OK && to->subject ? to->subject(to->data, (enum kind)kind, h, r->fault) : r->rc;
}

static enum rc read_receipt(struct cbor_reader *r, const struct draft_reader *to)
{
	(void)array_of(r, 3);
	int64_t line = cbor_read_within(r, 0, UINT32_MAX), h = number(r), count = cbor_read_within(r, 0, INT32_MAX);
	return r->rc == RC_OK && to->receipt ? to->receipt(to->data, (unsigned)line, h, (int)count, r->fault) : r->rc;
}

static enum rc read_each(struct cbor_reader *r, const struct draft_reader *to,
	enum rc (*each)(struct cbor_reader *r, const struct draft_reader *to))
{
	uint64_t count = cbor_read_array(r);
	enum rc rc = r->rc;
	for (uint64_t i = 0; rc == RC_OK && i < count; i++) {
		rc = each(r, to);
	}
	return rc;
}

static enum rc read_part(struct cbor_reader *r, const struct draft_reader *to)
{
	struct draft_part p = {0};
	(void)array_of(r, 9);
	p.message = cbor_read_text(r);
	p.salt = (const uint8_t *)fixed(r, SALT_SIZE).p;
	p.day = (day)cbor_read_within(r, DAY_MIN, DAY_MAX);
	p.author = (const uint8_t *)fixed(r, SIGNATURE_SIZE).p;
	if (cbor_peek(r) == CBOR_NULL) {
		cbor_read_null(r);
	} else {
		p.undoes = number(r);
	}
	enum rc rc = r->rc == RC_OK && to->part ? to->part(to->data, &p, r->fault) : r->rc;
	rc = rc == RC_OK ? read_each(r, to, read_undone) : rc;
	rc = rc == RC_OK ? read_each(r, to, read_subject) : rc;
	rc = rc == RC_OK ? read_each(r, to, read_statement) : rc;
	rc = rc == RC_OK ? read_each(r, to, read_receipt) : rc;
	return rc == RC_OK && to->part_end ? to->part_end(to->data, r->fault) : rc;
}

static enum rc read_basis(struct cbor_reader *r, const struct draft_reader *to)
{
	struct id digest;
	(void)array_of(r, 2);
	int64_t h = number(r);
	cbor_read_fixed(r, digest.b, ID_SIZE);
	return r->rc == RC_OK && to->basis ? to->basis(to->data, h, &digest, r->fault) : r->rc;
}

enum rc draft_read(struct str payload, const struct draft_reader *reader, struct fault *f)
{
	struct cbor_reader r;
	cbor_reader_init(&r, payload, f);
	(void)array_of(&r, 4);
	(void)cbor_read_text(&r);
	(void)number(&r);
	enum rc rc = r.rc == RC_OK ? read_each(&r, reader, read_part) : r.rc;
	rc = rc == RC_OK ? read_each(&r, reader, read_basis) : rc;
	return rc == RC_OK ? cbor_reader_finish(&r) : rc;
}

enum rc draft_read_event(struct arena *a, const struct event *e, const struct draft_reader *reader, struct fault *f)
{
	struct event_private said = {.draft = e->payload};
	enum rc rc = RC_OK;
	if (e->type == EVENT_PRIVATE) {
		rc = event_private_decode(a, e->payload, &said, f);
	} else if (e->type != EVENT_DRAFT) {
		rc = fault_set(f, RC_INVALID, "event %" PRIu64 " is no draft", e->index);
	}
	return rc == RC_OK ? draft_read(said.draft, reader, f) : rc;
}
