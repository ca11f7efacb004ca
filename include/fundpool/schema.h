#ifndef FUNDPOOL_SCHEMA_H
#define FUNDPOOL_SCHEMA_H
/* The schema of a ledger file is evidence too: a trigger that is gone lets a record be changed, a view in place of a
 * table shows other rows than are stored. Every object of the file (tables with their columns, views, triggers,
 * indexes, and the settings that stand in its header) is compared with what this program makes. */

#ifdef __cplusplus
extern "C" {
#endif

enum fpl_schema_difference {
    FPL_SCHEMA_MISSING, /* this program makes it, the file has none */
    FPL_SCHEMA_CHANGED, /* the file has it with another definition */
    FPL_SCHEMA_FOREIGN  /* the file has it, this program makes none */
};
/* "缺少", "missing". */
const char *fpl_schema_difference_text(enum fpl_schema_difference difference, int zh);

/* object: "trigger record_is_append_only_u", "pragma user_version"; printable, valid during the call. */
typedef void (*fpl_schema_cb)(void *ctx, const char *object, enum fpl_schema_difference difference);

#ifdef __cplusplus
}
#endif
#endif
