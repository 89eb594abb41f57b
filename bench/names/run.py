#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names found and told apart: ours beside others, on the same names, in one run.

  bench/names/run.py VOLYA FOLDER [SIZE ...]        default sizes: 10000 100000 1000000

FOLDER holds q_*.tsv, idx_LANG_N.tsv and pair_*.tsv as "volya help name bench" has them. An index of a size that it
lacks is made of the largest one there and of its family and given names combined anew. Prints "name size ours peer
ratio": queries or pairs a second of one core's CPU time, the higher the better, and beside it how well each did on the
same queries or pairs. Ours are the seconds of all queries; a peer is asked a sample of them, for half a minute at most,
and the recall of both is that of the queries the peer was asked. Making an index is not timed for peers.

Peers work on names folded by ICU (uconv), which is not timed either; logic-v2 folds them itself, as ours does. What
cannot be installed is skipped, by name. Packages go into a throw-away folder.
"""
import dataclasses
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import venv

import data
import figures

HERE = pathlib.Path(__file__).resolve().parent
ASKED = 500
SECONDS = 30
HANGING = 1800
PAIRS = (2000, 10000)  # and all of them
COLUMNS = ("tier", "qlang", "ilang", "query", "gold")
PAIR_COLUMNS = ("label", "kind", "qlang", "ilang", "a", "b")


@dataclasses.dataclass
class Peer:
    name: str
    command: list
    packages: tuple = ()  # of Python
    finds: bool = True
    judges: bool = True
    folded: bool = True


PEERS = [Peer("pg-trgm-knn", ["peer_postgres.py", "knn"], judges=False),
    Peer("pg-trgm-gin", ["peer_postgres.py", "gin"], judges=False),
    Peer("pg-trgm", ["peer_postgres.py"], finds=False),
    Peer("sqlite-fts5", ["peer_sqlite.py"], judges=False),
    Peer("rf-token-sort", ["peer_token_sort.py"], ("rapidfuzz",)),
    Peer("rf-jaro-winkler", ["peer_jaro_winkler.py"], ("rapidfuzz", "numpy")),
    Peer("logic-v2", ["peer_logic_v2.py"], ("nomenklatura",), finds=False, folded=False)]


class Skipped(Exception):
    pass


def run_or_skip(command, text=None):
    """What the command prints. It is told to end, and waited for, when this program ends before it."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    try:
        out, told = process.communicate(text, timeout=HANGING)
    except subprocess.TimeoutExpired:
        raise Skipped(f"no end after {HANGING} s") from None
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    if process.returncode:
        raise Skipped((told.strip().splitlines() or [f"exit {process.returncode}"])[-1])
    return out


class Bench:
    def __init__(self, volya, folder, work):
        self.volya, self.folder, self.work = volya, folder, work
        self.python, self.installed, self.lacking = work / "venv" / "bin" / "python", set(), {}

    def install(self, peer):
        """Once for each peer, and the reason kept where it cannot be done."""
        if peer.name in self.lacking:
            raise self.lacking[peer.name]
        if peer.folded and not shutil.which("uconv"):
            raise Skipped("no uconv: install icu-devtools")
        if peer.name in self.installed or not peer.packages:
            return
        try:
            if not self.python.exists():
                venv.create(self.work / "venv", with_pip=True)
            run_or_skip([self.python, "-m", "pip", "install", "--quiet", "--no-cache-dir", *peer.packages])
        except (Skipped, OSError, subprocess.CalledProcessError) as error:
            self.lacking[peer.name] = Skipped(f"cannot install {' '.join(peer.packages)}: {error}")
            raise self.lacking[peer.name] from error
        self.installed.add(peer.name)

    def run_peer(self, peer, work):
        self.install(peer)
        folder = self.work / "peer"
        folder.mkdir(mode=0o711, exist_ok=True)
        command = [self.python if peer.packages else sys.executable, "-B", HERE / peer.command[0], *peer.command[1:]]
        return json.loads(run_or_skip(command, json.dumps(work | {"folder": str(folder)})))

    def run_ours(self, files):
        """The report of volya name bench, and its seconds. files: name, columns and rows, or lines."""
        folder = self.work / "ours"
        folder.mkdir()
        for name, columns, rows in files:
            data.write_rows(folder / name, columns, rows)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = subprocess.run([self.volya, "name", "bench", folder, "--json"], check=True, capture_output=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        shutil.rmtree(folder)
        return json.loads(told), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def part_all(rows):
    return next(row for row in rows if row["part"] == "ALL")


def print_row(kind, peer, size, ours, its, quality):
    print(f"{kind + '-' + peer:<22} {size:>8} {ours:>10.0f} {its:>10.1f} {ours / its:>9.1f}   {quality}", flush=True)


def each_peer(peers, kind, size, run):
    for peer in peers:
        try:
            run(peer)
        except Skipped as reason:
            print(f"skipped: {kind}-{peer.name} {size} ({reason})", flush=True)


def measure_finding(bench, size):
    names = data.make_names(bench.folder, size)
    place = {name: i for i, name in enumerate(names)}
    queries = [row for row in data.read_queries(bench.folder) if row["gold"] in place]
    some = random.Random(1).sample(queries, min(ASKED, len(queries)))
    gold = [place[row["gold"]] for row in some]
    texts = data.fold(names), data.fold([row["query"] for row in some])
    index = (f"idx_{data.LANGUAGE}_{size}.tsv", names[:1], [{names[0]: name} for name in names[1:]])
    recalls = {}

    def run_ours(rows):
        report, _ = bench.run_ours([index, ("q_bench.tsv", COLUMNS, rows)])
        return report["indexes"][0], part_all(report["retrieval"])["recall_1"]

    speed, recall = run_ours(queries)
    ours = speed["queries_per_second_and_core"]
    print(f"{'find-ours':<22} {size:>8} {ours:>10.0f}   recall@1 {recall:.3f} of {len(queries)} queries, built in "
        f"{speed['build_seconds']:.2f} s, {speed['bytes_per_name']:.0f} bytes a name", flush=True)

    def run(peer):
        found = bench.run_peer(peer, {"names": texts[0], "queries": texts[1], "seconds": SECONDS})
        asked = len(found["answers"])
        if asked not in recalls:
            recalls[asked] = run_ours(some[:asked])[1]
        print_row("find", peer.name, size, ours, asked / found["seconds"], f"recall@1 {recalls[asked]:.3f}, "
            f"peer {figures.recall_1(found['answers'], gold):.3f}, of {asked} queries")

    each_peer([peer for peer in PEERS if peer.finds], "find", size, run)


def measure_judging(bench, rows):
    report, seconds = bench.run_ours([("pair_bench.tsv", PAIR_COLUMNS, rows)])
    ours, same = part_all(report["pairs"]), [row["label"] == "1" for row in rows]
    plain = [row[side] for side in ("a", "b") for row in rows]
    texts = {False: plain, True: data.fold(plain)}

    def run(peer):
        half = len(rows)
        found = bench.run_peer(peer, {"pairs": list(zip(texts[peer.folded][:half], texts[peer.folded][half:]))})
        f1, precise = figures.judge(found["scores"], same)
        print_row("pairs", peer.name, half, half / seconds, half / found["seconds"],
            f"best F1 {ours['best_f1']:.3f}, peer {f1:.3f}; precision at recall 0.95 "
            f"{ours['precision_at_recall_95']:.3f}, peer {precise:.3f}")

    each_peer([peer for peer in PEERS if peer.judges], "pairs", len(rows), run)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    with tempfile.TemporaryDirectory(prefix="volya-names.") as work:
        os.chmod(work, 0o711)  # the cluster of PostgreSQL is another user's
        bench = Bench(os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(work))
        print(f"{'name':<22} {'size':>8} {'ours':>10} {'peer':>10} {'ratio':>9}   a second and core")
        for size in [int(size) for size in sys.argv[3:]] or [10000, 100000, 1000000]:
            measure_finding(bench, size)
        pairs = data.read_pairs(bench.folder)
        random.Random(1).shuffle(pairs)
        for count in sorted({min(count, len(pairs)) for count in (*PAIRS, len(pairs))} - {0}):
            measure_judging(bench, pairs[:count])


if __name__ == "__main__":
    main()
