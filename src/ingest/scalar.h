#ifndef SRC_INGEST_SCALAR_H
#define SRC_INGEST_SCALAR_H
/* Typed scalars of documents, as people write them, to their canonical form. Exact or refused. */
#include "fundpool/text.h"

enum ing_scalar {
    ING_SCALAR_MONEY, /* 500万元, 5亿元, 1000.00元, 0: *number = fen */
    ING_SCALAR_RATIO, /* 40%, 15pp, 30bp, 0.4, 2/5, 10倍: text = "n/d" or "n" */
    ING_SCALAR_DATE,  /* 2026-01-31: text */
    ING_SCALAR_INT    /* 90: *number */
};
/* FPL_E_AMOUNT_FORMAT, FPL_E_NUMBER_FORMAT, FPL_E_DATE_FORMAT, …: any status but FPL_OK means that the text is none. */
FPL_MUST_CHECK enum fpl_status ing_scalar_read(struct fpl_str scalar, enum ing_scalar type, int64_t *number,
                                               char text[64]);
const char *ing_scalar_want(enum ing_scalar type); /* what should have stood there, both languages */
/* A limit on a loan's rate: "4.35%" FIXED, "1.5×LPR" or "LPR×150%" LPR_TIMES, "LPR+300bp" LPR_PLUS. */
FPL_MUST_CHECK enum fpl_status ing_rate_limit_read(struct fpl_str scalar, const char **kind, char text[64]);
#endif
