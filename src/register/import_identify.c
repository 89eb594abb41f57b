/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * People in rows without an identifier. The same person: identical name and birth date, and a common date of
 * detention, and nothing that tells of another sex. Anything less, where the matcher finds the names likely to be one,
 * is a clash for a person to settle.
 */
#include "name/name.h"
#include "register/import.h"

/* Kinds of their own in the map of keys: what this import itself has said. */
#define MAP_WHOLE ((enum kind)1001)
#define MAP_NAME ((enum kind)1002)

#define CLASH_NAMED 3

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

/* Name, birth and day of detention in one text; empty where the row does not say all three. */
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

/* How the row's person is told apart from one who may be them: "p1 (Ales Vydumany, probability 0.98: ...)" */
static enum rc describe(struct import *im, const struct match *m, char **ret, struct str *ret_key, struct fault *f)
{
	char *label = NULL;
	*ret = NULL;
	enum rc rc = key_of(im, m->subject, ret_key, f);
	if (rc == RC_OK) {
		rc = subject_label(im->reg, reg_viewer(im->reg), im->row_arena, m->subject, "en", &label, f);
	}
	if (rc == RC_OK) {
		*ret = arena_printf(im->row_arena, "%.*s (%s, probability %.2f: %s)", STR_ARG(*ret_key), label,
			(double)m->probability, m->why);
	}
	return rc;
}

/* Names those it may be, the likeliest first. */
static enum rc clash(struct import *im, const struct csv_row *row, struct str name, const struct match *list,
	size_t count, struct fault *f)
{
	struct str key = {0}, unused = {0};
	char *all = NULL, *one = NULL;
	enum rc rc = describe(im, &list[0], &all, &key, f);
	for (size_t i = 1; rc == RC_OK && i < count && i < CLASH_NAMED; i++) {
		rc = describe(im, &list[i], &one, &unused, f);
		all = rc == RC_OK ? arena_printf(im->row_arena, "%s or %s", all, one) : all;
	}
	if (rc != RC_OK) {
		return rc;
	}
	(void)fault_set(f, RC_CONFLICT, "\"%.*s\" may be %s, or another person", STR_ARG(name), all);
	fault_field(f, "name");
	fault_hint(f, "give the row a key: %.*s if it is the same person, a new one if not", STR_ARG(key));
	fault_where(f, im->name, row->line, 0);
	return RC_CONFLICT;
}

/* A row further up that bears the name. */
static enum rc clash_above(struct import *im, const struct csv_row *row, struct str name, int64_t no, struct fault *f)
{
	struct str key = {0};
	enum rc rc = key_of(im, no, &key, f);
	if (rc != RC_OK) {
		return rc;
	}
	(void)fault_set(f, RC_CONFLICT, "\"%.*s\" may be the person %.*s of a row above, or another of that name",
		STR_ARG(name), STR_ARG(key));
	fault_field(f, "name");
	fault_hint(f, "give both rows a key: the same one if they are the same person, two if not");
	fault_where(f, im->name, row->line, 0);
	return RC_CONFLICT;
}

/* Whether the row's birth date leaves none of the known ones possible, not even by a slip. */
static enum rc born_otherwise(struct import *im, int64_t no, bool *ret, struct fault *f)
{
	struct edtf born;
	struct fault ignored = {0};
	enum birth_fit fit;
	size_t at = 0;
	struct str text = wished(im, P_PERSON_BIRTH, &at);
	*ret = false;
	if (!text.n || edtf_parse(text, &born, &ignored) != RC_OK) {
		return RC_OK;
	}
	enum rc rc = person_birth_fit(im->reg, reg_viewer(im->reg), no, &born.from, &fit, f);
	*ret = rc == RC_OK && fit == BIRTH_CONTRADICTS;
	return rc;
}

static enum name_sex shown(struct str text)
{
	struct name n;
	name_read(text, &n);
	return name_sex_shown(&n);
}

static enum name_sex sex_of_key(struct str key)
{
	return str_eq(key, STR("male")) ? NAME_SEX_MALE : str_eq(key, STR("female")) ? NAME_SEX_FEMALE : NAME_SEX_UNKNOWN;
}

/* What the row says; else what its other names show, which are no evidence where they are recorded of this person. */
static enum name_sex sex_of_row(const struct import *im, struct str name)
{
	enum name_sex by_names = NAME_SEX_UNKNOWN;
	for (size_t i = 0; i < im->wish_count; i++) {
		const struct wish *w = &im->wishes[i];
		if (w->property->code == P_PERSON_SEX && !w->retract) {
			return sex_of_key(w->value.text);
		}
		bool another = w->property->code == P_PERSON_NAME && !w->retract
			&& !str_eq(name_plain(im->row_arena, w->value.text), name_plain(im->row_arena, name));
		if (another && by_names == NAME_SEX_UNKNOWN) {
			by_names = shown(w->value.text);
		}
	}
	return by_names;
}

/* Whether the row is of another sex than the known person, as recorded or, where it is not, as the name shows. */
static enum rc of_other_sex(struct import *im, int64_t no, struct str name, bool *ret, struct fault *f)
{
	struct query *q;
	bool row;
	enum name_sex wanted = sex_of_row(im, name), recorded = NAME_SEX_UNKNOWN;
	*ret = false;
	if (wanted == NAME_SEX_UNKNOWN) {
		return RC_OK;
	}
	enum rc rc = db_query(im->reg->db, "SELECT value FROM fact WHERE owner = ? AND property = ? "
		"AND dead_known = 10000000", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, no);
	query_bind_int(q, 2, P_PERSON_SEX);
	while ((rc = query_step(q, &row, f)) == RC_OK && row) {
		const struct code *code = code_by_number(property_by_code(P_PERSON_SEX), query_int(q, 0));
		enum name_sex sex = sex_of_key(str_of(code ? code->key : ""));
		recorded = recorded == wanted ? recorded : sex;
	}
	recorded = recorded == NAME_SEX_UNKNOWN ? shown(name) : recorded;
	*ret = recorded != NAME_SEX_UNKNOWN && recorded != wanted;
	return rc;
}

/*
 * Those of the register whom the name may mean: the one that agrees in all, or a clash; *ret_no 0 where there is
 * nobody. Who was born on another day is somebody else.
 */
static enum rc among_known(struct import *im, const struct csv_row *row, struct str name, int64_t *ret_no,
	struct fault *f)
{
	struct match *list;
	size_t count, kept = 0, agreeing = 0;
	*ret_no = 0;
	enum rc rc = find_name(im->reg, reg_viewer(im->reg), im->row_arena, KIND_PERSON, name, 100, &list, &count, f);
	for (size_t i = 0; rc == RC_OK && i < count && list[i].certainty != MATCH_FAINT; i++) {
		struct match m = list[i];
		bool same = str_eq(name_plain(im->row_arena, name), name_plain(im->row_arena, str_of(m.spelling)));
		bool apart = false;
		if (same) {
			rc = agrees(im, m.subject, &same, f);
		}
		if (rc == RC_OK && same) {
			bool other;
			rc = of_other_sex(im, m.subject, name, &other, f);
			same = rc == RC_OK && !other;
			m.why = other ? arena_printf(im->row_arena, "%s; the sex is another", m.why) : m.why;
		}
		if (rc == RC_OK && !same) {
			rc = born_otherwise(im, m.subject, &apart, f);
		}
		if (rc == RC_OK && same) {
			agreeing++;
			*ret_no = m.subject;
		}
		if (!apart) {
			list[kept++] = m;
		}
	}
	return rc == RC_OK && kept && agreeing != 1 ? clash(im, row, name, list, kept, f) : rc;
}

enum rc person_identify(struct import *im, const struct csv_row *row, struct str *ret_known, struct fault *f)
{
	size_t at = 0;
	struct str name;
	im->known = 0;
	while ((name = wished(im, P_PERSON_NAME, &at)).n) {
		int64_t no = keys_find(im->keys, MAP_WHOLE, whole(im, name_plain(im->row_arena, name)));
		if (!no) {
			no = keys_find(im->keys, MAP_NAME, name_plain(im->row_arena, name));
			enum rc rc = no ? clash_above(im, row, name, no, f) : among_known(im, row, name, &no, f);
			if (rc != RC_OK) {
				return rc;
			}
		}
		if (no) {
			im->known = no;
			return key_of(im, no, ret_known, f);
		}
	}
	return RC_OK;
}

/* What tells two of a person's spells, recognitions or sentences apart; 0 for kinds with nothing such. */
static int telling(enum kind kind)
{
	return kind == KIND_SPELL ? P_SPELL_FROM : kind == KIND_RECOGNITION ? P_RECOGNITION_BODY
		: kind == KIND_SENTENCE ? P_SENTENCE_DATE : 0;
}

/* The row's own word for it. */
static struct value told(struct import *im, const struct csv_row *row, size_t part, int property)
{
	for (size_t i = 0; i < im->columns.count && i < row->count; i++) {
		const struct column *c = &im->columns.list[i];
		if (c->what == COLUMN_PROPERTY && c->part == part && c->property->code == property) {
			struct str text = str_trim(row->cells[i].text);
			int64_t no = c->property->type == TYPE_REF ? keys_find(im->keys, c->property->ref, text) : 0;
			return (struct value){no ? VALUE_REF : text.n ? VALUE_TEXT : VALUE_NONE, text, no};
		}
	}
	return (struct value){0};
}

static enum rc find_owned(struct import *im, enum kind kind, struct value v, struct str *ret, struct fault *f)
{
	struct query *q;
	bool row;
	ret->n = 0;
	enum rc rc = db_query(im->reg->db, "SELECT (SELECT min(k.value) FROM statement k WHERE k.subject = u.no "
		"AND k.property = 1 AND k.mode IN (1, 2)) FROM subject u JOIN statement s ON s.subject = u.no "
		"WHERE u.kind = ?1 AND (u.parent = ?2 OR u.parent IN (SELECT no FROM subject WHERE parent = ?2)) "
		"AND s.property = ?3 AND s.value = ?4 AND s.mode IN (1, 2) AND NOT EXISTS (SELECT 1 FROM statement k "
		"WHERE k.target = s.no AND k.mode IN (2, 3)) ORDER BY u.no LIMIT 1", &q, f);
	if (rc != RC_OK) {
		return rc;
	}
	query_bind_int(q, 1, kind);
	query_bind_int(q, 2, im->known);
	query_bind_int(q, 3, telling(kind));
	if (v.type == VALUE_REF) {
		query_bind_int(q, 4, v.number);
	} else {
		query_bind_text(q, 4, v.text);
	}
	rc = query_step(q, &row, f);
	if (rc == RC_OK && row) {
		*ret = str_copy(im->row_arena, query_text(q, 0));
	}
	query_done(q);
	return rc;
}

enum rc owned_identify(struct import *im, const struct csv_row *row, size_t part, struct str *ret_key,
	struct fault *f)
{
	const struct part *p = &im->columns.parts[part];
	struct value v = telling(p->kind) ? told(im, row, part, telling(p->kind)) : (struct value){0};
	if (v.type == VALUE_NONE) {
		return RC_OK;
	}
	struct str found;
	enum rc rc = find_owned(im, p->kind, v, &found, f);
	if (rc == RC_OK && found.n) {
		*ret_key = found;
		return RC_OK;
	}
	/* Another one: under the first free name. */
	for (unsigned n = 2; rc == RC_OK && keys_find(im->keys, p->kind, *ret_key); n++) {
		*ret_key = str_of(arena_printf(im->row_arena, "%.*s#%s%u", STR_ARG(im->slots[0].key),
			kind_info(p->kind)->key, n));
	}
	return rc;
}

void person_remember(struct import *im)
{
	size_t at = 0;
	struct str name;
	while ((name = wished(im, P_PERSON_NAME, &at)).n) {
		struct str text = whole(im, name_plain(im->row_arena, name));
		keys_add(im->keys, MAP_NAME, name_plain(im->row_arena, name), im->slots[0].no);
		if (text.n) {
			keys_add(im->keys, MAP_WHOLE, text, im->slots[0].no);
		}
	}
}
