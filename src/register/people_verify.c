/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether two persons stood behind each change, each new key, and each notice that takes two. */
#include <inttypes.h>
#include <string.h>

#include "register/audit.h"
#include "register/private_log.h"

struct verify_people {
	struct audit audit;
	struct people people;
	struct people_report *report;
};

static void wrong(struct verify_people *v, const char *law, char *text)
{
	*breach_add(&v->audit) = (struct breach){.law = law, .error = true, .text = text};
}

static void log_wrong(void *data, char *text)
{
	wrong(data, "private-log", text);
}

/* The use of a role's key for this id; NULL: nobody says so. */
static const struct use *use_of(const struct people *p, enum used_for of, const struct id *id, const struct use *after)
{
	for (size_t i = after ? (size_t)(after - p->uses) + 1 : 0; i < p->use_count; i++) {
		if (p->uses[i].what.of == of && memcmp(p->uses[i].what.id.b, id->b, ID_SIZE) == 0) {
			return &p->uses[i];
		}
	}
	return NULL;
}

static const char *why_not(const struct people *p, const struct use *u, enum role role, uint64_t leaf, struct arena *a)
{
	if (!u || u->what.role != role) {
		return arena_printf(a, "nobody says to have used the key of the %s for it", role_word(role));
	}
	return people_hold(p, u->person, role, leaf) ? NULL
		: arena_printf(a, "%s, who signed as %s, did not hold that role", people_name(p, u->person), role_word(role));
}

static void check_change(struct verify_people *v, int64_t no, uint64_t leaf, const struct id *id,
	const struct id *proposal)
{
	const struct people *p = &v->people;
	struct arena *a = v->audit.arena;
	const struct use *author = use_of(p, USED_PROPOSAL, proposal, NULL);
	const struct use *reviewer = use_of(p, USED_CHANGE, id, NULL);
	const char *why = why_not(p, author, ROLE_AUTHOR, leaf, a);
	if (!why) {
		why = why_not(p, reviewer, ROLE_REVIEWER, leaf, a);
	}
	if (!why && author && reviewer && memcmp(author->person, reviewer->person, KEY_SIZE) == 0) {
		why = arena_printf(a, "%s alone stands behind it, in both roles", people_name(p, author->person));
	}
	if (why) {
		wrong(v, "four-eyes", arena_printf(a, "change %" PRId64 ": %s", no, why));
	}
	v->report->changes++;
}

static enum rc check_changes(struct verify_people *v, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(v->audit.db, "SELECT no, leaf, id, body FROM change WHERE org = 1 ORDER BY leaf", &q, f);
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		struct change_body body;
		struct id id, proposal;
		if ((uint64_t)query_int(q, 1) < v->people.since) {
			v->report->before++;
		} else if (change_decode(query_blob(q, 3), &body, NULL) == RC_OK && query_blob(q, 2).n == ID_SIZE) {
			memcpy(id.b, query_blob(q, 2).p, ID_SIZE);
			proposal_id(&body.proposal, &proposal);
			check_change(v, query_int(q, 0), (uint64_t)query_int(q, 1), &id, &proposal);
		} /* what cannot be read log_verify() has said */
	}
	return rc;
}

/* Each role that signed an entry, by a person who held it then; and, where two must, by two persons. */
static void check_signed(struct verify_people *v, uint64_t leaf, const struct entry *e, enum used_for of,
	const struct id *id, bool two)
{
	const struct people *p = &v->people;
	struct arena *a = v->audit.arena;
	const struct use *by[ROLES + 1] = {NULL}, *first = NULL;
	const char *why = NULL;
	for (const struct use *u = use_of(p, of, id, NULL); u; u = use_of(p, of, id, u)) {
		by[u->what.role] = u;
	}
	for (int role = 1; role <= ROLES && !why; role++) {
		if (!e->has[role]) {
			continue;
		}
		why = why_not(p, by[role], (enum role)role, leaf, a);
		if (!why && two && first && memcmp(first->person, by[role]->person, KEY_SIZE) == 0) {
			why = arena_printf(a, "%s alone stands behind it, in both roles", people_name(p, first->person));
		}
		first = by[role];
	}
	if (why) {
		wrong(v, "four-eyes", arena_printf(a, "the %s in entry %" PRIu64 ": %s", of == USED_KEY ? "new key" : "notice",
			leaf, why));
	}
}

static void check_entry(struct verify_people *v, uint64_t leaf, const struct entry *e)
{
	struct notice n;
	struct id id;
	if (e->type == ENTRY_NOTICE && notice_decode(v->audit.arena, e->body, &n, NULL) == RC_OK) {
		notice_id(e->body, &id);
		check_signed(v, leaf, e, USED_NOTICE, &id, notice_roles(n.action) == 2);
		v->report->notices++;
	} else if (e->type == ENTRY_KEY) {
		rotation_id(e->body, &id);
		check_signed(v, leaf, e, USED_KEY, &id, true);
		v->report->keys++;
	}
}

static enum rc check_entries(struct verify_people *v, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(v->audit.db, "SELECT leaf, bytes FROM entry WHERE org = 1 AND leaf >= ? ORDER BY leaf", &q,
		f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, (int64_t)v->people.since);
	}
	while (rc == RC_OK && (rc = query_step(q, &row, f)) == RC_OK && row) {
		struct entry e;
		if (entry_decode(query_blob(q, 1), &e, NULL) == RC_OK) {
			check_entry(v, (uint64_t)query_int(q, 0), &e);
		}
	}
	return rc;
}

/* Plain keys would make all of it a show: whoever has them needs no other person. */
static enum rc check_plain(struct verify_people *v, struct fault *f)
{
	(void)f;
	if (reg_one_folder(v->audit.reg)) {
		wrong(v, "plain-keys", arena_strdup(v->audit.arena, "keys of roles lie in the folder as plain files, though "
			"people hold them (\"volya key found\", given again, removes them)"));
	}
	return RC_OK;
}

static void count_people(struct verify_people *v)
{
	const struct people *p = &v->people;
	size_t authors = 0, others = 0;
	for (size_t i = 0; i < p->holding_count; i++) {
		const struct holding *h = &p->holdings[i];
		bool first = h->until == EVENT_NONE;
		for (size_t k = 0; k < i && first; k++) {
			first = p->holdings[k].until != EVENT_NONE
				|| memcmp(p->holdings[k].person.sign, h->person.sign, KEY_SIZE) != 0;
		}
		v->report->persons += first;
		authors += h->until == EVENT_NONE && h->role == ROLE_AUTHOR;
		for (size_t k = 0; h->until == EVENT_NONE && h->role == ROLE_AUTHOR && k < p->holding_count; k++) {
			others += p->holdings[k].until == EVENT_NONE && p->holdings[k].role == ROLE_REVIEWER
				&& memcmp(p->holdings[k].person.sign, h->person.sign, KEY_SIZE) != 0;
		}
	}
	v->report->alone = authors == 0 || others == 0;
	for (size_t i = 0; i < p->pending_count; i++) {
		const struct pending *x = &p->pending[i];
		v->report->unconfirmed += x->type == EVENT_USE && x->state == CASE_OPEN
			&& day_today() - x->day > PEOPLE_CONFIRM_DAYS;
	}
}

enum rc people_verify(struct reg *r, struct arena *a, struct people_report *ret, struct breach **ret_list,
	size_t *ret_count, struct fault *f)
{
	struct verify_people v = {.audit = {.reg = r, .db = r->db, .arena = a}, .report = ret};
	const struct people_wrong say = {log_wrong, &v};
	*ret = (struct people_report){0};
	enum rc rc = db_begin(r->db, f);
	if (rc != RC_OK) {
		return rc;
	}
	rc = people_read_here(r, a, &say, &v.people, f);
	rc = rc == RC_OK ? check_changes(&v, f) : rc;
	rc = rc == RC_OK ? check_entries(&v, f) : rc;
	rc = rc == RC_OK ? check_plain(&v, f) : rc;
	db_rollback(r->db);
	count_people(&v);
	ret->events = v.people.events;
	ret->closed = v.people.closed;
	*ret_list = v.audit.list;
	*ret_count = v.audit.count;
	return rc;
}
