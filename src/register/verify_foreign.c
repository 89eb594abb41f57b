/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A mirror verified from its leaves, without any register. */
#include <inttypes.h>
#include <string.h>

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
	struct content c;
	m->report->statements++;
	if (s->content.n == 0) {
		m->report->blank++;
	} else if (content_decode(s->content, &c, NULL) != RC_OK || content_check(&c, &s->header, NULL) != RC_OK) {
		wrong(m, "statement-altered", arena_printf(m->arena,
			"entry %" PRIu64 ": what is served for it is not what was signed", s->index));
	}
	return verify_files_leaf(m->files, s->index, s->bytes, f);
}

static enum rc check_event(void *data, const struct foreign_event *e, struct fault *f)
{
	struct mirror *m = data;
	m->report->changes += e->type == ENTRY_CHANGE;
	m->report->notices += e->type == ENTRY_NOTICE;
	if (e->fault) {
		wrong(m, "entry-altered", arena_printf(m->arena, "entry %" PRIu64 ": %s", e->index, e->fault));
	}
	return verify_files_leaf(m->files, e->index, e->bytes, f);
}

static void check_key(struct mirror *m, const struct foreign *log, const char *key)
{
	char *served = note_key_format(m->arena, log->key.name, log->key.type, log->key.key);
	if (key && strcmp(key, served) != 0) {
		wrong(m, "key", arena_printf(m->arena, "the checkpoint is signed with another key: %s", served));
	}
}

/* What does not hold is an answer; what cannot be read is not. */
static bool is_answer(enum rc rc)
{
	return rc == RC_CRYPTO || rc == RC_INVALID;
}

enum rc log_verify_mirror(struct arena *a, const struct log_files *from, const char *key, struct log_report *ret,
	struct introduction *who, struct breach **ret_list, size_t *ret_count, const struct progress *p, struct fault *f)
{
	struct mirror m = {.arena = a, .report = ret, .audit = {.arena = a}};
	struct foreign log;
	struct fault why = {0};
	*ret = (struct log_report){.founded = true};
	enum rc rc = foreign_open(&log, a, from, (struct str){0}, &why);
	if (is_answer(rc)) {
		wrong(&m, "log", arena_printf(a, "its checkpoint and first entry: %s", why.message));
		*ret_list = m.audit.list;
		*ret_count = m.audit.count;
		return RC_OK;
	}
	if (rc != RC_OK) {
		*f = why;
		return rc;
	}
	check_key(&m, &log, key);
	m.files = verify_files_mirror(&m.audit, from, log.head.size);
	rc = foreign_read(&log, true, check_event, check_content, &m, p, &why);
	verify_files_close(m.files);
	if (is_answer(rc) || rc == RC_NOT_FOUND) {
		wrong(&m, "log", arena_printf(a, "after entry %" PRIu64 ": %s", log.tree.size, why.message));
		rc = RC_OK;
	} else if (rc != RC_OK) {
		*f = why;
	}
	ret->entries = log.tree.size;
	tree_root(&log.tree, &ret->root);
	*who = (struct introduction){.name = str_dup(a, log.founding.name), .size = log.head.size,
		.key = note_key_format(a, log.key.name, log.key.type, log.key.key)};
	memcpy(who->org, log.founding.org, ORG_SIZE);
	*ret_list = m.audit.list;
	*ret_count = m.audit.count;
	return rc;
}
