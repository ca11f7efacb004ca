#!/bin/bash
# The writing half over real sockets: the service is killed while programs post; what was answered is in the log, and every key answers as it did.
# timeout: 180
. "$SRCDIR/tests/cli/lib.sh"
make_city
export XDG_CONFIG_HOME=$tmp FUNDPOOL_LANG=en
for user in zhi.dan fu.he; do
    "$fp" access key $user --days 30 >"$tmp/key.$user" 2>/dev/null || die "access key"
done

start() { # leaves the address in $address and the process in $service
    : >"$tmp/out.address"
    "$fp" serve --listen 127.0.0.1:0 >"$tmp/out.address" 2>>"$tmp/service.log" </dev/null &
    service=$!
    for _ in $(seq 200); do
        [ -s "$tmp/out.address" ] && break
        kill -0 "$service" 2>/dev/null || { cat "$tmp/service.log" >&2; die "it did not start"; }
        sleep 0.05
    done
    address=$(head -n 1 "$tmp/out.address")
}
client() { # STEP
    ADDRESS=$address KEY=$(cat "$tmp/key.zhi.dan") CHECKER=$(cat "$tmp/key.fu.he") TMP=$tmp PROCESS=$service \
        python3 "$SRCDIR/tests/cli/service_writes.py" "$1" || { grep -v '"http":2' "$tmp/service.log" | tail -n 5 >&2; die "$1"; }
}

for round in 1 2 3; do
    start
    ROUND=$round client killed # it ends the service while it posts
    wait "$service" 2>/dev/null || true
    "$fp" verify >"$tmp/verify" 2>&1 || { cat "$tmp/verify" >&2; die "after a kill the ledger is not sound"; }
    start
    ROUND=$round client again
    kill -TERM "$service"
    wait "$service" || die "it did not stop well"
done

# a stop while programs post: what is in the queue is answered
start
ROUND=4 client stopped
code=0
wait "$service" || code=$?
[ $code -eq 0 ] || die "stopped with $code"
start
ROUND=4 client again
client contract
kill -TERM "$service"
wait "$service" || die "it did not stop well"
"$fp" verify >"$tmp/verify" 2>&1 || { cat "$tmp/verify" >&2; die "the ledger is not sound"; }
