/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Outcomes, the human text that goes with a bad one, and the table of what each maps to. */
#include "base/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/wrap.h"

static const struct {
	const char *name;
	int exit_status;
	int http_status;
} table[] = {
	[RC_OK] = {"ok", 0, 200},
	[RC_NOT_FOUND] = {"not found", 1, 404},
	[RC_DENIED] = {"denied", 3, 403},
	[RC_INVALID] = {"invalid", 2, 400},
	[RC_CONFLICT] = {"conflict", 3, 409},
	[RC_LIMIT] = {"limit", 2, 413},
	[RC_BUSY] = {"busy", 3, 503},
	[RC_IO] = {"input/output", 3, 500},
	[RC_DB] = {"database", 3, 500},
	[RC_CRYPTO] = {"cryptography", 3, 500},
	[RC_INTERNAL] = {"internal", 3, 500},
};

#define TABLE_SIZE (sizeof(table) / sizeof(table[0]))

/* Cuts a code point that a fixed buffer left incomplete at its end. */
static void cut_to_whole(char *text)
{
	size_t n = strlen(text);
	size_t start = n;

	while (start > 0 && n - start < 3 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) {
		start--;
	}
	if (start == 0) {
		return;
	}
	unsigned char lead = (unsigned char)text[start - 1];
	size_t want = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
	if (n - start < want) {
		text[start - 1] = '\0';
	}
}

static PRINTF_LIKE(3, 0) void format_into(char *text, size_t size, const char *fmt, va_list args)
{
	int n = vsnprintf(text, size, fmt, args);
	if (n < 0) {
		text[0] = '\0';
	} else if ((size_t)n >= size) {
		cut_to_whole(text);
	}
}

/* In brackets, as the face may have macros of the same names. */
enum rc (fault_set)(struct fault *f, enum rc rc, const char *fmt, ...)
{
	if (f == NULL || f->rc != RC_OK) {
		return rc;
	}
	f->rc = rc;
	va_list args;
	va_start(args, fmt);
	format_into(f->message, sizeof(f->message), fmt, args);
	va_end(args);
	return rc;
}

enum rc (fault_errno)(struct fault *f, enum rc rc, const char *fmt, ...)
{
	int number = errno;

	if (f == NULL || f->rc != RC_OK) {
		return rc;
	}
	f->rc = rc;
	va_list args;
	va_start(args, fmt);
	format_into(f->message, sizeof(f->message), fmt, args);
	va_end(args);
	char text[128];
	const char *why = strerror_r(number, text, sizeof(text));
	size_t n = strlen(f->message);
	snprintf(f->message + n, sizeof(f->message) - n, ": %s", why);
	return rc;
}

void fault_hint(struct fault *f, const char *fmt, ...)
{
	if (f == NULL || f->rc == RC_OK || f->hint[0] != '\0') {
		return;
	}
	va_list args;
	va_start(args, fmt);
	format_into(f->hint, sizeof(f->hint), fmt, args);
	va_end(args);
}

void fault_where(struct fault *f, const char *file, unsigned line, unsigned column)
{
	if (f == NULL || f->rc == RC_OK) {
		return;
	}
	if (file != NULL && f->file[0] == '\0') {
		snprintf(f->file, sizeof(f->file), "%s", file);
		cut_to_whole(f->file);
	}
	if (f->line == 0) {
		f->line = line;
	}
	if (f->column == 0) {
		f->column = column;
	}
}

void fault_field(struct fault *f, const char *field)
{
	if (f == NULL || f->rc == RC_OK || field == NULL || f->field[0] != '\0') {
		return;
	}
	snprintf(f->field, sizeof(f->field), "%s", field);
	cut_to_whole(f->field);
}

void fault_clear(struct fault *f)
{
	if (f != NULL) {
		memset(f, 0, sizeof(*f));
	}
}

/* Prints text from outside without letting it steer the terminal: controls become '?'. */
static void print_safely(FILE *out, const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == 0xC2 && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] <= 0x9F) {
			p++;
			putc('?', out);
		} else if (c < 0x20 || c == 0x7F) {
			putc('?', out);
		} else {
			putc(c, out);
		}
	}
}

static void write_place(FILE *out, const struct fault *f)
{
	fputs("volya: ", out);
	if (f->file[0] != '\0') {
		print_safely(out, f->file);
		putc(':', out);
	}
	if (f->line != 0) {
		fprintf(out, "%s%u:", f->file[0] != '\0' ? "" : "line ", f->line);
	}
	if (f->column != 0) {
		fprintf(out, "%s%u:", f->line != 0 ? "" : "column ", f->column);
	}
	if (f->file[0] != '\0' || f->line != 0 || f->column != 0) {
		putc(' ', out);
	}
	if (f->field[0] != '\0') {
		print_safely(out, f->field);
		fputs(": ", out);
	}
}

static void write_message(FILE *out, const struct fault *f)
{
	write_place(out, f);
	print_safely(out, f->message[0] != '\0' ? f->message : rc_name(f->rc));
}

static void write_hint(FILE *out, const struct fault *f)
{
	print_safely(out, f->hint);
}

/* One paragraph: in lines for whoever reads it on a terminal, and in one line for whatever program does. */
static void print_paragraph(FILE *out, const struct fault *f, int indent, void (*write)(FILE *, const struct fault *))
{
	char text[sizeof *f + 64];
	int columns = terminal_columns(out);
	FILE *memory = columns ? fmemopen(text, sizeof text, "w") : NULL;
	fprintf(out, "%*s", indent, "");
	if (!memory) {
		write(out, f);
		putc('\n', out);
		return;
	}
	write(memory, f);
	putc('\0', memory);
	fclose(memory);
	print_wrapped(out, columns, 2, indent, text);
}

void fault_print(FILE *out, const struct fault *f)
{
	print_paragraph(out, f, 0, write_message);
	if (f->hint[0] != '\0') {
		print_paragraph(out, f, 2, write_hint);
	}
}

int rc_exit_status(enum rc rc)
{
	return (size_t)rc < TABLE_SIZE ? table[rc].exit_status : 3;
}

int rc_http_status(enum rc rc)
{
	return (size_t)rc < TABLE_SIZE ? table[rc].http_status : 500;
}

const char *rc_name(enum rc rc)
{
	return (size_t)rc < TABLE_SIZE ? table[rc].name : "unknown";
}
