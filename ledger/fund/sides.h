#ifndef LEDGER_FUND_SIDES_H
#define LEDGER_FUND_SIDES_H
/* Words for the declarations of sides: an event of its own without a command, and its reversal, the red image. */
#include "ledger/fund/life.h"

/* clang-format off */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define SIDE(name, kind_, zh_, en_, primary, day, memo_, decide_, read_, recipe_) \
    const struct fpl_event fpl_event__##name = { \
        .kind = kind_, .zh = zh_, .en = en_, .side_of = &fpl_event__##primary, .occurred = day, .memo = memo_, \
        .decide = decide_, .read = read_, .reads = COUNT(read_), .recipe = recipe_, .recipes = COUNT(recipe_)}
#define SIDE_BACK(name, kind_, zh_, en_, primary, undoes_) \
    const struct fpl_event fpl_event__##name = { \
        .kind = kind_, .zh = zh_, .en = en_, .side_of = &fpl_event__##primary, .memo_field = "memo", \
        .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED, .again = FPL_AGAIN_UNDONE, .undoes = &fpl_event__##undoes_}
/* One that moves items beside. */
#define SIDE_BACK_DECIDED(name, kind_, zh_, en_, primary, undoes_, decide_, read_) \
    const struct fpl_event fpl_event__##name = { \
        .kind = kind_, .zh = zh_, .en = en_, .side_of = &fpl_event__##primary, .memo_field = "memo", \
        .flags = FPL_EVENT_UNDOES | FPL_EVENT_RED, .again = FPL_AGAIN_UNDONE, .undoes = &fpl_event__##undoes_, \
        .decide = decide_, .read = read_, .reads = COUNT(read_)}
/* NOLINTEND(bugprone-macro-parentheses) */
/* clang-format on */

#endif
