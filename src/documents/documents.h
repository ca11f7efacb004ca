#ifndef SRC_DOCUMENTS_DOCUMENTS_H
#define SRC_DOCUMENTS_DOCUMENTS_H
/* Papers: PDF that people sign and spreadsheets for those with tools, drawn from a report's own cells. The same report
 * and cut give the same bytes, whenever they are made. Nothing here knows a ledger. */
#include "fundpool/report.h"

struct doc_paper {
    int zh;
    const char *foot; /* on every page: what the paper was made of */
    int64_t t;        /* ms, of the newest record it was made of: when the file says that it was made. 0: none */
    int64_t local;    /* the same in the ledger's own time */
    /* Families of fonts, with commas between, which go before those of fonts.def: of reports and vouchers; of what an
     * office sends out; of the title of that. NULL: none. */
    const char *font, *letter_font, *title_font;
};

/* A report, A4, upright if its tables fit, head of a table on every page, charts before their table. Goes to `write` as
 * it is drawn. FPL_E_GLYPH: all was written, and the arguments name characters without a glyph, the page and the text
 * they stand in; a box and a note stand in their place. FPL_E_FONT: no Chinese font. FPL_E_FONT_NAME: none of the fonts
 * that the paper names is installed. FPL_E_NOMEM, what reading rows and `write` answer. */
FPL_MUST_CHECK enum fpl_status doc_pdf(const struct fpl_report *report, const struct doc_paper *paper,
                                       fpl_write_fn write, void *ctx, struct fpl_error *error);

/* The vouchers of fpl_report_voucher as 记账凭证: A5 landscape, or two of them one above the other on A4, with a line
 * to cut along. What doc_pdf answers. */
FPL_MUST_CHECK enum fpl_status doc_voucher(const struct fpl_report *report, const struct doc_paper *paper,
                                           int two_on_a4, fpl_write_fn write, void *ctx, struct fpl_error *error);

/* Of a claim's explanation (fpl_report_explain): 决定书稿 with its 核定表, the sheet alone, or 回执 of any record.
 * FPL_E_NOTICE: no claim, or one without a result. What doc_pdf answers. */
struct doc_notice {
    enum { DOC_NOTICE_DECISION, DOC_NOTICE_SHEET, DOC_NOTICE_RECEIPT } kind;
    const char *issuer; /* 发文机关; NULL: a blank */
    const char *key;    /* what was asked for, for the error */
};
FPL_MUST_CHECK enum fpl_status doc_notice(const struct fpl_report *report, const struct doc_paper *paper,
                                          const struct doc_notice *form, fpl_write_fn write, void *ctx,
                                          struct fpl_error *error);

/* A report as a workbook at that path, which is not there yet: a sheet a table, captions and cut above it, filter and
 * frozen head, charts beside it. Amounts are numbers up to 15 digits, which a spreadsheet keeps, and text above; texts
 * are never formulas. FPL_E_DISK_FULL, FPL_E_IO, FPL_E_NOMEM, what reading rows answers. */
FPL_MUST_CHECK enum fpl_status doc_xlsx(const struct fpl_report *report, const struct doc_paper *paper,
                                        const char *path, struct fpl_error *error);

#endif
