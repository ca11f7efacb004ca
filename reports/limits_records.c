/* The records behind the limits of one fund, and the breaches that were let through. */
#include "reports/limits.h"

#include <stdio.h>
#include <string.h>

static void put_receipt(struct fpl_report *r, const struct fpl_limits__fund *fund, int64_t seq) {
    char text[48];
    (void)snprintf(text, sizeof text, "%d/%lld", (int)fund->book->id, (long long)seq);
    fpl_report_text(r, fpl_str_of(text));
}

static void put_lines(struct fpl_report *r, const struct fpl_limits__fund *fund, const struct fpl_limits__list *list,
                      int deals) {
    char name[256];
    for (size_t i = 0; i < list->n; i++) {
        const struct fpl_limits__line *line = &list->line[i];
        put_receipt(r, fund, line->seq);
        if (deals)
            fpl_report_code(r, "deal", "投资", "deal");
        else
            fpl_report_code(r, "commitment", "认缴", "commitment");
        fpl_report_text(r, fpl_str_of(line->key));
        fpl_reports__party_name(fund->view, fpl_str_of(line->who), name, sizeof name);
        fpl_report_text(r, fpl_str_of(line->who));
        fpl_report_text(r, fpl_str_of(name));
        fpl_report_date(r, line->day);
        fpl_report_money(r, fpl_money_of(line->amount), fund->book->scale);
        fpl_report_money(r, fpl_money_of(line->less), fund->book->scale);
    }
}

void fpl_limits__records(struct fpl_report *r, const struct fpl_limits__fund *fund) {
    fpl_report_table(r, "records", "分子、分母所据记录", "The records behind them");
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "kind", "类别", "Kind", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "id", "编号", "Id", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "party", "代码", "Party id", FPL_COLUMN_TEXT, FPL_COLUMN_DATA);
    fpl_report_column(r, "party_name", "名称", "Name", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "day", "日期", "Day", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "amount", "金额", "Amount", FPL_COLUMN_MONEY, 0);
    fpl_report_column(r, "less", "核减或退回", "Released or refunded", FPL_COLUMN_MONEY, 0);
    put_lines(r, fund, &fund->commitments, 0);
    put_lines(r, fund, &fund->deals, 1);
}

/* "project_share cash" in words. */
static void put_names(struct fpl_report *r, const char *codes) {
    struct fpl_buf zh = {0}, en = {0};
    for (int kind = 0; kind < FPL_LIMIT_KINDS; kind++) {
        const struct fpl_limit_words *words = fpl_limit_words((enum fpl_limit_kind)kind);
        if (!fpl_limits__names(codes, words->code))
            continue;
        fpl_buf_addf(&zh, "%s%s", zh.n ? "、" : "", words->zh);
        fpl_buf_addf(&en, "%s%s", en.n ? ", " : "", words->en);
    }
    fpl_buf_addc(&zh, '\0');
    fpl_buf_addc(&en, '\0');
    if (fpl_buf_ok(&zh) || fpl_buf_ok(&en))
        fpl_report_none(r);
    else
        fpl_report_code(r, codes, zh.p, en.p);
    fpl_buf_release(&zh);
    fpl_buf_release(&en);
}

void fpl_limits__let_through(struct fpl_report *r, const struct fpl_limits__fund *fund) {
    if (fund->passes == 0)
        return;
    fpl_report_table(r, "passed", "超限而放行的记录", "Breaches let through");
    fpl_report_column(r, "receipt", "回执号", "Receipt", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "event", "业务", "Event", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "limits", "限额", "Limits", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "reason", "超限理由", "Reason", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "approver", "批准人", "Approved by", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "day", "业务日", "Day", FPL_COLUMN_DATE, 0);
    fpl_report_column(r, "state", "状态", "State", FPL_COLUMN_TEXT, FPL_COLUMN_VERDICT);
    for (size_t i = 0; i < fund->passes; i++) {
        const struct fpl_limits__passed *one = &fund->passed[i];
        put_receipt(r, fund, one->seq);
        fpl_report_text(r, fpl_str_of(strchr(one->key, '|') + 1));
        put_names(r, one->limits);
        fpl_report_text(r, one->why);
        fpl_report_text(r, fpl_str_of(one->by));
        fpl_report_date(r, one->day);
        if (one->reversed)
            fpl_report_code(r, "REVERSED", "已冲销", "taken back");
        else
            fpl_report_code(r, "STANDS", "在册", "stands");
    }
}
