#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs a command once for every system call it makes, with that one call failing, and checks what is left.

faults.py [--most N] BEFORE PLACE CHECK BASE -- COMMAND...

BEFORE is a folder, copied to PLACE for each run. COMMAND changes PLACE. Each call of a kind that COMMAND makes more
often than the shell command BASE (which starts the same program and does nothing) fails once with EIO, ENOSPC and
EINTR, and once the process is killed there; of a kind with more than N calls, N spread evenly. After each run the shell
command CHECK must succeed; $status is how the run ended, and the files $out and $err hold what it said. A fault that
did not happen is a failure as well.
"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CALLS = ("openat read pread64 write pwrite64 fsync fdatasync syncfs rename renameat2 link linkat unlink unlinkat mkdir "
         "ftruncate fallocate fcntl newfstatat lseek mmap").split()
FAULTS = ["error=EIO", "error=ENOSPC", "error=EINTR", "signal=KILL"]
# Neither can run out of space, and a lock or a mapping is not interrupted.
NEVER = {("read", "error=ENOSPC"), ("pread64", "error=ENOSPC"), ("newfstatat", "error=ENOSPC"), ("lseek", "error=ENOSPC")}


def strace(options, command, trace, **streams):
    # Without its name among those traced a call is let through as it is (strace 6.1).
    return subprocess.run(["strace", "-f", "-qq", "-o", trace, "-e", "trace=" + ",".join(CALLS), *options, *command],
                          stdin=subprocess.DEVNULL, timeout=120, check=False, **streams).returncode


def count(command, work):
    trace = work / "count"
    strace([], command, trace, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    names = re.findall(r"^(?:\d+ +)?(\w+)\(", trace.read_text(errors="replace"), re.M)
    return collections.Counter(names)


def chosen(first, last, most):
    n = last - first + 1
    return range(first, last + 1) if n <= most else sorted({first + i * (n - 1) // max(most - 1, 1) for i in range(most)})


def happened(trace, fault, status):
    return status in (-9, 137) if fault == "signal=KILL" else "INJECTED" in trace.read_text(errors="replace")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=12)
    parser.add_argument("before")
    parser.add_argument("place")
    parser.add_argument("check")
    parser.add_argument("base")
    parser.add_argument("command", nargs="+")
    o = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="volya-faults."))

    def fresh():
        shutil.rmtree(o.place, ignore_errors=True)
        shutil.copytree(o.before, o.place)

    fresh()
    base = count(["sh", "-c", "exec " + o.base], work)
    fresh()
    calls = count(o.command, work)
    runs = failed = 0
    for name in CALLS:
        if calls[name] <= base[name]:
            continue
        for n in chosen(base[name] + 1, calls[name], o.most):
            for fault in FAULTS:
                if (name, fault) in NEVER:
                    continue
                fresh()
                trace = work / "trace"
                with open(work / "out", "wb") as out, open(work / "err", "wb") as err:
                    status = strace(["-e", f"inject={name}:{fault}:when={n}"], o.command, trace, stdout=out, stderr=err)
                seen = dict(os.environ, status=str(status), out=str(work / "out"), err=str(work / "err"))
                check = subprocess.run(["sh", "-c", o.check], env=seen, capture_output=True, text=True, check=False)
                runs += 1
                if check.returncode or not happened(trace, fault, status):
                    failed += 1
                    print(f"FAILED: inject={name}:{fault}:when={n}: status {status}, check {check.returncode}"
                          f"\n    {(work / 'err').read_text(errors='replace')[:400]}\n    {check.stdout}{check.stderr}",
                          file=sys.stderr)
    print(f"{runs} faults, {failed} not survived")
    shutil.rmtree(work)
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    sys.exit(main())
