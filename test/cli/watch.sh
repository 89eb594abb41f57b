# SPDX-License-Identifier: AGPL-3.0-or-later
# Copies of one list, day by day: who appears, changes, disappears and comes back. All people are invented.
. "$(dirname "$0")/lib.sh"
export VOLYA_TODAY=2026-03-01
reg="--register reg"
make_centre
cat >people.csv <<'END'
key,name@en,name@be,birth,publication,source,recognition.body,recognition.given
u1,Siarhei Vydumanski,Сяргей Выдуманскі,1980-05-01,recognised,s1,centre,2021-02-01
u2,Hanna Prydumanava,,1975-11-30,recognised,s1,centre,2021-02-01
u3,Mikalai Zusimnovy,,1990,recognised,s1,centre,2021-02-01
u4,Aliaksandr Nidzebyly,,1961-02-03,recognised,s1,centre,2021-02-01
u5,Viktar Nidzebyly,,1991-02-03,recognised,s1,,
END
run 0 $reg import people.csv --kind person

# listed DAY NUMBER
listed()
{
	run 0 $reg ask "count people listed by centre on $1"
	says out "$2"
}

# Three stay, one under another spelling; one is gone, one is new, one known and not listed; two rows are alike.
cat >copy.csv <<'END'
id,name,born
1,Сергей Выдуманский,1980-05-01
2,Hanna Prydumanava,30.11.1975
3,Mikola Zusimnovy,1990-07-08
4,Viktor Nidzebyly,1991-02-03
5,Pavel Zusimcuzy,1988-08-08
6,S. Vydumanski,
,Twin Zusimadzin,1970
,Twin Zusimadzin,1970
END
run 2 $reg watch copy.csv
says err "--against"
run 2 $reg watch copy.csv --against nobody
run 0 $reg export first
run 0 $reg digest
cp out before
run 1 $reg watch copy.csv --against centre
says out "1 present, 2 changed, 1 newly listed, 1 appeared, 1 disappeared, 3 unsure" "Aliaksandr Nidzebyly" \
	"Pavel Zusimcuzy" "another row says the same" "born: 1990 here, 1990-07-08 on the copy"
python3 -c 'import sys; sys.exit(any(len(line) > 81 for line in open("out", encoding="utf-8")))' \
	|| fail "lines longer than 80 columns"
run 0 $reg digest
cmp -s out before || fail "a look at a copy changed the register"
run 1 $reg watch copy.csv --against "Invented Centre" --format json
python3 - <<'END' || fail "the JSON of watch"
import json
a = json.load(open("out"))
fates = {row["name"]: row["fate"] for row in a["rows"]}
assert fates["Hanna Prydumanava"] == "present", fates
assert fates["Viktor Nidzebyly"] == "newly_listed" and fates["Pavel Zusimcuzy"] == "appeared", fates
assert fates["S. Vydumanski"] == "unsure" and fates["Twin Zusimadzin"] == "unsure", fates
assert [x["known_as"] for x in a["disappeared"]] == ["Aliaksandr Nidzebyly"], a
said = [(x.get("line"), x["property"], x["value"]) for x in a["to_record"] if x["kind"] == "person"]
assert [x[1:] for x in said if x[0] == 6] == [
    ("name", "Pavel Zusimcuzy"), ("key", "centre:5"), ("publication", "recognised"), ("birth", "1988-08-08"),
    ("recognition.body", "centre"), ("recognition.given", "../2026-03-01")], said
assert (None, "recognition.withdrawn", "2021-05-02/2026-03-01") in said, said
assert not [x for x in said if x[0] in (7, 8, 9)], said
# With the persons of the recognitions, which stand in no line of their own.
open("foreseen", "w").write(str(len(a["to_record"]) + 2))
END
run 1 $reg watch copy.csv --against centre
says out "To be recorded" "2021-05-02/2026-03-01" "of 1 who is on the list as before"

# Recorded: all of it is one change, and the past stays as it was known.
listed 2026-03-01 4
run 0 $reg ask "count people listed by centre on 2021-06-01 published by 2021-06-01"
cp out past
run 0 $reg ask "series monthly people listed by centre from 2021-01-01 to 2026-02-28 published by 2026-02-28"
cp out series
run 1 $reg watch copy.csv --against centre --language ru --record
says err "Recorded as change 4: $(cat foreseen) statements"
says err "Recorded as change 4" "1 new person, 0 back, 1 no longer listed" "volya undo 4"
listed 2026-03-01 5
run 0 $reg ask "count people listed by centre on 2021-06-01 published by 2021-06-01"
cmp -s out past || fail "what was known in 2021 has changed"
run 0 $reg ask "series monthly people listed by centre from 2021-01-01 to 2026-02-28 published by 2026-02-28"
cmp -s out series || fail "the figures as published before the copy have changed"
run 0 $reg find "Pavel Zusimcuzy"
says out "same"
run 0 $reg find "Сергей Выдуманский"
says out "recorded spelling"
run 0 $reg ask "list people listed by centre on 2026-03-01"
says_not out "Aliaksandr Nidzebyly"
run 0 $reg export exported
grep -q "^u3,.*1990-07-08" exported/people.csv || fail "the more exact birth date is not recorded"
grep "Pavel Zusimcuzy" exported/people.csv | grep -q "centre:5" || fail "the identifier of a new person is not recorded"
grep -q "2021-05-02/2026-03-01" exported/recognitions.csv || fail "the span of the withdrawal is not recorded"
run 0 $reg audit

# The same copy says nothing twice.
run 0 $reg digest
cp out recorded
run 1 $reg watch copy.csv --against centre --record
says err "nothing was written"
run 0 $reg digest
cmp -s out recorded || fail "the same copy a second time changed the views"

# Back on the list, in a later copy; and gone from an older one that is looked at late.
{ cat copy.csv; echo "7,Aliaksandr Nidzebyly,1961-02-03"; } >later.csv
run 1 $reg watch later.csv --against centre --on 2026-04-01 --record
says err "Recorded as change 5" "0 new people, 1 back, 0 no longer listed"
listed 2026-04-01 6
run 1 $reg watch copy.csv --against centre --on 2026-03-20 --record
says err "by a source as late or later" "Recorded as change 6" "0 no longer listed"
listed 2026-04-01 6
run 0 $reg audit

# The list that was looked at again and had not changed: a day later somebody is gone, withdrawn since then.
grep -v Zusimcuzy later.csv >fewer.csv
run 1 $reg watch fewer.csv --against centre --on 2026-04-20 --record
says out "2026-04-02/2026-04-20"
# A copy of between is looked at late: still on it, or gone already. The span is narrower, once.
{ cat later.csv; echo; } >late.csv
run 1 $reg watch late.csv --against centre --on 2026-04-10 --record
says out "2026-04-11/2026-04-20"
run 1 $reg watch late.csv --against centre --record
says out "on 2026-04-10"
says err "nothing was written"
{ cat fewer.csv; echo; } >late2.csv
run 1 $reg watch late2.csv --against centre --on 2026-04-15 --record
says out "2026-04-11/2026-04-15"
listed 2026-04-10 6
listed 2026-04-15 5
run 0 $reg audit
says out "0 errors, 0 warnings"

# Taken back, all.
for change in 9 8 7 6 5 4; do
	run 0 $reg undo $change
done
listed 2026-03-01 4
run 0 $reg export after
diff -r first after >&2 || fail "undo did not bring back what was said"

# A file that is cut off does not empty a list.
python3 - <<'END'
with open("many.csv", "w") as out:
    out.write("key,name@en,birth,publication,source,recognition.body,recognition.given\n")
    for i in range(30):
        a = "".join(chr(ord("a") + int(d)) for d in "%04d" % (i * 37))
        out.write("m%d,Many Vydum%sski,19%02d,recognised,s1,centre,2021-02-01\n" % (i, a, i + 50))
END
run 0 $reg import many.csv --kind person
printf 'id,name\nm1,%s\nm2,%s\n' "$(sed -n 3p many.csv | cut -d, -f2)" "$(sed -n 4p many.csv | cut -d, -f2)" >cut.csv
run 0 $reg digest
cp out before
run 1 $reg watch cut.csv --against centre
says err "--record would be refused: 32 of 34 people"
run 3 $reg watch cut.csv --against centre --record
says err "32 of 34 people" "--gone"
run 0 $reg digest
cmp -s out before || fail "a refused copy changed the register"
run 1 $reg watch cut.csv --against centre --record --gone
says err "32 no longer listed"
listed 2026-03-01 2

# Two recognitions by one body are both withdrawn.
printf 'key,source,recognition.body,recognition.given\nm1,s1,centre,2021-03-01\n' >twice.csv
run 0 $reg import twice.csv --kind person
printf 'id,name\nm2,%s\n' "$(sed -n 4p many.csv | cut -d, -f2)" >one.csv
run 1 $reg watch one.csv --against centre --on 2026-03-02 --record
says err "1 no longer listed"
cp err recorded.err
listed 2026-03-02 1
run 0 $reg undo "$(sed -n "s/^Recorded as change \([0-9]*\):.*/\1/p" recorded.err)"

# Where people are withheld, who appears is looked at first.
printf 'key,publication,source\nu1,-,s1\n' >hide.csv
run 0 $reg import hide.csv --kind person
printf 'id,name,born\nm1,%s,\nm2,%s,\n9,Siarhei Vydumanski,1980-05-01\n' "$(sed -n 3p many.csv | cut -d, -f2)" \
	"$(sed -n 4p many.csv | cut -d, -f2)" >withheld.csv
run 3 $reg watch withheld.csv --against centre --record
says err "1 who appeared may be among the people who are withheld" "--new"
run 1 $reg find "Siarhei Vydumanski"

# Bad files.
printf 'id,born\n1,1980\n' >nameless.csv
run 2 $reg watch nameless.csv --against centre
says err "no column of names"
says err "nameless.csv:1"
: >empty.csv
run 2 $reg watch empty.csv --against centre
for row in '' ',,'; do
	printf 'id,name,born\n%s\n' "$row" >nobody.csv
	run 2 $reg watch nobody.csv --against centre --record --gone
	says err "no row with a name"
done
printf 'id,name\n1,Ганна Прыдуманава\n2,\377\376bytes\n' >bytes.csv
run 2 $reg watch bytes.csv --against centre
says err "bytes.csv:3"
printf 'id,name\n1,Hanna Prydumanava,too many\n' >wide.csv
run 2 $reg watch wide.csv --against centre
says err "wide.csv:2"
printf 'id,name\n1,Hanna Prydumanava\n2,\342\200\256Hidden Turn\n' >turned.csv
run 2 $reg watch turned.csv --against centre
says err "turned.csv:3:2" "U+202E"

# Rows that cannot be told apart, numbers that are of others, dates that are none: unsure, and nothing is said of them.
printf 'key,name@en,birth,publication,source\ncentre:77,Symon Zusimdvaccaty,1940,recognised,s1\n' >numbered.csv
run 0 $reg import numbered.csv --kind person
cat >doubtful.csv <<'END'
id,name,born
50,Pavel Zusimtryccaty,1988-01-01
50,Ihar Zusimcacviorty,1970-01-01
,Ihar Zusimpiaty,1971-01-01
,IHAR Zusimpiaty,01.01.1971
77,Natallia Zusimsiomaja,1958-02-02
m1,Natallia Zusimdziasiataja,1959-02-02
60,Natallia Zusimvosmaja,second of 1960
61,Natallia Zusimdziaviataja,unknown
END
run 1 $reg watch doubtful.csv --against centre --format json
python3 - <<'END' || fail "the doubtful rows"
import json
rows = {row["line"]: row for row in json.load(open("out"))["rows"]}
assert [rows[i]["fate"] for i in range(2, 7)] == ["unsure"] * 5, rows
assert [rows[i]["fate"] for i in range(7, 10)] == ["appeared", "unsure", "appeared"], rows
assert "identifier" in rows[2]["why"] and "identifier" in rows[3]["why"] and "says the same" in rows[5]["why"], rows
assert "the identifier is theirs" in rows[6]["why"] and rows[6]["known_as"].startswith("Symon "), rows
assert 'column 3 is no date' in rows[8]["why"], rows
END
finish
