#!/usr/bin/env python3
"""What the HTTP probe states of nginx and Apache as an administrator sets them up."""

import unittest

import servers
from servers import Folder, free_port, probe

GOOD = """<!DOCTYPE html><html><head><title>Sở Tư pháp</title><link rel=stylesheet href=/a.css></head><body><h1>Sở Tư pháp</h1>
<script src="/own.js"></script></body></html>"""
MIXED = """<!DOCTYPE html><html><head><title>Sở Tư pháp</title>
<script src="http://cdn.example/x.js"></script><script src="https://cdn.example/y.js"></script>
<script src="https://cdn.example/z.js" integrity="sha384-x" crossorigin></script></head>
<body><img src="http://anh.example/a.png"><form action="http://site.example/gui"><input name=a></form>
<a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/x"><img src="https://tinnhiemmang.vn/handle_cert?id=site.example"></a></body></html>"""
CONTACT = "Contact: mailto:attt@site.example\nExpires: 2035-01-01T00:00:00Z\n"
SIGNED = ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nContact: mailto:attt@site.example\n"
          "Expires: 2020-01-01T00:00:00Z\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----\n")
CSP = "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"


class Http(unittest.TestCase):
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
        names = [f"{name}.example" for name in ("good", "bare", "listing", "default", "apache", "apachelist", "www.good")]
        servers.make_certificates(folder, names)
        for name in ("good", "bare", "apache"):
            folder.write(f"{name}/index.html", MIXED if name == "bare" else GOOD)
        folder.write("good/.well-known/security.txt", CONTACT)
        folder.write("apache/.well-known/security.txt", SIGNED)
        folder.write("listing/tep.txt", "x")
        folder.write("default/index.html", "<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head>"
                     "<body><h1>Welcome to nginx!</h1></body></html>")
        http, https, ahttp, ahttps = free_port(), free_port(), free_port(), free_port()
        tls = f"listen 127.0.0.1:{https} ssl http2; ssl_certificate {folder.path}/site.pem; ssl_certificate_key {folder.path}/site.key;"
        servers.start_nginx(folder, f"""
  server {{ listen 127.0.0.1:{http} default_server; server_name _; return 301 https://$host$request_uri; }}
  server {{ listen 127.0.0.1:{http}; server_name bare.example; root {{dir}}/bare; }}
  server {{ {tls} server_name good.example; root {{dir}}/good; gzip on; gzip_min_length 1;
    add_header Strict-Transport-Security "max-age=31536000; includeSubDomains; preload" always;
    add_header Content-Security-Policy "{CSP}" always; add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy strict-origin-when-cross-origin always; add_header Permissions-Policy "camera=()" always;
    add_header Cross-Origin-Opener-Policy same-origin always; add_header Cross-Origin-Resource-Policy same-site always;
    add_header Set-Cookie "__Host-id=1; Secure; HttpOnly; SameSite=Lax; Path=/" always; }}
  server {{ {tls} server_name www.good.example; return 301 https://good.example$request_uri; }}
  server {{ {tls} server_name bare.example; root {{dir}}/bare;
    add_header Set-Cookie "sid=1"; add_header Set-Cookie "__Secure-x=1; HttpOnly; SameSite=None";
    add_header X-Powered-By PHP/7.4.3;
    add_header Content-Security-Policy "default-src * 'unsafe-inline'"; }}
  server {{ {tls} server_name listing.example; root {{dir}}/listing; autoindex on; }}
  server {{ {tls} server_name default.example; root {{dir}}/default; }}
""", https)
        atls = f"SSLEngine on\nSSLCertificateFile {folder.path}/site.pem\nSSLCertificateKeyFile {folder.path}/site.key\nProtocols h2 http/1.1\n"
        servers.start_apache(folder, f"""
Listen 127.0.0.1:{ahttp}
Listen 127.0.0.1:{ahttps}
<Directory {{dir}}>
  Require all granted
</Directory>
<VirtualHost 127.0.0.1:{ahttp}>
  ServerName apache.example
  RewriteEngine on
  RewriteRule ^(.*)$ https://%{{HTTP_HOST}}$1 [R=302,L]
</VirtualHost>
<VirtualHost 127.0.0.1:{ahttps}>
  ServerName apache.example
  DocumentRoot {{dir}}/apache
  {atls}
  Header always set Strict-Transport-Security "max-age=300"
  Header always set X-Frame-Options SAMEORIGIN
  Header add Set-Cookie "sid=1; Secure; HttpOnly; SameSite=Strict"
</VirtualHost>
<VirtualHost 127.0.0.1:{ahttps}>
  ServerName apachelist.example
  DocumentRoot {{dir}}/listing
  {atls}
  <Directory {{dir}}/listing>
    Options +Indexes
    Require all granted
  </Directory>
</VirtualHost>
""", ahttps)
        text = ""
        for name in names:
            a, b = (ahttp, ahttps) if name.startswith("apache") else (http, https)
            text += f'[[host]]\nname = "{name}"\naddresses = ["127.0.0.1"]\n[host.ports]\n80 = {a}\n443 = {b}\n'
        cls.map = folder.write("attt.toml", text)
        cls.https = https

    def look(self, name):
        return probe(f"https://{name}.example/", "--host-map", self.map, "--ca", self.folder.path + "/ca.pem")

    def test_nginx_set_up_well(self):
        seen = self.look("good")
        http = seen.facts("http")
        self.assertEqual(http["plain_http"], "redirect")
        self.assertTrue(http["first_hop_https"] and http["first_hop_same_host"])
        self.assertEqual((http["hsts_max_age"], http["hsts_include_subdomains"], http["hsts_preload"]), (31536000, True, True))
        self.assertTrue(http["hsts_preload_eligible"])
        self.assertEqual(http["csp_gaps"], [])
        self.assertTrue(http["frame_protected"] and http["nosniff"] and http["http2"] and http["compressed"])
        self.assertEqual(http["referrer_policy"], "strict-origin-when-cross-origin")
        self.assertEqual(http["permissions_policy"], "camera=()")
        self.assertEqual((http["coop"], http["corp"]), ("same-origin", "same-site"))
        self.assertEqual(http["cookies"], [{"name": "__Host-id", "secure": True, "http_only": True, "same_site": "lax"}])
        for fact in ("cookies_without_secure", "cookies_without_http_only", "cookies_without_same_site",
                     "cookies_breaking_prefix", "mixed_active", "mixed_passive", "insecure_forms",
                     "scripts_without_integrity"):
            self.assertEqual(http[fact], [], fact)
        self.assertEqual(http["security_txt_expires"], "2035-01-01T00:00:00Z")
        self.assertFalse(http["security_txt_signed"])
        self.assertEqual(http["other_form"], "redirects")
        self.assertTrue(http["software_versions"][0].startswith("nginx "))
        self.assertFalse(http["directory_listing"] or http.get("default_page") or http["trust_label"])

    def test_nginx_left_bare(self):
        http = self.look("bare").facts("http")
        self.assertEqual(http["plain_http"], "serves")
        self.assertFalse(http["redirects_to_https"])
        self.assertNotIn("hsts", http)
        self.assertIn("unsafe_inline", http["csp_gaps"])
        self.assertIn("wildcard", http["csp_gaps"])
        self.assertIn("no_object_src", http["csp_gaps"])
        self.assertEqual(http["cookies_without_secure"], ["sid", "__Secure-x"])
        self.assertEqual(http["cookies_without_http_only"], ["sid"])
        self.assertEqual(http["cookies_without_same_site"], ["sid"])
        self.assertEqual(http["cookies_breaking_prefix"], ["__Secure-x"])
        self.assertEqual(len(http["mixed_active"]), 1)
        self.assertEqual(len(http["mixed_passive"]), 1)
        self.assertEqual(len(http["insecure_forms"]), 1)
        self.assertEqual(http["scripts_without_integrity"], ["cdn.example"])
        self.assertTrue(http["trust_label"] and http["trust_label_genuine"])
        self.assertIn("PHP 7.4.3", str(http["software_past_support"]))
        self.assertFalse(http["nosniff"] or http["frame_protected"] or http["compressed"])

    def test_listings_and_default_pages(self):
        self.assertTrue(self.look("listing").facts("http")["directory_listing"])
        self.assertTrue(self.look("apachelist").facts("http")["directory_listing"])
        self.assertTrue(self.look("default").facts("http")["default_page"])

    def test_apache(self):
        seen = self.look("apache")
        http = seen.facts("http")
        self.assertEqual(http["plain_http"], "redirect")
        self.assertTrue(http["first_hop_https"])
        self.assertEqual(http["hops"][0]["status"], 302)
        self.assertEqual((http["hsts_max_age"], http["hsts_include_subdomains"]), (300, False))
        self.assertFalse(http["hsts_preload_eligible"])
        self.assertEqual(http["csp_gaps"], ["no_policy"])
        self.assertTrue(http["frame_protected"] and http["http2"])
        self.assertEqual(http["cookies_without_secure"], [])
        self.assertTrue(http["security_txt_signed"])
        self.assertEqual(http["security_txt_expires"], "2020-01-01T00:00:00Z")
        self.assertEqual(seen.outcome("http.security-txt"), "fail", "it has run out")
        self.assertTrue(http["software_versions"][0].startswith("Apache 2.4"))


if __name__ == "__main__":
    unittest.main()
