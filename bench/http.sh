#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# The list page and a person's page over HTTP, beside nginx serving the same bytes from a file:
#
#   http.sh VOLYA REGISTER SIZE [SECONDS [ROUNDS]]      default: 3 seconds, 5 rounds
#
# Prints "name size ours peer ratio" in requests a second, the median of the rounds, in which the servers take turns.
# "uncached" means that no finished page is kept; the number of people on the list, and who stands on a page of it,
# are, for each state of the register.
# Beside it: the slowest of a hundred requests, and the processor time of the server for each, ours and the peer's,
# which other work on the machine disturbs least. Both servers have two threads, the client one.
set -eu

volya=$1
register=$2
size=$3
seconds=${4:-3}
rounds=${5:-5}
folder=$(mktemp -d)
pids=
cleanup()
{
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
	done
	wait
	rm -rf "$folder"
}
trap cleanup EXIT INT TERM

# Ends with what a server said last, and how it ended if it did.
last_words()
{
	if ! kill -0 "$1" 2>"$folder/none"; then
		how=0
		wait "$1" || how=$?
		echo "the server $1 has ended with status $how (128 and a signal's number: killed by it); it said last:" >&2
	fi
	[ ! -e "$folder/err-$1" ] || tail -n 20 "$folder/err-$1" >&2
	exit 3
}

# Starts a server of its own; its address without the last slash in $url, its process in $server.
start()
{
	# Files of its own: what another server wrote must not be read for it.
	mkdir "$folder/serve$*"
	"$volya" --register "$register" serve --port 0 "$@" >"$folder/serve$*/out" 2>"$folder/serve$*/err" &
	server=$!
	ln -s "serve$*/err" "$folder/err-$server"
	pids="$pids $server"
	tries=0
	until url=$(grep -o 'http://[0-9.:]*' "$folder/serve$*/out" 2>"$folder/none" | head -1) && [ -n "$url" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || { echo "the server did not start" >&2; last_words "$server"; }
		sleep 0.1
	done
}

start_nginx()
{
	nginx_port=$((20000 + $$ % 20000))
	mkdir -p "$folder/www"
	chmod 755 "$folder" "$folder/www"
	cat >"$folder/nginx.conf" <<-CONF
		daemon off;
		worker_processes 2;
		pid $folder/nginx.pid;
		error_log $folder/error.log;
		events { worker_connections 256; }
		http {
			access_log off;
			default_type text/html;
			client_body_temp_path $folder/body;
			proxy_temp_path $folder/proxy;
			fastcgi_temp_path $folder/fastcgi;
			uwsgi_temp_path $folder/uwsgi;
			scgi_temp_path $folder/scgi;
			server { listen 127.0.0.1:$nginx_port; root $folder/www; }
		}
	CONF
	nginx -c "$folder/nginx.conf" &
	nginx=$!
	pids="$pids $nginx"
	sleep 1
}

# Processor time of a process and its children so far, in ticks of 10 ms.
ticks()
{
	cat "/proc/$1/stat" $(pgrep -P "$1" | sed 's|.*|/proc/&/stat|') | awk '{ sum += $14 + $15 } END { print sum + 0 }'
}

# NAME URL SERVER: adds "requests-a-second p99 us-a-request" to the file of that name.
round()
{
	before=$(ticks "$3")
	kill -0 "$3" 2>"$folder/none" || last_words "$3"
	wrk -t1 -c32 -d"${seconds}s" --latency "$2" >"$folder/wrk"
	used=$(($(ticks "$3") - before))
	if grep -q 'Non-2xx\|Socket errors' "$folder/wrk"; then
		cat "$folder/wrk" >&2
		last_words "$3"
	fi
	awk -v used="$used" '
		function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
		/Requests\/sec/ { rate = $2 } /99%/ { p99 = ms($2) } /requests in/ { n = $1 }
		END { print rate, p99, used * 10000 / n }' "$folder/wrk" >>"$folder/$1"
}

# NAME FIELD: the median over the rounds.
median()
{
	cut -d' ' -f"$2" "$folder/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

peak()
{
	awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$1/status"
}

# PAGE URL-PATH
page()
{
	curl -fsS "$plain$2" -o "$folder/www/$1"
	curl -fsS "$cached$2" -o "$folder/www/same"
	cmp "$folder/www/$1" "$folder/www/same"
	for round in $(seq "$rounds"); do
		round "$1-peer" "http://127.0.0.1:$nginx_port/$1" "$nginx"
		round "$1-uncached" "$plain$2" "$plain_server"
		round "$1-cached" "$cached$2" "$cached_server"
	done
	for kind in uncached cached; do
		[ $kind = cached ] && server=$cached_server || server=$plain_server
		awk -v n="http-$1-$kind" -v s="$size" -v o="$(median "$1-$kind" 1)" -v p="$(median "$1-peer" 1)" \
			-v o99="$(median "$1-$kind" 2)" -v p99="$(median "$1-peer" 2)" \
			-v ous="$(median "$1-$kind" 3)" -v pus="$(median "$1-peer" 3)" -v m="$(peak "$server")" \
			'BEGIN { printf "%-22s %9s %8.0f /s  %8.0f /s  %8.2f   p99 %.1f ms, peer %.1f; processor %.0f us, peer %.0f; RSS %s MiB\n",
				n, s, o, p, o / p, o99, p99, ous, pus, m }'
	done
}

start --no-cache
plain=$url plain_server=$server
start
cached=$url cached_server=$server
start_nginx
person=$(curl -fsS "$plain/en/people" | grep -o '/en/person/[a-z0-9]*' | head -1)
page people /en/people
page person "$person"
