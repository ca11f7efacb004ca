/* One deal: what it posts, what is kept of it, and what it adds to the early-stage share under each profile in force.
 *
 * Event E05, investment paid: 110101 交易性金融资产—成本 by firm and deal, against 100201 the custody account. E28: a
 * convertible is debt until it is converted, 1501 债权投资, and an investment from the day it is paid like any other:
 * loans that are not convertible are none (fund rules §3.2, numerator guards), and are no deals. A deal
 * taken on from before the ledger posts nothing (the opening balance holds it) but counts in every share like any
 * other. Each profile leaves its result with the deal and one tally in that result's scope, so that a share is the sum
 * of three cells. */
#include "fundpool/fund.h"
#include "ledger/fund/agreed.h"
#include "ledger/fund/holding.h"
#include "ledger/fund/investee.h"
#include "ledger/fund/limit.h"
#include "ledger/fund/recorded.h"
#include "ledger/policy/profile.h"

#include <stdio.h>

#define ROUNDS                                                                                                               \
    "SEED=种子轮=seed|ANGEL=天使轮=angel|PRE_A=Pre-A轮=pre-a|A=A轮=series a|A_PLUS=A+轮=a+|B=B轮=series b|C=C轮=" \
    "series c|D=D轮=series d|LATER=后期=later"

static const struct fpl_field_spec fields[] = {
    FS("deal", "投资编号", "deal", "项目编号|inv_id", ID, KEY, DEAL_ID),
    F("fund", "基金编号", "fund", "fund_id|账套编号", ID, FPL_FIELD_OWN_BOOK),
    FS("firm", "统一社会信用代码", "uscc", "信用代码|firm", PARTY, NEWP, FIRM_ID),
    FS("firm_name", "企业名称", "firm name", "项目名称|company", TEXT, NAME, FIRM_NAME),
    FS("paid_date", "付款日", "paid date", "投资日|付款日期", DATE, REQ, DEAL_PAID_DATE),
    FS("amount", "实付额", "amount", "实付金额|投资金额", MONEY, REQ, DEAL_AMOUNT),
    ES("round", "轮次", "round", "", 0, ROUNDS, DEAL_ROUND),
    FS("external_round", "外部轮次序号", "external round", "", INT, 0, DEAL_EXT_ROUND),
    ES("is_transfer", "科技成果转化", "is transfer", "是否科技成果转化项目", 0, "Y=是=yes|N=否=no", DEAL_TRANSFER),
    FS("achievement", "成果登记号", "achievement", "科技成果登记号", TEXT, 0, DEAL_ACHIEVEMENT),
    FS("ic_date", "投决日", "ic date", "", DATE, 0, DEAL_IC_DATE),
    FS("agreement_date", "协议日", "agreement date", "", DATE, 0, DEAL_AGREEMENT_DATE),
    FS("established", "设立日", "established", "成立日期", DATE, 0, FIRM_ESTABLISHED),
    FS("employees", "从业人数", "employees", "从业人数avg12", RATIO, FPL_FIELD_PLAIN, FIRM_EMPLOYEES),
    FR("bachelor", "本科占比", "bachelor share", "本科以上占比", FIRM_BACHELOR, 100),
    FS("assets", "资产总额", "total assets", "资产总额avg12", MONEY, ZERO, FIRM_ASSETS),
    FS("net_assets", "净资产", "net assets", "", MONEY, ZERO, FIRM_NET_ASSETS),
    FS("revenue", "年销售收入", "revenue", "年销售收入12m", MONEY, ZERO, FIRM_REVENUE),
    FR("rnd_share", "研发占比", "r&d share", "研发费用占比", FIRM_RND_SHARE, 100),
    ES("listed", "是否上市", "listed", "上市", 0, "Y=是=yes|N=否=no", FIRM_LISTED),
    ES("category", "资金类别", "category", "类别", 0,
       "SEED=种子直投=seed|ANGEL=天使直投=angel|GROWTH=成长直投=growth|INDUSTRY=产业直投=industry", DEAL_CATEGORY),
    FS("shares", "取得股数", "shares", "股数", INT, 0, DEAL_SHARES),
    ES("direct", "直接投资", "direct investment", "是否直投", 0, "Y=是=yes|N=否=no", DEAL_DIRECT),
    ES("fixed_return", "约定固定回报或最低收益", "fixed or least return", "", 0, "Y=是=yes|N=否=no", DEAL_FIXED_RETURN),
    ES("fixed_buyback", "约定固定价格回购", "buy-back at a fixed price", "", 0, "Y=是=yes|N=否=no", DEAL_FIXED_BUYBACK),
    ES("guarantees", "为企业提供担保", "guarantee for the firm", "", 0, "Y=是=yes|N=否=no", DEAL_GUARANTEES),
    FS("agreed", "协议额", "amount agreed", "协议金额|agreed_amt", MONEY, 0, DEAL_AGREED),
    FPL_FUND_TRANCHE_FIELD,
    ES("instrument", "投资工具", "instrument", "工具", 0,
       "EQUITY=股权=equity|CONVERTIBLE=可转债=convertible|PREFERRED=优先股=preferred", DEAL_INSTRUMENT),
    FS("matures", "到期日", "matures on", "可转债到期日", DATE, 0, DEAL_MATURES),
    FPL_FUND_FIRM_FIELD,
    FPL_FUND_LIMIT_FIELDS,
    F("memo", "摘要", "memo", "", TEXT, 0),
};
enum { INVESTED, TRANCHE, CONVERTIBLE };
static const struct fpl_recipe recipe[] = {
    {"E05", "投资款", "amount invested", "110101", "100201", DIM(FIRM_ID), DIM(DEAL_ID), NONE, NONE, "INVEST"},
    FPL_FUND_TRANCHE_ROW("E05", "约定分期已付", "tranche paid"),
    {"E28", "可转债投资款", "convertible bought", "1501", "100201", DIM(FIRM_ID), DIM(DEAL_ID), NONE, NONE, "INVEST"},
};

#define ID_BYTES_MAX   128 /* of a deal or a firm: bounds the texts of the decision */
#define DATA_BYTES_MAX 4096
#define PROFILE_NAME   80 /* "<id>@<version>" */

static const char *result_of(enum fpl_tri tri) {
    return tri == FPL_TRUE ? "T" : tri == FPL_FALSE ? "F" : "U";
}

static void need(const struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_decision *out) {
    if (!fpl_fact_known(facts, id)) {
        fpl_decision_refuse(out, FPL_E_MISSING, fpl_fact_name(id), NULL, NULL);
    }
}

static void check_id(const struct fpl_facts *facts, enum fpl_fact_id id, struct fpl_decision *out) {
    if (fpl_fact_text(facts, id).n > ID_BYTES_MAX) {
        fpl_decision_refuse(out, FPL_E_TOO_LONG, "128", fpl_fact_name(id), NULL);
    }
}

static void check_dates(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id dates[] = {FPL_FACT_DEAL_PAID_DATE, FPL_FACT_DEAL_IC_DATE,
                                             FPL_FACT_DEAL_AGREEMENT_DATE, FPL_FACT_FIRM_ESTABLISHED};
    struct fpl_date today = fpl_fact_date(facts, FPL_FACT_RECORDED_ON);
    for (size_t i = 0; !fpl_date_is_none(today) && i < sizeof dates / sizeof dates[0]; i++) {
        struct fpl_date date = fpl_fact_date(facts, dates[i]);
        if (!fpl_date_is_none(date) && fpl_date_cmp(date, today) > 0) {
            char text[12];
            fpl_decision_refuse(out, FPL_E_FUTURE, fpl_date_format(date, text), fpl_fact_name(dates[i]), NULL);
        }
    }
}

static void check(const struct fpl_facts *facts, struct fpl_decision *out) {
    static const enum fpl_fact_id needed[] = {FPL_FACT_DEAL_ID, FPL_FACT_FIRM_ID, FPL_FACT_DEAL_AMOUNT,
                                              FPL_FACT_DEAL_PAID_DATE, FPL_FACT_TODAY};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        need(facts, needed[i], out);
    }
    check_id(facts, FPL_FACT_DEAL_ID, out);
    check_id(facts, FPL_FACT_FIRM_ID, out);
    if (fpl_fact_known(facts, FPL_FACT_DEAL_AMOUNT)) {
        struct fpl_money amount = fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT);
        if (fpl_money_sign(amount) <= 0) {
            fpl_decision_refuse(out, FPL_E_AMOUNT_SIGN, fpl_fact_name(FPL_FACT_DEAL_AMOUNT), NULL, NULL);
        } else if (fpl_money_cmp(amount, fpl_money_of(FPL_MINOR_MAX)) > 0) {
            fpl_decision_refuse(out, FPL_E_AMOUNT_RANGE, fpl_fact_name(FPL_FACT_DEAL_AMOUNT), NULL, NULL);
        }
    }
    check_dates(facts, out);
    if (fpl_fact_known(facts, FPL_FACT_DEAL_MATURES) && !fpl_fund__is_convertible(facts))
        fpl_fund__refuse_text(out, FPL_E_MATURITY, fpl_fact_text(facts, FPL_FACT_DEAL_ID));
}

static char *profile_name(const struct fpl_profile *profile, const char *prefix, char *out) {
    char id[64];
    int n = snprintf(out, PROFILE_NAME, "%s%s@%lld", prefix, fpl_str_copy(fpl_profile_id(profile), id, sizeof id),
                     (long long)fpl_profile_version(profile));
    FPL_ASSERT(n > 0 && n < PROFILE_NAME);
    return out;
}

static void count_under(const struct fpl_profile *profile, enum fpl_tri tri, struct fpl_money amount,
                        struct fpl_decision *out) {
    char name[PROFILE_NAME], clause[sizeof out->step[0].clause];
    fpl_decision_tally(out, profile_name(profile, "early.", name), fpl_str_of(result_of(tri)), amount, 1);
    fpl_decision_step(out, "deal.profile", result_of(tri), profile_name(profile, "", name),
                      fpl_str_copy(fpl_profile_clause(profile), clause, sizeof clause));
}

/* What one deal is under one profile. */
struct judged {
    const struct fpl_profile *profile;
    enum fpl_tri result;
};

static int judged_cmp(const struct judged *a, const struct judged *b) {
    int by_id = fpl_str_cmp(fpl_profile_id(a->profile), fpl_profile_id(b->profile));
    int64_t va = fpl_profile_version(a->profile), vb = fpl_profile_version(b->profile);
    return by_id != 0 ? by_id : (va > vb) - (va < vb);
}

/* Amounts of a profile are in yuan: what a fund in another currency says of a firm in its own is not known in yuan. */
static void forget_amounts(struct fpl_facts *facts) {
    static const enum fpl_fact_id amounts[] = {FPL_FACT_FIRM_ASSETS, FPL_FACT_FIRM_NET_ASSETS, FPL_FACT_FIRM_REVENUE,
                                               FPL_FACT_DEAL_AMOUNT};
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++)
        fpl_fact_forget(facts, amounts[i]);
}

/* Judges under every profile, sorted by id and version: the decision must not hang on the order in which they were
 * loaded. */
static void judge(const struct fpl_facts *facts, const struct fpl_rules *rules, struct judged *out) {
    const struct fpl_profile *const *profiles = rules->profile;
    struct fpl_facts scratch;
    fpl_facts_copy(facts, &scratch);
    if (rules->currency.n && !fpl_str_is(rules->currency, "CNY"))
        forget_amounts(&scratch);
    for (int i = 0; i < rules->profiles; i++) {
        struct judged one = {profiles[i], fpl_profile__eval_in(profiles[i], &scratch)};
        int place = i;
        while (place > 0 && judged_cmp(&out[place - 1], &one) > 0) {
            out[place] = out[place - 1];
            place--;
        }
        FPL_ASSERT(place == 0 || judged_cmp(&out[place - 1], &one) < 0); /* no profile twice */
        out[place] = one;
    }
}

/* The item's state {"agr":minor,"amt":minor,"dir":true,"firm":id,"paid":date,"pr":[["ID@version","T"],…],"rd":round},
 * with the shares, the entry that it is of ("no", absent in the first), and what stood in the holding before: its last
 * event that is no tranche ("last") and its last tranche ("pp"); "tr" is the agreed tranche that it pays, "ins" says
 * that it is a convertible, "mat" when it is to be paid back. Profile names are no keys of canonical JSON, hence pairs.
 * The buffer lies on the stack and never grows: ids are at most ID_BYTES_MAX, profiles FPL_PROFILES_MAX. */
static void keep_deal(const struct fpl_facts *facts, const struct judged *judged, int count, int64_t entry,
                      struct fpl_decision *out) {
    char bytes[DATA_BYTES_MAX], text[PROFILE_NAME];
    struct fpl_buf buf = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    fpl_json_begin(&json, &buf);
    fpl_json_object(&json);
    if (fpl_fact_known(facts, FPL_FACT_DEAL_AGREED))
        fpl_json_kint(&json, "agr", fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AGREED)));
    fpl_json_kint(&json, "amt", fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)));
    if (fpl_fact_bool(facts, FPL_FACT_DEAL_DIRECT, 0))
        fpl_json_kbool(&json, "dir", 1);
    fpl_json_kstr(&json, "firm", fpl_fact_text(facts, FPL_FACT_FIRM_ID));
    if (fpl_fund__is_convertible(facts))
        fpl_json_kstr(&json, "ins", fpl_fact_text(facts, FPL_FACT_DEAL_INSTRUMENT));
    if (fpl_fact_known(facts, FPL_FACT_HOLDING_LAST))
        fpl_json_kstr(&json, "last", fpl_fact_text(facts, FPL_FACT_HOLDING_LAST));
    if (fpl_fact_known(facts, FPL_FACT_DEAL_MATURES))
        fpl_json_kstrz(&json, "mat", fpl_date_format(fpl_fact_date(facts, FPL_FACT_DEAL_MATURES), text));
    if (entry > 1)
        fpl_json_kint(&json, "no", entry);
    fpl_json_kstrz(&json, "paid", fpl_date_format(fpl_fact_date(facts, FPL_FACT_DEAL_PAID_DATE), text));
    if (fpl_fact_known(facts, FPL_FACT_HOLDING_PAID))
        fpl_json_kstrz(&json, "pp", fpl_date_format(fpl_fact_date(facts, FPL_FACT_HOLDING_PAID), text));
    fpl_json_key(&json, "pr");
    fpl_json_array(&json);
    for (int i = 0; i < count; i++) {
        fpl_json_array(&json);
        fpl_json_strz(&json, profile_name(judged[i].profile, "", text));
        fpl_json_strz(&json, result_of(judged[i].result));
        fpl_json_end(&json);
    }
    fpl_json_end(&json);
    if (fpl_fact_known(facts, FPL_FACT_DEAL_ROUND))
        fpl_json_kstr(&json, "rd", fpl_fact_text(facts, FPL_FACT_DEAL_ROUND));
    if (fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0) > 0)
        fpl_json_kint(&json, "sh", fpl_fact_int(facts, FPL_FACT_DEAL_SHARES, 0));
    if (fpl_fund__names_tranche(facts))
        fpl_json_kstr(&json, "tr", fpl_fact_text(facts, FPL_FACT_TRANCHE_ID));
    fpl_json_end(&json);
    FPL_ASSERT(buf.p == bytes && !buf.failed);
    fpl_decision_item(out, "deal", fpl_fact_text(facts, FPL_FACT_DEAL_ID), fpl_buf_str(&buf));
}

static void hold_against_limits(const struct fpl_facts *facts, const struct fpl_rules *rules,
                                struct fpl_decision *out) {
    int64_t amount = fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT));
    const struct fpl_fund__limit_change change = {.at = FPL_AT_DEAL,
                                                  .what = "deal",
                                                  .key = FPL_FACT_DEAL_ID,
                                                  .day = FPL_FACT_DEAL_PAID_DATE,
                                                  .invested = amount,
                                                  .pays = amount};
    fpl_fund__limits(facts, rules, &change, out);
}

static void write(const struct fpl_facts *facts, const struct fpl_rules *rules, const struct fpl_fund__holding *holding,
                  struct fpl_decision *out) {
    struct judged judged[FPL_PROFILES_MAX];
    out->amount = fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT);
    fpl_event_post(out, &recipe[fpl_fund__is_convertible(facts) ? CONVERTIBLE : INVESTED], out->amount, facts);
    if (fpl_fund__names_tranche(facts))
        fpl_event_post(out, &recipe[TRANCHE], out->amount, facts);
    judge(facts, rules, judged);
    for (int i = 0; i < rules->profiles; i++) {
        count_under(judged[i].profile, judged[i].result, out->amount, out);
    }
    fpl_fund__count_invested(facts, fpl_money_minor(out->amount), out);
    keep_deal(facts, judged, rules->profiles, holding->no, out);
    fpl_fund__holding_write(facts, holding, out);
    fpl_fund__invested(facts, out);
}

/* The share by amounts agreed counts what was agreed: it is no less than what is paid. */
static void check_agreed(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_money agreed = fpl_fact_money(facts, FPL_FACT_DEAL_AGREED),
                     amount = fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT);
    if (!fpl_fact_known(facts, FPL_FACT_DEAL_AGREED) || fpl_money_cmp(amount, agreed) <= 0)
        return;
    fpl_fund__refuse_money(out, FPL_E_AGREED, fpl_money_minor(agreed), fpl_money_minor(amount));
    fpl_fund__about(out, FPL_FACT_DEAL_AMOUNT);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__holding holding;
    FPL_ASSERT(rules->profiles >= 0 && rules->profiles <= FPL_PROFILES_MAX &&
               (rules->profile != NULL || rules->profiles == 0));
    fpl_decision_begin(out);
    check(facts, out);
    check_agreed(facts, out);
    fpl_fund__not_liquidating(facts, FPL_ZH_EN("再作投资", "investment"), out);
    fpl_fund__not_closed(facts, out);
    if (out->outcome == FPL_OK) {
        fpl_fund__tranche_add(facts, &holding, out);
        fpl_fund__investee(facts, out);
    }
    if (out->outcome == FPL_OK) {
        hold_against_limits(facts, rules, out);
    }
    if (out->outcome == FPL_OK) {
        fpl_fund__agreed_take(facts, FPL_AGREED_PAID, fpl_money_minor(fpl_fact_money(facts, FPL_FACT_DEAL_AMOUNT)),
                              out);
    }
    if (out->outcome == FPL_OK) {
        write(facts, rules, &holding, out);
    }
}

void fpl_fund_decide_deal(const struct fpl_facts *facts, const struct fpl_profile *const *profiles, int profile_count,
                          struct fpl_decision *out) {
    const struct fpl_rules rules = {.profile = profiles, .profiles = profile_count};
    FPL_ASSERT(facts != NULL && out != NULL);
    decide(facts, &rules, out);
}

int fpl_fund_deal_result(const struct fpl_json *deal, struct fpl_str profile) {
    const struct fpl_json *results = fpl_json_get(deal, "pr");
    for (const struct fpl_json *pair = fpl_json_first(results); pair != NULL; pair = fpl_json_next(results, pair)) {
        if (fpl_str_eq(fpl_json_text(fpl_json_at(pair, 0)), profile)) {
            struct fpl_str result = fpl_json_text(fpl_json_at(pair, 1));
            return fpl_str_is(result, "T") ? FPL_TRUE : fpl_str_is(result, "F") ? FPL_FALSE : FPL_UNKNOWN;
        }
    }
    return -1;
}

/* ---- the event ---- */

static const struct fpl_read reads[] = {
    FPL_FUND_READS_HOLDING,
    FPL_FUND_READS_INVESTEE,
    FPL_FUND_READ_LIQUIDATION,
    FPL_FUND_READS_TRANCHE,
    FPL_FUND_READS_LIMIT_WHOLE,
    FPL_FUND_LIMIT_BALANCE(LIMIT_CASH, "+100201", 0),
    FPL_FUND_LIMIT_SUM(LIMIT_DIRECT, "+direct", "fund"),
};
static const struct fpl_day_rule days[] = {
    {"paid_date", FACT(DEAL_PAID_DATE), FACT(TRANCHE_ON), FPL_E_DATE_ORDER},
    {"matures", FACT(DEAL_MATURES), FACT(DEAL_PAID_DATE), FPL_E_DATE_ORDER},
};
static const struct fpl_move moves[] = {
    {"deal", "", "", "RECORDED"},
    {"holding", "", "", "HELD"},
    {"holding", "HELD", "", "HELD"},
    {"holding", "EXITED", "", "HELD"},
    {"holding", "CONVERTIBLE", "", "HELD"},
    {"holding", "", "convertible", "CONVERTIBLE"},
    {"holding", "CONVERTIBLE", "convertible", "CONVERTIBLE"},
    {"holding", "EXITED", "convertible", "CONVERTIBLE"},
};

const struct fpl_event fpl_event__deal_recorded = {
    .kind = "deal.recorded",
    .zh = "投资",
    .en = "deal",
    .command = {"deal.record", "记录投资", "record a deal", FPL_BOOK_FUND, RECORDERS,
                IMPORT | ENTRY | DRY | FPL_COMMAND_TAKE_ON, fields, COUNT(fields), "deals", NULL, NULL,
                "deal record YD-025 --book guidance --firm 91340604XY00010150 --firm-name 示例汀兰新能源有限公司 "
                "--paid-date 2026-11-20 --amount 3000000.00 --round ANGEL --dry-run --as zhi.dan --checker fu.he",
                1},
    .rows = "deal=示例-TZ-001;firm=91340604XY00010150;firm_name=示例汀兰新能源有限公司;paid_date=2026-02-18;"
            "amount=1500000.00;round=天使轮;is_transfer=是;achievement=示例成果0001;ic_date=2026-01-04;"
            "agreement_date=2026-01-21;established=2024-01-11;employees=60;bachelor=56%;assets=22010000.00;"
            "net_assets=12765800.00;revenue=7740000.00;rnd_share=3%;listed=否;category=天使直投;shares=1000000;tranche="
            "示例-FQ-001;memo=投资|"
            "deal=示例-TZ-002;firm=91340603XY00000121;firm_name=示例青禾新材料科技有限公司;"
            "paid_date=2026-02-18;amount=1000000.00|"
            "deal=示例-TZ-003;firm=91340603XY0000047K;firm_name=示例远岫碳纤维有限公司;"
            "paid_date=2026-02-18;amount=500000.00;instrument=可转债",
    .flags = FPL_EVENT_TAKE_ON | FPL_EVENT_NAMES_FIRM | FPL_EVENT_PROFILES,
    .item = "deal",
    .key = FACT(DEAL_ID),
    .occurred = "paid_date",
    .memo = "支付投资款",
    .memo_field = "memo",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
    .recipe = recipe,
    .recipes = COUNT(recipe),
    .move = moves,
    .moves = COUNT(moves),
    .approver = FACT(LIMIT_APPROVER),
};
