/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* doc/model.md a second time, from the raw statements, with no thought for speed. */
#ifndef TEST_REGISTER_ORACLE_H
#define TEST_REGISTER_ORACLE_H

#include "world.h"

enum answer { ANSWER_NO, ANSWER_POSSIBLE, ANSWER_SURE };

struct oracle;
struct oracle *oracle_create(struct world *w); /* reads all statements, as they stand */
void oracle_destroy(struct oracle *o);
/* The subject kept of a group of merged ones. */
int64_t oracle_kept(const struct oracle *o, int64_t subject);
/* Whether the views may speak of a person at all. */
bool oracle_public(const struct oracle *o, int64_t person);
enum answer oracle_held(const struct oracle *o, int64_t person, day on, day pub, day known);
enum answer oracle_listed(const struct oracle *o, int64_t person, int64_t body, day on, day pub, day known);

#endif
