#ifndef LEDGER_POLICY_DECLARE_H
#define LEDGER_POLICY_DECLARE_H
/* Words for the tables of an event's declaration: fields, reads, recipes, moves. Included by the files that declare
 * events, and by nobody else. */
#include "ledger/policy/events.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

/* A field that decides nothing (a name, a reference, a reason), and one that says a fact. */
#define F(name, zh, en, aliases, type, flags)                                                                          \
    { name, zh, en, aliases, FPL_FIELD_##type, flags, "", 0, 0 }
#define FS(name, zh, en, aliases, type, flags, fact)                                                                   \
    { name, zh, en, aliases, FPL_FIELD_##type, flags, "", 1 + FPL_FACT_##fact, 0 }
/* A share or a rate, and the greatest that makes sense, in percent: what is above was written without its sign. */
#define FR(name, zh, en, aliases, fact, most)                                                                          \
    { name, zh, en, aliases, FPL_FIELD_RATIO, 0, "", 1 + FPL_FACT_##fact, most }
/* The same for a choice. A choice of "Y" and "N" may say a BOOL. */
#define E(name, zh, en, aliases, flags, choices)                                                                       \
    { name, zh, en, aliases, FPL_FIELD_ENUM, flags, choices, 0, 0 }
#define ES(name, zh, en, aliases, flags, choices, fact)                                                                \
    { name, zh, en, aliases, FPL_FIELD_ENUM, flags, choices, 1 + FPL_FACT_##fact, 0 }
#define REQ  FPL_FIELD_REQUIRED
#define KEY  (FPL_FIELD_REQUIRED | FPL_FIELD_KEY)
#define NAME (FPL_FIELD_REQUIRED | FPL_FIELD_NAME)
#define ZERO FPL_FIELD_ZERO
#define NEWP (FPL_FIELD_REQUIRED | FPL_FIELD_REGISTERS)

#define IMPORT    FPL_COMMAND_IMPORT
#define ENTRY     FPL_COMMAND_ENTRY
#define DRY       FPL_COMMAND_DRY
#define RECORDERS FPL_ROLE_RECORDER
#define LENDERS   (FPL_ROLE_RECORDER | FPL_ROLE_BANK)
#define CLAIMANTS (FPL_ROLE_RECORDER | FPL_ROLE_BANK | FPL_ROLE_GUARANTOR)

/* clang-format off */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define FACT(id) FPL_FACT_##id
#define READ_ITEM(id, kind, key_, member_, flags_) \
    { .fact = FACT(id), .from = FPL_FROM_ITEM, .name = kind, \
      .key = FACT(key_), .member = member_, .flags = flags_, .before = FPL_NO_FACT }
#define READ_ORIGIN(kind, key_, event, groups_) \
    { .fact = FPL_NO_FACT, .from = FPL_FROM_ORIGIN, .name = kind, \
      .key = FACT(key_), .origin = event, .groups = groups_, .before = FPL_NO_FACT }
#define READ_UNDONE(id, member_) \
    { .fact = FACT(id), .from = FPL_FROM_UNDONE, .name = "", \
      .key = FPL_NO_FACT, .member = member_, .before = FPL_NO_FACT }
#define READ_SUM(id, tallies, prefix, key_, flags_) \
    { .fact = FACT(id), .from = FPL_FROM_SUM, .name = tallies, \
      .key = key_, .member = prefix, .flags = flags_, .before = FPL_NO_FACT }
#define READ_BALANCE(id, accounts, flags_) \
    { .fact = FACT(id), .from = FPL_FROM_BALANCE, .name = accounts, \
      .key = FPL_NO_FACT, .flags = flags_, .before = FPL_NO_FACT }
#define READ_BALANCE_OF(id, accounts, party_, flags_) \
    { .fact = FACT(id), .from = FPL_FROM_BALANCE, .name = accounts, \
      .key = FACT(party_), .flags = flags_, .before = FPL_NO_FACT }
#define READ_PRIMARY(id) \
    { .fact = FACT(id), .from = FPL_FROM_PRIMARY, .name = "", .key = FPL_NO_FACT, .before = FPL_NO_FACT }
/* NOLINTEND(bugprone-macro-parentheses) */
/* clang-format on */

/* One reference of the bank, one payment: item "bank.ref" of the book, key the reference, {"of"}. One that is given
 * again is told and not refused, for a batch of the bank may pay several. FPL_BANK_REF(REQ) or (0); each event that has
 * it reads, keeps (fpl_event_keep_ref) and tells. */
#define FPL_BANK_REF(flags) FS("bank_ref", "银行流水号", "bank reference", "", TEXT, flags, BANK_REF)
#define FPL_READS_REF       READ_ITEM(BANK_REF_BEFORE, "bank.ref", BANK_REF, "of", 0)
#define FPL_TELLS_REF                                                                                                  \
    {                                                                                                                  \
        { FPL_SAME_BANK_REF, FACT(BANK_REF_BEFORE), "bank.ref.again" }                                                 \
    }

/* Dimensions of a recipe's leg. */
#define DIM(id) (1 + FPL_FACT_##id)
#define NONE    0

#endif
