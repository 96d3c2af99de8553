#!/usr/bin/env bash
# What attt says, and leaves alone, when the store is a newer program's, may not be written or lies on a full disk, when
# the clock was set back, when two scans start at once, and when it is not the hour. Every sentence is printed.
# usage: bad_days.sh ATTT
# Needs root for the full disk and faketime for the clock; says what it leaves out. Exit codes: 0 all as it should be, 1 not.
set -u
attt="$(realpath "$1")"
here="$(cd "$(dirname "$0")" && pwd)"
dir="$(mktemp -d)"
mounted="" failures=0
cleanup() {
    [ -z "$mounted" ] || umount "$mounted"
    rm -rf "$dir"
}
trap cleanup EXIT

sums() { (cd "$1" && find . -type f ! -name '*-shm' ! -name '*-wal' ! -name scan.lock -exec sha256sum {} + | sort -k2); }

# expect NAME CODE WORDS COMMAND…: ends with CODE, says one sentence with WORDS.
expect() {
    local name="$1" code="$2" words="$3" said got
    shift 3
    said="$("$@" 2>&1 >/dev/null)"
    got=$?
    printf '%s\n    %s\n' "$name" "$said"
    if [ "$got" != "$code" ] || [[ "$said" != *"$words"* ]] || [ "$(printf '%s\n' "$said" | wc -l)" != 1 ]; then
        echo "    ^^^ expected exit code $code (got $got) and \"$words\" in one sentence"
        failures=$((failures + 1))
    fi
}

"$attt" init "$dir/w" >/dev/null || exit 1
cat >"$dir/w/attt.toml" <<'TOML'
[[authorisation]]
number = "01/QĐ-MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.sites.example"]
networks = ["127.0.0.0/8"]
[scan]
connect_timeout = "2s"
answer_timeout = "3s"
[[host]]
name = "dead.sites.example"
addresses = ["127.48.0.1"]
ports = { "443" = 9, "80" = 9 }
TOML
printf 'id,name,tier,kind,parent\na,Cơ quan mẫu,province,department,\n' >"$dir/a.csv"
printf 'id,url,agency\nw1,https://dead.sites.example/,a\n' >"$dir/s.csv"
"$attt" -C "$dir/w" import "$dir/a.csv" "$dir/s.csv" >/dev/null || exit 1

cp -r "$dir/w" "$dir/newer"
python3 -c "import sqlite3; sqlite3.connect('$dir/newer/attt.db').execute('PRAGMA user_version=999')"
before="$(sums "$dir/newer")"
expect "a store of a newer program" 2 "lược đồ 999" "$attt" -C "$dir/newer" findings
[ "$before" = "$(sums "$dir/newer")" ] || { echo "    ^^^ it was changed"; failures=$((failures + 1)); }

if [ "$(id -u)" = 0 ]; then
    cp -r "$dir/w" "$dir/readonly"
    chmod 755 "$dir" "$dir/readonly"
    chmod 644 "$dir/readonly"/*.toml
    chmod 444 "$dir/readonly/attt.db"
    expect "a store that may not be written" 3 "không ghi được vào" setpriv --reuid=65534 --regid=65534 --clear-groups \
        "$attt" -C "$dir/readonly" findings

    mkdir "$dir/small"
    if mount -t tmpfs -o size=2m tmpfs "$dir/small"; then
        mounted="$dir/small"
        cp -r "$dir/w" "$dir/small/w"
        { echo "id,agency,name,serial"; for n in $(seq 20000); do echo "c$n,a,PC-$n,SN$n"; done; } >"$dir/c.csv"
        expect "an import on a full disk" 3 "đĩa đã đầy" "$attt" -C "$dir/small/w" import "$dir/c.csv"
        head -c 4m /dev/zero >"$dir/small/ballast" 2>/dev/null
        expect "a scan on a full disk" 3 "đĩa đã đầy" "$attt" -C "$dir/small/w" scan
        expect "an evaluation on a full disk" 3 "đĩa đã đầy" "$attt" -C "$dir/small/w" evaluate
        expect "a backup onto a full disk" 3 "đĩa đã đầy" "$attt" -C "$dir/small/w" db backup "$dir/small/copy.db"
        expect "a workspace on a full disk" 3 "đĩa đã đầy" "$attt" init "$dir/small/w2"
        [ ! -e "$dir/small/copy.db" ] || { echo "    ^^^ half a backup is there"; failures=$((failures + 1)); }
        rm "$dir/small/ballast"
        "$attt" -C "$dir/small/w" db check >/dev/null || { echo "    ^^^ the store is not sound"; failures=$((failures + 1)); }
    fi
else
    echo "left out: a full disk and a store that may not be written (need root)"
fi

# it takes connections and says nothing, so that the first scan is still at work when the second begins
python3 -c "
import socket, time
held = [socket.create_server(('127.48.0.1', 0))]
print(held[0].getsockname()[1], flush=True)
time.sleep(60)" >"$dir/port" &
silent=$!
until [ -s "$dir/port" ]; do sleep 0.05; done
sed -i "s/\"443\" = 9/\"443\" = $(cat "$dir/port")/" "$dir/w/attt.toml"
"$attt" -C "$dir/w" scan >/dev/null 2>&1 &
first=$!
until [ -s "$dir/w/scan.lock" ]; do sleep 0.05; done
expect "two scans at once" 3 "đang chạy (tiến trình $first" "$attt" -C "$dir/w" scan
wait "$first"
kill "$silent"
wait "$silent" 2>/dev/null
sed -i "s/\"443\" = [0-9]*/\"443\" = 9/" "$dir/w/attt.toml"

if command -v faketime >/dev/null; then
    # an AddressSanitizer build wants to be loaded before all others, and libfaketime is
    export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0"
    expect "a scan after the clock was set back" 2 "đồng hồ" env FAKETIME_DONT_FAKE_MONOTONIC=1 faketime '2024-01-05 10:00:00' "$attt" -C "$dir/w" scan
    expect "an evaluation after the clock was set back" 2 "đồng hồ" env FAKETIME_DONT_FAKE_MONOTONIC=1 faketime '2024-01-05 10:00:00' "$attt" -C "$dir/w" evaluate
else
    echo "left out: the clock set back (needs faketime)"
fi

# an hour that is now six hours off
from="$(TZ=Asia/Ho_Chi_Minh date -d '+6 hours' +%H:00)"
until="$(TZ=Asia/Ho_Chi_Minh date -d '+7 hours' +%H:00)"
printf '[[scan_hours]]\nfrom = "%s"\nuntil = "%s"\n' "$from" "$until" >>"$dir/w/attt.toml"
expect "a scan outside the hours" 2 "ngoài giờ" "$attt" -C "$dir/w" scan
"$attt" -C "$dir/w" scan --outside-hours "kiểm tra khẩn" >/dev/null 2>&1
python3 - "$dir/w/attt.db" <<'PY' || { echo "    ^^^ the override is not in the audit log"; failures=$((failures + 1)); }
import sqlite3, sys
said = sqlite3.connect(sys.argv[1]).execute(
    "SELECT count(*) FROM audit_event WHERE action='scan.begin' AND json_extract(detail,'$.outside_hours')='kiểm tra khẩn'").fetchone()
sys.exit(said != (1,))
PY
"$attt" -C "$dir/w" db check >/dev/null || { echo "the store is not sound"; failures=$((failures + 1)); }
[ "$failures" = 0 ] || { echo "bad_days: $failures wrong"; exit 1; }
