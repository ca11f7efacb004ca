/* What the files of the state file do alike with rows: columns into a struct, states by their names, numbers in errors.
 */
#include "src/service/state_sql.h"

void state_read(struct sqlite3_stmt *row, const struct state_field *field, int n, void *out) {
    for (int i = 0; i < n; i++) {
        char *at = (char *)out + field[i].at;
        int64_t number = field[i].kind == STATE_INT || field[i].kind == STATE_INT64 ? state_column_int(row, i) : 0;
        int as_int = (int)number;
        switch (field[i].kind) {
        case STATE_INT:
            FPL_ASSERT(field[i].size == sizeof as_int);
            memcpy(at, &as_int, sizeof as_int);
            break;
        case STATE_INT64:
            memcpy(at, &number, sizeof number);
            break;
        case STATE_TEXT:
            state_column_text(row, i, at, field[i].size);
            break;
        case STATE_BYTES:
            (void)state_column_bytes(row, i, (uint8_t *)at, (int)field[i].size);
            break;
        }
    }
}

const char *state_word(const struct state_words *words, int i, int zh) {
    FPL_ASSERT(i > 0 && i < words->n);
    return zh < 0 ? words->word[i].name : zh ? words->word[i].zh : words->word[i].en;
}

int state_word_of(const struct state_words *words, struct fpl_str identifier) {
    for (int i = 1; i < words->n; i++)
        if (fpl_str_is(identifier, words->word[i].name))
            return i;
    return 0;
}

void state_words_in(struct fpl_buf *sql, const struct state_words *words, unsigned bits) {
    int n = 0;
    fpl_buf_adds(sql, " IN(");
    for (int i = 1; i < words->n; i++)
        if (bits & 1u << i)
            fpl_buf_addf(sql, "%s'%s'", n++ ? "," : "", words->word[i].name);
    fpl_buf_adds(sql, n ? ")" : "'')");
}

enum fpl_status state_fail_at(struct fpl_error *error, enum fpl_status status, int64_t id) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)id);
    return fpl_fail(error, status, text, NULL, NULL);
}
