/* An analysis database as a file, and as one without a name. */
#include "src/analysis/fill.h"

#include "fundpool/file.h"

enum fpl_status ana_export(struct fpl_view *view, const struct ana_cut *cut, const char *ledger, const char *path,
                           struct fpl_error *error) {
    struct fpl_new_file file;
    struct ana_db *db = NULL;
    enum fpl_status status = fpl_new_file_begin(path, ledger, &file, error);
    if (status)
        return status;
    status = ana_create(file.file, &db, error);
    if (!status)
        status = ana_fill(db, view, cut, error);
    ana_close(db);
    return fpl_new_file_end(&file, status, error);
}

enum fpl_status ana_build(struct fpl_view *view, const struct ana_cut *cut, struct ana_db **out,
                          struct fpl_error *error) {
    struct ana_db *db = NULL;
    enum fpl_status status = ana_create("", &db, error);
    if (!status)
        status = ana_fill(db, view, cut, error);
    if (status) {
        ana_close(db);
        return status;
    }
    *out = db;
    return FPL_OK;
}
