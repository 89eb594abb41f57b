/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes files as bytes of a C source: embed OUT.c FILE... */
#include <stdio.h>
#include <string.h>

static int one(FILE *out, const char *path, int no)
{
	FILE *in = fopen(path, "rb");
	int c, column = 0;

	if (!in) {
		fprintf(stderr, "embed: cannot read %s\n", path);
		return 1;
	}
	fprintf(out, "static const char bytes_%d[] = {", no);
	while ((c = fgetc(in)) != EOF) {
		fprintf(out, "%s%d,", column++ % 20 ? "" : "\n\t", c > 127 ? c - 256 : c);
	}
	fputs("\n\t0\n};\n\n", out);
	return fclose(in) ? 1 : 0;
}

int main(int argc, char **argv)
{
	FILE *out = argc > 2 ? fopen(argv[1], "wb") : NULL;
	int bad = 0;

	if (!out) {
		fprintf(stderr, "usage: embed OUT.c FILE...\n");
		return 2;
	}
	fputs("/* Made by tools/embed.c. */\n#include \"web/assets.h\"\n\n", out);
	for (int i = 2; i < argc; i++) {
		bad |= one(out, argv[i], i);
	}
	fputs("struct str asset(const char *name)\n{\n\tstruct str n = str_of(name);\n\n", out);
	for (int i = 2; i < argc; i++) {
		const char *base = strrchr(argv[i], '/');
		fprintf(out, "\tif (str_is(n, \"%s\")) {\n\t\treturn (struct str){ bytes_%d, sizeof(bytes_%d) - 1 };\n\t}\n",
			base ? base + 1 : argv[i], i, i);
	}
	fputs("\treturn (struct str){ \"\", 0 };\n}\n", out);
	return fclose(out) || bad ? 1 : 0;
}
