/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages that hardly change: about, data, errors, the style sheet, the icon, robots. */
#include "web/favicon_svg.h"
#include "web/guard.h"
#include "web/style_css.h"
#include "web/views.h"

#define LONG "public, max-age=31536000, immutable"

enum rc page_about(struct page *p)
{
	tmpl_about(p, reg_organisation(p->reg));
	return RC_OK;
}

enum rc page_data(struct page *p)
{
	tmpl_data(p);
	return RC_OK;
}

/* Anything that is asked for by whom the guard does not know, and the code that makes it know them. */
enum rc page_enter(struct page *p)
{
	struct form form;

	if (!p->site->guard) {
		return fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such page"));
	}
	bool tries = p->request->method == HTTP_POST && str_is(p->request->path, "/enter");
	if (tries) {
		enum rc rc = form_parse(p->arena, p->request->content_type, p->request->body, &form, p->fault);
		if (rc != RC_OK) {
			return rc;
		}
		if (guard_enter(p->site->guard, p->request, form_get(&form, "code"), p->response)) {
			p->response->status = 303;
			snprintf(p->response->location, sizeof(p->response->location), "/en/");
			return RC_OK;
		}
	}
	p->response->status = 403;
	tmpl_enter(p, tries);
	return RC_OK;
}

const char *style_href(void)
{
	return "/style.css?" STYLE_CSS_MARK;
}

enum rc page_style(struct page *p)
{
	buf_add(p->out, style_css, sizeof(style_css) - 1);
	p->response->caching = p->request->query.n ? LONG : NULL;
	return RC_OK;
}

enum rc page_icon(struct page *p)
{
	buf_add(p->out, favicon_svg, sizeof(favicon_svg) - 1);
	p->response->caching = "public, max-age=86400";
	return RC_OK;
}

enum rc page_robots(struct page *p)
{
	/* The list in all its orders would be crawled for ever. */
	buf_puts(p->out, "User-agent: *\nDisallow: /en/ask\nDisallow: /en/check\nDisallow: /en/people?\n"
			 "Disallow: /en/proof/\nDisallow: /receipt/\nDisallow: /log/\n"
			 "Disallow: /en/people.csv\nDisallow: /en/people.json\n");
	return RC_OK;
}

static const char *error_title(struct page *p, int status)
{
	switch (status) {
	case 400:
		return _("That could not be read");
	case 403:
		return _("Not for everybody");
	case 404:
		return _("Not found");
	case 405:
		return _("Not this way");
	case 413:
		return _("Too much");
	case 503:
		return _("Busy");
	default:
		return _("Something went wrong");
	}
}

void page_error(struct page *p, int status, const struct fault *f)
{
	struct error_view v = { .status = status, .title = error_title(p, status) };

	v.message = arena_strdup(p->arena, f->message);
	v.hint = f->hint[0] ? arena_strdup(p->arena, f->hint) : NULL;
	p->response->status = status;
	tmpl_error(p, &v);
}
