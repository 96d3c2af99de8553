#!/usr/bin/env python3
"""What attt says of bad input: one clear sentence for each, with file, line, what was expected and the nearest valid value.
usage: bad_input.py ATTT [--print]
Each case is what is wrong, the files, the command, its exit code and the sentence, word for word; nothing that was stored
before may be changed by any of them. --print shows every sentence. Exit codes: 0 all as it should be, 1 not."""
import argparse
import hashlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile

TARGET = '''[[target]]
id = "mau.1"
number = "1"
title.vi = "Chỉ tiêu mẫu"
title.en = "A target"
unit = "%"
comparator = "{comparator}"
value = "100"
value_text = "100%"
due = 2026-12-31
basis = ["kh-144-2022.chi-tieu"]
'''
RULE = '''date = "2026-11-23"
[[rule]]
id = "mau.mot"
version = 1
subject = "website"
severity = "medium"
title.vi = "Tiêu chí mẫu"
title.en = "A rule"
rationale.vi = "Vì sao."
rationale.en = "Why."
remediation.vi = "Cách sửa."
remediation.en = "How to mend it."
max_age = "14d"
require = {require}
[[rule.case]]
name = "đáp ứng"
facts = {{ "ipv6.ready" = true }}
expect = "pass"
[[rule.case]]
name = "chưa đáp ứng"
facts = {{ "ipv6.ready" = false }}
expect = "fail"
[[rule.case]]
name = "chưa xác định"
facts = {{}}
expect = "unknown"
'''
XLS = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + 'Workbook'.encode('utf-16-le')


def zip_bomb(path):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as book:
        book.writestr('xl/workbook.xml', '<workbook><sheets><sheet name="A" id="1"/></sheets></workbook>')
        book.writestr('xl/_rels/workbook.xml.rels',
                      '<Relationships><Relationship Id="1" Type="/worksheet" Target="s.xml"/></Relationships>')
        book.writestr('xl/s.xml', '<worksheet><sheetData><row><c t="str"><v>' + 'x' * 200_000_000 +
                      '</v></c></row></sheetData></worksheet>')


# what is wrong, file, its content, options of the import, exit code, the sentences
IMPORTS = [
    ('a misspelt key', 'a.toml', '[[agency]]\nid = "a"\nnaem = "x"\n', [], 2,
     ['a.toml, dòng 3: không có khóa "naem"; có phải là "name"?']),
    ('a wrong type', 'a.toml', '[[agency]]\nid = "a"\nname = 5.5\n', [], 2,
     ['a.toml, dòng 3: khóa "name" phải là string, ở đây là number']),
    ('a duplicate id', 'a.csv', 'id,name\na,A\na,B\n', ['--strict'], 2, ['a.csv, dòng 3: mã "a" đã có ở dòng 2']),
    ('an unknown agency', 'a.csv', 'id,url,agency\nw,https://a.example,so-mua\n', [], 2,
     ['a.csv, dòng 2: cột "agency": không có cơ quan nào mã là "so-mua"; có phải là "so-mau"?']),
    ('a URL without a scheme', 'a.csv', 'id,url,agency\nw,a.example,so-mau\n', [], 2,
     ['a.csv, dòng 2: cột "url": địa chỉ "a.example" thiếu http:// hoặc https://; có phải là "https://a.example"?']),
    ('a private address', 'a.csv', 'id,url,agency\nw,https://10.0.0.1,so-mau\n', [], 2,
     ['a.csv, dòng 2: cột "url": địa chỉ "https://10.0.0.1" là địa chỉ riêng']),
    ('a renamed .xls', 'a.xlsx', XLS, [], 2, ['a.xlsx: là bảng tính dạng cũ .xls (dù tên tệp là gì); mở bằng Excel rồi chọn Lưu thành .xlsx']),
    ('a zip bomb', 'a.xlsx', zip_bomb, [], 2,
     ['a.xlsx [A]: phần xl/s.xml bung ra lớn bất thường nên bị từ chối (có thể là tệp phá hoại)']),
    ('a CSV in TCVN3', 'a.csv', b'id,name\na,\xa7\xe5ng Th\xb8p\n', [], 2,
     ['a.csv, dòng 2: tệp dùng phông cũ TCVN3 (ABC), không phải Unicode; hãy chuyển mã sang Unicode']),
    ('a CSV in VNI', 'a.csv', 'id,name\na,Ñoàng Thaùp\n', [], 2,
     ['a.csv, dòng 2: tệp dùng phông cũ VNI, không phải Unicode; hãy chuyển mã sang Unicode']),
    ('broken UTF-8', 'a.csv', 'id,name\na,Sở Y tế\n'.encode() + b'b,S\xe1\xbb\n', [], 2,
     ['a.csv, dòng 3: dòng này không phải UTF-8 (tệp bị hỏng hoặc bị cắt); hãy lưu lại tệp với mã UTF-8']),
    ('an empty file', 'a.csv', '', [], 2, ['a.csv: tệp rỗng']),
    ('an empty .xlsx', 'a.xlsx', '', [], 2, ['a.xlsx: tệp rỗng']),
    ('a date that does not exist', 'a.csv', 'id,name,valid_to\na,A,31/02/2025\n', [], 2,
     ['a.csv, dòng 2: cột "valid_to": ngày "31/02/2025" không có trong lịch; có phải là 28/02/2025?']),
    ('a date that is none', 'a.csv', 'id,name,valid_to\na,A,cuối năm\n', [], 2,
     ['a.csv, dòng 2: cột "valid_to": "cuối năm" không phải ngày; viết 31/12/2022 hoặc 2022-12-31']),
    ('text named .xlsx', 'a.xlsx', 'id,name\n', [], 2,
     ['a.xlsx: là tệp chữ mang tên bảng tính; nếu là CSV hãy đổi đuôi tệp thành .csv']),
    ('a file that is not there', None, None, [], 2, ['không tìm thấy tệp khong-co.csv']),
    ('a post that ends before it begins', 'a.csv', 'id,agency,post,since,until\no,so-mau,x,01/02/2025,01/01/2025\n', [], 2,
     ['a.csv, dòng 2: cột "until": ngày thôi nhiệm vụ 01/01/2025 trước ngày phân công 01/02/2025']),
    ('a row in which all is wrong', 'a.csv', 'id,url,agency,lifecycle\nw,a.example,so-mua,đang dùn\n', [], 2,
     ['a.csv, dòng 2: cột "url": địa chỉ "a.example" thiếu http:// hoặc https://; có phải là "https://a.example"?',
      'a.csv, dòng 2: cột "agency": không có cơ quan nào mã là "so-mua"; có phải là "so-mau"?',
      'a.csv, dòng 2: cột "lifecycle": không hiểu "đang dùn"; có phải là "đang dùng"?']),
    ('one bad row of a strict import', 'a.csv', 'id,name\nb,B\nb,C\n', ['--strict'], 2, ['Không nhập gì']),
]


class Cases:
    def __init__(self, attt, show):
        self.attt, self.show, self.failures = attt, show, 0
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix='attt-bad-input-'))
        self.workspace = self.dir / 'w'
        self.run(['init', str(self.workspace)])
        (self.dir / 'co-quan.csv').write_text('id,name\nso-mau,Sở Mẫu\n')
        self.run(['-C', str(self.workspace), 'import', 'co-quan.csv'])

    def run(self, arguments):
        done = subprocess.run([self.attt, *arguments], cwd=self.dir, capture_output=True, text=True, timeout=120,
                              env={**os.environ, 'LC_ALL': 'C.UTF-8'})
        return done.returncode, done.stdout + done.stderr

    def rows(self):
        """Everything that the tables hold."""
        with sqlite3.connect(f'file:{self.workspace}/attt.db?mode=ro', uri=True) as store:
            tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")]
            digest = hashlib.sha256()
            for table in tables:
                for row in store.execute(f'SELECT * FROM {table}'):
                    digest.update(repr((table, row)).encode())
            return digest.hexdigest()

    def expect(self, what, arguments, code, sentences):
        before = self.rows()
        got, said = self.run(arguments)
        if self.show:
            print(f'{what}\n    {said.strip()}')
        wrong = []
        if got != code:
            wrong.append(f'exit code {got}, expected {code}')
        wrong += [f'does not say: {sentence}' for sentence in sentences if sentence not in said]
        if 'terminate called' in said or 'Aborted' in said or len(said.splitlines()) > 4:
            wrong.append('more than a few sentences')
        if self.rows() != before:
            wrong.append('the store was changed')
        for each in wrong:
            print(f'{what}: {each}\n    {said.strip()}')
        self.failures += len(wrong)

    def imports(self):
        for what, name, content, options, code, sentences in IMPORTS:
            if name is None:
                self.expect(what, ['-C', 'w', 'import', 'khong-co.csv'], code, sentences)
                continue
            path = self.dir / name
            if callable(content):
                content(path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
            self.expect(what, ['-C', 'w', 'import', *options, name], code, sentences)
            path.unlink()

    def with_file(self, name, text, what, arguments, code, sentences):
        path = self.workspace / name
        before = path.read_text() if path.exists() else None
        path.write_text(text if before is None else before + text)
        self.expect(what, ['-C', 'w', *arguments], code, sentences)
        if before is None:
            path.unlink()
        else:
            path.write_text(before)

    def rules(self):
        rule = 'rules/checks/mau.toml'
        self.with_file(rule, RULE.format(require='{ fact = "ipv6.redy", equals = true }'), 'a rule with an unknown fact',
                       ['evaluate'], 2, ['rules/checks/mau.toml, dòng 14: không có dữ kiện "ipv6.redy"; có phải là "ipv6.ready"?'])
        self.with_file(rule, RULE.format(require='{ fact = "ipv6.ready", equal = true }'), 'a rule with an unknown verb',
                       ['evaluate'], 2, ['rules/checks/mau.toml, dòng 14: không có phép so sánh "equal"; có phải là "equals"?'])
        self.with_file('rules/targets/mau.toml', 'year = 2026\n' + TARGET.format(comparator='=>'),
                       'a plan with a comparator that does not exist', ['targets'], 2,
                       ['rules/targets/mau.toml, dòng 8: "=>" không dùng được cho khóa "comparator"; được dùng: >, >=, =, <=, <'])
        self.with_file('attt.toml', '\n[retention]\nimported_row = 12\n', 'a misspelt setting', ['inventory'], 2,
                       ['attt.toml, dòng ', ': không có khóa "imported_row"; có phải là "imported_rows"?'])
        self.with_file(rule, RULE.format(require='{ fact = "ipv6.redy", equals = true }'),
                       'a check of the store beside broken rules', ['db', 'check'], 0, ['Kho dữ liệu nguyên vẹn'])

    def stores(self):
        """A newer one, one that may not be written and a full disk are in bad_days.sh; here one that is none."""
        (self.dir / 'x').mkdir()
        shutil.copy(self.workspace / 'attt.toml', self.dir / 'x' / 'attt.toml')
        (self.dir / 'x' / 'attt.db').write_bytes(b'not a database' * 500)
        self.expect('a store that is no database', ['-C', 'x', 'inventory'], 2,
                    ['x/attt.db không phải kho dữ liệu của chương trình này, hoặc trang đầu của tệp đã hỏng'])
        with sqlite3.connect(self.workspace / 'attt.db') as store:
            (version,) = store.execute('PRAGMA user_version').fetchone()
        shutil.copytree(self.workspace, self.dir / 'newer')
        with sqlite3.connect(self.dir / 'newer' / 'attt.db') as store:
            store.execute('PRAGMA user_version=999')
        self.expect('a store of a newer program', ['-C', 'newer', 'inventory'], 2, [f'newer/attt.db do bản chương trình mới hơn ghi (lược đồ 999; bản này chỉ biết đến {version}); hãy cài bản mới hơn để mở'])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('attt')
    parser.add_argument('--print', action='store_true')
    arguments = parser.parse_args()
    cases = Cases(os.path.realpath(arguments.attt), arguments.print)
    try:
        cases.imports()
        cases.rules()
        cases.stores()
    finally:
        shutil.rmtree(cases.dir)
    print(f'{cases.failures} wrong' if cases.failures else 'every bad input was told and changed nothing')
    return 1 if cases.failures else 0


if __name__ == '__main__':
    sys.exit(main())
