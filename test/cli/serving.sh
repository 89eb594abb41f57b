# SPDX-License-Identifier: AGPL-3.0-or-later
# Pages beside a writer: each shows all of an import or nothing of it, and after it none shows the state of before.
. "$(dirname "$0")/lib.sh"
invented_register
awk 'BEGIN {print "key,name@en,sex,publication,spell.from,spell.to,source"
	for (n = 1; n <= 3000; n++) printf "x%d,Name%d Invented,male,recognised,2019-01-01,2019-12-31,s1\n", n, n}' >x.csv

: >served
"$volya" --register reg serve --port 0 >served 2>&1 &
server=$!
while ! grep -q "http://" served; do
	kill -0 "$server" 2>/dev/null || break
	sleep 0.05
done
site=$(grep -o "http://[^ ]*[0-9]" served)

# count   how many people were held on a day of 2019, by the page
cat >count.py <<'PY'
import re, sys, urllib.parse, urllib.request
url = sys.argv[1] + "/en/ask?" + urllib.parse.urlencode({"q": "count people held on 2019-06-01"})
page = urllib.request.urlopen(url, timeout=60).read().decode()
words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).replace("\u202f", "").replace("\u00a0", "")
found = re.search(r"(\d[\d ]*) people", words)
print(found.group(1).replace(" ", "") if found else "nothing: " + words[:2000])
PY

before=$(python3 count.py "$site")
[ "$before" = 0 ] || fail "before the import the page says $before"
"$volya" --register reg import x.csv --kind person >x.out 2>x.err &
import=$!
asked=0
while kill -0 "$import" 2>/dev/null; do
	seen=$(python3 count.py "$site")
	[ "$seen" = 0 ] || [ "$seen" = 3000 ] || fail "a page shows half an import: $seen"
	asked=$((asked + 1))
done
wait "$import" || fail "the import: $(cat x.err)"
[ "$asked" -gt 0 ] || fail "no page was asked for beside the import"
seen=$(python3 count.py "$site")
[ "$seen" = 3000 ] || fail "after the import the page still says $seen"
run 0 --register reg undo 4
seen=$(python3 count.py "$site")
[ "$seen" = 0 ] || fail "after the undo the page still says $seen"
kill "$server"
wait "$server"
finish
