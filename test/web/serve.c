/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Serves a register for the browser test: serve REGISTER LETTERS PORT. Prints its address, then waits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/web.h"

static void ready(void *data, const char *url, const char *code)
{
	(void)data;
	(void)code;
	printf("%s\n", url);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct fault f = { 0 };
	int64_t port = 0;

	if (argc < 4 || !str_int(str_of(argv[3]), &port)) {
		fprintf(stderr, "usage: serve REGISTER LETTERS PORT [cache]\n");
		return 2;
	}
	ledger_start();
	struct web_options o = {
		.register_path = argv[1], .letters = argv[2], .address = "127.0.0.1", .port = (uint16_t)port,
		.threads = 2, .cache = argc > 4 && !strcmp(argv[4], "cache"), .ready = ready,
	};
	if (web_serve(&o, &f) != RC_OK) {
		fault_print(stderr, &f);
		return rc_exit_status(f.rc);
	}
	return 0;
}
