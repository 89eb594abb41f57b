/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compiles translations to tables: po2c OUT.c LANGUAGE.po...
 * po2c --check VOLYA.pot LANGUAGE.po... says which messages a language lacks, and fails then.
 *
 * An entry that is empty, fuzzy or the same as its id is left out: the id is shown. A translation
 * must use the {names} of its id, no more and no less of them unless it is a plural form.
 */
#include <stdlib.h>
#include <string.h>

#include "po_read.h"

struct language {
	char name[16];
	struct po_file file;
	char plural[256]; /* the expression of its header */
};

static void die(const char *path, unsigned line, const char *what)
{
	fprintf(stderr, "%s:%u: error: %s\n", path, line, what);
	exit(1);
}

/* Every {name} of text stands in id too. */
static bool names_known(const char *text, const char *id)
{
	for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
		const char *close = strchr(open, '}');
		if (!close || !memmem(id, strlen(id), open, (size_t)(close - open) + 1)) {
			return false;
		}
	}
	return true;
}

static bool said(const struct po_entry *e)
{
	return e->id[0] && e->text[0][0] && !e->fuzzy;
}

static void check_entry(const char *path, const struct po_entry *e)
{
	const char *other = e->plural ? e->plural : e->id;

	for (int i = 0; said(e) && i < e->forms; i++) {
		if (!names_known(e->text[i], other) && !names_known(e->text[i], e->id)) {
			die(path, e->line, "the translation uses a {name} its message does not have");
		}
		if (!e->plural && !names_known(e->id, e->text[i])) {
			die(path, e->line, "the translation leaves a {name} of its message out");
		}
	}
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct po_entry *)a)->id, ((const struct po_entry *)b)->id);
}

/* The C expression after "plural=", made of nothing but n, numbers and operators. */
static void plural_rule(const char *path, struct language *l)
{
	const char *p = strstr(l->file.header, "plural=");
	size_t n = p ? strcspn(p + 7, ";\n") : 0;

	if (!p || n >= sizeof(l->plural)) {
		die(path, 1, "the header has no Plural-Forms");
	}
	memcpy(l->plural, p + 7, n);
	l->plural[n] = 0;
	if (strspn(l->plural, "n0123456789 ?:<>=!&|%()") != n) {
		die(path, 1, "the plural rule is no plain expression");
	}
}

static void load(struct arena *a, const char *path, struct language *l)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	size_t n = strcspn(base, ".");
	if (n >= sizeof(l->name)) {
		die(path, 1, "the name of the file is no language");
	}
	memcpy(l->name, base, n);
	l->name[n] = 0;
	po_read(a, path, &l->file);
	plural_rule(path, l);
	for (size_t i = 0; i < l->file.count; i++) {
		check_entry(path, &l->file.entries[i]);
	}
	qsort(l->file.entries, l->file.count, sizeof(*l->file.entries), by_id);
}

static void emit_entry(struct buf *b, const struct po_entry *e)
{
	buf_puts(b, "\t{ ");
	po_quote(b, e->id);
	buf_puts(b, ", { ");
	for (int i = 0; i < e->forms; i++) {
		po_quote(b, e->text[i]);
		buf_puts(b, ", ");
	}
	buf_puts(b, "} },\n");
}

/* Plural entries apart: English has few others, and is then not looked through for them. */
static void emit_entries(struct buf *b, const struct language *l, const char *table, bool plural)
{
	buf_printf(b, "static const struct msg_entry %s_%s[] = {\n", table, l->name);
	for (size_t i = 0; i < l->file.count; i++) {
		const struct po_entry *e = &l->file.entries[i];
		bool same = !e->plural && !strcmp(e->id, e->text[0]);
		if (said(e) && !same && (e->plural != NULL) == plural) {
			emit_entry(b, e);
		}
	}
	buf_puts(b, "\t{ NULL, { NULL } },\n};\n\n");
}

static void emit_language(struct buf *b, const struct language *l)
{
	buf_printf(b, "static unsigned plural_%s(uint64_t n)\n{\n\treturn (unsigned)(%s);\n}\n\n",
		l->name, l->plural);
	emit_entries(b, l, "entries", false);
	emit_entries(b, l, "plurals", true);
}

static int check(struct arena *a, int argc, char **argv)
{
	struct po_file pot;
	int missing = 0;

	po_read(a, argv[2], &pot);
	for (int i = 3; i < argc; i++) {
		struct language l;
		load(a, argv[i], &l);
		for (size_t k = 0; k < pot.count; k++) {
			struct po_entry *e = bsearch(&pot.entries[k], l.file.entries, l.file.count,
				sizeof(*e), by_id);
			if (!e || (e->id[0] && !said(e))) {
				fprintf(stderr, "%s: no translation of \"%s\"\n", argv[i], pot.entries[k].id);
				missing++;
			}
		}
	}
	return missing ? 1 : 0;
}

static bool write_out(const char *path, const struct buf *b)
{
	FILE *out = fopen(path, "wb");
	bool bad = !out || b->full || fwrite(b->p, 1, b->n, out) != b->n;

	return !((out && fclose(out)) || bad);
}

static int emit(struct arena *a, int argc, char **argv)
{
	struct buf b, table;
	struct language l;
	bool good;

	buf_init(&b, 16u << 20);
	buf_init(&table, 1u << 20);
	buf_puts(&b, "/* Made by tools/po2c.c from po/. */\n#include \"web/msg.h\"\n\n"
		"/* The last entry is none: a table may be empty. */\n"
		"#define COUNT(table) (sizeof(table) / sizeof(*(table)) - 1)\n\n");
	for (int i = 2; i < argc; i++) {
		load(a, argv[i], &l);
		emit_language(&b, &l);
		buf_printf(&table, "\t\t{ \"%s\", entries_%s, plurals_%s, COUNT(entries_%s), COUNT(plurals_%s), "
			"plural_%s },\n", l.name, l.name, l.name, l.name, l.name, l.name);
	}
	buf_puts(&b, "const struct language *language_find(struct str name)\n{\n"
		"\tstatic const struct language languages[] = {\n");
	buf_str(&b, buf_view(&table));
	buf_puts(&b, "\t};\n\n\tfor (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {\n"
		"\t\tif (str_is(name, languages[i].name)) {\n\t\t\treturn &languages[i];\n\t\t}\n\t}\n"
		"\treturn NULL;\n}\n");
	good = write_out(argv[1], &b);
	buf_finish(&b);
	buf_finish(&table);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_create(512u << 20);
	int status = 2;

	if (argc >= 4 && !strcmp(argv[1], "--check")) {
		status = check(a, argc, argv);
	} else if (argc >= 3) {
		status = emit(a, argc, argv);
	} else {
		fprintf(stderr, "usage: po2c OUT.c LANGUAGE.po...\n       po2c --check VOLYA.pot LANGUAGE.po...\n");
	}
	arena_destroy(a);
	return status;
}
