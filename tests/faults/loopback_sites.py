"""Many web sites on loopback addresses of their own: one nginx, a workspace whose host map knows them, their list."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path


def free_port(address):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


class LoopbackSites:
    """`count` sites at 127.NET.x.y, each with HTTPS and plain HTTP. Ends its nginx with the with-block."""

    def __init__(self, directory, count, net, workers=1):
        self.directory = Path(directory)
        self.addresses = [f"127.{net}.{number // 250}.{number % 250 + 1}" for number in range(count)]
        self.names = [f"s{number}.sites.example" for number in range(count)]
        self.https = free_port(self.addresses[0])
        self.http = free_port(self.addresses[0])
        self.workers = workers
        self.nginx = None

    def __enter__(self):
        self._certificate()
        self._configuration()
        self.nginx = subprocess.Popen(["nginx", "-c", str(self.directory / "nginx.conf"), "-p", str(self.directory)],
                                      stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection((self.addresses[-1], self.https), 1).close()
                return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        raise RuntimeError("nginx does not answer; see " + str(self.directory / "error.log"))

    def __exit__(self, *ignored):
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait()

    def _certificate(self):
        subprocess.run(["openssl", "req", "-new", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "300", "-subj", "/CN=sites.example", "-addext", "subjectAltName=DNS:*.sites.example",
                        "-keyout", self.directory / "site.key", "-out", self.directory / "site.pem"],
                       check=True, stderr=subprocess.DEVNULL)

    def _configuration(self):
        # nginx wants a worker's connections to outnumber the sockets it listens on
        listened = self.addresses if len(self.addresses) <= 5000 else ["0.0.0.0"]
        secure = "\n".join(f"    listen {address}:{self.https} ssl;" for address in listened)
        plain = "\n".join(f"    listen {address}:{self.http};" for address in listened)
        (self.directory / "nginx.conf").write_text(f"""
daemon off;
worker_processes {self.workers};
worker_rlimit_nofile 20000;
pid nginx.pid;
error_log error.log;
events {{ worker_connections 15000; }}
http {{
  access_log off;
  client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
  ssl_certificate site.pem;
  ssl_certificate_key site.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  server {{
{secure}
    add_header Strict-Transport-Security "max-age=31536000";
    location / {{ return 200 "ok"; }}
  }}
  server {{
{plain}
    return 301 https://$host$request_uri;
  }}
}}
""")

    def workspace(self, attt, scan=""):
        """A workspace whose list holds all sites; `scan` is the text of its [scan] table."""
        place = self.directory / "workspace"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        hosts = "\n".join(f'[[host]]\nname = "{name}"\naddresses = ["{address}"]\n'
                          f'ports = {{ "443" = {self.https}, "80" = {self.http} }}'
                          for name, address in zip(self.names, self.addresses))
        (place / "attt.toml").write_text(f"""
[[authorisation]]
number = "01/QĐ-MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.sites.example"]
networks = ["127.0.0.0/8"]
network_cap = 250
[scan]
{scan}
[trust]
ca = ["{self.directory / 'site.pem'}"]
{hosts}
""")
        agencies = self.directory / "agencies.csv"
        agencies.write_text("id,name,tier,kind,parent\na,Cơ quan mẫu,province,department,\n")
        sites = self.directory / "websites.csv"
        sites.write_text("id,url,agency\n" + "".join(f"s{number},https://{name}/,a\n"
                                                    for number, name in enumerate(self.names)))
        run = lambda *words: subprocess.run([attt, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
        run("init", place)
        run("-C", place, "import", agencies, sites)
        return place


def environment(data):
    """The environment in which a built program finds its data files."""
    return {**os.environ, **({"ATTT_DATA": str(data)} if data else {})}
