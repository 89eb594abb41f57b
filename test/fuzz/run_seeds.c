/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs a fuzz target without a fuzzer: over every file of a folder of seeds, and over cuts and
 * single-byte changes of each. So the seeds are tested on each run, with any compiler.
 *
 *   fuzz_cbor seeds/cbor
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

#define SEED_MOST (1 << 20)
#define VARIANTS 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of exactly n bytes, so that a sanitizer sees a read past its end. */
static void try_bytes(const uint8_t *bytes, size_t n)
{
	uint8_t *copy = xmalloc(n ? n : 1);
	memcpy(copy, bytes, n);
	(void)LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void try_variants(uint8_t *bytes, size_t n)
{
	uint32_t state = (uint32_t)n;
	try_bytes(bytes, n);
	for (int i = 0; n && i < VARIANTS; i++) {
		size_t at = next(&state) % n;
		uint8_t was = bytes[at];
		bytes[at] = (uint8_t)next(&state);
		try_bytes(bytes, n);
		bytes[at] = was;
		try_bytes(bytes, next(&state) % n);
	}
}

static bool try_file(const char *folder, const char *name, uint8_t *bytes)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *in = fopen(path, "rb");
	if (!in) {
		perror(path);
		return false;
	}
	size_t n = fread(bytes, 1, SEED_MOST, in);
	fclose(in);
	/* Said before, so that a crash has its name. */
	printf("%s, %zu bytes\n", name, n);
	fflush(stdout);
	try_variants(bytes, n);
	return true;
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	if (!folder) {
		fputs("usage: fuzz_WHAT FOLDER\n", stderr);
		return 2;
	}
	uint8_t *bytes = xmalloc(SEED_MOST);
	bool fine = true;
	int count = 0;
	for (struct dirent *e = readdir(folder); e; e = readdir(folder)) {
		if (e->d_name[0] != '.') {
			fine = try_file(argv[1], e->d_name, bytes) && fine;
			count++;
		}
	}
	closedir(folder);
	free(bytes);
	return fine && count ? 0 : 1;
}
