/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The part of the PO format that gettext's own tools write: see po_read.h. */
#include <stdlib.h>
#include <string.h>

#include "po_read.h"

#define PO_BYTES (4u << 20)

struct str po_bytes(struct arena *a, const char *path)
{
	FILE *in = fopen(path, "rb");
	char *bytes = arena_alloc(a, PO_BYTES);
	size_t n = in ? fread(bytes, 1, PO_BYTES, in) : 0;

	if (!in || n == PO_BYTES) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	fclose(in);
	return (struct str){ bytes, n };
}

static int octal(struct str s, size_t *at)
{
	int value = 0;

	for (int i = 0; i < 3 && *at < s.n && s.p[*at] >= '0' && s.p[*at] <= '7'; i++) {
		value = value * 8 + (s.p[(*at)++] - '0');
	}
	return value;
}

bool po_quoted(struct str s, size_t *at, struct buf *b)
{
	if (*at >= s.n || s.p[*at] != '"') {
		return false;
	}
	for (++*at; *at < s.n && s.p[*at] != '"';) {
		char c = s.p[(*at)++];
		if (c != '\\' || *at == s.n) {
			buf_putc(b, c);
		} else if (s.p[*at] >= '0' && s.p[*at] <= '7') {
			buf_putc(b, (char)octal(s, at));
		} else {
			c = s.p[(*at)++];
			buf_putc(b, c == 'n' ? '\n' : c == 't' ? '\t' : c);
		}
	}
	++*at;
	return true;
}

void po_quote(struct buf *b, const char *text)
{
	buf_putc(b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') {
			buf_printf(b, "\\%c", *text);
		} else if (*text == '\n') {
			buf_puts(b, "\\n");
		} else {
			buf_putc(b, *text);
		}
	}
	buf_putc(b, '"');
}

struct reading {
	struct arena *a;
	const char *path;
	struct po_file *file;
	size_t room;
	struct po_entry *entry;
	char **field; /* where quoted lines go */
	struct buf text;
	bool fuzzy;
	unsigned line;
};

static void die(const struct reading *r, const char *what)
{
	fprintf(stderr, "%s:%u: error: %s\n", r->path, r->line, what);
	exit(1);
}

static void field_done(struct reading *r)
{
	if (r->field) {
		*r->field = arena_strdup(r->a, r->text.p ? r->text.p : "");
		r->field = NULL;
	}
	buf_clear(&r->text);
}

static void entry_new(struct reading *r)
{
	struct po_file *f = r->file;

	if (f->count == r->room) {
		size_t room = r->room ? r->room * 2 : 256;
		f->entries = arena_grow(r->a, f->entries, r->room * sizeof(*f->entries),
			room * sizeof(*f->entries));
		r->room = room;
	}
	r->entry = &f->entries[f->count++];
	*r->entry = (struct po_entry){ .id = arena_strdup(r->a, ""), .fuzzy = r->fuzzy, .line = r->line };
	for (int i = 0; i < PO_FORMS; i++) {
		r->entry->text[i] = arena_strdup(r->a, "");
	}
	r->fuzzy = false;
}

static char **keyword(struct reading *r, struct str word)
{
	if (str_is(word, "msgid")) {
		entry_new(r);
		return &r->entry->id;
	}
	if (!r->entry) {
		die(r, "a translation without msgid");
	}
	if (str_is(word, "msgid_plural")) {
		return &r->entry->plural;
	}
	if (str_is(word, "msgstr")) {
		r->entry->forms = 1;
		return &r->entry->text[0];
	}
	if (str_starts(word, "msgstr[") && word.n == 9 && word.p[7] >= '0' && word.p[7] < '0' + PO_FORMS) {
		r->entry->forms = word.p[7] - '0' + 1;
		return &r->entry->text[word.p[7] - '0'];
	}
	die(r, "an unknown keyword");
	return NULL;
}

static void one_line(struct reading *r, struct str s)
{
	s = str_trim(s);
	if (!s.n || s.p[0] == '#') {
		r->fuzzy = r->fuzzy || (str_starts(s, "#,") && memmem(s.p, s.n, "fuzzy", 5));
		return;
	}
	if (s.p[0] != '"') {
		size_t space = str_find(s, ' ', 0);
		field_done(r);
		r->field = keyword(r, str_sub(s, 0, space));
		s = str_trim(str_sub(s, space, s.n));
	}
	size_t at = 0;
	if (!po_quoted(s, &at, &r->text) || at != s.n) {
		die(r, "a quoted text is wanted");
	}
}

void po_read(struct arena *a, const char *path, struct po_file *ret)
{
	struct reading r = { .a = a, .path = path, .file = ret };
	struct str bytes = po_bytes(a, path);

	*ret = (struct po_file){ .header = "" };
	buf_init(&r.text, PO_BYTES);
	for (size_t at = 0; at < bytes.n;) {
		size_t end = str_find(bytes, '\n', at);
		r.line++;
		one_line(&r, str_sub(bytes, at, end));
		at = end + 1;
	}
	field_done(&r);
	buf_finish(&r.text);
	for (size_t i = 0; i < ret->count; i++) {
		if (!ret->entries[i].id[0]) {
			ret->header = ret->entries[i].text[0];
		}
	}
}
