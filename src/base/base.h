/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * base: the floor of the house. Memory, text, days, faults, and thin readers and
 * writers for CSV and JSON over libraries. Nothing here knows what Volya is for.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/arena.h"
#include "base/csv.h"
#include "base/day.h"
#include "base/edtf.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/json_in.h"
#include "base/text.h"

#endif
