# SPDX-License-Identifier: AGPL-3.0-or-later
# The site with what is private: in a browser that typed the code, on this machine, until the key is locked.
. "$(dirname "$0")/lib.sh"
make_persons anna boris
invented_csv
run 0 init reg --organisation "Invented Centre"
run 0 import csv
as anna
run 0 key found "$(cat anna.line)" author,log "$(cat boris.line)" reviewer,log
cat >hidden.csv <<-'CSV'
	key,name@en,sex,spell.from,spell.to,source
	m1,Milana Xqzvhidden,female,2021-03-01,..,s1
CSV
run 0 import hidden.csv --kind person --members
printf 'key,note,source\na,Xqzvnote of boris,s1\n' >note.csv
as boris
run 0 import note.csv --kind person --sealed-for boris
handle=$("$volya" show m1 --private | sed -n '1s/^person \([^:]*\):.*/\1/p')

# get PATH [CURL OPTIONS]...   body in page, headers in head, the status printed
get()
{
	path=$1
	shift
	curl -sS -o page -D head -w '%{http_code}' "$@" "$at$path"
}

# starts [OPTIONS]...   a server; its address in $at, its code in $code
starts()
{
	"$volya" serve --port 0 "$@" >served 2>log &
	server=$!
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		grep -q "open at" served && break
		sleep 0.25
	done
	at=$(sed -n 's/.*open at \(http[^ ]*\)\/ .*/\1/p' served)
	code=$(sed -n 's/.*typed: //p' served)
}

run 2 serve --private --address 0.0.0.0
says err "this machine alone"
as anna
starts --private
[ -n "$code" ] || fail "no code is shown"

# Whom it does not know gets a form, whatever they ask for, and no cookie.
for path in / /en/ /en/people "/en/person/$handle" /en/people.csv /log/checkpoint "/en/ask?q=count+people"; do
	[ "$(get "$path" -L)" = 403 ] || fail "$path is answered without the code"
	grep -q "Type the code" page || fail "$path has no form"
	grep -q Xqzv page && fail "$path shows what is private"
	grep -qi "^set-cookie" head && fail "$path gives a cookie away"
done
[ "$(get /style.css)" = 200 ] || fail "the form has no style"
[ "$(get /enter --data "code=0000-0000-0000")" = 403 ] || fail "another code is taken"
says page "not the code"
[ "$(get /enter --data "code=$code" -H "Host: evil.example")" = 403 ] || fail "the host may be called anything"

# With the code: a cookie that no script and no other site can use, and all pages, none of which is kept.
[ "$(get /enter --data "code=$code" -c jar)" = 303 ] || fail "the code is not taken"
grep -qi "^set-cookie: volya=.*HttpOnly; SameSite=Strict" head || fail "the cookie is not kept from scripts and sites"
[ "$(get "/en/person/$handle" -b jar)" = 200 ] || fail "the person is not shown"
says page "Milana Xqzvhidden" "members" "With what is said in private"
grep -qi "^cache-control: no-store" head || fail "what is private may be kept by the browser"
grep -qi "^etag" head && fail "what is private has a tag"
[ "$(get "/en/people?q=Milana" -b jar)" = 200 ] && grep -q Xqzvhidden page || fail "the list lacks who is private"
[ "$(get "/en/ask?q=count+people+held+on+2022-01-01" -b jar)" = 200 ] && grep -q "3" page || fail "no count"
[ "$(get "/en/person/$handle" -b jar -H "Host: evil.example")" = 403 ] || fail "another name of the host is believed"
[ "$(get /log/checkpoint -b jar)" = 200 ] || fail "the public log is not there"
"$volya" log checkpoint >checkpoint
cmp -s page checkpoint || fail "the log that is served is not the public one"
get /en/people -b jar >/dev/null
grep -q "Xqzvnote" page && fail "what is sealed for another is shown"

# What is said meanwhile shows.
printf 'key,note,source\nm1,Xqzvlater,s1\n' >later.csv
run 0 import later.csv --kind person --members
[ "$(get "/en/person/$handle" -b jar)" = 200 ] && grep -q Xqzvlater page || fail "what was said since is not shown"
grep -aE "Xqzv|$handle" log && fail "the log of the server names somebody"

# It ends with the key.
run 0 lock
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	kill -0 $server 2>/dev/null || break
	sleep 0.5
done
kill -0 $server 2>/dev/null && fail "the site goes on after the key was locked"
says log "The key was locked"
run 3 serve --private
says err "volya unlock"

# The public site has no such door, and shows nothing of it.
as boris
starts
[ "$(get /enter)" = 404 ] || fail "the public site has a door"
[ "$(get "/en/person/$handle")" = 404 ] || fail "the public site shows who is private"
kill $server
finish
