/* 返投: what the fund brings to its region, by the situation it is recognised under, times a multiplier; revoked where
 * the firm moves out within the years it is held to. Counted against a multiple of the guidance money, which the fund's
 * own rule says. Nothing is posted. And the reversals of both. Fund rules §1 (reinvest_claim), §3.4. */
#include "ledger/fund/life.h"

#define SITUATION                                                                                                                       \
    "REGISTERED=本地注册=registered here|MOVED_IN=迁入=moved in|ACQUIRED=被本地企业控股收购=acquired by a local firm|"   \
    "LANDED=总部、生产或研发落地=headquarters, production or r&d landed|SUBSIDIARY=子公司实缴落地=subsidiary paid in " \
    "here|AFFILIATE=关联基金投资=invested by an affiliated fund|ATTRACTED=招引项目=project attracted"

static const struct fpl_field_spec bind_fields[] = {
    FS("binding", "适用编号", "binding", "", ID, KEY, EVENT_KEY),
    F("from", "适用起始日", "from", "", DATE, REQ),
    FS("times", "返投倍数", "times", "倍数", RATIO, REQ | FPL_FIELD_PLAIN, REINVEST_TIMES),
    ES("base", "返投基数", "base", "基数", REQ,
       "PAID_IN=引导基金实缴=guidance money paid in|COMMITTED=引导基金认缴=guidance money committed", REINVEST_BASE),
    ES("affiliates", "计入关联基金投资", "affiliates count", "", REQ, "Y=是=yes|N=否=no", REINVEST_AFFILIATES),
    FS("document", "适用依据", "document", "文件", TEXT, REQ, BINDING_DOCUMENT),
};
static const struct fpl_field_spec fields[] = {
    FS("recognition", "返投认定编号", "recognition", "claim_id", ID, KEY, EVENT_KEY),
    FS("firm", "统一社会信用代码", "uscc", "信用代码", PARTY, REQ, FIRM_ID),
    ES("situation", "认定情形", "situation", "情形", REQ, SITUATION, REINVEST_SITUATION),
    F("occurred", "认定日", "recognised on", "日期", DATE, REQ),
    FS("amount", "认定金额", "amount", "金额", MONEY, REQ, EVENT_AMOUNT),
    FS("multiplier", "计入倍数", "multiplier", "", RATIO, FPL_FIELD_PLAIN, REINVEST_MULTIPLIER),
    FS("lock_years", "迁出锁定年数", "years held", "锁定年数", INT, 0, REINVEST_LOCK),
    F("document", "认定文件", "document", "依据", TEXT, REQ),
};
static const struct fpl_field_spec reverse_fields[] = {
    FS("recognition", "返投认定编号", "recognition", "claim_id", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};
static const struct fpl_field_spec revoke_fields[] = {
    FS("revocation", "撤销编号", "revocation", "", ID, KEY, EVENT_KEY),
    FS("recognition", "返投认定编号", "recognition", "claim_id", ID, REQ, REINVEST_ID),
    F("occurred", "迁出日", "moved out on", "日期", DATE, REQ),
    F("document", "撤销文件", "document", "依据", TEXT, REQ),
};
static const struct fpl_field_spec revoke_reverse_fields[] = {
    FS("revocation", "撤销编号", "revocation", "", ID, KEY, EVENT_KEY),
    F("memo", "冲销原因", "reason", "摘要|原因", TEXT, REQ),
};

/* ---- the rule ---- */

static void decide_bind(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_ratio times = fpl_fact_ratio(facts, FPL_FACT_REINVEST_TIMES);
    struct fpl_str document = fpl_fact_text(facts, FPL_FACT_BINDING_DOCUMENT);
    (void)rules;
    fpl_decision_begin(out);
    if (document.n > FPL_FUND_DATA / 2) {
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "1024", fpl_fact_name(FPL_FACT_BINDING_DOCUMENT), NULL);
        return;
    }
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "aff", fpl_fact_bool(facts, FPL_FACT_REINVEST_AFFILIATES, 0));
    fpl_fund__data_text(&data, "base", fpl_fact_text(facts, FPL_FACT_REINVEST_BASE));
    fpl_fund__data_text(&data, "doc", document);
    fpl_fund__data_date(&data, "from", fpl_fact_date(facts, FPL_FACT_TODAY));
    fpl_fund__data_num(&data, "p", times.num);
    fpl_fund__data_num(&data, "q", times.den);
    fpl_fund__data_item(&data, "reinvest.rule", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

/* ---- the recognition: item "reinvest", {"amt","cnt","firm","on","sit","st","until"}; `cnt` is what it counts ---- */

struct recognition {
    int64_t amount, counted;
    struct fpl_str firm, situation;
    struct fpl_date on, until;
};

static void write(const struct recognition *r, struct fpl_str key, const char *state, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", r->amount);
    fpl_fund__data_num(&data, "cnt", r->counted);
    fpl_fund__data_text(&data, "firm", r->firm);
    fpl_fund__data_date(&data, "on", r->on);
    fpl_fund__data_text(&data, "sit", r->situation);
    fpl_fund__data_text(&data, "st", fpl_str_of(state));
    fpl_fund__data_date(&data, "until", r->until);
    fpl_fund__data_item(&data, "reinvest", key, out);
}

static void load(const struct fpl_facts *facts, struct recognition *r) {
    *r = (struct recognition){.amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT)),
                              .counted = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_REINVEST_COUNTED)),
                              .firm = fpl_fact_text(facts, FPL_FACT_FIRM_ID),
                              .situation = fpl_fact_text(facts, FPL_FACT_REINVEST_SITUATION),
                              .on = fpl_fact_date(facts, FPL_FACT_REINVEST_ON),
                              .until = fpl_fact_date(facts, FPL_FACT_REINVEST_UNTIL)};
}

/* A firm is held to stay for whole years: the day of recognition does not count, and the last day does (民法典
 * 第二百零一条、第一千二百五十九条). */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct recognition r;
    struct fpl_money counted = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    int64_t years = fpl_fact_int(facts, FPL_FACT_REINVEST_LOCK, 0);
    enum fpl_status status = FPL_OK;
    (void)rules;
    fpl_decision_begin(out);
    if (years < 0 || years > 50)
        fpl_fund__refuse_count(out, FPL_E_REINVEST_YEARS, 50, years);
    if (fpl_fact_known(facts, FPL_FACT_REINVEST_MULTIPLIER))
        status = fpl_money_scale(counted, fpl_fact_ratio(facts, FPL_FACT_REINVEST_MULTIPLIER), FPL_HALF_UP, &counted);
    if (!status && fpl_money_minor(counted) > FPL_MINOR_MAX)
        status = FPL_E_AMOUNT_RANGE;
    if (status)
        fpl_decision_refuse(out, status, fpl_fact_name(FPL_FACT_EVENT_AMOUNT), NULL, NULL);
    if (out->reasons > 0)
        return;
    load(facts, &r);
    r.counted = fpl_money_minor(counted);
    r.on = fpl_fact_date(facts, FPL_FACT_TODAY);
    r.until = years > 0 ? fpl_date_add_months(r.on, 12 * (int)years) : FPL_DATE_NONE;
    out->amount = fpl_money_of(r.amount);
    write(&r, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), "RECOGNISED", out);
}

static void decide_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct recognition r;
    (void)rules;
    fpl_decision_begin(out);
    load(facts, &r);
    out->amount = fpl_money_of(r.amount);
    if (fpl_str_is(fpl_fact_text(facts, FPL_FACT_REINVEST_STATE), "REVOKED"))
        fpl_fund__refuse_text(out, FPL_E_LATER, fpl_str_of(fpl_event__reinvest_revoked.kind));
    else
        write(&r, fpl_fact_text(facts, FPL_FACT_EVENT_KEY), "REVERSED", out);
}

static void decide_revoke(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct recognition r;
    struct fpl_fund__data data;
    struct fpl_date day = fpl_fact_date(facts, FPL_FACT_TODAY);
    char last[12], given[12];
    (void)rules;
    fpl_decision_begin(out);
    load(facts, &r);
    out->amount = fpl_money_of(r.amount);
    if (!fpl_str_is(fpl_fact_text(facts, FPL_FACT_REINVEST_STATE), "RECOGNISED"))
        fpl_fund__refuse_text(out, FPL_E_REVERSED, fpl_fact_text(facts, FPL_FACT_REINVEST_ID));
    else if (!fpl_date_is_none(r.until) && fpl_date_cmp(day, r.until) > 0)
        fpl_decision_refuse(out, FPL_E_REINVEST_FREE, fpl_date_format(r.until, last), fpl_date_format(day, given),
                            NULL);
    if (out->reasons > 0)
        return;
    write(&r, fpl_fact_text(facts, FPL_FACT_REINVEST_ID), "REVOKED", out);
    fpl_fund__data_begin(&data);
    fpl_fund__data_text(&data, "id", fpl_fact_text(facts, FPL_FACT_REINVEST_ID));
    fpl_fund__data_item(&data, "revocation", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
}

static void decide_revoke_reversal(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                   struct fpl_decision *out) {
    struct recognition r;
    (void)rules;
    fpl_decision_begin(out);
    load(facts, &r);
    out->amount = fpl_money_of(r.amount);
    write(&r, fpl_fact_text(facts, FPL_FACT_REINVEST_ID), "RECOGNISED", out);
}

#define READS_RECOGNITION(key)                                                                                         \
    FPL_FUND_READ(FIRM_ID, "reinvest", key, "firm", 0, E_NOT_FOUND),                                                   \
        READ_ITEM(EVENT_AMOUNT, "reinvest", key, "amt", 0), READ_ITEM(REINVEST_COUNTED, "reinvest", key, "cnt", 0),    \
        READ_ITEM(REINVEST_ON, "reinvest", key, "on", 0), READ_ITEM(REINVEST_SITUATION, "reinvest", key, "sit", 0),    \
        READ_ITEM(REINVEST_STATE, "reinvest", key, "st", 0), READ_ITEM(REINVEST_UNTIL, "reinvest", key, "until", 0)
static const struct fpl_read reverse_reads[] = {READS_RECOGNITION(EVENT_KEY)};
static const struct fpl_read revoke_reads[] = {READS_RECOGNITION(REINVEST_ID)};
static const struct fpl_read revoke_reverse_reads[] = {
    READ_ITEM(REINVEST_ID, "revocation", EVENT_KEY, "id", 0),
    READS_RECOGNITION(REINVEST_ID),
};
static const struct fpl_day_rule revoke_days[] = {{"occurred", FACT(TODAY), FACT(REINVEST_ON), FPL_E_DATE_ORDER}};

const struct fpl_event fpl_event__reinvest_bound = {
    .kind = "reinvest.bound",
    .zh = "适用返投要求",
    .en = "reinvestment rule bound",
    .command =
        {"reinvest.bind", "适用返投要求", "say how much the fund is to reinvest in its region", FPL_BOOK_FUND,
         FPL_ROLE_RULES, IMPORT | DRY, bind_fields, COUNT(bind_fields), "reinvest-bindings",
         "返投倍数、基数与是否计入关联基金；以起始日最近的一次为准，更正时另行登记",
         "multiple, base and whether affiliated funds count; of several the one that begins last holds, and another "
         "one corrects it",
         "reinvest bind FT-001 --book guidance --from 2025-01-01 --times 1.5 --base PAID_IN --affiliates Y "
         "--document 合伙协议第十二条 --as gui.ze",
         1},
    .rows =
        "binding=示例-FT-001;from=2026-01-01;times=1.5;base=引导基金实缴;affiliates=是;document=示例合伙协议第十二条",
    .item = "reinvest.rule",
    .key = FACT(EVENT_KEY),
    .occurred = "from",
    .decide = decide_bind,
};

const struct fpl_event fpl_event__reinvest_recognised = {
    .kind = "reinvest.recognised",
    .zh = "返投认定",
    .en = "reinvestment recognised",
    .command = {"reinvest.recognise", "登记返投认定", "recognise reinvestment in the region", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, fields, COUNT(fields), "recognitions",
                "返投认定：金额按计入倍数计入，四舍五入到分；锁定期内迁出的另行撤销",
                "the amount counts times its multiplier, rounded half up to the fen; a firm that moves out within the "
                "years held "
                "is revoked apart",
                "reinvest recognise RD-001 --book guidance --firm 91340604XY00010150 --situation MOVED_IN --occurred "
                "2026-10-31 --amount 9000000.00 --lock-years 5 --document 认定函001 --as zhi.dan --checker fu.he",
                1},
    .rows = "recognition=示例-RD-001;firm=91340604XY00010150;situation=迁入;occurred=2026-09-20;amount=900000.00;"
            "multiplier=1.5;lock_years=5;document=示例认定函"
            "|"
            "recognition=示例-RD-002;firm=91340604XY00010150;situation=本地注册;occurred=2026-09-20;amount=1.00;"
            "document=示例认定函",
    .flags = FPL_EVENT_CHECKED,
    .item = "reinvest",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "返投认定",
    .decide = decide,
};

const struct fpl_event fpl_event__recognition_reversed = {
    .kind = "recognition.reversed",
    .zh = "返投认定冲销",
    .en = "recognition reversed",
    .command = {"recognition.reverse", "返投认定冲销", "reverse a recognition", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, reverse_fields, COUNT(reverse_fields), "recognition-reversals",
                "返投认定冲销：登记有误，任何截止日均不再计入；已撤销的，须先冲销撤销",
                "take back a recognition that was recorded wrongly; its revocation is reversed first",
                "recognition reverse RD-001 --book guidance --reason 金额录错 --as zhi.dan --checker fu.he", 1},
    .rows = "recognition=示例-RD-002;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "reinvest",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__reinvest_recognised,
    .memo_field = "memo",
    .decide = decide_reversal,
    .read = reverse_reads,
    .reads = COUNT(reverse_reads),
};

const struct fpl_event fpl_event__reinvest_revoked = {
    .kind = "reinvest.revoked",
    .zh = "撤销返投认定",
    .en = "recognition revoked",
    .command = {"reinvest.revoke", "撤销返投认定", "revoke a recognition because the firm moved out", FPL_BOOK_FUND,
                RECORDERS, IMPORT | ENTRY | DRY, revoke_fields, COUNT(revoke_fields), "revocations",
                "撤销返投认定：锁定期内（含期满日）迁出的，自迁出日起不再计入",
                "the firm moved out within the years held, the last day included: from that day on it no longer counts",
                "reinvest revoke CX-001 --book guidance --recognition RD-001 --occurred 2026-11-05 --document 迁出证明 "
                "--as zhi.dan --checker fu.he",
                1},
    .rows = "revocation=示例-CX-001;recognition=示例-RD-001;occurred=2026-09-25;document=示例迁出证明",
    .flags = FPL_EVENT_CHECKED,
    .item = "revocation",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "撤销返投认定",
    .decide = decide_revoke,
    .read = revoke_reads,
    .reads = COUNT(revoke_reads),
    .day = revoke_days,
    .days = COUNT(revoke_days),
};

const struct fpl_event fpl_event__revocation_reversed = {
    .kind = "revocation.reversed",
    .zh = "撤销返投冲销",
    .en = "revocation reversed",
    .command = {"revocation.reverse", "撤销返投冲销", "reverse a revocation", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY, revoke_reverse_fields, COUNT(revoke_reverse_fields), "revocation-reversals",
                "撤销冲销：恢复认定", "take a revocation back: the recognition counts again",
                "revocation reverse CX-001 --book guidance --reason 未迁出 --as zhi.dan --checker fu.he", 1},
    .rows = "revocation=示例-CX-001;memo=误记",
    .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED | FPL_EVENT_CHECKED,
    .item = "revocation",
    .key = FACT(EVENT_KEY),
    .again = FPL_AGAIN_UNDONE,
    .undoes = &fpl_event__reinvest_revoked,
    .memo_field = "memo",
    .decide = decide_revoke_reversal,
    .read = revoke_reverse_reads,
    .reads = COUNT(revoke_reverse_reads),
};
