#ifndef REPORTS_WORDS_H
#define REPORTS_WORDS_H
/* Predicates, facts, statuses and steps in words. */
#include "fundpool/command.h"

/* What amounts are in, and its decimals. Words follow the book: 元 of CNY, the code of every other currency; "" where
 * several books with different ones are meant: the amount stands alone. */
struct fpl_words__unit {
    const char *currency;
    int scale;
};
void fpl_words__amount(int64_t minor, const struct fpl_words__unit *unit, int zh, struct fpl_buf *out);

/* A predicate that passed fpl_predicate_check, as people read it: "认定时点 < 设立日 + 60 个月 且 …". */
void fpl_words__predicate(const struct fpl_json *predicate, const struct fpl_words__unit *unit, int zh,
                          struct fpl_buf *out);
/* The facts behind a result, titles joined: for UNKNOWN those missing, for FALSE those that failed; nothing for TRUE.
 * `as_of` is the fact that stands for deal.as_of. */
void fpl_words__why(const struct fpl_json *predicate, const struct fpl_facts *facts, enum fpl_fact_id as_of, int zh,
                    struct fpl_buf *out);
/* A fact's value as people read it; "?" if unknown. */
void fpl_words__fact(const struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_words__unit *unit, int zh,
                     struct fpl_buf *out);
/* "40%", "33.3333…%": a rate in percent, with … where it had to be cut; "6500000.5" stays a fraction's affair of the
 * caller. */
void fpl_words__rate(struct fpl_ratio rate, struct fpl_buf *out);
/* A code among those a command's field may hold ("DOUBTFUL" → 可疑), by the fact it becomes, and a state; the text
 * itself if it is none. */
void fpl_words__choice(enum fpl_fact_id id, struct fpl_str code, int zh, struct fpl_buf *out);
/* Adds the word of a field's choice; 0: it has none by that code, and nothing was added. */
int fpl_words__field_choice(const struct fpl_field_spec *field, struct fpl_str code, int zh, struct fpl_buf *out);
/* A state of an item in Chinese, "HELD" → 在持; NULL if it is none. */
const char *fpl_words__state(struct fpl_str code);
/* The kind of a record, "claim.decided" → 核定补偿. */
const char *fpl_words__kind(struct fpl_str kind, int zh); /* "" if it is not known */
/* A reason with its arguments, in words; `spec` is the command that it answers, NULL where that is not known. */
void fpl_words__reason(const struct fpl_command_spec *spec, const struct fpl_reason *reason, int zh,
                       struct fpl_buf *out);

#endif
