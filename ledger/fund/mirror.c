/* Which books have the other sides of a fund's events: that of the investment company or of a treasury that is a party
 * of the fund; and the treasury's, of what the company hands in (E20). A stake is classified once, when it is acquired
 * (CAS 2 and CAS 22; fund rules §2.1 note iii). */
#include "ledger/fund/life.h"

static const struct fpl_field_spec fields[] = {
    FS("party", "出资人", "party", "", PARTY, KEY, MIRROR_PARTY),
    ES("kind", "对应账套种类", "kind of book", "", REQ, "company=投资公司=company book|fiscal=财政总会计=fiscal book",
       MIRROR_KIND),
    FS("other", "对应账套", "other book", "账套", ID, REQ, MIRROR_BOOK),
    FS("fund", "基金主体", "fund as a party", "", PARTY, REQ, MIRROR_FUND),
    ES("stake", "股权分类", "classification", "", 0,
       "LTEI=长期股权投资=long-term equity investment|FVTPL=交易性金融资产=fair value through profit or loss",
       MIRROR_STAKE),
    F("agreed", "生效日", "agreed on", "日期", DATE, REQ),
};
static void is_kind(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                    struct fpl_fact *out) {
    (void)text;
    out->known =
        data != NULL && fpl_str_eq(fpl_json_get_text(data, "kind"), fpl_fact_text(facts, FPL_FACT_MIRROR_KIND));
    out->v.num = out->known ? fpl_json_get_num(data, "id", 0) : 0;
}
/* Of a book as the registry has it, which names the currency where it is another than CNY. */
static void currency_of(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                        struct fpl_fact *out) {
    struct fpl_str currency = fpl_json_get_text(data, "cur");
    (void)facts;
    (void)text;
    out->known = data != NULL;
    out->v.text = currency.n ? currency : FPL_STR("CNY");
}
static const struct fpl_read reads[] = {
    {.fact = FACT(MIRROR_ID),
     .from = FPL_FROM_ITEM,
     .name = "book",
     .key = FACT(MIRROR_BOOK),
     .flags = FPL_READ_REGISTRY,
     .before = FPL_NO_FACT,
     .value = is_kind},
    {.fact = FACT(MIRROR_CURRENCY),
     .from = FPL_FROM_ITEM,
     .name = "book",
     .key = FACT(MIRROR_BOOK),
     .flags = FPL_READ_REGISTRY | FPL_READ_UNKEPT,
     .before = FPL_NO_FACT,
     .value = currency_of},
    {.fact = FACT(BOOK_CURRENCY),
     .from = FPL_FROM_ITEM,
     .name = "book",
     .key = FPL_NO_FACT,
     .flags = FPL_READ_REGISTRY | FPL_READ_SELF | FPL_READ_UNKEPT,
     .before = FPL_NO_FACT,
     .value = currency_of},
};

/* What is posted in one book is posted in the other as it is: the ledger has no rates. */
static void same_currency(const struct fpl_facts *facts, struct fpl_decision *out) {
    struct fpl_str other = fpl_fact_text(facts, FPL_FACT_MIRROR_CURRENCY),
                   own = fpl_fact_text(facts, FPL_FACT_BOOK_CURRENCY);
    char a[16], b[16];
    if (!fpl_str_eq(other, own))
        fpl_decision_refuse(out, FPL_E_MIRROR_CURRENCY, fpl_str_copy(own, a, sizeof a),
                            fpl_str_copy(other, b, sizeof b), NULL);
}

/* The treasury's stake has one way to be carried; the company's must be said. */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    int company = fpl_str_is(fpl_fact_text(facts, FPL_FACT_MIRROR_KIND), "company");
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_fact_known(facts, FPL_FACT_MIRROR_ID))
        fpl_fund__refuse_text(out, FPL_E_BOOK, fpl_fact_text(facts, FPL_FACT_MIRROR_BOOK));
    else
        same_currency(facts, out);
    if (company != fpl_fact_known(facts, FPL_FACT_MIRROR_STAKE))
        fpl_decision_refuse(out, company ? FPL_E_MISSING : FPL_E_USAGE, fpl_fact_name(FPL_FACT_MIRROR_STAKE), NULL,
                            NULL);
    if (out->reasons > 0)
        return;
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "book", fpl_fact_int(facts, FPL_FACT_MIRROR_ID, 0));
    fpl_fund__data_text(&data, "code", fpl_fact_text(facts, FPL_FACT_MIRROR_BOOK));
    fpl_fund__data_text(&data, "fund", fpl_fact_text(facts, FPL_FACT_MIRROR_FUND));
    fpl_fund__data_text(&data, "kind", fpl_fact_text(facts, FPL_FACT_MIRROR_KIND));
    fpl_fund__data_text(&data, "stake", fpl_fact_text(facts, FPL_FACT_MIRROR_STAKE));
    fpl_fund__data_item(&data, "mirror", fpl_fact_text(facts, FPL_FACT_MIRROR_PARTY), out);
}

const struct fpl_event fpl_event__book_mirrored = {
    .kind = "book.mirrored",
    .zh = "对应账套",
    .en = "book of the other side",
    .command =
        {"mirror.set", "设定对应账套", "say which book has the other side of a party's events", FPL_BOOK_ANY,
         FPL_ROLE_RULES, IMPORT | DRY, fields, COUNT(fields), "mirrors",
         "设定对应账套：一个出资人只设一次，此后其认缴、核减、实缴在两个账套同时入账；投资公司账套设财政的，上缴国库同"
         "时入账",
         "say which book has the other side of a party: from then on its commitments, releases and payments are "
         "posted in both at once; in a company's book, of the treasury: what it hands in",
         "mirror set F-SHI --book guidance --kind fiscal --other treasury --fund F-YD --agreed 2026-01-01 --as gui.ze",
         1},
    .rows = "party=F-SX;kind=财政总会计;other=example-cz;fund=F-JJ;agreed=2026-01-01",
    .item = "mirror",
    .key = FACT(MIRROR_PARTY),
    .occurred = "agreed",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
};
