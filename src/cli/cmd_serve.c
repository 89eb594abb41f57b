/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya serve: the read-only site. */
#include <sys/stat.h>

#include "cli/host_turn.h"
#include "web/guard.h"
#include "web/web.h"

static void say_ready(void *data, const char *url, const char *code)
{
	(void)data;
	printf("The register is open at %s (Ctrl-C ends it).\n", url);
	if (code) {
		printf("What is private is shown, too, in a browser in which this code is typed: %s\n"
			"It ends when your key is locked: \"volya lock\", or by itself.\n", code);
	}
	fflush(stdout);
}

/* A folder that is not there would show as a site without letters. */
static enum rc check_letters(struct context *c, const char *folder)
{
	struct stat st;
	if (!folder) {
		return RC_OK;
	}
	if (stat(folder, &st) != 0) {
		return fault_errno(&c->fault, RC_INVALID, "--letters: cannot open %s", folder);
	}
	return S_ISDIR(st.st_mode) ? RC_OK
		: fault_set(&c->fault, RC_INVALID, "--letters takes a folder, and %s is none", folder);
}

enum rc cmd_serve(struct context *c, const struct args *args, int *ret_status)
{
	int64_t port = 8730;
	const char *address = args_value(args, "address");
	struct reg *r;
	(void)ret_status;
	if (args_given(args, "port")
		&& (!str_int(str_of(args_value(args, "port")), &port) || port < 0 || port > 65535)) {
		return fault_set(&c->fault, RC_INVALID, "--port takes a number from 0 (any free one) to 65535");
	}
	bool private = args_given(args, "private");
	if (private && address && !guard_is_local(address)) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "what is private is shown on this machine alone, not at %s",
			address);
		fault_hint(&c->fault, "leave out --address, or --private");
		return rc;
	}
	ledger_start(); /* it may have to sign, as a witness */
	/* Once, and not again and again: that would keep the person's key unlocked for ever. */
	host_catch_up(c);
	/* Say at once, not at the first request, when there is no register to serve. */
	enum rc rc = open_to_read(c, args, &r);
	if (rc != RC_OK) {
		return rc;
	}
	reg_close(r);
	rc = check_letters(c, args_value(args, "letters"));
	if (rc != RC_OK) {
		return rc;
	}
	struct web_options o = {
		.register_path = c->register_path, .letters = args_value(args, "letters"),
		.address = address ? address : "127.0.0.1", .port = (uint16_t)port,
		.cache = !args_given(args, "no-cache"), .private = private, .ready = say_ready,
	};
	return web_serve(&o, &c->fault);
}
