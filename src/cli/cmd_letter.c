/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands on letters: check one, render one from a template. */
#include "cli/cli.h"

#define LETTER_MOST ((size_t)4 << 20)
#define REPORT_MOST ((size_t)256 << 20)

static enum rc write_report(struct context *c, struct reg *r, const struct letter_report *report, int format)
{
	struct buf out;
	enum rc rc;
	buf_init(&out, REPORT_MOST);
	if (format == 1) {
		rc = letter_report_json(r, reg_viewer(r), c->arena, report, &out, &c->fault);
	} else if (format == 2) {
		rc = letter_report_page(r, reg_viewer(r), c->arena, report, &out, &c->fault);
	} else {
		rc = letter_report_text(r, reg_viewer(r), c->arena, report, c->width, c->colour, &out, &c->fault);
	}
	if (rc == RC_OK) {
		rc = write_output(c, NULL, buf_view(&out));
	}
	buf_finish(&out);
	return rc;
}

enum rc cmd_letter_check(struct context *c, const struct args *args, int *ret_status)
{
	struct letter_options o = {.name = args->operands[0]};
	struct letter_report report = {0};
	struct str bytes;
	struct reg *r;
	int format;
	enum rc rc = args_choice(c, args, "format", &format);
	if (rc == RC_OK) {
		rc = args_day(c, args, "on", DAY_MAX, &o.on);
	}
	if (rc == RC_OK) {
		rc = read_file(c, args->operands[0], LETTER_MOST, &bytes);
	}
	if (rc == RC_OK) {
		rc = open_register(c, DB_READ, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = letter_check(r, reg_viewer(r), c->arena, bytes, &o, &report, &c->fault);
	if (rc == RC_OK) {
		rc = write_report(c, r, &report, format);
	}
	if (args_given(args, "strict") && (report.count[VERDICT_CONTRADICTED] || report.count[VERDICT_OUTDATED])) {
		*ret_status = 1;
	}
	reg_close(r);
	return rc;
}

enum rc cmd_letter_render(struct context *c, const struct args *args, int *ret_status)
{
	static const enum letter_format formats[] = {LETTER_TEXT, LETTER_HTML, LETTER_MARKDOWN};
	struct str template_text;
	struct reg *r;
	struct buf out;
	int format;
	day on;
	(void)ret_status;
	enum rc rc = args_choice(c, args, "to", &format);
	if (rc == RC_OK) {
		rc = args_day(c, args, "on", day_today(), &on);
	}
	if (rc == RC_OK) {
		rc = read_file(c, args->operands[0], LETTER_MOST, &template_text);
	}
	if (rc == RC_OK) {
		rc = open_register(c, DB_READ, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&out, REPORT_MOST);
	rc = letter_render(r, reg_viewer(r), c->arena, template_text, args->operands[0], on, formats[format],
		&out, &c->fault);
	if (rc == RC_OK) {
		rc = write_output(c, args_value(args, "output"), buf_view(&out));
	}
	buf_finish(&out);
	reg_close(r);
	return rc;
}
