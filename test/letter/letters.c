/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register of the project's own data in a temporary folder, and letters held against it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "letters.h"

static struct {
	struct reg *reg;
	char path[64];
} place;

static void must(enum rc rc, const struct fault *f)
{
	if (rc != RC_OK) {
		fault_print(stderr, f);
		exit(99);
	}
}

struct reg *letters_register(void)
{
	struct fault f = {0};
	const char *data = getenv("VOLYA_DATA");
	if (place.reg) {
		return place.reg;
	}
	snprintf(place.path, sizeof place.path, "%s", "/tmp/volya-letter-XXXXXX");
	if (!data || !mkdtemp(place.path)) {
		fputs("VOLYA_DATA must name the folder data/, and /tmp be writable\n", stderr);
		exit(99);
	}
	char path[96];
	snprintf(path, sizeof path, "%s/register", place.path);
	ledger_start();
	must(reg_create(path, "Letter tests", &f), &f);
	must(reg_open(path, DB_WRITE, &place.reg, &f), &f);
	struct arena *a = arena_create(256u << 20);
	struct import_options o = {0};
	struct import_report report;
	must(import_folder(place.reg, a, data, &o, &report, &f), &f);
	arena_destroy(a);
	return place.reg;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void letters_finish(void)
{
	reg_close(place.reg);
	place.reg = NULL;
	if (place.path[0]) {
		nftw(place.path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	}
}

struct str letters_file(struct arena *a, const char *path)
{
	FILE *in = fopen(path, "rb");
	struct str s = {0};
	if (!in) {
		return s;
	}
	char *bytes = arena_alloc(a, 1 << 20);
	s = (struct str){bytes, fread(bytes, 1, 1 << 20, in)};
	fclose(in);
	return s;
}

void letters_check(struct arena *a, struct str bytes, day on, struct letter_report *ret)
{
	struct fault f = {0};
	struct letter_options o = {.on = on, .name = "letter"};
	struct reg *r = letters_register();
	enum rc rc = letter_check(r, &viewer_public, a, bytes, &o, ret, &f);
	if (rc != RC_OK) {
		fault_print(stderr, &f);
	}
	assert_int_equal(rc, RC_OK);
}

const struct letter_claim *letters_claim(
	const struct letter_report *l, enum claim_kind kind, const char *words)
{
	for (size_t i = 0; i < l->claim_count; i++) {
		if (l->claims[i].kind == kind && strstr(l->claims[i].text, words)) {
			return &l->claims[i];
		}
	}
	return NULL;
}

struct arena *letters_arena;

int letters_make(void **state)
{
	(void)state;
	letters_arena = arena_create((size_t)256 << 20);
	return 0;
}

int letters_drop(void **state)
{
	(void)state;
	arena_destroy(letters_arena);
	return 0;
}

int letters_end(void **state)
{
	(void)state;
	letters_finish();
	return 0;
}
