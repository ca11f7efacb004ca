#!/bin/bash
# The service under many at once: 128 and 256 connections are served as fast as 16, idle ones cost little, and a file of 500 MB goes to disk and
# not into memory.
# timeout: 240
. "$SRCDIR/tests/cli/lib.sh"
make_city
large=499999976 idle=600 memory=1
[ "${FPL_VARIANT:-plain}" = plain ] || { large=19999976 idle=60 memory=0; } # figures are of the plain build
export XDG_CONFIG_HOME=$tmp FUNDPOOL_LANG=en
expect 0 access key zhi.dan --days 30
cp "$tmp/out" "$tmp/key"
mapfile -t arguments < <(deal D-1 2026-03-01 5000000.00)
expect 0 "${arguments[@]}"
"$fp" serve --listen 127.0.0.1:0 >"$tmp/serve.out" 2>"$tmp/serve.log" </dev/null &
service=$!
for _ in $(seq 200); do
    [ -s "$tmp/serve.out" ] && break
    kill -0 "$service" 2>/dev/null || { cat "$tmp/serve.log" >&2; die "serve did not start"; }
    sleep 0.05
done
address=$(head -n 1 "$tmp/serve.out")
high() { awk '/^VmHWM:/ { print $2 }' "/proc/$service/status"; } # KiB

# ---- many connections ----
if command -v wrk >/dev/null; then
    rate() { # CONNECTIONS: requests a second; nothing is lost
        wrk -t 2 -c "$1" -d 2s --timeout 8s "${address}healthz" >"$tmp/wrk.$1" 2>&1 || die "wrk at $1"
        grep -Eq 'Socket errors|Non-2xx' "$tmp/wrk.$1" && { cat "$tmp/wrk.$1" >&2; die "requests were lost at $1"; }
        awk '/^Requests\/sec:/ { printf "%d", $2 }' "$tmp/wrk.$1"
    }
    few=$(rate 16)
    for many in 128 256; do
        now=$(rate $many)
        echo "$many connections: $now requests a second, $few at 16"
        [ $memory = 0 ] || [ $((4 * now)) -gt "$few" ] || die "$many connections: $now requests a second, $few at 16"
    done
else
    echo "skipped: no wrk"
fi

# ---- connections that say nothing ----
before=$(high)
ADDRESS=$address IDLE=$idle python3 - <<'PY' || die "idle connections"
import os, re, socket
host, port = re.match(r"http://([^:/]+):(\d+)/", os.environ["ADDRESS"]).groups()
idle = [socket.create_connection((host, int(port)), timeout=10) for _ in range(int(os.environ["IDLE"]))]
asks = socket.create_connection((host, int(port)), timeout=10)
asks.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
assert b" 200 " in asks.recv(4096), "nobody is served beside the idle ones"
PY
[ $memory = 0 ] || [ $(($(high) - before)) -lt $((48 << 10)) ] || die "idle connections take $(($(high) - before)) KiB"

# ---- a file of half a gigabyte ----
before=$(high)
{ echo '备注,说明'; yes 'abc,def' | head -c $large; } >"$tmp/large.csv"
code=$(curl -sS -o "$tmp/answer" -w '%{http_code}' -H "Authorization: Bearer $(cat "$tmp/key")" -H 'Content-Type: text/csv' -H 'Idempotency-Key: large' \
    -T "$tmp/large.csv" -X POST "${address}api/v1/uploads?command=deals&book=guidance&name=large.csv")
[ "$code" = 202 ] || { cat "$tmp/answer" >&2; die "500 MB: $code"; }
id=$(sed -n 's/.*"id":\([0-9]*\).*/\1/p' "$tmp/answer" | head -n 1)
for _ in $(seq 600); do
    curl -sS -H "Authorization: Bearer $(cat "$tmp/key")" "${address}api/v1/uploads/$id" >"$tmp/answer"
    grep -Eq '"state":"(FAILED|CHECKED)"' "$tmp/answer" && break
    sleep 0.1
done
grep -q 'E_HEADER' "$tmp/answer" || { cat "$tmp/answer" >&2; die "500 MB of what is no file of deals"; }
[ $memory = 0 ] || [ $(($(high) - before)) -lt $((32 << 10)) ] || die "500 MB take $(($(high) - before)) KiB of memory"
kill -TERM "$service"
wait "$service" || die "serve ended with $?"
expect 0 verify
