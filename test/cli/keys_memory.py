# SPDX-License-Identifier: AGPL-3.0-or-later
"""Has the agent sign, then looks for secrets in its memory: where it is locked and left out of core files they may be.

keys_memory.py PID SOCKET HEX...   exit status 1 where a secret lies elsewhere, 77 where memory may not be looked at
"""
import re
import socket
import sys

HEAD = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S+)")


def have_signed(path):
    body = b"\x01\x02\x0cvolya/test/1" + b"invented" * 4
    with socket.socket(socket.AF_UNIX) as agent:
        agent.connect(path)
        agent.sendall(len(body).to_bytes(4, "big") + body)
        answer = agent.recv(4096)
    assert answer[:6] == b"\0\0\0\x42\x01\0" and len(answer) == 70, answer


def areas(pid):
    """(from, to, flags) of each mapping that can be written to: what can hold a secret of ours."""
    area = None
    with open(f"/proc/{pid}/smaps", encoding="utf-8") as lines:
        for line in lines:
            head = HEAD.match(line)
            if head:
                area = int(head[1], 16), int(head[2], 16), head[3]
            elif line.startswith("VmFlags:") and "w" in area[2]:
                yield area[0], area[1], line.split()[1:]


def main():
    pid, path, secrets = sys.argv[1], sys.argv[2], [bytes.fromhex(text) for text in sys.argv[3:]]
    have_signed(path)
    try:
        memory = open(f"/proc/{pid}/mem", "rb", buffering=0)
        mappings = list(areas(pid))
    except OSError as fault:
        print(f"memory may not be looked at: {fault}")
        return 77
    if any(end - start > 1 << 30 for start, end, _ in mappings):
        print("this is a sanitizer's memory, of which the most is its own")
        return 77
    found, failed = 0, False
    for start, end, flags in mappings:
        memory.seek(start)
        content = memory.read(end - start)
        assert len(content) == end - start
        for number, secret in enumerate(secrets):
            if secret not in content:
                continue
            found += 1
            if "lo" not in flags or "dd" not in flags:
                print(f"secret {number} lies at {start + content.index(secret):x}, unlocked: {' '.join(flags)}")
                failed = True
    print(f"secrets found in locked memory: {found}")
    return 1 if failed or not found else 0


sys.exit(main())
