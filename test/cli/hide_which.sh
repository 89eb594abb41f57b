# SPDX-License-Identifier: AGPL-3.0-or-later
# What is to be hidden is named so that it can be one thing only: a number that is a key and an entry of the log, a key of
# two records, a key that a partner alone gave.
. "$(dirname "$0")/lib.sh"
invented_register

# A number that is both: nothing is hidden before it is said which.
printf 'key,name@en,publication,source\n12,Twelfth Invented,recognised,s1\n99999,Far Invented,recognised,s1\n' >numbers.csv
run 0 --register reg import numbers.csv --kind person
run 0 --register reg digest
mv out digest.before
for command in withhold erase; do
	run 3 --register reg $command 12 --reason safety
	says err "\"12\" is the key of a record and an entry of the log" "key:12" "entry:12"
done
run 0 --register reg digest
cmp -s out digest.before || fail "something was hidden before it was said what"
run 0 --register reg show 12
run 0 --register reg withhold key:12 --reason safety
notice=$(sed -n 's/.*"volya reveal \([0-9]*\)".*/\1/p' out)
run 1 --register reg show 12
run 0 --register reg show s2
run 0 --register reg reveal "entry:$notice"
run 0 --register reg digest
cmp -s out digest.before || fail "what was shown again is not what it was"
run 0 --register reg withhold entry:12 --reason safety
says out "1 statement is withheld"
run 0 --register reg show 12
notice=$(run 0 --register reg withhold; sed -n 's/^ *\([0-9]*\) .*withheld.*/\1/p' out | head -1)
run 0 --register reg reveal "$notice"
# Where it is one of them alone, there is nothing to ask.
run 0 --register reg withhold 99999 --reason safety
run 1 --register reg show 99999
run 2 --register reg withhold entry:a --reason safety
says err "is no entry of a log"
run 2 --register reg withhold key:nobody --reason safety
says err "nothing here has the handle or key \"nobody\""
run 2 --register reg erase entry:99999 --reason safety --yes

# The first digits of a statement's id can be a key, too.
run 0 --register reg show b --log
id=$(sed -n 's/.*id \([0-9a-f]*\)\.\.\..*/\1/p' out | head -1)
printf 'key,name@en,publication,source\n%s,Hexadecimal Invented,recognised,s1\n' "$id" >hex.csv
run 0 --register reg import hex.csv --kind person
run 3 --register reg withhold "$id" --reason safety
says err "entry:$id"

# One key, two kinds of record.
printf 'key,name@en,source\nb,Second Body Invented,s1\n' >body.csv
run 0 --register reg import body.csv --kind organisation
run 3 --register reg withhold b --reason safety
says err "several records have the key \"b\"" "person" "organisation"
handle=$(sed -n 's/.*person \([0-9a-z]*\).*/\1/p' err)
run 0 --register reg withhold "$handle" --reason safety
run 1 --register reg show "$handle"
run 0 --register reg verify

# A key that a partner gave is not ours to hide, whoever else spoke of their record; and ours comes before theirs.

printf 'key,name@en,publication,source\nx,Xenia Invented,recognised,s1\na,Another Invented,recognised,s1\n' >theirs.csv
run 0 init other --organisation "Another Invented Centre"
run 0 --register other import csv/sources.csv --kind source
run 0 --register other import theirs.csv --kind person
run 0 --register other log mirror m
run 0 init new --organisation "New Invented Centre"
run 0 --register new partner add m
run 0 --register new partner add m --key "$(sed -n 's/^  key  *//p' out)"
run 0 --register new sync
run 0 --register new import csv/sources.csv --kind source
run 0 --register new import csv/organisations.csv --kind organisation
printf 'key,name@en,publication,source\na,Anton Invented,recognised,s1\n' >ours.csv
run 0 --register new import ours.csv --kind person
run 0 --register new digest
mv out digest.before
run 3 --register new withhold x --reason safety
says err "Another Invented Centre alone calls a record \"x\""
run 0 --register new digest
cmp -s out digest.before || fail "something of a partner's record was hidden"
run 0 --register new withhold a --reason safety
run 1 --register new find "Anton Invented"
run 0 --register new find "Another Invented"
run 0 --register new verify
finish
