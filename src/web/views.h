/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the templates are given: plain structs of finished texts. They live in the page's arena. */
#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H

#include "register/witness.h"
#include "web/page.h"

struct layout {
	const char *title;   /* of the browser's window, before the name of the site */
	const char *section; /* of the navigation that is marked; "" = none */
	bool private;        /* not for search engines */
};

struct source_view {
	int64_t no;
	const char *href, *title, *publisher, *date, *url;
	bool letter;
};

/* One statement as a row. */
struct said_view {
	const char *property, *value, *href, *valid, *mode, *recorded, *language, *id, *target, *proof;
	const char *by; /* whose statement it is, where that is a partner; else NULL */
	const char *tier; /* for whom it is, where it is private; else NULL */
	int64_t change;
	const struct source_view *source; /* NULL: none */
	bool live, chosen, disputed;
};

struct group_view {
	const char *title, *id;
	struct said_view *said;
	size_t count;
	bool open;
};

struct name_view {
	const char *text, *language, *tag, *kind;
};

/* A label and a value, with what was said about it. */
struct fact_view {
	const char *label, *value, *valid;
	bool disputed;
};

struct episode_view {
	const char *what, *when;
};

struct spell_view {
	const char *from, *to, *ground, *heard;
	bool ended, disputed;
	struct episode_view *episodes;
	size_t episode_count;
};

struct charge_view {
	const char *article, *title, *stage;
};

struct sentence_view {
	const char *date, *term, *penalty, *regime, *court, *judges, *appeal;
};

struct case_view {
	const char *name, *kind;
	bool absentia;
	struct charge_view *charges;
	size_t charge_count;
	struct sentence_view *sentences;
	size_t sentence_count;
};

struct recognition_view {
	struct link_view body;
	const char *given, *withdrawn, *demand;
};

struct person_view {
	const char *name, *summary;
	struct name_view *names;
	size_t name_count, name_total; /* shown at once; in all */
	struct fact_view *facts;
	size_t fact_count;
	struct spell_view *spells;
	size_t spell_count;
	struct case_view *cases;
	size_t case_count;
	struct recognition_view *recognitions;
	size_t recognition_count;
	struct group_view *groups;
	size_t group_count;
	size_t statement_count, dead_count;
	struct str timeline_wide, timeline_narrow; /* SVG, or empty */
	struct timeline_row *rows;
	size_t row_count;
};

/* What a time line shows, as a table. */
struct timeline_row {
	const char *from, *to, *what;
};

struct record_view {
	const char *kind, *title;
	struct source_view *source; /* where the record is a source */
	struct group_view *groups;
	size_t group_count;
	const char *owner, *owner_href;
};

/* A statement's place in the log. */
struct proof_view {
	struct link_view subject;
	const struct said_view *said;
	bool founded; /* false: there is no log, and nothing of what follows */
	const char *partner, *place; /* whose log it stands in, where it is a partner's, and where to ask; no path then */
	int64_t index, size;
	const char *id, *leaf, *root, *checkpoint, *key, *receipt, *file;
	const char **path;
	size_t path_count;
};

struct partner_row {
	const char *name, *place, *key, *synced; /* place, synced: or NULL */
	int64_t size, waiting;
	bool trouble;
};

struct seen_view {
	const char *name, *seen;
};

/* How the log stands, and those of others. */
struct log_view {
	bool founded, one_folder, behind; /* behind: the published files are of before */
	int64_t size;
	const char *key, *root, *last;
	struct seen_view *witnesses;
	size_t witness_count;
	struct partner_row *partners;
	size_t partner_count;
	struct witnessed *watched;
	size_t watched_count;
	struct evidence *evidence;
	size_t evidence_count;
};

struct figure_row {
	const char *date, *value, *label, *body, *href;
	const struct source_view *source;
	const char *qualifier;
};

struct change_view {
	int64_t statements;
	const char *day;
	bool undo;
};

struct front_view {
	struct figure_row *figure; /* the latest published, or NULL */
	struct str chart_wide, chart_narrow;
	struct figure_row *figures;
	size_t figure_count;
	struct change_view *changes;
	size_t change_count;
	int64_t withheld;
	const char *coverage;
	bool complete;
	const char *held_href;
};

struct option_view {
	const char *value, *label;
	bool selected;
};

struct select_view {
	const char *name, *label;
	struct option_view *options;
	size_t count;
};

struct person_row {
	const char *href, *name, *state, *since, *place, *articles, *occupation;
	bool sure;
	const char *why;
	const char *spelling; /* that a search met; NULL: the name itself, or no search */
};

struct people_view {
	const char *title, *on, *on_text, *published, *search;
	struct select_view selects[6];
	size_t select_count;
	struct person_row *rows;
	size_t row_count;
	int64_t total, page, pages;
	const char *total_text, *coverage, *note;
	bool complete;
	const char *previous, *next, *csv, *json, *question, *question_href;
	bool filtered;
};

struct answer_row {
	const char *cells[4];
	const char *href;
};

struct answer_view {
	const char *question, *canonical, *result, *on, *published, *known, *coverage, *note;
	bool complete;
	const char *headings[4];
	size_t columns;
	struct answer_row *rows;
	size_t row_count;
	struct str chart_wide, chart_narrow;
	struct link_view *excluded; /* text: reason; see excluded_names */
	const char **excluded_names;
	const struct source_view **excluded_sources; /* of the reasons; NULL where a reason names none */
	size_t excluded_count;
	const struct source_view **sources;
	size_t source_count;
	struct figure_row *figure, *beside;
	const char *explain, *json, *csv;
	bool explained, answered;
	const char *problem, *hint;
	const char *before, *word, *after; /* the question around the word that is wrong */
	const char *unrecorded;
	const char *more;
};

struct letter_link {
	const char *name, *href;
};

struct letters_view {
	struct letter_link *letters;
	size_t count;
	const char *problem;
};

struct letter_view {
	const char *title, *name, *on_value, *action; /* name: of its file */
	struct str report;
	bool pasted, dated;
};

struct error_view {
	int status;
	const char *title, *message, *hint;
};

const char *style_href(void); /* the style sheet, named by its content (page_static.c) */

/* ---- words the templates ask for (layout.c) ---- */

bool is_section(const struct layout *l, const char *section);
const char *ask_example(size_t i); /* NULL behind the last */

#include "templates.h"

#endif
