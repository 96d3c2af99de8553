#!/usr/bin/env python3
"""Writes the reports of a whole province as an officer would and prints what it cost.

usage: report_all.py ATTT [--agencies N] [--formats html,docx,xlsx,pdf]
Each agency gets three systems without a dossier, one website that was never looked at and 30 computers, a third of them
without an antivirus: findings without a scan. docs/performance.md has the figures that this makes.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path


def lists(directory, agencies):
    with open(directory / "agencies.csv", "w") as out:
        out.write("id,name,tier,kind,parent\n")
        for a in range(agencies):
            out.write(f"cq-{a:04},Cơ quan thứ {a:04} trên địa bàn tỉnh,tỉnh,sở và tương đương,\n")
    with open(directory / "systems.csv", "w") as out:
        out.write("id,name,agency,owner,kind,lifecycle,level,dossier_state\n")
        for a in range(agencies):
            for s in range(3):
                out.write(f"ht-{a:04}-{s},Hệ thống {s} của cơ quan {a:04},cq-{a:04},UBND tỉnh,lan,in_use,{s + 1},none\n")
    with open(directory / "websites.csv", "w") as out:
        out.write("id,url,agency,system,name\n")
        for a in range(agencies):
            out.write(f"tr-{a:04},https://cq{a:04}.example/,cq-{a:04},,Trang {a:04}\n")
    with open(directory / "computers.csv", "w") as out:
        out.write("id,agency,name,serial,uuid,mac,ip,os,antivirus_installed\n")
        for a in range(agencies):
            for c in range(30):
                out.write(f"mt-{a:04}-{c},cq-{a:04},PC{a:04}{c:02},,,,,Windows 10,{'không' if c % 3 == 0 else 'có'}\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("attt")
    parser.add_argument("--agencies", type=int, default=35)
    parser.add_argument("--formats", default="html,docx,xlsx,pdf")
    parser.add_argument("--keep", default="")
    arguments = parser.parse_args()
    attt = str(Path(arguments.attt).resolve())
    with tempfile.TemporaryDirectory(prefix="attt-reports-") as name:
        directory = Path(arguments.keep or name)
        directory.mkdir(exist_ok=True)
        lists(directory, arguments.agencies)
        workspace = directory / "w"
        run = lambda *words: subprocess.run([attt, *words], check=False, stdout=subprocess.DEVNULL)
        run("init", str(workspace))
        run("-C", str(workspace), "import", *[str(directory / f"{kind}.csv") for kind in
                                              ("agencies", "systems", "websites", "computers")])
        run("-C", str(workspace), "evaluate")
        out = directory / "out"
        begun = time.monotonic()
        process = subprocess.Popen([attt, "-C", str(workspace), "report", "all", "--format", arguments.formats, "--out",
                                    str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        files = list(out.iterdir()) if out.exists() else []
        size = sum(each.stat().st_size for each in files)
        print(f"agencies {arguments.agencies}, formats {arguments.formats}, exit {os.waitstatus_to_exitcode(status)}")
        print(f"{len(files)} files, {size / 1e6:.1f} MB; {seconds:.1f} s, processor {usage.ru_utime + usage.ru_stime:.1f} s, "
              f"peak {usage.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
