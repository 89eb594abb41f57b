/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Given names: how one form may be written by others. The systems are those of name/forms.h. */
#include <string.h>

#include "given_forms.h"
#include "name/forms.h"

/* Letters that only languages without systems of their own have, as Russian ones that sound so. */
static const struct {
	const char *letter, *russian;
} foreign[] = {
	{"ђ", "дж"}, {"Ђ", "Дж"}, {"ј", "й"}, {"Ј", "Й"}, {"љ", "ль"}, {"Љ", "Ль"}, {"њ", "нь"}, {"Њ", "Нь"},
	{"ћ", "ч"}, {"Ћ", "Ч"},
	{"џ", "дж"}, {"Џ", "Дж"}, {"і", "и"}, {"І", "И"}, {"ъ", "а"}, {"Ъ", "А"},
};

static void in_russian(struct str form, struct buf *out)
{
	for (size_t at = 0, from = 0; at < form.n; from = at) {
		const char *as = NULL;
		utf8_next(form, &at);
		for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
			as = str_is(str_sub(form, from, at), foreign[i].letter) ? foreign[i].russian : as;
		}
		if (as) {
			buf_puts(out, as);
		} else {
			buf_add(out, form.p + from, at - from);
		}
	}
}

/* The systems of the language, or the Russian ones where it has none. */
static enum forms_lang lang_of(const char *lang, bool *ret_has_systems)
{
	for (int i = 0; i < FORMS_LANGS; i++) {
		if (!strcmp(lang, forms_lang_code((enum forms_lang)i))) {
			*ret_has_systems = true;
			return (enum forms_lang)i;
		}
	}
	*ret_has_systems = false;
	return FORMS_RU;
}

static void every_system(struct str form, const char *lang, bool man, void (*add)(void *arg, struct str made),
	void *arg)
{
	bool own;
	enum forms_lang of = lang_of(lang, &own);
	struct buf letters, out;

	buf_init(&letters, 4096);
	buf_init(&out, 4096);
	if (own) {
		buf_str(&letters, form);
	} else {
		in_russian(form, &letters);
	}
	for (size_t i = 0; i < forms_system_count; i++) {
		const struct forms_system *s = &forms_systems[i];
		for (int with = 0; with <= (man && s->flags & FORMS_MAN) && s->lang == of; with++) {
			buf_clear(&out);
			forms_out(s, buf_view(&letters), with, &out);
			add(arg, buf_view(&out));
		}
	}
	buf_finish(&letters);
	buf_finish(&out);
}

/* The Latin letter without its sign, for ASCII spellings: Tomáš as Tomas; 0: it has none to lose. */
static char bare(uint32_t point)
{
	static const char letters[] =
		"čcČCšsŠSžzŽZřrŘRćcĆCśsŚSźzŹZżzŻZńnŃNŭuŬU"
		"äaÄAöoÖOüuÜUåaÅAşsŞSșsȘSțtȚTőoŐOűuŰUłlŁLđdĐDõoÕO";
	struct str all = STR(letters);
	size_t at = 0;
	int32_t with, without;

	while ((with = utf8_next(all, &at)) >= 0 && (without = utf8_next(all, &at)) >= 0) {
		if ((uint32_t)with == point) {
			return (char)without;
		}
	}
	return '\0';
}

static bool strip_signs(struct str form, struct buf *out)
{
	size_t at = 0, from = 0;
	bool any = false;
	int32_t point;

	buf_clear(out);
	while ((point = utf8_next(form, &at)) >= 0) {
		char base = bare((uint32_t)point);
		if (base) {
			buf_putc(out, base);
			any = true;
		} else {
			buf_add(out, form.p + from, at - from);
		}
		from = at;
	}
	return any;
}

/* Russian ё is mostly written е. */
static bool without_yo(struct str form, struct buf *out)
{
	size_t at = 0, from = 0;
	bool any = false;
	int32_t point;

	buf_clear(out);
	while ((point = utf8_next(form, &at)) >= 0) {
		if (point == 0x451 || point == 0x401) {
			buf_puts(out, "е");
			any = true;
		} else {
			buf_add(out, form.p + from, at - from);
		}
		from = at;
	}
	return any;
}

void given_render(struct str form, const char *lang, bool man, void (*add)(void *arg, struct str made), void *arg)
{
	enum forms_lang best;
	struct buf out;

	buf_init(&out, 4096);
	if (forms_read(form, &best) == FORMS_IS_LATIN) {
		if (strip_signs(form, &out)) {
			add(arg, buf_view(&out));
		}
	} else {
		every_system(form, lang, man, add, arg);
		if (without_yo(form, &out)) {
			add(arg, buf_view(&out));
			every_system(buf_view(&out), lang, man, add, arg);
		}
	}
	buf_finish(&out);
}
