/* Any bytes as an import file: intake, header search, records, cells. Nothing may be lost: the records' raw texts and
 * line ends add up to the decoded file, row numbers have no gaps, and a second pass sees the same. */
#include "src/ingest/header.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *temp_file(void) {
    static char path[64];
    if (!path[0]) {
        snprintf(path, sizeof path, "/tmp/fundpool-fuzz-%ld", (long)getpid());
    }
    return path;
}

static void put(const uint8_t *data, size_t size) {
    FILE *file = fopen(temp_file(), "wb");
    if (!file || (size > 0 && fwrite(data, 1, size, file) != size) || fclose(file) != 0)
        abort();
}

/* Decoded length of the whole file. */
static size_t decoded(struct ing_intake *intake) {
    char block[4096];
    size_t total = 0, got = 1;
    if (ing_intake_rewind(intake, NULL) != FPL_OK)
        abort();
    while (got > 0) {
        if (ing_intake_read(intake, block, sizeof block, &got, NULL) != FPL_OK)
            abort();
        total += got;
    }
    return total;
}

static void read_rows(struct ing_intake *intake, struct ing_csv *csv, struct ing_plan *plan, char delimiter) {
    struct ing_row row = {0};
    struct fpl_command command;
    const struct ing_record *record;
    size_t total = 0;
    int64_t number = 0;
    int cut = 0;
    if (ing_csv_restart(csv, delimiter, NULL) != FPL_OK)
        abort();
    for (;;) {
        struct fpl_error error;
        if (ing_csv_next(csv, &record, NULL) != FPL_OK)
            abort();
        if (!record)
            break;
        if (record->row != ++number || record->cells > ING_CELLS_MAX)
            abort();
        total += record->raw.n + record->end.n;
        cut |= record->status == FPL_E_TOO_LONG || record->status == FPL_E_CSV;
        if (record->status != FPL_OK || plan->header_row == 0)
            continue;
        fpl_error_clear(&error);
        fpl_command_begin(&command, plan->command);
        if (!ing_plan_is_header(plan, record) && ing_plan_apply(plan, record, &command, &row, &error) != FPL_OK &&
            error.row != record->row)
            abort();
    }
    if (!cut && total != decoded(intake))
        abort();
    ing_row_release(&row);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const commands[] = {"pool.contribute", "journal.post"};
    static const char delimiters[] = {',', ';', '\t'};
    struct ing_intake *intake = NULL;
    struct ing_csv *csv = NULL;
    struct ing_plan plan;
    struct fpl_error error;
    char found = 0;
    put(data, size);
    fpl_error_clear(&error);
    if (ing_intake_open(temp_file(), (enum ing_encoding)0, &intake, &error) == FPL_OK) {
        if (ing_csv_new(intake, &csv, NULL) != FPL_OK)
            abort();
        for (size_t i = 0; i < 2; i++) {
            if (ing_plan_begin(&plan, fpl_command_find(commands[i]), NULL, NULL, 0, NULL) != FPL_OK)
                abort();
            if (ing_header_find(csv, &plan, 0, -1, &found, &error) != FPL_OK)
                plan.header_row = 0;
            read_rows(intake, csv, &plan, plan.header_row ? found : delimiters[size % 3]);
            ing_plan_release(&plan);
        }
    }
    ing_csv_free(csv);
    ing_intake_close(intake);
    unlink(temp_file());
    return 0;
}
