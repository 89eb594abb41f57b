/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The spellings of all people, read from the views, and the index over them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>

#include "register/names.h"

/* Spellings one after the other; texts lie in one run of memory, by where they end. */
struct gathering {
	struct spelling *list;
	size_t *ends;
	size_t count, room;
	struct buf text;
};

#define TEXT_MOST ((size_t)4 << 30)

static void gather(struct gathering *g, int64_t owner, int64_t statement, struct str text)
{
	if (g->count == g->room) {
		g->room = g->room ? g->room * 2 : 1024;
		g->list = xrealloc(g->list, g->room * sizeof *g->list);
		g->ends = xrealloc(g->ends, g->room * sizeof *g->ends);
	}
	buf_str(&g->text, text);
	g->list[g->count] = (struct spelling){owner, statement};
	g->ends[g->count++] = g->text.n;
}

/* A person without a ground for publication has no facts, so none of their names is met. */
static enum rc gather_all(struct reg *r, struct gathering *g, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(r->db, "SELECT f.owner, f.statement, s.value FROM fact f JOIN statement s "
		"ON s.no = f.statement WHERE f.property = ? AND f.dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, P_PERSON_NAME);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		gather(g, query_int(q, 0), query_int(q, 1), query_text(q, 2));
		if (g->text.full) {
			query_done(q);
			return fault_set(f, RC_LIMIT, "the names of the register are too long to be indexed");
		}
	}
	return rc;
}

static enum rc index_all(const struct gathering *g, struct name_index **ret, struct fault *f)
{
	struct str *texts = xcalloc(g->count + 1, sizeof *texts);
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	for (size_t i = 0; i < g->count; i++) {
		texts[i] = str_sub(buf_view(&g->text), i ? g->ends[i - 1] : 0, g->ends[i]);
	}
	enum rc rc = name_index_build(texts, g->count, cores > 1 ? (unsigned)cores : 1, ret, f);
	free(texts);
	return rc;
}

enum rc catalogue_build(struct reg *r, const struct names_state *s, struct catalogue **ret, struct fault *f)
{
	struct gathering g = {0};
	struct name_index *index = NULL;
	buf_init(&g.text, TEXT_MOST);
	enum rc rc = gather_all(r, &g, f);
	if (rc == RC_OK) {
		rc = index_all(&g, &index, f);
	}
	buf_finish(&g.text);
	free(g.ends);
	if (rc != RC_OK) {
		free(g.list);
		return rc;
	}
	*ret = xcalloc(1, sizeof **ret);
	**ret = (struct catalogue){.state = *s, .index = index, .spellings = g.list, .memory = g.list};
	return RC_OK;
}

void catalogue_destroy(struct catalogue *c)
{
	if (!c) {
		return;
	}
	name_index_destroy(c->index);
	if (c->mapped) {
		munmap(c->memory, c->mapped);
	} else {
		free(c->memory);
	}
	free(c);
}
