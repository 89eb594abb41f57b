/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bundles from anybody's stick: refused, or every file in them is of a log and no larger than it may be. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "web/fetch_inside.h"

static void must(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* Names that the seeds hold, and what a fuzzer makes of them soonest. */
static void ask_for_some(struct fetch *x)
{
	static const char *const names[] = { "checkpoint", "tile/0/000", "tile/0/000.p/2", "tile/entries/000.p/2",
		"content/000.p/2", "tile/0/001", "content/000" };
	struct buf out;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		buf_init(&out, 1 << 20);
		if (x->read(x->state, names[i], &out, NULL) == RC_OK) {
			must(out.n <= fetch_most(str_of(names[i])));
		}
		buf_finish(&out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("bundle", MFD_CLOEXEC);
	struct fetch x;
	struct fault f = { 0 };

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	enum rc rc = fetch_bundle_open(fd, "bundle", &x, &f);
	must((rc == RC_OK) == (f.message[0] == 0));
	if (rc == RC_OK) {
		ask_for_some(&x);
		x.close(x.state);
	}
	return 0;
}
