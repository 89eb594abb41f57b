/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The witness protocol: requests, what a witness makes of one, and what the log makes of the answer. */
#include "ledger/witness.h"

#include <inttypes.h>
#include <string.h>

#include "ledger/note_text.h"

char *witness_request_format(struct arena *a, const struct witness_request *r)
{
	struct buf b;
	buf_init(&b, r->note.n + 46 * r->proof.count + 64);
	buf_printf(&b, "old %" PRIu64 "\n", r->old_size);
	for (size_t i = 0; i < r->proof.count; i++) {
		base64_add_hash(&b, &r->proof.hash[i]);
		buf_putc(&b, '\n');
	}
	buf_putc(&b, '\n');
	buf_str(&b, r->note);
	char *text = str_dup(a, buf_view(&b));
	buf_finish(&b);
	return text;
}

enum rc witness_request_parse(struct arena *a, struct str bytes, struct witness_request *ret, struct fault *f)
{
	struct str line;
	memset(ret, 0, sizeof *ret);
	if (bytes.n > WITNESS_REQUEST_MOST || arena_full(a, bytes.n)) {
		return fault_set(f, RC_LIMIT, "a request of %zu bytes", bytes.n);
	}
	if (!line_take(&bytes, &line) || !words_take(&line, "old ") || !number_read(line, &ret->old_size)) {
		return fault_set(f, RC_INVALID, "the request does not begin with an old size");
	}
	while (line_take(&bytes, &line)) {
		if (line.n == 0) {
			ret->note = bytes;
			return RC_OK;
		}
		if (ret->proof.count == WITNESS_PROOF_MOST || !base64_read_hash(line, &ret->proof.hash[ret->proof.count++])) {
			return fault_set(f, RC_INVALID, "a line of the proof is no hash, or one too many");
		}
	}
	return fault_set(f, RC_INVALID, "the request has no checkpoint");
}

/* A request on its way. */
struct asked {
	const struct witness *w;
	struct arena *a;
	struct witness_request request;
	struct note note;
	struct checkpoint checkpoint;
	const struct note_line *line; /* the log's, which holds */
	struct witness_answer *answer;
	struct fault *fault;
};

static enum rc answer(struct asked *q, int status, const char *words)
{
	*q->answer = (struct witness_answer){status, "text/plain; charset=utf-8",
		str_of(arena_printf(q->a, "%s\n", words))};
	return RC_OK;
}

static enum rc answer_size(struct asked *q, uint64_t size)
{
	*q->answer = (struct witness_answer){409, "text/x.tlog.size", str_of(arena_printf(q->a, "%" PRIu64 "\n", size))};
	return RC_OK;
}

/* Looks for a line of a key that signs for the origin: status 404 without a key, 403 without a line that holds. */
static enum rc find_signature(struct asked *q, int *ret_status)
{
	const struct witness_store *s = &q->w->store;
	struct note_key k;
	*ret_status = 404;
	for (size_t i = 0;; i++) {
		struct fault mine = {0};
		enum rc rc = s->log_key(s->data, q->a, q->checkpoint.origin, i, &k, &mine);
		if (rc == RC_NOT_FOUND) {
			return RC_OK;
		}
		if (rc != RC_OK) {
			return fault_set(q->fault, rc, "%s", mine.message);
		}
		*ret_status = 403;
		/* Each line by itself: one that was added by somebody and does not hold must not hide one that does. */
		for (size_t l = 0; l < q->note.count; l++) {
			struct note one = {q->note.text, &q->note.lines[l], 1};
			if (note_check(&one, &k, NULL) == RC_OK) {
				q->line = &q->note.lines[l];
				*ret_status = 200;
				return RC_OK;
			}
		}
	}
}

/* The checkpoint with the log's line, and what follows it. */
static struct str note_of(struct asked *q, struct str line)
{
	const char *parts[] = {str_dup(q->a, q->note.text), "\n", str_dup(q->a, q->line->line), str_dup(q->a, line)};
	return str_of(arena_join(q->a, parts, 4));
}

static enum rc cosign(struct asked *q, uint64_t seconds, uint64_t old_size, const struct id *old_root)
{
	const struct witness *w = q->w;
	struct fault mine = {0};
	char *line;
	enum rc rc = note_cosign(q->a, q->note.text, &w->key, seconds, w->sign, w->sign_data, &line, q->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = w->store.advance(w->store.data, old_size, old_root, &q->checkpoint, note_of(q, str_of(line)), &mine);
	if (rc == RC_CONFLICT) {
		/* Another request was faster. */
		struct id root;
		rc = w->store.latest(w->store.data, q->checkpoint.origin, &old_size, &root, q->fault);
		return rc == RC_OK ? answer_size(q, old_size) : rc;
	}
	if (rc != RC_OK) {
		return fault_set(q->fault, rc, "%s", mine.message);
	}
	*q->answer = (struct witness_answer){200, "text/plain; charset=utf-8", str_of(line)};
	return RC_OK;
}

/* What was cosigned last is known, and the log has signed the new one. */
static enum rc decide(struct asked *q, uint64_t seconds)
{
	const struct witness_store *s = &q->w->store;
	const struct checkpoint *c = &q->checkpoint;
	uint64_t old = q->request.old_size, size;
	struct id root;
	struct tree none = {0};
	enum rc rc = s->latest(s->data, c->origin, &size, &root, q->fault);
	if (rc != RC_OK) {
		return rc;
	}
	if (old != size) {
		return answer_size(q, size);
	}
	if (size == 0) {
		tree_root(&none, &root);
	}
	if (c->size == size && memcmp(c->root.b, root.b, ID_SIZE) != 0) {
		return answer_size(q, size);
	}
	/* From nothing there is no proof to check (consistency_check() refuses it), and none may be sent. */
	bool holds = size == 0 ? q->request.proof.count == 0
		: consistency_check(size, c->size, &root, &c->root, &q->request.proof, NULL) == RC_OK;
	return holds ? cosign(q, seconds, size, &root)
		: answer(q, 422, "The proof does not lead from the tree that was cosigned last to this one.");
}

enum rc witness_add(const struct witness *w, struct arena *a, struct str request, uint64_t seconds,
	struct witness_answer *ret, struct fault *f)
{
	struct asked q = {.w = w, .a = a, .answer = ret, .fault = f};
	struct fault mine = {0};
	int status;
	if (arena_full(a, 8 * request.n + (size_t)64 * 1024)) {
		return fault_set(f, RC_LIMIT, "a request of %zu bytes", request.n);
	}
	if (witness_request_parse(a, request, &q.request, &mine) != RC_OK
		|| note_parse(a, q.request.note, &q.note, &mine) != RC_OK
		|| checkpoint_parse(a, q.note.text, &q.checkpoint, &mine) != RC_OK) {
		return answer(&q, 400, mine.message);
	}
	enum rc rc = find_signature(&q, &status);
	if (rc != RC_OK || status != 200) {
		return rc != RC_OK ? rc : answer(&q, status, status == 404 ? "This log is not known here."
			: "No key of this log has signed that.");
	}
	rc = w->store.seen(w->store.data, &q.checkpoint, note_of(&q, STR("")), f);
	if (rc != RC_OK) {
		return rc;
	}
	return q.request.old_size > q.checkpoint.size ? answer(&q, 400, "The old size is above the new one.")
		: decide(&q, seconds);
}

/* Of what was answered: the lines of the witness alone. */
static struct str lines_of(struct arena *a, const struct note *n, const struct note_key *k, bool of_key)
{
	size_t count = 0;
	const char **parts = arena_array(a, n->count + 1, sizeof *parts);
	for (size_t i = 0; i < n->count; i++) {
		if ((n->lines[i].id == k->id && strcmp(n->lines[i].name, k->name) == 0) == of_key) {
			parts[count++] = str_dup(a, n->lines[i].line);
		}
	}
	return str_of(arena_join(a, parts, count));
}

static enum rc read_size(struct str body, uint64_t *ret_size, struct fault *f)
{
	struct str line;
	if (!line_take(&body, &line) || !number_read(line, ret_size) || body.n != 0) {
		return fault_set(f, RC_INVALID, "the witness answered with a conflict and no size");
	}
	return fault_set(f, RC_CONFLICT, "the witness has cosigned a tree of %" PRIu64 " entries", *ret_size);
}

enum rc witness_answer_read(struct arena *a, int status, struct str body, const struct note *n,
	const struct note_key *witness, struct str *ret_lines, uint64_t *ret_seconds, uint64_t *ret_size, struct fault *f)
{
	struct note joined;
	if (status == 409) {
		return read_size(body, ret_size, f);
	}
	if (status == 403 || status == 404) {
		return fault_set(f, RC_DENIED, "the witness %s does not know this log or its key", witness->name);
	}
	if (status == 400 || status == 422) {
		return fault_set(f, RC_INVALID, "the witness %s refused the request (status %d)", witness->name, status);
	}
	if (status != 200) {
		return fault_set(f, RC_IO, "the witness %s answered with status %d", witness->name, status);
	}
	enum rc rc = note_join(a, n->text, body, &joined, f);
	if (rc == RC_OK) {
		rc = note_cosign_check(&joined, witness, ret_seconds, f);
	}
	if (rc == RC_OK) {
		*ret_lines = lines_of(a, &joined, witness, true);
	}
	return rc == RC_NOT_FOUND ? RC_CRYPTO : rc;
}

char *note_replace(struct arena *a, const struct note *n, const struct note_key *k, struct str lines)
{
	struct str others = lines_of(a, n, k, false);
	const char *parts[] = {str_dup(a, n->text), "\n", others.p, str_dup(a, lines)};
	return arena_join(a, parts, 4);
}
