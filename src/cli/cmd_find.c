/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands that look at single subjects: find, show, and the table of kinds. */
#include "cli/cli.h"

#define MATCHES_MOST 20

static enum rc print_match(struct context *c, struct reg *r, const struct match *m)
{
	char *label;
	enum kind kind;
	handle h;
	char text[HANDLE_TEXT];
	enum rc rc = subject_label(r, &viewer_public, c->arena, m->subject, "en", &label, &c->fault);
	if (rc == RC_OK) {
		rc = subject_get(r, &viewer_public, m->subject, &kind, &h, &c->fault);
	}
	if (rc == RC_OK) {
		printf("%-8s  %s  %s (%s: %s)\n", m->certainty == MATCH_SAME ? "same" : "possible",
			handle_format(h, text), label, m->why, m->spelling);
	}
	return rc;
}

enum rc cmd_find(struct context *c, const struct args *args, int *ret_status)
{
	static const enum kind kinds[] = {KIND_PERSON, KIND_ORGANISATION, KIND_PLACE};
	struct reg *r;
	struct match *list;
	size_t count = 0, all = 0;
	char *name;
	enum rc rc = text_clean(c->arena, str_of(args->operands[0]), &name, &c->fault);
	if (rc == RC_OK) {
		rc = open_register(c, DB_READ, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	for (size_t k = 0; rc == RC_OK && k < sizeof kinds / sizeof *kinds; k++) {
		rc = find_name(r, &viewer_public, c->arena, kinds[k], str_of(name), MATCHES_MOST, &list, &count,
			&c->fault);
		for (size_t i = 0; rc == RC_OK && i < count; i++) {
			rc = print_match(c, r, &list[i]);
		}
		all += count;
	}
	if (rc == RC_OK && all == 0) {
		printf("Nobody and nothing here is recorded under \"%s\".\n", name);
		*ret_status = 1;
	}
	reg_close(r);
	return rc;
}

/* A handle, or an outside key of any kind. */
static enum rc subject_named(struct context *c, struct reg *r, const char *name, int64_t *ret_no)
{
	handle h;
	enum rc rc = RC_NOT_FOUND;
	if (handle_parse(str_of(name), &h)) {
		rc = subject_by_handle(r, &viewer_public, h, ret_no, &c->fault);
	}
	if (rc == RC_NOT_FOUND) {
		fault_clear(&c->fault);
		rc = subject_by_key(r, &viewer_public, KIND_NONE, str_of(name), ret_no, &c->fault);
	}
	if (rc == RC_NOT_FOUND) {
		fault_clear(&c->fault);
		(void)fault_set(&c->fault, rc, "nothing here has the handle or key \"%s\"", name);
		fault_hint(&c->fault, "\"volya find NAME\" looks for a name");
	}
	return rc;
}

static enum rc print_statement(struct context *c, struct reg *r, const struct statement *s)
{
	char *text;
	struct source_info source = {0};
	enum rc rc = statement_text(r, &viewer_public, c->arena, s, &text, &c->fault);
	if (rc == RC_OK && s->source) {
		rc = source_get(r, &viewer_public, c->arena, s->source, &source, &c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	printf("  %-12s %s", s->property->label, text);
	if (s->language.n) {
		printf(" (%.*s)", STR_ARG(s->language));
	}
	if (s->valid.n) {
		printf(" [%.*s]", STR_ARG(s->valid));
	}
	printf("%s%s\n", !s->live ? "  (taken back)" : "", s->disputed ? "  (disputed)" : "");
	if (source.title) {
		printf("  %-12s   %s%s%s\n", "", source.title, source.published_text ? ", " : "",
			source.published_text ? source.published_text : "");
	}
	return RC_OK;
}

static enum rc print_subject(struct context *c, struct reg *r, int64_t no, bool all)
{
	char *label;
	enum kind kind;
	handle h;
	char text[HANDLE_TEXT];
	struct statement *list;
	size_t count;
	enum rc rc = subject_label(r, &viewer_public, c->arena, no, "en", &label, &c->fault);
	if (rc == RC_OK) {
		rc = subject_get(r, &viewer_public, no, &kind, &h, &c->fault);
	}
	if (rc == RC_OK) {
		rc = subject_statements(r, &viewer_public, c->arena, no, all, &list, &count, &c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	printf("%s %s: %s\n", kind_info(kind)->label, handle_format(h, text), label);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = print_statement(c, r, &list[i]);
	}
	return rc;
}

enum rc cmd_show(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	int64_t no, *owned;
	size_t count = 0;
	bool all = args_given(args, "all");
	(void)ret_status;
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = subject_named(c, r, args->operands[0], &no);
	if (rc == RC_OK) {
		rc = print_subject(c, r, no, all);
	}
	if (rc == RC_OK) {
		rc = subject_owned(r, &viewer_public, c->arena, no, &owned, &count, &c->fault);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		putchar('\n');
		rc = print_subject(c, r, owned[i], all);
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
