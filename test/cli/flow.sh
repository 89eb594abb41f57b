# SPDX-License-Identifier: AGPL-3.0-or-later
# One register from empty to exported: import, ask, undo, audit, export, and back.
. "$(dirname "$0")/lib.sh"
invented_register
reg="--register reg"

# A second time changes nothing.
run 0 $reg digest
cp out digest
run 0 $reg import csv
says out "nothing was written"
run 0 $reg digest
cmp -s out digest || fail "importing twice changed the views"

# Questions, in three formats.
run 0 $reg ask "count people held on 2022-06-01"
says out "at least 1" "at most 2"
run 0 $reg ask "count people held on 2022-06-01" --format json --explain
says out '"at_least"' '"at_most"' '"members"' '"excluded"' '"coverage"'
python3 -c 'import json; a = json.load(open("out")); assert (a["at_least"], a["at_most"]) == (1, 2), a' \
	|| fail "the JSON answer"
run 0 $reg ask "count people held on 2022-06-01 by sex" --format csv
says out "female" "male"
run 2 $reg ask "change in people held between 2024-01-01 and 2023-01-01"
says err "before the first"
run 2 $reg ask "count peple held"
says err "peple" "people"
run 2 $reg ask "count people held on 2021-02-30"
says err ":"

# Undo: every answer is again what it was.
printf 'key,name@en,sex,publication,spell.from,source\nd,Dora Invented,female,recognised,2021-03-01,s1\na,,female,,,s1\n' >more.csv
run 0 $reg import more.csv --kind person --dry-run
says out "sex" "A dry run"
run 0 $reg digest
cmp -s out digest || fail "a dry run wrote something"
run 0 $reg import more.csv --kind person
run 0 $reg changes --most 1
change=$(awk 'NR == 2 {print $1}' out)
run 0 $reg undo "$change"
run 0 $reg ask "count people held on 2022-06-01"
says out "at least 1" "at most 2"
run 0 $reg ask "count women held on 2022-06-01"
says_not out "at most 2"

# All rows or none; the good ones with --keep-going; the bad ones mended.
printf 'key,name@en,sex,birth,publication,source\ne,Emil Invented,male,1990-02-30,recognised,s1\nf,Fedor Invented,mail,1990,recognised,s1\ng,Greta Invented,female,1991,recognised,s1\n' >bad.csv
run 2 $reg import bad.csv --kind person
says err "bad.csv:2:4" "birth" "bad.csv:3:3" "sex"
run 1 $reg show g
run 1 $reg import bad.csv --kind person --keep-going
says out "bad.csv.bad.csv"
run 0 $reg show g
# The rows left out may be half mended: nothing is written over them, nor over the file itself, nor in a device's place.
cp bad.csv.bad.csv left.csv
run 2 $reg import bad.csv --kind person --keep-going
says err "bad.csv.bad.csv is there already" "--bad-rows"
cmp -s bad.csv.bad.csv left.csv || fail "the rows left out were written over"
cp bad.csv same.csv
run 2 $reg import same.csv --kind person --keep-going --bad-rows same.csv
cmp -s bad.csv same.csv || fail "the file was replaced by its own bad rows"
mkfifo pipe
cat pipe >piped &
run 1 $reg import same.csv --kind person --keep-going --bad-rows pipe
wait
[ -p pipe ] || fail "a pipe was replaced by a file"
says piped "Emil Invented"
sed 's/1990-02-30/1990-02-28/; s/,mail,/,male,/' bad.csv.bad.csv >mended.csv
run 0 $reg import mended.csv --kind person
run 0 $reg show e
says out "Emil Invented"
printf 'key,name@en,colour\nh,Hans Invented,red\n' >header.csv
run 2 $reg import header.csv --kind person
says err "header.csv:1:3" "colour"

# A name is one line that can be seen whole.
printf 'key,name@en,publication,source\nn1,"Two\nLines",recognised,s1\n' >lines.csv
run 2 $reg import lines.csv --kind person
says err "lines.csv:2:2" "one line"
printf 'key,name@en,publication,source\nn1,Ales\342\200\213 Unseen,recognised,s1\n' >unseen.csv
run 2 $reg import unseen.csv --kind person
says err "unseen.csv:2:2" "U+200B"

# Without a ground for publication nothing is kept.
printf 'key,name@en,source\nz,Zoe Withheld,s1\n' >withheld.csv
run 2 $reg import withheld.csv --kind person || true
grep -rqa "Zoe Withheld" reg && fail "a withheld person lies in the register in clear"

# Find and show.
run 0 $reg find "Invented Berta"
says out "same" "Berta Invented"
run 1 $reg find "Nobody Atall"
run 0 $reg show b --all
says out "First report (invented)"

# Export, import into an empty register, export: the same bytes.
run 0 $reg export one
run 0 init reg2 --organisation "Other"
run 0 --register reg2 import one
run 0 --register reg2 export two
diff -r one two >differences || { fail "the round trip differs"; head -5 differences >&2; }
run 3 $reg export one
run 0 $reg export json --format json
for f in json/*; do
	python3 -m json.tool "$f" >/dev/null || fail "$f is no JSON"
done

run 0 $reg rebuild
run 0 $reg digest
cp out rebuilt
run 0 $reg digest
cmp -s out rebuilt || fail "the digest is not stable"
run 0 $reg audit

# A folder that cannot be written, a file that is none.
run 2 $reg import nothing.csv
says err "nothing.csv"
printf 'one\0two' >zero.csv
run 2 $reg import zero.csv --kind person
finish
