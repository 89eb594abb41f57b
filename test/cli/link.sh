#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Linking through the real program: lists, reviews, decisions kept. All people here are invented.
. "$(dirname "$0")/lib.sh"

cat >ours.csv <<CSV
id,full name,date of birth,town
a1,Siarhei Zhuchok,1970-03-04,Homel
a2,Volha Marstrouskaya,1981-07-15,Brest
a3,Mikalai Kletonski,1965-01-30,Lida
a4,Hanna Bazhovich,1990-11-02,Pinsk
CSV
cat >theirs.csv <<CSV
nr,name,dob,town
1,"Жучок, Сергей",1970-03-04,Homel
2,Ольга Марстровская,1981-07-15,
3,Николай Клетонский,1965-01-31,Lida
4,Andrei Rushutski,1958-05-05,Orsha
CSV

run 0 link ours.csv theirs.csv --one-to-one --format csv
says out 'a1,ours.csv,a1,2,'
says out 'a1,theirs.csv,1,2,'
says out 'a2,theirs.csv,2,3,'
says out 'a3,theirs.csv,3,4,'
says_not out 'Rushutski'
says_not out 'Bazhovich'
run 0 link ours.csv theirs.csv
says out '4 rows in ours.csv, 4 in theirs.csv'
says out '3 people stand more than once'

# A review: answers are followed, kept, and refused where they are none.
cat >twice.csv <<CSV
id,name,born
1,Siarhei Zhuchok,1970-03-04
2,Siarhei Zhuchok,
3,Siarhei Zhuchak,1970
4,Volha Marstrouskaya,1981-07-15
5,Mikalai Kletonski,1965-01-30
CSV
run 0 link twice.csv --review unsure.csv
says unsure.csv 'decision,probability,left,right'
open=$(($(wc -l <unsure.csv) - 1))
[ "$open" -ge 1 ] || fail "nothing is unsure in a list with half a row"
sed -i '2s/^,/never,/' unsure.csv
cp unsure.csv before.csv
run 0 link twice.csv --review unsure.csv
says out '1 never'
says unsure.csv 'never,'
run 0 link twice.csv --review unsure.csv
says out '1 never'
sed '2s/^never,/perhaps,/' before.csv >wrong.csv
run 2 link twice.csv --review wrong.csv
says err 'wrong.csv:2:1: decision: "perhaps" is no decision'
run 2 link twice.csv --review ours.csv
says err 'this is no review file'

# A review as a spreadsheet saves it: semicolons, CRLF, a mark of UTF-8, columns in another order, capitals.
python3 - <<'END'
import csv
rows = list(csv.reader(open("before.csv")))
def save(name, rows, delimiter=",", encoding="utf-8", end="\n"):
    with open(name, "w", encoding=encoding, newline="") as f:
        csv.writer(f, delimiter=delimiter, lineterminator=end).writerows(rows)
answer = rows[1]
save("excel.csv", [rows[0], ["NEVER "] + answer[1:]], ";", "utf-8-sig", "\r\n")
save("tabs.csv", rows, "\t")
save("moved.csv", [row[::-1] for row in rows])
save("blank.csv", [row + ["", ""] for row in rows])
save("noted.csv", [rows[0] + ["note"]] + [row + ["ask Anna"] for row in rows[1:]])
save("missing.csv", [row[:4] + row[5:] for row in rows])
save("double.csv", [row + row[:1] for row in rows])
save("short.csv", rows[:2] + [["same", "0.9"]])
save("both.csv", rows[:2] + [["same", "", answer[3], answer[2], answer[5], answer[4], ""]])
save("again.csv", rows[:2] + [answer])
save("gone.csv", rows[:1] + [["never", "0.5", "17", "99", "a", "b", "c"]])
END
for form in excel tabs moved blank again; do
	run 0 link twice.csv --review $form.csv
	says_not out 'no longer there'
	grep -q '^decision,probability,left,right,left_row,right_row,why$' $form.csv || fail "$form.csv: $(head -1 $form.csv)"
	grep -qi '^never' $form.csv || fail "$form.csv lost its answer"
done
run 0 link twice.csv --review gone.csv
says out '1 answer is about rows that are no longer there'
says gone.csv 'never,0.5,17,99,a,b,c'
cp noted.csv kept.csv
run 2 link twice.csv --review noted.csv
says err 'noted.csv:1:8: "note" is no column of a review' 'take the column out'
cmp -s noted.csv kept.csv || fail "a review that was refused was written"
run 2 link twice.csv --review missing.csv
says err 'missing.csv:1: the column "left_row" is missing' 'put it back'
run 2 link twice.csv --review double.csv
says err 'double.csv:1:8: "decision" stands twice'
run 2 link twice.csv --review short.csv
says err 'short.csv:3: 2 cells, where the first line has 7' 'take the line out'
run 2 link twice.csv --review both.csv
says err 'both.csv:3: decision: "same" of a pair of which line 2 says "never"' 'keep the answer that is right'

# An identifier that stands twice: the answer belongs to the rows as they were judged.
printf 'id,name,born\n1,Siarhei Zhuchok,1970-03-04\n1,Siarhei Zhuchok,\n' >double.csv
run 0 link double.csv --review double-review.csv
sed -i '2s/^,/never,/' double-review.csv
run 0 link double.csv --review double-review.csv
says out '0 people stand more than once' '1 never' '0 open'
says_not out 'no longer there'

# Decisions on people of the register become statements, once, and can be undone.
run 0 init reg --organisation "An invented centre"
printf 'key,title,published\ns1,An invented report,2024-01-01\n' >sources.csv
run 0 --register reg import sources.csv --kind source
source=s1
cat >people.csv <<CSV
key,name@en,name@ru,birth,publication,source
z1,Siarhei Zhuchok,,1970-03-04,public_figure,$source
z2,,Сергей Жучок,1970-03-04,public_figure,$source
z3,Volha Marstrouskaya,,1981-07-15,public_figure,$source
CSV
run 0 --register reg import people.csv --kind person
run 0 --register reg link --people
says out '3 rows in the register'
says out '1 person stands more than once'
run 0 --register reg link --people --review pairs.csv
sed -i '2s/^,/same,/' pairs.csv
run 0 --register reg link --people --review pairs.csv --record
says out '1 decisions'
run 0 --register reg link --people --review pairs.csv --record
says out 'nothing was written'
says out '2 rows in the register'
run 0 --register reg audit
run 0 --register reg changes --most 1
change=$(grep -o '[0-9][0-9]*' out | head -1)
run 0 --register reg undo "$change"
run 0 --register reg link --people
says out '3 rows in the register'
run 0 --register reg link theirs.csv --people
says out '4 rows in theirs.csv, 3 in the register'

# What is wrong is said.
run 2 link
says err 'needs a list'
"$volya" link none.csv >out 2>err && fail "a list that is not there is linked"
says err 'cannot open none.csv'
run 2 link ours.csv --fields "nothing=name"
says err 'has no column "nothing"'
run 2 link ours.csv --fields "full name=sound"
says err 'is no type of a column'
run 2 link ours.csv --threshold 2
says err 'no probability'
run 2 link ours.csv --record
says err 'goes with --people alone'
printf 'id,name\n1,A,B\n' >wide.csv
run 2 link wide.csv
says err 'wide.csv:2'

# A pipe that a result is sent to stays a pipe.
mkfifo pipe
timeout 60 cat pipe >read &
run 0 link ours.csv theirs.csv --format csv --output pipe
wait
[ -p pipe ] || fail "a file took the place of the pipe"
says read 'theirs.csv'
# A header that names a column twice, and a truth that is not there, are refused before any work.
printf 'id,name,born,name\n1,Siarhei Zhuchok,1970,x\n' >header.csv
run 2 link header.csv
says err 'header.csv:1:4' 'the columns 2 and 4 are both called "name"'
printf 'id,name,born,Name\n1,Siarhei Zhuchok,1970,x\n' >header.csv
run 2 link header.csv
says err 'header.csv:1:4'
run 2 link twice.csv --truth person --review truth.csv
says err 'twice.csv has no column "person"'
[ -e truth.csv ] && fail "a refused --truth wrote a review"

# No file is written over that is read or is the other one to write; a link to a review stays a link.
cp twice.csv list.csv
cp before.csv answers.csv
run 2 link list.csv --format csv --output list.csv
says err 'would be written over'
run 2 link list.csv --review answers.csv --format csv --output ./answers.csv
run 2 link list.csv --review new.csv --format csv --output new.csv
run 2 link list.csv --review list.csv
cmp -s list.csv twice.csv || fail "a list was written over"
cmp -s answers.csv before.csv || fail "a review was written over by the result"
ln -s answers.csv link.csv
run 0 link list.csv --review link.csv
[ -L link.csv ] || fail "a file took the place of a link"
grep -q '^never,' answers.csv || fail "the review behind a link lost its answer"

# Killed at any moment, a review has every answer it had; interrupted, the program says so and leaves no half file.
python3 - <<'END'
import random
random.seed(3)
parts = "ba ru zho mar shu kle ton ka li vo".split()
with open("long.csv", "w") as out:
    out.write("id,name,born\n")
    for i in range(20000):
        name = "".join(random.choice(parts) for _ in range(3)).title() + " " + "".join(random.choices(parts, k=2)).title()
        year = random.randint(1960, 1965)
        out.write("%d,%s,%d-%02d-%02d\n" % (i, name, year, random.randint(1, 12), random.randint(1, 28)))
        if i % 50 == 0:
            out.write("%dx,%s,%d\n" % (i, name, year))
END
run 0 link long.csv --review long-review.csv
sed -i '2,$s/^,/later,/; 2s/^later,/never,/; 3s/^later,/same,/' long-review.csv
cut -d, -f1,3,4 long-review.csv | grep -E '^(never|same)' | sort >answers
[ "$(wc -l <answers)" -eq 2 ] || fail "nothing is unsure in a long list with half rows"
for wait in 0.02 0.05 0.1 0.2 0.3 0.4 0.5 0.7 0.9 1.2; do
	"$volya" link long.csv --review long-review.csv >out 2>err </dev/null &
	pid=$!
	sleep $wait
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	cut -d, -f1,3,4 long-review.csv | grep -E '^(never|same)' | sort | cmp -s - answers || fail "killed after $wait s: answers are lost"
done
rm -f long-review.csv.*

# Saved by the reviewer while the program works: the answer is followed, or the file is left as it is; never lost.
refused=0
for wait in 0 0.1 0.3 0.5; do
	rm -f open.csv
	run 0 link long.csv --review open.csv
	"$volya" link long.csv --review open.csv >out 2>err </dev/null &
	pid=$!
	sleep $wait
	sed '2s/^,/never,/' open.csv >saved.csv && cp saved.csv open.csv
	wait $pid
	status=$?
	grep -q '^never,' open.csv || fail "saved after $wait s: the answer is lost"
	if [ $status -ne 0 ]; then
		refused=$((refused + 1))
		[ $status -eq 3 ] || fail "saved after $wait s: exit status $status"
		says err 'was changed while the lists were compared' 'run again'
	fi
done
[ $refused -gt 0 ] || fail "no save ever met a run: the test tests nothing"
# A run goes on where the reviewer was: answers stay, only pairs without one are open, and they are the same again.
rm -f open.csv
run 0 link long.csv --review open.csv
open=$(($(wc -l <open.csv) - 1))
sed -i '2s/^,/never,/; 3s/^,/later,/' open.csv
cut -d, -f1,3,4 open.csv | sort >before
run 0 link long.csv --review open.csv
says out "1 never, 1 later; $((open - 2)) open"
cut -d, -f1,3,4 open.csv | sort | cmp -s - before || fail "another run asks about other pairs"
python3 - "$volya" <<'END' || fail "interrupted"
import os, signal, subprocess, sys
os.mkfifo("endless.csv")
p = subprocess.Popen([sys.argv[1], "link", "endless.csv", "--review", "new-review.csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
with open("endless.csv", "w") as out: # which waits until the program reads, and so is past its beginning
    out.write("id,name,born\n1,Siarhei Zhuchok,1970-03-04\n")
    out.flush()
    p.send_signal(signal.SIGINT)
    err = p.communicate()[1]
assert p.returncode == -signal.SIGINT, p.returncode
assert b"Interrupted." in err, err
END
ls | grep -q "new-review.csv" && fail "an interrupted run left a file"
# What a list holds does not steer the terminal.
printf 'id,name,born\n1,Siarhei \033[31mZhuchok\302\233,1970-03-04\n2,Siarhei \342\200\256Zhuchok,1970-03-04\n3,Olga Marstr,1980-01-01\n' >steer.csv
run 0 link steer.csv
says out 'Siarhei'
grep -q "$(printf '\033')" out && fail "an escape sequence reached the terminal"
grep -q "$(printf '\342\200\256')" out && fail "a turn of direction reached the terminal"
finish
