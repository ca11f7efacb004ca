/* Rule packs: parsing and the plain reads. */
#include "ledger/policy/pack.h"

#include <stdlib.h>
#include <string.h>

enum fpl_status fpl_pack_parse(struct fpl_str json, struct fpl_pack **out, struct fpl_error *error) {
    FPL_ASSERT(out != NULL);
    enum fpl_status status = FPL_E_NOMEM;
    struct fpl_pack *pack = calloc(1, sizeof *pack);
    if (!pack)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_buf_add(&pack->bytes, json.p, json.n);
    if (fpl_buf_ok(&pack->bytes) != FPL_OK) {
        status = fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
        goto done;
    }
    status = fpl_json_parse(&pack->doc, fpl_buf_str(&pack->bytes), error);
    if (status == FPL_OK)
        status = fpl_policy__check_schema(pack, error);
    if (status != FPL_OK)
        goto done;
    fpl_policy__resolve(pack);
    status = fpl_policy__cross_check(pack, error);
    if (status != FPL_OK)
        goto done;
    *out = pack;
    pack = NULL;
done:
    fpl_pack_free(pack);
    return status;
}

void fpl_pack_free(struct fpl_pack *pack) {
    if (!pack)
        return;
    fpl_json_doc_release(&pack->doc);
    fpl_buf_release(&pack->bytes);
    free(pack);
}

struct fpl_str fpl_pack_id(const struct fpl_pack *pack) {
    return fpl_json_text(pack->field[FPL_PF_SCHEME_ID]);
}

int64_t fpl_pack_version(const struct fpl_pack *pack) {
    return pack->version;
}

struct fpl_str fpl_pack_json(const struct fpl_pack *pack) {
    return fpl_buf_str(&pack->bytes);
}

struct fpl_date fpl_pack_from(const struct fpl_pack *pack) {
    return pack->from;
}

struct fpl_date fpl_pack_to(const struct fpl_pack *pack) {
    return pack->to;
}

int fpl_pack_in_force(const struct fpl_pack *pack, struct fpl_date day) {
    return fpl_date_cmp(day, pack->from) >= 0 && (fpl_date_is_none(pack->to) || fpl_date_cmp(day, pack->to) <= 0);
}

struct fpl_str fpl_pack_title(const struct fpl_pack *pack, int zh) {
    return fpl_json_get_text(pack->field[FPL_PF_TITLE], zh ? "zh" : "en");
}

struct fpl_str fpl_pack_not_tested(const struct fpl_pack *pack, int i) {
    const struct fpl_json *list = pack->field[FPL_PF_NOT_TESTED];
    const struct fpl_json *one = list && i >= 0 ? fpl_json_at(list, (uint32_t)i) : NULL;
    return one ? one->str : FPL_STR("");
}

int fpl_pack_binds_by_registration(const struct fpl_pack *pack) {
    return pack->by_registration;
}

struct fpl_str fpl_pack_clause(const struct fpl_pack *pack, const char *field) {
    size_t n = strcspn(field, ".");
    for (int i = 0; i < FPL_PF_COUNT; i++) {
        const char *name = fpl_pack_fields()[i].name;
        if (strlen(name) == n && memcmp(name, field, n) == 0)
            return fpl_str_of(pack->clause[i]);
    }
    return (struct fpl_str){NULL, 0};
}

unsigned fpl_pack_shared_caps(const struct fpl_pack *pack) {
    const struct fpl_policy__cap *cap = pack->cap;
    unsigned shared = 0;
    if (cap[FPL_CAP_BORROWER_YEAR].set)
        shared |= FPL_SHARES_BORROWER;
    if (cap[FPL_CAP_BANK_YEAR].set || cap[FPL_CAP_BANK_DEPOSIT].set)
        shared |= FPL_SHARES_CLAIMANT;
    if (cap[FPL_CAP_SCHEME_YEAR].set)
        shared |= FPL_SHARES_SCHEME;
    if (cap[FPL_CAP_POOL_YEAR].set || cap[FPL_CAP_POOL_BALANCE].set)
        shared |= FPL_SHARES_POOL;
    if (cap[FPL_CAP_RATE_OF_LENDING].set)
        shared |= cap[FPL_CAP_RATE_OF_LENDING].scope_bank ? FPL_SHARES_CLAIMANT : FPL_SHARES_POOL;
    if (cap[FPL_CAP_FEE_MULTIPLE].set)
        shared |= cap[FPL_CAP_FEE_MULTIPLE].scope_bank ? FPL_SHARES_CLAIMANT : FPL_SHARES_POOL;
    for (int i = 0; i < pack->breakers; i++)
        if (!pack->breaker[i].warn)
            shared |= FPL_SHARES_BANK;
    return shared;
}
