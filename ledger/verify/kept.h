#ifndef LEDGER_VERIFY_KEPT_H
#define LEDGER_VERIFY_KEPT_H
/* Shared by the files that check the facts a decision read from books: kept.c what earlier records and items say,
 * kept_sums.c what is summed up, kept_command.c what of the command is no fact. */
#include "ledger/verify/verify.h"

struct fpl_kept {
    struct fpl_verify__run *run;
    struct fpl_fold *fold; /* the state before the record */
    int32_t book;
    const struct fpl_verify__record *record;
    struct fpl_verify__decider *now; /* its facts */
    struct fpl_facts base;           /* those of the record that these build on */
    const struct fpl_pack *base_pack;
    struct fpl_fact_keys base_keys;
    int has_base;
    int64_t base_seq;
    struct fpl_date on; /* the day it is decided for */
    struct fpl_json_doc loan_doc, claim_doc, base_doc, undone_doc;
    const struct fpl_json *loan, *claim; /* items' data; NULL: none */
    const struct fpl_json *undone;       /* body of the record that this one takes back; NULL: none */
    struct fpl_buf undone_bytes;
    int64_t loan_seq, claim_seq, undone_seq;
    struct fpl_str bank, claimant, firm;
    struct fpl_buf scope;
};

/* "book B seq N decision: fact NAME" */
enum fpl_status fpl_kept__differs(const struct fpl_kept *kept, enum fpl_fact_id id);
/* The fact at hand is read at the size of the log: is it the sum that the state gives? */
FPL_MUST_CHECK enum fpl_status fpl_kept__sum(struct fpl_kept *kept, enum fpl_fact_id id, const struct fpl_fact *fact);
/* Is it the claimant's newest measure by the day of the decision (of last year's end: of that day)? */
FPL_MUST_CHECK enum fpl_status fpl_kept__measure(struct fpl_kept *kept, enum fpl_fact_id id,
                                                 const struct fpl_fact *fact, int *yes);
/* A claim's computation is made on the sums and measures of that moment, none left out and none of an earlier one. */
FPL_MUST_CHECK enum fpl_status fpl_kept__fresh(struct fpl_kept *kept);
/* The same for a registration: what the gates of its pack read. */
FPL_MUST_CHECK enum fpl_status fpl_kept__fresh_for(const struct fpl_kept *kept, const struct fpl_pack *pack);
/* Is a registration's pack the one agreed on with the guarantor of a guaranteed loan, the bank of another? */
FPL_MUST_CHECK enum fpl_status fpl_kept__bound(struct fpl_kept *kept, const struct fpl_pack *pack);
struct fpl_str fpl_kept__contract(struct fpl_str loan); /* bank|contract of bank|contract|iou */
/* What of the command is no fact, all facts having been checked. */
FPL_MUST_CHECK enum fpl_status fpl_kept__command(struct fpl_kept *kept);

#endif
