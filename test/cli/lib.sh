# SPDX-License-Identifier: AGPL-3.0-or-later
# What the end-to-end tests share: a folder of their own, and checks that say what went wrong.
# Each test is called with the path of the program: sh NAME.sh build/volya

set -u
volya=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/volya-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
failed=0
cd "$work" || exit 1
unset VOLYA_REGISTER VOLYA_TODAY
# Under a sanitizer the program is large and slow; nothing else changes.
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"

fail()
{
	echo "FAILED: $*" >&2
	failed=$((failed + 1))
}

# run STATUS ARGUMENT...   runs the program; output in $work/out and $work/err
run()
{
	want=$1
	shift
	"$volya" "$@" >out 2>err </dev/null
	got=$?
	[ "$got" -eq "$want" ] || {
		fail "volya $*: exit status $got, not $want"
		sed 's/^/    /' out err >&2
	}
}

# says FILE TEXT...   each text stands in the file, in one line or broken into several
says()
{
	file=$1
	shift
	for text; do
		grep -qF -- "$text" "$file" || tr -s ' \n' ' ' <"$file" | grep -qF -- "$text" || {
			fail "$file lacks: $text"
			sed 's/^/    /' "$file" | head -20 >&2
		}
	done
}

says_not()
{
	! grep -qF -- "$2" "$1" || fail "$1 says: $2"
}

finish()
{
	[ "$failed" -eq 0 ] || exit 1
	exit 0
}

# A small register of invented people in $work/csv.
invented_csv()
{
	mkdir -p csv
	cat >csv/sources.csv <<-'CSV'
		key,title,publisher,published,url,kind
		s1,First report (invented),Invented Centre,2021-02-01,https://example.org/1,report
		s2,Second report (invented),Invented Centre,2023-05-01,https://example.org/2,report
	CSV
	cat >csv/organisations.csv <<-'CSV'
		key,name@en,kind,source
		centre,Invented Centre,ngo,s1
	CSV
	cat >csv/people.csv <<-'CSV'
		key,name@en,sex,birth,publication,spell.from,spell.to,spell.ground,recognition.body,recognition.given,source
		a,Anton Invented,male,1980-02-03,recognised,2020-09-01,2022-09-01,served,centre,2020-10-01,s1
		b,Berta Invented,female,1990,recognised,2021-01,..,,centre,2021-01-20,s1
		c,Cyril Madeup,male,,public_figure,2022-05-05,2022-05-20,served,,,s2
	CSV
}

# The same as a register.
invented_register()
{
	invented_csv
	run 0 init reg --organisation "Invented Centre"
	run 0 --register reg import csv
}

# A register with one source, s1, and one organisation that lists people, centre: in reg, from sources.csv and bodies.csv.
make_centre()
{
	run 0 init reg --organisation "An invented centre"
	printf 'key,title,published\ns1,First report (invented),2021-05-01\n' >sources.csv
	printf 'key,name@en,source\ncentre,Invented Centre,s1\n' >bodies.csv
	run 0 --register reg import sources.csv --kind source
	run 0 --register reg import bodies.csv --kind organisation
}

# as PERSON: whose agent is asked from now on
as()
{
	XDG_RUNTIME_DIR=$work/run-$1
	export XDG_RUNTIME_DIR
}

# drafted: the number that the last output names
drafted()
{
	sed -n 's/.*it waits as number \([0-9]*\) .*/\1/p' out
}

# make_persons NAME...   invented ones, each with an agent of their own that is unlocked; NAME.line is for who adds them
make_persons()
{
	umask 077
	persons=$*
	trap 'for p in $persons; do XDG_RUNTIME_DIR=$work/run-$p "$volya" lock >/dev/null 2>&1; done; rm -rf "$work"' EXIT
	XDG_CONFIG_HOME=$work/conf
	export XDG_CONFIG_HOME VOLYA_REGISTER=reg
	mkdir -m 700 conf
	echo "an invented passphrase for a test" >words
	for p; do
		mkdir -m 700 "run-$p"
		as "$p"
		run 0 key person "$p" --file "$p.person" --passphrase-file words
		grep '^volya-person' out >"$p.line"
		run 0 unlock "$p.person" --passphrase-file words
	done
}
