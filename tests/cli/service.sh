#!/bin/bash
# The service over real sockets: TCP, TLS and a unix socket; people and keys enrolled at the command line; half, slow, long and strange requests;
# the same bytes as the command line; a stop that cuts nothing short.
# timeout: 180
. "$SRCDIR/tests/cli/lib.sh"
make_city
mapfile -t arguments < <(deal D-1 2026-03-01 5000000.00)
expect 0 "${arguments[@]}"
export XDG_CONFIG_HOME=$tmp FUNDPOOL_LANG=en

# ---- access: who can sign in ----
expect 1 access set nobody --no-code
err_has E_ACTOR
printf 'tiandi-xuanhuang-7\n' >"$tmp/password"
printf 'password1234\n' >"$tmp/weak"
"$fp" access set shen.ji <"$tmp/weak" >"$tmp/out" 2>"$tmp/err" && die "a password that everybody tries"
err_has E_PASSWORD 'everybody tries'
"$fp" access list --lang en >"$tmp/out" 2>"$tmp/err" || die "an empty list is no failure"
grep -q 'nobody has been given access yet' "$tmp/err" "$tmp/out" || die "an empty list of access says nothing"
"$fp" access set shen.ji </dev/null >"$tmp/out" 2>"$tmp/err" && die "no password"
err_has E_MISSING
"$fp" access set shen.ji <"$tmp/password" >"$tmp/secret" 2>"$tmp/err" || die "access set"
grep -Eq '^[A-Z2-7]{32}$' "$tmp/secret" || die "no secret for the codes"
grep -q '^otpauth://totp/fundpool:shen.ji?secret=' "$tmp/secret" || die "no address for an authenticator"
"$fp" access set xc.01 --no-code <"$tmp/password" >"$tmp/out" 2>"$tmp/err" || die "access set --no-code"
"$fp" access key shen.ji --days 30 --note export >"$tmp/key" 2>"$tmp/err" || die "access key"
grep -Eq '^flk_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$' "$tmp/key" || die "no key"
expect 1 access key shen.ji --days 0
err_has E_NUMBER_FORMAT
expect 0 access list
out_has shen.ji xc.01 export
[ "$(stat -c %a "$FUNDPOOL_LEDGER.service")" = 600 ] || die "the state file is not the owner's alone"
grep -q 'tiandi' "$FUNDPOOL_LEDGER.service" "$FUNDPOOL_LEDGER.service-wal" 2>/dev/null && die "a password stands in the state file"
grep -q "$(cut -d_ -f3- "$tmp/key")" "$FUNDPOOL_LEDGER.service" "$FUNDPOOL_LEDGER.service-wal" 2>/dev/null && die "a key stands in the state file"

# ---- what it does not start on ----
expect 5 serve --listen 0.0.0.0:0
err_has E_LISTEN --unencrypted
expect 5 serve --listen nonsense
err_has E_LISTEN
expect 2 serve --listen 127.0.0.1:0 --unix "$tmp/s"
expect 2 serve --tls-cert "$tmp/password"
expect 3 serve "$tmp/none.fpl" --listen 127.0.0.1:0
err_has E_NOT_FOUND
expect 3 serve --listen 127.0.0.1:0 --tls-cert "$tmp/password" --tls-key "$tmp/password"
err_has E_CERTIFICATE
expect 3 serve --listen 127.0.0.1:0 --state "$tmp/password"
err_has E_PERMISSION
chmod 600 "$tmp/password"
expect 3 serve --listen 127.0.0.1:0 --state "$tmp/password"
err_has E_STATE_FILE
printf 'tiandi-xuanhuang-7\n' | cmp -s - "$tmp/password" || die "the file was written to"

start() { # NAME OPTION...: leaves the address in $address and the process in $service
    local name=$1
    shift
    : >"$tmp/$name.out"
    "$fp" serve "$@" >"$tmp/$name.out" 2>"$tmp/$name.log" </dev/null &
    service=$!
    for _ in $(seq 100); do
        [ -s "$tmp/$name.out" ] && break
        kill -0 "$service" 2>/dev/null || { cat "$tmp/$name.log" >&2; die "$name did not start"; }
        sleep 0.05
    done
    address=$(head -n 1 "$tmp/$name.out")
}
stop() { # NAME: must end well, and soon
    local code=0
    kill -TERM "$service"
    wait "$service" || code=$?
    [ $code -eq 0 ] || { cat "$tmp/$1.log" >&2; die "$1 ended with $code"; }
}

start tcp --listen 127.0.0.1:0
"$fp" report early --as shen.ji --format json >"$tmp/cli.json" 2>/dev/null
"$fp" report balance --book guidance --as shen.ji --format csv --lang zh >"$tmp/cli.csv" 2>/dev/null
"$fp" checkpoint show >"$tmp/checkpoints.txt"
ADDRESS=$address KEY=$(cat "$tmp/key") TMP=$tmp python3 "$SRCDIR/tests/cli/service_client.py" || { tail -n 5 "$tmp/tcp.log" >&2; die "over TCP"; }
stop tcp
grep -q '"event":"stopped"' "$tmp/tcp.log" || die "the log does not tell of the stop"
grep -Eq 'tiandi|flk_[0-9a-f]{16}_|sid=|汀兰' "$tmp/tcp.log" && die "the log holds what it must not"
"$fp" verify >"$tmp/out" 2>&1 || die "the ledger is not what it was"

# ---- a unix socket, and the one that a killed service left ----
start unix --unix "$tmp/http.sock"
[ "$(stat -c %a "$tmp/http.sock")" = 660 ] || die "everybody may connect"
curl -sS --unix-socket "$tmp/http.sock" http://ledger/healthz | grep -q '"ok"' || die "over the unix socket"
expect 5 serve --unix "$tmp/http.sock"
err_has E_LISTEN
kill -KILL "$service"
wait "$service" 2>/dev/null || true
[ -S "$tmp/http.sock" ] || die "the socket is gone"
start unix --unix "$tmp/http.sock" --url https://ledger.example
curl -sS --unix-socket "$tmp/http.sock" -H 'Host: ledger.example' http://x/healthz | grep -q '"ok"' || die "after a kill"
code=$(curl -sS -o /dev/null -w '%{http_code}' --unix-socket "$tmp/http.sock" http://other/early)
[ "$code" = 421 ] || die "another host: $code"
curl -sS -D "$tmp/headers" -o /dev/null --unix-socket "$tmp/http.sock" -H 'Host: ledger.example' -H 'Origin: https://ledger.example' \
    --data 'user=xc.01&password=tiandi-xuanhuang-7' http://x/login
holds "$tmp/headers" 'Set-Cookie: __Host-sid=' '; Secure' 'Strict-Transport-Security'
stop unix
[ ! -e "$tmp/http.sock" ] || die "the socket was left"
: >"$tmp/file"
expect 5 serve --unix "$tmp/file"
[ -f "$tmp/file" ] || die "a file of somebody's is gone"

# ---- TLS of its own ----
if command -v openssl >/dev/null; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout "$tmp/key.pem" -out "$tmp/cert.pem" -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost >/dev/null 2>&1
    start tls --listen 127.0.0.1:0 --tls-cert "$tmp/cert.pem" --tls-key "$tmp/key.pem"
    port=${address##*:}
    port=${port%/}
    curl -sS --cacert "$tmp/cert.pem" "https://localhost:$port/healthz" | grep -q '"ok"' || die "over TLS"
    curl -sS --cacert "$tmp/cert.pem" --tls-max 1.1 "https://localhost:$port/healthz" >/dev/null 2>&1 && die "TLS 1.1 is taken"
    curl -sS "http://localhost:$port/healthz" >/dev/null 2>&1 && die "plain http on the port of TLS"
    stop tls
fi

# ---- withdrawn ----
expect 0 access end shen.ji
expect 1 access end shen.ji
err_has E_NOT_FOUND
