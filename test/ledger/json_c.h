/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* json-c beside base/json.h: two of its type names are names of our writer, and are told apart here. */
#ifndef TEST_LEDGER_JSON_C_H
#define TEST_LEDGER_JSON_C_H

#define json_object json_c_object
#define json_bool json_c_bool
#include <json-c/json.h>
#undef json_object
#undef json_bool

#endif
