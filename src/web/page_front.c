/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The front page, the page of figures, and the page of changes. */
#include "web/dossier.h"
#include "web/figures.h"

#define CHANGES_FRONT 5
#define CHANGES_PAGE 200

static enum rc changes(struct page *p, size_t most, struct change_view **ret, size_t *ret_count)
{
	struct change_info *list;
	enum rc rc = changes_list(p->reg, p->viewer, p->arena, most, &list, ret_count, p->fault);

	if (rc != RC_OK) {
		return rc;
	}
	*ret = arena_array(p->arena, *ret_count + 1, sizeof(**ret));
	for (size_t i = 0; i < *ret_count; i++) {
		(*ret)[i] = (struct change_view){ list[i].statements, day_text(p, list[i].day), list[i].undoes != 0 };
	}
	return RC_OK;
}

enum rc page_front(struct page *p)
{
	struct front_view v = { 0 };
	struct figure *list;
	size_t count;
	struct coverage coverage;
	enum rc rc = figures_load(p, FIGURE_MAIN, &list, &count);

	if (rc == RC_OK) {
		figures_chart(p, list, count, &v);
		rc = coverage_on(p->reg, p->viewer, p->arena, KIND_PERSON, 0, p->today, &coverage, p->fault);
	}
	if (rc == RC_OK) {
		v.coverage = coverage.text;
		v.complete = coverage.complete;
		rc = changes(p, CHANGES_FRONT, &v.changes, &v.change_count);
	}
	if (rc == RC_OK) {
		tmpl_front(p, &v);
	}
	return rc;
}

enum rc page_figures(struct page *p)
{
	struct front_view v = { 0 };
	struct figure *list;
	size_t count;
	enum rc rc = figures_load(p, NULL, &list, &count);

	if (rc != RC_OK) {
		return rc;
	}
	v.figures = arena_array(p->arena, count + 1, sizeof(*v.figures));
	for (size_t i = count; i-- > 0;) {
		struct figure_row *row = &v.figures[v.figure_count++];
		*row = list[i].row;
		row->label = row->label ? row->label : list[i].name;
	}
	tmpl_figures(p, &v);
	return RC_OK;
}

enum rc page_changes(struct page *p)
{
	struct front_view v = { 0 };
	enum rc rc = changes(p, CHANGES_PAGE, &v.changes, &v.change_count);

	if (rc == RC_OK) {
		rc = withheld_count(p->reg, &v.withheld, p->fault);
	}
	if (rc == RC_OK) {
		tmpl_changes(p, &v);
	}
	return rc;
}
