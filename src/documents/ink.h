#ifndef SRC_DOCUMENTS_INK_H
#define SRC_DOCUMENTS_INK_H
/* Pages of a PDF and text on them: what every paper shares. Lengths are points; sizes of type too. */
#include "src/documents/documents.h"

#include <cairo.h>
#include <pango/pangocairo.h>

#define DOC_A4_SHORT 595.276
#define DOC_A4_LONG  841.890
#define DOC_MM       (72 / 25.4)
#define DOC_MISSING  24 /* characters without a glyph that are named */

struct doc_colour {
    double r, g, b;
};
extern const struct doc_colour doc_black, doc_grey, doc_red, doc_green, doc_amber, doc_hair;

/* A character that no font has, and where it was met first. */
struct doc_missing {
    uint32_t character;
    int page;      /* 0: not drawn yet */
    char text[72]; /* around it */
};
struct doc_ink {
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoLayout *layout;
    PangoFontDescription *font;
    double size;         /* of the layout's type at present */
    double ascii[95];    /* widths of U+0020 to U+007E in a type of size 1 */
    double wide;         /* and of a Chinese character */
    unsigned char *seen; /* a bit a character: looked for in the fonts */
    struct doc_missing missing[DOC_MISSING];
    size_t missings;
    int zh;
    int dry;            /* nothing is drawn: pages are counted */
    int page;           /* that is drawn at present, from 1 on */
    const char *blamed; /* fonts that the status is about; NULL: none */
    fpl_write_fn write;
    void *ctx;
    enum fpl_status status; /* of the first thing that failed */
};

/* `families`: those that were asked for, NULL none; and those that follow them. FPL_E_NOMEM, FPL_E_FONT,
 * FPL_E_FONT_NAME; release it in either case. */
FPL_MUST_CHECK enum fpl_status doc_ink_begin(struct doc_ink *ink, const struct doc_paper *paper,
                                             const char *const families[2], fpl_write_fn write, void *ctx);
/* Other families from now on: FPL_E_FONT_NAME, FPL_E_NOMEM are kept in ink->status. */
void doc_ink_face(struct doc_ink *ink, const char *const families[2]);
/* Ends the file, and releases. The first failure, or FPL_E_GLYPH with its text. */
FPL_MUST_CHECK enum fpl_status doc_ink_end(struct doc_ink *ink, struct fpl_error *error);
void doc_ink_title(struct doc_ink *ink, const char *title);               /* of the file */
void doc_ink_page_size(struct doc_ink *ink, double width, double height); /* of the page that begins */
void doc_ink_page_end(struct doc_ink *ink);

/* Width of one line of text in a type of size 1; notes characters that no font has. */
double doc_ink_width(struct doc_ink *ink, struct fpl_str text);
/* Lines that a text takes in that width. */
int doc_ink_lines(struct doc_ink *ink, struct fpl_str text, double size, double width);
/* Lines [from, from + n) of it, the first with its base line at y. */
struct doc_text {
    struct fpl_str text;
    double x, y, width; /* width: of the column; 0: one line of any width */
    double size;
    enum { DOC_LEFT, DOC_CENTRE, DOC_RIGHT } align;
    struct doc_colour colour;
    int from, n; /* n 0: all */
};
void doc_ink_text(struct doc_ink *ink, const struct doc_text *text);
/* Moves what is drawn from now on down by so much; back at the end of the page. */
void doc_ink_shift(struct doc_ink *ink, double down);
void doc_ink_rule(struct doc_ink *ink, double x, double y, double to_x, double to_y, double thick);
void doc_ink_rule_in(struct doc_ink *ink, const double from_to[4], double thick, struct doc_colour colour);
#define DOC_LEADING 1.4 /* from base line to base line, in sizes */

/* "U+20000 “𠀀” (page 2: “甲𠀀乙”), …" of the characters that no font has; appended. */
void doc_ink_say_missing(const struct doc_ink *ink, struct fpl_buf *out);

/* Families for doc_ink_begin, as fonts.def has them. */
extern const char doc_sans[], doc_serif[], doc_title[];

#endif
