/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya private send, receive: what is private goes from person to person, in a parcel. */
#include <string.h>

#include "cli/people_text.h"
#include "ledger/parcel.h"

/* All handles of the records that are named, and of what they own. */
static enum rc named_handles(struct context *c, const struct args *args, struct reg *r, int64_t **ret,
	size_t *ret_count)
{
	enum rc rc = RC_OK;
	*ret = NULL;
	*ret_count = 0;
	for (int i = 1; rc == RC_OK && i < args->count; i++) {
		int64_t no, *list;
		size_t count = 0;
		rc = subject_named(c, r, args->operands[i], &no);
		rc = rc == RC_OK ? record_handles(c, r, no, &list, &count) : rc;
		if (rc == RC_OK) {
			*ret = arena_grow(c->arena, *ret, *ret_count * sizeof **ret, (*ret_count + count) * sizeof **ret);
			memcpy(*ret + *ret_count, list, count * sizeof *list);
			*ret_count += count;
		}
	}
	return rc;
}

static enum rc write_parcel(struct context *c, const struct args *args, struct reg *r, const struct person_public *to)
{
	int64_t *handles;
	size_t count, statements;
	char text[FINGERPRINT_TEXT];
	struct buf out;
	enum rc rc = named_handles(c, args, r, &handles, &count);
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&out, PARCEL_MOST + (PARCEL_MOST >> 1));
	rc = private_send(r, handles, count, to, &out, &statements, &c->fault);
	rc = rc == RC_OK ? write_output(c, args->operands[0], buf_view(&out)) : rc;
	buf_finish(&out);
	if (rc == RC_OK) {
		fprintf(stderr, "%zu statement%s in %s, for %s alone (%s).\n", statements, statements == 1 ? " is" : "s are",
			args->operands[0], to->name, person_fingerprint(to, text));
	}
	return rc;
}

enum rc cmd_private_send(struct context *c, const struct args *args, int *ret_status)
{
	const char *line = args_value(args, "for");
	struct person_public to;
	struct reg *r;
	(void)ret_status;
	if (!line) {
		return fault_set(&c->fault, RC_INVALID, "whose key it is closed for must be given: --for");
	}
	enum rc rc = parse_person(c, line, &to);
	rc = rc == RC_OK ? open_register(c, DB_READ, &r) : rc;
	rc = rc == RC_OK ? open_private(c, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = write_parcel(c, args, r, &to);
	reg_close(r);
	return rc;
}

static void print_sender(struct context *c, const struct parcel *p)
{
	char text[FINGERPRINT_TEXT], date[DAY_TEXT];
	printf("From %s, who says to be %s of\n%s, %s.\n", person_fingerprint(&p->from, text), p->from.name,
		one_line(c, str_dup(c->arena, p->organisation)), day_format(p->day, date));
}

static enum rc take_in(struct context *c, const struct args *args, struct reg *r, const struct parcel *p)
{
	struct parcel_report report = {0};
	bool says;
	enum rc rc = private_say_by(c, args, r, &says);
	if (rc == RC_OK && !says) {
		puts("Nothing was taken in. --members or --sealed-for NAMES does it, when you have compared\n"
			"the fingerprint with them by voice or face to face.");
		return RC_OK;
	}
	rc = rc == RC_OK ? private_receive(r, p, &report, &c->fault) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	printf("%zu record%s, %zu of them new here.\n", report.records, report.records == 1 ? "" : "s", report.made);
	if (report.left_out) {
		printf("%zu statement%s left out: of places or others that are not here.\n", report.left_out,
			report.left_out == 1 ? " was" : "s were");
	}
	struct private_state state;
	reg_private_state(r, &state);
	if (!print_said(stdout, &state)) {
		puts("Nothing new: nothing was written.");
	}
	return RC_OK;
}

enum rc cmd_private_receive(struct context *c, const struct args *args, int *ret_status)
{
	struct parcel p;
	struct buf plain;
	struct str bytes;
	struct reg *r;
	(void)ret_status;
	enum rc rc = read_file(c, args->operands[0], PARCEL_MOST + (PARCEL_MOST >> 1), &bytes);
	rc = rc == RC_OK ? open_register(c, DB_WRITE, &r) : rc;
	rc = rc == RC_OK ? open_private(c, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&plain, PARCEL_MOST);
	rc = parcel_open(bytes, reg_acting(r), &plain, &p, &c->fault);
	if (rc == RC_OK) {
		print_sender(c, &p);
		rc = take_in(c, args, r, &p);
	}
	buf_wipe(&plain);
	reg_close(r);
	return rc;
}
