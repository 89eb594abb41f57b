/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A progress bar on stderr, for a person who waits; nothing at all for a pipe. */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

#define BAR_CELLS 24
#define REDRAW_MS 100
/* Work that is done sooner needs no bar. */
#define PATIENCE_MS 400

struct bar {
	char what[48];
	int64_t began, drawn; /* milliseconds; 0 = not yet */
	bool shown;
};

/* The terminal is one for the whole process, and so is the bar on it. */
static struct bar bar;

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void draw(struct bar *b, const char *what, uint64_t done, uint64_t total, int64_t now)
{
	double share = total ? (double)done / (double)total : 0;
	share = share > 1 ? 1 : share;
	int full = (int)(share * BAR_CELLS);
	char cells[BAR_CELLS + 1];
	memset(cells, '.', BAR_CELLS);
	memset(cells, '#', (size_t)full);
	cells[BAR_CELLS] = '\0';
	double left = share > 0 ? (double)(now - b->began) / 1000.0 * (1 - share) / share : 0;
	fprintf(stderr, "\r\033[K%-20.20s [%s] %3d%%  %d:%02d left", what, cells, (int)(share * 100),
		(int)left / 60, (int)left % 60);
	fflush(stderr);
	b->shown = true;
	b->drawn = now;
}

static void step(void *data, const char *what, uint64_t done, uint64_t total)
{
	struct bar *b = data;
	int64_t now = now_ms();
	if (strncmp(b->what, what, sizeof b->what - 1) != 0) {
		snprintf(b->what, sizeof b->what, "%s", what);
		b->began = now;
		b->drawn = 0;
	}
	if (now - b->began < PATIENCE_MS || now - b->drawn < REDRAW_MS) {
		return;
	}
	draw(b, what, done, total, now);
}

void progress_init(struct progress *p)
{
	*p = (struct progress){0};
	if (isatty(STDERR_FILENO)) {
		p->step = step;
		p->data = &bar;
	}
}

void progress_clear(void)
{
	if (bar.shown) {
		fputs("\r\033[K", stderr);
		bar.shown = false;
	}
	bar.what[0] = '\0';
}
