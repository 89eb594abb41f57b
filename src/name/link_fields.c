/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Headers as lists of people have them. */
#include <string.h>

#include "name/link_fields.h"

struct header_words {
	struct link_column_role role;
	const char *words; /* " a b c ": whole headers, folded, with _ for what is no letter or digit */
};

#define FIELD(type) {LINK_ROLE_FIELD, type}

static const struct header_words headers[] = {
	{{LINK_ROLE_ID, 0}, " id rec_id unique_id record_id row_id key handle uid lp nr no number_in_list "},
	{{LINK_ROLE_GIVEN, 0}, " given_name given first_name firstname forename christian_name imię imie имя імя vorname "
		"prénom prenom vardas "},
	{{LINK_ROLE_FAMILY, 0}, " surname last_name lastname family_name family nazwisko фамилия прозвішча nachname nom "
		"pavardė pavarde "},
	{FIELD(LINK_NAME), " name full_name fullname person fio фио фіа піб имя_и_фамилия імя_і_прозвішча імя_прозвішча "
		"imię_i_nazwisko imie_i_nazwisko nazwisko_i_imię vollständiger_name nom_complet vardas_ir_pavardė "},
	{FIELD(LINK_DATE), " dob birth born birth_date birthdate date_of_birth birthday дата_рождения дата_нараджэння "
		"data_urodzenia geburtsdatum date_de_naissance gimimo_data detained arrested date_of_detention "},
	{FIELD(LINK_CATEGORY), " sex gender пол пал płeć plec geschlecht sexe lytis state country citizenship "},
	{FIELD(LINK_CODE), " postcode postcode_fake postal_code zip zip_code phone passport soc_sec_id ssn "
		"street_number house_number case_number "},
	{FIELD(LINK_WORDS), " place birth_place place_of_birth city town suburb address address_1 address_2 street "
		"occupation profession job prison institution "},
	{{LINK_ROLE_NONE, 0}, " lang language note notes comment source url link cluster entity_id tier first_and_surname "
		"patronymic reason "},
};

/* Few values, and not nearly each its own. */
#define CATEGORY_SHARE 20

static void fold_header(struct str header, char *room, size_t size)
{
	struct arena *a = arena_create(1 << 16);
	const char *folded = text_fold(a, str_trim(header));
	size_t n = 0;
	room[n++] = ' ';
	for (; *folded && n + 2 < size; folded++) {
		bool kept = (*folded & 0x80) || (*folded >= 'a' && *folded <= 'z') || (*folded >= '0' && *folded <= '9');
		room[n++] = kept ? *folded : '_';
	}
	room[n++] = ' ';
	room[n] = '\0';
	arena_destroy(a);
}

void link_tally(struct link_tally *t, struct str cell)
{
	size_t digits = 0, marks = 0;
	uint64_t hash = 1469598103934665603u;
	if (cell.n == 0) {
		return;
	}
	for (size_t i = 0; i < cell.n; i++) {
		digits += cell.p[i] >= '0' && cell.p[i] <= '9';
		marks += cell.p[i] == '-' || cell.p[i] == '.' || cell.p[i] == '/';
		hash = (hash ^ (unsigned char)cell.p[i]) * 1099511628211u;
	}
	t->said++;
	t->bytes += cell.n;
	t->digits_only += digits == cell.n;
	t->dates += digits >= 6 && marks == 2 && digits + marks == cell.n;
	for (size_t i = 0; i < t->distinct && i < LINK_DISTINCT_MOST; i++) {
		if (t->seen[i] == hash) {
			return;
		}
	}
	if (t->distinct < LINK_DISTINCT_MOST) {
		t->seen[t->distinct] = hash;
	}
	t->distinct += t->distinct <= LINK_DISTINCT_MOST;
}

struct link_column_role link_guess(struct str header, const struct link_tally *t)
{
	char folded[128];
	fold_header(header, folded, sizeof folded);
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		if (strstr(headers[i].words, folded)) {
			return headers[i].role;
		}
	}
	if (t->said == 0) {
		return (struct link_column_role){LINK_ROLE_NONE, LINK_WORDS};
	}
	if (t->dates * 10 >= t->said * 9) {
		return (struct link_column_role)FIELD(LINK_DATE);
	}
	if (t->distinct <= LINK_DISTINCT_MOST && t->distinct * CATEGORY_SHARE <= t->said) {
		return (struct link_column_role)FIELD(LINK_CATEGORY);
	}
	if (t->digits_only * 10 >= t->said * 9) {
		return (struct link_column_role)FIELD(LINK_CODE);
	}
	return (struct link_column_role)FIELD(LINK_WORDS);
}

void link_settle_roles(struct link_column_role *roles, size_t count)
{
	bool whole = false;
	for (size_t i = 0; i < count; i++) {
		if (roles[i].role == LINK_ROLE_FIELD && roles[i].type == LINK_NAME) {
			roles[i].role = whole ? LINK_ROLE_NONE : LINK_ROLE_FIELD;
			whole = true;
		}
	}
	for (size_t i = 0; i < count && whole; i++) {
		if (roles[i].role == LINK_ROLE_GIVEN || roles[i].role == LINK_ROLE_FAMILY) {
			roles[i].role = LINK_ROLE_NONE;
		}
	}
}

static const char *const type_names[] = {
	[LINK_NAME] = "name", [LINK_WORDS] = "words", [LINK_DATE] = "date", [LINK_CODE] = "code",
	[LINK_CATEGORY] = "category",
};

const char *link_type_name(enum link_type type)
{
	return type_names[type];
}

bool link_role_named(struct str word, struct link_column_role *ret)
{
	for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++) {
		if (str_is(word, type_names[i])) {
			*ret = (struct link_column_role){LINK_ROLE_FIELD, (enum link_type)i};
			return true;
		}
	}
	if (str_is(word, "-") || str_is(word, "id")) {
		*ret = (struct link_column_role){str_is(word, "id") ? LINK_ROLE_ID : LINK_ROLE_NONE, LINK_WORDS};
		return true;
	}
	return false;
}
