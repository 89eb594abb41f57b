/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya withhold, reveal, erase: what is taken out of sight, put back, destroyed. */
#include <inttypes.h>
#include <string.h>

#include "cli/log_text.h"
#include "cli/people_text.h"
#include "register/hide.h"

static enum rc read_ground(struct context *c, const struct args *args, enum ground *ret)
{
	const char *name = args_value(args, "reason");
	if (name && ground_parse(name, ret)) {
		return RC_OK;
	}
	enum rc rc = name ? fault_set(&c->fault, RC_INVALID, "\"%s\" is no reason that is known", name)
		: fault_set(&c->fault, RC_INVALID, "a reason must be given");
	fault_hint(&c->fault, "--reason safety|wish|law|error|source; --note keeps your own words in this register");
	return rc;
}

/*
 * A subject by its handle or key, a statement by its place in the log or its id, or what a notice withheld: whom it was
 * about no view tells any more.
 */
static enum rc read_targets(struct context *c, struct reg *r, const char *name, struct hide_list *ret)
{
	int64_t subject, statement;
	uint64_t index;
	enum rc rc = subject_named(c, r, name, &subject);
	if (rc != RC_NOT_FOUND) {
		return rc == RC_OK ? hide_subject(r, c->arena, subject, ret, &c->fault) : rc;
	}
	struct fault unknown = c->fault;
	fault_clear(&c->fault);
	rc = log_entry_named(c, r, name, &index);
	if (rc == RC_OK) {
		rc = log_statement(r, OWN_ORG, index, &statement, &c->fault);
	}
	if (rc == RC_OK && !statement) {
		return hide_noticed(r, c->arena, index, ret, &c->fault);
	}
	if (rc != RC_OK) {
		c->fault = unknown;
		c->fault.hint[0] = '\0';
		fault_hint(&c->fault, "what was withheld is named by its notice: \"volya withhold\" lists them");
		return RC_INVALID;
	}
	return hide_statement(r, c->arena, statement, ret, &c->fault);
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static enum rc list_waiting(struct context *c, struct reg *r)
{
	struct hiding *list;
	size_t count;
	char text[DAY_TEXT];
	enum rc rc = hide_notices(r, c->arena, &list, &count, &c->fault);
	if (rc == RC_OK && count == 0) {
		puts("Nothing was withheld or erased yet.");
	} else if (rc == RC_OK) {
		puts("  notice  day         what       statements  reason");
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		static const char *const words[] = {[NOTICE_WITHHOLD] = "withheld", [NOTICE_SHOW] = "shown again",
			[NOTICE_ERASE] = "erased"};
		printf("%8" PRIu64 "  %s  %-11s%9" PRId64 "  %s%s%s\n", list[i].index, day_format(list[i].day, text),
			words[list[i].action], list[i].count, ground_name(list[i].ground), list[i].note ? ": " : "",
			list[i].note ? one_line(c, list[i].note) : "");
	}
	return rc;
}

static enum rc withhold(struct context *c, const struct args *args, struct reg *r)
{
	struct hide_list list = {0};
	struct hide_report report = {0};
	enum ground ground;
	enum rc rc = read_ground(c, args, &ground);
	if (rc == RC_OK) {
		rc = read_targets(c, r, args->operands[0], &list);
	}
	if (rc == RC_OK) {
		rc = hide_now(r, NOTICE_WITHHOLD, ground, args_value(args, "note"), &list, &c->progress, &report, &c->fault);
		progress_clear();
	}
	if (rc == RC_OK) {
		printf("%zu statement%s %s withheld: no page, answer, export or file of this register has them any more.\n",
			report.statements, plural(report.statements), report.statements == 1 ? "is" : "are");
		printf("The log says so in entry %" PRIu64 ", and not of whom. \"volya reveal %" PRIu64 "\" shows them "
			"again.\n",
			report.index, report.index);
	}
	return rc;
}

enum rc cmd_withhold(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, args->count ? DB_WRITE : DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	if (args->count == 0) {
		rc = list_waiting(c, r);
		reg_close(r);
		return rc;
	}
	rc = withhold(c, args, r);
	close_register(c, r);
	return rc;
}

enum rc cmd_reveal(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct hide_list list = {0};
	struct hide_report report = {0};
	int64_t index = 0;
	(void)ret_status;
	if (!str_int(str_of(args->operands[0]), &index) || index < 0) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is no entry of the log", args->operands[0]);
		fault_hint(&c->fault, "\"volya withhold\" lists the notices");
		return rc;
	}
	ledger_start();
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = hide_noticed(r, c->arena, (uint64_t)index, &list, &c->fault);
	if (rc == RC_OK) {
		rc = hide_now(r, NOTICE_SHOW, GROUND_ERROR, args_value(args, "note"), &list, &c->progress, &report, &c->fault);
		progress_clear();
	}
	if (rc == RC_OK && !print_drafted(stdout, reg_drafted(r))) {
		printf("%zu statement%s %s shown again.\n", report.statements, plural(report.statements),
			report.statements == 1 ? "is" : "are");
	}
	close_register(c, r);
	return rc;
}

static enum rc erase(struct context *c, const struct args *args, struct reg *r)
{
	struct hide_list list = {0};
	struct hide_report report = {0};
	enum ground ground;
	enum rc rc = read_ground(c, args, &ground);
	if (rc == RC_OK) {
		rc = read_targets(c, r, args->operands[0], &list);
	}
	if (rc == RC_OK && list.count && !args_given(args, "yes")) {
		printf("%zu statement%s would be destroyed with %s salts. Nothing was changed: --yes\n"
			"does it, and nothing brings them back.\n", list.count, plural(list.count),
			list.count == 1 ? "its" : "their");
		return RC_OK;
	}
	if (rc == RC_OK) {
		rc = hide_now(r, NOTICE_ERASE, ground, args_value(args, "note"), &list, &c->progress, &report, &c->fault);
		progress_clear();
	}
	if (rc == RC_OK && !print_drafted(stdout, reg_drafted(r))) {
		printf("%zu statement%s %s erased: the log proves in entry %" PRIu64 " that something was there, on "
			"what ground\n"
			"it went, and not what it said. Copies that others made, and old backups, are theirs to erase.\n",
			report.statements, plural(report.statements), report.statements == 1 ? "is" : "are", report.index);
	}
	return rc;
}

enum rc cmd_erase(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	(void)ret_status;
	if (args_given(args, "private")) {
		return erase_private(c, args);
	}
	ledger_start();
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = erase(c, args, r);
	close_register(c, r);
	return rc;
}
