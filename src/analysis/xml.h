#ifndef SRC_ANALYSIS_XML_H
#define SRC_ANALYSIS_XML_H
/* A file of XML, written from beginning to end. What people cannot see, controls among it, is written out as people are
 * shown it (fpl_text_show), so that no character comes that XML forbids. The first failure is kept and answered by
 * ana_xml_close; what is put after it is dropped. */
#include "fundpool/error.h"
#include "fundpool/text.h"

struct ana_xml {
    int fd;
    struct fpl_buf out, shown;
    enum fpl_status status;
    const char *name; /* of the file, for messages; borrowed */
    struct fpl_error *error;
};
/* A new file at `path`; `name` is what messages call it. Errors of fpl_fail_errno. */
FPL_MUST_CHECK enum fpl_status ana_xml_open(struct ana_xml *xml, const char *path, const char *name,
                                            struct fpl_error *error);
/* Markup of ours, as it stands. */
void ana_xml_raw(struct ana_xml *xml, const char *markup);
/* Text within a comment: "--", which would end it, is parted. */
void ana_xml_remark(struct ana_xml *xml, struct fpl_str text);
/* <name>text</name>, or <name/> for an empty text. */
void ana_xml_element(struct ana_xml *xml, struct fpl_str name, struct fpl_str text);
/* Writes the rest. FPL_E_NOMEM, FPL_E_DISK_FULL, FPL_E_IO. */
FPL_MUST_CHECK enum fpl_status ana_xml_close(struct ana_xml *xml);
#endif
