#ifndef SRC_INGEST_MAPPING_H
#define SRC_INGEST_MAPPING_H
/* A mapping file: a bank's own layout said in YAML. docs/MAPPING.md describes every key. */
#include "src/ingest/columns.h"

struct ing_mapping {
    struct ing_yaml_doc doc;
    char sha256[65]; /* of its bytes */
    const struct fpl_command_spec *command;
    char delimiter;             /* 0 = find out */
    enum ing_encoding encoding; /* 0 = find out */
    int skip_rows;              /* the header stands right behind that many records; -1 = find it */
    int dash_empty;             /* in every column: a cell of dashes is an empty one */
    int standard;               /* also take columns by their standard names */
    struct ing_rule rule[ING_RULES_MAX];
    int rules;
    struct fpl_field_spec check[ING_RULES_MAX]; /* the pseudo fields of `checks` */
    char check_name[ING_RULES_MAX][64];
    int checks;
};

/* FPL_E_NOT_FOUND, FPL_E_YAML (file, row, column), and those of ing_document_load. *out is the caller's. */
FPL_MUST_CHECK enum fpl_status ing_mapping_load(const char *path, struct ing_mapping **out, struct fpl_error *error);
/* The same of a text that is in memory, which may begin with a byte-order mark; `name` is what errors call it. */
FPL_MUST_CHECK enum fpl_status ing_mapping_parse(struct fpl_str text, const char *name, struct ing_mapping **out,
                                                 struct fpl_error *error);
/* FPL_E_MAPPING_COMMAND if it describes files of another command than this one. */
FPL_MUST_CHECK enum fpl_status ing_mapping_is_for(const struct ing_mapping *mapping, const char *name,
                                                  const struct fpl_command_spec *command, struct fpl_error *error);
void ing_mapping_free(struct ing_mapping *mapping); /* NULL allowed */
#endif
