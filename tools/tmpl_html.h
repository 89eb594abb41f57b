/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where in HTML a template stands: read byte by byte, so that a value put at that place can be
 * escaped for it, or refused where no escaping would be safe.
 */
#ifndef TOOLS_TMPL_HTML_H
#define TOOLS_TMPL_HTML_H

#include <stdbool.h>

enum html_state {
	HTML_TEXT,
	HTML_OPEN,       /* after < */
	HTML_TAG,        /* in the name of a tag */
	HTML_IN_TAG,     /* between attributes */
	HTML_NAME,       /* in the name of an attribute */
	HTML_NAME_END,   /* after a name that a directive ended */
	HTML_EQUALS,     /* after = */
	HTML_VALUE,      /* inside double quotes */
	HTML_VALUE_END,  /* after the closing quote */
	HTML_BANG,       /* <! up to > */
	HTML_COMMENT,
	HTML_RAW,        /* inside script or style */
};

enum html_value {
	HTML_VALUE_PLAIN,
	HTML_VALUE_URL,    /* href, src, action ... */
	HTML_VALUE_UNSAFE, /* style, on..., srcdoc: never takes a value */
};

struct html_place {
	enum html_state state;
	enum html_value value;
	bool value_begun;   /* something stands before, inside the quotes */
	bool keep_space;    /* inside pre or textarea */
	char tag[32], name[32];
	unsigned tag_length, name_length, dashes;
};

/* Moves on by one byte. NULL, or what is wrong with the template there. */
const char *html_step(struct html_place *h, char c);
/* The place when a directive begins or ends here. */
void html_settle(struct html_place *h);
/* Both branches of a condition must end alike. */
bool html_same(const struct html_place *a, const struct html_place *b);

#endif
