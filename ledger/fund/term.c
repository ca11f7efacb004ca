/* 延期: the term of a fund is extended, by a decision of its partners or as its agreement provides; and taken back.
 * What the term is, its description says first (fund.describe). It posts nothing. Source: fund rules §1 (fund,
 * extension_log); 合伙企业法 第八十五条 第一项: a partnership whose term has ended is dissolved unless it goes on by
 * decision. */
#include "ledger/fund/life.h"

#include <stdio.h>

static const struct fpl_field_spec fields[] = {
    FS("extension", "延期编号", "extension", "", ID, KEY, EVENT_KEY),
    F("occurred", "决议日", "decided on", "日期", DATE, REQ),
    FS("term_end", "延期后届满日", "end of the term", "届满日", DATE, REQ, EXTENSION_END),
    F("document", "延期决议", "decision", "文件", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("extension", "延期编号", "extension", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

/* "extension|YQ-1": a kind of item and an id of at most 64 bytes. */
#define TERM_NAME 96
static struct fpl_str name_of(const char *kind, struct fpl_str key, char text[TERM_NAME]) {
    int n = snprintf(text, TERM_NAME, "%s|%.*s", kind, (int)key.n, key.n ? key.p : "");
    FPL_ASSERT(n > 0 && n < TERM_NAME);
    return fpl_str_of(text);
}

static void write(struct fpl_str by, struct fpl_date from, struct fpl_date end, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "by", by);
    fpl_fund__data_date(&data, "end", end);
    fpl_fund__data_date(&data, "from", from);
    fpl_fund__data_item(&data, "fund.term", FPL_STR(FPL_ONE_KEY), out);
}

void fpl_fund__term_write(const char *kind, struct fpl_str key, struct fpl_date from, struct fpl_date end,
                          struct fpl_decision *out) {
    char name[TERM_NAME];
    write(name_of(kind, key, name), from, end, out);
}

static void check_later(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_date is = fpl_fact_date(facts, FPL_FACT_TERM_END), end = fpl_fact_date(facts, FPL_FACT_EXTENSION_END);
    char a[12], b[12];
    if (!fpl_fact_known(facts, FPL_FACT_TERM_END))
        fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(FPL_FACT_DESCRIBED_TERM_END), NULL, NULL);
    else if (fpl_date_cmp(end, is) <= 0)
        fpl_decision_refuse(out, FPL_E_TERM, fpl_date_format(is, a), fpl_date_format(end, b), NULL);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str key = fpl_fact_text(facts, FPL_FACT_EVENT_KEY);
    struct fpl_date end = fpl_fact_date(facts, FPL_FACT_EXTENSION_END), on = fpl_fact_date(facts, FPL_FACT_TODAY);
    (void)rules;
    fpl_decision_begin(out);
    check_later(facts, out);
    fpl_fund__not_liquidating(facts, FPL_ZH_EN("延期", "extension of its term"), out);
    if (out->reasons > 0)
        return;
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "bby", fpl_fact_text(facts, FPL_FACT_TERM_BY));
    fpl_fund__data_date(&data, "before", fpl_fact_date(facts, FPL_FACT_TERM_END));
    fpl_fund__data_date(&data, "bfrom", fpl_fact_date(facts, FPL_FACT_TERM_FROM));
    fpl_fund__data_date(&data, "end", end);
    fpl_fund__data_date(&data, "on", on);
    fpl_fund__data_item(&data, "extension", key, out);
    fpl_fund__term_write("extension", key, on, end, out);
}

/* The term is what it was before, if nothing has set it since. */
static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str by = fpl_fact_text(facts, FPL_FACT_TERM_BY), key = fpl_fact_text(facts, FPL_FACT_EVENT_KEY);
    char name[TERM_NAME];
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_str_eq(by, name_of("extension", key, name))) {
        fpl_fund__refuse_text(out, FPL_E_LATER, by);
        return;
    }
    write(fpl_fact_text(facts, FPL_FACT_EXTENSION_BEFORE_BY), fpl_fact_date(facts, FPL_FACT_EXTENSION_BEFORE_FROM),
          fpl_fact_date(facts, FPL_FACT_EXTENSION_BEFORE), out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "rev", 1);
    fpl_fund__data_item(&data, "extension", key, out);
}

static const struct fpl_read reads[] = {FPL_FUND_READ_TERM(TERM_END, "end"), FPL_FUND_READ_TERM(TERM_FROM, "from"),
                                        FPL_FUND_READ_TERM(TERM_BY, "by"), FPL_FUND_READ_LIQUIDATION};
static const struct fpl_read reverse_reads[] = {
    READ_ITEM(EXTENSION_BEFORE, "extension", EVENT_KEY, "before", 0),
    READ_ITEM(EXTENSION_BEFORE_BY, "extension", EVENT_KEY, "bby", 0),
    READ_ITEM(EXTENSION_BEFORE_FROM, "extension", EVENT_KEY, "bfrom", 0),
    FPL_FUND_READ_TERM(TERM_BY, "by"),
};
static const struct fpl_day_rule days[] = {{"occurred", FACT(TODAY), FACT(TERM_FROM), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__term_extended = {
    .kind = "term.extended",
    .zh = "延期",
    .en = "term extended",
    .command = {"term.extend", "登记延期", "extend the term of the fund", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "extensions",
                "延期：延长存续期，须晚于现届满日（fund describe 登记的，或上一次延期的）",
                "extend the term beyond the end that its description or the last extension gave it",
                "term extend YQ-001 --book guidance --occurred 2026-11-10 --term-end 2036-12-31 --document "
                "合伙人会议决议 --as zhi.dan --checker fu.he",
                1},
    .rows = "extension=示例-YQ-001;occurred=2026-09-01;term_end=2036-12-31;document=示例合伙人会议决议|"
            "extension=示例-YQ-002;occurred=2026-09-02;term_end=2037-12-31;document=示例合伙人会议决议",
    .flags = FPL_EVENT_CHECKED,
    .item = "extension",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "延期",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
};

const struct fpl_event fpl_event__extension_reversed = {
    .kind = "extension.reversed",
    .zh = "延期冲销",
    .en = "extension reversed",
    .command = {"extension.reverse", "延期冲销", "reverse an extension", FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY,
                reverse_fields, COUNT(reverse_fields), "extension-reversals",
                "延期冲销：恢复延期前的届满日；其后另有延期的，须先冲销",
                "the term ends again when it did before; a "
                "later extension is reversed first",
                "extension reverse YQ-001 --book guidance --reason 决议未生效 --as zhi.dan --checker fu.he", 1},
    .rows = "extension=示例-YQ-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "extension",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__term_extended,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};
