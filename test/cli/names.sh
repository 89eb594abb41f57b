# SPDX-License-Identifier: AGPL-3.0-or-later
# One list in many spellings: found, checked in a letter, kept apart. All people are invented.
. "$(dirname "$0")/lib.sh"
export VOLYA_TODAY=2026-03-01
reg="--register reg"
make_centre
cat >people.csv <<'END'
key,name@en,name@be,name@en-x-misprint,birth,publication,source,recognition.body,recognition.given
u1,Siarhei Vydumanski,Сяргей Выдуманскі,Siarhei Vudymaskin,1980-05-01,recognised,s1,centre,2021-02-01
u2,Hanna Prydumanava,,,1975-11-30,recognised,s1,centre,2021-02-01
u3,Mikalai Zusimnovy,,,1990,recognised,s1,centre,2021-02-01
u4,Aliaksandr Nidzebyly,,,1961-02-03,recognised,s1,centre,2021-02-01
u5,Viktar Nidzebyly,,,1991-02-03,recognised,s1,,
END
run 0 $reg import people.csv --kind person

# Nine spellings of one name: each finds him first.
while IFS='|' read -r certainty name; do
	run 0 $reg find "$name"
	head -1 out | grep -q "^$certainty .*Siarhei Vydumanski" || { fail "find $name"; sed 's/^/    /' out >&2; }
done <<'END'
same|Siarhei Vydumanski
same|Сяргей Выдуманскі
same|Сергей Выдуманский
same|VYDUMANSKI Siarhei
same|Sergei Vydumansky
possible|Siarhiej Vydumanski, Ivanavič
possible|Serguei Vidoumanski
possible|Siarhei Vudymaskin
possible|S. Vydumanski
END
awk 'length($0) > 80' out >wide
[ -s wide ] && fail "lines longer than 80 columns"
run 0 $reg find "Sergei Vydumansky" --format json
python3 - <<'END' || fail "the JSON of find"
import json
a = json.load(open("out"))
assert a[0]["certainty"] == "same" and a[0]["name"] == "Siarhei Vydumanski", a
assert 0.5 <= a[0]["probability"] <= 0.98 and a[0]["reason"] and a[0]["kind"] == "person", a
END
# Father and son stay two; a stranger is nobody.
run 0 $reg find "Viktar Nidzebyly"
says out "Viktar Nidzebyly"
says_not out "Aliaksandr"
run 1 $reg find "Pavel Zusimcuzy"

# A letter in other spellings.
cat >letter.txt <<'END'
1 March 2026

Dear Minister,

We ask for the release of Sergei Vydumansky and of Anna Pridumanova.

Yours
END
run 0 $reg letter check letter.txt
says out "Siarhei Vydumanski" "Hanna Prydumanava"

# The site: whoever is searched for in any spelling, and the spelling that met where another is shown.
PYTHONPATH="$root/test/cli" python3 - "$volya" <<'END' || fail "the search of the site"
import sys, urllib.parse
from withheld_site import Site
site = Site(sys.argv[1], "reg")
try:
    def people(q, more=""):
        page = site.get("/en/people?q=" + urllib.parse.quote(q) + more)[2].decode()
        return [row.split("</th>")[0] for row in page.split('<th scope="row">')[1:]]
    rows = people("Сергей Выдуманский")
    assert len(rows) == 1 and "Siarhei Vydumanski</a>" in rows[0] and "Сяргей Выдуманскі" in rows[0], rows
    rows = people("Hanna Prydumanava")
    assert len(rows) == 1 and "quiet" not in rows[0], rows
    assert people("Nidzebyly", "&who=listed&body=centre") and len(people("Nidzebyly")) == 2
    assert len(people("Nidzebyly", "&who=listed&body=centre")) == 1
    assert people("Pavel Zusimcuzy") == []
finally:
    site.stop()
END

# Two names alone.
run 0 name compare "Сергей Выдуманский" "Siarhei Vydumanski"
says out "Possibly the same person" "probability 0."
run 1 name compare "Viktar Nidzebyly" "Aliaksandr Nidzebyly"
says out "Probably not"
run 1 name compare "Siarhei Vydumanski" "Siarhei Vydumanski" --born 1980-05-01 --born-other 1951
says out "Two people" "contradict"
run 0 name compare "Siarhei Vydumanski" "Siarhei Vydumanski" --born 1980-05-01 --born-other 1980 --format json
python3 -c 'import json; a = json.load(open("out")); assert a["possible"] and a["birth"] and a["evidence"]["links"], a' \
	|| fail "the JSON of name compare"
run 2 name compare "Siarhei" "..."
run 2 name compare "12345" "12345"
says err "no letter"
run 2 name compare "😀😀" "😀😀"
run 2 name compare "Siarhei" "Siarhei" --born yesterday
says err "yesterday"

# A person who is withheld is in no answer, and in no file of the register but the ledger.
printf 'key,publication,source\nu1,-,s1\n' >hide.csv
run 0 $reg import hide.csv --kind person
for name in "Siarhei Vydumanski" "Sergei Vydumansky" "Vydumanski"; do
	run 1 $reg find "$name"
	says_not out "Vydumanski ("
	says_not out "Сяргей"
done
grep -qa "$(printf 'Vydumanski')" reg/names.index && fail "a withheld name lies in the index"
run 0 $reg rebuild
run 1 $reg find "Siarhei Vydumanski"

# A damaged index is made anew; a folder that cannot be written in does without.
printf 'rubbish' >reg/names.index
run 0 $reg find "Hanna Prydumanava"
says out "same"
finish
