#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes a text file as a C header with one string, and a mark of its content: embed.py INPUT NAME > OUTPUT"""
import hashlib
import sys

path, name = sys.argv[1:]
guard = name.upper() + "_H"
with open(path, encoding="utf-8") as file:
    content = file.read()
print(f"/* Made by tools/embed.py from {path.rsplit('/', 1)[-1]}. */")
print(f"#ifndef {guard}\n#define {guard}\n")
print(f'#define {name.upper()}_MARK "{hashlib.sha256(content.encode()).hexdigest()[:8]}"')
print(f"static const char {name}[] =")
for line in content.splitlines():
    text = line.replace("\\", "\\\\").replace('"', '\\"')
    print(f'\t"{text}\\n"')
print("\t;\n\n#endif")
