# SPDX-License-Identifier: AGPL-3.0-or-later
# Who is withheld is in no public output: two registers, one of which never heard of the person and one that did and
# then withheld them, on other days, are compared byte by byte. doc/model.md says what cannot be the same.
. "$(dirname "$0")/lib.sh"

export VOLYA_TODAY=2026-01-10
invented_register
printf 'key,case.kind,source\nb,criminal,s1\n' >case.csv
run 0 --register reg import case.csv --kind person
cp -a reg known

export VOLYA_TODAY=2026-01-11
cat >zzsecret.csv <<-'CSV'
	key,name@en,sex,birth,publication,spell.from,spell.to,spell.ground,charge.article,recognition.body,recognition.given,source
	zz,Zed Zzsecret,male,1970-01-01,recognised,2020-09-05,2021-09-01,served,342,centre,2020-10-01,s1
CSV
run 0 --register known import zzsecret.csv --kind person
printf 'key,never_same_as,case.kind,case.spell,source\nb,zz,,zz#spell,s1\n' >pointing.csv
run 0 --register known import pointing.csv --kind person
export VOLYA_TODAY=2026-01-12
printf 'key,never_same_as,source\nb,-,s1\n' >unpoint.csv
run 0 --register known import unpoint.csv --kind person
run 0 --register known undo 7
says out "taken back"
export VOLYA_TODAY=2026-01-13
printf 'key,publication,source\nzz,-,s1\n' >retract.csv
run 0 --register known import retract.csv --kind person
export VOLYA_TODAY=2026-01-15

# ask NAME QUESTION   in every form, of both registers
same_answer()
{
	for format in text json csv; do
		for register in reg known; do
			"$volya" --register $register ask "$1" --format $format --explain >$register.out 2>&1
			echo "$?" >>$register.out
		done
		cmp -s reg.out known.out || { fail "another answer: $1 ($format)"; diff reg.out known.out | head -5 >&2; }
	done
}
for question in 'count people' 'list people' 'count people held on 2021-06-01' 'count people listed by centre on 2022-01-01' \
	'count people held on 2021-06-01 by sex' 'count cases' 'list cases' 'count cases by spell' 'count spells' \
	'count people where article is 342' 'count people where name is Zzsecret' 'count people held known on 2026-01-12' \
	'count days lost by people held' 'count people held published by 2022-01-01' 'count people where case spell is zz#spell' \
	'series monthly people held from 2020-01-01 to 2022-01-01' 'change in people held between 2020-01-01 and 2021-01-01' \
	'list people where zz' 'coverage'; do
	same_answer "$question"
done

# said WORDS...   the same words of both, and the same exit status
same_words()
{
	for register in reg known; do
		"$volya" --register $register "$@" >$register.out 2>&1
		echo "$?" >>$register.out
	done
	sed 's/[0-9a-hjkmnp-tv-z]\{12\}/HANDLE/' reg.out >reg.words
	sed 's/[0-9a-hjkmnp-tv-z]\{12\}/HANDLE/' known.out >known.words
	cmp -s reg.words known.words || { fail "other words: $*"; diff reg.words known.words | head -5 >&2; }
}
same_words show b
same_words show b --all
same_words show zz
same_words find Zzsecret
same_words find "Zed Zzsecret"
same_words find "Zed Zsekret"
same_words find "Зед Ззсекрет"
printf 'id,name,born\nzz,Zed Zzsecret,1970-01-01\n,Zed Zsekret,1970\na,Anton Invented,1980-02-03\n' >list.csv
same_words watch list.csv --against centre
same_words watch list.csv --against centre --format json
same_words watch list.csv --against centre --on 2021-06-01
for format in csv json; do
	run 0 --register reg export reg.$format --format $format
	run 0 --register known export known.$format --format $format
	diff -r reg.$format known.$format >differences || { fail "the export ($format) differs"; head -5 differences >&2; }
done
python3 "$root/test/cli/withheld_site.py" "$volya" reg known Zzsecret >differences \
	|| fail "the sites: $(head -c 500 differences)"
finish
