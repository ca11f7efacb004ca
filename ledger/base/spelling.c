/* The spelling that ids and names share with what looks like them. Case, width and presentation by the normal form;
 * then letters drawn as those of another script, a whole part of the text at a time: "НТ" in Cyrillic is "HT", for each
 * of its letters has a Latin likeness, and "Иванов" stays what it is, for some have none; so two honest words of one
 * script are never made one by their halves. Likenesses are those of confusables.txt (Unicode Technical Standard #39,
 * 4) that an id may hold. Then signs: every dash, quote and middle dot is one each, and a letter that is drawn as a
 * dash (ー, 一) is one where ASCII letters or digits stand on both sides. */
#include "ledger/base/base.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define MIDDLE_DOT 0xB7u

enum side { SIGN, WEST, EAST }; /* what is no letter; letters of alphabets; Han and what is written beside it */

struct letters { /* a text as code points */
    uint32_t *cp;
    size_t n;
};

/* Pairs: a character in its small form, and what it is drawn as. */
static const char as_latin[] =
    /* Cyrillic */ "аAвBеEкKмMнHоOрPсCтTуYхXіIїIјJѕSѵVԁDһHԛQԝWӏIгRьBүY"
                   /* Greek */ "αAβBγYεEζZηHιIκKμMνNοOρPσOτTυYχXϲCϳJ"
                   /* Armenian */ "աWզQլLհHյJոNսUտSցGօO"
                   /* Lisu */ "ꓐBꓑPꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝFꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲIꓳOꓴU"
                   /* Latin */ "ıIɩIɪIǀIɑAɡGɢGʏYʙBʜHʟLɴNʀRʋUᴀAᴄCᴅDᴇEᴊJᴋKᴍMᴏOᴘPᴛTᴜUᴠVᴡWᴢZꜰFꜱS";
static const char as_east[] =
    "ニ二ハ八ロ口カ力エ工ト卜タ夕ヘへへへベべべべペぺぺぺリりりりノ丿メ乄チ千オ才ㄚ丫ㄒ丅ㄖ日";
static const char as_sign[] = "˗-⁃-⎯-─-━-┄-┅-┈-┉-╌-╍-╴-╶-╸-╺-➖-㇐-"
                              "•·‧·∙·⋅·・·⸱·ꞏ·ᐧ·ː:꞉:ǃ!╱/⧸/";
static const char as_dash[] = "ー一ㄧᅳ"; /* letters */
/* Honest numbers may differ in these alone, so they are told and part of no key. */
static const char as_digit[] = "з3б6ӡ3";
static const char as_digit_beside[] = "〇0丨1"; /* of another ASCII letter or digit */

static uint32_t next_of(const char **p, const char *end) {
    uint32_t cp = 0;
    size_t n = fpl_text__decode(*p, (size_t)(end - *p), &cp);
    FPL_ASSERT(n > 0);
    *p += n;
    return cp;
}

/* What a list of pairs says of the character; 0: nothing. */
static uint32_t drawn_as(const char *pairs, size_t n, uint32_t cp) {
    for (const char *p = pairs, *end = pairs + n; p < end;) {
        uint32_t one = next_of(&p, end), other = next_of(&p, end);
        if (one == cp)
            return other;
    }
    return 0;
}

static int stands_in(const char *list, size_t n, uint32_t cp) {
    for (const char *p = list, *end = list + n; p < end;)
        if (next_of(&p, end) == cp)
            return 1;
    return 0;
}

static int is_ascii_letter(uint32_t cp) {
    return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
}

static int is_plain(uint32_t cp) {
    return is_ascii_letter(cp) || (cp >= '0' && cp <= '9');
}

static enum side side_of(uint32_t cp) {
    if (cp < 0x80)
        return is_ascii_letter(cp) ? WEST : SIGN;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_ME) /* letters and marks */
        return SIGN;
    return (cp >= 0x1100 && cp <= 0x11FF) || (cp >= 0x2E80 && cp <= 0x9FFF) || (cp >= 0xA960 && cp <= 0xA97F) ||
                   (cp >= 0xAC00 && cp <= 0xD7FF) || (cp >= 0xF900 && cp <= 0xFAFF) || cp >= 0x1AFF0
               ? EAST
               : WEST;
}

/* The letter as one of the script that its part may be drawn in; 0: it has no such likeness. */
static uint32_t likeness(uint32_t cp, enum side side) {
    if (side == EAST)
        return (cp >= 0x3400 && cp <= 0x9FFF) || cp >= 0x20000 ? cp : drawn_as(as_east, sizeof as_east - 1, cp);
    uint32_t other = is_ascii_letter(cp) ? cp : drawn_as(as_latin, sizeof as_latin - 1, cp);
    return other || !((cp >= 0xC0 && cp <= 0x24F) || (cp >= 0x1E00 && cp <= 0x1EFF)) ? other : cp;
}

static void draw_parts(struct letters *text) {
    for (size_t i = 0, end = 0; i<text->n; i = end> i ? end : i + 1) {
        enum side side = side_of(text->cp[i]);
        int all = side != SIGN;
        for (end = i; all && end < text->n && side_of(text->cp[end]) == side; end++)
            all = likeness(text->cp[end], side) != 0;
        for (size_t j = i; all && j < end; j++)
            text->cp[j] = likeness(text->cp[j], side);
        while (end < text->n && side != SIGN && side_of(text->cp[end]) == side)
            end++;
    }
}

static int is_quote(uint32_t cp) {
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return category == UTF8PROC_CATEGORY_PI || category == UTF8PROC_CATEGORY_PF || cp == '"' || cp == '`' ||
           (cp >= 0x201A && cp <= 0x201F) || (cp >= 0x2032 && cp <= 0x2037);
}

static void draw_signs(struct letters *text) {
    for (size_t i = 0; i < text->n; i++) {
        uint32_t cp = text->cp[i], other = cp < 0x80 ? 0 : drawn_as(as_sign, sizeof as_sign - 1, cp);
        if (other)
            text->cp[i] = other;
        else if (is_quote(cp))
            text->cp[i] = '\'';
    }
}

static int is_like_a_dash(uint32_t cp) {
    return cp == '-' || cp == MIDDLE_DOT || (cp >= 0x80 && stands_in(as_dash, sizeof as_dash - 1, cp));
}

/* `sides`: of how many the neighbour has to be an ASCII letter or digit. */
static void draw_dashes(struct letters *text, int sides) {
    for (size_t i = 0, end = 0; i<text->n; i = end> i ? end : i + 1) {
        for (end = i; end < text->n && is_like_a_dash(text->cp[end]); end++) {
        }
        int plain = (i > 0 && is_plain(text->cp[i - 1])) + (end < text->n && is_plain(text->cp[end]));
        for (size_t j = i; plain >= sides && j < end; j++)
            text->cp[j] = '-';
    }
}

/* ---- what is only told ---- */

static void draw_letters(struct letters *text) {
    for (size_t i = 0; i < text->n; i++) {
        uint32_t digit = text->cp[i] < 0x80 ? 0 : drawn_as(as_digit, sizeof as_digit - 1, text->cp[i]);
        text->cp[i] = digit ? digit : text->cp[i];
    }
}

static void draw_beside(struct letters *text, size_t i) {
    int beside =
        text->cp[i] >= 0x80 && ((i > 0 && is_plain(text->cp[i - 1])) || (i + 1 < text->n && is_plain(text->cp[i + 1])));
    uint32_t digit = beside ? drawn_as(as_digit_beside, sizeof as_digit_beside - 1, text->cp[i]) : 0;
    text->cp[i] = digit ? digit : text->cp[i];
}

/* Several in a row, from either end. */
static void draw_digits(struct letters *text) {
    for (size_t i = 0; i < text->n; i++)
        draw_beside(text, i);
    for (size_t i = text->n; i > 0; i--)
        draw_beside(text, i - 1);
}

static uint32_t as_number(uint32_t cp) {
    cp = cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp;
    return cp == 'O' ? '0' : cp == 'I' || cp == 'L' ? '1' : cp >= '0' && cp <= '9' ? cp : 0;
}

/* Letters drawn as digits, from `from` on to the result, stand for digits if there is one among them or no other letter
 * beside them. */
static size_t number_at(const struct letters *text, size_t from, int *is_number) {
    size_t end = from;
    int digits = 0, letters = 0;
    for (; end < text->n && as_number(text->cp[end]); end++)
        is_ascii_letter(text->cp[end]) ? letters++ : digits++;
    int alone =
        !(from > 0 && side_of(text->cp[from - 1]) == WEST) && !(end < text->n && side_of(text->cp[end]) == WEST);
    *is_number = letters > 0 && (digits > 0 || alone);
    return end;
}

static void draw_numbers(struct letters *text) {
    for (size_t i = 0, end = 0; i<text->n; i = end> i ? end : i + 1) {
        int is_number = 0;
        end = number_at(text, i, &is_number);
        for (size_t j = i; is_number && j < end; j++)
            text->cp[j] = as_number(text->cp[j]);
    }
}

/* ---- the ways in ---- */

/* Capital letters, digits, signs and Han: what nearly all ids consist of is its own shared spelling. */
static int is_capital(struct fpl_str text) {
    for (size_t at = 0, n = 0; at < text.n; at += n) {
        unsigned char c = (unsigned char)text.p[at];
        uint32_t cp = c;
        n = c < 0x80 ? 1 : fpl_text__decode(text.p + at, text.n - at, &cp);
        if (n == 0 || (cp < 0x80 ? (c >= '`' && c <= 'z') || c == '"' : cp <= 0x4E00 || cp > 0x9FFF))
            return 0;
    }
    return 1;
}

static int is_ascii(struct fpl_str text) {
    unsigned char all = 0;
    for (size_t i = 0; i < text.n; i++)
        all |= (unsigned char)text.p[i];
    return all < 0x80;
}

/* ASCII has one form: its code points are its bytes, without case. */
static enum fpl_status normal_ascii(struct fpl_str text, struct letters *out) {
    out->cp = malloc((text.n + 1) * sizeof *out->cp);
    for (size_t i = 0; out->cp && i < text.n; i++)
        out->cp[i] = (uint32_t)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] - 'A' + 'a' : text.p[i]);
    out->n = out->cp ? text.n : 0;
    return out->cp ? FPL_OK : FPL_E_NOMEM;
}

/* In the normal form, without case, as code points: out->cp is the caller's to free. */
static enum fpl_status normal(struct fpl_str text, struct letters *out) {
    if (is_ascii(text))
        return normal_ascii(text, out);
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t size = utf8proc_map(
        (const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &folded,
        (utf8proc_option_t)(UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_CASEFOLD | UTF8PROC_LUMP));
    *out = (struct letters){0};
    if (size < 0)
        return size == UTF8PROC_ERROR_NOMEM ? FPL_E_NOMEM : FPL_E_ENCODING;
    out->cp = malloc(((size_t)size + 1) * sizeof *out->cp);
    for (const char *p = (const char *)folded, *end = p + size; out->cp && p < end;)
        out->cp[out->n++] = next_of(&p, end);
    free(folded);
    return out->cp ? FPL_OK : FPL_E_NOMEM;
}

static void put(const struct letters *text, struct fpl_buf *out) {
    for (size_t i = 0; i < text->n; i++) {
        utf8proc_uint8_t bytes[4];
        uint32_t cp = text->cp[i] >= 'a' && text->cp[i] <= 'z' ? text->cp[i] - 'a' + 'A' : text->cp[i];
        fpl_buf_add(out, (const char *)bytes, (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, bytes));
    }
}

enum reach { SHARED, TOLD };

static enum fpl_status spell(struct fpl_str text, enum reach reach, struct fpl_buf *out) {
    struct letters letters;
    enum fpl_status status = normal(text, &letters);
    if (status)
        return status;
    draw_signs(&letters);
    draw_parts(&letters);
    draw_dashes(&letters, 2);
    if (reach == TOLD) {
        draw_letters(&letters);
        draw_parts(&letters); /* of what is left of them */
        draw_digits(&letters);
        draw_dashes(&letters, 1);
        draw_parts(&letters); /* a dash was a letter of one */
        draw_numbers(&letters);
    }
    put(&letters, out);
    free(letters.cp);
    return fpl_buf_ok(out);
}

enum fpl_status fpl_id_fold(struct fpl_str id, struct fpl_buf *out) {
    if (is_capital(id))
        fpl_buf_add(out, id.p, id.n);
    else if (!is_ascii(id))
        return spell(id, SHARED, out);
    else
        for (size_t i = 0; i < id.n; i++) {
            char c = id.p[i];
            fpl_buf_addc(out, (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c == '"' || c == '`' ? '\'' : c));
        }
    return fpl_buf_ok(out);
}

static int is_same(enum fpl_status status, struct fpl_buf *spelt, struct fpl_str text) {
    int same = status == FPL_E_ENCODING || (!status && fpl_str_eq(fpl_buf_str(spelt), text));
    fpl_buf_release(spelt);
    return same;
}

int fpl_id_is_folded(struct fpl_str id) {
    struct fpl_buf folded = {0};
    return is_capital(id) || is_same(fpl_id_fold(id, &folded), &folded, id);
}

enum fpl_status fpl_id_near(struct fpl_str id, struct fpl_buf *out) {
    return spell(id, TOLD, out);
}

int fpl_id_is_near(struct fpl_str id) {
    struct fpl_buf near = {0};
    int plain = is_capital(id);
    for (size_t i = 0; plain && i < id.n; i++)
        plain = (unsigned char)id.p[i] < 0x80 && id.p[i] != 'O' && id.p[i] != 'I' && id.p[i] != 'L';
    return plain || is_same(fpl_id_near(id, &near), &near, id);
}

/* ---- names ---- */

static int is_blank(uint32_t cp) {
    return cp == ' ' || cp == 0x3000 || fpl_text__is_unseen(cp);
}

/* The normal form makes blanks of its own, so it comes first; what is left without them is spelt once more. */
enum fpl_status fpl_name_fold(struct fpl_str name, struct fpl_buf *out) {
    struct letters letters;
    struct fpl_buf seen = {0};
    enum fpl_status status = normal(name, &letters);
    if (status)
        return status;
    size_t n = 0;
    for (size_t i = 0; i < letters.n; i++)
        if (!is_blank(letters.cp[i]))
            letters.cp[n++] = letters.cp[i];
    letters.n = n;
    put(&letters, &seen);
    free(letters.cp);
    status = fpl_buf_ok(&seen);
    if (!status)
        status = fpl_id_fold(fpl_buf_str(&seen), out);
    fpl_buf_release(&seen);
    return status;
}
