/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder of files named after their kinds, in the order their references need. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "register/internal.h"
#include "register/people.h"

#define FILES_MOST 512

static const enum kind order[] = {
	KIND_SOURCE, KIND_ORGANISATION, KIND_PLACE, KIND_PERSON, KIND_SPELL, KIND_CASE, KIND_CHARGE, KIND_SENTENCE,
	KIND_RECOGNITION, KIND_CLOSURE, KIND_FIGURE, KIND_EPISODE, KIND_THREAT, KIND_LETTER, KIND_DEMAND,
	KIND_CROSSING, KIND_MEASURE, KIND_FLOW, KIND_MEETING, KIND_INVITATION, KIND_NEED, KIND_OFFER, KIND_ACCOUNT,
	KIND_COVERAGE,
};

struct found {
	int place; /* in order */
	enum kind kind;
	char *name, *stem; /* with and without ".csv" */
};

/* "people.csv", "people-2.csv", "people-10.csv", in this order; statements.csv comes last. */
static bool recognise(struct arena *a, const char *name, struct found *ret)
{
	size_t n = strlen(name);
	if (n < 5 || strcmp(name + n - 4, ".csv") != 0 || (n > 8 && strcmp(name + n - 8, ".bad.csv") == 0)) {
		return false;
	}
	struct str stem = {name, n - 4};
	ret->name = arena_strdup(a, name);
	ret->stem = str_dup(a, stem);
	if (str_is(stem, "statements")) {
		ret->place = FILES_MOST;
		ret->kind = KIND_NONE;
		return true;
	}
	stem = str_sub(stem, 0, str_find(stem, '-', 0));
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		if (str_is(stem, kind_info(order[i])->plural)) {
			ret->place = (int)i;
			ret->kind = order[i];
			return true;
		}
	}
	return false;
}

static int by_place(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	return x->place != y->place ? x->place - y->place : strverscmp(x->stem, y->stem);
}

static enum rc list_files(struct arena *a, const char *path, struct found **ret, size_t *ret_count, struct fault *f)
{
	DIR *folder = opendir(path);
	if (!folder) {
		return fault_errno(f, RC_INVALID, "cannot open the folder %s", path);
	}
	*ret = arena_array(a, FILES_MOST, sizeof **ret);
	*ret_count = 0;
	for (struct dirent *e = readdir(folder); e && *ret_count < FILES_MOST; e = readdir(folder)) {
		*ret_count += recognise(a, e->d_name, &(*ret)[*ret_count]);
	}
	closedir(folder);
	if (*ret_count == 0) {
		enum rc rc = fault_set(f, RC_INVALID, "%s holds no file to import", path);
		fault_hint(f, "files are named after their kinds: people.csv, sources.csv ...");
		return rc;
	}
	qsort(*ret, *ret_count, sizeof **ret, by_place);
	return RC_OK;
}

static void add_report(struct arena *a, struct import_report *sum, const struct import_report *one)
{
	sum->rows += one->rows;
	sum->made += one->made;
	sum->changed += one->changed;
	sum->same += one->same;
	sum->clashes += one->clashes;
	sum->bad += one->bad;
	sum->statements += one->statements;
	sum->change = one->change ? one->change : sum->change;
	sum->bad_rows = one->bad_rows ? one->bad_rows : sum->bad_rows;
	size_t count = sum->note_count + one->note_count;
	sum->notes = arena_grow(a, sum->notes, sum->note_count * sizeof *sum->notes, (count + 1) * sizeof *sum->notes);
	for (size_t i = 0; i < one->note_count; i++) {
		sum->notes[sum->note_count++] = one->notes[i];
	}
}

static enum rc import_files(struct reg *r, struct arena *a, const char *path, const struct import_options *o,
	const struct found *files, size_t count, struct import_report *ret, struct fault *f)
{
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct import_options options = *o;
		struct import_report one;
		options.kind = files[i].kind;
		rc = import_csv(r, a, arena_printf(a, "%s/%s", path, files[i].name), &options, &one, f);
		add_report(a, ret, &one);
	}
	return rc;
}

/* Later files rest on earlier ones: so a dry run takes them all in, and gives all of them up. */
enum rc import_folder(struct reg *r, struct arena *a, const char *path, const struct import_options *o,
	struct import_report *ret, struct fault *f)
{
	struct found *files = NULL;
	size_t count = 0;
	*ret = (struct import_report){0};
	enum rc rc = list_files(a, path, &files, &count, f);
	if (rc == RC_OK && o->dry_run) {
		rc = reg_trial_begin(r, f);
	}
	if (rc == RC_OK) {
		rc = reg_draft_begin(r, f);
	}
	if (rc == RC_OK) {
		rc = import_files(r, a, path, o, files, count, ret, f);
		enum rc ended = reg_draft_end(r, rc == RC_OK, f);
		rc = rc == RC_OK ? ended : rc;
	}
	if (o->dry_run) {
		reg_trial_end(r);
		ret->change = 0;
	}
	return rc;
}
