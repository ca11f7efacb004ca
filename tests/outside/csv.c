/* Prints what the CSV reader makes of a file, for a comparison with other readers: csv FILE [DELIMITER].
 *
 * One JSON object a line: first {"encoding","bom"} or, where the file is refused as a whole, {"error"}; then one for
 * each record: {"row","status","column","blank","cells"}, the status by its name. Exit status 1 if the file was refused
 * or cannot be read to its end. */
#include "src/ingest/csv.h"

#include <stdio.h>
#include <string.h>

static void put_text(struct fpl_str text) {
    putchar('"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < ' ' || c == '"' || c == '\\')
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void put_record(const struct ing_record *record) {
    printf("{\"row\":%lld,\"status\":\"%s\",\"column\":%d,\"blank\":%d,\"cells\":[", (long long)record->row,
           fpl_status_name(record->status), record->column, record->blank);
    for (int i = 0; i < record->cells; i++) {
        if (i > 0)
            putchar(',');
        put_text(record->cell[i]);
    }
    puts("]}");
}

static enum fpl_status put_records(struct ing_intake *intake, char delimiter, struct fpl_error *error) {
    struct ing_csv *csv = NULL;
    const struct ing_record *record = NULL;
    enum fpl_status status = ing_csv_new(intake, &csv, error);
    if (status == FPL_OK)
        status = ing_csv_restart(csv, delimiter, error);
    while (status == FPL_OK) {
        status = ing_csv_next(csv, &record, error);
        if (status != FPL_OK || !record)
            break;
        put_record(record);
    }
    ing_csv_free(csv);
    return status;
}

int main(int argc, char **argv) {
    struct ing_intake *intake = NULL;
    struct fpl_error error;
    if (argc < 2 || argc > 3 || (argc == 3 && strlen(argv[2]) != 1)) {
        fputs("usage: csv FILE [DELIMITER]\n", stderr);
        return 2;
    }
    fpl_error_clear(&error);
    enum fpl_status status = ing_intake_open(argv[1], (enum ing_encoding)0, &intake, &error);
    if (status == FPL_OK) {
        printf("{\"encoding\":\"%s\",\"bom\":%d}\n", ing_encoding_name(ing_intake_encoding(intake)),
               ing_intake_has_bom(intake));
        status = put_records(intake, argc == 3 ? argv[2][0] : ',', &error);
    }
    if (status != FPL_OK)
        printf("{\"error\":\"%s\"}\n", fpl_status_name(status));
    ing_intake_close(intake);
    return status == FPL_OK ? 0 : 1;
}
