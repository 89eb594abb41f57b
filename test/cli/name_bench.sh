# SPDX-License-Identifier: AGPL-3.0-or-later
# The benchmark of names, on a few invented names: its tables, its JSON, and what it says of bad files.
. "$(dirname "$0")/lib.sh"

mkdir set
printf 'Ales Exampleski\nНіна Прыкладава\nJan Modelis\n' >set/idx_en_3.tsv
{
	printf 'qid\ttier\tqlang\tilang\tquery\tgold\n'
	printf '1\tcore\tbe\ten\tАлесь Экзамплескі\tAles Exampleski\n'
	printf '2\tworld\tlt\ten\tJanas Modelis\tJan Modelis\n'
	printf '3\tcore\tbe\tde\tНехта\tNiemand\n'
} >set/q_few.tsv
{
	printf 'label\tkind\tqlang\tilang\ta\tb\n'
	printf '1\tcore:pos\tbe\ten\tАлесь Экзамплескі\tAles Exampleski\n'
	printf '0\tworld:rand\tlt\ten\tJan Modelis\tNina Otherova\n'
} >set/pair_few.tsv

run 0 name bench set
says out "recall@1" "be>en" "be-any" "best F1" "1 queries had no index"
awk 'length($0) > 80 {bad = 1} END {exit bad}' out || fail "the tables are wider than 80 columns"
run 0 name bench set --json
python3 - <<'PYTHON' || fail "the JSON does not say what was measured"
import json
report = json.load(open("out"))
whole = {row["part"]: row for row in report["retrieval"]}
assert whole["ALL"]["queries"] == 2 and whole["ALL"]["recall_1"] == 1, whole
assert whole["be>en"]["queries"] == 1 and report["queries_without_index"] == 1
assert report["pairs"][0]["part"] == "ALL" and report["pairs"][0]["best_f1"] == 1
assert report["indexes"][0]["names"] == 3
PYTHON

# Any part may be missing; all of them may not.
rm set/pair_few.tsv
run 0 name bench set
says_not out "best F1"
mkdir none
run 2 name bench none
says err "no file that can be measured with"
run 2 name bench nowhere
says err "cannot read the folder nowhere"

# File and line of what is wrong.
printf '1\tcore\tbe\n' >>set/q_few.tsv
run 2 name bench set
says err "set/q_few.tsv:5" "6 columns"
printf 'qid\ttier\n' >set/q_few.tsv
run 2 name bench set
says err "set/q_few.tsv:1" "lacks the column"
rm set/q_few.tsv
printf 'Ales\n\nJan\n' >set/idx_en_3.tsv
run 2 name bench set
says err "set/idx_en_3.tsv:2" "no name"
printf 'Ales\n\377\n' >set/idx_en_3.tsv
run 2 name bench set
says err "set/idx_en_3.tsv:2" "not UTF-8"
mv set/idx_en_3.tsv set/idx_3.tsv
run 2 name bench set
says err "idx_LANG_N.tsv"
finish
