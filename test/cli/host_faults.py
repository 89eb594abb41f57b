# SPDX-License-Identifier: AGPL-3.0-or-later
"""A command that works with a host is killed, or one of its system calls fails: what is left goes on.

host_faults.py VOLYA FAILING.so [MOST]

Two persons and a host. Each writing command of the one and each taking in of the other is cut short at MOST places
spread over its calls (failing.c); after each, the next command must end it, both registers verify, and be the same.
"""
import errno
import os
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import time

VOLYA, FAULTS = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
MOST = int(sys.argv[3]) if len(sys.argv) > 3 else 12
HOWS = ["kill", str(errno.EIO), str(errno.ENOSPC), "kill"]
CSV = "key,name@en,sex,publication,source\n{0},{0} Invented,female,recognised,s1\n"
failed = fired = 0


def fail(text):
    global failed
    failed += 1
    print(f"FAILED: {text}", file=sys.stderr)


def environment(person, more=None):
    return dict(os.environ, XDG_RUNTIME_DIR=os.path.abspath(f"run-{person}"), VOLYA_REGISTER=os.path.abspath(person),
                **(more or {}))


def volya(person, *arguments, status=0, more=None):
    done = subprocess.run([VOLYA, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                          env=environment(person, more), text=True)
    if status is not None and done.returncode != status:
        fail(f"{person}: volya {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def line(person, word, *arguments):
    out = volya(person, *arguments).stdout
    return [row for row in out.splitlines() if row.startswith(word)][0]


def faulty(person, at, how, *arguments):
    """Calls counted, and whether the fault fired."""
    report = pathlib.Path("report")
    report.write_bytes(bytes(16))
    done = volya(person, *arguments, status=None, more={
        "FAULT_AT": str(at), "FAULT_HOW": how, "FAULT_REPORT": str(report.resolve()), "LD_PRELOAD": FAULTS})
    count, hit, _, _ = struct.unpack("<4I", report.read_bytes())
    text = f"{' '.join(arguments)} of {person}, call {at}, {how}"
    if how == "kill" and hit and done.returncode != -signal.SIGKILL:
        fail(f"{text}: status {done.returncode}")
    elif done.returncode not in (0, 3, -signal.SIGKILL) and "volya: " not in done.stderr:
        fail(f"{text}: status {done.returncode}: {done.stderr}")
    return count, hit, text


def state(person):
    return [volya(person, *words).stdout for words in (("digest",), ("log", "checkpoint"),
                                                       ("log", "checkpoint", "--private"))]


def check(text):
    """After the one has gone on, and the other taken it in."""
    for person in ("anna", "boris"):
        volya(person, "host", "sync")
        done = volya(person, "verify", status=None)
        if done.returncode != 0:
            fail(f"{text}: verify of {person}: {done.stdout}{done.stderr}")
    if state("anna") != state("boris"):
        fail(f"{text}: they are not the same")
    done = subprocess.run([VOLYA, "verify", url + "log"], capture_output=True, text=True, env=environment("anna"))
    if done.returncode != 0:
        fail(f"{text}: the log of the host: {done.stdout}{done.stderr}")


def places(count):
    return [(1 + i * count // MOST, HOWS[i % len(HOWS)]) for i in range(MOST)]


def prepare():
    for person in ("anna", "boris"):
        os.mkdir(f"run-{person}", 0o700)
        volya(person, "key", "person", person, "--file", f"{person}.person", "--passphrase-file", "words")
        volya(person, "unlock", f"{person}.person", "--passphrase-file", "words")
    lines = {p: line(p, "volya-person", "key", "show", f"{p}.person") for p in ("anna", "boris")}
    volya("anna", "init", "anna", "--organisation", "Invented Centre")
    pathlib.Path("s.csv").write_text("key,title,published\ns1,First report (invented),2021-05-01\n")
    volya("anna", "import", "s.csv", "--kind", "source")
    volya("anna", "key", "found", lines["anna"], "author,log", lines["boris"], "reviewer,log")
    for person in lines:
        volya("anna", "host", "allow", "host", lines[person])
    volya("anna", "host", "join", url)
    volya("boris", "host", "clone", line("anna", "volya-host", "host", "invite", lines["boris"]), "boris")


def draft(name):
    pathlib.Path("next.csv").write_text(CSV.format(name))
    out = volya("anna", "import", "next.csv", "--kind", "person").stdout
    return out.split("it waits as number ")[1].split()[0]


def main():
    global fired
    prepare()
    # One who writes: every call of a turn.
    pathlib.Path("next.csv").write_text(CSV.format("w0"))
    count, _, _ = faulty("anna", 0, "kill", "import", "next.csv", "--kind", "person")
    check("without a fault")
    for n, (at, how) in enumerate(places(count)):
        pathlib.Path("next.csv").write_text(CSV.format(f"w{n + 1}"))
        _, hit, text = faulty("anna", at, how, "import", "next.csv", "--kind", "person")
        fired += hit
        check(text)
    # One who takes in; and, every third time, after an erasure, with which the key of the store has changed.
    count = 0
    for n, (at, how) in enumerate([(0, "kill")] + places(1000)):
        waits = draft(f"r{n}")
        volya("boris", "review", waits, "--accept", "--comment", "seen")
        if n % 3 == 2:
            out = volya("boris", "erase", f"r{n}", "--reason", "wish", "--yes").stdout
            waits = out.split("it waits as number ")[1].split()[0]
            volya("anna", "review", waits, "--accept", "--comment", "asked for")
            person = "boris"
        else:
            person = "anna"
        calls, hit, text = faulty(person, 1 + (at - 1) * count // 1000 if count and at else 0, how, "host", "sync")
        count = count or calls
        fired += hit
        check(text)
    print(f"{2 * MOST} faults tried, {fired} fired, {failed} not stood")
    if fired < MOST:
        fail("most faults must fire")


with tempfile.TemporaryDirectory(prefix="volya-host.",
                                 dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
    os.umask(0o077)
    os.chdir(folder)
    os.mkdir("conf")
    os.environ.update(VOLYA_TODAY="2025-12-01", XDG_CONFIG_HOME=os.path.abspath("conf"))
    pathlib.Path("words").write_text("an invented passphrase for a test\n")
    with open("served", "wb") as served, open("host.log", "wb") as log:
        server = subprocess.Popen([VOLYA, "host", "serve", "host", "--port", "0"], stdout=served, stderr=log)
    try:
        while "http://" not in pathlib.Path("served").read_text() and server.poll() is None:
            time.sleep(0.05)
        url = pathlib.Path("served").read_text().split("open at ")[1].split()[0]
        main()
    finally:
        server.terminate()
        server.wait()
        for who in ("anna", "boris"):
            subprocess.run([VOLYA, "lock"], env=environment(who), capture_output=True)
        os.chdir("/")
sys.exit(1 if failed else 0)
