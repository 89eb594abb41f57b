/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Precision and recall over the claims of the letters in eval/dev and eval/heldout. A claim is
 * right when kind, value and verdict agree and its words overlap with those expected. The floor
 * holds for both; nothing was tuned on heldout. Arguments: the folder eval, the
 * set, "-v" to name what was missed or invented.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "letters.h"

#include "../ledger/json_c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct expected {
	const char *kind, *text, *verdict;
	int64_t value;
	bool has_value;
};

struct score {
	size_t right, missed, invented;
	bool verbose;
};

static bool overlaps(const char *claim, const char *anchor)
{
	return strstr(claim, anchor) || strstr(anchor, claim);
}

static bool meets(const struct letter_claim *c, const struct expected *e)
{
	return strcmp(claim_kind_key(c->kind), e->kind) == 0 &&
		strcmp(verdict_key(c->verdict), e->verdict) == 0 &&
		(!e->has_value || c->value == e->value) && overlaps(c->text, e->text);
}

static void score_letter(
	struct score *s, const char *name, const struct letter_report *l, struct json_c_object *list)
{
	bool *used = calloc(l->claim_count + 1, sizeof *used);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_c_object *o = json_object_array_get_idx(list, i), *v;
		struct expected e = {.kind = json_object_get_string(json_object_object_get(o, "kind")),
			.text = json_object_get_string(json_object_object_get(o, "text")),
			.verdict = json_object_get_string(json_object_object_get(o, "verdict"))};
		e.has_value = json_object_object_get_ex(o, "value", &v);
		e.value = e.has_value ? json_object_get_int64(v) : 0;
		size_t best = l->claim_count;
		for (size_t k = 0; k < l->claim_count; k++) {
			if (!used[k] && meets(&l->claims[k], &e) &&
				(best == l->claim_count ||
					strlen(l->claims[k].text) < strlen(l->claims[best].text))) {
				best = k;
			}
		}
		if (best < l->claim_count) {
			used[best] = true;
			s->right++;
			continue;
		}
		s->missed++;
		if (s->verbose) {
			printf("%s: missed %s %s \"%s\"\n", name, e.verdict, e.kind, e.text);
		}
	}
	for (size_t k = 0; k < l->claim_count; k++) {
		const struct letter_claim *c = &l->claims[k];
		s->invented += !used[k];
		if (!used[k] && s->verbose) {
			printf("%s: %u:%u invented %s %s \"%s\" (%s)\n", name, c->line, c->column,
				verdict_key(c->verdict), claim_kind_key(c->kind), c->text, c->why);
		}
	}
	free(used);
}

static void one_letter(struct score *s, const char *folder, const char *json)
{
	static const char *const endings[] = {".txt", ".md", ".html"};
	char path[512];
	struct arena *a = arena_create(64u << 20);
	int n = snprintf(path, sizeof path, "%s/%s", folder, json);
	if (n < 0 || (size_t)n >= sizeof path) {
		exit(99);
	}
	struct json_c_object *list = json_object_from_file(path);
	struct str bytes = {0};
	for (size_t i = 0; i < 3 && bytes.n == 0; i++) {
		snprintf(path, sizeof path, "%s/%.*s%s", folder, (int)(strlen(json) - 5), json, endings[i]);
		bytes = letters_file(a, path);
	}
	if (!list || bytes.n == 0) {
		fprintf(stderr, "%s has no letter or no claims\n", path);
		exit(99);
	}
	struct letter_report l;
	struct fault f = {0};
	struct letter_options o = {.on = DAY_MAX, .name = json};
	if (letter_check(letters_register(), &viewer_public, a, bytes, &o, &l, &f) != RC_OK) {
		fault_print(stderr, &f);
		exit(99);
	}
	score_letter(s, json, &l, list);
	json_object_put(list);
	arena_destroy(a);
}

static int is_json(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return n > 5 && strcmp(e->d_name + n - 5, ".json") == 0;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("eval FOLDER dev|heldout [-v]\n", stderr);
		return 99;
	}
	char folder[400];
	struct dirent **list;
	struct score s = {.verbose = argc > 3};
	snprintf(folder, sizeof folder, "%s/%s", argv[1], argv[2]);
	int n = scandir(folder, &list, is_json, alphasort);
	for (int i = 0; i < n; i++) {
		one_letter(&s, folder, list[i]->d_name);
		free(list[i]);
	}
	if (n > 0) {
		free(list);
	}
	letters_finish();
	double precision = (double)s.right / (double)(s.right + s.invented + (s.right == 0));
	double recall = (double)s.right / (double)(s.right + s.missed + (s.right == 0));
	printf("%s: %d letters, %zu claims: precision %.3f, recall %.3f\n", argv[2], n,
		s.right + s.missed, precision, recall);
	/* heldout is not tuned on: its floor only shows when something breaks. */
	bool dev = strcmp(argv[2], "dev") == 0;
	return n < 1 || precision < (dev ? 0.97 : 0.92) || recall < (dev ? 0.95 : 0.88) ? 1 : 0;
}
