/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a copy of a list says that was not recorded: said as one change, or shown. */
#include "cli/watch.h"

/* ---- said ---- */

static int64_t number_of(const int64_t *made, int64_t subject)
{
	return subject < 0 ? made[-subject - 1] : subject;
}

static enum rc say_all(struct watch *w, const struct watch_change *change, struct change *into)
{
	enum rc rc = RC_OK;
	int64_t *made = arena_array(w->c->arena, change->made_count + 1, sizeof *made);
	for (size_t i = 0; rc == RC_OK && i < change->made_count; i++) {
		rc = change_subject(into, change->made[i], &made[i], &w->c->fault);
	}
	for (size_t i = 0; rc == RC_OK && i < change->count; i++) {
		const struct watch_statement *x = &change->list[i];
		struct said s = {.subject = number_of(made, x->subject), .property = property_by_code(x->property),
			.mode = x->target ? MODE_REPLACE : MODE_ASSERT, .target = x->target ? x->target->no : 0,
			.value = x->value, .language = x->language,
			.source = x->subject == change->source ? 0 : number_of(made, change->source)};
		if (s.value.type == VALUE_REF) {
			s.value.number = number_of(made, s.value.number);
		}
		rc = change_say(into, &s, NULL, &w->c->fault);
		if (rc != RC_OK && x->line) {
			fault_where(&w->c->fault, w->list.path, x->line, 0);
		}
	}
	return rc;
}

enum rc watch_record(struct watch *w, const struct watch_change *change, int64_t *ret_no)
{
	struct change *into;
	*ret_no = 0;
	enum rc rc = change_begin(w->reg,
		arena_printf(w->c->arena, "watch %s: the list of %s", w->list.path, w->body_label), &into, &w->c->fault);
	if (rc != RC_OK) {
		return rc;
	}
	rc = say_all(w, change, into);
	if (rc != RC_OK) {
		change_abandon(into);
		return rc;
	}
	rc = change_close(into, &w->c->progress, ret_no, &w->c->fault);
	progress_clear();
	return rc;
}

/* ---- shown ---- */

/* The property as a column of an import: "name@be", "recognition.given". */
static char *property_text(const struct watch *w, const struct watch_statement *x)
{
	const struct property *property = property_by_code(x->property);
	bool own = property->kind != KIND_RECOGNITION;
	return arena_printf(w->c->arena, "%s%s%s%s%.*s", own ? "" : kind_info(property->kind)->key, own ? "" : ".",
		property->key, x->language.n ? "@" : "", STR_ARG(x->language));
}

/* Whoever a recognition is of is the person in whose line it stands. */
static const char *value_text(const struct watch *w, const struct watch_statement *x)
{
	return x->value.type == VALUE_TEXT ? str_dup(w->c->arena, x->value.text)
		: x->property == P_RECOGNITION_BODY ? w->body_key : NULL;
}

/* Whether the statements from i on that are of one person say only that they are on the copy, as they were. */
static bool only_present(const struct watch_change *change, size_t i, size_t end)
{
	return end - i == 1 && change->list[i].property == P_RECOGNITION_BODY;
}

static size_t end_of_person(const struct watch_change *change, size_t i)
{
	size_t end = i + 1;
	while (end < change->count && change->list[end].person == change->list[i].person) {
		end++;
	}
	return end;
}

/* The handle of whom it is about; NULL where the change makes them. */
static enum rc handle_of(const struct watch *w, int64_t person, char text[HANDLE_TEXT], const char **ret)
{
	enum kind kind;
	handle h;
	*ret = NULL;
	if (person <= 0) {
		return RC_OK;
	}
	enum rc rc = subject_get(w->reg, reg_viewer(w->reg), person, &kind, &h, &w->c->fault);
	if (rc == RC_OK) {
		*ret = handle_format(h, text);
	}
	return rc;
}

static enum rc print_person(const struct watch *w, const struct watch_change *change, size_t i, size_t end)
{
	char text[HANDLE_TEXT], *label = NULL;
	const char *h;
	int64_t person = change->list[i].person;
	enum rc rc = handle_of(w, person, text, &h);
	if (rc == RC_OK && h) {
		rc = subject_label(w->reg, reg_viewer(w->reg), w->c->arena, person, "en", &label, &w->c->fault);
	}
	if (rc != RC_OK) {
		return rc;
	}
	int column = printf("  %-12s  ", h ? h : person ? "new person" : "new source");
	char *words = label ? arena_printf(w->c->arena, "%s: ", label) : arena_strdup(w->c->arena, "");
	for (size_t k = i; k < end; k++) {
		const char *value = value_text(w, &change->list[k]);
		const struct statement *target = change->list[k].target;
		if (value) {
			words = arena_printf(w->c->arena, "%s%s%s %s", words, k > i ? "; " : "",
				property_text(w, &change->list[k]), value);
		}
		if (target) {
			words = arena_printf(w->c->arena, "%s, not %.*s", words, STR_ARG(target->value.text));
		}
	}
	print_wrapped(stdout, w->c->width, 16, column, one_line(w->c, words));
	return RC_OK;
}

enum rc watch_print_change(const struct watch *w, const struct watch_change *change)
{
	size_t present = 0;
	enum rc rc = RC_OK;
	if (change->count) {
		printf("\nTo be recorded, by this copy:\n");
	}
	for (size_t i = 0, end; rc == RC_OK && i < change->count; i = end) {
		end = end_of_person(change, i);
		if (only_present(change, i, end)) {
			present++;
		} else {
			rc = print_person(w, change, i, end);
		}
	}
	if (rc == RC_OK && present) {
		printf("  of %zu who %s on the list as before: recognition.body %s\n", present, present == 1 ? "is" : "are",
			w->body_key);
	}
	return rc;
}

enum rc watch_json_change(const struct watch *w, const struct watch_change *change, struct json_writer *j)
{
	char text[HANDLE_TEXT];
	const char *h;
	enum rc rc = RC_OK;
	json_key(j, "to_record");
	json_array(j);
	for (size_t i = 0; rc == RC_OK && i < change->count; i++) {
		const struct watch_statement *x = &change->list[i];
		const char *value = value_text(w, x);
		if (!value) {
			continue;
		}
		rc = handle_of(w, x->person, text, &h);
		json_object(j);
		json_put_cstr(j, "kind", x->person ? "person" : "source");
		json_put_cstr(j, "person", h);
		if (x->line) {
			json_put_int(j, "line", x->line);
		}
		json_put_cstr(j, "property", property_text(w, x));
		json_put_cstr(j, "value", value);
		json_put_cstr(j, "in_place_of", x->target ? str_dup(w->c->arena, x->target->value.text) : NULL);
		json_object_end(j);
	}
	json_array_end(j);
	return rc;
}
