/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An import from its first row to its change: all rows or none, or the good ones. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "register/import.h"

#define BAD_ROWS_MOST ((size_t)1 << 30)
#define ROW_MEMORY ((size_t)256 << 20)

struct run {
	struct import im;
	struct csv_reader *csv;
	struct buf bad; /* rows left out, as CSV */
	struct fault first;
	struct late_rows late;
};

static void copy_cells(struct run *run, const struct csv_row *row, const char *reason)
{
	const struct columns *columns = &run->im.columns;
	bool first = true;
	for (size_t i = 0; i < columns->count || i < row->count; i++) {
		if (i < columns->count && columns->list[i].what == COLUMN_REASON) {
			continue;
		}
		csv_write_cell(&run->bad, i < row->count ? row->cells[i].text : (struct str){0}, first);
		first = false;
	}
	csv_write_cell(&run->bad, str_of(reason), first);
	csv_end_row(&run->bad);
}

/* A row that cannot be taken: named, counted, kept for mending. */
static void take_bad(struct run *run, const struct csv_row *row, const struct fault *why)
{
	struct import *im = &run->im;
	bool clash = why->rc == RC_CONFLICT;
	char *text = why->hint[0] ? arena_printf(im->row_arena, "%s (%s)", why->message, why->hint)
		: arena_strdup(im->row_arena, why->message);
	im->report->clashes += clash;
	im->report->bad += !clash;
	report_note(im, why->line ? why->line : row->line, why->column, clash ? ROW_CLASH : ROW_BAD, NULL,
		why->field[0] ? why->field : NULL, text);
	if (run->first.rc == RC_OK) {
		run->first = *why;
		run->first.rc = RC_INVALID;
	}
	if (im->options->keep_going) {
		copy_cells(run, row, why->message);
	}
}

static void count_fate(struct import_report *r, enum row_fate fate)
{
	r->made += fate == ROW_NEW;
	r->changed += fate == ROW_CHANGED;
	r->same += fate == ROW_SAME;
}

/* A fault of the row, and not of the system. */
static bool is_of_row(enum rc rc)
{
	return rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED;
}

/* A row that shows itself bad as it is said has been said in part: the next round is without it. */
static enum rc say_row(struct run *run, const struct csv_row *row, struct fault *f)
{
	struct fault why = {0};
	enum row_fate fate;
	enum rc rc = row_say(&run->im, row, &fate, &why);
	if (rc == RC_OK) {
		count_fate(run->im.report, fate);
	} else if (is_of_row(rc)) {
		fault_where(&why, run->im.name, row->line, 0);
		late_add(&run->late, row->line, &why);
		return RC_OK;
	} else {
		*f = why;
	}
	return rc;
}

static enum rc take_row(struct run *run, const struct csv_row *row, struct fault *f)
{
	struct fault why = {0};
	const struct fault *late = late_find(&run->late, row->line);
	run->im.report->rows++;
	if (late) {
		take_bad(run, row, late);
		return RC_OK;
	}
	enum rc rc = row_read(&run->im, row, &why);
	if (is_of_row(rc) || rc == RC_LIMIT) {
		why.rc = rc;
		fault_where(&why, run->im.name, row->line, 0);
		take_bad(run, row, &why);
		return RC_OK;
	}
	if (rc != RC_OK) {
		*f = why;
		return rc;
	}
	return say_row(run, row, f);
}

/* References to rows below that never came: their rows are bad. */
static void check_pending(struct run *run)
{
	struct import *im = &run->im;
	for (size_t i = 0; i < im->pending_count; i++) {
		struct fault why = {0};
		if (!pending_known(im, &im->pending[i], &why)) {
			late_add(&run->late, im->pending[i].line, &why);
		}
	}
}

static enum rc take_pending(struct run *run, struct fault *f)
{
	struct import *im = &run->im;
	for (size_t i = 0; i < im->pending_count; i++) {
		struct fault why = {0};
		enum rc rc = say_pending(im, &im->pending[i], &why);
		if (is_of_row(rc)) {
			late_add(&run->late, im->pending[i].line, &why);
		} else if (rc != RC_OK) {
			*f = why;
			return rc;
		}
	}
	return RC_OK;
}

static void show_progress(const struct run *run)
{
	const struct progress *p = run->im.options->progress;
	if (p && p->step && run->im.report->rows % 500 == 0) {
		uint64_t done, total;
		csv_position(run->csv, &done, &total);
		p->step(p->data, "reading", done, total);
	}
}

static enum rc take_rows(struct run *run, struct fault *f)
{
	const struct csv_row *row;
	for (;;) {
		enum rc rc = csv_next(run->csv, &row, f);
		if (rc != RC_OK || !row) {
			return rc;
		}
		arena_reset(run->im.row_arena);
		rc = take_row(run, row, f);
		if (rc != RC_OK) {
			fault_where(f, run->im.name, row->line, 0);
			return rc;
		}
		show_progress(run);
	}
}

static enum rc read_header(struct run *run, struct arena *a, struct fault *f)
{
	const struct csv_row *header;
	struct import *im = &run->im;
	enum rc rc = csv_next(run->csv, &header, f);
	if (rc != RC_OK) {
		return rc;
	}
	if (!header) {
		return fault_set(f, RC_INVALID, "%s is empty", im->name);
	}
	rc = columns_read(a, header, im->name, im->kind, im->options, &im->columns, f);
	if (rc == RC_OK && im->options->keep_going) {
		copy_cells(run, header, "reason");
	}
	return rc;
}

static enum rc default_source(struct import *im, struct fault *f)
{
	const char *key = im->options->source;
	if (!key) {
		return RC_OK;
	}
	im->default_source = keys_find(im->keys, KIND_SOURCE, str_of(key));
	if (im->default_source) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_INVALID, "--source: there is no source \"%s\"", key);
	fault_hint(f, "import it first: a row of sources.csv");
	return rc;
}

static char *bad_rows_name(const struct run *run, struct arena *a, const char *path)
{
	const struct import_options *o = run->im.options;
	return o->bad_rows ? arena_strdup(a, o->bad_rows) : arena_printf(a, "%s.bad.csv", path);
}

/* A file that is there may hold rows that somebody is mending: looked at before anything is read. */
static enum rc check_bad_rows(const struct run *run, struct arena *a, const char *path, struct fault *f)
{
	struct stat st;
	const struct import_options *o = run->im.options;
	char *name = bad_rows_name(run, a, path);
	if (!o->keep_going || o->dry_run || lstat(name, &st) != 0 || !(S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))) {
		return RC_OK;
	}
	enum rc rc = fault_set(f, RC_INVALID, "%s is there already, and bad rows would be written over it", name);
	fault_hint(f, "import it or move it away, or name another file with --bad-rows");
	return rc;
}

/* Into a device or pipe as it stands. */
static enum rc write_special(const struct run *run, const char *name, struct fault *f)
{
	FILE *out = fopen(name, "we");
	bool fine = out && fwrite(run->bad.p, 1, run->bad.n, out) == run->bad.n;
	if (out) {
		fine = fclose(out) == 0 && fine;
	}
	return fine ? RC_OK : fault_errno(f, RC_IO, "cannot write %s", name);
}

/* Under its own name whole, or not at all. */
static enum rc write_bad_rows(const struct run *run, struct arena *a, const char *path, struct fault *f)
{
	struct stat st;
	char *name = bad_rows_name(run, a, path);
	char *temporary = arena_printf(a, "%s.XXXXXX", name);
	if (run->bad.full) {
		return fault_set(f, RC_LIMIT, "too many bad rows to write them out");
	}
	run->im.report->bad_rows = name;
	if (lstat(name, &st) == 0 && !S_ISREG(st.st_mode)) {
		return write_special(run, name, f);
	}
	int fd = mkstemp(temporary);
	FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
	bool fine = out && fwrite(run->bad.p, 1, run->bad.n, out) == run->bad.n && fflush(out) == 0
		&& fsync(fd) == 0;
	if (out) {
		fine = fclose(out) == 0 && fine;
	}
	if (!fine || rename(temporary, name) != 0) {
		enum rc rc = fault_errno(f, RC_IO, "cannot write %s", name);
		unlink(temporary);
		return rc;
	}
	return RC_OK;
}

static size_t left_out(const struct run *run)
{
	return run->im.report->bad + run->im.report->clashes;
}

/* Whether the change holds: what it is not able to keep is bad in the rows that claim it. */
static enum rc try_change(struct run *run, struct fault *f)
{
	struct import *im = &run->im;
	size_t before = run->late.count;
	if (left_out(run) && !im->options->keep_going) {
		return RC_OK; /* it is given up anyway */
	}
	enum rc rc = change_settle(im->change, im->options->progress, f);
	if (is_of_row(rc)) {
		late_blame(&run->late, im);
	}
	if (run->late.count > before) {
		fault_clear(f);
		return RC_OK;
	}
	return rc;
}

/* Ends what was read and holds: kept, or given up. */
static enum rc settle(struct run *run, struct arena *a, const char *path, struct fault *f)
{
	struct import *im = &run->im;
	struct change *change = im->change;
	enum rc rc = RC_OK;
	im->change = NULL;
	if (left_out(run) && !im->options->keep_going) {
		*f = run->first;
		rc = run->first.rc;
	}
	if (rc == RC_OK && left_out(run) && !im->options->dry_run) {
		rc = write_bad_rows(run, a, path, f);
	}
	if (rc != RC_OK) {
		change_abandon(change);
		return rc;
	}
	return change_close(change, im->options->progress, &im->report->change, f);
}

/* Begins the change and takes all rows but those of run->late; where it adds some, the file must be read once more. */
static enum rc read_file(struct run *run, struct arena *a, const char *path, struct fault *f)
{
	struct import *im = &run->im;
	const char *message = im->options->message ? im->options->message : arena_printf(a, "import %s", im->name);
	enum rc rc = csv_open(path, im->options->delimiter, &run->csv, f);
	size_t before = run->late.count;
	if (rc == RC_OK) {
		rc = read_header(run, a, f);
	}
	if (rc == RC_OK) {
		rc = change_begin(im->reg, message, &im->change, f);
	}
	if (rc == RC_OK) {
		im->first_statement = im->change->next_statement;
		rc = keys_load(im->reg->db, &im->keys, f);
	}
	if (rc == RC_OK) {
		rc = default_source(im, f);
	}
	if (rc == RC_OK) {
		rc = take_rows(run, f);
	}
	if (rc == RC_OK) {
		check_pending(run);
	}
	if (rc == RC_OK && run->late.count == before) {
		rc = take_pending(run, f);
	}
	return rc == RC_OK && run->late.count == before ? try_change(run, f) : rc;
}

static void forget(struct run *run)
{
	csv_close(run->csv);
	change_abandon(run->im.change);
	keys_destroy(run->im.keys);
	free(run->im.claims);
	run->csv = NULL;
	run->im.change = NULL;
	run->im.keys = NULL;
	run->im.claims = NULL;
}

/* Rounds, until no row is bad by what another one lacks; each round leaves more out than the last. */
static enum rc run_import(struct run *run, struct arena *a, const char *path, struct fault *f)
{
	const struct import clean = run->im;
	bool again = true;
	enum rc rc = RC_OK;
	while (rc == RC_OK && again) {
		run->im = clean;
		run->first = (struct fault){0};
		*run->im.report = (struct import_report){0};
		buf_clear(&run->bad);
		late_sort(&run->late);
		size_t before = run->late.count;
		rc = read_file(run, a, path, f);
		again = run->late.count > before;
		if (rc != RC_OK || again) {
			forget(run);
		}
	}
	return rc == RC_OK ? settle(run, a, path, f) : rc;
}

static enum rc import_file(struct reg *r, struct arena *a, const char *path, const struct import_options *o,
	struct import_report *ret, struct fault *f)
{
	struct run run = {0};
	const char *slash = strrchr(path, '/');
	run.im = (struct import){.reg = r, .options = o, .kind = o->kind, .report = ret, .arena = a,
		.path = arena_strdup(a, path), .name = arena_strdup(a, slash ? slash + 1 : path)};
	run.im.row_arena = arena_create(ROW_MEMORY);
	buf_init(&run.bad, BAD_ROWS_MOST);
	enum rc rc = check_bad_rows(&run, a, path, f);
	if (rc == RC_OK) {
		rc = run_import(&run, a, path, f);
	}
	forget(&run);
	buf_finish(&run.bad);
	free(run.late.list);
	arena_destroy(run.im.row_arena);
	return rc;
}

enum rc import_csv(struct reg *r, struct arena *a, const char *path, const struct import_options *o,
	struct import_report *ret, struct fault *f)
{
	bool trial = o->dry_run && !r->trial; /* that of a folder is its own */
	enum rc rc = trial ? reg_trial_begin(r, f) : RC_OK;
	*ret = (struct import_report){0};
	if (rc == RC_OK) {
		rc = import_file(r, a, path, o, ret, f);
	}
	if (trial) {
		reg_trial_end(r);
		ret->change = 0;
	}
	return rc;
}
