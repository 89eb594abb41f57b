# SPDX-License-Identifier: AGPL-3.0-or-later
# Backups: whole or not at all, verified, without keys and without what was erased; restored to the same register, which
# signs nothing where something newer was seen.
#
#   sh backup.sh VOLYA [ROUNDS]      of kill -9: 12 in the tests, hundreds in make soak
. "$(dirname "$0")/lib.sh"
rounds=${2:-12}
invented_register

# There and back.
run 2 --register reg backup
run 0 --register reg backup one
says out "one is a whole backup of reg" "verified from its leaves" "The secret keys"
[ "$(ls one)" = "checkpoint
register.db" ] || fail "a backup holds: $(ls one)"
run 0 --register reg log show
cp out show
cmp -s one/checkpoint reg/log/checkpoint || fail "the backup's checkpoint is another"
[ "$(stat -c %a one one/register.db | tr '\n' ' ')" = "700 600 " ] || fail "others can read a backup"
run 0 verify one
run 0 --register reg digest
cp out before
run 3 --register reg backup one
says err "holds a register already"
run 0 restore one back
says out "back is the register of one" "back/keys/author.key" "only others know"
run 0 --register back verify
says out "All of it holds" "The files in log/ are what the register holds"
run 0 --register back digest
cmp -s before out || fail "the restored register is another"
cmp -s back/log/checkpoint reg/log/checkpoint || fail "the restored log is another"

# Who witnesses the log goes with it.
cp -r reg witnessed
printf 'log %s\nquorum none\n' "$(sed -n 's/^  key  *//p' show)" >witnessed/policy
run 0 --register witnessed backup witnessed-backup
run 0 restore witnessed-backup witnessed-back
cmp -s witnessed/policy witnessed-back/policy || fail "the policy did not come back"

# Nothing is written over; an empty folder may be there.
run 3 restore one back
says err "holds a register already"
mkdir full empty
echo x >full/x
run 3 restore one full
says err "not empty"
[ "$(ls full)" = x ] && [ ! -e full.new ] || fail "a restore that was refused left something"
run 0 restore one empty
run 2 restore nowhere other
[ ! -e other ] && [ ! -e other.new ] || fail "a restore of nothing left something"

# Keys are copied apart, and belong where they were.
printf 'key,name@en,sex,publication,source\nd,Dora Invented,female,recognised,s1\n' >more.csv
run 3 --register back import more.csv --kind person
says err "there is no key"
run 0 --register reg backup --keys secrets
says out "secrets holds the secrets of reg: 3 keys" "Whoever has it can sign"
[ "$(stat -c %a secrets secrets/keys secrets/keys/author.key | tr '\n' ' ')" = "700 700 600 " ] || fail "others can read keys"
run 3 --register reg backup --keys secrets
cp -r secrets/. back
run 0 --register back import more.csv --kind person
run 0 --register back verify
sed 2q secrets/keys/log.key >short
cp short reg/keys/log.key
run 3 --register reg backup --keys secrets2
[ ! -e secrets2 ] && [ ! -e secrets2.new ] || fail "half a copy of the keys is left"
cp secrets/keys/log.key reg/keys/log.key

# back has gone on; an older copy that hears of it records nothing.
run 1 restore one older --seen back/log/checkpoint
says out "IT IS OLD" "will not"
cp -r secrets/. older
run 3 --register older import more.csv --kind person
says err "was put back to an older state"
run 1 --register older verify
says out "All of it holds" "IT IS OLD"
run 0 --register older ask "count people held on 2021-06-01"
run 3 --register older log publish
run 0 restore one told
cp -r secrets/. told
run 1 --register told log met back/log/checkpoint
says out "old copy"
run 3 --register told import more.csv --kind person
says err "was put back to an older state"
run 0 --register back log met one/checkpoint
says out "go on from them"
# A backup of it knows as much.
run 0 --register told backup told-backup
run 0 restore told-backup told-again
cp -r secrets/. told-again
run 3 --register told-again import more.csv --kind person
# One that went on by itself is found out, too; and checkpoints of others are none.
cp -r secrets/. empty
printf 'key,name@en,sex,publication,source\ne,Emil Invented,male,recognised,s1\n' >other.csv
run 0 --register empty import other.csv --kind person
run 1 --register empty log met back/log/checkpoint
says out "two" "histories"
run 0 init foreign --organisation "Another Invented Centre"
"$volya" restore one wrong --seen foreign/log/checkpoint >out 2>err </dev/null && fail "another log's checkpoint was believed"
[ ! -e wrong ] && [ ! -e wrong.new ] || fail "half a register is left"
# The backup's own checkpoint, where the database beside it is older.
cp -r one mixed
cp back/log/checkpoint mixed/checkpoint
run 1 restore mixed mixed-back
says out "IT IS OLD"

# A damaged backup is refused: whichever byte of what was said is changed, and where the file ends early.
cp -r one damaged
python3 - <<'PY' || fail "the name is not in the backup"
p = "damaged/register.db"
b = bytearray(open(p, "rb").read())
at, n = 0, 0
while (at := b.find(b"Anton Invented", at)) >= 0:
    b[at] = ord("B")
    n += 1
open(p, "wb").write(b)
assert n
PY
run 3 restore damaged bad
says err "does not hold" "statement-altered"
head -c 20000 one/register.db >damaged/register.db
run 3 restore damaged bad
: >damaged/register.db
run 3 restore damaged bad
cp one/register.db damaged/register.db
sed 's/^\(— [^ ]* \)...../\1AAAAA/' one/checkpoint >damaged/checkpoint
run 3 restore damaged bad
[ ! -e bad ] && [ ! -e bad.new ] || fail "a damaged backup left something"

# From a medium that nobody may write.
cp -r one still
chmod 400 still/register.db still/checkpoint
chmod 500 still
run 0 restore still still-back
[ "$(ls still)" = "$(ls one)" ] || fail "a restore has written beside the backup: $(ls still)"
chmod -R u+w still

# What was erased is in no new backup.
run 0 --register reg backup with
grep -q "Cyril Madeup" with/register.db || fail "the test looks for the wrong bytes"
run 0 --register reg erase c --reason wish --yes
run 0 --register reg backup without
grep -q "Madeup" without/register.db && fail "what was erased is in a new backup"
run 0 verify without

# No room: nothing is left, and the word is clear.
awk 'BEGIN {print "key,name@en,sex,publication,spell.from,source"
	for (n = 1; n <= 4000; n++) printf "n%d,Name%d Invented%d,male,recognised,2021-01-01,s1\n", n, n, n}' >many.csv
run 0 --register reg import many.csv --kind person
(ulimit -f 1024; trap '' XFSZ; "$volya" --register reg backup small >out 2>err)
status=$?
[ "$status" -eq 3 ] || fail "a full disk gives exit status $status, not 3: $(cat err)"
says err "small"
[ ! -e small ] && [ ! -e small.new ] || fail "a full disk leaves half a backup"
run 0 --register reg backup big
(ulimit -f 1024; trap '' XFSZ; "$volya" restore big small >out 2>err)
[ $? -eq 3 ] || fail "a full disk is no fault of a restore: $(cat out err)"
[ ! -e small ] && [ ! -e small.new ] || fail "a full disk leaves half a register"

# kill -9 at moments: there is a whole one or none, and what lies there is in nobody's way.
i=0 whole=0 none=0
while [ "$i" -lt "$rounds" ]; do
	i=$((i + 1))
	rm -rf killed killed-back
	if [ $((i % 2)) -eq 0 ]; then
		"$volya" --register reg backup killed >/dev/null 2>&1 &
	else
		"$volya" restore big killed >/dev/null 2>&1 &
	fi
	pid=$!
	sleep "0.$(printf '%03d' $((i * 67 % 400)))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	if [ -e killed ]; then
		whole=$((whole + 1))
		run 0 verify killed
	else
		none=$((none + 1))
		run 0 restore big killed
	fi
	run 0 restore killed killed-back
done
[ "$rounds" -lt 12 ] || [ "$none" -gt 0 ] || fail "no kill ever came in time: the test tests nothing"
echo "$rounds kills: $none before the end, $whole behind it"
finish
