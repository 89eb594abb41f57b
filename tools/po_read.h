/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading gettext's PO files: messages with their plural forms, for po2c and pot. */
#ifndef TOOLS_PO_READ_H
#define TOOLS_PO_READ_H

#include "base/base.h"

#define PO_FORMS 6

struct po_entry {
	char *id, *plural;       /* plural NULL: none */
	char *text[PO_FORMS];    /* translations; "" where there is none */
	int forms;
	bool fuzzy;
	unsigned line;
};

struct po_file {
	struct po_entry *entries;
	size_t count;
	const char *header;      /* text of the entry with an empty id, or "" */
};

/* Ends the process with a message where the file is wrong. Everything lives in a. */
void po_read(struct arena *a, const char *path, struct po_file *ret);
/* A whole file of at most 4 MiB, or the process ends. */
struct str po_bytes(struct arena *a, const char *path);
/* Reads one quoted C string at *at, unescapes it onto b, leaves *at behind it. False: none there. */
bool po_quoted(struct str s, size_t *at, struct buf *b);
/* Writes "text" with escapes. */
void po_quote(struct buf *b, const char *text);

#endif
