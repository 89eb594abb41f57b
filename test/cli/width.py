#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""On a terminal of 80 columns faults, hints and reports are set into its lines.

width.py VOLYA [ARGUMENT...]   runs it on such a terminal; what is wider, and is no row of keys, is printed
"""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios


def run(columns, words):
    above, below = pty.openpty()
    fcntl.ioctl(below, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=below, stderr=below)
    os.close(below)
    said = b""
    while True:
        try:
            block = os.read(above, 65536)
        except OSError:
            break
        if not block:
            break
        said += block
    process.wait()
    os.close(above)
    return said.decode().replace("\r", "")


def main():
    wide = False
    for columns in (80,):
        said = run(columns, sys.argv[1:])
        for line in said.splitlines():
            if len(line) > columns and len(line.split()) > 2 and max(map(len, line.split())) < 40 and not line.startswith("— "):
                print(f"{columns}: {line}")
                wide = True
        if not said.strip():
            print("nothing was said")
            wide = True
    return 1 if wide else 0


if __name__ == "__main__":
    sys.exit(main())
