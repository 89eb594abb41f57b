/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya key found, key role, key rotate: who may do what in a register, and with which key. */
#include <inttypes.h>
#include <string.h>

#include "cli/people_text.h"
#include "register/rotate.h"
#include "web/agent.h"

static enum rc parse_role(struct context *c, struct str word, enum role *ret)
{
	for (int role = ROLE_AUTHOR; role <= ROLE_LOG; role++) {
		if (str_is(word, role_word((enum role)role))) {
			*ret = (enum role)role;
			return RC_OK;
		}
	}
	return fault_set(&c->fault, RC_INVALID, "\"%.*s\" is no role: author, reviewer or log", STR_ARG(word));
}

/* "author,log" */
static enum rc parse_roles(struct context *c, const char *words, unsigned *ret)
{
	struct str *parts;
	size_t count = str_split(c->arena, str_of(words), ',', &parts);
	enum rc rc = RC_OK;
	*ret = 0;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		enum role role = ROLE_AUTHOR;
		rc = parse_role(c, parts[i], &role);
		*ret |= 1u << role;
	}
	return rc;
}

enum rc parse_person(struct context *c, const char *line, struct person_public *ret)
{
	enum rc rc = person_parse(str_trim(str_of(line)), ret, &c->fault);
	fault_hint(&c->fault, "give the whole line of \"volya key show\", in quotes: \"volya-person NAME ...\"");
	return rc;
}

static void print_person(const struct person_public *p)
{
	char text[FINGERPRINT_TEXT];
	printf("  %-20s %s\n", p->name, person_fingerprint(p, text));
}

static enum rc found(struct context *c, const struct args *args, struct reg *r)
{
	size_t count = (size_t)args->count / 2;
	struct appointment *list = arena_array(c->arena, count, sizeof *list);
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = parse_person(c, args->operands[2 * i], &list[i].person);
		rc = rc == RC_OK ? parse_roles(c, args->operands[2 * i + 1], &list[i].roles) : rc;
	}
	if (rc == RC_OK) {
		rc = people_found(r, list, count, args_given(args, "alone"), &c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	puts("This register has people now. Compare each fingerprint face to face:");
	for (size_t i = 0; i < count; i++) {
		print_person(&list[i].person);
	}
	paragraph(c, "The plain files of the role keys are gone; the keys lie in the keyring, each closed for those "
		"who hold "
		"the role. Copies and backups of the folder that were made before still hold them: destroy those. What is "
		"recorded from now on is a draft until another person has reviewed it.");
	return RC_OK;
}

enum rc cmd_key_found(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	(void)ret_status;
	ledger_start();
	if (args->count % 2) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "each person's line is followed by their roles");
		fault_hint(&c->fault, "volya key found \"volya-person anna ...\" author \"volya-person boris ...\" "
			"reviewer,log");
		return rc;
	}
	struct signer who;
	enum rc rc = agent_signer(c->arena, &who, &c->fault);
	rc = rc == RC_OK ? open_register(c, DB_WRITE, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	reg_act_as(r, &who);
	rc = found(c, args, r);
	reg_close(r);
	return rc;
}

enum rc cmd_key_role_add(struct context *c, const struct args *args, int *ret_status)
{
	struct person_public person;
	enum role role = ROLE_AUTHOR;
	struct reg *r;
	(void)ret_status;
	ledger_start();
	enum rc rc = parse_person(c, args->operands[0], &person);
	rc = rc == RC_OK ? parse_role(c, str_of(args->operands[1]), &role) : rc;
	rc = rc == RC_OK ? open_register(c, DB_WRITE, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = people_add(r, &person, role, &c->fault);
	if (rc == RC_OK) {
		paragraph(c, "%s holds the key of the %s from now on, and can read the private log from its beginning:",
			person.name, role_word(role));
		print_person(&person);
	}
	reg_close(r);
	return rc;
}

static void print_holding(struct context *c, const struct holding *h)
{
	char text[FINGERPRINT_TEXT];
	printf("%-20s %-9s from entry %" PRIu64, h->person.name, role_word(h->role), h->from);
	if (h->until == EVENT_NONE) {
		printf("  %s\n", person_fingerprint(&h->person, text));
	} else {
		printf(" up to %" PRIu64 ", revoked: %s\n", h->until, one_line(c, h->reason));
	}
}

enum rc cmd_key_role_list(struct context *c, const struct args *args, int *ret_status)
{
	struct people people;
	struct reg *r;
	(void)args;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = people_read(r, c->arena, NULL, &people, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < people.holding_count; i++) {
		print_holding(c, &people.holdings[i]);
	}
	reg_close(r);
	return rc;
}

enum rc cmd_key_role_revoke(struct context *c, const struct args *args, int *ret_status)
{
	unsigned roles = 1u << ROLE_AUTHOR | 1u << ROLE_REVIEWER | 1u << ROLE_LOG;
	const char *from = args_value(args, "from"), *role = args_value(args, "role"), *reason = args_value(args, "reason");
	int64_t index = 0;
	struct reg *r;
	(void)ret_status;
	ledger_start();
	if (!reason) {
		return fault_set(&c->fault, RC_INVALID, "a reason must be given: --reason, kept in the private log alone");
	}
	if (from && (!str_int(str_of(from), &index) || index < 0)) {
		return fault_set(&c->fault, RC_INVALID, "--from takes an entry of the public log");
	}
	enum rc rc = role ? parse_roles(c, role, &roles) : RC_OK;
	rc = rc == RC_OK ? open_register(c, DB_WRITE, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = people_revoke(r, str_of(args->operands[0]), roles, from ? (uint64_t)index : EVENT_NONE, str_of(reason),
		args_given(args, "alone"), &c->fault);
	if (rc == RC_OK) {
		printf("%s holds %s no more%s%s.\n", args->operands[0], role ? role : "any role", from ? " from entry " : "",
			from ? from : "");
		paragraph(c, "What was closed for them in this keyring is gone. A copy of an older keyring still holds the "
			"keys of those roles for them: destroy old copies, and watch what is signed (\"volya verify\").");
	}
	reg_close(r);
	return rc;
}

static void say(const struct context *c, const char *text)
{
	print_wrapped(stdout, c->width, 0, 0, text);
}

/* Who has to hear of another log's key. */
static enum rc print_log_key(struct context *c, struct reg *r)
{
	struct note_key key;
	enum rc rc = log_key(r, c->arena, OWN_ORG, &key, &c->fault);
	if (rc == RC_OK) {
		printf("Checkpoints and receipts are signed from now on by\n%s\n",
			note_key_format(c->arena, key.name, key.type, key.key));
		say(c, "Partners and mirrors follow by themselves. Witnesses do not: tell each of them (\"volya witness "
			"trust\", there). Receipts of before are checked with the key of before.");
	}
	return rc;
}

static enum rc print_rotated(struct context *c, struct reg *r, enum role role, uint64_t index)
{
	printf("The %s key is a new one: entry %" PRIu64 " of the log says so, signed by the two\nother roles.\n",
		role_word(role), index);
	say(c, "The file with the old one was written over. Copies of it sign nothing any more that anybody takes; make "
		"a new copy of the keys (\"volya backup --keys\").");
	return role == ROLE_LOG ? print_log_key(c, r) : RC_OK;
}

enum rc cmd_key_rotate(struct context *c, const struct args *args, int *ret_status)
{
	enum role role = ROLE_AUTHOR;
	uint64_t index = 0;
	struct reg *r;
	(void)ret_status;
	ledger_start();
	enum rc rc = parse_role(c, str_of(args->operands[0]), &role);
	rc = rc == RC_OK ? open_register(c, DB_WRITE, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = key_rotate(r, role, &index, &c->fault);
	if (rc == RC_OK && !print_drafted(stdout, reg_drafted(r))) {
		rc = print_rotated(c, r, role, index);
	}
	close_register(c, r);
	return rc;
}
