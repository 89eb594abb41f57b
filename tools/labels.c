/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prints the labels of the kinds table as messages, for tools/pot.c: labels OUT.c */
#include "register/kinds.h"

static void one(FILE *out, const char *label)
{
	if (!label || !label[0]) {
		return;
	}
	fputs("N_(\"", out);
	for (; *label; label++) {
		if (*label == '"' || *label == '\\') {
			fputc('\\', out);
		}
		fputc(*label, out);
	}
	fputs("\")\n", out);
}

int main(int argc, char **argv)
{
	FILE *out = argc == 2 ? fopen(argv[1], "wb") : NULL;

	if (!out) {
		fprintf(stderr, "usage: labels OUT.c\n");
		return 2;
	}
	for (int kind = KIND_PERSON; kind <= KIND_LAST; kind++) {
		one(out, kind_info((enum kind)kind)->label);
	}
	for (const struct property *p = properties(); p->key; p++) {
		one(out, p->label);
		for (const struct code *c = p->codes; c && c->key; c++) {
			one(out, c->label);
		}
	}
	return fclose(out) ? 1 : 0;
}
