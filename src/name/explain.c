/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Evidence as a sentence and as JSON. */
#include "name/name.h"

static const char *const how_words[] = {
	[NAME_SAME_SOUND] = "sounds", [NAME_SAME_FAMILY] = "given-family", [NAME_BY_INITIAL] = "initial",
	[NAME_JOINED] = "joined", [NAME_ALONE] = "alone", [NAME_AGAINST] = "against",
};
static const char *const patronymic_words[] = {
	[NAME_PATRONYMIC_NONE] = "none", [NAME_PATRONYMIC_OMITTED] = "omitted",
	[NAME_PATRONYMIC_AGREES] = "agrees", [NAME_PATRONYMIC_CONTRADICTED] = "contradicted",
};

static struct str token_text(const struct name *n, int i, struct str text)
{
	return i < 0 ? STR("") : str_sub(text, n->token[i].from, n->token[i].to);
}

static void explain_link(const struct name_link *l, struct str x, struct str y, struct buf *out)
{
	static const char *const say[] = {
		[NAME_SAME_SOUND] = "sounds like", [NAME_SAME_FAMILY] = "is the same given name as",
		[NAME_BY_INITIAL] = "fits the initial", [NAME_JOINED] = "is written as one with",
		[NAME_AGAINST] = "stands against",
	};

	if (l->how == NAME_ALONE) {
		buf_printf(out, "\"%.*s\" is on one side only", STR_ARG(l->a >= 0 ? x : y));
	} else if (l->how == NAME_SAME_SOUND && l->cost == 0) {
		buf_printf(out, "\"%.*s\" = \"%.*s\"", STR_ARG(x), STR_ARG(y));
	} else {
		buf_printf(out, "\"%.*s\" %s \"%.*s\"", STR_ARG(x), say[l->how], STR_ARG(y));
	}
}

static void explain_rest(const char *what, float weight, struct buf *out)
{
	if (weight != 0) {
		buf_printf(out, "; the %s %s", what, weight > 0 ? "agree" : "differ");
	}
}

void name_explain(const struct name_evidence *e, const struct name *a, struct str text_a,
	const struct name *b, struct str text_b, struct buf *out)
{
	static const char *const patronymic[] = {
		[NAME_PATRONYMIC_NONE] = "", [NAME_PATRONYMIC_OMITTED] = "; one side leaves the patronymic out",
		[NAME_PATRONYMIC_AGREES] = "; the patronymics agree",
		[NAME_PATRONYMIC_CONTRADICTED] = "; the patronymics contradict one another",
	};

	for (size_t i = 0; i < e->count; i++) {
		const struct name_link *l = &e->link[i];
		buf_puts(out, i ? "; " : "");
		explain_link(l, token_text(a, l->a, text_a), token_text(b, l->b, text_b), out);
	}
	buf_puts(out, patronymic[e->patronymic_is]);
	explain_rest("birth dates", e->birth, out);
	explain_rest("sexes", e->sex, out);
	explain_rest("places", e->place, out);
	buf_printf(out, "%sprobability %.2f", e->count ? "; " : "", (double)e->probability);
}

static void put_real(struct json_writer *w, const char *key, float value)
{
	json_key(w, key);
	json_real(w, (double)value, 3);
}

void name_explain_json(const struct name_evidence *e, const struct name *a, struct str text_a,
	const struct name *b, struct str text_b, struct json_writer *w)
{
	json_object(w);
	json_key(w, "probability");
	json_real(w, (double)e->probability, 4);
	json_key(w, "log_odds");
	json_real(w, (double)e->log_odds, 3);
	json_key(w, "nats");
	json_object(w);
	put_real(w, "family", e->family);
	put_real(w, "given", e->given);
	put_real(w, "patronymic", e->patronymic);
	put_real(w, "other", e->other);
	put_real(w, "order", e->order);
	put_real(w, "birth", e->birth);
	put_real(w, "place", e->place);
	put_real(w, "sex", e->sex);
	json_object_end(w);
	json_put_cstr(w, "patronymic", patronymic_words[e->patronymic_is]);
	json_key(w, "links");
	json_array(w);
	for (size_t i = 0; i < e->count; i++) {
		const struct name_link *l = &e->link[i];
		json_object(w);
		json_put_str(w, "a", token_text(a, l->a, text_a));
		json_put_str(w, "b", token_text(b, l->b, text_b));
		json_put_cstr(w, "how", how_words[l->how]);
		json_key(w, "weight");
		json_real(w, (double)l->weight, 3);
		json_object_end(w);
	}
	json_array_end(w);
	json_object_end(w);
}
