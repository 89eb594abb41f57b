/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reviews of likely pairs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/link_review.h"

#define REVIEW_BYTES_MOST ((size_t)1 << 30)

static const char *const columns[] = {"decision", "probability", "left", "right", "left_row", "right_row", "why"};
#define COLUMNS (sizeof columns / sizeof *columns)

struct str link_row_id(struct context *c, const struct link_rows *rows, uint32_t number)
{
	bool second = number >= rows->lists[0]->count;
	return link_list_id(c, rows->lists[second], second ? number - rows->lists[0]->count : number);
}

struct str link_row_label(struct context *c, const struct link_rows *rows, uint32_t number)
{
	bool second = number >= rows->lists[0]->count;
	return link_list_label(c, rows->lists[second], second, rows->plan,
		second ? number - rows->lists[0]->count : number);
}

/* ---- rows by identifier ---- */

struct named_row {
	struct str id;
	uint32_t number;
};

static int by_id(const void *a, const void *b)
{
	const struct named_row *x = a, *y = b;
	return str_cmp(x->id, y->id);
}

static struct named_row *sorted_rows(struct context *c, const struct link_rows *rows, uint32_t from, uint32_t to)
{
	struct named_row *list = arena_array(c->arena, (size_t)(to - from) + 1, sizeof *list);
	for (uint32_t i = from; i < to; i++) {
		list[i - from] = (struct named_row){link_row_id(c, rows, i), i};
	}
	qsort(list, to - from, sizeof *list, by_id);
	return list;
}

/* The row of that identifier, but for `other`, whose cells are still what was judged: identifiers may stand twice. */
static bool find_row(struct context *c, const struct link_rows *rows, const struct named_row *sorted, size_t count,
	struct str id, struct str label, uint32_t other, uint32_t *ret)
{
	struct named_row key = {id, 0};
	const struct named_row *found = bsearch(&key, sorted, count, sizeof *sorted, by_id);
	while (found && found > sorted && str_eq(found[-1].id, id)) {
		found--;
	}
	for (; found && found < sorted + count && str_eq(found->id, id); found++) {
		if (found->number != other && str_eq(link_row_label(c, rows, found->number), label)) {
			*ret = found->number;
			return true;
		}
	}
	return false;
}

static uint64_t pair_of(uint32_t a, uint32_t b)
{
	return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static int by_pair(const void *a, const void *b)
{
	const struct link_answer *x = a, *y = b;
	int c = (x->pair > y->pair) - (x->pair < y->pair);
	return c ? c : (x->row > y->row) - (x->row < y->row);
}

static int by_pair_alone(const void *key, const void *item)
{
	const struct link_answer *x = key, *y = item;
	return (x->pair > y->pair) - (x->pair < y->pair);
}

/* One pair cannot be both: which of the two was meant, the program does not guess. */
static enum rc check_answers(struct context *c, const char *path, struct link_review *review)
{
	const struct link_answer *list = review->answers;
	for (size_t at = 0, end; at < review->answer_count; at = end) {
		const struct link_review_row *said = NULL;
		for (end = at; end < review->answer_count && list[end].pair == list[at].pair; end++) {
			const struct link_review_row *r = &review->rows[list[end].row];
			if (said && r->said != LINK_UNDECIDED && r->said != said->said) {
				enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%.*s\" of a pair of which line %u says \"%.*s\"",
					STR_ARG(r->decision), said->line, STR_ARG(said->decision));
				fault_where(&c->fault, path, r->line, 0);
				fault_field(&c->fault, columns[0]);
				fault_hint(&c->fault, "keep the answer that is right, and take the other line out");
				return rc;
			}
			said = r->said != LINK_UNDECIDED ? r : said;
		}
	}
	return RC_OK;
}

static enum rc know_rows(struct context *c, const char *path, const struct link_rows *rows, struct link_review *review)
{
	uint32_t first = (uint32_t)rows->lists[0]->count;
	uint32_t all = first + (uint32_t)(rows->lists[1] ? rows->lists[1]->count : 0);
	const struct named_row *left = sorted_rows(c, rows, 0, first), *right = left;
	size_t right_count = first;
	if (rows->lists[1]) {
		right = sorted_rows(c, rows, first, all);
		right_count = all - first;
	}
	review->answers = arena_array(c->arena, review->count + 1, sizeof *review->answers);
	for (size_t i = 0; i < review->count; i++) {
		struct link_review_row *r = &review->rows[i];
		r->known = find_row(c, rows, left, first, r->left, r->left_row, UINT32_MAX, &r->a)
			&& find_row(c, rows, right, right_count, r->right, r->right_row, r->a, &r->b);
		review->lost += !r->known && r->said != LINK_UNDECIDED;
		if (r->known) {
			review->answers[review->answer_count++] = (struct link_answer){pair_of(r->a, r->b), i};
		}
	}
	qsort(review->answers, review->answer_count, sizeof *review->answers, by_pair);
	return check_answers(c, path, review);
}

/* ---- reading ---- */

static enum rc read_decision(struct context *c, const char *path, const struct csv_cell *cell,
	struct link_review *review, enum link_decision *ret)
{
	*ret = LINK_UNDECIDED;
	if (str_is_nocase(cell->text, "same")) {
		*ret = LINK_SAME;
		review->same++;
	} else if (str_is_nocase(cell->text, "never")) {
		*ret = LINK_NEVER;
		review->never++;
	} else if (str_is_nocase(cell->text, "later")) {
		review->later++;
	} else if (cell->text.n) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%.*s\" is no decision", STR_ARG(cell->text));
		fault_where(&c->fault, path, cell->line, cell->column);
		fault_field(&c->fault, "decision");
		fault_hint(&c->fault, "write same, never or later, or leave it blank");
		return rc;
	}
	return RC_OK;
}

/* The place of each column of a review in a row of the file. */
struct layout {
	size_t at[COLUMNS], width;
};

static enum rc column_fault(struct context *c, const char *path, const struct csv_cell *cell, const char *what)
{
	enum rc rc = fault_set(&c->fault, RC_INVALID, "\"%.*s\" %s", STR_ARG(cell->text), what);
	fault_where(&c->fault, path, cell->line, cell->column);
	fault_hint(&c->fault, "take the column out: the file is written anew, and what stands there would be lost");
	return rc;
}

static enum rc read_layout(struct context *c, const char *path, const struct csv_row *row, struct layout *ret)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		ret->at[i] = SIZE_MAX;
	}
	for (size_t k = 0; k < row->count; k++) {
		size_t i = 0;
		while (i < COLUMNS && !str_is_nocase(row->cells[k].text, columns[i])) {
			i++;
		}
		if (i == COLUMNS && row->cells[k].text.n) {
			return column_fault(c, path, &row->cells[k], "is no column of a review");
		}
		if (i < COLUMNS && ret->at[i] != SIZE_MAX) {
			return column_fault(c, path, &row->cells[k], "stands twice");
		}
		if (i < COLUMNS) {
			ret->at[i] = k;
			ret->width = k + 1;
		}
	}
	for (size_t i = 0; i < COLUMNS; i++) {
		if (ret->at[i] == SIZE_MAX) {
			enum rc rc = fault_set(&c->fault, RC_INVALID, "the column \"%s\" is missing", columns[i]);
			fault_where(&c->fault, path, row->line, 0);
			fault_hint(&c->fault, "put it back, from a copy of the file if need be");
			return rc;
		}
	}
	return RC_OK;
}

static enum rc read_row(struct context *c, const char *path, const struct csv_row *row, const struct layout *layout,
	struct link_review *review)
{
	if (row->count < layout->width) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "%zu cells, where the first line has %zu", row->count,
			layout->width);
		fault_where(&c->fault, path, row->line, 0);
		fault_hint(&c->fault, "take the line out, or put back what is missing: open pairs are found again");
		return rc;
	}
	if (review->count == review->room) {
		size_t old = review->room;
		review->room = old ? old * 2 : 256;
		review->rows = arena_grow(c->arena, review->rows, old * sizeof *review->rows,
			review->room * sizeof *review->rows);
	}
	struct link_review_row *r = &review->rows[review->count];
	*r = (struct link_review_row){.line = row->line};
	struct str *const cells[] = {&r->decision, &r->probability, &r->left, &r->right, &r->left_row, &r->right_row,
		&r->why};
	for (size_t i = 0; i < COLUMNS; i++) {
		*cells[i] = str_copy(c->arena, row->cells[layout->at[i]].text);
	}
	enum rc rc = read_decision(c, path, &row->cells[layout->at[0]], review, &r->said);
	/* Pairs without an answer are found again. */
	review->count += rc == RC_OK && r->decision.n;
	return rc;
}

static bool is_review(const struct csv_row *row)
{
	for (size_t k = 0; row && k < row->count; k++) {
		if (str_is_nocase(row->cells[k].text, columns[0])) {
			return true;
		}
	}
	return false;
}

static enum rc read_rows(struct context *c, const char *path, struct csv_reader *csv, struct link_review *review)
{
	const struct csv_row *row;
	struct layout layout = {.width = 0};
	enum rc rc = csv_next(csv, &row, &c->fault);
	if (rc == RC_OK && !is_review(row)) {
		rc = fault_set(&c->fault, RC_INVALID, "this is no review file");
		fault_where(&c->fault, path, 1, 0);
		fault_hint(&c->fault, "one has a column \"decision\"; name a file that is not there to begin a new one");
	}
	if (rc == RC_OK) {
		rc = read_layout(c, path, row, &layout);
	}
	while (rc == RC_OK && (rc = csv_next(csv, &row, &c->fault)) == RC_OK && row) {
		rc = read_row(c, path, row, &layout, review);
	}
	return rc;
}

enum rc link_review_read(struct context *c, const char *path, const struct link_rows *rows, struct link_review *ret)
{
	struct csv_reader *csv;
	*ret = (struct link_review){0};
	if (stat(path, &ret->as_read) != 0 && errno == ENOENT) {
		return RC_OK;
	}
	enum rc rc = csv_open(path, 0, &csv, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = read_rows(c, path, csv, ret);
	csv_close(csv);
	return rc == RC_OK ? know_rows(c, path, rows, ret) : rc;
}

void link_review_apply(const struct link_review *review, struct linking *l)
{
	for (size_t i = 0; i < review->count; i++) {
		if (review->rows[i].known && review->rows[i].said != LINK_UNDECIDED) {
			linking_decide(l, review->rows[i].a, review->rows[i].b, review->rows[i].said);
		}
	}
}

/* ---- writing ---- */

static void write_row(struct buf *out, const struct link_review_row *r)
{
	const struct str cells[] = {r->decision, r->probability, r->left, r->right, r->left_row, r->right_row, r->why};
	for (size_t i = 0; i < COLUMNS; i++) {
		csv_write_cell(out, cells[i], i == 0);
	}
	csv_end_row(out);
}

static bool answered(const struct link_review *review, const struct link_pair *p)
{
	struct link_answer key = {pair_of(p->a, p->b), 0};
	return review->answer_count
		&& bsearch(&key, review->answers, review->answer_count, sizeof key, by_pair_alone);
}

/* Before it is read and before it is written: whoever saves it in between has it another time, size or place. */
static enum rc still_as_read(struct context *c, const char *path, const struct stat *then)
{
	struct stat now = {0};
	(void)stat(path, &now);
	if (now.st_ino == then->st_ino && now.st_dev == then->st_dev && now.st_size == then->st_size
		&& now.st_mtim.tv_sec == then->st_mtim.tv_sec && now.st_mtim.tv_nsec == then->st_mtim.tv_nsec) {
		return RC_OK;
	}
	enum rc rc = fault_set(&c->fault, RC_CONFLICT, "%s was changed while the lists were compared", path);
	fault_hint(&c->fault, "it is left as it is; run again, and what was answered is followed");
	return rc;
}

enum rc link_review_write(struct context *c, const char *path, const struct link_rows *rows,
	const struct link_review *review, const struct linking *l, double least, double most, size_t *ret_open)
{
	struct buf out;
	const struct link_pair *pairs;
	size_t count = linking_pairs(l, &pairs);
	*ret_open = 0;
	buf_init(&out, REVIEW_BYTES_MOST);
	for (size_t i = 0; i < COLUMNS; i++) {
		csv_write_cell(&out, str_of(columns[i]), i == 0);
	}
	csv_end_row(&out);
	for (size_t i = 0; i < review->count; i++) {
		write_row(&out, &review->rows[i]);
	}
	for (size_t i = 0; i < count; i++) {
		double p = linking_probability(pairs[i].weight);
		if (p < least || p > most || answered(review, &pairs[i])) {
			continue;
		}
		struct link_review_row r = {
			.probability = str_of(arena_printf(c->arena, "%.3f", p)),
			.left = link_row_id(c, rows, pairs[i].a), .right = link_row_id(c, rows, pairs[i].b),
			.left_row = link_row_label(c, rows, pairs[i].a), .right_row = link_row_label(c, rows, pairs[i].b),
			.why = str_of(linking_explain(l, c->arena, pairs[i].a, pairs[i].b)),
		};
		write_row(&out, &r);
		++*ret_open;
	}
	enum rc rc = out.full ? fault_set(&c->fault, RC_LIMIT, "the review would be larger than 1 GiB")
		: still_as_read(c, path, &review->as_read);
	if (rc == RC_OK) {
		rc = write_output(c, path, buf_view(&out));
	}
	buf_finish(&out);
	return rc;
}
