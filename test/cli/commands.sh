# SPDX-License-Identifier: AGPL-3.0-or-later
# The command line itself: help, exit statuses, errors that say what and where.
. "$(dirname "$0")/lib.sh"

# Every command explains itself, with an example, in 80 columns.
run 0 help
cp out all
says all "letter check" "Exit status"
sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' all | sed 's/ *$//' >names
[ "$(wc -l <names)" -ge 18 ] || fail "help lists too few commands"
while read -r name; do
	run 0 help $name
	says out "Example:" "volya $name" "--register PATH"
	[ "$(LC_ALL=C.UTF-8 wc -L <out)" -le 80 ] || fail "help $name is wider than 80 columns"
	run 0 $name --help
	says out "Example:"
done <names

# Exit status 2, and a suggestion.
run 2 asc "count people held"
says err 'no command "asc"' 'did you mean "volya ask"?'
run 2 name
says err 'no command "name"' 'there is "volya name' '"volya name forms"'
run 0 help letter
says out "volya letter check" "volya letter render" "explains one"
run 2 help lette
run 2 name form x
says err 'did you mean "volya name forms"?'
run 2 import --kid person x.csv
says err "no option --kid" "did you mean --kind?"
run 2 ask
says err 'needs "QUESTION"'
run 2 ask one two
says err "one word too many"
run 2 ask --format xml "count people held"
says err "--format is one of text|json|csv"
run 2 audit --on 16.03.2023
says err "is no day" "2023-03-16"
run 2 serve --port 99999
says err "--port"

# No register: what to do about it.
run 2 ask "count people held"
says err "volya init"
run 2 init reg
says err "--organisation"

# The register named in three ways.
run 0 init reg --organisation "Invented Centre"
says out "three keys"
run 3 init reg --organisation "Another"
says err "reg"
run 2 --register nowhere audit
run 2 --register reg undo 99999
says err "no change 99999"
mv reg/keys keys
run 3 --register reg undo 1
mv keys reg/keys
run 0 --register reg changes
run 0 changes --register reg
says out "Nothing has been recorded yet."
VOLYA_REGISTER=reg "$volya" changes >out || fail "VOLYA_REGISTER is not read"
run 0 version
says out "volya 0."

# A question as deep as it is long ends in a word, not in the database.
deep=$(awk 'BEGIN {for (i = 0; i < 300; i++) printf "not "}')
run 2 --register reg ask "count people where $deep ill"
says err "nested more than"
says_not err "SELECT"

# Keys are for their owner alone.
[ "$(stat -c %a reg/keys/author.key)" = 600 ] || fail "author.key is not 0600"
[ "$(stat -c %a reg/keys/reviewer.key)" = 600 ] || fail "reviewer.key is not 0600"

# Output that cannot be written is a failure.
if [ -e /dev/full ]; then
	"$volya" help >/dev/full 2>err
	[ $? -eq 3 ] || fail "a full disk behind stdout goes unnoticed"
fi

# The man page and the completion come from the same table.
run 0 manual
cp out volya.scd
says volya.scd "volya letter check"
if command -v scdoc >/dev/null; then
	scdoc <volya.scd >volya.1 || fail "scdoc refuses the man page"
	! command -v mandoc >/dev/null || mandoc -Tlint -Werror volya.1 || fail "mandoc finds fault"
fi
run 0 completion
cp out completion
bash -n completion || fail "the completion is no bash"
bash -c '. ./completion; COMP_WORDS=(volya imp); COMP_CWORD=1; _volya; echo "${COMPREPLY[*]}"' >words
says words import
# Forms of a name: every system, in 80 columns; what leads back; scripts that are not known; bad bytes.
run 0 name forms "Сяргей Ціханоўскі"
says out "Read as Belarusian" "Siarhei Tsikhanouski" "Siarhiej Cichanoŭski" "unverified" "Сергей Тихановский"
[ "$(LC_ALL=C.UTF-8 wc -L <out)" -le 80 ] || fail "name forms is wider than 80 columns"
run 0 name forms Siarhei
says out "Read as Latin letters" "Сяргей"
run 0 name forms "Марк" --from uk --json
says out '"read_as": "uk"' '"system": "national2010"' '"text": "Mark"'
run 1 name forms "محمد"
says out "Not in an alphabet that is known here"
run 1 name forms Qx
says out "No Cyrillic name is written so"
run 2 name forms "Щукин" --from be
says err "letters that are not Belarusian"
run 2 name forms "$(printf 'a\377')"
says err "not UTF-8"
run 2 name forms ""
says err "the name is empty"
finish
