# SPDX-License-Identifier: AGPL-3.0-or-later
# kill -9 in the midst of imports and undos: no acknowledged change is lost, none is left half.
#
#   sh kill.sh VOLYA [ROUNDS]      20 rounds in the tests, thousands in make soak
. "$(dirname "$0")/lib.sh"
rounds=${2:-20}
invented_csv
run 0 init reg --organisation "Invented Centre"
run 0 --register reg import csv

acknowledged=0
i=0
while [ "$i" -lt "$rounds" ]; do
	i=$((i + 1))
	# Sixty people that belong together: all of them are there, or none.
	awk -v r="$i" 'BEGIN {print "key,name@en,sex,publication,spell.from,spell.to,spell.ground,source"
		for (n = 1; n <= 60; n++)
			printf "k%d-%d,Round%d Invented%d,male,recognised,2021-01-%02d,2021-06-01,served,s1\n", r, n, r, n, n % 28 + 1
		}' >batch.csv
	# A row that only the last file of the round brings back: "Recorded" is the acknowledgement.
	"$volya" --register reg import batch.csv --kind person >import.out 2>import.err &
	pid=$!
	# From nothing to some hundreds of milliseconds: before, in and after the commit.
	sleep "0.$(printf '%03d' $((i * 37 % 300)))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	run 0 --register reg ask "count people detained in 2021-01"
	"$volya" --register reg export "x$i" >/dev/null 2>err || fail "no export after round $i: $(cat err)"
	there=$(grep -c "^k$i-[0-9]*,name," "x$i/people.csv")
	[ "$there" -eq 0 ] || [ "$there" -eq 60 ] || fail "round $i: half a change, $there of 60 people"
	if grep -q Recorded import.out; then
		acknowledged=$((acknowledged + 1))
		[ "$there" -eq 60 ] || fail "round $i: an acknowledged change is gone"
	fi
	rm -rf "x$i"
done

# An undo takes three changes back, or none: sixty people, their sex, their birth.
undone=0
i=0
while [ "$i" -lt $((rounds / 2)) ]; do
	i=$((i + 1))
	awk -v r="$i" 'BEGIN {
		print "key,name@en,publication,source" >"first.csv"; print "key,sex,source" >"second.csv"
		print "key,birth,source" >"third.csv"
		for (n = 1; n <= 60; n++) {
			printf "u%d-%d,Round%d Undone%d,recognised,s1\n", r, n, r, n >"first.csv"
			printf "u%d-%d,male,s1\n", r, n >"second.csv"
			printf "u%d-%d,1980,s1\n", r, n >"third.csv"
		}}'
	for file in first second third; do
		run 0 --register reg import "$file.csv" --kind person
		[ "$file" != first ] || change=$(sed -n 's/^Recorded as change \([0-9]*\),.*/\1/p' out)
	done
	"$volya" --register reg undo "$change" --with-later >undo.out 2>undo.err &
	pid=$!
	sleep "0.$(printf '%03d' $((i * 53 % 300)))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	"$volya" --register reg export "u$i" >/dev/null 2>err || fail "no export after undo $i: $(cat err)"
	there=$(grep -c "^u$i-[0-9]*,[nsb][aei]" "u$i/people.csv")
	[ "$there" -eq 0 ] || [ "$there" -eq 180 ] || fail "undo $i: half an undo, $there of 180 statements"
	if grep -q Recorded undo.out; then
		undone=$((undone + 1))
		[ "$there" -eq 0 ] || fail "undo $i: an acknowledged undo is gone"
	fi
	rm -rf "u$i"
done

# Kills that always come first would test nothing.
[ "$rounds" -lt 20 ] || [ "$undone" -gt 0 ] || fail "no undo was ever acknowledged: the test tests nothing"
[ "$rounds" -lt 20 ] || [ "$acknowledged" -gt 0 ] || fail "no import was ever acknowledged: the test tests nothing"

# What is left is whole: the file, and the views.
[ "$(sqlite3 reg/register.db 'PRAGMA integrity_check' 2>/dev/null || echo ok)" = ok ] || fail "the file is damaged"
run 0 --register reg digest
cp out before
run 0 --register reg rebuild
run 0 --register reg digest
cmp -s out before || fail "the views are not what the statements say"
echo "$rounds rounds, $acknowledged imports and $undone undos acknowledged before the kill"
finish
