/* In which books of the investment company and of the treasury a fund's events have their other sides. */
#include "ledger/policy/declare.h"

static const struct fpl_field_spec fields[] = {
    ES("kind", "对应账套种类", "kind of book", "", KEY, "company=投资公司=company book|fiscal=财政总会计=fiscal book",
       MIRROR_KIND),
    FS("other", "对应账套", "other book", "账套", ID, REQ, MIRROR_BOOK),
    F("agreed", "生效日", "agreed on", "日期", DATE, REQ),
};
static const struct fpl_read reads[] = {
    READ_ITEM(MIRROR_ID, "book", MIRROR_BOOK, "id", FPL_READ_REGISTRY),
    READ_ITEM(MIRROR_FOUND, "book", MIRROR_BOOK, "kind", FPL_READ_REGISTRY),
};

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    char bytes[128], code[65];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    (void)rules;
    fpl_decision_begin(out);
    struct fpl_str other = fpl_fact_text(facts, FPL_FACT_MIRROR_BOOK),
                   kind = fpl_fact_text(facts, FPL_FACT_MIRROR_KIND);
    if (!fpl_fact_known(facts, FPL_FACT_MIRROR_ID) || !fpl_str_eq(fpl_fact_text(facts, FPL_FACT_MIRROR_FOUND), kind)) {
        fpl_decision_refuse(out, FPL_E_BOOK, fpl_str_copy(other, code, sizeof code), NULL, NULL);
        return;
    }
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    fpl_json_kint(&json, "book", fpl_fact_int(facts, FPL_FACT_MIRROR_ID, 0));
    fpl_json_kstr(&json, "code", other);
    fpl_json_end(&json);
    FPL_ASSERT(data.p == bytes && !data.failed);
    fpl_decision_item(out, "mirror", kind, fpl_buf_str(&data));
}

const struct fpl_event fpl_event__book_mirrored = {
    .kind = "book.mirrored",
    .zh = "对应账套",
    .en = "books of the other sides",
    .command = {"mirror.set", "设定对应账套", "say where a fund's events have their other sides", FPL_BOOK_FUND,
                FPL_ROLE_RULES, DRY, fields, COUNT(fields), NULL,
                "一种账套只设一次；此后涉及该账套的事项在两处同时入账",
                "once for each kind of book; from then on events that concern that book are posted in both at once",
                "mirror set company --book HB-F1 --other HB-S --agreed 2025-01-01 --as gui.ze", 1},
    .item = "mirror",
    .key = FACT(MIRROR_KIND),
    .occurred = "agreed",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
};
