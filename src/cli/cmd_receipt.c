/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya receipt: a proof for one statement that its keeper can check with nothing else. */
#include <inttypes.h>
#include <string.h>

#include "cli/log_text.h"

#define RECEIPT_MOST ((size_t)32 << 20)

static enum rc receipt_text(struct context *c, struct reg *r, const char *name, char **ret)
{
	struct log_head head;
	uint64_t index = 0;
	int64_t statement = 0;
	enum rc rc = log_publish_checked(c, r, &head);
	if (rc == RC_OK) {
		rc = log_entry_named(c, r, name, &index);
	}
	if (rc == RC_OK) {
		rc = log_statement(r, OWN_ORG, index, &statement, &c->fault);
	}
	if (rc == RC_OK && !statement) {
		rc = fault_set(&c->fault, RC_INVALID, "entry %" PRIu64 " is no statement", index);
	}
	return rc == RC_OK ? log_receipt(r, c->arena, statement, ret, &c->fault) : rc;
}

enum rc cmd_receipt(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	char *text;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = receipt_text(c, r, args->operands[0], &text);
	if (rc == RC_OK) {
		rc = write_output(c, args_value(args, "out"), str_of(text));
	}
	reg_close(r);
	return rc;
}

/* The header and what it says, out of the receipt's extra line; both held against each other. */
static enum rc read_extra(const struct tlog_proof *p, struct str *ret_header, struct content *ret, struct fault *f)
{
	struct cbor_reader r;
	struct header h;
	cbor_reader_init(&r, p->extra, f);
	uint64_t two = cbor_read_array(&r);
	*ret_header = cbor_read_bytes(&r);
	struct str content = cbor_read_bytes(&r);
	enum rc rc = r.rc == RC_OK ? cbor_reader_finish(&r) : r.rc;
	if (rc == RC_OK && two != 2) {
		rc = fault_set(f, RC_INVALID, "the receipt does not hold a statement");
	}
	if (rc == RC_OK) {
		rc = header_decode((const uint8_t *)ret_header->p, ret_header->n, &h, f);
	}
	if (rc == RC_OK) {
		rc = content_decode(content, ret, f);
	}
	return rc == RC_OK ? content_check(ret, &h, f) : rc;
}

static enum rc check_key(struct context *c, const char *vkey, const struct note *note, const struct checkpoint *head)
{
	struct note_key key;
	enum rc rc = note_key_parse(c->arena, str_of(vkey), &key, &c->fault);
	if (rc == RC_OK) {
		rc = note_check(note, &key, &c->fault);
	}
	if (rc == RC_OK && strcmp(key.name, head->origin) != 0) {
		rc = fault_set(&c->fault, RC_CRYPTO, "the receipt is of the log %s, not of that key's", head->origin);
	}
	return rc;
}

static void print_checked(struct context *c, const struct tlog_proof *p, const struct header *h,
	const struct content *content, const struct checkpoint *head, const char *vkey)
{
	char text[DAY_TEXT], subject[HANDLE_TEXT];
	paragraph(c, "Entry %" PRIu64 " of the log %s says, on %s, of the record %s:", p->index, one_line(c, head->origin),
		day_format(h->day, text), handle_format(h->subject, subject));
	log_content_print(c, content);
	printf("It stands in the log of %" PRIu64 " %s that the receipt's checkpoint signs", head->size,
		count_word(head->size, "entry", "entries"));
	puts(vkey ? ", by the key given." : ".\nWho signed it was not checked: give the organisation's key with --key.");
}

enum rc cmd_receipt_check(struct context *c, const struct args *args, int *ret_status)
{
	struct tlog_proof p;
	struct str bytes, header;
	struct content content;
	struct header h;
	struct note note;
	struct checkpoint head;
	struct id leaf;
	const char *vkey = args_value(args, "key");
	ledger_start();
	enum rc rc = read_file(c, args->operands[0], RECEIPT_MOST, &bytes);
	if (rc == RC_OK) {
		rc = tlog_proof_parse(c->arena, bytes, &p, &c->fault);
	}
	if (rc == RC_OK) {
		rc = read_extra(&p, &header, &content, &c->fault);
	}
	if (rc == RC_OK) {
		leaf_hash(header.p, header.n, &leaf);
		rc = tlog_proof_check(c->arena, &p, &leaf, &note, &head, &c->fault);
	}
	if (rc == RC_OK && vkey) {
		rc = check_key(c, vkey, &note, &head);
	}
	if (rc == RC_OK) {
		rc = header_decode((const uint8_t *)header.p, header.n, &h, &c->fault);
	}
	if (rc == RC_OK) {
		print_checked(c, &p, &h, &content, &head, vkey);
	}
	if (rc == RC_CRYPTO) {
		/* that it proves nothing is an answer, too */
		printf("The receipt does not hold: %s.\n", one_line(c, c->fault.message));
		fault_clear(&c->fault);
		*ret_status = 1;
		rc = RC_OK;
	}
	return rc;
}
