/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "volya name forms": a name as every system writes it, and the names that a Latin spelling may stand for. */
#include <string.h>

#include "cli/cli.h"
#include "name/forms.h"

#define OUTPUT_BYTES_MOST ((size_t)1 << 20)
#define FORMS_ROOM 64      /* twice the systems of a language at most */
#define CANDIDATES_SHOWN 5 /* of a language */
#define FROM_LATIN FORMS_LANGS /* the fourth choice of --from */
#define TITLE_COLUMNS 30
#define COST_ABOVE_BEST 15 /* what is less likely than that beside the best of all is not shown */

static const char *const languages[FORMS_LANGS] = {"Belarusian", "Russian", "Ukrainian"};

struct form {
	const struct forms_system *system;
	const char *text;
	bool man; /* with the endings for men */
};

struct name_forms {
	struct str name;
	unsigned langs;      /* as forms_read() */
	enum forms_lang lang;
	const char *normal;  /* today's orthography where the name is in the older one, or NULL */
	struct form forms[FORMS_ROOM];
	size_t form_count;
	struct forms_candidate candidates[FORMS_LANGS][CANDIDATES_SHOWN];
	size_t candidate_count[FORMS_LANGS];
};

/* Columns on a terminal: what is written here has letters of one column, and signs over them. */
static int columns(struct str s)
{
	size_t at = 0;
	int32_t point;
	int count = 0;

	while ((point = utf8_next(s, &at)) != -2) {
		count += point < 0x300 || point > 0x36F;
	}
	return count;
}

/* The text, and spaces up to the width. */
static void put_padded(struct str s, int width, struct buf *out)
{
	buf_str(out, s);
	for (int i = columns(s); i < width; i++) {
		buf_putc(out, ' ');
	}
}

static void add_form(struct context *c, struct name_forms *a, const struct forms_system *s, bool man)
{
	struct buf b;

	if (a->form_count == FORMS_ROOM) {
		return;
	}
	buf_init(&b, OUTPUT_BYTES_MOST);
	forms_out(s, a->name, man, &b);
	a->forms[a->form_count++] = (struct form){s, str_dup(c->arena, buf_view(&b)), man};
	buf_finish(&b);
}

static void add_forms(struct context *c, struct name_forms *a)
{
	enum name_sex sex = forms_sex(a->name, a->lang);
	struct buf b;

	for (size_t i = 0; i < forms_system_count; i++) {
		const struct forms_system *s = &forms_systems[i];
		bool men = s->flags & FORMS_MAN && sex != NAME_SEX_FEMALE;
		if (s->lang == a->lang && !(men && sex == NAME_SEX_MALE)) {
			add_form(c, a, s, false);
		}
		if (s->lang == a->lang && men) {
			add_form(c, a, s, true);
		}
	}
	buf_init(&b, OUTPUT_BYTES_MOST);
	forms_normal(a->name, &b);
	if (a->lang == FORMS_BE && !str_eq(a->name, buf_view(&b))) {
		a->normal = str_dup(c->arena, buf_view(&b));
	}
	buf_finish(&b);
	enum forms_lang other = a->lang == FORMS_BE ? FORMS_RU : FORMS_BE;
	a->candidate_count[other] = forms_convert(c->arena, a->lang, a->name, a->candidates[other], CANDIDATES_SHOWN);
}

/* Cyrillic names for a Latin one, of each language. */
static size_t add_candidates(struct context *c, struct name_forms *a)
{
	unsigned best = UINT32_MAX;
	size_t found = 0;

	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		struct forms_candidate *of = a->candidates[lang];
		a->candidate_count[lang] = forms_back_any(c->arena, (enum forms_lang)lang, a->name, of, CANDIDATES_SHOWN);
		best = a->candidate_count[lang] > 0 && of[0].cost < best ? of[0].cost : best;
	}
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		size_t *count = &a->candidate_count[lang];
		while (*count > 0 && a->candidates[lang][*count - 1].cost > best + COST_ABOVE_BEST) {
			--*count;
		}
		found += *count;
	}
	return found;
}

/* Reads the name as --from says or as its letters do. */
static enum rc read_name(struct context *c, const struct args *args, struct name_forms *ret)
{
	char *text;
	int from;
	enum rc rc = args_choice(c, args, "from", &from);

	if (rc == RC_OK) {
		rc = text_clean(c->arena, str_of(args->operands[0]), &text, &c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	*ret = (struct name_forms){.name = str_trim(str_of(text))};
	if (ret->name.n == 0 || ret->name.n > NAME_TEXT_MOST) {
		fault_set(&c->fault, RC_INVALID, ret->name.n ? "the name is longer than %d bytes" : "the name is empty",
			NAME_TEXT_MOST);
		fault_hint(&c->fault, "give one name: volya name forms \"Сяргей\"");
		return RC_INVALID;
	}
	ret->langs = forms_read(ret->name, &ret->lang);
	if (!args_given(args, "from") || ret->langs == 0) {
		return RC_OK;
	}
	if (!(ret->langs & 1u << from)) {
		fault_set(&c->fault, RC_INVALID, "\"%.*s\" has letters that are not %s", STR_ARG(ret->name),
			from == FROM_LATIN ? "Latin" : languages[from]);
		fault_hint(&c->fault, "without --from the letters themselves tell");
		return RC_INVALID;
	}
	ret->lang = from == FROM_LATIN ? FORMS_BE : (enum forms_lang)from;
	return RC_OK;
}

static void put_form(const struct form *f, int width, bool beside, struct buf *out)
{
	const char *more = f->man ? ", for a man" : f->system->flags & FORMS_UNVERIFIED ? " (unverified)" : "";
	struct buf title;

	buf_init(&title, 256);
	buf_printf(&title, "  %s%s", f->system->title, more);
	put_padded(buf_view(&title), TITLE_COLUMNS, out);
	buf_finish(&title);
	if (beside) {
		put_padded(str_of(f->text), width + 2, out);
		buf_printf(out, "%s\n", f->system->use);
	} else {
		buf_printf(out, "%s\n%*s%s\n", f->text, TITLE_COLUMNS + 2, "", f->system->use);
	}
}

static void put_forms(const struct context *c, const struct name_forms *a, unsigned press, struct buf *out)
{
	int width = 0, use = 0;

	for (size_t i = 0; i < a->form_count; i++) {
		int n = columns(str_of(a->forms[i].text)), u = columns(str_of(a->forms[i].system->use));
		width = n > width ? n : width;
		use = u > use ? u : use;
	}
	for (size_t i = 0; i < a->form_count; i++) {
		if ((a->forms[i].system->flags & FORMS_PRESS) == press) {
			put_form(&a->forms[i], width, TITLE_COLUMNS + width + 2 + use <= c->width, out);
		}
	}
}

static void put_candidates(const struct name_forms *a, struct buf *out)
{
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		int width = 0;
		if (a->candidate_count[lang] > 0) {
			buf_printf(out, "\n%s%s\n", languages[lang], a->form_count > 0 ? ", may be (best first)" : "");
		}
		for (size_t i = 0; i < a->candidate_count[lang]; i++) {
			int n = columns(a->candidates[lang][i].text);
			width = n > width ? n : width;
		}
		for (size_t i = 0; i < a->candidate_count[lang]; i++) {
			const struct forms_candidate *k = &a->candidates[lang][i];
			buf_puts(out, "  ");
			if (k->system) {
				put_padded(k->text, width + 2, out);
				buf_puts(out, k->system->title);
			} else {
				buf_str(out, k->text);
			}
			buf_putc(out, '\n');
		}
	}
}

static void put_text(const struct context *c, const struct name_forms *a, struct buf *out)
{
	bool latin = a->langs == FORMS_IS_LATIN;

	buf_printf(out, "%.*s\n", STR_ARG(a->name));
	if (a->langs == 0) {
		buf_puts(out, "Not in an alphabet that is known here: Belarusian, Russian, Ukrainian or Latin.\n");
		return;
	}
	buf_printf(out, "Read as %s", latin ? "Latin letters" : languages[a->lang]);
	const char *between = "; could be ";
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		if (lang != (int)a->lang && a->langs & 1u << lang) {
			buf_printf(out, "%s%s", between, languages[lang]);
			between = ", ";
		}
	}
	buf_puts(out, between[0] == ',' ? " (--from tells).\n" : ".\n");
	if (a->normal) {
		buf_printf(out, "In today's orthography: %s\n", a->normal);
	}
	if (a->form_count > 0) {
		buf_puts(out, "\nStandards and official use\n");
		put_forms(c, a, 0, out);
		buf_puts(out, "\nPress\n");
		put_forms(c, a, FORMS_PRESS, out);
	}
	put_candidates(a, out);
}

static void json_forms(const struct name_forms *a, struct json_writer *w)
{
	json_key(w, "forms");
	json_array(w);
	for (size_t i = 0; i < a->form_count; i++) {
		const struct form *f = &a->forms[i];
		json_object(w);
		json_put_cstr(w, "system", f->system->code);
		json_put_cstr(w, "title", f->system->title);
		json_put_cstr(w, "text", f->text);
		json_put_cstr(w, "use", f->system->use);
		json_put_bool(w, "press", f->system->flags & FORMS_PRESS);
		json_put_bool(w, "man", f->man);
		json_put_bool(w, "verified", !(f->system->flags & FORMS_UNVERIFIED));
		json_object_end(w);
	}
	json_array_end(w);
}

static void put_json(const struct name_forms *a, struct buf *out)
{
	bool latin = a->langs == FORMS_IS_LATIN;
	struct json_writer w;

	json_init(&w, out, true);
	json_object(&w);
	json_put_str(&w, "name", a->name);
	json_put_cstr(&w, "read_as", latin ? "latin" : a->langs ? forms_lang_code(a->lang) : NULL);
	json_key(&w, "could_be");
	json_array(&w);
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		if (a->langs & 1u << lang) {
			json_cstr(&w, forms_lang_code((enum forms_lang)lang));
		}
	}
	json_array_end(&w);
	json_put_cstr(&w, "today", a->normal);
	json_forms(a, &w);
	json_key(&w, "candidates");
	json_array(&w);
	for (int lang = 0; lang < FORMS_LANGS; lang++) {
		for (size_t i = 0; i < a->candidate_count[lang]; i++) {
			const struct forms_candidate *k = &a->candidates[lang][i];
			json_object(&w);
			json_put_cstr(&w, "language", forms_lang_code((enum forms_lang)lang));
			json_put_str(&w, "text", k->text);
			json_put_cstr(&w, "system", k->system ? k->system->code : NULL);
			json_object_end(&w);
		}
	}
	json_array_end(&w);
	json_object_end(&w);
	buf_putc(out, '\n');
}

enum rc cmd_name_forms(struct context *c, const struct args *args, int *ret_status)
{
	struct name_forms a;
	struct buf out;
	enum rc rc = read_name(c, args, &a);
	size_t found = 0;

	if (rc != RC_OK) {
		return rc;
	}
	if (a.langs == FORMS_IS_LATIN) {
		found = add_candidates(c, &a);
	} else if (a.langs != 0) {
		add_forms(c, &a);
	}
	buf_init(&out, OUTPUT_BYTES_MOST);
	if (args_given(args, "json")) {
		put_json(&a, &out);
	} else {
		put_text(c, &a, &out);
		if (a.langs == FORMS_IS_LATIN && found == 0) {
			buf_puts(&out, "No Cyrillic name is written so by any system.\n");
		}
	}
	*ret_status = a.form_count + found == 0;
	rc = write_output(c, NULL, buf_view(&out));
	buf_finish(&out);
	return rc;
}
