/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A mirror verified by one thread and by several: they say the same in the same order, of a whole one, of one with any
 * byte of any file altered, and where a file cannot be had. Also meant for ThreadSanitizer.
 */
#include <ftw.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "register/exchange.h"
#include "register/verify.h"
#include "world.h"

#define FILES_MOST 128
#define TEXT_MOST ((size_t)1 << 16)

struct site {
	char folder[128];
	char files[FILES_MOST][TILE_PATH];
	size_t count;
	const char *hurt; /* a file, or NULL */
	size_t byte;      /* of it, that is altered */
	bool gone;        /* it cannot be read at all */
	atomic_int readers;
};

/* Where it comes from need not bear two at once. */
static enum rc read_site(void *data, const char *name, struct buf *out, struct fault *f)
{
	struct site *s = data;
	char path[256];
	size_t before = out->n;
	assert_int_equal(atomic_fetch_add(&s->readers, 1), 0);
	bool hurt = s->hurt && strcmp(name, s->hurt) == 0;
	snprintf(path, sizeof path, "%s/%s", s->folder, name);
	enum rc rc = hurt && s->gone ? fault_set(f, RC_IO, "%s: the line is down", name) : file_read(path, out, f);
	if (rc == RC_OK && hurt) {
		out->p[before + s->byte] ^= 1;
	}
	atomic_fetch_sub(&s->readers, 1);
	return rc;
}

static struct site *listing;

static int list_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	struct site *s = listing;
	const char *name = path + strlen(s->folder) + 1;
	(void)st;
	(void)at;
	/* What is known of others' logs says nothing of this one. */
	if (type == FTW_F && strcmp(name, "heads") != 0 && s->count < FILES_MOST) {
		snprintf(s->files[s->count++], TILE_PATH, "%s", name);
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void list_files(struct site *s)
{
	listing = s;
	assert_int_equal(nftw(s->folder, list_one, 16, FTW_PHYS), 0);
	qsort(s->files, s->count, sizeof *s->files, by_name);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

/* All that is said, as one text. */
static void say(struct site *s, unsigned threads, char text[TEXT_MOST])
{
	struct arena *a = arena_create((size_t)1 << 28);
	struct log_files from = {read_site, s};
	struct log_report r = {0};
	struct introduction who = {0};
	struct breach *list = NULL;
	struct fault fault = {0};
	size_t count = 0, n = 0;
	struct mirror_options o = {.threads = threads};
	enum rc rc = log_verify_mirror(a, &from, &o, &r, &who, &list, &count, NULL, &fault);
	char root[2 * ID_SIZE + 1];
	n += (size_t)snprintf(text + n, TEXT_MOST - n, "%s %s; %d entries, %d statements, %d blank, %d changes, %s\n",
		rc_name(rc), rc == RC_OK ? "" : fault.message, (int)r.entries, (int)r.statements, (int)r.blank, (int)r.changes,
		hex_format(r.root.b, ID_SIZE, root));
	for (size_t i = 0; i < count && n < TEXT_MOST; i++) {
		n += (size_t)snprintf(text + n, TEXT_MOST - n, "%s: %s\n", list[i].law, list[i].text);
	}
	assert_true(n < TEXT_MOST);
	arena_destroy(a);
}

static void all_say_the_same(struct site *s, bool whole)
{
	static char one[TEXT_MOST], other[TEXT_MOST];
	say(s, 1, one);
	assert_int_equal(strchr(one, '\n')[1] == '\0' && strncmp(one, "ok", 2) == 0, whole);
	for (unsigned threads = 2; threads <= 5; threads += 3) {
		say(s, threads, other);
		assert_string_equal(one, other);
	}
}

/* Some 1 500 entries: many small changes, and large ones that go over several bundles. */
static struct world *grown(void)
{
	struct world *w = world_create(7);
	int64_t no;
	for (int i = 0; i < 50; i++) {
		world_pass(w, 1);
		(void)world_change(w, &no);
	}
	for (int i = 0; i < 3; i++) {
		struct change *c = world_begin(w);
		for (int k = 0; k < 45; k++) {
			int64_t source = world_subject(w, c, KIND_SOURCE);
			for (int n = 0; n < 8; n++) {
				world_say(w, c, source, P_SOURCE_TITLE, n % 2 ? "An invented paper" : "Выдуманая газета");
			}
		}
		FINE(w, change_close(c, NULL, &no, &w->fault));
	}
	return w;
}

static void test_threads_agree(void **state)
{
	(void)state;
	struct world *w = grown();
	struct site s = {.count = 0};
	snprintf(s.folder, sizeof s.folder, "%s-mirror", w->path);
	FINE(w, log_mirror(w->reg, s.folder, NULL, &w->fault));
	list_files(&s);
	assert_true(s.count > 9); /* of several bundles */
	all_say_the_same(&s, true);
	for (size_t i = 0; i < s.count; i++) {
		struct stat st;
		char path[256];
		snprintf(path, sizeof path, "%s/%s", s.folder, s.files[i]);
		assert_int_equal(stat(path, &st), 0);
		s.hurt = s.files[i];
		for (int k = 0; k < 3; k++) {
			s.byte = world_random(w, (unsigned)st.st_size);
			all_say_the_same(&s, false);
		}
		s.gone = true;
		all_say_the_same(&s, false);
		s.gone = false;
	}
	assert_int_equal(nftw(s.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	world_destroy(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_threads_agree)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
