/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes that somebody calls an index of names. They are refused or can be searched; what the checksum
 * would keep out is let in by putting the right one, so that the checks behind it are tried, too.
 */
#include <stdlib.h>
#include <string.h>

#include "name/index_format.h"

static void try_bytes(struct str bytes)
{
	static const char *const queries[] = {"Ales Bialiatski", "Сяргей Ціханоўскі", "x", "Иванов И. И."};
	struct fault f = {0};
	struct name_index *index;
	struct name_hit hits[3];
	float bound;
	enum rc rc = name_index_open(bytes, &index, &f);
	if (rc != RC_OK) {
		if (rc != RC_DB || !f.message[0]) {
			abort();
		}
		return;
	}
	struct name_search *search = name_search_create(index);
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		size_t count = name_index_find(search, str_of(queries[i]), NAME_SEARCH_SURE, hits, 3, &bound);
		if (count > 3 || (count > 0 && hits[0].name >= name_index_count(index))) {
			abort();
		}
	}
	name_search_destroy(search);
	name_index_destroy(index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct index_header h;
	if (size > 1 << 20) {
		return 0;
	}
	char *bytes = xmalloc(size + 1);
	memcpy(bytes, data, size);
	try_bytes((struct str){bytes, size});
	if (size >= sizeof h) {
		memcpy(&h, bytes, sizeof h);
		h.magic = INDEX_MAGIC;
		h.rules = index_rules();
		h.bytes = size;
		h.checksum = index_checksum(&h, (struct str){bytes + sizeof h, size - sizeof h});
		memcpy(bytes, &h, sizeof h);
		try_bytes((struct str){bytes, size});
	}
	free(bytes);
	return 0;
}
