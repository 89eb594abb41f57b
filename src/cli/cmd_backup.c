/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya backup, restore: the whole record put aside, and a register made of it again. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "ledger/keyring.h"
#include "register/backup.h"
#include "register/cosign.h"

static void print_verified(const struct log_report *log)
{
	char hex[2 * ID_SIZE + 1];
	printf("  verified from its leaves: %" PRIu64 " %s, %" PRIu64 " %s", log->statements,
		count_word(log->statements, "statement", "statements"), log->changes,
		count_word(log->changes, "change", "changes"));
	if (log->founded) {
		printf(",\n  %" PRIu64 " %s under the root\n  %s\n", log->entries,
			count_word(log->entries, "entry", "entries"), hex_format(log->root.b, ID_SIZE, hex));
	} else {
		puts("; of before there was a log");
	}
}

static enum rc write_backup(struct context *c, const char *to)
{
	struct backup_report report;
	enum rc rc = backup_write(c->register_path, to, &report, &c->progress, &c->fault);
	progress_clear();
	if (rc == RC_OK) {
		printf("%s is a whole backup of %s.\n", to, c->register_path);
		print_verified(&report.log);
		paragraph(c, "It is in clear, with what is withheld: keep it on an encrypted disk. The secret keys and the "
			"keyring are not in it (\"volya backup --keys FOLDER\").");
	}
	return rc;
}

static enum rc write_keys(struct context *c, const char *to)
{
	struct keys_report report;
	enum rc rc = keys_write(c->register_path, to, &report, &c->fault);
	if (rc == RC_OK) {
		printf("%s holds the secrets of %s: %d key%s%s.\n", to, c->register_path, report.roles,
			report.roles == 1 ? "" : "s", report.keyring ? ", and the keyring" : "");
		paragraph(c, "Whoever has it can sign in the organisation's name: keep it apart from the backups, where nobody "
			"else gets at it. A copy of the keyring opens what is erased after it was made: make a new one "
			"after every erasure, and destroy the old.");
	}
	return rc;
}

enum rc cmd_backup(struct context *c, const struct args *args, int *ret_status)
{
	const char *keys = args_value(args, "keys");
	struct reg *r;
	(void)ret_status;
	if (args->count == 0 && !keys) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "where to?");
		fault_hint(&c->fault, "\"volya backup FOLDER\", or \"volya backup --keys FOLDER\" for the secret keys");
		return rc;
	}
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r); /* there is one, and it is up to date */
	if (rc != RC_OK) {
		return rc;
	}
	reg_close(r);
	if (args->count) {
		rc = write_backup(c, args->operands[0]);
	}
	return rc == RC_OK && keys ? write_keys(c, keys) : rc;
}

static void print_missing(const struct context *c, const char *path)
{
	static const char *const names[] = {"author", "reviewer", "log"};
	puts("What is missing, because no backup has it:");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		printf("  %s/keys/%s.key\n", path, names[i]);
	}
	printf("  %s/keyring, where persons have keys of their own\n  %s/keys/witness.key, of a witness\n", path, path);
	paragraph(c, "To record anything, copy them from where \"volya backup --keys\" put them: cp -r KEYS/. %s", path);
}

static void print_age(const struct context *c, const struct backup_report *report, const char *path, int *ret_status)
{
	if (report->met > report->log.entries) {
		paragraph(c, "IT IS OLD: %" PRIu64 " %s of its log were seen, and it ends at %" PRIu64 ". It can be read, and "
			"will not record: that would be a second history. Restore the newest copy there is.", report->met,
			count_word(report->met, "entry", "entries"), report->log.entries);
		*ret_status = 1;
		return;
	}
	paragraph(c, "Whether a newer one was seen, only others know: before anything is recorded here, ask the "
		"partners and witnesses, or give their checkpoint of it: volya --register %s log met CHECKPOINT", path);
}

/* Of the checkpoint that is given, or nothing. */
static enum rc read_seen(struct context *c, const char *path, struct str *ret)
{
	*ret = (struct str){0};
	return path ? read_file(c, path, NOTE_MOST, ret) : RC_OK;
}

/* The files of its log, for whoever reads it; not of an old one, which others know better. */
static void publish(struct context *c, const char *path)
{
	struct reg *r;
	c->register_path = path;
	if (open_register(c, DB_READ, &r) == RC_OK) {
		close_register(c, r);
	}
}

enum rc cmd_restore(struct context *c, const struct args *args, int *ret_status)
{
	const char *path = args->count > 1 ? args->operands[1] : c->register_path;
	struct backup_report report;
	struct str seen;
	ledger_start();
	enum rc rc = read_seen(c, args_value(args, "seen"), &seen);
	if (rc != RC_OK) {
		return rc;
	}
	rc = backup_restore(args->operands[0], path, seen, &report, &c->progress, &c->fault);
	progress_clear();
	if (rc != RC_OK) {
		return rc == RC_NOT_FOUND ? RC_INVALID : rc;
	}
	printf("%s is the register of %s.\n", path, args->operands[0]);
	print_verified(&report.log);
	print_missing(c, path);
	print_age(c, &report, path, ret_status);
	if (*ret_status == 0) {
		publish(c, path);
	}
	return c->fault.rc;
}

/* Whether the log goes on from a checkpoint that is not longer than it: by its files, made for that. */
static enum rc goes_on(struct context *c, struct reg *r, const struct checkpoint *met, uint64_t size, bool *ret)
{
	struct log_files own = log_own_files(r);
	struct tree tree;
	struct id root;
	enum rc rc = log_publish(r, &c->progress, &c->fault);
	progress_clear();
	if (rc == RC_OK) {
		rc = tiles_tree_within(&own, met->size, size, &tree, &c->fault);
	}
	if (rc == RC_OK) {
		tree_root(&tree, &root);
		*ret = memcmp(root.b, met->root.b, ID_SIZE) == 0;
	}
	return rc;
}

static enum rc print_met(struct context *c, struct reg *r, const struct checkpoint *met, uint64_t size, int *ret_status)
{
	bool fine = true;
	const char *entries = count_word(met->size, "entry", "entries");
	if (met->size > size) {
		paragraph(c, "It is of %" PRIu64 " %s, and the register ends at %" PRIu64 ": this is an old copy, and will "
			"record nothing more. Restore the newest one there is.", met->size, entries, size);
		*ret_status = 1;
		return RC_OK;
	}
	enum rc rc = goes_on(c, r, met, size, &fine);
	if (rc == RC_OK && !fine) {
		paragraph(c, "It is of %" PRIu64 " %s, and NOT of those that this register begins with: its log has two "
			"histories. Record nothing more, keep both, and find out who signed which.", met->size, entries);
		*ret_status = 1;
	} else if (rc == RC_OK) {
		paragraph(c, "It is of %" PRIu64 " %s, and the register's %" PRIu64 " go on from them. Nothing newer was seen.",
			met->size, entries, size);
	}
	return rc;
}

enum rc cmd_log_met(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct str note;
	struct checkpoint met;
	struct log_head head;
	enum rc rc = read_file(c, args->operands[0], NOTE_MOST, &note);
	if (rc != RC_OK) {
		return rc;
	}
	ledger_start();
	rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_meet(r, c->arena, note, &met, &c->fault);
	if (rc == RC_OK) {
		rc = log_head(r, c->arena, OWN_ORG, &head, &c->fault);
	}
	if (rc == RC_OK) {
		rc = print_met(c, r, &met, head.tree.size, ret_status);
	}
	reg_close(r);
	return rc;
}
