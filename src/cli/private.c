/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said in private: seen, taken back and destroyed by commands that else work on what is public. */
#include <inttypes.h>
#include <string.h>

#include "cli/people_text.h"

enum rc open_private(struct context *c, struct reg **r)
{
	struct reg *view;
	enum rc rc = reg_open_private(*r, &view, &c->fault);
	if (rc != RC_OK) {
		reg_close(*r);
		return rc;
	}
	*r = view;
	return RC_OK;
}

enum rc open_to_read(struct context *c, const struct args *args, struct reg **ret)
{
	enum rc rc = open_register(c, DB_READ, ret);
	return rc == RC_OK && args_given(args, "private") ? open_private(c, ret) : rc;
}

enum rc private_say_by(struct context *c, const struct args *args, struct reg *view, bool *ret)
{
	const char *names = args_value(args, "sealed-for");
	bool members = args_given(args, "members");
	*ret = members || names;
	if (members && names) {
		return fault_set(&c->fault, RC_INVALID, "it is either for all members or sealed for some");
	}
	return *ret ? private_say_to(view, names, &c->fault) : RC_OK;
}

bool print_said(FILE *out, const struct private_state *state)
{
	if (state->said == 0) {
		return false;
	}
	fprintf(out, "Recorded in private: %" PRId64 " statement%s. \"volya changes --private\" lists it.\n", state->said,
		state->said == 1 ? "" : "s");
	return true;
}

/* What was said in private is taken back for those for whom it was said. */
enum rc undo_private(struct context *c, int64_t event, bool with_later)
{
	const struct private_change *change;
	struct private_state state;
	struct reg *r;
	int64_t unused;
	enum rc rc = open_register(c, DB_WRITE, &r);
	rc = rc == RC_OK ? open_private(c, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = private_change_at(r, (uint64_t)event, &change, &c->fault);
	if (rc == RC_OK) {
		private_say_as(r, change);
		rc = change_undo(r, change->no, with_later, &c->progress, &unused, &c->fault);
		progress_clear();
	}
	reg_private_state(r, &state);
	if (rc == RC_OK && !print_said(stdout, &state)) {
		printf("Nothing that p%" PRId64 " said is left: nothing was written.\n", event);
	}
	close_register(c, r);
	return rc;
}

enum rc record_handles(struct context *c, struct reg *r, int64_t no, int64_t **ret, size_t *ret_count)
{
	int64_t *owned;
	size_t count = 0;
	enum kind kind;
	enum rc rc = subject_owned(r, reg_viewer(r), c->arena, no, &owned, &count, &c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	*ret = arena_array(c->arena, count + 1, sizeof **ret);
	*ret_count = count + 1;
	rc = subject_get(r, reg_viewer(r), no, &kind, *ret, &c->fault);
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		rc = subject_get(r, reg_viewer(r), owned[i], &kind, *ret + 1 + i, &c->fault);
	}
	return rc;
}

/* How many of the statements of these were said in private. */
static enum rc count_private(struct context *c, struct reg *r, const int64_t *handles, size_t count, size_t *ret)
{
	enum rc rc = RC_OK;
	*ret = 0;
	for (size_t i = 0; rc == RC_OK && i < count; i++) {
		struct statement *list;
		size_t statements = 0;
		int64_t no;
		rc = subject_by_handle(r, reg_viewer(r), handles[i], &no, &c->fault);
		if (rc == RC_OK) {
			rc = subject_statements(r, reg_viewer(r), c->arena, no, true, &list, &statements, &c->fault);
		}
		for (size_t k = 0; rc == RC_OK && k < statements; k++) {
			*ret += reg_private_change(r, list[k].change) != NULL;
		}
	}
	return rc;
}

static enum rc find_private(struct context *c, const char *name, int64_t **ret, size_t *ret_count, size_t *ret_said)
{
	struct reg *r;
	int64_t no;
	enum rc rc = open_register(c, DB_READ, &r);
	rc = rc == RC_OK ? open_private(c, &r) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	rc = subject_named(c, r, name, &no);
	rc = rc == RC_OK ? record_handles(c, r, no, ret, ret_count) : rc;
	rc = rc == RC_OK ? count_private(c, r, *ret, *ret_count, ret_said) : rc;
	reg_close(r);
	if (rc == RC_OK && *ret_said == 0) {
		rc = fault_set(&c->fault, RC_NOT_FOUND, "nothing that you can read was said of it in private");
	}
	return rc;
}

static enum rc ask_to_erase(struct context *c, int64_t *handles, size_t count, const char *words)
{
	struct reg *r;
	uint64_t index;
	enum rc rc = open_register(c, DB_WRITE, &r);
	if (rc != RC_OK) {
		return rc;
	}
	rc = people_forget(r, handles, count, str_of(words), &index, &c->fault);
	if (rc == RC_OK) {
		printf("Nothing is destroyed yet: it waits as number %" PRIu64 " in the private log. Another person\n"
			"agrees, or not: \"volya review %" PRIu64 "\".\n", index, index);
	}
	reg_close(r);
	return rc;
}

enum rc erase_private(struct context *c, const struct args *args)
{
	const char *reason = args_value(args, "reason"), *note = args_value(args, "note");
	const char *person = args_value(args, "person");
	int64_t *handles;
	size_t count, said;
	char *words = NULL;
	if (!reason) {
		enum rc rc = fault_set(&c->fault, RC_INVALID, "a reason must be given");
		fault_hint(&c->fault, "--reason safety|wish|law|error|source");
		return rc;
	}
	ledger_start();
	enum rc rc = text_clean(c->arena, str_of(arena_printf(c->arena, "%s%s%s", reason, note ? ": " : "",
		note ? note : "")), &words, &c->fault);
	if (rc == RC_OK && words && strlen(words) > EVENT_TEXT_MOST) {
		rc = fault_set(&c->fault, RC_INVALID, "reason and note have more than %d bytes", EVENT_TEXT_MOST);
	}
	rc = rc == RC_OK ? find_private(c, person ? person : args->operands[0], &handles, &count, &said) : rc;
	if (rc == RC_OK && !args_given(args, "yes")) {
		printf("%zu statement%s that %s said of it in private would be destroyed, with the keys. Nothing was\n"
			"changed: --yes asks for it.\n", said, said == 1 ? "" : "s", said == 1 ? "was" : "were");
		return RC_OK;
	}
	return rc == RC_OK ? ask_to_erase(c, handles, count, words) : rc;
}
