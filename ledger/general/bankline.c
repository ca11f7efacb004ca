/* Lines of the bank's statement 银行对账单, of any cash account of any book, as the bank gave them: the day, what came
 * in or went out, the bank's own balance after it. They post nothing; reports/reconcile.c holds them against the book's
 * postings (银行存款余额调节表). And what takes a mistyped line back.
 *
 * Where an account has sub-accounts at several banks, as 100203 of a pool (transfer.recorded), each bank gives a
 * statement of its own with numbers and balances of its own: the line names that bank, and its key does.
 *
 * A line has a number in the statement and the bank's reference. They are two fields, since a line that is entered anew
 * after its reversal has another number and the same reference.
 * Recorded by who keeps the books, not by the cashier who pays (fund rules §1, custodian; pool rules §6, report 10). */
#include "ledger/policy/declare.h"

#define ITEM "bankline"

static const struct fpl_field_spec fields[] = {
    F("no", "对账单行号", "line of the statement", "流水号|交易流水号|序号", ID, KEY),
    FS("account", "银行科目", "bank account", "科目|科目编号", ID, KEY | FPL_FIELD_CASH, BANKLINE_ACCOUNT),
    F("date", "交易日", "date", "日期|交易日期|记账日期", DATE, REQ),
    FS("in", "收入", "received", "收入金额|贷方发生额|贷方金额", MONEY, ZERO, BANKLINE_IN),
    FS("out", "支出", "paid", "支出金额|借方发生额|借方金额", MONEY, ZERO, BANKLINE_OUT),
    FS("balance", "余额", "balance", "账户余额|交易后余额", MONEY, ZERO, BANKLINE_BALANCE),
    FS("ref", "交易参考号", "reference", "凭证号码|银行参考号", ID, 0, BANKLINE_REF),
    FS("bank", "子账户开户行", "bank of the sub-account", "开户行", PARTY, 0, BANKLINE_BANK),
    F("counterparty", "对方户名", "counterparty", "对方名称|对方账户名称", TEXT, 0),
    F("memo", "摘要", "memo", "用途|附言", TEXT, 0),
};
static const struct fpl_field_spec reverse_fields[] = {
    F("no", "对账单行号", "line of the statement", "流水号|交易流水号|序号", ID, KEY),
    FS("account", "银行科目", "bank account", "科目|科目编号", ID, KEY | FPL_FIELD_CASH, BANKLINE_ACCOUNT),
    FS("bank", "子账户开户行", "bank of the sub-account", "开户行", PARTY, 0, BANKLINE_BANK),
    F("reason", "冲销原因", "reason", "原因", TEXT, REQ),
};

static void write_item(const struct fpl_facts *facts, struct fpl_buf *data, struct fpl_decision *out) {
    fpl_decision_item(out, ITEM, fpl_fact_text(facts, FPL_FACT_BANKLINE_KEY), fpl_buf_str(data));
}

/* Banks leave the other column empty or write 0.00 in it. */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    int64_t in = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_BANKLINE_IN)),
            paid = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_BANKLINE_OUT));
    char bytes[512], day[12];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    (void)rules;
    fpl_decision_begin(out);
    if ((in > 0) == (paid > 0)) {
        fpl_decision_refuse(out, FPL_E_BANK_SIDES, NULL, NULL, NULL);
        return;
    }
    out->amount = fpl_money_of(in - paid);
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    fpl_json_kint(&json, "amt", in - paid);
    if (fpl_fact_known(facts, FPL_FACT_BANKLINE_BALANCE))
        fpl_json_kint(&json, "bal", fpl_money_minor(fpl_fact_money(facts, FPL_FACT_BANKLINE_BALANCE)));
    if (fpl_fact_known(facts, FPL_FACT_BANKLINE_BANK))
        fpl_json_kstr(&json, "bank", fpl_fact_text(facts, FPL_FACT_BANKLINE_BANK));
    fpl_json_kstrz(&json, "day", fpl_date_format(fpl_fact_date(facts, FPL_FACT_TODAY), day));
    if (fpl_fact_known(facts, FPL_FACT_BANKLINE_REF))
        fpl_json_kstr(&json, "ref", fpl_fact_text(facts, FPL_FACT_BANKLINE_REF));
    fpl_json_end(&json);
    write_item(facts, &data, out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    char bytes[32];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    (void)rules;
    fpl_decision_begin(out);
    fpl_buf_adds(&data, "{\"st\":\"REVERSED\"}");
    write_item(facts, &data, out);
}

const struct fpl_event fpl_event__bankline_recorded = {
    .kind = "bankline.recorded",
    .zh = "银行流水",
    .en = "line of the bank's statement",
    .command =
        {"bankline.record", "登记银行流水", "record a line of the bank's statement", FPL_BOOK_ANY, RECORDERS,
         IMPORT | DRY, fields, COUNT(fields), "banklines",
         "银行流水：照对账单登记，不记账；与账面核对见"
         "银行存款余额调节表。收入、支出只填一项；余额填银行所列的交易后余额。"
         "资金池专户在各行的子账户填子账户开户行，专户本身不填",
         "as the bank's statement has it; it posts nothing, and the bank reconciliation holds it against the book. "
         "Either received or paid; balance is the bank's own after the line; bank names a bank's sub-account of the "
         "pool's special account, none for that account itself",
         "bankline record DZ-001 --book guidance --account 100201 --date 2026-10-31 --in 1234.56 --balance "
         "301234.56 --ref SL202610310001 --memo 利息 --as zhi.dan",
         1},
    .rows = "no=示例-DZ-001;account=100201;date=2026-03-15;in=1000.00;balance=1000.00;ref=示例流水0101;memo=实缴|"
            "no=示例-DZ-002;account=100201;date=2026-03-31;out=1.00;balance=999.00;memo=手续费",
    .item = ITEM,
    .key = FACT(BANKLINE_KEY),
    .keys = {{FACT(BANKLINE_KEY), "account no +bank"}},
    .occurred = "date",
    .memo_field = "memo",
    .decide = decide,
};

const struct fpl_event fpl_event__bankline_reversed = {
    .kind = "bankline.reversed",
    .zh = "银行流水冲销",
    .en = "line of the bank's statement reversed",
    .command = {"bankline.reverse", "银行流水冲销", "take a line of the bank's statement back", FPL_BOOK_ANY, RECORDERS,
                IMPORT | DRY, reverse_fields, COUNT(reverse_fields), "bankline-reversals",
                "银行流水冲销：登记有误，不再参与核对；正确的流水以另一行号登记",
                "a line that was entered wrongly counts no more; the right one is entered under another number",
                "bankline reverse DZ-001 --book guidance --account 100201 --reason 录错金额 --as zhi.dan", 1},
    .rows = "no=示例-DZ-002;account=100201;reason=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED,
    .item = ITEM,
    .key = FACT(BANKLINE_KEY),
    .keys = {{FACT(BANKLINE_KEY), "account no +bank"}},
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__bankline_recorded,
    .memo_field = "reason",
    .decide = decide_reversal,
};
