/* Units: where a file states them, and amounts moved to yuan by shifting the decimal point. */
#include "src/ingest/unit.h"

#include "fundpool/money.h"
#include "src/ingest/columns.h"

#include <stdio.h>
#include <string.h>

#define PERCENT_WIDE  "\xEF\xBC\x85" /* ％ */
#define AMOUNT_DIGITS 64             /* no amount in range is longer; it leaves room to shift */

static const struct {
    const char *key; /* as ing_header_key writes it, 人民币 in front or behind cut off */
    enum ing_unit unit;
} words[] = {
    {"元", ING_UNIT_YUAN},
    {"yuan", ING_UNIT_YUAN},
    {"", ING_UNIT_YUAN}, /* 人民币 alone */
    {"千元", ING_UNIT_THOUSAND},
    {"千", ING_UNIT_THOUSAND},
    {"万元", ING_UNIT_WAN},
    {"万", ING_UNIT_WAN},
    {"wan", ING_UNIT_WAN},
    {"百万元", ING_UNIT_MILLION},
    {"百万", ING_UNIT_MILLION},
    {"million", ING_UNIT_MILLION},
    {"millionyuan", ING_UNIT_MILLION},
    {"亿元", ING_UNIT_YI},
    {"亿", ING_UNIT_YI},
    {"%", ING_UNIT_PERCENT},
    {PERCENT_WIDE, ING_UNIT_PERCENT},
};

const char *ing_unit_name(enum ing_unit unit) {
    static const char *const names[] = {
        "", "元", "千元", "万元", "百万元", "亿元", "%", FPL_ZH_EN("数值", "number"), FPL_ZH_EN("未知", "unknown")};
    return names[unit];
}

static int starts(const char *p, size_t n, const char *with) {
    size_t m = strlen(with);
    return n >= m && memcmp(p, with, m) == 0;
}

static int ends(const char *p, size_t n, const char *with) {
    size_t m = strlen(with);
    return n >= m && memcmp(p + n - m, with, m) == 0;
}

/* Does a word that is no known unit read like one? */
static int reads_like_unit(const char *p, size_t n) {
    static const char *const tails[] = {"元", "币",  "亿",  "万",  "千",  "‰",   "%",  PERCENT_WIDE,
                                        "bp", "bps", "usd", "eur", "hkd", "jpy", "gbp"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
        if (ends(p, n, tails[i]))
            return 1;
    return 0;
}

/* The unit that a word in key form is: 万元, 人民币万元, 万元人民币, rmb wan. NONE: it is no unit. */
static enum ing_unit unit_of(const char *p, size_t n) {
    static const char *const currency[] = {"人民币", "cny", "rmb"};
    const char *word = p;
    size_t length = n;
    for (size_t i = 0; i < sizeof currency / sizeof currency[0]; i++) {
        size_t m = strlen(currency[i]);
        if (starts(p, n, currency[i])) {
            word = p + m;
            length = n - m;
        } else if (ends(p, n, currency[i])) {
            length = n - m;
        }
    }
    if (n == 0)
        return ING_UNIT_NONE;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i].key) == length && memcmp(words[i].key, word, length) == 0)
            return words[i].unit;
    return reads_like_unit(p, n) ? ING_UNIT_UNKNOWN : ING_UNIT_NONE;
}

enum ing_unit ing_unit_in_brackets(const char *key, size_t n, size_t *name_n) {
    if (n == 0 || key[n - 1] != ')')
        return ING_UNIT_NONE;
    size_t open = n - 1;
    while (open > 0 && key[open] != '(')
        open--;
    if (key[open] != '(')
        return ING_UNIT_NONE;
    const char *inner = key + open + 1;
    size_t inner_n = n - open - 2;
    static const char *const leads[] = {"单位:", "单位：", "unit:"};
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        if (starts(inner, inner_n, leads[i])) {
            inner_n -= strlen(leads[i]);
            inner += strlen(leads[i]);
        }
    }
    *name_n = open;
    return unit_of(inner, inner_n);
}

/* ---- the lines above the table ---- */

static enum fpl_status set_unit(struct ing_unit_line *line, enum ing_unit unit, int64_t row, struct fpl_error *error) {
    char first[96], second[96];
    if (unit == ING_UNIT_PERCENT) {
        line->is_percent = 1;
        line->percent_row = row;
        return FPL_OK;
    }
    if (line->money != ING_UNIT_NONE && line->money != unit) {
        snprintf(first, sizeof first, FPL_ZH_EN("第%lld行：", "row %lld: ") "%s", (long long)line->row,
                 (long long)line->row, ing_unit_name(line->money));
        snprintf(second, sizeof second, FPL_ZH_EN("第%lld行：", "row %lld: ") "%s", (long long)row, (long long)row,
                 ing_unit_name(unit));
        return fpl_fail(error, FPL_E_UNIT_CONFLICT, first, second, NULL);
    }
    line->money = unit;
    line->row = row;
    return FPL_OK;
}

static enum fpl_status fail_unknown(struct fpl_str word, int64_t row, struct fpl_error *error) {
    char text[FPL_ERROR_ARG_BYTES], where[64];
    snprintf(where, sizeof where, FPL_ZH_EN("第%lld行", "row %lld"), (long long)row, (long long)row);
    return fpl_fail(error, FPL_E_UNIT, fpl_error_quote(word, text), where, NULL);
}

/* Bytes of what separates words behind 单位：, 0 if p begins a word. Delimiters and quotes count: the value may stand
 * in the next cell. */
static size_t gap_at(const char *p, size_t n) {
    static const char *const wide[] = {"\xE3\x80\x80", "\xC2\xA0", "、", "，", "；", "：", "）", "为"};
    if (strchr(" \t,;:/\"|)", *p) && *p)
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (starts(p, n, wide[i]))
            return strlen(wide[i]);
    return 0;
}

static int has_digit(struct fpl_str word) {
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] >= '0' && word.p[i] <= '9')
            return 1;
    return 0;
}

/* The words behind a 单位: 万元, 户、万元、%. Those that are no units name an organisation (编制单位：某银行), a day,
 * an amount; behind such a one, a word that only reads like a unit may be a person's name. */
static enum fpl_status note_words(struct ing_unit_line *line, struct fpl_str rest, int64_t row,
                                  struct fpl_error *error) {
    int others = 0;
    for (size_t i = 0; i < rest.n;) {
        size_t gap = gap_at(rest.p + i, rest.n - i), start = i;
        if (gap) {
            i += gap;
            continue;
        }
        while (i < rest.n && !gap_at(rest.p + i, rest.n - i))
            i++;
        struct fpl_str word = {rest.p + start, i - start};
        char key[ING_KEY_BYTES];
        enum ing_unit unit = unit_of(key, ing_header_key(word, key));
        if (unit == ING_UNIT_NONE || has_digit(word) || (unit == ING_UNIT_UNKNOWN && others)) {
            others = 1;
            continue;
        }
        enum fpl_status status =
            unit == ING_UNIT_UNKNOWN ? fail_unknown(word, row, error) : set_unit(line, unit, row, error);
        if (status != FPL_OK)
            return status;
    }
    return FPL_OK;
}

/* Behind the last 单位 or "unit:" of a cell's text at `at`; 0 if there is none. */
static size_t behind_label(struct fpl_str raw, size_t at) {
    static const char *const labels[] = {"单位", "unit:", "unit：", "Unit:", "Unit：", "UNIT:"};
    for (; at < raw.n; at++)
        for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
            if (starts(raw.p + at, raw.n - at, labels[i]))
                return at + strlen(labels[i]);
    return 0;
}

/* A title that ends in brackets, 贷款明细表（万元）, speaks for the table. Beside other cells it may be the upper line
 * of a header, and then which columns it speaks for cannot be known. */
static enum fpl_status note_brackets(struct ing_unit_line *line, const struct ing_record *record,
                                     struct fpl_error *error) {
    int cells = 0;
    for (int i = 0; i < record->cells; i++)
        cells += record->cell[i].n > 0;
    for (int i = 0; i < record->cells; i++) {
        char key[ING_KEY_BYTES];
        size_t name_n = 0, n = ing_header_key(record->cell[i], key);
        enum ing_unit unit = ing_unit_in_brackets(key, n, &name_n);
        if (unit == ING_UNIT_NONE || strstr(key, "单位"))
            continue;
        if (unit == ING_UNIT_UNKNOWN || (cells > 1 && name_n > 0))
            return fail_unknown(record->cell[i], record->row, error);
        enum fpl_status status = set_unit(line, unit, record->row, error);
        if (status != FPL_OK)
            return status;
    }
    return FPL_OK;
}

enum fpl_status ing_unit_note(struct ing_unit_line *line, const struct ing_record *record, struct fpl_error *error) {
    if (error)
        error->row = record->row;
    for (size_t at = 0; (at = behind_label(record->raw, at)) > 0;) {
        struct fpl_str rest = {record->raw.p + at, record->raw.n - at};
        enum fpl_status status = note_words(line, rest, record->row, error);
        if (status != FPL_OK)
            return status;
    }
    return record->status == FPL_OK ? note_brackets(line, record, error) : FPL_OK;
}

/* ---- amounts ---- */

static size_t power_of(enum ing_unit unit) {
    return unit == ING_UNIT_THOUSAND ? 3 : unit == ING_UNIT_WAN ? 4 : unit == ING_UNIT_MILLION ? 6 : 8;
}

/* "12.5" shifted by 4 places is "125000."; text must be digits and at most one point. */
static size_t shift(struct fpl_str text, size_t power, char *out) {
    const char *point = memchr(text.p, '.', text.n);
    size_t whole = point ? (size_t)(point - text.p) : text.n, n = whole, i = point ? whole + 1 : whole;
    memcpy(out, text.p, whole);
    for (; power > 0; power--)
        out[n++] = i < text.n ? text.p[i++] : '0';
    if (i < text.n)
        out[n++] = '.';
    while (i < text.n)
        out[n++] = text.p[i++];
    return n;
}

enum fpl_status ing_unit_to_yuan(struct fpl_str text, enum ing_unit unit, struct fpl_buf *out,
                                 struct fpl_error *error) {
    char shifted[AMOUNT_DIGITS + 16], yuan[FPL_MONEY_TEXT];
    struct fpl_money money;
    int points = 0, plain = text.n > 0 && text.n <= AMOUNT_DIGITS;
    size_t sign = text.n > 0 && text.p[0] == '-';
    for (size_t i = sign; plain && i < text.n; i++) {
        points += text.p[i] == '.';
        plain = (text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] == '.' && points == 1);
    }
    if (!plain || text.n == sign || text.p[sign] == '.' || text.p[text.n - 1] == '.')
        return fpl_fail_text(error, FPL_E_AMOUNT_FORMAT, text.p, text.n);
    struct fpl_str in_yuan = {shifted, shift(text, power_of(unit), shifted)};
    enum fpl_status status = fpl_money_parse(in_yuan, FPL_UNIT_YUAN, 2, &money, error);
    if (status != FPL_OK)
        return fpl_fail_text(error, status, text.p, text.n);
    fpl_buf_adds(out, fpl_money_format(money, FPL_UNIT_YUAN, 2, yuan));
    return fpl_buf_ok(out);
}
