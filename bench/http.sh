#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Requests a second of the list page and a person's page, beside nginx serving the same bytes from a file.
#   http.sh VOLYA REGISTER [SECONDS]
# Measured without the cache of pages, then with it. Both servers have two threads, the client one.
set -eu

volya=$1
register=$2
seconds=${3:-5}
folder=$(mktemp -d)
pids=
nginx_port=$((20000 + $$ % 20000))
cleanup()
{
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
	done
	rm -rf "$folder"
}
trap cleanup EXIT INT TERM

# Starts a server of its own and prints its address without the last slash.
start()
{
	"$volya" --register "$register" serve --port 0 "$@" >"$folder/out" 2>/dev/null &
	pids="$pids $!"
	server=$!
	tries=0
	until url=$(grep -o 'http://[0-9.:]*' "$folder/out" | head -1) && [ -n "$url" ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || { echo "the server did not start" >&2; exit 3; }
		sleep 0.1
	done
}

start_nginx()
{
	mkdir -p "$folder/www"
	chmod 755 "$folder" "$folder/www"
	cat >"$folder/nginx.conf" <<CONF
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
	pids="$pids $!"
	sleep 1
}

# WHAT URL SERVER-PID: one line of figures, with the processor time a request took.
ticks()
{
	cat /proc/"$1"/task/*/stat 2>/dev/null | awk '{ sum += $14 + $15 } END { print sum + 0 }'
}
measure()
{
	before=0
	[ -z "$3" ] || before=$(ticks "$3")
	wrk -t1 -c32 -d"${seconds}s" --latency "$2" >"$folder/wrk"
	used=0
	[ -z "$3" ] || used=$(($(ticks "$3") - before))
	awk -v what="$1" -v used="$used" '
		/Requests\/sec/ { rate = $2 } /99%/ { p99 = $2 } /requests in/ { n = $1 } /Non-2xx/ { bad = $0 }
		END { printf "%-28s %8.0f requests/s   p99 %8s", what, rate, p99
			if (used) printf "   %6.0f us of processor each", used * 10000 / n
			printf "   %s\n", bad }' "$folder/wrk"
}

start --no-cache
plain=$url plain_pid=$server
person=$(curl -s "$plain/en/people" | grep -o '/en/person/[a-z0-9]*' | head -1)
start
cached=$url cached_pid=$server
curl -s "$plain/en/people" -o /dev/null
start_nginx
curl -s "$plain/en/people" -o "$folder/www/people"
curl -s "$plain$person" -o "$folder/www/person"
measure "nginx, list page" "http://127.0.0.1:$nginx_port/people" ""
measure "volya, list page" "$plain/en/people" "$plain_pid"
measure "volya, list page, cached" "$cached/en/people" "$cached_pid"
measure "nginx, person page" "http://127.0.0.1:$nginx_port/person" ""
measure "volya, person page" "$plain$person" "$plain_pid"
measure "volya, person page, cached" "$cached$person" "$cached_pid"
printf 'memory: %s without the cache, %s with it (peak, kB)\n' \
	"$(awk '/VmHWM/ { print $2 }' /proc/"$plain_pid"/status)" "$(awk '/VmHWM/ { print $2 }' /proc/"$cached_pid"/status)"
