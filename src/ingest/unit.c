/* Units: where a file states them, and amounts moved to yuan by shifting the decimal point. */
#include "src/ingest/unit.h"

#include "fundpool/money.h"
#include "src/ingest/columns.h"

#include <stdio.h>
#include <string.h>

#define PERCENT_WIDE  "\xEF\xBC\x85" /* ％ */
#define AMOUNT_DIGITS 64             /* no amount in range is longer; it leaves room to shift */

/* Units without their currency, as ing_header_key writes them; 元 is the yuan's own. */
static const struct {
    const char *key;
    enum ing_unit unit;
    int is_yuan;
} words[] = {
    {"", ING_UNIT_YUAN, 0}, /* 人民币 alone */
    {"元", ING_UNIT_YUAN, 1},
    {"yuan", ING_UNIT_YUAN, 1},
    {"千元", ING_UNIT_THOUSAND, 1},
    {"千", ING_UNIT_THOUSAND, 0},
    {"万元", ING_UNIT_WAN, 1},
    {"万", ING_UNIT_WAN, 0},
    {"wan", ING_UNIT_WAN, 0},
    {"百万元", ING_UNIT_MILLION, 1},
    {"百万", ING_UNIT_MILLION, 0},
    {"million", ING_UNIT_MILLION, 0},
    {"millionyuan", ING_UNIT_MILLION, 1},
    {"亿元", ING_UNIT_YI, 1},
    {"亿", ING_UNIT_YI, 0},
    {"%", ING_UNIT_PERCENT, 0},
    {PERCENT_WIDE, ING_UNIT_PERCENT, 0},
};
/* Names of currencies in key form; every other one is known by its code. */
static const struct {
    const char *name, *code;
} currencies[] = {{"人民币", "CNY"}, {"rmb", "CNY"},  {"cny", "CNY"},  {"美元", "USD"}, {"美金", "USD"},
                  {"usd", "USD"},    {"港元", "HKD"}, {"港币", "HKD"}, {"hkd", "HKD"},  {"欧元", "EUR"},
                  {"eur", "EUR"},    {"日元", "JPY"}, {"jpy", "JPY"},  {"英镑", "GBP"}, {"gbp", "GBP"}};

const char *ing_unit_name(enum ing_unit unit, const char *currency, char out[ING_UNIT_BYTES]) {
    static const char *const names[] = {
        "", "元", "千元", "万元", "百万元", "亿元", "%", FPL_ZH_EN("数值", "number"), FPL_ZH_EN("未知", "unknown")};
    static const char *const powers[] = {"", "千", "万", "百万", "亿"};
    int is_money = unit >= ING_UNIT_YUAN && unit <= ING_UNIT_YI;
    if (is_money && strcmp(currency, "CNY") != 0)
        (void)snprintf(out, ING_UNIT_BYTES, "%s%s", powers[unit - ING_UNIT_YUAN], currency);
    else
        (void)snprintf(out, ING_UNIT_BYTES, "%s", names[unit]);
    return out;
}

enum fpl_status ing_unit_fail(struct fpl_str text, const char *where, const char *currency, struct fpl_error *error) {
    char quoted[FPL_ERROR_ARG_BYTES], all[FPL_ERROR_ARG_BYTES] = "", name[ING_UNIT_BYTES];
    for (int unit = ING_UNIT_YUAN; unit <= ING_UNIT_PERCENT; unit++)
        fpl_error_list(all, "、", fpl_str_of(ing_unit_name((enum ing_unit)unit, currency, name)), "…");
    return fpl_fail(error, FPL_E_UNIT, fpl_error_quote(text, quoted), where, all);
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

/* Cuts a currency's name off either end of a word; *code is which one, NULL if there is none. */
static struct fpl_str without_currency(struct fpl_str word, const char *own, const char **code) {
    char own_key[4] = "";
    for (size_t i = 0; i < 3 && own[i]; i++)
        own_key[i] = (char)(own[i] >= 'A' && own[i] <= 'Z' ? own[i] + 32 : own[i]);
    *code = NULL;
    for (size_t i = 0; !*code && i <= sizeof currencies / sizeof currencies[0]; i++) {
        int is_own = i == sizeof currencies / sizeof currencies[0];
        const char *name = is_own ? own_key : currencies[i].name;
        size_t m = strlen(name);
        if (m == 0 || (!starts(word.p, word.n, name) && !ends(word.p, word.n, name)))
            continue;
        *code = is_own ? own : currencies[i].code;
        word = starts(word.p, word.n, name) ? (struct fpl_str){word.p + m, word.n - m}
                                            : (struct fpl_str){word.p, word.n - m};
    }
    return word;
}

/* The unit that a word in key form is: 万元, 人民币万元, 万元人民币, rmb wan, 万美元. NONE: it is no unit. */
static enum ing_unit unit_of(const char *p, size_t n, const char *own) {
    const char *code = NULL;
    struct fpl_str word = without_currency((struct fpl_str){p, n}, own, &code);
    if (n == 0)
        return ING_UNIT_NONE;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!fpl_str_is(word, words[i].key))
            continue;
        if (words[i].unit != ING_UNIT_PERCENT && strcmp(code ? code : words[i].is_yuan ? "CNY" : own, own) != 0)
            return ING_UNIT_UNKNOWN; /* another currency's */
        return words[i].is_yuan && code && strcmp(code, "CNY") != 0 ? ING_UNIT_UNKNOWN : words[i].unit;
    }
    return reads_like_unit(p, n) ? ING_UNIT_UNKNOWN : ING_UNIT_NONE;
}

enum ing_unit ing_unit_in_brackets(const char *key, size_t n, const char *currency, size_t *name_n) {
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
    return unit_of(inner, inner_n, currency);
}

/* ---- the lines above the table ---- */

static enum fpl_status set_unit(struct ing_unit_line *line, enum ing_unit unit, int64_t row, struct fpl_error *error) {
    char first[96], second[96], name[ING_UNIT_BYTES];
    if (unit == ING_UNIT_PERCENT) {
        line->is_percent = 1;
        line->percent_row = row;
        return FPL_OK;
    }
    if (line->money != ING_UNIT_NONE && line->money != unit) {
        snprintf(first, sizeof first, FPL_ZH_EN("第%lld行：", "row %lld: ") "%s", (long long)line->row,
                 (long long)line->row, ing_unit_name(line->money, line->currency, name));
        snprintf(second, sizeof second, FPL_ZH_EN("第%lld行：", "row %lld: ") "%s", (long long)row, (long long)row,
                 ing_unit_name(unit, line->currency, name));
        return fpl_fail(error, FPL_E_UNIT_CONFLICT, first, second, NULL);
    }
    line->money = unit;
    line->row = row;
    return FPL_OK;
}

static enum fpl_status fail_unknown(const struct ing_unit_line *line, struct fpl_str word, int64_t row,
                                    struct fpl_error *error) {
    char where[64];
    snprintf(where, sizeof where, FPL_ZH_EN("第%lld行", "row %lld"), (long long)row, (long long)row);
    return ing_unit_fail(word, where, line->currency, error);
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
        enum ing_unit unit = unit_of(key, ing_header_key(word, key), line->currency);
        if (unit == ING_UNIT_NONE || has_digit(word) || (unit == ING_UNIT_UNKNOWN && others)) {
            others = 1;
            continue;
        }
        enum fpl_status status =
            unit == ING_UNIT_UNKNOWN ? fail_unknown(line, word, row, error) : set_unit(line, unit, row, error);
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
        enum ing_unit unit = ing_unit_in_brackets(key, n, line->currency, &name_n);
        if (unit == ING_UNIT_NONE || strstr(key, "单位"))
            continue;
        if (unit == ING_UNIT_UNKNOWN || (cells > 1 && name_n > 0))
            return fail_unknown(line, record->cell[i], record->row, error);
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

enum fpl_status ing_unit_to_one(struct fpl_str text, enum ing_unit unit, int scale, struct fpl_buf *out,
                                struct fpl_error *error) {
    char shifted[AMOUNT_DIGITS + 16], one[FPL_MONEY_TEXT];
    struct fpl_money money;
    int points = 0, plain = text.n > 0 && text.n <= AMOUNT_DIGITS;
    size_t sign = text.n > 0 && text.p[0] == '-';
    for (size_t i = sign; plain && i < text.n; i++) {
        points += text.p[i] == '.';
        plain = (text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] == '.' && points == 1);
    }
    if (!plain || text.n == sign || text.p[sign] == '.' || text.p[text.n - 1] == '.')
        return fpl_fail_text(error, FPL_E_AMOUNT_FORMAT, text.p, text.n);
    struct fpl_str in_one = {shifted, shift(text, power_of(unit), shifted)};
    enum fpl_status status = fpl_money_parse(in_one, FPL_UNIT_YUAN, scale, &money, error);
    if (status != FPL_OK) {
        char given[FPL_ERROR_ARG_BYTES], most[16];
        snprintf(most, sizeof most, "%d", scale + (int)power_of(unit));
        return fpl_fail(error, status, fpl_error_quote(text, given), status == FPL_E_AMOUNT_SCALE ? most : NULL, NULL);
    }
    fpl_buf_adds(out, fpl_money_format(money, FPL_UNIT_YUAN, scale, one));
    return fpl_buf_ok(out);
}
