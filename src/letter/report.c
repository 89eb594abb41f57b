/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sources and handles as the reports show them. */
#include "letter/report.h"

enum rc report_source(struct reg *r, const struct viewer *v, struct arena *a, int64_t no,
	char **ret_text, char **ret_url, struct fault *f)
{
	struct source_info s;
	enum rc rc = source_get(r, v, a, no, &s, f);
	if (rc != RC_OK) {
		return rc;
	}
	const char *title = s.title ? s.title : s.key ? s.key : "a source";
	const char *mark = s.publisher && s.published_text ? ", " : "";
	const char *publisher = s.publisher ? s.publisher : "",
			   *published = s.published_text ? s.published_text : "";
	*ret_text = *publisher || *published
		? arena_printf(a, "%s (%s%s%s)", title, publisher, mark, published)
		: arena_strdup(a, title);
	*ret_url = s.url;
	return RC_OK;
}

enum rc report_handle(
	struct reg *r, const struct viewer *v, struct arena *a, int64_t no, char **ret, struct fault *f)
{
	enum kind kind;
	handle h;
	char text[HANDLE_TEXT];
	*ret = NULL;
	if (no == 0) {
		return RC_OK;
	}
	enum rc rc = subject_get(r, v, no, &kind, &h, f);
	if (rc == RC_OK) {
		*ret = arena_strdup(a, handle_format(h, text));
	}
	return rc;
}

const char *report_day(struct arena *a, day d)
{
	char text[DAY_TEXT];
	return d == DAY_MAX ? "no date found" : arena_strdup(a, day_format(d, text));
}
