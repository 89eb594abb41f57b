# SPDX-License-Identifier: AGPL-3.0-or-later
# Three invented persons, each with a machine of their own, and a host between them that must learn nothing.
secrets=$(realpath "$2")
. "$(dirname "$0")/lib.sh"
host_pid=
make_persons anna boris vera
trap 'for p in $persons; do XDG_RUNTIME_DIR=$work/run-$p "$volya" lock >/dev/null 2>&1; done
	[ -z "$host_pid" ] || kill "$host_pid" 2>/dev/null; rm -rf "$work"' EXIT

# as PERSON: whose agent is asked, and whose register is worked with, from now on
as()
{
	XDG_RUNTIME_DIR=$work/run-$1
	VOLYA_REGISTER=$work/$1
	export XDG_RUNTIME_DIR VOLYA_REGISTER
}

# serve_host [PORT]   starts the host; $url and $port are its own from then on
serve_host()
{
	: >served
	"$volya" host serve host --port "${1:-0}" >served 2>>host.log &
	host_pid=$!
	while ! grep -q "http://" served; do
		kill -0 "$host_pid" 2>/dev/null || break
		sleep 0.05
	done
	url=$(grep -o "http://[^ ]*[0-9]/" served | head -1)
	port=$(echo "$url" | sed 's/.*:\([0-9]*\).*/\1/')
}

stop_host()
{
	kill "$host_pid"
	wait "$host_pid" 2>/dev/null
	host_pid=
}

# same A B: both registers say the same, and have the same log and private log
same()
{
	for w in "$1" "$2"; do
		as "$w"
		"$volya" digest >"digest.$w" 2>&1 || fail "digest of $w"
		"$volya" log checkpoint | head -3 >>"digest.$w"
		"$volya" log checkpoint --private | head -3 >>"digest.$w"
	done
	cmp -s "digest.$1" "digest.$2" || fail "$1 and $2 have not the same register"
}

anna_line=$(cat anna.line) boris_line=$(cat boris.line) vera_line=$(cat vera.line)

as anna
invented_csv
run 0 init anna --organisation "Invented Centre"
run 0 import csv
cat anna/keys/*.key | grep -E '^[0-9a-f]{64}$' >seeds

# A register of one hand has nobody to seal for; and a host lets in whom it was told to.
serve_host
run 3 host join "$url"
says err "has no people"
run 0 key found "$anna_line" author,log "$boris_line" reviewer,log
run 3 host join "$url"
says err "does not let anna in" "volya host allow"
[ ! -e anna/host/joined ] || fail "a host that was not joined is remembered"
run 2 host join "nonsense"
run 0 host allow host "$anna_line"
says out "is let in"
run 0 host allow host "$anna_line"
says out "as before"
run 0 host join "$url"
says out "has its host at"
run 3 host join "$url"
says err "has a host already"
run 0 host sync
says out "Nothing is newer" "state 1 "
run 0 log show
run 3 witness trust "$(sed -n 's/^  key  *//p' out)"
says err "be a witness in a register of its own"

# The public log at the host is a mirror as any: whole, and the very same bytes.
run 0 verify "${url}log"
cmp -s host/log/checkpoint anna/log/checkpoint || fail "the host's checkpoint is another"

# The second machine, by invitation: for whom it is and nobody else.
run 3 host invite "$vera_line"
says err "vera holds no role"
run 0 host invite "$boris_line"
grep '^volya-host' out >invitation
as boris
run 3 host clone "$(cat invitation)" boris
says err "does not let boris in"
run 0 host allow host "$boris_line"
run 2 host clone "nonsense" boris
run 0 host clone "$(cat invitation)" boris
says out "verified from its leaves"
run 3 host clone "$(cat invitation)" boris
says err "holds a register already"
run 0 verify
says out "2 persons hold a role now"
same anna boris
run 0 host allow host "$vera_line"
as vera
run 3 host clone "$(cat invitation)" vera
says err "not for vera"
[ ! -e vera ] || fail "a register was made of nothing"

# Anna drafts on her machine, Boris reviews and publishes on his; both have the same.
as anna
cat >one.csv <<-'CSV'
	key,name@en,sex,publication,spell.from,spell.ground,source
	dora,Dora Invented,female,recognised,2022-01-01,served,s1
CSV
run 0 import one.csv --kind person --message "as the report says"
one=$(drafted)
as boris
run 0 review "$one" --accept --comment "seen" # it takes in what it speaks of
says out "Published as change"
run 0 show dora
run 0 verify "${url}log"
as anna
run 1 show dora
run 0 host sync
says out "What is newer at the host is here"
run 0 show dora
run 0 verify
same anna boris

# A role's new key: Anna asks for it on her machine, Boris agrees on his, and hers signs with it from then on.
as anna
run 0 key rotate author
key=$(drafted)
as boris
run 0 review "$key" --accept --comment "a stick was lost"
run 0 verify
run 0 verify "${url}log"
as anna
run 0 host sync
run 0 verify
same anna boris

# A partner copies the public log from the host.
(
	unset VOLYA_REGISTER
	"$volya" init partner --organisation "Invented Partner" >/dev/null &&
		"$volya" --register partner partner add "${url}log" --key "$("$volya" --register anna log show |
			sed -n 's/^  key  *//p')" >/dev/null && "$volya" --register partner sync >partner.out 2>&1
) || fail "a partner cannot sync: $(cat partner.out)"

# The pen: while Boris's line is broken it stays with him, and nobody else writes; then he goes on.
# cut.py PORT OPS HOST-PORT   hands calls on, and breaks the line after so many puts
cat >cut.py <<'PY'
import http.client, http.server, sys
left = int(sys.argv[2])
what = sys.argv[3]
record = open(sys.argv[4], "ab")
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        global left
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        record.write(self.path.encode() + b"\n" + body)
        record.flush()
        if self.path.endswith("/" + what):
            left -= 1
            if left < 0:
                self.close_connection = True
                return
        c = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
        c.request("POST", self.path, body)
        a = c.getresponse()
        data = a.read()
        self.send_response(a.status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
    def log_message(self, *a):
        pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
PY
# reach PORT   where the person's register finds its host from now on; the kernel's free ports have five digits
reach()
{
	python3 - "$VOLYA_REGISTER/host/joined" "$1" <<-'PY'
		import pathlib, re, sys
		p = pathlib.Path(sys.argv[1])
		p.write_bytes(re.sub(rb"(http://127\.0\.0\.1:)\d{5}/", rb"\g<1>" + sys.argv[2].encode() + b"/", p.read_bytes()))
	PY
}
# through LEFT OP   the person's register reaches the host by a line that breaks at the call OP after LEFT of them
through()
{
	rm -f cut.port
	python3 cut.py "$port" "$1" "$2" wire >cut.port 2>cut.err &
	cut=$!
	while [ ! -s cut.port ]; do sleep 0.05; done
	reach "$(cat cut.port)"
}
direct()
{
	reach "$port"
	kill "$cut"
	wait "$cut" 2>/dev/null
}
year=1950
for at in "1 put" "0 manifest" "1 log-put" "0 give"; do
	as anna
	year=$((year + 1))
	printf 'key,birth,source\ndora,%s,s2\n' "$year" >two.csv
	# shellcheck disable=SC2086
	through $at
	run 3 import two.csv --kind person
	says err "the host does not have it yet" "volya host sync"
	direct
	two=$(drafted)
	as boris
	run 3 import one.csv --kind person
	says err "anna has had the pen of the host since" "--break"
	run 0 verify
	as anna
	run 0 host sync
	says_not out "has the pen"
	run 0 verify
	as boris
	run 0 review "$two" --reject --comment "not this"
	as anna
	run 0 host sync
	same anna boris
done

# Two at once: the one waits for the other.
as anna
printf 'key,birth,source\ndora,1940,s2\n' >two.csv
"$volya" import two.csv --kind person >first.out 2>&1 &
first=$!
as boris
printf 'key,title,published\ns9,Ninth (invented),2021-05-01\n' >nine.csv
run 3 import nine.csv --kind source
says err "does not hold the key of the author"
wait "$first" || fail "the first of two: $(cat first.out)"
as boris
run 0 host sync
as anna
run 0 host sync
same anna boris

# No host, no recording; reading goes on.
stop_host
as anna
run 3 import two.csv --kind person
says err "nothing was recorded"
run 0 show dora
serve_host "$port"

# A pen that is broken while something was not sent: neither side is thrown away.
cp -r boris boris.kept
through 0 manifest
run 3 import two.csv --kind person
direct
as boris
run 0 host sync --break
says out "The pen was with anna"
printf 'key,birth,source\na,1980-02-04,s2\n' >three.csv
run 0 review "$one" || true
as anna
run 0 host sync # the host has nothing that she has not: she goes on
as boris
run 0 host sync
same anna boris
as anna
through 0 manifest
run 3 import two.csv --kind person
direct
as boris
run 0 host sync --break
run 0 review --all
last=$(sed -n 's/^ *\([0-9][0-9]*\) .*/\1/p' out | sort -n | tail -1)
run 0 review "$last" --reject --comment "by him meanwhile"
as anna
run 3 host sync
says err "has entries that the host's has not"
run 0 verify
rm -r anna
as boris
run 0 host invite "$anna_line"
grep '^volya-host' out >invitation
as anna
run 0 host clone "$(cat invitation)" anna
same anna boris

# A host that goes back, or alters what it keeps, is refused; nothing changes here.
stop_host
cp -r host host.old
serve_host "$port"
as anna
run 0 import two.csv --kind person
two=$(drafted)
as boris
run 0 host sync
stop_host
mv host host.new
cp -r host.old host
serve_host "$port"
run 3 host sync
says err "was put back"
as anna
run 3 import two.csv --kind person
says err "nothing was recorded" "was put back"
stop_host
rm -r host
cp -r host.new host
for chunk in host/chunks/*/*; do
	printf 'x' | dd of="$chunk" bs=1 seek=100 conv=notrunc 2>/dev/null
done
serve_host "$port"
as boris
cp boris/host/joined joined.kept
rm -rf boris && cp -r boris.kept boris
before=$("$volya" log checkpoint --private)
run 3 host sync
says err "was altered"
[ "$before" = "$("$volya" log checkpoint --private)" ] || fail "something changed by a host that alters"
run 0 verify
stop_host
rm -r host
mv host.new host
serve_host "$port"
run 0 host sync
same anna boris

# Somebody who has no right to: another's key, an old call once more, what is too large.
as vera
cat >rude.py <<'PY'
import sys, urllib.request, urllib.error
url, wire = sys.argv[1], open(sys.argv[2], "rb").read()
def post(op, body):
    try:
        return urllib.request.urlopen(urllib.request.Request(url + "host/1/" + op, body, method="POST")).status
    except urllib.error.HTTPError as e:
        return e.code
bad = []
for op in ("state", "take", "put", "manifest", "log-put", "log-drop", "get", "have", "log-list"):
    if post(op, b"") != 400 or post(op, b"\x84" + b"x" * 200) != 400:
        bad.append(op)
if post("nothing", b"x") not in (404, 405):
    bad.append("nothing")
if post("state", b"x" * 100000) != 413:
    bad.append("large")
# What went over the line before, once more.
for line in wire.split(b"/host/1/"):
    op, _, body = line.partition(b"\n")
    if op in (b"take", b"put", b"manifest", b"give", b"log-put") and post(op.decode(), body) not in (400, 401):
        bad.append("replay of " + op.decode())
        break
for path in ("host/1/state", "manifest", "log/../allow", "log/%2e%2e/allow", "allow", "chunks", "log/"):
    try:
        urllib.request.urlopen(url + path)
        bad.append(path)
    except urllib.error.HTTPError as e:
        if e.code not in (404, 405):
            bad.append(f"{path}: {e.code}")
print(*bad)
sys.exit(bool(bad))
PY
python3 rude.py "$url" wire >rude.out || fail "the host took what it must not: $(cat rude.out)"

# THE test. Marks by chance in every field of what is private, withheld and erased; and every private key there is. None
# of it is in any file of the host, nor did it pass the line to it.
python3 - <<'PY'
import secrets
for name in "key name given place note message comment hidden reason held words member sealed".split():
    open("mark." + name, "w").write("".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(24)))
PY
mark()
{
	cat "mark.$1"
}
# all_secrets   adds what each person's keys and keyring hold now
all_secrets()
{
	for p in anna boris; do
		"$secrets" "$p.person" "$(cat words)" "$p/keyring" >>secrets || fail "the secrets of $p cannot be told"
	done
}
# key_of PERSON   the id of the store's key, as their register knows it
key_of()
{
	python3 - "$1/host/joined" <<-'PY'
		import pathlib, re, sys
		print(re.search(rb"/\x58\x20.{32}\x58\x20(.{32})", pathlib.Path(sys.argv[1]).read_bytes(), re.S)[1].hex())
	PY
}
# windows.py EXCEPT WHERE...   no 8 bytes of any mark or private key lie in these files and folders, in any form
cat >windows.py <<'PY'
import base64, pathlib, sys
marks = {p.name: p.read_bytes() for p in pathlib.Path(".").glob("mark.*") if p.name not in sys.argv[1].split(",")}
keys = sorted({bytes.fromhex(line.strip()) for line in open("secrets")})
hay = []
for where in sys.argv[2:]:
    p = pathlib.Path(where)
    hay += [(f, f.read_bytes()) for f in ([p] if p.is_file() else sorted(p.rglob("*"))) if f.is_file()]
if len(marks) < 12 or len(keys) < 20 or sum(len(data) for _, data in hay) < 300000:
    sys.exit(f"there is too little to look through: {len(marks)} marks, {len(keys)} keys, {len(hay)} files")
wanted = {}
for name, mark in marks.items():
    for i in range(len(mark) - 7):
        wanted[mark[i:i + 8]] = name
for n, key in enumerate(keys):
    for form in (key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key)[:42],
                 base64.urlsafe_b64encode(key)[:42]):
        for i in range(len(form) - 7):
            wanted[form[i:i + 8]] = f"private key {n}"
for path, data in hay:
    for i in range(len(data) - 7):
        found = wanted.get(data[i:i + 8])
        if found:
            sys.exit(f"{path} at {i} has 8 bytes of {found}")
PY
cat seeds >secrets
all_secrets
as anna
rm -f wire
through 1000000 put
as boris
reach "$(cat cut.port)"
as anna
printf 'key,name@en,name@fr,name@de,name@pl,sex,publication,spell.from,spell.ground,source\n%s,%s Invented,%s,%s,%s,male,%s,s1\n' \
	"$(mark key)" "$(mark name)" "$(mark given)" "$(mark place)" "$(mark note)" "recognised,2022-01-01,served" >marked.csv
run 0 import marked.csv --kind person --message "$(mark message)"
waiting=$(drafted)
printf 'key,name@en,sex,publication,source\nhid,%s Hidden,male,recognised,s1\n' "$(mark hidden)" >hidden.csv
run 0 import hidden.csv --kind person --message "hidden $(mark held)"
hidden=$(drafted)
# What is said in private: to all who hold a role, and to one alone.
printf 'key,note,source\na,%s,s1\n' "$(mark member)" >note.csv
run 0 import note.csv --kind person --members
printf 'key,person,text,source\nneed-1,b,%s,s1\n' "$(mark sealed)" >need.csv
run 0 import need.csv --kind need --sealed-for boris
as boris
run 0 review "$hidden" --accept --comment "$(mark words)"
run 0 show need-1 --private
says out "$(mark sealed)"
run 0 show a --private
says out "$(mark member)"
run 0 verify "${url}log"
grep -rqa "$(mark hidden)" host/log || fail "what is public is not at the host"
grep -qa "$(mark hidden)" wire || fail "the line was not heard"
run 0 withhold hid --reason safety --note "$(mark reason)"
notice=$(sed -n 's/.*in entry \([0-9]*\),.*/\1/p' out)
run 0 review "$waiting" --reject --comment "$(mark comment)"
as anna
run 0 host sync
run 0 verify
run 0 review "$waiting"
says out "$(mark name)"
same anna boris
all_secrets
python3 windows.py "" host host.log || fail "the host has what is private"
python3 windows.py mark.hidden wire || fail "what is private went over the line"

# Somebody away for two changes of the store's key comes after; what was erased opens for nobody with what was kept.
as boris
run 0 key role add "$vera_line" reviewer
run 0 host invite "$vera_line"
grep '^volya-host' out >invitation
as vera
run 0 host clone "$(cat invitation)" vera
same boris vera
old=$(key_of anna)
cp -r host host.kept
for gone in "$notice" dora; do
	as anna
	run 0 erase "$gone" --reason wish --yes
	waits=$(drafted)
	as boris
	run 0 review "$waits" --accept --comment "asked for"
	as anna
	run 0 host sync
done
[ "$old" != "$(key_of anna)" ] || fail "an erasure left the store's key"
[ "$(key_of anna)" = "$(key_of boris)" ] || fail "two keys of one store"
# Her site is open meanwhile, and shows what is there when it is.
as vera
run 0 show dora
"$volya" serve --port 0 >site.out 2>site.err &
site_pid=$!
while ! grep -q "http://" site.out; do
	kill -0 "$site_pid" 2>/dev/null || break
	sleep 0.05
done
site=$(grep -o "http://[^ ]*[0-9]" site.out)
curl -sL "$site/people" | grep -q "Anton Invented" || fail "the site does not show who is there"
curl -sL "$site/people" | grep -q "Dora Invented" && fail "the site did not take in what is newer as it started"
run 1 show dora
as anna
printf 'key,name@en,sex,publication,source\nnew,Nina Invented,female,recognised,s1\n' >nina.csv
run 0 import nina.csv --kind person
nina=$(drafted)
as boris
run 0 review "$nina" --accept --comment "seen"
as vera
run 0 host sync
curl -sL "$site/people" | grep -q "Nina Invented" || fail "the site does not show what was taken in"
kill "$site_pid"
wait "$site_pid" 2>/dev/null
as boris
run 0 host sync
as anna
run 0 host sync
as vera
run 0 verify
same anna vera
for p in anna boris vera; do
	python3 - "$old" "$p/keyring" <<-'PY' || fail "the key of before the erasure is still in the keyring of $p"
		import pathlib, sys
		sys.exit(bytes.fromhex(sys.argv[1]) in pathlib.Path(sys.argv[2]).read_bytes())
	PY
	grep -raE "$(mark hidden)|Dora" "$p" && fail "what was erased is in the register of $p"
done
cmp -s host/manifest host.kept/manifest && fail "the manifest is the old one"
for chunk in host.kept/chunks/*/*; do
	[ ! -e "host/chunks/${chunk#host.kept/chunks/}" ] || fail "the host keeps a chunk of before the erasure"
done
grep -raE "$(mark hidden)|Dora" host && fail "what was erased is at the host"
grep -E "anna|boris|vera|runtime error|Sanitizer" host.log && fail "the host's own lines name somebody, or worse"
all_secrets
python3 windows.py "" host host.kept host.log || fail "the host has what is private"
python3 windows.py mark.hidden wire || fail "what is private went over the line"

# Whose roles were taken away has no way to the next key, though the host may let them in still.
as boris
run 0 key role revoke vera --reason left
as vera
run 3 host sync
says err "not sealed for vera"
run 3 host invite "$vera_line"
as anna
run 0 host sync
same anna boris
run 0 host allow host --remove "$vera_line"
as vera
run 3 host sync
says err "does not let vera in"

# Another host takes the place of the first, and the second person follows.
as anna
reach "$port"
as boris
direct
stop_host
mv host host.first
run 0 host allow host "$anna_line"
run 0 host allow host "$boris_line"
serve_host "$port"
run 3 host sync
says err "another host than the one that was joined" "--move"
run 0 host join --move "$url"
as anna
run 0 host join "$url" --move
run 0 import hidden.csv --kind person
as boris
run 0 host sync
same anna boris
[ -z "$(ls anna/host | grep -vE '^(joined|lock|mirror)$')" ] || fail "something was left on its way: $(ls anna/host)"
finish
