/* Encoding checks: strict UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), marks, UTF-16 by
 * pattern. */
#include "src/ingest/detect.h"

#include <string.h>
#include <strings.h>

const char *ing_encoding_name(enum ing_encoding encoding) {
    switch (encoding) {
    case ING_UTF8:
        return "UTF-8";
    case ING_GB18030:
        return "GB18030";
    case ING_UTF16LE:
        return "UTF-16LE";
    case ING_UTF16BE:
        return "UTF-16BE";
    }
    return "";
}

enum ing_encoding ing_encoding_of(struct fpl_str name) {
    static const struct {
        const char *name;
        enum ing_encoding encoding;
    } names[] = {{"utf-8", ING_UTF8},       {"utf8", ING_UTF8},        {"gb18030", ING_GB18030},
                 {"gbk", ING_GB18030},      {"gb2312", ING_GB18030},   {"cp936", ING_GB18030},
                 {"utf-16le", ING_UTF16LE}, {"utf-16be", ING_UTF16BE}, {"utf-16", ING_UTF16LE},
                 {"utf16le", ING_UTF16LE},  {"utf16be", ING_UTF16BE},  {"utf16", ING_UTF16LE}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i].name) == name.n && strncasecmp(names[i].name, name.p, name.n) == 0)
            return names[i].encoding;
    return (enum ing_encoding)0;
}

/* Opens a multi-byte character; 0 if the byte cannot lead one. */
static int lead(struct ing_utf8_check *check, unsigned char c) {
    check->lo = 0x80;
    check->hi = 0xBF;
    if (c >= 0xC2 && c <= 0xDF) {
        check->need = 1;
    } else if (c >= 0xE0 && c <= 0xEF) {
        check->need = 2;
        if (c == 0xE0)
            check->lo = 0xA0;
        if (c == 0xED)
            check->hi = 0x9F;
    } else if (c >= 0xF0 && c <= 0xF4) {
        check->need = 3;
        if (c == 0xF0)
            check->lo = 0x90;
        if (c == 0xF4)
            check->hi = 0x8F;
    } else {
        return 0;
    }
    return 1;
}

/* Bytes of pure ASCII at the front, eight at a time. */
static size_t ascii_run(const unsigned char *bytes, size_t n) {
    size_t i = 0;
    while (i + 8 <= n) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        if (eight & UINT64_C(0x8080808080808080))
            break;
        i += 8;
    }
    while (i < n && bytes[i] < 0x80)
        i++;
    return i;
}

void ing_utf8_feed(struct ing_utf8_check *check, const unsigned char *bytes, size_t n) {
    size_t i = 0;
    while (i < n && !check->bad) {
        if (check->need == 0) {
            i += ascii_run(bytes + i, n - i);
            if (i == n)
                break;
            check->began = check->at + (int64_t)i;
            check->bad = !lead(check, bytes[i]);
        } else if (bytes[i] < check->lo || bytes[i] > check->hi) {
            check->bad = 1;
        } else {
            check->need--;
            check->lo = 0x80;
            check->hi = 0xBF;
        }
        i++;
    }
    check->at += (int64_t)n;
    if (check->bad)
        check->bad_at = check->began;
}

int ing_utf8_done(struct ing_utf8_check *check) {
    if (!check->bad && check->need != 0) {
        check->bad = 1;
        check->bad_at = check->began;
    }
    return !check->bad;
}

size_t ing_bom(const unsigned char *bytes, size_t n, enum ing_encoding *encoding) {
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        *encoding = ING_UTF8;
        return 3;
    }
    if (n >= 4 && memcmp(bytes, "\x84\x31\x95\x33", 4) == 0) {
        *encoding = ING_GB18030;
        return 4;
    }
    if (n >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) {
        *encoding = ING_UTF16LE;
        return 2;
    }
    if (n >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) {
        *encoding = ING_UTF16BE;
        return 2;
    }
    return 0;
}

const char *ing_not_text(const unsigned char *bytes, size_t n) {
    static const struct {
        const char *front;
        size_t n;
        const char *what;
    } kinds[] = {{"PK\x03\x04", 4, FPL_ZH_EN("Excel 工作簿或压缩包", "an Excel workbook or an archive")},
                 {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, FPL_ZH_EN("旧版 Excel 工作簿", "an old Excel workbook")},
                 {"%PDF-", 5, FPL_ZH_EN("PDF 文件", "a PDF file")},
                 {"{\\rtf", 5, FPL_ZH_EN("RTF 文件", "an RTF file")},
                 {"\x1F\x8B", 2, FPL_ZH_EN("gzip 压缩文件", "a gzip archive")},
                 {"Rar!\x1A\x07", 6, FPL_ZH_EN("RAR 压缩文件", "a RAR archive")},
                 {"7z\xBC\xAF\x27\x1C", 6, FPL_ZH_EN("7z 压缩文件", "a 7z archive")},
                 {"\xFF\xD8\xFF", 3, FPL_ZH_EN("图片", "a picture")},
                 {"\x89PNG", 4, FPL_ZH_EN("图片", "a picture")},
                 {"<?xml", 5, FPL_ZH_EN("XML 文件", "an XML file")},
                 {"<html", 5, FPL_ZH_EN("网页", "a web page")},
                 {"<!DOCTYPE", 9, FPL_ZH_EN("网页", "a web page")},
                 {"<table", 6, FPL_ZH_EN("网页", "a web page")}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (n >= kinds[i].n && memcmp(bytes, kinds[i].front, kinds[i].n) == 0)
            return kinds[i].what;
    return NULL;
}

static int is_separator(unsigned char c) {
    return c == '\n' || c == '\r' || c == ',' || c == ';' || c == '\t';
}

enum ing_encoding ing_utf16_pattern(const unsigned char *bytes, size_t n) {
    size_t nul[2] = {0, 0}, paired[2] = {0, 0}, alone = 0;
    for (size_t i = 0; i + 1 < n; i += 2) {
        int le = is_separator(bytes[i]) && bytes[i + 1] == 0, be = is_separator(bytes[i + 1]) && bytes[i] == 0;
        nul[0] += bytes[i + 1] == 0;
        nul[1] += bytes[i] == 0;
        paired[0] += (size_t)le;
        paired[1] += (size_t)be;
        alone += (size_t)(is_separator(bytes[i]) && !le) + (size_t)(is_separator(bytes[i + 1]) && !be);
    }
    /* Even where every word is Chinese, a CSV file has separators, and in UTF-16 they have a NUL beside them, always on
     * the same side. Stray NULs in 8-bit text stand beside anything. (Bytes of Han characters may look like lone
     * separators, 上 is U+4E0A, and like NULs on the other side, 一 is U+4E00.) */
    if (nul[0] >= 2 && nul[1] < nul[0] && paired[1] == 0 && paired[0] > alone)
        return ING_UTF16LE;
    if (nul[1] >= 2 && nul[0] < nul[1] && paired[0] == 0 && paired[1] > alone)
        return ING_UTF16BE;
    return (enum ing_encoding)0;
}
