/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The register as a witness of others' logs (C2SP tlog-witness): POST /witness/add-checkpoint and
 * GET /witness/DIGEST/checkpoint, with the SHA-256 of a log's origin in hexadecimal.
 */
#include <time.h>

#include "register/witness.h"
#include "web/views.h"

enum rc page_witness_add(struct page *p)
{
	struct witness_answer answer;

	if (p->request->method != HTTP_POST) {
		p->response->status = 405;
		p->response->allow = "POST";
		buf_puts(p->out, "This address takes checkpoints by POST.\n");
		return RC_OK;
	}
	enum rc rc = witness_post(p->reg, p->arena, p->request->body, (uint64_t)time(NULL), &answer, p->fault);
	if (rc == RC_OK) {
		p->response->status = answer.status;
		p->response->type = answer.type;
		buf_str(p->out, answer.body);
	}
	return rc;
}

enum rc page_witness_checkpoint(struct page *p)
{
	size_t slash = str_find(p->rest, '/', 0);
	struct id digest;
	char *note;

	if (!hex_parse(str_sub(p->rest, 0, slash), digest.b, ID_SIZE) ||
		!str_is(str_sub(p->rest, slash, p->rest.n), "/checkpoint")) {
		return fault_set(p->fault, RC_NOT_FOUND, "there is no such page");
	}
	enum rc rc = witness_checkpoint(p->reg, p->arena, &digest, &note, p->fault);
	if (rc == RC_OK) {
		buf_puts(p->out, note);
	}
	return rc;
}
