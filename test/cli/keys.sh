# SPDX-License-Identifier: AGPL-3.0-or-later
# People's keys: made, shown, unlocked by an agent that ends, locked; and the secrets are nowhere else.
. "$(dirname "$0")/lib.sh"
here=$root/test/cli
mkdir -m 700 run conf
XDG_RUNTIME_DIR=$work/run
XDG_CONFIG_HOME=$work/conf
export XDG_RUNTIME_DIR XDG_CONFIG_HOME
trap '"$volya" lock >/dev/null 2>&1; rm -rf "$work"' EXIT
words="invented words of a passphrase"
umask 077
echo "$words" >words
echo "other invented words of one" >other

agent()
{
	"$volya" key status | sed -n 's/.*process \([0-9]*\)).*/\1/p'
}

# Made once, for its owner alone; names are one word, passphrases long.
run 0 key person anna-k --passphrase-file words
says out "Fingerprint:" "volya-person anna-k A" "keep a copy apart"
key=conf/volya/anna-k.person
[ "$(stat -c %a "$key" conf/volya | tr '\n' ' ')" = "600 700 " ] || fail "the key is not its owner's alone"
cp "$key" before
run 3 key person anna-k --passphrase-file other
says err "is there already"
cmp -s "$key" before || fail "a key was written over"
run 2 key person "anna k" --passphrase-file words
says err "no spaces"
run 2 key person ../anna --passphrase-file words
echo "too short" >short
run 2 key person boris --passphrase-file short
says err "shorter than 14" "by chance"
run 2 key person boris --passphrase-file nowhere
[ -e conf/volya/boris.person ] && fail "a key was made without a passphrase"
chmod 644 words
run 3 key person boris --passphrase-file words
says err "can be read by others"
chmod 600 words

# Shown without a passphrase, by name of the file or as the only one.
run 0 key show
cp out shown
says shown "Name:         anna-k"
run 0 key show "$key"
cmp -s out shown || fail "the same key is shown in two ways"
run 1 key show nowhere.person

# Unlocked with its passphrase alone.
run 1 key status
says out "No key is unlocked."
run 3 unlock --passphrase-file other
says err "the passphrase does not open the key of anna-k"
run 2 unlock --passphrase-file /dev/null
says err "the passphrase is empty"
run 2 unlock --idle 0
run 2 unlock --idle 721
says err "--idle takes minutes"
setsid "$volya" unlock >out 2>err </dev/null
[ $? -eq 2 ] || fail "without a terminal the passphrase was got from somewhere"
says err "there is no terminal" "--passphrase-file"
run 0 lock
says out "No key was unlocked."
"$volya" unlock --passphrase-file - <words >out 2>err || fail "standard input: $(cat err)"
says out "The key of anna-k is unlocked" "after 15 min"
run 0 key status
says out "The key of anna-k is unlocked" "it locks itself in 1"
run 3 unlock --passphrase-file words
says err "a key is unlocked already" "volya lock"
first=$(agent)
run 0 key show
cmp -s out shown || fail "the agent shows another key"
[ "$(stat -c %a run/volya run/volya/agent | tr '\n' ' ')" = "700 600 " ] || fail "the socket is not its owner's alone"
run 0 lock
says out "Locked."
[ -e "/proc/$first" ] && [ "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$first/status")" != Z ] && fail "the agent lives on"
[ -e run/volya/agent ] && fail "the socket is left"
run 1 key status

# It ends by itself, and to look at it puts nothing off.
run 0 unlock --passphrase-file words --idle 1s
says_not out swap
for i in $(seq 200); do
	"$volya" key status >out || break
	sleep 0.05
done
says out "No key is unlocked."

# Where the system locks no memory, that is said. (A sanitizer has none locked, and says nothing.)
run 0 unlock --passphrase-file words
locked=$(sed -n 's/^VmLck:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(agent)/status")
run 0 lock
if [ "${locked:-0}" -gt 0 ]; then
	drop=
	[ "$(id -u)" -ne 0 ] || drop="setpriv --bounding-set -ipc_lock"
	(ulimit -l 0 && exec $drop "$volya" unlock --passphrase-file words) >out 2>err || fail "unlock: $(cat err)"
	says out "is unlocked" "may be written to the swap"
	run 0 lock
fi

# Killed, it leaves a socket behind, which the next one takes over.
run 0 unlock --passphrase-file words
kill -KILL "$(agent)"
for i in $(seq 200); do
	"$volya" key status >out || break
	sleep 0.05
done
[ -S run/volya/agent ] || fail "no socket was left: this tests nothing"
run 1 key status
run 0 unlock --passphrase-file words
run 0 key status
run 0 lock

# A folder that others can enter, or that is a link, is not used.
chmod 755 run/volya
run 3 unlock --passphrase-file words
says err "not a folder of yours alone" "mode 700"
run 3 key status
run 3 lock
rm -r run/volya
mkdir -m 700 elsewhere
ln -s "$work/elsewhere" run/volya
run 3 unlock --passphrase-file words
rm run/volya

# A file that is damaged, is none, asks for too much, or can be read by others.
sed 's/^name anna-k/name anna-c/' "$key" >bad
run 3 unlock bad --passphrase-file words
says err "bad: the file of the key is damaged" "copy you keep apart"
run 3 key show bad
sed 's/^argon2id 65536 3/argon2id 4294967295 9/' "$key" >bad
run 3 unlock bad --passphrase-file words
says err "damaged"
run 3 unlock words --passphrase-file words
says err "no file of a person's key"
chmod 640 "$key"
run 3 unlock --passphrase-file words
says err "can be read by others" "chmod 600"
chmod 600 "$key"
ln -s "$key" linked
run 3 unlock linked --passphrase-file words

# Two files in the folder: which, must be said. On a stick: a path.
run 0 key person boris --file "$work/boris.person" --passphrase-file other
cp boris.person conf/volya
run 2 unlock --passphrase-file words
says err "more than one key" "name the file"
run 0 unlock boris.person --passphrase-file other
says out "The key of boris"
rm boris.person conf/volya/boris.person
run 0 key show
says out "Name:         boris"
run 0 lock

# Another passphrase: the same key.
run 3 key passphrase --passphrase-file other --new-passphrase-file words
run 2 key passphrase --passphrase-file words --new-passphrase-file short
run 0 key passphrase --passphrase-file words --new-passphrase-file other
says out "still open with the old one"
run 3 unlock --passphrase-file words
run 0 key show
cmp -s out shown || fail "another passphrase made another key"
cat other words >both
"$volya" key passphrase --passphrase-file - --new-passphrase-file - <both >out 2>err || fail "two lines: $(cat err)"
run 0 unlock --passphrase-file words
run 0 lock

# Asked for on a terminal.
python3 "$here/keys_terminal.py" "$volya" "$work/terminal.person" >out 2>err || fail "on a terminal: $(cat err)"

# A known key: neither its passphrase nor what it opens is in a file, a command line, an environment, or in memory
# that could reach the disk.
cp "$root/test/fuzz/seeds/person/anna-k" known
passphrase="an invented passphrase"
secrets=$(python3 - <<'PYTHON'
import hashlib
seed = bytes(range(32))
print(seed.hex())
for context in b"volyasig", b"volyabox":
    part = hashlib.blake2b(b"", digest_size=32, key=seed, salt=(1).to_bytes(16, "little"), person=context + bytes(8))
    print(part.hexdigest(), hashlib.sha512(part.digest()).hexdigest()[:64])
PYTHON
)
rm -f words other short both
echo "$passphrase" | "$volya" unlock known --passphrase-file - >out 2>err || fail "the known key: $(cat err)"
run 0 key status
pid=$(agent)
passphrase_hex=$(printf %s "$passphrase" | od -An -tx1 | tr -d ' \n')
python3 "$here/keys_memory.py" "$pid" "$work/run/volya/agent" $secrets "$passphrase_hex" >memory 2>&1
got=$?
[ $got -eq 0 ] || [ $got -eq 77 ] || fail "memory: $(cat memory)"
for file in cmdline environ; do
	if [ -r "/proc/$pid/$file" ]; then
		cat "/proc/$pid/$file" >"proc.$file"
	fi
done
[ -s proc.cmdline ] || fail "no command line was looked at"
grep -q '^Max core file size *0 *0 ' "/proc/$pid/limits" || fail "a core file may be written"
grep -rqF "$passphrase" "$work" && fail "the passphrase is in $(grep -rlF "$passphrase" "$work")"
python3 - "$work" $secrets <<'PYTHON' || fail "a secret is in a file"
import pathlib, sys
for path in pathlib.Path(sys.argv[1]).rglob("*"):
    content = path.read_bytes().lower() if path.is_file() else b""
    for text in sys.argv[2:]:
        secret = bytes.fromhex(text)
        if secret.lower() in content or text.encode() in content:
            sys.exit(f"{path}: {text}")
PYTHON
run 0 lock
finish
