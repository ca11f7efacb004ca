#!/bin/bash
# Client certificates: one that an authority of ours has signed and that is enrolled asks the API as its user; a foreign, expired, unknown or
# withdrawn one lets nobody in; a browser that shows one by itself cannot be made to act from another site; what it records bears its hash.
# timeout: 120
. "$SRCDIR/tests/cli/lib.sh"
command -v openssl >/dev/null || { echo "skipped: no openssl"; exit 0; }
make_city
export XDG_CONFIG_HOME=$tmp FUNDPOOL_LANG=en
mapfile -t arguments < <(deal D-1 2026-03-01 5000000.00)
expect 0 "${arguments[@]}"

authority() { # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/$1.key" -out "$tmp/$1.pem" -days 9 -subj "/CN=$1" \
        -addext basicConstraints=critical,CA:TRUE >/dev/null 2>&1
}
signed() { # NAME AUTHORITY [OPTION...]
    local name=$1 by=$2
    shift 2
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$tmp/$name.key" -out "$tmp/$name.csr" -subj "/CN=$name" >/dev/null 2>&1
    openssl x509 -req -in "$tmp/$name.csr" -CA "$tmp/$by.pem" -CAkey "$tmp/$by.key" -CAcreateserial -out "$tmp/$name.pem" "$@" >/dev/null 2>&1 ||
        die "no certificate $name"
}
authority ours
authority theirs
printf 'subjectAltName=DNS:localhost\n' >"$tmp/names"
signed server ours -days 5 -extfile "$tmp/names"
signed reader ours -days 5
signed other ours -days 5
signed foreign theirs -days 5

# ---- enrolled ----
expect 1 access cert nobody --cert "$tmp/reader.pem"
err_has E_ACTOR
expect 2 access cert shen.ji
expect 3 access cert shen.ji --cert "$tmp/none.pem"
err_has E_CERTIFICATE none.pem
expect 3 access cert shen.ji --cert "$tmp/reader.key"
err_has E_CERTIFICATE
expect 0 access cert shen.ji --cert "$tmp/reader.pem" --days 300 --note 'monthly export'
id=$(grep -o 'x[0-9a-f]\{15\}' "$tmp/err" | head -n 1)
[ "$id" = "x$(openssl x509 -in "$tmp/reader.pem" -outform DER | sha256sum | cut -c1-15)" ] || die "the id is not of the certificate: $id"
expect 1 access cert zhi.dan --cert "$tmp/reader.pem"
err_has E_EXISTS shen.ji
expect 0 access cert zhi.dan --cert "$tmp/foreign.pem"
expect 0 access list
out_has "certificate $id" 'monthly export' "$(date -u -d '+4 days 8 hours' +%Y-%m-%d | cut -c1-7)"

# ---- asked ----
"$fp" serve --listen 127.0.0.1:0 --tls-cert "$tmp/server.pem" --tls-key "$tmp/server.key" --tls-client-ca "$tmp/ours.pem" \
    >"$tmp/serve.out" 2>"$tmp/serve.log" </dev/null &
service=$!
for _ in $(seq 100); do
    [ -s "$tmp/serve.out" ] && break
    kill -0 "$service" 2>/dev/null || { cat "$tmp/serve.log" >&2; die "serve did not start"; }
    sleep 0.05
done
port=$(head -n 1 "$tmp/serve.out")
port=${port##*:}
at="https://localhost:${port%/}"
ask() { # CODE NAME PATH [OPTION...]; NAME "": without a certificate
    local code=$1 name=$2 path=$3 got shown=()
    shift 3
    [ -z "$name" ] || shown=(--cert "$tmp/$name.pem" --key "$tmp/$name.key")
    got=$(curl -sS -o "$tmp/body" -w '%{http_code}' --cacert "$tmp/ours.pem" "${shown[@]}" "$@" "$at$path") || got=none
    [ "$got" = "$code" ] || { cat "$tmp/body" >&2; die "$name $path: $got, not $code"; }
}
ask 200 reader /api/v1/books
grep -q '"guidance"' "$tmp/body" || die "the auditor's books"
ask 401 "" /api/v1/books
ask 401 other /api/v1/books
ask 401 foreign /api/v1/books
ask 200 "" /healthz
ask 200 other /healthz
ask 401 reader /api/v1/books -H 'Authorization: Bearer flk_0000000000000000_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'
[ "$(curl -sS -o /dev/null -w '%{http_code}' --cacert "$tmp/ours.pem" --cert "$tmp/reader.pem" --key "$tmp/reader.key" "$at/early")" != 200 ] ||
    die "a page is given to a certificate: pages are for those who sign in"

# ---- recorded, and only where it comes from nowhere else ----
expect 0 access cert zhi.dan --cert "$tmp/other.pem"
command='{"fields":{"party":"X-1","name":"甲","kind":"OTHER"}}'
post() { # CODE KEY [OPTION...]
    ask "$1" other /api/v1/commands/party.register -X POST -H 'Content-Type: application/json' -H "Idempotency-Key: $2" -d "$command" "${@:3}"
}
post 403 a -H 'Origin: https://evil.example'
post 403 b -H 'Sec-Fetch-Site: cross-site'
post 403 c -H "Origin: $at" -H 'Sec-Fetch-Site: same-site'
post 201 d
grep -q '"receipt"' "$tmp/body" || die "no receipt"
post 200 d # the same again
expect 0 record show registry/16 --as shen.ji
out_has "$(openssl x509 -in "$tmp/other.pem" -outform DER | sha256sum | cut -c1-16)" # whose certificate asked

# ---- withdrawn ----
expect 0 access end "$id"
ask 401 reader /api/v1/books
grep -q '"by":"key"' "$tmp/serve.log" || die "the log does not say that a key asked"
kill -TERM "$service"
wait "$service" || die "serve ended with $?"
expect 2 serve --listen 127.0.0.1:0 --tls-client-ca "$tmp/ours.pem"
expect 3 serve --listen 127.0.0.1:0 --tls-cert "$tmp/server.pem" --tls-key "$tmp/server.key" --tls-client-ca "$tmp/password"
err_has E_CERTIFICATE
