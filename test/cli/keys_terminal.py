# SPDX-License-Identifier: AGPL-3.0-or-later
"""The passphrase asked on a terminal: without echo, twice for a new one, and the echo is back however it ends.

keys_terminal.py VOLYA FILE     makes the key FILE in a terminal of its own
"""
import os
import pty
import re
import signal
import sys
import termios
import time

volya, file = sys.argv[1:]
WORDS = b"six invented words by chance"


def lead(arguments):
    """As a shell: starts the program, says how it ended, and keeps the terminal until it is told to go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execv(volya, [volya, *arguments])
    os.write(1, b"<pid %d>" % child)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(1, b"<status %d>" % status)
    os.read(0, 1)
    os._exit(0)


class Terminal:
    """A program in the foreground of a terminal that is the controlling one, as /dev/tty needs it."""

    def __init__(self, *arguments):
        self.seen = b""
        self.leader, self.fd = pty.fork()
        if self.leader == 0:
            lead(arguments)

    def until(self, pattern):
        end = time.monotonic() + 60
        while not (match := re.search(pattern, self.seen)):
            assert time.monotonic() < end, f"no {pattern!r} in {self.seen!r}"
            self.seen += os.read(self.fd, 4096)
        return match

    def process(self):
        return int(self.until(rb"<pid (\d+)>")[1])

    def wait_echo(self, wanted):
        end = time.monotonic() + 60
        while bool(termios.tcgetattr(self.fd)[3] & termios.ECHO) != wanted:
            assert time.monotonic() < end, f"the echo is not {wanted}"
            time.sleep(0.01)

    def answer(self, prompt, line):
        self.until(prompt)
        self.wait_echo(False)
        os.write(self.fd, line + b"\n")

    def end(self, status, *texts):
        found = int(self.until(rb"<status (-?\d+)>")[1])
        self.wait_echo(True)
        os.write(self.fd, b"\n")
        os.waitpid(self.leader, 0)
        os.close(self.fd)
        assert found == status and all(text in self.seen for text in texts), (found, self.seen)
        assert WORDS not in self.seen, "the passphrase was shown"


def make(first, second, status, *texts):
    t = Terminal("key", "person", "anna-k", "--file", file)
    t.answer(b"new key: ", first)
    if second:
        t.answer(b"once more: ", second)
    t.end(status, *texts)
    assert os.path.exists(file) == (status == 0)


# A new one is asked for twice; a slip is noticed, and a short one refused.
make(WORDS, WORDS + b"?", 2, b"not the same")
make(b"short", None, 2, b"shorter than 14")
make(WORDS, WORDS, 0, b"Fingerprint:")

# Ctrl-C, and being told to end, at the prompt.
t = Terminal("key", "passphrase", file)
t.until(b"it has now: ")
t.wait_echo(False)
os.write(t.fd, b"\x03")
t.end(-signal.SIGINT, b"Interrupted")
t = Terminal("key", "passphrase", file)
t.until(b"it has now: ")
t.wait_echo(False)
os.kill(t.process(), signal.SIGTERM)
t.end(-signal.SIGTERM)

# Unlock asks by name; the key stays open when the terminal has gone.
t = Terminal("unlock", file, "--idle", "60s")
t.answer(b"Passphrase of anna-k: ", b"not these words at all")
t.end(3, b"does not open")
t = Terminal("unlock", file, "--idle", "60s")
t.answer(b"Passphrase of anna-k: ", WORDS)
t.end(0, b"is unlocked")
Terminal("key", "status").end(0)

# To lock ends one, too, that still asks.
Terminal("lock").end(0, b"Locked.")
t = Terminal("unlock", file)
t.until(b"Passphrase of anna-k: ")
t.wait_echo(False)
Terminal("lock").end(0, b"Locked.")
t.end(3, b"ended before it was ready")
