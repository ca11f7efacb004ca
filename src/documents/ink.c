/* Cairo and Pango: a PDF as a stream of bytes, text in it that can be found and copied, and the characters that no font
 * has. Metrics are not rounded to pixels, so that widths grow with the size of the type. */
#include "src/documents/ink.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const struct doc_colour doc_black = {0.07, 0.09, 0.12}, doc_grey = {0.33, 0.38, 0.42}, doc_red = {0.64, 0.1, 0.05},
                        doc_green = {0.08, 0.4, 0.2}, doc_amber = {0.5, 0.33, 0}, doc_hair = {0.78, 0.81, 0.84};

#define CHARACTERS 0x110000u

static cairo_status_t take_bytes(void *closure, const unsigned char *bytes, unsigned n) {
    struct doc_ink *ink = closure;
    if (!ink->status && n)
        ink->status = ink->write(ink->ctx, (const char *)bytes, n);
    return ink->status ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void set_size(struct doc_ink *ink, double size) {
    if (ink->size == size)
        return;
    ink->size = size;
    pango_font_description_set_absolute_size(ink->font, size * PANGO_SCALE);
    pango_layout_set_font_description(ink->layout, ink->font);
}

const char doc_sans[] =
#define DOC_FONT_SANS(family, package) family ","
#include "src/documents/fonts.def"
    "sans-serif";

const char doc_serif[] =
#define DOC_FONT_SERIF(family, package) family ","
#include "src/documents/fonts.def"
    "serif";

const char doc_title[] =
#define DOC_FONT_TITLE(family, package) family ","
#include "src/documents/fonts.def"
    "serif";

static double layout_width(struct doc_ink *ink, const char *p, size_t n) {
    PangoRectangle logical;
    pango_layout_set_width(ink->layout, -1);
    pango_layout_set_text(ink->layout, p, (int)n);
    pango_layout_get_extents(ink->layout, NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

/* A moment as a PDF says it, in the ledger's own time: the same whatever the machine's zone. */
static void set_metadata(struct doc_ink *ink, const struct doc_paper *paper) {
    char text[32];
    struct fpl_date day = {(int32_t)(paper->local / 86400000)};
    int64_t seconds = paper->local / 1000 % 86400;
    char date[12];
    cairo_pdf_surface_set_metadata(ink->surface, CAIRO_PDF_METADATA_CREATOR, "fundpool " FUNDPOOL_VERSION);
    fpl_date_format(day, date);
    (void)snprintf(text, sizeof text, "%sT%02d:%02d:%02d", date, (int)(seconds / 3600), (int)(seconds / 60 % 60),
                   (int)(seconds % 60));
    cairo_pdf_surface_set_metadata(ink->surface, CAIRO_PDF_METADATA_CREATE_DATE, text);
}

/* A family by any of its names, in whatever language. */
static int is_installed(const char *family) {
    FcPattern *sought = FcPatternCreate();
    FcObjectSet *wanted = FcObjectSetBuild(FC_FAMILY, (char *)NULL);
    FcFontSet *found = NULL;
    if (sought && wanted && FcPatternAddString(sought, FC_FAMILY, (const FcChar8 *)family))
        found = FcFontList(NULL, sought, wanted);
    int n = found ? found->nfont : 0;
    if (found)
        FcFontSetDestroy(found);
    if (wanted)
        FcObjectSetDestroy(wanted);
    if (sought)
        FcPatternDestroy(sought);
    return n > 0;
}

/* Is there one of these, which have commas between? */
static int is_one_installed(const char *families) {
    char family[200];
    for (const char *p = families; *p;) {
        size_t n = strcspn(p, ","), from = strspn(p, " ");
        struct fpl_str name = {p + from, n > from ? n - from : 0};
        while (name.n && name.p[name.n - 1] == ' ')
            name.n--;
        if (name.n && name.n < sizeof family && is_installed(fpl_str_copy(name, family, sizeof family)))
            return 1;
        p += n + (p[n] == ',');
    }
    return 0;
}

/* What was asked for goes before what follows: a character that the one lacks comes from the other. */
static void set_families(struct doc_ink *ink, const char *const families[2]) {
    struct fpl_buf all = {0};
    if (families[0] && !is_one_installed(families[0])) {
        ink->blamed = families[0];
        ink->status = FPL_E_FONT_NAME;
        return;
    }
    if (families[0])
        fpl_buf_addf(&all, "%s,", families[0]);
    fpl_buf_adds(&all, families[1]);
    fpl_buf_addc(&all, '\0');
    if (all.failed)
        ink->status = FPL_E_NOMEM;
    else
        pango_font_description_set_family(ink->font, all.p);
    fpl_buf_release(&all);
}

/* Widths of the characters that most texts are made of. */
static void measure_face(struct doc_ink *ink) {
    set_size(ink, 100);
    for (int c = 0; c < 95; c++) {
        char one = (char)(' ' + c);
        ink->ascii[c] = layout_width(ink, &one, 1) / 100;
    }
    ink->wide = layout_width(ink, "中", 3) / 100;
    if (pango_layout_get_unknown_glyphs_count(ink->layout) > 0)
        ink->status = FPL_E_FONT;
}

static void set_fonts(struct doc_ink *ink) {
    cairo_font_options_t *options = cairo_font_options_create();
    PangoContext *context = pango_layout_get_context(ink->layout);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_language(context, pango_language_from_string("zh-cn"));
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_layout_set_wrap(ink->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_auto_dir(ink->layout, FALSE);
    measure_face(ink);
}

void doc_ink_face(struct doc_ink *ink, const char *const families[2]) {
    if (ink->status)
        return;
    set_families(ink, families);
    ink->size = 0;
    if (!ink->status)
        measure_face(ink);
}

enum fpl_status doc_ink_begin(struct doc_ink *ink, const struct doc_paper *paper, const char *const families[2],
                              fpl_write_fn write, void *ctx) {
    *ink = (struct doc_ink){.write = write, .ctx = ctx, .zh = paper->zh, .page = 1};
    ink->surface = cairo_pdf_surface_create_for_stream(take_bytes, ink, DOC_A4_SHORT, DOC_A4_LONG);
    ink->cr = cairo_create(ink->surface);
    ink->layout = pango_cairo_create_layout(ink->cr);
    ink->font = pango_font_description_new();
    ink->seen = calloc(CHARACTERS / 8, 1);
    if (cairo_status(ink->cr) || !ink->layout || !ink->font || !ink->seen)
        return ink->status = FPL_E_NOMEM;
    set_metadata(ink, paper);
    set_families(ink, families);
    if (!ink->status)
        set_fonts(ink);
    return ink->status;
}

enum fpl_status doc_ink_end(struct doc_ink *ink, struct fpl_error *error) {
    struct fpl_buf text = {0};
    if (ink->surface && !ink->status) {
        cairo_surface_finish(ink->surface);
        cairo_status_t status = cairo_status(ink->cr) ? cairo_status(ink->cr) : cairo_surface_status(ink->surface);
        if (status && status != CAIRO_STATUS_SURFACE_FINISHED && !ink->status)
            ink->status = status == CAIRO_STATUS_NO_MEMORY ? FPL_E_NOMEM : FPL_E_IO;
    } else if (!ink->status) {
        ink->status = FPL_E_NOMEM;
    }
    if (!ink->status && ink->missings) {
        char named[FPL_ERROR_ARG_BYTES];
        doc_ink_say_missing(ink, &text);
        ink->status = fpl_fail(error, FPL_E_GLYPH, fpl_str_copy(fpl_buf_str(&text), named, sizeof named), NULL, NULL);
    } else if (ink->status && error && error->status != ink->status) {
        (void)fpl_fail(error, ink->status, ink->blamed, NULL, NULL);
    }
    fpl_buf_release(&text);
    if (ink->layout)
        g_object_unref(ink->layout);
    if (ink->font)
        pango_font_description_free(ink->font);
    enum fpl_status status = ink->status;
    ink->status = status ? status : FPL_E_IO; /* nothing is written any more while it is destroyed */
    cairo_destroy(ink->cr);
    cairo_surface_destroy(ink->surface);
    free(ink->seen);
    return status;
}

void doc_ink_title(struct doc_ink *ink, const char *title) {
    cairo_pdf_surface_set_metadata(ink->surface, CAIRO_PDF_METADATA_TITLE, title);
}

void doc_ink_page_size(struct doc_ink *ink, double width, double height) {
    if (!ink->dry)
        cairo_pdf_surface_set_size(ink->surface, width, height);
}

void doc_ink_page_end(struct doc_ink *ink) {
    ink->page++;
    if (ink->dry)
        return;
    cairo_identity_matrix(ink->cr);
    cairo_show_page(ink->cr);
}

void doc_ink_shift(struct doc_ink *ink, double down) {
    if (!ink->dry)
        cairo_translate(ink->cr, 0, down);
}

/* ---- text ---- */

static int begins(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* As much of the text around the character at that place as there is room for, in whole characters. */
static void copy_around(struct fpl_str text, size_t at, struct doc_missing *missing) {
    size_t half = sizeof missing->text / 2 - 8, from = at > half ? at - half : 0;
    while (!begins(text.p[from]))
        from++;
    size_t n = text.n - from < sizeof missing->text - 5 ? text.n - from : sizeof missing->text - 5;
    while (from + n < text.n && !begins(text.p[from + n]))
        n--;
    (void)snprintf(missing->text, sizeof missing->text, "%.*s", (int)n, text.p + from);
}

/* Of a text that Pango has laid out. Each character is looked for once. */
static void note_missing(struct doc_ink *ink, uint32_t character, struct fpl_str text, size_t at) {
    for (size_t i = 0; i < ink->missings; i++)
        if (ink->missing[i].character == character)
            return;
    if (ink->missings == DOC_MISSING)
        return;
    ink->missing[ink->missings].character = character;
    copy_around(text, at, &ink->missing[ink->missings++]);
}

/* Which page a character that is missing stands on first. */
static void note_page(struct doc_ink *ink, struct fpl_str text) {
    for (size_t i = 0; i < ink->missings; i++) {
        char utf8[8];
        utf8[g_unichar_to_utf8(ink->missing[i].character, utf8)] = '\0';
        if (ink->missing[i].page == 0 && g_strstr_len(text.p, (gssize)text.n, utf8))
            ink->missing[i].page = ink->page;
    }
}

static void look_for(struct doc_ink *ink, struct fpl_str text, size_t at, size_t n) {
    const char *p = text.p + at;
    uint32_t character = g_utf8_get_char_validated(p, (gssize)n);
    if (character >= CHARACTERS || ink->seen[character / 8] & 1u << character % 8)
        return;
    ink->seen[character / 8] |= (unsigned char)(1u << character % 8);
    pango_layout_set_width(ink->layout, -1);
    pango_layout_set_text(ink->layout, p, (int)n);
    if (pango_layout_get_unknown_glyphs_count(ink->layout) > 0)
        note_missing(ink, character, text, at);
}

static size_t bytes_of(struct fpl_str rest) {
    unsigned char c = (unsigned char)rest.p[0];
    size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    return n < rest.n ? n : rest.n;
}

/* As wide as 中 in any font: U+3000 to U+303F, U+4000 to U+9FFF, U+FF00 to U+FF3F. */
static int is_wide(const char *p) {
    unsigned char a = (unsigned char)p[0], b = (unsigned char)p[1];
    return (a >= 0xE4 && a <= 0xE9) || (a == 0xE3 && b == 0x80) || (a == 0xEF && b == 0xBC);
}

double doc_ink_width(struct doc_ink *ink, struct fpl_str text) {
    double width = 0;
    int known = 1;
    for (size_t i = 0; i < text.n;) {
        struct fpl_str rest = {text.p + i, text.n - i};
        size_t n = bytes_of(rest);
        unsigned char c = (unsigned char)rest.p[0];
        if (c < 0x80) {
            width += c >= ' ' && c < 0x7F ? ink->ascii[c - ' '] : ink->wide;
        } else {
            look_for(ink, text, i, n);
            known = known && n == 3 && is_wide(rest.p) && ink->missings == 0;
            width += ink->wide;
        }
        i += n;
    }
    if (known)
        return width;
    set_size(ink, 100);
    return layout_width(ink, text.p, text.n) / 100;
}

/* The layout with the text in it, ready to be looked at. */
static void lay_out(struct doc_ink *ink, struct fpl_str text, double size, double width) {
    set_size(ink, size);
    pango_layout_set_width(ink->layout, width > 0 ? (int)(width * PANGO_SCALE) : -1);
    pango_layout_set_text(ink->layout, text.n ? text.p : "", (int)text.n);
}

int doc_ink_lines(struct doc_ink *ink, struct fpl_str text, double size, double width) {
    if (text.n == 0 || doc_ink_width(ink, text) * size <= width)
        return 1;
    lay_out(ink, text, size, width);
    return pango_layout_get_line_count(ink->layout);
}

static void set_colour(struct doc_ink *ink, struct doc_colour colour) {
    cairo_set_source_rgb(ink->cr, colour.r, colour.g, colour.b);
}

void doc_ink_text(struct doc_ink *ink, const struct doc_text *t) {
    if (ink->missings && t->text.n)
        note_page(ink, t->text);
    if (ink->dry || t->text.n == 0)
        return;
    int one = t->width <= 0 || doc_ink_width(ink, t->text) * t->size <= t->width;
    lay_out(ink, t->text, t->size, one ? 0 : t->width);
    set_colour(ink, t->colour);
    int lines = pango_layout_get_line_count(ink->layout), to = t->n ? t->from + t->n : lines;
    for (int i = t->from; i < to && i < lines; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(ink->layout, i);
        PangoRectangle logical;
        pango_layout_line_get_extents(line, NULL, &logical);
        double room = t->width - (double)logical.width / PANGO_SCALE;
        double x = t->x + (t->align == DOC_LEFT ? 0 : t->align == DOC_RIGHT ? room : room / 2);
        cairo_move_to(ink->cr, x, t->y + (i - t->from) * t->size * DOC_LEADING);
        pango_cairo_show_layout_line(ink->cr, line);
    }
}

void doc_ink_rule_in(struct doc_ink *ink, const double from_to[4], double thick, struct doc_colour colour) {
    if (ink->dry)
        return;
    set_colour(ink, colour);
    cairo_set_line_width(ink->cr, thick);
    cairo_move_to(ink->cr, from_to[0], from_to[1]);
    cairo_line_to(ink->cr, from_to[2], from_to[3]);
    cairo_stroke(ink->cr);
}

void doc_ink_rule(struct doc_ink *ink, double x, double y, double to_x, double to_y, double thick) {
    doc_ink_rule_in(ink, (const double[]){x, y, to_x, to_y}, thick, doc_black);
}

void doc_ink_say_missing(const struct doc_ink *ink, struct fpl_buf *out) {
    for (size_t i = 0; i < ink->missings; i++) {
        const struct doc_missing *missing = &ink->missing[i];
        char utf8[8];
        int n = g_unichar_to_utf8(missing->character, utf8);
        fpl_buf_addf(out, "%sU+%04X “%.*s”%s",
                     i == 0    ? ""
                     : ink->zh ? "、"
                               : ", ",
                     (unsigned)missing->character, n, utf8, ink->zh ? "（" : " (");
        if (missing->page)
            fpl_buf_addf(out, ink->zh ? "第 %d 页：" : "page %d: ", missing->page);
        fpl_buf_adds(out, "“");
        fpl_text_show(fpl_str_of(missing->text), out);
        fpl_buf_adds(out, ink->zh ? "”）" : "”)");
    }
    if (ink->missings == DOC_MISSING)
        fpl_buf_adds(out, " …");
}
