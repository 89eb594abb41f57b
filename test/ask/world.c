/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A random register, said through the same calls as any other. */
#include "world.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint64_t random_next(struct random *r)
{
	uint64_t z = (r->state += 0x9E3779B97F4A7C15u);
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

int64_t random_below(struct random *r, int64_t n)
{
	return (int64_t)(random_next(r) % (uint64_t)n);
}

bool random_one_in(struct random *r, int64_t n)
{
	return random_below(r, n) == 0;
}

day random_day(struct random *r)
{
	return day_of(2020, 1, 1) + (day)random_below(r, 5 * 365);
}

const char *random_date(struct random *r, char text[DATE_MOST])
{
	struct ymd d = day_ymd(random_day(r));
	const char *doubt = random_one_in(r, 8) ? "~" : random_one_in(r, 8) ? "?" : "";
	int64_t how = random_below(r, 10);
	if (how == 0) {
		snprintf(text, DATE_MOST, "%04d%s", d.year, doubt);
	} else if (how < 3) {
		snprintf(text, DATE_MOST, "%04d-%02d%s", d.year, d.month, doubt);
	} else {
		snprintf(text, DATE_MOST, "%04d-%02d-%02d%s", d.year, d.month, d.day, doubt);
	}
	return text;
}

static void check(struct world *w, enum rc rc)
{
	if (rc != RC_OK) {
		fault_print(stderr, &w->fault);
		abort();
	}
}

static void today(day d)
{
	char text[DAY_TEXT];
	setenv("VOLYA_TODAY", day_format(d, text), 1);
}

/* When something holds, as EDTF. */
static const char *random_valid(struct world *w, char text[2 * DATE_MOST + 8])
{
	char a[DATE_MOST], b[DATE_MOST];
	int64_t how = random_below(&w->random, 10);
	random_date(&w->random, a);
	random_date(&w->random, b);
	text[0] = '\0';
	if (random_one_in(&w->random, 12)) {
		return text; /* since ever, without end */
	}
	if (strcmp(b, a) < 0) {
		char swap[DATE_MOST];
		memcpy(swap, a, sizeof swap);
		memcpy(a, b, sizeof swap);
		memcpy(b, swap, sizeof swap);
	}
	if (how < 4) {
		snprintf(text, 2 * DATE_MOST + 8, "%s/%s", a, b);
	} else if (how < 6) {
		snprintf(text, 2 * DATE_MOST + 8, "%s/", a);
	} else if (how < 7) {
		snprintf(text, 2 * DATE_MOST + 8, "%s/..", a);
	} else if (how < 9) {
		snprintf(text, 2 * DATE_MOST + 8, "%s", a);
	} else {
		snprintf(text, 2 * DATE_MOST + 8, "%s/%s", random_one_in(&w->random, 2) ? ".." : "", b);
	}
	return text;
}

static int64_t any_source(struct world *w)
{
	return w->sources[random_below(&w->random, WORLD_SOURCES)];
}

/* A statement that the register may refuse (an end before its beginning); then it is not there. */
static int64_t say(struct world *w, int64_t subject, int property, const struct value *v, const char *valid,
	enum mode mode, int64_t target)
{
	struct said s = {.subject = subject, .property = property_by_code(property), .mode = mode, .target = target,
		.value = *v, .valid = str_of(valid)};
	int64_t no = 0;
	bool bare = s.property->kind == KIND_SOURCE || (mode == MODE_RETRACT && random_one_in(&w->random, 3));
	s.source = bare ? 0 : any_source(w);
	if (change_say(w->change, &s, &no, &w->fault) != RC_OK) {
		bool refused = w->fault.rc == RC_INVALID;
		check(w, refused ? RC_OK : w->fault.rc);
		fault_clear(&w->fault);
		return 0;
	}
	if (w->living_count < sizeof w->living / sizeof *w->living) {
		w->living[w->living_count++] = (struct living){subject, no, s.property};
	}
	return no;
}

static struct value text_value(const char *text)
{
	return (struct value){.type = VALUE_TEXT, .text = str_of(text)};
}

static struct value ref_value(int64_t no)
{
	return (struct value){.type = VALUE_REF, .number = no};
}

static int64_t make(struct world *w, enum kind kind)
{
	int64_t no;
	check(w, change_subject(w->change, kind, &no, &w->fault));
	return no;
}

static void say_text(struct world *w, int64_t subject, int property, const char *text)
{
	struct value v = text_value(text);
	(void)say(w, subject, property, &v, "", MODE_ASSERT, 0);
}

static void say_date(struct world *w, int64_t subject, int property)
{
	char text[DATE_MOST];
	say_text(w, subject, property, random_date(&w->random, text));
}

static void say_ref(struct world *w, int64_t subject, int property, int64_t other)
{
	struct value v = ref_value(other);
	(void)say(w, subject, property, &v, "", MODE_ASSERT, 0);
}

/* Values a random claim of the property may take; NULL ends the list. */
static const char *const *words_of(int property)
{
	static const char *const sexes[] = {"female", "male", NULL};
	static const char *const occupations[] = {"journalist", "activist", "lawyer", NULL};
	static const char *const flags[] = {"incommunicado", "ill", NULL};
	static const char *const statuses[] = {
		"colony_general", "prison_regime", "released_on_bail", "custody_pretrial", NULL};
	static const char *const stages[] = {"charged", "convicted", "dropped", "acquitted", NULL};
	static const char *const grounds[] = {"served", "pardoned", "died", NULL};
	static const char *const articles[] = {"342", "361-1", "130", NULL};
	switch (property) {
	case P_PERSON_SEX:
		return sexes;
	case P_PERSON_OCCUPATION:
		return occupations;
	case P_PERSON_FLAG:
		return flags;
	case P_SPELL_STATUS:
		return statuses;
	case P_CHARGE_STAGE:
		return stages;
	case P_SPELL_GROUND:
		return grounds;
	default:
		return articles;
	}
}

static struct value random_value(struct world *w, const struct property *p, char text[DATE_MOST])
{
	if (p->type == TYPE_DATE) {
		bool open = p->code == P_SPELL_TO && random_one_in(&w->random, 4);
		return text_value(open ? ".." : random_date(&w->random, text));
	}
	if (p->type == TYPE_INT) {
		return (struct value){.type = VALUE_INT, .number = random_below(&w->random, 12) * 12};
	}
	if (p->type == TYPE_REF) {
		return ref_value(w->places[random_below(&w->random, 2)]);
	}
	const char *const *words = words_of(p->code);
	size_t n = 0;
	while (words[n]) {
		n++;
	}
	return text_value(words[random_below(&w->random, (int64_t)n)]);
}

static void say_random(struct world *w, int64_t subject, int property)
{
	char text[DATE_MOST], valid[2 * DATE_MOST + 8] = "";
	const struct property *p = property_by_code(property);
	struct value v = random_value(w, p, text);
	if (p->timed) {
		random_valid(w, valid);
	}
	(void)say(w, subject, property, &v, valid, MODE_ASSERT, 0);
}

static void say_some(struct world *w, int64_t subject, int property, int64_t most)
{
	for (int64_t n = random_below(&w->random, most + 1); n > 0; n--) {
		say_random(w, subject, property);
	}
}

static void make_spell(struct world *w, int64_t person)
{
	int64_t no = make(w, KIND_SPELL);
	say_ref(w, no, P_SPELL_PERSON, person);
	say_date(w, no, P_SPELL_FROM);
	say_some(w, no, P_SPELL_FROM, 1);
	say_some(w, no, P_SPELL_TO, 2);
	say_some(w, no, P_SPELL_GROUND, 2);
	say_some(w, no, P_SPELL_STATUS, 3);
	say_some(w, no, P_SPELL_PLACE, 2);
	say_some(w, no, P_SPELL_HEARD, 1);
}

static void make_case(struct world *w, int64_t person)
{
	int64_t no = make(w, KIND_CASE);
	say_ref(w, no, P_CASE_PERSON, person);
	for (int64_t n = random_below(&w->random, 3); n > 0; n--) {
		int64_t charge = make(w, KIND_CHARGE);
		say_ref(w, charge, P_CHARGE_CASE, no);
		say_random(w, charge, P_CHARGE_ARTICLE);
		say_some(w, charge, P_CHARGE_ARTICLE, 1);
		say_some(w, charge, P_CHARGE_STAGE, 2);
	}
	if (random_one_in(&w->random, 2)) {
		int64_t sentence = make(w, KIND_SENTENCE);
		say_ref(w, sentence, P_SENTENCE_CASE, no);
		say_some(w, sentence, P_SENTENCE_DATE, 2);
		say_some(w, sentence, P_SENTENCE_MONTHS, 2);
	}
}

static void make_recognition(struct world *w, int64_t person)
{
	int64_t no = make(w, KIND_RECOGNITION);
	say_ref(w, no, P_RECOGNITION_PERSON, person);
	say_ref(w, no, P_RECOGNITION_BODY, w->bodies[random_below(&w->random, WORLD_BODIES)]);
	say_some(w, no, P_RECOGNITION_GIVEN, 2);
	say_some(w, no, P_RECOGNITION_WITHDRAWN, random_one_in(&w->random, 2));
}

static void make_person(struct world *w, int64_t *ret_no)
{
	int64_t no = *ret_no = make(w, KIND_PERSON);
	say_text(w, no, P_PERSON_PUBLICATION, "public_figure");
	say_some(w, no, P_PERSON_SEX, 2);
	say_some(w, no, P_PERSON_BIRTH, 1);
	say_some(w, no, P_PERSON_OCCUPATION, 2);
	say_some(w, no, P_PERSON_FLAG, 2);
	if (random_one_in(&w->random, 6)) {
		say_date(w, no, P_PERSON_DEATH);
	}
	for (int64_t n = random_below(&w->random, 3); n > 0; n--) {
		make_spell(w, no);
	}
	for (int64_t n = random_below(&w->random, 3); n > 0; n--) {
		make_case(w, no);
	}
	for (int64_t n = random_below(&w->random, 3); n > 0; n--) {
		make_recognition(w, no);
	}
}

/* What ties subjects together, and what makes a person public, stays as it is. */
static bool may_be_killed(const struct property *p)
{
	return p->type != TYPE_REF && p->code != P_PERSON_PUBLICATION && p->code != P_KEY;
}

/* Corrects or takes back some of what was said before. */
static void correct_some(struct world *w)
{
	size_t before = w->living_count;
	for (size_t i = 0; i < before; i++) {
		struct living *x = &w->living[i];
		char text[DATE_MOST], valid[2 * DATE_MOST + 8] = "";
		if (!x->statement || !may_be_killed(x->property) || !random_one_in(&w->random, 8)) {
			continue;
		}
		bool retract = random_one_in(&w->random, 2);
		struct value v = retract ? (struct value){0} : random_value(w, x->property, text);
		if (!retract && x->property->timed) {
			random_valid(w, valid);
		}
		size_t count = w->living_count;
		if (say(w, x->subject, x->property->code, &v, valid, retract ? MODE_RETRACT : MODE_REPLACE, x->statement)) {
			x->statement = 0;
			w->living_count = retract ? count : w->living_count;
		}
	}
}

static void make_house(struct world *w)
{
	static const char *const keys[] = {"alpha", "beta"}, *const places[] = {"north", "south"};
	for (int i = 0; i < WORLD_SOURCES; i++) {
		char text[DATE_MOST];
		w->sources[i] = make(w, KIND_SOURCE);
		say_text(w, w->sources[i], P_SOURCE_TITLE, "An invented report");
		if (i < 4) {
			say_text(w, w->sources[i], P_SOURCE_PUBLISHED, random_date(&w->random, text));
		} else if (i < 5) {
			say_text(w, w->sources[i], P_SOURCE_ACCESSED, random_date(&w->random, text));
		}
	}
	for (int i = 0; i < 2; i++) {
		w->bodies[i] = make(w, KIND_ORGANISATION);
		say_text(w, w->bodies[i], P_KEY, keys[i]);
		w->places[i] = make(w, KIND_PLACE);
		say_text(w, w->places[i], P_KEY, places[i]);
	}
}

/* Half of the worlds take their last change back: what it replaced is then said twice, and killed twice. */
static void undo_last(struct world *w, int64_t no)
{
	day on = w->changes[WORLD_CHANGES - 1] + 1 + (day)random_below(&w->random, 400);
	today(on);
	check(w, change_undo(w->reg, no, false, NULL, &no, &w->fault));
	w->changes[WORLD_CHANGES - 1] = on;
}

void world_make(struct world *w, uint64_t seed, int people)
{
	const char *folder = getenv("TMPDIR");
	memset(w, 0, sizeof *w);
	w->random.state = seed;
	w->people = people;
	snprintf(w->path, sizeof w->path, "%s/volya-ask-XXXXXX", folder ? folder : "/tmp");
	if (!mkdtemp(w->path)) {
		abort();
	}
	char path[300];
	snprintf(path, sizeof path, "%s/r", w->path);
	check(w, reg_create(path, "Invented", &w->fault));
	check(w, reg_open(path, DB_WRITE, &w->reg, &w->fault));
	day on = day_of(2022, 1, 1);
	int64_t no;
	for (int i = 0; i < WORLD_CHANGES; i++) {
		on += 1 + (day)random_below(&w->random, 400);
		w->changes[i] = on;
		today(on);
		check(w, change_begin(w->reg, "a step of a test", &w->change, &w->fault));
		if (i == 0) {
			make_house(w);
		} else {
			correct_some(w);
		}
		for (int k = i * people / WORLD_CHANGES; k < (i + 1) * people / WORLD_CHANGES; k++) {
			make_person(w, &w->persons[k]);
		}
		check(w, change_close(w->change, NULL, &no, &w->fault));
	}
	if (random_one_in(&w->random, 2)) {
		undo_last(w, no);
		w->people = (WORLD_CHANGES - 1) * people / WORLD_CHANGES; /* the others have no ground any more */
	}
}

static int remove_one(const char *path, const struct stat *s, int what, struct FTW *f)
{
	(void)s;
	(void)what;
	(void)f;
	return remove(path);
}

void world_remove(struct world *w)
{
	reg_close(w->reg);
	(void)nftw(w->path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
