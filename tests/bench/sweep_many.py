#!/usr/bin/env python3
"""Sweeps by `attt probe --file` over thousands of sites at a distance, whose servers answer from memory, so that the scanner is what is
measured (tests/bench/memory_server.cpp, target of preset bench).

usage: sweep_many.py ATTT MEMORY_SERVER [--sites 1000,10000] [--rtt MS] [--runs N] [--at-once N] [--only PROBES] [--bad]
--bad: of every fifteen sites one resets each connection, one takes them and never answers, one is not there. Needs root (two namespaces,
removed at the end), openssl and a C++ compiler. Prints a table, medians.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVER, CLIENT = "attt-many-s", "attt-many-c"


def run(*words, **more):
    return subprocess.run([str(word) for word in words], check=True, **more)


def site(number):
    """(name, address): fifteen addresses a site's neighbourhood, so that kinds of faults spread over all networks."""
    return f"s{number}.sites.example", f"10.{64 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}"


def kind(address):
    a, b, c, d = map(int, address.split("."))
    return ((a << 24) + (b << 16) + (c << 8) + d) % 15


class Rig:
    """`count` sites `rtt` milliseconds away; 0: no relay, both sides in one namespace."""

    def __init__(self, work, memory_server, count, rtt, bad):
        self.work = Path(work)
        self.memory_server = memory_server
        self.sites = [site(number) for number in range(count)]
        self.rtt = rtt
        self.bad = bad
        self.started = []

    def __enter__(self):
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self):
        run("c++", "-O2", "-std=c++20", "-o", self.work / "delay_relay", HERE / "delay_relay.cpp")
        run("openssl", "req", "-new", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "300", "-subj",
            "/CN=sites.example", "-addext", "subjectAltName=DNS:*.sites.example", "-keyout", self.work / "site.key", "-out",
            self.work / "site.pem", stderr=subprocess.DEVNULL)
        for space in (SERVER, CLIENT):
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
            for setting in ("net.core.somaxconn=8192", "net.ipv4.tcp_max_syn_backlog=65536", "net.ipv4.ip_local_port_range=1024 65535"):
                run("ip", "netns", "exec", space, "sysctl", "-q", "-w", setting)
        relay = subprocess.Popen([self.work / "delay_relay", SERVER, "many0", CLIENT, "many1", str(self.rtt / 2)], stdout=subprocess.PIPE)
        self.started.append(relay)
        relay.stdout.readline()
        commands = ["link set many0 txqueuelen 100000", "link set many0 up", "route add 10.250.0.0/24 dev many0",
                    "route add local 10.64.0.0/10 dev lo"]
        if self.bad:
            commands += [f"route add blackhole {address}/32 table local" for _, address in self.sites if kind(address) == 2]
        run("ip", "-n", SERVER, "-batch", "-", input="\n".join(commands), text=True)
        run("ip", "-n", CLIENT, "-batch", "-", text=True,
            input="addr add 10.250.0.1/24 dev many1\nlink set many1 txqueuelen 100000\nlink set many1 up\nroute add 10.64.0.0/10 dev many1")
        command = ["ip", "netns", "exec", SERVER, self.memory_server, self.work / "site.pem", self.work / "site.key"]
        if self.bad:
            command += ["reset", "tarpit"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.started.append(server)
        server.stdout.readline()

    def __exit__(self, *ignored):
        for process in reversed(self.started):
            process.kill()
            process.wait()
        for space in (SERVER, CLIENT):
            subprocess.run(["ip", "netns", "del", space], stderr=subprocess.DEVNULL)

    def sweep(self, attt, at_once, only):
        """(seconds, processor, peak RSS in MB, threads, descriptors, RSS in each tenth) of one sweep."""
        out = self.work / "out.jsonl"
        out.unlink(missing_ok=True)
        settings, listed = self.work / "attt.toml", self.work / "list.txt"
        hosts = "\n".join(f'[[host]]\nname = "{name}"\naddresses = ["{address}"]\n' for name, address in self.sites)
        settings.write_text(f"""
[[authorisation]]
number = "01/QĐ-MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.sites.example"]
networks = ["10.64.0.0/10"]
network_cap = 16384
[scan]
per_second = 100000
overall = 16384
sites_at_once = {at_once}
{hosts}
""")
        listed.write_text("".join(f"https://{name}/\n" for name, _ in self.sites))
        command = ["ip", "netns", "exec", CLIENT, attt, "probe", "--file", listed, "--json", "--out", out, "--host-map", settings,
                   "--authorisation", settings, "--ca", self.work / "site.pem", *(["--only", only] if only else [])]
        begun = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=open(self.work / "errors", "w"))
        most = Most(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        most.end()
        return (time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, most.threads, most.descriptors, most.by_tenths())

    def check(self, only):
        lines = [json.loads(line) for line in (self.work / "out.jsonl").read_text().splitlines()]
        if len(lines) != len(self.sites) or len({line["subject"]["url"] for line in lines}) != len(lines):
            sys.exit(f"sweep_many: {len(lines)} lines for {len(self.sites)} sites: {(self.work / 'errors').read_text()[:500]}")
        address_of = dict(self.sites)
        wrong, connections = [], []
        for line in lines:
            name = line["subject"]["url"].split("/")[2]
            fault = kind(address_of[name]) if self.bad else 15
            for seen in line["observations"]:
                if seen["probe"] != "tls":
                    continue
                good = seen["status"] == "ok" and not seen["facts"].get("undetermined")
                if good != (fault > 2):
                    wrong.append((name, seen["status"], seen.get("reason"), seen["facts"].get("undetermined")))
                if good:
                    connections.append(seen["measures"]["connections"])
        if wrong:
            sys.exit(f"sweep_many: {len(wrong)} sites were seen otherwise than they are, such as {wrong[:3]}")
        return statistics.median(connections) if connections else 0


class Most:
    """The most threads and descriptors that a process has had, and its memory as time went by (MB, two times a second)."""

    def __init__(self, process):
        self.process, self.threads, self.descriptors, self.memory, self.ended = process, 0, 0, [], False
        self.watcher = threading.Thread(target=self._watch)
        self.watcher.start()

    def _watch(self):
        while not self.ended:
            try:
                self.threads = max(self.threads, len(os.listdir(f"/proc/{self.process}/task")))
                self.descriptors = max(self.descriptors, len(os.listdir(f"/proc/{self.process}/fd")))
                pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
                self.memory.append(pages * os.sysconf("SC_PAGE_SIZE") >> 20)
            except OSError:
                pass
            time.sleep(0.5)

    def end(self):
        self.ended = True
        self.watcher.join()

    def by_tenths(self):
        """The median of the memory in each tenth of the time."""
        tenths = (self.memory[len(self.memory) * i // 10:len(self.memory) * (i + 1) // 10] for i in range(10))
        return [int(statistics.median(tenth)) for tenth in tenths if tenth]


def stopped(*ignored):
    sys.exit("sweep_many: stopped")  # unwinds, so that what was started is ended


def main():
    signal.signal(signal.SIGTERM, stopped)
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("memory_server")
    parser.add_argument("--sites", default="1000,10000")
    parser.add_argument("--rtt", type=float, default=40)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=1024)
    parser.add_argument("--only", default="tls")
    parser.add_argument("--bad", action="store_true")
    arguments = parser.parse_args()
    attt, memory_server = (str(Path(path).resolve()) for path in (arguments.attt, arguments.memory_server))
    only = "" if arguments.only == "all" else arguments.only
    for count in map(int, arguments.sites.split(",")):
        with tempfile.TemporaryDirectory(prefix="attt-many-") as name, Rig(name, memory_server, count, arguments.rtt, arguments.bad) as rig:
            runs = []
            for _ in range(arguments.runs):
                runs.append(rig.sweep(attt, arguments.at_once, only))
                connections = rig.check(only)
            seconds, processor = (statistics.median(each[i] for each in runs) for i in (0, 1))
            print(f"{count:6} sites, {arguments.rtt:.0f} ms, {arguments.only}{', one in five bad' if arguments.bad else ''}: {seconds:7.1f} s, "
                  f"{count / seconds:6.1f} sites/s, {1000 * processor / count:5.2f} ms of processor a site, {max(each[2] for each in runs)} MB, "
                  f"{max(each[3] for each in runs)} threads, {max(each[4] for each in runs)} descriptors, {connections:.0f} hellos a site; "
                  f"memory in each tenth of the last run {' '.join(map(str, runs[-1][5]))} MB", flush=True)


if __name__ == "__main__":
    main()
