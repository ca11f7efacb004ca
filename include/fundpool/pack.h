#ifndef FUNDPOOL_PACK_H
#define FUNDPOOL_PACK_H
/* Rule packs and early-stage profiles: validated, versioned data. The ledger sees canonical JSON only; YAML belongs to
 * the programs. A pack covers the parameters of every published variant; one that uses a field this engine lacks is
 * refused, naming it. */
#include "fundpool/decision.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_pack; /* a parsed, checked pack; immutable */

/* Parses canonical JSON of a pack. FPL_E_JSON, FPL_E_PACK_INVALID (arg 0 = path of the field, arg 1 = what is wrong),
 * FPL_E_PACK_FIELD (known to the schema, but lacking in this engine; arg 0 = the field), FPL_E_NOMEM. The bytes are
 * copied. */
FPL_MUST_CHECK enum fpl_status fpl_pack_parse(struct fpl_str json, struct fpl_pack **out, struct fpl_error *error);
/* NULL allowed. Texts of the pack die with it. */
void fpl_pack_free(struct fpl_pack *pack);
struct fpl_str fpl_pack_id(const struct fpl_pack *pack);                 /* "hb-2026" */
int64_t fpl_pack_version(const struct fpl_pack *pack);                   /* 1, 2, … */
struct fpl_str fpl_pack_json(const struct fpl_pack *pack);               /* the bytes it was parsed from */
struct fpl_date fpl_pack_from(const struct fpl_pack *pack);              /* effective */
struct fpl_date fpl_pack_to(const struct fpl_pack *pack);                /* FPL_DATE_NONE: open-ended */
int fpl_pack_in_force(const struct fpl_pack *pack, struct fpl_date day); /* both ends included */
/* Its title in Chinese (zh != 0) or English; borrowed from the pack. */
struct fpl_str fpl_pack_title(const struct fpl_pack *pack, int zh);
/* The i-th condition of its text that nobody has tested, from 0 on; "" past the last. */
struct fpl_str fpl_pack_not_tested(const struct fpl_pack *pack, int i);
/* The clause behind a parameter, "淮金规〔2026〕1号 第八条"; "" if the pack has none. */
struct fpl_str fpl_pack_clause(const struct fpl_pack *pack, const char *field);
/* Which caps and breakers the pack sets decides which claims share one: bits FPL_SHARES_*. A breaker is of a
 * bank's own claims (scope BANK), a guarantor's have no part in it; one that only warns is nobody's. */
enum {
    FPL_SHARES_BORROWER = 1,
    FPL_SHARES_CLAIMANT = 2,
    FPL_SHARES_POOL = 4,
    FPL_SHARES_BANK = 8,
    FPL_SHARES_SCHEME = 16 /* claims on loans bound by a pack of the same id */
};
/* The FPL_SHARES_* that the pack's caps and breakers make claims share; 0 if each claim stands alone. */
unsigned fpl_pack_shared_caps(const struct fpl_pack *pack);

/* BY_REGISTRATION: a loan is bound to the version in force on its registration day; otherwise (the default) on its
 * disbursement day. */
int fpl_pack_binds_by_registration(const struct fpl_pack *pack);

/* The schema, as data: every parameter of the pool rules §3 with its type, so that a program can turn "500万元", "40%"
 * or 2025-10-01 into the canonical form. In canonical JSON: MONEY a whole number of minor units, RATIO text "n/d" (or
 * "n") in lowest terms, INT a number, DATE text "YYYY-MM-DD", BOOL true/false, TEXT and ENUM text, TEXTS and ENUMS
 * lists of them, OBJECT an object, OBJECTS a list of objects, PREDICATE as in fundpool/fact.h (values typed by the fact
 * compared), CLAUSES an object parameter name → clause. */
enum fpl_pack_type {
    FPL_PACK_NONE = 0, /* no such field */
    FPL_PACK_TEXT,
    FPL_PACK_MONEY,
    FPL_PACK_RATIO,
    FPL_PACK_INT,
    FPL_PACK_DATE,
    FPL_PACK_BOOL,
    FPL_PACK_ENUM,
    FPL_PACK_TEXTS,
    FPL_PACK_ENUMS,
    FPL_PACK_OBJECT,
    FPL_PACK_OBJECTS,
    FPL_PACK_PREDICATE,
    FPL_PACK_CLAUSES
};
struct fpl_pack_field {
    const char *name, *zh, *en;
    enum fpl_pack_type type;
    int engine;                          /* first engine that computes with it; 0: known, but lacking so far */
    const struct fpl_pack_field *fields; /* OBJECT, OBJECTS: the members, ended by name NULL; else NULL */
    const char *values;                  /* ENUM, ENUMS: codes separated by blanks; else "" */
    const char *lacking;                 /* those of values (BOOL: of "true false") that this engine lacks */
};
/* All parameters in the order of the parameter table, ended by name NULL. */
const struct fpl_pack_field *fpl_pack_fields(void);
/* A parameter or a member by its path, "rate_tiers.rate"; list positions ("rate_tiers.0.rate") are skipped. NULL if
 * none. */
const struct fpl_pack_field *fpl_pack_field(const char *path);
/* Its type; FPL_PACK_NONE if there is no such path. */
enum fpl_pack_type fpl_pack_field_type(const char *path);

struct fpl_profile; /* an early-stage definition 口径, or a conjunction of others */

/* {"as_of":"ic_decision","id":"AH_ANGEL_2025","predicate":{..},"source":{"clause":..,"doc":..},
 * "title":{"en":..,"zh":..},"version":1}.
 * A predicate may name fields only; "TRANSFER ∧ AH_ANGEL_2025" is a profile of its own whose predicate repeats both.
 * Errors as above. */
FPL_MUST_CHECK enum fpl_status fpl_profile_parse(struct fpl_str json, struct fpl_profile **out,
                                                 struct fpl_error *error);
/* NULL allowed. Texts of the profile die with it. */
void fpl_profile_free(struct fpl_profile *profile);
struct fpl_str fpl_profile_id(const struct fpl_profile *profile);            /* "AH_ANGEL_2025" */
int64_t fpl_profile_version(const struct fpl_profile *profile);              /* 1, 2, … */
struct fpl_str fpl_profile_json(const struct fpl_profile *profile);          /* the bytes it was parsed from */
struct fpl_str fpl_profile_title(const struct fpl_profile *profile, int zh); /* Chinese if zh != 0, else English */
struct fpl_str fpl_profile_clause(const struct fpl_profile *profile);        /* document number and clause */
/* The last day its document is in force, source.effective_to; FPL_DATE_NONE: not said. */
struct fpl_date fpl_profile_to(const struct fpl_profile *profile);
/* The date the profile is applied at: FPL_FACT_DEAL_IC_DATE, _AGREEMENT_DATE or _PAID_DATE ("ic_decision", "agreement",
 * "first_payment"). */
enum fpl_fact_id fpl_profile_as_of(const struct fpl_profile *profile);
/* The predicate reads that date as deal.as_of and the firm's full months of age on it as firm.age_months; both are set
 * here, on a copy, whatever the facts hold for them. UNKNOWN for each where its source is missing. */
enum fpl_tri fpl_profile_eval(const struct fpl_profile *profile, const struct fpl_facts *facts);

#ifdef __cplusplus
}
#endif
#endif
