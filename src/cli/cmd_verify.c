/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya verify: what holds of a register, and what does not, in plain words. */
#include <inttypes.h>

#include "cli/log_text.h"

static void print_held(const struct log_report *v, const char *organisation)
{
	char hex[2 * ID_SIZE + 1];
	printf("The log of %s, entry by entry:\n", organisation);
	if (!v->founded) {
		puts("  It is of before there was a log; its next change begins one.");
	}
	printf("  %8" PRIu64 " statements are each what their identifiers were made from\n", v->statements - v->blank);
	if (v->blank) {
		printf("  %8" PRIu64 " more are withheld or erased: that they were there is proved, not what they said\n",
			v->blank);
	}
	printf("  %8" PRIu64 " changes close them in one unbroken chain, each signed by author and reviewer\n",
		v->changes);
	if (v->notices) {
		printf("  %8" PRIu64 " notices say what was withheld, shown again or erased, and on what ground\n", v->notices);
	}
	if (v->founded) {
		printf("  %8" PRIu64 " entries make the tree whose root the checkpoint signs:\n           %s\n", v->entries,
			hex_format(v->root.b, ID_SIZE, hex));
		puts(v->files ? "  The files in log/ are what the register holds."
			: "  There are no files in log/ yet (\"volya log publish\").");
	}
}

static void print_not_shown(const struct log_report *v)
{
	puts("What this does not show: that what is said is true, and that nobody was shown another log. The second\n"
		"needs somebody who saw an earlier checkpoint of it.");
	if (v->one_folder) {
		puts("Both roles' keys lie in this folder: two people are not needed to publish here.");
	}
}

enum rc cmd_verify(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct breach *list = NULL;
	struct log_report report;
	size_t count = 0;
	if (args->count) {
		c->register_path = args->operands[0];
	}
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_verify_all(r, c->arena, &report, &list, &count, &c->progress, &c->fault);
	progress_clear();
	if (rc == RC_OK && count == 0) {
		print_held(&report, one_line(c, reg_organisation(r)));
		puts("All of it holds.\n");
		print_not_shown(&report);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		printf("%-18s %s\n", list[i].law, one_line(c, list[i].text));
	}
	if (rc == RC_OK && count) {
		printf("%zu thing%s do%s not hold. Trust a copy that does, and keep this one as evidence.\n", count,
			count == 1 ? "" : "s", count == 1 ? "es" : "");
	}
	*ret_status = count ? 1 : 0;
	reg_close(r);
	return rc;
}
