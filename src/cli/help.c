/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Help, the man page's source and bash completion: all made from the table of commands. */
#include <string.h>

#include "cli/cli.h"

#ifndef VOLYA_VERSION
#error "VOLYA_VERSION comes from the build"
#endif

#define HELP_WIDTH 80

#define OPTION_COLUMN 26

static void print_option(const struct option_info *o, FILE *out)
{
	int n = fprintf(out, "  --%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
	if (n >= OPTION_COLUMN) {
		fputc('\n', out);
		n = 0;
	}
	fprintf(out, "%*s", OPTION_COLUMN - n, "");
	print_wrapped(out, HELP_WIDTH, OPTION_COLUMN, OPTION_COLUMN, o->help);
}

static void print_options(const struct command *cmd, FILE *out)
{
	fputs("\nOptions:\n", out);
	for (const struct option_info *o = cmd->options; o->name; o++) {
		print_option(o, out);
	}
	static const struct option_info everywhere = {"register", "PATH",
		"the register (default: VOLYA_REGISTER, or register)"};
	print_option(&everywhere, out);
}
void help_command(const struct command *cmd, FILE *out)
{
	fprintf(out, "volya %s: %s\n\n", cmd->name, cmd->summary);
	fprintf(out, "  volya %s%s%s%s\n\n", cmd->name, cmd->usage[0] ? " " : "", cmd->usage,
		cmd->options[0].name ? " [OPTIONS]" : "");
	print_wrapped(out, HELP_WIDTH, 0, 0, cmd->text);
	print_options(cmd, out);
	fprintf(out, "\nExample:\n%s", cmd->example);
}

void help_all(FILE *out)
{
	fputs("volya: a register of political prisoners, and a desk to work for their release\n\n", out);
	for (const struct command *cmd = commands; cmd->name; cmd++) {
		fprintf(out, "  %-15s %s\n", cmd->name, cmd->summary);
	}
	fputs("\n\"volya help COMMAND\" explains one, with an example. --register PATH or VOLYA_REGISTER\n"
		"names the register, a folder. Exit status: 0 fine or yes; 1 the answer is no, or\n"
		"something was found; 2 bad input or usage; 3 it could not be done.\n", out);
}

/* "log", with which several begin: each in a line. */
static bool help_group(const char *name, FILE *out)
{
	bool any = false;
	size_t n = strlen(name);
	for (const struct command *cmd = commands; cmd->name; cmd++) {
		if (n && strncmp(cmd->name, name, n) == 0 && cmd->name[n] == ' ') {
			fprintf(out, "  volya %-15s %s\n", cmd->name, cmd->summary);
			any = true;
		}
	}
	if (any) {
		fputs("\n\"volya help COMMAND\" explains one, with an example.\n", out);
	}
	return any;
}

enum rc cmd_help(struct context *c, const struct args *args, int *ret_status)
{
	(void)ret_status;
	if (args->count == 0) {
		help_all(stdout);
		return RC_OK;
	}
	const char *name = args->operands[0];
	for (int i = 1; i < args->count; i++) {
		name = arena_printf(c->arena, "%s %s", name, args->operands[i]);
	}
	const struct command *cmd = command_find(name);
	if (!cmd) {
		return help_group(name, stdout) ? RC_OK : unknown_command(c, name);
	}
	help_command(cmd, stdout);
	return RC_OK;
}

enum rc cmd_version(struct context *c, const struct args *args, int *ret_status)
{
	(void)c;
	(void)args;
	(void)ret_status;
	puts("volya " VOLYA_VERSION);
	return RC_OK;
}

/* Text for scdoc: its marks are escaped. */
static void put_scd(const char *s)
{
	for (; *s; s++) {
		if (strchr("*_\\#<>[]|`~", *s)) {
			putchar('\\');
		}
		putchar(*s);
	}
}

static void manual_command(const struct command *cmd)
{
	printf("## %s\n\n*volya %s* ", cmd->name, cmd->name);
	put_scd(cmd->usage);
	fputs("\n\n", stdout);
	put_scd(cmd->text);
	fputs("\n\n", stdout);
	for (const struct option_info *o = cmd->options; o->name; o++) {
		printf("*--%s*", o->name);
		if (o->value) {
			putchar(' ');
			put_scd(o->value);
		}
		fputs("\n\t", stdout);
		put_scd(o->help);
		fputs("\n\n", stdout);
	}
	puts("Example:\n\n```");
	for (const char *p = cmd->example; *p;) {
		size_t n = strcspn(p, "\n");
		printf("%.*s\n", (int)n - 2, p + 2);
		p += n + 1;
	}
	puts("```\n");
}

enum rc cmd_manual(struct context *c, const struct args *args, int *ret_status)
{
	(void)c;
	(void)args;
	(void)ret_status;
	fputs("volya(1)\n\n# NAME\n\n"
		"volya - a register of political prisoners, and a desk to work for their release\n\n"
		"# SYNOPSIS\n\n*volya* \\[--register PATH\\] COMMAND \\[OPTIONS\\] \\[OPERANDS\\]\n\n"
		"# DESCRIPTION\n\n"
		"Volya keeps sourced statements about people deprived of liberty for political reasons,\n"
		"answers questions about any date with bounds and sources, and holds letters against\n"
		"what was known on their date.\n\n# COMMANDS\n\n", stdout);
	for (const struct command *cmd = commands; cmd->name; cmd++) {
		manual_command(cmd);
	}
	fputs("# ENVIRONMENT\n\n*VOLYA_REGISTER*\n\tThe register, where --register does not name one.\n\n"
		"*NO_COLOR*\n\tWhere set, nothing is coloured.\n\n"
		"*VOLYA_TODAY*\n\tA day (2023-03-16) to take for today.\n\n"
		"# EXIT STATUS\n\n"
		"0 fine, or yes. 1 the answer is no, or something was found. 2 bad input or usage,\n"
		"such as a register or file that is not there. 3 it could not be done.\n", stdout);
	return RC_OK;
}

enum rc cmd_completion(struct context *c, const struct args *args, int *ret_status)
{
	(void)c;
	(void)args;
	(void)ret_status;
	fputs("# bash completion for volya, printed by \"volya completion\"\n"
		"_volya()\n{\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} words=\n"
		"\t[ \"$command\" = letter ] && command=\"letter ${COMP_WORDS[2]}\"\n"
		"\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\twords=\"letter", stdout);
	for (const struct command *cmd = commands; cmd->name; cmd++) {
		if (!strchr(cmd->name, ' ')) {
			printf(" %s", cmd->name);
		}
	}
	fputs("\"\n\telif [ \"${COMP_WORDS[1]}\" = letter ] && [ \"$COMP_CWORD\" -eq 2 ]; then\n"
		"\t\twords=\"check render\"\n\telse\n\t\tcase $command in\n", stdout);
	for (const struct command *cmd = commands; cmd->name; cmd++) {
		printf("\t\t\"%s\") words=\"--register --help", cmd->name);
		for (const struct option_info *o = cmd->options; o->name; o++) {
			printf(" --%s", o->name);
		}
		fputs("\" ;;\n", stdout);
	}
	fputs("\t\tesac\n\t\t[ \"${cur:0:1}\" = - ] || { mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return; }\n"
		"\tfi\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n"
		"complete -o filenames -F _volya volya\n", stdout);
	return RC_OK;
}
