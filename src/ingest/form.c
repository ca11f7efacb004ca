/* The form of texts by their field's type: what the desk would refuse anyway, found for all cells of a row at once. */
#include "fundpool/date.h"
#include "fundpool/money.h"
#include "fundpool/ratio.h"
#include "src/ingest/columns.h"

#include <string.h>
#include <strings.h>

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

static size_t digits_at(struct fpl_str text, size_t i) {
    size_t n = 0;
    while (i + n < text.n && is_digit(text.p[i + n]))
        n++;
    return n;
}

int ing_is_exponent(struct fpl_str text, enum fpl_field_type type) {
    int is_number = type == FPL_FIELD_MONEY || type == FPL_FIELD_RATIO || type == FPL_FIELD_INT;
    size_t i = text.n > 0 && text.p[0] == '-', n = digits_at(text, i);
    if (n == 0)
        return 0;
    i += n;
    if (i < text.n && text.p[i] == '.') {
        n = digits_at(text, i + 1);
        if (n == 0)
            return 0;
        i += 1 + n;
    }
    if (i >= text.n || (text.p[i] | 0x20) != 'e')
        return 0;
    i++;
    int has_sign = i < text.n && (text.p[i] == '+' || text.p[i] == '-');
    if (!has_sign && !is_number) /* 12E3 may be an identifier */
        return 0;
    i += (size_t)has_sign;
    n = digits_at(text, i);
    return n > 0 && i + n == text.n;
}

/* Is the text one of the spellings "CODE=中文=english|…"? */
static int is_choice(const char *choices, struct fpl_str text) {
    for (const char *p = choices; *p;) {
        size_t n = strcspn(p, "=|");
        if (n == text.n && strncasecmp(p, text.p, n) == 0)
            return 1;
        p += n + (p[n] != 0);
    }
    return 0;
}

static enum fpl_status fail_choice(const char *choices, struct fpl_str text, struct fpl_error *error) {
    char all[FPL_ERROR_ARG_BYTES], given[FPL_ERROR_ARG_BYTES];
    fpl_error_choices(choices, all);
    return fpl_fail(error, FPL_E_ENUM, fpl_error_quote(text, given), all, NULL);
}

static enum fpl_status money_form(const struct ing_rule *rule, struct fpl_str text, int *is_sure,
                                  struct fpl_error *error) {
    struct fpl_money money;
    enum fpl_status status = fpl_money_parse(text, FPL_UNIT_YUAN, 2, &money, error);
    *is_sure = status == FPL_OK || status == FPL_E_AMOUNT_FORMAT || rule->use == ING_USE_CHECK;
    if (status != FPL_OK || rule->use != ING_USE_FIELD)
        return status;
    if (fpl_money_sign(money) < 0)
        return fpl_fail(error, FPL_E_NEGATIVE, NULL, NULL, NULL);
    if (fpl_money_sign(money) == 0 && !(rule->field->flags & FPL_FIELD_ZERO))
        return fpl_fail(error, FPL_E_AMOUNT_SIGN, NULL, NULL, NULL);
    return FPL_OK;
}

static enum fpl_status int_form(const struct ing_rule *rule, struct fpl_str text, struct fpl_error *error) {
    int64_t number;
    int is_check = rule->use == ING_USE_CHECK;
    if (fpl_int_parse(text, &number) != FPL_OK || (!is_check && (number < 0 || number > FPL_MINOR_MAX)))
        return fpl_fail_text(error, FPL_E_NUMBER_FORMAT, text.p, text.n);
    return FPL_OK;
}

static enum fpl_status ratio_form(struct fpl_str text, struct fpl_error *error) {
    struct fpl_ratio ratio;
    enum fpl_status status = fpl_ratio_parse(text, &ratio, error);
    return status == FPL_OK && ratio.num < 0 ? fpl_fail_text(error, FPL_E_NUMBER_FORMAT, text.p, text.n) : status;
}

enum fpl_status ing_form_check(const struct ing_rule *rule, struct fpl_str text, int *is_sure,
                               struct fpl_error *error) {
    struct fpl_date date;
    *is_sure = 1;
    switch (rule->field->type) {
    case FPL_FIELD_MONEY:
        return money_form(rule, text, is_sure, error);
    case FPL_FIELD_DATE:
        return fpl_date_parse(text, &date, error);
    case FPL_FIELD_INT:
        return int_form(rule, text, error);
    case FPL_FIELD_RATIO:
        return ratio_form(text, error);
    case FPL_FIELD_ENUM:
        return is_choice(rule->field->choices, text) ? FPL_OK : fail_choice(rule->field->choices, text, error);
    case FPL_FIELD_BOOL:
        return is_choice(ING_BOOL_CHOICES, text) ? FPL_OK : fail_choice("Y=是|N=否", text, error);
    case FPL_FIELD_USCC:
        return fpl_uscc_check(text) ? fpl_fail_text(error, FPL_E_USCC, text.p, text.n) : FPL_OK;
    case FPL_FIELD_ID:
    case FPL_FIELD_PARTY:
        return fpl_id_check(text, error);
    case FPL_FIELD_CLAIM:
        return fpl_key_check(text, error);
    case FPL_FIELD_TEXT:
    case FPL_FIELD_PERIOD:
        return FPL_OK;
    }
    return FPL_OK;
}

/* No label begins with a digit or sign, nor with most letters, as nearly all first cells do. */
static int may_be_label(struct fpl_str cell) {
    unsigned char c = (unsigned char)cell.p[0];
    return c <= ' ' || c >= 0x80 || strchr("tsgTSG", c) != NULL;
}

int ing_is_total_row(const struct ing_record *record, const char **label) {
    static const char *const labels[] = {"合计",     "总计",     "小计",  "共计",     "累计",
                                         "本页合计", "本页小计", "total", "subtotal", "grandtotal"};
    char key[ING_KEY_BYTES];
    int i = 0;
    while (i < record->cells && record->cell[i].n == 0)
        i++;
    if (record->status != FPL_OK || i == record->cells || record->cell[i].n > ING_KEY_BYTES / 2 ||
        !may_be_label(record->cell[i]))
        return 0;
    ing_header_key(record->cell[i], key);
    for (size_t k = 0; k < sizeof labels / sizeof labels[0]; k++) {
        size_t n = strlen(labels[k]);
        if (strncmp(key, labels[k], n) == 0 &&
            (!key[n] || strchr(":(", key[n]) || is_digit(key[n]) || strncmp(key + n, "：", 3) == 0)) {
            *label = labels[k];
            return 1;
        }
    }
    return 0;
}
