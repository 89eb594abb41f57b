# SPDX-License-Identifier: AGPL-3.0-or-later
# Rows whose fault shows only as the change is made: named as any other bad row, and left out alone.
. "$(dirname "$0")/lib.sh"
invented_register
reg="--register reg"
printf 'key,publication,source\nb,-,s1\n' >withhold.csv
run 0 $reg import withhold.csv --kind person

# Nobody is told apart from themselves: a row that is new, one that is known, in both forms.
printf 'key,name@en,publication,never_same_as,source\ng1,Gleb Invented,public_figure,,s1\ng2,Grigory Invented,public_figure,g2,s1\n' >self.csv
run 2 $reg import self.csv --kind person
says err "self.csv:3:4: never_same_as"
run 2 $reg import self.csv --kind person --dry-run
says err "self.csv:3:4: never_same_as"
run 1 $reg import self.csv --kind person --dry-run --keep-going
says out "1 new" "1 bad"
run 1 $reg import self.csv --kind person --keep-going
says out "1 new" "1 bad" "self.csv.bad.csv"
says err "self.csv:3:4: never_same_as"
says self.csv.bad.csv "g2,Grigory Invented"
says_not self.csv.bad.csv "Gleb"
run 0 $reg show g1
run 1 $reg show g2
printf 'kind,key,property,value,source\nperson,a,never_same_as,a,s1\nperson,a,never_same_as,c,s1\n' >long.csv
run 1 $reg import long.csv --keep-going
says err "long.csv:2:4: never_same_as"
run 0 $reg show a
says out "never the same as"

# A row about somebody who is withheld, among good ones; one that withholds is never the bad one.
printf 'key,person,from,source\nq1,a,2019-01-01,s2\nq2,b,2019-02-01,s2\nq3,c,2019-03-01,s2\n' >spells.csv
for more in "" --dry-run; do
	run 2 $reg import spells.csv --kind spell $more
	says err "spells.csv:3:2: person: person b has no ground" "say publication"
	says err "Nothing was written."
done
run 1 $reg import spells.csv --kind spell --dry-run --keep-going
says out "2 new" "1 bad"
says err "spells.csv:3:2: person: bad: person b has no ground"
run 1 $reg import spells.csv --kind spell --keep-going
says out "2 new" "1 bad" "spells.csv.bad.csv"
says spells.csv.bad.csv "q2,b,2019-02-01" "has no ground"
says_not spells.csv.bad.csv "q1"
run 0 $reg ask "count people held on 2019-03-15"
says out "2"
printf 'key,publication,birth,source\na,-,,s1\na,,1981,s2\nb,,1982,s1\n' >two.csv
run 1 $reg import two.csv --kind person --keep-going
says err "two.csv:3:3: birth: bad: person a" "two.csv:4:3: birth: bad: person b"
says_not err "two.csv:2"
run 1 $reg show a

# A source that is not there is looked for in its own column; a row without one is bad as a whole.
printf 'key,name@en,publication,birth,source\nn1,Nil Invented,public_figure,1970,nosuch\n' >nosuch.csv
run 2 $reg import nosuch.csv --kind person
says err "nosuch.csv:2:5: source: there is no source"
printf 'key,name@en,publication\nn1,Nil Invented,public_figure\n' >nosource.csv
run 2 $reg import nosource.csv --kind person
says err "nosource.csv:2: source: the row names no source"
mkdir folder
cp nosuch.csv folder/people.csv
run 2 $reg import folder --keep-going --bad-rows rest.csv
says err "--bad-rows" "FILE.csv.bad.csv"
run 1 $reg import folder --keep-going
says err "people.csv:2:5"

# A title of several lines stays one line of a report.
printf 'key,title,publisher,published,url,kind\nl1,"First\nforged: line",Invented,2021,https://example.org/5,report\n' >lines.csv
run 0 $reg import lines.csv --kind source --message "one
two"
run 0 $reg show l1
says out "First forged: line"
run 0 $reg changes
says out "one two"

# A site without its letters is not started.
run 2 $reg serve --port 0 --letters nowhere
says err "--letters" "nowhere"
run 2 $reg serve --port 0 --letters self.csv
says err "takes a folder"

# A sum is told apart from a number, and comes back as it was.
printf 'key,title,publisher,published,url,kind\nm1,-1+1,Invented,2021,https://example.org/3,report\nm2,-12.5,Invented,2021,https://example.org/4,report\n' >sums.csv
run 0 $reg import sums.csv --kind source
run 0 $reg export sums
cat sums/sources*.csv >all
says all "'-1+1" ",-12.5,"
# A figure or a body that nobody knows is a slip, told with the nearest one; no reading near the day is a no.
printf 'key,name,body,date,value,source\nf1,held_ever,centre,2021-03-01,12,s1\n' >figures.csv
run 0 --register reg import figures.csv --kind figure
run 2 --register reg ask "figure held_evr by centre"
says err 'column 8' 'did you mean held_ever?'
run 1 --register reg ask "figure held_ever by centre on 1999-01-01"
run 2 --register reg ask "count people listed by centrre"
says err 'did you mean centre?'

finish
