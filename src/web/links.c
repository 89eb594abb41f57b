/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses of pages. No name of a person ever stands in one: people have handles. */
#include "web/page.h"

const char *page_to(struct page *p, const char *rest)
{
	const char *const parts[] = { "/", p->language->name, "/", rest };

	return arena_join(p->arena, parts, sizeof(parts) / sizeof(*parts));
}

const char *page_of(struct page *p, enum kind kind, handle h)
{
	char text[HANDLE_TEXT];
	const char *const parts[] = { "/", p->language->name, "/", kind_info(kind)->key, "/", handle_format(h, text) };

	return arena_join(p->arena, parts, sizeof(parts) / sizeof(*parts));
}

enum rc page_link(struct page *p, int64_t no, struct link_view *ret)
{
	struct fault hidden = { 0 };
	struct called called;
	enum rc rc = subject_called(p->reg, p->viewer, p->arena, no, p->language->name, &called, &hidden);

	*ret = (struct link_view){ .text = _("not public"), .href = "#" };
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	if (rc != RC_OK) {
		return fault_set(p->fault, rc, "%s", hidden.message);
	}
	*ret = (struct link_view){ .text = called.name, .href = page_of(p, called.kind, called.handle) };
	return RC_OK;
}

enum rc page_label(struct page *p, int64_t no, const char **ret)
{
	struct link_view link;
	enum rc rc = page_link(p, no, &link);

	*ret = link.text;
	return rc;
}

enum rc page_href(struct page *p, int64_t no, const char **ret)
{
	struct link_view link;
	enum rc rc = page_link(p, no, &link);

	*ret = link.href;
	return rc;
}

enum rc page_subject(struct page *p, enum kind kind, int64_t *ret_no)
{
	enum kind found;
	handle h;
	enum rc rc;

	if (!handle_parse(p->rest, &h)) {
		return fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such record"));
	}
	rc = subject_by_handle(p->reg, p->viewer, h, ret_no, p->fault);
	if (rc == RC_OK) {
		rc = subject_get(p->reg, p->viewer, *ret_no, &found, &h, p->fault);
	}
	if (rc == RC_OK && found != kind) {
		return fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such record"));
	}
	return rc;
}

const char *ask_href(struct page *p, const char *question)
{
	struct buf b;

	buf_init(&b, 1u << 16);
	buf_printf(&b, "/%s/ask?q=", p->language->name);
	buf_url(&b, str_of(question));
	const char *link = str_dup(p->arena, buf_view(&b));
	buf_finish(&b);
	return link;
}
