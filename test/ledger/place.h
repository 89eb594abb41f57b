/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder of a test's own with one file in it, and bytes in and out of files. */
#ifndef TEST_LEDGER_PLACE_H
#define TEST_LEDGER_PLACE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

struct place {
	char folder[64];
	char path[96];
	struct fault fault;
};

static inline int make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	snprintf(p->folder, sizeof p->folder, "/tmp/volya-ledger.XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->path, sizeof p->path, "%s/file", p->folder);
	*state = p;
	return 0;
}

/* Nothing else may be left in the folder: no temporary file with a secret in it. */
static inline int remove_place(void **state)
{
	struct place *p = *state;
	unlink(p->path);
	assert_int_equal(rmdir(p->folder), 0);
	free(p);
	return 0;
}

static inline size_t read_bytes(const char *path, char *bytes, size_t size)
{
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	size_t n = fread(bytes, 1, size, in);
	fclose(in);
	return n;
}

static inline void write_bytes(const char *path, const char *bytes, size_t n)
{
	FILE *out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

#endif
