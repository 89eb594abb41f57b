# SPDX-License-Identifier: AGPL-3.0-or-later
"""One call fails, and the register is as before or as after, whole; the program says what it could not do.

failing.py VOLYA FAILING.so calls|memory [MOST [SEED]]

calls: each system call of each command that writes fails once with EIO, ENOSPC and EINTR, and the process is killed once
in its place. memory: each allocation of every command is refused once, and once with all that come after it. With MOST
a command has so many faults at the most, spread over its calls; SEED shifts which.
"""
import errno
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

VOLYA, FAULTS, WHAT = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2]), sys.argv[3]
MOST = int(sys.argv[4]) if len(sys.argv) > 4 else 0
SEED = int(sys.argv[5]) if len(sys.argv) > 5 else 0
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CALLS = [str(errno.EIO), str(errno.ENOSPC), str(errno.EINTR), "kill"]
MEMORY = ["memory", "memory-on"]

CSV = {
    "sources.csv": "key,title,publisher,published,url,kind\n"
                   "s1,First report (invented),Invented Centre,2021-02-01,https://example.org/1,report\n",
    "organisations.csv": "key,name@en,kind,source\ncentre,Invented Centre,ngo,s1\n",
    "people.csv": "key,name@en,sex,birth,publication,spell.from,spell.to,spell.ground,recognition.body,"
                  "recognition.given,source\n"
                  "a,Anton Invented,male,1980-02-03,recognised,2020-09-01,2022-09-01,served,centre,2020-10-01,s1\n"
                  "b,Berta Invented,female,1990,recognised,2021-01,..,,centre,2021-01-20,s1\n",
}
MORE = "key,name@en,sex,publication,source\nd,Dora Invented,female,recognised,s1\n"
NEXT = "key,name@en,sex,publication,source\ne,Emil Invented,male,recognised,s1\n"
LIST = "id,name,born\n1,Anton Invented,1980-02-03\n2,Somebody Else,1970\n"
LETTER = ("Minsk, 1 June 2021\n\nWe, the undersigned, ask for the release of Anton Invented and Berta Invented.\n\n"
          "As of today there are 2 political prisoners.\n\n1. Release them.\n2. Let them see a doctor.\n")
TEMPLATE = "# An appeal\n\nThere are {{count people held on 2021-06-01}} people held.\n"

# What every command is called with; REG is the register. Those that write come first in a line of their own.
WRITES = {
    "import": "import more.csv --kind person",
    "undo": "undo 3",
    "export": "export out",
    "withhold": "withhold a --reason safety",
    "reveal": "reveal NOTICE",
    "erase": "erase a --reason wish --yes",
    "log publish": "log publish",
    "rebuild": "rebuild",
    "watch": "watch list.csv --against centre --record --new --gone",
    "witness trust": "witness trust KEY",
    "receipt": "receipt 1 --out receipt.out",
    "log mirror": "log mirror mirror",
    "partner add": "partner add far-log --key FAR",
    "partner move": "partner move PARTNER far-log",
    "sync": "sync",
    "bundle write": "bundle write reg.volya",
    "bundle read": "bundle read far.volya",
    "backup": "backup copy --keys copy-keys",
    "log met": "log met reg/log/checkpoint",
    "host allow": "host allow hosted|LINE",
    "key rotate": "key rotate log",
}
READS = {
    "init": "init other --organisation Another",
    "changes": "changes", "audit": "audit --deep", "verify": "verify", "log show": "log show",
    "log prove": "log prove 1", "log checkpoint": "log checkpoint", "receipt check": "receipt check one.tlog-proof",
    "witness show": "witness show", "ask": "ask --explain|count people held on 2021-06-01",
    "shell": "shell", "find": "find|Anton Invented", "name bench": "name bench csv",
    "name compare": "name compare|Anton Invented|Антон Инвентед", "name forms": "name forms|Сяргей Ціханоўскі",
    "show": "show a --all --log", "link": "link list.csv --people --review unsure.csv",
    "letter check": "letter check letter.txt", "letter render": "letter render template.md --to html",
    "key person": "key person anna --file anna.person --passphrase-file phrase",
    "key show": "key show kept.person",
    "key passphrase": "key passphrase kept.person --passphrase-file phrase --new-passphrase-file phrase2",
    "key status": "key status", "unlock": "unlock kept.person --passphrase-file wrong", "lock": "lock",
    # Without people and with no key unlocked these refuse: that far they are tried here.
    "key found": "key found nobody author", "key role add": "key role add nobody author",
    "key role list": "key role list", "key role revoke": "key role revoke anna --reason left",
    "review": "review", "publish": "publish 1", "private send": "private send parcel 1 --for nobody",
    "private receive": "private receive kept.person",
    "digest": "digest", "kinds": "kinds", "completion": "completion", "manual": "manual", "help": "help import",
    "version": "version", "serve": "serve --address 256.0.0.1",
    # What they do with a host and an unlocked key is tried in host_faults.py.
    "host serve": "host serve hosted --address 256.0.0.1", "host join": "host join http://127.0.0.1:1/",
    "host invite": "host invite nobody", "host clone": "host clone nothing there", "host sync": "host sync",
    "partner list": "partner list", "witness ask": "witness ask", "restore": "restore backup back",
}
MAKES = {"init": "other", "restore": "back", "backup": "copy"}
failed = fired = runs = 0


def fail(text):
    global failed
    failed += 1
    if failed <= 40:
        print(f"FAILED: {text}", file=sys.stderr)


def words(line):
    head, *rest = line.split("|")
    return head.split() + rest


def volya(*arguments, status=0, register="reg"):
    done = subprocess.run([VOLYA, "--register", register, *arguments], stdin=subprocess.DEVNULL, capture_output=True)
    if status is not None and done.returncode != status:
        raise SystemExit(f"volya {' '.join(arguments)}: {done.returncode}\n{done.stderr.decode()}")
    return done


def prepare():
    os.mkdir("csv")
    for name, text in CSV.items():
        pathlib.Path("csv", name).write_text(text)
    for name, text in (("more.csv", MORE), ("next.csv", NEXT), ("list.csv", LIST), ("letter.txt", LETTER),
                       ("template.md", TEMPLATE), ("phrase", "a long passphrase of seven words or so\n"),
                       ("phrase2", "another long passphrase of seven words\n"), ("wrong", "not this one at all, no\n")):
        pathlib.Path(name).write_text(text)
        os.chmod(name, 0o600)
    subprocess.run([VOLYA, "init", "reg", "--organisation", "Invented Centre"], check=True, stdout=subprocess.DEVNULL)
    volya("import", "csv")
    volya("receipt", "1", "--out", "one.tlog-proof")
    volya("key", "person", "kept", "--file", "kept.person", "--passphrase-file", "phrase")
    subprocess.run([VOLYA, "init", "far", "--organisation", "Far Centre"], check=True, stdout=subprocess.DEVNULL)
    volya("import", "csv", register="far")
    volya("backup", "backup")
    volya("log", "mirror", "far-log", register="far")
    volya("bundle", "write", "far.volya", register="far")
    os.mkdir("start")
    for name in os.listdir("."):
        if name != "start":
            shutil.move(name, f"start/{name}")
    os.mkdir("work")


def fresh(name):
    """A folder as the command finds it."""
    shutil.rmtree("../work", ignore_errors=True)
    shutil.copytree(f"../{name}", "../work")
    os.chdir("../work")


def key_of(register):
    out = volya("log", "show", register=register).stdout.decode()
    return [row.split()[1] for row in out.splitlines() if row.startswith("  key")][0]


def start_of(command):
    """Where a command begins, and its words."""
    line = WRITES.get(command) or READS[command]
    fresh("start")
    words_for = {}
    if "NOTICE" in line:
        out = volya("withhold", "a", "--reason", "safety").stdout.decode()
        words_for["NOTICE"] = out.split('"volya reveal ')[1].split('"')[0]
    if "LINE" in line:
        out = volya("key", "show", "kept.person").stdout.decode()
        words_for["LINE"] = [row for row in out.splitlines() if row.startswith("volya-person")][0]
    for word, register in (("KEY", "reg"), ("FAR", "far")):
        if word in line:
            words_for[word] = key_of(register)
    if command in ("sync", "partner move", "bundle read"):
        volya("partner", "add", "far-log", "--key", key_of("far"))
        words_for["PARTNER"] = "Far Centre"
    if command == "log publish":
        shutil.rmtree("reg/log")
    if command == "undo":
        volya("import", "more.csv", "--kind", "person")
    shutil.rmtree("../begin", ignore_errors=True)
    shutil.copytree(".", "../begin")
    return [words_for.get(word, word) for word in words(line)]


def content():
    """What the register says."""
    done = volya("export", "x", status=None)
    files = {p.name: p.read_bytes() for p in pathlib.Path("x").glob("*")} if done.returncode == 0 else None
    shutil.rmtree("x", ignore_errors=True)
    return files


def faulty(arguments, at, how):
    """Runs the program with the fault; its status, standard error, calls counted, whether the fault fired."""
    report = pathlib.Path("../report")
    report.write_bytes(bytes(16))
    environment = dict(os.environ, FAULT_AT=str(at), FAULT_HOW=how, FAULT_REPORT=str(report.resolve()),
                       LD_PRELOAD=FAULTS)
    done = subprocess.run([VOLYA, "--register", "reg", *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          env=environment, timeout=120)
    count, hit, what, _ = struct.unpack("<4I", report.read_bytes())
    return done.returncode, done.stderr.decode(errors="replace"), count, hit, what


def check_end(text, status, err, killed, usual):
    if killed:
        if status != -signal.SIGKILL:
            fail(f"{text}: status {status}, and it was to be killed")
    elif status not in (0, 1, 2, 3):
        fail(f"{text}: status {status}: {err[-300:]}")
    elif status != usual and "volya: " not in err:
        fail(f"{text}: status {status}, and no word why: {err[-300:]}")


def check_register(text, before, after, goes_on):
    done = volya("verify", status=None)
    if b"may still have traces" in done.stdout:
        # Erased and recorded, and cut short before the file was written anew: said, and then ended as it says.
        volya("rebuild")
        done = volya("verify", status=None)
    if done.returncode != 0:
        fail(f"{text}: verify says {(done.stdout + done.stderr).decode()[-400:]}")
        return
    now = content()
    if now is None or now not in (before, after):
        fail(f"{text}: the register is neither as before nor as after")
    if goes_on:
        done = volya("import", "next.csv", "--kind", "person", status=None)
        done = volya("verify", status=None) if done.returncode == 0 else done
        if done.returncode != 0:
            fail(f"{text}: the next command: {(done.stdout + done.stderr).decode()[-400:]}")


def check_made(text, arguments, folder):
    """A register that was to be made: there, whole, or made by the next try."""
    again = volya(*arguments, status=None)
    there = subprocess.run([VOLYA, "verify", folder], capture_output=True)
    if there.returncode != 0:
        fail(f"{text}: neither made nor to be made: {again.stderr.decode()}{there.stderr.decode()}")


def points(count, kinds):
    """Which call, and which fault: all, or MOST of them, spread."""
    every = [(at, how) for at in range(1, count + 1) for how in kinds]
    if not MOST or len(every) <= MOST:
        return every
    step = len(every) / MOST
    # A stride that shares no factor with the kinds would still visit each kind in turn.
    return [((int(i * step) // len(kinds)) + 1, kinds[(i + SEED) % len(kinds)]) for i in range(MOST)]


def try_command(command, kinds):
    global fired, runs
    arguments = start_of(command)
    writes = command in WRITES
    before = content() if writes else None
    fresh("begin")
    usual, err, count, _, _ = faulty(arguments, 0, kinds[0])
    if usual not in (0, 1, 2, 3) or (writes and usual > 1):
        fail(f"{command}: without any fault {usual}: {err}")
        return
    after = content() if writes else None
    for number, (at, how) in enumerate(points(count, kinds)):
        text = f"{command}, call {at} of {count}, {how}"
        fresh("begin")
        status, err, _, hit, what = faulty(arguments, at, how)
        runs += 1
        fired += hit
        if what:
            text += f" (system call {what})"
        if not hit:
            # Another process, another number of calls: near the end only.
            if at < count * 0.8:
                fail(f"{text}: the fault did not fire")
            continue
        check_end(text, status, err, how == "kill", usual)
        if writes:
            check_register(text, before, after, number % 3 == 0)
        if command in MAKES:
            check_made(text, arguments, MAKES[command])


def all_commands():
    out = subprocess.run([VOLYA, "help"], capture_output=True, check=True).stdout.decode()
    return [line[2:].split("  ")[0] for line in out.splitlines() if line.startswith("  ") and "  " in line[2:]]


def main():
    unknown = [name for name in all_commands() if name not in WRITES and name not in READS]
    if unknown and "CI" not in os.environ:
        print(f"without a line in failing.py: {', '.join(unknown)}")
    elif unknown:
        fail(f"commands that no fault is tried on; each needs a line in failing.py: {', '.join(unknown)}")
    os.environ.update(VOLYA_TODAY="2025-12-01", HOME=os.getcwd(), XDG_RUNTIME_DIR=os.getcwd())
    os.environ.pop("VOLYA_REGISTER", None)
    prepare()
    os.chdir("work")
    for command in list(WRITES) + (["init", "restore"] if WHAT == "calls" else list(READS)):
        try_command(command, CALLS if WHAT == "calls" else MEMORY)
    print(f"{runs} faults tried, {fired} fired, {failed} not stood")
    if fired < runs * 0.9 or fired == 0:
        fail("most faults must fire")
    return 1 if failed else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="volya-faults.",
                                     dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        os.chdir(folder)
        result = main()
        os.chdir("/")
    sys.exit(result)
