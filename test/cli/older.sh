# SPDX-License-Identifier: AGPL-3.0-or-later
# A register that the first version of the program made (older.sql): the first command brings it up to date, whichever it
# is, and then it answers like one that is made of the same files today.
. "$(dirname "$0")/lib.sh"
export VOLYA_TODAY=2024-03-01
invented_register
printf 'key,spell.to,source\nb,2022-12-24,s2\n' >later.csv
run 0 --register reg import later.csv --kind person
run 0 --register reg undo 4

older()
{
	mkdir "$1"
	python3 - "$1/register.db" "$root/test/cli/older.sql" <<-'PY'
		import sqlite3, sys
		sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2], encoding="utf-8").read())
	PY
}

version()
{
	python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("PRAGMA user_version").fetchone()[0])' \
		"$1/register.db"
}

# By reading alone.
older first
[ "$(version first)" = 1 ] || fail "older.sql is not of version 1"
for question in "list people held on 2021-06-01" "list people" "count people held on 2021-06-01 published by 2022-01-01" \
	"count people held on 2021-06-01 published by 2024-01-01" "count people listed by centre on 2023-01-01" \
	"count people held on 2022-12-30 known on 2024-02-29" "list people detained in 2022"; do
	run 0 --register reg ask "$question"
	mv out today
	run 0 --register first ask "$question"
	cmp -s today out || fail "$question: not what a register of today answers: $(diff today out)"
	[ -s err ] && fail "$question: $(cat err)"
done
[ "$(version first)" = "$(version reg)" ] || fail "the register was not brought up to date"
run 0 --register first digest
mv out migrated
run 0 --register first rebuild
run 0 --register first digest
cmp -s migrated out || fail "the views were not those that the statements give"
run 0 --register first export first.out
run 0 --register reg export reg.out
diff -r first.out reg.out >&2 || fail "the export is not that of a register of today"

# Its own keys are lost: no others sign for it. What was signed with others' keys is as good as tampered with.
cp -r reg/keys first/keys
run 3 --register first undo 5
says err "is not this register's"
resign()
{
	python3 - "$1" <<-'PY'
		import pathlib, sqlite3, subprocess, sys
		folder = pathlib.Path(sys.argv[1])
		db = sqlite3.connect(folder / "register.db")
		for role, name in ((1, "author"), (2, "reviewer")):
		    seed = [line for line in (folder / "keys" / f"{name}.key").read_text().splitlines() if line[0] != "#"][1]
		    pkcs8 = bytes.fromhex("302e020100300506032b657004220420" + seed)
		    pathlib.Path("role.der").write_bytes(pkcs8)
		    public = subprocess.run(["openssl", "pkey", "-inform", "DER", "-in", "role.der", "-pubout", "-outform", "DER"],
		        check=True, capture_output=True).stdout[-32:]
		    db.execute("UPDATE setting SET value = ? WHERE key = ?", (public, name))
		    for no, change in db.execute("SELECT no, id FROM change").fetchall():
		        pathlib.Path("signed").write_bytes(b"volya/sign/1\0" + bytes([role]) + change)
		        signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", "role.der",
		            "-in", "signed"], check=True, capture_output=True).stdout
		        db.execute(f"UPDATE change SET {name} = ? WHERE no = ?", (signature, no))
		pathlib.Path("role.der").unlink()
		db.commit()
	PY
}
resign first
run 0 --register first audit --deep
cp -r first tampered
python3 -c 'import sqlite3
db = sqlite3.connect("tampered/register.db")
db.execute("UPDATE change SET message = message || message WHERE no = 3")
db.commit()'
run 3 --register tampered undo 5
says err "is not what was signed"
run 1 --register tampered log show
says err "no log yet"
run 0 --register first undo 5
run 0 --register first verify
says out "All of it holds"
run 0 --register first log show --most 100
says out "founding of the log"
run 0 --register reg undo 5
run 0 --register first ask "count people held on 2022-12-30"
mv out migrated
run 0 --register reg ask "count people held on 2022-12-30"
cmp -s migrated out || fail "an undo of the older program's undo came to something else"

# While another writes, or where nobody may write, it stays as it is and says so.
older second
python3 - second/register.db <<-'PY' &
	import os, sqlite3, sys, time
	db = sqlite3.connect(sys.argv[1], isolation_level=None)
	db.execute("BEGIN IMMEDIATE")
	open("held", "w").close()
	while not os.path.exists("let-go"):
	    time.sleep(0.05)
	db.execute("ROLLBACK")
PY
holder=$!
while [ ! -e held ]; do
	sleep 0.05
done
run 3 --register second ask "count people"
says err "another writer is at work"
touch let-go
wait "$holder"
[ "$(version second)" = 1 ] || fail "half a migration"
as_nobody=
cp "$volya" ./program
if [ "$(id -u)" -eq 0 ]; then
	as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chown -R 65534:65534 .
fi
chmod a-w second second/register.db
$as_nobody ./program --register second ask "count people" >out 2>err </dev/null
[ $? -eq 3 ] || fail "a folder that may not be written: $(cat out err)"
says err "may not be written"
chmod u+w second second/register.db
run 0 --register second ask "count people"
finish
