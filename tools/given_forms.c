/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Given names: the lines of given.txt to keys. */
#include <stdlib.h>
#include <string.h>

#include "given_forms.h"

#include "name/sound.h"
#include "po_read.h"

struct line {
	struct arena *arena;
	struct given_forms *all;
	const char *path;
	unsigned number;
	struct given of;
	bool made, man;
	bool fathers; /* patronymics are made of it */
};

static void bad(const struct line *l, const char *what, struct str which)
{
	fprintf(stderr, "%s:%u: %s: \"%.*s\"\n", l->path, l->number, what, STR_ARG(which));
	exit(2);
}

static void *more(void *list, size_t count, size_t *room, size_t size)
{
	if (count == *room) {
		*room = *room ? 2 * *room : 1024;
		list = realloc(list, *room * size);
		if (!list) {
			fprintf(stderr, "given: out of memory\n");
			exit(3);
		}
	}
	return list;
}

static void add_key(struct line *l, uint64_t key, bool father, struct str text)
{
	struct given_forms *all = l->all;

	if (key == 0) {
		bad(l, "too short or too long to be looked up", text);
	}
	all->form = more(all->form, all->count, &all->room, sizeof(*all->form));
	all->form[all->count++] = (struct given_form){
		.key = key, .of = l->of, .made = l->made, .father = father, .text = str_dup(l->arena, text),
	};
}

/* One spelling; of a form of several words (hyphens) each form of the file is one word only. */
static void add_text(void *arg, struct str text)
{
	struct line *l = arg;
	struct name n;

	name_read(text, &n);
	if (n.count != 1) {
		bad(l, "is not one word", text);
	}
	if (given_key(&n.token[0]) == 0 && l->made) {
		return; /* Лев as Le, say */
	}
	add_key(l, given_key(&n.token[0]), false, text);
	if (l->fathers && l->of.how != GIVEN_SHORT && given_father_key(&n.token[0], false)) {
		add_key(l, given_father_key(&n.token[0], false), true, text);
	}
}

static void add_patronymic(struct line *l, struct str text)
{
	struct name n;

	name_read(text, &n);
	if (n.count != 1 || !ending_patronymic_stem(&n.token[0])) {
		bad(l, "is no patronymic", text);
	}
	add_key(l, given_father_key(&n.token[0], true), true, text);
}

/* Remembers the form as one of the family's in the language. */
static void add_in(struct line *l, struct str form, struct str lang)
{
	static const char *const codes[GIVEN_LANGS] = {"be", "ru", "uk"};

	for (size_t i = 0; i < GIVEN_LANGS; i++) {
		const char **in = &l->all->family[l->of.family].in[i];
		if (str_is(lang, codes[i])) {
			*in = *in ? arena_printf(l->arena, "%s %.*s", *in, STR_ARG(form)) : str_dup(l->arena, form);
		}
	}
}

static void read_form(struct line *l, struct str form, const struct str *langs, size_t lang_count)
{
	bool patronymic = form.p[0] == '^';

	l->of.how = form.p[0] == '=' ? GIVEN_ORIGIN : form.p[0] == '~' ? GIVEN_SHORT : GIVEN_FULL;
	if (patronymic || l->of.how != GIVEN_FULL) {
		form = str_sub(form, 1, form.n);
	}
	if (form.n == 0 || str_find(form, '?', 0) < form.n) {
		bad(l, "is no form", form);
	}
	l->made = false;
	if (patronymic) {
		add_patronymic(l, form);
		return;
	}
	if (!l->all->family[l->of.family].name) {
		l->all->family[l->of.family].name = str_dup(l->arena, form);
	}
	add_text(l, form);
	l->made = true;
	for (size_t i = 0; i < lang_count; i++) {
		if (l->of.how == GIVEN_FULL) {
			add_in(l, form, langs[i]);
		}
		given_render(form, str_dup(l->arena, langs[i]), l->man && l->of.how == GIVEN_FULL, add_text, l);
	}
}

/* "be,ru FORM FORM" */
static void read_group(struct line *l, struct str group)
{
	struct str *words, *langs;
	size_t count = str_split(l->arena, group, ' ', &words), lang_count, forms = 0;

	lang_count = count ? str_split(l->arena, words[0], ',', &langs) : 0;
	for (size_t i = 0; i < lang_count; i++) {
		if (langs[i].n != 2) {
			bad(l, "is no language", langs[i]);
		}
	}
	for (size_t i = 1; i < count; i++) {
		if (words[i].n > 0) {
			read_form(l, words[i], langs, lang_count);
			forms++;
		}
	}
	if (forms == 0) {
		bad(l, "no forms", group);
	}
}

static void read_line(struct line *l, struct str text)
{
	struct given_forms *all = l->all;
	struct str *groups;
	size_t count = str_split(l->arena, text, '|', &groups);
	uint8_t sex = str_is(groups[0], "m") ? NAME_SEX_MALE : str_is(groups[0], "f") ? NAME_SEX_FEMALE :
		NAME_SEX_UNKNOWN;

	if (count < 2 || (sex == NAME_SEX_UNKNOWN && !str_is(groups[0], "u"))) {
		bad(l, "a line is SEX | LANGUAGE FORM ...", text);
	}
	all->family = more(all->family, all->families, &all->family_room, sizeof(*all->family));
	all->family[all->families] = (struct given_line){.sex = sex, .line = l->number};
	l->of.family = (uint16_t)all->families++;
	l->man = sex != NAME_SEX_FEMALE;
	l->fathers = l->man && str_starts(groups[1], "be");
	for (size_t i = 1; i < count; i++) {
		read_group(l, groups[i]);
	}
}

static int by_key(const void *x, const void *y)
{
	const struct given_form *a = x, *b = y;

	if (a->key != b->key) {
		return a->key < b->key ? -1 : 1;
	}
	if (a->of.family != b->of.family) {
		return a->of.family < b->of.family ? -1 : 1;
	}
	return a->made != b->made ? a->made - b->made : a->of.how - b->of.how;
}

void given_forms_read(struct arena *a, const char *path, struct given_forms *ret)
{
	struct line l = {.arena = a, .all = ret, .path = path};
	struct str *lines;
	size_t count = str_split(a, po_bytes(a, path), '\n', &lines);

	*ret = (struct given_forms){.families = 1};
	ret->family = more(NULL, 0, &ret->family_room, sizeof(*ret->family));
	ret->family[0] = (struct given_line){.name = ""};
	for (size_t i = 0; i < count; i++) {
		l.number = (unsigned)i + 1;
		if (lines[i].n > 0 && lines[i].p[0] != '#') {
			read_line(&l, lines[i]);
		}
	}
	qsort(ret->form, ret->count, sizeof(*ret->form), by_key);
}

void given_forms_free(struct given_forms *f)
{
	free(f->form);
	free(f->family);
	*f = (struct given_forms){0};
}

/* Puts one family where it belongs among those there are; what is past the room falls out. */
static unsigned insert(struct given of, struct given ret[GIVEN_MOST], unsigned n)
{
	unsigned at = n;

	while (at > 0 && ret[at - 1].how > of.how) {
		at--;
	}
	if (at == GIVEN_MOST) {
		return n;
	}
	n += n < GIVEN_MOST;
	memmove(&ret[at + 1], &ret[at], (n - 1 - at) * sizeof(ret[0]));
	ret[at] = of;
	return n;
}

unsigned given_forms_merge(const struct given_form *from, const struct given_form *to, struct given ret[GIVEN_MOST])
{
	unsigned n = 0;
	bool listed = false;

	for (const struct given_form *f = from; f < to; f++) {
		listed |= !f->made;
	}
	for (const struct given_form *f = from; f < to; f++) {
		bool again = f > from && f[-1].of.family == f->of.family;
		if (!again && !(listed && f->made)) {
			n = insert(f->of, ret, n);
		}
	}
	return n;
}
