/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small things that the templates ask for. */
#include <string.h>

#include "web/views.h"

bool is_section(const struct layout *l, const char *section)
{
	return !strcmp(l->section, section);
}

const char *ask_example(size_t i)
{
	static const char *const examples[] = {
		"figure political_prisoners_current by viasna on 2023-03-16",
		"count people held on 2023-03-16",
		"list women held on 2023-03-16",
		"count people held on 2024-01-04 by occupation",
		"series yearly people held from 2020 to 2025",
		"share of women among people held on 2023-03-16",
		"change in people held between 2023-03-01 and 2023-04-01",
		NULL,
	};

	return examples[i];
}
