/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya verify: what holds of a register, and what does not, in plain words. */
#include <inttypes.h>

#include "cli/log_text.h"
#include "cli/place.h"
#include "register/cosign.h"
#include "register/exchange.h"
#include "register/people.h"

/* A count with what it is of, one or many, set into lines that begin behind the number. */
static void held(const struct context *c, uint64_t count, const char *one, const char *many)
{
	int column = printf("  %8" PRIu64 "  ", count);
	print_wrapped(stdout, c->width, column, column, count_word(count, one, many));
}

static void print_held(const struct context *c, const struct log_report *v, const char *organisation)
{
	char hex[2 * ID_SIZE + 1];
	printf("The log of %s, entry by entry:\n", organisation);
	if (!v->founded) {
		paragraph(c, "It is of before there was a log; its next change begins one.");
	}
	held(c, v->statements - v->blank,
		"statement is what its identifier was made from",
		"statements are each what their identifiers were made from");
	if (v->blank) {
		held(c, v->blank,
			"more is withheld or erased: that it was there is proved, not what it said",
			"more are withheld or erased: that they were there is proved, not what they said");
	}
	held(c, v->changes,
		"change closes them, signed by author and reviewer",
		"changes close them in one unbroken chain, each signed by author and reviewer");
	if (v->notices) {
		held(c, v->notices,
			"notice says what was withheld, shown again or erased, and on what ground",
			"notices say what was withheld, shown again or erased, and on what ground");
	}
	if (v->keys) {
		held(c, v->keys,
			"time a role's key gave way to another, signed by two roles",
			"times a role's key gave way to another, each signed by two roles");
	}
	if (v->founded) {
		held(c, v->entries,
			"entry makes the tree whose root the checkpoint signs:",
			"entries make the tree whose root the checkpoint signs:");
		printf("            %s\n", hex_format(v->root.b, ID_SIZE, hex));
	}
}

static void print_not_shown(const struct context *c, const struct log_report *v)
{
	paragraph(c, "What this does not show: that what is said is true, and that nobody was shown another log. The "
		"second needs somebody who saw an earlier checkpoint of it.");
	if (v->files) {
		paragraph(c, "What pages and answers are made of is compared by \"volya audit --deep\", which makes it anew.");
	}
	if (v->one_folder) {
		paragraph(c, "Both roles' keys lie in this folder: two people are not needed to publish here.");
	}
}

static void print_breaches(struct context *c, const struct breach *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int column = printf("%-18s ", list[i].law);
		finding(column, column, one_line(c, list[i].text));
	}
	paragraph(c, "%zu thing%s do%s not hold. Trust a copy that does, and keep this one as evidence.", count,
		count == 1 ? "" : "s", count == 1 ? "es" : "");
}

/* Where there are people: which persons stood behind it, as far as somebody's key is unlocked to read that. */
static enum rc verify_people(struct context *c, struct reg *r, size_t *ret_count)
{
	struct people_report v;
	struct breach *list = NULL;
	bool people;
	size_t count = 0;
	enum rc rc = people_founded(r, &people, &c->fault);
	if (rc != RC_OK || !people) {
		return rc;
	}
	if (!reg_acting(r)) {
		putchar('\n');
		paragraph(c, "The persons behind the changes were not looked at: nobody's key is unlocked (\"volya unlock\").");
		return RC_OK;
	}
	rc = people_verify(r, c->arena, &v, &list, &count, &c->fault);
	if (rc == RC_OK && count) {
		print_breaches(c, list, count);
	} else if (rc == RC_OK) {
		printf("\nThe persons, by the private log of %" PRIu64 " %s:\n", v.events, count_word(v.events, "event",
			"events"));
		held(c, v.before, "change was made before there were people: by whoever had the folder",
			"changes were made before there were people: by whoever had the folder");
		held(c, v.changes, "since was drafted by one person and published by another, who held those roles",
			"since were each drafted by one person and published by another, who held those roles");
		held(c, v.notices, "notice since was signed by as many persons as it takes",
			"notices since were each signed by as many persons as they take");
		if (v.closed) {
			held(c, v.closed, "event is sealed for others: not looked into", "events are sealed for others: not "
				"looked into");
		}
		if (v.keys) {
			held(c, v.keys, "new key of a role since was signed by two persons",
				"new keys of roles since were each signed by two persons");
		}
		if (v.unconfirmed) {
			held(c, v.unconfirmed, "withholding of more than a week ago was confirmed by nobody (\"volya review\")",
				"withholdings of more than a week ago were confirmed by nobody (\"volya review\")");
		}
		held(c, v.persons, "person holds a role now", "persons hold a role now");
		if (v.alone) {
			paragraph(c, "Nobody can publish what another drafts: an author and another person as reviewer are "
				"missing.");
		}
	}
	*ret_count += count;
	return rc;
}

/* Whole as it is, and yet not the newest: more of it was seen elsewhere. */
static enum rc verify_newest(struct context *c, struct reg *r, uint64_t entries, size_t *ret_count)
{
	uint64_t seen;
	enum rc rc = cosign_seen(r, c->arena, &seen, &c->fault);
	if (rc == RC_OK && seen > entries) {
		putchar('\n');
		paragraph(c, "IT IS OLD: %" PRIu64 " %s of its log were seen elsewhere, and it ends at %" PRIu64
			". It records nothing more: restore the newest copy there is.", seen, count_word(seen, "entry", "entries"),
			entries);
		*ret_count += 1;
	}
	return rc;
}

static enum rc verify_register(struct context *c, size_t *ret_count)
{
	struct reg *r;
	struct breach *list = NULL;
	struct log_report report;
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_verify_all(r, c->arena, &report, &list, ret_count, &c->progress, &c->fault);
	progress_clear();
	if (rc == RC_OK && *ret_count == 0) {
		print_held(c, &report, one_line(c, reg_organisation(r)));
		puts(report.files ? "  The files in log/ are what the register holds."
			: "  There are no files in log/ yet (\"volya log publish\").");
		puts("All of it holds.\n");
		print_not_shown(c, &report);
	} else if (rc == RC_OK) {
		print_breaches(c, list, *ret_count);
	}
	rc = rc == RC_OK ? verify_people(c, r, ret_count) : rc;
	rc = rc == RC_OK ? verify_newest(c, r, report.entries, ret_count) : rc;
	reg_close(r);
	return rc;
}

static void print_key(const char *given, const char *served)
{
	if (given) {
		puts("It is the log of the key given.");
	} else {
		printf("Whose key it is was not checked: compare\n%s\nwith what they tell you in another way, or give it with "
			"--key.\n", served);
	}
}

static enum rc verify_mirror(struct context *c, const struct args *args, size_t *ret_count)
{
	struct place at;
	struct introduction who;
	struct breach *list = NULL;
	struct log_report report;
	struct note_key parsed;
	const char *key = args_value(args, "key");
	enum rc rc = key ? note_key_parse(c->arena, str_of(key), &parsed, &c->fault) : RC_OK;
	if (rc == RC_OK) {
		rc = place_open(c, args->operands[0], args_value(args, "proxy"), &at);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_verify_mirror(c->arena, &at.files, &(struct mirror_options){.key = key}, &report, &who, &list, ret_count,
		&c->progress, &c->fault);
	progress_clear();
	place_close(&at);
	if (rc == RC_OK && *ret_count == 0) {
		print_held(c, &report, one_line(c, who.name));
		puts("All of it holds.\n");
		print_not_shown(c, &report);
		print_key(key, who.key);
	} else if (rc == RC_OK) {
		print_breaches(c, list, *ret_count);
	}
	return rc;
}

enum rc cmd_verify(struct context *c, const struct args *args, int *ret_status)
{
	size_t count = 0;
	enum rc rc;
	ledger_start();
	if (args->count && !is_register(args->operands[0])) {
		rc = verify_mirror(c, args, &count);
	} else {
		c->register_path = args->count ? args->operands[0] : c->register_path;
		rc = verify_register(c, &count);
	}
	*ret_status = count ? 1 : 0;
	return rc;
}
