#!/bin/bash
# A distribution to 500 partners: one decision, 500 distributions in one commit, all or none of them whenever the process dies.
. "$SRCDIR/tests/cli/lib.sh"
make_city
n=500
rows() { # HEADER FORMAT: a file with a row a party
    local i
    echo "$1"
    for ((i = 0; i < n; i++)); do
        # shellcheck disable=SC2059 # the format is the caller's
        printf "$2" "$i" "$i" "$i"
    done
}
uscc() { # BASE: with its check character (GB 32100)
    local alphabet=0123456789ABCDEFGHJKLMNPQRTUWXY weights=(1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30 28) sum=0 k rest
    for ((k = 0; k < 17; k++)); do
        rest=${alphabet%%"${1:k:1}"*}
        sum=$((sum + ${#rest} * weights[k]))
    done
    printf '%s%s' "$1" "${alphabet:$(((31 - sum % 31) % 31)):1}"
}
{
    echo "party,name,kind,uscc"
    for ((i = 0; i < n; i++)); do
        printf 'P-%03d,出资人%03d,lp,%s\n' "$i" "$i" "$(uscc "$(printf '91340600X%08d' $((20000 + i)))")"
    done
} >"$tmp/parties.csv"
rows commitment,party,capacity,signed_on,amount 'C-%03d,P-%03d,SOCIAL,2025-02-01,1%03d.00\n' >"$tmp/commitments.csv"
rows receipt,commitment,occurred,amount,bank_ref 'K-%03d,C-%03d,2025-03-10,1%03d.00,S\n' >"$tmp/capital.csv"
clerk=(--book guidance --as zhi.dan --checker fu.he)
expect 0 import parties "$tmp/parties.csv" --as zhi.dan
expect 0 import commitments "$tmp/commitments.csv" "${clerk[@]}"
expect 0 call issue HK-001 --number 1 --notice-date 2025-03-01 --due 2025-03-15 --purpose INVESTMENT --document d --amount 12345.67 "${clerk[@]}" --format json
[ "$(grep -o '"commitment":' "$tmp/out" | wc -l)" = $n ] || die "not a row a party"
expect 0 call reverse HK-001 --reason 误发 "${clerk[@]}" # what it asks for would have to stay unpaid
expect 0 import capital "$tmp/capital.csv" "${clerk[@]}"
allocate=(distribution allocate FZ-1 --occurred 2025-04-01 --amount 98765.43 --source GAIN "${clerk[@]}")
before=$(records)
expect 0 "${allocate[@]}" --dry-run --format json
[ "$(grep -o '"commitment":' "$tmp/out" | wc -l)" = $n ] || die "the dry run has not a row a party"
unchanged "$before"

# killed at any moment: nothing of it is there, or all of it
for delay in 0.01 0.02 0.03 0.04 0.05 0.06 0.08 0.1 0.15; do
    "$fp" "${allocate[@]}" --format json >/dev/null 2>&1 </dev/null &
    pid=$!
    sleep $delay
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
    now=$(records)
    [ "$now" = "$before" ] || [ "$now" = $((before + n + 1)) ] || die "killed after $delay s it left $now records of $before"
    expect 0 verify
done
expect 0 "${allocate[@]}" --format json
[ "$(records)" = $((before + n + 1)) ] || die "not $n distributions: $(records) records after $before"
expect 0 verify
expect 0 "${allocate[@]}"
out_has 'already recorded'
[ "$(records)" = $((before + n + 1)) ] || die "given again, it was recorded again"

# each of them is a distribution like any other
expect 0 due settle SF-1 --of DISTRIBUTION --event FZ-1-C-007 --occurred 2025-04-02 --amount 1.00 --bank-ref T1 "${clerk[@]}"
expect 0 distribution reverse FZ-1-C-008 --reason 误 "${clerk[@]}"
expect 1 distribution reverse FZ-1-C-007 --reason 误 "${clerk[@]}"
out_has E_LATER
expect 0 explain FZ-1-C-009 --book guidance --as shen.ji
expect 0 explain FZ-1 --book guidance --as shen.ji --format csv
[ "$(grep -c '^P-[0-9]*,' "$tmp/out")" = $n ] || die "explain has not a row a party"
expect 1 distribution allocate FZ-2 --occurred 2025-04-01 --amount 1.00 --source GAIN --recallable Y "${clerk[@]}"
out_has E_ALLOCATE_RECALLABLE
expect 0 verify
expect 0 rebuild --as guan.li
expect 0 verify
