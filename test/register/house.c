/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "house.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[PERSONS] = {"anna", "boris", "vera"};

void act_as(struct fixture *x, int person)
{
	reg_act_as(x->w->reg, &x->who[person]);
}

/* Anna may do everything, Boris review and sign the log: two people, one of whom could sign in both roles. */
int begin(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	ledger_start();
	x->w = world_create(11);
	x->arena = arena_create((size_t)1 << 30);
	for (int i = 0; i < PERSONS; i++) {
		x->keys[i] = person_make(str_of(names[i]));
		x->who[i] = person_signer(x->keys[i]);
	}
	struct appointment list[] = {{x->who[ANNA].public, ALL},
		{x->who[BORIS].public, 1u << ROLE_REVIEWER | 1u << ROLE_LOG}};
	act_as(x, ANNA);
	FINE(x->w, people_found(x->w->reg, list, 2, false, &x->w->fault));
	*state = x;
	return 0;
}

int end(void **state)
{
	struct fixture *x = *state;
	char path[128];
	(void)snprintf(path, sizeof path, "%s/keyring", x->w->path);
	(void)remove(path);
	world_destroy(x->w);
	for (int i = 0; i < PERSONS; i++) {
		person_destroy(x->keys[i]);
	}
	arena_destroy(x->arena);
	free(x);
	return 0;
}

uint64_t draft(struct fixture *x, int person, const char *name)
{
	int64_t no;
	act_as(x, person);
	struct change *c = world_begin(x->w);
	int64_t subject = 0;
	FINE(x->w, change_subject(c, KIND_PERSON, &subject, &x->w->fault));
	(void)world_say(x->w, c, subject, P_PERSON_NAME, name);
	(void)world_say(x->w, c, subject, P_PERSON_PUBLICATION, "public_figure");
	FINE(x->w, change_close(c, NULL, &no, &x->w->fault));
	assert_int_equal(no, 0);
	uint64_t index = reg_drafted(x->w->reg);
	assert_true(index != EVENT_NONE);
	return index;
}

enum rc review(struct fixture *x, int person, uint64_t index)
{
	struct fault f = {0};
	act_as(x, person);
	return people_review(x->w->reg, index, true, STR("seen"), &f);
}

enum rc publish(struct fixture *x, int person, uint64_t index, int64_t *ret_no)
{
	struct fault f = {0};
	act_as(x, person);
	return people_publish(x->w->reg, index, NULL, ret_no, &f);
}

int64_t count(struct fixture *x, const char *sql)
{
	struct query *q;
	int64_t n = -1;
	FINE(x->w, db_query(reg_db(x->w->reg), sql, &q, &x->w->fault));
	FINE(x->w, query_int_or(q, 0, &n, &x->w->fault));
	return n;
}

static void put_raw(struct fixture *x, struct private_log *p, struct str salted)
{
	uint8_t key[KEY_SIZE];
	struct id commitment, leaf;
	struct buf sealed;
	struct query *q;
	event_commit(salted, &commitment);
	random_bytes(key, sizeof key);
	buf_init(&sealed, EVENT_MOST);
	seal_value(key, (struct str){(const char *)commitment.b, ID_SIZE}, salted, &sealed);
	for (int i = 0; i < PERSONS; i++) {
		FINE(x->w, keyring_add(p->keyring, &commitment, x->who[i].public.box, (struct str){(char *)key, KEY_SIZE},
			&x->w->fault));
	}
	FINE(x->w, db_query(reg_db(x->w->reg), "INSERT INTO event (leaf, commitment, sealed) VALUES (?, ?, ?)", &q,
		&x->w->fault));
	query_bind_int(q, 1, (int64_t)p->tree.size);
	query_bind_blob(q, 2, commitment.b, ID_SIZE);
	query_bind_blob(q, 3, sealed.p, sealed.n);
	FINE(x->w, query_run(q, &x->w->fault));
	leaf_hash(commitment.b, ID_SIZE, &leaf);
	tree_add(&p->tree, &leaf);
	buf_finish(&sealed);
}

/* Adds an event of whoever's that nothing has judged, well signed in all its parts. place: 0 where it belongs. */
uint64_t forge(struct fixture *x, int person, enum event_type type, struct str payload, int place)
{
	struct reg *r = x->w->reg;
	struct private_log p;
	struct buf salted;
	char salt[SALT_SIZE] = "a salt that nobody would guess..";
	act_as(x, ANNA);
	FINE(x->w, db_begin_write(reg_db(r), &x->w->fault));
	FINE(x->w, private_begin(r, &p, &x->w->fault));
	struct event e = {.index = p.tree.size + (uint64_t)place, .day = day_today(), .type = type, .payload = payload};
	memcpy(e.org, reg_org(r), ORG_SIZE);
	FINE(x->w, public_size(r, &e.size, &x->w->fault));
	buf_init(&salted, EVENT_MOST);
	buf_add(&salted, salt, sizeof salt);
	FINE(x->w, event_encode(&e, &x->who[person], &salted, &x->w->fault));
	put_raw(x, &p, buf_view(&salted));
	buf_finish(&salted);
	FINE(x->w, private_end(&p, &x->w->fault));
	private_finish(&p);
	FINE(x->w, db_commit(reg_db(r), &x->w->fault));
	return e.index;
}

/* Who reads it hears of it, in these words. */
void is_found(struct fixture *x, const char *words)
{
	struct people people;
	struct fault f = {0};
	act_as(x, BORIS);
	assert_int_equal(people_read(x->w->reg, x->arena, NULL, &people, &f), RC_CRYPTO);
	if (!strstr(f.message, words)) {
		fail_msg("\"%s\" lacks \"%s\"", f.message, words);
	}
}

size_t verified(struct fixture *x, const char *law, const char *words)
{
	struct people_report report;
	struct breach *list;
	size_t n = 0, found = 0;
	act_as(x, BORIS);
	FINE(x->w, people_verify(x->w->reg, x->arena, &report, &list, &n, &x->w->fault));
	for (size_t i = 0; i < n; i++) {
		found += law && strcmp(list[i].law, law) == 0 && strstr(list[i].text, words);
	}
	if (law && found == 0) {
		fail_msg("nothing of \"%s\" among %zu, the first \"%s\"", words, n, n ? list[0].text : "");
	}
	return n;
}

/* The payload of a draft, as it lies there. */
struct str payload_of(struct fixture *x, uint64_t index)
{
	struct keyring *k;
	struct buf bytes;
	struct event e;
	struct id unused;
	act_as(x, ANNA);
	FINE(x->w, keyring_load(keyring_path(x->w->reg, x->arena), &k, &x->w->fault));
	buf_init(&bytes, EVENT_MOST);
	FINE(x->w, private_event(x->w->reg, k, index, &bytes, &unused, &e, &x->w->fault));
	struct str payload = str_copy(x->arena, e.payload);
	buf_finish(&bytes);
	keyring_destroy(k);
	return payload;
}

void put_use(struct fixture *x, int person, enum role role, enum used_for of, const struct id *id)
{
	struct event_use use = {.role = role, .of = of, .id = *id, .event = EVENT_NONE};
	struct buf out;
	buf_init(&out, 4096);
	event_use_encode(&use, &out);
	(void)forge(x, person, EVENT_USE, buf_view(&out), 0);
	buf_finish(&out);
}
