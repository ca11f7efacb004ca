/* Which rule of loss tolerance binds the fund from which day, and what class of fund it is: the fund's own, by its
 * agreement or by a decision of its owner, and no choice of whoever asks for a report. It posts nothing. Of several
 * the one that begins last holds, and of those of one day the one recorded last; so a binding is corrected by another
 * one. */
#include "ledger/fund/life.h"

#define CLASSES                                                                                                                   \
    "GUIDANCE=引导基金=guidance fund|SEED=种子基金=seed fund|ANGEL=天使基金=angel fund|CHUYING=雏鹰基金=chuying " \
    "fund|NEW_RD=新型研发机构基金=new r&d institutions|SCI=科创基金=sci-tech fund|GROWTH=成长基金=growth "        \
    "fund|FUTURE=未来产业基金=future industries|INDUSTRY=产业基金=industry fund"

static const struct fpl_field_spec fields[] = {
    FS("binding", "适用编号", "binding", "", ID, KEY, EVENT_KEY),
    F("rule", "容错规则", "rule", "规则编号", ID, REQ),
    F("version", "规则版本", "rule version", "版本", INT, REQ),
    F("from", "适用起始日", "from", "", DATE, REQ),
    ES("class", "基金类别", "class of fund", "", 0, CLASSES, FUND_CLASS),
    FS("document", "适用依据", "document", "文件", TEXT, REQ, BINDING_DOCUMENT),
};

/* The words of rules are in small letters. */
static struct fpl_str small(struct fpl_str text, char *out) {
    for (size_t i = 0; i < text.n; i++)
        out[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] - 'A' + 'a' : text.p[i]);
    return (struct fpl_str){out, text.n};
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str class_ = fpl_fact_text(facts, FPL_FACT_FUND_CLASS),
                   document = fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT);
    char bytes[32];
    (void)rules;
    fpl_decision_begin(out);
    FPL_ASSERT(class_.n < sizeof bytes);
    if (document.n > FPL_FUND_DATA / 2) {
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "1024", fpl_fact_name(FPL_FACT_BINDING_DOCUMENT), NULL);
        return;
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "class", small(class_, bytes));
    fpl_fund__data_text(&data, "doc", document);
    fpl_fund__data_date(&data, "from", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_text(&data, "hash", fpl_fact_text(facts, FPL_FACT_BINDING_HASH));
    fpl_fund__data_text(&data, "rule", fpl_fact_text(facts, FPL_FACT_BINDING_RULE));
    fpl_fund__data_item(&data, "binding", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static const struct fpl_read reads[] = {
    FPL_FUND_READ(BINDING_HASH, "tolerance", BINDING_RULE, "hash", FPL_READ_REGISTRY, E_TOLERANCE),
};

const struct fpl_event fpl_event__tolerance_bound = {
    .kind = "tolerance.bound",
    .zh = "适用容错规则",
    .en = "rule of loss tolerance bound",
    .command =
        {"tolerance.bind", "适用容错规则", "say which rule of loss tolerance binds the fund", FPL_BOOK_FUND,
         FPL_ROLE_RULES, IMPORT | DRY, fields, COUNT(fields), "tolerance-bindings",
         "适用容错规则：容错率报表按本基金自己的规则计算；以起始日最近的一次为准，更正时另行登记",
         "reports of loss tolerance follow the fund's own rule; of several bindings the one that begins last "
         "holds, and another one corrects it",
         "tolerance bind SY-001 --book guidance --rule HB_READING --version 1 --from 2025-01-01 --class GUIDANCE "
         "--document 示例基金合伙协议第三十条 --as gui.ze",
         1},
    .rows =
        "binding=示例-SY-001;rule=HB_READING;version=1;from=2026-01-01;class=引导基金;document=示例合伙协议第三十条",
    .item = "binding",
    .key = FACT(EVENT_KEY),
    .keys = {{FACT(BINDING_RULE), "rule@version"}},
    .occurred = "from",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
};
