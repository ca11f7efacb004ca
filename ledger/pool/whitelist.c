/* The white list 白名单: a firm enters it, leaves it, comes back. A change bears its day, and the list is read as it
 * was on a day. Item "whitelist" is the firm's newest state, item "listing" its state from each day on. */
#include "ledger/policy/declare.h"

#include <stdio.h>

static const struct fpl_field_spec fields[] = {
    FS("firm", "统一社会信用代码", "uscc", "信用代码|firm", PARTY, NEWP | FPL_FIELD_KEY, FIRM_ID),
    F("firm_name", "企业名称", "firm name", "名称", TEXT, NAME),
    FS("listed_on", "入库日期", "listed on", "列入日期", DATE, REQ, LISTING_ON),
    FS("class", "企业类别", "firm class", "类别", TEXT, 0, LISTING_CLASS),
    FS("region", "行政区划", "region", "区域", TEXT, 0, LISTING_REGION),
    ES("keylist", "重点支持", "key list", "重点支持名录", 0, "Y=是=yes|N=否=no", LISTING_KEYLIST),
    ES("status", "状态", "status", "", 0, "IN=在库=in|OUT=出库=out", LISTING_STATUS),
};

/* Not given: in. */
static int is_out(struct fpl_str status) {
    return fpl_str_is(status, "OUT");
}

static void write_state(const struct fpl_facts *facts, struct fpl_decision *out) {
    char date[12], bytes[2 * FPL_FIELD_BYTES_MAX + 256];
    struct fpl_buf data = {.p = bytes, .cap = sizeof bytes};
    struct fpl_json_out json;
    struct fpl_str class = fpl_fact_text(facts, FPL_FACT_LISTING_CLASS),
                   region = fpl_fact_text(facts, FPL_FACT_LISTING_REGION);
    fpl_json_begin(&json, &data);
    fpl_json_object(&json);
    if (class.n)
        fpl_json_kstr(&json, "class", class);
    fpl_json_kbool(&json, "key", fpl_fact_bool(facts, FPL_FACT_LISTING_KEYLIST, 0));
    fpl_json_kstrz(&json, "on", fpl_date_format(fpl_fact_date(facts, FPL_FACT_LISTING_ON), date));
    if (region.n)
        fpl_json_kstr(&json, "region", region);
    fpl_json_kstrz(&json, "st", is_out(fpl_fact_text(facts, FPL_FACT_LISTING_STATUS)) ? "OUT" : "IN");
    fpl_json_end(&json);
    FPL_ASSERT(data.p == bytes && !data.failed);
    fpl_decision_item(out, "whitelist", fpl_fact_text(facts, FPL_FACT_FIRM_ID), fpl_buf_str(&data));
    fpl_decision_item(out, "listing", fpl_fact_text(facts, FPL_FACT_LISTING_KEY), fpl_buf_str(&data));
}

/* A firm that is listed may leave, one that has left may come back, and not before its last change. */
static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    (void)rules;
    struct fpl_str last = fpl_fact_text(facts, FPL_FACT_LISTING_LAST_STATUS);
    fpl_decision_begin(out);
    if (last.n &&
        (is_out(last) == is_out(fpl_fact_text(facts, FPL_FACT_LISTING_STATUS)) ||
         fpl_date_cmp(fpl_fact_date(facts, FPL_FACT_LISTING_ON), fpl_fact_date(facts, FPL_FACT_LISTING_LAST_ON)) < 0)) {
        fpl_decision_refuse(out, FPL_E_KEY_CHANGED, NULL, NULL, NULL);
        return;
    }
    write_state(facts, out);
}

static const struct fpl_read reads[] = {
    READ_ITEM(LISTING_LAST_STATUS, "whitelist", FIRM_ID, "st", 0),
    READ_ITEM(LISTING_LAST_ON, "whitelist", FIRM_ID, "on", 0),
};

const struct fpl_event fpl_event__firm_listed = {
    .kind = "firm.listed",
    .zh = "白名单",
    .en = "white list",
    .command = {"whitelist.list", "白名单入库", "list a firm", FPL_BOOK_POOL, RECORDERS, IMPORT, fields, COUNT(fields),
                "whitelist", NULL, NULL,
                "whitelist list 91340603XY00000121 --book pool --firm-name 示例青禾新材料科技有限公司 "
                "--listed-on 2026-11-20 --as zhi.dan",
                1},
    .rows = "firm=91340603XY00000121;firm_name=示例青禾新材料科技有限公司;listed_on=2025-09-15;"
            "class=高新技术企业;region=340603;keylist=否",
    .flags = FPL_EVENT_NAMES_FIRM,
    .item = "whitelist",
    .key = FACT(FIRM_ID),
    .keys = {{FACT(LISTING_KEY), "firm listed_on"}},
    .again = FPL_AGAIN_STATE,
    .occurred = "listed_on",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
};
