/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading what is said about a subject: see dossier.h. */
#include <string.h>

#include "register/log.h"
#include "register/people.h"
#include "web/dossier.h"

struct seen {
	int64_t no;
	struct link_view link;
	struct source_view *source;
};

static enum rc load_file(struct page *p, int64_t no, struct file *ret)
{
	handle h;
	enum rc rc = subject_get(p->reg, p->viewer, no, &ret->kind, &h, p->fault);

	ret->no = no;
	if (rc == RC_OK) {
		rc = subject_statements(p->reg, p->viewer, p->arena, no, true, &ret->said, &ret->count, p->fault);
	}
	return rc;
}

enum rc dossier_load(struct page *p, int64_t no, bool owned, struct dossier *ret)
{
	int64_t *list = NULL;
	size_t count = 0;
	enum rc rc = RC_OK;

	*ret = (struct dossier){ .page = p };
	if (owned) {
		rc = subject_owned(p->reg, p->viewer, p->arena, no, &list, &count, p->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	if (count > 500) {
		count = 500;
	}
	ret->files = arena_array(p->arena, count + 1, sizeof(*ret->files));
	rc = load_file(p, no, &ret->files[0]);
	for (size_t i = 0; i < count && rc == RC_OK; i++) {
		rc = load_file(p, list[i], &ret->files[i + 1]);
	}
	ret->count = count + 1;
	return rc;
}

const struct statement *file_next(const struct file *file, int property, const struct statement *at)
{
	const struct statement *end = file->said + file->count;

	for (at = at ? at + 1 : file->said; at && at < end; at++) {
		if (at->live && at->property->code == property) {
			return at;
		}
	}
	return NULL;
}

const struct statement *file_chosen(const struct file *file, int property)
{
	const struct statement *s = file_next(file, property, NULL);

	while (s && !s->chosen) {
		s = file_next(file, property, s);
	}
	return s;
}

bool file_disputed(const struct file *file, int property)
{
	for (const struct statement *s = file_next(file, property, NULL); s; s = file_next(file, property, s)) {
		if (s->disputed) {
			return true;
		}
	}
	return false;
}

static struct seen *look_up(struct dossier *d, int64_t no)
{
	struct page *p = d->page;

	for (size_t i = 0; i < d->seen_count; i++) {
		if (d->seen[i].no == no) {
			return &d->seen[i];
		}
	}
	if (d->seen_count == d->seen_room) {
		size_t room = d->seen_room ? d->seen_room * 2 : 32;
		d->seen = arena_grow(p->arena, d->seen, d->seen_room * sizeof(*d->seen), room * sizeof(*d->seen));
		d->seen_room = room;
	}
	struct seen *s = &d->seen[d->seen_count++];
	*s = (struct seen){ .no = no };
	return s;
}

enum rc dossier_link(struct dossier *d, int64_t no, struct link_view *ret)
{
	struct seen *s = look_up(d, no);
	enum rc rc = RC_OK;

	if (!s->link.text) {
		rc = page_link(d->page, no, &s->link);
	}
	*ret = s->link;
	return rc;
}

enum rc dossier_source(struct dossier *d, int64_t no, const struct source_view **ret)
{
	struct page *p = d->page;
	struct seen *s = look_up(d, no);
	struct source_info info;

	if (!s->source) {
		struct source_view *v = arena_alloc(p->arena, sizeof(*v));
		enum rc rc = source_get(p->reg, p->viewer, p->arena, no, &info, p->fault);
		if (rc != RC_OK) {
			return rc;
		}
		v->no = no;
		v->href = info.handle ? page_of(p, KIND_SOURCE, info.handle) : NULL;
		v->title = info.title ? info.title : info.key;
		v->publisher = info.publisher;
		v->url = info.url;
		v->letter = info.letter;
		v->date = info.published_text ? date_text(p, str_of(info.published_text)) : NULL;
		look_up(d, no)->source = v;
		s = look_up(d, no);
	}
	*ret = s->source;
	return RC_OK;
}

enum rc dossier_text(struct dossier *d, const struct statement *s, const char **ret)
{
	struct page *p = d->page;
	char *text = NULL;
	enum rc rc = RC_OK;

	if (s->value.type == VALUE_REF) {
		struct link_view link;
		rc = dossier_link(d, s->value.number, &link);
		*ret = link.text;
	} else if (s->value.type == VALUE_TEXT && s->property->type == TYPE_DATE) {
		*ret = date_text(p, s->value.text);
	} else if (s->value.type == VALUE_INT) {
		*ret = number(p, s->value.number);
	} else if (s->property->code == P_PERSON_CITIZENSHIP && s->value.type == VALUE_TEXT) {
		*ret = text_country(p->arena, s->value.text, p->language->name);
		*ret = *ret ? *ret : str_dup(p->arena, s->value.text);
	} else {
		rc = statement_text(p->reg, p->viewer, p->arena, s, &text, p->fault);
		*ret = text && s->property->type == TYPE_CODE ? _(text) : text;
	}
	return rc;
}

enum rc dossier_value(struct dossier *d, const struct file *file, int property, const char **ret)
{
	const struct statement *s = file_chosen(file, property);

	*ret = NULL;
	return s ? dossier_text(d, s, ret) : RC_OK;
}

static const char *mode_word(struct page *p, const struct statement *s)
{
	switch (s->mode) {
	case MODE_REPLACE:
		return _("corrects");
	case MODE_RETRACT:
		return _("takes back");
	case MODE_DISPUTE:
		return _("disputes");
	default:
		return NULL;
	}
}

static const char *proof_href(struct page *p, const struct id *id)
{
	char text[2 * ID_SIZE + 1];

	return page_to(p, arena_printf(p->arena, "proof/%s", hex_format(id->b, ID_SIZE, text)));
}

static const char *short_id(struct page *p, const struct id *id)
{
	char text[2 * ID_SIZE + 1];

	return arena_printf(p->arena, "%.12s", hex_format(id->b, ID_SIZE, text));
}

static enum rc one_row(struct dossier *d, const struct file *file, const struct statement *s,
	struct said_view *ret)
{
	struct page *p = d->page;
	enum rc rc = dossier_text(d, s, &ret->value);

	ret->property = _(s->property->label);
	ret->valid = s->valid.n ? date_text(p, s->valid) : NULL;
	ret->language = s->language.n ? str_dup(p->arena, s->language) : NULL;
	ret->mode = mode_word(p, s);
	ret->recorded = day_text(p, s->recorded);
	ret->change = s->change;
	ret->id = short_id(p, &s->id);
	ret->proof = proof_href(p, &s->id);
	ret->live = s->live;
	ret->chosen = s->chosen;
	ret->disputed = s->disputed;
	for (size_t i = 0; s->target && i < file->count; i++) {
		if (file->said[i].no == s->target) {
			ret->target = short_id(p, &file->said[i].id);
		}
	}
	if (rc == RC_OK && s->org != OWN_ORG) {
		char *name;
		rc = org_name(p->reg, p->arena, s->org, &name, p->fault);
		ret->by = name;
	}
	const struct private_change *private = reg_private_change(p->reg, s->change);
	ret->tier = !private ? NULL : private->sealed ? _("sealed") : _("members");
	if (rc == RC_OK && s->value.type == VALUE_REF) {
		struct link_view link;
		rc = dossier_link(d, s->value.number, &link);
		ret->href = link.href;
	} else if (s->property->type == TYPE_URL) {
		ret->href = ret->value;
	}
	if (rc == RC_OK && s->source) {
		rc = dossier_source(d, s->source, &ret->source);
	}
	return rc;
}

enum rc dossier_rows(struct dossier *d, const struct file *file, struct group_view *ret)
{
	struct page *p = d->page;
	enum rc rc = RC_OK;

	ret->said = arena_array(p->arena, file->count + 1, sizeof(*ret->said));
	ret->count = file->count;
	ret->id = arena_printf(p->arena, "r%zu", (size_t)(file - d->files));
	for (size_t i = 0; i < file->count && rc == RC_OK; i++) {
		rc = one_row(d, file, &file->said[i], &ret->said[i]);
	}
	return rc;
}

bool said_days(const struct statement *s, day *ret_lo, day *ret_hi)
{
	struct edtf e;

	if (!s || s->value.type != VALUE_TEXT || edtf_parse(s->value.text, &e, NULL) != RC_OK) {
		return false;
	}
	*ret_lo = e.from.lo;
	*ret_hi = e.interval ? e.to.hi : e.from.hi;
	if (e.from.what == EDTF_OPEN && !e.interval) {
		*ret_lo = *ret_hi = DAY_MAX;
	}
	return e.from.what != EDTF_NONE;
}
