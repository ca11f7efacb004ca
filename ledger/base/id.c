/* What may be an identifier. Two ids that look alike must not be two ids, so whatever is invisible, changes the
 * direction of reading or is put on top of another character is refused, and scripts do not mix (what one script alone
 * can draw of another, spelling.c sees): one script and what is
 * common to all, or Han with Latin and one of the scripts that are written with it ("highly restrictive" of Unicode
 * Technical Standard #39, 5.2). Scripts by the ranges of Scripts.txt (Unicode Standard Annex #24) that hold letters. */
#include "ledger/base/base.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum script {
    COMMON = 0,
    LATIN = 1,
    HAN = 2,
    HIRAGANA = 4,
    KATAKANA = 8,
    BOPOMOFO = 16,
    HANGUL = 32,
    GREEK = 64,
    CYRILLIC = 128,
    ANOTHER = 256 /* any other: by itself only */
};

static const struct {
    uint32_t first, last;
    enum script script;
} ranges[] = {
    {0x0041, 0x024F, LATIN},    {0x0250, 0x02AF, LATIN},    {0x0370, 0x03FF, GREEK},    {0x0400, 0x052F, CYRILLIC},
    {0x1100, 0x11FF, HANGUL},   {0x1C80, 0x1C8F, CYRILLIC}, {0x1D00, 0x1D25, LATIN},    {0x1D26, 0x1D2A, GREEK},
    {0x1D2B, 0x1D2B, CYRILLIC}, {0x1D2C, 0x1DBF, LATIN},    {0x1E00, 0x1EFF, LATIN},    {0x1F00, 0x1FFF, GREEK},
    {0x2071, 0x209C, LATIN},    {0x2126, 0x2126, GREEK},    {0x212A, 0x212B, LATIN},    {0x2160, 0x2188, LATIN},
    {0x2C60, 0x2C7F, LATIN},    {0x3005, 0x3007, HAN},      {0x3021, 0x3029, HAN},      {0x3041, 0x309F, HIRAGANA},
    {0x30A1, 0x30FA, KATAKANA}, {0x30FD, 0x30FF, KATAKANA}, {0x3105, 0x312F, BOPOMOFO}, {0x3131, 0x318E, HANGUL},
    {0x31A0, 0x31BF, BOPOMOFO}, {0x31F0, 0x31FF, KATAKANA}, {0x3400, 0x4DBF, HAN},      {0x4E00, 0x9FFF, HAN},
    {0xA640, 0xA69F, CYRILLIC}, {0xA722, 0xA7FF, LATIN},    {0xA960, 0xA97F, HANGUL},   {0xAB30, 0xAB64, LATIN},
    {0xAB65, 0xAB65, GREEK},    {0xAC00, 0xD7FB, HANGUL},   {0xF900, 0xFAD9, HAN},      {0xFB00, 0xFB06, LATIN},
    {0xFF21, 0xFF5A, LATIN},    {0xFF66, 0xFF9D, KATAKANA}, {0xFFA0, 0xFFDC, HANGUL},   {0x1AFF0, 0x1B122, KATAKANA},
    {0x20000, 0x323AF, HAN},
};

/* Of letters and of numbers that are letters of a script; digits, signs and symbols are common to all. */
static enum script script_of(uint32_t cp, utf8proc_category_t category) {
    if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_LO) {
        if (category != UTF8PROC_CATEGORY_NL)
            return COMMON;
    } else if (cp == 0x30FC || cp == 0xFF70) { /* the long mark of both kana */
        return COMMON;
    }
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return ranges[i].script;
    return ANOTHER;
}

/* Letters that are drawn as Latin ones, of scripts in which no number is written today: Coptic, Cherokee, Canadian
 * syllabics, Runic, Tifinagh, Vai, Bamum, those of old inscriptions, Warang Citi, Medefaidrin, Miao. */
static int is_of_old(uint32_t cp) {
    static const uint32_t blocks[][2] = {{0x03E2, 0x03EF}, {0x13A0, 0x167F},   {0x16A0, 0x16FF},   {0x18B0, 0x18FF},
                                         {0x2C80, 0x2CFF}, {0x2D30, 0x2D7F},   {0xA500, 0xA63F},   {0xA6A0, 0xA6FF},
                                         {0xAB70, 0xABBF}, {0x10280, 0x10FFF}, {0x118A0, 0x118FF}, {0x16E40, 0x16F9F}};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (cp >= blocks[i][0] && cp <= blocks[i][1])
            return 1;
    return 0;
}

/* Full-width and mathematical ones are ASCII's in another presentation. */
static int is_foreign_digit(uint32_t cp, utf8proc_category_t category) {
    return category == UTF8PROC_CATEGORY_ND && cp >= 0x80 && !(cp >= 0xFF10 && cp <= 0xFF19) &&
           !(cp >= 0x1D7CE && cp <= 0x1D7FF);
}

static int go_together(unsigned scripts) {
    static const unsigned sets[] = {LATIN | HAN | HIRAGANA | KATAKANA, LATIN | HAN | BOPOMOFO, LATIN | HAN | HANGUL};
    if ((scripts & (scripts - 1)) == 0)
        return 1;
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        if ((scripts & ~sets[i]) == 0)
            return 1;
    return 0;
}

#define BLANK FPL_ZH_EN("空白", "blank")
#define MARK  FPL_ZH_EN("组合符号", "combining mark")
#define ODD   FPL_ZH_EN("未分配或专用字符", "not an assigned character")

/* What is wrong with this character in any id; NULL: nothing. */
static const char *fault_of(uint32_t cp, utf8proc_category_t category) {
    static const struct {
        utf8proc_category_t category;
        const char *why;
    } faults[] = {
        {UTF8PROC_CATEGORY_CC, FPL_ZH_EN("控制字符", "control character")},
        {UTF8PROC_CATEGORY_CF, FPL_ZH_EN("不可见字符或书写方向控制符", "invisible or direction control")},
        {UTF8PROC_CATEGORY_ZS, BLANK},
        {UTF8PROC_CATEGORY_ZL, BLANK},
        {UTF8PROC_CATEGORY_ZP, BLANK},
        {UTF8PROC_CATEGORY_MN, MARK},
        {UTF8PROC_CATEGORY_MC, MARK},
        {UTF8PROC_CATEGORY_ME, MARK},
        {UTF8PROC_CATEGORY_CN, ODD},
        {UTF8PROC_CATEGORY_CS, ODD},
        {UTF8PROC_CATEGORY_CO, ODD},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        if (category == faults[i].category)
            return faults[i].why;
    if (cp == '|' || cp == '"' || cp == '\\')
        return FPL_ZH_EN("不能用的符号", "a sign with a meaning of its own");
    if (is_foreign_digit(cp, category))
        return FPL_ZH_EN("其他文字的数字，请用 0 至 9", "digit of another script: write 0 to 9");
    if (is_of_old(cp))
        return FPL_ZH_EN("与拉丁字母同形的文字", "letter of a script that is taken for Latin");
    return fpl_text__is_unseen(cp) ? FPL_ZH_EN("不可见字符", "invisible character") : NULL;
}

static enum fpl_status refuse(struct fpl_str text, uint32_t cp, const char *why, struct fpl_error *error) {
    char what[128], id[FPL_ID_BYTES_MAX + 1];
    (void)snprintf(what, sizeof what, "U+%04X %s", (unsigned)cp, why);
    return fpl_fail(error, FPL_E_ID, fpl_str_copy(text, id, sizeof id), what, NULL);
}

enum fpl_status fpl_id_check(struct fpl_str text, struct fpl_error *error) {
    static const char *const mixed =
        FPL_ZH_EN("与其他文字混用，易与同形字混淆", "mixed with another script: may look like another id");
    unsigned scripts = 0;
    if (text.n > FPL_ID_BYTES_MAX)
        return fpl_fail(error, FPL_E_TOO_LONG, "64", NULL, NULL);
    for (size_t at = 0, n = 0; at < text.n; at += n) {
        unsigned char c = (unsigned char)text.p[at];
        uint32_t cp = 0;
        if (c > ' ' && c < 0x7F && c != '|' && c != '"' && c != '\\') { /* nearly all ids */
            scripts |= (unsigned)((c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? LATIN : COMMON);
            n = 1;
            if (go_together(scripts))
                continue;
            return refuse(text, c, mixed, error);
        }
        if (!(n = fpl_text__decode(text.p + at, text.n - at, &cp)))
            return refuse(text, (unsigned char)text.p[at], "UTF-8", error);
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
        const char *fault = fault_of(cp, category);
        if (fault)
            return refuse(text, cp, fault, error);
        scripts |= (unsigned)script_of(cp, category);
        if (!go_together(scripts))
            return refuse(text, cp, mixed, error);
    }
    return FPL_OK;
}

enum fpl_status fpl_key_check(struct fpl_str text, struct fpl_error *error) {
    if (text.n > FPL_KEY_BYTES_MAX)
        return fpl_fail(error, FPL_E_TOO_LONG, "260", NULL, NULL);
    for (struct fpl_str rest = text;;) {
        const char *bar = rest.n ? memchr(rest.p, '|', rest.n) : NULL;
        struct fpl_str part = {rest.p, bar ? (size_t)(bar - rest.p) : rest.n};
        enum fpl_status status = fpl_id_check(part, error);
        if (!status && bar && part.n == 0)
            status = refuse(text, '|', "空的一段 an empty part", error);
        if (status || !bar)
            return status;
        rest = (struct fpl_str){bar + 1, rest.n - part.n - 1};
        if (rest.n == 0)
            return refuse(text, '|', "空的一段 an empty part", error);
    }
}
