# SPDX-License-Identifier: AGPL-3.0-or-later
# Withhold, reveal, erase: what nobody is to see is nowhere, and the log still verifies.
. "$(dirname "$0")/lib.sh"
invented_register
count="count people held on 2021-06-01"
run 0 --register reg ask "$count"
mv out before
run 0 --register reg digest
mv out digest.before

# A person, by one person, at once; then shown again.
run 2 --register reg withhold a
says err "a reason must be given"
run 2 --register reg withhold a --reason whim
says err "safety|wish|law|error|source"
run 0 --register reg withhold a --reason safety --note "asked by the sister (invented)"
says out "statements are withheld"
notice=$(sed -n 's/.*"volya reveal \([0-9]*\)".*/\1/p' out)
run 1 --register reg show a
run 1 --register reg find "Anton Invented"
run 0 --register reg export x1
! grep -rq "Anton" x1 || fail "a withheld person is exported"
run 0 --register reg verify
says out "withheld or erased"
run 0 --register reg log show "$notice"
says out "notice: withholds" "safety"
says_not out "sister"
! grep -rq "sister" reg/log || fail "a note is public"
run 0 --register reg withhold
says out "withheld" "asked by the sister"
run 0 --register reg rebuild
run 0 --register reg digest
mv out digest.withheld
run 0 --register reg reveal "$notice"
run 0 --register reg digest
cmp -s out digest.before || fail "what was shown again is not what it was"
run 0 --register reg ask "$count"
cmp -s out before || fail "another answer than before"
run 1 --register reg reveal "$notice"
run 0 --register reg withhold a --reason wish
run 0 --register reg digest
cmp -s out digest.withheld || fail "withheld twice is not withheld once"
notice=$(run 0 --register reg withhold; sed -n 's/^ *\([0-9]*\) .*withheld.*/\1/p' out | head -1)

# One statement of a person; a source.
run 0 --register reg show b --log
entry=$(grep -A2 ' 1990' out | sed -n 's/^ *entry \([0-9]*\), id.*/\1/p' | head -1)
[ -n "$entry" ] || fail "no birth date is shown: $(cat out)"
run 0 --register reg withhold "$entry" --reason wish
says out "1 statement is withheld"
run 0 --register reg show b
says_not out "1990"
says out "Berta Invented"
run 0 --register reg withhold s2 --reason source
run 0 --register reg show c
says_not out "Second report"
run 0 --register reg verify

# Erased: markers in every field leave no trace in any file.
marker()
{
	python3 -c 'import secrets; print("".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(24)))'
}
m1=$(marker) m2=$(marker) m3=$(marker) m4=$(marker) m5=$(marker)
printf 'key,name@en,name@be,publication,citizenship,description,source\n%s,%s,%s,recognised,%s,%s,s1\n' \
	"$m1" "$m2" "$m3" "$m4" "$m5" >marked.csv
"$volya" kinds >kinds.md
run 0 --register reg import marked.csv --kind person --message "taken in for $m2"
run 0 --register reg find "$m2"
python3 - "$m2" <<'PY'
import sqlite3, sys
db = sqlite3.connect("reg/register.db")
salts = [row[0] for row in db.execute("SELECT salts FROM statement WHERE change = (SELECT max(no) FROM change)")]
open("salts", "wb").write(b"".join(salts))
PY
cp -r reg copy
run 0 --register reg erase "$m1" --reason wish
says out "Nothing was changed"
run 0 --register reg find "$m2"
run 0 --register reg erase "$m1" --reason wish --yes
says out "erased"
traces()
{
	python3 - "$1" "$m1" "$m2" "$m3" "$m4" "$m5" <<-'PY'
		import os, sys
		salts = open("salts", "rb").read()
		wanted = [m.encode() for m in sys.argv[2:]] + [salts[i:i + 32] for i in range(0, len(salts), 32)]
		windows = {w[i:i + 8] for w in wanted for i in range(len(w) - 7)}
		found = set()
		for folder, _, files in os.walk(sys.argv[1]):
		    for name in files:
		        data = open(os.path.join(folder, name), "rb").read()
		        if any(data[i:i + 8] in windows for i in range(len(data) - 7)):
		            found.add(name)
		print(" ".join(sorted(found)))
	PY
}
[ -z "$(traces reg)" ] || fail "erased, but there are traces in: $(traces reg)"
[ -n "$(traces copy)" ] || fail "the search for traces finds nothing anywhere"
run 1 --register reg show "$m1"
run 0 --register reg verify
says out "withheld or erased"
run 0 --register reg audit --deep
run 0 --register reg rebuild
[ -z "$(traces reg)" ] || fail "a rebuild brings back traces: $(traces reg)"
run 2 --register reg erase "$m1" --reason wish --yes

# What was withheld can be erased by its notice, which is said; undo goes round what is gone.
run 2 --register reg erase a --reason wish
says err "named by its notice"
run 0 --register reg erase "$notice" --reason wish --yes
run 1 --register reg reveal "$notice"
run 0 --register reg verify
run 0 --register reg changes
last=$(sed -n 2p out | awk '{print $1}')
run 0 --register reg undo "$last"
says out "nothing was written"
run 0 --register reg undo 3
run 0 --register reg verify

# Killed between what is recorded and the file written anew: it is said, and whatever is done next ends it.
python3 -c 'import sqlite3
db = sqlite3.connect("reg/register.db")
db.execute("INSERT INTO setting (key, value) VALUES (?, 1)", ("scrub",))
db.commit()'
run 1 --register reg verify
says out "may still have traces"
run 0 --register reg changes
run 0 --register reg import csv/sources.csv --kind source
run 0 --register reg verify
finish
