/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of one person: names, spells, cases, recognitions, and every statement with its source. */
#include <string.h>

#include "web/dossier.h"
#include "web/timeline.h"

#define NAMES_AT_ONCE 12

/* The language of a name and what kind of name it is, from its tag: be, en-x-press. */
static void name_words(struct page *p, struct str tag, struct name_view *ret)
{
	static const struct {
		const char *tag, *word;
	} languages[] = {
		{ "be", N_("Belarusian") }, { "ru", N_("Russian") }, { "en", N_("English") },
		{ "pl", N_("Polish") }, { "uk", N_("Ukrainian") }, { "lt", N_("Lithuanian") },
		{ "lv", N_("Latvian") }, { "de", N_("German") }, { "fr", N_("French") },
	}, kinds[] = {
		{ "x-press", N_("in the press") }, { "x-misprint", N_("misprint") },
		{ "x-short", N_("short form") }, { "x-pen", N_("pen name") }, { "x-legal", N_("in documents") },
	};
	struct str base = str_sub(tag, 0, str_find(tag, '-', 0));

	ret->language = "";
	ret->kind = NULL;
	ret->tag = base.n ? str_dup(p->arena, base) : NULL;
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		ret->language = str_is(base, languages[i].tag) ? _(languages[i].word) : ret->language;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		ret->kind = memmem(tag.p, tag.n, kinds[i].tag, strlen(kinds[i].tag)) ? _(kinds[i].word) : ret->kind;
	}
}

static void names(struct page *p, const struct file *file, struct person_view *v)
{
	const struct statement *s = NULL;

	v->names = arena_array(p->arena, file->count + 1, sizeof(*v->names));
	while ((s = file_next(file, P_PERSON_NAME, s)) != NULL) {
		struct name_view *n = &v->names[v->name_total++];
		n->text = str_dup(p->arena, s->value.text);
		name_words(p, s->language, n);
	}
	v->name_count = v->name_total < NAMES_AT_ONCE ? v->name_total : NAMES_AT_ONCE;
}

/* Two sources that say the same give one line. */
static bool said_already(const struct person_view *v, const struct fact_view *fact)
{
	for (size_t i = 0; i < v->fact_count; i++) {
		const struct fact_view *other = &v->facts[i];
		if (other->label == fact->label && !strcmp(other->value, fact->value) &&
			!strcmp(other->valid ? other->valid : "", fact->valid ? fact->valid : "")) {
			return true;
		}
	}
	return false;
}

static enum rc facts(struct dossier *d, struct person_view *v)
{
	static const int shown[] = { P_PERSON_BIRTH, P_PERSON_DEATH, P_PERSON_SEX, P_PERSON_CITIZENSHIP,
		P_PERSON_OCCUPATION, P_PERSON_ROLE, P_PERSON_HONOUR, P_PERSON_FLAG, P_NOTE };
	struct page *p = d->page;
	const struct file *file = &d->files[0];
	enum rc rc = RC_OK;

	v->facts = arena_array(p->arena, file->count + 1, sizeof(*v->facts));
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		const struct statement *s = NULL;
		while (rc == RC_OK && (s = file_next(file, shown[i], s)) != NULL) {
			if (s->property->cardinality == ONE && !s->chosen) {
				continue;
			}
			struct fact_view fact = { .label = _(s->property->label), .disputed = s->disputed };
			fact.valid = s->valid.n ? date_text(p, s->valid) : NULL;
			rc = dossier_text(d, s, &fact.value);
			if (rc == RC_OK && !said_already(v, &fact)) {
				v->facts[v->fact_count++] = fact;
			}
		}
	}
	return rc;
}

static enum rc episodes(struct dossier *d, const struct file *file, struct spell_view *v)
{
	static const int shown[] = { P_SPELL_STATUS, P_SPELL_PLACE, P_SPELL_CELL };
	enum rc rc = RC_OK;

	v->episodes = arena_array(d->page->arena, file->count + 1, sizeof(*v->episodes));
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		const struct statement *s = NULL;
		while (rc == RC_OK && (s = file_next(file, shown[i], s)) != NULL) {
			struct episode_view *e = &v->episodes[v->episode_count++];
			e->when = s->valid.n ? date_text(d->page, s->valid) : "";
			rc = dossier_text(d, s, &e->what);
		}
	}
	return rc;
}

/* The latest day a source says the person is held. */
static const char *last_heard(struct dossier *d, const struct file *file)
{
	const struct statement *s = NULL;
	day lo, hi, last = DAY_MIN;

	while ((s = file_next(file, P_SPELL_HEARD, s)) != NULL) {
		if (said_days(s, &lo, &hi) && lo > last) {
			last = lo;
		}
	}
	return last > DAY_MIN ? day_text(d->page, last) : NULL;
}

static enum rc spell(struct dossier *d, const struct file *file, struct spell_view *v)
{
	const struct statement *end = file_chosen(file, P_SPELL_TO);
	day lo = DAY_MAX, hi;
	enum rc rc = dossier_value(d, file, P_SPELL_FROM, &v->from);

	v->ended = end && said_days(end, &lo, &hi) && lo < DAY_MAX;
	v->disputed = file_disputed(file, P_SPELL_TO) || file_disputed(file, P_SPELL_FROM);
	v->heard = last_heard(d, file);
	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_SPELL_TO, &v->to);
	}
	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_SPELL_GROUND, &v->ground);
	}
	return rc == RC_OK ? episodes(d, file, v) : rc;
}

static enum rc charge(struct dossier *d, const struct file *file, struct charge_view *v)
{
	struct page *p = d->page;
	const char *article, *part, *prefix;
	enum rc rc = dossier_value(d, file, P_CHARGE_ARTICLE, &article);

	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_CHARGE_PART, &part);
	}
	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_CHARGE_PREFIX, &prefix);
	}
	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_CHARGE_STAGE, &v->stage);
	}
	if (rc != RC_OK || !article) {
		return rc;
	}
	const struct article *a = article_find(str_of(article));
	v->title = a ? a->title : NULL;
	const char *whole = prefix ? arena_printf(p->arena, "%s + %s", prefix, article) : article;
	v->article = !part ? whole : message_text(p, _("{article}, part {part}"), (const struct msg_value[]){
		{ "article", whole }, { "part", part } }, 2);
	return RC_OK;
}

static enum rc term(struct dossier *d, const struct file *file, struct sentence_view *v)
{
	struct page *p = d->page;
	const struct statement *months = file_chosen(file, P_SENTENCE_MONTHS);
	const struct statement *days = file_chosen(file, P_SENTENCE_DAYS);
	const struct statement *fine = file_chosen(file, P_SENTENCE_FINE);
	const struct statement *appeal = file_chosen(file, P_SENTENCE_APPEAL_MONTHS);

	if (months) {
		v->term = term_text(p, months->value.number);
	} else if (days) {
		v->term = message_text(p, _n("{n} day", "{n} days", days->value.number), (const struct msg_value[]){
			{ "n", number(p, days->value.number) } }, 1);
	} else if (fine) {
		v->term = message_text(p, _("a fine of {n} roubles"), (const struct msg_value[]){
			{ "n", number(p, fine->value.number) } }, 1);
	}
	enum rc rc = dossier_value(d, file, P_SENTENCE_APPEAL_RESULT, &v->appeal);
	if (appeal) {
		v->appeal = message_text(p, _("{term} after appeal"), (const struct msg_value[]){
			{ "term", term_text(p, appeal->value.number) } }, 1);
	}
	return rc;
}

static enum rc sentence(struct dossier *d, const struct file *file, struct sentence_view *v)
{
	const struct {
		int property;
		const char **to;
	} values[] = {
		{ P_SENTENCE_DATE, &v->date }, { P_SENTENCE_PENALTY, &v->penalty },
		{ P_SENTENCE_REGIME, &v->regime }, { P_SENTENCE_COURT, &v->court },
		{ P_SENTENCE_JUDGE, &v->judges },
	};
	enum rc rc = term(d, file, v);

	for (size_t i = 0; i < sizeof(values) / sizeof(*values) && rc == RC_OK; i++) {
		rc = dossier_value(d, file, values[i].property, values[i].to);
	}
	return rc;
}

static bool belongs(const struct file *file, int property, int64_t no)
{
	const struct statement *s = file_chosen(file, property);

	return s && s->value.number == no;
}

static enum rc one_case(struct dossier *d, const struct file *file, struct case_view *v)
{
	struct arena *a = d->page->arena;
	const struct statement *absentia = file_chosen(file, P_CASE_ABSENTIA);
	enum rc rc = dossier_value(d, file, P_CASE_NAME, &v->name);

	v->absentia = absentia && str_is(absentia->value.text, "yes");
	v->charges = arena_array(a, d->count, sizeof(*v->charges));
	v->sentences = arena_array(a, d->count, sizeof(*v->sentences));
	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_CASE_KIND, &v->kind);
	}
	for (size_t i = 1; i < d->count && rc == RC_OK; i++) {
		const struct file *part = &d->files[i];
		if (part->kind == KIND_CHARGE && belongs(part, P_CHARGE_CASE, file->no)) {
			rc = charge(d, part, &v->charges[v->charge_count++]);
		} else if (part->kind == KIND_SENTENCE && belongs(part, P_SENTENCE_CASE, file->no)) {
			rc = sentence(d, part, &v->sentences[v->sentence_count++]);
		}
	}
	return rc;
}

static enum rc recognition(struct dossier *d, const struct file *file, struct recognition_view *v)
{
	const struct statement *body = file_chosen(file, P_RECOGNITION_BODY);
	enum rc rc = body ? dossier_link(d, body->value.number, &v->body) : RC_OK;

	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_RECOGNITION_GIVEN, &v->given);
	}
	if (rc == RC_OK) {
		rc = dossier_value(d, file, P_RECOGNITION_WITHDRAWN, &v->withdrawn);
	}
	return rc == RC_OK ? dossier_value(d, file, P_RECOGNITION_DEMAND, &v->demand) : rc;
}

static enum rc owned(struct dossier *d, struct person_view *v)
{
	struct arena *a = d->page->arena;
	enum rc rc = RC_OK;

	v->spells = arena_array(a, d->count, sizeof(*v->spells));
	v->cases = arena_array(a, d->count, sizeof(*v->cases));
	v->recognitions = arena_array(a, d->count, sizeof(*v->recognitions));
	for (size_t i = 1; i < d->count && rc == RC_OK; i++) {
		const struct file *file = &d->files[i];
		if (file->kind == KIND_SPELL) {
			rc = spell(d, file, &v->spells[v->spell_count++]);
		} else if (file->kind == KIND_CASE) {
			rc = one_case(d, file, &v->cases[v->case_count++]);
		} else if (file->kind == KIND_RECOGNITION) {
			rc = recognition(d, file, &v->recognitions[v->recognition_count++]);
		}
	}
	return rc;
}

static enum rc statements(struct dossier *d, struct person_view *v)
{
	struct page *p = d->page;
	size_t seen[KIND_LAST + 1] = { 0 };
	enum rc rc = RC_OK;

	v->groups = arena_array(p->arena, d->count, sizeof(*v->groups));
	for (size_t i = 0; i < d->count && rc == RC_OK; i++) {
		const struct file *file = &d->files[i];
		struct group_view *g = &v->groups[v->group_count++];
		const char *kind = _(kind_info(file->kind)->label);
		size_t nth = ++seen[file->kind];
		g->open = file->kind == KIND_SPELL;
		g->title = nth == 1 ? kind : arena_printf(p->arena, "%s %zu", kind, nth);
		rc = dossier_rows(d, file, g);
		v->statement_count += file->count;
		for (size_t k = 0; k < file->count; k++) {
			v->dead_count += !file->said[k].live;
		}
	}
	return rc;
}

enum rc page_person(struct page *p)
{
	struct dossier d;
	struct person_view v = { 0 };
	int64_t no;
	enum rc rc = page_subject(p, KIND_PERSON, &no);

	if (rc == RC_OK) {
		rc = dossier_load(p, no, true, &d);
	}
	if (rc == RC_OK) {
		rc = page_label(p, no, &v.name);
	}
	if (rc != RC_OK) {
		return rc;
	}
	names(p, &d.files[0], &v);
	rc = dossier_value(&d, &d.files[0], P_PERSON_DESCRIPTION, &v.summary);
	if (rc == RC_OK) {
		rc = facts(&d, &v);
	}
	if (rc == RC_OK) {
		rc = owned(&d, &v);
	}
	if (rc == RC_OK) {
		rc = timeline_draw(&d, &v);
	}
	if (rc == RC_OK) {
		rc = statements(&d, &v);
	}
	if (rc == RC_OK) {
		tmpl_person(p, &v);
	}
	return rc;
}
