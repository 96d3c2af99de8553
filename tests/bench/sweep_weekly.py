#!/usr/bin/env python3
"""The whole weekly run over many sites, each with an IPv4 and an IPv6 address: `attt scan` (DNS, TLS, HTTP, pages, both families, judging,
settling), then `attt evaluate` alone and `attt report all`. The servers answer from memory and knot answers for the zone, so that the program is
what is measured; both share its processors.

usage: sweep_weekly.py ATTT MEMORY_SERVER [--sites 500,5000,50000] [--at-once N] [--weeks N] [--keep DIR]
--weeks: so many scans one after the other, to see the store grow. --keep: leaves the last workspace there. Works in a network namespace of its own (unshare). Needs openssl and knot.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AGENCIES = 50


def run(*command, **options):
    return subprocess.run([str(each) for each in command], check=True, **options)


def in_namespace():
    if os.environ.get("ATTT_BENCH_NAMESPACE"):
        return
    os.environ["ATTT_BENCH_NAMESPACE"] = "yes"
    os.execvp("unshare", ["unshare", *([] if os.getuid() == 0 else ["--map-root-user"]), "--net", sys.executable, *sys.argv])


def addresses(number):
    return f"127.{64 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}", f"fd47::{number + 16:x}"


class Network:
    def __init__(self, folder, memory_server, sites):
        self.folder, self.memory_server, self.sites, self.started = folder, memory_server, sites, []

    def __enter__(self):
        run("ip", "link", "set", "lo", "up")
        run("ip", "address", "replace", "fd47::1/64", "dev", "lo", "nodad")
        run("ip", "-6", "route", "replace", "local", "fd47::/64", "dev", "lo")
        run("openssl", "req", "-new", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "300", "-subj",
            "/CN=sites.example", "-addext", "subjectAltName=DNS:*.sites.example", "-keyout", self.folder / "site.key", "-out",
            self.folder / "site.pem", stderr=subprocess.DEVNULL)
        zone = ["$ORIGIN sites.example.", "$TTL 300", "@ SOA ns admin 1 3600 600 86400 300", "@ NS ns", "ns A 127.0.0.1"]
        for number in range(self.sites):
            four, six = addresses(number)
            zone += [f"s{number} A {four}", f"s{number} AAAA {six}"]
        (self.folder / "sites.zone").write_text("\n".join(zone) + "\n")
        (self.folder / "knot.conf").write_text(f"""
server:
    listen: 127.0.0.1@5353
    rundir: {self.folder}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: {self.folder}
zone:
  - domain: sites.example
    file: {self.folder}/sites.zone
    zonefile-load: whole
    journal-content: none
""")
        self.started.append(subprocess.Popen(["knotd", "-c", self.folder / "knot.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        server = subprocess.Popen([self.memory_server, self.folder / "site.pem", self.folder / "site.key"], stdout=subprocess.PIPE)
        self.started.append(server)
        server.stdout.readline()
        time.sleep(3)
        return self

    def __exit__(self, *ignored):
        for process in self.started:
            process.kill()
            process.wait()


def make_workspace(attt, folder, sites, at_once):
    place = folder / "workspace"
    run(attt, "init", place, stdout=subprocess.DEVNULL)
    (place / "attt.toml").write_text(f"""
[[authorisation]]
number = "01/QĐ-MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.sites.example"]
networks = ["127.0.0.0/8", "fd47::/64"]
network_cap = 10000
[resolver]
forwarders = ["127.0.0.1@5353"]
[scan]
per_second = 100000
sites_at_once = {at_once}
[trust]
ca = ["{folder / 'site.pem'}"]
""")
    (folder / "agencies.csv").write_text("id,name,tier,kind,parent\n" +
                                         "".join(f"a{n},Cơ quan mẫu {n},province,department,\n" for n in range(AGENCIES)))
    (folder / "websites.csv").write_text("id,url,agency\n" +
                                         "".join(f"s{n},https://s{n}.sites.example/,a{n % AGENCIES}\n" for n in range(sites)))
    run(attt, "-C", place, "import", folder / "agencies.csv", folder / "websites.csv", stdout=subprocess.DEVNULL)
    return place


def timed(*command):
    """(what it wrote, seconds, of processor, peak RSS in MB)."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([str(each) for each in command], stdout=out, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begun
        errors.seek(0)
        out.seek(0)
        if process.returncode not in (0, 1):
            sys.exit(f"sweep_weekly: {command[3]} ended with {process.returncode}: {errors.read()[-2000:]}")
        return out.read(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def scanning_seconds(attt, workspace):
    runs = json.loads(run(attt, "-C", workspace, "runs", "--format", "json", capture_output=True, text=True).stdout)["runs"][0]
    begun, ended = (time.mktime(time.strptime(runs[key][:19], "%Y-%m-%dT%H:%M:%S")) for key in ("started", "ended"))
    return ended - begun


def measure(attt, memory_server, sites, at_once, weeks, keep):
    with tempfile.TemporaryDirectory(prefix="attt-weekly-") as name, Network(Path(name), memory_server, sites):
        workspace = make_workspace(attt, Path(name), sites, at_once)
        for week in range(weeks):
            text, seconds, processor, memory = timed(attt, "-C", workspace, "scan", "--seed", "1", "--format", "json")
            report = json.loads(text)
            if report["visited"] != sites or report["unanswered"]:
                sys.exit(f"sweep_weekly: {report['visited']} of {sites} sites visited, {report['unanswered']} unanswered")
            scanning = scanning_seconds(attt, workspace)
            print(f"{sites:6} sites, scan {week + 1}: {seconds:7.1f} s ({scanning:.0f} s looking, {sites / max(1, scanning):.1f} sites/s), "
                  f"{processor:.1f} s of processor ({1000 * processor / sites:.1f} ms a site), {memory} MB, "
                  f"store {(workspace / 'attt.db').stat().st_size / 1e6:.1f} MB", flush=True)
        for label, command in (("evaluate", ["evaluate"]), ("report all", ["report", "all", "--format", "html", "--out", Path(name) / "out"])):
            _, seconds, processor, memory = timed(attt, "-C", workspace, *command)
            print(f"{sites:6} sites, {label}: {seconds:7.1f} s, {processor:.1f} s of processor, {memory} MB", flush=True)
        if keep:
            shutil.copytree(workspace, keep, dirs_exist_ok=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("memory_server")
    parser.add_argument("--sites", default="500,5000,50000")
    parser.add_argument("--at-once", type=int, default=128)
    parser.add_argument("--weeks", type=int, default=1)
    parser.add_argument("--keep")
    arguments = parser.parse_args()
    in_namespace()
    for sites in map(int, arguments.sites.split(",")):
        measure(Path(arguments.attt).resolve(), Path(arguments.memory_server).resolve(), sites, arguments.at_once, arguments.weeks,
                arguments.keep)


if __name__ == "__main__":
    main()
