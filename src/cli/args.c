/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The command line, read against the table of commands. */
#include <assert.h>
#include <string.h>

#include "cli/cli.h"

const struct command *command_find(const char *name)
{
	for (const struct command *cmd = commands; cmd->name; cmd++) {
		if (strcmp(cmd->name, name) == 0) {
			return cmd;
		}
	}
	return NULL;
}

/* "name" of "name compare" and "name forms": both, in a sentence; NULL for what no command begins with. */
static const char *commands_of(struct context *c, const char *first)
{
	const char *all = NULL;
	size_t n = strlen(first);
	for (const struct command *cmd = commands; cmd->name; cmd++) {
		if (strncmp(cmd->name, first, n) == 0 && cmd->name[n] == ' ') {
			all = all ? arena_printf(c->arena, "%s, \"volya %s\"", all, cmd->name)
				: arena_printf(c->arena, "\"volya %s\"", cmd->name);
		}
	}
	return all;
}

enum rc unknown_command(struct context *c, const char *name)
{
	const char *names[64], *longer = commands_of(c, name);
	size_t count = 0;
	for (const struct command *cmd = commands; cmd->name && count < 64; cmd++) {
		names[count++] = cmd->name;
	}
	const char *nearest = text_nearest(str_of(name), names, count);
	enum rc rc = fault_set(&c->fault, RC_INVALID, "there is no command \"%s\"", name);
	if (longer) {
		fault_hint(&c->fault, "there is %s", longer);
	} else if (nearest) {
		fault_hint(&c->fault, "did you mean \"volya %s\"?", nearest);
	} else {
		fault_hint(&c->fault, "\"volya help\" lists the commands");
	}
	return rc;
}

static enum rc unknown_option(struct context *c, const struct command *cmd, const char *name)
{
	const char *names[OPTIONS_MOST + 1];
	size_t count = 0;
	for (const struct option_info *o = cmd->options; o->name; o++) {
		names[count++] = o->name;
	}
	names[count++] = "register";
	const char *nearest = text_nearest(str_of(name), names, count);
	enum rc rc = fault_set(&c->fault, RC_INVALID, "\"volya %s\" has no option --%s", cmd->name, name);
	if (nearest) {
		fault_hint(&c->fault, "did you mean --%s?", nearest);
	} else {
		fault_hint(&c->fault, "\"volya help %s\" shows its options", cmd->name);
	}
	return rc;
}

/* "--name=value" or "--name value"; *at moves past what was used. */
static enum rc read_option(struct context *c, struct args *args, int argc, char **argv, int *at)
{
	char *name = argv[*at] + 2;
	char *value = strchr(name, '=');
	if (value) {
		*value++ = '\0';
	}
	bool is_register = strcmp(name, "register") == 0;
	const struct option_info *option = args->command->options;
	while (!is_register && option->name && strcmp(option->name, name) != 0) {
		option++;
	}
	if (!is_register && !option->name) {
		return unknown_option(c, args->command, name);
	}
	if (!is_register && !option->value) {
		if (value) {
			return fault_set(&c->fault, RC_INVALID, "--%s takes no value", name);
		}
		args->values[option - args->command->options] = "";
		return RC_OK;
	}
	if (!value && ++*at < argc) {
		value = argv[*at];
	}
	if (!value || !*value) {
		return fault_set(&c->fault, RC_INVALID, "--%s needs a value: %s", name,
			is_register ? "PATH" : option->value);
	}
	if (is_register) {
		c->register_path = value;
	} else {
		args->values[option - args->command->options] = value;
	}
	return RC_OK;
}

/* The command is one word, two ("letter check") or three ("key role add"); *at is left on the first word after it. */
static enum rc read_command(struct context *c, int argc, char **argv, int *at, const struct command **ret)
{
	const char *first = argv[*at];
	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) {
		first = "help";
	} else if (strcmp(first, "--version") == 0) {
		first = "version";
	}
	if (*at + 2 < argc) {
		*ret = command_find(arena_printf(c->arena, "%s %s %s", first, argv[*at + 1], argv[*at + 2]));
		if (*ret) {
			*at += 3;
			return RC_OK;
		}
	}
	if (*at + 1 < argc) {
		*ret = command_find(arena_printf(c->arena, "%s %s", first, argv[*at + 1]));
		if (*ret) {
			*at += 2;
			return RC_OK;
		}
	}
	*ret = command_find(first);
	*at += 1;
	if (*ret) {
		return RC_OK;
	}
	return unknown_command(c, *at < argc && commands_of(c, first)
		? arena_printf(c->arena, "%s %s", first, argv[*at]) : first);
}

static enum rc check_operands(struct context *c, const struct args *args)
{
	const struct command *cmd = args->command;
	if (args->count < cmd->least) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"volya %s\" needs %s", cmd->name, cmd->usage);
		fault_hint(&c->fault, "\"volya help %s\" has an example", cmd->name);
		return rc;
	}
	if (cmd->most >= 0 && args->count > cmd->most) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is one word too many for \"volya %s\"",
			args->operands[cmd->most], cmd->name);
		fault_hint(&c->fault, "put words that belong together in quotes");
		return rc;
	}
	return RC_OK;
}

/* --register before the command. */
static enum rc read_leading_register(struct context *c, int argc, char **argv, int *at)
{
	while (*at < argc && strncmp(argv[*at], "--register", 10) == 0) {
		const char *value = argv[*at][10] == '=' ? argv[*at] + 11 : argv[++*at];
		if (!value || !*value) {
			return fault_set(&c->fault, RC_INVALID, "--register needs a value: PATH");
		}
		c->register_path = value;
		++*at;
	}
	return RC_OK;
}

enum rc args_parse(struct context *c, int argc, char **argv, struct args *ret)
{
	int at = 1;
	*ret = (struct args){0};
	ret->operands = arena_array(c->arena, (size_t)argc + 1, sizeof *ret->operands);
	enum rc rc = read_leading_register(c, argc, argv, &at);
	if (rc != RC_OK) {
		return rc;
	}
	if (at >= argc) {
		ret->command = command_find("help");
		return RC_OK;
	}
	rc = read_command(c, argc, argv, &at, &ret->command);
	bool options = true;
	for (; rc == RC_OK && at < argc; at++) {
		if (options && (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0)) {
			ret->operands[0] = ret->command->name;
			ret->count = 1;
			ret->command = command_find("help");
			return RC_OK;
		}
		if (options && strcmp(argv[at], "--") == 0) {
			options = false;
		} else if (options && strncmp(argv[at], "--", 2) == 0) {
			rc = read_option(c, ret, argc, argv, &at);
		} else if (options && argv[at][0] == '-' && argv[at][1]) {
			rc = fault_set(&c->fault, RC_INVALID, "options are written out: --%s", argv[at] + 1);
		} else {
			ret->operands[ret->count++] = argv[at];
		}
	}
	return rc == RC_OK ? check_operands(c, ret) : rc;
}

static int option_place(const struct args *args, const char *name)
{
	for (int i = 0; args->command->options[i].name; i++) {
		if (strcmp(args->command->options[i].name, name) == 0) {
			return i;
		}
	}
	assert(!"a command asks for an option that its table does not name");
	return 0;
}

const char *args_value(const struct args *args, const char *name)
{
	return args->values[option_place(args, name)];
}

bool args_given(const struct args *args, const char *name)
{
	return args_value(args, name) != NULL;
}

enum rc args_day(struct context *c, const struct args *args, const char *name, day fallback, day *ret)
{
	const char *value = args_value(args, name);
	*ret = fallback;
	if (!value) {
		return RC_OK;
	}
	if (strcmp(value, "today") == 0) {
		*ret = day_today();
		return RC_OK;
	}
	if (!day_parse(str_of(value), ret)) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "--%s: \"%s\" is no day", name, value);
		fault_hint(&c->fault, "write a day as 2023-03-16, or today");
		return rc;
	}
	return RC_OK;
}

enum rc args_choice(struct context *c, const struct args *args, const char *name, int *ret)
{
	const char *value = args_value(args, name);
	const char *choices = args->command->options[option_place(args, name)].value;
	*ret = 0;
	if (!value) {
		return RC_OK;
	}
	struct str *parts;
	size_t count = str_split(c->arena, str_of(choices), '|', &parts);
	for (size_t i = 0; i < count; i++) {
		if (str_is(parts[i], value)) {
			*ret = (int)i;
			return RC_OK;
		}
	}
	return fault_set(&c->fault, RC_INVALID, "--%s is one of %s, not \"%s\"", name, choices, value);
}
