/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of given names as C: given OUT.c GIVEN.txt */
#include <stdlib.h>

#include "given_forms.h"

/* What is looked up while the forms are folded: nothing yet. */
static const uint16_t none[(1 << GIVEN_PART_BITS) + 1];
const struct given_table given_table = {.first = none};

static void put_entry(FILE *out, uint64_t key, const struct given *of, unsigned n)
{
	fprintf(out, "\t{0x%016llxu, {", (unsigned long long)key);
	for (unsigned i = 0; i < n; i++) {
		fprintf(out, "%s{%u, %u}", i ? ", " : "", of[i].family, of[i].how);
	}
	fputs("}},\n", out);
}

static void put_first(FILE *out, const uint64_t *keys, size_t count)
{
	size_t at = 0;

	fputs("};\nstatic const uint16_t first[] = {\n", out);
	for (uint64_t part = 0; part <= 1u << GIVEN_PART_BITS; part++) {
		while (at < count && keys[at] >> (64 - GIVEN_PART_BITS) < part) {
			at++;
		}
		fprintf(out, "%zu,%c", at, part % 16 == 15 ? '\n' : ' ');
	}
}

static void put_families(FILE *out, const struct given_forms *f)
{
	fputs("\n};\nstatic const struct given_family family[] = {\n", out);
	for (size_t i = 0; i < f->families; i++) {
		const struct given_line *l = &f->family[i];
		fprintf(out, "\t{\"%s\", %u, {", l->name, l->sex);
		for (size_t k = 0; k < GIVEN_LANGS; k++) {
			fprintf(out, "\"%s\"%s", l->in[k] ? l->in[k] : "", k + 1 < GIVEN_LANGS ? ", " : "}},\n");
		}
	}
	fprintf(out, "};\nconst struct given_table given_table = {entry, first, family, %zu};\n", f->families);
}

int main(int argc, char **argv)
{
	struct given_forms forms;
	struct arena *arena;
	FILE *out = argc == 3 ? fopen(argv[1], "wb") : NULL;
	uint64_t *keys;
	size_t count = 0;

	if (!out) {
		fprintf(stderr, "usage: given OUT.c GIVEN.txt\n");
		return 2;
	}
	arena = arena_create((size_t)1 << 30);
	given_forms_read(arena, argv[2], &forms);
	keys = calloc(forms.count, sizeof(*keys));
	if (!keys) {
		return 3;
	}
	fputs("/* Made from given.txt by tools/given.c. */\n#include \"name/given.h\"\n\n"
	      "static const struct given_entry entry[] = {\n", out);
	for (size_t from = 0, to; from < forms.count; from = to) {
		struct given of[GIVEN_MOST];
		for (to = from; to < forms.count && forms.form[to].key == forms.form[from].key; to++) {
		}
		put_entry(out, forms.form[from].key, of, given_forms_merge(&forms.form[from], &forms.form[to], of));
		keys[count++] = forms.form[from].key;
	}
	if (count > UINT16_MAX) {
		fprintf(stderr, "given: %zu keys are too many\n", count);
		return 2;
	}
	put_first(out, keys, count);
	put_families(out, &forms);
	free(keys);
	given_forms_free(&forms);
	arena_destroy(arena);
	return fclose(out) ? 1 : 0;
}
