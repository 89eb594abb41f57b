/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The keyring in memory: wraps by item and person. Its file is in keyring_file.c. */
#include "ledger/keyring.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/keyring_inside.h"

struct keyring *keyring_create(void)
{
	return xcalloc(1, sizeof(struct keyring));
}

void keyring_destroy(struct keyring *k)
{
	for (size_t i = 0; k && i < k->count; i++) {
		free(k->wraps[i].box);
	}
	if (k) {
		free(k->wraps);
	}
	free(k);
}

int keyring_compare(const struct kept *a, const struct kept *b)
{
	int order = memcmp(a->item.b, b->item.b, ID_SIZE);
	return order ? order : memcmp(a->person, b->person, KEY_SIZE);
}

/* The later of equals is the first of them. */
static int compare(const void *a, const void *b)
{
	const struct kept *x = a, *y = b;
	int order = keyring_compare(x, y);
	return order ? order : (x->number < y->number) - (x->number > y->number);
}

/* Wraps are added at the end, and sorted when they are looked for: a thousand added are sorted once. */
static void settle(struct keyring *k)
{
	size_t kept = 0;
	if (!k->unsorted) {
		return;
	}
	qsort(k->wraps, k->count, sizeof *k->wraps, compare);
	for (size_t i = 0; i < k->count; i++) {
		if (kept && keyring_compare(&k->wraps[kept - 1], &k->wraps[i]) == 0) {
			free(k->wraps[i].box);
			k->gone = true;
		} else {
			k->wraps[kept++] = k->wraps[i];
		}
	}
	k->count = kept;
	k->unsorted = false;
}

void keyring_keep(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE], struct str box)
{
	if (k->count == k->room) {
		k->room = k->room ? 2 * k->room : 16;
		k->wraps = xrealloc(k->wraps, k->room * sizeof *k->wraps);
	}
	struct kept *w = &k->wraps[k->count++];
	*w = (struct kept){.item = *item, .number = k->next++, .box = xmalloc(box.n ? box.n : 1), .box_n = box.n};
	memcpy(w->person, person, KEY_SIZE);
	memcpy(w->box, box.p, box.n);
	k->unsorted = k->count > 1 && (k->unsorted || keyring_compare(w - 1, w) >= 0);
}

/* What lies in the box: the item's id, then the secret. */
#define INSIDE_MOST (ID_SIZE + KEYRING_SECRET_MOST)

enum rc keyring_add(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE], struct str secret,
	struct fault *f)
{
	uint8_t inside[INSIDE_MOST];
	struct buf box;
	if (secret.n > KEYRING_SECRET_MOST) {
		return fault_set(f, RC_LIMIT, "a secret of %zu bytes is no key", secret.n);
	}
	memcpy(inside, item->b, ID_SIZE);
	if (secret.n) {
		memcpy(inside + ID_SIZE, secret.p, secret.n);
	}
	buf_init(&box, INSIDE_MOST + BOX_OVERHEAD);
	enum rc rc = box_seal(person, (struct str){(const char *)inside, ID_SIZE + secret.n}, &box, f);
	secret_wipe(inside, sizeof inside);
	if (rc == RC_OK) {
		keyring_keep(k, item, person, buf_view(&box));
	}
	buf_finish(&box);
	return rc;
}

/* The first wrap that is not before this item and person. */
static size_t place_of(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE])
{
	struct kept wanted = {.item = *item};
	size_t low = 0, high;
	memcpy(wanted.person, person, KEY_SIZE);
	settle(k);
	high = k->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (keyring_compare(&k->wraps[middle], &wanted) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

bool keyring_find(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE], struct str *ret_box)
{
	size_t at = place_of(k, item, person);
	const struct kept *w = at < k->count ? &k->wraps[at] : NULL;
	if (!w || memcmp(w->item.b, item->b, ID_SIZE) != 0 || memcmp(w->person, person, KEY_SIZE) != 0) {
		return false;
	}
	if (ret_box) {
		*ret_box = (struct str){w->box, w->box_n};
	}
	return true;
}

enum rc keyring_open(struct keyring *k, const struct id *item, const struct signer *who, void *ret, size_t size,
	struct fault *f)
{
	struct str box;
	if (!keyring_find(k, item, who->public.box, &box)) {
		return fault_set(f, RC_NOT_FOUND, "the keyring holds nothing of this for %s", who->public.name);
	}
	if (box.n != BOX_OVERHEAD + ID_SIZE + size || box.n > INSIDE_MOST + BOX_OVERHEAD) {
		return fault_set(f, RC_CRYPTO, "a secret in the keyring has another size than it must have");
	}
	uint8_t *inside = secret_alloc(ID_SIZE + size);
	enum rc rc = who->open_box(who->data, box, inside, f);
	if (rc == RC_OK && memcmp(inside, item->b, ID_SIZE) != 0) {
		rc = fault_set(f, RC_CRYPTO, "a secret in the keyring stands where another belongs");
	}
	if (rc == RC_OK) {
		memcpy(ret, inside + ID_SIZE, size);
	}
	secret_free(inside);
	return rc;
}

/* Forgets the wraps that one of the two names; the order of the others stays. */
static size_t forget(struct keyring *k, const struct id *item, const uint8_t *person)
{
	size_t kept = 0, count = k->count;
	for (size_t i = 0; i < count; i++) {
		struct kept *w = &k->wraps[i];
		bool goes = (!item || memcmp(w->item.b, item->b, ID_SIZE) == 0)
			&& (!person || memcmp(w->person, person, KEY_SIZE) == 0);
		if (goes) {
			secret_wipe(w->box, w->box_n);
			free(w->box);
		} else {
			k->wraps[kept++] = *w;
		}
	}
	k->count = kept;
	k->gone = k->gone || kept < count;
	return count - kept;
}

size_t keyring_remove(struct keyring *k, const struct id *item)
{
	settle(k);
	return forget(k, item, NULL);
}

size_t keyring_remove_person(struct keyring *k, const uint8_t person[KEY_SIZE])
{
	settle(k);
	return forget(k, NULL, person);
}

size_t keyring_remove_wrap(struct keyring *k, const struct id *item, const uint8_t person[KEY_SIZE])
{
	settle(k);
	return forget(k, item, person);
}

size_t keyring_count(struct keyring *k)
{
	settle(k);
	return k->count;
}

struct wrap keyring_at(struct keyring *k, size_t i)
{
	settle(k);
	struct wrap w = {.item = k->wraps[i].item, .box = {k->wraps[i].box, k->wraps[i].box_n}};
	memcpy(w.person, k->wraps[i].person, KEY_SIZE);
	return w;
}
