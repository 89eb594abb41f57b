/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose word is good enough (C2SP tlog-policy): logs, witnesses, groups of them, one quorum. */
#include <stdlib.h>
#include <string.h>

#include "ledger/note.h"
#include "ledger/note_text.h"

#define ROWS_MOST 256 /* logs, and witnesses with groups */
#define WORDS_MOST (ROWS_MOST + 3)

struct reading {
	struct arena *arena;
	struct policy *policy;
	struct fault *fault;
	bool has_quorum;
	bool taken[ROWS_MOST]; /* in a group already */
	struct str words[WORDS_MOST];
	size_t count;
};

/* Spaces and tabs part the words of a line. */
static bool split(struct reading *r, struct str line)
{
	r->count = 0;
	for (size_t at = 0; at < line.n;) {
		size_t end = at;
		while (end < line.n && line.p[end] != ' ' && line.p[end] != '\t') {
			end++;
		}
		if (end > at) {
			if (r->count == WORDS_MOST) {
				return false;
			}
			r->words[r->count++] = str_sub(line, at, end);
		}
		at = end + 1;
	}
	return true;
}

static enum rc refuse(struct reading *r, const char *what)
{
	return fault_set(r->fault, RC_INVALID, "%s", what);
}

/* The index of the witness or group of this name, or POLICY_NONE. */
static size_t find(const struct policy *p, struct str name)
{
	for (size_t i = 0; i < p->member_count; i++) {
		if (str_is(name, p->members[i].name)) {
			return i;
		}
	}
	return POLICY_NONE;
}

static enum rc read_log(struct reading *r)
{
	struct policy *p = r->policy;
	struct policy_log *log = &p->logs[p->log_count];
	if (r->count < 2 || r->count > 3) {
		return refuse(r, "a log is a key and perhaps an address");
	}
	if (p->log_count == ROWS_MOST) {
		return fault_set(r->fault, RC_LIMIT, "more than %d logs", ROWS_MOST);
	}
	enum rc rc = note_key_parse(r->arena, r->words[1], &log->key, r->fault);
	if (rc == RC_OK && log->key.type != NOTE_ED25519) {
		return refuse(r, "the key is none of a log");
	}
	for (size_t i = 0; rc == RC_OK && i < p->log_count; i++) {
		if (memcmp(p->logs[i].key.key, log->key.key, KEY_SIZE) == 0) {
			return refuse(r, "this log is listed twice");
		}
	}
	log->url = r->count == 3 ? str_dup(r->arena, r->words[2]) : NULL;
	p->log_count++;
	return rc;
}

/* A member with its name, not yet counted. */
static enum rc new_member(struct reading *r, struct policy_member **ret)
{
	struct policy *p = r->policy;
	if (str_is(r->words[1], "none") || find(p, r->words[1]) != POLICY_NONE) {
		return refuse(r, "this name is taken");
	}
	if (p->member_count == ROWS_MOST) {
		return fault_set(r->fault, RC_LIMIT, "more than %d witnesses and groups", ROWS_MOST);
	}
	*ret = &p->members[p->member_count];
	**ret = (struct policy_member){.name = str_dup(r->arena, r->words[1])};
	return RC_OK;
}

static enum rc read_witness(struct reading *r)
{
	struct policy *p = r->policy;
	struct policy_member *m;
	if (r->count < 3 || r->count > 4) {
		return refuse(r, "a witness is a name, a key and perhaps an address");
	}
	enum rc rc = new_member(r, &m);
	if (rc == RC_OK) {
		rc = note_key_parse(r->arena, r->words[2], &m->key, r->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	m->key = note_key_make(m->key.name, NOTE_COSIGNATURE, m->key.key);
	for (size_t i = 0; i < p->member_count; i++) {
		/* One key is one witness, under whatever names: a cosignature does not say whose it is. */
		if (p->members[i].needed == 0 && memcmp(p->members[i].key.key, m->key.key, KEY_SIZE) == 0) {
			return refuse(r, "this witness is listed twice");
		}
	}
	m->url = r->count == 4 ? str_dup(r->arena, r->words[3]) : NULL;
	p->member_count++;
	return RC_OK;
}

static bool read_needed(struct str word, size_t count, size_t *ret)
{
	uint64_t k;
	if (str_is(word, "all") || str_is(word, "any")) {
		*ret = str_is(word, "all") ? count : 1;
		return true;
	}
	if (!number_read(word, &k) || k < 1 || k > count) {
		return false;
	}
	*ret = (size_t)k;
	return true;
}

static enum rc read_group(struct reading *r)
{
	struct policy_member *m;
	if (r->count < 4) {
		return refuse(r, "a group is a name, all, any or a number, and its members");
	}
	enum rc rc = new_member(r, &m);
	if (rc != RC_OK) {
		return rc;
	}
	m->members = arena_array(r->arena, r->count - 3, sizeof *m->members);
	for (size_t i = 3; i < r->count; i++) {
		size_t k = find(r->policy, r->words[i]);
		if (k == POLICY_NONE || r->taken[k]) {
			return refuse(r, k == POLICY_NONE ? "a member of the group is not known yet"
				: "a member of the group is in a group already");
		}
		r->taken[k] = true;
		m->members[m->count++] = k;
	}
	if (!read_needed(r->words[2], m->count, &m->needed)) {
		return refuse(r, "so many members the group does not have");
	}
	r->policy->member_count++;
	return RC_OK;
}

static enum rc read_quorum(struct reading *r)
{
	if (r->count != 2 || r->has_quorum) {
		return refuse(r, "there is one quorum, a name");
	}
	r->has_quorum = true;
	r->policy->quorum = find(r->policy, r->words[1]);
	return r->policy->quorum != POLICY_NONE || str_is(r->words[1], "none") ? RC_OK
		: refuse(r, "the quorum is not known yet");
}

static bool fits(struct str line)
{
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		if ((c < ' ' && c != '\t') || c == 0x7F) {
			return false;
		}
	}
	return true;
}

static enum rc read_line(struct reading *r, struct str line)
{
	if (!fits(line)) {
		return refuse(r, "a control character");
	}
	struct str s = line;
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) {
		s = str_sub(s, 1, s.n);
	}
	if (s.n == 0 || s.p[0] == '#') {
		return RC_OK;
	}
	if (!split(r, s)) {
		return fault_set(r->fault, RC_LIMIT, "more than %d words in a line", WORDS_MOST);
	}
	return str_is(r->words[0], "log") ? read_log(r)
		: str_is(r->words[0], "witness") ? read_witness(r)
		: str_is(r->words[0], "group") ? read_group(r)
		: str_is(r->words[0], "quorum") ? read_quorum(r)
		: refuse(r, "a line begins with log, witness, group or quorum");
}

enum rc policy_parse(struct arena *a, struct str text, struct policy *ret, struct fault *f)
{
	struct reading *r = xcalloc(1, sizeof *r);
	struct str line;
	enum rc rc = RC_OK;
	unsigned number = 0;
	*ret = (struct policy){.quorum = POLICY_NONE};
	*r = (struct reading){.arena = a, .policy = ret, .fault = f};
	/* Members, and the texts with their rounding up: a line is never less than a few words. */
	size_t rows = ROWS_MOST * (sizeof *ret->logs + sizeof *ret->members + 512);
	if (text.n > POLICY_MOST || arena_full(a, rows + 4 * text.n)) {
		free(r);
		return fault_set(f, RC_LIMIT, "a policy of %zu bytes", text.n);
	}
	ret->logs = arena_array(a, ROWS_MOST, sizeof *ret->logs);
	ret->members = arena_array(a, ROWS_MOST, sizeof *ret->members);
	while (rc == RC_OK && text.n) {
		if (!line_take(&text, &line)) {
			line = text;
			text.n = 0;
		}
		number++;
		rc = read_line(r, line);
		fault_where(f, NULL, number, 0);
	}
	if (rc == RC_OK && !r->has_quorum) {
		rc = refuse(r, "the policy names no quorum");
	}
	free(r);
	return rc;
}

static enum rc check_logs(const struct policy *p, const struct note *n, const char *origin, struct fault *f)
{
	bool found = false;
	for (size_t i = 0; i < p->log_count; i++) {
		enum rc rc = strcmp(p->logs[i].key.name, origin) == 0 ? note_check(n, &p->logs[i].key, NULL) : RC_NOT_FOUND;
		if (rc == RC_CRYPTO) {
			return note_check(n, &p->logs[i].key, f);
		}
		found = found || rc == RC_OK;
	}
	return found ? RC_OK : fault_set(f, RC_NOT_FOUND, "no log of the policy has signed the checkpoint of %s", origin);
}

/* Members in their order, so that a group's are known before it. */
enum rc policy_witnessed(const struct policy *p, const struct note *n, struct fault *f)
{
	bool seen[ROWS_MOST] = {false};
	for (size_t i = 0; i < p->member_count; i++) {
		const struct policy_member *m = &p->members[i];
		size_t count = 0;
		enum rc rc = m->needed ? RC_OK : note_check(n, &m->key, NULL);
		if (rc == RC_CRYPTO) {
			return note_check(n, &m->key, f);
		}
		for (size_t k = 0; k < m->count; k++) {
			count += seen[m->members[k]];
		}
		seen[i] = rc == RC_OK && count >= m->needed;
	}
	return p->quorum == POLICY_NONE || seen[p->quorum] ? RC_OK
		: fault_set(f, RC_NOT_FOUND, "too few witnesses have cosigned: %s is not reached", p->members[p->quorum].name);
}

enum rc policy_check(const struct policy *p, const struct note *n, struct fault *f)
{
	struct checkpoint c;
	struct arena *a = arena_create(n->text.n + 4096);
	enum rc rc = checkpoint_parse(a, n->text, &c, f);
	if (rc == RC_OK) {
		rc = check_logs(p, n, c.origin, f);
	}
	if (rc == RC_OK) {
		rc = policy_witnessed(p, n, f);
	}
	arena_destroy(a);
	return rc;
}
