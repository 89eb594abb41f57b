/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The content of the register as files: one line a statement, sorted, without ids, salts and recorded times.
 * Subjects are named by their lowest outside identifier, which every subject has.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "register/internal.h"

struct line {
	char *text;  /* the CSV line, or the JSON object of the statement */
	char *order; /* what it is sorted by: the CSV line */
};

struct exporting {
	struct reg *reg;
	struct arena *arena; /* of one kind */
	enum export_format format;
	const char *folder; /* temporary */
	struct line *lines;
	size_t count, room;
};

/* Live, visible statements of a kind, with the keys of subject, reference and source. */
static const char rows[] =
	"SELECT (SELECT min(+k.value) FROM fact k WHERE k.owner = f.owner AND k.property = 1 AND k.subject = f.subject "
	"AND k.dead_known = 10000000), s.property, s.value, s.language, s.valid, "
	"(SELECT min(+k.value) FROM fact k WHERE k.owner = f.source AND k.property = 1 AND k.subject = f.source "
	"AND k.dead_known = 10000000) FROM fact f JOIN statement s ON s.no = f.statement "
	"JOIN subject u ON u.no = f.subject WHERE u.kind = ? AND f.dead_known = 10000000";

static enum rc key_of(struct exporting *e, int64_t no, char **ret, struct fault *f)
{
	struct query *q;
	bool row;
	*ret = NULL;
	enum rc rc = db_query(e->reg->db, "SELECT min(+value) FROM fact WHERE property = 1 AND subject = ?1 AND owner = "
		"(SELECT coalesce(s.kept, t.no) FROM (SELECT coalesce(g.no, p.no, u.no) AS no FROM subject u "
		"LEFT JOIN subject p ON p.no = u.parent LEFT JOIN subject g ON g.no = p.parent WHERE u.no = ?1) t "
		"LEFT JOIN same s ON s.subject = t.no) AND dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row && !query_is_null(q, 0)) {
		*ret = str_dup(e->arena, query_text(q, 0));
	}
	query_done(q);
	return rc;
}

static enum rc value_text(struct exporting *e, struct query *q, const struct property *p, char **ret,
	struct fault *f)
{
	if (query_is_text(q, 2)) {
		*ret = str_dup(e->arena, query_text(q, 2));
		return RC_OK;
	}
	if (p->type == TYPE_REF) {
		return key_of(e, query_int(q, 2), ret, f);
	}
	*ret = arena_printf(e->arena, "%" PRId64, query_int(q, 2));
	return RC_OK;
}

struct cells {
	char *key, *value, *language, *valid, *source;
	const struct property *property;
};

static char *csv_line(struct exporting *e, const struct cells *c)
{
	struct buf b;
	buf_init(&b, (size_t)64 << 20);
	csv_write_cell(&b, str_of(c->key), true);
	csv_write_cell(&b, str_of(c->property->key), false);
	csv_write_cell(&b, cell_quote(e->arena, str_of(c->value)), false);
	csv_write_cell(&b, str_of(c->language), false);
	csv_write_cell(&b, str_of(c->valid), false);
	csv_write_cell(&b, str_of(c->source), false);
	csv_end_row(&b);
	char *text = str_dup(e->arena, buf_view(&b));
	buf_finish(&b);
	return text;
}

static char *json_line(struct exporting *e, const struct cells *c)
{
	struct buf b;
	struct json_writer w;
	buf_init(&b, (size_t)64 << 20);
	json_init(&w, &b, false);
	json_object(&w);
	json_put_cstr(&w, "key", c->key);
	json_put_cstr(&w, "property", c->property->key);
	json_put_cstr(&w, "value", c->value);
	if (*c->language) {
		json_put_cstr(&w, "language", c->language);
	}
	if (*c->valid) {
		json_put_cstr(&w, "valid", c->valid);
	}
	json_put_cstr(&w, "source", *c->source ? c->source : NULL);
	json_object_end(&w);
	char *text = str_dup(e->arena, buf_view(&b));
	buf_finish(&b);
	return text;
}

static void add_line(struct exporting *e, const struct cells *c)
{
	if (e->count == e->room) {
		size_t room = e->room ? e->room * 2 : 1024;
		e->lines = arena_grow(e->arena, e->lines, e->count * sizeof *e->lines, room * sizeof *e->lines);
		e->room = room;
	}
	char *order = csv_line(e, c);
	e->lines[e->count++] = (struct line){e->format == EXPORT_CSV ? order : json_line(e, c), order};
}

/* The identifier that names the subject goes without saying. */
static bool is_own_key(const struct cells *c)
{
	return c->property->code == P_KEY && strcmp(c->key, c->value) == 0;
}

static enum rc read_lines(struct exporting *e, enum kind kind, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(e->reg->db, rows, &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, kind);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		struct cells c = {.property = property_by_code((int)query_int(q, 1))};
		c.key = str_dup(e->arena, query_text(q, 0));
		c.language = str_dup(e->arena, query_text(q, 3));
		c.valid = str_dup(e->arena, query_text(q, 4));
		c.source = str_dup(e->arena, query_text(q, 5));
		rc = value_text(e, q, c.property, &c.value, f);
		if (rc != RC_OK) {
			query_done(q);
			return rc;
		}
		/* A reference to what the viewer may not see is not there. */
		if (c.value && !is_own_key(&c)) {
			add_line(e, &c);
		}
	}
	return rc;
}

static int by_order(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->order, ((const struct line *)b)->order);
}

static enum rc write_file(struct exporting *e, enum kind kind, struct fault *f)
{
	bool csv = e->format == EXPORT_CSV;
	char *path = arena_printf(e->arena, "%s/%s.%s", e->folder, kind_info(kind)->plural, csv ? "csv" : "json");
	FILE *out = fopen(path, "wx");
	if (!out) {
		return fault_errno(f, RC_IO, "cannot write %s", path);
	}
	fputs(csv ? "key,property,value,language,valid,source\n" : "[\n", out);
	for (size_t i = 0; i < e->count; i++) {
		/* Two equal lines say nothing more than one. */
		if (i == 0 || strcmp(e->lines[i].order, e->lines[i - 1].order) != 0) {
			fprintf(out, "%s%s", !csv && i ? ",\n" : "", e->lines[i].text);
		}
	}
	fputs(csv ? "" : "\n]\n", out);
	bool fine = fflush(out) == 0 && fsync(fileno(out)) == 0;
	fine = fclose(out) == 0 && fine;
	return fine ? RC_OK : fault_errno(f, RC_IO, "cannot write %s", path);
}

static enum rc export_kind(struct exporting *e, enum kind kind, struct fault *f)
{
	arena_reset(e->arena);
	e->lines = NULL;
	e->count = e->room = 0;
	enum rc rc = read_lines(e, kind, f);
	if (rc != RC_OK || e->count == 0) {
		return rc;
	}
	qsort(e->lines, e->count, sizeof *e->lines, by_order);
	return write_file(e, kind, f);
}

static bool is_free(const char *path)
{
	DIR *folder = opendir(path);
	if (!folder) {
		return errno == ENOENT;
	}
	bool empty = true;
	for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
		empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
	}
	closedir(folder);
	return empty;
}

static void remove_folder(const char *path)
{
	DIR *folder = opendir(path);
	char name[8192];
	for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		unlink(name);
	}
	if (folder) {
		closedir(folder);
	}
	rmdir(path);
}

static enum rc export_all(struct exporting *e, const struct progress *p, struct fault *f)
{
	enum rc rc = db_begin(e->reg->db, f);
	for (int kind = 1; rc == RC_OK && kind <= KIND_LAST; kind++) {
		rc = export_kind(e, (enum kind)kind, f);
		if (p && p->step) {
			p->step(p->data, "export", (uint64_t)kind, KIND_LAST);
		}
	}
	db_rollback(e->reg->db);
	return rc;
}

enum rc export_folder(struct reg *r, const struct viewer *v, enum export_format format, const char *path,
	const struct progress *p, struct fault *f)
{
	char temporary[4096];
	enum rc rc = viewer_check(r, v, f);
	if (rc == RC_OK && !is_free(path)) {
		rc = fault_set(f, RC_CONFLICT, "%s is there already, and not empty", path);
	}
	if (rc != RC_OK) {
		return rc;
	}
	snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
	if (!mkdtemp(temporary)) {
		return fault_errno(f, RC_IO, "cannot make a folder beside %s", path);
	}
	struct exporting e = {.reg = r, .format = format, .folder = temporary};
	e.arena = arena_create((size_t)8 << 30);
	rc = export_all(&e, p, f);
	arena_destroy(e.arena);
	if (rc == RC_OK && (chmod(temporary, 0755) != 0 || (rmdir(path) != 0 && errno != ENOENT)
		|| rename(temporary, path) != 0)) {
		rc = fault_errno(f, RC_IO, "cannot write %s", path);
	}
	if (rc != RC_OK) {
		remove_folder(temporary);
	}
	return rc;
}
