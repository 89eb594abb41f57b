# SPDX-License-Identifier: AGPL-3.0-or-later
# A full disk in the midst of an import: a clear word, and the last good state.
. "$(dirname "$0")/lib.sh"
invented_register
run 0 --register reg digest
cp out before
awk 'BEGIN {print "key,name@en,sex,publication,spell.from,source"
	for (n = 1; n <= 20000; n++) printf "n%d,Name%d Invented%d,male,recognised,2021-01-01,s1\n", n, n, n}' >many.csv

# No file of the process may grow past 2 MiB: the system says no in the midst of the commit.
(ulimit -f 4096; trap '' XFSZ; "$volya" --register reg import many.csv --kind person >out 2>err)
status=$?
[ "$status" -eq 3 ] || fail "a full disk gives exit status $status, not 3: $(cat err)"
[ -s err ] || fail "a full disk goes without a word"
run 0 --register reg digest
cmp -s out before || fail "a full disk changed the register"
run 0 --register reg ask "count people held on 2021-06-01"

# With room again the same file goes in.
run 0 --register reg import many.csv --kind person
says out "20000 new"

# The index of names is only for speed: without room for it names are found all the same, and nothing half is left.
(ulimit -f 100; trap '' XFSZ; "$volya" --register reg find "Name7 Invented7" >out 2>err) ||
	fail "no room for the index of names: $(cat out err)"
says out "Name7 Invented7"
ls reg | grep -q '^names.index' && fail "half an index of names is left: $(ls reg)"
run 0 --register reg find "Name7 Invented7"
[ -s reg/names.index ] || fail "with room again no index of names is made"

# So much output that it fails before the end.
if [ -e /dev/full ]; then
	for format in text json; do
		"$volya" --register reg ask "list people" --format $format >/dev/full 2>err
		[ $? -eq 3 ] || fail "a full disk behind a long list ($format) goes unnoticed"
		says err "could not be written"
	done
fi

# A folder that may not be written (root may always).
if [ "$(id -u)" -ne 0 ]; then
	chmod -R a-w reg
	run 3 --register reg import csv
	chmod -R u+w reg
fi
finish
