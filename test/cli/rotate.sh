# SPDX-License-Identifier: AGPL-3.0-or-later
# A role's key gives way to a new one, in a register of one hand and in one of people: partners, mirrors and receipts
# follow, the old key signs nothing more, and what was cut short is ended by what the log says.
. "$(dirname "$0")/lib.sh"
umask 077
trap 'for p in anna boris vera; do XDG_RUNTIME_DIR=$work/run-$p "$volya" lock >/dev/null 2>&1; done; rm -rf "$work"' EXIT

# key_of REGISTER: of its log, that signs now
key_of()
{
	"$volya" --register "$1" log show | sed -n 's/^  key  *//p'
}

# more REGISTER NAME: one more person
more()
{
	printf 'key,name@en,sex,publication,source\n%s,%s Invented,male,recognised,s1\n' "$2" "$2" >more.csv
	run 0 --register "$1" import more.csv --kind person
}

# ---- one hand ----

invented_register
run 0 init two --organisation "Another Invented Centre"
run 0 --register reg log mirror m
old=$(key_of reg)
run 0 --register two partner add m --key "$old"
run 0 --register two sync
run 0 --register reg receipt 1 --out before.tlog-proof
cp -rp reg reg.before
cp -p reg/keys/author.key author.old
run 2 --register reg key rotate witness
says err "is no role"
run 2 --register reg key rotate

run 0 --register reg key rotate author
says out "The author key is a new one" "signed by the two"
awk 'length > 80 && !/public\+/' out | grep . && fail "lines longer than 80"
cmp -s reg/keys/author.key author.old && fail "the old key is still there"
[ "$(ls reg/keys | wc -l)" -eq 3 ] || fail "something is left beside the keys: $(ls reg/keys)"
[ "$(stat -c %a reg/keys/author.key)" = 600 ] || fail "others can read the new key"
more reg dmitry
run 0 --register reg verify
says out "a role's key gave way to another"
run 0 --register reg key rotate reviewer
run 0 --register reg key rotate log
new=$(key_of reg)
[ "$new" != "$old" ] || fail "the log has the key of before"
says out "$new" "Witnesses do not"
more reg emil
run 0 --register reg verify
run 0 --register reg audit --deep
run 0 --register reg log show
says out "founded  $old" "key: another one of the log"

# The partner follows; so does who verifies a mirror, and whoever was told the old key or the new.
cp -r m m.stale
run 0 --register reg log mirror m
run 0 --register two sync
says_not out "quarantine"
run 0 --register two show emil
run 0 --register two verify
run 0 verify m --key "$old"
says out "gave way to another" "It is the log of the key given"
run 0 verify m --key "$new"
run 1 verify m --key "$(key_of two)"
says out "the log of another key"
run 0 init three --organisation "Third Invented Centre"
run 3 --register three partner add m --key "$(key_of two)"
run 0 --register three partner add m --key "$new"
run 0 --register three sync
run 0 --register three show emil
run 0 --register three verify
# A mirror that has not heard of it is old, and no cheat.
run 0 --register two partner move Invented m.stale
run 0 --register two sync
says out "older"
run 0 --register two partner move Invented m
# Receipts: each by the key that signed it.
run 0 --register reg receipt 1 --out after.tlog-proof
run 0 receipt check before.tlog-proof --key "$old"
run 1 receipt check before.tlog-proof --key "$new"
run 0 receipt check after.tlog-proof --key "$new"
run 1 receipt check after.tlog-proof --key "$old"

# Whoever has the old keys writes a log of their own with them: a partner who heard of the new ones takes none of it.
cp -rp reg.before thief
more thief forged
i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	more thief "forged$i"
done
run 0 --register thief log mirror m.thief
run 0 --register two partner move Invented m.thief
run 3 --register two sync
says err "did not sign"
run 1 --register two show forged
run 0 --register two verify
run 0 --register two partner move Invented m
run 0 --register two sync
# And with an old key in its place the register signs nothing.
cp -p reg/keys/author.key author.new
cp -p author.old reg/keys/author.key
run 3 --register reg import more.csv --kind person
says err "not this register's"
# One that is lost is replaced by the two others, too.
rm reg/keys/author.key
run 0 --register reg key rotate author
more reg fedar
run 0 --register reg verify

# Cut short after it was recorded: the new key lies beside the old. Whatever signs next ends it, and so does a copy.
cp -p reg/keys/log.key log.old
run 0 --register reg key rotate log
mv reg/keys/log.key reg/keys/log.key.next
cp -p log.old reg/keys/log.key
cp -rp reg reg.cut
run 0 --register reg verify
more reg hanna
[ -e reg/keys/log.key.next ] && fail "the new key did not get its name"
run 0 --register reg verify
run 0 --register reg.cut backup --keys kept
cmp -s kept/keys/log.key log.old && fail "an old key was copied"
more reg.cut ihar
# Cut short before: what lies there is nobody's, and the next rotation replaces it.
cp -p author.new reg/keys/log.key.next
more reg ivan
run 2 --register reg key rotate witness
sed 's/author/log/; 3,4s/^.*$/00/' author.new >reg/keys/log.key.next
more reg jan
run 0 --register reg key rotate log
[ -e reg/keys/log.key.next ] && fail "what was left of a rotation is still there"
more reg kastus
run 0 --register reg verify
# Recorded, and the files of the log not yet written: they are of the old key, and it holds all the same.
cp -r reg/log log.before
run 0 --register reg key rotate log
rm -r reg/log
cp -r log.before reg/log
run 0 --register reg verify
run 0 restore reg restored
run 0 --register reg log publish
run 0 --register reg verify

# Put back to before the new key, with what was published since beside it: it notices, though it knows no such key.
cp -rp reg.before back
rm -rf back/log
cp -r reg/log back/log
run 3 --register back import more.csv --kind person
says err "put back to an older state"
run 3 --register back key rotate author
says err "put back to an older state"

# Several at once: each waits for the other, and none signs with a key that gave way meanwhile.
for role in author reviewer log author log; do
	printf 'key,name@en,publication,source\n%s,Many Invented,recognised,s1\n' "many-$role" >"$role.csv"
	"$volya" --register reg key rotate $role >"$role.out" 2>&1 || cat "$role.out" >>at-once &
	"$volya" --register reg import "$role.csv" --kind person >"$role.out2" 2>&1 || cat "$role.out2" >>at-once &
done
wait
[ ! -e at-once ] || fail "one of several at once: $(cat at-once)"
run 0 --register reg verify
run 0 --register reg log mirror m
run 0 --register two sync
run 0 --register two verify
says_not out "quarantine"

# ---- people ----

XDG_CONFIG_HOME=$work/conf
export XDG_CONFIG_HOME VOLYA_REGISTER=house
mkdir -m 700 conf
echo "an invented passphrase for a test" >words
as()
{
	XDG_RUNTIME_DIR=$work/run-$1
	export XDG_RUNTIME_DIR
}
drafted()
{
	sed -n 's/.*it waits as number \([0-9]*\) .*/\1/p' out
}
for p in anna boris vera; do
	mkdir -m 700 "run-$p"
	as $p
	run 0 key person "$p" --file "$p.person" --passphrase-file words
	grep '^volya-person' out >"$p.line"
	run 0 unlock "$p.person" --passphrase-file words
done
anna=$(cat anna.line) boris=$(cat boris.line) vera=$(cat vera.line)
run 0 init house --organisation "Invented House"
run 0 import csv
as anna
run 0 key found "$anna" author,log "$boris" reviewer,log
first=$(key_of house)
run 0 log mirror m-house
run 0 --register two partner add m-house --key "$first"
run 0 --register two sync

# closed ROLE-NUMBER NTH: for how many people the keyring has the nth key that the role had; the log knows all of them.
closed()
{
	python3 - "$1" "$2" <<-'PY'
		import hashlib, pathlib, sqlite3, sys
		role, nth = int(sys.argv[1]), int(sys.argv[2])
		rows = sqlite3.connect("house/register.db").execute("SELECT bytes FROM entry WHERE org = 1 ORDER BY leaf").fetchall()
		founding = rows[0][0]
		at = founding.index(b"\x04\x58\x20") + 3 + 35 * (role - 1)
		keys = [founding[at:at + 32]]
		for (row,) in rows:
		    if row[:2] == b"\x83\x03":
		        at = row.index(b"\x04\x58\x20")
		        if row[at - 1] == role:
		            keys.append(row[at + 3:at + 35])
		item = hashlib.sha256(b"volya/role-key/1\0" + bytes([role]) + keys[nth]).digest()
		print(pathlib.Path("house/keyring").read_bytes().count(item))
	PY
}

# One asks, another confirms; drafts that wait are by the old key.
printf 'key,name@en,sex,publication,source\nd,Dora Invented,female,recognised,s1\n' >dora.csv
run 0 import dora.csv --kind person
draft=$(drafted)
as vera
run 3 key rotate author
as anna
run 0 key rotate author
asked=$(drafted)
[ -n "$asked" ] || fail "nothing waits: $(cat out)"
run 0 review
says out "a new author key" "key"
run 0 review "$asked"
says out "a key by anna" "a new author key"
run 3 review "$asked" --accept --comment mine
says err "nobody reviews what is their own"
run 0 verify
[ "$(closed 1 0)" -eq 1 ] || fail "the old key went before the new one came"
as boris
run 0 review "$asked" --accept --comment "anna told me face to face"
says out "signed by two persons"
[ "$(closed 1 0)" -eq 0 ] || fail "the old author key is still in the keyring"
[ "$(closed 1 1)" -eq 1 ] || fail "the new author key is in the keyring for $(closed 1 1) people"
run 0 verify
says out "1 new key of a role since was signed by two persons"
run 3 review "$draft" --accept --comment yes
says err "the author's key was changed since"
run 0 review "$draft" --reject --comment "by the key of before"
as anna
run 0 import dora.csv --kind person
draft=$(drafted)
as boris
run 0 review "$draft" --accept --comment yes
says out "Published as change"
run 0 verify

# The log's, asked for by the other: checkpoints are the new one's, and partners go on.
run 0 key rotate log
asked=$(drafted)
as anna
run 0 review "$asked" --accept --comment "after the seizure"
second=$(key_of house)
[ "$first" != "$second" ] || fail "the log has the key of before"
[ "$(closed 3 0)" -eq 0 ] || fail "the old log key is still in the keyring"
[ "$(closed 3 1)" -eq 2 ] || fail "not both have the new log key"
run 0 verify
run 0 log mirror m-house
run 0 verify m-house --key "$first"
run 0 verify m-house --key "$second"
run 0 --register two sync
says_not out "quarantine"
run 0 --register two show d
run 0 --register two verify

# One who comes, and goes again, has no new key; and what is asked before that is to be asked again after.
run 0 key role add "$vera" author
as vera
run 0 key rotate reviewer
asked=$(drafted)
as boris
run 0 review "$asked" --accept --comment "vera and I"
run 0 verify
run 0 key rotate author
asked=$(drafted)
as anna
run 0 key role revoke vera --reason "laptop seized"
run 3 review "$asked" --accept --comment yes
says err "the role was given to somebody or taken away"
run 0 review "$asked" --reject --comment "made before vera went"
run 0 key rotate author
asked=$(drafted)
as boris
run 0 review "$asked" --accept --comment yes
[ "$(closed 1 2)" -eq 1 ] || fail "the new author key is not anna's alone"
[ "$(closed 1 1)" -eq 0 ] || fail "the author key that vera had is still in the keyring"
as vera
run 3 import dora.csv --kind person
run 3 key rotate author

# What waits while the log goes on is asked for again.
as anna
run 0 key rotate reviewer
asked=$(drafted)
run 0 withhold b --reason safety
as boris
run 3 review "$asked" --accept --comment yes
says err "the log has gone on since"
run 0 review "$asked" --reject --comment "asked again"
as anna
run 0 key rotate reviewer
asked=$(drafted)
run 0 review
as boris
run 0 review "$asked" --accept --comment yes
run 0 verify
run 0 review --all
says out "a new reviewer key"
as anna
printf 'key,birth,source\na,1981-02-03,s2\n' >one.csv
run 0 import one.csv --kind person
draft=$(drafted)
as boris
run 0 review "$draft" --accept --comment yes
run 0 verify
run 0 log mirror m-house
run 0 --register two sync
says_not out "quarantine"
run 0 --register two verify
run 0 verify m-house --key "$second"
finish
