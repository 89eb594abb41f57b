/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A page being made: who asks, in which language, and where it is written. Every page function
 * gets one and returns an outcome; on a bad one what was written is dropped and an error page is made.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "letter/letter.h"
#include "web/http.h"
#include "web/msg.h"
#include "web/out.h"
#include "web/params.h"

/* What all threads share; never changed while the server runs. */
struct site {
	const char *register_path;
	const char *letters; /* folder, or NULL */
	struct cache *cache; /* NULL: none */
	struct totals *totals;
	struct name_shelf *names; /* the index of names, for all threads */
	struct guard *guard; /* what is private is shown, to whom this knows; NULL: the public site */
};

struct page {
	struct arena *arena;
	struct buf *out;
	struct buf *words;   /* where a message is put together */
	struct reg *reg;
	const struct viewer *viewer;
	const struct language *language;
	const struct site *site;
	const struct http_request *request;
	struct http_response *response;
	struct params params;
	struct str rest;     /* of the path, behind the route */
	const char *path;    /* the path as it should be written: "/en/people" */
	const char *section; /* of the navigation: the route's name */
	day today;
	int64_t state;       /* of the register: the number of its last change */
	struct fault *fault;
};

/* Literal text of a template; here, as there is so much of it. */
static inline void out_raw(struct page *p, const char *bytes, size_t n)
{
	buf_add(p->out, bytes, n);
}

/* ---- words (words.c) ---- */

/* 1 450, grouped by narrow spaces that do not break. */
const char *number(struct page *p, int64_t v);
/* "12", "at most 12", "between 12 and 15" */
const char *bounds_text(struct page *p, struct bounds b);
/* 16 March 2023; DAY_MIN and DAY_MAX as an empty text. */
const char *day_text(struct page *p, day d);
const char *day_iso(struct page *p, day d);
/* An EDTF value in words: "16 March 2023", "about 2021", "from 14 May 2017", "May 2020 to June 2025". */
const char *date_text(struct page *p, struct str edtf);
/* A date known by its first and last day: "March 2023" where they are those of a month. */
const char *days_text(struct page *p, day lo, day hi);
/* A number of months: "2 years 3 months". */
const char *term_text(struct page *p, int64_t months);
/* The day a value of the address names, or other. RC_INVALID: no day. */
MUST_USE enum rc param_day(struct page *p, const char *name, day other, day *ret);
/* A whole number from the address between least and most, or other. */
int64_t param_int(struct page *p, const char *name, int64_t other, int64_t least, int64_t most);

/* ---- links (links.c) ---- */

struct link_view {
	const char *text, *href; /* href NULL: text alone */
};
/* What a subject is called, and the address of its page; of what is not to be seen neither. No text is NULL. */
MUST_USE enum rc page_link(struct page *p, int64_t no, struct link_view *ret);
/* The text alone. */
MUST_USE enum rc page_label(struct page *p, int64_t no, const char **ret);
/* The address alone, "/en/person/HANDLE". */
MUST_USE enum rc page_href(struct page *p, int64_t no, const char **ret);
/* The same, where kind and handle are known. */
const char *page_of(struct page *p, enum kind kind, handle h);
/* "/en/" and what follows. */
const char *page_to(struct page *p, const char *rest);
/* The subject a page is about, from the handle in its address. */
MUST_USE enum rc page_subject(struct page *p, enum kind kind, int64_t *ret_no);
/* A question's page. */
const char *ask_href(struct page *p, const char *question);

/* ---- the pages (page_*.c) ---- */

enum rc page_front(struct page *p);
enum rc page_people(struct page *p);
enum rc page_people_export(struct page *p);
enum rc page_person(struct page *p);
enum rc page_record(struct page *p);
enum rc page_ask(struct page *p);
enum rc page_figures(struct page *p);
enum rc page_letters(struct page *p);
enum rc page_letter(struct page *p);
enum rc page_letter_check(struct page *p);
enum rc page_changes(struct page *p);
enum rc page_about(struct page *p);
enum rc page_data(struct page *p);
enum rc page_health(struct page *p);
enum rc page_proof(struct page *p);
enum rc page_receipt(struct page *p);
enum rc page_enter(struct page *p);
enum rc page_style(struct page *p);
enum rc page_icon(struct page *p);
enum rc page_robots(struct page *p);
/* Not for people: other programs ask here for cosignatures (C2SP tlog-witness), and for what was cosigned last. */
enum rc page_witness_add(struct page *p);
enum rc page_witness_checkpoint(struct page *p);
/* Nor this: the files of the public log. */
enum rc page_log(struct page *p);
/* What is shown in place of a page that could not be made. */
void page_error(struct page *p, int status, const struct fault *f);

/* ---- dispatch (route.c) ---- */

struct route {
	const char *name;   /* in the log and the navigation */
	const char *path;   /* behind "/en/"; a / at its end: more follows; in front: no language */
	bool post, slow, cached;
	bool log;           /* of the public log, whoever asks: what is private is not in it */
	enum rc (*make)(struct page *p);
	const char *type;   /* NULL: a page of HTML */
};

/* Finds the route of a path; rest and language are set with it. NULL: there is none. */
const struct route *route_find(struct str path, struct str *ret_rest, const struct language **ret_language);
/* "/en/..." for a path without a language that has one, or NULL. */
const char *route_elsewhere(struct str path);

#endif
