# SPDX-License-Identifier: AGPL-3.0-or-later
# The file names.index beside a register: cut off by a kill, brought from elsewhere, not to be written. Names are found
# all the same, and nobody's but those of the register. All people are invented.
#
#   sh index.sh VOLYA [ROUNDS]      40 rounds in the tests
. "$(dirname "$0")/lib.sh"
rounds=${2:-40}
cat >sources.csv <<CSV
key,title,published
s1,An invented report,2024-01-01
CSV
run 0 init reg --organisation "An invented centre"
run 0 --register reg import sources.csv --kind source
awk 'BEGIN {print "key,name@en,publication,source"
	for (n = 1; n <= 3000; n++) printf "p%d,Invented%d Zhuchok%d,recognised,s1\n", n, n * 7919 % 3001, n}' >people.csv
run 0 --register reg import people.csv --kind person
cp -a reg other

# kill -9 while it is written: it is there and whole, or it is not there.
run 0 --register reg find "Invented1917 Zhuchok1"
cp reg/names.index whole
i=0
written=0
while [ "$i" -lt "$rounds" ]; do
	i=$((i + 1))
	rm -f reg/names.index
	"$volya" --register reg find "Invented1917 Zhuchok1" >/dev/null 2>&1 &
	pid=$!
	sleep "0.$(printf '%03d' $((i * 7 % 60)))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	if [ -e reg/names.index ]; then
		written=$((written + 1))
		cmp -s reg/names.index whole || fail "round $i: half an index of names"
	fi
done
[ "$rounds" -lt 40 ] || { [ "$written" -gt 0 ] && [ "$written" -lt "$rounds" ]; } ||
	echo "$written of $rounds were written before the kill: the test tests little" >&2
run 0 --register reg find "Zhuchok3000"
cmp -s reg/names.index whole || fail "the index is another one after $rounds kills"
# What the killed ones left goes with the next name that is taken back.
printf 'key,publication,source\np3000,-,s1\n' >hide.csv
run 0 --register reg import hide.csv --kind person
ls reg | grep -q '^names\.index' && fail "left behind: $(ls reg)"
run 1 --register reg find "Zhuchok3000"

# The index of before, put back by hand: the name that was taken back is not found by it.
cp whole reg/names.index
run 1 --register reg find "Zhuchok3000"
run 0 --register reg find "Zhuchok2999"
cmp -s reg/names.index whole && fail "an index of before a person was withheld is still there"

# That of a copy which went another way, and of another organisation: noticed, and made anew.
printf 'key,name@en,publication,source\nq1,Yanka Zusimadumany,recognised,s1\n' >here.csv
printf 'key,name@en,publication,source\nq1,Zorka Prydumanaya,recognised,s1\n' >there.csv
run 0 --register other import there.csv --kind person
run 0 --register other find "Zorka Prydumanaya"
rm -rf reg
run 0 init reg --organisation "Another invented centre"
run 0 --register reg import sources.csv --kind source
run 0 --register reg import here.csv --kind person
run 0 --register reg find "Yanka Zusimadumany"
cp other/names.index copied
for register in reg third; do
	[ $register = reg ] || { cp -a other third && rm -f third/names.index; }
	[ $register = reg ] || { run 0 --register third undo 3; run 0 --register third import here.csv --kind person; }
	cp copied $register/names.index
	run 0 --register $register find "Yanka Zusimadumany"
	says out "same"
	run 1 --register $register find "Zorka Prydumanaya"
	cmp -s $register/names.index copied && fail "$register: the index of another register is still there"
done

# A folder that nobody may write: the index is in memory. Root may write anywhere, so it is somebody else who looks.
if [ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null; then
	as_nobody=$([ "$(id -u)" -ne 0 ] || echo "setpriv --reuid 65534 --clear-groups")
	rm -f reg/names.index
	chmod 755 .
	chmod -R a+rX,a-w reg
	$as_nobody "$volya" --register reg find "Yanka Zusimadumany" >out 2>err || fail "a folder not to be written: $(cat err)"
	says out "same"
	[ -e reg/names.index ] && fail "an index was written where nothing may be"
	chmod -R u+w reg
fi
finish
