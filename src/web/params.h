/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a request brings: the query of its address, and forms. Parsers of outside bytes. */
#ifndef WEB_PARAMS_H
#define WEB_PARAMS_H

#include "base/base.h"

struct param {
	char *name, *value; /* clean text, trimmed */
};

struct params {
	struct param *list;
	size_t count;
};

#define PARAMS_MOST 64
#define PARAM_BYTES 4096

/*
 * Reads a=b&c=d with percent-encoding and +. RC_INVALID: a broken percent sign, bytes that are no
 * text; RC_LIMIT: over PARAMS_MOST pairs or PARAM_BYTES in one. Everything in ret lives in a.
 */
MUST_USE enum rc params_parse(struct arena *a, struct str query, struct params *ret, struct fault *f);
/* The first of that name, or "". */
const char *params_get(const struct params *p, const char *name);
/* PATH?a=b&... with one value set to value, or taken out where value is NULL. */
char *params_link(struct arena *a, const char *path, const struct params *p, const char *name,
	const char *value);

/* One field of a posted form: bytes as sent, not yet checked to be text. */
struct field {
	struct str name, value, filename;
};

struct form {
	struct field *list;
	size_t count;
};

/*
 * Reads a form posted as application/x-www-form-urlencoded or multipart/form-data (RFC 7578).
 * RC_INVALID: another type, no boundary, a broken part; RC_LIMIT: over PARAMS_MOST fields.
 */
MUST_USE enum rc form_parse(struct arena *a, struct str content_type, struct str body, struct form *ret,
	struct fault *f);
struct str form_get(const struct form *form, const char *name); /* the first that is not empty */

#endif
