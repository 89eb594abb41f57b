/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sex that a name shows. */
#include "name/given.h"
#include "name/sound.h"

/* Of a given name: that of all families it may be of. */
static enum name_sex of_given(const struct name_token *t)
{
	enum name_sex sex = given_sex(t->given[0]);
	for (size_t i = 1; i < NAME_GIVEN_MOST && t->given[i]; i++) {
		sex = given_sex(t->given[i]) == sex ? sex : NAME_SEX_UNKNOWN;
	}
	return sex;
}

static enum name_sex of_token(const struct name_token *t)
{
	bool sure;
	if (t->kind == NAME_PATRONYMIC && ending_is_patronymic(t, &sure)) {
		return sure ? NAME_SEX_FEMALE : NAME_SEX_UNKNOWN;
	}
	if ((t->kind == NAME_GIVEN || t->kind == NAME_UNKNOWN) && t->given[0]) {
		return of_given(t);
	}
	bool family = t->kind == NAME_FAMILY || t->kind == NAME_UNKNOWN;
	return family && ending_is_feminine(t) ? NAME_SEX_FEMALE : NAME_SEX_UNKNOWN;
}

enum name_sex name_sex_shown(const struct name *n)
{
	bool seen[3] = {false};
	for (size_t i = 0; i < n->count; i++) {
		seen[of_token(&n->token[i])] = true;
	}
	if (seen[NAME_SEX_MALE] == seen[NAME_SEX_FEMALE]) {
		return NAME_SEX_UNKNOWN;
	}
	return seen[NAME_SEX_MALE] ? NAME_SEX_MALE : NAME_SEX_FEMALE;
}
