/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading the files of "volya name bench". */
#include "cli/bench_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MOST ((size_t)1 << 30)
#define COLUMNS_MOST 16

/* Lines of a file, one after the other. */
struct lines {
	const char *path;
	struct str text;
	size_t at;
	unsigned line; /* of the last one given */
};

static bool next_line(struct lines *l, struct str *ret)
{
	if (l->at >= l->text.n) {
		return false;
	}
	size_t end = str_find(l->text, '\n', l->at);
	*ret = str_sub(l->text, l->at, end);
	if (ret->n && ret->p[ret->n - 1] == '\r') {
		ret->n--;
	}
	l->at = end + 1;
	l->line++;
	return true;
}

static enum rc bad_line(struct context *c, const struct lines *l, const char *what)
{
	enum rc rc = fault_set(&c->fault, RC_INVALID, "%s", what);
	fault_where(&c->fault, l->path, l->line, 0);
	return rc;
}

static size_t split_tabs(struct str line, struct str cells[COLUMNS_MOST])
{
	size_t count = 0, from = 0;
	while (count < COLUMNS_MOST) {
		size_t end = str_find(line, '\t', from);
		cells[count++] = str_sub(line, from, end);
		if (end >= line.n) {
			break;
		}
		from = end + 1;
	}
	return count;
}

/* What a file of rows must have, and where it stands. */
enum column { COLUMN_TIER, COLUMN_QLANG, COLUMN_ILANG, COLUMN_A, COLUMN_B, COLUMN_LABEL, COLUMNS };

struct layout {
	const char *names[COLUMNS]; /* NULL: not of this kind of file */
	size_t places[COLUMNS];
	size_t count; /* cells of the header */
};

static const struct layout query_layout = {{"tier", "qlang", "ilang", "query", "gold", NULL}, {0}, 0};
static const struct layout pair_layout = {{"kind", "qlang", "ilang", "a", "b", "label"}, {0}, 0};

static enum rc read_layout(struct context *c, struct lines *l, struct layout *layout)
{
	struct str line, cells[COLUMNS_MOST];
	if (!next_line(l, &line)) {
		l->line = 1;
		return bad_line(c, l, "the file is empty, without even a header");
	}
	layout->count = split_tabs(line, cells);
	for (int k = 0; k < COLUMNS; k++) {
		size_t i = 0;
		while (layout->names[k] && i < layout->count && !str_is(str_trim(cells[i]), layout->names[k])) {
			i++;
		}
		if (layout->names[k] && i == layout->count) {
			return bad_line(c, l, arena_printf(c->arena, "the header lacks the column \"%s\"",
				layout->names[k]));
		}
		layout->places[k] = i;
	}
	return RC_OK;
}

/* "core" and "core:near" are core, "world" and "world:near" are not; nothing else is known. */
static bool read_tier(struct str cell, bool *ret_core)
{
	struct str tier = str_sub(cell, 0, str_find(cell, ':', 0));
	*ret_core = str_is(tier, "core");
	return *ret_core || str_is(tier, "world");
}

static enum rc read_row(struct context *c, const struct lines *l, const struct layout *layout,
	struct str line, struct bench_row *ret)
{
	struct str cells[COLUMNS_MOST];
	if (!utf8_valid(line)) {
		return bad_line(c, l, "the line is not UTF-8");
	}
	if (split_tabs(line, cells) != layout->count) {
		return bad_line(c, l, arena_printf(c->arena, "the line has not the header's %zu columns",
			layout->count));
	}
	*ret = (struct bench_row){
		.qlang = cells[layout->places[COLUMN_QLANG]], .ilang = cells[layout->places[COLUMN_ILANG]],
		.a = cells[layout->places[COLUMN_A]], .b = cells[layout->places[COLUMN_B]],
	};
	if (!read_tier(cells[layout->places[COLUMN_TIER]], &ret->core)) {
		return bad_line(c, l, arena_printf(c->arena, "\"%s\" begins with neither \"core\" nor \"world\"",
			layout->names[COLUMN_TIER]));
	}
	if (layout->names[COLUMN_LABEL]) {
		struct str label = cells[layout->places[COLUMN_LABEL]];
		ret->same = str_is(label, "1");
		if (!ret->same && !str_is(label, "0")) {
			return bad_line(c, l, "the label is neither 1 nor 0");
		}
	}
	return RC_OK;
}

static enum rc read_rows(struct context *c, const char *path, struct layout layout, struct bench_rows *rows)
{
	struct lines l = {.path = path};
	struct str line;
	enum rc rc = read_file(c, path, FILE_BYTES_MOST, &l.text);
	if (rc == RC_OK) {
		rc = read_layout(c, &l, &layout);
	}
	while (rc == RC_OK && next_line(&l, &line)) {
		if (rows->count == rows->room) {
			size_t room = rows->room ? rows->room * 2 : 1024;
			rows->rows = arena_grow(c->arena, rows->rows, rows->room * sizeof *rows->rows,
				room * sizeof *rows->rows);
			rows->room = room;
		}
		rc = read_row(c, &l, &layout, line, &rows->rows[rows->count]);
		rows->count += rc == RC_OK;
	}
	return rc;
}

/* idx_LANG_N.tsv; the language may hold an underscore itself (be_tarask). */
static bool read_index_name(const char *path, struct str name, struct bench_index *ret)
{
	struct str middle = str_sub(name, 4, name.n - 4);
	size_t at = middle.n;
	int64_t size;
	while (at > 0 && middle.p[at - 1] != '_') {
		at--;
	}
	if (at < 2 || !str_int(str_sub(middle, at, middle.n), &size) || size <= 0) {
		return false;
	}
	*ret = (struct bench_index){path, str_sub(middle, 0, at - 1), (uint64_t)size};
	return true;
}

static enum rc add_index(struct context *c, const char *path, struct str name, struct bench_files *files)
{
	if (files->index_count == files->index_room) {
		size_t room = files->index_room ? files->index_room * 2 : 16;
		files->indexes = arena_grow(c->arena, files->indexes,
			files->index_room * sizeof *files->indexes, room * sizeof *files->indexes);
		files->index_room = room;
	}
	if (!read_index_name(path, name, &files->indexes[files->index_count])) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "the name of the file is not idx_LANG_N.tsv");
		fault_where(&c->fault, path, 0, 0);
		return rc;
	}
	files->index_count++;
	return RC_OK;
}

static int by_size_and_language(const void *a, const void *b)
{
	const struct bench_index *x = a, *y = b;
	return x->size != y->size ? (x->size > y->size) - (x->size < y->size) : str_cmp(x->lang, y->lang);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the folder's files that end in .tsv, sorted, so that a run is like the one before. */
static enum rc list_folder(struct context *c, const char *folder, char ***ret, size_t *ret_count)
{
	size_t count = 0, room = 64;
	DIR *d = opendir(folder);
	if (!d) {
		return fault_errno(&c->fault, errno == ENOENT || errno == ENOTDIR ? RC_INVALID : RC_IO,
			"cannot read the folder %s", folder);
	}
	char **names = arena_array(c->arena, room, sizeof *names);
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		size_t n = strlen(e->d_name);
		if (n < 4 || strcmp(e->d_name + n - 4, ".tsv") != 0) {
			continue;
		}
		if (count == room) {
			names = arena_grow(c->arena, names, room * sizeof *names, 2 * room * sizeof *names);
			room *= 2;
		}
		names[count++] = arena_strdup(c->arena, e->d_name);
	}
	closedir(d);
	qsort(names, count, sizeof *names, by_text);
	*ret = names;
	*ret_count = count;
	return RC_OK;
}

enum rc bench_files_read(struct context *c, const char *folder, struct bench_files *ret)
{
	char **names;
	size_t count;
	*ret = (struct bench_files){0};
	enum rc rc = list_folder(c, folder, &names, &count);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		const char *path = arena_printf(c->arena, "%s/%s", folder, names[i]);
		struct str name = str_of(names[i]);
		if (str_starts(name, "q_")) {
			rc = read_rows(c, path, query_layout, &ret->queries);
		} else if (str_starts(name, "pair_")) {
			rc = read_rows(c, path, pair_layout, &ret->pairs);
		} else if (str_starts(name, "idx_")) {
			rc = add_index(c, path, name, ret);
		}
	}
	if (rc == RC_OK && ret->queries.count + ret->pairs.count + ret->index_count == 0) {
		rc = fault_set(&c->fault, RC_INVALID, "%s holds no file that can be measured with", folder);
		fault_hint(&c->fault, "it takes q_*.tsv with idx_LANG_N.tsv, and pair_*.tsv");
	}
	if (ret->index_count > 1) {
		qsort(ret->indexes, ret->index_count, sizeof *ret->indexes, by_size_and_language);
	}
	return rc;
}

enum rc bench_index_names(struct context *c, const struct bench_index *index, struct str **ret_names,
	size_t *ret_count)
{
	struct lines l = {.path = index->path};
	struct str line;
	size_t count = 0, room = 1;
	enum rc rc = read_file(c, index->path, FILE_BYTES_MOST, &l.text);
	if (rc != RC_OK) {
		return rc;
	}
	for (size_t i = 0; i < l.text.n; i++) {
		room += l.text.p[i] == '\n';
	}
	struct str *names = arena_array(c->arena, room, sizeof *names);
	while (next_line(&l, &line)) {
		if (str_trim(line).n == 0 || !utf8_valid(line)) {
			return bad_line(c, &l, utf8_valid(line) ? "the line holds no name" : "the line is not UTF-8");
		}
		names[count++] = line;
	}
	*ret_names = names;
	*ret_count = count;
	return RC_OK;
}
