/* Cells to field texts. What a cell says is either taken as it stands or converted exactly by a declared rule; nothing
 * is repaired. */
#include "src/ingest/columns.h"

#include "fundpool/date.h"
#include "fundpool/money.h"
#include "fundpool/proof.h"

#include <string.h>

#define SLUG_BYTES 48

/* 1 if every character is one that NFC leaves alone whatever stands beside it: ASCII, Latin letters with their accents,
 * Han, CJK punctuation, full-width forms. They make up nearly all of a real file, and looking is far cheaper than
 * normalising. */
static int is_plainly_nfc(struct fpl_str s) {
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        if (p[i] < 0x80) {
            i++;
        } else if (p[i] >= 0xC3 && p[i] <= 0xC8 && i + 1 < s.n) { /* U+00C0..U+023F */
            i += 2;
        } else if (p[i] >= 0xE5 && p[i] <= 0xE9 && i + 2 < s.n) { /* U+5000..U+9FFF */
            i += 3;
        } else if (p[i] == 0xE4 && i + 2 < s.n && p[i + 1] >= 0xB8) { /* U+4E00..U+4FFF */
            i += 3;
        } else if (p[i] == 0xEF && i + 2 < s.n && p[i + 1] >= 0xBC && p[i + 1] <= 0xBD) { /* U+FF00..U+FF7F */
            i += 3;
        } else if (p[i] == 0xE3 && i + 2 < s.n && p[i + 1] == 0x80 && p[i + 2] <= 0xA9) { /* U+3000..U+3029 */
            i += 3;
        } else {
            return 0;
        }
    }
    return 1;
}

static enum fpl_status normalise(struct fpl_str cell, struct fpl_buf *text, struct fpl_str *out) {
    if (is_plainly_nfc(cell)) {
        *out = cell;
        return FPL_OK;
    }
    size_t at = text->n;
    enum fpl_status status = fpl_text_nfc(cell, text);
    if (status == FPL_OK)
        *out = (struct fpl_str){text->p + at, text->n - at};
    return status;
}

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Do the groups of the whole part have their sizes? Western 1-3,3,3; Indian 1-2,2,3 (or 1-3 alone). */
static int groups_ok(const size_t *size, int n, enum ing_groups groups) {
    int western = size[0] >= 1 && size[0] <= 3, indian = size[0] >= 1 && size[0] <= (n == 1 ? 3u : 2u);
    for (int i = 1; i < n; i++) {
        western &= size[i] == 3;
        indian &= size[i] == (i == n - 1 ? 3u : 2u);
    }
    if (n == 2) /* 123,456 and 12,345 read the same either way, save for three digits in front */
        indian &= size[0] <= 2;
    return groups == ING_GROUPS_WESTERN ? western : groups == ING_GROUPS_INDIAN ? indian : western || indian;
}

enum fpl_status ing_ungroup(struct fpl_str cell, char separator, enum ing_groups groups, struct fpl_buf *out,
                            struct fpl_error *error) {
    size_t size[32] = {0};
    int n = 0, any = 0;
    size_t i = 0, start = cell.n > 0 && cell.p[0] == '-' ? 1 : 0;
    for (i = start; i < cell.n && cell.p[i] != '.'; i++) {
        if (cell.p[i] == separator) {
            any = 1;
            if (++n == 32)
                return fpl_fail_text(error, FPL_E_GROUPING, cell.p, cell.n);
        } else if (is_digit(cell.p[i])) {
            size[n]++;
        } else {
            break; /* not a number: said so by whoever reads it */
        }
    }
    int strays = i < cell.n && memchr(cell.p + i, separator, cell.n - i) != NULL;
    if (strays || (any && !groups_ok(size, n + 1, groups)))
        return fpl_fail_text(error, FPL_E_GROUPING, cell.p, cell.n);
    for (i = 0; i < cell.n; i++)
        if (cell.p[i] != separator)
            fpl_buf_addc(out, cell.p[i]);
    return FPL_OK;
}

struct date_reading {
    struct fpl_str cell;
    size_t at;
    int year, month, day;
};

/* min..max digits at the reading place; -1 if they are not there. */
static int digits(struct date_reading *r, int min, int max) {
    int value = 0, n = 0;
    while (n < max && r->at < r->cell.n && is_digit(r->cell.p[r->at])) {
        value = value * 10 + (r->cell.p[r->at++] - '0');
        n++;
    }
    return n < min ? -1 : value;
}

static int month_name(struct date_reading *r) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char lower[3];
    if (r->cell.n - r->at < 3)
        return -1;
    for (int i = 0; i < 3; i++) {
        char c = r->cell.p[r->at + (size_t)i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    r->at += 3;
    for (int m = 0; m < 12; m++)
        if (memcmp(names + (size_t)m * 3, lower, 3) == 0)
            return m + 1;
    return -1;
}

/* Length of the run of one letter at p, either case. */
static size_t run_of(struct fpl_str pattern, size_t at, char lower) {
    size_t n = 0;
    while (at + n < pattern.n && (pattern.p[at + n] | 0x20) == lower)
        n++;
    return n;
}

/* Reads one element of the pattern; returns its length, 0 if the cell does not fit. */
static size_t date_element(struct date_reading *r, struct fpl_str pattern, size_t i) {
    size_t n;
    int ok = 1;
    if (pattern.n - i >= 3 && memcmp(pattern.p + i, "Mon", 3) == 0) {
        ok = (r->month = month_name(r)) > 0;
        n = 3;
    } else if ((n = run_of(pattern, i, 'y')) == 4) {
        ok = (r->year = digits(r, 4, 4)) >= 0;
    } else if (n == 2) {
        r->year = digits(r, 2, 2);
        ok = r->year >= 0;
        r->year += r->year >= 69 ? 1900 : 2000; /* POSIX: 69-99 are 19xx */
    } else if (pattern.p[i] == 'M') {
        n = i + 1 < pattern.n && pattern.p[i + 1] == 'M' ? 2 : 1;
        ok = (r->month = digits(r, (int)n, 2)) >= 0;
    } else if ((n = run_of(pattern, i, 'd')) == 1 || n == 2) {
        ok = (r->day = digits(r, (int)n, 2)) >= 0;
    } else if (pattern.n - i >= 2 && (memcmp(pattern.p + i, "hh", 2) == 0 || memcmp(pattern.p + i, "mm", 2) == 0 ||
                                      memcmp(pattern.p + i, "ss", 2) == 0)) {
        n = 2;
        ok = digits(r, 2, 2) >= 0;
    } else {
        n = 1;
        ok = r->at < r->cell.n && r->cell.p[r->at] == pattern.p[i];
        r->at++;
    }
    return ok ? n : 0;
}

enum fpl_status ing_date_read(struct fpl_str cell, struct fpl_str pattern, char out[12], struct fpl_error *error) {
    struct date_reading r = {.cell = cell, .year = -1, .month = -1, .day = -1};
    struct fpl_date date;
    for (size_t i = 0; i < pattern.n;) {
        size_t n = date_element(&r, pattern, i);
        if (n == 0)
            return fpl_fail_text(error, FPL_E_DATE_FORMAT, cell.p, cell.n);
        i += n;
    }
    if (r.at != cell.n)
        return fpl_fail_text(error, FPL_E_DATE_FORMAT, cell.p, cell.n);
    if (fpl_date_of(r.year, r.month, r.day, &date) != FPL_OK)
        return fpl_fail_text(error, FPL_E_DATE_INVALID, cell.p, cell.n);
    fpl_date_format(date, out);
    return FPL_OK;
}

/* The digits at *at; -1 if there are not min to max of them. */
static int take_digits(struct fpl_str cell, size_t *at, int min, int max) {
    struct date_reading r = {.cell = cell, .at = *at};
    int value = digits(&r, min, max);
    *at = r.at;
    return value;
}

/* Passes over one of the texts; 0 if none stands at *at. */
static int take_text(struct fpl_str cell, size_t *at, const char *const texts[], int count) {
    for (int i = 0; i < count; i++) {
        size_t n = strlen(texts[i]);
        if (cell.n - *at >= n && memcmp(cell.p + *at, texts[i], n) == 0) {
            *at += n;
            return 1;
        }
    }
    return 0;
}

int ing_date_complete(struct fpl_str cell, enum ing_partial partial, char out[12]) {
    static const char *const marks[] = {"-", "/", ".", "年"}, *const month_end[] = {"月", ""},
                             *const year_end[] = {"年"};
    struct fpl_date date;
    size_t at = 0;
    int is_last = partial == ING_PARTIAL_LAST, year = take_digits(cell, &at, 4, 4), month = is_last ? 12 : 1;
    if (partial == ING_PARTIAL_REFUSE || year < 0)
        return 0;
    size_t behind_year = at;
    if (at < cell.n && take_text(cell, &at, marks, 4) && at < cell.n) {
        if ((month = take_digits(cell, &at, 1, 2)) < 0 || !take_text(cell, &at, month_end, 2))
            return 0;
    } else {
        at = behind_year;
        (void)take_text(cell, &at, year_end, 1);
    }
    if (at != cell.n)
        return 0;
    int day = is_last ? 31 : 1;
    while (day > 28 && fpl_date_of(year, month, day, &date) != FPL_OK)
        day--;
    if (fpl_date_of(year, month, day, &date) != FPL_OK)
        return 0;
    fpl_date_format(date, out);
    return 1;
}

static int slug_keeps(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == ':' || c == '/';
}

static void slug_hash(struct fpl_str text, struct fpl_buf *out) {
    struct fpl_hasher *hasher;
    struct fpl_hash hash;
    char hex[65];
    if (fpl_hasher_new(&hasher) != FPL_OK) {
        out->failed = 1;
        return;
    }
    fpl_sha256(hasher, text.p, text.n, &hash);
    fpl_hasher_free(hasher);
    fpl_hex(hash.byte, FPL_HASH_BYTES, hex);
    fpl_buf_addc(out, '-');
    fpl_buf_add(out, hex, 12);
}

enum fpl_status ing_slug(struct fpl_str text, struct fpl_buf *out) {
    size_t start = out->n;
    int gap = 0;
    for (size_t i = 0; i < text.n;) {
        unsigned char c = (unsigned char)text.p[i];
        size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        int han = n == 3 && c >= 0xE4 && c <= 0xE9 && i + 3 <= text.n;
        if (!slug_keeps(c) && !han) {
            gap = 1;
            i += n;
            continue;
        }
        if (gap && out->n > start)
            fpl_buf_addc(out, '-');
        gap = 0;
        fpl_buf_add(out, text.p + i, n);
        i += n;
    }
    if (out->n - start > SLUG_BYTES) {
        size_t keep = start + SLUG_BYTES - 13;
        while (((unsigned char)out->p[keep] & 0xC0) == 0x80)
            keep--;
        out->n = keep;
        slug_hash(text, out);
    }
    return fpl_buf_ok(out);
}

struct fpl_str ing_rule_source(const struct ing_rule *rule, const struct ing_record *record, struct fpl_buf *scratch) {
    static const struct fpl_str none = {NULL, 0};
    if (rule->is_constant)
        return rule->constant;
    if (rule->columns == 1)
        return rule->column[0] < record->cells ? record->cell[rule->column[0]] : none;
    size_t at = scratch->n;
    int any = 0;
    for (int i = 0; i < rule->columns; i++) {
        struct fpl_str cell = rule->column[i] < record->cells ? record->cell[rule->column[i]] : none;
        if (i > 0)
            fpl_buf_add(scratch, rule->with.p, rule->with.n);
        fpl_buf_add(scratch, cell.p, cell.n);
        any |= cell.n > 0;
    }
    return any && !scratch->failed ? (struct fpl_str){scratch->p + at, scratch->n - at} : none;
}

/* The label's text by the mapping's list: exact first, then without regard to ASCII case and blanks. */
static enum fpl_status by_values(const struct ing_rule *rule, struct fpl_str *text, struct fpl_error *error) {
    char key[ING_KEY_BYTES], other[ING_KEY_BYTES];
    for (const struct ing_yaml *v = rule->values->first; v; v = v->next) {
        if (fpl_str_eq(v->key, *text)) {
            *text = v->text;
            return FPL_OK;
        }
    }
    ing_header_key(*text, key);
    for (const struct ing_yaml *v = rule->values->first; v; v = v->next) {
        ing_header_key(v->key, other);
        if (strcmp(key, other) == 0) {
            *text = v->text;
            return FPL_OK;
        }
    }
    if (rule->fallback) {
        *text = rule->fallback->text;
        return FPL_OK;
    }
    char allowed[FPL_ERROR_ARG_BYTES], label[FPL_ERROR_ARG_BYTES];
    allowed[0] = 0;
    for (const struct ing_yaml *v = rule->values->first; v; v = v->next)
        fpl_error_list(allowed, "|", v->key,
                       FPL_ZH_EN("|…（全部取值见列映射的 values）", "|… (all of them: values in the mapping)"));
    return fpl_fail(error, FPL_E_ENUM, fpl_error_quote(*text, label), allowed, NULL);
}

static enum fpl_status by_dates(const struct ing_rule *rule, struct fpl_buf *out, struct fpl_str *text,
                                struct fpl_error *error) {
    char date[12];
    int is_seq = rule->dates && rule->dates->type == ING_YAML_SEQ;
    const struct ing_yaml *one = is_seq ? rule->dates->first : rule->dates;
    enum fpl_status status = ing_date_complete(*text, rule->partial, date) ? FPL_OK : FPL_E_DATE_FORMAT;
    if (status != FPL_OK && !one)
        return FPL_OK; /* as it stands */
    for (; one && status == FPL_E_DATE_FORMAT; one = is_seq ? one->next : NULL)
        status = ing_date_read(*text, one->text, date, error);
    if (status != FPL_OK)
        return status;
    size_t at = out->n;
    fpl_buf_adds(out, date);
    *text = (struct fpl_str){out->p + at, out->n - at};
    return fpl_buf_ok(out);
}

static enum fpl_status fail_unit(const struct ing_rule *rule, struct fpl_str text, struct fpl_error *error) {
    char given[FPL_ERROR_ARG_BYTES], name[ING_UNIT_BYTES];
    return fpl_fail(error, FPL_E_AMOUNT_UNIT, fpl_error_quote(text, given),
                    ing_unit_name(rule->unit, rule->currency, name), NULL);
}

/* An amount to the currency's unit; a percentage column to "n%". */
static enum fpl_status by_unit(const struct ing_rule *rule, struct fpl_buf *out, struct fpl_str *text,
                               struct fpl_error *error) {
    size_t at = out->n;
    if (rule->unit >= ING_UNIT_THOUSAND && rule->unit <= ING_UNIT_YI) {
        enum fpl_status status = ing_unit_to_one(*text, rule->unit, rule->scale, out, error);
        if (status == FPL_E_AMOUNT_FORMAT) /* what the column is in is said in its own unit */
            return fail_unit(rule, *text, error);
        if (status != FPL_OK)
            return status;
    } else if (rule->unit == ING_UNIT_PERCENT && text->p[text->n - 1] != '%') {
        fpl_buf_add(out, text->p, text->n);
        fpl_buf_addc(out, '%');
    } else {
        return FPL_OK;
    }
    *text = (struct fpl_str){out->p + at, out->n - at};
    return fpl_buf_ok(out);
}

/* The declared conversions, in the order of the mapping's description. */
static enum fpl_status convert(const struct ing_rule *rule, struct fpl_str *text, struct ing_row *row,
                               struct fpl_error *error) {
    enum fpl_status status = FPL_OK;
    size_t at = row->text.n;
    if (rule->grouping) {
        status = ing_ungroup(*text, rule->grouping, rule->groups, &row->text, error);
        *text = (struct fpl_str){row->text.p + at, row->text.n - at};
    }
    if (status == FPL_OK && rule->values)
        status = by_values(rule, text, error);
    if (status == FPL_OK && (rule->dates || rule->partial != ING_PARTIAL_REFUSE))
        status = by_dates(rule, &row->text, text, error);
    if (status == FPL_OK && rule->unit != ING_UNIT_NONE && text->n > 0)
        status = by_unit(rule, &row->text, text, error);
    if (status == FPL_OK && (rule->slug || rule->prefix.n > 0)) {
        at = row->text.n;
        fpl_buf_add(&row->text, rule->prefix.p, rule->prefix.n);
        if (rule->slug)
            status = ing_slug(*text, &row->text);
        else
            fpl_buf_add(&row->text, text->p, text->n);
        *text = (struct fpl_str){row->text.p + at, row->text.n - at};
    }
    return status == FPL_OK ? fpl_buf_ok(&row->text) : status;
}

/* -, --, －, —: what accounting formats write for nothing. */
static int is_dashes(struct fpl_str text) {
    static const char *const dashes[] = {"-", "\xEF\xBC\x8D", "\xE2\x80\x94", "\xE2\x80\x93"};
    size_t at = 0;
    while (at < text.n && take_text(text, &at, dashes, 4))
        continue;
    return at == text.n;
}

enum fpl_status ing_rule_text(const struct ing_rule *rule, const struct ing_record *record, struct ing_row *row,
                              struct fpl_str *out, struct fpl_error *error) {
    struct fpl_str text = ing_rule_source(rule, record, &row->scratch);
    if (rule->dash_empty && is_dashes(text))
        text.n = 0;
    *out = text;
    if (text.n == 0) {
        if (rule->when_empty)
            *out = rule->when_empty->text;
        else if (rule->required)
            return fpl_fail(error, FPL_E_MISSING, rule->field->name, NULL, NULL);
        return FPL_OK;
    }
    if (rule->is_constant)
        return FPL_OK;
    enum fpl_status status = text.n > FPL_FIELD_BYTES_MAX ? FPL_E_TOO_LONG : normalise(text, &row->text, &text);
    if (status == FPL_E_TOO_LONG || text.n > FPL_FIELD_BYTES_MAX)
        return fpl_fail(error, FPL_E_TOO_LONG, "4096", NULL, NULL);
    if (status == FPL_OK && ing_is_exponent(text, rule->field->type))
        status = fpl_fail_text(error, FPL_E_EXPONENT, text.p, text.n);
    if (status == FPL_OK)
        status = convert(rule, &text, row, error);
    if (status == FPL_OK)
        *out = text;
    return status;
}
