#!/bin/bash
# What a dry run shows has a hash; given back with the command, nothing else is recorded.
. "$SRCDIR/tests/cli/lib.sh"
make_city
who="--as zhi.dan --checker fu.he"
deal="deal record YD-001 --book guidance --firm 91340602XY0000098D --firm-name 示例鹿鸣微电子有限公司 --paid-date 2026-11-10"
hash() { # of the dry run that was shown last, as JSON
    python3 -c 'import json,sys; print(json.load(sys.stdin)["tables"][0]["captions"]["shown"])' <"$tmp/out"
}
# shellcheck disable=SC2086  # words of a command
{
    expect 0 $deal --amount 3000000.00 $who --dry-run
    out_has "Hash of the result"
    FUNDPOOL_LANG=zh expect 0 $deal --amount 3000000.00 $who --dry-run
    out_has "结果散列"
    expect 0 $deal --amount 3000000.00 $who --dry-run --format json
    shown=$(hash)
    [ ${#shown} = 64 ] || die "no hash: $shown"
    expect 1 $deal --amount 3000000.01 $who --expect-hash "$shown"
    err_has E_NOT_AS_SHOWN "nothing was recorded"
    FUNDPOOL_LANG=zh expect 1 $deal --amount 3000000.01 $who --expect-hash "$shown"
    err_has "结果与所见不同"
    expect 2 $deal --amount 3000000.00 $who --expect-hash "${shown:1}"
    err_has E_HASH expect-hash
    expect 0 $deal --amount 3000000.00 $who --expect-hash "$shown"
    expect 0 $deal --amount 3000000.00 $who --expect-hash "$shown" # given before
    expect 0 $deal --amount 3000000.00 $who --dry-run
    err_has "already recorded"
}
# the amount of a claim has an option of its own, which its record keeps
expect 0 help claim approve
out_has "--expect " "--expect-hash"
expect 0 verify
