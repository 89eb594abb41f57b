/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a CSV; its rows, written again, must read back the same. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_row(struct buf *b, const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		csv_write_cell(b, row->cells[i].text, i == 0);
	}
	csv_end_row(b);
}

/* Reads all rows and writes them into b; lines must never go backwards. */
static enum rc copy(struct str bytes, char delimiter, struct buf *b)
{
	struct fault fault = {0};
	const struct csv_row *row = NULL;
	struct csv_reader *r;
	unsigned line = 0;
	enum rc rc = csv_open_bytes(bytes, "fuzz", delimiter, &r, &fault);

	while (rc == RC_OK && (rc = csv_next(r, &row, &fault)) == RC_OK && row != NULL) {
		assert(row->count > 0 && row->line > line);
		line = row->line;
		for (size_t i = 0; i < row->count; i++) {
			assert(utf8_valid(row->cells[i].text));
			assert(row->cells[i].line >= row->line && row->cells[i].column == i + 1);
		}
		write_row(b, row);
	}
	assert((rc == RC_OK) == (fault.rc == RC_OK));
	csv_close(r);
	return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf once, twice;

	buf_init(&once, (size_t)64 * 1024 * 1024);
	buf_init(&twice, (size_t)64 * 1024 * 1024);
	buf_puts(&once, "\xEF\xBB\xBF");
	buf_puts(&twice, "\xEF\xBB\xBF");
	if (copy((struct str){(const char *)data, size}, 0, &once) == RC_OK) {
		enum rc rc = copy(buf_view(&once), ',', &twice);
		assert(rc == RC_OK);
		assert(str_eq(buf_view(&once), buf_view(&twice)));
	}
	buf_finish(&once);
	buf_finish(&twice);
	return 0;
}
