/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bundles: written and read back, the same bytes for the same log; and tars that mean harm, made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/note.h"
#include "web/fetch.h"

static char folder[64], bundle[96];
static struct buf tar, out;
static struct fault fault;

/* ---- tars by hand ---- */

/* One header of ustar, its sum right; twelve bytes of size. */
static void add_header(const char *name, char type, const char *link, const char *size)
{
	char h[512] = "";
	unsigned sum = 0;

	snprintf(h, 100, "%s", name);
	memcpy(h + 100, "0000644\0000000000\0000000000", 24);
	memcpy(h + 124, size, 12);
	memcpy(h + 136, "00000000000", 12);
	memset(h + 148, ' ', 8);
	h[156] = type;
	snprintf(h + 157, 100, "%s", link);
	memcpy(h + 257, "ustar\00000", 8);
	for (size_t i = 0; i < sizeof(h); i++) {
		sum += (unsigned char)h[i];
	}
	snprintf(h + 148, 8, "%06o", sum);
	buf_add(&tar, h, sizeof(h));
}

static void add_file(const char *name, const char *bytes)
{
	static const char zeros[512];
	char size[32];
	size_t n = strlen(bytes);

	snprintf(size, sizeof(size), "%011zo", n);
	add_header(name, '0', "", size);
	buf_add(&tar, bytes, n);
	buf_add(&tar, zeros, (512 - n % 512) % 512);
}

static void add_end(void)
{
	static const char zeros[1024];

	buf_add(&tar, zeros, sizeof(zeros));
}

static enum rc open_tar(struct fetch **ret)
{
	assert_int_equal(file_replace(bundle, buf_view(&tar), 0600, NULL), RC_OK);
	fault_clear(&fault);
	return fetch_open(bundle, NULL, ret, &fault);
}

static void is_refused(enum rc rc, const char *says)
{
	struct fetch *x;
	enum rc got = open_tar(&x);

	if (got != rc || !strstr(fault.message, says)) {
		fail_msg("%s: %s, %s", says, rc_name(got), fault.message);
	}
	buf_clear(&tar);
}

static enum rc ask(struct fetch *x, const char *path)
{
	struct log_files files = fetch_files(x);

	buf_clear(&out);
	fault_clear(&fault);
	return files.read(files.data, path, &out, &fault);
}

/* ---- what is taken ---- */

static void a_plain_tar_is_read(void **state)
{
	struct fetch *x;

	(void)state;
	add_header("./", '5', "", "00000000000");
	add_file("./tile/0/000.p/2", "tile");
	add_header("tile/", '5', "", "00000000000");
	add_file("checkpoint", "the checkpoint");
	add_file("content/000.p/2", "");
	add_end();
	assert_int_equal(open_tar(&x), RC_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask(x, "checkpoint"), RC_OK);
		assert_string_equal(out.p, "the checkpoint");
		assert_int_equal(ask(x, "tile/0/000.p/2"), RC_OK);
		assert_string_equal(out.p, "tile");
		assert_int_equal(ask(x, "content/000.p/2"), RC_OK);
		assert_int_equal(out.n, 0);
		assert_int_equal(ask(x, "tile/0/000"), RC_NOT_FOUND);
	}
	/* Another file in its place, once it was gone through, is no other file of the log. */
	tar.p[512] = 'X';
	FILE *file = fopen(bundle, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_SET), 0);
	buf_clear(&tar);
	add_header("./", '5', "", "00000000000");
	add_file("./tile/0/001.p/2", "tile");
	assert_int_equal(fwrite(tar.p, 1, tar.n, file), tar.n);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(ask(x, "tile/0/000.p/2"), RC_INVALID);
	assert_int_equal(fetch_post(x, "add-checkpoint", STR(""), &(int){ 0 }, &out, NULL), RC_INVALID);
	fetch_close(x);
	buf_clear(&tar);
}

static void harm_is_refused(void **state)
{
	static const char *const names[] = { "/checkpoint", "../checkpoint", "tile/../checkpoint", "tile/0/../0/000",
		"/etc/passwd", "checkpoint/x", "tile/0/000.p/256", "tile/0/x000/001x", "keys/author.key", "././checkpoint",
		"register.db", "tile/0/\x1b[2J" };
	char half[32];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		add_file("checkpoint", "x");
		add_file(names[i], "x");
		add_end();
		is_refused(RC_INVALID, "which is no file of a log");
		assert_null(strchr(fault.message, '\x1b'));
	}
	add_header("checkpoint", '2', "/etc/passwd", "00000000000");
	is_refused(RC_INVALID, "link");
	add_header("checkpoint", '1', "/etc/passwd", "00000000000");
	is_refused(RC_INVALID, "link");
	add_file("tile/0/000", "x");
	add_header("checkpoint", '1', "tile/0/000", "00000000000");
	is_refused(RC_INVALID, "link");
	for (char type = '3'; type < '7'; type++) {
		add_header("checkpoint", type, "", "00000000000");
		if (type != '5') {
			is_refused(RC_INVALID, "device");
		}
		buf_clear(&tar);
	}
	add_file("checkpoint", "one");
	add_file("tile/0/000", "x");
	add_file("./checkpoint", "two");
	add_end();
	is_refused(RC_INVALID, "holds checkpoint twice");
	snprintf(half, sizeof(half), "%011o", 8193u);
	add_header("tile/0/000", '0', "", half);
	is_refused(RC_LIMIT, "larger");
	add_header("checkpoint", '0', "", "77777777777");
	is_refused(RC_LIMIT, "larger");
	add_header("checkpoint", '0', "", "\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff");
	is_refused(RC_INVALID, "damaged");
	add_header("tile/", '5', "", "00000000000");
	add_end();
	is_refused(RC_INVALID, "holds no log");
	buf_puts(&tar, "no tar at all");
	is_refused(RC_INVALID, "no bundle");
	buf_puts(&tar, "\x1f\x8b\x08 and what else gzip writes");
	is_refused(RC_INVALID, "no bundle");
	is_refused(RC_INVALID, "no bundle"); /* an empty file */
}

static void what_is_cut_off_is_found(void **state)
{
	struct fetch *x;

	(void)state;
	add_header("checkpoint", '0', "", "00000000100");
	buf_puts(&tar, "sixty-four bytes are promised, fewer come");
	enum rc rc = open_tar(&x);
	if (rc == RC_OK) {
		assert_int_equal(ask(x, "checkpoint"), RC_INVALID);
		assert_int_equal(out.n, 0);
		fetch_close(x);
	} else {
		assert_int_equal(rc, RC_INVALID);
	}
	buf_clear(&tar);
	assert_int_equal(fetch_open("/tmp/there/is/no/such", NULL, &x, NULL), RC_NOT_FOUND);
	assert_int_equal(fetch_open("/dev/null", NULL, &x, NULL), RC_INVALID);
}

/* ---- written ---- */

struct invented {
	uint64_t size;
	bool grown; /* partial files are gone */
};

/* A log of which nothing but its shape is true. */
static enum rc invented_read(void *data, const char *path, struct buf *ret, struct fault *f)
{
	struct invented *log = data;
	struct tile_at at;

	if (!strcmp(path, "checkpoint")) {
		buf_printf(ret, "invented.example\n%llu\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
			"\xe2\x80\x94 invented.example AAAAAAAAAAAA\n", (unsigned long long)log->size);
		return RC_OK;
	}
	if (!tile_path_parse(str_of(path), &at)) {
		return fault_set(f, RC_NOT_FOUND, "it has nothing else");
	}
	if (tile_width(at.level, at.index, log->size) != at.width && !(log->grown && at.width == TILE_WIDTH)) {
		fail_msg("%s was asked for", path);
	}
	if (log->grown && at.width < TILE_WIDTH) {
		return fault_set(f, RC_NOT_FOUND, "gone");
	}
	buf_printf(ret, "%s %u", path, at.width);
	return RC_OK;
}

static void pack(struct invented *log, const char *path)
{
	struct log_files from = { invented_read, log };

	fault_clear(&fault);
	if (fetch_pack(&from, path, &fault) != RC_OK) {
		fail_msg("%s", fault.message);
	}
}

static void a_log_is_packed(void **state)
{
	struct invented log = { 256 * 300 + 7, false };
	char other[128];
	struct buf one, two;
	struct fetch *x;

	(void)state;
	buf_init(&one, 1 << 24);
	buf_init(&two, 1 << 24);
	pack(&log, bundle);
	sleep(1); /* the clock is not in it */
	snprintf(other, sizeof(other), "%s/other.tar", folder);
	pack(&log, other);
	assert_int_equal(file_read(bundle, &one, NULL), RC_OK);
	assert_int_equal(file_read(other, &two, NULL), RC_OK);
	assert_true(str_eq(buf_view(&one), buf_view(&two)));
	assert_int_equal(fetch_open(bundle, NULL, &x, &fault), RC_OK);
	assert_int_equal(ask(x, "checkpoint"), RC_OK);
	for (int level = TILE_CONTENT; level < 4; level++) {
		for (uint64_t i = 0; i <= 301; i++) {
			struct tile_at at = { level, i, tile_width(level, i, log.size) };
			char path[TILE_PATH], expected[128];
			if (at.width == 0) {
				continue;
			}
			snprintf(expected, sizeof(expected), "%s %u", tile_path(&at, path), at.width);
			assert_int_equal(ask(x, path), RC_OK);
			assert_string_equal(out.p, expected);
		}
	}
	fetch_close(x);
	log.grown = true;
	pack(&log, other);
	assert_int_equal(fetch_open(other, NULL, &x, &fault), RC_OK);
	assert_int_equal(ask(x, "tile/entries/300.p/7"), RC_NOT_FOUND);
	assert_int_equal(ask(x, "tile/entries/300"), RC_OK);
	fetch_close(x);
	buf_finish(&one);
	buf_finish(&two);
}

static enum rc broken_read(void *data, const char *path, struct buf *ret, struct fault *f)
{
	struct invented log = { 10, false };

	(void)data;
	return strncmp(path, "tile/entries", 12) ? invented_read(&log, path, ret, f)
		: fault_set(f, RC_IO, "the disk is broken");
}

/* What was there stays, and nothing is left beside it. */
static void all_or_nothing(void **state)
{
	struct invented log = { 3, false };
	struct log_files broken = { broken_read, NULL };
	struct fetch *x;
	char beside[128];

	(void)state;
	pack(&log, bundle);
	fault_clear(&fault);
	assert_int_equal(fetch_pack(&broken, bundle, &fault), RC_IO);
	assert_string_equal(fault.message, "the disk is broken");
	assert_int_equal(fetch_open(bundle, NULL, &x, NULL), RC_OK);
	assert_int_equal(ask(x, "tile/entries/000.p/3"), RC_OK);
	fetch_close(x);
	snprintf(beside, sizeof(beside), "%s.new", bundle);
	assert_int_not_equal(access(beside, F_OK), 0);
}

static void a_folder_is_read(void **state)
{
	struct fetch *x;
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/checkpoint", folder);
	assert_int_equal(file_replace(path, STR("here"), 0644, NULL), RC_OK);
	assert_int_equal(fetch_open(folder, NULL, &x, &fault), RC_OK);
	assert_int_equal(ask(x, "checkpoint"), RC_OK);
	assert_string_equal(out.p, "here");
	assert_int_equal(ask(x, "tile/0/000"), RC_NOT_FOUND);
	assert_int_equal(ask(x, "../checkpoint"), RC_INVALID);
	/* A link leads nowhere. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(ask(x, "checkpoint"), RC_IO);
	fetch_close(x);
}

static int start(void **state)
{
	(void)state;
	buf_init(&tar, 1 << 20);
	buf_init(&out, 1 << 20);
	snprintf(folder, sizeof(folder), "/tmp/volya-bundle-XXXXXX");
	if (!mkdtemp(folder)) {
		return 1;
	}
	snprintf(bundle, sizeof(bundle), "%s/log.tar", folder);
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int stop(void **state)
{
	(void)state;
	buf_finish(&tar);
	buf_finish(&out);
	return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_tar_is_read),
		cmocka_unit_test(harm_is_refused),
		cmocka_unit_test(what_is_cut_off_is_found),
		cmocka_unit_test(a_log_is_packed),
		cmocka_unit_test(all_or_nothing),
		cmocka_unit_test(a_folder_is_read),
	};

	return cmocka_run_group_tests_name("bundle", tests, start, stop);
}
