/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya partner, sync: whose logs are copied here, and the copying. */
#include <inttypes.h>
#include <string.h>

#include "cli/log_text.h"
#include "cli/place.h"
#include "register/exchange.h"
#include "register/witness.h"

static void print_partner(struct context *c, const struct partner *p)
{
	char text[DAY_TEXT], hex[2 * ORG_SIZE + 1];
	printf("%s\n", one_line(c, p->name));
	printf("  log      %s\n", hex_format(p->id, ORG_SIZE, hex));
	printf("  place    %s\n", one_line(c, p->place));
	printf("  entries  %" PRIu64 "%s%s\n", p->size, p->synced ? ", read to its end on " : ", not read yet",
		p->synced ? day_format(p->synced, text) : "");
	if (p->waiting) {
		printf("  waiting  %" PRId64 " change%s in quarantine\n", p->waiting, p->waiting == 1 ? "" : "s");
		printf("           the first: ");
		print_wrapped(stdout, c->width, 11, 22, p->why);
	}
	if (p->refused) {
		printf("  refused  %" PRId64 " statement%s\n", p->refused, p->refused == 1 ? "" : "s");
	}
	if (p->held_back) {
		int column = printf("  held     ");
		print_wrapped(stdout, c->width, 11, column, arena_printf(c->arena, "the erasure of %" PRId64 " statement%s: "
			"\"volya sync --confirm-erasures\" carries it out", p->held_back, p->held_back == 1 ? "" : "s"));
	}
	if (p->trouble) {
		finding(11, printf("  trouble  "), one_line(c, p->trouble));
	}
}

static enum rc print_evidence(struct context *c, struct reg *r, int *ret_status)
{
	struct evidence *list;
	size_t count;
	char text[DAY_TEXT];
	enum rc rc = evidence_list(r, c->arena, &list, &count, &c->fault);
	*ret_status = rc == RC_OK && count ? 1 : 0;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		paragraph(c, "EVIDENCE, found on %s: %s signed two logs that cannot both be true.",
			day_format(list[i].day, text), one_line(c, list[i].origin));
		printf("%s\n%s\n", list[i].first, list[i].second); /* as they were signed, to the byte */
	}
	return rc;
}

enum rc cmd_partner_list(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct partner *list;
	size_t count;
	(void)args;
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = partners_list(r, c->arena, &list, &count, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		print_partner(c, &list[i]);
	}
	if (rc == RC_OK && count == 0) {
		puts("There are no partners yet: \"volya partner add PLACE\" adds one.");
	}
	if (rc == RC_OK) {
		rc = print_evidence(c, r, ret_status);
	}
	reg_close(r);
	return rc;
}

static enum rc introduce(struct context *c, const char *place, const struct log_files *from)
{
	struct introduction who;
	char hex[2 * ORG_SIZE + 1];
	enum rc rc = partner_look(c->arena, from, &who, &c->fault);
	if (rc == RC_OK) {
		printf("The log that is served at %s is of %s:\n", place, one_line(c, who.name));
		printf("  log      %s\n  key      %s\n  entries  %" PRIu64 "\n", hex_format(who.org, ORG_SIZE, hex), who.key,
			who.size);
		puts("Anybody can call themselves so. Compare the key with what they tell you in\nanother way, then:");
		printf("  volya partner add %s --key %s\n", place, who.key);
	}
	return rc;
}

static enum rc add(struct context *c, const char *place, const char *key, const struct log_files *from)
{
	struct reg *r;
	struct partner p;
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	struct note_key signer;
	rc = note_key_parse(c->arena, str_of(key), &signer, &c->fault);
	if (rc == RC_OK) {
		rc = witness_trust(r, &signer, &c->fault); /* first: it needs a key of this register's own */
	}
	if (rc == RC_OK) {
		rc = partner_add(r, c->arena, place, from, key, &p, &c->fault);
	}
	if (rc == RC_OK) {
		paragraph(c, "%s is a partner now. \"volya sync\" takes in what they publish, and their checkpoints are "
			"cosigned here when they ask.", one_line(c, p.name));
	}
	reg_close(r);
	return rc;
}

enum rc cmd_partner_add(struct context *c, const struct args *args, int *ret_status)
{
	const char *place = args->operands[0], *key = args_value(args, "key");
	struct place at;
	(void)ret_status;
	ledger_start();
	enum rc rc = place_open(c, place, args_value(args, "proxy"), &at);
	if (rc != RC_OK) {
		return rc;
	}
	rc = key ? add(c, at.name, key, &at.files) : introduce(c, at.name, &at.files);
	place_close(&at);
	return rc;
}

enum rc cmd_partner_move(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct partner p;
	(void)ret_status;
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = partner_find(r, c->arena, args->operands[0], &p, &c->fault);
	if (rc == RC_OK) {
		rc = partner_move(r, p.org, place_name(c, args->operands[1]), &c->fault);
	}
	if (rc == RC_OK) {
		printf("%s is read from %s from now on.\n", one_line(c, p.name), args->operands[1]);
	}
	reg_close(r);
	return rc;
}

/* ---- sync ---- */

static void count(const char *what, size_t n, const char *unit)
{
	if (n) {
		printf("  %zu %s%s %s\n", n, unit, n == 1 ? "" : "s", what);
	}
}

static void print_report(struct context *c, const struct partner *p, const struct sync_report *x)
{
	if (x->stale) {
		printf("%s: what is served is older than what is here, and fits it.\n", one_line(c, p->name));
		return;
	}
	printf("%s: %" PRIu64 " new %s.\n", one_line(c, p->name), x->to - x->from,
		count_word(x->to - x->from, "entry", "entries"));
	if (x->gossip) {
		printf("  what they know of other logs is evidence: \"volya partner list\" shows it\n");
	}
	count("taken in", x->statements - x->refused, "statement");
	count("left out, with the reason", x->refused, "statement");
	count("in quarantine, with the reason", x->quarantined, "change");
	count("withheld by them, and so here", x->withheld, "statement");
	count("shown again", x->shown, "statement");
	count("erased by them, and so here", x->erased, "statement");
	count("out of sight: so much at once is not erased unasked (--confirm-erasures)", x->held_back, "statement");
}

static enum rc sync_one(struct context *c, struct reg *r, const struct partner *p, const char *from,
	const char *proxy, const struct sync_options *o)
{
	struct place at;
	struct sync_report report;
	enum rc rc = place_open(c, from ? from : p->place, proxy, &at);
	if (rc != RC_OK) {
		return rc;
	}
	rc = partner_sync(r, c->arena, p->org, &at.files, o, &report, &c->fault);
	progress_clear();
	place_close(&at);
	if (rc == RC_OK) {
		print_report(c, p, &report);
	}
	return rc;
}

/* One partner that cannot be read is no reason not to read the others. */
static enum rc sync_all(struct context *c, struct reg *r, const char *proxy, const struct sync_options *o)
{
	struct partner *list;
	size_t n;
	enum rc worst = RC_OK, rc = partners_list(r, c->arena, &list, &n, &c->fault);
	if (rc == RC_OK && n == 0) {
		puts("There are no partners yet: \"volya partner add PLACE\" adds one.");
	}
	for (size_t i = 0; rc == RC_OK && i < n; i++) {
		enum rc one = sync_one(c, r, &list[i], NULL, proxy, o);
		if (one != RC_OK && i + 1 < n) {
			fprintf(stderr, "%s:\n", list[i].name);
			fault_print(stderr, &c->fault);
			fault_clear(&c->fault);
		}
		worst = one != RC_OK ? one : worst;
	}
	if (rc == RC_OK && worst != RC_OK && c->fault.rc == RC_OK) {
		return fault_set(&c->fault, worst, "not every partner could be read");
	}
	return rc == RC_OK ? worst : rc;
}

enum rc cmd_sync(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct partner p;
	struct sync_options o = {.admit = args_given(args, "admit"), .confirm = args_given(args, "confirm-erasures"),
		.progress = &c->progress};
	const char *proxy = args_value(args, "proxy");
	(void)ret_status;
	if (!args->count && (o.admit || o.confirm || args_given(args, "from"))) {
		return fault_set(&c->fault, RC_INVALID, "--admit, --confirm-erasures and --from are for one partner: name it");
	}
	ledger_start();
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	if (args->count) {
		rc = partner_find(r, c->arena, args->operands[0], &p, &c->fault);
		rc = rc == RC_OK ? sync_one(c, r, &p, args_value(args, "from"), proxy, &o) : rc;
	} else {
		rc = sync_all(c, r, proxy, &o);
	}
	reg_close(r);
	return rc;
}

enum rc cmd_log_mirror(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	(void)ret_status;
	/* A mirror is there to be served: not with a register's database and keys in it. */
	if (is_register(args->operands[0])) {
		return fault_set(&c->fault, RC_INVALID, "%s is a register: a mirror takes a folder of its own",
			args->operands[0]);
	}
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_mirror(r, args->operands[0], &c->progress, &c->fault);
	progress_clear();
	if (rc == RC_OK) {
		printf("%s holds the log and what is public of it: serve it anywhere, or carry it\non a stick.\n",
			args->operands[0]);
	}
	reg_close(r);
	return rc;
}

/* ---- bundles ---- */

enum rc cmd_bundle_write(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct log_head head;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_publish_checked(c, r, &head);
	if (rc == RC_OK) {
		struct log_files own = fetch_own(r);
		rc = fetch_pack(&own, args->operands[0], &c->fault);
	}
	if (rc == RC_OK) {
		printf("%s holds the log of %" PRIu64 " %s and what is public of it.\n", args->operands[0], head.tree.size,
			count_word(head.tree.size, "entry", "entries"));
	}
	reg_close(r);
	return rc;
}

/* The partner whose log it is. */
static enum rc partner_of(struct context *c, struct reg *r, const struct log_files *from, struct partner *ret)
{
	struct introduction who;
	char hex[2 * ORG_SIZE + 1];
	enum rc rc = partner_look(c->arena, from, &who, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = partner_find(r, c->arena, hex_format(who.org, ORG_SIZE, hex), ret, &c->fault);
	if (rc == RC_NOT_FOUND) {
		fault_clear(&c->fault);
		rc = fault_set(&c->fault, RC_INVALID, "the bundle is of %s, who is no partner", who.name);
		fault_hint(&c->fault, "\"volya partner add\" with the bundle shows their key");
	}
	return rc;
}

enum rc cmd_bundle_read(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct partner p;
	struct place at;
	struct sync_options o = {.admit = args_given(args, "admit"), .confirm = args_given(args, "confirm-erasures"),
		.progress = &c->progress};
	(void)ret_status;
	ledger_start();
	enum rc rc = place_open(c, args->operands[0], NULL, &at);
	if (rc != RC_OK) {
		return rc;
	}
	rc = open_register(c, DB_WRITE, &r);
	if (rc == RC_OK) {
		rc = partner_of(c, r, &at.files, &p);
		rc = rc == RC_OK ? sync_one(c, r, &p, args->operands[0], NULL, &o) : rc;
		reg_close(r);
	}
	place_close(&at);
	return rc;
}
