#!/usr/bin/env python3
"""Scans many sites, each with an IPv4 and an IPv6 address of its own, and prints what it cost.

usage: scan_both_families.py ATTT [--sites N] [--at-once N]
Works in a network namespace of its own (unshare), where one nginx answers at every address. docs/performance.md has the figures.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = ("<!DOCTYPE html><html lang=vi><head><title>Cong thong tin</title></head><body><h1>Cong thong tin dien tu</h1>"
        "<p>Uy ban nhan dan to chuc hoi nghi so ket cong tac cai cach hanh chinh va chuyen doi so.</p>"
        "<a href=/tin>Tin tuc</a> <a href=/van-ban>Van ban</a></body></html>")


def run(*command, **options):
    return subprocess.run([str(each) for each in command], check=True, **options)


def in_namespace():
    if os.environ.get("ATTT_BENCH_NAMESPACE"):
        return
    os.environ["ATTT_BENCH_NAMESPACE"] = "yes"
    os.execvp("unshare", ["unshare", *([] if os.getuid() == 0 else ["--map-root-user"]), "--net", sys.executable, *sys.argv])


def make_network():
    run("ip", "link", "set", "lo", "up")
    run("ip", "address", "add", "fd47::1/64", "dev", "lo", "nodad")
    run("ip", "-6", "route", "add", "local", "fd47::/64", "dev", "lo")


def start_nginx(folder):
    run("openssl", "req", "-new", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "300",
        "-subj", "/CN=sites.example", "-addext", "subjectAltName=DNS:*.sites.example", "-keyout", folder / "site.key",
        "-out", folder / "site.pem", stderr=subprocess.DEVNULL)
    (folder / "nginx.conf").write_text(f"""
daemon off; worker_processes 1; worker_rlimit_nofile 20000; pid nginx.pid; error_log error.log;
events {{ worker_connections 15000; }}
http {{
  access_log off;
  client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
  ssl_certificate site.pem; ssl_certificate_key site.key; ssl_protocols TLSv1.2 TLSv1.3; default_type text/html;
  server {{ listen 0.0.0.0:443 ssl; listen [::]:443 ssl ipv6only=on; location / {{ return 200 "{PAGE}"; }}
    location = /robots.txt {{ return 404; }} location = /sitemap.xml {{ return 404; }} }}
  server {{ listen 0.0.0.0:80; listen [::]:80 ipv6only=on; return 301 https://$host$request_uri; }}
}}
""")
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    time.sleep(1)
    return server


def make_workspace(attt, folder, sites, at_once):
    place = folder / "workspace"
    place.mkdir()
    hosts = "\n".join(f'[[host]]\nname = "s{n}.sites.example"\n'
                      f'addresses = ["127.47.{n // 250}.{n % 250 + 1}", "fd47::{n + 16:x}"]' for n in range(sites))
    (place / "attt.toml").write_text(f"""
[[authorisation]]
number = "01/QĐ-MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.sites.example"]
networks = ["127.0.0.0/8", "fd47::/64"]
network_cap = 10000
search_engine_view = true
[scan]
per_second = 100000
sites_at_once = {at_once}
[trust]
ca = ["{folder / 'site.pem'}"]
{hosts}
""")
    (folder / "agencies.csv").write_text("id,name,tier,kind,parent\na,Cơ quan mẫu,province,department,\n")
    (folder / "websites.csv").write_text("id,url,agency\n" + "".join(f"s{n},https://s{n}.sites.example/,a\n" for n in range(sites)))
    run(attt, "init", place, stdout=subprocess.DEVNULL)
    run(attt, "-C", place, "import", folder / "agencies.csv", folder / "websites.csv", stdout=subprocess.DEVNULL)
    return place


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("--sites", type=int, default=5000)
    parser.add_argument("--at-once", type=int, default=64)
    arguments = parser.parse_args()
    in_namespace()
    make_network()
    attt = Path(arguments.attt).resolve()
    with tempfile.TemporaryDirectory(prefix="attt-bench-") as name:
        folder = Path(name)
        server = start_nginx(folder)
        try:
            workspace = make_workspace(attt, folder, arguments.sites, arguments.at_once)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            begun = time.monotonic()
            done = subprocess.run([attt, "-C", workspace, "scan", "--seed", "1", "--format", "json"], capture_output=True, text=True)
            seconds = time.monotonic() - begun
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        finally:
            server.terminate()
            server.wait()
        if done.returncode not in (0, 1):
            sys.exit(done.stderr)
        report = json.loads(done.stdout)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{report['visited']} sites at {2 * report['visited']} addresses, {report['unanswered']} unanswered")
        print(f"{seconds:.1f} s: {report['visited'] / seconds:.1f} sites, {2 * report['visited'] / seconds:.1f} addresses a second")
        print(f"{processor:.1f} s of one processor: {1000 * processor / (2 * report['visited']):.1f} ms an address")
        print(f"peak RSS {after.ru_maxrss // 1024} MB, store {(workspace / 'attt.db').stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
