/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya find: who and what is recorded under a name, in any spelling. */
#include <string.h>

#include "cli/cli.h"

#define MATCHES_MOST 20
#define REPORT_BYTES_MOST ((size_t)16 << 20)
#define INDENT 10 /* under the probability */

static const char *const certainties[] = {
	[MATCH_SAME] = "same", [MATCH_POSSIBLE] = "possible", [MATCH_FAINT] = "faint",
};

struct found {
	const struct match *match;
	enum kind kind;
	char *label, handle[HANDLE_TEXT];
};

struct finds {
	struct found *list;
	size_t count;
	bool suggestions; /* nothing is more than faint */
};

static enum rc add(struct context *c, struct reg *r, const struct match *m, struct finds *finds)
{
	struct found *x = &finds->list[finds->count++];
	handle h;
	x->match = m;
	enum rc rc = subject_label(r, reg_viewer(r), c->arena, m->subject, "en", &x->label, &c->fault);
	if (rc == RC_OK) {
		rc = subject_get(r, reg_viewer(r), m->subject, &x->kind, &h, &c->fault);
	}
	if (rc == RC_OK) {
		(void)handle_format(h, x->handle);
	}
	return rc;
}

/* Faint ones are for want of better. */
static void keep_best(struct finds *finds)
{
	size_t kept = 0;
	for (size_t i = 0; i < finds->count; i++) {
		if (finds->list[i].match->certainty != MATCH_FAINT) {
			finds->list[kept++] = finds->list[i];
		}
	}
	finds->suggestions = kept == 0;
	finds->count = kept ? kept : finds->count;
}

static enum rc find_all(struct context *c, struct reg *r, struct str name, struct finds *finds)
{
	static const enum kind kinds[] = {KIND_PERSON, KIND_ORGANISATION, KIND_PLACE};
	enum rc rc = RC_OK;
	finds->list = arena_array(c->arena, 3 * MATCHES_MOST, sizeof *finds->list);
	for (size_t k = 0; rc == RC_OK && k < sizeof kinds / sizeof *kinds; k++) {
		struct match *list;
		size_t count;
		rc = find_name(r, reg_viewer(r), c->arena, kinds[k], name, MATCHES_MOST, &list, &count, &c->fault);
		for (size_t i = 0; rc == RC_OK && i < count; i++) {
			rc = add(c, r, &list[i], finds);
		}
	}
	keep_best(finds);
	return rc;
}

static void print(struct context *c, const struct found *x)
{
	const struct match *m = x->match;
	int column = printf("%-8s  ", certainties[m->certainty]);
	const char *spelled = strcmp(x->label, m->spelling) != 0 ? arena_printf(c->arena, " (%s)", m->spelling) : "";
	print_wrapped(stdout, c->width, INDENT, column, arena_printf(c->arena, "%.2f  %s  %s%s",
		(double)m->probability, x->handle, x->label, spelled));
	printf("%*s", INDENT, "");
	print_wrapped(stdout, c->width, INDENT, INDENT, m->why);
}

static void print_all(struct context *c, const char *name, const struct finds *finds)
{
	if (finds->count == 0) {
		printf("Nobody and nothing here is recorded under \"%s\".\n", name);
		return;
	}
	if (finds->suggestions) {
		printf("Nobody and nothing here is recorded under \"%s\". Perhaps one of these is meant:\n", name);
	}
	for (size_t i = 0; i < finds->count; i++) {
		print(c, &finds->list[i]);
	}
}

static enum rc write_json(struct context *c, const struct finds *finds)
{
	struct json_writer w;
	struct buf out;
	buf_init(&out, REPORT_BYTES_MOST);
	json_init(&w, &out, true);
	json_array(&w);
	for (size_t i = 0; i < finds->count; i++) {
		const struct found *x = &finds->list[i];
		json_object(&w);
		json_put_cstr(&w, "certainty", certainties[x->match->certainty]);
		json_key(&w, "probability");
		json_real(&w, (double)x->match->probability, 4);
		json_put_cstr(&w, "kind", kind_info(x->kind)->key);
		json_put_cstr(&w, "handle", x->handle);
		json_put_cstr(&w, "name", x->label);
		json_put_cstr(&w, "spelling", x->match->spelling);
		json_put_cstr(&w, "reason", x->match->why);
		json_object_end(&w);
	}
	json_array_end(&w);
	buf_putc(&out, '\n');
	enum rc rc = write_output(c, NULL, buf_view(&out));
	buf_finish(&out);
	return rc;
}

enum rc cmd_find(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct finds finds = {0};
	char *name;
	int format;
	enum rc rc = args_choice(c, args, "format", &format);
	if (rc == RC_OK) {
		rc = text_clean(c->arena, str_of(args->operands[0]), &name, &c->fault);
	}
	if (rc == RC_OK) {
		rc = open_to_read(c, args, &r);
	}
	if (rc != RC_OK) {
		return rc;
	}
	rc = find_all(c, r, str_of(name), &finds);
	if (rc == RC_OK && format == 1) {
		rc = write_json(c, &finds);
	} else if (rc == RC_OK) {
		print_all(c, name, &finds);
	}
	*ret_status = finds.suggestions ? 1 : 0;
	reg_close(r);
	return rc;
}
