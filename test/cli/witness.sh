# SPDX-License-Identifier: AGPL-3.0-or-later
# Two registers, one the other's witness: it cosigns what grows, says how far it is to a copy that was put back, and
# keeps what proves a fork. Proofs come from a second reckoning, over the published entries alone.
. "$(dirname "$0")/lib.sh"
invented_register
run 0 init guard --organisation "Invented Guard"

# people FILE LETTER   three more people of no other name
people()
{
	printf 'key,name@en,sex,publication,source\n' >"$1"
	for n in 1 2 3; do
		printf '%s%s,%s%s Invented,male,recognised,s1\n' "$2" "$n" "$2" "$n" >>"$1"
	done
}
people more.csv Alpha
people other.csv Beta

run 0 --register reg log show
key=$(sed -n 's/^  key  *//p' out)
origin=${key%%+*}
run 0 --register guard witness show
says out "no witness of any log"
run 2 --register guard witness trust "$key+x"
run 0 --register guard witness trust "$key"
says out "$origin" "cosigned from now on"
run 0 --register guard witness show
says out "Witness of Invented Guard" "/witness+" "nothing cosigned yet"
own=$(sed -n 's/^  key  *//p' out)
run 2 --register guard witness trust "$own"
says err "is none of a log"
[ "$(stat -c %a guard/keys/witness.key)" = 600 ] || fail "others can read the witness key"

: >served
"$volya" --register guard serve --port 0 >served 2>&1 &
server=$!
while ! grep -q "http://" served; do
	kill -0 "$server" 2>/dev/null || break
	sleep 0.05
done
site=$(grep -o "http://[^ ]*[0-9]" served)

# add.py SITE REGISTER OLD   sends the register's checkpoint, with a proof from its first OLD entries; prints the status
# and the body.
cat >add.py <<'PY'
import base64, hashlib, pathlib, struct, sys, urllib.error, urllib.request
site, folder, old = sys.argv[1], pathlib.Path(sys.argv[2]) / "log", int(sys.argv[3])
note = (folder / "checkpoint").read_bytes()
size = int(note.split(b"\n")[1])
data = (folder / f"tile/entries/000.p/{size}").read_bytes()
leaves = []
while data:
    (n,) = struct.unpack(">H", data[:2])
    leaves.append(hashlib.sha256(b"\0" + data[2:2 + n]).digest())
    data = data[2 + n:]
def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k
def tree(d):
    return d[0] if len(d) == 1 else hashlib.sha256(b"\1" + tree(d[:split(len(d))]) + tree(d[split(len(d)):])).digest()
def subproof(m, d, whole):
    if m == len(d):
        return [] if whole else [tree(d)]
    k = split(len(d))
    if m <= k:
        return subproof(m, d[:k], whole) + [tree(d[k:])]
    return subproof(m - k, d[k:], False) + [tree(d[:k])]
assert tree(leaves) == base64.b64decode(note.split(b"\n")[2])
proof = subproof(old, leaves, True) if 0 < old <= size else []
body = b"old %d\n" % old + b"".join(base64.b64encode(h) + b"\n" for h in proof) + b"\n" + note
try:
    answer = urllib.request.urlopen(site + "/witness/add-checkpoint", data=body, timeout=60)
except urllib.error.HTTPError as error:
    answer = error
print(answer.status, answer.read().decode(), end="")
PY

# add REGISTER OLD STATUS
add()
{
	python3 add.py "$site" "$1" "$2" >answer 2>err || fail "add.py: $(cat err)"
	[ "$(cut -d' ' -f1 answer | head -1)" = "$3" ] || fail "$1 from $2: $(cat answer), not $3"
}
first=$(sed -n 2p reg/log/checkpoint)
cp -r reg copy
cp -r reg fork

add reg 0 200
says answer "— ${own%%+*} "
add reg "$first" 200
run 0 --register reg import more.csv --kind person
second=$(sed -n 2p reg/log/checkpoint)
add reg 0 409
[ "$(cat answer)" = "409 $first" ] || fail "it does not say how far it is: $(cat answer)"
add reg "$first" 200
run 0 --register guard witness show
says out "cosigned up to $second entries"

# What it cosigned last is there for everybody, with both signatures.
digest=$(printf %s "$origin" | sha256sum | cut -d' ' -f1)
python3 -c 'import sys, urllib.request
sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())' "$site/witness/$digest/checkpoint" >kept
head -5 kept | cmp -s - reg/log/checkpoint || fail "the log's own lines are others"
[ "$(wc -l <kept)" = 6 ] || fail "the kept checkpoint has $(wc -l <kept) lines"

# The program asks by itself, under the policy in its folder, and publishes what it got.
run 1 --register reg witness ask
says err "policy"
printf 'witness guard %s %s/witness\nquorum guard\n' "$own" "$site" >reg/policy
cp reg/policy copy/policy
cp reg/policy fork/policy
run 0 --register reg witness ask
says out "guard        cosigned $second entries" "is cosigned as the policy asks"
grep -qF -- "— ${own%%+*} " reg/log/checkpoint || fail "the published checkpoint is not cosigned"
run 0 --register reg verify

# A register that was put back from an old copy hears that a newer one was seen.
add copy "$first" 409
[ "$(cat answer)" = "409 $second" ] || fail "the copy hears: $(cat answer)"
run 1 --register copy witness ask
says out "AHEAD OF US: it has cosigned $second entries" "put back to an older state"
run 3 --register copy import more.csv --kind person
says err "a witness has seen $second entries"

# The same old copy that goes on by itself has the same size and another root: no cosignature, and evidence.
run 0 --register guard witness show
says_not out "Evidence"
run 0 --register fork import other.csv --kind person
[ "$(sed -n 2p fork/log/checkpoint)" = "$second" ] || fail "the fork is of another size"
add fork "$second" 409
run 1 --register fork witness ask
says out "A FORK: it has cosigned another log of ours" "is not cosigned as the policy asks"
run 1 --register guard witness show
says out "it has shown two histories" "has signed two different logs of $second entries"
says out "$(sed -n 3p reg/log/checkpoint)" "$(sed -n 3p fork/log/checkpoint)"
run 0 --register guard rebuild
run 1 --register guard witness show
says out "has signed two different logs"

kill "$server"
wait "$server" || { fail "the server ended with $?"; cat served >&2; }
finish
