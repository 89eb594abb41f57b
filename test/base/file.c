/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files read whole and replaced whole: what is there before and after, and who may read. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/file.h"

static char folder[64], path[96], other[96];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/volya-file.XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/file", folder);
	snprintf(other, sizeof other, "%s/other", folder);
	return 0;
}

/* Nothing else is left: no file beside the file. */
static int remove_folder(void **state)
{
	(void)state;
	(void)remove(path);
	(void)remove(other);
	assert_int_equal(rmdir(folder), 0);
	return 0;
}

static enum rc read_as(enum rc (*how)(const char *, struct buf *, struct fault *), const char *expected)
{
	struct buf b;
	buf_init(&b, 100000);
	enum rc rc = how(path, &b, NULL);
	if (rc == RC_OK) {
		assert_true(str_is(buf_view(&b), expected));
	} else {
		assert_int_equal(b.n, 0);
	}
	buf_finish(&b);
	return rc;
}

static void comes_back(void **state)
{
	struct stat st;
	(void)state;
	assert_int_equal(read_as(file_read, ""), RC_NOT_FOUND);
	assert_int_equal(file_replace(path, STR("one"), 0640, NULL), RC_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(read_as(file_read, "one"), RC_OK);
	assert_int_equal(file_replace(path, STR(""), 0600, NULL), RC_OK);
	assert_int_equal(read_as(file_read, ""), RC_OK);
	assert_int_equal(folder_sync(path, NULL), RC_OK);
}

static void too_large_is_said(void **state)
{
	struct buf b;
	(void)state;
	assert_int_equal(file_replace(path, STR("eleven long"), 0600, NULL), RC_OK);
	buf_init(&b, 10);
	assert_int_equal(file_read(path, &b, NULL), RC_LIMIT);
	buf_finish(&b);
	buf_init(&b, 11);
	assert_int_equal(file_read(path, &b, NULL), RC_OK);
	buf_finish(&b);
}

/* What is written to the link's name takes its place; what it leads to is neither read nor written. */
static void links_are_not_followed(void **state)
{
	struct stat st;
	(void)state;
	assert_int_equal(file_replace(other, STR("theirs"), 0600, NULL), RC_OK);
	assert_int_equal(symlink(other, path), 0);
	assert_int_equal(read_as(file_read, ""), RC_IO);
	assert_int_equal(read_as(file_read_private, ""), RC_IO);
	assert_int_equal(file_create(path, STR("ours"), 0600, NULL), RC_CONFLICT);
	assert_int_equal(file_replace_erasing(path, STR("ours"), 0600, NULL), RC_OK);
	assert_true(lstat(path, &st) == 0 && S_ISREG(st.st_mode));
	assert_int_equal(read_as(file_read, "ours"), RC_OK);
	assert_int_equal(stat(other, &st), 0);
	assert_int_equal(st.st_size, 6);
}

static void is_made_once(void **state)
{
	struct fault f = {0};
	(void)state;
	assert_int_equal(file_create(path, STR("first"), 0600, NULL), RC_OK);
	assert_int_equal(file_create(path, STR("second"), 0600, &f), RC_CONFLICT);
	assert_non_null(strstr(f.message, "is there already"));
	assert_int_equal(read_as(file_read, "first"), RC_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(file_create(path, STR("x"), 0600, NULL), RC_CONFLICT);
	assert_int_equal(file_replace(path, STR("x"), 0600, NULL), RC_IO);
}

static void private_is_its_owners_alone(void **state)
{
	static const mode_t modes[] = {0640, 0604, 0620, 0602, 0610, 0601};
	(void)state;
	assert_int_equal(file_create(path, STR("mine"), 0600, NULL), RC_OK);
	assert_int_equal(read_as(file_read_private, "mine"), RC_OK);
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_int_equal(read_as(file_read_private, ""), RC_DENIED);
	}
	assert_int_equal(chmod(path, 0400), 0);
	assert_int_equal(read_as(file_read_private, "mine"), RC_OK);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(read_as(file_read_private, ""), RC_DENIED); /* and does not wait for a writer */
}

/* Who has the old one open reads zeros, as whoever looks at the disk would. */
static void what_is_erased_is_gone(void **state)
{
	char text[200000], seen[sizeof text];
	static const char zeros[sizeof text];
	(void)state;
	memset(text, 'x', sizeof text);
	assert_int_equal(file_create(path, (struct str){text, sizeof text}, 0600, NULL), RC_OK);
	int old = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(file_replace_erasing(path, STR("new"), 0600, NULL), RC_OK);
	assert_int_equal(pread(old, seen, sizeof seen, 0), sizeof seen);
	close(old);
	assert_memory_equal(seen, zeros, sizeof seen);
	assert_int_equal(read_as(file_read, "new"), RC_OK);
	/* Another name of it is somebody's copy. */
	assert_int_equal(link(path, other), 0);
	assert_int_equal(file_replace_erasing(path, STR("newer"), 0600, NULL), RC_OK);
	assert_int_equal(rename(other, path), 0);
	assert_int_equal(read_as(file_read, "new"), RC_OK);
}

/* A run that was interrupted left its file beside: the next one does not trip over it. */
static void what_was_interrupted_is_no_hindrance(void **state)
{
	char beside[128];
	(void)state;
	snprintf(beside, sizeof beside, "%s.new", path);
	assert_int_equal(file_write_new(beside, STR("half"), 0600, NULL), RC_OK);
	assert_int_equal(read_as(file_read, ""), RC_NOT_FOUND);
	assert_int_equal(file_create(path, STR("whole"), 0600, NULL), RC_OK);
	assert_int_equal(read_as(file_read, "whole"), RC_OK);
	assert_int_equal(symlink("/dev/null", beside), 0); /* nor does what somebody else put there lead astray */
	assert_int_equal(file_replace(path, STR("again"), 0600, NULL), RC_OK);
	assert_int_equal(read_as(file_read, "again"), RC_OK);
	assert_int_equal(file_write_new(path, STR("other"), 0600, NULL), RC_CONFLICT);
	assert_int_equal(read_as(file_read, "again"), RC_OK);
	assert_int_equal(file_write_new(beside, STR("named"), 0600, NULL), RC_OK);
	assert_int_equal(filesystem_sync(folder, NULL), RC_OK);
	assert_int_equal(file_name_beside(path, NULL), RC_OK);
	assert_int_equal(read_as(file_read, "named"), RC_OK);
}

static void folders_are_made_above(void **state)
{
	char deep[160];
	(void)state;
	snprintf(deep, sizeof deep, "%s/a/b/file", folder);
	assert_int_equal(file_create(deep, STR("x"), 0600, NULL), RC_IO);
	assert_int_equal(folders_make(deep, strlen(folder), 0700, NULL), RC_OK);
	assert_int_equal(folders_make(deep, 0, 0700, NULL), RC_OK);
	assert_int_equal(file_create(deep, STR("x"), 0600, NULL), RC_OK);
	for (char *end = strrchr(deep, '/'); end > deep + strlen(folder); end = strrchr(deep, '/')) {
		assert_int_equal(remove(deep), 0);
		*end = '\0';
	}
	assert_int_equal(remove(deep), 0);
}

int main(void)
{
#define IN(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
	const struct CMUnitTest tests[] = {
		IN(comes_back),
		IN(too_large_is_said),
		IN(links_are_not_followed),
		IN(is_made_once),
		IN(private_is_its_owners_alone),
		IN(what_is_erased_is_gone),
		IN(what_was_interrupted_is_no_hindrance),
		IN(folders_are_made_above),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
