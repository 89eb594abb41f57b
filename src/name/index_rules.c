/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A digest of the rules by which names are read and compared. */
#include <string.h>

#include "name/cost.h"
#include "name/index_format.h"

#define VERSION 1

/* Invented names that meet most of the rules of reading. */
static const char *const samples[] = {
	"Ціхан Сяргеевіч ДЗЯДЗЬКА-ЎСЦІНАЎ", "Щукина, Ольга Феодоровна", "Szczęsny Krzysztof Wojciechowski",
	"Jean-Étienne d'Œuvre", "Jürgen Köß von Tschaikau", "Ģirts Ķēniņš", "Dr. Quxley Thackwheat, jr.",
	"Хв'едар Їжакевич ґ. Ёлкин", "BЕPHOCKИЙ Aнтон", "Ełžbieta Ŭładzimiraŭna Chvaščynskaja", "李 明 42",
};

static uint64_t mix(uint64_t sum, const void *data, size_t n)
{
	const uint8_t *p = data;
	for (size_t i = 0; i < n; i++) {
		sum = (sum ^ p[i]) * UINT64_C(0x100000001B3);
	}
	return sum;
}

uint64_t index_rules(void)
{
	struct index_token token;
	struct name name;
	uint64_t sum = UINT64_C(0xCBF29CE484222325) + VERSION;
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		name_read(str_of(samples[i]), &name);
		for (int k = 0; k < name.count; k++) {
			index_token_of(&name.token[k], &token);
			sum = mix(sum, &token, sizeof token);
			sum = mix(sum, &name.token[k].kind, 1);
		}
	}
	return mix(sum, cost_tables, sizeof cost_tables);
}
