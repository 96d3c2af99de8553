#!/usr/bin/env python3
"""Holds exports against the published schemas of their formats and against readers written by others.

validate.py DIRECTORY   checks every file of the directory by its ending. Exit codes: 0 sound, 1 a defect was found.
"""
import csv
import datetime
import io
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

import icalendar
import jsonschema
from prometheus_client.parser import text_string_to_metric_families

ROOT = pathlib.Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests/fixtures/schemas"
# Long arrays of alike entries are cut before the schema sees them: the first ones say as much.
ENTRIES = 60
defects = []


def defect(path, sentence):
    defects.append(f"{path.name}: {sentence}")


def schema_of(path):
    """A schema with its patterns as Python writes them: \\p{L} and \\p{N} are no part of its expressions."""
    text = path.read_text(encoding="utf-8").replace("\\\\p{L}", "[^\\\\W\\\\d_]").replace("\\\\p{N}", "\\\\d")
    return json.loads(text)


def validator(path):
    schema = schema_of(path)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema, format_checker=jsonschema.FormatChecker())


VALIDATORS = {
    ".oscal.json": validator(FIXTURES / "oscal/oscal_assessment-results_schema.json"),
    ".defectdojo.json": validator(FIXTURES / "defectdojo/generic-findings.schema.json"),
    "manifest.json": validator(ROOT / "schemas/attt.manifest-1.schema.json"),
    ".json": validator(ROOT / "schemas/attt.export-1.schema.json"),
}


def shortened(value):
    if isinstance(value, list):
        return [shortened(each) for each in value[:ENTRIES]]
    if isinstance(value, dict):
        return {key: shortened(each) for key, each in value.items()}
    return value


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)


def check_json(path, ending):
    def unique(pairs):
        keys = [key for key, _ in pairs]
        if len(keys) != len(set(keys)):
            defect(path, f"a member stands twice: {keys}")
        return dict(pairs)

    document = json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=unique)
    for error in VALIDATORS[ending].iter_errors(shortened(document)):
        defect(path, f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    for text in strings(document):
        if text != unicodedata.normalize("NFC", text):
            defect(path, f"not NFC: {text!r}")
    if ending == ".oscal.json":
        check_oscal(path, document["assessment-results"])


def check_oscal(path, results):
    """What the schema cannot say: identifiers are unique and references lead somewhere."""
    result = results["results"][0]
    known = [each["uuid"] for each in result.get("observations", [])]
    risks = [each["uuid"] for each in result.get("risks", [])]
    items = [each["uuid"] for each in result.get("local-definitions", {}).get("inventory-items", [])]
    findings = [each["uuid"] for each in result.get("findings", [])]
    for name, each in (("observation", known), ("risk", risks), ("item", items), ("finding", findings)):
        if len(each) != len(set(each)):
            defect(path, f"the uuid of an {name} stands twice")
    for finding in result.get("findings", []):
        for related in finding.get("related-observations", []):
            if related["observation-uuid"] not in known:
                defect(path, "a finding names an observation that is not there")
        for related in finding.get("related-risks", []):
            if related["risk-uuid"] not in risks:
                defect(path, "a finding names a risk that is not there")
    for observation in result.get("observations", []):
        for subject in observation.get("subjects", []):
            if subject["subject-uuid"] not in items:
                defect(path, "an observation names a subject that is not there")
    resources = ["#" + each["uuid"] for each in results["back-matter"]["resources"]]
    if results["import-ap"]["href"] not in resources:
        defect(path, "import-ap leads nowhere")


def check_csv(path):
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig")
    if re.search(r'(?<!\r)\n', re.sub(r'"(?:[^"]|"")*"', '""', text)):
        defect(path, "a line ends without CRLF")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            defect(path, f"row {number} has {len(row)} cells, the headings {width}")
        for cell in row:
            if cell.strip() and cell.strip()[0] in "=+-@\t\r":
                defect(path, f"row {number} begins a formula: {cell[:40]!r}")
            if cell != unicodedata.normalize("NFC", cell):
                defect(path, f"row {number} is not NFC")




def check_xccdf(path):
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--huge", "--schema",
                           str(FIXTURES / "xccdf/1.2/xccdf_1.2.xsd"), str(path)],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        defect(path, done.stderr.strip()[:2000])


SAMPLE = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*",?)*\})? -?\d+')


def check_prometheus(path):
    text = path.read_bytes().decode("utf-8")
    if not text.endswith("\n"):
        defect(path, "the last line has no end")
    seen, name = set(), None
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            if name in seen:
                defect(path, f"{name} stands in two places")
            seen.add(name)
        elif not line.startswith("# TYPE ") and (not SAMPLE.fullmatch(line) or re.split(r"[{ ]", line)[0] != name):
            defect(path, f"no sample of {name}: {line[:80]!r}")
    samples = set()
    for family in text_string_to_metric_families(text):
        if family.type != "gauge" or not family.documentation:
            defect(path, f"{family.name} has no type or no help")
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            if key in samples:
                defect(path, f"the sample {key} stands twice")
            samples.add(key)


def check_calendar(path):
    raw = path.read_bytes()
    lines = raw.split(b"\r\n")
    if lines[-1] != b"" or b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""):
        defect(path, "lines do not end in CRLF alone")
    for line in lines:
        if len(line) > 75:
            defect(path, f"a line of {len(line)} octets")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            defect(path, "a fold cuts a character")
    calendar = icalendar.Calendar.from_ical(raw)
    if calendar["VERSION"] != "2.0" or not calendar["PRODID"]:
        defect(path, "VERSION or PRODID is missing")
    uids = set()
    for event in calendar.subcomponents:
        if event.name != "VEVENT" or event.errors:
            defect(path, f"{event.name}: {event.errors}")
        if str(event["UID"]) in uids:
            defect(path, f"the UID {event['UID']} stands twice")
        uids.add(str(event["UID"]))
        start = event["DTSTART"].dt
        if not isinstance(start, datetime.date) or not event["SUMMARY"] or event["DTSTAMP"].dt.tzinfo is None:
            defect(path, "an event without its time, stamp or summary")
        if "DTEND" in event and event["DTEND"].dt <= start:
            defect(path, "an event ends before it begins")
    return len(uids)


def check(path):
    if path.name == "manifest.json" or path.name.endswith(".manifest.json"):
        check_json(path, "manifest.json")
    elif path.name.endswith(".csv"):
        check_csv(path)
    elif path.name.endswith(".xccdf.xml"):
        check_xccdf(path)
    elif path.name.endswith(".prom"):
        check_prometheus(path)
    elif path.name.endswith(".ics"):
        events = check_calendar(path)
        # whatever the texts of the worked sample are, its six events stay six
        if path.name.startswith(("worked-", "text-", "ids-")) and events != 6:
            defect(path, f"{events} events instead of 6")
    else:
        check_json(path, next(ending for ending in VALIDATORS if path.name.endswith(ending)))


def main():
    directory = pathlib.Path(sys.argv[1])
    files = sorted(each for each in directory.iterdir() if each.is_file())
    if not files:
        print("nothing to check")
        return 1
    for path in files:
        try:
            check(path)
        except Exception as error:  # a reader that gives up has found a defect
            defect(path, f"{type(error).__name__}: {error}")
    for sentence in defects[:100]:
        print(sentence)
    print(f"{len(files)} files, {len(defects)} defects")
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
