#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the log costs, and what it takes to verify:
#
#   bench/ledger.sh [BUILD [PEOPLE ...]]      default: build, 1000 10000 100000: 10^4, 10^5, 10^6 statements and some
#
# import-with-log: the same files imported by this program and by the last version before there was a log, which had
# ids, salted digests and two signatures a change already: built for it from the repository's history, so that nothing
# is compared with a build that only this script knows. They take turns; processor time, for the disk is whose turn it
# is. Then verify, proofs, a partner's news, and durable changes: bench/ledger.c, sync.c, durable.c. 1000000 people make
# a log of some 10^7 leaves: 6 GB of memory, 20 GB of disk, an hour.
set -eu

before=8710e6c
build=${1:-build}
[ $# -gt 0 ] && shift
sizes=${*:-"1000 10000 100000"}
here=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$build" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/volya-bench.XXXXXX")
clean()
{
	git -C "$here" worktree remove --force "$work/before" 2>/dev/null || true
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

# seconds of processor time and of the clock, into $cpu and $wall
measure()
{
	/usr/bin/time -f '%U %S %e' -o "$work/time" "$@" >"$work/out" 2>"$work/err" || {
		cat "$work/err" >&2
		exit 3
	}
	cpu=$(awk '{print $1 + $2}' "$work/time")
	wall=$(cut -d' ' -f3 "$work/time")
}

median()
{
	sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

import_once()
{
	reg=$work/reg-$1-$size-$round # nothing is deleted in between: some file systems look long for room after that
	"$2" init "$reg" --organisation "An invented centre" >/dev/null
	measure "$2" --register "$reg" import "$work/csv-$size"
	echo "$cpu" >>"$work/$1.cpu"
	echo "$wall" >>"$work/$1.wall"
}

git -C "$here" worktree add --detach "$work/before" "$before" >/dev/null 2>&1
mkdir -p "$work/before/build"
[ ! -d "$here/build/npm" ] || ln -s "$here/build/npm" "$work/before/build/npm"
(cd "$work/before" && meson setup build/release --buildtype release && ninja -C build/release volya) >"$work/log" 2>&1 ||
	{ tail -5 "$work/log" >&2; exit 3; }

printf '%-22s %9s %13s %13s %8s\n' name size ours peer ratio
for size in $sizes; do
	"$build/bench/volya-generate" "$size" 1 "$work/csv-$size"
	rm -f "$work"/*.cpu "$work"/*.wall
	for round in 1 2 3; do
		import_once peer "$work/before/build/release/volya"
		import_once ours "$build/volya"
	done
	statements=$("$build/volya" --register "$reg" log show --most 0 | sed -n 's/^  entries  *//p')
	awk -v n="$statements" -v o="$(median "$work/ours.cpu")" -v p="$(median "$work/peer.cpu")" \
		-v ow="$(median "$work/ours.wall")" -v pw="$(median "$work/peer.wall")" 'BEGIN {
		printf "%-22s %9d %10.2f s  %10.2f s  %8.2f   wall %.2f and %.2f s\n", "import-with-log", n, o, p, o / p, ow, pw}'
	"$build/bench/ledger" "$reg" "$work/mirror-$size"
	"$build/bench/sync" "$reg" "$work/partner-$size" 1000
done
"$build/bench/durable" "$work/single" 1 100 1000 10000
"$build/bench/durable" "$work/many" 256 10 100 1000
