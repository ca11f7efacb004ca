/* E13: the fund leaves a holding, in part (shares sold of shares held) or whole. Cost and fair-value change are
 * relieved by the moving weighted average; what comes in after taxes and costs, less both, is the result, 611101. The
 * money is received (100201) or signed and due (122101), then collected by due.settle, in instalments if need be. Taxes
 * and costs above the proceeds are paid out, and lost as well (loss rules, Q29). And its reversal. What was once posted
 * to 6101 stays there (fund rules §2.1, note iv). */
#include "ledger/fund/due.h"
#include "ledger/fund/holding.h"
#include "ledger/fund/limit.h"

#define TYPE                                                                                                           \
    "TRANSFER=转让=transfer|BUYBACK=回购=buy-back|FOUNDER_BUYBACK=团队原价回购=buy-back by the founders|"    \
    "IPO=上市=ipo|MA=并购=merger or acquisition|CAPITAL_REDUCTION=减资=capital reduction|LIQUIDATION=清算=liquidation"

static const struct fpl_field_spec fields[] = {
    FS("exit", "退出编号", "exit", "exit_id", ID, KEY, EVENT_KEY),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, REQ, FIRM_ID),
    ES("type", "退出方式", "type", "方式", REQ, TYPE, EXIT_TYPE),
    F("occurred", "签约或到账日", "signed or paid on", "日期", DATE, REQ),
    FS("shares", "转出股数", "shares sold", "", INT, 0, EXIT_SHARES),
    ES("whole", "全部退出", "whole", "", 0, "Y=是=yes|N=否=no", EXIT_WHOLE),
    FS("proceeds", "退出价款", "proceeds", "毛收入", MONEY, REQ | ZERO, EXIT_PROCEEDS),
    FS("costs", "税费", "costs", "", MONEY, ZERO, EXIT_COSTS),
    ES("paid", "收款方式", "paid", "", REQ, "RECEIVED=已收=received|DUE=待收=due", PAID_HOW),
    F("appraisal", "评估备案号", "appraisal", "", TEXT, 0),
    F("approval", "批文", "approval", "", TEXT, 0),
    FPL_BANK_REF(0),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("exit", "退出编号", "exit", "exit_id", ID, KEY, EVENT_KEY),
    FPL_FUND_BACK_FIELDS,
};

#define CASH "INVEST_BACK"
#define HELD DIM(FIRM_ID), DIM(FIRM_ID)
enum {
    CASH_COST,
    CASH_FAIR,
    CASH_GAIN,
    DUE_COST,
    DUE_FAIR,
    DUE_GAIN,
    FAIR_COST,
    FAIR_GAIN,
    LOSS_COST,
    LOSS_FAIR,
    PAID_OUT
};
static const struct fpl_recipe recipe[] = {
    {"E13", "收回成本", "cost recovered", "100201", "110101", NONE, NONE, HELD, CASH},
    {"E13", "收回公允价值变动", "fair-value change recovered", "100201", "110102", NONE, NONE, HELD, CASH},
    {"E13", "退出收益", "gain on exit", "100201", "611101", NONE, NONE, NONE, NONE, CASH},
    {"E13", "应收退出款：成本", "receivable: cost", "122101", "110101", DIM(FIRM_ID), DIM(EVENT_KEY), HELD, ""},
    {"E13", "应收退出款：公允价值变动", "receivable: fair-value change", "122101", "110102", DIM(FIRM_ID),
     DIM(EVENT_KEY), HELD, ""},
    {"E13", "应收退出款：收益", "receivable: gain", "122101", "611101", DIM(FIRM_ID), DIM(EVENT_KEY), NONE, NONE, ""},
    {"E13", "转销公允价值下降", "fall in fair value relieved", "110102", "110101", HELD, HELD, ""},
    {"E13", "转销公允价值下降的收益", "fall in fair value relieved, gain", "110102", "611101", HELD, NONE, NONE, ""},
    {"E13", "退出损失", "loss on exit", "611101", "110101", NONE, NONE, HELD, ""},
    {"E13", "退出损失：公允价值变动", "loss on exit, fair-value change", "611101", "110102", NONE, NONE, HELD, ""},
    {"E13", "税费超过价款", "taxes and costs above the proceeds", "611101", "100201", NONE, NONE, NONE, NONE,
     "INVESTING_OUT"},
};

static struct fpl_fund__rows rows_of(int due) {
    const struct fpl_recipe *money = &recipe[due ? DUE_COST : CASH_COST];
    return (struct fpl_fund__rows){{{&money[0], &money[1], &money[2]},
                                    {&recipe[FAIR_COST], NULL, &recipe[FAIR_GAIN]},
                                    {&recipe[LOSS_COST], &recipe[LOSS_FAIR], NULL}}};
}

/* Below 0 it is paid on the spot: nobody owes it to the fund. */
static int64_t net_proceeds(const struct fpl_facts *facts, int due, struct fpl_decision *out) {
    int64_t net = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EXIT_PROCEEDS)) -
                  fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EXIT_COSTS));
    if (net < 0 && due)
        fpl_decision_refuse(out, FPL_E_NEGATIVE, fpl_fact_name(FPL_FACT_EXIT_COSTS), NULL, NULL);
    return net;
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__change change;
    int whole = fpl_fact_bool(facts, FPL_FACT_EXIT_WHOLE, 0), says = fpl_fact_known(facts, FPL_FACT_EXIT_SHARES);
    int due = fpl_str_is(fpl_fact_text(facts, FPL_FACT_PAID_HOW), "DUE");
    (void)rules;
    if (!fpl_fund__change_begin(&change, facts, "exit", "HELD", out))
        return;
    if (whole == says)
        fpl_decision_refuse(out, FPL_E_SHARES_OR_WHOLE, fpl_fact_name(FPL_FACT_EXIT_SHARES), NULL, NULL);
    fpl_fund__check_carried(&change);
    int64_t net = net_proceeds(facts, due, out);
    struct fpl_fund__relief relief = {0};
    if (whole != says)
        relief = fpl_fund__relieve(&change.now, fpl_fact_int(facts, FPL_FACT_EXIT_SHARES, 0), whole, out);
    if (out->reasons > 0)
        return;
    struct fpl_fund__rows rows = rows_of(due);
    out->amount = fpl_money_of(net);
    fpl_fund__post_relief(facts, &rows, net > 0 ? net : 0, &relief, out);
    fpl_event_post(out, &recipe[PAID_OUT], fpl_money_of(net < 0 ? -net : 0), facts);
    fpl_fund__change_end(&change, net, (struct fpl_str){"", 0});
    fpl_event_keep_ref(facts, FPL_FACT_EVENT_KEY, out);
    if (due && net > 0)
        fpl_fund__due_write(facts, "exit", fpl_fact_text(facts, FPL_FACT_FIRM_ID), (struct fpl_str){"", 0}, net, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    fpl_fund__change_back(facts, "exit", out);
    fpl_fund__due_back(facts, "exit", out);
    if (!fpl_fact_known(facts, FPL_FACT_DUE_AMOUNT)) /* it had come in at once */
        fpl_fund__limits_cash_back(facts, rules, &fpl_event__exit_reversed, fpl_money_minor(out->amount), out);
}

static const struct fpl_read reads[] = {FPL_READS_REF, FPL_FUND_READS_HOLDING, FPL_FUND_READS_CARRIED};
static const struct fpl_read reverse_reads[] = {FPL_FUND_READS_CHANGE("exit"), FPL_FUND_READS_DUE("exit", EVENT_KEY),
                                                READ_UNDONE(TAKE_ON, "take_on"), FPL_FUND_READS_BACK};
static const struct fpl_move moves[] = {
    {"holding", "HELD", "part", "HELD"},
    {"holding", "HELD", "whole", "EXITED"},
    {"holding", "HELD", "convertibles left", "CONVERTIBLE"},
};
static const struct fpl_move reverse_moves[] = {
    {"holding", "HELD", "", "HELD"},
    {"holding", "EXITED", "", "HELD"},
    {"holding", "CONVERTIBLE", "", "HELD"},
};

const struct fpl_event fpl_event__exit_recorded = {
    .kind = "exit.recorded",
    .zh = "退出",
    .en = "exit",
    .command =
        {"exit.record", "登记退出", "record an exit", FPL_BOOK_FUND, RECORDERS,
         IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "exits",
         "退出：成本与公允价值变动按移动加权平均结转，四舍五入到分，最后一次退出取其余额；启用前的退出，承接（--take-"
         "on），不入账，期初余额列其余下的成本与应收退出款",
         "cost and fair-value change are relieved by the moving average, rounded half up to the fen; the last exit "
         "takes "
         "the rest; one of before the ledger is taken on (--take-on), which posts nothing: the opening balances hold "
         "what is left and what is due",
         "exit record TC-001 --book guidance --firm 91340604XY00010150 --type TRANSFER --occurred 2026-10-15 "
         "--whole Y --proceeds 4500000.00 --paid RECEIVED --bank-ref SL202610150001 --dry-run --as zhi.dan "
         "--checker fu.he",
         1},
    .rows = "exit=示例-TC-001;firm=91340604XY00010150;type=回购;occurred=2026-05-10;shares=400000;proceeds=700000.00;"
            "costs=500.00;paid=待收;appraisal=示例备案1号;approval=示例批1号|"
            "exit=示例-TC-002;firm=91340604XY00010150;type=转让;occurred=2026-05-11;shares=1;proceeds=2.00;paid=已收;"
            "bank_ref=示例流水0106",
    .flags = FPL_EVENT_TAKE_ON,
    .item = "exit",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "投资退出",
    .tells = FPL_TELLS_REF,
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
};

const struct fpl_event fpl_event__exit_reversed = {
    .kind = "exit.reversed",
    .zh = "退出冲销",
    .en = "exit reversed",
    .command = {"exit.reverse", "退出冲销", "reverse an exit", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "exit-reversals",
                "退出冲销：整笔红字，恢复成本、公允价值变动与股数；其后另有持仓业务或已收款的，须先冲销",
                "take an exit back in red: cost, fair-value change and shares return; what came later is reversed "
                "first",
                "exit reverse TC-001 --book guidance --reason 合同未生效 --as zhi.dan --checker fu.he", 1},
    .rows = "exit=示例-TC-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = "exit",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__exit_recorded,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
    .approver = FACT(LIMIT_APPROVER),
};
