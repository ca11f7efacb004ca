/* What every rule of a fund says in the same way: exactly these members, one of these words, a fraction in lowest
 * terms, its head with both titles and the clause behind it, its validity. */
#include "ledger/fund/rule.h"

#include "fundpool/json.h"
#include "ledger/policy/words.h"

#include <stdio.h>

#define ID_BYTES_MAX   48
#define TEXT_BYTES_MAX 200
#define VERSION_MAX    999999

enum fpl_status fpl_fund__rule_bad(struct fpl_error *error, const char *place, const char *what) {
    return fpl_fail(error, FPL_E_PACK_INVALID, place, what, NULL);
}

enum fpl_status fpl_fund__rule_members(const struct fpl_json *object, const char *place, const char *const *known,
                                       struct fpl_error *error) {
    char name[96];
    struct fpl_buf at = {.p = name, .cap = sizeof name};
    if (object == NULL || object->type != FPL_JSON_OBJECT)
        return fpl_fund__rule_bad(error, place, FPL_ZH_EN("应为对象", "not an object"));
    const struct fpl_json *key = fpl_json_first(object);
    for (; *known != NULL; known++) {
        int optional = **known == '?';
        const char *member = *known + optional;
        if (key != NULL && fpl_str_is(key->str, member)) {
            key = fpl_json_next(object, fpl_json_next(object, key));
        } else if (!optional) {
            fpl_buf_addf(&at, "%s%s%s", place, *place ? "." : "", member);
            fpl_buf_addc(&at, '\0');
            return fpl_fund__rule_bad(error, name, FPL_ZH_EN("缺少", "missing"));
        }
    }
    if (key == NULL)
        return FPL_OK;
    fpl_buf_addf(&at, "%s%s%.*s", place, *place ? "." : "", (int)(key->str.n < 40 ? key->str.n : 40), key->str.p);
    fpl_buf_addc(&at, '\0');
    return fpl_fund__rule_bad(error, name, FPL_ZH_EN("未知的栏目", "unknown field"));
}

static enum fpl_status unknown_value(struct fpl_error *error, const char *place, struct fpl_str given,
                                     const char *const *names) {
    char what[FPL_ERROR_ARG_BYTES];
    struct fpl_buf words = {0};
    for (int i = 0; names[i] != NULL; i++)
        fpl_buf_addf(&words, "%s%s", i ? " " : "", names[i]);
    fpl_buf_addc(&words, '\0');
    if (fpl_buf_ok(&words) == FPL_OK && given.n > 0)
        (void)fpl_policy__no_word(given, words.p, what);
    else
        (void)snprintf(what, sizeof what, FPL_ZH_EN("取值未知", "unknown value"));
    fpl_buf_release(&words);
    return fpl_fund__rule_bad(error, place, what);
}

enum fpl_status fpl_fund__rule_choice(const struct fpl_json *node, const char *place, const char *const *names,
                                      int *out, struct fpl_error *error) {
    for (int i = 0; names[i] != NULL; i++)
        if (fpl_str_is(fpl_json_text(node), names[i])) {
            *out = i;
            return FPL_OK;
        }
    return unknown_value(error, place, fpl_json_text(node), names);
}

enum fpl_status fpl_fund__rule_ratio(const struct fpl_json *object, const char *member, struct fpl_ratio *out,
                                     struct fpl_error *error) {
    char canonical[48];
    struct fpl_str text = fpl_json_get_text(object, member);
    if (text.n == 0 || fpl_ratio_parse(text, out, NULL) != FPL_OK || out->num < 0 ||
        !fpl_str_is(text, fpl_ratio_format(*out, canonical)))
        return fpl_fund__rule_bad(error, member, FPL_ZH_EN("应为最简分数", "lowest terms"));
    return FPL_OK;
}

int fpl_fund__rule_text(const struct fpl_json *node) {
    return node != NULL && node->type == FPL_JSON_STRING && node->str.n > 0 && node->str.n <= TEXT_BYTES_MAX;
}

static int id_is_good(struct fpl_str id) {
    if (id.n == 0 || id.n > ID_BYTES_MAX || id.p[0] < 'A' || id.p[0] > 'Z')
        return 0;
    for (size_t i = 0; i < id.n; i++)
        if (!((id.p[i] >= 'A' && id.p[i] <= 'Z') || (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '_'))
            return 0;
    return 1;
}

enum fpl_status fpl_fund__rule_head(const struct fpl_json *root, struct fpl_buf *citation, struct fpl_error *error) {
    static const char *const title[] = {"en", "zh", NULL}, *const source[] = {"clause", "doc", NULL};
    const struct fpl_json *texts = fpl_json_get(root, "title"), *from = fpl_json_get(root, "source");
    const struct fpl_json *version = fpl_json_get(root, "version");
    enum fpl_status status = fpl_fund__rule_members(texts, "title", title, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_members(from, "source", source, error);
    if (status != FPL_OK)
        return status;
    if (!id_is_good(fpl_json_get_text(root, "id")))
        return fpl_fund__rule_bad(error, "id", FPL_ZH_EN("只用大写字母、数字和 _", "capitals, digits and _ only"));
    if (version->type != FPL_JSON_INT || version->num < 1 || version->num > VERSION_MAX)
        return fpl_fund__rule_bad(error, "version", FPL_ZH_EN("应为正整数", "a whole number from 1"));
    if (!fpl_fund__rule_text(fpl_json_get(texts, "zh")) || !fpl_fund__rule_text(fpl_json_get(texts, "en")))
        return fpl_fund__rule_bad(error, "title", FPL_ZH_EN("需要中英文", "needs zh and en"));
    if (!fpl_fund__rule_text(fpl_json_get(from, "doc")) || !fpl_fund__rule_text(fpl_json_get(from, "clause")))
        return fpl_fund__rule_bad(error, "source", FPL_ZH_EN("需要文号与条款", "needs doc and clause"));
    struct fpl_str doc = fpl_json_get_text(from, "doc"), clause = fpl_json_get_text(from, "clause");
    fpl_buf_add(citation, doc.p, doc.n);
    fpl_buf_addc(citation, ' ');
    fpl_buf_add(citation, clause.p, clause.n);
    return fpl_buf_ok(citation) == FPL_OK ? FPL_OK : fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
}

enum fpl_status fpl_fund__rule_day(const struct fpl_json *valid, const char *member, struct fpl_date *out,
                                   struct fpl_error *error) {
    *out = FPL_DATE_NONE;
    const struct fpl_json *node = fpl_json_get(valid, member);
    return node == NULL || fpl_date_parse(fpl_json_text(node), out, NULL) == FPL_OK
               ? FPL_OK
               : fpl_fund__rule_bad(error, "valid", FPL_ZH_EN("日期无效", "not a date"));
}

enum fpl_status fpl_fund__rule_validity(const struct fpl_json *root, struct fpl_date *from, struct fpl_date *to,
                                        struct fpl_error *error) {
    static const char *const days[] = {"?from", "?to", NULL};
    const struct fpl_json *valid = fpl_json_get(root, "valid");
    enum fpl_status status = fpl_fund__rule_members(valid, "valid", days, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_day(valid, "from", from, error);
    if (status == FPL_OK)
        status = fpl_fund__rule_day(valid, "to", to, error);
    if (status == FPL_OK && !fpl_date_is_none(*to) && fpl_date_cmp(*to, *from) < 0)
        return fpl_fund__rule_bad(error, "valid", FPL_ZH_EN("失效早于生效", "ends before it begins"));
    return status;
}
