/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTML as web sites write it, through libxml2's parser. Only text comes out: no markup, no script.
 * Menus, forms and the like are left out, for a letter on a web page stands among them.
 */
#include "letter/page.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

struct html {
	struct page_builder *b;
	htmlParserCtxtPtr parser;
	int hidden; /* depth inside elements whose text is no part of the letter */
	int quote, depth;
	int numbers[16]; /* next number of each open list; 0 = bullets */
	bool raised;	 /* in a superscript */
	struct table table;
};

static bool one_of(const char *word, const char *const *list)
{
	for (; *list; list++) {
		if (strcasecmp(word, *list) == 0) {
			return true;
		}
	}
	return false;
}

static const char *const hidden_tags[] = {"script", "style", "head", "nav", "noscript", "template",
	"form", "button", "select", "svg", "iframe", "object", "aside", "footer", NULL};
static const char *const block_tags[] = {"p", "div", "section", "article", "main", "header",
	"table", "tr", "figure", "figcaption", "address", "pre", "dl", "dt", "dd", "body",
	"hr", "details", "summary", "caption", NULL};

static bool heading_tag(const char *tag)
{
	return strlen(tag) == 2 && (tag[0] == 'h' || tag[0] == 'H') && tag[1] >= '1' && tag[1] <= '6';
}

static void list_open(struct html *h, bool ordered)
{
	builder_close(h->b);
	if (h->depth < 16) {
		h->numbers[h->depth] = ordered ? 1 : 0;
	}
	h->depth++;
}

static void element_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct html *h = data;
	const char *tag = (const char *)name;
	(void)attributes;
	if (one_of(tag, hidden_tags)) {
		h->hidden++;
	} else if (h->hidden) {
		return;
	} else if (strcasecmp(tag, "br") == 0) {
		builder_text(h->b, STR("\n"), h->b->cursor);
	} else if (strcasecmp(tag, "sup") == 0) {
		h->raised = true;
	} else if (strcasecmp(tag, "td") == 0 || strcasecmp(tag, "th") == 0) {
		table_cell(&h->table, h->b, tag[1] == 'h' || tag[1] == 'H');
	} else if (strcasecmp(tag, "ol") == 0 || strcasecmp(tag, "ul") == 0) {
		list_open(h, strcasecmp(tag, "ol") == 0);
	} else if (strcasecmp(tag, "li") == 0) {
		int level = h->depth > 0 && h->depth <= 16 ? h->depth - 1 : -1;
		int number = level >= 0 ? h->numbers[level] : 0;
		builder_open(h->b, BLOCK_ITEM, number);
		if (number > 0) {
			h->numbers[level]++;
		}
	} else if (strcasecmp(tag, "blockquote") == 0) {
		h->quote++;
		builder_close(h->b);
	} else if (heading_tag(tag)) {
		builder_open(h->b, BLOCK_HEADING, 0);
	} else if (one_of(tag, block_tags)) {
		h->table.column = 0;
		if (strcasecmp(tag, "table") == 0) {
			table_begin(&h->table);
		}
		/* A paragraph right inside an item is the item. */
		struct page_builder *b = h->b;
		bool item = b->open && b->blocks[b->block_count].kind == BLOCK_ITEM &&
			b->text.n == b->blocks[b->block_count].from;
		if (!item) {
			builder_open(b, h->quote ? BLOCK_QUOTE : BLOCK_PARAGRAPH, 0);
		}
	}
}

static void element_end(void *data, const xmlChar *name)
{
	struct html *h = data;
	const char *tag = (const char *)name;
	if (one_of(tag, hidden_tags)) {
		h->hidden -= h->hidden > 0;
	} else if (h->hidden) {
		return;
	} else if (strcasecmp(tag, "ol") == 0 || strcasecmp(tag, "ul") == 0) {
		builder_close(h->b);
		h->depth -= h->depth > 0;
	} else if (strcasecmp(tag, "blockquote") == 0) {
		builder_close(h->b);
		h->quote -= h->quote > 0;
	} else if (heading_tag(tag) || strcasecmp(tag, "li") == 0 || one_of(tag, block_tags)) {
		builder_close(h->b);
	} else if (strcasecmp(tag, "th") == 0) {
		h->table.in_head = false;
	} else if (strcasecmp(tag, "sup") == 0) {
		h->raised = false;
	}
}

/* Where a chunk of text began in the file. The parser stands at its end. */
static size_t chunk_start(struct html *h, size_t n)
{
	xmlParserInputPtr in = h->parser->input;
	size_t end = in ? (size_t)(in->cur - in->base) + in->consumed : 0;
	struct str file = h->b->file;
	if (end > file.n) {
		end = file.n;
	}
	if (end > 0 && file.p[end - 1] == ';' && n <= 8) {
		size_t amp = end - 1;
		while (amp > 0 && end - amp < 12 && file.p[amp] != '&') {
			amp--;
		}
		if (file.p[amp] == '&') {
			return amp;
		}
	}
	return end >= n ? end - n : 0;
}

/* "1", "[2]", "3, 4" raised: the mark of a footnote; "th" is none. */
static bool is_note(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!strchr("0123456789[]*, ", s.p[i])) {
			return false;
		}
	}
	return true;
}

static void characters(void *data, const xmlChar *text, int n)
{
	struct html *h = data;
	struct str s = {(const char *)text, n > 0 ? (size_t)n : 0};
	if (h->hidden || s.n == 0 || (h->raised && is_note(s))) {
		return;
	}
	struct str trimmed = str_trim(s);
	if (!h->b->open && trimmed.n == 0) {
		return;
	}
	if (!h->b->open) {
		builder_open(h->b, h->quote ? BLOCK_QUOTE : BLOCK_PARAGRAPH, 0);
	}
	table_text(&h->table, s);
	/* White space of the source means nothing in HTML: a line break there is a blank. */
	size_t from = chunk_start(h, s.n);
	for (size_t i = 0; i < s.n;) {
		size_t end = i;
		while (end < s.n && s.p[end] != '\n' && s.p[end] != '\r') {
			end++;
		}
		if (end > i &&
			(s.n <= 8 || from + s.n > h->b->file.n || memcmp(h->b->file.p + from, s.p, s.n) == 0)) {
			builder_text(h->b, str_sub(s, i, end), from + i);
		} else if (end > i) {
			builder_find(h->b, str_sub(s, i, end), h->b->cursor);
		}
		if (end < s.n) {
			builder_text(h->b, STR(" "), from + end < h->b->file.n ? from + end : h->b->cursor);
		}
		i = end + 1;
	}
}

static void silent(void *data, const char *message, ...)
{
	(void)data;
	(void)message;
}

enum rc read_html(struct page_builder *b, struct fault *f)
{
	htmlSAXHandler sax = {
		.startElement = element_start,
		.endElement = element_end,
		.characters = characters,
		.cdataBlock = NULL,
		.ignorableWhitespace = characters,
		.error = silent,
		.warning = silent,
	};
	struct html h = {.b = b};
	htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(b->file.p, (int)b->file.n);
	if (!parser) {
		return fault_set(f, RC_INVALID, "the HTML cannot be read");
	}
	/* The bytes were checked to be UTF-8: what a meta element says is not followed. */
	htmlCtxtUseOptions(parser,
		HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
	xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
	htmlSAXHandlerPtr own = parser->sax;
	parser->sax = &sax;
	parser->userData = &h;
	h.parser = parser;
	htmlParseDocument(parser);
	parser->sax = own;
	htmlFreeParserCtxt(parser);
	builder_close(b);
	return RC_OK;
}
