#!/usr/bin/env python3
"""Many sites at a distance: attt beside sslscan, nmap and testssl.sh over the same servers, in one run.

usage: sweep_peers.py ATTT [--sites N] [--rtt MS] [--runs N] [--testssl N] [--no-peers] [--tls-alone]
One nginx of Mozilla's intermediate configuration (RSA 2048) with an address a site, in a namespace of its own; a relay of packets makes the round
trip. attt looks at TLS alone (core depth), as the peers do, and then at everything that a weekly run looks at (DNS, both ports, TLS, HTTP, pages). Needs root, nginx,
openssl, python3, a C++ compiler; peers that are not installed are left out (apt-get install testssl.sh sslscan nmap). Prints a table, medians.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SERVER, CLIENT = "attt-sweep-s", "attt-sweep-c"
SUITES = ("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
          "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:"
          "DHE-RSA-CHACHA20-POLY1305")


def run(*words, **more):
    return subprocess.run([str(word) for word in words], check=True, **more)


class Rig:
    """`count` sites at 10.91.0.1 and on, `rtt` milliseconds away."""

    def __init__(self, work, count, rtt):
        self.work = Path(work)
        self.addresses = [f"10.91.{number // 250}.{number % 250 + 1}" for number in range(count)]
        self.names = [f"s{number}.sites.example" for number in range(count)]
        self.rtt = rtt
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
        certificates = self.work / "certificates"
        certificates.mkdir()
        run(HERE.parent / "integration" / "tls" / "make_certificates", certificates)
        for space in (SERVER, CLIENT):
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
        relay = subprocess.Popen([self.work / "delay_relay", SERVER, "sweep0", CLIENT, "sweep1", str(self.rtt / 2)], stdout=subprocess.PIPE)
        self.started.append(relay)
        relay.stdout.readline()
        commands = [f"addr add {address}/32 dev sweep0" for address in self.addresses]
        commands += ["link set sweep0 txqueuelen 10000", "link set sweep0 up", "route add 10.91.255.0/24 dev sweep0"]
        run("ip", "-n", SERVER, "-batch", "-", input="\n".join(commands), text=True)
        run("ip", "-n", CLIENT, "-batch", "-", text=True,
            input="addr add 10.91.255.1/24 dev sweep1\nlink set sweep1 txqueuelen 10000\nlink set sweep1 up\nroute add 10.91.0.0/17 dev sweep1")
        (self.work / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {self.work}/pid; error_log {self.work}/error.log; worker_rlimit_nofile 60000;
events {{ worker_connections 30000; }}
http {{ access_log off;
  client_body_temp_path {self.work}/t; proxy_temp_path {self.work}/t; fastcgi_temp_path {self.work}/t; uwsgi_temp_path {self.work}/t; scgi_temp_path {self.work}/t;
  server {{ listen 443 ssl http2 backlog=8192;
    ssl_certificate {certificates}/rsa2048.pem; ssl_certificate_key {certificates}/rsa2048.key;
    ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers off; ssl_dhparam {certificates}/ffdhe2048.pem; ssl_ciphers {SUITES};
    return 200 ok; }}
  server {{ listen 80 backlog=8192; return 301 https://$host$request_uri; }} }}
""")
        self.started.append(subprocess.Popen(["ip", "netns", "exec", SERVER, "/usr/sbin/nginx", "-c", self.work / "nginx.conf"]))
        time.sleep(1)
        run("ip", "netns", "exec", CLIENT, "curl", "-s", "-o", self.work / "first", "-m", "10", f"http://{self.addresses[-1]}/")

    def __exit__(self, *ignored):
        for process in reversed(self.started):
            process.kill()
            process.wait()
        for space in (SERVER, CLIENT):
            subprocess.run(["ip", "netns", "del", space], stderr=subprocess.DEVNULL)

    def timed(self, *words, shell_input=None):
        """(seconds, of processor, peak RSS in MB) of a command at the client's end."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.monotonic()
        done = subprocess.Popen(["ip", "netns", "exec", CLIENT, *map(str, words)], stdin=subprocess.PIPE if shell_input else None,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        if shell_input:
            done.stdin.write(shell_input)
            done.stdin.close()
        _, _, usage = os.wait4(done.pid, 0)
        done.returncode = 0
        seconds = time.monotonic() - begun
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return seconds, processor, usage.ru_maxrss // 1024


def attt_command(attt, rig, cap, out, only):
    hosts = "\n".join(f'[[host]]\nname = "{name}"\naddresses = ["{address}"]\n' for name, address in zip(rig.names, rig.addresses))
    settings = rig.work / f"cap{cap}.toml"
    settings.write_text(f"""
[[authorisation]]
number = "01/QĐ-MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.sites.example"]
networks = ["10.91.0.0/16"]
network_cap = {cap}
[scan]
per_second = 100000
overall = 16384
sites_at_once = 1024
{hosts}
""")
    listed = rig.work / "list.txt"
    listed.write_text("".join(f"https://{name}/\n" for name in rig.names))
    out.unlink(missing_ok=True)
    return [attt, "probe", "--file", listed, "--json", "--out", out, "--host-map", settings, "--authorisation", settings,
            "--ca", rig.work / "certificates" / "root.pem", *(["--only", only] if only else [])]


def check(out, count):
    tls = [seen for line in out.read_text().splitlines() for seen in json.loads(line)["observations"] if seen["probe"] == "tls"]
    whole = [seen for seen in tls if seen["status"] == "ok" and not seen["facts"]["undetermined"]]
    if len(whole) != count:
        sys.exit(f"sweep_peers: {len(whole)} of {count} sites were seen whole")
    return statistics.median(seen["measures"]["connections"] for seen in whole)


def stopped(*ignored):
    sys.exit("sweep_peers: stopped")  # unwinds, so that what was started is ended


def main():
    signal.signal(signal.SIGTERM, stopped)
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--rtt", type=float, default=40)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--testssl", type=int, default=4, help="how many sites testssl.sh is given; 0: it is left out")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--tls-alone", action="store_true", help="not everything of a weekly run")
    arguments = parser.parse_args()
    attt = str(Path(arguments.attt).resolve())
    with tempfile.TemporaryDirectory(prefix="attt-sweep-") as name, Rig(name, arguments.sites, arguments.rtt) as rig:
        rows = []
        ways = [("attt, TLS, at most 64 a network", 64, "tls"), ("attt, TLS, no cap", 16384, "tls"),
                ("attt, everything, at most 64 a network", 64, ""), ("attt, everything, no cap", 16384, "")]
        for label, cap, only in ways[:2] if arguments.tls_alone else ways:
            times = []
            for _ in range(arguments.runs):
                out = rig.work / "out.jsonl"
                times.append(rig.timed(*attt_command(attt, rig, cap, out, only)))
                connections = check(out, arguments.sites)
            rows.append((label, arguments.sites, times, f"{connections:.0f} hellos a site"))
        names = "\n".join(rig.addresses) + "\n"
        peers = [("nmap --script ssl-enum-ciphers", "nmap", arguments.sites, names,
                  ["nmap", "-Pn", "-n", "-p", "443", "--script", "ssl-enum-ciphers", "-iL", "-"]),
                 ("sslscan, 50 at once", "sslscan", arguments.sites, names, ["xargs", "-P", "50", "-n", "1", "sslscan", "--no-colour"]),
                 ("testssl.sh, 4 at once", "testssl", arguments.testssl, "".join(f"{a}\n" for a in rig.addresses[:arguments.testssl]),
                  ["xargs", "-P", "4", "-n", "1", "testssl", "--quiet", "--color", "0", "--warnings", "off"])]
        for label, program, count, given, command in [] if arguments.no_peers else peers:
            if shutil.which(program) is None or count == 0:
                continue
            times = [rig.timed(*command, shell_input=given) for _ in range(1 if program == "testssl" else arguments.runs)]
            rows.append((label, count, times, ""))
        print(f"{arguments.sites} sites, {arguments.rtt:.0f} ms, median of {arguments.runs}")
        for label, count, times, note in rows:
            seconds = statistics.median(each[0] for each in times)
            processor = statistics.median(each[1] for each in times)
            print(f"{label:40} {count / seconds:8.2f} sites/s  {seconds:8.1f} s  {1000 * processor / count:8.1f} ms of processor a site"
                  f"  {max(each[2] for each in times):5d} MB  {note}")


if __name__ == "__main__":
    main()
