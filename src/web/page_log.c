/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The public log as a static site would have it (C2SP tlog-tiles), for other programs: /log/checkpoint, /log/tile/...,
 * /log/tile/entries/..., and /log/content/... with what the entries stand for, as far as it is public; /log/heads says
 * what is known of partners' logs.
 */
#include "ledger/tile.h"
#include "register/gossip.h"
#include "web/fetch.h"
#include "web/views.h"

#define FOR_EVER "public, max-age=31536000, immutable"
#define A_DAY "public, max-age=86400"

/* Whatever the reason is, and wherever the files lie: nobody learns more than that there is none. */
static enum rc no_such_page(struct page *p)
{
	fault_clear(p->fault);
	return fault_set(p->fault, RC_NOT_FOUND, "%s", _("There is no such page"));
}

enum rc page_log(struct page *p)
{
	struct log_files own = fetch_own(p->reg);
	struct str path = str_sub(p->request->path, sizeof("/log/") - 1, p->request->path.n);
	struct tile_at at;
	bool tile = tile_path_parse(path, &at);

	bool heads = str_is(path, GOSSIP_FILE);

	if (!tile && !heads && !str_is(path, "checkpoint")) {
		return no_such_page(p);
	}
	enum rc rc = own.read(own.data, str_dup(p->arena, path), p->out, p->fault);
	if (rc != RC_OK) {
		return rc == RC_NOT_FOUND ? no_such_page(p) : rc;
	}
	p->response->type = tile || heads ? "application/octet-stream" : "text/plain; charset=utf-8";
	/* Content can be withheld tomorrow, and the next change has another checkpoint: asked for again each time. */
	if (tile && at.level != TILE_CONTENT) {
		p->response->caching = at.width == TILE_WIDTH ? FOR_EVER : A_DAY;
	}
	return RC_OK;
}
