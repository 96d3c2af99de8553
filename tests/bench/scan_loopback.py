#!/usr/bin/env python3
"""Scans many loopback sites with the program as an officer would and prints what it cost.

usage: scan_loopback.py ATTT [--sites N] [--at-once N] [--per-second N]
Needs nginx and openssl. docs/performance.md has the figures that this makes.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "faults"))
from loopback_sites import LoopbackSites  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("--sites", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=128)
    parser.add_argument("--per-second", type=int, default=100000)
    arguments = parser.parse_args()
    attt = str(Path(arguments.attt).resolve())
    with tempfile.TemporaryDirectory(prefix="attt-bench-") as name, \
            LoopbackSites(name, arguments.sites, net=47) as sites:
        workspace = sites.workspace(attt, f"per_second = {arguments.per_second}\nsites_at_once = {arguments.at_once}\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        done = subprocess.run([attt, "-C", workspace, "scan", "--seed", "1", "--format", "json"], capture_output=True,
                              text=True)
        seconds = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        report = json.loads(done.stdout)
        runs = json.loads(subprocess.run([attt, "-C", workspace, "runs", "--format", "json"], capture_output=True,
                                         text=True, check=True).stdout)["runs"][0]
        scanned = (time.strptime(runs["ended"][:19], "%Y-%m-%dT%H:%M:%S"),
                   time.strptime(runs["started"][:19], "%Y-%m-%dT%H:%M:%S"))
        scanning = time.mktime(scanned[0]) - time.mktime(scanned[1])
        print(f"{report['visited']} sites, {report['unanswered']} unanswered, {runs['tasks']['asked']} tasks")
        print(f"{seconds:.1f} s in all, {scanning:.0f} s of it scanning: {report['visited'] / max(1, scanning):.0f} sites/s")
        print(f"{processor:.1f} s of one processor: {report['visited'] / processor:.0f} sites per second of it")
        print(f"peak RSS {after.ru_maxrss // 1024} MB, store {(workspace / 'attt.db').stat().st_size // 1024} KB")
        if report["unanswered"] or report["visited"] != arguments.sites:
            sys.exit("scan_loopback: not every site answered")


if __name__ == "__main__":
    main()
