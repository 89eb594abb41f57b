#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes a text file as a C header with one string: embed.py INPUT NAME > OUTPUT"""
import sys

path, name = sys.argv[1:]
guard = name.upper() + "_H"
print(f"/* Made by tools/embed.py from {path.rsplit('/', 1)[-1]}. */")
print(f"#ifndef {guard}\n#define {guard}\n")
print(f"static const char {name}[] =")
with open(path, encoding="utf-8") as lines:
    for line in lines:
        text = line.rstrip("\n").replace("\\", "\\\\").replace('"', '\\"')
        print(f'\t"{text}\\n"')
print(f"\t;\n\n#endif")
