# Shared by the scripts beside it; sourced, not run.
# shellcheck shell=bash

ATTT_SOURCE="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
ATTT_STARTED=$SECONDS

# What a person reads goes to stderr, so that stdout stays free for results.
say() { printf '%s\n' "$*" >&2; }

# One step of a longer script, with the seconds since it began.
step() { printf '[%4d s] %s\n' "$((SECONDS - ATTT_STARTED))" "$*" >&2; }

# stop CODE SENTENCE…
stop() {
    local code="$1"
    shift
    say "$*"
    exit "$code"
}

# quietly LOG COMMAND…: the output goes to the log; only when the command fails is its end shown.
quietly() {
    local log="$1" code=0
    shift
    "$@" >>"$log" 2>&1 || code=$?
    [ "$code" -eq 0 ] && return 0
    say "Lệnh không thành công (mã $code): $*"
    say "Phần cuối của nhật ký $log:"
    tail -n 40 "$log" >&2
    return "$code"
}

# Compilers want memory as well as cores: about 1.5 GB each.
build_jobs() {
    local cores memory
    cores="$(nproc 2>/dev/null || echo 2)"
    memory="$(awk '/^MemAvailable:/ { n = int($2 / 1500000); print n < 1 ? 1 : n }' /proc/meminfo 2>/dev/null || echo 2)"
    [ "$memory" -lt "$cores" ] && cores="$memory"
    echo "$cores"
}
