/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was published already, by its own checkpoint: a register that is behind it was put back, and must not go on. */
#include <inttypes.h>
#include <string.h>

#include "register/cosign.h"
#include "register/foreign.h"
#include "register/log_internal.h"

/* The checkpoint that lies there, where it is one of ours; *ret_fine false where it is not. */
enum rc log_published(struct reg *r, const struct log_files *there, struct arena *a, struct checkpoint *ret,
	bool *ret_fine, struct fault *f)
{
	struct note note;
	struct note_key key;
	struct buf text;
	enum rc rc = RC_OK;
	buf_init(&text, NOTE_MOST);
	*ret_fine = there->read(there->data, "checkpoint", &text, NULL) == RC_OK
		&& note_parse(a, str_copy(a, buf_view(&text)), &note, NULL) == RC_OK
		&& checkpoint_parse(a, note.text, ret, NULL) == RC_OK;
	if (*ret_fine) {
		rc = log_key_at(r, a, OWN_ORG, ret->size, &key, f);
		*ret_fine = rc == RC_OK && note_check(&note, &key, NULL) == RC_OK && strcmp(ret->origin, key.name) == 0;
	}
	buf_finish(&text);
	return rc;
}

/* Its second line, before anything of it is believed: signatures cost more than a change. */
static uint64_t claimed_size(struct reg *r)
{
	struct log_files own = log_own_files(r);
	struct buf text;
	int64_t size = 0;
	buf_init(&text, NOTE_MOST);
	if (own.read(own.data, "checkpoint", &text, NULL) == RC_OK) {
		size_t from = str_find(buf_view(&text), '\n', 0) + 1;
		struct str line = from < text.n ? str_sub(buf_view(&text), from, str_find(buf_view(&text), '\n', from))
			: (struct str){0};
		if (!str_int(line, &size)) {
			size = 0;
		}
	}
	buf_finish(&text);
	return size > 0 ? (uint64_t)size : 0;
}

/*
 * Signed by no key that is known here: the log's key may have been changed since the state that was put back. Then the
 * entries that lie there lead from the founding, which is known, to the new key. RC_CRYPTO, RC_INVALID: it is nobody's.
 */
static enum rc prove_newer(struct reg *r, struct arena *a, const struct log_files *own, struct checkpoint *ret,
	struct fault *f)
{
	struct founding known;
	struct foreign there = {0};
	enum rc rc = log_founding(r, a, OWN_ORG, &known, f);
	if (rc == RC_OK) {
		rc = foreign_open(&there, a, own, (struct str){0}, f);
	}
	if (rc == RC_OK && memcmp(known.key, there.founding.key, sizeof known.key) != 0) {
		rc = fault_set(f, RC_CRYPTO, "another log lies there");
	}
	rc = rc == RC_OK ? foreign_prove(&there, f) : rc;
	*ret = rc == RC_OK ? there.head : (struct checkpoint){0};
	return rc;
}

enum rc log_check_ahead(struct reg *r, struct arena *a, const struct log_head *head, struct fault *f)
{
	struct checkpoint c;
	bool fine;
	enum rc rc = cosign_check_ahead(r, a, head->tree.size, f);
	if (rc != RC_OK || claimed_size(r) <= head->tree.size) {
		return rc;
	}
	struct log_files own = log_own_files(r);
	rc = log_published(r, &own, a, &c, &fine, f);
	if (rc == RC_OK && !fine) {
		fine = prove_newer(r, a, &own, &c, NULL) == RC_OK;
	}
	if (rc == RC_OK && fine && c.size > head->tree.size) {
		rc = fault_set(f, RC_DB, "%s/log was published up to entry %" PRIu64 ", and the register ends at %" PRIu64
			": it was put back to an older state", r->path, c.size, head->tree.size);
		fault_hint(f, "writing on would fork its log: take the newest copy");
	}
	return rc;
}
