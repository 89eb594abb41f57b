/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya key person, show, passphrase, status: a person's key and its file. */
#include <inttypes.h>
#include <string.h>

#include "base/file.h"
#include "cli/passphrase.h"
#include "ledger/secret.h"
#include "web/agent.h"

static void print_person(struct context *c, const struct person_public *p)
{
	char text[FINGERPRINT_TEXT];
	printf("Name:         %s\nFingerprint:  %s\n", p->name, person_fingerprint(p, text));
	printf("To hand over:\n%s\n", person_format(c->arena, p));
}

static enum rc new_path(struct context *c, const struct args *args, struct str name, const char **ret)
{
	const char *folder, *given = args_value(args, "file");
	enum rc rc = person_name_check(name, &c->fault);
	if (rc != RC_OK || given) {
		*ret = given;
		return rc;
	}
	rc = key_folder(c, &folder);
	if (rc == RC_OK) {
		*ret = arena_printf(c->arena, "%s/%s.person", folder, name.p);
		rc = folders_make(*ret, 0, 0700, &c->fault);
	}
	return rc;
}

enum rc cmd_key_person(struct context *c, const struct args *args, int *ret_status)
{
	struct str name = str_of(args->operands[0]);
	struct person_key *k;
	struct passphrase *p;
	const char *path;
	(void)ret_status;
	ledger_start();
	enum rc rc = new_path(c, args, name, &path);
	if (rc == RC_OK) {
		rc = passphrase_ask_new(c, "A passphrase for the new key: ", args_value(args, "passphrase-file"), &p);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = person_create(path, name, passphrase_view(p), &k, &c->fault);
	secret_free(p);
	if (rc != RC_OK) {
		return rc;
	}
	paragraph(c, "%s: a new key. Nobody can bring it or its passphrase back: keep a copy apart.", path);
	print_person(c, person_public(k));
	person_destroy(k);
	return RC_OK;
}

/* Of the file, or else of the key that is unlocked, or else of the one file there is. */
enum rc cmd_key_show(struct context *c, const struct args *args, int *ret_status)
{
	struct agent_state state;
	struct person_public public;
	const char *path, *given = args->count ? args->operands[0] : NULL;
	(void)ret_status;
	ledger_start();
	if (!given && agent_look(&state, NULL) == RC_OK) {
		print_person(c, &state.public);
		return RC_OK;
	}
	enum rc rc = key_path(c, given, &path);
	if (rc == RC_OK) {
		rc = person_look(path, &public, &c->fault);
	}
	if (rc == RC_OK) {
		print_person(c, &public);
	}
	return rc;
}

enum rc cmd_key_passphrase(struct context *c, const struct args *args, int *ret_status)
{
	struct passphrase *old, *new_one;
	const char *path;
	(void)ret_status;
	ledger_start();
	enum rc rc = key_path(c, args->count ? args->operands[0] : NULL, &path);
	if (rc == RC_OK) {
		rc = passphrase_ask(c, "The passphrase it has now: ", args_value(args, "passphrase-file"), &old);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = passphrase_ask_new(c, "The new passphrase: ", args_value(args, "new-passphrase-file"), &new_one);
	if (rc == RC_OK) {
		rc = person_repassphrase(path, passphrase_view(old), passphrase_view(new_one), &c->fault);
		secret_free(new_one);
	}
	secret_free(old);
	if (rc == RC_OK) {
		paragraph(c, "%s has its new passphrase. Copies of the file still open with the old one: replace them.", path);
	}
	return rc;
}

enum rc cmd_key_status(struct context *c, const struct args *args, int *ret_status)
{
	struct agent_state state;
	(void)args;
	ledger_start();
	enum rc rc = agent_look(&state, &c->fault);
	if (rc == RC_NOT_FOUND) {
		fault_clear(&c->fault);
		puts("No key is unlocked.");
		*ret_status = 1;
		return RC_OK;
	}
	if (rc == RC_OK) {
		paragraph(c, "The key of %s is unlocked (process %ld). Unused, it locks itself in %" PRIu32 " min "
			"%" PRIu32 " s.",
			state.public.name, (long)state.process, state.idle_left / 60, state.idle_left % 60);
	}
	return rc;
}
