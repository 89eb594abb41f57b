/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya withhold, reveal, erase: what is taken out of sight, put back, destroyed. */
#include <inttypes.h>
#include <string.h>

#include "cli/log_text.h"
#include "cli/people_text.h"
#include "register/exchange.h"
#include "register/hide_here.h"

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

/* ---- what is meant: one thing, or nothing is done ---- */

/* By the key that the organisation gave it: what a partner alone calls so is theirs. */
static enum rc record_keyed(struct context *c, struct reg *r, int64_t org, const char *key, int64_t *ret)
{
	struct hide_keyed *list;
	size_t count, own = 0, at = 0;
	const char *said = "";
	char text[HANDLE_TEXT];
	enum rc rc = hide_keyed(r, c->arena, org, str_of(key), &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		at = list[i].own && own++ == 0 ? i : at;
		said = list[i].own ? arena_printf(c->arena, "%s%s%s %s", said, *said ? ", " : "", kind_info(list[i].kind)->key,
			handle_format(list[i].handle, text)) : said;
	}
	if (rc == RC_OK && count == 0) {
		rc = fault_set(&c->fault, RC_NOT_FOUND, "nothing here has the handle or key \"%s\"", key);
	} else if (rc == RC_OK && own == 0 && (org == OWN_ORG || count > 1)) {
		rc = fault_set(&c->fault, RC_CONFLICT, "%s alone calls a record \"%s\": it is theirs", list[0].by, key);
		fault_hint(&c->fault, "--partner withholds here what they say of it; what we say of it is named by its "
			"handle, %s", handle_format(list[0].handle, text));
	} else if (rc == RC_OK && own > 1) {
		rc = fault_set(&c->fault, RC_CONFLICT, "several records have the key \"%s\": %s", key, said);
		fault_hint(&c->fault, "name the one that is meant by its handle");
	}
	*ret = rc == RC_OK ? list[at].subject : 0;
	return rc;
}

static enum rc record_named(struct context *c, struct reg *r, int64_t org, const char *name, int64_t *ret)
{
	handle h;
	if (handle_parse(str_of(name), &h) && subject_by_handle(r, &viewer_public, h, ret, &c->fault) == RC_OK) {
		return RC_OK;
	}
	fault_clear(&c->fault);
	return record_keyed(c, r, org, name, ret);
}

/* An entry of the log: a statement with its copies, or what a notice withheld, whom no view tells of any more. */
static enum rc entry_targets(struct context *c, struct reg *r, int64_t org, const char *name, struct hide_list *ret)
{
	int64_t statement = 0;
	uint64_t index;
	enum rc rc = log_entry_of(c, r, org, name, &index);
	if (rc == RC_OK) {
		rc = log_statement(r, org, index, &statement, &c->fault);
	}
	if (rc == RC_OK && !statement && org != OWN_ORG) {
		rc = fault_set(&c->fault, RC_INVALID, "entry %" PRIu64 " of their log is no statement", index);
	}
	if (rc != RC_OK) {
		fault_hint(&c->fault, "\"volya show KEY --log\" has the entry of each statement");
		return rc == RC_NOT_FOUND ? RC_INVALID : rc;
	}
	return statement ? hide_statement(r, c->arena, statement, ret, &c->fault)
		: hide_noticed(r, c->arena, index, ret, &c->fault);
}

static bool is_entry(struct context *c, struct reg *r, int64_t org, const char *name)
{
	uint64_t index;
	struct fault kept = c->fault;
	fault_clear(&c->fault);
	bool is = log_entry_of(c, r, org, name, &index) == RC_OK;
	c->fault = kept;
	return is;
}

/* "key:NAME", "entry:NUMBER"; or either without the word before it, where it can be one of them alone. */
static enum rc read_targets(struct context *c, struct reg *r, int64_t org, const char *name, struct hide_list *ret,
	bool *ret_whole)
{
	int64_t subject;
	*ret_whole = false;
	bool key = str_starts(str_of(name), "key:");
	if (str_starts(str_of(name), "entry:")) {
		return entry_targets(c, r, org, name + strlen("entry:"), ret);
	}
	enum rc rc = key ? record_keyed(c, r, org, name + strlen("key:"), &subject)
		: record_named(c, r, org, name, &subject);
	bool entry = !key && is_entry(c, r, org, name);
	if ((rc == RC_OK || rc == RC_CONFLICT) && entry) {
		fault_clear(&c->fault);
		rc = fault_set(&c->fault, RC_CONFLICT, "\"%s\" is the key of a record and an entry of the log", name);
		fault_hint(&c->fault, "say which of them: key:%s or entry:%s", name, name);
	} else if (rc == RC_NOT_FOUND && entry) {
		fault_clear(&c->fault);
		return entry_targets(c, r, org, name, ret);
	} else if (rc == RC_NOT_FOUND) {
		fault_hint(&c->fault, "what was withheld is named by its notice: \"volya withhold\" lists them");
		rc = RC_INVALID; /* a name that is wrong, not an answer of "no" */
	}
	*ret_whole = rc == RC_OK;
	return rc == RC_OK ? hide_record(r, c->arena, org, subject, ret, &c->fault) : rc;
}

/* A person, whether anybody may see them or not, by what this organisation calls them. */
static enum rc person_targets(struct context *c, struct reg *r, const char *name, struct hide_list *ret)
{
	struct hide_keyed *list;
	size_t count, people = 0, at = 0;
	const char *said = "";
	char text[HANDLE_TEXT];
	enum rc rc = hide_named(r, c->arena, str_of(name), &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		bool person = list[i].kind == KIND_PERSON;
		at = person && people++ == 0 ? i : at;
		said = person ? arena_printf(c->arena, "%s%s%s", said, *said ? ", " : "", handle_format(list[i].handle, text))
			: said;
	}
	if (rc == RC_OK && count == 0) {
		rc = fault_set(&c->fault, RC_INVALID, "no person here has the handle or key \"%s\"", name);
	} else if (rc == RC_OK && people == 0) {
		rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is a %s and no person", name, kind_info(list[0].kind)->key);
		fault_hint(&c->fault, "without --person any record is erased");
	} else if (rc == RC_OK && people > 1) {
		rc = fault_set(&c->fault, RC_CONFLICT, "several people have the key \"%s\": %s", name, said);
		fault_hint(&c->fault, "name the one that is meant by its handle");
	}
	return rc == RC_OK ? hide_subject(r, c->arena, list[at].subject, ret, &c->fault) : rc;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static const char *note_after(struct context *c, const char *note)
{
	return note ? arena_printf(c->arena, ": %s", one_line(c, note)) : "";
}

static void print_notices(struct context *c, const struct hiding *list, size_t count)
{
	static const char *const words[] = {[NOTICE_WITHHOLD] = "withheld", [NOTICE_SHOW] = "shown again",
		[NOTICE_ERASE] = "erased"};
	char text[DAY_TEXT];
	if (count) {
		puts("  notice  day         what       statements  reason");
	}
	for (size_t i = 0; i < count; i++) {
		printf("%8" PRIu64 "  %s  %-11s%9" PRId64 "  %s%s\n", list[i].index, day_format(list[i].day, text),
			words[list[i].action], list[i].count, ground_name(list[i].ground), note_after(c, list[i].note));
	}
}

static void print_here(struct context *c, const struct here *list, size_t count)
{
	char text[DAY_TEXT], again[DAY_TEXT];
	if (count) {
		puts("Of what partners say, withheld here alone:\n  number  day         statements  reason");
	}
	for (size_t i = 0; i < count; i++) {
		printf("%8s  %s  %10" PRId64 "  %s%s\n", arena_printf(c->arena, "here:%" PRId64, list[i].no),
			day_format(list[i].day, text), list[i].count, ground_name(list[i].ground), note_after(c, list[i].note));
		printf("          %s of %s%s%s\n", list[i].whole ? "a record" : "statements", one_line(c, list[i].by),
			list[i].shown ? ", shown again on " : "", list[i].shown ? day_format(list[i].shown, again) : "");
	}
}

static enum rc list_hidden(struct context *c, struct reg *r)
{
	struct hiding *list;
	struct here *here;
	size_t count, here_count = 0;
	enum rc rc = hide_notices(r, c->arena, &list, &count, &c->fault);
	rc = rc == RC_OK ? here_list(r, c->arena, &here, &here_count, &c->fault) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	if (count + here_count == 0) {
		puts("Nothing was withheld or erased yet.");
	}
	print_notices(c, list, count);
	print_here(c, here, here_count);
	return RC_OK;
}

/* What is hidden of ours alone is still said by others. */
static enum rc print_others(struct context *c, const char *others)
{
	if (others) {
		paragraph(c, "%s said something of it, too, and that stays: --partner NAME withholds it here.", others);
	}
	return RC_OK;
}

static enum rc withhold_own(struct context *c, const struct args *args, struct reg *r, enum ground ground)
{
	struct hide_list list = {0};
	struct hide_report report = {0};
	const char *others;
	bool whole;
	enum rc rc = read_targets(c, r, OWN_ORG, args->operands[0], &list, &whole);
	if (rc == RC_OK) {
		rc = hide_others(r, c->arena, OWN_ORG, &list, &others, &c->fault);
	}
	if (rc == RC_OK) {
		rc = hide_now(r, NOTICE_WITHHOLD, ground, args_value(args, "note"), &list, &c->progress, &report, &c->fault);
		progress_clear();
	}
	if (rc != RC_OK) {
		return rc;
	}
	bool one = report.statements == 1;
	paragraph(c, "%zu statement%s withheld: no page, answer, export or file of this register has %s any more.",
		report.statements, one ? " is" : "s are", one ? "it" : "them");
	paragraph(c, "The log says so in entry %" PRIu64 ", and not of whom. \"volya reveal %" PRIu64 "\" shows %s again.",
		report.index, report.index, one ? "it" : "them");
	return print_others(c, whole ? others : NULL);
}

static enum rc withhold_here(struct context *c, const struct args *args, struct reg *r, enum ground ground)
{
	struct here here = {.ground = ground, .note = args_value(args, "note")};
	struct hide_list list = {0};
	struct partner p;
	enum rc rc = partner_find(r, c->arena, args_value(args, "partner"), &p, &c->fault);
	if (rc == RC_OK) {
		here.org = p.org;
		rc = read_targets(c, r, p.org, args->operands[0], &list, &here.whole);
	}
	if (rc == RC_OK) {
		rc = here_withhold(r, c->arena, &here, &list, &c->progress, &c->fault);
		progress_clear();
	}
	if (rc == RC_OK) {
		paragraph(c, "%zu statement%s of %s %s withheld here%s.", list.count, plural(list.count), one_line(c, p.name),
			list.count == 1 ? "is" : "are", here.whole ? ", and what they say of it from now on" : "");
		paragraph(c, "No log tells of it: they show it as before. \"volya reveal here:%" PRId64 "\" takes it back.",
			here.no);
	}
	return rc;
}

static enum rc withhold(struct context *c, const struct args *args, struct reg *r)
{
	enum ground ground;
	enum rc rc = read_ground(c, args, &ground);
	if (rc != RC_OK) {
		return rc;
	}
	return args_given(args, "partner") ? withhold_here(c, args, r, ground) : withhold_own(c, args, r, ground);
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
		rc = list_hidden(c, r);
		reg_close(r);
		return rc;
	}
	rc = withhold(c, args, r);
	close_register(c, r);
	return rc;
}

static enum rc reveal(struct context *c, const struct args *args, struct reg *r, bool here, int64_t index)
{
	struct hide_list list = {0};
	struct hide_report report = {0};
	const char *note = args_value(args, "note");
	enum rc rc = RC_OK;
	if (here) {
		rc = here_show(r, c->arena, index, note, &c->progress, &report.statements, &c->fault);
	} else {
		rc = hide_noticed(r, c->arena, (uint64_t)index, &list, &c->fault);
		rc = rc == RC_OK ? hide_now(r, NOTICE_SHOW, GROUND_ERROR, note, &list, &c->progress, &report, &c->fault) : rc;
	}
	progress_clear();
	if (rc == RC_OK && !(!here && print_drafted(stdout, reg_drafted(r)))) {
		printf("%zu statement%s %s shown again%s.\n", report.statements, plural(report.statements),
			report.statements == 1 ? "is" : "are", here ? ", as far as the partner still shows them" : "");
	}
	return rc;
}

enum rc cmd_reveal(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	int64_t index = 0;
	(void)ret_status;
	const char *name = args->operands[0];
	bool here = str_starts(str_of(name), "here:");
	name += here ? strlen("here:") : str_starts(str_of(name), "entry:") ? strlen("entry:") : 0;
	if (!str_int(str_of(name), &index) || index < 0) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is no entry of the log", args->operands[0]);
		fault_hint(&c->fault, "\"volya withhold\" lists the notices");
		return rc;
	}
	ledger_start();
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = reveal(c, args, r, here, index);
	close_register(c, r);
	return rc;
}

static enum rc erase(struct context *c, const struct args *args, struct reg *r)
{
	struct hide_list list = {0};
	struct hide_report report = {0};
	enum ground ground;
	const char *person = args_value(args, "person"), *others = NULL;
	bool whole = true;
	enum rc rc = read_ground(c, args, &ground);
	if (rc == RC_OK) {
		rc = person ? person_targets(c, r, person, &list) : read_targets(c, r, OWN_ORG, args->operands[0], &list,
			&whole);
	}
	if (rc == RC_OK && whole) {
		rc = hide_others(r, c->arena, OWN_ORG, &list, &others, &c->fault);
	}
	if (rc == RC_OK && list.count && !args_given(args, "yes")) {
		paragraph(c, "%zu statement%s would be destroyed with %s salts. Nothing was changed: --yes does it, and "
			"nothing brings them back.", list.count, plural(list.count),
			list.count == 1 ? "its" : "their");
		return RC_OK;
	}
	if (rc == RC_OK) {
		rc = hide_now(r, NOTICE_ERASE, ground, args_value(args, "note"), &list, &c->progress, &report, &c->fault);
		progress_clear();
	}
	if (rc == RC_OK && !print_drafted(stdout, reg_drafted(r))) {
		bool one = report.statements == 1;
		paragraph(c, "%zu statement%s erased: the log proves in entry %" PRIu64 " that something was there, on "
			"what ground "
			"it went, and not what it said. Copies that others made, and old backups, are theirs to erase.",
			report.statements, one ? " is" : "s are", report.index);
	}
	return rc == RC_OK ? print_others(c, others) : rc;
}

enum rc cmd_erase(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	(void)ret_status;
	if (args_given(args, "person") == (args->count > 0)) {
		return fault_set(&c->fault, RC_INVALID, "what is to be erased is given once: as ID, or as --person KEY");
	}
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
