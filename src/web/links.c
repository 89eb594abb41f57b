/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses of pages. No name of a person ever stands in one: people have handles. */
#include "web/page.h"

const char *page_to(struct page *p, const char *rest)
{
	return arena_printf(p->arena, "/%s/%s", p->language->name, rest);
}

const char *page_of(struct page *p, enum kind kind, handle h)
{
	const char *const parts[] = { "/", p->language->name, "/", kind_info(kind)->key, "/" };
	char text[HANDLE_TEXT];

	buf_clear(p->words);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		buf_puts(p->words, parts[i]);
	}
	buf_puts(p->words, handle_format(h, text));
	return str_dup(p->arena, buf_view(p->words));
}

enum rc page_label(struct page *p, int64_t no, const char **ret)
{
	struct fault hidden = { 0 };
	char *label = NULL;
	enum rc rc = subject_label(p->reg, p->viewer, p->arena, no, p->language->name, &label, &hidden);

	if (rc == RC_NOT_FOUND) {
		*ret = _("not public");
		return RC_OK;
	}
	*ret = label;
	return rc == RC_OK ? RC_OK : fault_set(p->fault, rc, "%s", hidden.message);
}

enum rc page_href(struct page *p, int64_t no, const char **ret)
{
	struct fault hidden = { 0 };
	enum kind kind;
	handle h;
	enum rc rc = subject_get(p->reg, p->viewer, no, &kind, &h, &hidden);

	*ret = "#";
	if (rc == RC_NOT_FOUND) {
		return RC_OK;
	}
	if (rc != RC_OK) {
		return fault_set(p->fault, rc, "%s", hidden.message);
	}
	*ret = page_of(p, kind, h);
	return RC_OK;
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
