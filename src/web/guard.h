/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may see a site with what is private: a browser of this machine in which somebody typed the code that the terminal
 * shows. Other users of the machine can reach the address, and any page that is open in the browser can point at it:
 * so each request must have the cookie, and call the host by a name of this machine.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "web/http.h"

struct guard;
struct guard *guard_create(void);
void guard_destroy(struct guard *g); /* wiped; NULL is fine */
const char *guard_code(const struct guard *g); /* lives as long as g */
bool guard_knows(const struct guard *g, const struct http_request *r);
/* Case and hyphens do not matter. True: the response brings the cookie. */
bool guard_enter(const struct guard *g, const struct http_request *r, struct str code, struct http_response *ret);
/* Whether that is an address that nothing outside this machine reaches. */
bool guard_is_local(const char *address);

#endif
