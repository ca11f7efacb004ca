#ifndef SRC_INGEST_YAML_H
#define SRC_INGEST_YAML_H
/* YAML as people write rules and mappings: one document of mappings, sequences and scalars, every scalar kept as the
 * text that was written. Refused: directives, anchors, aliases, tags, merge keys, control characters, complex keys,
 * duplicate keys, several documents, empty values, text that is not valid and NFC, more than ING_YAML_DEPTH levels.
 * Each node knows its line and column, so that whoever reads it can say where a fault is. */
#include "fundpool/text.h"

#define ING_YAML_BYTES_MAX (1u << 20)
#define ING_YAML_DEPTH     12

enum ing_yaml_type { ING_YAML_SCALAR, ING_YAML_MAP, ING_YAML_SEQ };

struct ing_yaml { /* one node */
    enum ing_yaml_type type;
    int plain;           /* SCALAR: written without quotes */
    struct fpl_str key;  /* of a mapping's member; else empty */
    struct fpl_str text; /* SCALAR */
    int32_t line, column;
    uint32_t count; /* members or elements */
    const struct ing_yaml *first, *next;
};
struct ing_yaml_doc {
    char file[256];
    const struct ing_yaml *root;
    void *memory;
};

/* `name` is what errors call the file. FPL_E_YAML (arg 0 = what is wrong; file, row and column set), FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status ing_yaml_parse(struct fpl_str text, const char *name, struct ing_yaml_doc *out,
                                              struct fpl_error *error);
void ing_yaml_release(struct ing_yaml_doc *doc);

const struct ing_yaml *ing_yaml_get(const struct ing_yaml *map, const char *key); /* NULL if absent or not a mapping */
/* Fails at a node: FPL_E_YAML with file, row and column of the node and `what` (and the node's key) as arguments. */
enum fpl_status ing_yaml_fail(const struct ing_yaml_doc *doc, const struct ing_yaml *node, const char *what,
                              struct fpl_error *error);
#endif
