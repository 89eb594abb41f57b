/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands on the register itself: init, changes, undo, rebuild, digest. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/people_text.h"

enum rc cmd_init(struct context *c, const struct args *args, int *ret_status)
{
	const char *path = args->count ? args->operands[0] : c->register_path;
	const char *organisation = args_value(args, "organisation");
	(void)ret_status;
	if (!organisation) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "a register belongs to an organisation");
		fault_hint(&c->fault, "volya init %s --organisation \"NAME\"", path);
		return rc;
	}
	ledger_start();
	struct reg *r = NULL;
	enum rc rc = reg_create(path, organisation, &c->fault);
	if (rc == RC_OK) {
		rc = reg_open(path, DB_WRITE, &r, &c->fault);
	}
	if (rc == RC_OK) {
		close_register(c, r);
		printf("%s: a new register of %s.\n", path, organisation);
		print_wrapped(stdout, c->width, 0, 0, arena_printf(c->arena, "Its three keys lie in %s/keys: those of author "
			"and reviewer sign what you publish, that of the log signs its checkpoints. Keep a copy apart, and let "
			"nobody else read them.", path));
	}
	return rc;
}

/* What is private is called by its place in the private log, which is the same for everybody: "p12". */
static void print_change(struct context *c, struct reg *r, const struct change_info *info)
{
	const struct private_change *private = reg_private_change(r, info->no);
	char text[DAY_TEXT];
	printf("%6s  %s  %8" PRId64 "  %s", private ? arena_printf(c->arena, "p%" PRIu64, private->event)
		: arena_printf(c->arena, "%" PRId64, info->no), day_format(info->day, text), info->statements,
		*info->message ? one_line(c, info->message) : "(no words kept here)");
	if (private) {
		printf(" (%s, by %s)", private->sealed ? "sealed" : "members", private->by);
	}
	putchar('\n');
}

enum rc cmd_changes(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct change_info *list;
	size_t count = 0;
	int64_t most = 50;
	(void)ret_status;
	if (args_given(args, "most") && (!str_int(str_of(args_value(args, "most")), &most) || most < 1)) {
		return fault_set(&c->fault, RC_INVALID, "--most takes a whole number from 1 on");
	}
	enum rc rc = open_to_read(c, args, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = changes_kept(r, c->arena, (size_t)most, &list, &count, &c->fault);
	if (rc == RC_OK && count > 0) {
		puts("change  recorded    statements  message");
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		print_change(c, r, &list[i]);
	}
	if (rc == RC_OK && count == 0) {
		puts("Nothing has been recorded yet.");
	}
	reg_close(r);
	return rc;
}

static enum rc print_undone(struct context *c, struct reg *r, int64_t no, int64_t undo)
{
	int64_t *list;
	size_t count;
	if (undo == 0 && print_drafted(stdout, reg_drafted(r))) {
		return RC_OK;
	}
	if (undo == 0) {
		printf("Nothing that change %" PRId64 " said is left: nothing was written.\n", no);
		return RC_OK;
	}
	enum rc rc = change_undone(r, c->arena, undo, &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		printf("Change %" PRId64 " is taken back.\n", list[i]);
	}
	if (rc == RC_OK) {
		printf("Recorded as change %" PRId64 ". \"volya undo %" PRId64 "\" brings %s back.\n", undo, undo,
			count > 1 ? "all of them" : "it");
	}
	return rc;
}

enum rc cmd_undo(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	int64_t no, undone = 0;
	(void)ret_status;
	const char *operand = args->operands[0];
	if (operand[0] == 'p' && str_int(str_of(operand + 1), &no) && no >= 0) {
		ledger_start();
		return undo_private(c, no, args_given(args, "with-later"));
	}
	if (!str_int(str_of(args->operands[0]), &no) || no < 1) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is no number of a change", args->operands[0]);
		fault_hint(&c->fault, "\"volya changes\" lists them");
		return rc;
	}
	ledger_start();
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = change_undo(r, no, args_given(args, "with-later"), &c->progress, &undone, &c->fault);
	progress_clear();
	if (rc == RC_OK) {
		rc = print_undone(c, r, no, undone);
	}
	close_register(c, r);
	return rc;
}

enum rc cmd_rebuild(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	(void)args;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = views_rebuild(r, &c->progress, &c->fault);
	if (rc == RC_OK) {
		rc = db_scrub(reg_db(r), &c->fault); /* what an erasing could not finish */
	}
	progress_clear();
	if (rc == RC_OK) {
		puts("The views are made anew from the statements.");
	}
	reg_close(r);
	return rc;
}

enum rc cmd_digest(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct id digest;
	char text[2 * ID_SIZE + 1];
	(void)args;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = views_digest(r, &digest, &c->fault);
	if (rc == RC_OK) {
		puts(hex_format(digest.b, ID_SIZE, text));
	}
	reg_close(r);
	return rc;
}
