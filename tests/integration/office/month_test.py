#!/usr/bin/python3
"""A month of an office through its folder alone: lists, console exports, returned sheets, results of others, what goes
wrong with files, the timers' runs, letters to a real mail server that is there, away and back, and a run that is killed.

usage: month_test.py ATTT FIXTURES
"""
import csv
import datetime
import email
import email.policy
import io
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from xml.etree import ElementTree

ATTT, FIXTURES = sys.argv[1:3]
HERE = os.path.dirname(os.path.abspath(__file__))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
failures = []


def check(condition, what):
    print(("ok      " if condition else "FAILED  ") + what, flush=True)
    if not condition:
        failures.append(what)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def certificate(directory, name, host, days):
    key, cert = os.path.join(directory, name + ".key"), os.path.join(directory, name + ".pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days",
                    str(days), "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host + ",IP:127.0.0.1"],
                   check=True, capture_output=True)
    return cert, key


class Site:
    """An HTTPS server with one page; `slow` makes it say nothing, as a run that is to be killed needs."""

    def __init__(self, cert, key):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(cert, key)
        self.slow = False
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.answer, args=(client,), daemon=True).start()

    def answer(self, client):
        try:
            client.settimeout(20)
            if self.slow:
                time.sleep(20)
            with self.context.wrap_socket(client, server_side=True) as stream:
                stream.recv(8192)
                stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 25\r\n"
                               b"Connection: close\r\n\r\n<html><p>Xin ch\xc3\xa0o</p></h")
        except (OSError, ssl.SSLError):
            client.close()


class MailServer:
    def __init__(self, directory, cert, key, port):
        self.directory, self.arguments, self.process = directory, [directory, cert, key, str(port)], None
        os.makedirs(directory)

    def up(self):
        self.process = subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "mail_server.py")] + self.arguments,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if not self.process.stdout.readline().strip():
            raise RuntimeError("the mail server did not start")

    def down(self):
        self.process.stdin.close()
        self.process.wait(30)

    def mode(self, mode):
        with open(os.path.join(self.directory, "mode"), "w", encoding="ascii") as file:
            file.write(mode)

    def letters(self):
        out = []
        for name in sorted(os.listdir(self.directory)):
            if name.endswith(".eml"):
                with open(os.path.join(self.directory, name), "rb") as file:
                    out.append(email.message_from_binary_file(file, policy=email.policy.default))
        return out


class Office:
    def __init__(self, directory, site, mail_port, ca):
        self.directory = directory
        self.workspace = os.path.join(directory, "w")
        self.days = 0
        self.attt_bare("init", self.workspace)
        with open(os.path.join(self.workspace, "attt.toml"), "w", encoding="utf-8") as file:
            file.write(f'''[workspace]
province = "Thử"
classification = ""
[[office]]
name = "Sở Khoa học và Công nghệ"
[[authorisation]]
number = "01/VĂN BẢN MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.unit.example"]
networks = ["127.0.0.0/8", "::1/128"]
[scan]
connect_timeout = "2s"
answer_timeout = "6s"
[[host]]
name = "cong.unit.example"
addresses = ["127.0.0.1"]
ports = {{ "443" = {site.port}, "80" = 1 }}
''')
        with open(os.path.join(self.workspace, "mail.toml"), "w", encoding="utf-8") as file:
            file.write(f'''[server]
host = "127.0.0.1"
port = {mail_port}
security = "starttls"
user = "attt"
password_file = "mail.password"
ca = "{ca}"
from = "attt@unit.example"
name = "Sở Khoa học và Công nghệ"
timeout = "20s"
[desk]
post = "Bàn an toàn thông tin"
to = ["ban@unit.example"]
[[contact]]
agency = "stc"
post = "Bộ phận CNTT"
to = "cntt@stc.unit.example"
''')
        secret = os.path.join(self.workspace, "mail.password")
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write("mật khẩu\n")
        self.folder = os.path.join(self.workspace, "trao-doi")

    def command(self, *arguments):
        # the wall clock moves by days; waits are of the real one
        clock = ["faketime", "-f", f"+{self.days}d"] if self.days else []
        return clock + [ATTT, "-C", self.workspace, *arguments]

    def environment(self):
        # an AddressSanitizer build wants to be loaded before all others, and libfaketime is
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        return dict(os.environ, FAKETIME_DONT_FAKE_MONOTONIC="1", LANG="C.UTF-8", ASAN_OPTIONS=sanitizer)

    def attt_bare(self, *arguments):
        return subprocess.run([ATTT, *arguments], capture_output=True, text=True, check=False)

    def attt(self, *arguments):
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False,
                              env=self.environment())

    def json(self, *arguments):
        done = self.attt(*arguments, "--format", "json")
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")

    def drop(self, name, content):
        path = os.path.join(self.folder, "Hộp vào", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return path

    def inbox(self):
        return {file["name"]: file for file in self.json("inbox", "--once")["files"]}

    def receipt(self, file):
        with open(file["receipt"], encoding="utf-8") as page:
            return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page.read(), flags=re.S))

    def out(self, *names):
        return os.path.join(self.folder, "Hộp ra", *names)

    def findings(self, rule=None):
        found = self.json("findings", "--state", "all")["findings"]
        return [each for each in found if rule is None or each["rule"] == rule]


def rows_of(path):
    """A workbook of ours as rows of text."""
    with zipfile.ZipFile(path) as book:
        shared = [
            "".join(node.text or "" for node in item.iter(SHEET + "t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(SHEET + "si")
        ]
        rows = []
        for row in ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(SHEET + "row"):
            cells = []
            for cell in row.iter(SHEET + "c"):
                letters = re.match(r"[A-Z]+", cell.get("r")).group()
                column = 0
                for letter in letters:
                    column = column * 26 + ord(letter) - 64
                value = cell.find(SHEET + "v")
                text = "" if value is None else value.text
                cells += [""] * (column - 1 - len(cells))
                cells.append(shared[int(text)] if cell.get("t") == "s" else text)
            rows.append(cells)
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def as_csv(rows):
    """As Excel saves it: days as days."""
    def shown(cell):
        if re.fullmatch(r"4[0-9]{4}", cell):
            return (datetime.date(1899, 12, 30) + datetime.timedelta(int(cell))).strftime("%d/%m/%Y")
        return cell
    rows = [[shown(cell) for cell in row] for row in rows]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


AGENCIES = "id,name,tier,kind,parent,security_officers\nstc,Sở Tài chính,tỉnh,sở và tương đương,,0\n" \
           "syt,Sở Y tế,tỉnh,sở và tương đương,,1\n"
SYSTEMS = "id,name,agency,owner,kind,status,level\ncong-stc,Cổng thông tin Sở Tài chính,stc,stc,portal,đang sử dụng,3\n"
COMPUTERS = "id,agency,name,serial,antivirus_installed\npc-1,stc,STC-01,SN000001,không\npc-2,syt,SYT-01,SN000002,không\n"
SITES = "id,url,agency,system,name\ncong,https://cong.unit.example/,stc,cong-stc,Cổng\n"


def first_week(office, mail):
    office.attt("inbox", "--once")
    for name, text in (("cơ quan.csv", AGENCIES), ("he thong.csv", SYSTEMS), ("may tinh.csv", COMPUTERS),
                       ("trang web.csv", SITES)):
        office.drop(name, text)
    run = office.json("run", "weekly")
    evaluated = next(step["lines"][0] for step in run["steps"] if step["step"] == "evaluate")
    opened = len(office.findings())
    check(opened > 0 and f"{opened} tồn tại mới" in evaluated, "its report counts what it opened: " + evaluated)
    check(run["outcome"] == "done", "the first weekly run is done: " + json.dumps(run, ensure_ascii=False)[:600])
    check([step["step"] for step in run["steps"]] and all(step["outcome"] == "done" for step in run["steps"]),
          "every step of it is done")
    check("https://cong.unit.example/" in json.dumps(office.json("inventory", "websites")),
          "the lists are in the inventory")
    check(not os.listdir(os.path.join(office.folder, "Hộp vào")), "nothing is left in the folder")
    for name in ("Tồn tại cần khắc phục.xlsx", "Việc chờ quyết định.xlsx", "10 việc cần làm tuần này.html"):
        check(os.path.exists(office.out(name)), "results: " + name)
    letters = mail.letters()
    check(sorted(letter["X-To"] for letter in letters) == ["ban@unit.example", "cntt@stc.unit.example"],
          "one letter to the agency's contact and one to the desk")
    text = next(l for l in letters if l["X-To"].startswith("cntt")).get_content()
    check("Tồn tại đang mở:" in text and "cong.unit.example: hết hạn ngày" in text,
          "it says counts and the certificate that is about to end")
    titles = {row[4] for row in rows_of(office.out("Tồn tại cần khắc phục.xlsx"))[1:]}
    both = "\n".join(letter.get_content() for letter in letters)
    check(titles and not any(title.split(" [")[0] in both for title in titles), "no weakness is named in a letter")


def files_of_all_sorts(office):
    office.drop("console.csv", "record,name,serial,mac,ip,group,last_seen,av_installed,av_running,av_bases_date\n"
                "1,STC-01,SN000001,,,stc,2026-11-01,true,true,2026-11-01\n")
    office.drop("hong.xlsx", b"PK\x03\x04 this is no workbook")
    office.drop("lạ.csv", "một,hai\n1,2\n")
    office.drop("trang web 2.csv", SITES + "xau,ftp://khong.unit.example/,stc,cong-stc,Sai\n")
    office.drop("cong cu.json", open(os.path.join(FIXTURES, "scanners", "made_testssl.json"), "rb").read())
    office.drop("~$mo.xlsx", "x")
    copying = open(office.drop("dang chep.csv", COMPUTERS), "ab")
    taken = office.inbox()
    check(taken["console.csv"]["kind"] == "console" and taken["console.csv"]["outcome"] == "taken", "a console's export")
    check(taken["hong.xlsx"]["outcome"] == "refused", "a broken workbook goes back")
    back = [name for _, _, names in os.walk(os.path.join(office.folder, "Trả lại")) for name in names]
    check(any(name.endswith("hong.xlsx") for name in back) and
          any(name.endswith("hong.xlsx.bien-nhan.html") for name in back), "with its receipt beside it")
    check(taken["lạ.csv"]["outcome"] == "refused" and "không nhận ra tệp này" in office.receipt(taken["lạ.csv"]),
          "a file that is nothing goes back, and why")
    partly = taken["trang web 2.csv"]
    check(partly["outcome"] == "partly", "a list with a bad row is taken in part: " + partly["outcome"])
    check(re.search(r"dòng 3|hàng 3|:3", office.receipt(partly)) is not None, "its receipt names the row")
    check(taken["cong cu.json"]["kind"] == "external", "results of another tool")
    check("dang chep.csv" not in taken and "~$mo.xlsx" not in taken, "what is being copied or edited waits")
    copying.close()
    check(office.inbox()["dang chep.csv"]["outcome"] == "known", "and is looked at once it is whole: the same list under another name")
    office.drop("lai lan nua.csv", COMPUTERS)
    again = office.inbox()["lai lan nua.csv"]
    check(again["outcome"] == "known" and "may tinh.csv" in office.receipt(again), "the same file twice is known")
    office.drop("đánh giá.csv", "agency,system,website,date,assessor,note\n"
                "stc,cong-stc,,2026-10-01,Công ty A,kết quả trong cong cu.json\n")
    taken = office.inbox()["đánh giá.csv"]
    check(taken["kind"] == "records" and taken["outcome"] == "taken", "a record of an assessment " + json.dumps(taken))
    check(office.json("findings", "sources")["reports"][0]["assessment"] != "", "has the results for its evidence")
    others = office.findings("external.testssl")
    check(others and len(others) == 2 and all(each["state"] in ("new", "open") for each in others), "what others saw is a finding of ours")


# Files as the tools write them: hosts and results in each, by a count of their rows or elements.
TOOLS = {"generic_generic_report1.json": (1, 2), "generic_generic_report3.json": (3, 5),
         "nuclei_many_findings_new.json": (1, 2), "nuclei_multiple_v3.json": (1, 6), "openvas_one_vuln.xml": (1, 1),
         "openvas_report_detail_v2.csv": (1, 1), "openvas_report_detail_v2.xml": (1, 1),
         "tenable_nessus_nessus_many_vuln.xml": (1, 7), "tenable_nessus_nessus_many_vuln2-default.csv": (1, 30),
         "testssl_demo.csv": (1, 33), "wazuh_v4-8_many_findings.json": (2, 10)}


def files_of_tools(office):
    for name in TOOLS:
        with open(os.path.join(FIXTURES, "scanners", name), "rb") as file:
            office.drop(name, file.read())
    taken = office.inbox()
    for name, (hosts, results) in TOOLS.items():
        told = office.receipt(taken[name])
        counted = re.search(name + r": (\d+) kết quả của (\d+) máy chủ.*?bỏ lại (\d+)", told)
        check(taken[name]["kind"] == "external" and counted is not None and int(counted.group(2)) == hosts
              and int(counted.group(1)) + int(counted.group(3)) == results,
              f"{name}: {results} results of {hosts} hosts: " + re.sub(r".*Loại tệp", "", told)[:160])
        # a file without a date gives its weaknesses alone: the day of the look makes it whole
        whole = office.json("findings", "import", os.path.join(FIXTURES, "scanners", name), "--as-of", "2026-01-15",
                            "--dry-run")["files"][0]
        check((whole["hosts"], whole["results"], whole["left_out"]) == (hosts, results, 0), f"{name} with a day: whole")


def sheets_come_back(office):
    rows = rows_of(office.out("Tồn tại cần khắc phục.xlsx"))
    heading = rows[0]
    assignee, note = heading.index("Giao cho"), heading.index("Ghi chú")
    rows[1][assignee] = "Phòng Hạ tầng"
    rows[1][note] = "đã liên hệ"
    rows[2][heading.index("Trạng thái")] = "xong rồi"
    office.drop("ton tai da sua.csv", as_csv(rows[:2]))
    office.drop("ton tai sai.csv", as_csv([rows[0], rows[2]]))
    taken = office.inbox()
    check(taken["ton tai da sua.csv"]["outcome"] == "taken", "a returned sheet is taken")
    found = next(each for each in office.findings() if each["id"] == rows[1][0])
    check(found.get("assignee") == "Phòng Hạ tầng", "what was written in it is stored")
    check(taken["ton tai sai.csv"]["outcome"] == "refused" and "xong rồi" in office.receipt(taken["ton tai sai.csv"]),
          "a sheet with a word that is none goes back, and which")
    office.drop("cho quyet dinh.csv", as_csv(rows_of(office.out("Việc chờ quyết định.xlsx"))[:1]))
    check(office.inbox()["cho quyet dinh.csv"]["kind"] == "waiting", "the sheet of decisions is known by its headings")


def mail_away_and_back(office, mail):
    before = len(mail.letters())
    mail.down()
    office.days = 7
    run = office.json("run", "weekly")
    check(run["outcome"] == "done", "without the mail server the week goes on")
    waiting = [l for l in office.json("mail", "list")["letters"] if l["state"] == "queued"]
    check(len(waiting) == 2 and len(mail.letters()) == before, "its letters wait")
    office.attt("mail", "send")
    mail.up()
    office.attt("run", "resume")
    office.attt("run", "resume")
    letters = mail.letters()
    check(len(letters) == before + 2, "they go out when it is back")
    ids = [letter["Message-ID"] for letter in letters]
    check(len(ids) == len(set(ids)), "none is sent twice")
    mail.mode("nosender")
    office.attt("mail", "digest")
    check(all(l["state"] == "queued" for l in office.json("mail", "list")["letters"][:2]),
          "a server that wants none of ours refuses no recipient: the letters wait")
    mail.mode("busy")
    office.attt("mail", "send")
    check(all(l["state"] == "queued" for l in office.json("mail", "list")["letters"][:2]), "a busy server gets them later")
    mail.mode("break")
    office.attt("mail", "send")
    letters = mail.letters()
    states = [l["state"] for l in office.json("mail", "list")["letters"][:2]]
    check(sorted(states) == ["queued", "unsure"], f"the server took one and broke off: it is unsure {states}")
    mail.mode("refuse")
    office.attt("mail", "send")
    refused = [l for l in office.json("mail", "list")["letters"] if l["state"] == "refused"]
    check(len(refused) == 1, "a recipient that the server does not know is refused")
    office.attt("mail", "settle", str(refused[0]["letter"]), "--as", "again")
    mail.mode("take")
    office.attt("mail", "send")
    office.attt("mail", "send")
    ids = [letter["Message-ID"] for letter in mail.letters()]
    check(len(ids) == len(set(ids)) == len(letters) + 1, "what is unsure is not sent again, the other is")
    unsure = next(l for l in office.json("mail", "list")["letters"] if l["state"] == "unsure")
    office.attt("mail", "settle", str(unsure["letter"]), "--as", "sent")
    check(not any(l["state"] == "unsure" for l in office.json("mail", "list")["letters"]), "a person settles it")


def certificates(office, mail):
    """The site's certificate ends 29 days after the first week: reminders at 14, 7 and 1 days, each once."""
    for day, expected in ((8, 0), (16, 1), (17, 0), (23, 1), (28, 1)):
        before = len(mail.letters())
        office.days = day
        run = office.json("run", "daily")
        new = mail.letters()[before:]
        check(run["outcome"] == "done" and len(new) == expected, f"day {day}: {len(new)} reminders")
        for letter in new:
            check("Chứng thư số sắp hết hạn của Sở Tài chính" in letter["Subject"], letter["Subject"])


def begun_and_killed(office, cycle):
    """A run whose machine goes down in the middle of its scan: every process of it, without a word. Its number."""
    process = subprocess.Popen(office.command("run", cycle), env=office.environment(), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(600):
        runs = office.json("run", "list")["runs"]
        if runs and runs[0]["cycle"] == cycle and any(step["step"] == "scan" for step in runs[0]["steps"]) \
                and runs[0]["outcome"] == "open":
            break
        time.sleep(0.1)
    busy = office.attt("run", "monthly")
    check(busy.returncode != 0 and "đợt chạy khác" in busy.stderr, f"two runs never go together ({cycle})")
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    check(os.path.exists(os.path.join(office.workspace, "office.lock")), "its lock file is left behind")
    return office.json("run", "list")["runs"][0]["run"]


def killed(office, site):
    office.days = 29
    site.slow = True
    weekly = begun_and_killed(office, "weekly")
    daily = begun_and_killed(office, "daily")
    site.slow = False
    done = [json.loads(line) for line in office.attt("run", "resume", "--format", "json").stdout.splitlines()]
    check([(run["run"], run["outcome"]) for run in done] == [(weekly, "done"), (daily, "done")],
          f"both runs that were killed are finished by the next call: {done}")
    steps = {step["step"]: step for step in done[0]["steps"]}
    check(steps["import"]["attempts"] == 1 and steps["scan"]["attempts"] == 2, "from the step that each was at")
    check(office.attt("run", "resume").returncode == 0 and office.json("run", "list")["runs"][0]["run"] == daily,
          "and none is begun again")


def postponed(office, mail):
    """Outside the scanning hours the run waits; what waits in the queue does not wait for it."""
    settings = os.path.join(office.workspace, "attt.toml")
    with open(settings, encoding="utf-8") as file:
        before = file.read()
    hour = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=7 + 12)).hour
    with open(settings, "a", encoding="utf-8") as file:
        file.write(f'[[scan_hours]]\nfrom = "{hour:02}:00"\nuntil = "{hour:02}:30"\n')
    mail.down()
    office.attt("mail", "digest")
    mail.up()
    sent = len(mail.letters())
    run = office.json("run", "weekly")
    check(run["outcome"] == "open" and run["steps"][-1]["outcome"] == "postponed", "outside its hours a run is postponed")
    office.attt("run", "resume")
    check(office.json("run", "list")["runs"][0]["outcome"] == "open", "it still waits")
    check(len(mail.letters()) == sent + 2, "the letters do not")
    with open(settings, "w", encoding="utf-8") as file:
        file.write(before)
    check(office.json("run", "resume")["outcome"] == "done", "in its hours it goes on")


def end_of_month(office):
    office.days = 30
    run = office.json("run", "monthly")
    check(run["outcome"] == "done", "the monthly run is done")
    reports = [name for _, _, names in os.walk(office.out("Báo cáo")) for name in names]
    check(all(any(agency in name and name.endswith(".html") for name in reports) for agency in ("stc", "syt")), "each agency's report lies in the folder")
    check(not os.path.exists(os.path.join(office.folder, "Hộp ra", "attt.db")) and
          os.path.exists(os.path.join(office.workspace, "attt.db")), "the database stays in the workspace")
    checked = office.attt("db", "check")
    check(checked.returncode == 0, "the store is sound: " + checked.stdout + checked.stderr)
    written = office.attt("mail", "digest", "--dry-run", "--out", os.path.join(office.directory, "eml"))
    names = os.listdir(os.path.join(office.directory, "eml"))
    check(written.returncode == 0 and len(names) == 2 and all(name.endswith(".eml") for name in names),
          "--dry-run writes .eml files")


def main():
    directory = tempfile.mkdtemp(prefix="attt-month-")
    mail = None
    try:
        cert, key = certificate(directory, "site", "cong.unit.example", 29)
        site = Site(cert, key)
        mail_cert, mail_key = certificate(directory, "mail", "thu.unit.example", 400)
        port = free_port()
        mail = MailServer(os.path.join(directory, "mail"), mail_cert, mail_key, port)
        mail.up()
        office = Office(directory, site, port, mail_cert)
        first_week(office, mail)
        files_of_all_sorts(office)
        sheets_come_back(office)
        mail_away_and_back(office, mail)
        certificates(office, mail)
        killed(office, site)
        postponed(office, mail)
        files_of_tools(office)
        end_of_month(office)
    finally:
        if mail is not None and mail.process.poll() is None:
            mail.down()
        if os.environ.get("ATTT_KEEP"):
            print("kept: " + directory)
        else:
            shutil.rmtree(directory, ignore_errors=True)
    print(f"{len(failures)} failed")
    return 1 if failures else 0


sys.exit(main())
