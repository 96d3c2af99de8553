#!/usr/bin/env python3
"""--intrusive through a workspace's runs: nothing without an authorisation that names it, and on the record where there is one."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import unittest

import servers
from servers import Folder, free_port

WEAK = os.path.join(os.path.dirname(__file__), "..", "tls", "weak_server")
RULES = {"tls.no-heartbleed", "tls.no-ccs-injection", "tls.no-robot", "tls.no-ticketbleed"}


class Counting:
    """Hands connections on to a port, and counts them."""

    def __init__(self, behind):
        self.connections = 0
        self.behind = behind
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.relay, args=(connection,), daemon=True).start()

    def relay(self, client):
        server = socket.create_connection(("127.0.0.1", self.behind))
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def pump(source, sink):
        try:
            while part := source.recv(65536):
                sink.sendall(part)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()

    def close(self):
        self.listener.close()


class Intrusive(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.close)
        key, certificate = self.folder.path + "/key.pem", self.folder.path + "/certificate.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "30",
                        "-subj", "/CN=stp.example"], check=True, capture_output=True)
        behind = free_port()
        self.folder.start(sys.executable, WEAK, str(behind), "heartbleed", certificate, key)
        self.folder.wait_for("127.0.0.1", behind)
        self.server = Counting(behind)
        self.addCleanup(self.server.close)
        self.closed = free_port()
        self.workspace = self.folder.path + "/ws"
        os.makedirs(self.workspace)
        self.configure("")
        self.attt("init", self.workspace)
        self.folder.write("agencies.csv", "id,name,tier,kind,parent\nstp,Sở Tư pháp,province,department,\n")
        self.folder.write("websites.csv", "id,url,agency\nstp,https://stp.example/,stp\n")
        self.attt("-C", self.workspace, "import", "agencies.csv", "websites.csv")

    def configure(self, permission, until="2099-12-31"):
        self.folder.write("ws/attt.toml", f"""
[[authorisation]]
number = "1/QĐ"
date = 2020-01-01
until = 2099-12-31
names = ["*"]
networks = ["127.0.0.0/8"]
[[authorisation]]
number = "2/QĐ"
date = 2020-01-01
until = {until}
names = ["*"]
networks = ["127.0.0.0/8"]
{permission}
[scan]
answer_timeout = "2s"
[[host]]
name = "stp.example"
addresses = ["127.0.0.1"]
[host.ports]
80 = {self.closed}
443 = {self.server.port}
""")

    def attt(self, *arguments, codes=(0, 1)):
        said = subprocess.run([servers.PROGRAM, *arguments], capture_output=True, text=True, cwd=self.folder.path, timeout=300)
        self.assertIn(said.returncode, codes, said.stdout + said.stderr)
        return said

    def scan(self, *options):
        self.attt("-C", self.workspace, "scan", *options)
        said = self.attt("-C", self.workspace, "findings", "--format", "json")
        return {finding["rule"] for finding in json.loads(said.stdout)["findings"]} & RULES

    def begun(self):
        """What the audit chain says of each scan."""
        with sqlite3.connect(f"file:{self.workspace}/attt.db?mode=ro", uri=True) as database:
            rows = database.execute("SELECT * FROM audit_event WHERE action='scan.begin' ORDER BY 1")
            names = [column[0] for column in rows.description]
            return [dict(zip(names, row)) for row in rows]

    def test_without_an_authorisation_that_names_it_no_packet_is_sent(self):
        for permission, until in (("", "2099-12-31"), ("intrusive = false", "2099-12-31"), ("intrusive = true", "2020-12-31")):
            self.configure(permission, until)
            for options in (["--intrusive"], ["--only", "tls_attacks"]):
                refused = self.attt("-C", self.workspace, "scan", *options, codes=(2,))
                self.assertIn("intrusive = true", refused.stderr)
                self.assertEqual(len(refused.stderr.strip().splitlines()), 1, refused.stderr)
        self.assertEqual(self.server.connections, 0)
        self.assertEqual(self.begun(), [])

    def test_what_is_found_stays_and_is_on_the_record(self):
        self.configure("intrusive = true")
        self.assertEqual(self.scan(), set(), "not asked for")
        self.assertEqual(self.scan("--intrusive"), {"tls.no-heartbleed"})
        self.assertEqual(self.scan(), {"tls.no-heartbleed"}, "an ordinary run has not looked, and mends nothing")
        ordinary, asked, last = (json.loads(event["detail"]) for event in self.begun())
        self.assertEqual(asked["intrusive"], ["2/QĐ"])
        self.assertNotIn("intrusive", ordinary)
        self.assertNotIn("intrusive", last)
        self.assertIn("tls_attacks", asked["request"]["probes"])
        event = self.begun()[1]
        self.assertTrue(event["at"] and event["actor"] and event["system_user"], event)
        self.attt("-C", self.workspace, "db", "check")
        explained = self.attt("-C", self.workspace, "rules", "explain", "tls.no-heartbleed", "stp", "--lang", "en").stdout
        self.assertIn("vulnerable", explained)

    def test_without_the_switch_the_rules_do_not_apply(self):
        self.folder.write("map.toml", open(self.workspace + "/attt.toml").read())
        for options, outcomes in (([], {"not_applicable"}), (["--intrusive"], {"pass", "fail", "unknown"})):
            said = self.attt("probe", "https://stp.example/", "--json", "--host-map", "map.toml", *options)
            answer = json.loads(said.stdout)
            of_four = {v["rule"]: v["outcome"] for v in answer["verdicts"] if v["rule"] in RULES}
            self.assertEqual(set(of_four), RULES)
            self.assertTrue(set(of_four.values()) <= outcomes, of_four)
            probes = [o for o in answer["observations"] if o["probe"] == "tls_attacks"]
            self.assertEqual(len(probes), len(options))
            for each in probes:
                self.assertEqual(each["measures"]["allowed_by"], "loopback")
                self.assertEqual(each["facts"]["heartbleed"], "vulnerable")


if __name__ == "__main__":
    unittest.main()
