/* E02: a capital call, 缴款通知. One decision for all of the fund's signed commitments: what is called is divided among
 * them, each has its share with the day it is due, and payments count against it (capital.c). Nothing is posted, for
 * nothing was paid. And its reversal while nothing was paid under it. Source: fund rules §1, capital_call; §2.2, E02;
 * §3.5.
 *
 * Where the rules are silent: a call stands within the commitments, whatever it is for; nobody is called for more than
 * is unfunded less what earlier calls have called of him and he has not paid, and if one is, the whole call is refused;
 * a number is borne by one standing call. */
#include "ledger/fund/allot.h"
#include "ledger/fund/limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMED_MOST 20 /* parties that a refusal names */

static const struct fpl_field_spec fields[] = {
    FS("call", "缴款通知编号", "call", "id|call_id", ID, KEY, EVENT_KEY),
    FS("number", "期次", "number of the call", "seq", INT, REQ, CALL_NUMBER),
    F("notice_date", "通知日", "notice given on", "日期", DATE, REQ),
    FS("due", "缴款到期日", "due on", "到期日|due_date", DATE, REQ, CALL_DUE),
    ES("purpose", "缴款用途", "purpose", "用途", REQ, "INVESTMENT=投资=investment|FEE=管理费=fee|EXPENSE=费用=expense",
       CALL_PURPOSE),
    FS("amount", "应缴总额", "amount called", "应缴|金额", MONEY, REQ, EVENT_AMOUNT),
    F("document", "通知书文号", "document", "文件", TEXT, REQ),
    FPL_FUND_LIMIT_FIELDS,
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("call", "缴款通知编号", "call", "id|call_id", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

/* ---- the call ---- */

static int64_t committed(const struct fpl_list_row *row) {
    return strcmp(row->text[FPL_ROW_STATE], "SIGNED") == 0 ? row->num[FPL_ROW_AMOUNT] - row->num[FPL_ROW_RELEASED] : 0;
}

/* "call.open" of each commitment. */
enum { OPEN_CALLED, OPEN_OPEN };
static void row_of_open(const struct fpl_json *data, struct fpl_list_row *out) {
    out->num[OPEN_CALLED] = fpl_json_get_num(data, "called", 0);
    out->num[OPEN_OPEN] = fpl_json_get_num(data, "open", 0);
}

static int by_key(const void *key, const void *row) {
    return strcmp(key, ((const struct fpl_list_row *)row)->key);
}

/* NULL: nothing was called under the commitment. */
static const struct fpl_list_row *open_of(const struct fpl_list *open, const char *commitment) {
    return open->rows ? bsearch(commitment, open->row, (size_t)open->rows, sizeof open->row[0], by_key) : NULL;
}

static void refuse_unfunded(const struct fpl_part *share, int64_t left, struct fpl_decision *out) {
    char who[FPL_ERROR_ARG_BYTES], figures[2 * FPL_MONEY_TEXT + 40], a[FPL_MONEY_TEXT], b[FPL_MONEY_TEXT];
    (void)snprintf(who, sizeof who, "%.*s（%.*s）", (int)share->party.n, share->party.p, (int)share->key.n,
                   share->key.p);
    (void)snprintf(figures, sizeof figures, "%s < %s", fpl_money_format(fpl_money_of(left), FPL_UNIT_YUAN, 2, a),
                   fpl_money_format(share->amount, FPL_UNIT_YUAN, 2, b));
    fpl_decision_refuse(out, FPL_E_CALL_UNFUNDED, who, figures, NULL);
    fpl_fund__about(out, FPL_FACT_EVENT_AMOUNT);
}

static void check_unfunded(const struct fpl_list *open, struct fpl_decision *out) {
    const struct fpl_parts *shares = out->shares;
    int named = 0;
    for (int i = 0; i < shares->count && named < NAMED_MOST; i++) {
        const struct fpl_list_row *row = shares->order[i], *before = open_of(open, row->key);
        int64_t left = fpl_fund__row_unfunded(row) - (before ? before->num[OPEN_OPEN] : 0);
        if (fpl_money_minor(shares->share[i].amount) <= left)
            continue;
        refuse_unfunded(&shares->share[i], left < 0 ? 0 : left, out);
        named++;
    }
}

/* What came in before the call and what earlier calls asked for that is not paid. Of a fund without limits nobody
 * needs it, and it is 0. */
static int64_t prior(const struct fpl_facts *facts) {
    return fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LIMIT_PAID_IN)) +
           fpl_money_minor(fpl_fact_money(facts, FPL_FACT_CALL_UNPAID));
}

/* The fund's first call, of all that is committed: while another call stands, or capital came in, it is not the first.
 */
static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                struct fpl_decision *out) {
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT)),
            committed_all = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LIMIT_COMMITTED));
    int is_first = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_CALL_BEFORE)) == 0 &&
                   fpl_money_minor(fpl_fact_money(facts, FPL_FACT_LIMIT_PAID_IN)) == 0;
    const struct fpl_fund__limit_change change = {.at = FPL_AT_CALL,
                                                  .what = "call",
                                                  .key = FPL_FACT_EVENT_KEY,
                                                  .day = FPL_FACT_TODAY,
                                                  .prior = prior(facts),
                                                  .first = is_first ? amount : 0,
                                                  .first_of = committed_all};
    fpl_fund__limits(facts, rules, &change, out);
}

/* Was the call judged as a next one, and not let through over the breach? Then so is what is paid under it. */
static int is_deployed(const struct fpl_decision *out) {
    int kept = 0;
    for (int i = 0; i < out->limits; i++) {
        if (out->limit[i].limit->kind != FPL_LIMIT_DEPLOYED)
            continue;
        kept = out->limit[i].verdict == FPL_LIMIT_KEPT;
        if (!kept)
            return 0;
    }
    return kept;
}

/* `before`: what payments under the call are judged by, 0: they are not. */
static void write_call(const struct fpl_facts *facts, int64_t shares, int64_t before, const char *state,
                       struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_date(&data, "due", fpl_fact_date(facts, FPL_FACT_CALL_DUE));
    fpl_fund__data_num(&data, "n", shares);
    fpl_fund__data_num(&data, "no", fpl_fact_int(facts, FPL_FACT_CALL_NUMBER, 0));
    fpl_fund__data_date(&data, "on", fpl_fact_date(facts, FPL_FACT_TODAY));
    if (before > 0)
        fpl_fund__data_num(&data, "prior", before);
    fpl_fund__data_text(&data, "purpose", fpl_fact_text(facts, FPL_FACT_CALL_PURPOSE));
    fpl_fund__data_text(&data, "st", fpl_str_of(state));
    fpl_fund__data_item(&data, "call", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void write_number(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "call", fpl_fact_text(facts, FPL_FACT_EVENT_KEY));
    fpl_fund__data_item(&data, "call.number", fpl_fact_text(facts, FPL_FACT_CALL_NUMBER_KEY), out);
}

static void write_share(const struct fpl_facts *facts, const struct fpl_part *share, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str call = fpl_fact_text(facts, FPL_FACT_EVENT_KEY);
    char key[160];
    int n = snprintf(key, sizeof key, "%.*s|%.*s", (int)call.n, call.p, (int)share->key.n, share->key.p);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(share->amount));
    fpl_fund__data_date(&data, "due", fpl_fact_date(facts, FPL_FACT_CALL_DUE));
    fpl_fund__data_num(&data, "late", 0);
    fpl_fund__data_num(&data, "of", share->of);
    fpl_fund__data_num(&data, "paid", 0);
    fpl_fund__data_text(&data, "party", share->party);
    fpl_json_end(&data.json);
    fpl_parts_item(out, "call.share", (struct fpl_str){key, (size_t)n}, fpl_buf_str(&data.buf));
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    const struct fpl_list *open = &rules->list[1];
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT));
    char number[24], other[FPL_ERROR_ARG_BYTES];
    fpl_decision_begin(out);
    fpl_parts_begin(out, rules->shares);
    if (fpl_fact_known(facts, FPL_FACT_CALL_SAME)) {
        (void)snprintf(number, sizeof number, "%lld", (long long)fpl_fact_int(facts, FPL_FACT_CALL_NUMBER, 0));
        fpl_decision_refuse(out, FPL_E_CALL_NUMBER, number,
                            fpl_error_quote(fpl_fact_text(facts, FPL_FACT_CALL_SAME), other), NULL);
        fpl_fund__about(out, FPL_FACT_CALL_NUMBER);
    }
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_CALL_PURPOSE), "INVESTMENT")) /* debts may be called for to the end */
        fpl_fund__not_liquidating(facts, FPL_ZH_EN("再为投资缴款", "call for an investment"), out);
    fpl_fund__allot(&rules->list[0], committed, fpl_money_of(amount), out);
    check_unfunded(open, out);
    if (out->shares->count > 0)
        hold_against_limits(facts, rules, out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_money_of(amount);
    write_call(facts, out->shares->count, is_deployed(out) ? prior(facts) : 0, "ISSUED", out);
    write_number(facts, out);
    fpl_decision_tally(out, "called", FPL_STR("fund"), out->amount, 1);
    for (int i = 0; i < out->shares->count; i++) {
        const struct fpl_part *share = &out->shares->share[i];
        const struct fpl_list_row *row = out->shares->order[i], *before = open_of(open, row->key);
        int64_t part = fpl_money_minor(share->amount);
        write_share(facts, share, out);
        fpl_fund__call_open_write(share->key, part + (before ? before->num[OPEN_CALLED] : 0),
                                  part + (before ? before->num[OPEN_OPEN] : 0), out, 1);
    }
}

/* ---- its reversal ---- */

enum { SHARE_AMOUNT, SHARE_PAID, SHARE_OF };
static void row_of_share(const struct fpl_json *data, struct fpl_list_row *out) {
    out->num[SHARE_AMOUNT] = fpl_json_get_num(data, "amt", 0);
    out->num[SHARE_PAID] = fpl_json_get_num(data, "paid", 0);
    out->num[SHARE_OF] = fpl_json_get_num(data, "of", 0);
    (void)fpl_str_copy(fpl_json_get_text(data, "party"), out->text[0], sizeof out->text[0]);
}

/* Of the share's key "CALL|COMMITMENT". */
static const char *commitment_of(const struct fpl_list_row *share) {
    const char *bar = strchr(share->key, '|');
    FPL_ASSERT(bar);
    return bar + 1;
}

static void take_back(const struct fpl_list_row *share, const struct fpl_list *open, struct fpl_decision *out) {
    const struct fpl_list_row *before = open_of(open, commitment_of(share));
    struct fpl_str commitment = fpl_str_of(commitment_of(share));
    int64_t part = share->num[SHARE_AMOUNT];
    FPL_ASSERT(before || part == 0);
    fpl_parts_add(out,
                  &(struct fpl_part){commitment, fpl_str_of(share->text[0]), share->num[SHARE_OF], fpl_money_of(part)});
    fpl_parts_item(out, "call.share", fpl_str_of(share->key), (struct fpl_str){"", 0});
    if (before)
        fpl_fund__call_open_write(commitment, before->num[OPEN_CALLED] - part, before->num[OPEN_OPEN] - part, out, 1);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    const struct fpl_list *shares = &rules->list[0], *open = &rules->list[1];
    int paid = 0;
    fpl_decision_begin(out);
    fpl_parts_begin(out, rules->shares);
    for (int i = 0; i < shares->rows; i++)
        paid |= shares->row[i].num[SHARE_PAID] > 0;
    if (paid) {
        fpl_decision_refuse(out, FPL_E_LATER, fpl_event__capital_received.kind, NULL, NULL);
        return;
    }
    out->amount = out->shares->total = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    write_call(facts, fpl_fact_int(facts, FPL_FACT_CALL_SHARES, 0), 0, "REVERSED", out);
    fpl_decision_item(out, "call.number", fpl_fact_text(facts, FPL_FACT_CALL_NUMBER_KEY), (struct fpl_str){"", 0});
    fpl_decision_tally(out, "called", FPL_STR("fund"), fpl_money_of(-fpl_money_minor(out->amount)), -1);
    for (int i = 0; i < shares->rows; i++) {
        out->shares->whole += shares->row[i].num[SHARE_OF]; /* it fitted when the call was issued */
        take_back(&shares->row[i], open, out);
    }
}

/* The number of the call as the key that keeps it from others. */
static void number_key(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                       struct fpl_fact *out) {
    (void)facts;
    if (!data)
        return;
    fpl_buf_addi(text, fpl_json_get_num(data, "no", 0));
    *out = (struct fpl_fact){.known = 1, .v.text = fpl_buf_str(text)};
}

static const struct fpl_read reads[] = {
    READ_ITEM(CALL_SAME, "call.number", CALL_NUMBER_KEY, "call", 0),
    READ_SUM(CALL_BEFORE, "+called", "fund", FPL_NO_FACT, 0),
    FPL_FUND_READ_LIQUIDATION,
    FPL_FUND_READS_LIMIT_WHOLE,
    FPL_FUND_LIMIT_SUM(CALL_UNPAID, "+called-called.paid", "fund"),
    FPL_FUND_READS_DEPLOYED,
    FPL_FUND_READS_COMMITMENTS,
    READ_LIST(LIST_CALLED, "call.open", FPL_NO_FACT, row_of_open),
};
static const struct fpl_read reverse_reads[] = {
    READ_UNDONE(TODAY, "occ"),
    READ_ITEM(EVENT_AMOUNT, "call", EVENT_KEY, "amt", 0),
    READ_ITEM(CALL_DUE, "call", EVENT_KEY, "due", 0),
    READ_ITEM(CALL_SHARES, "call", EVENT_KEY, "n", 0),
    READ_ITEM(CALL_NUMBER, "call", EVENT_KEY, "no", 0),
    READ_ITEM(CALL_PURPOSE, "call", EVENT_KEY, "purpose", 0),
    {.fact = FACT(CALL_NUMBER_KEY),
     .from = FPL_FROM_ITEM,
     .name = "call",
     .key = FACT(EVENT_KEY),
     .before = FPL_NO_FACT,
     .value = number_key},
    READ_LIST(LIST_SHARES, "call.share", FACT(EVENT_KEY), row_of_share),
    READ_LIST(LIST_CALLED, "call.open", FPL_NO_FACT, row_of_open),
};
static const struct fpl_day_rule days[] = {{"due", FACT(CALL_DUE), FACT(TODAY), FPL_E_DATE_ORDER}};
static const struct fpl_move moves[] = {{"call", "", "", "ISSUED"}};
static const struct fpl_move reverse_moves[] = {{"call", "ISSUED", "", "REVERSED"}};

const struct fpl_event fpl_event__call_issued = {
    .kind = "call.issued",
    .zh = "缴款通知",
    .en = "capital call",
    .command = {"call.issue", "登记缴款通知", "issue a capital call", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                fields, COUNT(fields), "calls",
                "缴款通知：应缴总额按认缴（减核减）比例分到各出资人，到分，余数按最大余数法，相同的归编号在前的；"
                "任何一方未缴认缴不足的，整份不予登记；登记后实缴写明该编号即计入",
                "a call is divided among the signed commitments less releases, to the fen, the largest remainder first "
                "and of equal ones the lowest party; it is refused whole where one party has too little unfunded; "
                "payments that name it count against the shares",
                "call issue HK-001 --book guidance --number 1 --notice-date 2026-03-02 --due 2026-03-16 "
                "--purpose INVESTMENT --amount 20000000.00 --document 缴款通知〔2026〕1号 --as zhi.dan --checker fu.he",
                1},
    .rows = "call=示例-HK-001;number=1;notice_date=2026-02-04;due=2026-02-20;purpose=投资;amount=57000.01;"
            "document=示例缴款通知一|"
            "call=示例-HK-002;number=2;notice_date=2026-02-05;due=2026-02-25;purpose=费用;amount=570.00;"
            "document=示例缴款通知二",
    .flags = FPL_EVENT_CHECKED,
    .item = "call",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(CALL_NUMBER_KEY), "number"}},
    .occurred = "notice_date",
    .memo = "缴款通知",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .move = moves,
    .moves = COUNT(moves),
    .approver = FACT(LIMIT_APPROVER),
    .shares = "call.share",
    .limits = hold_against_limits,
};

const struct fpl_event fpl_event__call_reversed = {
    .kind = "call.reversed",
    .zh = "缴款通知冲销",
    .en = "capital call reversed",
    .command = {"call.reverse", "缴款通知冲销", "reverse a capital call", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "call-reversals",
                "缴款通知冲销：各方应缴撤销，期次可再用；已有实缴计入的，须先冲销实缴；原编号不再使用",
                "take a call back: nobody owes its share any more, and its number may be used again; what was paid "
                "under it is reversed first; its id stays used",
                "call reverse HK-001 --book guidance --reason 金额录错 --as zhi.dan --checker fu.he", 1},
    .rows = "call=示例-HK-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "call",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__call_issued,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
    .move = reverse_moves,
    .moves = COUNT(reverse_moves),
    .shares = "call.share",
};
