/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * For test/cli/faults.sh: one request to a register that is a witness.
 *
 *   witness_once REGISTER            prints how far it has cosigned its one log
 *   witness_once REGISTER REQUEST    answers the request in the file, and prints the status
 *   witness_once REGISTER OLD NEW    trusts the test's log, and prints a request from OLD to NEW entries
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../ledger/naive_tree.h"
#include "../ledger/signer.h"
#include "base/file.h"
#include "register/witness.h"

static enum rc print_size(struct reg *r, struct arena *a, struct fault *f)
{
	struct witnessed *list;
	size_t count;
	enum rc rc = witnessed_list(r, a, &list, &count, f);
	if (rc == RC_OK && count == 1) {
		printf("%" PRIu64 "\n", list[0].size);
	}
	return rc;
}

static enum rc answer(struct reg *r, struct arena *a, const char *path, struct fault *f)
{
	struct witness_answer answer;
	struct buf b;
	buf_init(&b, WITNESS_REQUEST_MOST);
	enum rc rc = file_read(path, &b, f);
	if (rc == RC_OK) {
		rc = witness_post(r, a, buf_view(&b), 1700000000, &answer, f);
	}
	if (rc == RC_OK) {
		printf("%d\n", answer.status);
	}
	buf_finish(&b);
	return rc;
}

static enum rc make(struct reg *r, struct arena *a, int64_t old, int64_t new, struct fault *f)
{
	struct naive *naive = naive_create();
	struct signer log;
	struct checkpoint c = {"log.example/public", (uint64_t)new, naive_hash(naive, 0, (size_t)new)};
	struct witness_request q = {.old_size = (uint64_t)old};
	char *note = NULL;
	signer_make(&log, 1, c.origin, NOTE_ED25519);
	if (old > 0) {
		naive_subproof(naive, (size_t)old, 0, (size_t)new, true, &q.proof);
	}
	enum rc rc = witness_trust(r, &log.key, f);
	if (rc == RC_OK) {
		rc = note_sign(a, str_of(checkpoint_format(a, &c)), &log.key, signer_sign, &log, &note, f);
	}
	if (rc == RC_OK) {
		q.note = str_of(note);
		fputs(witness_request_format(a, &q), stdout);
	}
	naive_destroy(naive);
	return rc;
}

int main(int argc, char **argv)
{
	struct fault f = {0};
	struct reg *r = NULL;
	int64_t old = 0, new = 0;
	if (argc < 2 || argc > 4 || (argc == 4 && (!str_int(str_of(argv[2]), &old) || !str_int(str_of(argv[3]), &new)
		|| old < 0 || new < 1 || old > new || new > NAIVE_MOST))) {
		fputs("usage: witness_once REGISTER [REQUEST | OLD NEW]\n", stderr);
		return 2;
	}
	ledger_start();
	struct arena *a = arena_create((size_t)64 << 20);
	enum rc rc = reg_open(argv[1], argc == 4 ? DB_WRITE : DB_READ, &r, &f);
	if (rc == RC_OK) {
		rc = argc == 2 ? print_size(r, a, &f) : argc == 3 ? answer(r, a, argv[2], &f) : make(r, a, old, new, &f);
	}
	reg_close(r);
	arena_destroy(a);
	if (rc == RC_OK && fflush(stdout) != 0) {
		rc = fault_errno(&f, RC_IO, "cannot write");
	}
	if (rc != RC_OK) {
		fault_print(stderr, &f);
	}
	return rc_exit_status(rc);
}
