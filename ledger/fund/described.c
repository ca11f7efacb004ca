/* What the fund is: class, level, region, its number with the industry body, its term. Of several descriptions the one
 * that begins last holds, and of those of one day the one recorded last; another one corrects it. It posts nothing. A
 * term that it names is the fund's from that day on (term.c).
 * Source: fund rules §1 (fund), §5 R1; law.md §4 F4, F5. */
#include "ledger/fund/life.h"

#define CLASSES                                                                                                             \
    "SEED=种子=seed|ANGEL=天使=angel|TRANSFER=成果转化=transfer of results|SCITECH=科创=sci-tech|VENTURE=创投=" \
    "venture|INDUSTRY=产业=industry|MERGER=并购=mergers|MOTHER=母基金=fund of funds|OTHER=其他=other"
#define LEVELS "NATION=国家=national|PROVINCE=省=provincial|CITY=市=municipal|COUNTY=县区=county"

static const struct fpl_field_spec fields[] = {
    FS("description", "情况登记编号", "description", "", ID, KEY, EVENT_KEY),
    F("from", "自哪日起", "from", "", DATE, REQ),
    ES("class", "基金类别", "class", "类别", REQ, CLASSES, DESCRIBED_CLASS),
    ES("level", "级次", "level", "财政级次", REQ, LEVELS, DESCRIBED_LEVEL),
    FS("region", "地区", "region", "行政区划", ID, REQ, DESCRIBED_REGION),
    FS("amac", "备案编号", "number with the industry body", "基金编号", ID, 0, DESCRIBED_AMAC),
    FS("invest_end", "投资期届满日", "end of the investment period", "", DATE, 0, DESCRIBED_INVEST_END),
    FS("term_end", "存续期届满日", "end of the term", "", DATE, 0, DESCRIBED_TERM_END),
    F("document", "依据文件", "document", "文件", TEXT, REQ),
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    (void)rules;
    fpl_decision_begin(out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "amac", fpl_fact_text(facts, FPL_FACT_DESCRIBED_AMAC));
    fpl_fund__data_text(&data, "class", fpl_fact_text(facts, FPL_FACT_DESCRIBED_CLASS));
    fpl_fund__data_date(&data, "from", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_date(&data, "inv", fpl_fact_date(facts, FPL_FACT_DESCRIBED_INVEST_END));
    fpl_fund__data_text(&data, "level", fpl_fact_text(facts, FPL_FACT_DESCRIBED_LEVEL));
    fpl_fund__data_text(&data, "region", fpl_fact_text(facts, FPL_FACT_DESCRIBED_REGION));
    fpl_fund__data_date(&data, "term", fpl_fact_date(facts, FPL_FACT_DESCRIBED_TERM_END));
    fpl_fund__data_item(&data, "fund.description", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    struct fpl_date from = fpl_fact_date(facts, FPL_FACT_TODAY), before = fpl_fact_date(facts, FPL_FACT_TERM_FROM);
    if (fpl_fact_known(facts, FPL_FACT_DESCRIBED_TERM_END) &&
        (fpl_date_is_none(before) || fpl_date_cmp(before, from) <= 0))
        fpl_fund__term_write("fund.description", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), from,
                             fpl_fact_date(facts, FPL_FACT_DESCRIBED_TERM_END), out);
}

static const struct fpl_read reads[] = {FPL_FUND_READ_TERM(TERM_FROM, "from")};
static const struct fpl_day_rule days[] = {{"invest_end", FACT(DESCRIBED_INVEST_END), FACT(TODAY), FPL_E_DATE_ORDER},
                                           {"term_end", FACT(DESCRIBED_TERM_END), FACT(TODAY), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__fund_described = {
    .kind = "fund.described",
    .zh = "基金情况",
    .en = "fund described",
    .command = {"fund.describe", "登记基金情况", "say of which class, level and region the fund is, and its term",
                FPL_BOOK_FUND, RECORDERS, IMPORT | ENTRY | DRY, fields, COUNT(fields), "fund-descriptions",
                "基金情况：类别、级次、地区、备案编号与存续期；以起始日最近的一次为准，更正时另行登记",
                "class, level, region, number with the industry body, term; of several the one that begins last holds, "
                "and another one corrects it",
                "fund describe QK-001 --book guidance --from 2025-01-01 --class TRANSFER --level CITY --region 340600 "
                "--term-end 2034-12-31 --document 设立方案 --as zhi.dan --checker fu.he",
                1},
    .rows = "description=示例-QK-001;from=2026-01-01;class=成果转化;level=市;region=340600;amac=示例S0001;"
            "term_end=2034-12-31;document=示例设立方案",
    .flags = FPL_EVENT_CHECKED,
    .item = "fund.description",
    .key = FACT(EVENT_KEY),
    .occurred = "from",
    .memo = "基金情况",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
};
