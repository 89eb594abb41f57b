/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a name: written in a system, led back, converted; what leads back is written so again. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "name/forms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_back(struct arena *a, const struct forms_system *s, struct str latin)
{
	struct forms_candidate found[FORMS_MOST];
	struct buf plain, man;
	size_t count = forms_back(a, s, latin, found, FORMS_MOST);

	assert(count <= FORMS_MOST);
	buf_init(&plain, 1 << 16);
	buf_init(&man, 1 << 16);
	for (size_t i = 0; i < count; i++) {
		assert(i == 0 || found[i - 1].cost <= found[i].cost);
		assert(utf8_valid(found[i].text) || !utf8_valid(latin));
		buf_clear(&plain);
		buf_clear(&man);
		forms_out(s, found[i].text, false, &plain);
		forms_out(s, found[i].text, true, &man);
		assert(plain.n > 0 && man.n > 0);
	}
	buf_finish(&plain);
	buf_finish(&man);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_create((size_t)1 << 28);
	struct forms_candidate found[FORMS_MOST];
	enum forms_lang best;
	struct buf out;

	if (size < 2) {
		arena_destroy(a);
		return 0;
	}
	const struct forms_system *s = &forms_systems[data[0] % forms_system_count];
	struct str name = {(const char *)data + 2, size - 2};
	unsigned langs = forms_read(name, &best);
	assert(best < FORMS_LANGS && (langs == 0 || langs == FORMS_IS_LATIN || langs & 1u << best));
	buf_init(&out, (size_t)1 << 24);
	assert(forms_out(s, name, data[1] & 1, &out) || out.n > 0);
	assert(!utf8_valid(name) || utf8_valid(buf_view(&out)));
	check_back(a, s, name);
	check_back(a, s, buf_view(&out));
	forms_sex(name, s->lang);
	forms_convert(a, s->lang, name, found, 1 + data[1] % FORMS_MOST);
	buf_clear(&out);
	forms_normal(name, &out);
	assert(!utf8_valid(name) || utf8_valid(buf_view(&out)));
	buf_finish(&out);
	arena_destroy(a);
	return 0;
}
