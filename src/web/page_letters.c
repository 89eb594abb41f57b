/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Letters and what the register says to them. A letter that is pasted in is read, answered and forgotten. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "web/views.h"

#define LETTERS_MOST 500
#define LETTER_BYTES (4u << 20)

static bool letter_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	return name[0] != '.' && dot && strlen(name) < 128 && utf8_valid(str_of(name)) &&
	       (!strcmp(dot, ".txt") || !strcmp(dot, ".md") || !strcmp(dot, ".html"));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct letter_link *)a)->name, ((const struct letter_link *)b)->name);
}

/* A file's address is its name, percent-encoded. */
static const char *letter_href(struct page *p, const char *name)
{
	struct buf b;

	buf_init(&b, 1024);
	buf_puts(&b, page_to(p, "letters/"));
	buf_url(&b, str_of(name));
	const char *href = str_dup(p->arena, buf_view(&b));
	buf_finish(&b);
	return href;
}

static void list_letters(struct page *p, struct letters_view *v)
{
	DIR *folder = p->site->letters ? opendir(p->site->letters) : NULL;
	struct dirent *e;

	v->letters = arena_array(p->arena, LETTERS_MOST, sizeof(*v->letters));
	while (folder && v->count < LETTERS_MOST && (e = readdir(folder)) != NULL) {
		if (letter_name(e->d_name)) {
			const char *name = arena_strdup(p->arena, e->d_name);
			v->letters[v->count++] = (struct letter_link){ name, letter_href(p, name) };
		}
	}
	if (folder) {
		closedir(folder);
	}
	if (v->count) {
		qsort(v->letters, v->count, sizeof(*v->letters), by_name);
	}
}

enum rc page_letters(struct page *p)
{
	struct letters_view v = { 0 };

	list_letters(p, &v);
	tmpl_letters(p, &v);
	return RC_OK;
}

static enum rc read_letter(struct page *p, const char *name, struct str *ret)
{
	FILE *in = fopen(arena_printf(p->arena, "%s/%s", p->site->letters, name), "rb");
	char *bytes = arena_alloc(p->arena, LETTER_BYTES);

	if (!in) {
		return fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such letter"));
	}
	*ret = (struct str){ bytes, fread(bytes, 1, LETTER_BYTES, in) };
	bool bad = ferror(in) || ret->n == LETTER_BYTES;
	fclose(in);
	return bad ? fault_set(p->fault, RC_LIMIT, "%s", _("The letter is too long")) : RC_OK;
}

static enum rc check(struct page *p, struct str bytes, struct letter_options *o, struct letter_view *v)
{
	struct letter_report report;
	struct buf html;
	enum rc rc = letter_check(p->reg, p->viewer, p->arena, bytes, o, &report, p->fault);

	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&html, 8u << 20);
	rc = letter_report_html(p->reg, p->viewer, p->arena, &report, &html, p->fault);
	if (rc == RC_OK) {
		v->report = str_copy(p->arena, buf_view(&html));
		v->dated = report.date < DAY_MAX;
		v->title = v->dated ? message_text(p, _("Letter of {date}"), (const struct msg_value[]){
			{ "date", day_text(p, report.date) } }, 1) : v->name;
		v->on_value = o->on < DAY_MAX ? day_iso(p, o->on) : "";
		tmpl_letter(p, v);
	}
	buf_finish(&html);
	return rc;
}

/* The file that has this address, among those that are listed and no other. */
static const char *listed_letter(struct page *p)
{
	struct letters_view v = { 0 };
	struct str path = str_of(p->path);

	list_letters(p, &v);
	for (size_t i = 0; i < v.count; i++) {
		if (str_is(path, v.letters[i].href)) {
			return v.letters[i].name;
		}
	}
	return NULL;
}

enum rc page_letter(struct page *p)
{
	struct letter_view v = { .name = listed_letter(p), .action = p->path };
	struct letter_options o = { .on = DAY_MAX };
	struct str bytes;

	if (!v.name) {
		return fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such letter"));
	}
	o.name = v.name;
	enum rc rc = param_day(p, "on", DAY_MAX, &o.on);
	if (rc == RC_OK) {
		rc = read_letter(p, v.name, &bytes);
	}
	return rc == RC_OK ? check(p, bytes, &o, &v) : rc;
}

enum rc page_letter_check(struct page *p)
{
	struct letter_view v = { .name = _("the letter you sent"), .pasted = true };
	struct letter_options o = { .on = DAY_MAX, .name = "letter" };
	struct letters_view form_view = { 0 };
	struct form form;

	if (p->request->method != HTTP_POST) {
		list_letters(p, &form_view);
		tmpl_letters(p, &form_view);
		return RC_OK;
	}
	enum rc rc = form_parse(p->arena, p->request->content_type, p->request->body, &form, p->fault);
	if (rc != RC_OK) {
		return rc;
	}
	struct str bytes = form_get(&form, "file"), on = str_trim(form_get(&form, "on"));
	bytes = bytes.n ? bytes : form_get(&form, "letter");
	if (on.n && !day_parse(on, &o.on)) {
		return fault_set(p->fault, RC_INVALID, "%s", _("A day is written 2023-03-16"));
	}
	if (!str_trim(bytes).n) {
		list_letters(p, &form_view);
		form_view.problem = _("There was no letter to check. Paste its text, or choose a file.");
		p->response->status = 400;
		tmpl_letters(p, &form_view);
		return RC_OK;
	}
	return check(p, bytes, &o, &v);
}
