# SPDX-License-Identifier: AGPL-3.0-or-later
# The log: shown, proved, published as files, verified; receipts that need nothing else; a register put back is found out.
. "$(dirname "$0")/lib.sh"
invented_register

# The head, and what the entries are.
run 0 --register reg log show
says out "Public log of Invented Centre" "origin   volya/" "change 3: closes"
key=$(sed -n 's/^  key  *//p' out)
size=$(sed -n 's/^  entries  *//p' out)
run 0 --register reg log show 0
says out "founding of the log of Invented Centre" "leaf hash"
run 0 --register reg log show 1
says out "statement: says something about a source" "claim digest"
run 1 --register reg log show 1000000
says err "the log has no entry 1000000"
run 2 --register reg log show xyz
says err "is no entry of a log"

# The checkpoint, and the files beside it: made by the import itself.
run 0 --register reg log checkpoint
cmp -s out reg/log/checkpoint || fail "the published checkpoint is another"
[ "$(sed -n 2p out)" = "$size" ] || fail "the checkpoint is of another size"
[ -e "reg/log/tile/entries/000.p/$size" ] || fail "no bundle of entries"
[ -e "reg/log/tile/0/000.p/$size" ] || fail "no tile"

# The root by an independent reckoning: RFC 6962 over the published bundle.
python3 - <<'PY' || fail "the root is not that of the entries"
import base64, hashlib, pathlib, struct
lines = pathlib.Path("reg/log/checkpoint").read_text().splitlines()
size, root = int(lines[1]), base64.b64decode(lines[2])
data = pathlib.Path(f"reg/log/tile/entries/000.p/{size}").read_bytes()
entries = []
while data:
    (n,) = struct.unpack(">H", data[:2])
    entries.append(data[2:2 + n])
    data = data[2 + n:]
assert len(entries) == size
def tree(leaves):
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + tree(leaves[:k]) + tree(leaves[k:])).digest()
assert tree(entries) == root
PY

# Every statement proves; a receipt is checked in an empty folder.
i=0
while [ "$i" -lt "$size" ]; do
	run 0 --register reg log prove "$i"
	i=$((i + 1))
done
says out "The path leads from the leaf to the root"
run 0 --register reg show a --log
entry=$(grep -A2 'Anton Invented (en)' out | sed -n 's/^ *entry \([0-9]*\), id.*/\1/p' | head -1)
id=$(sed -n "s/^ *entry $entry, id \([0-9a-f]*\)\.\.\.\$/\1/p" out)
run 0 --register reg receipt "$entry" --out one.tlog-proof
run 0 --register reg receipt "$id" --out two.tlog-proof
cmp -s one.tlog-proof two.tlog-proof || fail "an entry has two receipts"
mkdir empty
cp one.tlog-proof empty/
(cd empty && "$volya" receipt check one.tlog-proof --key "$key" >out 2>err) || fail "a receipt does not check: $(cat empty/err)"
says empty/out "Anton Invented" "by the key given"
run 0 receipt check one.tlog-proof
says out "Who signed it was not checked"
sed 's/^extra ..../extra AAAA/' one.tlog-proof >forged
run 2 receipt check forged --key "$key"
python3 - <<'PY'
import base64, pathlib
text = pathlib.Path("one.tlog-proof").read_text().splitlines(keepends=True)
extra = bytearray(base64.b64decode(text[1].split()[1]))
at = extra.index("Anton".encode())
extra[at] ^= 1
text[1] = "extra " + base64.b64encode(extra).decode() + "\n"
pathlib.Path("forged").write_text("".join(text))
PY
run 1 receipt check forged --key "$key"
says out "The receipt does not hold" "what is said is not what was signed"
sed 's/^index .*/index 0/' one.tlog-proof >forged
run 1 receipt check forged
says out "the proof leads to another root"
run 2 --register reg receipt 0
says err "is no statement"
run 0 init other --organisation "Another Invented Centre"
run 0 --register other log show
foreign=$(sed -n 's/^  key  *//p' out)
"$volya" receipt check one.tlog-proof --key "$foreign" >out 2>err </dev/null && fail "another's key was believed"

# All of it holds; the files are made anew where they are gone or altered.
run 0 --register reg verify
says out "All of it holds" "Both roles' keys lie in this folder"
run 0 verify reg
python3 -c 'import sys
p = sys.argv[1]
b = bytearray(open(p, "rb").read())
b[100] ^= 1
open(p, "wb").write(b)' "reg/log/tile/entries/000.p/$size"
run 1 --register reg verify
says out "log-file"
rm -r reg/log
run 0 --register reg verify
says out "There are no files in log/ yet"
run 0 --register reg log publish
run 0 --register reg verify
says out "The files in log/ are what the register holds"

# A register that was put back to an older state does not go on: its log would fork.
cp -r reg older
printf 'key,name@en,sex,publication,source\nd,Dora Invented,female,recognised,s1\n' >more.csv
run 0 --register reg import more.csv --kind person
cp -r reg/log newer-log
rm -r older/log
cp -r newer-log older/log
run 1 --register older verify
says out "rollback"
run 3 --register older log publish
says err "was put back to an older state"
run 3 --register older import more.csv --kind person
says err "was put back to an older state"
# A checkpoint that is a link to somewhere else is none, whatever stands there.
cp -r reg linked
mv linked/log/checkpoint linked/elsewhere
ln -s ../elsewhere linked/log/checkpoint
run 1 --register linked verify
says out "checkpoint"
run 0 --register linked log publish
run 0 --register linked verify
finish
