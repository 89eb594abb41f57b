/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading src/name/given.txt (its head tells the format) and folding all its forms: for given.c and the tests. */
#ifndef TOOLS_GIVEN_FORMS_H
#define TOOLS_GIVEN_FORMS_H

#include "base/base.h"
#include "name/given.h"

/* One way to write a member of a family. */
struct given_form {
	uint64_t key;
	struct given of;
	bool made;        /* by a rule of given_render(), not as it stands in the file */
	bool father;      /* the key is of what a patronymic has in common with it */
	const char *text; /* as it is written */
};

struct given_line {
	const char *name; /* the first form */
	uint8_t sex;      /* enum name_sex */
	unsigned line;
	const char *in[GIVEN_LANGS]; /* as given_in(); NULL: none */
};

struct given_forms {
	struct given_form *form; /* sorted by key, then family, then as listed before made, then how */
	size_t count, room;
	struct given_line *family; /* by number; [0] is none */
	size_t families, family_room;
};

/* Ends the process with a message where the text is wrong. Texts live in a, the arrays to given_forms_free(). */
void given_forms_read(struct arena *a, const char *path, struct given_forms *ret);
void given_forms_free(struct given_forms *f);
/*
 * The families of the forms [from, to), which have one key: the nearest first, at most GIVEN_MOST. What a rule
 * has made is left out where the spelling is listed for other families.
 */
unsigned given_forms_merge(const struct given_form *from, const struct given_form *to, struct given ret[GIVEN_MOST]);

/*
 * Calls add for every other way to write the form of that language: by the systems of name/forms.h, those of
 * Russian for a language without. man: with endings of Lithuanian and Latvian as well.
 */
void given_render(struct str form, const char *lang, bool man, void (*add)(void *arg, struct str made), void *arg);

#endif
