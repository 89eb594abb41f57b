/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Collects the messages of C sources: pot OUT.pot [NAME=]FILE.c...
 *
 * A message is the literal argument of _("..."), N_("...") or _n("one", "many", ...). Templates are
 * given as the C that tools/tmpl.c makes of them; their #line marks name the template. Entries are
 * sorted by message and carry the names of their files without line numbers, so that the file changes
 * only when a message does.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "po_read.h"

struct message {
	char *id, *plural;
	const char *file;
};

struct collection {
	struct arena *a;
	struct message *list;
	size_t count, room;
};

static void add(struct collection *c, char *id, char *plural, const char *file)
{
	if (c->count == c->room) {
		size_t room = c->room ? c->room * 2 : 512;
		c->list = arena_grow(c->a, c->list, c->room * sizeof(*c->list), room * sizeof(*c->list));
		c->room = room;
	}
	c->list[c->count++] = (struct message){ id, plural, file };
}

static void skip_space(struct str s, size_t *at)
{
	while (*at < s.n && isspace((unsigned char)s.p[*at])) {
		++*at;
	}
}

/* One or more literals that stand side by side; NULL: none. */
static char *literals(struct collection *c, struct str s, size_t *at)
{
	struct buf b;
	bool any = false;

	buf_init(&b, 1u << 16);
	skip_space(s, at);
	while (po_quoted(s, at, &b)) {
		any = true;
		skip_space(s, at);
	}
	char *text = any ? arena_strdup(c->a, b.p ? b.p : "") : NULL;
	buf_finish(&b);
	return text;
}

static void call(struct collection *c, struct str s, size_t at, bool plural, const char *file)
{
	char *id = literals(c, s, &at), *many = NULL;

	if (!id || !id[0]) {
		return;
	}
	if (plural && at < s.n && s.p[at] == ',') {
		at++;
		many = literals(c, s, &at);
	}
	add(c, id, many, file);
}

/* The file named by a #line mark, without its folders' way up. */
static const char *marked(struct collection *c, struct str line, const char *other)
{
	size_t quote = str_find(line, '"', 0);

	if (quote == line.n) {
		return other;
	}
	struct str name = str_sub(line, quote + 1, line.n - 1);
	for (size_t i = name.n; i-- > 0;) {
		if (name.p[i] == '/') {
			name = str_sub(name, i + 1, name.n);
			break;
		}
	}
	return arena_printf(c->a, "web/%.*s", STR_ARG(name));
}

static void scan(struct collection *c, const char *path, const char *name)
{
	struct str s = po_bytes(c->a, path);
	const char *file = name;

	for (size_t i = 0; i < s.n; i++) {
		bool fresh = !i || (!isalnum((unsigned char)s.p[i - 1]) && s.p[i - 1] != '_');
		struct str rest = str_sub(s, i, s.n);
		if (str_starts(rest, "#line ")) {
			file = marked(c, str_trim(str_sub(rest, 0, str_find(rest, '\n', 0))), file);
		} else if (fresh && str_starts(rest, "_(")) {
			call(c, s, i + 2, false, file);
		} else if (fresh && str_starts(rest, "N_(")) {
			call(c, s, i + 3, false, file);
		} else if (fresh && str_starts(rest, "_n(")) {
			call(c, s, i + 3, true, file);
		}
	}
}

static int by_id(const void *a, const void *b)
{
	const struct message *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	order = order ? order : (x->plural == NULL) - (y->plural == NULL);
	return order ? order : strcmp(x->file, y->file);
}

static void emit_one(struct buf *b, const struct message *m, size_t n)
{
	const char *last = "";

	buf_puts(b, "\n#:");
	for (size_t i = 0; i < n; i++) {
		if (strcmp(m[i].file, last) != 0) {
			buf_printf(b, " %s", m[i].file);
			last = m[i].file;
		}
	}
	buf_puts(b, "\nmsgid ");
	po_quote(b, m->id);
	if (m->plural) {
		buf_puts(b, "\nmsgid_plural ");
		po_quote(b, m->plural);
		buf_puts(b, "\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n");
	} else {
		buf_puts(b, "\nmsgstr \"\"\n");
	}
}

static void emit(struct collection *c, struct buf *b)
{
	buf_puts(b, "# Messages of Volya. Made by tools/pot.c; do not edit.\nmsgid \"\"\nmsgstr \"\"\n"
		"\"Project-Id-Version: volya\\n\"\n\"MIME-Version: 1.0\\n\"\n"
		"\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
		"\"Content-Transfer-Encoding: 8bit\\n\"\n"
		"\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n");
	for (size_t i = 0; i < c->count;) {
		size_t n = 1;
		while (i + n < c->count && !strcmp(c->list[i].id, c->list[i + n].id)) {
			n++;
		}
		emit_one(b, &c->list[i], n);
		i += n;
	}
}

int main(int argc, char **argv)
{
	struct collection c = { .a = arena_create(1u << 30) };
	struct buf b;

	if (argc < 3) {
		fprintf(stderr, "usage: pot OUT.pot [NAME=]FILE.c...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		const char *equals = strchr(argv[i], '=');
		const char *name = equals ? str_dup(c.a, str_sub(str_of(argv[i]), 0,
			(size_t)(equals - argv[i]))) : argv[i];
		scan(&c, equals ? equals + 1 : argv[i], name);
	}
	qsort(c.list, c.count, sizeof(*c.list), by_id);
	buf_init(&b, 16u << 20);
	emit(&c, &b);
	FILE *out = fopen(argv[1], "wb");
	bool bad = !out || b.full || fwrite(b.p, 1, b.n, out) != b.n;
	bad = (out && fclose(out)) || bad;
	buf_finish(&b);
	arena_destroy(c.a);
	return bad ? 1 : 0;
}
