# SPDX-License-Identifier: AGPL-3.0-or-later
# The site serves the log as files that anybody can copy: the same bytes as REG/log, and content only of what is public.
. "$(dirname "$0")/lib.sh"
invented_register

servers=
# serve REGISTER   from now on $site is that register's
serve()
{
	: >served
	"$volya" --register "$1" serve --port 0 >served 2>errors &
	servers="$servers $!"
	while ! grep -q "http://" served; do
		kill -0 $! 2>/dev/null || break
		sleep 0.05
	done
	site=$(grep -o "http://[^ ]*[0-9]" served)
}
serve reg

# get STATUS PATH   body and headers in files of these names
get()
{
	got=$(curl -s --path-as-is -D headers -o body -w '%{http_code}' "$site$2")
	[ "$got" = "$1" ] || fail "$2: status $got, not $1"
}

size=$(sed -n 2p reg/log/checkpoint)
for file in checkpoint "tile/0/000.p/$size" "tile/entries/000.p/$size"; do
	get 200 "/log/$file"
	cmp -s body "reg/log/$file" || fail "/log/$file is not what lies in the register's folder"
done
says headers "Content-Type: application/octet-stream" "Cache-Control: public, max-age=86400"
get 200 /log/checkpoint
says headers "Content-Type: text/plain; charset=utf-8" "Cache-Control: no-cache" "ETag: "
tag=$(tr -d '\r' <headers | sed -n 's/^ETag: //p')
[ "$(curl -s -o body -w '%{http_code}' -H "If-None-Match: $tag" "$site/log/checkpoint")" = 304 ] || fail "no 304"

# What there is not, and what there never can be, is answered with the same words.
get 404 /log/tile/0/001
mv body missing
for path in /log/ /log/x /log/keys /log/../register.db /log/tile/0/../../../register.db /log/tile/0/%2e%2e /log/tile/0/000 \
	/log/tile/0/000.p/256 /log/tile/0/000.p/0 /log/tile/entries/000.p/255 /log/tile/64/000 /log/tile/-1/000 /log/content/000 \
	/log/content/001 /log/content/000.p/255 /log/content/x999/x999/x999/x999/999 /log/tile/0/000.p/5.new /log/checkpoint.new \
	/log/checkpoint/ /log//checkpoint; do
	get 404 "$path"
	cmp -s body missing || fail "$path: another page than for what is missing"
done
says_not missing "$work"
[ "$(curl -s -o body -w '%{http_code}' -X POST -d x "$site/log/checkpoint")" = 405 ] || fail "a checkpoint takes a POST"

# content.py SITE SIZE   what each entry of the log stands for, as the site gives it
cat >content.py <<'PY'
import struct, sys, urllib.request
site, size = sys.argv[1], int(sys.argv[2])
def get(path):
    return urllib.request.urlopen(f"{site}/log/{path}").read()
def split(data, form):
    while data:
        (n,) = struct.unpack(form, data[:struct.calcsize(form)])
        yield data[struct.calcsize(form):struct.calcsize(form) + n]
        data = data[struct.calcsize(form) + n:]
entries = list(split(get(f"tile/entries/000.p/{size}"), ">H"))
contents = list(split(get(f"content/000.p/{size}"), ">I"))
assert len(entries) == len(contents) == size
for i, (entry, content) in enumerate(zip(entries, contents)):
    if entry[0] >> 5 != 5:
        assert content == b"", "what is no statement has content"
    print(i, content)
PY
python3 content.py "$site" "$size" >content || fail "the content does not fit the entries"
grep -q "Anton Invented" content || fail "what is public has no content"
get 200 "/log/content/000.p/$size"
says headers "Cache-Control: no-cache" "ETag: "
says_not headers "immutable"

# proofs.py SITE REGISTER   every statement has a link to its proof where a page shows it, and else is as if it never was
cat >proofs.py <<'PY'
import os, re, sqlite3, sys, urllib.error, urllib.request
site, register = sys.argv[1:3]
partner = len(sys.argv) > 3
def get(path):
    try:
        with urllib.request.urlopen(site + path) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()
def missing(path):
    status, headers, body = get(path)
    headers.pop("Date", None)
    return status, headers, body
# Also what no page leads to any more, but did before.
before = open("paths").read().split() if os.path.exists("paths") else []
seen, left, linked = set(), ["/en/people", "/en/figures", *before], set()
while left:
    path = left.pop()
    if path in seen:
        continue
    seen.add(path)
    body = get(path)[2].decode()
    linked |= set(re.findall(r'href="/en/proof/([0-9a-f]{64})"', body))
    left += re.findall(r'href="(/en/(?:person|source|organisation|spell|case|recognition)/[0-9a-z]{12})"', body)
open("paths", "w").write("\n".join(seen))
db = sqlite3.connect(f"file:{register}/register.db?mode=ro", uri=True)
ids = {row[0].hex() for row in db.execute("SELECT id FROM statement")}
never = {"/en/proof/": missing("/en/proof/" + 64 * "0"), "/receipt/": missing("/receipt/" + 64 * "0")}
assert never["/receipt/"][0] == never["/en/proof/"][0] == 404
assert linked <= ids and len(linked) > 5, (len(linked), len(ids))
assert (linked == ids) == (not before), (len(linked), len(ids), "hidden ones show, or shown ones are hidden")
for id in sorted(ids):
    if id in linked:
        status, headers, body = get("/en/proof/" + id)
        assert status == 200 and b"noindex" in body, (id, status)
        status, headers, body = get("/receipt/" + id)
        if partner: # theirs to give
            assert missing("/receipt/" + id) == never["/receipt/"], id
            continue
        assert status == 200 and body.startswith(b"c2sp.org/tlog-proof@v1\n"), (id, status)
        assert headers["Content-Disposition"] == f'attachment; filename="{id[:12]}.tlog-proof"', headers
        open("kept.tlog-proof", "wb").write(body)
    elif not partner: # of theirs the list has more pages than are looked through
        for path, answer in never.items():
            assert missing(path + id) == answer, (path + id, missing(path + id))
for path in never:
    one = min(linked)
    for word in ("0", "1", "5", one[:12], one.upper(), one + "/", "entry/5", "%00"):
        assert missing(path + word)[0] == 404, path + word
PY
python3 proofs.py "$site" reg || fail "proofs: not of everything"

# Withheld: the content is gone at once, its entry stays, and the rest is as it was.
run 0 --register reg withhold a --reason safety
python3 content.py "$site" "$size" >content.withheld || fail "the content does not fit the entries any more"
! grep -q "Anton" content.withheld || fail "what is withheld is served"
grep -q "Berta Invented" content.withheld || fail "the rest is not served"
get 200 "/log/tile/entries/000.p/$size"
cmp -s body "reg/log/tile/entries/000.p/$size" || fail "the entries are other ones"
new=$(sed -n 2p reg/log/checkpoint)
[ "$new" -gt "$size" ] || fail "there is no notice"
get 200 /log/checkpoint
[ "$(sed -n 2p body)" = "$new" ] || fail "the checkpoint is old"
# A person without a ground is not there either, with all that points at them.
printf 'key,publication,source\nb,-,s1\n' >retract.csv
run 0 --register reg import retract.csv --kind person
new=$(sed -n 2p reg/log/checkpoint)
python3 content.py "$site" "$new" >content.less || fail "the content does not fit the entries"
! grep -q "Berta" content.less || fail "who has no ground is served"
grep -q "Cyril Madeup" content.less || fail "the rest is not served"

python3 proofs.py "$site" reg || fail "proofs: what is shown has one, and nothing else"
key=$(run 0 --register reg log show; sed -n 's/^  key  *//p' out)
run 0 receipt check kept.tlog-proof --key "$key"
says out "by the key given"
get 200 /en/proof
says body "This is a register of one" "$key" "No witness has signed"
get 302 /proof
mv reg/keys/reviewer.key reviewer.key
get 200 /en/proof
says_not body "This is a register of one"
mv reviewer.key reg/keys/reviewer.key

# Full tiles are for ever.
awk 'BEGIN {print "key,name@en,publication,source"
	for (n = 1; n <= 200; n++) printf "x%d,Name%d Invented,recognised,s1\n", n, n}' >x.csv
run 0 --register reg import x.csv --kind person
for path in tile/0/000 tile/entries/000; do
	get 200 "/log/$path"
	cmp -s body "reg/log/$path" || fail "/log/$path is not what lies in the register's folder"
	says headers "Cache-Control: public, max-age=31536000, immutable"
done
get 200 /log/content/000
says headers "Cache-Control: no-cache"

# A partner takes it in over HTTP: their pages say whose words these are, and where they stand.
run 0 init two --organisation "Another Invented Centre"
run 0 --register two partner add "$site/log" --key "$key"
run 0 --register two sync
says out "new entries"
serve two
python3 proofs.py "$site" two partner || fail "proofs at a partner's"
get 200 /en/proof
says body ">Invented Centre</a>" "$key"
run 0 --register two find "Cyril Madeup"
person=$(curl -s "$site/en/people" | grep -o '/en/person/[0-9a-z]*' | head -1)
get 200 "$person"
says body '<span class="tag">Invented Centre</span>'
get 200 "$(grep -o '/en/proof/[0-9a-f]*' body | head -1)"
says body "Invented Centre says this." "The receipt is theirs to give"
kill $servers
wait
finish
