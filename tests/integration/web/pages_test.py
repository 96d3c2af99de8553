#!/usr/bin/env python3
"""A workspace's site through its runs: files that should not be public, a name seen first, a front page replaced, and
the label on record."""

import json
import os
import subprocess
import unittest

import servers
from servers import Folder, free_port

WORDS = ("Ủy ban nhân dân tỉnh tổ chức hội nghị sơ kết công tác cải cách hành chính và chuyển đổi số; các đại biểu thảo luận về "
         "hạ tầng số, dữ liệu dùng chung, đào tạo cán bộ cấp xã và dịch vụ công trực tuyến toàn trình cho người dân, doanh nghiệp. ")


def front(extra="", title="Sở Tư pháp", body=None):
    return (f"<!DOCTYPE html><html><head><title>{title}</title></head><body>"
            + (body or f"<h1>{title}</h1><ul><li><a href=/tin>Tin tức</a></li><li><a href=https://cu.example/>Trang bạn</a></li></ul><p>{WORDS}</p>")
            + extra + "</body></html>")


class Pages(unittest.TestCase):
    def setUp(self):
        self.folder = Folder()
        self.addCleanup(self.folder.close)
        port = free_port()
        self.folder.write("www/index.html", front())
        self.folder.write("www/.git/HEAD", "ref: refs/heads/main\n")
        self.folder.write("www/.env", "APP_NAME=x\nDB_PASSWORD=khong-that-dau-nhe-va-phan-sau-nay-dai-hon-sau-muoi-bon-byte-nhieu-lan\n")
        self.folder.write("www/backup.sql", "<html><body>Trang không tồn tại: CREATE</body></html>")
        servers.start_nginx(self.folder, f"server {{ listen 127.0.0.1:{port}; root {{dir}}/www; }}", port)
        self.workspace = self.folder.path + "/ws"
        os.makedirs(self.workspace)
        self.settings = f"""
[[authorisation]]
number = "1/QĐ"
date = 2020-01-01
until = 2099-12-31
names = ["*"]
networks = ["127.0.0.0/8"]
%s
[[host]]
name = "stp.example"
addresses = ["127.0.0.1"]
[host.ports]
80 = {port}
"""
        self.configure("exposure = true")
        self.attt("init", self.workspace)
        self.folder.write("agencies.csv", "id,name,tier,kind,parent\nstp,Sở Tư pháp,province,department,\n")
        self.folder.write("websites.csv", "id,url,agency\nstp,http://stp.example/,stp\n")
        self.attt("-C", self.workspace, "import", "agencies.csv", "websites.csv")

    def configure(self, authorised, accepted=""):
        self.folder.write("ws/attt.toml", self.settings % authorised + accepted)

    def attt(self, *arguments, codes=(0, 1)):
        said = subprocess.run([servers.PROGRAM, *arguments], capture_output=True, text=True, cwd=self.folder.path, timeout=300)
        self.assertIn(said.returncode, codes, said.stdout + said.stderr)
        return said

    def scan(self, *options):
        self.attt("-C", self.workspace, "scan", *options)
        said = self.attt("-C", self.workspace, "findings", "--format", "json")
        return {finding["rule"] for finding in json.loads(said.stdout)["findings"]}

    def explained(self, rule):
        return self.attt("-C", self.workspace, "rules", "explain", rule, "stp", "--lang", "en").stdout

    def test_exposed_files_only_when_asked_for_and_authorised(self):
        self.assertNotIn("exposure.no-exposed-files", self.scan())
        self.assertIn("exposure.no-exposed-files", self.scan("--exposure"))
        said = self.explained("exposure.no-exposed-files")
        self.assertIn("/.git/HEAD", said)
        self.assertIn("/.env", said)
        self.assertNotIn("/backup.sql", said, "a page of the site's own is no backup")
        self.assertNotIn("nhieu-lan", said, "no more than 64 bytes are kept")
        self.configure("exposure = false")
        refused = self.attt("-C", self.workspace, "scan", "--exposure", codes=(2,))
        self.assertIn("exposure", refused.stderr)

    def test_names_seen_first_until_they_are_accepted(self):
        self.assertNotIn("content.first-seen-names", self.scan())
        self.folder.write("www/index.html", front("<p><a href=https://moi.example/>Đối tác</a></p>"))
        self.assertIn("content.first-seen-names", self.scan())
        self.assertIn("moi.example", self.explained("content.first-seen-names"))
        self.assertIn("content.first-seen-names", self.scan(), "nobody has accepted it")
        self.configure("", '\n[[accepted]]\nsite = "stp"\nnames = ["moi.example"]\nreason = "đối tác"\nby = "Phòng CNTT"\nuntil = 2099-12-31\n')
        self.assertNotIn("content.first-seen-names", self.scan())

    def test_a_front_page_that_is_replaced(self):
        self.assertNotIn("content.front-page-as-before", self.scan())
        self.folder.write("www/index.html", front(f"<p>Tin mới ngày 2 tháng 12: {WORDS[:200]}</p>"))
        self.assertNotIn("content.front-page-as-before", self.scan(), "news is no replacement")
        self.folder.write("www/index.html", front(title="H4ck3d", body="<center><h1>Owned by somebody</h1><marquee>greetings to "
                                                  "all our friends in this wide and wonderful world of ours</marquee></center>"))
        self.assertIn("content.front-page-as-before", self.scan())


if __name__ == "__main__":
    unittest.main()
