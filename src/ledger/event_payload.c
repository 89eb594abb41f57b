/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the events of a private log say, type by type. */
#include <string.h>

#include "ledger/event.h"

static void begin(struct cbor_reader *r, struct str bytes, uint64_t fields, struct fault *f)
{
	cbor_reader_init(r, bytes, f);
	if (cbor_read_array(r) != fields && r->rc == RC_OK) {
		r->rc = fault_set(f, RC_INVALID, "an event of its type has %d fields", (int)fields);
	}
}

static struct str read_words(struct cbor_reader *r)
{
	struct str text = cbor_read_text(r);
	if (r->rc == RC_OK && text.n > EVENT_TEXT_MOST) {
		r->rc = fault_set(r->fault, RC_LIMIT, "a text in an event has more than %d bytes", EVENT_TEXT_MOST);
	}
	return text;
}

static enum role read_role(struct cbor_reader *r)
{
	return (enum role)cbor_read_within(r, ROLE_AUTHOR, ROLES);
}

static uint64_t read_index(struct cbor_reader *r)
{
	return (uint64_t)cbor_read_within(r, 0, INT64_MAX);
}

static enum rc finish(struct cbor_reader *r)
{
	return r->rc == RC_OK ? cbor_reader_finish(r) : r->rc;
}

void event_founding_encode(const struct event_founding *p, struct buf *out)
{
	cbor_array(out, 3);
	cbor_uint(out, p->size);
	cbor_bytes(out, p->key, KEY_SIZE);
	cbor_array(out, ROLES);
	for (int role = 1; role <= ROLES; role++) {
		cbor_bytes(out, p->signature[role], SIGNATURE_SIZE);
	}
}

enum rc event_founding_decode(struct str bytes, struct event_founding *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 3, f);
	ret->size = read_index(&r);
	cbor_read_fixed(&r, ret->key, KEY_SIZE);
	if (cbor_read_array(&r) != ROLES && r.rc == RC_OK) {
		return fault_set(f, RC_INVALID, "a founding of people is signed by three roles");
	}
	for (int role = 1; role <= ROLES; role++) {
		cbor_read_fixed(&r, ret->signature[role], SIGNATURE_SIZE);
	}
	return finish(&r);
}

void event_certificate_encode(const struct event_certificate *p, struct buf *out)
{
	cbor_array(out, 5);
	cbor_text(out, str_of(p->person.name));
	cbor_bytes(out, p->person.sign, KEY_SIZE);
	cbor_bytes(out, p->person.box, KEY_SIZE);
	cbor_uint(out, p->role);
	cbor_uint(out, p->from);
}

enum rc event_certificate_decode(struct str bytes, struct event_certificate *ret, struct fault *f)
{
	struct cbor_reader r;
	*ret = (struct event_certificate){0};
	begin(&r, bytes, 5, f);
	struct str name = cbor_read_text(&r);
	cbor_read_fixed(&r, ret->person.sign, KEY_SIZE);
	cbor_read_fixed(&r, ret->person.box, KEY_SIZE);
	ret->role = read_role(&r);
	ret->from = read_index(&r);
	enum rc rc = finish(&r);
	if (rc == RC_OK) {
		rc = person_name_check(name, f);
	}
	if (rc == RC_OK) {
		memcpy(ret->person.name, name.p, name.n);
	}
	return rc;
}

void event_revocation_encode(const struct event_revocation *p, struct buf *out)
{
	cbor_array(out, 4);
	cbor_bytes(out, p->person, KEY_SIZE);
	cbor_uint(out, p->role);
	cbor_uint(out, p->from);
	cbor_text(out, p->reason);
}

enum rc event_revocation_decode(struct str bytes, struct event_revocation *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 4, f);
	cbor_read_fixed(&r, ret->person, KEY_SIZE);
	ret->role = read_role(&r);
	ret->from = read_index(&r);
	ret->reason = read_words(&r);
	return finish(&r);
}

void event_review_encode(const struct event_review *p, struct buf *out)
{
	cbor_array(out, 4);
	cbor_uint(out, p->index);
	cbor_bytes(out, p->commitment.b, ID_SIZE);
	cbor_bool(out, p->accepted);
	cbor_text(out, p->comment);
}

enum rc event_review_decode(struct str bytes, struct event_review *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 4, f);
	ret->index = read_index(&r);
	cbor_read_fixed(&r, ret->commitment.b, ID_SIZE);
	ret->accepted = cbor_read_bool(&r);
	ret->comment = read_words(&r);
	return finish(&r);
}

void event_use_encode(const struct event_use *p, struct buf *out)
{
	cbor_array(out, 5);
	cbor_uint(out, p->role);
	cbor_uint(out, p->of);
	cbor_bytes(out, p->id.b, ID_SIZE);
	if (p->event == EVENT_NONE) {
		cbor_null(out);
	} else {
		cbor_uint(out, p->event);
	}
	cbor_text(out, p->note);
}

enum rc event_use_decode(struct str bytes, struct event_use *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 5, f);
	ret->role = read_role(&r);
	ret->of = (enum used_for)cbor_read_within(&r, USED_PROPOSAL, USED_KEY);
	cbor_read_fixed(&r, ret->id.b, ID_SIZE);
	if (cbor_peek(&r) == CBOR_NULL) {
		cbor_read_null(&r);
		ret->event = EVENT_NONE;
	} else {
		ret->event = read_index(&r);
	}
	ret->note = read_words(&r);
	return finish(&r);
}

void event_notice_encode(const struct event_notice *p, struct buf *out)
{
	cbor_array(out, 4);
	cbor_uint(out, p->action);
	cbor_uint(out, p->role);
	cbor_text(out, p->note);
	cbor_array(out, p->count);
	for (size_t i = 0; i < p->count; i++) {
		cbor_array(out, 2);
		cbor_bytes(out, p->list[i].body.p, p->list[i].body.n);
		cbor_bytes(out, p->list[i].signature, SIGNATURE_SIZE);
	}
}

enum rc event_notice_decode(struct arena *a, struct str bytes, struct event_notice *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 4, f);
	ret->action = (enum notice_action)cbor_read_within(&r, NOTICE_SHOW, NOTICE_ERASE);
	ret->role = read_role(&r);
	ret->note = read_words(&r);
	uint64_t count = cbor_read_array(&r);
	/* Each has at least its signature: more than that can not follow. */
	if (r.rc == RC_OK && (count < 1 || count > bytes.n / SIGNATURE_SIZE)) {
		return fault_set(f, RC_INVALID, "a notice to be confirmed holds none");
	}
	ret->count = r.rc == RC_OK ? (size_t)count : 0;
	ret->list = arena_array(a, ret->count + 1, sizeof *ret->list);
	for (size_t i = 0; r.rc == RC_OK && i < ret->count; i++) {
		if (cbor_read_array(&r) != 2 && r.rc == RC_OK) {
			return fault_set(f, RC_INVALID, "a notice to be confirmed is a body and a signature");
		}
		ret->list[i].body = cbor_read_bytes(&r);
		cbor_read_fixed(&r, ret->list[i].signature, SIGNATURE_SIZE);
	}
	return finish(&r);
}

void event_here_encode(const struct event_here *p, struct buf *out)
{
	cbor_array(out, 7);
	cbor_bytes(out, p->org, ORG_SIZE);
	cbor_uint(out, (uint64_t)p->number);
	cbor_uint(out, p->action);
	cbor_uint(out, p->ground);
	cbor_uint(out, (uint64_t)p->count);
	cbor_bytes(out, p->statements.b, ID_SIZE);
	cbor_text(out, p->note);
}

enum rc event_here_decode(struct str bytes, struct event_here *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 7, f);
	cbor_read_fixed(&r, ret->org, ORG_SIZE);
	ret->number = cbor_read_within(&r, 1, INT64_MAX);
	ret->action = (enum notice_action)cbor_read_within(&r, NOTICE_WITHHOLD, NOTICE_SHOW);
	ret->ground = (enum ground)cbor_read_within(&r, GROUND_SAFETY, GROUND_SOURCE);
	ret->count = cbor_read_within(&r, 0, INT64_MAX);
	cbor_read_fixed(&r, ret->statements.b, ID_SIZE);
	ret->note = read_words(&r);
	return finish(&r);
}

void event_erased_encode(const struct event_erased *p, struct buf *out)
{
	cbor_array(out, 2);
	cbor_uint(out, p->notice);
	cbor_array(out, p->count);
	for (size_t i = 0; i < p->count; i++) {
		cbor_uint(out, p->list[i]);
	}
}

enum rc event_erased_decode(struct arena *a, struct str bytes, struct event_erased *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 2, f);
	ret->notice = read_index(&r);
	uint64_t count = cbor_read_array(&r);
	if (r.rc == RC_OK && (count < 1 || count > bytes.n)) {
		return fault_set(f, RC_INVALID, "an erasure of drafts names none");
	}
	ret->count = r.rc == RC_OK ? (size_t)count : 0;
	ret->list = arena_array(a, ret->count + 1, sizeof *ret->list);
	for (size_t i = 0; r.rc == RC_OK && i < ret->count; i++) {
		ret->list[i] = read_index(&r);
		if (r.rc == RC_OK && i && ret->list[i] <= ret->list[i - 1]) {
			return fault_set(f, RC_INVALID, "the drafts that were erased do not ascend");
		}
	}
	return finish(&r);
}

/* How many there are in a list of so many bytes at most, each of which has least bytes. */
static size_t read_count(struct cbor_reader *r, size_t most, size_t least)
{
	uint64_t count = cbor_read_array(r);
	if (r->rc == RC_OK && count > most / least) {
		r->rc = fault_set(r->fault, RC_INVALID, "an event has a list that is longer than the event");
	}
	return r->rc == RC_OK ? (size_t)count : 0;
}

void event_private_encode(const struct event_private *p, struct buf *out)
{
	cbor_array(out, 3);
	cbor_bool(out, p->sealed);
	cbor_array(out, p->count);
	for (size_t i = 0; i < p->count; i++) {
		cbor_bytes(out, p->audience[i], KEY_SIZE);
	}
	cbor_bytes(out, p->draft.p, p->draft.n);
}

enum rc event_private_decode(struct arena *a, struct str bytes, struct event_private *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 3, f);
	ret->sealed = cbor_read_bool(&r);
	ret->count = read_count(&r, bytes.n, KEY_SIZE);
	if (r.rc == RC_OK && ret->sealed != (ret->count > 0)) {
		return fault_set(f, RC_INVALID, "what is sealed names for whom, and what is for all names nobody");
	}
	ret->audience = arena_array(a, ret->count + 1, sizeof *ret->audience);
	for (size_t i = 0; r.rc == RC_OK && i < ret->count; i++) {
		cbor_read_fixed(&r, ret->audience[i], KEY_SIZE);
	}
	ret->draft = cbor_read_bytes(&r);
	return finish(&r);
}

bool event_is_named(const struct event *e)
{
	struct cbor_reader r;
	if (e->type != EVENT_PRIVATE) {
		return false;
	}
	begin(&r, e->payload, 3, NULL);
	return cbor_read_bool(&r) && r.rc == RC_OK;
}

void event_forget_encode(const struct event_forget *p, struct buf *out)
{
	cbor_array(out, 2);
	cbor_text(out, p->reason);
	cbor_array(out, p->count);
	for (size_t i = 0; i < p->count; i++) {
		cbor_uint(out, (uint64_t)p->handles[i]);
	}
}

enum rc event_forget_decode(struct arena *a, struct str bytes, struct event_forget *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 2, f);
	ret->reason = read_words(&r);
	ret->count = read_count(&r, bytes.n, 1);
	if (r.rc == RC_OK && ret->count == 0) {
		return fault_set(f, RC_INVALID, "an erasure of what is private names no record");
	}
	ret->handles = arena_array(a, ret->count + 1, sizeof *ret->handles);
	for (size_t i = 0; r.rc == RC_OK && i < ret->count; i++) {
		ret->handles[i] = (int64_t)read_index(&r);
	}
	return finish(&r);
}

void event_key_encode(const struct event_key *p, struct buf *out)
{
	cbor_array(out, 3);
	cbor_uint(out, p->role);
	cbor_bytes(out, p->body.p, p->body.n);
	cbor_bytes(out, p->signature, SIGNATURE_SIZE);
}

enum rc event_key_decode(struct str bytes, struct event_key *ret, struct fault *f)
{
	struct cbor_reader r;
	begin(&r, bytes, 3, f);
	ret->role = read_role(&r);
	ret->body = cbor_read_bytes(&r);
	cbor_read_fixed(&r, ret->signature, SIGNATURE_SIZE);
	return finish(&r);
}
