/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands that hold lists against each other: link. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/people_text.h"
#include "cli/link_people.h"

#define OUTPUT_BYTES_MOST ((size_t)4 << 30)
/* From here on two rows are one person; a person looks at what lies between. */
#define THRESHOLD 0.5
#define REVIEW_LEAST 0.05
#define REVIEW_MOST 0.99
/* Pairs shown in the text report. */
#define SHOWN_MOST 10

struct run {
	struct context *c;
	const struct args *args;
	struct link_list lists[2];
	size_t list_count;
	struct reg *reg; /* with --people */
	struct link_people people; /* the last list, then */
	struct link_plan plan;
	struct link_rows rows;
	struct link_review review;
	struct linking *linking;
	double threshold;
	double surest; /* pairs above it are not worth asking about */
	size_t open;
	uint32_t count;
};

static void step(void *data, const char *stage, uint64_t done, uint64_t total)
{
	struct context *c = data;
	if (c->progress.step) {
		c->progress.step(c->progress.data, stage, done, total);
	}
}

static bool two_lists(const struct run *r)
{
	return r->list_count == 2;
}

/* What must not be compared although it is there: the column of --truth. */
static enum rc leave_out(struct run *r, struct link_list *list, const char *header)
{
	size_t column = link_list_column(list, header);
	if (column == SIZE_MAX) {
		return fault_set(&r->c->fault, RC_INVALID, "--truth: %s has no column \"%s\"", list->path, header);
	}
	list->roles[column].role = LINK_ROLE_NONE;
	return RC_OK;
}

static enum rc read_people(struct run *r)
{
	bool record = args_given(r->args, "record");
	r->surest = 1; /* nobody in the register is made one by a machine */
	if (r->args->count == 2) {
		return fault_set(&r->c->fault, RC_INVALID, "--people is the second list: name one file, or none");
	}
	enum rc rc = open_register(r->c, record ? DB_WRITE : DB_READ, &r->reg);
	if (rc == RC_OK) {
		rc = link_people_read(r->c, r->reg, &r->people);
	}
	r->lists[r->list_count++] = r->people.list;
	return rc;
}

static enum rc read_lists(struct run *r)
{
	enum rc rc = RC_OK;
	for (int i = 0; rc == RC_OK && i < r->args->count; i++) {
		rc = link_list_read(r->c, r->args->operands[i], args_value(r->args, "fields"), &r->lists[r->list_count]);
		r->list_count++;
	}
	if (rc == RC_OK && args_given(r->args, "people")) {
		rc = read_people(r);
	} else if (rc == RC_OK && r->list_count == 0) {
		rc = fault_set(&r->c->fault, RC_INVALID, "\"volya link\" needs a list");
		fault_hint(&r->c->fault, "name one or two CSV files, or --people for those of the register");
	}
	if (rc != RC_OK) {
		return rc;
	}
	const char *truth = args_value(r->args, "truth");
	for (size_t i = 0; truth && rc == RC_OK && i < r->list_count; i++) {
		rc = leave_out(r, &r->lists[i], truth);
	}
	if (rc != RC_OK) {
		return rc;
	}
	r->rows = (struct link_rows){{&r->lists[0], two_lists(r) ? &r->lists[1] : NULL}, &r->plan};
	r->count = (uint32_t)(r->lists[0].count + r->lists[1].count);
	return link_plan_make(r->c, &r->lists[0], r->rows.lists[1], &r->plan);
}

/* By name where there is none yet. */
static bool same_file(const char *one, const char *other)
{
	struct stat a, b;
	if (stat(one, &a) != 0 || stat(other, &b) != 0) {
		return strcmp(one, other) == 0;
	}
	return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static enum rc check_options(struct run *r)
{
	if (args_given(r->args, "record") && (!args_given(r->args, "people") || !args_given(r->args, "review")
		|| r->args->count)) {
		return fault_set(&r->c->fault, RC_INVALID,
			"--record keeps the answers of --review about people of the register: it goes with --people alone");
	}
	const char *output = args_value(r->args, "output"), *review = args_value(r->args, "review");
	bool over = output && review && same_file(output, review);
	for (int i = 0; output && i < r->args->count; i++) {
		over |= same_file(output, r->args->operands[i]);
	}
	for (int i = 0; review && i < r->args->count; i++) {
		over |= same_file(review, r->args->operands[i]);
	}
	if (over) {
		enum rc rc = fault_set(&r->c->fault, RC_INVALID, "one file is named twice, and would be written over");
		fault_hint(&r->c->fault, "the lists, --review and --output are different files");
		return rc;
	}
	return RC_OK;
}

static enum rc read_threshold(struct run *r)
{
	const char *text = args_value(r->args, "threshold");
	char *end;
	r->threshold = THRESHOLD;
	if (!text) {
		return RC_OK;
	}
	r->threshold = strtod(text, &end);
	if (*end || !(r->threshold > 0 && r->threshold < 1)) {
		return fault_set(&r->c->fault, RC_INVALID, "--threshold: \"%s\" is no probability between 0 and 1", text);
	}
	return RC_OK;
}

static enum rc run_linking(struct run *r)
{
	struct link_options o = {r->threshold, REVIEW_LEAST, args_given(r->args, "one-to-one"), step, r->c};
	const char *review = args_value(r->args, "review");
	r->linking = linking_create(r->plan.fields, r->plan.count);
	enum rc rc = link_list_add(r->c, &r->lists[0], 0, &r->plan, r->linking);
	if (rc == RC_OK && two_lists(r)) {
		rc = link_list_add(r->c, &r->lists[1], 1, &r->plan, r->linking);
	}
	if (rc == RC_OK && review) {
		rc = link_review_read(r->c, review, &r->rows, &r->review);
	}
	if (rc == RC_OK) {
		link_people_apply(&r->people, two_lists(r) ? (uint32_t)r->lists[0].count : 0, r->linking);
		link_review_apply(&r->review, r->linking);
		rc = linking_run(r->linking, &o, &r->c->fault);
	}
	if (rc == RC_OK && review) {
		rc = link_review_write(r->c, review, &r->rows, &r->review, r->linking, REVIEW_LEAST,
			r->surest, &r->open);
	}
	progress_clear();
	return rc;
}

/* ---- groups ---- */

static size_t group_size(const struct run *r, uint32_t *sizes)
{
	size_t groups = 0;
	for (uint32_t i = 0; i < r->count; i++) {
		groups += ++sizes[linking_group(r->linking, i)] == 2;
	}
	return groups;
}

/* ---- against the truth of a column, for lists made to measure with ---- */

static uint64_t pairs_of(uint64_t n)
{
	return n * (n - (n > 0)) / 2;
}

struct labelled {
	struct str truth;
	uint32_t group;
	bool second;
};

static int by_truth(const void *a, const void *b)
{
	const struct labelled *x = a, *y = b;
	int c = str_cmp(x->truth, y->truth);
	return c ? c : (x->group > y->group) - (x->group < y->group);
}

static int by_group(const void *a, const void *b)
{
	const struct labelled *x = a, *y = b;
	return (x->group > y->group) - (x->group < y->group);
}

/* Pairs within runs of equal rows; across the two lists only, where there are two. */
static uint64_t count_pairs(const struct labelled *list, size_t count, bool across,
	int (*compare)(const void *, const void *), bool truth_only)
{
	uint64_t pairs = 0;
	for (size_t at = 0, end; at < count; at = end) {
		uint64_t second = list[at].second;
		for (end = at + 1; end < count; end++) {
			if (truth_only ? !str_eq(list[at].truth, list[end].truth) : compare(&list[at], &list[end]) != 0) {
				break;
			}
			second += list[end].second;
		}
		pairs += across ? second * (end - at - second) : pairs_of(end - at);
	}
	return pairs;
}

static void measure(struct run *r, const char *header)
{
	struct labelled *list = arena_array(r->c->arena, (size_t)r->count + 1, sizeof *list);
	for (uint32_t i = 0; i < r->count; i++) {
		const struct link_list *of = &r->lists[i >= r->lists[0].count];
		size_t row = i - (of == &r->lists[1] ? r->lists[0].count : 0);
		list[i] = (struct labelled){of->rows[row][link_list_column(of, header)], linking_group(r->linking, i),
			of == &r->lists[1]};
	}
	qsort(list, r->count, sizeof *list, by_truth);
	uint64_t truth = count_pairs(list, r->count, two_lists(r), by_truth, true);
	uint64_t right = count_pairs(list, r->count, two_lists(r), by_truth, false);
	qsort(list, r->count, sizeof *list, by_group);
	uint64_t found = count_pairs(list, r->count, two_lists(r), by_group, false);
	double precision = found ? (double)right / (double)found : 0, recall = truth ? (double)right / (double)truth : 0;
	printf("Against the column %s: precision %.4f, recall %.4f, F1 %.4f (%" PRIu64 " pairs, %" PRIu64
		" found, %" PRIu64 " right)\n", header, precision, recall,
		precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0, truth, found, right);
}

/* ---- reports ---- */

static void print_fields(const struct run *r)
{
	printf("Compared on: ");
	for (size_t f = 0; f < r->plan.count; f++) {
		printf("%s%s (%s)", f ? ", " : "", one_line(r->c, r->plan.fields[f].label),
			link_type_name(r->plan.fields[f].type));
	}
	putchar('\n');
}

static char *row_line(const struct run *r, uint32_t row)
{
	return one_line(r->c, str_dup(r->c->arena, link_row_label(r->c, &r->rows, row)));
}

static void print_pairs(const struct run *r)
{
	const struct link_pair *pairs;
	size_t count = linking_pairs(r->linking, &pairs), shown = 0;
	for (size_t i = 0; i < count && shown < SHOWN_MOST; i++) {
		double p = linking_probability(pairs[i].weight);
		if (p > r->surest) {
			continue;
		}
		printf("%s\n  %s\n  %s\n  %.3f: %s\n", shown ? "" : "\nFor a person to judge:", row_line(r, pairs[i].a),
			row_line(r, pairs[i].b), p,
			one_line(r->c, linking_explain(r->linking, r->c->arena, pairs[i].a, pairs[i].b)));
		shown++;
	}
}

static enum rc print_text(struct run *r)
{
	struct link_effort effort = linking_effort(r->linking);
	uint32_t *sizes = arena_array(r->c->arena, (size_t)r->count + 1, sizeof *sizes);
	size_t groups = group_size(r, sizes), alone = 0;
	for (uint32_t i = 0; i < r->count; i++) {
		alone += sizes[i] == 1;
	}
	printf("%zu rows in %s", r->lists[0].count, r->lists[0].path);
	if (two_lists(r)) {
		printf(", %zu in %s", r->lists[1].count, r->lists[1].path);
	}
	putchar('\n');
	print_fields(r);
	printf("%" PRIu64 " of %" PRIu64 " possible pairs were compared.\n", effort.compared, effort.possible);
	if (effort.crowded) {
		printf("Compared with none, as all they share is shared by too many: %" PRIu32 " rows.\n", effort.crowded);
	}
	if (effort.alike) {
		paragraph(r->c, "Equal to others in all that is compared, which is too little to make them one: "
			"%" PRIu64 " %s.",
			effort.alike, count_word(effort.alike, "row", "rows"));
	}
	printf("%zu %s more than once, in %zu rows; %zu rows stand alone.\n", groups,
		groups == 1 ? "person stands" : "people stand", r->count - alone, alone);
	const char *review = args_value(r->args, "review");
	if (review) {
		printf("%s: %zu same, %zu never, %zu later; %zu open.\n", review, r->review.same, r->review.never,
			r->review.later, r->open);
		if (r->review.lost) {
			printf("%zu %s about rows that are no longer there, or have changed; kept, not followed.\n",
				r->review.lost, r->review.lost == 1 ? "answer is" : "answers are");
		}
	} else {
		print_pairs(r);
	}
	return RC_OK;
}

/* A row for each row of the lists that stands with another: group, list, id, line, what it says. */
static void write_csv(struct run *r, struct buf *out)
{
	uint32_t *sizes = arena_array(r->c->arena, (size_t)r->count + 1, sizeof *sizes);
	(void)group_size(r, sizes);
	buf_puts(out, "group,list,id,line,row\n");
	for (uint32_t i = 0; i < r->count; i++) {
		bool second = i >= r->lists[0].count;
		const struct link_list *of = &r->lists[second];
		uint32_t group = linking_group(r->linking, i);
		if (sizes[group] < 2) {
			continue;
		}
		csv_write_cell(out, link_row_id(r->c, &r->rows, group), true);
		csv_write_cell(out, str_of(of->path), false);
		csv_write_cell(out, link_row_id(r->c, &r->rows, i), false);
		csv_write_cell(out, str_of(arena_printf(r->c->arena, "%u",
			of->lines[second ? i - r->lists[0].count : i])), false);
		csv_write_cell(out, link_row_label(r->c, &r->rows, i), false);
		csv_end_row(out);
	}
}

static void write_json(struct run *r, struct buf *out)
{
	struct json_writer w;
	const struct link_pair *pairs;
	size_t count = linking_pairs(r->linking, &pairs);
	struct link_effort effort = linking_effort(r->linking);
	json_init(&w, out, true);
	json_object(&w);
	json_put_int(&w, "rows", r->count);
	json_put_int(&w, "compared", (int64_t)effort.compared);
	json_put_int(&w, "possible", (int64_t)effort.possible);
	json_put_int(&w, "compared_with_none", effort.crowded);
	json_put_int(&w, "equal_and_apart", (int64_t)effort.alike);
	json_key(&w, "pairs");
	json_array(&w);
	for (size_t i = 0; i < count; i++) {
		json_object(&w);
		json_put_str(&w, "left", link_row_id(r->c, &r->rows, pairs[i].a));
		json_put_str(&w, "right", link_row_id(r->c, &r->rows, pairs[i].b));
		json_key(&w, "probability");
		json_real(&w, linking_probability(pairs[i].weight), 4);
		json_put_bool(&w, "same", linking_group(r->linking, pairs[i].a) == linking_group(r->linking, pairs[i].b));
		json_put_cstr(&w, "why", linking_explain(r->linking, r->c->arena, pairs[i].a, pairs[i].b));
		json_object_end(&w);
	}
	json_array_end(&w);
	json_object_end(&w);
	buf_putc(out, '\n');
}

static enum rc print_result(struct run *r)
{
	int format;
	struct buf out;
	enum rc rc = args_choice(r->c, r->args, "format", &format);
	if (rc != RC_OK || format == 0) {
		return rc == RC_OK ? print_text(r) : rc;
	}
	buf_init(&out, OUTPUT_BYTES_MOST);
	if (format == 1) {
		write_csv(r, &out);
	} else {
		write_json(r, &out);
	}
	rc = write_output(r->c, args_value(r->args, "output"), buf_view(&out));
	buf_finish(&out);
	return rc;
}

static enum rc record(struct run *r)
{
	int64_t change;
	size_t said;
	enum rc rc = link_people_record(r->c, r->reg, &r->people, &r->review, args_value(r->args, "review"), &change,
		&said);
	if (rc == RC_OK && change) {
		printf("Recorded as change %" PRId64 ", %zu decisions. \"volya undo %" PRId64 "\" takes it back.\n", change,
			said, change);
	} else if (rc == RC_OK && !print_drafted(stdout, reg_drafted(r->reg))) {
		puts("No new decision: nothing was written.");
	}
	return rc;
}

enum rc cmd_link(struct context *c, const struct args *args, int *ret_status)
{
	struct run r = {.c = c, .args = args, .surest = REVIEW_MOST};
	(void)ret_status;
	ledger_start();
	enum rc rc = read_threshold(&r);
	if (rc == RC_OK) {
		rc = check_options(&r);
	}
	if (rc == RC_OK) {
		rc = read_lists(&r);
	}
	if (rc == RC_OK) {
		rc = run_linking(&r);
	}
	if (rc == RC_OK) {
		rc = print_result(&r);
	}
	if (rc == RC_OK && args_given(args, "truth")) {
		measure(&r, args_value(args, "truth"));
	}
	if (rc == RC_OK && args_given(args, "record")) {
		rc = record(&r);
	}
	linking_destroy(r.linking);
	if (args_given(args, "record")) {
		close_register(c, r.reg);
	} else {
		reg_close(r.reg);
	}
	return rc;
}
