/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of commands: names, operands, options, words of help, examples. */
#include "cli/cli.h"

#define OPTION_PROXY {"proxy", "URL", "for Tor socks5h://127.0.0.1:9050 (default: as ALL_PROXY says)"}
#define FORMAT_TEXT_JSON {"format", "text|json", "how the report is written (default text)"}

#define OPTIONS_SAY_IN_PRIVATE \
	{"members", NULL, "in private: for all who hold a role here"}, \
	{"sealed-for", "NAMES", "in private: for these of them alone, by commas, and yourself"}
#define OPTION_PRIVATE {"private", NULL, "with what is said in private to whose key is unlocked"}

#define PASSPHRASE_FILE {"passphrase-file", "FILE", "read the passphrase from its first line; - is standard input"}

const struct command commands[] = {
	{
		.name = "init", .usage = "[PATH]", .summary = "make a new, empty register",
		.text = "Makes the folder PATH (or that of --register) with an empty database, an identity of\n"
			"the organisation, and the two role keys that sign what it publishes: author and\n"
			"reviewer. A folder that holds a register already is left as it is.",
		.example = "  volya init my-register --organisation \"Example Centre\"\n",
		.options = {{"organisation", "NAME", "whose register it is (must be given)"}},
		.least = 0, .most = 1, .run = cmd_init,
	},
	{
		.name = "import", .usage = "FILE.csv|FOLDER", .summary = "take statements in from CSV files",
		.text = "Each row is one subject, each column a property, blank cells say nothing. All rows are\n"
			"taken or none, as one change that can be undone. A folder is taken file by file, each\n"
			"named after its kind (people.csv, sources.csv). doc/import.md describes the columns.\n"
			"Importing the same file twice changes nothing. With --members or --sealed-for it is said in\n"
			"private, by whose key is unlocked: sealed, in no file in clear, never public by itself, and\n"
			"without a second person (doc/people.md).",
		.example = "  volya import people.csv --kind person --source viasna-report --dry-run\n"
			"  volya import data\n"
			"  volya import list.csv --kind person --map \"Full name=name@en\"\n",
		.options = {
			{"kind", "KIND", "what a row is: person, organisation, figure ... (volya kinds)"},
			{"key", "COLUMNS", "columns that identify the row's subject, by commas (default: key)"},
			{"map", "MAP", "columns to properties: \"Column=property,Other=-\"; - leaves one out"},
			{"source", "KEY", "the source of rows that name none"},
			{"message", "TEXT", "what the change is remembered by (default: import FILE)"},
			{"dry-run", NULL, "show what would change, write nothing"},
			{"keep-going", NULL, "take the good rows; write the others, with reasons, to a file"},
			{"bad-rows", "FILE", "that file (default: FILE.bad.csv)"},
			OPTIONS_SAY_IN_PRIVATE,
			FORMAT_TEXT_JSON,
		},
		.least = 1, .most = 1, .run = cmd_import,
	},
	{
		.name = "export", .usage = "FOLDER", .summary = "write the content of the register as files",
		.text = "Writes one file for each kind, sorted, without ids, salts and recorded times. Imported\n"
			"into an empty register and exported again, it gives the same bytes.",
		.example = "  volya export out --format csv\n",
		.options = {{"format", "csv|json", "what is written (default csv)"}},
		.least = 1, .most = 1, .run = cmd_export,
	},
	{
		.name = "changes", .usage = "", .summary = "list what was recorded, newest first",
		.text = "Every import and every undo is one change, signed as a whole.",
		.example = "  volya changes --most 10\n",
		.options = {{"most", "N", "how many are listed (default 50)"}, OPTION_PRIVATE},
		.least = 0, .most = 0, .run = cmd_changes,
	},
	{
		.name = "undo", .usage = "CHANGE", .summary = "take a whole change back",
		.text = "Retracts what the change said and says again what it replaced; nothing is erased. It\n"
			"refuses, and lists them, when later changes rest on this one; --with-later takes those\n"
			"back too, all in one change. An undo is a change, and can be undone. What was said in private\n"
			"has a number with a p before it (\"volya changes --private\"), and is taken back for the same.",
		.example = "  volya undo 12\n  volya undo p34\n  volya undo 12 --with-later\n",
		.options = {{"with-later", NULL, "undo the later changes that rest on it, too"}},
		.least = 1, .most = 1, .run = cmd_undo,
	},
	{
		.name = "audit", .usage = "", .summary = "hold the register against the laws",
		.text = "Lists statements that clash: an end before its start, a verdict before its charge, a sum\n"
			"whose parts do not add up. Errors come before warnings; nothing is repaired silently.\n"
			"With --deep it first looks whether the register is what was signed: a value changed in the\n"
			"file, a statement or a change taken out or put in. The exit status is 1 where there are errors.",
		.example = "  volya audit\n  volya audit --deep\n  volya audit --on 2026-01-01 --format json\n",
		.options = {
			{"deep", NULL, "check the file, each identifier, each change and its signatures, too"},
			{"on", "DATE", "the day for \"not confirmed for 180 days\" (default today)"},
			FORMAT_TEXT_JSON,
		},
		.least = 0, .most = 0, .run = cmd_audit,
	},
	{
		.name = "withhold", .usage = "[ID]", .summary = "take a record or a statement out of sight, at once",
		.text = "ID is a handle or a key (all that is said of the person, source or other record, and of what\n"
			"belongs to it), or a statement's entry in the log. One person may do it. The log tells that\n"
			"something was withheld, and on what ground; not whose it was. Without ID: what was so far.\n"
			"Where a number is a key and an entry, too, say which: key:5678 or entry:5678. With --partner it\n"
			"is what a partner says, and ID a record or an entry of their log: it is withheld in this\n"
			"register alone, no log tells of it, and no sync brings it back.",
		.example = "  volya withhold viasna-1234 --reason safety --note \"asked by the sister\"\n"
			"  volya withhold 5678 --reason source\n"
			"  volya withhold viasna-1234 --partner Viasna --reason safety\n  volya withhold\n",
		.options = {
			{"reason", "safety|wish|law|error|source", "on what ground: stands in the log (must be given)"},
			{"note", "TEXT", "your own words, kept in this register alone"},
			{"partner", "NAME", "what this partner says of it: the first letters of a name do"},
		},
		.least = 0, .most = 1, .run = cmd_withhold,
	},
	{
		.name = "reveal", .usage = "NOTICE", .summary = "show again what was withheld",
		.text = "NOTICE is the entry of the log that withheld it, as \"volya withhold\" lists them. It takes\n"
			"both roles. What was withheld here of a partner's words is here:1, here:2 ...: one person shows\n"
			"it again.",
		.example = "  volya reveal 5690\n  volya reveal here:1\n",
		.options = {{"note", "TEXT", "your own words, kept in this register alone"}},
		.least = 1, .most = 1, .run = cmd_reveal,
	},
	{
		.name = "erase", .usage = "ID | --person KEY",
		.summary = "destroy what was said, and keep the proof that it was there",
		.text = "Destroys the content of the record or statement and its salts, in the database and every\n"
			"index; the log still verifies. It takes both roles, and nothing brings it back. Without --yes\n"
			"it says what would go. What was withheld has no name any more: ID is then the entry of the\n"
			"notice, as \"volya withhold\" lists it. --person takes the whole person, withheld or not:\n"
			"every name, what belongs to them, and the drafts that speak of them. With --private it destroys\n"
			"what was said in private of the record and drafts that speak of it, as far as whoever confirms\n"
			"it can read them.",
		.example = "  volya erase --person viasna-1234 --reason wish\n"
			"  volya erase --person viasna-1234 --reason wish --yes\n"
			"  volya erase 5690 --reason wish --yes\n",
		.options = {
			{"person", "KEY", "the key or handle of a person, who goes as a whole"},
			{"reason", "safety|wish|law|error|source", "on what ground: stands in the log (must be given)"},
			{"note", "TEXT", "your own words, kept in this register alone; name nobody"},
			{"yes", NULL, "do it"},
			{"private", NULL, "what was said in private of it, and not what is public"},
		},
		.least = 0, .most = 1, .run = cmd_erase,
	},
	{
		.name = "verify", .usage = "[PLACE]", .summary = "check a register or a mirror against what was signed",
		.text = "Goes through the log from its first entry: every statement, every change, every signature,\n"
			"the tree over all of them, the checkpoint, and of a register the files in log/. Says in plain\n"
			"words what holds and what does not; the exit status is 1 where something does not. PLACE is a\n"
			"register, or a log as others have it: an address, a folder, a bundle.",
		.example = "  volya verify\n  volya verify https://centre.example/log --key volya/12ab.../public+3f...\n",
		.options = {
			{"key", "KEY", "of a mirror: the log's key, as \"volya log show\" prints it"},
			OPTION_PROXY,
		},
		.least = 0, .most = 1, .run = cmd_verify,
	},
	{
		.name = "backup", .usage = "[TO]", .summary = "write a verified copy of the whole register",
		.text = "Makes the folder TO with the database and the signed checkpoint of the log, whole or not at\n"
			"all, and verifies it from its leaves. Others may go on working. What was erased before is not\n"
			"in it; what is withheld is. It is in clear, there is no sealed form: keep it on an encrypted\n"
			"disk. \"volya verify TO\" checks it again at any time.\n"
			"Secret keys are never in it. --keys copies them and the keyring to a folder of their own:\n"
			"whoever has that can sign in the organisation's name. Keep it elsewhere, offline; make a new\n"
			"one after every erasure and destroy the old, whose keyring still opens what was erased.",
		.example = "  volya backup /media/disk/volya-2026-11-27\n  volya backup --keys /media/stick/volya-keys\n",
		.options = {{"keys", "FOLDER", "copy the secret keys and the keyring there, too"}},
		.least = 0, .most = 1, .run = cmd_backup,
	},
	{
		.name = "restore", .usage = "FROM [PATH]", .summary = "make a register of a backup",
		.text = "Copies and verifies the backup, then gives the copy its name: PATH, or that of --register.\n"
			"A register that is there is never written over. The keys are not in a backup: copy those\n"
			"that \"volya backup --keys\" made into PATH, to record again.\n"
			"A backup may be older than what was published since. To record on it would make a second\n"
			"history, which partners and witnesses keep as evidence against you. So first get the newest\n"
			"checkpoint of your log that anybody has, and give it with --seen, or later to \"volya log\n"
			"met\"; asking the witnesses does the same. Where it is newer than the backup, the register is\n"
			"for reading only: find the newest backup. If there is none, found a new register, import the\n"
			"export of the old one into it, and tell your partners.",
		.example = "  volya restore /media/disk/volya-2026-11-27 my-register --seen checkpoint\n",
		.options = {{"seen", "FILE", "the newest checkpoint of its log that is known"}},
		.least = 1, .most = 2, .run = cmd_restore,
	},
	{
		.name = "log show", .usage = "[ENTRY]", .summary = "show the log, or one entry of it",
		.text = "The log holds what was said in the order in which it was said: a leaf for each statement,\n"
			"without its content, and one for each change that closes those before it. ENTRY is an index,\n"
			"or the first eight or more digits of a statement's id.",
		.example = "  volya log show\n  volya log show 1234\n",
		.options = {{"most", "N", "how many of the newest entries are listed (default 10)"}},
		.least = 0, .most = 1, .run = cmd_log_show,
	},
	{
		.name = "log prove", .usage = "ENTRY", .summary = "prove that an entry stands in the log",
		.text = "Prints the path of hashes from the entry's leaf to the root that the checkpoint signs (RFC\n"
			"9162, section 2.1.3). \"volya receipt\" writes it as a file that others can check.",
		.example = "  volya log prove 1234\n",
		.least = 1, .most = 1, .run = cmd_log_prove,
	},
	{
		.name = "log checkpoint", .usage = "", .summary = "print the signed head of the log",
		.text = "A signed note (C2SP tlog-checkpoint): the log's name, how many entries it has, the root of\n"
			"their tree. Whoever keeps one can tell later whether something was taken out.",
		.example = "  volya log checkpoint >checkpoint-2026-11-27\n",
		.options = {{"private", NULL, "that of the private log, which has nobody's name in it"}},
		.least = 0, .most = 0, .run = cmd_log_checkpoint,
	},
	{
		.name = "log publish", .usage = "", .summary = "bring the files in log/ up to date",
		.text = "Every command that records something does it by itself. The files are those of C2SP\n"
			"tlog-tiles: any static host can serve them, and anybody can copy and check them.",
		.example = "  volya log publish\n",
		.least = 0, .most = 0, .run = cmd_log_publish,
	},
	{
		.name = "log mirror", .usage = "FOLDER", .summary = "write the log and its public content as files",
		.text = "What partners read and anybody can verify: the files of the log, and beside them what they\n"
			"say, as far as it is public. Run again it brings the folder up to date: what was withheld or\n"
			"erased since is gone from it.",
		.example = "  volya log mirror /var/www/html/log\n  volya log mirror /media/stick/log\n",
		.least = 1, .most = 1, .run = cmd_log_mirror,
	},
	{
		.name = "partner list", .usage = "", .summary = "list the partners, and what was found against them",
		.text = "Whose logs are copied, how far, what waits or was left out, what went wrong the last time;\n"
			"and evidence, where a log was signed in two versions: the exit status is 1 then.",
		.example = "  volya partner list\n",
		.least = 0, .most = 0, .run = cmd_partner_list,
	},
	{
		.name = "partner add", .usage = "PLACE", .summary = "add an organisation whose log is copied",
		.text = "PLACE is the address of their site's log, a folder that \"volya log mirror\" wrote, or a bundle.\n"
			"Without --key it says who that log says it is of, and adds nothing.",
		.example = "  volya partner add https://centre.example/log\n"
			"  volya partner add https://centre.example/log --key volya/12ab.../public+3f...\n",
		.options = {
			{"key", "KEY", "the key of their log, as they told it you; nothing else is believed"},
			OPTION_PROXY,
		},
		.least = 1, .most = 1, .run = cmd_partner_add,
	},
	{
		.name = "partner move", .usage = "PARTNER PLACE", .summary = "read a partner's log from another place",
		.text = "The key stays what it was: who serves the log does not matter.",
		.example = "  volya partner move \"Another Centre\" /media/stick/log\n",
		.least = 2, .most = 2, .run = cmd_partner_move,
	},
	{
		.name = "sync", .usage = "[PARTNER]", .summary = "take in what partners publish",
		.text = "Reads what is new of each partner's log, checks all of it, and takes it in; what does not\n"
			"hold stays out, with the reason. What they withheld or erased goes here as well.",
		.example = "  volya sync\n  volya sync \"Another Centre\" --from /media/stick/log\n",
		.options = {
			{"from", "PLACE", "read it from there this time"},
			{"admit", NULL, "take in what waits because it was too much for a day"},
			{"confirm-erasures", NULL, "carry out a mass erasure that was held back"},
			OPTION_PROXY,
		},
		.least = 0, .most = 1, .run = cmd_sync,
	},
	{
		.name = "bundle write", .usage = "FILE", .summary = "write the log and its public content as one file",
		.text = "A bundle is what a mirror is, in one file (tar): for a stick, a mail, a place without a web.\n"
			"\"volya bundle read\" and \"volya verify\" take it.",
		.example = "  volya bundle write /media/stick/centre.volya\n",
		.least = 1, .most = 1, .run = cmd_bundle_write,
	},
	{
		.name = "bundle read", .usage = "FILE", .summary = "take in what a partner's bundle has that is new",
		.text = "Whose it is stands in it; they must be a partner (\"volya partner add FILE\").",
		.example = "  volya bundle read /media/stick/centre.volya\n",
		.options = {
			{"admit", NULL, "take in what waits because it was too much for a day"},
			{"confirm-erasures", NULL, "carry out a mass erasure that was held back"},
		},
		.least = 1, .most = 1, .run = cmd_bundle_read,
	},
	{
		.name = "log met", .usage = "CHECKPOINT", .summary = "take note of a checkpoint of this log, met elsewhere",
		.text = "CHECKPOINT is a file with a signed checkpoint of this register's own log, as a partner, a\n"
			"witness or your own notes have it. Where it is longer than the log here, this register was\n"
			"put back from an old copy: from then on it records nothing, and the exit status is 1.",
		.example = "  volya log met checkpoint-2026-11-27\n",
		.least = 1, .most = 1, .run = cmd_log_met,
	},
	{
		.name = "receipt", .usage = "ENTRY", .summary = "write a proof of one statement, to keep",
		.text = "A small text (C2SP tlog-proof) with the statement, its place in the log, and the signed\n"
			"checkpoint. Whoever keeps it can prove that it was said, whatever happens to the register:\n"
			"\"volya receipt check\" needs nothing else.",
		.example = "  volya receipt 1234 --out statement.tlog-proof\n",
		.options = {{"out", "FILE", "where it is written (default: standard output)"}},
		.least = 1, .most = 1, .run = cmd_receipt,
	},
	{
		.name = "receipt check", .usage = "FILE", .summary = "check a receipt, without any register",
		.text = "Says what was said, of which record, and whether it stands in the log whose checkpoint the\n"
			"receipt holds. With --key it also checks who signed that.",
		.example = "  volya receipt check one.tlog-proof --key volya/12ab.../public+3f...\n",
		.options = {{"key", "KEY", "the organisation's log key, as \"volya log show\" prints it"}},
		.least = 1, .most = 1, .run = cmd_receipt_check,
	},
	{
		.name = "witness ask", .usage = "", .summary = "have the newest checkpoint cosigned",
		.text = "Asks every witness that the file policy in the register's folder names (C2SP tlog-policy), and\n"
			"publishes the checkpoint with their cosignatures. A witness that has seen more of the log than\n"
			"the register holds tells that it was put back from an old copy: nothing is signed then any\n"
			"more. The exit status is 1 in that case, and where the policy's quorum is not reached.",
		.example = "  volya witness ask\n",
		.options = {{"proxy", "URL", "reach them through it: socks5h://127.0.0.1:9050 for Tor"}},
		.least = 0, .most = 0, .run = cmd_witness_ask,
	},
	{
		.name = "witness show", .usage = "", .summary = "show whose logs are watched over here",
		.text = "The key that checks this register's cosignatures, the logs it cosigns and how far, and any\n"
			"evidence that one has shown two histories: two checkpoints of one size, both signed, that\n"
			"nothing can explain. With evidence the exit status is 1.",
		.example = "  volya witness show\n",
		.least = 0, .most = 0, .run = cmd_witness_show,
	},
	{
		.name = "witness trust", .usage = "KEY", .summary = "watch over the log that has this key",
		.text = "KEY is a partner's log key, as \"volya log show\" prints it there. From then on \"volya\n"
			"serve\" answers the partner's program (C2SP tlog-witness, at /witness/add-checkpoint): it\n"
			"cosigns each checkpoint that provably grows out of the last, and no other. The first time it\n"
			"makes a key for that, keys/witness.key, which signs nothing else.",
		.example = "  volya witness trust volya/12ab.../public+3f...\n",
		.least = 1, .most = 1, .run = cmd_witness_trust,
	},
	{
		.name = "ask", .usage = "\"QUESTION\"", .summary = "answer a question, with bounds and sources",
		.text = "A figure that is published and one that is counted are different questions. Answers are\n"
			"pairs, at least and at most, because dates and claims can be uncertain. doc/ask.md\n"
			"teaches the language.",
		.example = "  volya ask \"count people held on 2023-03-16\"\n"
			"  volya ask \"figure political_prisoners_current by viasna on 2023-03-16\"\n"
			"  volya ask \"count women held on 2023-03-16 where article is 342\" --explain\n"
			"  volya ask \"series yearly people held from 2020 to 2025\" --format csv\n",
		.options = {
			{"format", "text|json|csv", "how the answer is written (default text)"},
			{"explain", NULL, "say who was counted, who was left out and why, and each source"},
			{"on", "DATE", "the day for questions that name none (default today)"},
			OPTION_PRIVATE,
		},
		.least = 1, .most = 1, .run = cmd_ask,
	},
	{
		.name = "shell", .usage = "", .summary = "ask questions at a prompt",
		.text = "A prompt with history and completion. From a pipe it answers a question a line.",
		.example = "  volya shell\n",
		.options = {OPTION_PRIVATE},
		.least = 0, .most = 0, .run = cmd_shell,
	},
	{
		.name = "find", .usage = "NAME", .summary = "look for a name in any spelling",
		.text = "People are found in whatever language and spelling their names are written, with the\n"
			"probability that the name means them, and why. \"same\" is a recorded spelling, whole, or the\n"
			"same name in other letters, where nobody else comes near it; \"possible\" is anything less:\n"
			"a family name alone, letters that differ, a known misprint, a namesake. It is for a person\n"
			"to judge. Where nothing is even possible, the nearest are suggested as \"faint\", and the\n"
			"exit status is 1. Organisations and places are found by their words, places by sound too.",
		.example = "  volya find \"Ales Bialiatski\"\n  volya find Tsepka --format json\n",
		.options = {{"format", "text|json", "how the answer is written (default text)"}, OPTION_PRIVATE},
		.least = 1, .most = 1, .run = cmd_find,
	},
	{
		.name = "name bench", .usage = "FOLDER", .summary = "measure how names are found and told apart",
		.text = "Reads the folder's q_*.tsv (queries: tier, qlang, ilang, query, gold), idx_LANG_N.tsv (a\n"
			"name a line) and pair_*.tsv (label, kind, qlang, ilang, a, b); any may be missing. Prints,\n"
			"for each size of index and pair of languages, the share of queries whose name is the\n"
			"first answer (recall@1) or among ten (recall@10), the mean reciprocal rank within ten,\n"
			"and for pairs the best F1 and the best precision at a recall of 0.95. Equal ranks count\n"
			"against the program. Queries a second are by processor time of one thread.",
		.example = "  volya name bench names\n  volya name bench names --json > names.json\n",
		.options = {{"json", NULL, "write the report as JSON"}},
		.least = 1, .most = 1, .run = cmd_name_bench,
	},
	{
		.name = "name compare", .usage = "A B", .summary = "say whether two names may be one person's",
		.text = "Each word of the one is held against those of the other, by sound across languages; what\n"
			"speaks for it and what against is told, with the probability. A name alone is never\n"
			"certain. Birth dates that contradict one another make two people, whatever the names. The\n"
			"exit status is 0 where the two may be one (probability 0.5 or more), 1 where not.",
		.example = "  volya name compare \"Сергей Тихановский\" \"Siarhei Tsikhanouski\"\n"
			"  volya name compare \"A. Bialiatski\" \"Ales Bialiatski\" --born 1962 \\\n"
			"      --born-other 1962-09-25\n",
		.options = {
			{"born", "DATE", "when the first was born"},
			{"born-other", "DATE", "when the second was born"},
			{"format", "text|json", "how the answer is written (default text)"},
		},
		.least = 2, .most = 2, .run = cmd_name_compare,
	},
	{
		.name = "name forms", .usage = "NAME", .summary = "write a name as every system and press does",
		.text = "A Belarusian, Russian or Ukrainian name in each system of transliteration and in the\n"
			"habits of the press, with what each is used for, and as it may be in Russian or\n"
			"Belarusian. For a name in Latin letters: the Cyrillic names that are written so, the\n"
			"likeliest first. The exit status is 1 where there is none, or the script is not known.",
		.example = "  volya name forms \"Сяргей Ціханоўскі\"\n  volya name forms Siarhiej\n"
			"  volya name forms \"Марк\" --from uk --json\n",
		.options = {
			{"from", "be|ru|uk|latin", "the language of the name (default: as its letters say)"},
			{"json", NULL, "write JSON"},
		},
		.least = 1, .most = 1, .run = cmd_name_forms,
	},
	{
		.name = "show", .usage = "HANDLE|KEY", .summary = "show everything said of one subject",
		.text = "A person comes with their spells, cases, charges, sentences and recognitions; each value\n"
			"with its source.",
		.example = "  volya show bialiatski\n  volya show bialiatski --all\n",
		.options = {
			{"all", NULL, "what was taken back, too"},
			{"log", NULL, "where each statement stands in the log, for \"volya receipt\""},
			OPTION_PRIVATE,
		},
		.least = 1, .most = 1, .run = cmd_show,
	},
	{
		.name = "link", .usage = "[A.csv [B.csv]]", .summary = "find who stands twice in a list, or in two lists",
		.text = "Compares the rows of one list with each other, or those of two lists, by names in any\n"
			"spelling, dates, places and codes. What weighs how much is learnt from the lists\n"
			"themselves. With --review FILE the unsure pairs are written to a file in which a person\n"
			"answers same, never or later. Run again, or after it was stopped at any moment, the program\n"
			"computes anew, keeps and follows every answer, and leaves open only what has none. A file\n"
			"that is saved while it works is left as it is. The result says which rows could not be compared.",
		.example = "  volya link list.csv --review unsure.csv\n"
			"  volya link ours.csv theirs.csv --one-to-one --format csv --output linked.csv\n"
			"  volya link list.csv --fields \"Full name=name,Born=date,Colony=words\"\n"
			"  volya link --people --review unsure.csv --record\n",
		.options = {
			{"fields", "FIELDS", "columns compared: \"Header=name|words|date|code|category\", by commas"},
			{"people", NULL, "the people of the register, as the only list or the second"},
			{"review", "FILE", "where a person answers for pairs that are unsure"},
			{"record", NULL, "with --people: keep the review's answers as statements"},
			{"threshold", "P", "probability from which two rows are one person (default 0.5)"},
			{"one-to-one", NULL, "a row of one list is at most one row of the other"},
			{"format", "text|csv|json", "how the result is written (default text)"},
			{"output", "FILE", "where csv and json go (default standard output)"},
			{"truth", "COLUMN", "say how right it was, by a column that names the person"},
		},
		.least = 0, .most = 2, .run = cmd_link,
	},
	{
		.name = "watch", .usage = "NEW.csv", .summary = "say who is new on a list, changed or gone",
		.text = "Holds today's copy of an organisation's list against the people whom the register knows\n"
			"as listed by it. Rows are found by an outside key, or by name in any spelling and birth\n"
			"date; who may be somebody is named for a person to judge. The exit status is 1 where\n"
			"anything differs. Shows all that --record would write, and writes nothing. With --record\n"
			"one change says it, with the copy as the source: who is listed, other spellings and birth\n"
			"dates, who appeared (a new person, with the row's identifier as ORGKEY:ID), who\n"
			"disappeared (recognition withdrawn between the day they were last seen and that of the\n"
			"copy). Nothing is said of who is unsure, nor by the same copy twice: the same file is of\n"
			"the day it was first taken, unless --on says that it was looked at again.",
		.example = "  volya watch list.csv --against viasna\n"
			"  volya watch list.csv --against viasna --on 2026-11-01 --record\n",
		.options = {
			{"against", "ORG", "whose list it is: a key or a name"},
			{"on", "DATE", "the day the copy was taken (default today, or when it first was)"},
			{"fields", "FIELDS", "columns compared, as in volya link: \"Full name=name,Born=date\""},
			{"record", NULL, "keep what was found, as one change"},
			{"title", "TITLE", "of the copy as a source"},
			{"language", "TAG", "of the names on it, as in name@be"},
			{"gone", NULL, "record it even where more than a fifth of the list is gone"},
			{"new", NULL, "record who appeared where people are withheld, too"},
			{"format", "text|json", "how the answer is written (default text)"},
		},
		.least = 1, .most = 1, .run = cmd_watch,
	},
	{
		.name = "letter check", .usage = "FILE", .summary = "hold a letter against the register",
		.text = "Reads a letter (text, Markdown or HTML; - is standard input), finds its date, addressees,\n"
			"requests, names and figures, and holds each against what was known on the letter's date.",
		.example = "  volya letter check data/letters/2024-09-10-appeal.txt\n"
			"  volya letter check letter.html --on 2026-01-01 --strict --format json\n",
		.options = {
			{"on", "DATE", "say also what no longer holds on that day"},
			{"format", "text|json|html", "how the report is written (default text)"},
			{"strict", NULL, "exit with 1 where something is contradicted or outdated"},
		},
		.least = 1, .most = 1, .run = cmd_letter_check,
	},
	{
		.name = "letter render", .usage = "TEMPLATE", .summary = "write a letter whose figures are answers",
		.text = "A template is Markdown with questions in it, {{count people held}}. Each is answered on\n"
			"the date, with a footnote to its sources. A question that cannot be answered stops all.",
		.example = "  volya letter render data/templates/appeal.md --on 2023-03-16 --to html\n",
		.options = {
			{"on", "DATE", "the letter's date (default today)"},
			{"to", "text|html|md", "what is written (default text)"},
			{"output", "FILE", "where to (default standard output)"},
		},
		.least = 1, .most = 1, .run = cmd_letter_render,
	},
	{
		.name = "serve", .usage = "", .summary = "serve the read-only site",
		.text = "Serves pages, CSV and JSON until Ctrl-C. They work without JavaScript. With --private what is\n"
			"said in private to whose key is unlocked is shown, too, from a copy in memory: on this machine\n"
			"alone, in a browser in which the code that is printed was typed, until the key is locked.\n"
			"Of a register that has a host it takes in first what is newer there, if your key is unlocked.",
		.example = "  volya serve --port 8730 --letters data/letters\n  volya serve --private --port 8731\n",
		.options = {
			{"address", "ADDRESS", "where to listen (default 127.0.0.1)"},
			{"port", "PORT", "default 8730; 0 takes a free one"},
			{"letters", "FOLDER", "letters to show with their check"},
			{"no-cache", NULL, "answer every request anew"},
			OPTION_PRIVATE,
		},
		.least = 0, .most = 0, .run = cmd_serve,
	},
#include "cli/commands_people.inc"
#include "cli/commands_host.inc"
	{
		.name = "rebuild", .usage = "", .summary = "make the views anew from the statements",
		.text = "Views are derived. Nothing is lost when they are dropped, and the digest stays the same.",
		.example = "  volya rebuild\n",
		.least = 0, .most = 0, .run = cmd_rebuild,
	},
	{
		.name = "digest", .usage = "", .summary = "print the digest of all views",
		.text = "The same statements give the same digest on every machine.",
		.example = "  volya digest\n",
		.least = 0, .most = 0, .run = cmd_digest,
	},
	{
		.name = "kinds", .usage = "", .summary = "print the table of kinds and properties",
		.text = "What can be said of whom, in Markdown: types, code lists, tiers. doc/kinds.md is this.",
		.example = "  volya kinds\n",
		.least = 0, .most = 0, .run = cmd_kinds,
	},
	{
		.name = "completion", .usage = "", .summary = "print the completion for bash",
		.text = "Installed by make install; to try it at once, source it.",
		.example = "  source <(volya completion)\n",
		.least = 0, .most = 0, .run = cmd_completion,
	},
	{
		.name = "manual", .usage = "", .summary = "print the man page's source, for scdoc",
		.text = "The man page is made from the same table as this help.",
		.example = "  volya manual | scdoc > volya.1\n",
		.least = 0, .most = 0, .run = cmd_manual,
	},
	{
		.name = "help", .usage = "[COMMAND]", .summary = "explain a command",
		.text = "Without a command it lists them all.",
		.example = "  volya help import\n",
		.least = 0, .most = 3, .run = cmd_help,
	},
	{
		.name = "version", .usage = "", .summary = "print the version",
		.text = "The version of the program.",
		.example = "  volya version\n",
		.least = 0, .most = 0, .run = cmd_version,
	},
	{.name = NULL},
};
