/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A register in a temporary folder, and files to import into it. All people in the tests are invented. */
#ifndef TEST_REGISTER_BOX_H
#define TEST_REGISTER_BOX_H

#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "register/register.h"

struct box {
	char folder[64];
	struct reg *reg;
	struct arena *arena;
	struct fault fault;
	struct import_report report;
	struct import_options options;
	int files;
};

/* Fails with the fault's own words. */
#define FINE(call) do { \
	enum rc fine_rc = (call); \
	if (fine_rc != RC_OK) { \
		fault_print(stderr, &box->fault); \
		fail_msg("%s gave %s", #call, rc_name(fine_rc)); \
	} \
} while (0)

static inline char *box_path(struct box *box, const char *name)
{
	return arena_printf(box->arena, "%s/%s", box->folder, name);
}

static inline void box_reg(struct box *box, const char *name)
{
	reg_close(box->reg);
	box->reg = NULL;
	FINE(reg_create(box_path(box, name), "An invented centre", &box->fault));
	FINE(reg_open(box_path(box, name), DB_WRITE, &box->reg, &box->fault));
}

static inline char *box_write(struct box *box, const char *name, const char *text)
{
	char *path = box_path(box, name);
	FILE *out = fopen(path, "wb");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, strlen(text), out), strlen(text));
	assert_int_equal(fclose(out), 0);
	return path;
}

/* Imports text as a file of a kind; the report is in the box. */
static inline enum rc box_import(struct box *box, enum kind kind, const char *text)
{
	char name[32];
	snprintf(name, sizeof name, "file%d.csv", box->files++);
	box->options.kind = kind;
	fault_clear(&box->fault);
	return import_csv(box->reg, box->arena, box_write(box, name, text), &box->options, &box->report, &box->fault);
}

static inline void box_digest(struct box *box, struct id *ret)
{
	FINE(views_digest(box->reg, ret, &box->fault));
}

static inline bool box_unchanged(struct box *box, const struct id *before)
{
	struct id now;
	box_digest(box, &now);
	return memcmp(before, &now, sizeof now) == 0;
}

static inline int64_t box_number(struct box *box, const char *sql)
{
	struct query *q;
	int64_t n = -1;
	FINE(db_query(reg_db(box->reg), sql, &q, &box->fault));
	FINE(query_int_or(q, -1, &n, &box->fault));
	return n;
}

static inline int64_t box_key(struct box *box, enum kind kind, const char *key)
{
	int64_t no;
	FINE(subject_by_key(box->reg, &viewer_public, kind, str_of(key), &no, &box->fault));
	return no;
}

/* The chosen value as shown, or "". */
static inline const char *box_value(struct box *box, enum kind kind, const char *key, int property)
{
	char *text;
	FINE(subject_value(box->reg, &viewer_public, box->arena, box_key(box, kind, key), property, &text, &box->fault));
	return text ? text : "";
}

/* A few sources and a place, which most tests need. */
static inline void box_sources(struct box *box)
{
	FINE(box_import(box, KIND_SOURCE, "key,title,published,rank\n"
		"s1,First report,2023-01-10,3\ns2,Second report,2024-02-20,2\ns3,Third report,2025-06-30,\n"));
	FINE(box_import(box, KIND_ORGANISATION, "key,name@en,source\nviasna,Viasna,s1\nother,Other body,s1\n"));
	FINE(box_import(box, KIND_PLACE, "key,name@en,source\ncolony-9,Colony 9,s1\n"));
}

static inline int box_setup(void **state)
{
	struct box *box = calloc(1, sizeof *box);
	snprintf(box->folder, sizeof box->folder, "/tmp/volya-register-XXXXXX");
	ledger_start();
	setenv("VOLYA_TODAY", "2025-12-01", 1);
	if (!mkdtemp(box->folder)) {
		return -1;
	}
	box->arena = arena_create((size_t)1 << 30);
	box_reg(box, "reg");
	*state = box;
	return 0;
}

static inline int box_teardown(void **state)
{
	struct box *box = *state;
	char rm[] = "rm", flags[] = "-rf";
	char *argv[] = {rm, flags, box->folder, NULL};
	reg_close(box->reg);
	arena_destroy(box->arena);
	int status = 0;
	pid_t pid;
	int rc = posix_spawnp(&pid, "rm", NULL, NULL, argv, environ);
	rc = rc == 0 && waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
	free(box);
	return rc;
}

#define BOX_TEST(name) cmocka_unit_test_setup_teardown(name, box_setup, box_teardown)

#endif
