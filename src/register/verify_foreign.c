/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A mirror verified from its leaves, without any register. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "register/exchange.h"
#include "register/foreign.h"
#include "register/log_internal.h"
#include "register/verify.h"

struct mirror {
	struct arena *arena;
	struct log_report *report;
	struct audit audit; /* its list alone */
	struct verify_files *files;
};

static void wrong(struct mirror *m, const char *law, char *text)
{
	*breach_add(&m->audit) = (struct breach){.law = law, .error = true, .text = text};
}

static enum rc check_content(void *data, const struct foreign_statement *s, struct fault *f)
{
	struct mirror *m = data;
	(void)f;
	m->report->statements++;
	m->report->blank += s->content.n == 0;
	if (s->altered) {
		wrong(m, "statement-altered", arena_printf(m->arena,
			"entry %" PRIu64 ": what is served for it is not what was signed", s->index));
	}
	return RC_OK;
}

static enum rc check_event(void *data, const struct foreign_event *e, struct fault *f)
{
	struct mirror *m = data;
	(void)f;
	m->report->changes += e->type == ENTRY_CHANGE;
	m->report->notices += e->type == ENTRY_NOTICE;
	m->report->keys += e->type == ENTRY_KEY;
	if (e->fault) {
		wrong(m, "entry-altered", arena_printf(m->arena, "entry %" PRIu64 ": %s", e->index, e->fault));
	}
	return RC_OK;
}

static enum rc check_row(void *data, const struct foreign_row *row, struct fault *f)
{
	struct mirror *m = data;
	(void)f;
	verify_files_known(m->files, row);
	return RC_OK;
}

static enum rc read_all(struct mirror *m, struct foreign *log, unsigned threads, const struct progress *p,
	struct fault *f)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct foreign_take all = {.each = check_event, .one = check_content, .row = check_row, .data = m, .content = true,
		.check = true, .tiles = true, .threads = threads ? threads : cores > 1 ? (unsigned)cores : 1, .progress = p};
	m->files = verify_files_mirror(&m->audit, log->from, log->head.size);
	enum rc rc = foreign_read(log, &all, f);
	if (rc == RC_OK) {
		rc = verify_files_end(m->files, f);
	}
	verify_files_close(m->files);
	return rc;
}

static void check_key(struct mirror *m, const struct foreign *log, const char *key)
{
	char *served = note_key_format(m->arena, log->key.name, log->key.type, log->key.key);
	if (key && !foreign_known_by(log, key)) {
		wrong(m, "key", arena_printf(m->arena, "it is the log of another key: %s", served));
	}
}

/* What does not hold is an answer; what cannot be read is not. */
static bool is_answer(enum rc rc)
{
	return rc == RC_CRYPTO || rc == RC_INVALID;
}

static struct introduction introduce(struct arena *a, const struct foreign *log)
{
	struct introduction who = {.name = str_dup(a, log->founding.name), .size = log->head.size,
		.key = note_key_format(a, log->key.name, log->key.type, log->key.key)};
	memcpy(who.org, log->founding.org, ORG_SIZE);
	return who;
}

enum rc log_verify_mirror(struct arena *a, const struct log_files *from, const struct mirror_options *o,
	struct log_report *ret, struct introduction *who, struct breach **ret_list, size_t *ret_count,
	const struct progress *p, struct fault *f)
{
	struct mirror m = {.arena = a, .report = ret, .audit = {.arena = a}};
	struct foreign log;
	struct fault why = {0};
	*ret = (struct log_report){.founded = true};
	enum rc rc = foreign_open(&log, a, from, (struct str){0}, &why);
	if (is_answer(rc)) {
		wrong(&m, "log", arena_printf(a, "its checkpoint and first entry: %s", why.message));
		rc = RC_OK;
	} else if (rc == RC_OK) {
		rc = read_all(&m, &log, o->threads, p, &why);
		if (is_answer(rc) || rc == RC_NOT_FOUND) {
			wrong(&m, "log", arena_printf(a, "after entry %" PRIu64 ": %s", log.tree.size, why.message));
			rc = RC_OK;
		}
		check_key(&m, &log, o->key); /* behind the entries, which may lead to another one */
		ret->entries = log.tree.size;
		tree_root(&log.tree, &ret->root);
		*who = introduce(a, &log);
	}
	if (rc != RC_OK) {
		*f = why;
	}
	*ret_list = m.audit.list;
	*ret_count = m.audit.count;
	return rc;
}
