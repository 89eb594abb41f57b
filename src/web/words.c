/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers and dates in words, in the reader's language. */
#include <string.h>

#include "web/page.h"

#define THIN "\xe2\x80\xaf" /* U+202F, a narrow space that does not break */

#define DIGITS 96 /* bytes that hold any number, grouped */

/* Digits from the end backwards, a separator before every third; printf is slow, and every row has numbers. */
static struct str digits(char text[DIGITS], int64_t v, struct str separator)
{
	char *at = text + DIGITS - 1;
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	for (int n = 0; n == 0 || rest; n++) {
		if (n && n % 3 == 0) {
			at -= separator.n;
			memcpy(at, separator.p, separator.n);
		}
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	}
	if (v < 0) {
		*--at = '-';
	}
	text[DIGITS - 1] = 0;
	return (struct str){ at, (size_t)(text + DIGITS - 1 - at) };
}

const char *number(struct page *p, int64_t v)
{
	char text[DIGITS];

	return str_dup(p->arena, digits(text, v, STR(THIN)));
}

const char *value_int(struct page *p, int64_t v)
{
	char text[DIGITS];

	return str_dup(p->arena, digits(text, v, STR("")));
}

const char *bounds_text(struct page *p, struct bounds b)
{
	if (b.at_least == b.at_most) {
		return number(p, b.at_least);
	}
	if (b.at_least == 0) {
		return message_text(p, _("at most {most}"), (const struct msg_value[]){ { "most", number(p, b.at_most) } }, 1);
	}
	return message_text(p, _("between {least} and {most}"), (const struct msg_value[]){
		{ "least", number(p, b.at_least) }, { "most", number(p, b.at_most) } }, 2);
}

static const char *month_name(struct page *p, int month)
{
	static const char *const names[] = {
		N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
		N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
	};

	return _(names[month - 1]);
}

const char *day_text(struct page *p, day d)
{
	if (d <= DAY_MIN || d >= DAY_MAX) {
		return "";
	}
	struct ymd t = day_ymd(d);
	char of_month[DIGITS], year[DIGITS];
	return message_text(p, _("{day} {month} {year}"), (const struct msg_value[]){
		{ "day", digits(of_month, t.day, STR("")).p }, { "month", month_name(p, t.month) },
		{ "year", digits(year, t.year, STR("")).p } }, 3);
}

const char *day_iso(struct page *p, day d)
{
	char text[DAY_TEXT];

	return arena_strdup(p->arena, day_format(d, text));
}

/* A date without qualifier, as precise as it was said; its bounds tell how precise. */
static const char *plain_date(struct page *p, struct str text, const struct edtf_date *d)
{
	bool whole = text.n == 10 || d->lo == d->hi;
	struct ymd t = day_ymd(d->lo);

	if (memchr(text.p, 'X', text.n)) {
		return message_text(p, _("some day between {from} and {to}"), (const struct msg_value[]){
			{ "from", day_text(p, d->lo) }, { "to", day_text(p, d->hi) } }, 2);
	}
	if (whole && text.n >= 10) {
		return day_text(p, day_of(t.year, t.month, t.day));
	}
	if (text.n == 7) {
		return message_text(p, _("{month} {year}"), (const struct msg_value[]){
			{ "month", month_name(p, t.month) }, { "year", value_int(p, t.year) } }, 2);
	}
	return text.n == 4 ? str_dup(p->arena, text) : day_text(p, d->lo);
}

static const char *one_date(struct page *p, struct str text, const struct edtf_date *d)
{
	struct edtf bare;
	const char *words;
	size_t n = text.n;

	while (n && strchr("?~%", text.p[n - 1])) {
		n--;
	}
	struct str stem = str_sub(text, 0, n);
	if (edtf_parse(stem, &bare, NULL) != RC_OK || bare.from.what != EDTF_KNOWN) {
		return str_dup(p->arena, text);
	}
	words = plain_date(p, stem, &bare.from);
	if (d->approximate) {
		words = message_text(p, _("about {date}"), (const struct msg_value[]){ { "date", words } }, 1);
	}
	if (d->uncertain) {
		words = message_text(p, _("{date}, uncertain"), (const struct msg_value[]){ { "date", words } }, 1);
	}
	return words;
}

static const char *interval_text(struct page *p, struct str text, const struct edtf *e)
{
	size_t slash = str_find(text, '/', 0);
	bool from = e->from.what == EDTF_KNOWN, to = e->to.what == EDTF_KNOWN;
	struct msg_value values[2] = {
		{ "from", from ? one_date(p, str_sub(text, 0, slash), &e->from) : "" },
		{ "to", to ? one_date(p, str_sub(text, slash + 1, text.n), &e->to) : "" },
	};

	if (from && to) {
		return message_text(p, _("{from} to {to}"), values, 2);
	}
	if (from) {
		const char *words = e->to.what == EDTF_OPEN ? _("since {from}") : _("from {from}");
		return message_text(p, words, values, 2);
	}
	return to ? message_text(p, _("until {to}"), values, 2) : _("at all times");
}

const char *date_text(struct page *p, struct str edtf)
{
	struct edtf e;

	if (!edtf.n) {
		return "";
	}
	if (edtf_parse(edtf, &e, NULL) != RC_OK) {
		return str_dup(p->arena, edtf);
	}
	if (e.interval) {
		return interval_text(p, edtf, &e);
	}
	if (e.from.what == EDTF_OPEN) {
		return _("not ended");
	}
	return one_date(p, edtf, &e.from);
}

const char *days_text(struct page *p, day lo, day hi)
{
	struct ymd a = day_ymd(lo > DAY_MIN ? lo : 0), b = day_ymd(hi < DAY_MAX ? hi : 0);
	bool month = a.year == b.year && a.month == b.month && a.day == 1 && b.day == month_length(b.year, b.month);
	bool year = a.year == b.year && a.month == 1 && a.day == 1 && b.month == 12 && b.day == 31;

	if (lo == hi || lo <= DAY_MIN || hi >= DAY_MAX) {
		return day_text(p, lo > DAY_MIN ? lo : hi);
	}
	if (year) {
		return value_int(p, a.year);
	}
	if (month) {
		return message_text(p, _("{month} {year}"), (const struct msg_value[]){
			{ "month", month_name(p, a.month) }, { "year", value_int(p, a.year) } }, 2);
	}
	return message_text(p, _("between {from} and {to}"), (const struct msg_value[]){
		{ "from", day_text(p, lo) }, { "to", day_text(p, hi) } }, 2);
}

const char *term_text(struct page *p, int64_t months)
{
	int64_t years = months / 12, rest = months % 12;
	struct msg_value values[] = { { "n", number(p, years) } };
	const char *text = years ? message_text(p, _n("{n} year", "{n} years", years), values, 1) : "";

	if (rest || !years) {
		values[0].text = number(p, rest);
		text = arena_printf(p->arena, "%s%s%s", text, years ? " " : "",
			message_text(p, _n("{n} month", "{n} months", rest), values, 1));
	}
	return text;
}

enum rc param_day(struct page *p, const char *name, day other, day *ret)
{
	struct str text = str_of(params_get(&p->params, name));

	*ret = other;
	if (text.n && !day_parse(text, ret)) {
		const struct msg_value value = { "text", text.n <= 40 ? str_dup(p->arena, text) : "..." };
		return fault_set(p->fault, RC_INVALID, "%s",
			message_text(p, _("\"{text}\" is no day; one is written 2023-03-16"), &value, 1));
	}
	return RC_OK;
}

int64_t param_int(struct page *p, const char *name, int64_t other, int64_t least, int64_t most)
{
	int64_t v;

	if (!str_int(str_of(params_get(&p->params, name)), &v)) {
		return other;
	}
	return v < least ? least : v > most ? most : v;
}
