#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# po/volya.pot holds the messages of the sources as they are, and every language translates all of them.
#   pot.sh COLLECTED.pot PO-FOLDER PO2C
set -eu

if ! cmp -s "$1" "$2/volya.pot"; then
	echo "po/volya.pot is stale; after a look at the difference: cp $1 $2/volya.pot" >&2
	diff -u "$2/volya.pot" "$1" | head -40 >&2
	exit 1
fi
exec "$3" --check "$2/volya.pot" "$2"/*.po
