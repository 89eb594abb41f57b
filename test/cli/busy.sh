# SPDX-License-Identifier: AGPL-3.0-or-later
# Two writers at once, and readers beside a writer: the second writer waits or says why not, readers see one state.
. "$(dirname "$0")/lib.sh"
invented_register
reg="--register reg"

batch()
{
	awk -v r="$1" 'BEGIN {print "key,name@en,sex,publication,spell.from,source"
		for (n = 1; n <= 3000; n++) printf "%s%d,Name%d Invented%s,male,recognised,2021-01-01,s1\n", r, n, n, r}' >"$1.csv"
}

# Two imports at once: both are taken in whole, one after the other.
batch x
batch y
"$volya" $reg import x.csv --kind person >x.out 2>x.err &
first=$!
"$volya" $reg import y.csv --kind person >y.out 2>y.err &
second=$!
# Whoever asks meanwhile is answered, with all of an import or with nothing of it.
while kill -0 "$first" 2>/dev/null || kill -0 "$second" 2>/dev/null; do
	run 0 $reg ask "count people detained on 2021-01-01"
	grep -qE "^(at least )?(0|3 ?000|6 ?000)( people|, )" out || fail "a reader saw half an import: $(sed -n 3p out)"
done
wait "$first" || fail "the first of two imports: $(cat x.err)"
wait "$second" || fail "the second of two imports: $(cat y.err)"
says x.out "3000 new"
says y.out "3000 new"
run 0 $reg audit

# A writer that stays: the next gives up after ten seconds, with a word, and has changed nothing.
python3 - reg/register.db <<-'PY' &
	import sqlite3, sys, time
	db = sqlite3.connect(sys.argv[1], isolation_level=None)
	db.execute("BEGIN IMMEDIATE")
	open("held", "w").close()
	while not __import__("os").path.exists("let-go"):
	    time.sleep(0.05)
	db.execute("ROLLBACK")
PY
holder=$!
while [ ! -e held ]; do
	sleep 0.05
done
run 0 $reg ask "count people held on 2022-06-01"
run 0 $reg digest
cp out before
batch z
run 3 $reg import z.csv --kind person
says err "another writer is at work" "try again"
says_not err "database is locked"
run 3 $reg undo 1
says err "another writer is at work"
touch let-go
wait "$holder"
run 0 $reg digest
cmp -s out before || fail "a refused writer changed something"
run 0 $reg import z.csv --kind person
finish
