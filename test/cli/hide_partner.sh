# SPDX-License-Identifier: AGPL-3.0-or-later
# What a partner says, withheld here alone: as if it had never come, whatever the partner sends after it, until it is shown
# again. The log does not tell of it. A register that never heard of the person is what this one is compared with.
. "$(dirname "$0")/lib.sh"
export VOLYA_TODAY=2026-01-10
invented_register
mv reg theirs
run 0 --register theirs log mirror m
run 0 init reg --organisation "Invented Keepers"
run 0 --register reg partner add m
key=$(sed -n 's/^  key  *//p' out)
run 0 --register reg partner add m --key "$key"
run 0 --register reg sync
run 0 --register reg import csv/sources.csv --kind source
cp -a reg never

# sent: what the partner has now is taken in by both; by never without the changes that it was to know nothing of
sent()
{
	run 0 --register theirs log mirror m
	run 0 --register reg sync
}

cat >zz.csv <<-'CSV'
	key,name@en,sex,birth,publication,spell.from,spell.to,spell.ground,charge.article,recognition.body,recognition.given,source
	zz,Zed Zzsecret,male,1970-01-01,recognised,2020-09-05,2021-09-01,served,342,centre,2020-10-01,s1
CSV
run 0 --register theirs import zz.csv --kind person
sent
run 0 --register reg find "Zed Zzsecret"
run 0 --register reg digest
mv out digest.with
run 0 --register never digest
mv out digest.never

# It must be said whose words are meant, and on what ground; what we say of it ourselves is another matter.
run 3 --register reg withhold zz --reason safety
says err "Invented Centre alone calls a record \"zz\"" "--partner"
run 2 --register reg withhold zz --partner Invented
says err "a reason must be given"
run 1 --register reg withhold zz --partner Nobody --reason safety
run 2 --register reg withhold nobody --partner Invented --reason safety
checkpoint=$("$volya" --register reg log checkpoint)
run 0 --register reg withhold zz --partner "Invented Centre" --reason safety --note "asked by the sister (invented)"
says out "withheld here" "what they say of it from now on" "volya reveal here:1"
run 0 --register reg withhold
says out "here:1" "safety" "asked by the sister" "a record of Invented Centre" "2026-01-10"
[ "$checkpoint" = "$("$volya" --register reg log checkpoint)" ] || fail "the log tells of it"

# compare: every output of reg is that of never
same_words()
{
	for register in reg never; do
		"$volya" --register $register "$@" >$register.out 2>&1
		echo "$?" >>$register.out
	done
	cmp -s reg.out never.out || { fail "other words: $*"; diff reg.out never.out | head -5 >&2; }
}
compare()
{
	same_words digest
	for question in 'list people' 'count people held on 2021-06-01' 'count people listed by centre on 2022-01-01' \
		'count people held published by 2022-01-01' 'count days lost by people held' 'list cases' 'count spells' \
		'count people where name is Zzsecret' 'count people held known on 2026-01-12' 'coverage'; do
		same_words ask "$question" --explain
		same_words ask "$question" --format json
	done
	for words in Zzsecret "Zed Zzsecret" "Зед Ззсекрет" "Zed Later"; do
		same_words find "$words"
	done
	same_words show zz
	for register in reg never; do
		run 0 --register $register export $register.csv
	done
	diff -r reg.csv never.csv >differences || { fail "the export differs"; head -5 differences >&2; }
	rm -r reg.csv never.csv
	run 0 --register reg verify
	run 0 --register reg audit --deep
}
compare
run 0 --register reg log mirror own
! grep -rq "Zzsecret" own || fail "the mirror of the own log has it"
python3 "$root/test/cli/withheld_site.py" "$volya" never reg Zzsecret nothing >differences \
	|| fail "the sites: $(head -c 500 differences)"

# Nothing that comes after it brings it back: corrections, new records that belong to it, their own withholding and showing.
run 0 --register reg rebuild
compare
run 0 --register reg sync
compare
printf 'key,name@en,birth,spell.key,spell.from,publication,source\nzz,Zed Later,1971,zzlater,2023-01-01,public_figure,s2\n' >more.csv
run 0 --register theirs import more.csv --kind person
sent
compare
run 0 --register theirs withhold zz --reason wish
notice=$(sed -n 's/.*"volya reveal \([0-9]*\)".*/\1/p' out)
sent
! grep -rqa "Zzsecret" reg || fail "they withheld it, and it lies here"
compare
run 0 --register theirs reveal "$notice"
sent
compare
run 0 --register reg rebuild
compare
run 0 --register reg backup kept
run 0 --register kept verify

# Shown again it is what a register has that never withheld it; once.
cp -a reg later
run 1 --register reg reveal here:2
run 0 --register reg reveal here:1
says out "shown again"
run 1 --register reg reveal here:1
says err "shown again already"
cp -a never all
run 0 --register all sync
run 0 --register all digest
mv out digest.all
run 0 --register reg digest
cmp -s out digest.all || fail "shown again, and not what the partner says"
run 0 --register reg rebuild
run 0 --register reg digest
cmp -s out digest.all || fail "rebuilt, and not what the partner says"
run 0 --register reg withhold
says out "shown again on 2026-01-10"

# One statement of theirs, by its entry in their log or its id; and what we say of the same record stays.
run 0 --register reg show b --log
says out "in the log of Invented Centre"
entry=$(grep -A2 ' 1990' out | sed -n 's/^ *entry \([0-9]*\), id.*/\1/p' | head -1)
id=$(grep -A2 ' 1990' out | sed -n 's/^ *entry [0-9]*, id \([0-9a-f]*\).*/\1/p' | head -1)
run 2 --register reg withhold "entry:$id" --reason wish
run 0 --register reg withhold "entry:$entry" --partner Invented --reason wish
says out "1 statement of Invented Centre is withheld here."
run 0 --register reg show b
says_not out "1990"
says out "Berta Invented"
run 1 --register reg withhold "$id" --partner Invented --reason wish
run 0 --register reg sync
run 0 --register reg show b
says_not out "1990"
run 0 --register reg reveal here:2
run 0 --register reg digest
cmp -s out digest.all || fail "one statement shown again, and not what the partner says"
# Two withholdings of one thing: it stays away until both are gone.
run 0 --register reg withhold "$id" --partner Invented --reason wish
run 0 --register reg withhold b --partner Invented --reason wish
run 0 --register reg reveal here:3
run 1 --register reg find "Berta Invented"
run 0 --register reg reveal here:4
run 0 --register reg digest
cmp -s out digest.all || fail "two withholdings taken back, and not what the partner says"

# What an undo of theirs says again is the same statement.
run 0 --register reg withhold "$id" --partner Invented --reason wish
printf 'key,birth,source\nb,1991,s1\n' >birth.csv
run 0 --register theirs import birth.csv --kind person
sent
run 0 --register reg show b
says out "1991"
run 0 --register theirs changes
run 0 --register theirs undo "$(sed -n 2p out | awk '{print $1}')"
sent
run 0 --register reg show b
says_not out "1990"
run 0 --register reg reveal here:5
run 0 --register reg show b
says out "1990"
run 0 --register all sync
run 0 --register all digest
mv out digest.all
run 0 --register reg digest
cmp -s out digest.all || fail "after an undo of theirs, and not what the partner says"

# What the partner erases is destroyed here as well.
run 0 --register theirs erase --person zz --reason wish --yes
run 0 --register theirs log mirror m
run 0 --register later sync
says out "erased by them"
for word in Zzsecret "Zed Later" zzlater; do
	! grep -rqa "$word" later || fail "they erased it, and $word lies here"
done
run 0 --register later verify
run 0 --register later reveal here:1
run 1 --register later show zz
run 0 --register later verify
run 0 --register later audit --deep

# An erasure that waits, since it is of too many at once, waits for what is withheld here as well: shown again it is not.
{
	echo "key,name@en,publication,source"
	for i in $(seq 22); do
		echo "q$i,Zzmany$i Invented,recognised,s1"
	done
} >many.csv
run 0 --register theirs import many.csv --kind person
run 0 --register theirs log mirror m
run 0 --register later sync
run 0 --register later withhold q22 --partner Invented --reason wish
run 0 --register later withhold q21 --partner Invented --reason wish
for i in $(seq 22); do
	run 0 --register theirs erase q$i --reason wish --yes
done
run 0 --register theirs log mirror m
cp -a later waiting
run 0 --register waiting sync
! grep -rqaE "Zzmany(20|21|22)" waiting || fail "21 records were not too many, or what is here is kept"
for i in $(seq 22); do
	printf 'key,name@en,publication,source\nr%s,Zzmore%s Invented,recognised,s1\n' "$i" "$i" >one.csv
	run 0 --register theirs import one.csv --kind person
done
run 0 --register theirs log mirror m
run 0 --register waiting sync
run 0 --register waiting withhold r22 --partner Invented --reason wish
number=$(sed -n 's/.*"volya reveal \(here:[0-9]*\)".*/\1/p' out)
for i in $(seq 22); do
	run 0 --register theirs erase r$i --reason wish --yes
done
run 0 --register theirs log mirror m
run 0 --register waiting sync
says out "out of sight"
run 0 --register waiting reveal "$number"
run 1 --register waiting find "Zzmore22 Invented"
run 0 --register waiting verify
run 0 --register waiting sync Invented --confirm-erasures
! grep -rqaE "Zzmore(21|22)" waiting || fail "confirmed, and not erased"
run 0 --register waiting verify
finish
