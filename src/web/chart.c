/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Drawing a line of numbers: see chart.h. */
#include "web/chart.h"

#define LEFT 46
#define RIGHT 12
#define TOP 14
#define BOTTOM 26

struct plot {
	struct page *page;
	struct buf *b;
	int width, height;
	day from, to;
	int64_t top;
};

static double x_of(const struct plot *c, day d)
{
	double span = c->to > c->from ? c->to - c->from : 1;

	return LEFT + (c->width - LEFT - RIGHT) * ((double)(d - c->from) / span);
}

static double y_of(const struct plot *c, int64_t v)
{
	return c->height - BOTTOM - (c->height - TOP - BOTTOM) * ((double)v / (double)c->top);
}

/* The smallest of 1, 2, 5, 10, 20 ... that gives at most five steps. */
static int64_t step_of(int64_t most)
{
	static const int factors[] = { 2, 5, 10 };
	int64_t base = 1, step = 1;

	for (int i = 0; most > step * 5; i = (i + 1) % 3) {
		step = base * factors[i];
		base = i == 2 ? step : base;
	}
	return step;
}

static void grid(struct plot *c, int64_t step)
{
	for (int64_t v = 0; v <= c->top; v += step) {
		double y = y_of(c, v);
		buf_printf(c->b, "<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y, c->width - RIGHT);
		buf_printf(c->b, "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 6,
			y + 4, number(c->page, v));
	}
}

static void years(struct plot *c)
{
	int first = day_ymd(c->from).year, last = day_ymd(c->to).year;
	int room = (c->width - LEFT) / 44, step = 1;

	while ((last - first + 1) / step > room) {
		step = step == 1 ? 2 : step == 2 ? 5 : step * 2;
	}
	for (int year = first; year <= last; year++) {
		day d = day_of(year, 1, 1);
		double x = x_of(c, d);
		if (d < c->from || (year - first) % step != 0) {
			continue;
		}
		buf_printf(c->b, "<path class=\"grid\" d=\"M%.1f %dV%d\"/>", x, c->height - BOTTOM,
			c->height - BOTTOM + 5);
		if (x < c->width - 28) {
			buf_printf(c->b, "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%d</text>", x + 2, c->height - 8, year);
		}
	}
}

/* Between the bounds, where they differ. */
static void band(struct plot *c, const struct chart_point *points, size_t count)
{
	bool wide = false;

	for (size_t i = 0; i < count; i++) {
		wide = wide || points[i].low != points[i].high;
	}
	if (!wide) {
		return;
	}
	buf_puts(c->b, "<path class=\"band\" d=\"");
	for (size_t i = 0; i < count; i++) {
		buf_printf(c->b, "%c%.1f %.1f", i ? 'L' : 'M', x_of(c, points[i].on), y_of(c, points[i].high));
	}
	for (size_t i = count; i-- > 0;) {
		buf_printf(c->b, "L%.1f %.1f", x_of(c, points[i].on), y_of(c, points[i].low));
	}
	buf_puts(c->b, "Z\"/>");
}

static void line(struct plot *c, const struct chart_point *points, size_t count)
{
	buf_puts(c->b, "<path class=\"line\" d=\"");
	for (size_t i = 0; i < count; i++) {
		buf_printf(c->b, "%c%.1f %.1f", i ? 'L' : 'M', x_of(c, points[i].on), y_of(c, points[i].high));
	}
	buf_puts(c->b, "\"/>");
	for (size_t i = 0; i < count; i++) {
		buf_printf(c->b, "<circle class=\"dot%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>",
			i + 1 == count ? " last" : "", x_of(c, points[i].on), y_of(c, points[i].high),
			i + 1 == count ? "4.5" : "2.5");
		buf_html(c->b, str_of(points[i].title));
		buf_puts(c->b, "</title></circle>");
	}
}

struct str chart_line(struct page *p, const struct chart_point *points, size_t count, const char *label,
	bool narrow)
{
	struct buf b;
	struct plot c = { p, &b, narrow ? 360 : 760, narrow ? 220 : 280, 0, 0, 1 };

	if (count < 2) {
		return (struct str){ "", 0 };
	}
	c.from = points[0].on;
	c.to = points[count - 1].on;
	for (size_t i = 0; i < count; i++) {
		c.top = points[i].high > c.top ? points[i].high : c.top;
	}
	int64_t step = step_of(c.top);
	c.top = (c.top + step - 1) / step * step;
	buf_init(&b, 1u << 20);
	buf_printf(&b, "<svg class=\"chart %s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
		narrow ? "narrow" : "wide", c.width, c.height);
	buf_html(&b, str_of(label));
	buf_puts(&b, "\">");
	grid(&c, step);
	years(&c);
	band(&c, points, count);
	line(&c, points, count);
	buf_puts(&b, "</svg>");
	struct str svg = str_copy(p->arena, buf_view(&b));
	buf_finish(&b);
	return svg;
}
