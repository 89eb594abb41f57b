/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * People in rows without an identifier. The same person: identical name and birth date, and a common date of
 * detention. Anything less, where a name meets, is a clash for a person to settle. DESIGN: Identity.
 */
#include <string.h>

#include "register/import.h"

/* Kinds of their own in the map of keys: what this import itself has said. */
#define MAP_WHOLE ((enum kind)1001)
#define MAP_NAME ((enum kind)1002)

static struct str wished(const struct import *im, int property, size_t *at)
{
	for (size_t i = *at; i < im->wish_count; i++) {
		if (im->wishes[i].property->code == property && !im->wishes[i].retract) {
			*at = i + 1;
			return im->wishes[i].value.text;
		}
	}
	*at = im->wish_count;
	return (struct str){0};
}

static struct str whole(struct import *im, struct str name)
{
	size_t birth = 0, from = 0;
	struct str b = wished(im, P_PERSON_BIRTH, &birth), d = wished(im, P_SPELL_FROM, &from);
	return b.n && d.n ? str_of(arena_printf(im->row_arena, "%.*s\n%.*s\n%.*s", STR_ARG(name), STR_ARG(b),
		STR_ARG(d))) : (struct str){0};
}

/* Whether a known person has this birth date and a spell that began on this day. */
static enum rc agrees(struct import *im, int64_t no, bool *ret, struct fault *f)
{
	struct query *q;
	size_t at = 0, from = 0;
	int64_t birth = 0, spell = 0;
	struct str b = wished(im, P_PERSON_BIRTH, &at), d = wished(im, P_SPELL_FROM, &from);
	*ret = false;
	if (!b.n || !d.n) {
		return RC_OK;
	}
	static const char sql[] = "SELECT count(*) FROM fact f JOIN statement s ON s.no = f.statement "
		"WHERE f.owner = ? AND f.property = ? AND s.value = ? AND f.dead_known = 10000000";
	enum rc rc = db_query(im->reg->db, sql, &q, f);
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
		query_bind_int(q, 2, P_PERSON_BIRTH);
		query_bind_text(q, 3, b);
		rc = query_int_or(q, 0, &birth, f);
	}
	if (rc == RC_OK) {
		rc = db_query(im->reg->db, sql, &q, f);
	}
	if (rc == RC_OK) {
		query_bind_int(q, 1, no);
		query_bind_int(q, 2, P_SPELL_FROM);
		query_bind_text(q, 3, d);
		rc = query_int_or(q, 0, &spell, f);
	}
	*ret = birth > 0 && spell > 0;
	return rc;
}

static enum rc key_of(struct import *im, int64_t no, struct str *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum rc rc = db_query(im->reg->db, "SELECT min(value) FROM statement s WHERE s.subject = ? AND s.property = 1 "
		"AND s.mode IN (1, 2) AND NOT EXISTS (SELECT 1 FROM statement k WHERE k.target = s.no "
		"AND k.mode IN (2, 3))", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret = str_copy(im->row_arena, query_text(q, 0));
	}
	query_done(q);
	return rc;
}

static enum rc clash(struct import *im, const struct csv_row *row, struct str name, int64_t no, struct fault *f)
{
	struct str key = {0};
	enum rc rc = key_of(im, no, &key, f);
	if (rc != RC_OK) {
		return rc;
	}
	(void)fault_set(f, RC_CONFLICT, "\"%.*s\" may be the person %.*s, or another of that name", STR_ARG(name),
		STR_ARG(key));
	fault_field(f, "name");
	fault_hint(f, "give the row a key: %.*s if it is the same person, a new one if not", STR_ARG(key));
	fault_where(f, im->name, row->line, 0);
	return RC_CONFLICT;
}

enum rc person_identify(struct import *im, const struct csv_row *row, struct str *ret_known, struct fault *f)
{
	size_t at = 0;
	struct str name;
	while ((name = wished(im, P_PERSON_NAME, &at)).n) {
		struct match *list;
		size_t count = 0;
		int64_t no = keys_find(im->keys, MAP_WHOLE, whole(im, name));
		if (no) {
			return key_of(im, no, ret_known, f);
		}
		no = keys_find(im->keys, MAP_NAME, name);
		enum rc rc = no ? clash(im, row, name, no, f) : find_name(im->reg, &viewer_public, im->row_arena,
			KIND_PERSON, name, 20, &list, &count, f);
		for (size_t i = 0; rc == RC_OK && i < count && list[i].certainty == MATCH_SAME; i++) {
			bool same;
			rc = agrees(im, list[i].subject, &same, f);
			if (rc == RC_OK) {
				return same ? key_of(im, list[i].subject, ret_known, f)
					: clash(im, row, name, list[i].subject, f);
			}
		}
		if (rc != RC_OK) {
			return rc;
		}
	}
	return RC_OK;
}

void person_remember(struct import *im)
{
	size_t at = 0;
	struct str name;
	while ((name = wished(im, P_PERSON_NAME, &at)).n) {
		struct str text = whole(im, name);
		keys_add(im->keys, MAP_NAME, name, im->slots[0].no);
		if (text.n) {
			keys_add(im->keys, MAP_WHOLE, text, im->slots[0].no);
		}
	}
}
