/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads a letter, finds what it says, and holds each claim against the register. */
#include "letter/reading.h"

#include <stdlib.h>
#include <string.h>

#define CLAIMS_MOST 20000
#define SOURCES_MOST 24

const char *verdict_key(enum verdict v)
{
	static const char *const keys[] = {
		"supported", "contradicted", "outdated", "imprecise", "unknown", "note"};
	return keys[v];
}

const char *claim_kind_key(enum claim_kind k)
{
	static const char *const keys[] = {"figure", "person", "status", "event", "date", "slip"};
	return keys[k];
}

struct letter_claim *reading_claim(
	struct reading *r, enum claim_kind kind, size_t first, size_t end)
{
	struct letter_report *l = r->report;
	if (l->claim_count >= CLAIMS_MOST || arena_full(r->arena, 1u << 20) || first >= end) {
		return NULL;
	}
	if (l->claim_count == r->claim_room) {
		size_t more = r->claim_room ? r->claim_room * 2 : 64;
		l->claims = arena_grow(
			r->arena, l->claims, r->claim_room * sizeof *l->claims, more * sizeof *l->claims);
		r->claim_room = more;
	}
	struct letter_claim *c = &l->claims[l->claim_count++];
	*c = (struct letter_claim){.kind = kind,
		.verdict = VERDICT_UNKNOWN,
		.text = words_text(r->arena, &r->words, first, end)};
	page_where(&r->page, r->words.tokens[first].from, &c->line, &c->column);
	return c;
}

void claim_source(struct reading *r, struct letter_claim *c, int64_t source)
{
	if (source == 0 || c->source_count >= SOURCES_MOST) {
		return;
	}
	for (size_t i = 0; i < c->source_count; i++) {
		if (c->sources[i] == source) {
			return;
		}
	}
	c->sources = arena_grow(r->arena, c->sources, c->source_count * sizeof *c->sources,
		(c->source_count + 1) * sizeof *c->sources);
	c->sources[c->source_count++] = source;
}

static int by_place(const void *a, const void *b)
{
	const struct letter_claim *x = a, *y = b;
	if (x->line != y->line) {
		return x->line < y->line ? -1 : 1;
	}
	if (x->column != y->column) {
		return x->column < y->column ? -1 : 1;
	}
	return x->kind < y->kind ? -1 : x->kind > y->kind ? 1 : strcmp(x->text, y->text);
}

static enum rc check_sentences(struct reading *r)
{
	enum rc rc = RC_OK;
	for (size_t s = 0; s < r->words.sentence_count && rc == RC_OK; s++) {
		struct when *whens = NULL;
		const struct sentence *t = &r->words.sentences[s];
		r->when_count = when_all(r->arena, &r->words, t->first, t->end, r->letter, &whens);
		r->whens = whens;
		if (s < r->body_first || s >= r->body_end) {
			continue;
		}
		find_figures(r, s);
		find_events(r, s);
		rc = check_statuses(r, s);
		if (rc == RC_OK && arena_full(r->arena, 1u << 20)) {
			rc = fault_set(r->fault, RC_LIMIT, "the letter is too long for the memory given to it");
		}
	}
	return rc;
}

enum rc letter_check(struct reg *reg, const struct viewer *v, struct arena *a, struct str bytes,
	const struct letter_options *o, struct letter_report *ret, struct fault *f)
{
	struct fault spare = {0};
	*ret = (struct letter_report){.name = arena_strdup(a, o->name ? o->name : "letter")};
	struct reading r = {
		.arena = a, .reg = reg, .viewer = v, .fault = f ? f : &spare, .report = ret, .on = o->on};
	enum rc rc = viewer_check(reg, v, r.fault);
	if (rc == RC_OK) {
		rc = page_read(a, bytes, &r.page, r.fault);
	}
	if (rc == RC_OK) {
		rc = words_read(a, &r.page, &r.words, r.fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	find_frame(&r);
	ret->on = o->on == DAY_MAX ? r.letter : o->on;
	rc = facts_load(&r);
	if (rc == RC_OK) {
		rc = find_mentions(&r);
	}
	if (rc == RC_OK) {
		leave_out_own_side(&r);
		rc = frame_people(&r);
	}
	if (rc == RC_OK) {
		rc = check_people(&r);
	}
	if (rc == RC_OK) {
		rc = check_sentences(&r);
	}
	if (rc == RC_OK) {
		rc = check_offices(&r);
	}
	if (rc == RC_OK && (ret->claim_count >= CLAIMS_MOST || r.mention_count >= MENTIONS_MOST)) {
		rc = fault_set(r.fault, RC_LIMIT, "the letter says more than can be checked at once");
		fault_hint(r.fault, "check it in parts");
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (ret->claim_count > 0) {
		qsort(ret->claims, ret->claim_count, sizeof *ret->claims, by_place);
	}
	for (size_t i = 0; i < ret->claim_count; i++) {
		ret->count[ret->claims[i].verdict]++;
	}
	return RC_OK;
}
