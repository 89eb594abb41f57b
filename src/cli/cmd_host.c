/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya host: a place that is trusted with nothing, where the people of a register meet. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "cli/host_turn.h"
#include "web/agent.h"
#include "web/host.h"

static enum rc parse_line(struct context *c, const char *line, struct person_public *ret)
{
	enum rc rc = person_parse(str_trim(str_of(line)), ret, &c->fault);
	fault_hint(&c->fault, "give the whole line of \"volya key show\", in quotes: \"volya-person NAME ...\"");
	return rc;
}

/* ---- for who runs one ---- */

static void say_ready(void *data, const char *url)
{
	const char *folder = data;
	printf("The host is open at %s (Ctrl-C ends it).\nThe public log is at %slog/, for everybody;\n"
		"who may write stands in %s/allow.\n", url, url, folder);
	fflush(stdout);
}

enum rc cmd_host_serve(struct context *c, const struct args *args, int *ret_status)
{
	int64_t port = 8740;
	const char *address = args_value(args, "address");
	(void)ret_status;
	if (args_given(args, "port")
		&& (!str_int(str_of(args_value(args, "port")), &port) || port < 0 || port > 65535)) {
		return fault_set(&c->fault, RC_INVALID, "--port takes a number from 0 (any free one) to 65535");
	}
	ledger_start();
	struct host_options o = {
		.folder = args->operands[0], .address = address ? address : "127.0.0.1", .port = (uint16_t)port,
		.ready = say_ready, .data = (void *)(uintptr_t)args->operands[0],
	};
	return host_serve(&o, &c->fault);
}

enum rc cmd_host_allow(struct context *c, const struct args *args, int *ret_status)
{
	struct person_public person;
	bool changed, remove = args_given(args, "remove");
	char text[FINGERPRINT_TEXT];
	(void)ret_status;
	ledger_start();
	enum rc rc = parse_line(c, args->operands[1], &person);
	rc = rc == RC_OK ? host_allow(args->operands[0], &person, !remove, &changed, &c->fault) : rc;
	if (rc == RC_OK) {
		printf("%s %s%s.\nThe host keeps the key alone, and no name.\n", person_fingerprint(&person, text),
			remove ? "is let in no more" : "is let in", changed ? "" : ", as before");
	}
	return rc;
}

/* ---- for its people ---- */

enum rc cmd_host_join(struct context *c, const struct args *args, int *ret_status)
{
	const char *url = args->operands[0];
	struct host_reach reach;
	struct fetch *fetch;
	struct signer who;
	(void)ret_status;
	ledger_start();
	if (!is_register(c->register_path)) {
		return fault_set(&c->fault, RC_INVALID, "there is no register at %s", c->register_path);
	}
	enum rc rc = agent_signer(c->arena, &who, &c->fault);
	rc = rc == RC_NOT_FOUND ? RC_DENIED : rc;
	rc = rc == RC_OK ? host_reach_open(c, url, &fetch, &reach, &c->fault) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = host_join(c->register_path, url, args_given(args, "move"), &who, &reach, &c->progress, &c->fault);
	progress_clear();
	fetch_close(fetch);
	if (rc == RC_OK) {
		printf("%s has its host at %s.\n", c->register_path, one_line(c, url));
		puts("Whatever records from now on takes the host's pen, takes in what others\n"
			"recorded, and sends what it recorded, sealed. The others make registers of their\n"
			"own of it: \"volya host invite LINE\".");
	}
	return rc;
}

enum rc cmd_host_invite(struct context *c, const struct args *args, int *ret_status)
{
	struct person_public person;
	struct host_session s;
	char *line;
	(void)ret_status;
	ledger_start();
	enum rc rc = parse_line(c, args->operands[0], &person);
	rc = rc == RC_OK ? host_session_open(c, &s, &c->fault) : rc;
	if (rc != RC_OK) {
		fault_hint(&c->fault, "\"volya host join URL\" gives the register a host");
		return rc == RC_NOT_FOUND ? RC_DENIED : rc;
	}
	rc = host_invite(s.host, &person, c->arena, &line, &c->fault);
	if (rc == RC_OK) {
		puts(line);
		fprintf(stderr, "Only %s can open it: volya host clone \"volya-host ...\" FOLDER.\nBoth of you destroy it "
			"when it was used.\n", person.name);
	}
	host_session_close(&s);
	return rc;
}

enum rc cmd_host_clone(struct context *c, const struct args *args, int *ret_status)
{
	const char *to = args->operands[1];
	struct host_invitation invitation;
	struct host_reach reach;
	struct fetch *fetch;
	struct signer who;
	(void)ret_status;
	ledger_start();
	enum rc rc = host_invitation_read(str_of(args->operands[0]), &invitation, &c->fault);
	if (rc == RC_OK) {
		rc = agent_signer(c->arena, &who, &c->fault);
		rc = rc == RC_NOT_FOUND ? RC_DENIED : rc;
	}
	rc = rc == RC_OK ? host_reach_open(c, invitation.url, &fetch, &reach, &c->fault) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = host_clone(&invitation, to, &who, &reach, &c->progress, &c->fault);
	progress_clear();
	fetch_close(fetch);
	if (rc == RC_OK) {
		printf("%s is the register, as %s has it,\nverified from its leaves.\n", to, one_line(c, invitation.url));
	}
	return rc;
}

static void print_said(const struct host_said *said, bool unsent)
{
	char text[64];
	struct tm tm;
	time_t since = (time_t)said->since;
	printf("  state %" PRIu64 " of the host, %zu chunks of 64 KiB\n", said->number, said->chunks);
	if (said->held) {
		(void)strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", gmtime_r(&since, &tm));
		printf("  %s has the pen since %s\n", said->name, text);
	}
	if (unsent) {
		puts("  something was recorded here that the host does not have");
	}
}

/* Reading takes no pen; what was not sent does, and so does whoever breaks it. */
static enum rc sync(struct context *c, struct host_session *s, bool breaks, bool unsent)
{
	bool newer = false, sent = false;
	enum rc rc;
	if (!breaks && !unsent) {
		rc = host_pull(s->host, &newer, &c->fault);
	} else {
		struct host_said before;
		host_tell(s->host, &before);
		if (breaks && before.held && !before.mine) {
			printf("The pen was with %s. What they recorded and did not send\nmay clash with what is sent now.\n",
				before.name);
		}
		rc = host_begin(s->host, breaks, &c->fault);
		rc = rc == RC_OK ? host_end(s->host, &sent, &c->fault) : rc;
	}
	progress_clear();
	if (rc == RC_OK) {
		puts(sent ? "What was recorded here is at the host." : newer ? "What is newer at the host is here."
			: "Nothing is newer at the host.");
	}
	return rc;
}

enum rc cmd_host_sync(struct context *c, const struct args *args, int *ret_status)
{
	struct host_joined joined;
	struct host_session s;
	struct host_said said;
	(void)ret_status;
	ledger_start();
	enum rc rc = host_look(c->register_path, &joined, &c->fault);
	if (rc == RC_NOT_FOUND) {
		fault_clear(&c->fault);
		rc = fault_set(&c->fault, RC_DENIED, "%s has no host", c->register_path);
		fault_hint(&c->fault, "\"volya host join URL\" gives the register one");
	}
	rc = rc == RC_OK ? host_session_open(c, &s, &c->fault) : rc;
	if (rc != RC_OK) {
		return rc == RC_NOT_FOUND ? RC_DENIED : rc;
	}
	rc = sync(c, &s, args_given(args, "break"), joined.unsent || joined.holds);
	if (rc == RC_OK) {
		host_tell(s.host, &said);
		print_said(&said, host_look(c->register_path, &joined, NULL) == RC_OK && joined.unsent);
	}
	host_session_close(&s);
	return rc;
}
