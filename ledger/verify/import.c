/* An import's own records made again: who began it and how, and after each chunk what became of every row. Accepted
 * rows are the records since the last chunk, in their order; rows refused, recorded before, or without a command are
 * told. Each row of the file is there exactly once: a round begins with row 1, a chunk with the row after the one
 * before it, and no chunk follows the end. */
#include "ledger/general/make.h"
#include "ledger/verify/general.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_command(struct fpl_str name, const struct fpl_command_spec **out) {
    char text[64];
    *out = fpl_command_find(fpl_str_copy(name, text, sizeof text));
    return *out && ((*out)->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES));
}

static int may_stand_in(const struct fpl_command_spec *spec, const struct fpl_remake *m) {
    return spec->book == FPL_BOOK_ANY ? m->book > 0 : spec->book == m->run->kind;
}

/* A checker is given for commands that make entries. */
static enum fpl_status people(struct fpl_remake *m, const struct fpl_command_spec *spec) {
    return fpl_remake__people(m, spec->roles, (spec->flags & FPL_COMMAND_ENTRY) != 0);
}

static void write_began(const struct fpl_json *x, struct fpl_buf *out) {
    static const char *const texts[] = {"delimiter", "encoding", "file", "mapping", "name"};
    struct fpl_json_out json;
    fpl_buf_reset(out);
    fpl_json_begin(&json, out);
    fpl_json_object(&json);
    fpl_json_kstr(&json, "command", fpl_json_get_text(x, "command"));
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (fpl_json_get_text(x, texts[i]).n)
            fpl_json_kstr(&json, texts[i], fpl_json_get_text(x, texts[i]));
    fpl_json_kint(&json, "round", fpl_json_get_num(x, "round", 0));
    fpl_json_kstr(&json, "submission", fpl_json_get_text(x, "submission"));
    fpl_json_kbool(&json, "take_on", fpl_json_num(fpl_json_get(x, "take_on"), 0) != 0);
    fpl_json_end(&json);
}

static int is_hash(struct fpl_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (!memchr("0123456789abcdef", text.p[i], 16))
            return 0;
    return text.n == 2 * FPL_HASH_BYTES;
}

/* What is told of the file: hashes, an encoding's name, one byte between cells, and a name for people. */
static int is_told_well(const struct fpl_json *x) {
    struct fpl_str mapping = fpl_json_get_text(x, "mapping"), encoding = fpl_json_get_text(x, "encoding"),
                   delimiter = fpl_json_get_text(x, "delimiter"), name = fpl_json_get_text(x, "name");
    for (size_t i = 0; i < encoding.n; i++)
        if (!memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", encoding.p[i], 37))
            return 0;
    return is_hash(fpl_json_get_text(x, "file")) && (!mapping.n || is_hash(mapping)) && encoding.n < 24 &&
           (!delimiter.n || (delimiter.n == 1 && memchr(",;|\t", delimiter.p[0], 4))) &&
           !memchr(name.n ? name.p : "", '/', name.n);
}

static struct fpl_verify__round *round_of(struct fpl_verify__run *run, int64_t sub) {
    struct fpl_verify__going *going = &run->going;
    for (size_t i = going->n; i > 0; i--) /* mostly the newest */
        if (going->round[i - 1].sub == sub)
            return &going->round[i - 1];
    return NULL;
}

int fpl_remake__round_auth(struct fpl_remake *m, int64_t sub, struct fpl_auth out[2]) {
    const struct fpl_verify__round *round = round_of(m->run, sub);
    if (round)
        memcpy(out, round->auth, sizeof round->auth);
    return round != NULL;
}

static int is_by(const struct fpl_verify__round *round, const struct fpl_remake *m) {
    const struct fpl_json *act = m->record->field[FPL_BODY_act];
    struct fpl_auth auth[2];
    fpl_body_auth(m->record->body, auth);
    if (!fpl_auth_eq(&auth[0], &round->auth[0]) || !fpl_auth_eq(&auth[1], &round->auth[1]))
        return 0;
    return fpl_str_is(fpl_json_get_text(act, "by"), round->by) &&
           fpl_str_is(fpl_json_get_text(act, "role"), round->role) &&
           fpl_str_is(fpl_json_text(m->record->field[FPL_BODY_chk]), round->checker);
}

/* The round after the one before; the first of a submission that the book did not know. It is of the same file, command
 * and way of taking; and while a round goes on, only another mapping or other people begin the next. */
static enum fpl_status check_round(struct fpl_remake *m, const struct fpl_submission *state) {
    struct fpl_item_value *before = NULL;
    enum fpl_status status = fpl_remake__item(m, m->book, "import", state->submission, &before);
    if (status)
        return status;
    if (!before)
        return state->round != 1 ? fpl_remake__refuse(m, "round") : FPL_OK;
    if ((status = fpl_json_parse(&m->maker->item_doc, before->data, m->run->error)))
        return status;
    const struct fpl_json *last = fpl_json_root(&m->maker->item_doc);
    if (state->round != fpl_json_get_num(last, "round", 0) + 1)
        return fpl_remake__refuse(m, "round");
    if (!fpl_str_eq(fpl_json_get_text(last, "file"), state->file) ||
        !fpl_str_eq(fpl_json_get_text(last, "what"), state->what) ||
        (fpl_json_num(fpl_json_get(last, "take_on"), 0) != 0) != state->take_on)
        return fpl_remake__refuse(m, "another file or command than that of the round before");
    const struct fpl_verify__round *round = round_of(m->run, fpl_json_get_num(last, "began", -1));
    if (fpl_json_get_num(last, "done", 0) == 0 && round && is_by(round, m) &&
        fpl_str_eq(fpl_json_get_text(last, "mapping"), state->mapping))
        return fpl_remake__refuse(m, "the round before it goes on");
    return FPL_OK;
}

static enum fpl_status round_begins(const struct fpl_remake *m, const struct fpl_command_spec *spec, int take_on) {
    struct fpl_verify__run *run = m->run;
    struct fpl_verify__going *going = &run->going;
    const struct fpl_json *act = m->record->field[FPL_BODY_act];
    if (going->n == going->cap) {
        size_t cap = going->cap ? going->cap * 2 : 16;
        struct fpl_verify__round *wider = realloc(going->round, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
        going->round = wider;
        going->cap = cap;
    }
    struct fpl_verify__round *round = &going->round[going->n++];
    *round = (struct fpl_verify__round){.sub = m->record->seq, .hi = 0, .spec = spec, .take_on = take_on};
    fpl_body_auth(m->record->body, round->auth);
    fpl_str_copy(fpl_json_get_text(act, "by"), round->by, sizeof round->by);
    fpl_str_copy(fpl_json_get_text(act, "role"), round->role, sizeof round->role);
    fpl_str_copy(fpl_json_text(m->record->field[FPL_BODY_chk]), round->checker, sizeof round->checker);
    return FPL_OK;
}

/* A row's record is of a round that goes on: what the import's command makes, taken as the import is, by its people.
 * What posts nothing has no checker. Rows stand together, and their chunk follows them. */
enum fpl_status fpl_remake__row(struct fpl_remake *m) {
    const struct fpl_json *const *field = m->record->field, *rk = field[FPL_BODY_rk];
    if (m->event->side_of && rk)
        return fpl_remake__refuse(m, "a side with a key of its own");
    if (fpl_json_count(rk) != 2)
        return m->run->rows.n == 0 || m->event == &fpl_event__import_chunk
                   ? FPL_OK
                   : fpl_remake__refuse(m, "between the rows of an import and their chunk");
    const struct fpl_verify__round *round = round_of(m->run, fpl_json_num(fpl_json_at(rk, 0), -1));
    if (!round)
        return fpl_remake__refuse(m, "a row of no import that goes on");
    const struct fpl_command_spec *spec = fpl_event__plan(m->event)->spec;
    if (!spec || strcmp(spec->name, round->spec->name) != 0 || !field[FPL_BODY_cmd] ||
        (fpl_json_num(fpl_json_get(field[FPL_BODY_cmd], "take_on"), 0) != 0) != round->take_on)
        return fpl_remake__refuse(m, "a row of another command than its import");
    if (!fpl_str_is(fpl_json_get_text(field[FPL_BODY_act], "by"), round->by) ||
        (field[FPL_BODY_chk] && !fpl_str_is(fpl_json_text(field[FPL_BODY_chk]), round->checker)))
        return fpl_remake__refuse(m, "a row by other people than its import");
    return FPL_OK;
}

/* Does the chunk begin where the round stands? Takes the round on to its last row, or ends it. */
static int round_goes_on(struct fpl_verify__run *run, int64_t sub, int64_t lo, int64_t hi, int end) {
    struct fpl_verify__round *round = round_of(run, sub);
    if (!round || lo != round->hi + 1 || hi < lo - 1)
        return 0;
    round->hi = hi;
    if (end)
        *round = run->going.round[--run->going.n];
    return 1;
}

enum fpl_status fpl_remake__import_began(struct fpl_remake *m, struct fpl_draft *draft) {
    const struct fpl_json *x = m->record->field[FPL_BODY_x];
    const struct fpl_command_spec *spec = NULL;
    struct fpl_submission state = {.submission = fpl_json_get_text(x, "submission"),
                                   .file = fpl_json_get_text(x, "file"),
                                   .mapping = fpl_json_get_text(x, "mapping"),
                                   .what = fpl_json_get_text(x, "command"),
                                   .began = m->record->seq,
                                   .round = fpl_json_get_num(x, "round", 0),
                                   .take_on = fpl_json_num(fpl_json_get(x, "take_on"), 0) != 0};
    if (!is_told_well(x))
        return fpl_remake__refuse(m, "file");
    if (!is_command(state.what, &spec) || !may_stand_in(spec, m) || state.submission.n == 0 ||
        state.submission.n > 64 || memchr(state.submission.p, '|', state.submission.n) ||
        (state.take_on && !(fpl_event_of_command(spec)->flags & (FPL_EVENT_TAKE_ON | FPL_EVENT_TAKEN_ON))))
        return fpl_remake__refuse(m, "import");
    enum fpl_status status = people(m, spec);
    if (!status)
        status = check_round(m, &state);
    if (status || m->refused)
        return status;
    write_began(x, &m->maker->extra);
    draft->extra = fpl_buf_str(&m->maker->extra);
    if ((status = round_begins(m, spec, state.take_on)))
        return status;
    fpl_make__import(&m->maker->decision, &state);
    fpl_make__count(&m->maker->decision, fpl_json_get_text(m->record->field[FPL_BODY_act], "by"), "imports", 1);
    return fpl_remake__finish(m, draft);
}

/* ---- chunks ---- */

static int64_t number(const struct fpl_json *array, uint32_t i) {
    return fpl_json_num(fpl_json_at(array, i), -1);
}

static int are_numbers(const struct fpl_json *array, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (!fpl_json_at(array, i) || fpl_json_at(array, i)->type != FPL_JSON_INT)
            return 0;
    return fpl_json_count(array) == n;
}

static int is_base64(struct fpl_str text) { /* of 32 bytes */
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i + 1 < text.n; i++)
        if (!memchr(alphabet, text.p[i], sizeof alphabet - 1))
            return 0;
    return text.n == 44 && text.p[43] == '=' && memchr("AEIMQUYcgkosw048", text.p[42], 16) != NULL;
}

/* A reason as the desk writes it: rows, then texts, then perhaps the row that it is about. */
static int is_reason(const struct fpl_json *reason, int64_t row, int64_t last) {
    uint32_t n = fpl_json_count(reason);
    char name[64];
    if (reason->type != FPL_JSON_ARRAY || n < 8 || n > 9 || last < row)
        return 0;
    for (uint32_t i = 0; i < n; i++)
        if (fpl_json_at(reason, i)->type != (i >= 2 && i < 8 ? FPL_JSON_STRING : FPL_JSON_INT))
            return 0;
    int64_t about = n == 9 ? number(reason, 8) : row;
    return about >= row && about <= last && (n == 8 || last > row) && number(reason, 1) == last &&
           fpl_remake__is_refusal(fpl_str_copy(fpl_json_text(fpl_json_at(reason, 2)), name, sizeof name)) &&
           is_base64(fpl_json_text(fpl_json_at(reason, 7)));
}

struct chunk { /* the lists of a chunk, read side by side in order of rows */
    const struct fpl_json *x, *runs, *already, *refused, *skip;
    struct fpl_told *told; /* made again as rows are seen */
    const struct fpl_json *run, *old, *no, *gap;
    int64_t at;     /* the next row that must be told */
    int64_t in_run; /* of the run: entries seen */
    struct fpl_chunk_counts counts;
    size_t record; /* the next of run->rows */
};

/* The next accepted entry: its row is the record's, its number of rows the run's. A run goes on while rows and voucher
 * numbers are consecutive, so that two runs in a row never could be one. */
static int take_accepted(struct fpl_remake *m, struct chunk *c) {
    int64_t first = number(c->run, 0), span = number(c->run, 1), count = number(c->run, 2);
    const struct fpl_verify__row *row = &m->run->rows.row[c->record];
    if (fpl_json_at(c->run, 0)->type != FPL_JSON_INT || span < 1 || count < 1 || c->record >= m->run->rows.n ||
        row->row != c->at || c->at != first + span * c->in_run)
        return 0;
    struct fpl_str series = fpl_json_text(fpl_json_at(c->run, 3));
    if (!fpl_str_is(series, row->series) || (series.n && row->number != number(c->run, 4) + c->in_run) ||
        fpl_json_count(c->run) != (series.n ? 5 : 3))
        return 0;
    fpl_told__add(c->told, c->at, c->at + span - 1, row->told);
    c->record++;
    c->counts.accepted++;
    c->at += span;
    if (++c->in_run == count) {
        c->run = fpl_json_next(c->runs, c->run);
        c->in_run = 0;
    }
    return 1;
}

static int take_already(const struct fpl_remake *m, struct chunk *c) {
    int64_t last = number(c->old, 1), seq = number(c->old, 2);
    if (!are_numbers(c->old, 3) || last < c->at || seq < 0 || seq >= m->record->seq)
        return 0;
    c->counts.already++;
    c->at = last + 1;
    c->old = fpl_json_next(c->already, c->old);
    return 1;
}

/* Ranges are as long as they can be. */
static int take_skipped(struct chunk *c) {
    int64_t last = number(c->gap, 1);
    if (!are_numbers(c->gap, 2) || last < c->at)
        return 0;
    c->at = last + 1;
    c->gap = fpl_json_next(c->skip, c->gap);
    return !c->gap || number(c->gap, 0) != c->at;
}

/* A refused row has as many elements as reasons, with one commitment. */
static int take_refused(struct chunk *c) {
    int64_t row = c->at, last = number(c->no, 1);
    struct fpl_str commitment = fpl_json_text(fpl_json_at(c->no, 7)), before = {NULL, 0};
    for (; c->no && number(c->no, 0) == row; c->no = fpl_json_next(c->refused, c->no)) {
        if (!is_reason(c->no, row, last) || !fpl_str_eq(fpl_json_text(fpl_json_at(c->no, 7)), commitment) ||
            fpl_str_eq(before, c->no->raw))
            return 0;
        before = c->no->raw;
    }
    c->counts.refused++;
    c->at = last + 1;
    return 1;
}

/* Every row from lo to hi stands in one of the lists. */
static int take_rows(struct fpl_remake *m, struct chunk *c) {
    for (;;) {
        int64_t run = c->run ? number(c->run, 0) + number(c->run, 1) * c->in_run : INT64_MAX,
                old = c->old ? number(c->old, 0) : INT64_MAX, no = c->no ? number(c->no, 0) : INT64_MAX;
        int64_t next = run < old ? run : old;
        int64_t gap = c->gap ? number(c->gap, 0) : INT64_MAX;
        next = no < next ? no : next;
        next = gap < next ? gap : next;
        if (next == INT64_MAX)
            break;
        if (next != c->at)
            return 0;
        if (!(next == run   ? take_accepted(m, c)
              : next == old ? take_already(m, c)
              : next == no  ? take_refused(c)
                            : take_skipped(c)))
            return 0;
    }
    return c->record == m->run->rows.n && c->at == c->counts.hi + 1;
}

/* The raw text is that of an array, brackets and all. */
static int is_told(struct fpl_told *told, struct fpl_str raw) {
    return !fpl_told__end(told) && raw.n == told->text.n + 2 && raw.p[0] == '[' &&
           (told->text.n == 0 || memcmp(raw.p + 1, told->text.p, told->text.n) == 0);
}

#define ROW_MAX INT32_MAX /* past every file's bound, and a row times a number of rows stays a number */

/* Runs of rows that a file can have, and no two that would be one. */
static int runs_are_whole(const struct chunk *c) {
    for (const struct fpl_json *a = fpl_json_first(c->runs); a; a = fpl_json_next(c->runs, a))
        for (uint32_t i = 0; i < 3; i++)
            if (number(a, i) < 1 || number(a, i) > ROW_MAX)
                return 0;
    for (const struct fpl_json *a = fpl_json_first(c->runs), *b; a && (b = fpl_json_next(c->runs, a)); a = b) {
        const struct fpl_json *sa = fpl_json_at(a, 3), *sb = fpl_json_at(b, 3);
        if (number(a, 1) == number(b, 1) && number(b, 0) == number(a, 0) + number(a, 1) * number(a, 2) && !sa == !sb &&
            (!sa || (fpl_str_eq(sa->raw, sb->raw) && number(b, 4) == number(a, 4) + number(a, 2))))
            return 0;
    }
    return 1;
}

static int has_keys(const struct fpl_json *x) {
    static const char *const keys[] = {"already", "end",  "hi",   "lo",  "refused", "runs",
                                       "s0",      "salt", "skip", "sub", "told"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!fpl_json_get(x, keys[i]))
            return 0;
    return fpl_json_count(x) == sizeof keys / sizeof keys[0];
}

/* The record that began this round of the import: by the same person. */
static enum fpl_status load_began(struct fpl_remake *m, int64_t sub, struct fpl_submission *state) {
    const struct fpl_json *body = NULL;
    if (sub < 0 || sub >= m->record->seq)
        return fpl_remake__refuse(m, "sub");
    enum fpl_status status = fpl_remake__body(m, sub, &m->maker->undone_bytes, &m->maker->undone_doc, &body);
    if (status)
        return status;
    const struct fpl_json *x = fpl_json_get(body, "x"), *act = fpl_json_get(body, "act"),
                          *checker = fpl_json_get(body, "chk"), *own = m->record->field[FPL_BODY_chk];
    *state = (struct fpl_submission){.submission = fpl_json_get_text(x, "submission"),
                                     .file = fpl_json_get_text(x, "file"),
                                     .mapping = fpl_json_get_text(x, "mapping"),
                                     .what = fpl_json_get_text(x, "command"),
                                     .began = sub,
                                     .round = fpl_json_get_num(x, "round", 0),
                                     .take_on = fpl_json_num(fpl_json_get(x, "take_on"), 0) != 0};
    if (!act || !fpl_json_same(act, m->record->field[FPL_BODY_act]) || !fpl_json_same(checker, own))
        return fpl_remake__refuse(m, "not by the one who began the import");
    return FPL_OK;
}

enum fpl_status fpl_remake__import_chunk(struct fpl_remake *m, struct fpl_draft *draft) {
    const struct fpl_json *x = m->record->field[FPL_BODY_x];
    struct fpl_submission state = {0};
    struct chunk c = {.x = x, .told = &m->maker->told};
    if (!x || !has_keys(x) || !is_base64(fpl_json_get_text(x, "salt")) || fpl_json_get(x, "end")->type != FPL_JSON_BOOL)
        return fpl_remake__refuse(m, "chunk");
    enum fpl_status status = load_began(m, fpl_json_get_num(x, "sub", -1), &state);
    if (status || m->refused)
        return status;
    c.runs = fpl_json_get(x, "runs");
    c.already = fpl_json_get(x, "already");
    c.refused = fpl_json_get(x, "refused");
    c.skip = fpl_json_get(x, "skip");
    c.gap = fpl_json_first(c.skip);
    c.run = fpl_json_first(c.runs);
    c.old = fpl_json_first(c.already);
    c.no = fpl_json_first(c.refused);
    c.at = c.counts.lo = fpl_json_get_num(x, "lo", -1);
    c.counts.hi = fpl_json_get_num(x, "hi", -1);
    c.counts.round = state.round;
    fpl_told__begin(c.told);
    if (fpl_json_get_num(x, "s0", -1) != m->record->seq - (int64_t)m->run->rows.n || !runs_are_whole(&c) ||
        !take_rows(m, &c) || !is_told(c.told, fpl_json_get(x, "told")->raw) ||
        !round_goes_on(m->run, state.began, c.counts.lo, c.counts.hi, fpl_json_num(fpl_json_get(x, "end"), 0) != 0))
        return fpl_remake__refuse(m, "rows");
    for (size_t i = 0; i < m->run->rows.n; i++)
        if (m->run->rows.row[i].sub != state.began)
            return fpl_remake__refuse(m, "rows of another import");
    fpl_make__chunk(&m->maker->decision, state.submission, &c.counts);
    state.done = fpl_json_num(fpl_json_get(x, "end"), 0) != 0;
    if (state.done)
        fpl_make__import(&m->maker->decision, &state);
    if (c.counts.refused > 0)
        fpl_make__count(&m->maker->decision, fpl_json_get_text(m->record->field[FPL_BODY_act], "by"), "refused.rows",
                        c.counts.refused);
    m->run->rows.n = 0;
    draft->extra = x->raw;
    return fpl_remake__finish(m, draft);
}

enum fpl_status fpl_verify__note_row(struct fpl_verify__run *run, const struct fpl_verify__record *record) {
    const struct fpl_json *rk = record->field[FPL_BODY_rk], *vno = record->field[FPL_BODY_vno];
    struct fpl_verify__rows *rows = &run->rows;
    if (fpl_json_count(rk) != 2)
        return FPL_OK;
    if (rows->n == rows->cap) {
        size_t cap = rows->cap ? rows->cap * 2 : 1024;
        struct fpl_verify__row *wider = realloc(rows->row, cap * sizeof *wider);
        if (!wider)
            return fpl_fail(run->error, FPL_E_NOMEM, NULL, NULL, NULL);
        rows->row = wider;
        rows->cap = cap;
    }
    struct fpl_verify__row *row = &rows->row[rows->n++];
    *row = (struct fpl_verify__row){.sub = number(rk, 0), .row = number(rk, 1), .number = vno ? number(vno, 2) : 0};
    struct fpl_str month = fpl_json_text(fpl_json_at(vno, 0)), word = fpl_json_text(fpl_json_at(vno, 1));
    if (vno)
        snprintf(row->series, sizeof row->series, "%.*s %.*s", (int)month.n, month.p, (int)word.n, word.p);
    return FPL_OK;
}
