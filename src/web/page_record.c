/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of any record that is no person: a source, an organisation, a figure, a meeting ... */
#include <string.h>

#include "web/dossier.h"

static enum rc owner(struct dossier *d, struct record_view *v)
{
	const struct kind_info *kind = kind_info(d->files[0].kind);
	const struct property *property = kind->owner ? property_find(kind->kind, str_of(kind->owner)) : NULL;
	const struct statement *s = property ? file_chosen(&d->files[0], property->code) : NULL;
	struct link_view link = { NULL, NULL };
	enum rc rc = s ? dossier_link(d, s->value.number, &link) : RC_OK;

	v->owner = link.text;
	v->owner_href = link.href;
	return rc;
}

static enum rc groups(struct dossier *d, struct record_view *v)
{
	struct page *p = d->page;
	enum rc rc = RC_OK;

	v->groups = arena_array(p->arena, d->count, sizeof(*v->groups));
	for (size_t i = 0; i < d->count && rc == RC_OK; i++) {
		struct group_view *g = &v->groups[v->group_count++];
		g->title = _(kind_info(d->files[i].kind)->label);
		g->open = !i;
		rc = dossier_rows(d, &d->files[i], g);
	}
	return rc;
}

static enum rc show(struct page *p, int64_t no, const struct kind_info *kind)
{
	struct dossier d;
	struct record_view v = { .kind = _(kind->label) };
	const struct source_view *source = NULL;
	enum rc rc = dossier_load(p, no, true, &d);

	if (rc == RC_OK) {
		rc = page_label(p, no, &v.title);
	}
	if (rc == RC_OK && kind->kind == KIND_SOURCE) {
		rc = dossier_source(&d, no, &source);
		v.source = arena_alloc(p->arena, sizeof(*v.source));
		*v.source = source ? *source : *v.source;
	}
	if (rc == RC_OK) {
		rc = owner(&d, &v);
	}
	if (rc == RC_OK) {
		rc = groups(&d, &v);
	}
	if (rc == RC_OK) {
		tmpl_record(p, &v);
	}
	return rc;
}

enum rc page_record(struct page *p)
{
	size_t slash = str_find(p->rest, '/', 0);
	const struct kind_info *kind = kind_find(str_sub(p->rest, 0, slash));
	int64_t no;

	if (!kind) {
		return fault_set(p->fault, RC_NOT_FOUND, "there is no such page");
	}
	p->rest = str_sub(p->rest, slash < p->rest.n ? slash + 1 : slash, p->rest.n);
	enum rc rc = page_subject(p, kind->kind, &no);
	return rc == RC_OK ? show(p, no, kind) : rc;
}
