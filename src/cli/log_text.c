/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/log_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_LEAST 8

enum rc log_entry_named(struct context *c, struct reg *r, const char *name, uint64_t *ret)
{
	return log_entry_of(c, r, OWN_ORG, name, ret);
}

enum rc log_entry_of(struct context *c, struct reg *r, int64_t of, const char *name, uint64_t *ret)
{
	int64_t index, statement, org;
	size_t n = strlen(name);
	if (n < 19 && str_int(str_of(name), &index) && index >= 0) {
		*ret = (uint64_t)index;
		return log_statement(r, of, *ret, &statement, &c->fault);
	}
	if (n < DIGITS_LEAST || n > 2 * ID_SIZE || strspn(name, "0123456789abcdef") != n) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is no entry of a log", name);
		fault_hint(&c->fault, "give its index, or the first %d or more digits of a statement's id: \"volya show\" "
			"--log has both", DIGITS_LEAST);
		return rc;
	}
	enum rc rc = statement_by_id(r, str_of(name), &statement, &c->fault);
	if (rc == RC_OK) {
		rc = log_index(r, statement, &org, ret, &c->fault);
	}
	if (rc == RC_OK && org != of) {
		rc = fault_set(&c->fault, RC_NOT_FOUND, "the statement stands in another organisation's log");
	}
	return rc;
}

static const char *const modes[] = {
	[MODE_ASSERT] = "says something", [MODE_REPLACE] = "corrects", [MODE_RETRACT] = "takes back",
	[MODE_DISPUTE] = "disputes",
};

static const char *const actions[] = {
	[NOTICE_WITHHOLD] = "withholds", [NOTICE_SHOW] = "shows again", [NOTICE_ERASE] = "erases",
};

static enum rc describe(struct context *c, const struct log_entry *e, char **ret, struct fault *f)
{
	struct entry entry;
	struct header h;
	struct change_body change;
	struct founding founding;
	struct notice notice;
	struct rotation rotation;
	char text[DAY_TEXT];
	enum rc rc = entry_decode(e->bytes, &entry, f);
	if (rc != RC_OK) {
		return rc;
	}
	switch (entry.type) {
	case ENTRY_STATEMENT:
		rc = header_decode((const uint8_t *)entry.body.p, entry.body.n, &h, f);
		*ret = rc == RC_OK ? arena_printf(c->arena, "statement: %s about a %s", modes[h.mode],
			kind_info((enum kind)h.kind) ? kind_info((enum kind)h.kind)->key : "subject of an unknown kind") : NULL;
		return rc;
	case ENTRY_CHANGE:
		rc = change_decode(entry.body, &change, f);
		*ret = rc == RC_OK ? arena_printf(c->arena, "change %" PRId64 ": closes %" PRId64 " statement%s, %s",
			change.number, change.proposal.count, change.proposal.count == 1 ? "" : "s",
			day_format(change.day, text)) : NULL;
		return rc;
	case ENTRY_FOUNDING:
		rc = founding_decode(entry.body, &founding, f);
		*ret = rc == RC_OK ? arena_printf(c->arena, "founding of the log of %.*s", STR_ARG(founding.name)) : NULL;
		return rc;
	case ENTRY_NOTICE:
		rc = notice_decode(c->arena, entry.body, &notice, f);
		*ret = rc == RC_OK ? arena_printf(c->arena, "notice: %s %zu statement%s (%s), %s", actions[notice.action],
			notice.count, notice.count == 1 ? "" : "s", ground_name(notice.ground),
			day_format(notice.day, text)) : NULL;
		return rc;
	case ENTRY_KEY:
		rc = rotation_decode(entry.body, &rotation, f);
		*ret = rc == RC_OK ? arena_printf(c->arena, "key: another one of the %s, from entry %" PRIu64 " on",
			role_word(rotation.role), rotation.from) : NULL;
		return rc;
	}
	return fault_set(f, RC_DB, "an entry of the log is of an unknown type");
}

enum rc log_entry_line(struct context *c, const struct log_entry *e, struct fault *f)
{
	char *text;
	enum rc rc = describe(c, e, &text, f);
	if (rc == RC_OK) {
		printf("%8" PRIu64 "  %s\n", e->index, one_line(c, text));
	}
	return rc;
}

static void print_header(const struct header *h)
{
	char text[2 * ID_SIZE + 1], subject[HANDLE_TEXT], said[DAY_TEXT];
	printf("  subject        %s\n", handle_format(h->subject, subject));
	printf("  day            %s\n", day_format(h->day, said));
	if (h->has_target) {
		printf("  aims at        %s\n", hex_format(h->target.b, ID_SIZE, text));
	}
	printf("  claim digest   %s\n", hex_format(h->claim.b, ID_SIZE, text));
	printf("  source digest  %s\n", hex_format(h->source.b, ID_SIZE, text));
}

enum rc log_entry_details(struct context *c, const struct log_entry *e, struct fault *f)
{
	char *text, hex[2 * ID_SIZE + 1];
	struct id id;
	struct header h;
	enum rc rc = describe(c, e, &text, f);
	if (rc != RC_OK) {
		return rc;
	}
	printf("Entry %" PRIu64 ": %s\n", e->index, one_line(c, text));
	if (e->statement) {
		statement_id((const uint8_t *)e->bytes.p, e->bytes.n, &id);
		printf("  id             %s\n", hex_format(id.b, ID_SIZE, hex));
	}
	leaf_hash(e->bytes.p, e->bytes.n, &id);
	printf("  leaf hash      %s\n", hex_format(id.b, ID_SIZE, hex));
	printf("  bytes          %zu\n", e->bytes.n);
	if (e->statement && header_decode((const uint8_t *)e->bytes.p, e->bytes.n, &h, f) == RC_OK) {
		print_header(&h);
	}
	return RC_OK;
}

enum rc log_publish_checked(struct context *c, struct reg *r, struct log_head *ret)
{
	enum rc rc = log_publish(r, &c->progress, &c->fault);
	progress_clear();
	return rc == RC_OK ? log_head(r, c->arena, OWN_ORG, ret, &c->fault) : rc;
}

void log_follow(struct context *c, struct reg *r)
{
	struct fault f = {0};
	enum rc rc = log_publish(r, &c->progress, &f);
	progress_clear();
	if (rc != RC_OK && c->fault.rc == RC_OK) {
		fputs("volya: it is recorded, but the files of the log could not follow:\n", stderr);
		fault_hint(&f, "\"volya log publish\" brings them up to date");
		fault_print(stderr, &f);
	}
}

void log_content_print(struct context *c, const struct content *x)
{
	char record[HANDLE_TEXT];
	const struct claim *claim = &x->claim;
	printf("  property  %s\n", one_line(c, str_dup(c->arena, claim->property)));
	if (claim->value.type == VALUE_TEXT) {
		printf("  value     %s\n", one_line(c, str_dup(c->arena, claim->value.text)));
	} else if (claim->value.type == VALUE_INT) {
		printf("  value     %" PRId64 "\n", claim->value.number);
	} else if (claim->value.type == VALUE_REF) {
		printf("  value     the record %s\n", handle_format(claim->value.number, record));
	}
	if (claim->language.n) {
		printf("  language  %s\n", one_line(c, str_dup(c->arena, claim->language)));
	}
	if (claim->valid.n) {
		printf("  valid     %s\n", one_line(c, str_dup(c->arena, claim->valid)));
	}
	if (x->source) {
		printf("  source    the record %s\n", handle_format(x->source, record));
	}
}
