#!/usr/bin/env python3
"""attt tls profile and attt tls clients at real servers: nginx as Mozilla's intermediate guideline has it conforms, one
with TLS 1.0 does not and is told why; and clients of the list, played by openssl with what the list says of them, land
where the simulation says. curl and gnutls-cli play themselves."""

import json
import os
import re
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "web"))
import servers  # noqa: E402

try:
    import tomllib
except ImportError:
    sys.exit("Python 3.11 is needed")

SOURCE = os.path.join(HERE, "..", "..", "..")
NAME = "site.example"

INTERMEDIATE = """
  server {{
    listen 127.0.0.1:{port} ssl; server_name site.example;
    ssl_certificate {{dir}}/rsa.pem; ssl_certificate_key {{dir}}/rsa.key;
    ssl_protocols TLSv1.2 TLSv1.3; ssl_ecdh_curve X25519:prime256v1:secp384r1; ssl_dhparam {{dir}}/ffdhe2048.txt;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305;
    ssl_prefer_server_ciphers off; add_header Strict-Transport-Security "max-age=63072000" always;
    location / {{ return 200 "in order"; }}
  }}
"""
BOTH = INTERMEDIATE.replace("ssl_protocols", "ssl_certificate {{dir}}/site.pem; ssl_certificate_key {{dir}}/site.key; ssl_protocols")
OLD = """
  server {{
    listen 127.0.0.1:{port} ssl; server_name site.example;
    ssl_certificate {{dir}}/rsa.pem; ssl_certificate_key {{dir}}/rsa.key;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ecdh_curve prime256v1:secp384r1; ssl_dhparam {{dir}}/ffdhe2048.txt;
    ssl_ciphers AES128-SHA:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA:AES256-SHA:ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0;
    ssl_prefer_server_ciphers on;
    location / {{ return 200 "old"; }}
  }}
"""


def attt(*arguments):
    return subprocess.run([servers.PROGRAM, "--lang", "en", *arguments], capture_output=True, text=True, timeout=300)


def openssl_names():
    said = subprocess.run(["openssl", "ciphers", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], check=True,
                          capture_output=True, text=True).stdout
    return {line.split()[0]: line.split()[2] for line in said.splitlines()}


# RFC 8446 4.2.3 against the names that OpenSSL 3.0 takes; what it lacks is left out.
def openssl_scheme(name):
    match = re.fullmatch(r"(rsa|dsa|ecdsa)(?:_pkcs1|_secp\d+r1)?_sha(1|224|256|384|512)", name)
    if match:
        return f"{match[1].upper()}+SHA{match[2]}"
    return name if name.startswith("rsa_pss_") or name in ("ed25519", "ed448") else None


OPENSSL_GROUPS = {"x25519": "X25519", "x448": "X448", "secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
TEMPORARY_KEYS = {"X25519": "x25519", "X448": "x448", "ECDH, prime256v1": "secp256r1", "ECDH, secp384r1": "secp384r1",
                  "ECDH, secp521r1": "secp521r1"}
PROTOCOLS = {"TLSv1.0": "TLSv1", "TLSv1.1": "TLSv1.1", "TLSv1.2": "TLSv1.2", "TLSv1.3": "TLSv1.3"}


class Guidelines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = servers.Folder()
        cls.addClassCleanup(cls.folder.close)
        servers.make_certificates(cls.folder, [NAME])
        run = lambda *command: subprocess.run(command, cwd=cls.folder.path, check=True, capture_output=True)
        run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "rsa.key", "-out", "rsa.csr", "-subj",
            "/CN=" + NAME)
        run("openssl", "x509", "-req", "-in", "rsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-days", "20", "-extfile", "extensions", "-out", "rsa.pem")
        run("openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048", "-out",
            "ffdhe2048.txt")
        cls.ports = {which: servers.free_port() for which in ("intermediate", "both", "old")}
        servers.start_nginx(cls.folder,
                            INTERMEDIATE.format(port=cls.ports["intermediate"]) + BOTH.format(port=cls.ports["both"])
                            + OLD.format(port=cls.ports["old"]),
                            cls.ports["intermediate"])
        cls.files = {}
        for which in cls.ports:
            for depth in ("core", "full"):
                cls.files[which, depth] = cls.probe(which, depth)
        with open(os.path.join(SOURCE, "rules", "tls_clients.toml"), "rb") as file:
            cls.clients = {each["id"]: each for each in tomllib.load(file)["client"]}

    @classmethod
    def probe(cls, which, depth):
        said = attt("probe", f"https://{NAME}:{cls.ports[which]}/", "--connect", "127.0.0.1", "--ca",
                    cls.folder.path + "/ca.pem", "--depth", depth, "--json")
        if '"attt.probe/1"' not in said.stdout:
            raise RuntimeError(said.stderr)
        return cls.folder.write(f"{which}-{depth}.json", said.stdout)

    def profile(self, which, depth, profile):
        said = attt("tls", "profile", "--file", self.files[which, depth], "--profile", profile, "--format", "json")
        answer = json.loads(said.stdout)["sites"][0]["profiles"][0]
        reasons = [(each["requirement"], each["found"], each["open"]) for each in answer["levels"][-1]["reasons"]]
        return said.returncode, answer["answer"], reasons

    def test_the_intermediate_configuration_conforms(self):
        self.assertEqual(self.profile("intermediate", "full", "mozilla-intermediate"), (0, "conforms", []))

    def test_what_core_does_not_ask_is_not_taken_for_conforming(self):
        code, answer, reasons = self.profile("intermediate", "core", "mozilla-intermediate")
        self.assertEqual((code, answer), (0, "unsaid"))
        self.assertIn(("dh_bits_at_least", "", True), reasons)
        self.assertTrue(all(is_open for _, _, is_open in reasons), reasons)

    def test_a_second_certificate_is_not_passed_over(self):
        self.assertIn(("certificate", "RSA", True), self.profile("both", "core", "mozilla-intermediate")[2])
        self.assertEqual(self.profile("both", "full", "mozilla-intermediate"), (0, "conforms", []))

    def test_tls_1_0_does_not_conform_and_is_named(self):
        for depth in ("core", "full"):
            code, answer, reasons = self.profile("old", depth, "mozilla-intermediate")
            self.assertEqual((code, answer), (1, "deviates"))
            for expected in (("versions", "TLSv1.0", False), ("versions", "TLSv1.1", False),
                             ("suites", "TLS_RSA_WITH_AES_128_CBC_SHA", False), ("server_order", "TLSv1.2", False),
                             ("hsts_seconds_at_least", "0", False)):
                self.assertIn(expected, reasons)

    def test_levels_are_told_apart(self):
        self.assertEqual(self.profile("old", "full", "ncsc-nl-2025")[1], "deviates")
        said = attt("tls", "profile", "--file", self.files["intermediate", "full"], "--profile", "mozilla-modern")
        self.assertEqual(said.returncode, 1)
        self.assertIn("Versions that are not allowed: TLSv1.2", said.stdout)

    def simulated(self, which, *more):
        said = attt("tls", "clients", "--file", self.files[which, "full"], "--format", "json", *more)
        self.assertEqual(said.returncode, 0, said.stderr)
        return {each["id"]: each for each in json.loads(said.stdout)["sites"][0]["clients"]}

    def play(self, client, port, names):
        """(version, IANA name, group) that openssl gets when it offers what the list says, or None."""
        known = {ours: iana for iana, ours in names.items()}
        versions = [each for each in client["versions"] if each in PROTOCOLS]
        if not versions:
            return None
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-min_protocol", PROTOCOLS[versions[0]],
                   "-max_protocol", PROTOCOLS[versions[-1]]]
        command += ["-servername", NAME] if client["sni"] else ["-noservername"]
        old = [names[each] for each in client["suites"] if each in names and "_WITH_" in each]
        command += ["-cipher", ":".join(old) + ":@SECLEVEL=0"]
        if "TLSv1.3" in versions:
            command += ["-ciphersuites", ":".join(e for e in client["suites"] if e in names and "_WITH_" not in e)]
        groups = [OPENSSL_GROUPS[each] for each in client["groups"] if each in OPENSSL_GROUPS]
        schemes = [each for each in dict.fromkeys(map(openssl_scheme, client["signature_algorithms"])) if each]
        command += ["-groups", ":".join(groups)] if groups else []
        command += ["-sigalgs", ":".join(schemes)] if schemes else []
        said = subprocess.run(command, input="", capture_output=True, text=True, timeout=60)
        agreed = re.search(r"New, (\S+), Cipher is (\S+)", said.stdout)
        if not agreed or agreed[2] == "(NONE)":
            return None
        protocol = re.search(r"Protocol *: (\S+)", said.stdout)
        version = protocol[1] if protocol else agreed[1]
        key = re.search(r"Server Temp Key: (.*?), \d+ bits", said.stdout)
        return ("TLSv1.0" if version == "TLSv1" else version, known[agreed[2]],
                TEMPORARY_KEYS.get(key[1]) if key else None)

    def check_played(self, which, at_least):
        names = openssl_names()
        played = 0
        for client_id, said in self.simulated(which).items():
            told, client = said["today"], self.clients[client_id]
            if told.get("reason", "").startswith("dh_") or client["versions"][-1] not in PROTOCOLS:
                continue  # OpenSSL has no limit of its own for DH, and no SSL 3.0
            with self.subTest(server=which, client=client_id):
                landed = self.play(client, self.ports[which], names)
                if told["connects"] == "no":
                    self.assertIsNone(landed)
                else:
                    self.assertEqual(told["connects"], "yes", told)
                    self.assertIsNotNone(landed)
                    self.assertEqual((landed[0], [landed[1]]), (told["version"], told["suites"]))
                    if landed[2] is not None:
                        self.assertIn(landed[2], told["groups"])
                played += 1
        self.assertGreaterEqual(played, at_least)

    def test_clients_land_where_the_simulation_says_by_their_own_order(self):
        self.check_played("intermediate", 55)

    def test_clients_land_where_the_simulation_says_with_two_certificates(self):
        self.check_played("both", 55)

    def test_clients_land_where_the_simulation_says_by_the_servers_order(self):
        self.check_played("old", 55)

    def test_curl_and_gnutls_land_where_the_simulation_says(self):
        for which in self.ports:
            told = self.simulated(which)
            port = self.ports[which]
            curl = subprocess.run(["curl", "-skv", "--resolve", f"{NAME}:{port}:127.0.0.1", f"https://{NAME}:{port}/"],
                                  capture_output=True, text=True, timeout=60)
            version, suite = re.search(r"SSL connection using (\S+) / (\S+)", curl.stderr).groups()
            expected = told["openssl-3.0"]["today"]
            self.assertEqual((version, [{v: k for k, v in openssl_names().items()}[suite]]),
                             (expected["version"], expected["suites"]))
            gnutls = subprocess.run(["gnutls-cli", "--insecure", "--sni-hostname", NAME, "127.0.0.1", "-p", str(port)],
                                    input="", capture_output=True, text=True, timeout=60)
            description = re.search(r"Description: \((TLS[\d.]+)-?\S*\)-\((\S+?)\)-\((\S+?)\)-\((.*?)\)", gnutls.stdout)
            expected = told["gnutls-3.7"]["today"]
            self.assertEqual(description[1].replace("TLS", "TLSv"), expected["version"])
            cipher = expected["suites"][0].split("_WITH_")[-1].replace("TLS_", "")
            self.assertTrue(gnutls_cipher(gnutls.stdout) in cipher, (description[0], cipher))

    def test_who_is_cut_off_is_who_cannot_connect_then(self):
        off = {each for each, said in self.simulated("old", "--without", "TLSv1.0").items() if said["cut_off"]}
        self.assertIn("ie8-win7", off)
        self.assertIn("android-4.0", off)
        self.assertNotIn("ie11-win7", off)
        said = attt("tls", "clients", "--file", self.files["old", "full"], "--without", "TLSv1.0")
        self.assertIn(f"Without TLSv1.0: {len(off)} clients are cut off", said.stdout)
        # The server that has neither TLS 1.0 nor 1.1 refuses each of them.
        names = openssl_names()
        for client_id in sorted(off):
            self.assertIsNone(self.play(self.clients[client_id], self.ports["intermediate"], names), client_id)

    def test_a_workspace_is_read_from_its_last_run_and_its_own_files_count(self):
        office = self.folder.path + "/office"
        os.makedirs(office)
        hosts = "".join(f'[[host]]\nname = "{which}.unit.example"\naddresses = ["127.0.0.1"]\n'
                        f'ports = {{ "443" = {port}, "80" = 1 }}\n' for which, port in self.ports.items())
        self.folder.write("office/attt.toml", f'''[workspace]
province = "P"
[[authorisation]]
number = "1"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.unit.example"]
networks = ["127.0.0.0/8"]
[trust]
ca = ["{self.folder.path}/ca.pem"]
{hosts}''')
        lists = [self.folder.write("office/agencies.csv", "id,name,tier,kind,parent\nstc,Sở Tài chính,tỉnh,sở và tương đương,\n"),
                 self.folder.write("office/websites.csv", "id,url,agency\n" + "".join(
                     f"{which},https://{which}.unit.example/,stc\n" for which in self.ports))]
        self.assertEqual(attt("init", office).returncode, 0)
        self.assertEqual(attt("-C", office, "import", *lists).returncode, 0)
        nothing = attt("-C", office, "tls", "profile")
        self.assertEqual((nothing.returncode, nothing.stdout.count("\n")), (3, 1), nothing.stderr)
        self.assertIn(attt("-C", office, "scan", "--only", "tls,http").returncode, (0, 1))
        said = json.loads(attt("-C", office, "tls", "profile", "--format", "json").stdout)
        self.assertEqual(sorted(each["site"] for each in said["sites"]), sorted(self.ports))
        for named in ("old", "old.unit.example", "https://old.unit.example/"):
            said = attt("-C", office, "tls", "clients", named, "--run", "1", "--format", "json")
            self.assertEqual([each["site"] for each in json.loads(said.stdout)["sites"]], ["old"], said.stderr)
        self.assertEqual(attt("-C", office, "tls", "clients", "--run", "9").returncode, 2)
        self.folder.write("office/rules/tls_profiles/own.toml", """[[profile]]
id = "own"
title.vi = "Riêng"
version = "1"
date = "2026"
source = "s"
confidence = "source"
[[profile.level]]
id = "l"
title.vi = "L"
[profile.level.require]
versions = ["TLSv1.0", "TLSv1.1", "TLSv1.2"]
""")
        said = attt("-C", office, "tls", "profile", "old", "--profile", "own")
        self.assertEqual((said.returncode, "conforms" in said.stdout), (0, True), said.stderr)
        self.folder.write("office/rules/tls_profiles/own.toml", "[[profile]]\nid = \"own\"\ntitel.vi = \"x\"\n")
        said = attt("-C", office, "tls", "profile", "old")
        self.assertEqual(said.returncode, 2)
        self.assertIn("own.toml", said.stderr)

    def test_a_probe_of_tls_alone_is_enough(self):
        said = attt("probe", f"https://{NAME}:{self.ports['old']}/", "--connect", "127.0.0.1", "--only", "tls", "--json")
        self.assertEqual({each["probe"] for each in json.loads(said.stdout)["observations"]}, {"tls"})
        file = self.folder.write("only-tls.json", said.stdout)
        said = attt("tls", "profile", "--file", file, "--profile", "mozilla-intermediate", "--format", "json")
        self.assertEqual(json.loads(said.stdout)["sites"][0]["profiles"][0]["answer"], "deviates", said.stderr)
        said = attt("probe", f"https://{NAME}/", "--connect", "127.0.0.1", "--only", "tsl")
        self.assertEqual((said.returncode, '"tsl"' in said.stderr), (2, True), said.stderr)

    def test_bad_input_gets_one_clear_sentence(self):
        strange = self.folder.write("strange.json", '{"schema":"other/1"}\n')
        file = self.files["old", "core"]
        for arguments, expected in (
                (("profile", "--file", strange), "this is not the whole of what attt probe --json prints"),
                (("profile", "--file", file, "--profile", "mozila"), "there is no guideline mozila"),
                (("profile", "site.exmple", "--file", file), "nearest: site.example"),
                (("clients", "--file", file, "--without", "TLS1.0,cbd"), "is it cbc?")):
            said = attt("tls", *arguments)
            self.assertEqual((said.returncode, said.stdout), (2, ""))
            self.assertIn(expected, said.stderr)


def gnutls_cipher(said):
    cipher = re.findall(r"\(([A-Z0-9-]+(?:GCM|CBC|CCM|POLY1305))\)", said)[-1]
    return cipher.replace("-", "_").replace("CHACHA20_POLY1305", "CHACHA20_POLY1305")


if __name__ == "__main__":
    unittest.main()
