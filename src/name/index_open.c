/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Opening the bytes of an index. Nothing in them is trusted: the checksum finds damage, and every
 * number that is used as a place is checked to be one, so that even bytes made to deceive can give
 * wrong answers only, never a read or write outside.
 */
#include <stdlib.h>
#include <string.h>

#include "name/index_build.h"
#include "name/sound.h"

/* first[0..n] begins with 0, never falls and ends with total. */
static bool are_beginnings(const uint32_t *first, uint64_t n, uint32_t total)
{
	for (uint64_t i = 0; i < n; i++) {
		if (first[i] > first[i + 1]) {
			return false;
		}
	}
	return first[0] == 0 && first[n] == total;
}

/* Each of the lists rises and stays below most. */
static bool are_lists(const uint32_t *first, uint64_t n, const uint32_t *list, uint32_t most)
{
	for (uint64_t i = 0; i < n; i++) {
		for (uint32_t k = first[i]; k < first[i + 1]; k++) {
			if (list[k] >= most || (k > first[i] && list[k] < list[k - 1])) {
				return false;
			}
		}
	}
	return true;
}

static bool is_token(const struct index_token *t, const struct index_header *h)
{
	const struct name_token *r = &t->read;
	for (unsigned i = 0; i < NAME_CODE_MOST; i++) {
		if ((i < r->length) != (r->code[i] != 0) || r->code[i] >= UNIT_COUNT) {
			return false;
		}
	}
	for (unsigned i = 0; i < NAME_GIVEN_MOST; i++) {
		if (r->given[i] >= h->families) {
			return false;
		}
	}
	return r->length > 0 && r->length <= NAME_CODE_MOST && r->stem <= r->length && r->ending < ENDING_COUNT &&
		r->kind == 0 && t->side < SIDES && t->often <= h->names;
}

static bool are_tokens(const struct name_index *x)
{
	for (uint32_t i = 0; i < x->header.tokens; i++) {
		if (!is_token(&x->token[i], &x->header)) {
			return false;
		}
	}
	return true;
}

static bool are_names(const struct name_index *x)
{
	for (uint32_t i = 0; i < x->header.names; i++) {
		if (x->name_first[i + 1] - x->name_first[i] > NAME_TOKENS_MOST) {
			return false;
		}
	}
	for (uint32_t i = 0; i < x->header.words; i++) {
		if (WORD_TOKEN(x->word[i]) >= x->header.tokens || WORD_KIND(x->word[i]) > NAME_TITLE) {
			return false;
		}
	}
	return true;
}

/* Where the siblings end that begin with the node, or 0 where they do not end within the tree. */
static uint32_t end_of_siblings(const struct name_index *x, uint32_t node)
{
	while (node < x->header.nodes && !(x->node[node].flags & NODE_LAST)) {
		node++;
	}
	return node < x->header.nodes ? node + 1 : 0;
}

static bool are_roots(const struct name_index *x)
{
	uint32_t first = 0;
	for (int side = 0; side < SIDES; side++) {
		uint32_t roots = x->header.roots[side];
		if (roots > 0 && end_of_siblings(x, first) != first + roots) {
			return false;
		}
		first += roots;
	}
	return x->header.others <= x->header.tokens;
}

/* Level by level: the children of each node are the next that no other has, and there are no more levels than units. */
static bool is_tree(const struct name_index *x)
{
	const struct index_header *h = &x->header;
	uint32_t next = h->roots[SIDE_OTHER] + h->roots[SIDE_CYRILLIC], level = next;
	unsigned depth = 1;
	if (!are_roots(x)) {
		return false;
	}
	for (uint32_t i = 0; i < h->nodes; i++) {
		const struct index_node *n = &x->node[i];
		if (i == level) {
			level = next;
			depth++;
		}
		if (i >= next || n->unit == 0 || n->unit >= UNIT_COUNT || n->from >= h->tokens || depth > NAME_CODE_MOST) {
			return false;
		}
		if (!(n->flags & NODE_WHOLE)) {
			if (n->child != next || (next = end_of_siblings(x, next)) == 0) {
				return false;
			}
		}
	}
	return next == h->nodes;
}

/* What is wrong inside, or NULL. */
static const char *find_damage(const struct name_index *x)
{
	const struct index_header *h = &x->header;
	if (!are_beginnings(x->name_first, h->names, h->words) || !are_names(x)) {
		return "its names";
	}
	if (!are_tokens(x)) {
		return "its tokens";
	}
	if (!are_beginnings(x->list_first, h->tokens, h->listed) ||
		!are_lists(x->list_first, h->tokens, x->list, h->names)) {
		return "its lists of names";
	}
	if (!are_beginnings(x->family_first, h->families, h->related) ||
		!are_lists(x->family_first, h->families, x->family, h->tokens)) {
		return "its families of given names";
	}
	if (!is_tree(x)) {
		return "its tree of codes";
	}
	return NULL;
}

static enum rc refuse(struct fault *f, const char *why)
{
	enum rc rc = fault_set(f, RC_DB, "the index of names cannot be used: %s", why);
	fault_hint(f, "it is made anew from the names; nothing is lost");
	return rc;
}

static enum rc check_header(struct str bytes, struct index_header *ret, struct fault *f)
{
	if (bytes.n < sizeof *ret) {
		return refuse(f, "it is cut off within its header");
	}
	memcpy(ret, bytes.p, sizeof *ret);
	if (ret->magic != INDEX_MAGIC) {
		return refuse(f, "the bytes are no index, or one of another version or machine");
	}
	if (ret->rules != index_rules()) {
		return refuse(f, "it was made by other rules of reading names");
	}
	if (ret->zero[0] || ret->zero[1] || ret->families == 0 || ret->names > NAME_INDEX_MOST ||
		ret->bytes != index_size(ret)) {
		return refuse(f, "its header is damaged");
	}
	if (ret->bytes != bytes.n) {
		return refuse(f, bytes.n < ret->bytes ? "it is cut off" : "something stands behind its end");
	}
	return RC_OK;
}

enum rc name_index_open(struct str bytes, struct name_index **ret, struct fault *f)
{
	struct index_header h;
	enum rc rc = check_header(bytes, &h, f);
	if (rc == RC_OK && (uintptr_t)bytes.p % 8 != 0) {
		rc = refuse(f, "its bytes do not begin at a multiple of 8");
	}
	if (rc != RC_OK) {
		return rc;
	}
	struct name_index x;
	index_place(&x, &h, (char *)(uintptr_t)bytes.p);
	if (h.checksum != index_checksum(&h, str_sub(bytes, sizeof h, bytes.n))) {
		return refuse(f, "its checksum does not fit");
	}
	const char *damage = find_damage(&x);
	if (damage) {
		char why[96];
		snprintf(why, sizeof why, "%s are damaged", damage);
		return refuse(f, why);
	}
	*ret = xmalloc(sizeof **ret);
	**ret = x;
	return RC_OK;
}

struct str name_index_bytes(const struct name_index *index)
{
	return index->bytes;
}

size_t name_index_count(const struct name_index *index)
{
	return index->header.names;
}
