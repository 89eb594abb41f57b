/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Export: what is imported again from it gives the same bytes. Registers at random; all people are invented. */
#include "box.h"

#include <dirent.h>

struct luck {
	uint64_t state;
};

static int below(struct luck *l, int n)
{
	l->state = l->state * 6364136223846793005u + 1442695040888963407u;
	return (int)((l->state >> 33) % (uint64_t)n);
}

#define PICK(l, list) (list)[below(l, (int)(sizeof(list) / sizeof *(list)))]

static const char *const dates[] = {"2021-05-05", "2021-05", "2021", "2020-09~", "2022-01-31?", "202X"};
static const char *const texts[] = {"plain", "with, comma", "with \"quotes\"", "two\nlines", "=formula", "-",
	"'quote", "a|b", "\xD0\x92\xD0\xBE\xD0\xBB\xD1\x8F", "semi;colon", "+375", "@at", "back\\slash", "x [2021]",
	"a -> b", "\\-", "\\\\-", "ends in \\", "\\|", "a\\|b\\\\|c", "#spell", "tab\there", ("mid\xEF\xBB\xBF" "dle"), "|",
	"\\[2021]", "\"", "\"\"", "two\n\nlines", "inner  spaces", "a;b\tc,d", "sep=;", "\\"};
static const char *const validities[] = {"", "2021", "2021-05/..", "2020/2021-03", "/2022"};

/* A name is one line that can be seen whole; any other text may have lines and marks in it. */
static struct str one_line(const char *text)
{
	return strpbrk(text, "\n\t\xEF") ? STR("plain") : str_of(text);
}

/* A value of the property's type, or NONE where there is none to be had. */
static struct value random_value(struct box *box, struct luck *l, const struct property *p, const int64_t *subjects,
	const enum kind *kinds, int count)
{
	switch (p->type) {
	case TYPE_INT:
		return (struct value){VALUE_INT, {0}, below(l, 5) - 1};
	case TYPE_DATE:
		return (struct value){VALUE_TEXT, str_of(PICK(l, dates)), 0};
	case TYPE_URL:
		return (struct value){VALUE_TEXT, str_of(arena_printf(box->arena, "https://example.org/%d", below(l, 9))), 0};
	case TYPE_CODE:
		return (struct value){VALUE_TEXT, str_of(p->codes[below(l, 2)].key), 0};
	case TYPE_REF:
		for (int at = below(l, count), i = 0; i < count; i++, at = (at + 1) % count) {
			if (kinds[at] == p->ref) {
				return (struct value){VALUE_REF, {0}, subjects[at]};
			}
		}
		return (struct value){0};
	case TYPE_NAME:
		return (struct value){VALUE_TEXT, one_line(PICK(l, texts)), 0};
	default:
		return (struct value){VALUE_TEXT, str_of(PICK(l, texts)), 0};
	}
}

static void say(struct box *box, struct change *c, const struct said *s)
{
	FINE(change_say(c, s, NULL, &box->fault));
}

static void say_key(struct box *box, struct change *c, int64_t no, const char *key)
{
	say(box, c, &(struct said){.subject = no, .property = property_by_code(P_KEY), .mode = MODE_ASSERT,
		.value = {VALUE_TEXT, str_of(key), 0}});
}

/* One claim of each ONE property from one source, as an import would leave them; others as they come. */
static void say_some(struct box *box, struct luck *l, struct change *c, int64_t no, enum kind kind,
	const int64_t *subjects, const enum kind *kinds, int count, const int64_t *sources)
{
	for (const struct property *p = properties(); p->key; p++) {
		bool owner = kind_info(kind)->owner && strcmp(kind_info(kind)->owner, p->key) == 0;
		bool must = p->required || owner || p->code == P_PERSON_PUBLICATION;
		if (p->kind != kind || p->tier != TIER_PUBLIC || (!must && below(l, 3) > 0)) {
			continue;
		}
		int64_t source = kind == KIND_SOURCE ? 0 : sources[below(l, 3)];
		struct said s = {.subject = no, .property = p, .mode = MODE_ASSERT, .source = source};
		s.value = random_value(box, l, p, subjects, kinds, count);
		if (p->timed) {
			s.valid = str_of(PICK(l, validities));
		}
		if (p->type == TYPE_NAME) {
			s.language = str_of(below(l, 2) ? "be" : "en-x-press");
		}
		if (s.value.type != VALUE_NONE) {
			say(box, c, &s);
		}
	}
}

#define SUBJECTS 60

static void fill(struct box *box, struct luck *l)
{
	static const enum kind made[] = {KIND_ORGANISATION, KIND_PLACE, KIND_PERSON, KIND_PERSON, KIND_SPELL, KIND_CASE,
		KIND_CHARGE, KIND_SENTENCE, KIND_RECOGNITION, KIND_CLOSURE, KIND_FIGURE, KIND_EPISODE, KIND_CROSSING,
		KIND_MEASURE, KIND_MEETING, KIND_INVITATION, KIND_COVERAGE, KIND_LETTER, KIND_FLOW};
	int64_t subjects[SUBJECTS + 3], sources[3];
	enum kind kinds[SUBJECTS + 3];
	struct change *c;
	int64_t no;
	int count = 0;
	FINE(change_begin(box->reg, "at random", &c, &box->fault));
	for (int i = 0; i < SUBJECTS + 3; i++) {
		enum kind kind = i < 3 ? KIND_SOURCE : i < 22 ? made[i - 3] : PICK(l, made);
		FINE(change_subject(c, kind, &no, &box->fault));
		say_key(box, c, no, arena_printf(box->arena, "%s:%d", kind_info(kind)->key, below(l, 4) * 1000 + i));
		subjects[count] = no;
		kinds[count++] = kind;
		if (kind == KIND_SOURCE) {
			sources[i] = no;
		}
	}
	for (int i = 0; i < count; i++) {
		say_some(box, l, c, subjects[i], kinds[i], subjects, kinds, count, sources);
	}
	FINE(change_close(c, NULL, &no, &box->fault));
}

static char *whole_file(struct box *box, const char *folder, const char *name)
{
	char *path = arena_printf(box->arena, "%s/%s", folder, name);
	FILE *in = fopen(path, "rb");
	if (!in) {
		return NULL;
	}
	assert_int_equal(fseek(in, 0, SEEK_END), 0);
	size_t size = (size_t)ftell(in);
	rewind(in);
	char *text = arena_alloc(box->arena, size + 1);
	assert_int_equal(fread(text, 1, size, in), size);
	fclose(in);
	return text;
}

static int same_files(struct box *box, const char *one, const char *other)
{
	int count = 0;
	DIR *folder = opendir(one);
	assert_non_null(folder);
	for (struct dirent *e = readdir(folder); e; e = readdir(folder)) {
		if (e->d_name[0] == '.') {
			continue;
		}
		char *a = whole_file(box, one, e->d_name), *b = whole_file(box, other, e->d_name);
		if (!b || strcmp(a, b) != 0) {
			size_t at = 0;
			while (b && a[at] && a[at] == b[at]) {
				at++;
			}
			at -= at < 60 ? at : 60;
			fail_msg("%s differs from byte %zu on:\n%.160s\n---\n%.160s", e->d_name, at, a + at, b ? b + at : "(none)");
		}
		count++;
	}
	closedir(folder);
	return count;
}

static char *export_to(struct box *box, enum export_format format, const char *name)
{
	char *folder = box_path(box, name);
	FINE(export_folder(box->reg, &viewer_public, format, folder, NULL, &box->fault));
	return folder;
}

static void exports_come_back_the_same(void **state)
{
	struct box *box = *state;
	for (int round = 0; round < 12; round++) {
		struct luck l = {(uint64_t)round + 77};
		const char *n = arena_printf(box->arena, "%d", round);
		box_reg(box, arena_printf(box->arena, "one%s", n));
		fill(box, &l);
		char *csv = export_to(box, EXPORT_CSV, arena_printf(box->arena, "csv%s", n));
		char *json = export_to(box, EXPORT_JSON, arena_printf(box->arena, "json%s", n));
		box_reg(box, arena_printf(box->arena, "two%s", n));
		box->options = (struct import_options){0};
		FINE(import_folder(box->reg, box->arena, csv, &box->options, &box->report, &box->fault));
		char *csv2 = export_to(box, EXPORT_CSV, arena_printf(box->arena, "csv-again%s", n));
		char *json2 = export_to(box, EXPORT_JSON, arena_printf(box->arena, "json-again%s", n));
		assert_true(same_files(box, csv, csv2) >= 10);
		same_files(box, csv2, csv);
		same_files(box, json, json2);
		same_files(box, json2, json);
		/* And into the register it came from: nothing new. */
		FINE(import_folder(box->reg, box->arena, csv2, &box->options, &box->report, &box->fault));
		assert_int_equal(box->report.change, 0);
	}
}

/* What no file could bring back is not taken in. */
static void values_fit_a_file(void **state)
{
	static const char *const unfit[] = {" led", "followed ", "\tled", "a\r\nb", "a\rb", "\n"};
	struct box *box = *state;
	struct change *c;
	int64_t no;
	FINE(change_begin(box->reg, "unfit", &c, &box->fault));
	FINE(change_subject(c, KIND_SOURCE, &no, &box->fault));
	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
		struct fault f = {0};
		struct said said = {.subject = no, .property = property_by_code(P_SOURCE_TITLE), .mode = MODE_ASSERT,
			.value = {VALUE_TEXT, str_of(unfit[i]), 0}};
		assert_int_equal(change_say(c, &said, NULL, &f), RC_INVALID);
	}
	change_abandon(c);
}

static void json_is_json(void **state)
{
	struct box *box = *state;
	box_sources(box);
	char *folder = export_to(box, EXPORT_JSON, "json");
	char *text = whole_file(box, folder, "sources.json");
	assert_non_null(text);
	assert_int_equal(text[0], '[');
	assert_non_null(strstr(text, "\"s1\""));
	assert_non_null(strstr(text, "First report"));
}

static void a_folder_in_use_is_left_alone(void **state)
{
	struct box *box = *state;
	box_sources(box);
	assert_int_equal(mkdir(box_path(box, "used"), 0755), 0);
	FINE(export_folder(box->reg, &viewer_public, EXPORT_CSV, box_path(box, "used"), NULL, &box->fault));
	assert_int_equal(export_folder(box->reg, &viewer_public, EXPORT_CSV, box_path(box, "used"), NULL, &box->fault),
		RC_CONFLICT);
	fault_clear(&box->fault);
	assert_int_equal(export_folder(box->reg, &(struct viewer){TIER_MEMBERS}, EXPORT_CSV, box_path(box, "no"), NULL,
		&box->fault), RC_DENIED);
}

/* A person whose ground was taken back is in no file, nor what belongs to them, nor who points to them. */
static void what_is_withheld_is_not_there(void **state)
{
	struct box *box = *state;
	box_sources(box);
	FINE(box_import(box, KIND_PERSON, "key,name,publication,source,spell.from\n"
		"seen,Invented Seen,recognised,s1,2021-01-01\n"));
	char *before = export_to(box, EXPORT_CSV, "before");
	FINE(box_import(box, KIND_PERSON, "key,name,publication,source,spell.from\n"
		"hidden,Invented Hidden,recognised,s1,2021-01-01\n"));
	FINE(box_import(box, KIND_PERSON, "key,never_same_as,source\nseen,hidden,s1\n"));
	FINE(box_import(box, KIND_PERSON, "key,publication,source\nhidden,-,s1\n"));
	char *after = export_to(box, EXPORT_CSV, "after");
	same_files(box, before, after);
	same_files(box, after, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(exports_come_back_the_same), BOX_TEST(values_fit_a_file), BOX_TEST(json_is_json),
		BOX_TEST(a_folder_in_use_is_left_alone), BOX_TEST(what_is_withheld_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
