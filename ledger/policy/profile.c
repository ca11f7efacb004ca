/* Early-stage profiles 口径: a named, versioned predicate with its source. No published text defines "early stage" once
 * for all, so the definition is data, and every figure names the one it was computed under.
 *
 * A profile is applied as of one date of the deal: the decision, the agreement or the first payment. Its predicate
 * reads that date as deal.as_of and the firm's age on it as firm.age_months; both exist only while it is evaluated. */
#include "ledger/policy/profile.h"
#include "ledger/policy/predicate.h"

#include <stdlib.h>
#include <string.h>

#define ID_BYTES_MAX    48
#define TEXT_BYTES_MAX  200
#define VERSION_MAX     999999
#define PROFILE_MEMBERS 6

struct fpl_profile {
    struct fpl_buf json; /* the bytes it was parsed from; every slice below borrows from them or from `doc` */
    struct fpl_buf clause;
    struct fpl_json_doc doc;
    struct fpl_str id, title_zh, title_en;
    int64_t version;
    struct fpl_date to; /* of its document */
    enum fpl_fact_id as_of;
    const struct fpl_json *predicate;
};

static enum fpl_status bad(struct fpl_error *error, const char *place, const char *what) {
    return fpl_fail(error, FPL_E_PACK_INVALID, place, what, NULL);
}

static int id_is_good(struct fpl_str id) {
    if (id.n == 0 || id.n > ID_BYTES_MAX || id.p[0] < 'A' || id.p[0] > 'Z') {
        return 0;
    }
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) {
            return 0;
        }
    }
    return 1;
}

static int text_is_good(const struct fpl_json *node, size_t bytes_min) {
    return node != NULL && node->type == FPL_JSON_STRING && node->str.n >= bytes_min && node->str.n <= TEXT_BYTES_MAX;
}

static enum fpl_status read_as_of(struct fpl_profile *profile, const struct fpl_json *root, struct fpl_error *error) {
    static const struct {
        const char *text;
        enum fpl_fact_id fact;
    } table[] = {{"ic_decision", FPL_FACT_DEAL_IC_DATE},
                 {"agreement", FPL_FACT_DEAL_AGREEMENT_DATE},
                 {"first_payment", FPL_FACT_DEAL_PAID_DATE}};
    struct fpl_str text = fpl_json_get_text(root, "as_of");
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (fpl_str_is(text, table[i].text)) {
            profile->as_of = table[i].fact;
            return FPL_OK;
        }
    }
    return bad(error, "as_of",
               FPL_ZH_EN("应为 ic_decision（投决日）、agreement（协议日）、first_payment（首次付款日）之一",
                         "not one of ic_decision, agreement, first_payment"));
}

/* "文号 条款" in one piece, as people cite it. */
static enum fpl_status read_source(struct fpl_profile *profile, const struct fpl_json *root, struct fpl_error *error) {
    const struct fpl_json *source = fpl_json_get(root, "source");
    const struct fpl_json *doc = fpl_json_get(source, "doc"), *clause = fpl_json_get(source, "clause");
    const struct fpl_json *to = fpl_json_get(source, "effective_to");
    if (fpl_json_count(source) != (to ? 3 : 2) || !text_is_good(doc, 1)) {
        return bad(error, "source.doc", FPL_ZH_EN("应为文号", "not a document number"));
    }
    profile->to = FPL_DATE_NONE;
    if (to && fpl_date_parse(fpl_json_text(to), &profile->to, NULL) != FPL_OK) {
        return bad(error, "source.effective_to", FPL_ZH_EN("应为日期", "not a date"));
    }
    if (!text_is_good(clause, 0)) {
        return bad(error, "source.clause", FPL_ZH_EN("应为文字", "not a text"));
    }
    fpl_buf_add(&profile->clause, doc->str.p, doc->str.n);
    if (clause->str.n > 0) {
        fpl_buf_addc(&profile->clause, ' ');
        fpl_buf_add(&profile->clause, clause->str.p, clause->str.n);
    }
    if (profile->clause.n >= FPL_CLAUSE_BYTES) /* it stands whole behind what is judged */
        return bad(error, "source.clause",
                   FPL_ZH_EN("文号与条款合计过长，至多511字节", "doc and clause: at most 511 bytes together"));
    return fpl_buf_ok(&profile->clause) == FPL_OK ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
}

static enum fpl_status read_members(struct fpl_profile *profile, struct fpl_error *error) {
    static const char *const known[PROFILE_MEMBERS] = {"as_of", "id", "predicate", "source", "title", "version"};
    const struct fpl_json *root = fpl_json_root(&profile->doc);
    if (root->type != FPL_JSON_OBJECT) {
        return bad(error, "profile", FPL_ZH_EN("应为对照表（键: 值）", "not an object"));
    }
    int at = 0;
    for (const struct fpl_json *key = fpl_json_first(root); key != NULL; at++) {
        if (at >= PROFILE_MEMBERS || !fpl_str_is(key->str, known[at])) {
            int missing = at < PROFILE_MEMBERS && fpl_str_cmp(key->str, fpl_str_of(known[at])) > 0;
            char name[ID_BYTES_MAX];
            return bad(error, missing ? known[at] : fpl_str_copy(key->str, name, sizeof name),
                       missing ? FPL_ZH_EN("缺少", "missing") : FPL_ZH_EN("没有此栏目", "unknown field"));
        }
        key = fpl_json_next(root, fpl_json_next(root, key));
    }
    if (at < PROFILE_MEMBERS) {
        return bad(error, known[at], FPL_ZH_EN("缺少", "missing"));
    }
    const struct fpl_json *id = fpl_json_get(root, "id"), *version = fpl_json_get(root, "version");
    const struct fpl_json *title = fpl_json_get(root, "title");
    const struct fpl_json *zh = fpl_json_get(title, "zh"), *en = fpl_json_get(title, "en");
    if (id->type != FPL_JSON_STRING || !id_is_good(id->str)) {
        return bad(error, "id",
                   FPL_ZH_EN("编号只用大写字母、数字和 _，最多 48 个",
                             "not an identifier of capitals, digits and _, at most 48"));
    }
    if (version->type != FPL_JSON_INT || version->num < 1 || version->num > VERSION_MAX) {
        return bad(error, "version", FPL_ZH_EN("应为从 1 起的版本号", "not a version number from 1"));
    }
    if (fpl_json_count(title) != 2 || !text_is_good(zh, 1) || !text_is_good(en, 1)) {
        return bad(error, "title", FPL_ZH_EN("须有中英文（zh、en）", "needs zh and en"));
    }
    profile->id = id->str;
    profile->version = version->num;
    profile->title_zh = zh->str;
    profile->title_en = en->str;
    profile->predicate = fpl_json_get(root, "predicate");
    enum fpl_status status = read_as_of(profile, root, error);
    if (status == FPL_OK) {
        status = read_source(profile, root, error);
    }
    return status == FPL_OK ? fpl_predicate_check(profile->predicate, error) : status;
}

enum fpl_status fpl_profile_parse(struct fpl_str json, struct fpl_profile **out, struct fpl_error *error) {
    FPL_ASSERT(out != NULL);
    struct fpl_profile *profile = calloc(1, sizeof *profile);
    if (profile == NULL) {
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    }
    fpl_buf_add(&profile->json, json.p, json.n);
    enum fpl_status status = fpl_buf_ok(&profile->json);
    if (status != FPL_OK) {
        status = fpl_fail(error, status, NULL, NULL, NULL);
        goto done;
    }
    status = fpl_json_parse(&profile->doc, fpl_buf_str(&profile->json), error);
    if (status == FPL_OK) {
        status = read_members(profile, error);
    }
done:
    if (status != FPL_OK) {
        fpl_profile_free(profile);
        return status;
    }
    *out = profile;
    return FPL_OK;
}

void fpl_profile_free(struct fpl_profile *profile) {
    if (profile == NULL) {
        return;
    }
    fpl_json_doc_release(&profile->doc);
    fpl_buf_release(&profile->clause);
    fpl_buf_release(&profile->json);
    free(profile);
}

struct fpl_str fpl_profile_id(const struct fpl_profile *profile) {
    return profile->id;
}

int64_t fpl_profile_version(const struct fpl_profile *profile) {
    return profile->version;
}

struct fpl_str fpl_profile_json(const struct fpl_profile *profile) {
    return fpl_buf_str(&profile->json);
}

struct fpl_str fpl_profile_title(const struct fpl_profile *profile, int zh) {
    return zh ? profile->title_zh : profile->title_en;
}

struct fpl_date fpl_profile_to(const struct fpl_profile *profile) {
    return profile->to;
}

struct fpl_str fpl_profile_clause(const struct fpl_profile *profile) {
    return fpl_buf_str(&profile->clause);
}

enum fpl_fact_id fpl_profile_as_of(const struct fpl_profile *profile) {
    return profile->as_of;
}

int fpl_profile__age_months(struct fpl_date established, struct fpl_date on) {
    if (fpl_date_cmp(on, established) < 0) {
        return -1;
    }
    int y0, m0, d0, y1, m1, d1;
    fpl_date_split(established, &y0, &m0, &d0);
    fpl_date_split(on, &y1, &m1, &d1);
    int months = (y1 - y0) * 12 + (m1 - m0);
    return fpl_date_cmp(fpl_date_add_months(established, months), on) > 0 ? months - 1 : months;
}

enum fpl_tri fpl_profile__eval_in(const struct fpl_profile *profile, struct fpl_facts *scratch) {
    FPL_ASSERT(profile != NULL && scratch != NULL);
    struct fpl_date as_of = fpl_fact_date(scratch, profile->as_of);
    fpl_fact_set_date(scratch, FPL_FACT_DEAL_AS_OF, as_of);
    fpl_fact_forget(scratch, FPL_FACT_FIRM_AGE_MONTHS);
    if (!fpl_date_is_none(as_of) && fpl_fact_known(scratch, FPL_FACT_FIRM_ESTABLISHED)) {
        int months = fpl_profile__age_months(fpl_fact_date(scratch, FPL_FACT_FIRM_ESTABLISHED), as_of);
        if (months >= 0) { /* a firm founded after the decision has no age on that day */
            fpl_fact_set_int(scratch, FPL_FACT_FIRM_AGE_MONTHS, months);
        }
    }
    return fpl_predicate_eval(profile->predicate, scratch);
}

enum fpl_tri fpl_profile_eval(const struct fpl_profile *profile, const struct fpl_facts *facts) {
    FPL_ASSERT(facts != NULL);
    struct fpl_facts scratch;
    fpl_facts_copy(facts, &scratch);
    return fpl_profile__eval_in(profile, &scratch);
}
