#!/usr/bin/python3
"""Looks at the pages that the program writes as a validator and as a reader with a disability would.

usage: check_pages.py valid ATTT EXAMPLE VNU         HTML validity, by the Nu Html Checker
       check_pages.py accessible ATTT EXAMPLE AXE    axe-core in headless Chromium, no violation
       check_pages.py valid|accessible --pages DIRECTORY VNU|AXE
The program's own pages come from a workspace of the example province's lists: every kind of report, the site and its
public form. With --pages: every .html below DIRECTORY. VNU and AXE are the paths of vnu.jar and axe.min.js:

    npm pack vnu-jar@26.9.27 && tar xf vnu-jar-26.9.27.tgz      # package/build/dist/vnu.jar; needs java
    npm pack axe-core@4.14.1 && tar xf axe-core-4.14.1.tgz      # package/axe.min.js; needs chromium

Exit codes: 0 nothing to say, 1 something wrong, 77 a tool is missing.
"""
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

SKIPPED = 77
CSP = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
AXE_CALL = """
<script src="{axe}"></script>
<script>
window.addEventListener("load", () => axe.run(document, {{resultTypes: ["violations"]}}).then(found => {{
  const out = document.createElement("pre");
  out.id = "axe-found";
  out.textContent = JSON.stringify(found.violations.map(each => ({{
    id: each.id, impact: each.impact, help: each.help, nodes: each.nodes.length,
    first: each.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + " " + (node.any[0] || {{}}).message)}})));
  document.body.append(out);
}}));
</script>
"""


def missing(what):
    print("skipped: " + what)
    sys.exit(SKIPPED)


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
    return done


def written_pages(attt, example, directory):
    """Paths of pages of each kind, from a workspace in `directory`."""
    workspace = os.path.join(directory, "w")
    lists = [os.path.join(example, name + ".csv") for name in ("agencies", "systems", "websites", "computers")]
    run(attt, "init", workspace)
    command = (attt, "-C", workspace)
    run(*command, "import", *lists)
    run(*command, "evaluate")
    run(*command, "drill", "plan", "--date", "31/12/2099", "--scope", "so-tttt", "--id", "dien-tap")
    reports = os.path.join(directory, "reports")
    for kind in (["agency", "so-tttt"], ["clerk", "so-tttt"], ["province"], ["drill", "dien-tap"],
                 ["system", "bao-cao"], ["plan", "2023"], ["mau08", "--year", "2023"]):
        run(*command, "report", *kind, "--format", "html", "--out", reports)
    run(*command, "--lang", "en", "report", "agency", "so-tttt", "--format", "html", "--out",
        os.path.join(reports, "en"))
    run(*command, "week", "--html", os.path.join(reports, "week.html"))
    run(*command, "site", "build", os.path.join(directory, "site"))
    run(*command, "site", "build", os.path.join(directory, "public"), "--public")
    out = pages_below(reports) + pages_below(os.path.join(directory, "public"))
    site = os.path.join(directory, "site")
    for folder, _, _ in sorted(os.walk(site)):
        # those of one folder are made alike
        here = sorted(name for name in os.listdir(folder) if name.endswith(".html"))
        out += [os.path.join(folder, name) for name in (here if folder == site else here[:2])]
    return out


def pages_below(directory):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(directory) for name in names
                  if name.endswith(".html"))


def invalid(pages, checker):
    """Errors of each page: one run of the checker for all."""
    done = subprocess.run(["java", "-jar", checker, "--errors-only", "--format", "gnu", "--stdout", *pages],
                          capture_output=True, text=True, check=False)
    out = {path: [] for path in pages}
    for line in (done.stdout + done.stderr).splitlines():
        name = re.match(r'"file:([^"]*)"(.*)', line)
        path = urllib.parse.unquote(name.group(1)) if name else pages[0]
        out.setdefault(path, []).append(name.group(2) if name else line)
    return [out[path] for path in pages]


def inaccessible(path, axe, directory):
    """A copy with axe in it beside the page (so that its own style and scripts are found), in a browser of its own."""
    with open(path, encoding="utf-8") as file:
        page = CSP.sub("", file.read())
    copy = path[:-len(".html")] + ".axe-copy.html"
    with open(copy, "w", encoding="utf-8") as file:
        file.write(page.replace("</body>", AXE_CALL.format(axe="file://" + axe) + "</body>"))
    profile = tempfile.mkdtemp(dir=directory)
    try:
        done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                               "--allow-file-access-from-files", "--user-data-dir=" + profile,
                               "--virtual-time-budget=60000", "--timeout=120000", "--dump-dom", "file://" + copy],
                              capture_output=True, text=True, check=False, timeout=300)
    finally:
        os.unlink(copy)
        shutil.rmtree(profile, ignore_errors=True)
    found = re.search(r'<pre id="axe-found">(.*?)</pre>', done.stdout, re.S)
    if found is None:
        return ["axe did not run: " + done.stderr[-300:]]
    return [f"{each['id']} ({each['impact']}): {each['help']}; {each['nodes']} places, first: {each['first']}"
            for each in json.loads(html.unescape(found.group(1)))]


def main():
    mode, *arguments, tool = sys.argv[1:] if len(sys.argv) == 5 else sys.argv[1:] + [""]
    if not os.path.isfile(tool):
        missing("vnu.jar or axe.min.js is not there; the head of this file says where it comes from")
    program = "java" if mode == "valid" else "chromium"
    if shutil.which(program) is None:
        missing(program + " is not installed")
    with tempfile.TemporaryDirectory(prefix="attt-pages-") as directory:
        pages = pages_below(arguments[1]) if arguments[0] == "--pages" else written_pages(*arguments, directory)
        if mode == "valid":
            results = invalid(pages, tool)
        else:
            with ThreadPoolExecutor(2) as pool:
                results = list(pool.map(lambda path: inaccessible(path, os.path.abspath(tool), directory), pages))
    wrong = 0
    for path, found in zip(pages, results):
        for each in found:
            wrong += 1
            print(f"{path}: {each}")
    print(f"{len(pages)} pages, {wrong} to mend")
    return 1 if wrong or not pages else 0


sys.exit(main())
