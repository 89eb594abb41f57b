/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One row of the list of people: what holds on its day, in a few words. */
#include <string.h>

#include "web/dossier.h"
#include "web/people.h"

/* Whether the claim was published by then. */
static bool said_by(const struct statement *s, const struct people *l)
{
	return s->pub <= l->published_by;
}

/* The claim of a timed property that covers the day and begins last; later word before earlier. */
static const struct statement *covering(const struct file *file, int property, const struct people *l)
{
	const struct statement *best = NULL, *s = NULL;
	day begun = DAY_MIN;
	struct edtf e;

	while ((s = file_next(file, property, s)) != NULL) {
		if (!said_by(s, l) || (s->valid.n && edtf_parse(s->valid, &e, NULL) != RC_OK)) {
			continue;
		}
		day from = s->valid.n ? e.from.lo : DAY_MIN;
		day to = s->valid.n && e.interval && e.to.what == EDTF_KNOWN ? e.to.hi : DAY_MAX;
		if (from <= l->on && l->on <= to && (!best || from >= begun)) {
			best = s;
			begun = from;
		}
	}
	return best;
}

/* The spell the day lies in, or the last that ended before it. */
static const struct file *spell_on(const struct dossier *d, const struct people *l, bool *ret_inside)
{
	const struct file *best = NULL;
	day begun = DAY_MIN;

	*ret_inside = false;
	for (size_t i = 1; i < d->count; i++) {
		const struct statement *from = file_chosen(&d->files[i], P_SPELL_FROM);
		day lo, hi;
		if (d->files[i].kind != KIND_SPELL || !said_days(from, &lo, &hi) || lo > l->on || !said_by(from, l)) {
			continue;
		}
		if (best && lo < begun) {
			continue;
		}
		const struct statement *to = file_chosen(&d->files[i], P_SPELL_TO);
		day end_lo, end_hi;
		best = &d->files[i];
		begun = lo;
		*ret_inside = !said_days(to, &end_lo, &end_hi) || !said_by(to, l) || end_lo > l->on;
	}
	return best;
}

static enum rc spell_words(struct dossier *d, const struct file *spell, bool inside, const struct people *l,
	struct person_row *row)
{
	struct page *p = d->page;
	const struct statement *status = covering(spell, P_SPELL_STATUS, l);
	const struct statement *place = covering(spell, P_SPELL_PLACE, l);
	enum rc rc = RC_OK;

	if (!inside) {
		rc = dossier_value(d, spell, P_SPELL_TO, &row->since);
		if (rc == RC_OK) {
			rc = dossier_value(d, spell, P_SPELL_GROUND, &row->state);
		}
		row->state = row->state ? row->state : _("at liberty");
		return rc;
	}
	rc = dossier_value(d, spell, P_SPELL_FROM, &row->since);
	if (rc == RC_OK && status) {
		rc = dossier_text(d, status, &row->state);
	}
	row->state = row->state ? row->state : _("held");
	if (rc == RC_OK && place) {
		rc = dossier_text(d, place, &row->place);
	}
	return rc;
}

/* Texts joined by commas, each once. */
static void join(struct buf *b, const char *text)
{
	if (text && !memmem(b->p ? b->p : "", b->n, text, strlen(text))) {
		buf_puts(b, b->n ? ", " : "");
		buf_puts(b, text);
	}
}

static enum rc gather(struct dossier *d, enum kind kind, int property, const char **ret)
{
	struct buf b;
	enum rc rc = RC_OK;

	buf_init(&b, 4096);
	for (size_t i = 0; i < d->count && rc == RC_OK; i++) {
		const struct statement *s = NULL;
		while (rc == RC_OK && d->files[i].kind == kind && (s = file_next(&d->files[i], property, s)) != NULL) {
			const char *text = NULL;
			rc = dossier_text(d, s, &text);
			join(&b, text);
		}
	}
	*ret = b.n ? str_dup(d->page->arena, buf_view(&b)) : NULL;
	buf_finish(&b);
	return rc;
}

enum rc people_row(struct page *p, const struct people *list, const struct ask_member *member,
	struct person_row *row)
{
	struct dossier d;
	bool inside;
	enum rc rc = dossier_load(p, member->subject, true, &d);

	*row = (struct person_row){ .sure = member->sure, .why = member->why };
	if (rc == RC_OK) {
		rc = page_label(p, member->subject, &row->name);
	}
	if (rc == RC_OK) {
		rc = page_href(p, member->subject, &row->href);
	}
	if (rc != RC_OK) {
		return rc;
	}
	const struct file *spell = spell_on(&d, list, &inside);
	if (spell) {
		rc = spell_words(&d, spell, inside, list, row);
	}
	if (rc == RC_OK) {
		rc = gather(&d, KIND_CHARGE, P_CHARGE_ARTICLE, &row->articles);
	}
	return rc == RC_OK ? gather(&d, KIND_PERSON, P_PERSON_OCCUPATION, &row->occupation) : rc;
}
