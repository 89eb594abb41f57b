/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya name compare: what speaks for two names being of one person, and what against. */
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "cli/cli.h"
#include "name/name.h"

#define REPORT_BYTES_MOST ((size_t)1 << 20)
/* From here on the answer is yes. */
#define LIKELY 0.5f

/* What the two dates of birth say; empty when one is not given. */
struct birth {
	const char *say;  /* NULL: nothing */
	bool contradicts;
};

static enum rc read_birth(struct context *c, const struct args *args, const char *option, struct edtf_date *ret)
{
	struct edtf e;
	const char *text = args_value(args, option);
	*ret = (struct edtf_date){EDTF_NONE};
	if (!text) {
		return RC_OK;
	}
	enum rc rc = edtf_parse(str_of(text), &e, &c->fault);
	if (rc == RC_OK && (e.interval || e.from.what != EDTF_KNOWN)) {
		rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is not one date", text);
	}
	if (rc != RC_OK) {
		fault_field(&c->fault, option);
	}
	*ret = e.from;
	return rc;
}

static struct birth compare_births(const struct name_context *n)
{
	const struct edtf_date *a = &n->born_a, *b = &n->born_b;
	if (a->what != EDTF_KNOWN || b->what != EDTF_KNOWN) {
		return (struct birth){NULL, false};
	}
	if (a->lo > b->hi || b->lo > a->hi) {
		return (struct birth){"the birth dates contradict one another", true};
	}
	bool exact = a->lo == a->hi && b->lo == b->hi;
	return (struct birth){exact ? "born on the same day" : "the birth dates may be the same", false};
}

/* A number is read as a word, and is no name. */
static bool has_letter(const char *text)
{
	mbstate_t state = {0};
	wchar_t point;
	size_t n = strlen(text), step;
	while (n > 0 && (step = mbrtowc(&point, text, n, &state)) > 0 && step <= n) {
		if (iswalpha((wint_t)point)) {
			return true;
		}
		text += step;
		n -= step;
	}
	return false;
}

struct pair {
	struct str text[2];
	struct name name[2];
	struct name_evidence evidence;
	struct birth birth;
	bool likely;
};

static enum rc write_text(struct context *c, const struct pair *p)
{
	struct buf why;
	buf_init(&why, REPORT_BYTES_MOST);
	name_explain(&p->evidence, &p->name[0], p->text[0], &p->name[1], p->text[1], &why);
	printf("%s\n", p->birth.contradicts ? "Two people." : p->likely ? "Possibly the same person." :
		"Probably not the same person.");
	print_wrapped(stdout, c->width, 2, printf("  "), why.p ? why.p : "");
	if (p->birth.say) {
		printf("  %s\n", p->birth.say);
	}
	buf_finish(&why);
	return RC_OK;
}

static enum rc write_json(struct context *c, const struct pair *p)
{
	struct json_writer w;
	struct buf out;
	buf_init(&out, REPORT_BYTES_MOST);
	json_init(&w, &out, true);
	json_object(&w);
	json_put_str(&w, "a", p->text[0]);
	json_put_str(&w, "b", p->text[1]);
	json_put_bool(&w, "possible", p->likely);
	json_put_cstr(&w, "birth", p->birth.say);
	json_key(&w, "evidence");
	name_explain_json(&p->evidence, &p->name[0], p->text[0], &p->name[1], p->text[1], &w);
	json_object_end(&w);
	buf_putc(&out, '\n');
	enum rc rc = write_output(c, NULL, buf_view(&out));
	buf_finish(&out);
	return rc;
}

enum rc cmd_name_compare(struct context *c, const struct args *args, int *ret_status)
{
	struct pair p = {0};
	struct name_context context = {0};
	char *text;
	int format;
	enum rc rc = args_choice(c, args, "format", &format);
	if (rc == RC_OK) {
		rc = read_birth(c, args, "born", &context.born_a);
	}
	if (rc == RC_OK) {
		rc = read_birth(c, args, "born-other", &context.born_b);
	}
	for (int i = 0; rc == RC_OK && i < 2; i++) {
		rc = text_clean(c->arena, str_of(args->operands[i]), &text, &c->fault);
		if (rc == RC_OK) {
			p.text[i] = str_of(text);
			name_read(p.text[i], &p.name[i]);
		}
		if (rc == RC_OK && (p.name[i].count == 0 || !has_letter(text))) {
			rc = fault_set(&c->fault, RC_INVALID, "\"%s\" is no name: there is no letter in it", text);
		}
	}
	if (rc != RC_OK) {
		return rc;
	}
	name_score(&p.name[0], &p.name[1], &context, &p.evidence);
	p.birth = compare_births(&context);
	p.likely = p.evidence.probability >= LIKELY && !p.birth.contradicts;
	*ret_status = p.likely ? 0 : 1;
	return format == 1 ? write_json(c, &p) : write_text(c, &p);
}
