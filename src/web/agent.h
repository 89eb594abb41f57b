/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The agent: a process of a person's own that holds their opened key in locked memory, so that the passphrase is
 * asked once and every command and page can sign and open as that person until they lock it, or forget to.
 *
 * It answers on a socket of this machine in a folder that only its user can enter ($XDG_RUNTIME_DIR/volya, or
 * /tmp/volya-UID), and only processes of the same user. It ends, and wipes the key, when it is told to, on SIGTERM,
 * SIGHUP and SIGINT, when nobody asked it to sign or open for a while, and when the machine slept.
 *
 * It is here because sockets are this room's; the commands use it, and so do the pages.
 */
#ifndef WEB_AGENT_H
#define WEB_AGENT_H

#include <sys/types.h>

#include "ledger/person.h"

#define AGENT_IDLE_USUAL (15 * 60)
#define AGENT_IDLE_MOST (12 * 60 * 60)

/* ---- for who needs a key ---- */

/* Whose key is open. RC_NOT_FOUND: nothing is; RC_DENIED: the folder is not ours alone; RC_IO: it does not answer. */
struct agent_state {
	struct person_public public;
	uint32_t idle_left; /* seconds until it ends by itself */
	pid_t process;
};
MUST_USE enum rc agent_look(struct agent_state *ret, struct fault *f);
/*
 * A signer that asks the agent each time, as long as the arena lives. RC_NOT_FOUND as above, with a hint. Its calls
 * give RC_NOT_FOUND once the agent has ended, and RC_CRYPTO where by then it holds another person's key.
 */
MUST_USE enum rc agent_signer(struct arena *a, struct signer *ret, struct fault *f);
/*
 * When it returns RC_OK no agent of this user holds a key: it wiped it, or it was killed as it did not answer.
 * *ret_was: there was one.
 */
MUST_USE enum rc agent_lock(bool *ret_was, struct fault *f);

/* ---- for the process itself ---- */

struct agent;
/* Claims the place, so that there is one agent for each user. RC_CONFLICT: there is one. For agent_end(). */
MUST_USE enum rc agent_begin(struct agent **ret, struct fault *f);
/* From here on others find it. */
MUST_USE enum rc agent_listen(struct agent *a, struct fault *f);
/* Leaves terminal, folder and all other open files but keep (-1: none). Without this it serves in front. */
void agent_detach(struct agent *a, int keep);
/* Answers until it ends. The key is wiped when it returns. */
void agent_serve(struct agent *a, struct person_key *k, uint32_t idle_seconds);
void agent_end(struct agent *a); /* NULL is fine */

#endif
