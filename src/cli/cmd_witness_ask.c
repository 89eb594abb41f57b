/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya witness ask: the register's own log, before the witnesses that its policy names. */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "register/cosign.h"
#include "register/log.h"
#include "web/fetch.h"

struct line {
	struct context *context;
	struct fetch_options options;
};

static enum rc post(void *data, const char *url, const char *path, struct str body, int *ret_status, struct buf *out,
	struct fault *f)
{
	struct line *l = data;
	struct fetch *x;
	enum rc rc = fetch_open(url, &l->options, &x, f);
	if (rc == RC_OK) {
		rc = fetch_post(x, path, body, ret_status, out, f);
		fetch_close(x);
	}
	return rc;
}

/* A witness serves one checkpoint for each log, as if there were one log in each folder. */
static enum rc get(void *data, const char *url, const char *path, struct buf *out, struct fault *f)
{
	struct line *l = data;
	struct fetch *x;
	size_t n = strlen(url), slash = str_find(str_of(path), '/', 0);
	const char *folder = arena_printf(l->context->arena, "%s%s%.*s", url, n && url[n - 1] == '/' ? "" : "/", (int)slash,
		path);
	enum rc rc = fetch_open(folder, &l->options, &x, f);
	if (rc == RC_OK) {
		struct log_files files = fetch_files(x);
		rc = files.read(files.data, path + slash + 1, out, f);
		fetch_close(x);
	}
	return rc;
}

static void print_said(struct context *c, const struct cosign_said *s, int *ret_status)
{
	static const char *const words[] = {
		[COSIGN_DONE] = "cosigned", [COSIGN_AHEAD] = "AHEAD OF US", [COSIGN_FORK] = "A FORK",
		[COSIGN_REFUSED] = "refused", [COSIGN_UNREACHED] = "not reached",
	};
	printf("  %-12s %s", one_line(c, s->name), words[s->fate]);
	if (s->fate == COSIGN_DONE) {
		printf(" %" PRIu64 " %s\n", s->size, count_word(s->size, "entry", "entries"));
	} else {
		fputs(": ", stdout);
		finding(15, 15 + (int)strlen(words[s->fate]) + 2, one_line(c, s->text));
	}
	if (s->fate == COSIGN_AHEAD || s->fate == COSIGN_FORK) {
		*ret_status = 1;
	}
}

static enum rc print_quorum(struct context *c, struct reg *r, const struct policy *p, int *ret_status)
{
	struct log_head head;
	struct note note;
	struct fault none = {0};
	enum rc rc = log_head(r, c->arena, OWN_ORG, &head, &c->fault);
	if (rc == RC_OK) {
		rc = note_parse(c->arena, head.checkpoint, &note, &c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (policy_witnessed(p, &note, &none) == RC_OK) {
		puts("The newest checkpoint is cosigned as the policy asks.");
	} else {
		printf("The newest checkpoint is not cosigned as the policy asks: %s.\n", none.message);
		*ret_status = 1;
	}
	return RC_OK;
}

static enum rc ask(struct context *c, struct reg *r, const struct cosign_reach *reach, int *ret_status)
{
	struct policy policy;
	struct cosign_said *said;
	size_t count;
	enum rc rc = cosign_policy(r, c->arena, &policy, &c->fault);
	if (rc == RC_NOT_FOUND) {
		fault_hint(&c->fault, "it has a line \"witness NAME KEY ADDRESS\" for each, and \"quorum NAME\" "
			"(C2SP tlog-policy)");
	}
	if (rc == RC_OK) {
		rc = log_cosign(r, c->arena, &policy, reach, &said, &count, &c->fault);
	}
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		print_said(c, &said[i], ret_status);
	}
	return rc == RC_OK ? print_quorum(c, r, &policy, ret_status) : rc;
}

enum rc cmd_witness_ask(struct context *c, const struct args *args, int *ret_status)
{
	struct line line = {c, {.proxy = args_value(args, "proxy"), .seconds = 60}};
	struct cosign_reach reach = {post, get, &line};
	struct reg *r;
	ledger_start();
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc == RC_OK) {
		rc = ask(c, r, &reach, ret_status);
		reg_close(r);
	}
	return rc;
}
