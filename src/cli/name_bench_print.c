/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report of "volya name bench", as tables of at most 80 columns and as JSON. */
#include "cli/name_bench.h"

static double ratio(double a, double b)
{
	return b > 0 ? a / b : 0;
}

static void put_speed(const struct bench_speed *s, struct buf *out)
{
	buf_printf(out, "%-12.*s %9zu %9.2f %9zu %14.0f %12.1f\n", STR_ARG(s->lang), s->names,
		s->build_seconds, s->queries, ratio((double)s->queries, s->query_seconds),
		ratio((double)s->bytes, (double)s->names));
}

/* All indexes of one size together. */
static struct bench_speed total_of(const struct bench_report *r, uint64_t size)
{
	struct bench_speed sum = {.lang = STR("ALL"), .size = size};
	for (size_t i = 0; i < r->speed_count; i++) {
		const struct bench_speed *s = &r->speed[i];
		if (s->size == size) {
			sum.names += s->names;
			sum.bytes += s->bytes;
			sum.build_seconds += s->build_seconds;
			sum.queries += s->queries;
			sum.query_seconds += s->query_seconds;
		}
	}
	return sum;
}

static void put_speeds(const struct bench_report *r, struct buf *out)
{
	buf_printf(out, "%-12s %9s %9s %9s %14s %12s\n", "index", "names", "build s", "queries",
		"queries/s/core", "bytes/name");
	for (size_t i = 0; i < r->speed_count; i++) {
		put_speed(&r->speed[i], out);
		if (i + 1 == r->speed_count || r->speed[i + 1].size != r->speed[i].size) {
			struct bench_speed sum = total_of(r, r->speed[i].size);
			put_speed(&sum, out);
		}
	}
}

static void put_founds(const struct bench_report *r, struct buf *out)
{
	buf_printf(out, "\n%9s  %-20s %9s %10s %10s %10s\n", "size", "part", "queries", "recall@1",
		"recall@10", "MRR");
	for (size_t i = 0; i < r->found_count; i++) {
		const struct bench_found *f = &r->found[i];
		buf_printf(out, "%9llu  %-20s %9llu %10.4f %10.4f %10.4f\n", (unsigned long long)f->size,
			f->label, (unsigned long long)f->found.queries, found_recall_1(&f->found),
			found_recall_10(&f->found), found_mrr(&f->found));
	}
}

static void put_judged(const struct bench_report *r, struct buf *out)
{
	buf_printf(out, "\n%9s  %-20s %9s %10s %21s\n", "pairs", "part", "same", "best F1",
		"precision@recall 0.95");
	for (size_t i = 0; i < r->judged_count; i++) {
		const struct pair_figures *f = &r->judged[i].figures;
		buf_printf(out, "%9zu  %-20s %9zu %10.4f %21.4f\n", f->pairs, r->judged[i].label, f->same, f->f1,
			f->precision_95);
	}
}

void bench_report_text(const struct bench_report *r, struct buf *out)
{
	if (r->speed_count) {
		put_speeds(r, out);
	}
	if (r->found_count) {
		put_founds(r, out);
	}
	if (r->judged_count) {
		put_judged(r, out);
	}
	if (r->unasked) {
		buf_printf(out, "\n%zu queries had no index of their language to be asked of.\n", r->unasked);
	}
}

static void json_speeds(const struct bench_report *r, struct json_writer *w)
{
	json_key(w, "indexes");
	json_array(w);
	for (size_t i = 0; i < r->speed_count; i++) {
		const struct bench_speed *s = &r->speed[i];
		json_object(w);
		json_put_str(w, "lang", s->lang);
		json_put_int(w, "size", (int64_t)s->size);
		json_put_int(w, "names", (int64_t)s->names);
		json_key(w, "build_seconds");
		json_real(w, s->build_seconds, 4);
		json_put_int(w, "queries", (int64_t)s->queries);
		json_key(w, "queries_per_second_and_core");
		json_real(w, ratio((double)s->queries, s->query_seconds), 1);
		json_key(w, "bytes_per_name");
		json_real(w, ratio((double)s->bytes, (double)s->names), 2);
		json_object_end(w);
	}
	json_array_end(w);
}

static void json_founds(const struct bench_report *r, struct json_writer *w)
{
	json_key(w, "retrieval");
	json_array(w);
	for (size_t i = 0; i < r->found_count; i++) {
		const struct bench_found *f = &r->found[i];
		json_object(w);
		json_put_int(w, "size", (int64_t)f->size);
		json_put_cstr(w, "part", f->label);
		json_put_int(w, "queries", (int64_t)f->found.queries);
		json_key(w, "recall_1");
		json_real(w, found_recall_1(&f->found), 6);
		json_key(w, "recall_10");
		json_real(w, found_recall_10(&f->found), 6);
		json_key(w, "mrr");
		json_real(w, found_mrr(&f->found), 6);
		json_object_end(w);
	}
	json_array_end(w);
}

static void json_judged(const struct bench_report *r, struct json_writer *w)
{
	json_key(w, "pairs");
	json_array(w);
	for (size_t i = 0; i < r->judged_count; i++) {
		const struct pair_figures *f = &r->judged[i].figures;
		json_object(w);
		json_put_cstr(w, "part", r->judged[i].label);
		json_put_int(w, "pairs", (int64_t)f->pairs);
		json_put_int(w, "same", (int64_t)f->same);
		json_key(w, "best_f1");
		json_real(w, f->f1, 6);
		json_key(w, "precision_at_recall_95");
		json_real(w, f->precision_95, 6);
		json_object_end(w);
	}
	json_array_end(w);
}

void bench_report_json(const struct bench_report *r, struct buf *out)
{
	struct json_writer w;
	json_init(&w, out, true);
	json_object(&w);
	json_speeds(r, &w);
	json_founds(r, &w);
	json_judged(r, &w);
	json_put_int(&w, "queries_without_index", (int64_t)r->unasked);
	json_object_end(&w);
	buf_putc(out, '\n');
}
