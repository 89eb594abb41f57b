# SPDX-License-Identifier: AGPL-3.0-or-later
# People of one register: three invented persons, each with an agent of their own, on one copy of the folder. What one
# drafts another publishes; nobody alone; and what is private is in no file.
. "$(dirname "$0")/lib.sh"
make_persons anna boris vera
anna=$(cat anna.line) boris=$(cat boris.line) vera=$(cat vera.line)

# A register of one hand, with two changes of before there were people.
invented_csv
mkdir first
mv csv/sources.csv csv/organisations.csv first
run 0 init reg --organisation "Invented Centre"
run 0 import first
as anna
run 1 review
says err "has no people"

# Founding: who founds is among them; two people must be able to publish; no role may be lost; and only once.
run 2 key found "$anna" author "$boris"
says err "followed by their roles"
run 3 key found "$boris" author,reviewer,log
says err "is not among them"
run 3 key found "$anna" author "$boris" reviewer
says err "nobody would hold the key of the log"
run 3 key found "$anna" author,reviewer,log
says err "fewer than two people could publish" "--alone"
cat reg/keys/*.key | grep -E '^[0-9a-f]{64}$' >seeds
[ "$(wc -l <seeds)" -eq 3 ] || fail "there are not three plain keys before"
cp -pr reg/keys keys.before
run 0 key found "$anna" author,log "$boris" reviewer,log
says out "has people now" "anna" "boris"
[ -z "$(ls reg/keys)" ] || fail "plain keys are left: $(ls reg/keys)"
# A founding that was cut short leaves plain files: verify says so, and the same command again removes them.
cp -p keys.before/*.key reg/keys
run 1 verify
says out "plain-keys"
run 0 key found "$anna" author,log "$boris" reviewer,log
[ -z "$(ls reg/keys)" ] || fail "plain keys are left: $(ls reg/keys)"
[ "$(stat -c %a reg/keyring)" = 600 ] || fail "others can read the keyring"
run 3 key found "$anna" author,log "$boris" reviewer,log
says err "has people already"
run 0 key role list
says out "anna                 author" "boris                reviewer"
run 0 verify
says out "2 changes were made before there were people" "0 since were" "2 persons hold a role now"

run 0 log checkpoint --private
says out "volya/" "/private"
[ "$(sed -n 2p out)" -gt 4 ] || fail "the private log has no events"

# A locked agent: nothing is drafted, and it is said why; what is public is still answered.
run 0 lock
run 3 import csv
says err "nobody's key is unlocked" "volya unlock"
run 0 import csv --dry-run
says out "would be"
run 0 changes
run 0 verify
says out "The persons behind the changes were not looked at"
run 0 unlock anna.person --passphrase-file words

# An author's import is a draft: nothing public, nothing readable in any file.
cat >private.csv <<-'CSV'
	key,name@en,sex,publication,spell.from,spell.ground,source
	marker-7f3a9c2e5b,Xqzvmarkername Invented,male,public_figure,2022-01-01,served,s1
CSV
before=$("$volya" log checkpoint)
run 0 import private.csv --kind person --message "message with Xqzvmarkerwords"
says out "Nothing is public yet" "volya review"
draft=$(drafted)
[ "$before" = "$("$volya" log checkpoint)" ] || fail "a draft changed the public log"
run 1 show marker-7f3a9c2e5b
run 0 verify
grep -raE "Xqzvmarker|marker-7f3a9c" reg && fail "what is private lies in a file"
# Its own author cannot judge or publish it, whatever they hold.
run 0 review
says out "$draft" "anna" "Xqzvmarkerwords"
run 0 review "$draft"
says out "new person" "Xqzvmarkername" "First report"
run 3 review "$draft" --accept --comment mine
says err "nobody reviews what is their own"
run 3 publish "$draft"
says err "nobody publishes what is their own"

# The second person: sees it, needs a comment, and publishes it by accepting.
as boris
run 3 import private.csv --kind person
says err "boris does not hold the key of the author"
run 3 publish "$draft"
says err "nobody has accepted it yet"
run 2 review "$draft" --accept
says err "needs a comment"
run 2 review "$draft" --accept --reject --comment both
run 1 review 999
run 0 review "$draft" --accept --comment "Xqzvmarkercomment"
says out "is accepted" "Published as change 3"
run 3 review "$draft" --reject --comment "too late"
says err "published already"
run 3 publish "$draft"
run 0 show marker-7f3a9c2e5b
says out "Xqzvmarkername"
run 0 verify
says out "1 since was drafted by one person and published by another"
grep -raE "Xqzvmarkerwords|Xqzvmarkercomment" reg && fail "a message or comment lies in a file"

# A folder is one draft of several changes.
as anna
run 0 import csv
folder=$(drafted)
as boris
run 0 review "$folder" --accept --comment "held against the reports"
says out "Published as change 4"

# What changed meanwhile is refused in clear words; and so is a key that another got.
as anna
printf 'key,birth,source\na,1981-02-03,s2\n' >one.csv
printf 'key,birth,source\na,1982-02-03,s2\n' >other.csv
printf 'key,name@en,publication,source\nfresh,Fresh Invented,recognised,s1\n' >fresh.csv
run 0 import one.csv --kind person
one=$(drafted)
run 0 import other.csv --kind person
other=$(drafted)
run 0 import fresh.csv --kind person
fresh=$(drafted)
run 0 import fresh.csv --kind person
again=$(drafted)
as boris
run 0 review "$one"
says out "there   1980-02-03" "new     1981-02-03"
run 0 review "$one" --accept --comment yes
run 3 review "$other" --accept --comment yes
says err "something else was recorded of Anton Invented"
says_not out "is accepted"
run 0 review "$other"
says out ", open"
run 0 review "$fresh" --accept --comment yes
run 3 review "$again" --accept --comment yes
says err "another record got the key \"fresh\""
run 0 review "$again" --reject --comment "stands already"
run 3 review "$again" --accept --comment "after all"
says err "rejected"

# An undo is a draft, too, and can be taken back as any.
as anna
run 0 undo 5
undo=$(drafted)
as boris
run 0 review "$undo" --accept --comment "the report was withdrawn"
run 0 show a
says out "1980-02-03"
run 0 verify

# So is what a copy of a list says.
as anna
printf 'Name,Born\nAnton Invented,1980-02-03\nBerta Invented,1990\nNobody Before,1971\n' >list.csv
run 1 watch list.csv --against centre --record
says err "Nothing is public yet"
list=$(sed -n 's/.*it waits as number \([0-9]*\) .*/\1/p' err)
as boris
run 0 review "$list"
says out "Nobody Before"
run 0 review "$list" --accept --comment "the copy lies before me"
run 0 find "Nobody Before"

# Withheld by one, at once. Shown again and erased by two.
as anna
run 0 withhold b --reason safety --note "Xqzvmarkernote"
says out "withheld"
notice=$(sed -n 's/.*in entry \([0-9]*\),.*/\1/p' out)
run 1 show b
# Another looks at it within a week; later than that it is said.
run 0 review
says out "to confirm" "Xqzvmarkernote"
hiding=$(sed -n 's/^ *\([0-9]*\) .* hiding .*/\1/p' out)
run 3 review "$hiding" --accept --comment mine
says err "nobody reviews what is their own"
VOLYA_TODAY=2099-01-01 run 0 verify
says out "1 withholding of more than a week ago was confirmed by nobody"
as boris
run 0 review "$hiding"
says out "One person withheld it"
run 0 review "$hiding" --accept --comment "she asked for it"
says out "is confirmed: it stays withheld"
run 3 review "$hiding" --reject --comment "too late"
VOLYA_TODAY=2099-01-01 run 0 verify
says_not out "confirmed by nobody"
as anna
run 0 reveal "$notice"
reveal=$(drafted)
run 3 review "$reveal" --accept --comment mine
as boris
run 0 review "$reveal" --accept --comment "she is safe"
says out "signed by two persons"
run 0 show b
run 0 erase c --reason wish --yes
erase=$(drafted)
run 0 show c
as anna
run 0 review "$erase" --accept --comment "asked for in writing"
run 1 show c
run 0 changes
says out "import sources.csv" "(no words kept here)"
run 0 verify
says out "3 notices since"
grep -ra "Xqzvmarkernote" reg && fail "a note lies in a file"
# The log went on meanwhile: the first person signs again.
printf 'key,name@en,publication,source\nanew,Anew Invented,recognised,s1\n' >anew.csv
run 0 import anew.csv --kind person
anew=$(drafted)
as boris
run 0 review "$anew" --accept --comment yes
as anna
run 0 erase anew --reason wish --yes
stale=$(drafted)
run 0 withhold b --reason safety
as boris
run 0 log checkpoint --private
mv out private.before
run 0 review
says out "sign anew"
run 3 review "$stale" --accept --comment yes
says err "its place in the log was taken" "anna gives the same command again"
says_not out "accepted"
run 0 log checkpoint --private
cmp -s out private.before || fail "a review was recorded of what cannot be confirmed any more"
# It is enough to give the command again: what it stood for before waits no more.
as anna
run 0 erase anew --reason wish --yes
anew=$(drafted)
run 0 review
says_not out "sign anew"
run 0 review --all
says out "signed anew"
as boris
run 3 review "$stale" --accept --comment yes
says err "signed anew under number $anew"
run 0 review "$anew" --accept --comment yes
says out "is accepted" "signed by two persons"
run 1 show anew
run 0 verify

# What was drafted of somebody who is erased goes with them: sealed bytes and keys, and no copy opens any more.
as anna
printf 'key,person,from,to,ground,source\nnew-spell,marker-7f3a9c2e5b,2019-01-01,2019-02-01,served,s1\n' >spell.csv
run 0 import spell.csv --kind spell
spell=$(drafted)
run 0 erase --person marker-7f3a9c2e5b --reason wish --yes
gone=$(drafted)
as boris
run 0 review "$gone" --accept --comment "asked for"
run 0 verify
run 1 review 998
run 0 review --all
says out "(erased)"
python3 - "$draft" "$folder" "$spell" <<-'PY' || fail "drafts of what was erased are not gone"
	import pathlib, sqlite3, sys
	keyring = pathlib.Path("reg/keyring").read_bytes()
	for draft in sys.argv[1:]:
	    commitment, sealed = sqlite3.connect("reg/register.db").execute(
	        "SELECT commitment, sealed FROM event WHERE leaf = ?", [draft]).fetchone()
	    if sealed or commitment in keyring:
	        sys.exit(f"draft {draft} is still there")
PY

# One who comes later, and reads from the beginning; then one who goes.
run 3 key role add "$vera" author
says err "boris does not hold the key of the author"
run 0 key role add "$vera" reviewer
as vera
run 0 verify
says out "3 persons hold a role now"
run 0 review "$other" --reject --comment "made anew"
as anna
run 0 import other.csv --kind person
later=$(drafted)
run 0 key role add "$vera" author
as vera
run 0 review "$later" --accept --comment "as the second report says"
says out "You do not hold the key of the log"
run 3 publish "$later"
says err "vera does not hold the key of the log"
# Author and reviewer in one person: still nothing alone.
printf 'key,birth,source\nfresh,1970,s2\n' >last.csv
run 0 import last.csv --kind person
own=$(drafted)
run 3 review "$own" --accept --comment mine
says err "nobody reviews what is their own"
as boris
run 0 publish "$later"
run 3 key role revoke boris --reason none
says err "fewer than two people could publish"
run 3 key role revoke boris --role reviewer,log --reason none
run 0 key role revoke vera --reason "left"
run 3 review "$own" --accept --comment "of one who left"
says err "vera, who drafted it, is no author any more"
as vera
run 1 verify
says out "no key of event 0 for vera"
run 3 import last.csv --kind person
as anna
run 0 key role list
says out "revoked: left"
run 0 verify
says out "2 persons hold a role now"

# No role key, in any form, is in the folder.
while read -r seed; do
	python3 - "$seed" reg <<-'PY' || fail "a role key lies in the folder"
		import base64, pathlib, sys
		seed = bytes.fromhex(sys.argv[1])
		forms = [seed, seed.hex().encode(), seed.hex().upper().encode(), base64.b64encode(seed)[:42]]
		for path in pathlib.Path(sys.argv[2]).rglob("*"):
		    if path.is_file() and any(form in path.read_bytes() for form in forms):
		        sys.exit(f"{path} holds a key")
	PY
done <seeds
# A backup goes on where people hold the keys, once the keyring that was copied apart from it is there.
as anna
run 0 backup copy --keys copy-keys
says out "0 keys, and the keyring"
[ "$(stat -c %a copy-keys/keyring)" = 600 ] || fail "others can read the copied keyring"
ls copy | grep -q keyring && fail "the backup has the keyring"
run 0 restore copy back
printf 'key,name@en,sex,publication,source\nk,Kastus Invented,male,recognised,s1\n' >later.csv
"$volya" --register back import later.csv --kind person >out 2>err && fail "a register without its keyring recorded"
says err "back/keyring"
cp -r copy-keys/. back
run 0 --register back verify
run 0 --register back import later.csv --kind person
draft=$(drafted)
as boris
run 0 --register back review "$draft" --accept --comment "seen"
says out "Published as change"
run 0 --register back show k

# What a partner says is withheld here by one person, and shown again by one; the private log says by whom and why.
run 0 init other --organisation "Another Invented Centre"
run 0 --register other import first/sources.csv --kind source
printf 'key,name@en,publication,source\nx,Xenia Invented,recognised,s1\n' >theirs.csv
run 0 --register other import theirs.csv --kind person
run 0 --register other log mirror m
run 0 partner add m
run 0 partner add m --key "$(sed -n 's/^  key  *//p' out)"
run 0 sync
run 0 digest
mv out digest.before
before=$("$volya" log checkpoint)
run 0 lock
run 3 withhold x --partner Another --reason safety
says err "nobody's key is unlocked"
run 0 unlock boris.person --passphrase-file words
run 0 log checkpoint --private
size=$(sed -n 2p out)
run 0 withhold x --partner Another --reason safety --note "Xqzvmarkerhere"
says out "withheld here"
run 1 show x
run 0 log checkpoint --private
[ "$(sed -n 2p out)" -eq $((size + 1)) ] || fail "the private log does not tell of it"
grep -raE "Xqzvmarkerhere" reg && fail "the note of a withholding here lies in a file"
run 0 withhold
says out "here:1" "safety"
run 0 verify
run 0 sync
run 1 show x
as anna
run 0 reveal here:1
run 0 digest
cmp -s out digest.before || fail "what was shown again here is not what it was"
[ "$before" = "$("$volya" log checkpoint)" ] || fail "the public log tells of it"
run 0 verify
finish
