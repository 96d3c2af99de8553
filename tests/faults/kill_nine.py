#!/usr/bin/env python3
"""Kills attt with SIGKILL at random moments of imports and scans, and counts what is in the store by itself before and
after: nothing that was there may be gone, nothing may be there twice, and of nothing may there be a part.

usage: kill_nine.py ATTT [--rounds N] [--seed N]
Needs nginx and openssl. Exit code 0 when every count is right.
"""

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from loopback_sites import LoopbackSites

SITES = 24
COMPUTERS = 1500
# Rows of these are only ever added.
GROWING = ["subject", "blob", "import_batch", "import_row", "subject_revision", "run", "visit", "task", "evaluation",
           "finding", "finding_event", "measurement_point", "audit_event", "rule_set", "quarantine"]


class Wrong(Exception):
    pass


def look(workspace, scratch):
    """Reads a copy of the file as it lies there, so that looking changes nothing."""
    for suffix in ("", "-wal"):
        source = workspace / ("attt.db" + suffix)
        target = scratch / ("copy.db" + suffix)
        target.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, target)
    (scratch / "copy.db-shm").unlink(missing_ok=True)
    connection = sqlite3.connect(scratch / "copy.db")
    one = lambda sql: connection.execute(sql).fetchone()[0]
    seen = {table: one(f"SELECT count(*) FROM {table}") for table in GROWING}
    seen["ended"] = one("SELECT count(*) FROM run WHERE ended IS NOT NULL")

    def must(sql, wanted, what):
        found = connection.execute(sql).fetchall()
        if found != wanted:
            raise Wrong(f"{what}: {found[:5]}")

    must("PRAGMA integrity_check", [("ok",)], "the file is damaged")
    must("PRAGMA foreign_key_check", [], "a row refers to one that is gone")
    must("SELECT count(*),max(seq) FROM audit_event", [(seen["audit_event"],) * 2], "the audit log has a gap")
    must("SELECT count(*) FROM audit_event a JOIN audit_event b ON b.seq=a.seq+1 WHERE b.prev_hash<>a.hash", [(0,)],
         "the audit chain is broken")
    must("SELECT count(*) FROM audit_event WHERE action='import'", [(seen["import_batch"],)],
         "imports and their audit events differ")
    must("SELECT count(*) FROM audit_event WHERE action='scan.begin'", [(seen["run"],)],
         "runs and their audit events differ")
    must("SELECT count(*) FROM audit_event WHERE action='scan.end'", [(seen["ended"],)],
         "ended runs and their audit events differ")
    must("SELECT count(*) FROM audit_event WHERE action='evaluate'", [(seen["evaluation"],)],
         "evaluations and their audit events differ")
    # an import is whole: every computer has been revised as often as every other
    must("SELECT count(DISTINCT revisions) FROM (SELECT count(*) AS revisions FROM subject_revision JOIN subject "
         "USING(subject_id) WHERE kind='computer' GROUP BY subject_id)", [(1 if seen["import_batch"] > 1 else 0,)],
         "a part of an import is there")
    must(f"SELECT count(*) FROM subject WHERE kind='computer' AND {seen['import_batch']}>1",
         [(COMPUTERS if seen["import_batch"] > 1 else 0,)], "computers are missing or doubled")
    # a visit is whole: as many tasks as every other visit has
    must("SELECT count(DISTINCT tasks) FROM (SELECT count(t.run_id) AS tasks FROM visit v LEFT JOIN locus l "
         "USING(subject_id) LEFT JOIN task t ON t.locus_id=l.locus_id AND t.run_id=v.run_id "
         "GROUP BY v.run_id,v.subject_id)", [(1 if seen["visit"] else 0,)], "a part of a visit is there")
    must("SELECT count(*) FROM task t JOIN locus l USING(locus_id) LEFT JOIN visit v ON v.run_id=t.run_id AND "
         "v.subject_id=l.subject_id WHERE v.run_id IS NULL", [(0,)], "a task has no visit")
    must("SELECT coalesce(sum(seen),0)-(SELECT count(*) FROM task WHERE status='ok') FROM observation", [(0,)],
         "what was seen and what was asked differ")
    must(f"SELECT count(*) FROM (SELECT run_id FROM visit GROUP BY run_id HAVING count(*)>{SITES})", [(0,)],
         "a run has more visits than sites")
    seen["revisions"] = one("SELECT count(*) FROM subject_revision JOIN subject USING(subject_id) "
                            "WHERE kind='computer'") // COMPUTERS
    connection.close()
    return seen


def compare(before, after, finished, what):
    for table in GROWING:
        if after[table] < before[table]:
            raise Wrong(f"{table} lost {before[table] - after[table]} rows")
    grown = after["import_batch"] - before["import_batch"]
    if what == "import" and not (grown == 1 if finished else grown in (0, 1)):
        raise Wrong(f"one import made {grown} batches")
    if what == "import" and after["revisions"] - before["revisions"] != grown:
        raise Wrong("an import that is there did not revise every computer once")
    if what == "scan" and (grown or after["revisions"] != before["revisions"]):
        raise Wrong("a scan changed the inventory")
    if what == "scan" and after["run"] - before["run"] > 1:
        raise Wrong("one scan began several runs")


def computers(path, number):
    rows = "".join(f"c{each},a,PC-{each},SN{each},\"192.0.2.{each % 250}\",round-{number}\n" for each in range(COMPUTERS))
    path.write_text("id,agency,name,serial,ip,os\n" + rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261124)
    arguments = parser.parse_args()
    attt = str(Path(arguments.attt).resolve())
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(prefix="attt-kill-") as name, \
            LoopbackSites(name, SITES, net=46) as sites:
        scratch = Path(name)
        workspace = sites.workspace(attt, "per_second = 100000\nsites_at_once = 8\nper_address = 16\n")
        listed = scratch / "computers.csv"
        killed = {"import": 0, "scan": 0}
        finished = {"import": 0, "scan": 0}
        duration = {}  # of the whole of a kind: where the kill is drawn from
        before = look(workspace, scratch)
        for number in range(arguments.rounds + 2):
            what = "import" if number % 2 == 0 else "scan"
            if what == "import":
                computers(listed, number)
            command = [attt, "-C", workspace, what] + ([listed] if what == "import" else [])
            begun = time.monotonic()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                # the first of each kind goes to its end
                code = process.wait(timeout=chance.uniform(0.01, 1.1 * duration[what]) if what in duration else None)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
            done = code >= 0
            if number >= 2:
                (finished if done else killed)[what] += 1
            if done and code not in (0, 1):
                raise Wrong(f"{what} ended with {code} in round {number}")
            # on a machine under load it takes longer: the whole of the work is to be hit, not only its beginning
            duration[what] = time.monotonic() - begun if done else duration[what] * 1.02
            after = look(workspace, scratch)
            compare(before, after, done, what)
            before = after
        last = subprocess.run([attt, "-C", workspace, "scan"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = look(workspace, scratch)
        compare(before, after, True, "scan")
        if last.returncode not in (0, 1) or after["ended"] != after["run"]:
            raise Wrong(f"the last scan ended with {last.returncode}, {after['run'] - after['ended']} runs are open")
        checked = subprocess.run([attt, "-C", workspace, "db", "check", "--lang", "en"], capture_output=True, text=True)
        if checked.returncode != 0:
            raise Wrong(checked.stderr)
        print(f"killed {killed['import']} imports and {killed['scan']} scans, {finished['import']} and "
              f"{finished['scan']} came to their end before; now "
              + ", ".join(f"{table} {after[table]}" for table in ("import_batch", "subject_revision", "run", "visit",
                                                                   "task", "evaluation", "audit_event")))
        print(checked.stdout.strip())


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *ignored: sys.exit("kill_nine: ended"))  # so that nginx is ended too
    try:
        main()
    except Wrong as wrong:
        sys.exit(f"kill_nine: {wrong}")
