/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Everything said of one subject, and the table of kinds. */
#include <inttypes.h>

#include "cli/cli.h"
#include "register/people.h"

enum rc subject_named(struct context *c, struct reg *r, const char *name, int64_t *ret_no)
{
	handle h;
	enum rc rc = RC_NOT_FOUND;
	if (handle_parse(str_of(name), &h)) {
		rc = subject_by_handle(r, reg_viewer(r), h, ret_no, &c->fault);
	}
	if (rc == RC_NOT_FOUND) {
		fault_clear(&c->fault);
		rc = subject_by_key(r, reg_viewer(r), KIND_NONE, str_of(name), ret_no, &c->fault);
	}
	if (rc == RC_NOT_FOUND) {
		fault_clear(&c->fault);
		(void)fault_set(&c->fault, rc, "nothing here has the handle or key \"%s\"", name);
		fault_hint(&c->fault, "\"volya find NAME\" looks for a name");
	}
	return rc;
}

/* Where it stands in the log, for "volya receipt". */
static enum rc print_place(struct context *c, struct reg *r, const struct statement *s)
{
	char digits[17], *name = NULL;
	int64_t org;
	uint64_t index;
	enum rc rc = log_index(r, s->no, &org, &index, &c->fault);
	if (rc == RC_OK && org != OWN_ORG) {
		rc = org_name(r, c->arena, org, &name, &c->fault);
	}
	if (rc == RC_OK) {
		printf("  %-12s   entry %" PRIu64 ", id %s...%s%s\n", "", index, hex_format(s->id.b, 8, digits),
			name ? ", in the log of " : "", name ? one_line(c, name) : "");
	}
	return rc;
}

static enum rc print_statement(struct context *c, struct reg *r, const struct statement *s, bool log)
{
	char *text;
	struct source_info source = {0};
	enum rc rc = statement_text(r, reg_viewer(r), c->arena, s, &text, &c->fault);
	if (rc == RC_OK && s->source) {
		rc = source_get(r, reg_viewer(r), c->arena, s->source, &source, &c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	printf("  %-12s %s", s->property->label, one_line(c, text));
	if (s->language.n) {
		printf(" (%.*s)", STR_ARG(s->language));
	}
	if (s->valid.n) {
		printf(" [%.*s]", STR_ARG(s->valid));
	}
	const struct private_change *private = reg_private_change(r, s->change);
	printf("%s%s%s\n", !s->live ? "  (taken back)" : "", s->disputed ? "  (disputed)" : "",
		!private ? "" : private->sealed ? "  (sealed)" : "  (members)");
	if (source.title) {
		printf("  %-12s   %s%s%s\n", "", one_line(c, source.title), source.published_text ? ", " : "",
			source.published_text ? source.published_text : "");
	}
	return log ? print_place(c, r, s) : RC_OK;
}

static enum rc print_subject(struct context *c, struct reg *r, int64_t no, bool all, bool log)
{
	char *label;
	enum kind kind;
	handle h;
	char text[HANDLE_TEXT];
	struct statement *list;
	size_t count;
	enum rc rc = subject_label(r, reg_viewer(r), c->arena, no, "en", &label, &c->fault);
	if (rc == RC_OK) {
		rc = subject_get(r, reg_viewer(r), no, &kind, &h, &c->fault);
	}
	if (rc == RC_OK) {
		rc = subject_statements(r, reg_viewer(r), c->arena, no, all, &list, &count, &c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	printf("%s %s: %s\n", kind_info(kind)->label, handle_format(h, text), one_line(c, label));
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = print_statement(c, r, &list[i], log);
	}
	return rc;
}

enum rc cmd_show(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	int64_t no, *owned;
	size_t count = 0;
	bool all = args_given(args, "all"), log = args_given(args, "log");
	(void)ret_status;
	enum rc rc = open_to_read(c, args, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = subject_named(c, r, args->operands[0], &no);
	if (rc == RC_OK) {
		rc = print_subject(c, r, no, all, log);
	}
	if (rc == RC_OK) {
		rc = subject_owned(r, reg_viewer(r), c->arena, no, &owned, &count, &c->fault);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		putchar('\n');
		rc = print_subject(c, r, owned[i], all, log);
	}
	reg_close(r);
	return rc;
}

enum rc cmd_kinds(struct context *c, const struct args *args, int *ret_status)
{
	struct buf out;
	(void)args;
	(void)ret_status;
	buf_init(&out, (size_t)4 << 20);
	kinds_markdown(&out);
	enum rc rc = write_output(c, NULL, buf_view(&out));
	buf_finish(&out);
	return rc;
}
