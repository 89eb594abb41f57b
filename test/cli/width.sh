# SPDX-License-Identifier: AGPL-3.0-or-later
# On a terminal nothing that is meant to be read is wider than it; in a file a fault and its hint are a line each. And one
# entry is "1 entry".
. "$(dirname "$0")/lib.sh"
invented_register
printf 'key,name@en,publication,source\n12,Twelfth Invented,recognised,s1\n' >twelve.csv
run 0 --register reg import twelve.csv --kind person
run 0 --register reg log mirror m

narrow()
{
	python3 "$root/test/cli/width.py" "$volya" "$@" >wide || fail "wider than the terminal: $*: $(cat wide)"
}
narrow --register nowhere ask "count people"
narrow --register reg ask "count people held in"
narrow --register reg withhold 12 --reason safety
narrow --register reg withhold c
narrow --register reg withhold key:12 --reason safety
narrow --register reg erase --person c --reason wish --yes
narrow --register reg verify
narrow --register reg audit --on 2025-01-01
narrow --register reg partner add m
rm -r reg/log/tile
narrow --register reg verify
narrow backup nowhere --register reg
narrow --register reg backup copy
narrow restore copy back

# Evidence: two logs that one key has signed.
cp -a reg forked
run 0 --register reg log publish
cp -a reg one
rm -r forked/log
printf 'key,birth,source\na,1982,s2\n' >left.csv
printf 'key,birth,source\na,1983,s2\n' >right.csv
run 0 --register one import left.csv --kind person
run 0 --register forked import right.csv --kind person
run 0 --register one log mirror m1
run 0 --register forked log mirror m2
run 0 init two --organisation "Another Invented Centre"
run 0 --register two partner add m1
run 0 --register two partner add m1 --key "$(sed -n 's/^  key  *//p' out)"
run 0 --register two sync
narrow --register two sync Invented --from m2
narrow --register two partner list
run 1 --register two partner list
says out "EVIDENCE"

# In a file: one line each.
run 3 --register two sync Invented --from m2
[ "$(wc -l <err)" -le 2 ] || fail "a fault in a file is more than its line and its hint's: $(cat err)"

# One is one.
run 0 init small --organisation "Small Invented Centre"
printf 'key,title,published\ns1,First report (invented),2021-05-01\n' >one.csv
run 0 --register small log mirror m-small
run 0 --register two partner add m-small
run 0 --register two partner add m-small --key "$(sed -n 's/^  key  *//p' out)"
run 0 --register two sync Small
says out "1 new entry."
run 0 --register small log publish
says out "holds all 1 entry"
run 0 --register small verify
says out "1  entry makes the tree"
run 0 --register small backup copy-small
says out "1 entry under the root"
run 0 --register small bundle write small.volya
says out "1 entry and what"
finish
