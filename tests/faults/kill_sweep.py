#!/usr/bin/env python3
"""Kills `attt probe --file LIST --json --out FILE` with SIGKILL at random moments, goes on with --resume, and counts:
when it ends, FILE has exactly one whole line a site, and no process, descriptor or namespace is left.

usage: kill_sweep.py ATTT [--sites N] [--kills N] [--seed N] [--seconds S]
Needs nginx and openssl. Exit code 0 when every count is right.
"""

import argparse
import collections
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from loopback_sites import LoopbackSites


def lines_of(path):
    """The URLs of the whole lines; a last line without its end does not count."""
    whole, _, _ = path.read_bytes().rpartition(b"\n") if path.exists() else (b"", b"", b"")
    return [json.loads(line)["subject"]["url"] for line in whole.split(b"\n") if line]


def running(result):
    """Processes that have the file's name among their arguments."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(result).encode() in entry.read_bytes():
                yield entry.parent.name
        except OSError:  # it has ended in between
            continue


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("--sites", type=int, default=10000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20.0, help="the longest that a run lives before it is killed")
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    attt = str(Path(arguments.attt).resolve())
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory(prefix="attt-sweep-") as name, \
            LoopbackSites(name, arguments.sites, net=51) as sites:
        settings = sites.workspace(attt, f"per_second = 100000\nsites_at_once = {arguments.at_once}\noverall = 4096\n") / "attt.toml"
        urls = [f"https://{name}/" for name in sites.names]
        listed = Path(name) / "list.txt"
        listed.write_text("# sites\n" + "\n".join(urls) + "\n")
        result = Path(name) / "result.jsonl"
        command = [attt, "probe", "--file", listed, "--json", "--out", result, "--resume", "--host-map", settings,
                   "--authorisation", settings, "--ca", Path(name) / "site.pem"]
        seen = []
        for kill in range(arguments.kills):
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.05, arguments.seconds))
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
            now = lines_of(result)
            if now[:len(seen)] != seen:
                sys.exit(f"kill {kill + 1}: a line that stood is gone or changed")
            seen = now
            print(f"kill {kill + 1}: {len(seen)} lines", flush=True)
        last = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        if last.returncode not in (0, 1):
            sys.exit(f"the last run ended with {last.returncode}: {last.stderr}")
        if not result.read_bytes().endswith(b"\n"):
            sys.exit("the file ends inside a line")
        counts = collections.Counter(lines_of(result))
        wrong = {url: counts[url] for url in {*urls, *counts} if counts[url] != 1}
        if wrong or len(counts) != len(urls):
            sys.exit(f"not one line a site: {dict(list(wrong.items())[:5])}")
        left = list(running(result))
        if left:
            sys.exit(f"processes are left: {left}")
    print(f"{arguments.sites} sites, {arguments.kills} kills: one line a site")


if __name__ == "__main__":
    main()
