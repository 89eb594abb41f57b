/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as two names, one each side of the first NUL: read, compared both ways, explained. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "name/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_name(const struct name *n, size_t size)
{
	assert(n->count <= NAME_TOKENS_MOST);
	for (size_t i = 0; i < n->count; i++) {
		const struct name_token *t = &n->token[i];
		assert(t->length >= 1 && t->length <= NAME_CODE_MOST && t->stem <= t->length);
		assert(t->from < t->to && t->to <= size && t->kind <= NAME_TITLE);
		assert(name_token_cost(t, t, 100) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = {(const char *)data, size};
	size_t cut = str_find(all, '\0', 0);
	struct str x = str_sub(all, 0, cut), y = str_sub(all, cut < size ? cut + 1 : size, size);
	struct name a, b;
	struct name_evidence there, back;
	struct json_writer json;
	struct buf out;

	name_read(x, &a);
	name_read(y, &b);
	check_name(&a, x.n);
	check_name(&b, y.n);
	name_score(&a, &b, NULL, &there);
	name_score(&b, &a, NULL, &back);
	assert(isfinite(there.log_odds) && fabsf(there.log_odds - back.log_odds) < 1e-3f);
	assert(there.probability >= 0 && there.probability <= NAME_CERTAIN_MOST);
	assert(there.count <= 2 * NAME_TOKENS_MOST);
	buf_init(&out, 1 << 16);
	name_explain(&there, &a, x, &b, y, &out);
	json_init(&json, &out, false);
	name_explain_json(&there, &a, x, &b, y, &json);
	assert(utf8_valid(x) && utf8_valid(y) ? utf8_valid(buf_view(&out)) : true);
	buf_finish(&out);
	return 0;
}
