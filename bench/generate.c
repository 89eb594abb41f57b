/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * volya-generate PEOPLE SEED FOLDER: a register to measure with, as files for volya import.
 *
 * Every person, organisation, place and source it writes is INVENTED: names are put together from syllables by a
 * random generator, and a name that somebody bears is so by chance. Nothing here says anything of anybody.
 * The same PEOPLE and SEED give the same files. About ten statements a person: two names, birth, sex, ground for
 * publication, a spell with its ends; and, of some, recognition, status, place, charges, a sentence, and a second
 * source that disagrees by a few days.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/base.h"

#define SOURCES 400
#define BODIES 4
#define PLACES 40

/* xorshift64*: good enough to make things up, the same on every machine. */
struct chance {
	uint64_t state;
};

static uint64_t draw(struct chance *c)
{
	c->state ^= c->state >> 12;
	c->state ^= c->state << 25;
	c->state ^= c->state >> 27;
	return c->state * 0x2545F4914F6CDD1Du;
}

static int below(struct chance *c, int n)
{
	return (int)((draw(c) >> 33) % (uint64_t)n);
}

/* True n times in a hundred. */
static bool percent(struct chance *c, int n)
{
	return below(c, 100) < n;
}

static const char *const starts[] = {"Ba", "Var", "Hal", "Dub", "Zha", "Kra", "Lut", "Mel", "Nav", "Ples", "Rud", "Sav",
	"Tur", "Khal", "Shv", "Astra", "Bru", "Vyr", "Hor", "Dra", "Yar", "Kup", "Lash", "Mys", "Pal", "Rak", "Sim", "Tal"};
static const char *const middles[] = {"ka", "le", "mi", "no", "ra", "so", "ta", "vi", "zu", "che",
	"shy", "ba", "do", "hu", "ly", "ma", "ne", "po", "ry", "se", "tsi", "va", "zhe", "lo"};
static const char *const ends[] = {
	"vich", "ski", "nka", "chuk", "nak", "tski", "ilau", "eika", "enia", "ovich", "ik", "ko"};
static const char *const men[] = {"Adelin", "Borvan", "Vadzilin", "Harimir", "Zmitral", "Kastus", "Lavrun", "Mikalin",
	"Palikon", "Radavit", "Siamir", "Taravit", "Ulasim", "Yavarin"};
static const char *const women[] = {"Aldanika", "Baranita", "Vasilina", "Halimira", "Darivona", "Zoralina", "Katavina",
	"Liudavita", "Marozina", "Nadvita", "Palamira", "Sviatana", "Tamilina", "Yanavita"};

#define PICK(c, list) (list)[below(c, (int)(sizeof(list) / sizeof *(list)))]

struct invented {
	char given[24], family[64];
	bool woman;
};

static void invent_name(struct chance *c, struct invented *p)
{
	p->woman = percent(c, 20);
	snprintf(p->given, sizeof p->given, "%s", p->woman ? PICK(c, women) : PICK(c, men));
	const char *start = PICK(c, starts), *middle = PICK(c, middles), *more = PICK(c, middles);
	const char *end = PICK(c, ends);
	snprintf(p->family, sizeof p->family, "%s%s%s%s", start, middle, percent(c, 60) ? more : "", end);
}

/* Another romanisation of the same name: v for w, h for g and such. */
static void respell(const char *name, char *out, size_t size)
{
	size_t n = 0;
	char before = ' ';
	for (; *name && n + 3 < size; before = *name++) {
		bool alone = strchr("kszcKSZC", before) == NULL;
		if (*name == 'h' || *name == 'H') {
			out[n++] = !alone ? 'h' : *name == 'h' ? 'g' : 'G';
		} else {
			out[n++] = *name == 'y' ? 'i' : *name;
		}
	}
	out[n] = '\0';
}

static void put_day(FILE *out, day d)
{
	char text[DAY_TEXT];
	fputs(day_format(d, text), out);
}

/* A day, sometimes only its month. */
static void put_date(FILE *out, struct chance *c, day d, int months_of_hundred)
{
	struct ymd y = day_ymd(d);
	if (percent(c, months_of_hundred)) {
		fprintf(out, "%04d-%02d", y.year, y.month);
	} else {
		put_day(out, d);
	}
}

static day earlier(day a, day b)
{
	return a < b ? a : b;
}

/* Sources come out every five days or so from August 2020 on. */
static day source_day(int number)
{
	return day_of(2020, 8, 1) + (day)(number * 5);
}

/* The first source that can know of a day. */
static int source_after(day d)
{
	int n = (int)((d - day_of(2020, 8, 1)) / 5) + 1;
	return n < 0 ? 0 : n < SOURCES ? n : SOURCES - 1;
}

static void write_sources(FILE *out)
{
	static const char *const kinds[] = {"report", "press", "register", "campaign"};
	fputs("key,title,publisher,published,kind,rank,url\n", out);
	for (int i = 0; i < SOURCES; i++) {
		fprintf(out, "s%d,Invented report %d,Invented publisher %d,", i, i, i % 7);
		put_day(out, source_day(i));
		fprintf(out, ",%s,%d,https://example.org/%d\n", kinds[i % 4], 1 + i % 4, i);
	}
}

static void write_organisations(FILE *out)
{
	fputs("key,name@en,kind,country,source\n", out);
	for (int i = 0; i < BODIES; i++) {
		fprintf(out, "body%d,Invented body %d,ngo,BY,s0\n", i, i);
	}
}

static void write_places(FILE *out)
{
	static const char *const kinds[] = {"colony", "remand", "prison", "open_type"};
	fputs("key,name@en,kind,source\n", out);
	for (int i = 0; i < PLACES; i++) {
		fprintf(out, "place%d,Invented place %d,%s,s0\n", i, i, kinds[i % 4]);
	}
}

/* from, to, ground, status, place, heard */
static void write_spell(FILE *out, struct chance *c, day from, day to, day last)
{
	static const char *const grounds[] = {"served", "pardoned", "released", "amnestied", "bail"};
	static const char *const statuses[] = {"custody_pretrial", "colony_general", "colony_medium", "restriction_open",
		"administrative_arrest"};
	put_date(out, c, from, 4);
	fputc(',', out);
	if (to <= last) {
		put_date(out, c, to, 4);
		fprintf(out, ",%s", PICK(c, grounds));
	} else {
		fprintf(out, "%s,", percent(c, 30) ? ".." : "");
	}
	fputc(',', out);
	if (percent(c, 15)) {
		struct ymd y = day_ymd(from);
		fprintf(out, "%s [%04d-%02d/..]", PICK(c, statuses), y.year, y.month);
	}
	fputc(',', out);
	if (percent(c, 10)) {
		struct ymd y = day_ymd(from);
		fprintf(out, "place%d [%04d-%02d/..]", below(c, PLACES), y.year, y.month);
	}
	fputc(',', out);
	if (to > last && percent(c, 40)) {
		put_day(out, from + (last - from) / 2);
	}
}

/* case kind, charges, stage, sentence date, months, penalty: a custodial one only where the spell can have served it */
static void write_case(FILE *out, struct chance *c, day from, day to, day last)
{
	static const char *const articles[] = {"342 p.1", "342 p.1|369", "368 p.1", "130 p.1", "361-1", "293 p.2|342 p.1",
		"364", "13+293 p.2", "367", "361-4"};
	static const char *const penalties[] = {"deprivation", "restriction_open", "restriction_home"};
	if (!percent(c, 12)) {
		fputs(",,,,,", out);
		return;
	}
	fprintf(out, "criminal,%s,convicted,", PICK(c, articles));
	day passed = earlier(from + 60 + (day)below(c, 200), last);
	int months = 6 * (1 + below(c, 20));
	const char *penalty = PICK(c, penalties);
	/* A day in custody counts for two of a sentence at most. */
	bool served = to >= passed || 2 * (to - from) >= 30 * months;
	put_day(out, passed);
	fprintf(out, ",%d,%s", months, served ? penalty : "restriction_home");
}

/* The spell of somebody before, from a later source, a few days off: a disagreement. begun: the first days of all. */
static void write_second(FILE *out, struct chance *c, const day *begun, int64_t last)
{
	int64_t i = below(c, (int)last + 1);
	day from = begun[i];
	fprintf(out, "p%lld,s%d,,,,,,,", (long long)i, source_after(from + 40));
	put_day(out, from + 1 + (day)below(c, 3));
	fputs(",,,,,,,,,,,,,\n", out);
}

static void write_person(FILE *out, struct chance *c, int64_t i, day *begun)
{
	struct invented p;
	char other[96], whole[96];
	day first = day_of(2020, 5, 1), last = day_of(2025, 12, 1);
	day from = first + (day)below(c, (int)(last - first));
	day to = from + 3 + (day)below(c, percent(c, 40) ? 90 : 1800);
	/* The source is one that can know all of it. */
	day known = earlier(to > from + 260 ? to : from + 260, last);
	begun[i] = from;
	invent_name(c, &p);
	snprintf(whole, sizeof whole, "%s %s", p.given, p.family);
	respell(whole, other, sizeof other);
	fprintf(out, "p%lld,s%d,%s,%s,", (long long)i, source_after(known), whole, percent(c, 25) ? other : "");
	if (percent(c, 75)) {
		put_date(out, c, day_of(1945 + below(c, 60), 1 + below(c, 12), 1 + below(c, 28)), 10);
	}
	fprintf(out, ",%s,recognised,%s,", p.woman ? "female" : "male", percent(c, 10) ? "activist|worker" : "");
	write_spell(out, c, from, to, last);
	if (percent(c, 20)) {
		fprintf(out, ",body%d,", below(c, BODIES));
		put_day(out, earlier(from + (day)below(c, 200), last));
	} else {
		fputs(",,", out);
	}
	fputc(',', out);
	write_case(out, c, from, to, last);
	fputc('\n', out);
	if (percent(c, 3)) {
		write_second(out, c, begun, i);
	}
}

static FILE *open_in(const char *folder, const char *name)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *out = fopen(path, "wb");
	if (!out) {
		fprintf(stderr, "volya-generate: cannot write %s: %s\n", path, strerror(errno));
		exit(3);
	}
	return out;
}

static void close_file(FILE *out)
{
	if (fclose(out) != 0) {
		fprintf(stderr, "volya-generate: cannot write: %s\n", strerror(errno));
		exit(3);
	}
}

int main(int argc, char **argv)
{
	int64_t people, seed;
	if (argc != 4 || !str_int(str_of(argv[1]), &people) || !str_int(str_of(argv[2]), &seed) || people < 0
		|| people > INT32_MAX) {
		fprintf(stderr, "usage: volya-generate PEOPLE SEED FOLDER\n");
		return 2;
	}
	if (mkdir(argv[3], 0755) != 0 && errno != EEXIST) {
		fprintf(stderr, "volya-generate: cannot make %s: %s\n", argv[3], strerror(errno));
		return 3;
	}
	struct chance c = {(uint64_t)seed * 2 + 0x9E3779B97F4A7C15u};
	FILE *out = open_in(argv[3], "sources.csv");
	write_sources(out);
	close_file(out);
	out = open_in(argv[3], "organisations.csv");
	write_organisations(out);
	close_file(out);
	out = open_in(argv[3], "places.csv");
	write_places(out);
	close_file(out);
	out = open_in(argv[3], "people.csv");
	fputs("key,source,name@en,name@en-x-press,birth,sex,publication,occupation,spell.from,spell.to,spell.ground,"
		"spell.status,spell.place,spell.heard,recognition.body,recognition.given,case.kind,charge.article,"
		"charge.stage,sentence.date,sentence.months,sentence.penalty\n", out);
	day *begun = xcalloc((size_t)people + 1, sizeof *begun);
	for (int64_t i = 0; i < people; i++) {
		write_person(out, &c, i, begun);
	}
	free(begun);
	close_file(out);
	return 0;
}
