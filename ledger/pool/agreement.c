/* Agreements 合作协议 with partner institutions: which rule pack binds from which day to which. */
#include "ledger/policy/declare.h"

#include <stdio.h>

static const struct fpl_field_spec fields[] = {
    FS("agreement", "协议编号", "agreement", "", ID, KEY, AGREEMENT_ID),
    FS("party", "合作机构", "institution", "", PARTY, REQ, EVENT_PARTY),
    F("pack", "规则包", "pack", "", ID, REQ),
    F("version", "规则包版本", "pack version", "", INT, REQ),
    FS("from", "生效日", "from", "", DATE, REQ, AGREEMENT_FROM),
    FS("to", "到期日", "to", "", DATE, 0, AGREEMENT_TO),
    F("signed", "签订日", "signed on", "", DATE, REQ),
};

static const struct fpl_day_rule days[] = {{"to", FACT(AGREEMENT_TO), FACT(AGREEMENT_FROM), FPL_E_DATE_ORDER}};

static void write_agreement(const struct fpl_facts *facts, struct fpl_decision *out) {
    char from[12], to[12], bytes[1024];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    fpl_json_kstr(&json, "agr", fpl_fact_text(facts, FPL_FACT_AGREEMENT_ID));
    fpl_json_kstrz(&json, "from", fpl_date_format(fpl_fact_date(facts, FPL_FACT_AGREEMENT_FROM), from));
    fpl_json_kstr(&json, "hash", fpl_fact_text(facts, FPL_FACT_AGREEMENT_PACK_HASH));
    fpl_json_kstr(&json, "pack", fpl_fact_text(facts, FPL_FACT_AGREEMENT_PACK));
    if (fpl_fact_known(facts, FPL_FACT_AGREEMENT_TO))
        fpl_json_kstrz(&json, "to", fpl_date_format(fpl_fact_date(facts, FPL_FACT_AGREEMENT_TO), to));
    fpl_json_end(&json);
    FPL_ASSERT(data.p == bytes && !data.failed);
    fpl_decision_item(out, "agreement", fpl_fact_text(facts, FPL_FACT_AGREEMENT_KEY), fpl_buf_str(&data));
    fpl_decision_item(out, "signed", fpl_fact_text(facts, FPL_FACT_AGREEMENT_ID), FPL_STR("{}"));
}

/* The agreement of a party and first day is its state for ever: what loans were decided under is not exchanged. */
static void check_taken(const struct fpl_facts *facts, struct fpl_decision *out) {
    const struct fpl_fact *same = fpl_fact_of(facts, FPL_FACT_AGREEMENT_SAME_DAY);
    char other[FPL_ID_BYTES_MAX + 1], receipt[48];
    if (!same->known)
        return;
    (void)snprintf(receipt, sizeof receipt, "%d/%lld", (int)same->book, (long long)same->seq);
    fpl_decision_refuse(out, FPL_E_AGREEMENT_DAY, fpl_str_copy(same->v.text, other, sizeof other), receipt, NULL);
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_str kind = fpl_fact_text(facts, FPL_FACT_EVENT_PARTY_KIND);
    char party[64];
    (void)rules;
    fpl_decision_begin(out);
    if (!fpl_str_is(kind, "bank") && !fpl_str_is(kind, "guarantor")) {
        (void)fpl_str_copy(fpl_fact_text(facts, FPL_FACT_EVENT_PARTY), party, sizeof party);
        fpl_decision_refuse(out, FPL_E_PARTY, party, NULL, NULL);
    }
    check_taken(facts, out);
    if (out->reasons > 0)
        return;
    write_agreement(facts, out);
}

static void hash_of(const struct fpl_json *data, const struct fpl_facts *facts, struct fpl_buf *text,
                    struct fpl_fact *out) {
    (void)facts;
    (void)text;
    out->v.text = fpl_json_get_text(data, "hash");
    out->known = out->v.text.n > 0;
}

static const struct fpl_read reads[] = {
    {.fact = FACT(AGREEMENT_PACK_HASH),
     .from = FPL_FROM_ITEM,
     .name = "pack",
     .key = FACT(AGREEMENT_PACK),
     .flags = FPL_READ_REGISTRY,
     .before = FPL_NO_FACT,
     .absent = FPL_E_PACK,
     .value = hash_of},
    READ_ITEM(AGREEMENT_SAME_DAY, "agreement", AGREEMENT_KEY, "agr", 0),
    {.fact = FACT(EVENT_PARTY_KIND),
     .from = FPL_FROM_ITEM,
     .name = "party",
     .key = FACT(EVENT_PARTY),
     .member = "kind",
     .flags = FPL_READ_REGISTRY,
     .before = FPL_NO_FACT,
     .absent = FPL_E_PARTY},
};

const struct fpl_event fpl_event__agreement_signed = {
    .kind = "agreement.signed",
    .zh = "合作协议",
    .en = "agreement",
    .command = {"agreement.sign", "签订合作协议", "sign an agreement", FPL_BOOK_POOL, FPL_ROLE_RULES, IMPORT, fields,
                COUNT(fields), "agreements", NULL, NULL,
                "agreement sign XY-XC-2025 --book pool --party BK-XC --pack hb-demo --version 1 --from 2025-01-01 "
                "--to 2027-12-31 --signed 2024-12-25 --as gui.ze",
                1},
    .rows = "agreement=示例-XY-001;party=BK-XC;pack=hb-demo;version=1;from=2026-01-01;to=2027-12-31;"
            "signed=2025-12-25",
    .item = "signed",
    .key = FACT(AGREEMENT_ID),
    .keys = {{FACT(AGREEMENT_KEY), "party from"}, {FACT(AGREEMENT_PACK), "pack@version"}},
    .occurred = "signed",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .day = days,
    .days = COUNT(days),
};
