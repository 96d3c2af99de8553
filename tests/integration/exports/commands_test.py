"""What leaves the building, as officers make it: reports with their manifest, the register, exports, the site."""
import csv
import datetime
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import validate  # noqa: E402

PROGRAM = os.environ["ATTT_PROGRAM"]

SETTINGS = """[workspace]
province = "Thử"
classification = "Lưu hành nội bộ"

[[office]]
name = "Sở Khoa học và Công nghệ"
"""
LISTS = {
    "agencies.csv": "id,name,tier,kind,parent,security_officers\n"
                    "stc,Sở Tài chính,tỉnh,sở và tương đương,,0\n"
                    "syt,Sở Y tế,tỉnh,sở và tương đương,,1\n",
    "systems.csv": "id,name,agency,owner,kind,status,level\n"
                   "cong-stc,=Cổng thông tin <b>Sở Tài chính</b>,stc,stc,portal,đang sử dụng,3\n",
    "websites.csv": "id,url,agency,system,name\n"
                    "trang-stc,https://stc.unit.example/,stc,cong-stc,<script>alert(1)</script>\n",
    "computers.csv": "id,agency,name,serial,antivirus_installed\n"
                     "pc-1,stc,STC-KETOAN,SN000001,không\n"
                     "pc-2,syt,SYT-01,SN000002,không\n"
                     "pc-3,syt,SYT-02,SN000003,có\n",
}
ENDINGS = {"json": ".json", "csv": ".csv", "oscal": ".oscal.json", "defectdojo": ".defectdojo.json",
           "xccdf": ".xccdf.xml", "prometheus": ".prom", "ical": ".ics"}


class Office(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.directory = pathlib.Path(cls.kept.name) / "don-vi"
        cls.directory.mkdir()
        (cls.directory / "attt.toml").write_text(SETTINGS, encoding="utf-8")
        for name, text in LISTS.items():
            (cls.directory / name).write_text(text, encoding="utf-8")
        cls.run_once("init", str(cls.directory))
        cls.run_once("-C", str(cls.directory), "import", *(str(cls.directory / name) for name in LISTS))
        cls.run_once("-C", str(cls.directory), "evaluate", codes=(0, 1))

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    @classmethod
    def run_once(cls, *arguments, codes=(0,)):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False, timeout=120)
        if done.returncode not in codes:
            raise AssertionError(f"{arguments}: {done.returncode} {done.stdout.decode()} {done.stderr.decode()}")
        return done

    def attt(self, *arguments, codes=(0,)):
        return self.run_once("-C", str(self.directory), *arguments, codes=codes)

    def json(self, *arguments, codes=(0,)):
        return json.loads(self.attt(*arguments, "--format", "json", codes=codes).stdout)

    def place(self, name):
        return pathlib.Path(self.kept.name) / name

    def reported(self, name):
        place = self.place(name)
        place.mkdir()
        self.attt("report", "agency", "stc", "--out", str(place))
        return place

    def assert_valid(self, *paths):
        validate.defects.clear()
        for path in paths:
            validate.check(path)
        self.assertEqual(validate.defects, [])


class Integrity(Office):
    def test_a_set_verifies_until_a_byte_changes(self):
        place = self.reported("bao-cao")
        self.assert_valid(place / "manifest.json")
        self.attt("report", "verify", str(place))
        page = next(place.glob("*.html"))
        original = page.read_bytes()
        for at in (0, len(original) // 2, len(original) - 1):
            changed = bytearray(original)
            changed[at] ^= 1
            page.write_bytes(bytes(changed))
            done = self.attt("report", "verify", str(place), codes=(1,))
            self.assertIn(page.name, done.stdout.decode())
        page.write_bytes(original)
        (place / "thừa.txt").write_text("x", encoding="utf-8")
        found = self.json("report", "verify", str(place), codes=(1,))["problems"]
        self.assertEqual([(each["difference"], each["name"]) for each in found], [("extra", "thừa.txt")])
        (place / "thừa.txt").unlink()
        page.unlink()
        found = self.json("report", "verify", str(place), codes=(1,))["problems"]
        self.assertEqual([(each["difference"], each["name"]) for each in found], [("missing", page.name)])

    def test_without_a_manifest_it_is_bad_input(self):
        empty = self.place("trong")
        empty.mkdir()
        self.attt("report", "verify", str(empty), codes=(2,))
        (empty / "manifest.json").write_text("{}", encoding="utf-8")
        self.attt("report", "verify", str(empty), codes=(2,))
        self.attt("report", "verify", codes=(2,))

    def test_without_a_workspace_the_manifest_stands_alone(self):
        place = self.reported("mang-di")
        done = subprocess.run([PROGRAM, "report", "verify", str(place), "--format", "json"], cwd="/",
                              capture_output=True, check=False, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIsNone(json.loads(done.stdout)["chain"])
        self.assertTrue(self.json("report", "verify", str(place))["chain"])

    def test_the_same_data_give_the_same_bytes(self):
        first, second = self.reported("mot"), self.reported("hai")
        for page in first.glob("*.html"):
            self.assertEqual(page.read_bytes(), (second / page.name).read_bytes())


class Register(Office):
    def test_the_way_of_a_document(self):
        place = self.reported("phat-hanh")
        today = datetime.date.today().isoformat()
        issued = self.json("register", "issue", str(place), "--number", "12/BC-KHCN", "--to", "stc", "--to", "UBND tỉnh",
                           "--title", "Báo cáo")
        self.assertEqual((issued["state"], issued["kind"], issued["subject"]), ("issued", "report.agency", "stc"))
        self.attt("register", "issue", str(place), "--number", "12/BC-KHCN", "--to", "stc", codes=(2,))
        self.attt("register", "issue", str(place), "--number", "13/BC-KHCN", "--to", "st", codes=(2,))
        self.attt("register", "received", "12/BC-KHCN", "--to", "stc", codes=(2,))
        self.attt("register", "sent", "12/BC-KHCN", "--on", "2000-01-01", codes=(2,))
        self.assertEqual(self.json("register", "sent", "12/BC-KHCN")["state"], "sent")
        self.attt("register", "received", "12/BC-KHCN", codes=(2,))  # by whom?
        self.json("register", "received", "12/BC-KHCN", "--to", "stc")
        self.json("register", "replied", "12/BC-KHCN", "--to", "stc", "--document", "45/STC", "--note", "đã rõ")
        entry = self.json("register", "show", "12/BC-KHCN/" + today[:4])
        self.assertEqual([each["kind"] for each in entry["deliveries"]], ["sent", "sent", "received", "replied"])
        self.assertEqual(entry["files"][0]["sha256"],
                         hashlib.sha256((place / entry["files"][0]["name"]).read_bytes()).hexdigest())
        # it cannot be written over by something else
        page = place / entry["files"][0]["name"]
        frozen = page.read_bytes()
        done = self.attt("--lang", "en", "report", "agency", "stc", "--out", str(place), codes=(2,))
        self.assertIn("12/BC-KHCN", done.stderr.decode())
        self.assertEqual(page.read_bytes(), frozen)
        # but superseded
        other = self.place("ban-moi")
        other.mkdir()
        self.attt("--lang", "en", "report", "agency", "stc", "--out", str(other))
        self.json("register", "supersede", "12/BC-KHCN", "--number", "15/BC-KHCN", "--to", "stc", str(other))
        self.attt("register", "supersede", "12/BC-KHCN", "--number", "16/BC-KHCN", "--to", "stc", str(other), codes=(2,))
        back = self.place("lay-lai")
        self.attt("register", "show", "12/BC-KHCN", "--out", str(back))
        self.assertEqual((back / page.name).read_bytes(), frozen)
        listed = self.json("register", "list")["entries"]
        # other documents of the same desk stand in the register too
        self.assertEqual([(each["number"], each["state"]) for each in listed if each["number"].endswith("-KHCN")],
                         [("12/BC-KHCN", "superseded"), ("15/BC-KHCN", "issued")])
        rows = list(csv.reader(io.StringIO(self.attt("register", "list", "--csv", "-").stdout.decode("utf-8-sig"))))
        self.assertEqual(len([row for row in rows if any(cell.endswith("/BC-KHCN") for cell in row)]), 2 + 1)
        self.attt("register", "list", "--xlsx", str(self.place("so.xlsx")))
        self.attt("db", "check")

    def test_a_signed_file_needs_a_reason(self):
        place = self.reported("da-ky")
        page = next(place.glob("*.html"))
        page.write_bytes(page.read_bytes() + b"<!-- signature -->")
        self.attt("register", "issue", str(page), "--number", "21/BC", "--to", "stc", codes=(2,))
        entry = self.json("register", "issue", str(page), "--number", "21/BC", "--to", "stc", "--reason", "đã ký số")
        self.assertEqual(entry["changed"], "đã ký số")


class Exports(Office):
    def test_every_format_is_valid_and_the_same_twice(self):
        place = self.place("xuat")
        place.mkdir()
        for name, ending in ENDINGS.items():
            first = self.attt("export", name).stdout
            self.assertEqual(first, self.attt("export", name).stdout, name)
            self.attt("export", name, "--out", str(place))
            self.assertTrue(any(each.name.endswith(ending) for each in place.iterdir()), name)
        self.assert_valid(*place.iterdir())
        self.attt("report", "verify", str(place))
        data = json.loads(self.attt("export", "json").stdout)
        self.assertEqual(len(data["computers"]), 3)
        self.assertEqual({each["rule"] for each in data["findings"] if each["subject"]["kind"] == "computer"},
                         {each["rule"] for each in data["verdicts"] if each["outcome"] == "fail"
                          and each["subject"]["kind"] == "computer"})

    def test_one_agency_and_one_language(self):
        data = json.loads(self.attt("--lang", "en", "export", "json", "--agency", "syt").stdout)
        self.assertEqual((data["language"], data["agency"]), ("en", "syt"))
        self.assertEqual({each["agency"] for each in data["findings"]}, {"syt"})
        self.assertEqual([each["id"] for each in data["agencies"]], ["syt"])
        self.attt("export", "json", "--agency", "sy", codes=(2,))

    def test_every_table(self):
        for table in ("findings", "verdicts", "targets", "members", "agencies", "systems", "websites", "due"):
            out = self.place(f"{table}.csv")
            self.attt("export", "csv", "--table", table, "--bom", "--out", str(out))
            self.assertEqual(out.read_bytes()[:3], b"\xef\xbb\xbf")
            self.assert_valid(out, pathlib.Path(str(out) + ".manifest.json"))

    def test_wrong_use(self):
        self.attt("export", "yaml", codes=(2,))
        self.attt("export", codes=(2,))
        self.attt("export", "json", "--bom", codes=(2,))
        self.attt("export", "json", "--as-of", "2001-01-01", codes=(2,))


class Site(Office):
    def test_it_takes_the_place_of_an_older_one_and_of_nothing_else(self):
        place = self.place("trang")
        self.attt("site", "build", str(place))
        self.assertTrue((place / "index.html").exists() and (place / "search-index.js").exists())
        self.attt("report", "verify", str(place))
        (place / "websites" / "cu.html").write_text("x")
        self.attt("site", "build", str(place) + "/")
        self.assertFalse((place / "websites" / "cu.html").exists())
        self.assertNotIn("<script>alert", (place / "websites" / "trang-stc.html").read_text(encoding="utf-8"))
        self.assertEqual([each.name for each in place.parent.iterdir() if each.name.startswith("trang.")], [])
        mine = self.place("cua-toi")
        mine.mkdir()
        (mine / "luan-van.docx").write_text("x")
        self.attt("site", "build", str(mine), codes=(2,))
        self.assertEqual([each.name for each in mine.iterdir()], ["luan-van.docx"])

    def test_the_public_one_names_nobody(self):
        place = self.place("cong-khai")
        self.attt("site", "build", str(place), "--public")
        self.assertEqual(sorted(each.name for each in place.iterdir()), ["index.html", "manifest.json", "style.css"])
        page = (place / "index.html").read_text(encoding="utf-8")
        data = json.loads(self.attt("export", "json").stdout)
        told = [each["name"] for each in data["agencies"]] + [each["name"] for each in data["computers"]]
        told += [each["id"] for each in data["findings"]] + ["unit.example", "cong-stc", "alert"]
        for secret in told:
            self.assertNotIn(secret, page)


class EmptyWorkspace(unittest.TestCase):
    def test_it_says_that_nothing_was_judged(self):
        with tempfile.TemporaryDirectory() as kept:
            Office.run_once("init", kept + "/w")
            for arguments in (("export", "json"), ("site", "build", kept + "/site")):
                done = Office.run_once("-C", kept + "/w", *arguments, codes=(2,))
                self.assertNotEqual(done.stderr, b"")
            self.assertFalse(pathlib.Path(kept + "/site").exists())
            Office.run_once("-C", kept + "/w", "register", "list")
            Office.run_once("register", "list", codes=(2,))


if __name__ == "__main__":
    unittest.main()
