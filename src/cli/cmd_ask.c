/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya ask: one question, one answer. */
#include "cli/cli.h"

/* An answer for a terminal is never longer than this. */
#define ANSWER_MOST ((size_t)1 << 30)

static enum rc write_answer(struct context *c, struct reg *r, const struct answer *answer, int format)
{
	struct buf out;
	enum rc rc;
	buf_init(&out, ANSWER_MOST);
	if (format == 1) {
		rc = answer_json(r, reg_viewer(r), c->arena, answer, &out, &c->fault);
	} else if (format == 2) {
		rc = answer_csv(r, reg_viewer(r), c->arena, answer, &out, &c->fault);
	} else {
		rc = answer_text(r, reg_viewer(r), c->arena, answer, c->width, &out, &c->fault);
	}
	if (rc == RC_OK) {
		rc = write_output(c, NULL, buf_view(&out));
	}
	buf_finish(&out);
	return rc;
}

enum rc cmd_ask(struct context *c, const struct args *args, int *ret_status)
{
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX, .explain = args_given(args, "explain")};
	struct answer answer = {0};
	struct reg *r;
	int format;
	enum rc rc = args_choice(c, args, "format", &format);
	if (rc == RC_OK) {
		rc = args_day(c, args, "on", DAY_MAX, &o.on);
	}
	if (rc == RC_OK) {
		rc = open_to_read(c, args, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = ask_run(r, reg_viewer(r), c->arena, str_of(args->operands[0]), &o, &answer, &c->fault);
	if (rc == RC_OK) {
		rc = write_answer(c, r, &answer, format);
		*ret_status = answer.form == ASK_FIGURE && !answer.figure ? 1 : 0;
	}
	reg_close(r);
	return rc;
}
