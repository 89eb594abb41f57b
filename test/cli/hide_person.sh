# SPDX-License-Identifier: AGPL-3.0-or-later
# A person erased as a whole: every name, what was withheld of them before, what belongs to them and what was drafted of
# them; and nothing of anybody else.
. "$(dirname "$0")/lib.sh"
invented_register
cat >marked.csv <<-'CSV'
	key,name@en,name@be,publication,source
	qzvkeyone,Qzvnameone Invented,Qzvnametwo Invented,recognised,s1
	qzvkeytwo,Qzvnamethree Invented,,recognised,s1
CSV
cat >spells.csv <<-'CSV'
	key,person,from,to,ground,note,source
	qzvspell,qzvkeyone,2021-03-01,2021-04-01,served,Qzvnoteone,s1
CSV
run 0 --register reg import marked.csv --kind person
run 0 --register reg import spells.csv --kind spell
run 0 --register reg digest
mv out digest.before

# Nothing but a person, named by the key we gave or the handle; nothing beside it; and not without --yes.
run 2 --register reg erase --reason wish
says err "as ID, or as --person KEY"
run 2 --register reg erase a --person b --reason wish --yes
run 2 --register reg erase --person s1 --reason wish --yes
says err "is a source and no person"
run 2 --register reg erase --person 12 --reason wish --yes
says err "no person here has the handle or key \"12\""
run 0 --register reg erase --person qzvkeyone --reason wish
says out "would be destroyed" "Nothing was changed"
run 0 --register reg digest
cmp -s out digest.before || fail "something went without --yes"

# Of two records of one person both go. A spell that was parted from them by a withholding goes, and so does a name.
run 0 --register reg show qzvkeyone --log
handle=$(sed -n 's/^person \([0-9a-z]*\):.*/\1/p' out)
name=$(grep -A2 'Qzvnametwo' out | sed -n 's/^ *entry \([0-9]*\), id.*/\1/p' | head -1)
spell=$(python3 - <<'PY'
import sqlite3
db = sqlite3.connect("reg/register.db")
print(*db.execute("SELECT s.no FROM statement s JOIN statement k ON k.subject = s.subject AND k.value = 'qzvspell' "
    "WHERE s.property = 501").fetchone())
PY
)
spell=$(python3 - "$spell" <<'PY'
import sqlite3, sys
db = sqlite3.connect("reg/register.db")
print(*db.execute("SELECT c.leaf - (c.first + c.count - s.no) FROM statement s JOIN change c ON c.no = s.change "
    "WHERE s.no = ?", sys.argv[1:]).fetchone())
PY
)
run 0 --register reg withhold "entry:$name" --reason wish
says out "1 statement is withheld"
run 0 --register reg withhold "entry:$spell" --reason wish
says out "1 statement is withheld"
run 0 --register reg show qzvkeyone
says_not out "2021-03-01"
printf 'key,same_as,source\nqzvkeytwo,qzvkeyone,s1\n' >same.csv
run 0 --register reg import same.csv --kind person
run 0 --register reg find "Qzvnameone Invented"
run 0 --register reg erase --person qzvkeytwo --reason wish --yes
says out "erased"
for word in Qzvname qzvkey qzvspell Qzvnote 2021-03-01; do
	! grep -rqi "$word" reg || fail "erased, but $word is in $(grep -rli "$word" reg)"
done
run 1 --register reg show "$handle"
run 0 --register reg show a
run 0 --register reg verify
run 0 --register reg audit --deep
run 0 --register reg rebuild
! grep -rqiE "qzv(name|key|spell|note)" reg || fail "a rebuild brings back traces"

# Who was withheld first is found by the key, and by the handle.
for by in key handle; do
	printf 'key,name@en,publication,source\nqzv%s,Qzvlater Invented,recognised,s1\n' $by >later.csv
	run 0 --register reg import later.csv --kind person
	run 0 --register reg show qzv$by
	handle=$(sed -n 's/^person \([0-9a-z]*\):.*/\1/p' out)
	run 0 --register reg withhold qzv$by --reason safety
	run 1 --register reg show "$handle"
	[ $by = handle ] || handle=qzv$by
	run 0 --register reg erase --person "$handle" --reason safety --yes
	! grep -rqiE "qzv(later|key|handle)" reg || fail "erased by the $by, and there are traces"
done
run 2 --register reg erase --person qzvkey --reason safety --yes
run 0 --register reg verify
finish
