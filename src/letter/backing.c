/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When a source can have been read. A letter is judged by what was published by its day; a source is
 * set aside only where it surely came later, so that a page without a date, or dated to the month of
 * the letter, still counts.
 */
#include "letter/reading.h"

struct source_seen {
	struct source_seen *next;
	int64_t no;
	day pub; /* the earliest it may have been published */
	bool letter;
	char *text; /* its date as said, or NULL */
};

static enum rc find_source(struct reading *r, int64_t no, const struct source_seen **ret)
{
	struct source_seen **slot =
		&r->sources[(uint64_t)no % (sizeof r->sources / sizeof *r->sources)];
	struct source_info info;
	struct edtf e;
	while (*slot && (*slot)->no != no) {
		slot = &(*slot)->next;
	}
	if (!*slot) {
		enum rc rc = source_get(r->reg, r->viewer, r->arena, no, &info, r->fault);
		if (rc != RC_OK) {
			return rc;
		}
		struct source_seen *seen = arena_alloc(r->arena, sizeof *seen);
		*seen = (struct source_seen){
			.no = no, .pub = DAY_MIN, .letter = info.letter, .text = info.published_text};
		if (info.published_text && edtf_parse(str_of(info.published_text), &e, NULL) == RC_OK &&
			e.from.what == EDTF_KNOWN) {
			seen->pub = e.from.lo;
		}
		*slot = seen;
	}
	*ret = *slot;
	return RC_OK;
}

enum rc backing_take(struct reading *r, const struct statement *s, struct backing *said, bool *ret_take)
{
	const struct source_seen *seen = NULL;
	*ret_take = false;
	if (!s->live) {
		return RC_OK;
	}
	enum rc rc = s->source ? find_source(r, s->source, &seen) : RC_OK;
	if (rc != RC_OK) {
		return rc;
	}
	day pub = seen ? seen->pub : DAY_MIN;
	int worth = 1 + 2 * (pub <= r->letter) + (!s->disputed || s->chosen);
	if (worth > said->worth || (worth == said->worth && pub < said->pub)) {
		*said = (struct backing){.source = s->source, .pub = pub, .worth = worth};
		*ret_take = true;
	}
	return RC_OK;
}

enum rc source_is_letter(struct reading *r, int64_t source, bool *ret)
{
	const struct source_seen *seen = NULL;
	*ret = false;
	enum rc rc = source ? find_source(r, source, &seen) : RC_OK;
	if (seen) {
		*ret = seen->letter;
	}
	return rc;
}

char *backing_later(struct reading *r, const struct backing *said)
{
	const struct source_seen *seen = NULL;
	if (said->source && find_source(r, said->source, &seen) != RC_OK) {
		fault_clear(r->fault); /* read before without a fault: its date alone is left out */
	}
	return arena_printf(r->arena, "said by a source published later%s%s",
		seen && seen->text ? ", on " : "", seen && seen->text ? seen->text : "");
}
