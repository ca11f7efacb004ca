/* Any text as an amount, a ratio, a date, a grouped number: what is accepted prints as something that reads as the same
 * value. */
#include "fundpool/date.h"
#include "fundpool/money.h"
#include "fundpool/ratio.h"
#include "src/ingest/columns.h"
#include "src/ingest/scalar.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void money(struct fpl_str text) {
    for (int scale = 0; scale <= 4; scale++) {
        for (int unit = FPL_UNIT_YUAN; unit <= FPL_UNIT_WAN; unit++) {
            struct fpl_money a, b;
            char out[FPL_MONEY_TEXT];
            if (fpl_money_parse(text, (enum fpl_unit)unit, scale, &a, NULL) != FPL_OK)
                continue;
            fpl_money_format(a, (enum fpl_unit)unit, scale, out);
            if (fpl_money_parse(fpl_str_of(out), (enum fpl_unit)unit, scale, &b, NULL) != FPL_OK ||
                fpl_money_cmp(a, b) != 0)
                abort();
            fpl_money_format(a, FPL_UNIT_YUAN, scale, out);
            if (fpl_money_parse(fpl_str_of(out), FPL_UNIT_YUAN, scale, &b, NULL) != FPL_OK || fpl_money_cmp(a, b) != 0)
                abort();
        }
    }
}

static void ratio(struct fpl_str text) {
    struct fpl_ratio a, b;
    char out[48];
    if (fpl_ratio_parse(text, &a, NULL) != FPL_OK)
        return;
    if (a.den <= 0 || fpl_ratio_parse(fpl_str_of(fpl_ratio_format(a, out)), &b, NULL) != FPL_OK || a.num != b.num ||
        a.den != b.den)
        abort();
}

static void grouped(struct fpl_str text) {
    for (int groups = ING_GROUPS_WESTERN; groups <= ING_GROUPS_ANY; groups++) {
        struct fpl_buf out = {0};
        if (ing_ungroup(text, ',', (enum ing_groups)groups, &out, NULL) == FPL_OK && out.n > 0 &&
            memchr(out.p, ',', out.n))
            abort();
        fpl_buf_release(&out);
    }
}

static void dates(struct fpl_str text) {
    static const char *const patterns[] = {"YYYY-MM-DD", "D/M/YYYY", "D-Mon-YY", "YYYY年M月D日", "YYYYMMDD hh:mm:ss"};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        char out[12];
        struct fpl_date date;
        if (ing_date_read(text, fpl_str_of(patterns[i]), out, NULL) == FPL_OK &&
            fpl_date_parse(fpl_str_of(out), &date, NULL) != FPL_OK)
            abort();
    }
}

static void scalars(struct fpl_str text) {
    for (int type = ING_SCALAR_MONEY; type <= ING_SCALAR_INT; type++) {
        int64_t number = 0;
        char out[64] = "";
        if (ing_scalar_read(text, (enum ing_scalar)type, &number, out) == FPL_OK &&
            (number > FPL_MINOR_MAX || number < -FPL_MINOR_MAX))
            abort();
    }
    const char *kind;
    char out[64];
    if (ing_rate_limit_read(text, &kind, out) == FPL_OK)
        ratio(fpl_str_of(out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fpl_str text = {(const char *)data, size};
    struct fpl_buf slug = {0};
    if (size > 256)
        return 0;
    money(text);
    ratio(text);
    grouped(text);
    dates(text);
    scalars(text);
    if (ing_slug(text, &slug) != FPL_OK || slug.n > 48)
        abort();
    fpl_buf_release(&slug);
    return 0;
}
