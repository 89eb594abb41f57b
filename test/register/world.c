/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small register in a folder of its own, and random changes to it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "world.h"

unsigned world_random(struct world *w, unsigned below)
{
	w->seed ^= w->seed << 13;
	w->seed ^= w->seed >> 7;
	w->seed ^= w->seed << 17;
	return (unsigned)(w->seed >> 33) % below;
}

void world_pass(struct world *w, int days)
{
	char text[DAY_TEXT];
	w->today += days;
	assert_int_equal(setenv("VOLYA_TODAY", day_format(w->today, text), 1), 0);
}

struct change *world_begin(struct world *w)
{
	struct change *c = NULL;
	FINE(w, change_begin(w->reg, "a change", &c, &w->fault));
	return c;
}

int64_t world_subject(struct world *w, struct change *c, enum kind kind)
{
	int64_t no = 0;
	FINE(w, change_subject(c, kind, &no, &w->fault));
	assert_true(w->counts[kind] < WORLD_MOST);
	w->subjects[kind][w->counts[kind]++] = no;
	return no;
}

static int64_t say(struct world *w, struct change *c, struct said *s)
{
	int64_t no = 0;
	if (s->source == 0 && s->property->kind != KIND_SOURCE) {
		s->source = w->subjects[KIND_SOURCE][0];
	}
	s->mode = MODE_ASSERT;
	FINE(w, change_say(c, s, &no, &w->fault));
	return no;
}

int64_t world_say(struct world *w, struct change *c, int64_t subject, int property, const char *text)
{
	struct said s = {.subject = subject, .property = property_by_code(property),
		.value = {VALUE_TEXT, str_of(text), 0}};
	return say(w, c, &s);
}

int64_t world_say_ref(struct world *w, struct change *c, int64_t subject, int property, int64_t other)
{
	struct said s = {.subject = subject, .property = property_by_code(property),
		.value = {VALUE_REF, {0}, other}};
	return say(w, c, &s);
}

struct world *world_create(uint64_t seed)
{
	struct world *w = calloc(1, sizeof *w);
	int64_t no;
	ledger_start();
	w->seed = seed * 0x9E3779B97F4A7C15u + 1;
	w->today = day_of(2021, 1, 1);
	world_pass(w, 0);
	const char *folder = getenv("TMPDIR");
	snprintf(w->path, sizeof w->path, "%s/volya-register.XXXXXX", folder && strlen(folder) < 40 ? folder : "/tmp");
	assert_non_null(mkdtemp(w->path));
	FINE(w, reg_create(w->path, "Invented Records Office", &w->fault));
	FINE(w, reg_open(w->path, DB_WRITE, &w->reg, &w->fault));
	struct change *c = world_begin(w);
	world_say(w, c, world_subject(w, c, KIND_SOURCE), P_SOURCE_PUBLISHED, "2020-06-15");
	world_say(w, c, world_subject(w, c, KIND_ORGANISATION), P_KEY, "body:0");
	FINE(w, change_close(c, NULL, &no, &w->fault));
	return w;
}

void world_destroy(struct world *w)
{
	static const char *const names[] = {"register.db", "register.db-wal", "register.db-shm", "keys/author.key",
		"keys/reviewer.key", "keys/log.key", "keys", "names.index", ""};
	reg_close(w->reg);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[128];
		snprintf(path, sizeof path, "%s/%s", w->path, names[i]);
		(void)remove(path);
	}
	assert_int_not_equal(access(w->path, F_OK), 0);
	free(w);
}

/* A date in one of two years, as exact or vague as sources are. */
static void random_date(struct world *w, int first_year, char text[32])
{
	int year = first_year + (int)world_random(w, 2), month = 1 + (int)world_random(w, 12);
	int mday = 1 + (int)world_random(w, 28);
	switch (world_random(w, 8)) {
	case 0:
		snprintf(text, 32, "%d", year);
		break;
	case 1:
		snprintf(text, 32, "%d-%02d", year, month);
		break;
	case 2:
		snprintf(text, 32, "%d-%02d-%02d~", year, month, mday);
		break;
	default:
		snprintf(text, 32, "%d-%02d-%02d", year, month, mday);
	}
}

static void random_valid(struct world *w, char text[72])
{
	char from[32], to[32];
	random_date(w, 2019, from);
	random_date(w, 2020, to);
	switch (world_random(w, 7)) {
	case 0:
		text[0] = '\0';
		break;
	case 1:
		snprintf(text, 72, "%s", from);
		break;
	case 2:
		snprintf(text, 72, "%s/", from);
		break;
	case 3:
		snprintf(text, 72, "/%s", to);
		break;
	case 4:
		snprintf(text, 72, "%s/%s", from, to);
		break;
	default:
		snprintf(text, 72, "%s/..", from);
	}
}

static int64_t pick(struct world *w, enum kind kind)
{
	return w->counts[kind] ? w->subjects[kind][world_random(w, (unsigned)w->counts[kind])] : 0;
}

static int64_t pick_source(struct world *w)
{
	return pick(w, KIND_SOURCE);
}

/* Says it if it may be said; a value that breaks a rule is no fault here. */
static void try_say(struct change *c, struct said *s)
{
	struct fault f = {0};
	enum rc rc = change_say(c, s, NULL, &f);
	assert_true(rc == RC_OK || rc == RC_INVALID || rc == RC_CONFLICT);
}

static const int person_dates[] = {P_PERSON_DEATH, P_PERSON_BIRTH};
static const int spell_properties[] = {P_SPELL_FROM, P_SPELL_TO, P_SPELL_STATUS, P_SPELL_STATUS, P_SPELL_HEARD,
	P_SPELL_PLACE, P_SPELL_CELL, P_SPELL_TO};
static const int recognition_properties[] = {P_RECOGNITION_GIVEN, P_RECOGNITION_WITHDRAWN, P_RECOGNITION_BODY};

/* Fills value and validity of s for its property with something random. The texts must outlive s. */
static void random_value(struct world *w, struct said *s, char value[32], char valid[72])
{
	static const enum kind any[] = {KIND_PERSON};
	const struct property *p = s->property;
	enum kind kind = p->ref == KIND_NONE ? any[0] : p->ref;
	bool early = p->code == P_SPELL_FROM || p->code == P_RECOGNITION_GIVEN || p->kind == KIND_SOURCE;
	random_date(w, early ? 2019 : 2020, value);
	s->value = (struct value){VALUE_TEXT, str_of(value), 0};
	s->language = s->valid = str_of(NULL);
	if (p->type == TYPE_REF) {
		s->value = (struct value){VALUE_REF, {0}, pick(w, kind)};
	} else if (p->type == TYPE_CODE) {
		size_t count = 0;
		while (p->codes[count].key) {
			count++;
		}
		s->value.text = str_of(p->codes[world_random(w, (unsigned)count)].key);
	} else if (p->code == P_SPELL_TO && world_random(w, 3) == 0) {
		s->value.text = STR("..");
	}
	if (p->timed) {
		random_valid(w, valid);
		s->valid = str_of(valid);
	}
}

static void assert_random(struct world *w, struct change *c, int64_t subject, int property)
{
	char value[32], valid[72];
	struct said s = {.subject = subject, .property = property_by_code(property), .mode = MODE_ASSERT};
	s.source = s.property->kind == KIND_SOURCE ? 0 : pick_source(w);
	random_value(w, &s, value, valid);
	if (subject && (s.value.type != VALUE_REF || s.value.number)) {
		try_say(c, &s);
	}
}

static void new_person(struct world *w, struct change *c)
{
	static const char *const names[] = {"Aryna Invented", "Yanka Nobody", "Tamash Made-Up", "Зося Прыдуманая"};
	int64_t no = world_subject(w, c, KIND_PERSON);
	world_say(w, c, no, P_PERSON_NAME, names[world_random(w, 4)]);
	if (world_random(w, 12)) {
		world_say(w, c, no, P_PERSON_PUBLICATION, "recognised");
	}
}

static void new_owned(struct world *w, struct change *c, enum kind kind)
{
	bool spell = kind == KIND_SPELL;
	if (!w->counts[KIND_PERSON]) {
		return;
	}
	int64_t no = world_subject(w, c, kind);
	world_say_ref(w, c, no, spell ? P_SPELL_PERSON : P_RECOGNITION_PERSON, pick(w, KIND_PERSON));
	assert_random(w, c, no, spell ? P_SPELL_FROM : P_RECOGNITION_BODY);
	assert_random(w, c, no, spell ? P_SPELL_STATUS : P_RECOGNITION_GIVEN);
	if (spell && world_random(w, 2)) {
		assert_random(w, c, no, world_random(w, 2) ? P_SPELL_HEARD : P_SPELL_TO);
	}
}

/* A live claim of any subject, by the raw table; 0 when none is left. */
static int64_t pick_live(struct world *w, struct said *ret)
{
	struct query *q;
	bool row;
	FINE(w, db_query(reg_db(w->reg), "SELECT s.no, s.subject, s.property FROM statement s WHERE s.mode IN (1, 2) "
		"AND s.property <> 0 " /* neither withheld nor erased */
		"AND s.no NOT IN (SELECT target FROM statement WHERE target IS NOT NULL) ORDER BY (s.no * ?1) % 1009 LIMIT 1",
		&q, &w->fault));
	query_bind_int(q, 1, 1 + world_random(w, 1000));
	FINE(w, query_step(q, &row, &w->fault));
	if (!row) {
		return 0;
	}
	int64_t no = query_int(q, 0);
	ret->subject = query_int(q, 1);
	ret->property = property_by_code((int)query_int(q, 2));
	query_done(q);
	return no;
}

static void correct(struct world *w, struct change *c)
{
	char value[32], valid[72];
	struct said s = {.mode = world_random(w, 2) ? MODE_REPLACE : MODE_RETRACT};
	s.target = pick_live(w, &s);
	if (s.target == 0) {
		return;
	}
	if (s.mode == MODE_REPLACE) {
		random_value(w, &s, value, valid);
		if (s.value.type == VALUE_REF && !s.value.number) {
			return;
		}
	}
	s.source = s.property->kind == KIND_SOURCE || (s.mode == MODE_RETRACT && world_random(w, 2)) ? 0 : pick_source(w);
	try_say(c, &s);
}

static void random_step(struct world *w, struct change *c)
{
	switch (world_random(w, 16)) {
	case 0:
		assert_random(w, c, world_subject(w, c, KIND_SOURCE),
			world_random(w, 3) ? P_SOURCE_PUBLISHED : P_SOURCE_ACCESSED);
		break;
	case 1:
		new_person(w, c);
		break;
	case 2:
	case 3:
		new_owned(w, c, KIND_SPELL);
		break;
	case 4:
		new_owned(w, c, KIND_RECOGNITION);
		break;
	case 5:
		assert_random(w, c, pick(w, KIND_RECOGNITION), recognition_properties[world_random(w, 3)]);
		break;
	case 6:
		assert_random(w, c, pick(w, KIND_PERSON), person_dates[world_random(w, 2)]);
		break;
	case 7:
		if (w->counts[KIND_PERSON]) {
			assert_random(w, c, pick(w, KIND_PERSON), world_random(w, 3) ? P_SAME_AS : P_NEVER_SAME_AS);
		}
		break;
	case 8:
		assert_random(w, c, pick_source(w), world_random(w, 2) ? P_SOURCE_PUBLISHED : P_SOURCE_ACCESSED);
		break;
	case 9:
		world_say(w, c, world_subject(w, c, KIND_ORGANISATION), P_KEY, "body:more");
		break;
	case 10:
	case 11:
		correct(w, c);
		break;
	default:
		assert_random(w, c, pick(w, KIND_SPELL), spell_properties[world_random(w, 8)]);
	}
}

enum rc world_change(struct world *w, int64_t *ret_no)
{
	size_t counts[KIND_LAST + 1];
	struct change *c = world_begin(w);
	struct fault f = {0};
	memcpy(counts, w->counts, sizeof counts);
	for (unsigned i = world_random(w, 5) + 1; i > 0; i--) {
		random_step(w, c);
	}
	enum rc rc = change_close(c, NULL, ret_no, &f);
	assert_true(rc == RC_OK || rc == RC_DENIED || rc == RC_INVALID);
	if (rc != RC_OK || *ret_no == 0) {
		memcpy(w->counts, counts, sizeof counts);
	}
	return rc;
}
