# SPDX-License-Identifier: AGPL-3.0-or-later
# Every system call of a witness's answer and of the publishing of a log fails once, or is the last thing that happens.
#
#   sh faults.sh VOLYA WITNESS_ONCE [MOST]      at most 8 of each kind of call in the tests, all in make soak
once=$(realpath "$2")
most=${3:-8}
. "$(dirname "$0")/lib.sh"
command -v strace >/dev/null || {
	echo "skipped: there is no strace" >&2
	exit 77
}
# ---- a witness ----
run 0 init guard --organisation "Invented Guard"
"$once" guard 0 5 >first || fail "the first request cannot be made"
"$once" guard 5 300 >second || fail "the second request cannot be made"
[ "$("$once" guard first)" = 200 ] || fail "the first request is refused"
cat >check.sh <<'SH'
# What was said to be cosigned is there; what was not is there whole or not at all; and it goes on.
size=$("$once" place) || exit 1
case $size in 5 | 300) ;; *) echo "it is at $size"; exit 1 ;; esac
if grep -qx 200 "$out" && [ "$size" != 300 ]; then echo "said and not kept"; exit 1; fi
again=$("$once" place second) || exit 1
case $size:$again in 5:200 | 300:409) ;; *) echo "at $size it answers $again"; exit 1 ;; esac
[ "$("$once" place)" = 300 ]
SH
export once
python3 "$root/test/cli/faults.py" --most "$most" guard place "sh ./check.sh" "'$once' >/dev/null 2>&1" -- \
	"$once" place second >said 2>err || fail "a witness: $(cat said err)"
cat said

# ---- publishing ----
invented_register
cp -r reg/log log-before
printf 'key,name@en,sex,publication,source\n' >more.csv
for n in 1 2 3 4 5; do
	printf 'm%s,More%s Invented,male,recognised,s1\n' "$n" "$n" >>more.csv
done
run 0 --register reg import more.csv --kind person
# The database is ahead of the files, as after a crash between the two.
rm -rf reg/log
mv log-before reg/log
cat >check.sh <<'SH'
# The files are those of before or of now, and none is ahead of what it stands on; then they are brought up to date.
"$volya" --register place verify || exit 1
"$volya" --register place log publish || exit 1
"$volya" --register place verify || exit 1
cmp place/log/checkpoint now
SH
"$volya" --register reg log checkpoint >now
export volya
python3 "$root/test/cli/faults.py" --most "$most" reg place "sh ./check.sh" "'$volya' version" -- \
	"$volya" --register place log publish >said 2>err || fail "publishing: $(cat said err)"
cat said
finish
