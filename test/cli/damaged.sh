# SPDX-License-Identifier: AGPL-3.0-or-later
# A register that is damaged, foreign, or may not be written: a clear word, exit status 3, and nothing changed.
. "$(dirname "$0")/lib.sh"
invented_register
python3 -c 'import sqlite3; sqlite3.connect("reg/register.db").execute("PRAGMA wal_checkpoint(TRUNCATE)")'
printf 'key,name@en,sex,publication,source\nd,Dora Invented,female,recognised,s1\n' >more.csv

# damaged NAME TEXT   every command on the folder NAME fails with 3 and says TEXT, never SQL, and leaves it as it was
damaged()
{
	cp -r "$1" "$1.before"
	for command in "ask|count people held on 2022-06-01" "import|more.csv|--kind|person" "undo|1" "rebuild" "audit" \
		"changes" "export|$1.out" "digest"; do
		IFS='|'
		# shellcheck disable=SC2086 # a command is several words
		set -- "$1" "$2" $command
		unset IFS
		name=$1 text=$2
		shift 2
		run 3 --register "$name" "$@"
		says err "$text"
		says_not err "SELECT"
		says_not err "PRAGMA"
		set -- "$name" "$text"
	done
	cmp -s "$1/register.db" "$1.before/register.db" || fail "$1: the file was changed"
}

copy()
{
	cp -r reg "$1"
}

copy empty
: >empty/register.db
damaged empty "no register"

copy short
size=$(wc -c <reg/register.db)
truncate -s $((size / 2 + 100)) short/register.db
damaged short "damaged"

copy text
echo "This is a text, and not a register." >text/register.db
damaged text "no register"

copy foreign
rm foreign/register.db
python3 -c 'import sqlite3; sqlite3.connect("foreign/register.db").execute("CREATE TABLE other (n)")'
damaged foreign "no register"

copy newer
python3 -c 'import sqlite3; sqlite3.connect("newer/register.db").execute("PRAGMA user_version = 1000")'
damaged newer "newer version"

# Keys: gone, damaged. Reading goes on; nothing can be signed.
copy keyless
rm keyless/keys/author.key
run 3 --register keyless import more.csv --kind person
says err "author.key"
run 0 --register keyless audit
copy badkey
echo garbage >badkey/keys/author.key
run 3 --register badkey import more.csv --kind person
says err "author.key"
run 0 --register badkey ask "count people held on 2022-06-01"

# Keys without their register are not made away with; a register that was begun and not finished is begun anew.
copy orphan
rm orphan/register.db
run 3 init orphan --organisation "Invented Centre"
says err "without its register"
cmp -s orphan/keys/author.key reg/keys/author.key || fail "the keys of a lost register are gone"
mkdir -p begun/keys
echo half >begun/register.db.new
echo half >begun/keys/author.key
run 0 init begun --organisation "Invented Centre"
run 0 verify begun

# What was changed behind the program's back: the deep audit finds it, and says where.
# altered SQL TEXT [STATUS]   an audit says the text; with a status, no audit is possible
altered()
{
	cp -r reg altered
	python3 -c 'import sqlite3, sys; d = sqlite3.connect("altered/register.db"); d.execute(sys.argv[1]); d.commit()' "$1"
	run "${3:-1}" --register altered audit --deep
	[ -z "$2" ] || says out "$2"
	rm -r altered
}

run 0 --register reg audit --deep
altered "UPDATE statement SET value = '1981-02-03' WHERE value = '1980-02-03'" "statement-altered"
altered "UPDATE statement SET source = source + 1 WHERE no = 20" "statement-altered"
altered "UPDATE statement SET valid = '2021' WHERE no = 20" "statement-altered"
altered "UPDATE statement SET change = change - 1 WHERE no = 12" "another change closes it"
altered "UPDATE fact SET known = known - 1" "views-altered"
altered "UPDATE statement SET salts = zeroblob(64) WHERE no = 12" "statement 12 "
altered "UPDATE statement SET id = zeroblob(32) WHERE no = 12" "statement 12 "
altered "UPDATE subject SET handle = handle + 1 WHERE no = 2" "statement-altered"
altered "DELETE FROM statement WHERE no = 14" "its statements are not those"
altered "DELETE FROM statement WHERE change = 3" "change-altered"
altered "INSERT INTO statement SELECT no + 1000, prefix, id, change, subject, mode, target, property, value,
	language, valid, source, salts FROM statement WHERE no = 5" "statement-added"
altered "UPDATE change SET message = 'nothing' WHERE no = 2" "change 2: its body says other"
altered "UPDATE change SET day = day - 1 WHERE no = 2" "change 2: its body says other"
altered "UPDATE change SET author = reviewer WHERE no = 2" "change 2: its author's signature does not hold"
altered "DELETE FROM change WHERE no = 2" "change 3: it does not follow"
altered "UPDATE entry SET bytes = zeroblob(300) WHERE leaf = 0" "founding-altered"
altered "UPDATE entry SET bytes = (SELECT CAST(replace(hex(bytes), '496E76656E746564', '49') AS BLOB) FROM entry) WHERE leaf = 0" "founding-altered"
altered "UPDATE log SET checkpoint = replace(checkpoint, char(10) || '—', char(10) || '– x' || char(10) || '—')" "checkpoint"
altered "UPDATE log SET size = size - 1" "" 3
altered "UPDATE change SET leaf = leaf + 1 WHERE no = 3" "entry-missing"
altered "UPDATE org SET name = 'Somebody Else'" "not called as its log was founded"
altered "UPDATE setting SET value = 'Somebody Else' WHERE key = 'name'" "not called as its log was founded"
altered "DELETE FROM log" "its body cannot be read"

# One bit of one letter in the file.
cp -r reg altered
python3 -c 'p = "altered/register.db"; b = open(p, "rb").read(); assert b"Berta Invented" in b
open(p, "wb").write(b.replace(b"Berta Invented", b"Besta Invented"))'
run 1 --register altered audit --deep
says out "statement-altered"
rm -r altered

# What nobody may write can be read, as long as all of it is in the one file; no log appears beside it.
copy "still #1?%"
chmod -R a-w "still #1?%"
reads()
{
	run 0 --register "$1" ask "count people held on 2022-06-01"
	says out "at most 2"
	run 0 --register "$1" find "Berta Invented"
	run 0 --register "$1" changes
	run 0 --register "$1" audit
	run 0 --register "$1" export "$2"
	[ "$(ls "$1" | grep -c '^register.db')" -eq 1 ] || fail "$1: files appeared: $(ls "$1")"
}
reads "still #1?%" still.out
chmod -R u+w "still #1?%"
mkdir mounted
if mount --bind reg mounted 2>/dev/null && mount -o remount,bind,ro mounted; then
	reads mounted mounted.out
	run 3 --register mounted import more.csv --kind person
	says err "may not be written"
	umount mounted
else
	echo "not looked at: a read-only mount (mount is not permitted)" >&2
fi

# A folder that may not be written, a folder that may not be entered: not for root, who may always.
as_nobody=
cp "$volya" ./program
if [ "$(id -u)" -eq 0 ]; then
	as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chown -R 65534:65534 .
fi
chmod a-w reg
for command in "import more.csv --kind person" "undo 1" "audit"; do
	# shellcheck disable=SC2086 # both are several words
	$as_nobody ./program --register reg $command >out 2>err </dev/null
	[ $? -eq 3 ] || fail "$command in a folder that may not be written: $(cat out err)"
	says err "may not be written"
done
chmod 000 reg
$as_nobody ./program --register reg audit >out 2>err </dev/null
[ $? -eq 3 ] || fail "audit of a folder that may not be entered: $(cat out err)"
says err "Permission denied"
chmod 700 reg
# shellcheck disable=SC2086 # several words
$as_nobody ./program --register reg audit >out 2>err </dev/null || fail "the folder is open again: $(cat err)"
finish
