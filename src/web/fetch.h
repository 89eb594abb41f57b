/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the files of a log come from: another's site over HTTP, a folder, a bundle on a stick, our own register.
 * All four look the same to whoever reads them (struct log_files of ledger/tile.h), and nothing that is read is
 * believed before it was checked: here come bytes of a bounded size, or the reason why none.
 */
#ifndef WEB_FETCH_H
#define WEB_FETCH_H

#include "ledger/tile.h"
#include "register/register.h"

struct fetch_options {
	const char *proxy; /* "socks5h://127.0.0.1:9050" for Tor; NULL: what the environment says (ALL_PROXY and others) */
	unsigned seconds;  /* for one file; 0: as long as a full bundle takes over a slow line */
};

struct fetch;
/*
 * "http://..." or "https://..." (the address of the log: what stands before "checkpoint"), a folder, or a bundle file.
 * Nothing is asked of a site yet; a bundle is gone through, and refused (RC_INVALID, RC_LIMIT) where it holds anything
 * but plain files of a log, each once. options may be NULL. RC_NOT_FOUND: no such folder or file.
 */
MUST_USE enum rc fetch_open(const char *from, const struct fetch_options *options, struct fetch **ret,
	struct fault *f);
void fetch_close(struct fetch *x); /* NULL is fine */
/*
 * The files, to read; of one thread at a time. RC_NOT_FOUND: it has no such file; RC_LIMIT: it is larger than a file
 * of its kind can be; RC_IO: it cannot be reached, or gave no answer that helps. Redirects are not followed: where a
 * log has moved, a person should know.
 */
struct log_files fetch_files(struct fetch *x);
/*
 * Asks a site to take bytes, at its address with path behind it, and appends the answer to out. Any status is an
 * answer; RC_INVALID: it is no site.
 */
MUST_USE enum rc fetch_post(struct fetch *x, const char *path, struct str body, int *ret_status, struct buf *out,
	struct fault *f);
/* The register's own files as the world gets them: REG/log, and the content that is public. */
struct log_files fetch_own(struct reg *r);

/*
 * Writes a log of the size of its checkpoint into a bundle: a tar (POSIX ustar) with the checkpoint, then content,
 * tiles and entries by their indexes, which has the same bytes for the same log. It is there whole or not at all.
 * Who signed the checkpoint is not looked at.
 */
MUST_USE enum rc fetch_pack(const struct log_files *from, const char *path, struct fault *f);

#endif
