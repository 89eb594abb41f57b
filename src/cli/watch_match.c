/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rows of a copy held against the people of the register. */
#include <stdlib.h>
#include <string.h>

#include "cli/watch.h"

#define LISTED_MOST 2000000
#define MATCHES_MOST 8
/* A name is enough from this probability on: alone where it is the same in other letters, else beside a birth year. */
#define NAME_LEAST 0.9f

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Where a subject stands among the listed, or -1. */
static int64_t listed_at(const struct watch *w, int64_t subject)
{
	const int64_t *at = w->listed_count ? bsearch(&subject, w->listed, w->listed_count, sizeof subject, by_number)
		: NULL;
	return at ? at - w->listed : -1;
}

static enum rc read_listed(struct watch *w)
{
	struct answer answer;
	char text[DAY_TEXT];
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX, .list_most = LISTED_MOST};
	char *question = arena_printf(w->c->arena, "list people listed by \"%s\" on %s", w->body_key,
		day_format(w->on, text));
	enum rc rc = ask_run(w->reg, reg_viewer(w->reg), w->c->arena, str_of(question), &o, &answer, &w->c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	w->listed = arena_array(w->c->arena, answer.member_count + 1, sizeof *w->listed);
	w->seen = arena_array(w->c->arena, answer.member_count + 1, sizeof *w->seen);
	w->perhaps = arena_array(w->c->arena, answer.member_count + 1, sizeof *w->perhaps);
	for (size_t i = 0; i < answer.member_count; i++) {
		w->listed[w->listed_count++] = answer.members[i].subject;
	}
	if (w->listed_count) {
		qsort(w->listed, w->listed_count, sizeof *w->listed, by_number);
	}
	return RC_OK;
}

/* A cell of the plan's field, or of the two columns that make a name. */
static struct str cell_of(const struct watch *w, size_t row, size_t field)
{
	size_t column = w->plan.column[0][field], family = w->plan.family[0][field];
	struct str cell = w->list.rows[row][column];
	if (family == SIZE_MAX) {
		return str_trim(cell);
	}
	return str_of(arena_printf(w->c->arena, "%.*s %.*s", STR_ARG(str_trim(cell)),
		STR_ARG(str_trim(w->list.rows[row][family]))));
}

static size_t name_field(const struct watch *w)
{
	for (size_t f = 0; f < w->plan.count; f++) {
		if (w->plan.fields[f].type == LINK_NAME) {
			return f;
		}
	}
	return SIZE_MAX;
}

/* The first column of dates whose header speaks of birth. */
static size_t birth_field(const struct watch *w)
{
	static const char *const words[] = {"birth", "born", "dob", "нарадж", "рожд", "urodz", "geb", "naiss", "gim"};
	for (size_t f = 0; f < w->plan.count; f++) {
		struct str header = str_of(text_fold(w->c->arena, str_of(w->plan.fields[f].label)));
		for (size_t i = 0; w->plan.fields[f].type == LINK_DATE && i < sizeof words / sizeof *words; i++) {
			if (memmem(header.p, header.n, words[i], strlen(words[i]))) {
				return f;
			}
		}
	}
	return SIZE_MAX;
}

/* EDTF, or 31.12.1980. Returns the EDTF, or NULL. */
static char *read_date(struct context *c, struct str text, struct edtf_date *ret)
{
	struct edtf e;
	struct fault ignored = {0};
	if (text.n == 10 && text.p[2] == '.' && text.p[5] == '.') {
		text = str_of(arena_printf(c->arena, "%.4s-%.2s-%.2s", text.p + 6, text.p + 3, text.p));
	}
	if (edtf_parse(text, &e, &ignored) != RC_OK || e.interval || e.from.what != EDTF_KNOWN) {
		return NULL;
	}
	*ret = e.from;
	return str_dup(c->arena, text);
}

static struct str id_of(const struct watch *w, size_t row, size_t *ret_column)
{
	for (size_t i = 0; i < w->list.columns; i++) {
		struct str cell = str_trim(w->list.rows[row][i]);
		if (w->list.roles[i].role == LINK_ROLE_ID && cell.n) {
			*ret_column = i;
			return cell;
		}
	}
	return STR("");
}

/*
 * By the row's identifier, which is an outside key of a person: after the body's key and a colon (own: it is of this
 * list), or plain.
 */
static enum rc by_key(struct watch *w, struct str id, int64_t *ret, bool *ret_own)
{
	struct context *c = w->c;
	struct fault ignored = {0};
	*ret = 0;
	*ret_own = false;
	if (id.n == 0) {
		return RC_OK;
	}
	enum rc rc = subject_by_key(w->reg, reg_viewer(w->reg), KIND_PERSON,
		str_of(arena_printf(c->arena, "%s:%.*s", w->body_key, STR_ARG(id))), ret, &ignored);
	*ret_own = rc == RC_OK;
	if (rc == RC_NOT_FOUND) {
		fault_clear(&ignored);
		rc = subject_by_key(w->reg, reg_viewer(w->reg), KIND_PERSON, id, ret, &ignored);
	}
	return rc == RC_OK || rc == RC_NOT_FOUND ? RC_OK : fault_set(&c->fault, rc, "%s", ignored.message);
}

struct candidate {
	struct match match;
	enum birth_fit birth;
	bool listed;
};

/* Whether a row born then is surely this one. */
static bool settles(const struct edtf_date *born, const struct candidate *c)
{
	float least = born->lo == born->hi ? MATCH_POSSIBLE_LEAST : NAME_LEAST;
	bool name = c->match.certainty == MATCH_SAME && c->match.probability >= NAME_LEAST;
	return c->birth == BIRTH_FITS ? c->match.probability >= least : c->birth == BIRTH_NOT_SAID && name;
}

static enum rc find_candidates(struct watch *w, const struct watch_row *row, struct candidate *ret, size_t *ret_count)
{
	struct match *list;
	size_t count;
	*ret_count = 0;
	enum rc rc = find_name(w->reg, reg_viewer(w->reg), w->c->arena, KIND_PERSON, row->name, MATCHES_MOST, &list, &count,
		&w->c->fault);
	for (size_t i = 0; rc == RC_OK && i < count && list[i].certainty != MATCH_FAINT; i++) {
		struct candidate x = {list[i], BIRTH_NOT_SAID, listed_at(w, list[i].subject) >= 0};
		rc = person_birth_fit(w->reg, reg_viewer(w->reg), x.match.subject, &row->born, &x.birth, &w->c->fault);
		if (rc == RC_OK && x.birth != BIRTH_CONTRADICTS) {
			ret[(*ret_count)++] = x;
		}
	}
	return rc;
}

/* One candidate that settles it, and no other does; else the best is unsure, the listed before others. */
static void choose(struct watch_row *row, const struct candidate *list, size_t count)
{
	size_t sure = 0;
	const struct candidate *best = NULL;
	for (size_t i = 0; i < count; i++) {
		bool better = !best || settles(&row->born, &list[i]) > settles(&row->born, best)
			|| (settles(&row->born, &list[i]) == settles(&row->born, best) && list[i].listed > best->listed);
		sure += settles(&row->born, &list[i]);
		best = better ? &list[i] : best;
	}
	if (!best) {
		row->fate = WATCH_APPEARED;
		return;
	}
	row->subject = best->match.subject;
	row->probability = best->match.probability;
	row->why = best->match.why;
	row->fate = sure != 1 ? WATCH_UNSURE : best->listed ? WATCH_PRESENT : WATCH_JOINED;
}

/* What is recorded of a person that a row may say otherwise. */
struct recorded {
	bool spelling; /* the row's, word for word */
	bool born;     /* the row's day, year or span, or a more exact one within it */
	bool any_birth;
};

/* Whether the recorded date says all that the row's does. */
static bool holds(struct str recorded, const struct edtf_date *born)
{
	struct edtf e;
	struct fault ignored = {0};
	return edtf_parse(recorded, &e, &ignored) == RC_OK && e.from.what == EDTF_KNOWN && e.from.lo >= born->lo
		&& e.from.hi <= born->hi;
}

static enum rc read_recorded(struct watch *w, const struct watch_row *row, struct recorded *ret)
{
	struct statement *list;
	size_t count = 0;
	*ret = (struct recorded){.spelling = row->why && strncmp(row->why, "recorded spelling", 17) == 0};
	enum rc rc = subject_statements(w->reg, reg_viewer(w->reg), w->c->arena, row->subject, false, &list, &count,
		&w->c->fault);
	char *name = text_fold(w->c->arena, row->name);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct str text = list[i].value.text;
		if (list[i].property->code == P_PERSON_NAME) {
			ret->spelling |= strcmp(text_fold(w->c->arena, text), name) == 0;
		} else if (list[i].property->code == P_PERSON_BIRTH) {
			ret->any_birth = true;
			ret->born |= row->born.what == EDTF_KNOWN && holds(text, &row->born);
		}
	}
	return rc;
}

/* What the copy says otherwise of somebody who is on it. */
static enum rc find_change(struct watch *w, struct watch_row *row)
{
	struct recorded r;
	char *birth = NULL;
	enum rc rc = read_recorded(w, row, &r);
	if (rc == RC_OK && r.any_birth) {
		rc = subject_value(w->reg, reg_viewer(w->reg), w->c->arena, row->subject, P_PERSON_BIRTH, &birth, &w->c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	row->new_name = !r.spelling;
	row->new_birth = r.born ? NULL : row->new_birth;
	if (row->fate == WATCH_PRESENT && (row->new_name || row->new_birth)) {
		row->fate = WATCH_CHANGED;
	}
	if (row->new_birth) {
		row->why = arena_printf(w->c->arena, "born: %s here, %.*s on the copy", birth ? birth : "nothing",
			STR_ARG(row->born_text));
	} else if (row->new_name) {
		row->why = arena_printf(w->c->arena, "a spelling that is not recorded here%s%s", row->why ? ": " : "",
			row->why ? row->why : "");
	}
	return RC_OK;
}

/* Of two rows that join one person the second is unsure. */
static void note_joined(struct watch *w, struct watch_row *row)
{
	for (const struct watch_row *above = w->rows; above < row; above++) {
		if (above->fate == WATCH_JOINED && above->subject == row->subject) {
			row->fate = WATCH_UNSURE;
			row->why = "a row above is the same person";
			return;
		}
	}
}

/* What is the same of rows that may be one person, or two: the identifier, else the name and the birth date. */
static char *mark_of(const struct watch *w, const struct watch_row *row)
{
	struct arena *a = w->c->arena;
	return row->id.n ? arena_printf(a, "id %.*s", STR_ARG(row->id))
		: arena_printf(a, "name %s\n%s", text_fold(a, row->name), row->new_birth ? row->new_birth : "");
}

struct marked {
	char *mark;
	struct watch_row *row;
};

static int by_mark(const void *x, const void *y)
{
	const struct marked *a = x, *b = y;
	int order = strcmp(a->mark, b->mark);
	return order ? order : (a->row->line > b->row->line) - (a->row->line < b->row->line);
}

/* Of rows that appeared and cannot be told apart none is taken for a person: how many there are is open. */
static void part_twins(struct watch *w)
{
	size_t count = w->row_count;
	struct marked *order = arena_array(w->c->arena, count + 1, sizeof *order);
	for (size_t i = 0; i < count; i++) {
		order[i] = (struct marked){mark_of(w, &w->rows[i]), &w->rows[i]};
	}
	if (count) {
		qsort(order, count, sizeof *order, by_mark);
	}
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && strcmp(order[i].mark, order[end].mark) == 0; end++) {
		}
		for (size_t k = i; end - i > 1 && k < end; k++) {
			struct watch_row *row = order[k].row;
			if (row->fate == WATCH_APPEARED) {
				row->fate = WATCH_UNSURE;
				row->why = row->id.n ? "another row has the same identifier"
					: "another row says the same: they may be two people";
				w->counts[WATCH_APPEARED]--;
				w->counts[WATCH_UNSURE]++;
			}
		}
	}
}

/* A person whom an earlier row is already cannot be another row's, too. */
static void note_listed(struct watch *w, struct watch_row *row)
{
	int64_t at = row->subject ? listed_at(w, row->subject) : -1;
	if (at < 0 && row->fate == WATCH_JOINED) {
		note_joined(w, row);
	}
	if (at < 0) {
		return;
	}
	if (row->fate == WATCH_UNSURE) {
		w->perhaps[at] = true;
	} else if (w->seen[at]) {
		row->fate = WATCH_UNSURE;
		row->why = "a row above is the same person";
	} else {
		w->seen[at] = true;
	}
}

/* What could not be read may contradict: without it nobody is found by name, and nobody is new. */
static void refuse_unread(struct watch *w, struct watch_row *row)
{
	if (row->unread) {
		row->fate = WATCH_UNSURE;
		row->probability = 0;
		row->why = arena_printf(w->c->arena, "\"%.*s\" in column %u is no date", STR_ARG(row->born_text), row->unread);
	}
}

/* Whether a name or birth date goes with whom the identifier names: a list may count its rows anew. */
static enum rc fits_known(struct watch *w, const struct watch_row *row, int64_t known, const struct candidate *list,
	size_t count, bool *ret)
{
	enum birth_fit birth;
	enum rc rc = person_birth_fit(w->reg, reg_viewer(w->reg), known, &row->born, &birth, &w->c->fault);
	*ret = rc == RC_OK && birth == BIRTH_FITS;
	for (size_t i = 0; i < count; i++) {
		*ret |= list[i].match.subject == known;
	}
	return rc;
}

static void take_known(struct watch *w, struct watch_row *row, int64_t known, bool fits)
{
	row->subject = known;
	row->fate = listed_at(w, known) >= 0 ? WATCH_PRESENT : WATCH_JOINED;
	if (!fits) {
		row->fate = WATCH_UNSURE;
		row->why = "the identifier is theirs, the name and the birth date are not";
	}
}

static enum rc compare_row(struct watch *w, struct watch_row *row)
{
	struct candidate list[MATCHES_MOST];
	size_t count;
	int64_t known;
	bool own, fits = false;
	enum rc rc = by_key(w, row->id, &known, &own);
	if (rc == RC_OK) {
		rc = find_candidates(w, row, list, &count);
	}
	if (rc == RC_OK && known) {
		rc = fits_known(w, row, known, list, count, &fits);
	}
	if (rc == RC_OK && known && (own || fits)) {
		take_known(w, row, known, fits);
	} else if (rc == RC_OK) {
		choose(row, list, count);
		refuse_unread(w, row);
	}
	if (rc == RC_OK && (row->fate == WATCH_PRESENT || row->fate == WATCH_JOINED)) {
		rc = find_change(w, row);
	}
	note_listed(w, row);
	return rc;
}

/* A cell that is kept or shown: no bytes that are not text, and nothing that hides in it. */
static enum rc clean_cell(struct watch *w, unsigned line, size_t column, struct str *cell)
{
	char *clean;
	enum rc rc = text_clean(w->c->arena, *cell, &clean, &w->c->fault);
	if (rc != RC_OK) {
		/* text_clean() counts characters in a cell; the place that helps in a table is the cell. */
		w->c->fault.column = (unsigned)column + 1;
		fault_where(&w->c->fault, w->list.path, line, 0);
		return rc;
	}
	*cell = str_of(clean);
	return RC_OK;
}

/* "unknown", "-" and the like say nothing. */
static bool has_digit(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9') {
			return true;
		}
	}
	return false;
}

static enum rc read_row(struct watch *w, struct watch_row *row, size_t i, size_t name, size_t birth)
{
	size_t id_column = 0, birth_column = birth == SIZE_MAX ? 0 : w->plan.column[0][birth];
	*row = (struct watch_row){.name = cell_of(w, i, name), .line = w->list.lines[i], .id = id_of(w, i, &id_column),
		.born_text = birth == SIZE_MAX ? STR("") : cell_of(w, i, birth)};
	enum rc rc = clean_cell(w, row->line, w->plan.column[0][name], &row->name);
	if (rc == RC_OK) {
		rc = clean_cell(w, row->line, id_column, &row->id);
	}
	if (rc == RC_OK) {
		rc = clean_cell(w, row->line, birth_column, &row->born_text);
	}
	row->new_birth = row->born_text.n ? read_date(w->c, row->born_text, &row->born) : NULL;
	if (!row->new_birth && has_digit(row->born_text)) {
		row->unread = (unsigned)birth_column + 1;
		w->unread_births++;
	}
	return rc;
}

static enum rc compare_rows(struct watch *w, size_t name, size_t birth)
{
	enum rc rc = RC_OK;
	w->rows = arena_array(w->c->arena, w->list.count + 1, sizeof *w->rows);
	for (size_t i = 0; rc == RC_OK && i < w->list.count; i++) {
		struct watch_row *row = &w->rows[w->row_count];
		rc = read_row(w, row, i, name, birth);
		if (rc == RC_OK && row->name.n == 0) {
			continue; /* an empty line of a sheet */
		}
		rc = rc == RC_OK ? compare_row(w, row) : rc;
		w->counts[row->fate]++;
		w->row_count++;
		if (w->c->progress.step && i % 64 == 0) {
			w->c->progress.step(w->c->progress.data, "comparing", i, w->list.count);
		}
	}
	progress_clear();
	if (rc == RC_OK) {
		part_twins(w);
	}
	return rc;
}

size_t watch_count_gone(const struct watch *w, bool perhaps)
{
	size_t n = 0;
	for (size_t i = 0; i < w->listed_count; i++) {
		n += !w->seen[i] && w->perhaps[i] == perhaps;
	}
	return n;
}

enum rc watch_compare(struct watch *w)
{
	enum rc rc = link_plan_make(w->c, &w->list, NULL, &w->plan);
	size_t name = rc == RC_OK ? name_field(w) : 0;
	if (rc == RC_OK && name == SIZE_MAX) {
		rc = fault_set(&w->c->fault, RC_INVALID, "%s has no column of names", w->list.path);
		fault_hint(&w->c->fault, "name it: --fields \"Full name=name,Born=date\"");
		fault_where(&w->c->fault, w->list.path, 1, 0);
	}
	if (rc == RC_OK) {
		rc = read_listed(w);
	}
	if (rc == RC_OK) {
		rc = compare_rows(w, name, birth_field(w));
	}
	if (rc == RC_OK && w->row_count == 0) {
		rc = fault_set(&w->c->fault, RC_INVALID, "%s has no row with a name", w->list.path);
		fault_hint(&w->c->fault, "a list of nobody is more likely a file cut off");
	}
	return rc;
}
