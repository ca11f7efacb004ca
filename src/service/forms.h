#ifndef SRC_SERVICE_FORMS_H
#define SRC_SERVICE_FORMS_H
/* Forms of commands: their controls follow from the catalogue, and what was typed becomes the JSON that the API takes.
 * A field is sent as "f.NAME", a line's cell as "l.ROW.PART". */
#include "src/service/web.h"
#include "src/service/wish.h"

#define FORM_ROWS 8 /* of lines; a command with more is sent over the API, or as a file */
enum form_cell { FORM_ACCOUNT, FORM_DEBIT, FORM_CREDIT, FORM_PARTY, FORM_ITEM, FORM_FLOW, FORM_CELLS };
extern const struct form_cell_words { const char *name, *zh, *en; } form_cells[FORM_CELLS];

/* What was typed, as JSON, appended; blank fields and rows are left out. FPL_E_USAGE: a row with both sides. */
FPL_MUST_CHECK enum fpl_status forms_json(const struct fpl_command_spec *spec, const struct web_pairs *args,
                                          struct fpl_buf *out, struct fpl_error *error);
/* The reverse: the pairs that such a form of the wish would send (without book, document and take_on), names in
 * `texts`, values borrowed from the wish. */
FPL_MUST_CHECK enum fpl_status forms_pairs(const struct wish *wish, struct fpl_buf *texts, struct web_pairs *out);
/* The value of an enumeration's choice in one language: "CODE=中文=english|…"; the code if it has none. */
struct fpl_str forms_choice_word(const struct fpl_field_spec *field, struct fpl_str code, int zh);

#endif
