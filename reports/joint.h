#ifndef REPORTS_JOINT_H
#define REPORTS_JOINT_H
/* The page for the joint conference: what its two files share. */
#include "reports/tolerance.h"

enum fpl_joint__which {
    FPL_JOINT_PAID_IN,
    FPL_JOINT_GUIDANCE,
    FPL_JOINT_INVESTED,
    FPL_JOINT_EARLY,
    FPL_JOINT_LOSS,
    FPL_JOINT_REINVESTED,
    FPL_JOINT_EXITED,
    FPL_JOINT_WRITTEN_OFF,
    FPL_JOINT_INDICATORS
};
struct fpl_joint__indicator {
    const char *code, *zh, *en;
    const char *zh_definition, *en_definition; /* "": that of the report that it is borrowed from */
};
struct fpl_joint__figures {
    int64_t count; /* -1: there is nothing to count */
    int64_t num, den;
};
struct fpl_joint {
    struct fpl_view *view;
    struct fpl_book *fund;
    size_t n, at;         /* at: the fund at hand, where reports are asked for one by one */
    char *seen;           /* of each fund: does the indicator at hand have a row of it? */
    int one;              /* one fund was asked for */
    struct fpl_date from; /* first day of the quarter */
    struct fpl_tolerance__rules rules;
    struct fpl_report *report;
    struct fpl_error *error;
};
/* 预警清单: what the audit sheet has found, of these funds. */
FPL_MUST_CHECK enum fpl_status fpl_joint__warnings(struct fpl_joint *joint);
/* 重大事项 of the quarter; 需协调事项, which no event records. */
FPL_MUST_CHECK enum fpl_status fpl_joint__events(struct fpl_joint *joint);

#endif
