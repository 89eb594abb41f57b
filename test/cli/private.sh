# SPDX-License-Identifier: AGPL-3.0-or-later
# What is said in private: three invented persons of one register. Members see it, or those alone whom it is sealed for;
# nothing public changes by it, no file has it in clear, and two together destroy it.
. "$(dirname "$0")/lib.sh"
make_persons anna boris vera dana egor
anna=$(cat anna.line) boris=$(cat boris.line) vera=$(cat vera.line)
invented_csv

# nothing_in_clear MARKER...   no 8 bytes of any of them lie in any file of the register
nothing_in_clear()
{
	python3 - "$@" <<-'PYTHON' || fail "what is private lies in a file"
		import os, sys
		windows = {m.encode()[i:i + 8] for m in sys.argv[1:] for i in range(len(m) - 7)}
		for folder, _, names in os.walk("reg"):
		    for name in names:
		        data = open(os.path.join(folder, name), "rb").read()
		        if any(data[i:i + 8] in windows for i in range(len(data) - 7)):
		            sys.exit(f"{folder}/{name}")
	PYTHON
}

# all_public FOLDER   every public output there is, in files
all_public()
{
	mkdir "$1"
	run 0 export "$1/export"
	for question in "count people held on 2022-01-01" "list people held on 2022-01-01" "count women listed by centre"; do
		"$volya" ask "$question" --explain >>"$1/answers" 2>&1
	done
	for name in m1 a b "Milana Xqzvhidden" need-1; do
		"$volya" show "$name" --all --log >>"$1/shown" 2>&1
		"$volya" find "$name" >>"$1/found" 2>&1
	done
	"$volya" changes >"$1/changes"
	"$volya" log show >"$1/log"
	"$volya" digest >"$1/digest"
	"$volya" audit >"$1/audit" 2>&1
}

cat >hidden.csv <<-'CSV'
	key,name@en,sex,birth,spell.from,spell.to,source
	m1,Milana Xqzvhidden,female,1991-02-03,2021-03-01,..,s1
	m2,Mikola Yqzvhidden,male,1990,2021-03-01,..,s1
CSV
printf 'key,note,source\na,"Xqzvnote-f8d0c2: lives with the sister in Xqzvtown",s1\n' >note.csv
printf 'key,person,text,source\nneed-1,a,Xqzvneed-77aa01 insulin,s1\n' >need.csv

# Without people there is nobody to say it to.
run 0 init reg --organisation "Invented Centre"
run 0 import csv
run 1 import hidden.csv --kind person --members
says err "has no people" "volya key found"
as anna
run 0 key found "$anna" author,log "$boris" reviewer,log "$vera" reviewer

# In public a person needs a ground, and a need can never be said.
run 2 import hidden.csv --kind person
says err "no ground for publication" "--members"
run 2 import need.csv --kind need
says err "only ever said to those who are named" "--sealed-for"
all_public before

# For members: without a ground, without a second person, by anybody who holds a role.
run 0 import hidden.csv --kind person --members --dry-run
says out "A dry run"
run 0 import hidden.csv --kind person --members --message "Xqzvmessage-55e1"
says out "Recorded in private"
as vera
run 0 import note.csv --kind person --sealed-for anna
run 2 import need.csv --kind need --members
says err "only ever said to those who are named"
run 0 import need.csv --kind need --sealed-for anna
run 2 import note.csv --kind person --sealed-for nobody
says err "nobody called"
run 2 import note.csv --kind person --sealed-for anna --members
says err "either"
run 0 import hidden.csv --kind person --members
says out "Nothing new"

# Members see it with all that is public; what is sealed, only those it is for.
as boris
run 0 show m1 --private
says out "Milana Xqzvhidden" "(members)"
run 0 find "Milana Xqzvhidden" --private
says out "recorded spelling"
run 0 ask "count people held on 2022-01-01" --private
says out "4 people"
run 0 ask "count people held on 2022-01-01"
says out "2 people"
run 0 show a --private
says_not out "Xqzvnote"
run 1 show need-1 --private
run 0 changes --private
says out "Xqzvmessage-55e1" "members, by anna"
says_not out "sealed"
run 0 verify
says out "2 events are sealed for others"
as anna
run 0 show a --private
says out "Xqzvnote-f8d0c2" "(sealed)"
run 0 show need-1 --private
says out "insulin"
printf 'count women held on 2022-01-01\n' >question
"$volya" shell --private <question >out 2>err
says out "2 people"

# For the public nothing has changed by a byte, and no file tells.
all_public with
diff -r before with >differences || fail "what is private shows: $(head -5 differences)"
nothing_in_clear "Milana Xqzvhidden" Yqzvhidden Xqzvnote-f8d0c2 "sister in Xqzvtown" Xqzvneed-77aa01 Xqzvmessage-55e1
[ ! -e reg/names.index ] || ! grep -q Xqzv reg/names.index || fail "the index of names has a private name"
run 0 lock
run 3 show m1 --private
says err "volya unlock"
run 0 unlock anna.person --passphrase-file words

# A newcomer reads what members said, and nothing sealed.
run 0 key role revoke vera --reason "for a test"
make_line=$(cat vera.line)
run 0 key role add "$make_line" author
as vera
run 0 show m1 --private
run 0 show a --private
says_not out "Xqzvnote"

# Taken back, for those it was said to, and brought back.
as boris
place=$("$volya" changes --private | sed -n 's/^ *p\([0-9]*\) .*Xqzvmessage.*/\1/p')
run 0 undo "p$place"
says out "Recorded in private"
run 1 show m1 --private
run 0 changes --private
says out "undo of p$place"
run 1 undo p9999
says err "p9999"
again=$("$volya" changes --private | sed -n "s/^ *p\([0-9]*\) .*undo of p$place .*/\1/p")
run 0 undo "p$again"
run 0 show m1 --private

# Destroyed: one asks, another agrees; what is not theirs to read they cannot destroy.
run 2 erase m1 --private
says err "a reason must be given"
run 1 erase c --private --reason wish
says err "nothing that you can read"
run 0 erase m1 --private --reason wish
says out "would be destroyed"
run 0 erase m1 --private --reason wish --note "asked by the mother" --yes
number=$(drafted)
run 3 review "$number" --accept --comment mine
as anna
run 0 review "$number"
says out "an erasure by boris" "asked by the mother"
run 0 review "$number" --accept --comment "I spoke with her"
says out "destroyed, with its keys"
run 1 show m1 --private
run 0 show m2 --private
says out "Yqzvhidden"
run 0 verify
run 0 erase a --private --reason wish --yes
number=$(drafted)
as boris
run 1 review "$number" --accept --comment "gladly"
says err "nothing is left of it that you can open"
run 0 verify

# What is erased in public takes with it what was said of it in private.
as anna
printf 'key,note,source\nb,Zqzvnote-of-b,s1\n' >b.csv
run 0 import b.csv --kind person --members
run 0 erase b --reason wish --yes
number=$(drafted)
as boris
run 0 review "$number" --accept --comment "her wish"
run 0 changes --private
says_not out "import b.csv"
run 0 verify
run 0 audit --deep

# A backup has it as sealed as it is here.
run 0 backup copy
grep -raE "Xqzv|Yqzv" copy && fail "what is private lies in a backup"

# To another organisation it goes in a parcel for one person there, and is theirs then.
as dana
run 0 init there --organisation "Another Centre"
run 0 --register there key found "$(cat dana.line)" author,log "$(cat egor.line)" reviewer,log
as anna
run 2 private send parcel m2
says err "--for"
run 2 private send parcel m2 --for dana
says err "volya key show"
run 1 private send parcel b --for "$(cat dana.line)"
run 0 private send parcel m2 --for "$(cat dana.line)"
says err "for dana alone"
grep -qaE "Yqzv|anna|dana|Invented" parcel && fail "the parcel shows what is in it"
as egor
run 3 --register there private receive parcel
says err "closed for another key than that of egor"
as dana
run 0 --register there private receive parcel
says out "who says to be anna" "Invented Centre" "Nothing was taken in"
run 0 --register there private receive parcel --sealed-for egor
says out "2 records, 2 of them new" "Recorded in private"
run 0 --register there private receive parcel --members
says out "Nothing new"
run 0 --register there show m2 --private
says out "Mikola Yqzvhidden" "(sealed)" "Received in private from Invented Centre (anna"
run 1 --register there show m2
as egor
run 0 --register there show m2 --private
run 0 --register there verify
grep -raE "Yqzvhidden" there && fail "what was received lies in a file"
as anna
run 2 private receive parcel.not
head -c 200 parcel >half
run 3 private receive half
run 0 private send own m2 --for "$anna"
run 2 private receive own --members
says err "of this register itself"
finish
