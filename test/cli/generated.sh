# SPDX-License-Identifier: AGPL-3.0-or-later
# A generated register breaks no law of the audit: whatever is measured with it is measured on what can be.
. "$(dirname "$0")/lib.sh"
generate=$(dirname "$volya")/bench/volya-generate
"$generate" 1500 11 csv >out 2>err || fail "volya-generate: $(cat err)"
run 0 init reg --organisation "Invented Centre"
run 0 --register reg import csv
run 0 --register reg audit
says out "0 errors"
finish
