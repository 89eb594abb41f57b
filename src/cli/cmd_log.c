/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya log: the head of the log, its entries, their proofs; its files. */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/log_text.h"
#include "register/people.h"

static enum rc print_head(struct context *c, struct reg *r, const struct log_head *head)
{
	struct note_key key, founded;
	struct id root;
	char hex[2 * ID_SIZE + 1];
	enum rc rc = log_key(r, c->arena, OWN_ORG, &key, &c->fault);
	rc = rc == RC_OK ? log_key_at(r, c->arena, OWN_ORG, 1, &founded, &c->fault) : rc;
	if (rc == RC_OK) {
		tree_root(&head->tree, &root);
		printf("Public log of %s\n", one_line(c, reg_organisation(r)));
		printf("  origin   %s\n", key.name);
		printf("  key      %s\n", note_key_format(c->arena, key.name, key.type, key.key));
		if (memcmp(key.key, founded.key, KEY_SIZE) != 0) { /* under which partners know it */
			printf("  founded  %s\n", note_key_format(c->arena, founded.name, founded.type, founded.key));
		}
		printf("  entries  %" PRIu64 "\n", head->tree.size);
		printf("  root     %s\n", hex_format(root.b, ID_SIZE, hex));
	}
	return rc;
}

static enum rc print_entry_line(void *data, const struct log_entry *e, struct fault *f)
{
	return log_entry_line(data, e, f);
}

static enum rc print_newest(struct context *c, struct reg *r, const struct log_head *head, int64_t most)
{
	uint64_t size = head->tree.size, from = size > (uint64_t)most ? size - (uint64_t)most : 0;
	puts("\n   entry  what");
	return log_walk(r, OWN_ORG, from, size, print_entry_line, c, &c->fault);
}

static enum rc print_entry(void *data, const struct log_entry *e, struct fault *f)
{
	return log_entry_details(data, e, f);
}

enum rc cmd_log_show(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct log_head head;
	int64_t most = 10;
	(void)ret_status;
	if (args_given(args, "most") && (!str_int(str_of(args_value(args, "most")), &most) || most < 0)) {
		return fault_set(&c->fault, RC_INVALID, "--most takes a whole number");
	}
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_head(r, c->arena, OWN_ORG, &head, &c->fault);
	if (rc == RC_OK && args->count) {
		uint64_t index;
		rc = log_entry_named(c, r, args->operands[0], &index);
		if (rc == RC_OK) {
			rc = log_walk(r, OWN_ORG, index, index + 1, print_entry, c, &c->fault);
		}
	} else if (rc == RC_OK) {
		rc = print_head(c, r, &head);
		if (rc == RC_OK && most > 0) {
			rc = print_newest(c, r, &head, most);
		}
	}
	reg_close(r);
	return rc;
}

static enum rc take_leaf(void *data, const struct log_entry *e, struct fault *f)
{
	(void)f;
	leaf_hash(e->bytes.p, e->bytes.n, data);
	return RC_OK;
}

static void print_proof(const struct log_head *head, uint64_t index, const struct id *leaf, const struct proof *p)
{
	struct id root;
	char hex[2 * ID_SIZE + 1];
	tree_root(&head->tree, &root);
	printf("Entry %" PRIu64 " of %" PRIu64 "\n", index, head->tree.size);
	printf("  leaf  %s\n", hex_format(leaf->b, ID_SIZE, hex));
	for (size_t i = 0; i < p->count; i++) {
		printf("  %s  %s\n", i ? "    " : "path", hex_format(p->hash[i].b, ID_SIZE, hex));
	}
	printf("  root  %s\n", hex_format(root.b, ID_SIZE, hex));
}

enum rc cmd_log_prove(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct log_head head;
	struct proof proof;
	struct id leaf, root;
	uint64_t index = 0;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_publish_checked(c, r, &head);
	if (rc == RC_OK) {
		rc = log_entry_named(c, r, args->operands[0], &index);
	}
	if (rc == RC_OK) {
		rc = log_walk(r, OWN_ORG, index, index + 1, take_leaf, &leaf, &c->fault);
	}
	if (rc == RC_OK) {
		struct log_files own = log_own_files(r);
		rc = tiles_inclusion(&own, index, head.tree.size, &proof, &c->fault);
	}
	if (rc == RC_OK) {
		tree_root(&head.tree, &root);
		rc = inclusion_check(index, head.tree.size, &leaf, &proof, &root, &c->fault);
	}
	if (rc == RC_OK) {
		print_proof(&head, index, &leaf, &proof);
		puts("The path leads from the leaf to the root, which the checkpoint signs.");
	}
	reg_close(r);
	return rc;
}

enum rc cmd_log_checkpoint(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct log_head head;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	if (args_given(args, "private")) {
		rc = private_checkpoint(r, c->arena, &head.checkpoint, &c->fault);
	} else {
		rc = log_head(r, c->arena, OWN_ORG, &head, &c->fault);
	}
	if (rc == RC_OK) {
		rc = write_output(c, NULL, head.checkpoint);
	}
	reg_close(r);
	return rc;
}

enum rc cmd_log_publish(struct context *c, const struct args *args, int *ret_status)
{
	struct reg *r;
	struct log_head head;
	(void)args;
	(void)ret_status;
	ledger_start();
	enum rc rc = open_register(c, DB_READ, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = log_publish_checked(c, r, &head);
	if (rc == RC_OK) {
		printf("%s/log holds all %" PRIu64 " %s.\n", c->register_path, head.tree.size,
			count_word(head.tree.size, "entry", "entries"));
	}
	reg_close(r);
	return rc;
}
