/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a question to a small register: refused with a place, or answered; and what is answered says
 * itself again in words that read back to the same words and numbers.
 */
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ask/ask.h"

#define SIZE_MOST 2000

static struct reg *shared_reg; /* a fuzz target has no main of its own to keep it */
static char folder[] = "/tmp/volya-fuzz-ask-XXXXXX";

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

static int remove_one(const char *path, const struct stat *s, int what, struct FTW *f)
{
	(void)s;
	(void)what;
	(void)f;
	return remove(path);
}

static void clean_up(void)
{
	reg_close(shared_reg);
	(void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void write_file(const char *name, const char *text)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *out = fopen(path, "wb");
	must(out && fputs(text, out) >= 0 && fclose(out) == 0);
}

static void make_register(void)
{
	char path[128];
	struct fault f = {0};
	struct import_report report;
	struct import_options o = {0};
	struct arena *a = arena_create(256u << 20);
	setenv("VOLYA_TODAY", "2025-12-01", 1);
	ledger_start();
	must(mkdtemp(folder));
	atexit(clean_up);
	snprintf(path, sizeof path, "%s/reg", folder);
	must(reg_create(path, "An invented centre", &f) == RC_OK && reg_open(path, DB_WRITE, &shared_reg, &f) == RC_OK);
	write_file("sources.csv", "key,title,published\ns1,An invented report,2023-01-10\n");
	write_file("organisations.csv", "key,name@en,kind,closure.date,closure.kind,source\n"
		"viasna,Viasna,ngo,,,s1\nclub,The invented club,ngo,2021-07-14,liquidated,s1\n");
	write_file("people.csv",
		"key,name@en,sex,occupation,birth,publication,source,spell.from,spell.to,flag,charge."
		"article,"
		"sentence.months,recognition.body,recognition.given\n"
		"ann,Ann Invented,female,journalist,1970,public_figure,s1,2021-05,2024,incommunicado "
		"[2022/],342,36,viasna,2021\n"
		"bob,Bob Invented,male,,,public_figure,s1,2022-02-01,..,,,,,\n");
	must(import_folder(shared_reg, a, folder, &o, &report, &f) == RC_OK);
	arena_destroy(a);
}

static bool same(const struct answer *a, const struct answer *b)
{
	return strcmp(a->question, b->question) == 0 && a->count.at_least == b->count.at_least
		&& a->count.at_most == b->count.at_most && a->group_count == b->group_count && a->point_count == b->point_count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault f = {0};
	struct answer w, again;
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX, .deadline = 2000};
	if (!shared_reg) {
		make_register();
	}
	if (size > SIZE_MOST) {
		return 0;
	}
	struct arena *a = arena_create(256u << 20);
	enum rc rc = ask_run(shared_reg, &viewer_public, a, (struct str){(const char *)data, size}, &o, &w, &f);
	if (rc == RC_OK) {
		must(w.count.at_least >= 0 && w.count.at_least <= w.count.at_most);
		rc = ask_run(shared_reg, &viewer_public, a, str_of(w.question), &o, &again, &f);
		must(rc == RC_LIMIT || (rc == RC_OK && same(&w, &again)));
	} else {
		must((rc == RC_INVALID || rc == RC_LIMIT) && f.message[0]);
	}
	arena_destroy(a);
	return 0;
}
