#ifndef LEDGER_POLICY_WORDS_H
#define LEDGER_POLICY_WORDS_H
/* Words of packs, profiles and rules that must be one of a closed set. A word that is none would never be met: the rule
 * would be off, and nobody would see it. */
#include "fundpool/error.h"
#include "fundpool/fact.h"

/* What a TEXT fact can be, "CODE=中文=english|…", as the catalogue's fields say it; NULL if it may be any text. */
const char *fpl_policy__words_of(enum fpl_fact_id id);
/* Is the text one of the codes? words: as above, or "CODE CODE". */
int fpl_policy__is_word(struct fpl_str text, const char *words);
/* The word, with all its spellings, that one of them is nearest to the text. */
struct fpl_str fpl_policy__nearest(struct fpl_str text, const char *words);
/* "X: 没有这个取值，最接近的是 Y（名）" in both languages. Returns out. */
char *fpl_policy__no_word(struct fpl_str text, const char *words, char out[FPL_ERROR_ARG_BYTES]);
/* FPL_E_PACK_INVALID (arg 0 = place, arg 1 = the text and the nearest word) if the fact can never be the text. */
FPL_MUST_CHECK enum fpl_status fpl_policy__check_word(enum fpl_fact_id id, struct fpl_str text, const char *place,
                                                      struct fpl_error *error);

#endif
