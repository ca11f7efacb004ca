#ifndef FUNDPOOL_NEAR_H
#define FUNDPOOL_NEAR_H
/* The right word that a mistyped one comes nearest to. The caller tries the words that the place takes. */
#include "fundpool/text.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_near {
    struct fpl_str sought; /* as typed; borrowed */
    char word[128];        /* what was meant, "" if no word is near */
    int far;
};
void fpl_near_begin(struct fpl_near *near, struct fpl_str sought);
/* One more word of the place, and the word to write instead, which may be another spelling of the same. Case, width,
 * blanks and the kind of dash make no difference. */
void fpl_near_try(struct fpl_near *near, struct fpl_str word, struct fpl_str means);
/* Each spelling of each choice of a field, "CODE=中文=english|…". */
void fpl_near_choices(struct fpl_near *near, const char *choices);

#ifdef __cplusplus
}
#endif
#endif
