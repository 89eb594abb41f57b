/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which event of the private log is whose to make, and what it does to who may do what. */
#include <inttypes.h>
#include <string.h>

#include "register/private_log.h"

bool people_hold(const struct people *p, const uint8_t person[KEY_SIZE], enum role role, uint64_t index)
{
	for (size_t i = 0; i < p->holding_count; i++) {
		const struct holding *h = &p->holdings[i];
		if (h->role == role && memcmp(h->person.sign, person, KEY_SIZE) == 0 && h->from <= index && index < h->until) {
			return true;
		}
	}
	return false;
}

static bool hold_any(const struct people *p, const uint8_t person[KEY_SIZE], uint64_t index)
{
	bool any = false;
	for (int role = 1; role <= ROLES; role++) {
		any |= people_hold(p, person, (enum role)role, index);
	}
	return any;
}

const char *people_name(const struct people *p, const uint8_t person[KEY_SIZE])
{
	for (size_t i = 0; i < p->holding_count; i++) {
		if (memcmp(p->holdings[i].person.sign, person, KEY_SIZE) == 0) {
			return p->holdings[i].person.name;
		}
	}
	return "somebody unknown";
}

struct pending *people_pending(const struct people *p, uint64_t index)
{
	for (size_t i = 0; i < p->pending_count; i++) {
		if (p->pending[i].index == index) {
			return &p->pending[i];
		}
	}
	return NULL;
}

/* One more place at the end of a list of the arena's. */
#define ONE_MORE(p, list, count, room) \
	((p)->list = (count) < (room) ? (p)->list \
		: arena_grow((p)->arena, (p)->list, (count) * sizeof *(p)->list, \
			((room) = (room) ? (room) * 2 : 16) * sizeof *(p)->list), \
	&(p)->list[(count)++])

/* The keys of the roles signed the private log's own, so that nobody can put another private log in its place. */
static enum rc apply_founding(struct reg *r, struct people *p, const struct event *e, const char **ret_why,
	struct fault *f)
{
	struct event_founding founding;
	struct founding keys;
	struct id id;
	if (event_founding_decode(e->payload, &founding, NULL) != RC_OK || e->index != 0) {
		*ret_why = "people are founded once, at the beginning";
		return RC_OK;
	}
	enum rc rc = log_keys_at(r, p->arena, OWN_ORG, founding.size, &keys, f);
	if (rc != RC_OK) {
		return rc;
	}
	event_founding_id(r->org, founding.key, e->actor, &id);
	bool fine = founding.size == e->size && memcmp(founding.key, p->key, KEY_SIZE) == 0;
	for (int role = 1; role <= ROLES; role++) {
		fine = fine && signature_check(keys.key[role], (enum role)role, &id, founding.signature[role], NULL) == RC_OK;
	}
	*ret_why = fine ? NULL : "the founding of the people is not signed by the keys of the roles";
	p->since = founding.size;
	memcpy(p->founder, e->actor, KEY_SIZE);
	p->founding = true;
	return RC_OK;
}

/* The founder names the first; from then on a role is given by one who holds it. */
static const char *apply_certificate(struct people *p, const struct event *e)
{
	struct event_certificate c;
	if (event_certificate_decode(e->payload, &c, NULL) != RC_OK) {
		return "a certificate cannot be read";
	}
	bool first = p->founding && memcmp(p->founder, e->actor, KEY_SIZE) == 0;
	if (!first && !people_hold(p, e->actor, c.role, e->size)) {
		return "a role is given by one who does not hold it";
	}
	if (c.from > e->size) {
		return "a role is given from an entry on that is not there yet";
	}
	for (size_t i = 0; i < p->holding_count; i++) {
		const struct holding *h = &p->holdings[i];
		bool same = memcmp(h->person.sign, c.person.sign, KEY_SIZE) == 0;
		if (same != (strcmp(h->person.name, c.person.name) == 0)
			|| (same && memcmp(h->person.box, c.person.box, KEY_SIZE) != 0)) {
			return "another person has that name or key";
		}
		if (same && h->role == c.role && h->until > c.from) {
			return "that person holds the role already";
		}
	}
	*ONE_MORE(p, holdings, p->holding_count, p->holding_room) = (struct holding){.person = c.person, .role = c.role,
		.from = c.from, .until = EVENT_NONE};
	p->changed[c.role] = e->index;
	return NULL;
}

static const char *apply_revocation(struct people *p, const struct event *e)
{
	struct event_revocation v;
	if (event_revocation_decode(e->payload, &v, NULL) != RC_OK || v.from > e->size) {
		return "a revocation cannot be read, or is of an entry that is not there yet";
	}
	if (!hold_any(p, e->actor, e->size)) {
		return "only one who holds a role can take one away";
	}
	for (size_t i = 0; i < p->holding_count; i++) {
		struct holding *h = &p->holdings[i];
		if (h->role == v.role && h->until == EVENT_NONE && memcmp(h->person.sign, v.person, KEY_SIZE) == 0) {
			h->until = v.from;
			h->reason = str_dup(p->arena, v.reason);
			p->changed[v.role] = e->index;
			return NULL;
		}
	}
	return "a role is taken from one who does not hold it";
}

static struct pending pending_of(struct people *p, const struct event *e, const struct id *commitment)
{
	struct pending x = {.index = e->index, .commitment = *commitment, .type = e->type, .day = e->day,
		.name = people_name(p, e->actor)};
	memcpy(x.author, e->actor, KEY_SIZE);
	return x;
}

static void add_pending(struct people *p, const struct pending *x)
{
	*ONE_MORE(p, pending, p->pending_count, p->pending_room) = *x;
}

static const char *read_draft(struct people *p, const struct event *e, struct pending *x)
{
	struct str message;
	uint64_t count;
	if (draft_look(e->payload, &message, &count, NULL) != RC_OK) {
		return "a draft cannot be read";
	}
	x->role = ROLE_AUTHOR;
	x->message = str_dup(p->arena, message);
	x->count = (size_t)count;
	return people_hold(p, e->actor, x->role, e->size) ? NULL : "only an author drafts";
}

static const char *read_notice(struct people *p, const struct event *e, struct pending *x)
{
	struct event_notice notice;
	struct notice n;
	struct change_sum *sum = change_sum_create();
	const char *why = event_notice_decode(p->arena, e->payload, &notice, NULL) == RC_OK ? NULL
		: "a notice to be confirmed cannot be read";
	for (size_t i = 0; !why && i < notice.count; i++) {
		if (notice_decode(p->arena, notice.list[i].body, &n, NULL) != RC_OK || n.action != notice.action) {
			why = "a notice to be confirmed cannot be read";
			break;
		}
		x->place = i ? x->place : n.index;
		x->count += n.count;
		for (size_t k = 0; k < n.count; k++) {
			change_sum_add(sum, &n.targets[k]);
		}
	}
	change_sum_finish(sum, &x->targets);
	if (why) {
		return why;
	}
	x->role = notice.role;
	x->action = notice.action;
	x->message = str_dup(p->arena, notice.note);
	return x->role != ROLE_LOG && people_hold(p, e->actor, x->role, e->size) ? NULL
		: "a notice is by one who does not hold its role";
}

static const char *read_key(struct people *p, const struct event *e, struct pending *x)
{
	struct event_key key;
	struct rotation n;
	if (event_key_decode(e->payload, &key, NULL) != RC_OK || rotation_decode(key.body, &n, NULL) != RC_OK
		|| memcmp(n.org, e->org, ORG_SIZE) != 0 || n.from != e->size + 1) {
		return "a new key to be confirmed cannot be read, or is for another place";
	}
	x->role = key.role;
	x->of = n.role;
	memcpy(x->key, n.key, KEY_SIZE);
	x->message = arena_printf(p->arena, "a new %s key", role_word(n.role));
	return people_hold(p, e->actor, x->role, e->size) ? NULL
		: "a new key is by one who does not hold the role that signs";
}

/* Whoever signs again what has lost its place in the log need not take the old one back. */
static void sign_anew(struct people *p, const struct event *e, const struct pending *now)
{
	for (size_t i = 0; i < p->pending_count; i++) {
		struct pending *x = &p->pending[i];
		if (x->type == EVENT_NOTICE && (x->state == CASE_OPEN || x->state == CASE_ACCEPTED) && x->place < e->size
			&& x->action == now->action && memcmp(x->targets.b, now->targets.b, ID_SIZE) == 0
			&& memcmp(x->author, now->author, KEY_SIZE) == 0) {
			x->state = CASE_ANEW;
			x->anew = now->index;
		}
	}
}

static const char *apply_pending(struct people *p, const struct event *e, const struct id *commitment)
{
	struct pending x = pending_of(p, e, commitment);
	const char *why = e->type == EVENT_DRAFT ? read_draft(p, e, &x) : e->type == EVENT_NOTICE ? read_notice(p, e, &x)
		: read_key(p, e, &x);
	if (why) {
		return why;
	}
	if (e->type == EVENT_NOTICE) {
		sign_anew(p, e, &x);
	}
	add_pending(p, &x);
	return NULL;
}

/* What is private needs no second person; whoever holds a role may say it. */
static const char *apply_private(struct people *p, const struct event *e, const struct id *commitment)
{
	struct pending x = pending_of(p, e, commitment);
	struct event_private said;
	struct str message;
	uint64_t count;
	if (event_private_decode(p->arena, e->payload, &said, NULL) != RC_OK
		|| draft_look(said.draft, &message, &count, NULL) != RC_OK) {
		return "what was said in private cannot be read";
	}
	if (!hold_any(p, e->actor, e->size)) {
		return "something was said in private by one who holds no role";
	}
	x.message = str_dup(p->arena, message);
	x.count = (size_t)count;
	x.state = CASE_DONE;
	add_pending(p, &x);
	return NULL;
}

static const char *apply_forget(struct people *p, const struct event *e, const struct id *commitment)
{
	struct pending x = pending_of(p, e, commitment);
	struct event_forget v;
	if (event_forget_decode(p->arena, e->payload, &v, NULL) != RC_OK) {
		return "an erasure of what is private cannot be read";
	}
	if (!hold_any(p, e->actor, e->size)) {
		return "an erasure is asked for by one who holds no role";
	}
	x.message = str_dup(p->arena, v.reason);
	x.count = v.count;
	add_pending(p, &x);
	return NULL;
}

static const char *apply_review(struct people *p, const struct event *e)
{
	struct event_review v;
	if (event_review_decode(e->payload, &v, NULL) != RC_OK) {
		return "a review cannot be read";
	}
	struct pending *x = people_pending(p, v.index);
	if (!x || memcmp(x->commitment.b, v.commitment.b, ID_SIZE) != 0) {
		return "a review is of another draft than the one it names";
	}
	if (memcmp(x->author, e->actor, KEY_SIZE) == 0) {
		return "nobody reviews what is their own";
	}
	if (!people_hold(p, e->actor, ROLE_REVIEWER, e->size)
		&& (x->type == EVENT_DRAFT || !people_hold(p, e->actor, ROLE_AUTHOR, e->size))
		&& (x->type != EVENT_KEY || !people_hold(p, e->actor, ROLE_LOG, e->size))) {
		return "only a reviewer reviews";
	}
	if (x->accounted) {
		return "it was erased";
	}
	if (x->state == CASE_ANEW) {
		return "it was signed anew under another number";
	}
	if (x->state == CASE_DONE || x->state == CASE_REJECTED) {
		return x->state == CASE_DONE ? "it is published already" : "it was rejected; a new draft can be made";
	}
	if (v.comment.n == 0) {
		return "a review needs a comment";
	}
	x->state = !v.accepted ? CASE_REJECTED : x->type == EVENT_USE ? CASE_DONE : CASE_ACCEPTED;
	if (x->review_count == x->review_room) {
		x->review_room = x->review_room ? x->review_room * 2 : 4;
		x->reviews = arena_grow(p->arena, x->reviews, x->review_count * sizeof *x->reviews,
			x->review_room * sizeof *x->reviews);
	}
	struct review *review = &x->reviews[x->review_count++];
	*review = (struct review){.name = people_name(p, e->actor), .accepted = v.accepted,
		.comment = str_dup(p->arena, v.comment), .day = e->day};
	memcpy(review->person, e->actor, KEY_SIZE);
	return NULL;
}

/* Whether it is what two persons want erased: in public already, or of what is private. */
static bool may_erase(const struct pending *x, const uint8_t person[KEY_SIZE])
{
	return x && ((x->type == EVENT_NOTICE && x->state == CASE_DONE) || (x->type == EVENT_FORGET
		&& x->state == CASE_ACCEPTED && memcmp(x->author, person, KEY_SIZE) != 0));
}

/* Only with what two persons have agreed on. */
static const char *apply_erased(struct people *p, const struct event *e)
{
	struct event_erased v;
	if (event_erased_decode(p->arena, e->payload, &v, NULL) != RC_OK) {
		return "an erasure of drafts cannot be read";
	}
	struct pending *notice = people_pending(p, v.notice);
	if (!may_erase(notice, e->actor) || !hold_any(p, e->actor, e->size)) {
		return "something was erased that no two persons agreed on";
	}
	notice->state = CASE_DONE;
	for (size_t i = 0; i < v.count; i++) {
		struct pending *x = people_pending(p, v.list[i]);
		if (!x || (x->type != EVENT_DRAFT && x->type != EVENT_PRIVATE)) {
			return "a draft was erased that is none";
		}
		x->erased = x->accounted = true;
		x->state = x->state == CASE_DONE ? CASE_DONE : CASE_REJECTED;
	}
	return NULL;
}

void people_apply_gone(struct people *p, uint64_t index, const struct id *commitment)
{
	*ONE_MORE(p, pending, p->pending_count, p->pending_room) = (struct pending){.index = index,
		.commitment = *commitment, .type = EVENT_DRAFT, .role = ROLE_AUTHOR, .erased = true, .name = "",
		.message = "(erased)"};
	p->founding = false;
}

/* What a partner says is withheld here by one, as what is said here is. */
static const char *apply_here(struct people *p, const struct event *e)
{
	struct event_here h;
	if (event_here_decode(e->payload, &h, NULL) != RC_OK) {
		return "a withholding here cannot be read";
	}
	return people_hold(p, e->actor, ROLE_AUTHOR, e->size) || people_hold(p, e->actor, ROLE_REVIEWER, e->size) ? NULL
		: "only an author or a reviewer withholds";
}

/* What one person withheld, at once: another looks at it, within a week. */
static void add_withheld(struct people *p, const struct event *e, const struct id *commitment,
	const struct event_use *u)
{
	struct pending x = pending_of(p, e, commitment);
	x.role = u->role;
	x.message = str_dup(p->arena, u->note);
	add_pending(p, &x);
}

static const char *apply_use(struct people *p, const struct event *e, const struct id *commitment)
{
	struct event_use u;
	if (event_use_decode(e->payload, &u, NULL) != RC_OK) {
		return "a use of a key cannot be read";
	}
	if (!people_hold(p, e->actor, u.role, e->size)) {
		return "the key of a role was used by one who does not hold it";
	}
	struct pending *x = u.event == EVENT_NONE ? NULL : people_pending(p, u.event);
	if (u.event != EVENT_NONE && !x) {
		return "a use of a key goes back to nothing that was drafted";
	}
	if ((u.of == USED_KEY) != (x && x->type == EVENT_KEY)) {
		return "a new key was signed that nobody asked for, or something else under its number";
	}
	if (x && x->type == EVENT_KEY && p->changed[x->of] > x->index) {
		return "since the new key was made the role was given to somebody or taken away: it has to be made again";
	}
	bool own = x && x->erased ? u.of == USED_PROPOSAL : x && memcmp(x->author, e->actor, KEY_SIZE) == 0;
	if (x && u.of != USED_PROPOSAL && !own) {
		if (x->state != CASE_ACCEPTED && x->state != CASE_DONE) {
			return "what nobody has accepted was published";
		}
		x->state = CASE_DONE;
	} else if (x && own != (u.of == USED_PROPOSAL || x->type == EVENT_KEY
		|| (x->type == EVENT_NOTICE && u.of == USED_NOTICE))) {
		return "nobody publishes what is their own";
	}
	struct use *use = ONE_MORE(p, uses, p->use_count, p->use_room);
	*use = (struct use){.event = e->index, .what = u};
	use->what.note = str_copy(p->arena, u.note);
	memcpy(use->person, e->actor, KEY_SIZE);
	if (u.of == USED_NOTICE && !x) {
		add_withheld(p, e, commitment, &u);
	}
	return NULL;
}

enum rc people_apply(struct reg *r, struct people *p, const struct event *e, const struct id *commitment,
	const char **ret_why, struct fault *f)
{
	*ret_why = NULL;
	p->founding = p->founding && e->type == EVENT_CERTIFICATE;
	switch (e->type) {
	case EVENT_FOUNDING:
		return apply_founding(r, p, e, ret_why, f);
	case EVENT_CERTIFICATE:
		*ret_why = apply_certificate(p, e);
		break;
	case EVENT_REVOCATION:
		*ret_why = apply_revocation(p, e);
		break;
	case EVENT_DRAFT:
	case EVENT_NOTICE:
	case EVENT_KEY:
		*ret_why = apply_pending(p, e, commitment);
		break;
	case EVENT_REVIEW:
		*ret_why = apply_review(p, e);
		break;
	case EVENT_USE:
		*ret_why = apply_use(p, e, commitment);
		break;
	case EVENT_HERE:
		*ret_why = apply_here(p, e);
		break;
	case EVENT_ERASED:
		*ret_why = apply_erased(p, e);
		break;
	case EVENT_PRIVATE:
		*ret_why = apply_private(p, e, commitment);
		break;
	case EVENT_FORGET:
		*ret_why = apply_forget(p, e, commitment);
		break;
	}
	return RC_OK;
}
