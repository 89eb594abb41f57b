/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya witness: whose logs this register watches over, and what it found out. */
#include <inttypes.h>

#include "cli/cli.h"
#include "register/host.h"
#include "register/witness.h"

static enum rc print_key(struct context *c, struct reg *r)
{
	struct note_key key;
	struct fault none = {0};
	enum rc rc = witness_key(r, c->arena, &key, &none);
	if (rc == RC_NOT_FOUND) {
		puts("This register is no witness of any log. \"volya witness trust KEY\" makes it one.");
		return RC_OK;
	}
	if (rc != RC_OK) {
		return fault_set(&c->fault, rc, "%s", none.message);
	}
	printf("Witness of %s\n  key      %s\n", one_line(c, reg_organisation(r)),
		note_key_format(c->arena, key.name, key.type, key.key));
	return RC_OK;
}

static enum rc print_logs(struct context *c, struct reg *r)
{
	struct witnessed *list;
	size_t count;
	enum rc rc = witnessed_list(r, c->arena, &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		printf("  log      %s\n           ", one_line(c, list[i].origin));
		if (list[i].cosigned) {
			printf("cosigned up to %" PRIu64 " %s", list[i].size, count_word(list[i].size, "entry", "entries"));
		} else {
			printf("nothing cosigned yet");
		}
		printf("%s\n", list[i].evidence ? "; it has shown two histories" : "");
	}
	return rc;
}

static enum rc print_evidence(struct context *c, struct reg *r, int *ret_status)
{
	struct evidence *list;
	size_t count;
	char seen[DAY_TEXT];
	enum rc rc = evidence_list(r, c->arena, &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		putchar('\n');
		paragraph(c, "Evidence of %s: %s has signed two different logs of %" PRIu64 " %s.",
			day_format(list[i].day, seen),
			one_line(c, list[i].origin), list[i].size, count_word(list[i].size, "entry", "entries"));
		printf("\n%s\n%s", list[i].first, list[i].second);
		*ret_status = 1;
	}
	return rc;
}

enum rc cmd_witness_show(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	(void)args;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = print_key(c, r);
	if (rc == RC_OK) {
		rc = print_logs(c, r);
	}
	if (rc == RC_OK) {
		rc = print_evidence(c, r, ret_status);
	}
	reg_close(r);
	return rc;
}

enum rc cmd_witness_trust(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct note_key key;
	(void)ret_status;
	ledger_start();
	struct host_joined joined;
	enum rc rc = note_key_parse(c->arena, str_of(args->operands[0]), &key, &c->fault);
	if (rc == RC_OK && host_look(c->register_path, &joined, NULL) != RC_NOT_FOUND) {
		rc = fault_set(&c->fault, RC_DENIED, "this register has a host, and what is cosigned must stay on one machine");
		fault_hint(&c->fault, "be a witness in a register of its own");
	}
	if (rc == RC_OK) {
		rc = open_register(c, DB_WRITE, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = witness_trust(r, &key, &c->fault);
	reg_close(r);
	if (rc == RC_OK) {
		paragraph(c, "Checkpoints of %s are cosigned from now on, as long as each grows out of the last.",
			one_line(c, key.name));
	}
	return rc;
}
