#ifndef FUNDPOOL_TESTS_DESK_WORLD_H
#define FUNDPOOL_TESTS_DESK_WORLD_H
/* A small city for the tests of the desk, made through the desk alone: users of every role, the shipped charts,
 * parties, a book of each kind, a pool with agreements under a pack of the tests' own. A command is one line of text,
 * so that a test reads like what a person would type. */
#include "world.h"

#include "fundpool/command.h"
#include "fundpool/reader.h"

struct city {
    struct world w;
    struct fpl_answer answer; /* of the last command */
    struct fpl_error error;
};

/* The ledger with users, charts, parties, the pack "t@1" and the books; the pool has 30 million yuan. Users: root
 * (admin), ren (rules), zhang and wu (recorder), li and wang (approver), qian (cashier), bank1 and bank2 (BK-1, BK-2),
 * gua1 (GU-1), reg (regulator), aud (auditor). Books f (fund), c (company), s (fiscal), p and q (pool), all opened on
 * 2025-01-01. Firms FIRM(0) to FIRM(9) are known to nobody; the clock stands at 2026-11-20 12:00 +08:00. */
void city_begin(struct city *city);
void city_end(struct city *city);
/* The USCC of the i-th invented firm, with its check character. Static memory, one of eight in turn. */
const char *city_firm(int i);
/* A pack of the tests: what every pack needs, and these YAML lines. Adopted by ren. */
void city_pack(struct city *city, const char *id, const char *lines);
void city_yaml(struct city *city, const char *command, const char *path_or_text); /* text if it holds a newline */

/* "ACTOR COMMAND BOOK field=value; field=value; …". Values end at "; " or the end. Names that begin with '!' are not
 * fields: !request, !checker ("li" for commands that make an entry, none else, unless given), !lines (one posting a
 * word, "D1001:5.00@party#item=USD"), !auth and !checker_auth (city_auth), !take_on=1, !blob=JSON or
 * @KIND:PATH. BOOK "-" is none. Returns what became of it: fpl_submit's status, or
 * the answer's. */
enum fpl_status city_try(struct city *city, const char *format, ...) __attribute__((format(printf, 2, 3)));
enum fpl_status city_dry(struct city *city, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same, which must be accepted: the record's seq. */
int64_t city_do(struct city *city, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define city_no(city, status, ...) city_expect((city), (status), __FILE__, __LINE__, __VA_ARGS__)
void city_expect(struct city *city, enum fpl_status status, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* "session:7": signed in, and the hash of the session is the digit in every byte; "key:7" likewise. */
struct fpl_auth city_auth(const char *text);
/* The command alone, parsed; texts live until the next parse. */
const struct fpl_command *city_parse(struct city *city, const char *text);
enum fpl_status city_give(struct city *city, const struct fpl_command *command);
/* An import of such commands, one a row from row 1; "!bad STATUS" is a row that never became one. */
struct city_import {
    const char *actor, *checker, *book, *command, *submission;
    int again, take_on, chunk_rows;
    struct fpl_auth auth, checker_auth;
};
enum fpl_status city_open(struct city *city, const struct city_import *spec, struct fpl_import **out,
                          enum fpl_import_state *state);
/* Gives one row. */
void city_row(struct city *city, struct fpl_import *import, const struct city_import *spec, int64_t row,
              const char *text);
/* Gives the rows that the import wants; returns how many it wanted. stop_after > 0: no further rows after so many. */
int city_rows(struct city *city, struct fpl_import *import, const struct city_import *spec, const char *const *row,
              int stop_after);

/* From now on so many commands are given in one commit (0: each has its own). Whatever looks at the ledger otherwise
 * settles first: commits those that were given. */
void city_group(int most);
void city_settle(struct city *city);
/* From now on each command is tried before it is given, and given with the hash of what was shown (0: no longer). */
void city_look_first(int on);

int64_t city_size(struct city *city, const char *book);
int32_t city_book(struct city *city, const char *code);
/* Every derived table as text. */
void city_tables(struct city *city, struct fpl_buf *out);
void city_verify(struct city *city);               /* both passes, and rebuild gives the same tables */
void city_day(struct city *city, const char *day); /* sets the clock: noon of that day, +08:00 */
#endif
