/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya watch: today's copy of somebody's list held against what the register knows of it. */
#include <inttypes.h>
#include <string.h>

#include "cli/people_text.h"
#include "cli/watch.h"

#define FILE_MOST ((size_t)512 << 20)
/* More than so many gone, and more than one part in so many of the list, is asked about. */
#define GONE_MOST 10
#define GONE_PART 5
#define REPORT_BYTES_MOST ((size_t)256 << 20)

static const char *const fates[] = {
	[WATCH_PRESENT] = "present", [WATCH_CHANGED] = "changed", [WATCH_JOINED] = "newly_listed",
	[WATCH_APPEARED] = "appeared", [WATCH_UNSURE] = "unsure",
};

static enum rc label_of(const struct watch *w, int64_t subject, char **ret_label, char handle_text[HANDLE_TEXT])
{
	enum kind kind;
	handle h;
	enum rc rc = subject_label(w->reg, reg_viewer(w->reg), w->c->arena, subject, "en", ret_label, &w->c->fault);
	if (rc == RC_OK) {
		rc = subject_get(w->reg, reg_viewer(w->reg), subject, &kind, &h, &w->c->fault);
	}
	if (rc == RC_OK) {
		(void)handle_format(h, handle_text);
	}
	return rc;
}

/* Its outside key, or its name where it has none. */
static enum rc name_body(struct watch *w)
{
	struct statement *list;
	size_t count = 0;
	enum rc rc = subject_label(w->reg, reg_viewer(w->reg), w->c->arena, w->body, "en", &w->body_label, &w->c->fault);
	if (rc == RC_OK) {
		rc = subject_statements(w->reg, reg_viewer(w->reg), w->c->arena, w->body, false, &list, &count, &w->c->fault);
	}
	w->body_key = rc == RC_OK ? w->body_label : NULL;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		if (list[i].property->code == P_KEY) {
			w->body_key = str_dup(w->c->arena, list[i].value.text);
			break;
		}
	}
	return rc;
}

static enum rc find_body(struct watch *w, const char *name)
{
	struct match *list;
	struct fault ignored = {0};
	size_t count = 0;
	char *clean;
	struct context *c = w->c;
	enum rc rc = text_clean(c->arena, str_of(name), &clean, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = subject_by_key(w->reg, reg_viewer(w->reg), KIND_ORGANISATION, str_of(clean), &w->body, &ignored);
	if (rc == RC_NOT_FOUND) {
		rc = find_name(w->reg, reg_viewer(w->reg), c->arena, KIND_ORGANISATION, str_of(clean), 2, &list, &count,
			&c->fault);
		bool one = rc == RC_OK && count && list[0].certainty == MATCH_SAME
			&& (count == 1 || list[1].certainty != MATCH_SAME);
		w->body = one ? list[0].subject : 0;
		if (rc == RC_OK && !one) {
			rc = fault_set(&c->fault, RC_INVALID, "--against: \"%s\" is no organisation of the register", name);
			fault_hint(&c->fault, "\"volya find\" looks for its name; its key will do, too");
		}
	} else if (rc != RC_OK) {
		return fault_set(&c->fault, rc, "%s", ignored.message);
	}
	return rc == RC_OK ? name_body(w) : rc;
}

/* ---- the report ---- */

static enum rc print_row(const struct watch *w, const struct watch_row *row)
{
	char *label = NULL, text[HANDLE_TEXT];
	enum rc rc = row->subject ? label_of(w, row->subject, &label, text) : RC_OK;
	if (rc != RC_OK) {
		return rc;
	}
	int column = printf("  line %-6u ", row->line);
	char *words = arena_printf(w->c->arena, "%.*s%s%.*s", STR_ARG(row->name), row->born_text.n ? ", born " : "",
		STR_ARG(row->born_text));
	if (label) {
		words = arena_printf(w->c->arena, "%s%s %s (%s)", words, row->fate == WATCH_UNSURE ? " may be" : " is", label,
			text);
	}
	bool told = row->why && strstr(row->why, "probability");
	if (row->why && row->fate == WATCH_UNSURE && row->probability > 0 && !told) {
		words = arena_printf(w->c->arena, "%s, probability %.2f: %s", words, (double)row->probability, row->why);
	} else if (row->why && row->fate != WATCH_JOINED) {
		words = arena_printf(w->c->arena, "%s: %s", words, row->why);
	}
	print_wrapped(stdout, w->c->width, 14, column, words);
	return RC_OK;
}

static enum rc print_fate(const struct watch *w, enum watch_fate fate, const char *heading)
{
	enum rc rc = RC_OK;
	if (w->counts[fate]) {
		printf("\n%s:\n", heading);
	}
	for (size_t i = 0; rc == RC_OK && i < w->row_count; i++) {
		if (w->rows[i].fate == fate) {
			rc = print_row(w, &w->rows[i]);
		}
	}
	return rc;
}

static enum rc print_gone(const struct watch *w)
{
	char *label, text[HANDLE_TEXT];
	enum rc rc = RC_OK;
	if (watch_count_gone(w, false)) {
		puts("\nDisappeared:");
	}
	for (size_t i = 0; rc == RC_OK && i < w->listed_count; i++) {
		if (w->seen[i] || w->perhaps[i]) {
			continue;
		}
		rc = label_of(w, w->listed[i], &label, text);
		if (rc == RC_OK) {
			printf("  %s  %s\n", text, label);
		}
	}
	if (rc == RC_OK && watch_count_gone(w, false)) {
		print_wrapped(stdout, w->c->width, 0, 0,
			"They are no longer on this list, no more: nobody is taken for released because of that. Why they "
			"are gone is for a person to find out, and to say with a source.");
	}
	return rc;
}

static enum rc print_text(const struct watch *w, const struct watch_change *change)
{
	char text[DAY_TEXT];
	printf("%zu rows in %s; %zu people are listed by %s on %s.\n", w->row_count, w->list.path, w->listed_count,
		w->body_label, day_format(w->on, text));
	printf("%zu present, %zu changed, %zu newly listed, %zu appeared, %zu disappeared, %zu unsure.\n",
		w->counts[WATCH_PRESENT], w->counts[WATCH_CHANGED], w->counts[WATCH_JOINED], w->counts[WATCH_APPEARED],
		watch_count_gone(w, false), w->counts[WATCH_UNSURE]);
	if (w->unread_births) {
		printf("%zu birth dates are not understood; by the name alone such a row is unsure.\n",
			w->unread_births);
	}
	enum rc rc = print_fate(w, WATCH_CHANGED, "Changed");
	if (rc == RC_OK) {
		rc = print_fate(w, WATCH_JOINED, "Known here, and newly listed");
	}
	if (rc == RC_OK) {
		rc = print_fate(w, WATCH_APPEARED, "Appeared: nobody like them is known here");
	}
	if (rc == RC_OK) {
		rc = print_fate(w, WATCH_UNSURE, "Unsure, for a person to judge");
	}
	if (rc == RC_OK) {
		rc = print_gone(w);
	}
	return rc == RC_OK ? watch_print_change(w, change) : rc;
}

static enum rc json_rows(const struct watch *w, struct json_writer *j)
{
	char *label, text[HANDLE_TEXT];
	enum rc rc = RC_OK;
	for (size_t i = 0; rc == RC_OK && i < w->row_count; i++) {
		const struct watch_row *row = &w->rows[i];
		label = NULL;
		rc = row->subject ? label_of(w, row->subject, &label, text) : RC_OK;
		json_object(j);
		json_put_int(j, "line", row->line);
		json_put_str(j, "name", row->name);
		json_put_cstr(j, "fate", fates[row->fate]);
		json_put_cstr(j, "person", label ? text : NULL);
		json_put_cstr(j, "known_as", label);
		json_put_cstr(j, "why", row->why);
		json_object_end(j);
	}
	return rc;
}

static enum rc print_json(const struct watch *w, const struct watch_change *change)
{
	struct json_writer j;
	struct buf out;
	char *label, text[HANDLE_TEXT];
	buf_init(&out, REPORT_BYTES_MOST);
	json_init(&j, &out, true);
	json_object(&j);
	json_put_cstr(&j, "against", w->body_label);
	json_put_day(&j, "on", w->on);
	json_put_int(&j, "listed", (int64_t)w->listed_count);
	json_key(&j, "rows");
	json_array(&j);
	enum rc rc = json_rows(w, &j);
	json_array_end(&j);
	json_key(&j, "disappeared");
	json_array(&j);
	for (size_t i = 0; rc == RC_OK && i < w->listed_count; i++) {
		rc = w->seen[i] || w->perhaps[i] ? RC_OK : label_of(w, w->listed[i], &label, text);
		if (rc == RC_OK && !w->seen[i] && !w->perhaps[i]) {
			json_object(&j);
			json_put_cstr(&j, "person", text);
			json_put_cstr(&j, "known_as", label);
			json_object_end(&j);
		}
	}
	json_array_end(&j);
	if (rc == RC_OK) {
		rc = watch_json_change(w, change, &j);
	}
	json_object_end(&j);
	buf_putc(&out, '\n');
	if (rc == RC_OK) {
		rc = write_output(w->c, NULL, buf_view(&out));
	}
	buf_finish(&out);
	return rc;
}

/* A copy that was cut off would have half of a list disappear. */
static enum rc check_gone(const struct watch *w, const struct args *args)
{
	size_t gone = watch_count_gone(w, false);
	if (args_given(args, "gone") || gone <= GONE_MOST || gone <= w->listed_count / GONE_PART) {
		return RC_OK;
	}
	(void)fault_set(&w->c->fault, RC_CONFLICT, "%zu of %zu people listed by %s are not in %s: nothing was written",
		gone, w->listed_count, w->body_label, w->list.path);
	fault_hint(&w->c->fault, "see whether the file is whole; --gone records it all the same");
	return RC_CONFLICT;
}

/* Whoever is withheld is found by nobody, and a copy must not make them public under another record. */
static enum rc check_new(const struct watch *w, const struct args *args)
{
	int64_t withheld = 0;
	enum rc rc = withheld_count(w->reg, &withheld, &w->c->fault);
	if (rc != RC_OK || withheld == 0 || w->counts[WATCH_APPEARED] == 0 || args_given(args, "new")) {
		return rc;
	}
	(void)fault_set(&w->c->fault, RC_CONFLICT, "%zu who appeared may be among the people who are withheld in this "
		"register: nothing was written", w->counts[WATCH_APPEARED]);
	fault_hint(&w->c->fault, "look for them first; --new records those who appeared as public people");
	return RC_CONFLICT;
}

static enum rc record(struct watch *w, const struct args *args, const struct watch_change *change)
{
	int64_t no = 0;
	enum rc rc = check_gone(w, args);
	if (rc == RC_OK) {
		rc = check_new(w, args);
	}
	if (rc == RC_OK && change->count) {
		rc = watch_record(w, change, &no);
	}
	if (rc == RC_OK && change->seen_later) {
		fprintf(stderr, "%zu not on this copy are on the list by a source as late or later: nothing is said of them.\n",
			change->seen_later);
	}
	if (rc == RC_OK && no) {
		fprintf(stderr, "Recorded as change %" PRId64 ": %zu statements, %zu new %s, %zu back, %zu no longer listed.\n"
			"\"volya undo %" PRId64 "\" takes it back.\n", no, change->count, change->people,
			change->people == 1 ? "person" : "people", change->back, change->gone, no);
	} else if (rc == RC_OK && !print_drafted(stderr, reg_drafted(w->reg))) {
		fputs("This copy says nothing that is not recorded: nothing was written.\n", stderr);
	}
	return rc;
}

/* Without --record: whether it would be refused. Nothing is told of people who are withheld. */
static enum rc foresee(struct watch *w, const struct args *args)
{
	enum rc rc = check_gone(w, args);
	if (rc == RC_CONFLICT) {
		fprintf(stderr, "--record would be refused: %s.\n%s.\n", w->c->fault.message, w->c->fault.hint);
		fault_clear(&w->c->fault);
		rc = RC_OK;
	}
	return rc;
}

static enum rc run(struct watch *w, const struct args *args, struct str bytes)
{
	int format;
	struct watch_change change;
	enum rc rc = args_choice(w->c, args, "format", &format);
	if (rc == RC_OK) {
		rc = find_body(w, args_value(args, "against"));
	}
	if (rc == RC_OK) {
		rc = watch_find_copy(w, bytes, args_given(args, "on"));
	}
	if (rc == RC_OK) {
		rc = link_list_read(w->c, args->operands[0], args_value(args, "fields"), &w->list);
	}
	if (rc == RC_OK) {
		rc = watch_compare(w);
	}
	if (rc == RC_OK) {
		rc = watch_plan(w, args_value(args, "title"), &change);
	}
	if (rc == RC_OK) {
		rc = format == 1 ? print_json(w, &change) : print_text(w, &change);
	}
	if (rc != RC_OK) {
		return rc;
	}
	return args_given(args, "record") ? record(w, args, &change) : foresee(w, args);
}

enum rc cmd_watch(struct context *c, const struct args *args, int *ret_status)
{
	const char *language = args_value(args, "language");
	struct watch w = {.c = c, .language = language ? str_of(language) : STR("")};
	struct str bytes = {0};
	bool recording = args_given(args, "record");
	enum rc rc = args_day(c, args, "on", day_today(), &w.on);
	if (rc == RC_OK && !args_given(args, "against")) {
		rc = fault_set(&c->fault, RC_INVALID, "whose list is it? --against names the organisation");
	}
	if (rc == RC_OK) {
		rc = read_file(c, args->operands[0], FILE_MOST, &bytes);
	}
	ledger_start();
	if (rc == RC_OK) {
		rc = open_register(c, recording ? DB_WRITE : DB_READ, &w.reg);
	}
	if (rc == RC_OK) {
		rc = run(&w, args, bytes);
	}
	bool differs = w.counts[WATCH_PRESENT] < w.row_count || watch_count_gone(&w, false) || watch_count_gone(&w, true);
	*ret_status = differs ? 1 : 0;
	if (recording) {
		close_register(c, w.reg);
	} else {
		reg_close(w.reg);
	}
	return rc;
}
