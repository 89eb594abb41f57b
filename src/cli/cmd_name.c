/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands about names themselves, without a register: name bench. */
#include "cli/name_bench.h"

#define REPORT_BYTES_MOST ((size_t)16 << 20)

enum rc cmd_name_bench(struct context *c, const struct args *args, int *ret_status)
{
	struct bench_files files;
	struct bench_report report;
	struct buf out;
	(void)ret_status;
	enum rc rc = bench_files_read(c, args->operands[0], &files);
	if (rc == RC_OK) {
		rc = name_bench(c, &files, &report);
	}
	if (rc != RC_OK) {
		return rc;
	}
	buf_init(&out, REPORT_BYTES_MOST);
	if (args_given(args, "json")) {
		bench_report_json(&report, &out);
	} else {
		bench_report_text(&report, &out);
	}
	rc = write_output(c, NULL, buf_view(&out));
	buf_finish(&out);
	return rc;
}
