#!/usr/bin/env python3
"""Zones (signed, unsigned, broken), aliases that loop or dangle, huge records, mail with STARTTLS, DANE and MTA-STS."""

import unittest

import servers
from servers import Folder, free_port, probe

PAGE = "<!DOCTYPE html><html><head><title>Cổng thông tin</title></head><body><h1>Cổng thông tin điện tử</h1>" \
       "<p>Ủy ban nhân dân tổ chức hội nghị sơ kết công tác cải cách hành chính, chuyển đổi số của tỉnh, ngày %s</p></body></html>"


class DnsAndMail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = folder = Folder()
        try:
            cls.start(folder)
        except BaseException:
            folder.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.folder.close()

    @classmethod
    def start(cls, folder):
        dns, http, https, smtp = free_port(), free_port(), free_port(), free_port()
        key = servers.make_certificates(folder, ["signed.example", "www.signed.example", "mail.signed.example",
                                                 "mta-sts.signed.example", "other.signed.example", "unsigned.example"])
        soa = "$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 300\n"
        servers_of_two = "@ NS ns1\n@ NS ns2\nns1 A 127.0.0.1\nns1 AAAA ::1\nns2 A 127.0.1.1\nns2 AAAA ::1\n"
        huge = "".join(f'@ TXT "{n:04d} {"x" * 240}"\n' for n in range(200))
        zones = {
            "signed.example": (soa + servers_of_two + f"""
@ A 127.0.0.1
@ AAAA ::1
@ CAA 0 issue "ca.example"
@ HTTPS 1 . alpn=h2
@ MX 10 mail
@ TXT "v=spf1 mx -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@signed.example"
_mta-sts TXT "v=STSv1; id=1"
_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@signed.example"
chinh._domainkey TXT "v=DKIM1; k=rsa; p=MIGf"
mta-sts A 127.0.0.1
mail A 127.0.0.1
mail AAAA ::1
_25._tcp.mail TLSA 3 1 1 {key}
_443._tcp TLSA 3 1 1 {"0" * 64}
www A 127.0.0.1
www AAAA ::1
other A 127.0.0.1
other AAAA ::1
dangling CNAME gone
""", True),
            "unsigned.example": (soa + """@ NS ns1
@ NS ns9
ns1 A 127.0.0.1
ns9 A 127.0.9.9
@ A 127.0.0.1
* A 127.0.0.1
loop CNAME loop2
loop2 CNAME loop
""" + "@ MX 10 mail\n@ MX 20 mail2\nmail A 127.0.0.1\nmail2 A 127.0.0.1\n" + "@ TXT \"v=spf1 +all\"\n", False),
            "huge.example": (soa + "@ NS ns1\nns1 A 127.0.0.1\n@ A 127.0.0.1\n@ MX 10 @\n" + huge, False),
            "broken.example": (soa + servers_of_two + "@ A 127.0.0.1\nwww A 127.0.0.1\n", True),
        }
        delegations = servers.start_knot(folder, dns, ["127.0.0.1", "127.0.1.1", "::1"], zones)
        broken = delegations["broken.example"].splitlines()[0]
        broken = broken[:-1] + ("1" if broken[-1] != "1" else "2")
        anchors = folder.write("anchors", delegations["signed.example"] + broken + "\n")
        tls = f"ssl_certificate {folder.path}/site.pem; ssl_certificate_key {folder.path}/site.key;"
        folder.write("www/index.html", PAGE % "1/11/2026, 120394 lượt xem")
        folder.write("six/index.html", PAGE % "2/11/2026, 120395 lượt xem")
        folder.write("default/index.html", "<html><head><title>Welcome to nginx!</title></head><body>Welcome to nginx!</body></html>")
        folder.write("www/.well-known/mta-sts.txt", "version: STSv1\nmode: enforce\nmx: mail.signed.example\nmax_age: 604800\n")
        servers.start_nginx(folder, f"""
  server {{ listen 127.0.0.1:{http}; listen [::1]:{http}; server_name _; return 301 https://$host$request_uri; }}
  server {{ listen 127.0.0.1:{https} ssl default_server; {tls} root {{dir}}/www; }}
  server {{ listen [::1]:{https} ssl default_server; {tls} root {{dir}}/six; }}
  server {{ listen [::1]:{https} ssl; server_name other.signed.example; {tls} root {{dir}}/default; }}
""", https)
        servers.start_dovecot(folder, smtp, ["127.0.0.1", "::1"])
        hosts = {name: {80: http, 443: https} for name in (
            "signed.example", "www.signed.example", "other.signed.example", "mta-sts.signed.example",
            "unsigned.example", "www.unsigned.example", "huge.example", "loop.unsigned.example")}
        hosts |= {"mail.signed.example": {25: smtp}, "mail.unsigned.example": {25: smtp},
                  "mail2.unsigned.example": {25: http}}
        hosts |= {f"{name}.{zone}": {53: dns} for name in ("ns1", "ns2", "ns9") for zone in zones}
        text = "".join(f'[[host]]\nname = "{name}"\n[host.ports]\n' + "".join(f'"{a}" = {b}\n' for a, b in ports.items())
                       for name, ports in hosts.items())
        forward = f'[resolver]\nforwarders = ["127.0.0.1@{dns}"]\n'
        selectors = '[mail]\ndkim_selectors = ["chinh", "phu"]\n'
        cls.map = folder.write("attt.toml", forward + f'trust_anchor = "{anchors}"\n' + selectors + text)
        cls.unanchored = folder.write("unanchored.toml", forward + selectors + text)

    def look(self, url, host_map=None):
        return probe(url, "--host-map", host_map or self.map, "--ca", self.folder.path + "/ca.pem")

    def test_a_signed_zone_with_all_that_belongs_to_it(self):
        seen = self.look("https://signed.example/")
        zone = seen.facts("zone")
        self.assertEqual(zone["name"], "signed.example")
        self.assertEqual(zone["dnssec"], "secure")
        self.assertEqual(seen.facts("dns")["dnssec"], "secure")
        self.assertEqual(zone["name_servers"], ["ns1.signed.example", "ns2.signed.example"])
        self.assertEqual(zone["name_servers_answering_ipv4"], 2)
        self.assertEqual(zone["name_servers_answering_ipv6"], 2)
        self.assertEqual(zone["name_servers_silent"], [])
        self.assertEqual(zone["networks"], 3, "two of IPv4 and one of IPv6")
        self.assertEqual(zone["caa"], ['0 issue "ca.example"'])
        self.assertEqual(zone["https_records"], ["1 . alpn=h2"])
        self.assertEqual(zone["other_form_name"], "www.signed.example")
        self.assertTrue(zone["other_form_ipv6"])
        self.assertFalse(zone["wildcard"])
        self.assertFalse(zone["dangling_alias"])
        self.assertEqual(zone["dane"], "differs", "the TLSA record of the web server is a wrong one")
        ttl = seen.observation("zone")["measures"]["ttl"]
        for record in ("soa", "ns", "caa", "a", "aaaa"):
            self.assertTrue(0 < ttl[record] <= 300, record)
        for rule, outcome in {"dns.dnssec": "pass", "dns.name-servers": "pass", "dns.name-servers-answer": "pass",
                              "dns.name-servers-ipv6": "pass", "dns.caa": "pass", "dns.no-dangling-alias": "pass",
                              "dns.dane-fits": "fail", "ipv6.other-form": "pass"}.items():
            self.assertEqual(seen.outcome(rule), outcome, rule)

        mail = seen.facts("mail")
        self.assertEqual(mail["mx"], ["10 mail.signed.example"])
        self.assertEqual(mail["hosts_without_starttls"], [])
        self.assertEqual(mail["hosts_silent"], [])
        self.assertEqual(mail["hosts_with_old_tls"], [])
        self.assertEqual(mail["hosts_with_doubtful_certificate"], [])
        self.assertEqual(mail["hosts_answering_ipv6"], ["mail.signed.example"])
        self.assertEqual(mail["hosts_with_dane"], ["mail.signed.example"])
        self.assertEqual(mail["hosts_dane_differs"], [])
        self.assertEqual({host["address"] for host in mail["hosts_tls"]}, {"127.0.0.1", "::1"})
        self.assertIn("TLSv1.3", mail["hosts_tls"][0]["versions"])
        self.assertEqual((mail["spf_all"], mail["dmarc_policy"]), ("-all", "reject"))
        self.assertEqual(mail["dkim_selectors"], ["chinh"])
        self.assertEqual((mail["mta_sts"], mail["mta_sts_mode"], mail["mta_sts_problems"]), (True, "enforce", []))
        self.assertTrue(mail["tls_reporting"])
        for rule in ("mail.starttls", "mail.no-old-tls", "mail.certificate", "mail.dane-fits", "mail.mta-sts",
                     "mail.hosts-ipv6", "mail.spf", "mail.dmarc"):
            self.assertEqual(seen.outcome(rule), "pass", rule)

        parity = seen.facts("parity")
        self.assertTrue(parity["same_status"] and parity["same_final_url"] and parity["same_certificate"])
        self.assertGreaterEqual(parity["similarity"], 95, "only a date and a counter differ")
        self.assertIn(seen.observation("parity")["measures"]["preferred"], ("ipv4", "ipv6"))
        self.assertEqual(seen.outcome("ipv6.same-page"), "pass")

    def test_another_page_over_ipv6(self):
        seen = self.look("https://other.signed.example/")
        self.assertLess(seen.facts("parity")["similarity"], 20)
        self.assertEqual(seen.outcome("ipv6.same-page"), "fail")

    def test_an_unsigned_zone_with_a_dead_server_a_wildcard_and_mail_without_tls(self):
        seen = self.look("https://unsigned.example/")
        zone = seen.facts("zone")
        self.assertEqual((zone["dnssec"], seen.facts("dns")["dnssec"]), ("insecure", "insecure"))
        self.assertEqual(seen.outcome("dns.dnssec"), "fail")
        self.assertTrue(zone["wildcard"])
        self.assertEqual(zone["name_servers_answering_ipv4"], 1)
        self.assertEqual(len(zone["name_servers_silent"]), 1)
        self.assertIn("ns9.unsigned.example 127.0.9.9", zone["name_servers_silent"][0])
        self.assertEqual(seen.outcome("dns.name-servers-answer"), "fail")
        mail = seen.facts("mail")
        self.assertEqual(mail["hosts_with_doubtful_certificate"], ["mail.unsigned.example"], "for another name")
        self.assertEqual(mail["spf_all"], "+all")
        self.assertEqual(seen.outcome("mail.spf"), "fail")
        self.assertEqual(seen.outcome("mail.certificate"), "fail")

    def test_without_an_anchor_both_leave_dnssec_open(self):
        seen = self.look("https://signed.example/", self.unanchored)
        self.assertNotIn("dnssec", seen.facts("dns"))
        self.assertNotIn("dnssec", seen.facts("zone"))
        self.assertIn("dnssec", seen.open_facts("dns"))
        self.assertIn("dnssec", seen.open_facts("zone"))
        self.assertEqual(seen.outcome("dns.dnssec"), "unknown")

    def test_a_zone_whose_signatures_do_not_fit(self):
        seen = self.look("https://www.broken.example/")
        self.assertEqual(seen.observation("dns")["status"], "protocol_error")
        self.assertIn("DNSSEC validation failed", seen.observation("dns")["reason"])
        zone = seen.facts("zone")
        self.assertEqual((zone["name"], zone["dnssec"]), ("broken.example", "bogus"))
        self.assertTrue(zone["why_bogus"])
        self.assertEqual(seen.outcome("dns.dnssec"), "fail")
        self.assertEqual(seen.outcome("dns.caa"), "unknown")

    def test_an_alias_that_leads_nowhere(self):
        seen = self.look("https://dangling.signed.example/")
        self.assertEqual(seen.observation("dns")["status"], "unreachable")
        self.assertEqual(seen.facts("zone")["alias"], "gone.signed.example")
        self.assertTrue(seen.facts("zone")["dangling_alias"])
        self.assertEqual(seen.outcome("dns.no-dangling-alias"), "fail")

    def test_aliases_in_a_circle_end_with_a_status(self):
        seen = self.look("https://loop.unsigned.example/")
        self.assertIn(seen.observation("dns")["status"], ("unreachable", "timeout", "protocol_error"))
        self.assertTrue(seen.observation("dns")["reason"])
        self.assertLess(seen.seconds, 120)

    def test_a_huge_set_of_records_is_bounded(self):
        seen = self.look("https://huge.example/")
        mail = seen.observation("mail")
        self.assertEqual(mail["status"], "ok")
        self.assertNotIn("spf", mail["facts"])
        self.assertLess(seen.seconds, 120)


if __name__ == "__main__":
    unittest.main()
