/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya review, publish: what waits for a second person. */
#include <inttypes.h>
#include <string.h>

#include "cli/people_text.h"

bool print_drafted(FILE *out, uint64_t index)
{
	if (index == EVENT_NONE) {
		return false;
	}
	fprintf(out, "Nothing is public yet: it waits as number %" PRIu64 " in the private log.\n"
		"Another person reviews it: \"volya review %" PRIu64 "\".\n", index, index);
	return true;
}

static const char *const states[] = {
	[CASE_OPEN] = "open", [CASE_ACCEPTED] = "accepted", [CASE_REJECTED] = "rejected", [CASE_DONE] = "published",
	[CASE_ANEW] = "signed anew",
};

static const char *what_of(const struct pending *x)
{
	return x->type == EVENT_DRAFT ? "change" : x->type == EVENT_PRIVATE ? "private"
		: x->type == EVENT_FORGET ? "erasure" : x->type == EVENT_KEY ? "key"
		: x->type == EVENT_USE ? "hiding" : "notice";
}

static const char *word_of(const struct pending *x)
{
	if (x->type == EVENT_USE) {
		return x->state == CASE_OPEN ? "to confirm" : x->state == CASE_DONE ? "confirmed" : "not confirmed";
	}
	return x->state != CASE_DONE ? states[x->state] : x->type == EVENT_PRIVATE ? "kept"
		: x->type == EVENT_FORGET ? "done" : states[CASE_DONE];
}

/* What lost its place in the log waits for its author, and for no review. */
static const char *state_of(const struct pending *x, uint64_t size)
{
	bool waits = x->state == CASE_OPEN || x->state == CASE_ACCEPTED;
	return x->type == EVENT_NOTICE && waits && x->place != size ? "sign anew" : word_of(x);
}

static bool is_listed(const struct pending *x, bool all)
{
	return all || x->state == CASE_OPEN || x->state == CASE_ACCEPTED;
}

/* Columns of the longest name: what is left of the line is for the message. */
static int widest_name(const struct people *p, bool all)
{
	size_t most = 2;
	for (size_t i = 0; i < p->pending_count; i++) {
		size_t n = utf8_length(str_of(p->pending[i].name));
		most = is_listed(&p->pending[i], all) && n > most ? n : most;
	}
	return (int)most;
}

static enum rc list_pending(struct context *c, struct reg *r, const struct people *p, bool all)
{
	char text[DAY_TEXT];
	size_t shown = 0;
	int width = widest_name(p, all);
	struct log_head head;
	enum rc rc = log_head(r, c->arena, OWN_ORG, &head, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	for (size_t i = 0; i < p->pending_count; i++) {
		const struct pending *x = &p->pending[i];
		if (!is_listed(x, all)) {
			continue;
		}
		if (shown++ == 0) {
			printf("number  day         what     count  state        %-*s  message\n", width, "by");
		}
		int pad = width - (int)utf8_length(str_of(x->name));
		printf("%6" PRIu64 "  %s  %-7s  %5zu  %-11s  %s%*s  %s\n", x->index, day_format(x->day, text), what_of(x),
			x->count, state_of(x, head.tree.size), x->name, pad, "", one_line(c, x->message));
	}
	if (shown == 0) {
		puts(all ? "Nothing was drafted yet." : "Nothing waits for a review.");
	}
	return RC_OK;
}

/* What is there, and what would be, under one another: texts are longer than half a line. */
static void print_line(struct context *c, const struct draft_line *x, handle last)
{
	char text[HANDLE_TEXT];
	if (x->subject != last) {
		printf("\n%s %s (%s)\n", x->made ? arena_printf(c->arena, "new %s", x->kind) : x->kind,
			x->name ? one_line(c, x->name) : "without a name", handle_format(x->subject, text));
	}
	printf("  %s\n", x->property);
	if (x->before) {
		printf("    there   %s\n", one_line(c, x->before));
	}
	printf("    %s  %s\n", x->mode == MODE_RETRACT ? "goes  " : "new   ", x->after ? one_line(c, x->after)
		: x->mode == MODE_RETRACT ? "(taken back)" : "");
	if (x->source) {
		printf("    source  %s\n", one_line(c, x->source));
	}
}

static enum rc show_pending(struct context *c, struct reg *r, const struct pending *x)
{
	struct draft_line *list;
	size_t count = 0;
	char text[DAY_TEXT];
	printf("Number %" PRIu64 ": %s %s by %s, %s, %s\n", x->index, x->type == EVENT_FORGET ? "an" : "a",
		what_of(x), x->name, day_format(x->day, text),
		word_of(x));
	printf("  %s\n", one_line(c, x->message));
	if (x->type == EVENT_USE) {
		puts("  One person withheld it, at once; another confirms it within a week, or asks for it to be\n"
			"  shown again. \"volya withhold\" lists what was withheld.");
	} else if (x->type != EVENT_KEY) {
		printf("  %zu %s%s\n", x->count, x->type == EVENT_FORGET ? "record" : "statement", x->count == 1 ? "" : "s");
	}
	for (size_t i = 0; i < x->review_count; i++) {
		printf("  %s by %s, %s: %s\n", x->reviews[i].accepted ? "accepted" : "rejected", x->reviews[i].name,
			day_format(x->reviews[i].day, text), one_line(c, x->reviews[i].comment));
	}
	if ((x->type != EVENT_DRAFT && x->type != EVENT_PRIVATE) || x->erased) {
		return RC_OK;
	}
	enum rc rc = people_show(r, c->arena, x->index, &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		print_line(c, &list[i], i ? list[i - 1].subject : 0);
	}
	return rc;
}

static enum rc publish(struct context *c, struct reg *r, const struct pending *x)
{
	int64_t no;
	enum rc rc = people_publish(r, x->index, &c->progress, &no, &c->fault);
	progress_clear();
	if (rc == RC_OK && x->type == EVENT_FORGET) {
		puts("Done: what was said in private of it is destroyed, with its keys. That it was there can be seen.");
	} else if (rc == RC_OK && no) {
		printf("Published as change %" PRId64 ": signed by two persons, and public from now on.\n", no);
	} else if (rc == RC_OK) {
		puts("Done: it stands in the log, signed by two persons.");
	}
	return rc;
}

/* Whoever is reviewer and keeps the log, too, publishes what they accept. */
static bool may_publish(struct reg *r, const struct people *p, const struct pending *x)
{
	const struct signer *who = reg_acting(r);
	uint64_t last = EVENT_NONE - 1; /* until further notice */
	const uint8_t *key = who->public.sign;
	if (x->type == EVENT_FORGET) {
		return true; /* whoever may agree may do it */
	}
	return people_hold(p, key, ROLE_LOG, last) && (x->type == EVENT_KEY || people_hold(p, key, ROLE_REVIEWER, last)
		|| (x->type == EVENT_NOTICE && people_hold(p, key, ROLE_AUTHOR, last)));
}

static enum rc judge(struct context *c, const struct args *args, struct reg *r, const struct people *p, uint64_t index)
{
	bool accept = args_given(args, "accept");
	const char *comment = args_value(args, "comment");
	if (!comment) {
		return fault_set(&c->fault, RC_INVALID, "a review needs a comment: --comment");
	}
	enum rc rc = people_review(r, index, accept, str_of(comment), &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	const struct pending *x = people_pending(p, index);
	if (x->type == EVENT_USE) {
		paragraph(c, accept ? "Number %" PRIu64 " is confirmed: it stays withheld." : "Number %" PRIu64 " is not "
			"confirmed, and withheld all the same: \"volya withhold\" lists its notice, and \"volya reveal NOTICE\" "
			"asks for it to be shown again.", index);
		return RC_OK;
	}
	printf("Number %" PRIu64 " is %s.\n", index, accept ? "accepted" : "rejected: it will not be published");
	if (!accept) {
		return RC_OK;
	}
	if (may_publish(r, p, x)) {
		return publish(c, r, x);
	}
	paragraph(c, "You do not hold the key of the log: somebody who is reviewer and log publishes it with "
		"\"volya publish %" PRIu64 "\".", index);
	return RC_OK;
}

static enum rc read_number(struct context *c, const char *text, uint64_t *ret)
{
	int64_t index;
	if (!str_int(str_of(text), &index) || index < 0) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is no number of a draft", text);
		fault_hint(&c->fault, "\"volya review\" lists them");
		return rc;
	}
	*ret = (uint64_t)index;
	return RC_OK;
}

static enum rc nothing_waits(struct context *c, uint64_t index)
{
	enum rc rc = fault_set(&c->fault, RC_NOT_FOUND, "nothing waits under the number %" PRIu64, index);
	fault_hint(&c->fault, "\"volya review\" lists what does");
	return rc;
}

static enum rc review_one(struct context *c, const struct args *args, struct reg *r, const struct people *p)
{
	uint64_t index;
	enum rc rc = read_number(c, args->operands[0], &index);
	if (rc != RC_OK) {
		return rc;
	}
	struct pending *x = people_pending(p, index);
	if (!x) {
		return nothing_waits(c, index);
	}
	return args_given(args, "accept") || args_given(args, "reject") ? judge(c, args, r, p, index)
		: show_pending(c, r, x);
}

enum rc cmd_review(struct context *c, const struct args *args, int *ret_status)
{
	bool judges = args_given(args, "accept") || args_given(args, "reject");
	struct people people;
	struct reg *r;
	(void)ret_status;
	ledger_start();
	if (judges && (args->count == 0 || (args_given(args, "accept") && args_given(args, "reject")))) {
		return fault_set(&c->fault, RC_INVALID, "one draft is accepted or rejected at a time");
	}
	enum rc rc = open_register(c, judges ? DB_WRITE : DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = people_read(r, c->arena, NULL, &people, &c->fault);
	if (rc == RC_OK) {
		rc = args->count ? review_one(c, args, r, &people) : list_pending(c, r, &people, args_given(args, "all"));
	}
	if (judges) {
		close_register(c, r);
	} else {
		reg_close(r);
	}
	return rc;
}

enum rc cmd_publish(struct context *c, const struct args *args, int *ret_status)
{
	struct people people;
	struct reg *r;
	uint64_t index;
	(void)ret_status;
	ledger_start();
	enum rc rc = read_number(c, args->operands[0], &index);
	rc = rc == RC_OK ? open_register(c, DB_WRITE, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	const struct pending *x = NULL;
	rc = people_read(r, c->arena, NULL, &people, &c->fault);
	if (rc == RC_OK && !(x = people_pending(&people, index))) {
		rc = nothing_waits(c, index);
	}
	rc = rc == RC_OK ? publish(c, r, x) : rc;
	close_register(c, r);
	return rc;
}
