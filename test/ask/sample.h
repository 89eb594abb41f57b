/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small register for questions with known answers. All people and bodies in it are invented but for Viasna's key. */
#ifndef TEST_ASK_SAMPLE_H
#define TEST_ASK_SAMPLE_H

#include "../register/box.h"

#include "ask/ask.h"

/*
 * On 2023-03-16: ann and bea are held for sure, cyd possibly (the end is 2023), dan was released in 2022,
 * eve's sex is disputed and she is held; fay has nothing recorded but a name.
 */
static inline int sample_setup(void **state)
{
	int failed = box_setup(state);
	struct box *box = *state;
	if (failed) {
		return failed;
	}
	box_sources(box);
	FINE(box_import(box, KIND_PERSON,
		"key,name@en,sex,occupation,birth,publication,source,spell.key,spell.from,spell.to,"
		"spell.ground,flag,charge.article,sentence.date,sentence.months,recognition.body,"
		"recognition.given\n"
		"ann,Ann "
		"Invented,female,journalist,1970-01-01,public_figure,s1,ann-1,2021-05-01,2024-01-01,served,"
		"incommunicado [2022-01-01/2023-06-01],342,2021-09,36,viasna,2021-06-01\n"
		"bea,Bea "
		"Invented,female,activist|journalist,1990,public_figure,s1,bea-1,2022-02,2023-12,pardoned,,"
		"361,2022-08-01,"
		"60,viasna,2022-05\n"
		"cyd,Cyd Invented,male,lawyer,1960~,public_figure,s1,cyd-1,2021-07-07,2023,,ill "
		"[2022/],342,,,,\n"
		"dan,Dan "
		"Invented,male,,,public_figure,s1,dan-1,2020-08-09,2022-10-01,served,,130,2020-12-01,22,"
		"other,2020-10-01\n"
		"eve,Eve "
		"Invented,female,worker,,public_figure,s1,eve-1,2022-12-01,2024-05-05,served,,,,,,\n"
		"fay,Fay Invented,,,,public_figure,s1,,,,,,,,,,\n"));
	FINE(box_import(box, KIND_PERSON, "key,sex,source\neve,male,s2\n"));
	FINE(box_import(box, KIND_ORGANISATION, "key,name@en,kind,closure.date,closure.kind,source\n"
		"one,Organisation One,ngo,2021-07-14,liquidated,s1\ntwo,Organisation Two,media,2019-01-01,closed,s1\n"));
	FINE(box_import(box, KIND_FIGURE, "key,name,label,body,date,value,scope,source\n"
		"f1,political_prisoners_current,political prisoners,viasna,2023-02-28,1450,stock,s1\n"));
	return 0;
}

#define SAMPLE_TEST(name) cmocka_unit_test_setup_teardown(name, sample_setup, box_teardown)

static inline void sample_ask(struct box *box, const char *question, bool explain, struct answer *ret)
{
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX, .explain = explain};
	fault_clear(&box->fault);
	FINE(ask_run(box->reg, &viewer_public, box->arena, str_of(question), &o, ret, &box->fault));
}

#endif
