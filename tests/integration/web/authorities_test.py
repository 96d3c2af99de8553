#!/usr/bin/env python3
"""--revocation, authorities, --ct-logs and [trust] ct_logs through the commands: at an `openssl ocsp` responder, lists served by nginx, and
certificates of an authority of the test's own."""

import json
import os
import subprocess
import time
import unittest

import servers
from servers import Folder, free_port, program

MAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tls", "make_authority")
SITES = ("good", "revoked", "logged")


def listens(port):
    with open("/proc/net/tcp") as four, open("/proc/net/tcp6") as six:
        lines = four.readlines()[1:] + six.readlines()[1:]
    return any(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines)


class Authorities(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.close)
        path = cls.folder.path
        cls.responder, lists, dead = free_port(), free_port(), free_port()
        subprocess.run([MAKE, path, *(f"http://127.0.0.1:{port}" for port in (cls.responder, lists, dead))], check=True)
        cls.ports = {name: free_port() for name in SITES}
        secure = "\n".join(f"server {{ listen 127.0.0.1:{cls.ports[name]} ssl; ssl_certificate {path}/{name}.pem; "
                           f"ssl_certificate_key {path}/{name}.key; return 200 ok; }}" for name in SITES)
        cls.folder.write("nginx.conf", f"""
daemon off; master_process off; pid {path}/pid; error_log {path}/error.log; events {{}}
http {{ access_log {path}/access.log; client_body_temp_path {path}/t1; proxy_temp_path {path}/t2; fastcgi_temp_path {path}/t3;
uwsgi_temp_path {path}/t4; scgi_temp_path {path}/t5;
server {{ listen 127.0.0.1:{lists}; root {path}/lists; }}
{secure} }}
""")
        cls.folder.start(program("nginx"), "-c", path + "/nginx.conf")
        cls.folder.wait_for("127.0.0.1", cls.ports["good"])
        # it serves one connection at a time: one that says nothing would keep it
        cls.folder.start(program("openssl"), "ocsp", "-port", str(cls.responder), "-index", "index.txt", "-CA", "issuer.pem", "-rsigner",
                         "issuer.pem", "-rkey", "issuer.key", "-ndays", "1")
        until = time.monotonic() + 30
        while not listens(cls.responder):
            if time.monotonic() > until:
                raise RuntimeError("the responder does not listen")
            time.sleep(0.05)

    def attt(self, *arguments, codes=(0, 1)):
        said = subprocess.run([servers.PROGRAM, *arguments], capture_output=True, text=True, cwd=self.folder.path, timeout=300)
        self.assertIn(said.returncode, codes, said.stdout + said.stderr)
        return said

    def probed(self, site, *options):
        """The facts of tls, those of revocation, and the outcome of each rule."""
        said = self.attt("probe", f"https://site.example:{self.ports[site]}/", "--connect", "127.0.0.1", "--ca", "root.pem", "--only", "tls",
                         "--json", *options)
        answer = json.loads(said.stdout)
        facts = {each["probe"]: each["facts"] for each in answer["observations"]}
        return facts["tls"], facts.get("revocation"), {each["rule"]: each["outcome"] for each in answer["verdicts"]}

    def workspace(self, name, site, authorities="", trust=""):
        self.folder.write(f"{name}/attt.toml", f"""
[[authorisation]]
number = "1/QĐ"
date = 2020-01-01
until = 2099-12-31
names = ["*.example"]
networks = ["127.0.0.0/8"]
{authorities}
[trust]
ca = ["{self.folder.path}/root.pem"]
{trust}
[[host]]
name = "site.example"
addresses = ["127.0.0.1"]
ports = {{ "443" = {self.ports[site]}, "80" = {free_port()} }}
""")
        self.attt("init", name)
        self.folder.write("agencies.csv", "id,name,tier,kind,parent\nstp,Sở Tư pháp,province,department,\n")
        self.folder.write("websites.csv", "id,url,agency\nw,https://site.example/,stp\n")
        self.attt("-C", name, "import", "agencies.csv", "websites.csv")
        return name

    def found(self, workspace):
        said = self.attt("-C", workspace, "findings", "--format", "json")
        return {finding["rule"] for finding in json.loads(said.stdout)["findings"]}

    def test_a_probe_asks_only_with_the_switch(self):
        for site, outcome in (("good", "pass"), ("revoked", "fail")):
            _, told, outcomes = self.probed(site)
            self.assertIsNone(told)
            self.assertEqual(outcomes["certificate.path-not-revoked"], "not_applicable")
            _, told, outcomes = self.probed(site, "--revocation")
            self.assertEqual(told["revoked"], site == "revoked", told)
            self.assertEqual(outcomes["certificate.path-not-revoked"], outcome)

    def test_a_scan_asks_only_authorities_that_are_named(self):
        unnamed = self.workspace("unnamed", "revoked")
        refused = self.attt("-C", unnamed, "scan", "--revocation", codes=(2,))
        self.assertIn("authorities", refused.stderr)
        self.assertEqual(len(refused.stderr.strip().splitlines()), 1, refused.stderr)
        elsewhere = self.workspace("elsewhere", "revoked", 'authorities = ["ocsp.example"]')
        self.attt("-C", elsewhere, "scan", "--revocation")
        self.assertNotIn("certificate.path-not-revoked", self.found(elsewhere))
        explained = self.attt("-C", elsewhere, "rules", "explain", "certificate.path-not-revoked", "w", "--lang", "en").stdout
        self.assertIn("outside_scope", explained)
        named = self.workspace("named", "revoked", 'authorities = ["127.0.0.1"]')
        self.attt("-C", named, "scan")
        self.assertNotIn("certificate.path-not-revoked", self.found(named))
        self.attt("-C", named, "scan", "--revocation")
        self.assertIn("certificate.path-not-revoked", self.found(named))
        self.attt("-C", named, "scan")
        self.assertIn("certificate.path-not-revoked", self.found(named), "a run that did not ask mends nothing")

    def test_timestamps_are_verified_where_a_list_is_given(self):
        facts, _, _ = self.probed("logged")
        self.assertNotIn("scts", facts)
        facts, _, _ = self.probed("logged", "--ct-logs", "log_list.json")
        self.assertEqual(facts["sct_logs"], 2)
        self.assertEqual(sorted(each["status"] for each in facts["scts"]),
                         ["bad_signature", "in_future", "unknown_log", "verified", "verified"])
        place = self.workspace("trusting", "logged", trust=f'ct_logs = "{self.folder.path}/log_list.json"')
        self.attt("-C", place, "scan")
        explained = self.attt("-C", place, "rules", "explain", "certificate.logged", "w").stdout
        self.assertIn("tls.sct_logs", explained)

    def test_a_list_that_is_none_gets_one_sentence(self):
        self.folder.write("bad.json", '{"operators": []}')
        refused = self.attt("probe", "https://site.example/", "--connect", "127.0.0.1", "--ct-logs", "bad.json", codes=(2,))
        self.assertIn("bad.json", refused.stderr)
        self.assertEqual(len(refused.stderr.strip().splitlines()), 1, refused.stderr)


if __name__ == "__main__":
    unittest.main()
