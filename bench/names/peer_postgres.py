# SPDX-License-Identifier: AGPL-3.0-or-later
"""PostgreSQL's pg_trgm: peer_postgres.py [knn|gin]

knn: the two nearest by <-> in a GiST index. gin: the two most similar among those that % finds in a GIN index, at its
threshold of 0.3. Pairs are judged by similarity(). One backend asks, without round trips; its CPU time is what counts.

The server is the system's, or Debian's packages unpacked into the work folder. Its cluster lies there too, listens on a
socket only, and belongs to another user where this is run by root, whom it refuses.
"""
import contextlib
import glob
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time

import peer

SETTINGS = {"listen_addresses": "", "fsync": "off", "shared_buffers": "512MB", "work_mem": "64MB",
    "maintenance_work_mem": "512MB", "max_wal_size": "4GB", "autovacuum": "off", "jit": "off", "enable_seqscan": "off",
    "max_parallel_workers_per_gather": "0"}
INDEX = {"knn": "gist (text gist_trgm_ops (siglen = 64))", "gin": "gin (text gin_trgm_ops)"}
FIND = {"knn": "SELECT no, 1 - (text <-> q.text) AS score FROM name ORDER BY text <-> q.text LIMIT 2",
    "gin": "SELECT no, similarity(text, q.text) AS score FROM name WHERE text % q.text ORDER BY score DESC LIMIT 2"}
BEFORE = """
CREATE EXTENSION pg_trgm;
CREATE FUNCTION ticks() RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT s[12]::bigint + s[13]::bigint FROM string_to_array(
        split_part(pg_read_file('/proc/' || pg_backend_pid() || '/stat'), ') ', 2), ' ') AS s $$;
"""
RETRIEVE = """
CREATE TABLE name (no int, text text);
CREATE TABLE query (no int, text text);
CREATE TABLE answer (query int, no int, score real);
\\copy name FROM '{folder}/name'
\\copy query FROM '{folder}/query'
CREATE INDEX ON name USING {index};
VACUUM ANALYZE;
CREATE FUNCTION ask() RETURNS text LANGUAGE plpgsql AS $$
DECLARE q record; asked int := 0; began timestamptz := clock_timestamp(); first bigint := ticks();
BEGIN
    FOR q IN SELECT * FROM query ORDER BY no LOOP
        INSERT INTO answer SELECT q.no, f.no, f.score FROM ({find}) f;
        asked := asked + 1;
        EXIT WHEN clock_timestamp() > began + interval '{seconds} seconds';
    END LOOP;
    RETURN ticks() - first || ' ' || asked;
END $$;
SELECT ask();
SELECT query, no, score FROM answer ORDER BY query, score DESC;
"""
JUDGE = """
CREATE TABLE pair (no int, a text, b text);
CREATE TABLE judged (no int, score real);
\\copy pair FROM '{folder}/pair'
CREATE FUNCTION judge() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE first bigint := ticks();
BEGIN
    INSERT INTO judged SELECT no, similarity(a, b) FROM pair;
    RETURN ticks() - first;
END $$;
SELECT judge();
SELECT score FROM judged ORDER BY no;
"""
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PG")}


def tell(command, **more):
    """What the command prints; its complaint ends this program."""
    done = subprocess.run(command, text=True, capture_output=True, check=False, **more)
    if done.returncode:
        sys.exit(done.stderr.strip() or f"{command[0]}: exit {done.returncode}")
    return done.stdout


def unpack(home):
    """Debian's packages, installed nowhere."""
    server = re.search(r"Depends: (postgresql-(\d+))", tell(["apt-cache", "depends", "postgresql"]))
    if not server:
        sys.exit("no package postgresql known here: apt-get update")
    home.mkdir(exist_ok=True)
    tell(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", server[1], f"postgresql-client-{server[2]}",
        "libpq5"], cwd=home)
    for package in home.glob("*.deb"):
        tell(["dpkg-deb", "-x", package, home])
        package.unlink()


def find_server(folder):
    """The folder of initdb, postgres and psql."""
    pattern = "usr/lib/postgresql/*/bin/initdb"
    system = [path for path in glob.glob("/" + pattern)
        if os.path.exists(path.replace("lib", "share", 1).replace("bin/initdb", "extension/pg_trgm.control"))]
    if system:
        return pathlib.Path(system[-1]).parent
    home = folder / "postgres"
    if not any(home.glob(pattern)):
        unpack(home)
    ENVIRONMENT["LD_LIBRARY_PATH"] = ":".join(str(path.parent) for path in home.glob("usr/lib/*/libpq.so.5"))
    return next(home.glob(pattern)).parent


def other_user():
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def running(programs, data):
    """A cluster in the folder data, which is made and removed, and a function that gives psql a script."""
    who = other_user()
    data.mkdir(mode=0o700)
    if who:
        os.chown(data, who["user"], who["group"])
    env = ENVIRONMENT | {"PGHOST": str(data), "PGUSER": "bench", "PGDATABASE": "postgres"}
    server = None

    def psql(script):
        command = [programs / "psql", "-XqAt", "-F", " ", "-v", "ON_ERROR_STOP=1"]
        return tell(command, input=script, env=env).splitlines()

    try:
        tell([programs / "initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            cwd="/", env=env, **who)
        options = [f"--{key}={value}" for key, value in SETTINGS.items()]
        # setpriv: no server outlives this program, however that ends.
        server = subprocess.Popen(["setpriv", "--pdeathsig", "INT", programs / "postgres", "-D", data, "-k", data,
            *options], cwd="/", env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)
        while not (data / ".s.PGSQL.5432").exists() or subprocess.run(
                [programs / "pg_isready", "-q"], env=env, check=False).returncode:
            if server.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(0.1)
        yield psql
    finally:
        if server:
            server.send_signal(signal.SIGINT)
            server.wait()
        shutil.rmtree(data)


def write_table(path, rows):
    """Folded names: there is nothing in them to be escaped."""
    path.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")


def main():
    work = peer.read_work()
    folder, second = pathlib.Path(work["folder"]), os.sysconf("SC_CLK_TCK")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    with running(find_server(folder), folder / "cluster") as psql:
        if "pairs" in work:
            write_table(folder / "pair", ((i, a, b) for i, (a, b) in enumerate(work["pairs"])))
            told, *rows = psql(BEFORE + JUDGE.format(folder=folder))
            peer.reply(seconds=max(int(told), 1) / second, scores=[float(row) for row in rows])
            return
        write_table(folder / "name", enumerate(work["names"]))
        write_table(folder / "query", enumerate(work["queries"]))
        told, *rows = psql(BEFORE + RETRIEVE.format(folder=folder, index=INDEX[sys.argv[1]], find=FIND[sys.argv[1]],
            seconds=work["seconds"]))
        spent, asked = map(int, told.split())
        answers = [[] for _ in range(asked)]
        for query, place, score in (row.split() for row in rows):
            answers[int(query)].append((int(place), float(score)))
        peer.reply(seconds=max(spent, 1) / second, answers=answers)


main()
