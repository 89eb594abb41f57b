/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands that bring files in and out: import and export. */
#include <inttypes.h>
#include <sys/stat.h>

#include "cli/people_text.h"

static const char *const fates[] = {
	[ROW_NEW] = "new", [ROW_CHANGED] = "changed", [ROW_SAME] = "same", [ROW_CLASH] = "clash", [ROW_BAD] = "bad",
};

/* "people.csv:12:3: birth: clash: ..." */
static void print_note(FILE *out, const struct row_note *n)
{
	fprintf(out, "%s:%u", n->file, n->line);
	if (n->column) {
		fprintf(out, ":%u", n->column);
	}
	fprintf(out, ": %s%s%s%s%s\n", n->field ? n->field : "", n->field ? ": " : "", fates[n->fate],
		n->text ? ": " : "", n->text ? n->text : "");
}

static void print_notes(const struct import_report *report, bool differences)
{
	for (size_t i = 0; i < report->note_count; i++) {
		const struct row_note *n = &report->notes[i];
		if (n->fate == ROW_BAD || n->fate == ROW_CLASH) {
			print_note(stderr, n);
		} else if (differences && n->fate == ROW_CHANGED) {
			print_note(stdout, n);
		}
	}
}

/* What an import led to where it is no public change. */
struct kept {
	uint64_t drafted; /* EVENT_NONE: nothing */
	struct private_state private;
};

static void print_totals(const struct context *c, const struct import_report *report, bool dry_run,
	const struct kept *kept)
{
	printf("%zu rows: %zu new, %zu changed, %zu same", report->rows, report->made, report->changed,
		report->same);
	if (report->clashes || report->bad) {
		printf(", %zu in clash, %zu bad", report->clashes, report->bad);
	}
	putchar('\n');
	if (dry_run) {
		printf("A dry run: nothing was written; %zu %s would be.\n", report->statements,
			count_word(report->statements, "statement", "statements"));
	} else if (report->change) {
		printf("Recorded as change %" PRId64 ", %zu %s. \"volya undo %" PRId64 "\" takes it back.\n", report->change,
			report->statements, count_word(report->statements, "statement", "statements"), report->change);
	} else if (!print_drafted(stdout, kept->drafted) && !print_said(stdout, &kept->private)) {
		puts("Nothing new: nothing was written.");
	}
	if (report->bad_rows) {
		paragraph(c, "The rows left out are in %s, with reasons: mend them there and import that file.",
			report->bad_rows);
	}
}

static void write_report_json(const struct import_report *report, const struct kept *kept, struct buf *out)
{
	struct json_writer w;
	json_init(&w, out, true);
	json_object(&w);
	json_put_int(&w, "change", report->change);
	if (kept->drafted != EVENT_NONE) {
		json_put_int(&w, "draft", (int64_t)kept->drafted);
	}
	if (kept->private.said) {
		json_put_int(&w, "private", kept->private.said);
	}
	json_put_int(&w, "rows", (int64_t)report->rows);
	json_put_int(&w, "new", (int64_t)report->made);
	json_put_int(&w, "changed", (int64_t)report->changed);
	json_put_int(&w, "same", (int64_t)report->same);
	json_put_int(&w, "clashes", (int64_t)report->clashes);
	json_put_int(&w, "bad", (int64_t)report->bad);
	json_put_int(&w, "statements", (int64_t)report->statements);
	json_put_cstr(&w, "bad_rows", report->bad_rows);
	json_key(&w, "notes");
	json_array(&w);
	for (size_t i = 0; i < report->note_count; i++) {
		const struct row_note *n = &report->notes[i];
		json_object(&w);
		json_put_cstr(&w, "file", n->file);
		json_put_int(&w, "line", n->line);
		json_put_int(&w, "column", n->column);
		json_put_cstr(&w, "fate", fates[n->fate]);
		json_put_cstr(&w, "key", n->key);
		json_put_cstr(&w, "field", n->field);
		json_put_cstr(&w, "text", n->text);
		json_object_end(&w);
	}
	json_array_end(&w);
	json_object_end(&w);
	buf_putc(out, '\n');
}

static enum rc read_options(struct context *c, const struct args *args, struct import_options *o)
{
	const char *kind = args_value(args, "kind");
	*o = (struct import_options){
		.key_columns = args_value(args, "key"), .map = args_value(args, "map"),
		.source = args_value(args, "source"), .message = args_value(args, "message"),
		.dry_run = args_given(args, "dry-run"), .keep_going = args_given(args, "keep-going"),
		.bad_rows = args_value(args, "bad-rows"), .progress = &c->progress,
	};
	if (!kind) {
		return RC_OK;
	}
	const struct kind_info *info = kind_find(str_of(kind));
	if (!info) {
		const char *keys[KIND_LAST];
		for (int k = 1; k <= KIND_LAST; k++) {
			keys[k - 1] = kind_info((enum kind)k)->key;
		}
		const char *nearest = text_nearest(str_of(kind), keys, KIND_LAST);
		enum rc rc = fault_set(&c->fault, RC_INVALID, "--kind: there is no kind \"%s\"", kind);
		fault_hint(&c->fault, "%s%s%s\"volya kinds\" lists them", nearest ? "did you mean " : "",
			nearest ? nearest : "", nearest ? "? " : "");
		return rc;
	}
	o->kind = info->kind;
	return RC_OK;
}

static enum rc print_report(struct context *c, const struct args *args, const struct import_report *report,
	const struct kept *kept)
{
	int format;
	enum rc rc = args_choice(c, args, "format", &format);
	if (rc != RC_OK) {
		return rc;
	}
	if (format == 0) {
		print_notes(report, args_given(args, "dry-run"));
		print_totals(c, report, args_given(args, "dry-run"), kept);
		return RC_OK;
	}
	struct buf out;
	buf_init(&out, (size_t)64 << 20);
	write_report_json(report, kept, &out);
	rc = write_output(c, NULL, buf_view(&out));
	buf_finish(&out);
	return rc;
}

/* What was not taken, where the fault itself, printed by the caller, does not say all of it. */
static void print_refusal(const struct import_report *report)
{
	if (report->bad + report->clashes > 1) {
		print_notes(report, false);
		fputs("--keep-going takes the good rows.\n", stderr);
	}
	if (report->change) {
		fprintf(stderr, "The files before this one are in, up to change %" PRId64 ".\n", report->change);
	} else if (report->rows) {
		fputs("Nothing was written.\n", stderr);
	}
}

/* In private, where that is said; else in public. */
static enum rc say_to(struct context *c, const struct args *args, struct reg **r)
{
	bool unused;
	if (!args_given(args, "members") && !args_given(args, "sealed-for")) {
		return RC_OK;
	}
	enum rc rc = open_private(c, r);
	if (rc == RC_OK) {
		rc = private_say_by(c, args, *r, &unused);
		if (rc != RC_OK) {
			reg_close(*r);
		}
	}
	return rc;
}

enum rc cmd_import(struct context *c, const struct args *args, int *ret_status)
{
	const char *path = args->operands[0];
	struct import_options o;
	struct import_report report = {0};
	struct stat st;
	struct reg *r;
	enum rc rc = read_options(c, args, &o);
	if (rc != RC_OK) {
		return rc;
	}
	if (stat(path, &st) != 0) {
		return fault_errno(&c->fault, RC_INVALID, "cannot open %s", path);
	}
	if (S_ISDIR(st.st_mode) && o.bad_rows) {
		rc = fault_set(&c->fault, RC_INVALID, "--bad-rows names one file, and the files of a folder have other columns "
			"each");
		fault_hint(&c->fault, "without it the bad rows of FILE.csv go to FILE.csv.bad.csv");
		return rc;
	}
	ledger_start();
	rc = open_register(c, DB_WRITE, &r);
	rc = rc == RC_OK ? say_to(c, args, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = S_ISDIR(st.st_mode) ? import_folder(r, c->arena, path, &o, &report, &c->fault)
		: import_csv(r, c->arena, path, &o, &report, &c->fault);
	progress_clear();
	struct kept kept = {.drafted = reg_drafted(r)};
	reg_private_state(r, &kept.private);
	close_register(c, r);
	if (rc == RC_OK) {
		rc = print_report(c, args, &report, &kept);
		*ret_status = report.bad || report.clashes ? 1 : 0;
	} else {
		print_refusal(&report);
	}
	return rc == RC_CONFLICT ? RC_INVALID : rc; /* a clash is for whoever made the file to settle */
}

enum rc cmd_export(struct context *c, const struct args *args, int *ret_status)
{
	static const enum export_format formats[] = {EXPORT_CSV, EXPORT_JSON};
	int format;
	struct reg *r;
	(void)ret_status;
	enum rc rc = args_choice(c, args, "format", &format);
	if (rc == RC_OK) {
		ledger_start();
		rc = open_register(c, DB_READ, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = export_folder(r, &viewer_public, formats[format], args->operands[0], &c->progress, &c->fault);
	progress_clear();
	if (rc == RC_OK) {
		printf("%s holds what the register says in public.\n", args->operands[0]);
	}
	reg_close(r);
	return rc;
}
