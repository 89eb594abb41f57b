/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya audit: the laws over the whole register. */
#include <inttypes.h>

#include "cli/cli.h"

/* NULL: the viewer may not see it. */
static char *label_of(struct context *c, struct reg *r, int64_t subject)
{
	char *label = NULL;
	struct fault ignored = {0};
	if (subject && subject_label(r, reg_viewer(r), c->arena, subject, "en", &label, &ignored) != RC_OK) {
		label = NULL;
	}
	return label;
}

/* "Anton Invented (spell a#spell): it ends before it begins: ..." */
static void print_breach(struct context *c, struct reg *r, const struct breach *b)
{
	enum kind kind;
	handle unused;
	struct fault ignored = {0};
	char *owner = label_of(c, r, b->owner), *label = label_of(c, r, b->subject);
	const char *whose = "";
	printf("%s  %s\n    ", b->error ? "error  " : "warning", b->law);
	if (owner && label && b->owner != b->subject
		&& subject_get(r, reg_viewer(r), b->subject, &kind, &unused, &ignored) == RC_OK) {
		whose = arena_printf(c->arena, "%s (%s %s): ", owner, kind_info(kind)->key, label);
	} else if (owner) {
		whose = arena_printf(c->arena, "%s: ", owner);
	}
	finding(4, 4, one_line(c, arena_printf(c->arena, "%s%s", whose, b->text)));
	bool first = true;
	for (size_t i = 0; i < 4 && b->statements[i]; i++) {
		printf("%s%" PRId64, first ? "    statements " : ", ", b->statements[i]);
		first = false;
	}
	if (!first) {
		putchar('\n');
	}
}

static void write_json(struct context *c, struct reg *r, const struct breach *list, size_t count, struct buf *out)
{
	struct json_writer w;
	json_init(&w, out, true);
	json_array(&w);
	for (size_t i = 0; i < count; i++) {
		json_object(&w);
		json_put_cstr(&w, "law", list[i].law);
		json_put_cstr(&w, "severity", list[i].error ? "error" : "warning");
		json_put_cstr(&w, "owner", label_of(c, r, list[i].owner));
		json_put_cstr(&w, "subject", label_of(c, r, list[i].subject));
		json_put_cstr(&w, "text", list[i].text);
		json_key(&w, "statements");
		json_array(&w);
		for (size_t k = 0; k < 4 && list[i].statements[k]; k++) {
			json_int(&w, list[i].statements[k]);
		}
		json_array_end(&w);
		json_object_end(&w);
	}
	json_array_end(&w);
	buf_putc(out, '\n');
}

static enum rc print_breaches(struct context *c, struct reg *r, int format, const struct breach *list,
	size_t count, size_t errors)
{
	if (format == 1) {
		struct buf out;
		buf_init(&out, (size_t)256 << 20);
		write_json(c, r, list, count, &out);
		enum rc rc = write_output(c, NULL, buf_view(&out));
		buf_finish(&out);
		return rc;
	}
	for (size_t i = 0; i < count; i++) {
		print_breach(c, r, &list[i]);
	}
	printf("%zu %s, %zu %s.\n", errors, count_word(errors, "error", "errors"), count - errors,
		count_word(count - errors, "warning", "warnings"));
	return RC_OK;
}

enum rc cmd_audit(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct breach *list = NULL;
	size_t count = 0, errors = 0;
	day on;
	int format;
	enum rc rc = args_day(c, args, "on", day_today(), &on);
	if (rc == RC_OK) {
		rc = args_choice(c, args, "format", &format);
	}
	if (rc == RC_OK) {
		rc = open_register(c, DB_READ, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	ledger_start();
	rc = audit_run(r, c->arena, on, args_given(args, "deep"), &list, &count, &c->progress, &c->fault);
	progress_clear();
	for (size_t i = 0; i < count; i++) {
		errors += list[i].error;
	}
	if (rc == RC_OK) {
		rc = print_breaches(c, r, format, list, count, errors);
	}
	*ret_status = errors ? 1 : 0;
	reg_close(r);
	return rc;
}
