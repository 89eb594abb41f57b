/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where passphrases come from, and where the file of a key lies that was not named. */
#ifndef CLI_PASSPHRASE_H
#define CLI_PASSPHRASE_H

#include "cli/cli.h"
#include "ledger/person.h"

/* In secret_alloc()'s memory. */
struct passphrase {
	char text[PASSPHRASE_MOST + 1];
	size_t n;
};

/*
 * Asks for it: on the terminal without echo, or where file is given from its first line ("-": standard input).
 * ret is for secret_free(). RC_DENIED: others can read the file; RC_INVALID: there is no terminal, or it is empty.
 */
MUST_USE enum rc passphrase_ask(struct context *c, const char *prompt, const char *file, struct passphrase **ret);
/* The same for a new one: asked for twice on the terminal, and long enough. */
MUST_USE enum rc passphrase_ask_new(struct context *c, const char *prompt, const char *file, struct passphrase **ret);
struct str passphrase_view(const struct passphrase *p);

/* The folder of people's keys, without a slash at its end: volya in $XDG_CONFIG_HOME or ~/.config. In the arena. */
MUST_USE enum rc key_folder(struct context *c, const char **ret);
/* given, or the one file of a key in that folder; RC_INVALID where there is none, or more than one. */
MUST_USE enum rc key_path(struct context *c, const char *given, const char **ret);

#endif
