/* E21, how it begins: the fund is dissolved on a ground of its agreement or of law, and wound up from that day on. It
 * goes on only for that: no deal, no commitment, no extension (合伙企业法 第八十五条, 第八十八条; 公司法
 * 第二百三十六条). Assets are realised and debts paid by the events of a fund's life: exits, write-offs, settlements,
 * distributions. It posts nothing. And its reversal. How it ends: liquidation_end.c. */
#include "ledger/fund/liquidation.h"

#include <stdio.h>

#define GROUND                                                                                                            \
    "TERM=存续期届满=end of the term|CHARTER=约定的解散事由=as the agreement provides|"                       \
    "PARTNERS=全体合伙人（股东）决定=decision of all partners|PURPOSE=目的已实现或无法实现=purpose " \
    "fulfilled or out of reach|AUTHORITY=吊销、责令关闭或撤销=ordered by an authority|"                         \
    "OTHER=法律、法规规定的其他事由=other ground of law"
#define CLAUSE "合伙企业法 第八十八条"

static const struct fpl_field_spec fields[] = {
    FS("liquidation", "清算编号", "liquidation", "", ID, KEY, EVENT_KEY),
    F("occurred", "清算开始日", "begun on", "日期", DATE, REQ),
    E("ground", "解散事由", "ground", "事由", REQ, GROUND),
    F("liquidator", "清算人", "liquidator", "", TEXT, 0),
    F("document", "解散决议", "decision", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("liquidation", "清算编号", "liquidation", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

void fpl_fund__not_liquidating(const struct fpl_facts *facts, const char *what, struct fpl_decision *out) {
    struct fpl_date since = fpl_fact_date(facts, FPL_FACT_LIQUIDATION_ON);
    char text[12];
    if (fpl_date_is_none(since) || fpl_fact_bool(facts, FPL_FACT_TAKE_ON, 0) ||
        fpl_date_cmp(fpl_fact_date(facts, FPL_FACT_TODAY), since) < 0)
        return;
    fpl_decision_refuse(out, FPL_E_LIQUIDATING, fpl_date_format(since, text), what, CLAUSE);
}

void fpl_fund__not_closed(const struct fpl_facts *facts, struct fpl_decision *out) {
    char text[12];
    if (fpl_fact_int(facts, FPL_FACT_LIQUIDATION_CLOSED, 0) > 0)
        fpl_decision_refuse(out, FPL_E_LIQUIDATION_CLOSED,
                            fpl_date_format(fpl_fact_date(facts, FPL_FACT_LIQUIDATION_LAST), text), NULL, NULL);
}

void fpl_fund__liquidation_load(const struct fpl_facts *facts, struct fpl_fund__liquidation *l) {
    *l = (struct fpl_fund__liquidation){
        .id = fpl_fact_text(facts, FPL_FACT_LIQUIDATION_ID),
        .on = fpl_fact_date(facts, FPL_FACT_LIQUIDATION_ON),
        .last = fpl_fact_date(facts, FPL_FACT_LIQUIDATION_LAST),
        .end = fpl_fact_date(facts, FPL_FACT_LIQUIDATION_ENDED),
        .closed = fpl_fact_int(facts, FPL_FACT_LIQUIDATION_CLOSED, 0),
    };
}

void fpl_fund__liquidation_write(const struct fpl_fund__liquidation *l, struct fpl_decision *out) {
    struct fpl_fund__data data;
    if (l->id.n == 0) {
        fpl_decision_item(out, "liquidating", FPL_STR(FPL_ONE_KEY), (struct fpl_str){"", 0});
        return;
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "cl", l->closed);
    fpl_fund__data_date(&data, "end", l->end);
    fpl_fund__data_text(&data, "id", l->id);
    fpl_fund__data_date(&data, "last", l->last);
    fpl_fund__data_date(&data, "on", l->on);
    fpl_fund__data_item(&data, "liquidating", FPL_STR(FPL_ONE_KEY), out);
}

void fpl_fund__check_left(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const struct {
        enum fpl_fact_id fact;
        const char *account;
    } left[] = {
        {FPL_FACT_LEFT_HELD_COST, FPL_ZH_EN("在持投资成本（110101，先退出、核销或实物分配）",
                                            "investments held, cost (110101; sell, write off or hand out first)")},
        {FPL_FACT_LEFT_HELD_FAIR,
         FPL_ZH_EN("在持投资公允价值变动（110102，先退出、核销或实物分配）",
                   "investments held, fair-value change (110102; sell, write off or hand out first)")},
        {FPL_FACT_LEFT_DEBT, FPL_ZH_EN("债权投资（1501，先收回、退出或核销）",
                                       "debt investments (1501; collect, sell or write off first)")},
        {FPL_FACT_LEFT_CASH_MANAGED,
         FPL_ZH_EN("现金管理（101201，先赎回到托管户）", "cash management (101201; redeem it first)")},
        {FPL_FACT_LEFT_BANK, FPL_ZH_EN("银行存款（100201，先全部分配并支付）",
                                       "bank deposit (100201; distribute and pay all of it first)")},
        {FPL_FACT_LEFT_DIVIDENDS,
         FPL_ZH_EN("应收股利（1131，先用 due settle 收取）", "dividends receivable (1131; collect first, due settle)")},
        {FPL_FACT_LEFT_INTEREST, FPL_ZH_EN("应收利息（1132，先收取）", "interest receivable (1132; collect first)")},
        {FPL_FACT_LEFT_PROCEEDS,
         FPL_ZH_EN("应收退出款（122101，先用 due settle 收取，或用 baddebt record 核销）",
                   "exit proceeds receivable (122101; collect or write off first, due settle or baddebt record)")},
        {FPL_FACT_LEFT_CLAWBACK, FPL_ZH_EN("应收业绩回拨（122102，先用 due settle 收取）",
                                           "clawback receivable (122102; collect first, due settle)")},
        {FPL_FACT_LEFT_ALLOWANCE,
         FPL_ZH_EN("坏账准备（1231，先转销）", "allowance for doubtful receivables (1231; reverse it first)")},
        {FPL_FACT_LEFT_TAX, FPL_ZH_EN("应交税费（2221，先缴纳）", "taxes payable (2221; pay first)")},
        {FPL_FACT_LEFT_DISTRIBUTIONS,
         FPL_ZH_EN("应付分配款（2232，先用 due settle 支付）", "distributions payable (2232; pay first, due settle)")},
        {FPL_FACT_LEFT_MANAGEMENT_FEE, FPL_ZH_EN("应付管理费（224101，先用 due settle 支付）",
                                                 "management fee payable (224101; pay first, due settle)")},
        {FPL_FACT_LEFT_CUSTODY_FEE, FPL_ZH_EN("应付托管费（224102，先用 due settle 支付）",
                                              "custody fee payable (224102; pay first, due settle)")},
        {FPL_FACT_LEFT_INSTALMENTS, FPL_ZH_EN("应付投资款（224103，先用 due settle 支付）",
                                              "investment instalments payable (224103; pay first, due settle)")},
        {FPL_FACT_LEFT_CARRY, FPL_ZH_EN("应付业绩报酬、让利（224106，先用 due settle 支付）",
                                        "carried interest or concession payable (224106; pay first, due settle)")},
        {FPL_FACT_LEFT_RESERVE, FPL_ZH_EN("风险准备金（410110，先使用或转回）",
                                          "special risk reserve (410110; use it or give it back first)")},
        {FPL_FACT_LEFT_RESULT,
         FPL_ZH_EN("未结转的损益（4103、6 类，先用 journal post 结转到未分配利润 410415）",
                   "result not carried to 410415 (4103, 6…; carry it there first, journal post)")},
        {FPL_FACT_LEFT_UNFUNDED, FPL_ZH_EN("未缴认缴出资（9001，先用 commitment release 核减）",
                                           "unfunded commitments (9001; release first, commitment release)")},
        {FPL_FACT_LEFT_TRANCHES, FPL_ZH_EN("未付投资分期（9002，先用 tranche cancel 取消）",
                                           "unpaid tranches (9002; cancel first, tranche cancel)")},
    };
    char text[FPL_MONEY_TEXT];
    for (int i = 0; i < COUNT(left); i++) {
        struct fpl_money is = fpl_fact_money(facts, left[i].fact);
        if (fpl_money_sign(is) != 0)
            fpl_decision_refuse(out, FPL_E_LIQUIDATION_LEFT, left[i].account,
                                fpl_money_format(is, FPL_UNIT_YUAN, 2, text), NULL);
    }
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__liquidation l = {.id = fpl_fact_text(facts, FPL_FACT_EVENT_KEY),
                                      .on = fpl_fact_date(facts, FPL_FACT_TODAY),
                                      .last = fpl_fact_date(facts, FPL_FACT_TODAY),
                                      .end = FPL_DATE_NONE};
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    if (fpl_fact_known(facts, FPL_FACT_LIQUIDATION_ID)) {
        char text[12];
        fpl_decision_refuse(out, FPL_E_LIQUIDATING,
                            fpl_date_format(fpl_fact_date(facts, FPL_FACT_LIQUIDATION_ON), text),
                            FPL_ZH_EN("再次开始清算", "second liquidation"), CLAUSE);
        return;
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_date(&data, "on", l.on);
    fpl_fund__data_item(&data, "liquidation", l.id, out);
    fpl_fund__liquidation_write(&l, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__liquidation l;
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__liquidation_load(facts, &l);
    if (l.closed > 0 || !fpl_date_is_none(l.end)) {
        fpl_decision_refuse(out, FPL_E_LATER,
                            fpl_date_is_none(l.end) ? fpl_event__liquidation_settled.kind
                                                    : fpl_event__liquidation_ended.kind,
                            NULL, NULL);
        return;
    }
    l.id = (struct fpl_str){"", 0};
    fpl_fund__liquidation_write(&l, out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, "liquidation", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static const struct fpl_read reads[] = {FPL_FUND_READ_LIQUIDATION, FPL_FUND_READ_LIQUIDATING(LIQUIDATION_ID, "id")};
static const struct fpl_read reverse_reads[] = {FPL_FUND_READS_LIQUIDATION};

const struct fpl_event fpl_event__liquidation_begun = {
    .kind = "liquidation.begun",
    .zh = "清算开始",
    .en = "liquidation begun",
    .command = {"liquidation.begin", "登记清算开始", "begin the liquidation of the fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "liquidations",
                "清算开始：自当日起不得再投资、再认缴、延期；资产变现、债务清偿、分配照常登记，了结后用 liquidation "
                "settle 结清各出资人权益，用 liquidation end 终结",
                "from that day on no deal, commitment or extension is recorded; realise assets, pay debts, distribute "
                "as usual, then close each partner's capital (liquidation settle) and end it (liquidation end)",
                "liquidation begin QS-001 --book guidance --occurred 2026-11-10 --ground TERM --document "
                "解散决议 --dry-run --as zhi.dan --checker fu.he",
                1},
    .rows = "liquidation=示例-QS-001;occurred=2026-10-31;ground=存续期届满;liquidator=示例清算人;document=示例解散决议",
    .flags = FPL_EVENT_CHECKED,
    .item = "liquidation",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "基金清算",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
};

const struct fpl_event fpl_event__liquidation_reversed = {
    .kind = "liquidation.reversed",
    .zh = "清算开始冲销",
    .en = "liquidation reversed",
    .command = {"liquidation.reverse", "清算开始冲销", "reverse the begin of a liquidation", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "liquidation-reversals",
                "清算开始冲销：恢复正常经营；已结清出资人权益或已终结的，须先冲销",
                "the fund goes on; what was closed or ended is reversed first",
                "liquidation reverse QS-001 --book guidance --reason 决议未生效 --as zhi.dan --checker fu.he", 1},
    .rows = "liquidation=示例-QS-001;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "liquidation",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__liquidation_begun,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
