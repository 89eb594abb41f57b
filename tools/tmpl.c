/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compiles page templates to C: tmpl OUT.c OUT.h TEMPLATE.html...
 *
 * Every template becomes one function, tmpl_NAME(struct page *p, PARAMS). Directives:
 *   {{params struct x *d}}      first line: what the function takes beside the page
 *   {{ expr }}                  a C expression, escaped for the place it stands in
 *   {{! expr }}                 text that is HTML already; the only raw form
 *   {{_ "text {a}" a=expr}}     a message of the catalogue with named values
 *   {{_n "{n} x" "{n} xs" n=expr}}   the same with a plural, chosen by n
 *   {{if expr}} {{else if expr}} {{else}} {{end}}   {{for C-for-head}} {{end}}
 *   {{let declaration}}         a C declaration
 *   {{include name(args)}}      another template
 *   {{# remark }}
 * Tabs and line ends at the beginning of lines are left out, except in pre and textarea.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "tmpl_html.h"

#define DEPTH_MAX 32
#define FILE_MAX (1u << 20)

struct block {
	bool loop, has_else;
	struct html_place before, first_end;
	bool has_first;
	unsigned line;
};

struct compiler {
	const char *file;
	struct str text;
	size_t at;
	unsigned line;
	bool started;
	bool control; /* the last thing was a directive that writes nothing */
	struct html_place place;
	struct block blocks[DEPTH_MAX];
	int depth;
	struct buf *out, *header;
	struct buf literal;
};

__attribute__((noreturn, format(printf, 2, 3)))
static void die(const struct compiler *c, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: error: ", c->file, c->line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

/* A C string literal, broken after each line end. */
static void c_string(struct buf *b, struct str s)
{
	buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];
		if (ch == '"' || ch == '\\') {
			buf_printf(b, "\\%c", ch);
		} else if (ch == '\n') {
			buf_puts(b, i + 1 < s.n ? "\\n\"\n\t\t\"" : "\\n");
		} else if (ch < 32 || ch > 126 || ch == '?') {
			buf_printf(b, "\\%03o", ch);
		} else {
			buf_putc(b, (char)ch);
		}
	}
	buf_putc(b, '"');
}

static void flush_literal(struct compiler *c)
{
	struct str s = buf_view(&c->literal);

	if (s.n) {
		buf_puts(c->out, "\tout_raw(p, ");
		c_string(c->out, s);
		buf_printf(c->out, ", %zu);\n", s.n);
		buf_clear(&c->literal);
	}
}

static void literal(struct compiler *c, char ch)
{
	const char *wrong = html_step(&c->place, ch);
	bool dropped = false;

	if (wrong) {
		die(c, "%s", wrong);
	}
	if (!c->place.keep_space && c->place.state != HTML_VALUE) {
		bool line_start = c->literal.n == 0 ? c->at > 1 && c->text.p[c->at - 2] == '\n'
						    : c->literal.p[c->literal.n - 1] == '\n';
		dropped = (ch == '\t' || ch == '\n') && (line_start || (c->control && ch == '\n'));
	}
	c->control = c->control && ch == '\t';
	if (!dropped) {
		buf_putc(&c->literal, ch);
	}
}

static void line_mark(struct compiler *c)
{
	buf_printf(c->out, "#line %u \"%s\"\n", c->line, c->file);
}

/* The function that writes a value at this place. */
static const char *writer(struct compiler *c)
{
	const struct html_place *h = &c->place;

	if (h->state == HTML_TEXT) {
		return "OUT_TEXT";
	}
	if (h->state != HTML_VALUE) {
		die(c, "a value can stand only in text or inside a quoted attribute");
	}
	if (h->value == HTML_VALUE_UNSAFE) {
		die(c, "the attribute %s takes no values", h->name);
	}
	if (h->value == HTML_VALUE_URL) {
		return h->value_begun ? "OUT_URL" : "OUT_HREF";
	}
	return "OUT_ATTR";
}

static void emit_value(struct compiler *c, struct str expr)
{
	c->control = false;
	line_mark(c);
	buf_printf(c->out, "\t%s(p, (%.*s));\n", writer(c), STR_ARG(expr));
	c->place.value_begun = true;
}

/* The end of a C string literal that begins at s[0]. */
static size_t string_end(struct compiler *c, struct str s)
{
	if (!s.n || s.p[0] != '"') {
		die(c, "a message begins with a quoted text");
	}
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '\\') {
			i++;
		} else if (s.p[i] == '"') {
			return i + 1;
		}
	}
	die(c, "an unclosed quote");
}

/* Splits name=expr name=expr; an expression ends before the next " name=". */
static size_t argument_end(struct str s)
{
	int depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		depth += s.p[i] == '(' ? 1 : s.p[i] == ')' ? -1 : 0;
		if (s.p[i] != ' ' || depth) {
			continue;
		}
		size_t j = i + 1;
		while (j < s.n && (isalnum((unsigned char)s.p[j]) || s.p[j] == '_')) {
			j++;
		}
		if (j > i + 1 && j + 1 < s.n && s.p[j] == '=' && s.p[j + 1] != '=') {
			return i;
		}
	}
	return s.n;
}

static void emit_arguments(struct compiler *c, struct str rest)
{
	int count = 0;

	if (!rest.n) {
		buf_puts(c->out, ", NULL, 0);\n");
		return;
	}
	buf_puts(c->out, ", (const struct msg_value[]){");
	while (rest.n) {
		size_t equals = str_find(rest, '=', 0);
		if (equals == rest.n) {
			die(c, "a value of a message is written name=expression");
		}
		struct str name = str_trim(str_sub(rest, 0, equals));
		struct str tail = str_sub(rest, equals + 1, rest.n);
		size_t end = argument_end(tail);
		buf_printf(c->out, " {\"%.*s\", MSG_VALUE(p, (%.*s))},", STR_ARG(name),
			STR_ARG(str_sub(tail, 0, end)));
		rest = str_trim(str_sub(tail, end, tail.n));
		count++;
	}
	buf_printf(c->out, " }, %d);\n", count);
}

static void emit_message(struct compiler *c, struct str rest, bool plural)
{
	bool attribute = c->place.state == HTML_VALUE;
	size_t end;

	(void)writer(c);
	if (attribute && c->place.value == HTML_VALUE_URL) {
		die(c, "a message is no address");
	}
	c->control = false;
	line_mark(c);
	rest = str_trim(rest);
	end = string_end(c, rest);
	buf_printf(c->out, "\tout_message(p, %s(%.*s", plural ? "_n" : "_", (int)end, rest.p);
	rest = str_trim(str_sub(rest, end, rest.n));
	if (plural) {
		end = string_end(c, rest);
		buf_printf(c->out, ", %.*s, ", (int)end, rest.p);
		rest = str_trim(str_sub(rest, end, rest.n));
		if (!str_starts(rest, "n=")) {
			die(c, "the first value of a plural is n=");
		}
		struct str n = str_sub(rest, 2, rest.n);
		buf_printf(c->out, "(%.*s)", STR_ARG(str_sub(n, 0, argument_end(n))));
	}
	buf_puts(c->out, ")");
	emit_arguments(c, rest);
	c->place.value_begun = true;
}

static void block_open(struct compiler *c, bool loop)
{
	if (c->depth == DEPTH_MAX) {
		die(c, "blocks nested too deep");
	}
	c->blocks[c->depth++] = (struct block){ .loop = loop, .before = c->place, .line = c->line };
}

static void block_else(struct compiler *c, bool final)
{
	struct block *b = c->depth ? &c->blocks[c->depth - 1] : NULL;

	if (!b || b->loop || b->has_else) {
		die(c, "else without if");
	}
	if (b->has_first && !html_same(&b->first_end, &c->place)) {
		die(c, "the branches end at different places of the HTML");
	}
	b->has_first = true;
	b->first_end = c->place;
	b->has_else = final;
	c->place = b->before;
}

static void block_end(struct compiler *c)
{
	struct block *b = c->depth ? &c->blocks[--c->depth] : NULL;

	if (!b) {
		die(c, "end without if or for");
	}
	if (b->has_first && !html_same(&b->first_end, &c->place)) {
		die(c, "the branches since line %u end at different places of the HTML", b->line);
	}
	if (!b->has_else && !html_same(&b->before, &c->place)) {
		die(c, "the block since line %u ends elsewhere in the HTML than it began", b->line);
	}
	bool begun = b->before.value_begun || c->place.value_begun;
	c->place.value_begun = begun;
	buf_puts(c->out, "\t}\n");
}

static void emit_params(struct compiler *c, struct str params)
{
	const char *base = strrchr(c->file, '/');
	const char *name = base ? base + 1 : c->file;
	int length = (int)strcspn(name, ".");

	if (c->started) {
		die(c, "params stand first");
	}
	c->started = true;
	params = str_trim(params);
	const char *comma = params.n ? ", " : "";
	buf_printf(c->header, "void tmpl_%.*s(struct page *p%s%.*s);\n", length, name, comma,
		STR_ARG(params));
	buf_printf(c->out, "void tmpl_%.*s(struct page *p%s%.*s)\n{\n", length, name, comma,
		STR_ARG(params));
}

static bool take(struct str *s, const char *word)
{
	size_t n = strlen(word);

	if (!str_starts(*s, word) || (s->n > n && (isalnum((unsigned char)s->p[n]) || s->p[n] == '_'))) {
		return false;
	}
	*s = str_trim(str_sub(*s, n, s->n));
	return true;
}

static void emit_include(struct compiler *c, struct str call)
{
	size_t open = str_find(call, '(', 0);

	if (open == call.n || c->place.state != HTML_TEXT) {
		die(c, "include name(arguments), in text");
	}
	struct str args = str_trim(str_sub(call, open + 1, call.n));
	line_mark(c);
	buf_printf(c->out, "\ttmpl_%.*s(p%s%.*s;\n", (int)open, call.p, args.n > 1 ? ", " : "",
		STR_ARG(args));
}

static void directive_block(struct compiler *c, struct str d)
{
	line_mark(c);
	if (take(&d, "if")) {
		block_open(c, false);
		buf_printf(c->out, "\tif (%.*s) {\n", STR_ARG(d));
	} else if (take(&d, "for")) {
		block_open(c, true);
		buf_printf(c->out, "\tfor (%.*s) {\n", STR_ARG(d));
	} else if (take(&d, "else if")) {
		block_else(c, false);
		buf_printf(c->out, "\t} else if (%.*s) {\n", STR_ARG(d));
	} else if (take(&d, "else")) {
		block_else(c, true);
		buf_puts(c->out, "\t} else {\n");
	} else if (take(&d, "end")) {
		block_end(c);
	} else if (take(&d, "let")) {
		buf_printf(c->out, "\t%.*s;\n", STR_ARG(d));
	} else if (take(&d, "include")) {
		emit_include(c, d);
	} else {
		emit_value(c, d);
	}
}

static void directive(struct compiler *c, struct str d)
{
	flush_literal(c);
	html_settle(&c->place);
	d = str_trim(d);
	if (!c->started && !str_starts(d, "params") && !str_starts(d, "#")) {
		die(c, "a template begins with {{params ...}}");
	}
	c->control = true;
	if (str_starts(d, "#")) {
		return;
	}
	if (take(&d, "params")) {
		emit_params(c, d);
	} else if (str_starts(d, "!")) {
		if (c->place.state != HTML_TEXT) {
			die(c, "raw HTML can stand only in text");
		}
		buf_printf(c->out, "\tout_html(p, (%.*s));\n", STR_ARG(str_sub(d, 1, d.n)));
	} else if (str_starts(d, "_n ")) {
		emit_message(c, str_sub(d, 2, d.n), true);
	} else if (str_starts(d, "_ ")) {
		emit_message(c, str_sub(d, 1, d.n), false);
	} else {
		directive_block(c, d);
	}
}

static void compile(struct compiler *c)
{
	while (c->at < c->text.n) {
		const char *p = c->text.p + c->at;
		size_t left = c->text.n - c->at;
		if (left >= 2 && p[0] == '{' && p[1] == '{') {
			const char *end = memmem(p, left, "}}", 2);
			if (!end) {
				die(c, "{{ is not closed");
			}
			while (end + 2 < c->text.p + c->text.n && end[2] == '}') {
				end++; /* the last brace belongs to the expression */
			}
			struct str d = { p + 2, (size_t)(end - p) - 2 };
			directive(c, d);
			for (size_t i = 0; i < d.n; i++) {
				c->line += d.p[i] == '\n';
			}
			c->at += d.n + 4;
			continue;
		}
		c->at++;
		if (!c->started && !isspace((unsigned char)*p)) {
			die(c, "a template begins with {{params ...}}");
		}
		if (c->started) {
			literal(c, *p);
		}
		c->line += *p == '\n';
	}
	flush_literal(c);
	if (c->depth || c->place.state != HTML_TEXT) {
		die(c, "the template ends inside a block or a tag");
	}
	buf_puts(c->out, "}\n\n");
}

static struct str read_whole(struct arena *a, const char *path)
{
	FILE *in = fopen(path, "rb");
	char *bytes = arena_alloc(a, FILE_MAX);
	size_t n = in ? fread(bytes, 1, FILE_MAX, in) : 0;

	if (!in || n == FILE_MAX) {
		fprintf(stderr, "tmpl: cannot read %s\n", path);
		exit(1);
	}
	fclose(in);
	return (struct str){ bytes, n };
}

static void write_whole(const char *path, const struct buf *b)
{
	FILE *out = fopen(path, "wb");

	if (!out || b->full || fwrite(b->p, 1, b->n, out) != b->n || fclose(out)) {
		fprintf(stderr, "tmpl: cannot write %s\n", path);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	struct buf out, header;

	if (argc < 4) {
		fprintf(stderr, "usage: tmpl OUT.c OUT.h TEMPLATE.html...\n");
		return 2;
	}
	buf_init(&out, 1u << 26);
	buf_init(&header, 1u << 20);
	buf_puts(&out, "/* Made by tools/tmpl.c from the templates in web/. */\n"
		       "#include \"web/page.h\"\n#include \"templates.h\"\n\n");
	buf_puts(&header, "/* Made by tools/tmpl.c from the templates in web/. */\n"
			  "#ifndef TEMPLATES_H\n#define TEMPLATES_H\n#include \"web/views.h\"\n");
	struct arena *a = arena_create((size_t)argc * 2 * FILE_MAX);
	for (int i = 3; i < argc; i++) {
		struct compiler c = { .file = argv[i], .line = 1, .out = &out, .header = &header };
		c.text = read_whole(a, argv[i]);
		buf_init(&c.literal, FILE_MAX);
		compile(&c);
		buf_finish(&c.literal);
	}
	buf_puts(&header, "#endif\n");
	write_whole(argv[1], &out);
	write_whole(argv[2], &header);
	arena_destroy(a);
	buf_finish(&out);
	buf_finish(&header);
	return 0;
}
