# SPDX-License-Identifier: AGPL-3.0-or-later
# Two organisations take in each other's logs: claims stand side by side, corrections and hiding follow, and what was
# altered on the way is found.
. "$(dirname "$0")/lib.sh"
invented_register
mv reg one
run 0 init two --organisation "Another Invented Centre"
run 0 --register two import csv/sources.csv --kind source
run 0 --register one log mirror m1
run 0 --register two log mirror m2

# Who it is, first; the key is what is believed.
run 0 --register two partner add m1
says out "is of Invented Centre" "Compare the key"
key1=$(sed -n 's/^  key  *//p' out)
run 0 --register two partner list
says out "no partners yet"
run 2 --register two partner add m1 --key "$(echo "$key1" | sed 's/x$/y/;t;s/.$/x/')"
run 0 --register two partner add m1 --key "$key1"
run 3 --register two partner add m1 --key "$key1"
says err "known already"
run 0 --register one partner add m2
key2=$(sed -n 's/^  key  *//p' out)
run 0 --register one partner add m2 --key "$key2"
run 3 --register one partner add m1 --key "$key1"
says err "this register's own log"

# Everything arrives, and every answer is the same; a second time there is nothing new.
run 0 --register two sync
says out "Invented Centre: 55 new entries" "51 statements taken in"
run 0 --register two sync
says out "0 new entries"
run 0 --register two verify
run 0 --register two find "Anton Invented"
for question in "count people held on 2021-06-01" "list people" "count people held on 2021-06-01 known on 2020-01-01"; do
	run 0 --register one ask "$question"
	mv out of-one
	run 0 --register two ask "$question"
	cmp -s of-one out || fail "$question: $(diff of-one out)"
done

# The first reading of a log is of no day: what comes later on it is not too much.
python3 - <<'PY'
with open("many.csv", "w", encoding="utf-8") as out:
    print("key,name@en,publication,source", file=out)
    for i in range(1700):
        print(f"m{i},Many{i} Invented,recognised,s1", file=out)
PY
cp -r one large
run 0 --register large import many.csv --kind person
run 0 --register large log mirror m-large
run 0 init four --organisation "Fourth Invented Centre"
run 0 --register four partner add m-large --key "$key1"
run 0 --register four sync
printf 'key,birth,source\nm1,1981,s2\n' >later.csv
run 0 --register large import later.csv --kind person
run 0 --register large log mirror m-large
run 0 --register four sync
says out "1 statement taken in"
says_not out "quarantine"
sed 's/^m/n/' many.csv >flood.csv
run 0 --register large import flood.csv --kind person
run 0 --register large log mirror m-large
run 0 --register four sync
says out "1 change in quarantine"
run 0 --register four partner list
says out "more than is taken in on one day"
run 1 --register four show n5
run 0 --register four sync Invented --admit
run 0 --register four show n5
run 0 --register four verify

# A correction, an undo, a person withheld and shown again, a statement erased: each at the next sync.
printf 'key,birth,source\na,1981-02-03,s2\n' >later.csv
run 0 --register one import later.csv --kind person
run 0 --register one log mirror m1
run 0 --register two sync
run 0 --register two show a
says out "1981-02-03"
run 0 --register one undo 4
run 0 --register one withhold b --reason safety
notice=$(sed -n 's/.*"volya reveal \([0-9]*\)".*/\1/p' out)
run 0 --register one log mirror m1
! grep -rq "Berta" m1 || fail "a mirror tells of whom was withheld"
run 0 --register two sync
says out "withheld by them"
run 1 --register two find "Berta Invented"
run 0 --register two show a
says_not out "1981-02-03"
python3 - <<'PY' || fail "a partner keeps what was withheld"
import sqlite3
assert sqlite3.connect("two/register.db").execute("SELECT count(*) FROM withheld").fetchone()[0] == 0
PY
run 0 --register one reveal "$notice"
run 0 --register one log mirror m1
run 0 --register two sync
says out "shown again"
run 0 --register two find "Berta Invented"
run 0 --register one ask "list people"
mv out of-one
run 0 --register two ask "list people"
cmp -s of-one out || fail "after all of it, the lists differ: $(diff of-one out)"
run 0 --register one erase c --reason wish --yes
run 0 --register one log mirror m1
run 0 --register two sync
says out "erased by them"
for folder in one m1 two; do
	! grep -rq "Cyril" "$folder" || fail "erased, but not in $folder"
done
run 0 --register two verify
run 0 --register two audit --deep
run 0 --register two rebuild
run 0 --register two digest

# A register of its own with claims of two organisations: an import does not touch the partner's.
run 0 --register two import csv/organisations.csv --kind organisation
run 0 --register two import csv/people.csv --kind person
run 0 --register two verify
run 0 --register two changes
says_not out " 55"

# A mirror is served: never with a database and keys in it.
run 2 --register one log mirror one
says err "one is a register"
[ ! -e one/checkpoint ] || fail "a mirror was written into a register"

# As one file; and a mirror is verified by itself.
run 0 --register one bundle write one.volya
run 0 verify one.volya --key "$key1"
says out "All of it holds" "the log of the key given"
run 0 verify m1
says out "Whose key it is was not checked"
run 1 verify m1 --key "$key2"
run 2 verify m1 --key "no key"
run 0 --register two bundle read one.volya
run 2 --register one bundle read one.volya
says err "who is no partner"
cp -r m1 spoilt
rm spoilt/checkpoint
run 1 verify spoilt
run 2 verify nowhere

# Nobody needs a mirror's hash tiles who has its entries, but others prove by them: each byte of them counts.
cp -r m1 spoilt-tile
for how in 'truncate -s -1' 'rm'; do
	rm -r spoilt-tile
	cp -r m1 spoilt-tile
	$how "$(find spoilt-tile/tile/0 -type f | head -1)"
	run 1 verify spoilt-tile
	says out "is not what the entries make"
done
for file in checkpoint "$(cd m1 && find tile/entries -type f | head -1)"; do
	rm -r spoilt-tile
	cp -r m1 spoilt-tile
	truncate -s -1 "spoilt-tile/$file"
	run 1 verify spoilt-tile
	says out "1 thing does not hold"
done

# What was altered on the way is not taken in, and said.
run 0 --register one import later.csv --kind person
run 0 --register one log mirror m1
cp -r m1 altered
python3 - <<'PY'
import pathlib
size = pathlib.Path("altered/checkpoint").read_text().splitlines()[1]
path = pathlib.Path(f"altered/content/000.p/{size}")
data = path.read_bytes()
assert b"1981-02-03" in data
path.write_bytes(data.replace(b"1981-02-03", b"1961-02-03"))
PY
cp -r two three
run 0 --register three sync Invented --from altered
says out "1 statement left out"
run 0 --register three show a
says_not out "1961"
run 0 --register three sync Invented --from m1
run 0 --register three partner list
says_not out "refused"
cp -r m1 altered2
python3 - <<'PY'
import pathlib
size = pathlib.Path("altered2/checkpoint").read_text().splitlines()[1]
path = pathlib.Path(f"altered2/tile/entries/000.p/{size}")
data = bytearray(path.read_bytes())
data[-40] ^= 1
path.write_bytes(data)
PY
run 3 --register two sync Invented --from altered2
says err "whoever serves them altered them"
run 1 verify altered
says out "is not what was signed"
run 1 verify altered2
run 0 --register two partner list
says out "trouble"
run 0 --register two sync
run 0 --register two partner list
says_not out "trouble"

# An older copy is no evidence; two logs of one key are.
cp -r m1 older
cp -r one forked
printf 'key,birth,source\na,1982,s2\n' >left.csv
printf 'key,birth,source\na,1983,s2\n' >right.csv
run 0 --register one import left.csv --kind person
rm -r forked/log
run 0 --register forked import right.csv --kind person
run 0 --register one log mirror m1
run 0 --register forked log mirror fork
run 0 --register two sync
run 0 --register two sync Invented --from older
says out "older than what is here"
run 3 --register two sync Invented --from fork
says err "signed two logs"
run 1 --register two partner list
says out "EVIDENCE"
run 3 --register two sync Invented --from fork
run 1 --register two partner list
[ "$(grep -c EVIDENCE out)" -eq 1 ] || fail "evidence is kept twice"
# Nothing more of it is taken in, until somebody says so.
run 3 --register two sync
says err "signed in two versions"
run 0 --register two sync Invented --admit
finish
