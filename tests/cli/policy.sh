#!/bin/bash
# Texts of rules: shown whole with their clauses, compared version by version, and what adopting or binding one would change.
. "$SRCDIR/tests/cli/lib.sh"
make_city
hb=$SRCDIR/examples/huaibei
expect 0 tolerance adopt "$SRCDIR/policies/loss/HB_READING.yaml" --as gui.ze
expect 0 limit adopt "$hb/limits-hb-demo.yaml" --as gui.ze
expect 0 profile adopt "$SRCDIR/policies/profiles/HB_EARLY.yaml" --as gui.ze
expect 0 mapping adopt "$hb/banks/mapping-longji.yaml" --as gui.ze
expect 0 calendar adopt "$SRCDIR/policies/calendars/cn-2026.yaml" --as gui.ze

# ---- shown: every parameter in words, with the clause ----
expect 0 profile show HB_EARLY --as shen.ji --lang zh
out_has 判定日 投决日 "本科以上占比 ≥ 30%" "认定时点 < 设立日 + 60 个月" "资产总额（12个月平均） ≤ 50,000,000.00元 或" "淮政〔2022〕46号 二（四）"
expect 0 profile show HB_EARLY@1 --as xc.01
out_has "judged as of"
expect 0 tolerance show HB_READING --as shen.ji --lang zh
out_has 限值：基金群 80% 限值：类别 不考核 基金群内轧差 投资总额 "是一种读法，不是文件原文" 失效日 2025-12-31
expect 0 mapping show longji-loans --as shen.ji --lang zh
out_has 贷款备案 合同金额 "表头：合约金额(万元)；单位：万元" "固定为 BK-LJ"
expect 0 calendar show cn-2026 --as shen.ji --lang zh
out_has 放假日 2026-02-15 调休上班日 2026-02-14
expect 0 chart show fund --as shen.ji --lang zh
out_has "110101 交易性金融资产—成本" "受控于业务：基金" "须写：主体、项目"
expect 0 chart show fund --as shen.ji --format csv
python3 - "$tmp/out" "$SRCDIR/policies/charts/fund.yaml" <<'PY'
import csv, re, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")))
want = re.findall(r'code: "(\d+)"', open(sys.argv[2], encoding="utf-8").read())
assert [r["parameter"] for r in rows if r["parameter"].isdigit()] == want, "accounts are missing"
PY
for kind in pack:hb-demo@1 profile:HB_EARLY limit:HB_DEMO hb-demo HB_READING; do
    expect 0 policy show $kind --as shen.ji
done
expect 1 policy show nix --as shen.ji
err_has E_NOT_FOUND nix
expect 1 profile show nix --as shen.ji
err_has E_PROFILE
expect 2 policy show HB_EARLY@x --as shen.ji
expect 0 profile show HB_EARLY --as shen.ji --output "$tmp/profile.html" --format html

# what is not said in words anywhere is shown as it stands: no parameter of a shipped text is left out
for file in "$SRCDIR"/policies/{loss,profiles,limits,packs}/*.yaml; do
    kind=$(basename "$(dirname "$file")")
    kind=${kind%s}
    [ "$kind" = los ] && kind=tolerance
    expect 0 "$kind" adopt "$file" --as gui.ze --dry-run --lang zh
    out_has 依据
done

# ---- an id that two kinds use is told; the kind says which ----
sed 's/^id: HB_DEMO/id: HB_EARLY/' "$hb/limits-hb-demo.yaml" >"$tmp/same.yaml"
expect 0 limit adopt "$tmp/same.yaml" --as gui.ze
expect 2 policy show HB_EARLY --as shen.ji
err_has E_AMBIGUOUS profile:HB_EARLY limit:HB_EARLY
expect 0 policy show profile:HB_EARLY --as shen.ji

# ---- two versions: changed, removed, added, with the clauses of both; the dry run of the adoption says the same ----
sed 's/^version: 1/version: 2/; s/threshold: 15%/threshold: 5%/; s/^  breaker: 第十九条/  breaker: 第二十九条/
/^  - {beneficiary: GUARANTOR, when/d; s/^effective_to: 2027-12-31/effective_to: 2028-12-31/' "$hb/pack-hb-demo.yaml" >"$tmp/pack2.yaml"
differences() { # rows "change|parameter|before|after|clause before|clause after" of the table on standard output
    python3 - "$tmp/out" <<'PY'
import json, sys
table = next(t for t in json.load(open(sys.argv[1], encoding="utf-8"))["tables"] if t["table"] == "differences")
for r in table["rows"]:
    text = lambda v: v["zh"] if isinstance(v, dict) else v or ""
    print("|".join([r["change"], r["field"], text(r["rule_before"])[-30:], text(r["rule_after"])[-30:], r["clause_before"] or "", r["clause_after"] or ""]))
PY
}
expect 0 pack adopt "$tmp/pack2.yaml" --as gui.ze --dry-run --format json
dry=$(differences)
expect 0 pack adopt "$tmp/pack2.yaml" --as gui.ze --lang zh
err_has "hb-demo@2　示例市科技贷款风险补偿办法（虚构），文件自 2025-01-01 起有效，至 2028-12-31 止" "its text is valid from 2025-01-01, until 2028-12-31" \
    "agreement sign" "it binds loans registered under an agreement"
expect 0 policy diff hb-demo@1 hb-demo@2 --as shen.ji --format json
[ "$(differences)" = "$dry" ] || die "the dry run says another thing than policy diff: $dry"
[ "$(cut -d'|' -f1,2 <<<"$dry" | sort | tr '\n' ' ')" = "CHANGED|breaker 1 CHANGED|to REMOVED|rate_tiers 4 " ] || die "differences: $dry"
grep -q '^CHANGED|breaker 1|.*|示政办〔2024〕0号 第十九条|示政办〔2024〕0号 第二十九条$' <<<"$dry" || die "clauses of a change: $dry"
# the other way round what was removed is added
expect 0 policy diff hb-demo@2 hb-demo@1 --as shen.ji --format json
differences | grep -q '^ADDED|rate_tiers 4|' || die "nothing is added: $(differences)"
expect 0 policy diff hb-demo@1 hb-demo@1 --as shen.ji --lang zh
out_has 两版规定相同
expect 2 policy diff hb-demo@1 profile:HB_EARLY --as shen.ji
err_has E_USAGE "one kind"
sed 's/^version: 1/version: 2/; s/value: 30%/value: 20%/; /rnd_share/d' "$SRCDIR/policies/profiles/HB_EARLY.yaml" >"$tmp/profile2.yaml"
expect 0 profile adopt "$tmp/profile2.yaml" --as gui.ze --dry-run --lang zh
out_has "本科以上占比 ≥ 30%" "本科以上占比 ≥ 20%" 修改 删去 "研发费用占比 ≥ 3%"
sed 's/^version: 1/version: 2/; s/tau: 80%/tau: 60%/' "$SRCDIR/policies/loss/HB_READING.yaml" >"$tmp/loss2.yaml"
expect 0 tolerance adopt "$tmp/loss2.yaml" --as gui.ze --dry-run --lang zh
grep -Eq '修改 +限值：基金群 +80% +60%' "$tmp/out" || die "a tolerance that changes: $(cat "$tmp/out")"
sed 's/^version: 1/version: 2/; /code: "6605"/d' "$SRCDIR/policies/charts/fund.yaml" >"$tmp/chart2.yaml"
expect 0 chart adopt "$tmp/chart2.yaml" --as gui.ze --dry-run --lang zh
grep -Eq '删去 +6605 ' "$tmp/out" || die "an account that is dropped: $(tail -5 "$tmp/out")"

# ---- what the YAML parser says is said in Chinese too ----
while IFS='|' read -r yaml zh en; do
    printf '%b' "$yaml" >"$tmp/bad.yaml"
    expect 3 pack adopt "$tmp/bad.yaml" --as gui.ze --lang zh
    err_has "bad.yaml:" "YAML 无效：$zh [E_YAML]" "invalid YAML: $en"
done <<'BAD'
a: [1, 2\nb: }\n|括号不配对|mismatched
a: "x\n|引号没有闭合|double-quoted scalar without closing quote
a: 1\n b: 2\nc: [\n|键的写法有误：冒号、缩进或引号不对|invalid multiline plain key
BAD

# ---- limits: what the fund already breaks under them is said before they bind ----
{
    expect 0 limit bind XE-1 --book guidance --limits HB_DEMO --version 1 --from 2025-01-01 --target 100000000.00 --document 协议 --as gui.ze --dry-run --lang zh
    out_has 限额：现行与适用后 适用后
    expect_deal 0 YD-001 2026-11-10 9000000.00
    expect 0 limit bind XE-1 --book guidance --limits HB_DEMO --version 1 --from 2025-01-01 --target 100000000.00 --document 协议 --as gui.ze
    sed 's/^version: 1/version: 2/; s/at_most: 2000万元/at_most: 500万元/; /listed_shares/d' "$hb/limits-hb-demo.yaml" >"$tmp/limits2.yaml"
    before=$(records)
    expect 0 limit adopt "$tmp/limits2.yaml" --as gui.ze --dry-run --lang zh
    grep -Eq '现行 .*HB_DEMO@1 +单个项目投资额 .*9,000,000.00 .*未超' "$tmp/out" || die "as it stands: $(cat "$tmp/out")"
    grep -Eq '适用后 .*HB_DEMO@2 +单个项目投资额 .*9,000,000.00 .*-4,000,000.00 +超限' "$tmp/out" || die "under it: $(cat "$tmp/out")"
    out_has "此刻已超限 2 项" # the project, and cash that is not there
    unchanged "$before"
    expect 0 limit adopt "$tmp/limits2.yaml" --as gui.ze
    expect 0 limit bind XE-2 --book guidance --limits HB_DEMO --version 2 --from 2026-11-01 --target 100000000.00 --document 协议 --as gui.ze --dry-run --format json
    python3 - "$tmp/out" <<'PY'
import json, sys
table = next(t for t in json.load(open(sys.argv[1], encoding="utf-8"))["tables"] if t["table"] == "limits")
rows = {(r["when"], r["limit"]): r for r in table["rows"]}
assert rows["before", "project_amount"]["status"] == "KEPT" and rows["after", "project_amount"]["status"] == "BROKEN", rows
assert ("before", "listed_shares") in rows and ("after", "listed_shares") not in rows, "a limit that ends"
PY
}
