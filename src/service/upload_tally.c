#include "src/service/upload_tally.h"
#include "src/service/service.h"

#include <stdlib.h>

#define CODES_MOST 64
#define SHOWN_MOST 20

struct shown_row {
    int64_t row;
    int column;
    char *codes, *zh, *en;
};
struct upload_tally {
    struct fpl_hasher *hasher;
    int scale;
    char code[CODES_MOST][40];
    int64_t count[CODES_MOST];
    int codes;
    struct shown_row shown[SHOWN_MOST];
    int shown_rows;
    const struct fpl_field_spec *field[FPL_COMMAND_VALUES];
    struct fpl_money sum[FPL_COMMAND_VALUES];
    int too_large[FPL_COMMAND_VALUES]; /* the sum is past what can be held: it is not told */
    int fields;
};

static void hash_text(struct upload_tally *tally, const char *text) {
    fpl_sha256_add(tally->hasher, text, strlen(text) + 1);
}

enum fpl_status upload_tally_new(const struct state_upload *upload, int scale, struct upload_tally **out) {
    struct upload_tally *tally = calloc(1, sizeof *tally);
    if (!tally || fpl_hasher_new(&tally->hasher)) {
        free(tally);
        return FPL_E_NOMEM;
    }
    tally->scale = scale;
    fpl_sha256_begin(tally->hasher);
    hash_text(tally, upload->sha256);
    hash_text(tally, upload->command);
    hash_text(tally, upload->book);
    hash_text(tally, upload->take_on ? "take_on" : "");
    if (upload->mapping_sha256[0])
        hash_text(tally, upload->mapping_sha256);
    *out = tally;
    return FPL_OK;
}

void upload_tally_free(struct upload_tally *tally) {
    if (!tally)
        return;
    for (int i = 0; i < tally->shown_rows; i++) {
        free(tally->shown[i].codes);
        free(tally->shown[i].zh);
        free(tally->shown[i].en);
    }
    fpl_hasher_free(tally->hasher);
    free(tally);
}

static void count_code(struct upload_tally *tally, const char *code, size_t n) {
    char name[40];
    int i = 0;
    (void)fpl_str_copy((struct fpl_str){code, n}, name, sizeof name);
    while (i < tally->codes && strcmp(tally->code[i], name) != 0)
        i++;
    if (i == CODES_MOST)
        return;
    if (i == tally->codes)
        memcpy(tally->code[tally->codes++], name, sizeof name);
    tally->count[i]++;
}

static int is_refused(const struct ing_row_answer *answer) {
    return answer->status != FPL_OK && answer->status != FPL_ALREADY && answer->status != FPL_DEFERRED &&
           answer->status != FPL_QUEUED && answer->status != FPL_E_TOTAL_ROW && answer->is_first;
}

void upload_tally_row(struct upload_tally *tally, const struct ing_row_answer *answer) {
    char line[80];
    snprintf(line, sizeof line, "%lld %lld", (long long)answer->row, (long long)fpl_money_minor(answer->amount));
    hash_text(tally, line);
    hash_text(tally, fpl_status_name(answer->status));
    hash_text(tally, answer->codes);
    if (!is_refused(answer))
        return;
    for (const char *p = answer->codes; *p;) {
        size_t n = strcspn(p, ";");
        count_code(tally, p, n);
        p += n + (p[n] == ';');
    }
    if (tally->shown_rows == SHOWN_MOST)
        return;
    struct shown_row *shown = &tally->shown[tally->shown_rows];
    *shown =
        (struct shown_row){answer->row, answer->column, strdup(answer->codes), strdup(answer->zh), strdup(answer->en)};
    tally->shown_rows++;
}

static void add_amount(struct upload_tally *tally, const struct fpl_value *value) {
    struct fpl_money amount;
    struct fpl_error ignored = {0};
    int i = 0;
    if (fpl_money_parse(value->text, FPL_UNIT_YUAN, tally->scale, &amount, &ignored))
        return;
    while (i < tally->fields && tally->field[i] != value->field)
        i++;
    if (i == FPL_COMMAND_VALUES)
        return;
    if (i == tally->fields) {
        tally->field[tally->fields] = value->field;
        tally->sum[tally->fields++] = fpl_money_of(0);
    }
    tally->too_large[i] = tally->too_large[i] || fpl_money_add(tally->sum[i], amount, &tally->sum[i]);
}

/* Of a journal file its debits: the credits are as much. */
static void add_line(struct upload_tally *tally, const struct fpl_line *line) {
    struct fpl_value value = {NULL, line->amount}; /* no field: "debits" */
    if (line->side.n > 0 && line->side.p[0] == 'D')
        add_amount(tally, &value);
}

void upload_tally_given(struct upload_tally *tally, const struct fpl_command *command, enum fpl_status outcome) {
    if (outcome != FPL_OK && outcome != FPL_DEFERRED && outcome != FPL_QUEUED)
        return;
    for (int i = 0; i < command->value_count; i++)
        if (command->value[i].field->type == FPL_FIELD_MONEY && command->value[i].text.n)
            add_amount(tally, &command->value[i]);
    for (int i = 0; i < command->line_count; i++)
        add_line(tally, &command->line[i]);
}

void upload_tally_hash(struct upload_tally *tally, char out[UPLOAD_HEX_BYTES]) {
    struct fpl_hash hash;
    fpl_sha256_end(tally->hasher, &hash);
    fpl_hex(hash.byte, FPL_HASH_BYTES, out);
}

static void put_text(const char *name, const char *text, struct fpl_buf *out) {
    fpl_buf_addf(out, ",\"%s\":", name);
    body_json(fpl_str_of(text ? text : ""), out);
}

static void put_sums(const struct upload_tally *tally, struct fpl_buf *out) {
    char amount[FPL_MONEY_TEXT];
    int n = 0;
    fpl_buf_adds(out, ",\"sums\":[");
    for (int i = 0; i < tally->fields; i++) {
        if (tally->too_large[i])
            continue;
        const struct fpl_field_spec *field = tally->field[i];
        fpl_buf_addf(out, "%s{\"field\":\"%s\"", n++ ? "," : "", field ? field->name : "debit");
        put_text("zh", field ? field->zh : "借方", out);
        put_text("en", field ? field->en : "debits", out);
        put_text("amount", fpl_money_format(tally->sum[i], FPL_UNIT_YUAN, tally->scale, amount), out);
        fpl_buf_addc(out, '}');
    }
    fpl_buf_addc(out, ']');
}

/* The most frequent first; equal ones in the order they came. */
static void put_codes(const struct upload_tally *tally, struct fpl_buf *out) {
    char told[CODES_MOST] = {0};
    fpl_buf_adds(out, ",\"codes\":[");
    for (int n = 0; n < tally->codes; n++) {
        int most = 0;
        for (int i = 0; i < tally->codes; i++)
            if (!told[i] && (told[most] || tally->count[i] > tally->count[most]))
                most = i;
        told[most] = 1;
        fpl_buf_addf(out, "%s{\"code\":\"%s\",\"count\":%lld}", n ? "," : "", tally->code[most],
                     (long long)tally->count[most]);
    }
    fpl_buf_addc(out, ']');
}

static void put_shown(const struct upload_tally *tally, struct fpl_buf *out) {
    fpl_buf_adds(out, ",\"refused_rows\":[");
    for (int i = 0; i < tally->shown_rows; i++) {
        const struct shown_row *shown = &tally->shown[i];
        fpl_buf_addf(out, "%s{\"row\":%lld,\"column\":%d", i ? ",\n  " : "\n  ", (long long)shown->row, shown->column);
        put_text("codes", shown->codes, out);
        put_text("text", shown->zh, out);
        put_text("text_en", shown->en, out);
        fpl_buf_addc(out, '}');
    }
    fpl_buf_addc(out, ']');
}

void upload_tally_json(const struct upload_tally *tally, const struct ing_import_result *result, struct fpl_buf *out) {
    const struct fpl_import_counts *n = &result->counts;
    fpl_buf_addf(out, "{\"rows\":%lld,\"accepted\":%lld,\"already\":%lld,\"refused\":%lld,\"deferred\":%lld",
                 (long long)result->rows, (long long)n->accepted, (long long)n->already,
                 (long long)(n->refused - result->totals), (long long)n->deferred);
    fpl_buf_addf(out, ",\"totals\":%lld,\"remarked\":%lld,\"repeated\":%lld", (long long)result->totals,
                 (long long)result->remarked, (long long)result->repeated);
    fpl_buf_addf(out, ",\"known\":%s", result->state == FPL_IMPORT_COMPLETE ? "true" : "false");
    put_text("encoding", ing_encoding_name(result->encoding), out);
    fpl_buf_adds(out, ",\"ignored\":");
    body_json(fpl_buf_str(&result->ignored), out);
    put_sums(tally, out);
    put_codes(tally, out);
    put_shown(tally, out);
    fpl_buf_addc(out, '}');
}

void upload_problem_json(const struct fpl_error *error, struct fpl_buf *out) {
    char text[FPL_MESSAGE_BYTES];
    fpl_buf_addf(out, "{\"code\":\"%s\"", fpl_status_name(error->status));
    put_text("text", fpl_error_message(error, 1, text, sizeof text), out);
    put_text("text_en", fpl_error_message(error, 0, text, sizeof text), out);
    if (error->field[0])
        put_text("field", error->field, out);
    if (error->row)
        fpl_buf_addf(out, ",\"row\":%lld", (long long)error->row);
    if (error->column)
        fpl_buf_addf(out, ",\"column\":%d", (int)error->column);
    fpl_buf_addc(out, '}');
}
