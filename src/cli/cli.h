/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cli: main.c and one file for each command. A command reads its options, calls a room,
 * prints what came back. No logic of its own.
 *
 * Help, man page and completion are made from the one table of commands.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/wrap.h"
#include "letter/letter.h"

struct args;
struct host_turn;

/* What every command gets. */
struct context {
	struct arena *arena;
	const char *register_path; /* --register, VOLYA_REGISTER, or "register" */
	int width;                 /* of the terminal; 80 when it is none */
	bool colour;               /* stdout is a terminal and NO_COLOR is not set */
	struct progress progress;  /* draws on stderr when that is a terminal */
	struct host_turn *turn; /* the host's pen, while a command writes; or NULL */
	struct fault fault;
};

struct option_info {
	const char *name;  /* "format", given as --format VALUE or --format=VALUE */
	const char *value; /* what its value is called in the help; choices as "text|json|csv"; NULL: a switch */
	const char *help;
};

#define OPTIONS_MOST 12

struct command {
	const char *name;    /* "letter check" */
	const char *usage;   /* its operands: "FILE" */
	const char *summary; /* one line */
	const char *text;    /* what it does, lines of at most 78 columns */
	const char *example; /* command lines that can be pasted, each led by "  " */
	struct option_info options[OPTIONS_MOST]; /* ended by name NULL */
	int least, most;     /* operands; most -1: any number */
	/* Runs it. The fault is in the context; *ret_status is 0 or 1 where the answer is a no. */
	enum rc (*run)(struct context *c, const struct args *args, int *ret_status);
};

/* All commands, ended by name NULL. */
extern const struct command commands[];

/* ---- args.c ---- */

struct args {
	const struct command *command;
	const char *values[OPTIONS_MOST]; /* by place in command->options; NULL = not given; switches: "" */
	const char **operands;
	int count;
};

/*
 * Finds the command and reads its options and operands from argv[1..]. --register may stand anywhere.
 * RC_INVALID for an unknown command or option, with the nearest one as hint. "--help" makes it "help COMMAND".
 */
MUST_USE enum rc args_parse(struct context *c, int argc, char **argv, struct args *ret);
const struct command *command_find(const char *name);
/* Always RC_INVALID: no command is called so, and which may have been meant. */
MUST_USE enum rc unknown_command(struct context *c, const char *name);
/* The value of an option of the command, or NULL. The name must be one of the command's. */
const char *args_value(const struct args *args, const char *name);
bool args_given(const struct args *args, const char *name);
/* Value of an option that holds a day; fallback where it is not given. RC_INVALID names the option. */
MUST_USE enum rc args_day(struct context *c, const struct args *args, const char *name, day fallback,
	day *ret);
/* Place of the value among the choices of the option's help ("text|json|csv"); 0 where not given. */
MUST_USE enum rc args_choice(struct context *c, const struct args *args, const char *name, int *ret);

/* ---- helpers of the commands (common.c) ---- */

/*
 * Where the register has a host: the turn to write is taken, once, and what is newer there taken in (host_turn.c);
 * and when the command is over what it recorded is sent, and the turn given back. The latter gives the command's rc,
 * or what went wrong then.
 */
MUST_USE enum rc host_turn_begin(struct context *c);
MUST_USE enum rc host_turn_end(struct context *c, enum rc rc);
/* Whether a folder has a register's database in it; any other place may be a log as others have it. */
bool is_register(const char *place);
/* Opens the context's register; the hint says how to make one where there is none. */
MUST_USE enum rc open_register(struct context *c, enum db_access access, struct reg **ret);
/* The same to be read; with --private, together with what is said in private to whose key is unlocked. */
MUST_USE enum rc open_to_read(struct context *c, const struct args *args, struct reg **ret);
/* Makes it one with what is private; closed in any case where that fails. */
MUST_USE enum rc open_private(struct context *c, struct reg **r);
/* Closes it after a change, with the files of its log brought up to date. NULL is fine. */
void close_register(struct context *c, struct reg *r);
/* A handle, or an outside key of any kind. */
MUST_USE enum rc subject_named(struct context *c, struct reg *r, const char *name, int64_t *ret_no);
/* A whole file, at most limit bytes; "-" is standard input. */
MUST_USE enum rc read_file(struct context *c, const char *path, size_t limit, struct str *ret);
/* The temporary name of a file that is being written, for who ends the program meanwhile; or NULL. */
extern const char *volatile unfinished_file;
/* To path, whole or not at all (temporary name, fsync, rename); NULL or "-" is standard output. */
MUST_USE enum rc write_output(struct context *c, const char *path, struct str bytes);
/* A value for a line of a report: what would end the line, or steer the terminal, is a space. In the arena. */
char *one_line(struct context *c, const char *text);
/* A finding from column on: one line in a file, for whatever looks through it; on a terminal its lines begin there. */
void finding(int indent, int column, const char *text);
/* A paragraph on standard output, in lines of the terminal's width. */
void paragraph(const struct context *c, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* ---- progress.c ---- */

/* A bar on stderr, redrawn at most ten times a second; draws nothing when stderr is no terminal. */
void progress_init(struct progress *p);
/* Clears the bar. Safe to call at any time. */
void progress_clear(void);

/* ---- help.c ---- */

void help_command(const struct command *cmd, FILE *out);
void help_all(FILE *out);

enum rc cmd_host_allow(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_host_clone(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_host_invite(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_host_join(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_host_serve(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_host_sync(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_help(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_version(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_manual(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_completion(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_init(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_import(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_export(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_changes(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_undo(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_audit(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_rebuild(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_digest(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_bundle_write(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_bundle_read(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_log_mirror(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_partner_list(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_partner_add(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_partner_move(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_sync(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_withhold(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_reveal(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_erase(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_verify(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_log_show(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_log_prove(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_log_checkpoint(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_log_met(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_backup(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_restore(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_log_publish(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_receipt(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_receipt_check(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_witness_ask(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_witness_show(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_witness_trust(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_ask(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_shell(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_find(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_show(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_watch(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_kinds(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_letter_check(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_letter_render(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_name_bench(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_name_compare(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_link(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_name_forms(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_person(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_show(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_passphrase(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_status(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_found(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_rotate(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_role_add(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_role_list(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_key_role_revoke(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_private_send(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_private_receive(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_review(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_publish(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_unlock(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_lock(struct context *c, const struct args *args, int *ret_status);
enum rc cmd_serve(struct context *c, const struct args *args, int *ret_status);

#endif
