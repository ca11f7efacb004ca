#include "story.h"

#include "fundpool/command.h"

static void enrol(struct world *w, const char *id, unsigned roles) {
    struct fpl_open_book *book = NULL;
    struct fpl_draft draft;
    struct fpl_appended appended;
    char data[64];
    snprintf(data, sizeof data, "{\"name\":\"%s\",\"roles\":%u}", id, roles);
    struct fpl_item_write item = {"user", fpl_str_of(id), fpl_str_of(data)};
    assert_int_equal(fpl_journal__begin(w->session, 1, &w->error), FPL_OK);
    assert_int_equal(fpl_journal__book(w->session, 0, &book, &w->error), FPL_OK);
    fpl_draft__begin(&draft, "user.enrolled");
    draft.actor = FPL_STR("root");
    draft.role = FPL_STR("admin");
    draft.item = &item;
    draft.items = 1;
    assert_int_equal(fpl_journal__append(w->session, book, &draft, &appended, &w->error), FPL_OK);
    assert_int_equal(fpl_journal__commit(w->session, &w->error), FPL_OK);
}

void story_begin(struct world *w) {
    world_begin(w);
    world_book(w, "f");
    enrol(w, "zhang", FPL_ROLE_RECORDER);
    enrol(w, "li", FPL_ROLE_APPROVER);
    world_fill(w, 1, 240); /* the story then crosses the border of a tile */
    fpl_session_close(w->session);
    w->session = NULL;
}

/* ---- commands ---- */

static struct fpl_line line_of(const char *account, const char *side, const char *amount) {
    return (struct fpl_line){.account = fpl_str_of(account),
                             .side = fpl_str_of(side),
                             .amount = fpl_str_of(amount),
                             .flow = fpl_str_of(account[0] == '1' ? "OPERATING_IN" : "")};
}

static void set(struct fpl_command *command, const char *name, const char *text) {
    assert_int_equal(fpl_command_set(command, fpl_str_of(name), fpl_str_of(text), NULL), FPL_OK);
}

static enum fpl_status submit(struct world *w, int step, struct fpl_answer *answer) {
    static struct fpl_command command; /* large */
    char key[24], amount[24];
    snprintf(key, sizeof key, "step-%d", step);
    snprintf(amount, sizeof amount, "%d.50", step + 1);
    struct fpl_line line[2] = {line_of("1001", "D", amount), line_of("3001", "C", amount)};
    fpl_command_begin(&command, fpl_command_find("journal.post"));
    command.actor = FPL_STR("zhang");
    command.checker = FPL_STR("li");
    command.book = FPL_STR("f");
    command.request = fpl_str_of(key);
    command.line = line;
    command.line_count = 2;
    set(&command, "occurred", step % 2 ? "2026-03-05" : "2025-12-31");
    set(&command, "memo", "单笔凭证");
    return fpl_submit(w->session, &command, answer, &w->error);
}

/* Every seventh row does not balance and is refused. */
static enum fpl_status import_row(struct world *w, struct fpl_import *import, int row) {
    static struct fpl_command command;
    char key[24], amount[24], raw[64];
    struct fpl_answer answer;
    snprintf(key, sizeof key, "E-%d", row);
    snprintf(amount, sizeof amount, "%d.00", row);
    snprintf(raw, sizeof raw, "%d,%s", row, amount);
    struct fpl_line line[2] = {line_of("1001", "D", amount), line_of("3001", "C", row % 7 ? amount : "1.11")};
    line[0].row = line[1].row = row;
    fpl_command_begin(&command, fpl_command_find("journal.post"));
    command.actor = FPL_STR("zhang");
    command.checker = FPL_STR("li");
    command.book = FPL_STR("f");
    command.line = line;
    command.line_count = 2;
    set(&command, "entry", key);
    set(&command, "occurred", "2026-04-01");
    set(&command, "memo", "批量凭证");
    return fpl_import_row(import, row, row, &command, fpl_str_of(raw), &answer, &w->error);
}

static enum fpl_status import_all(struct world *w, struct story *story) {
    static const char sha[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct fpl_import_spec spec = {.command = fpl_command_find("journal.post"),
                                   .book = FPL_STR("f"),
                                   .actor = FPL_STR("zhang"),
                                   .checker = FPL_STR("li"),
                                   .submission = FPL_STR(sha),
                                   .file_sha256 = FPL_STR(sha),
                                   .file_name = FPL_STR("rows.csv"),
                                   .encoding = FPL_STR("UTF-8"),
                                   .delimiter = FPL_STR(",")};
    struct fpl_import *import = NULL;
    enum fpl_import_state state;
    enum fpl_status status = fpl_import_open(w->session, &spec, &import, &state, &w->error);
    for (int row = 1; row <= STORY_ROWS && !status; row++) {
        if (fpl_import_wants(import, row))
            status = import_row(w, import, row);
        else
            fpl_import_skip(import, row, row);
        if (status || row % STORY_CHUNK != 0)
            continue;
        if (row / STORY_CHUNK % 2) /* every other chunk is written behind, and acknowledged by nobody yet */
            status = fpl_import_hand_over(import, &w->error);
        else if (!(status = fpl_import_flush(import, &w->error)))
            story->acked_rows = row;
    }
    if (!status && !(status = fpl_import_finish(import, &w->error))) {
        story->acked_rows = STORY_ROWS;
        story->finished = 1;
    }
    fpl_import_close(import);
    return status;
}

enum fpl_status story_run(struct world *w, struct story *story) {
    enum fpl_status status = FPL_OK;
    memset(story, 0, sizeof *story);
    for (int step = 0; step < STORY_STEPS && !status; step++) {
        struct fpl_answer answer;
        w->now += 1000;
        status = submit(w, step, &answer);
        if (!status && (answer.status == FPL_OK || answer.status == FPL_ALREADY))
            story->acked[step] = (int)answer.seq;
        else if (!status)
            fail_msg("step %d: %s", step, fpl_status_name(answer.status));
    }
    return status ? status : import_all(w, story);
}

/* ---- afterwards ---- */

static void expect_sound(struct world *w) {
    struct fpl_verify_report report;
    if (world_verify(w, FPL_VERIFY_EVIDENCE | FPL_VERIFY_STATE, &report))
        fail_msg("%s (%s)", report.where, w->error.arg[0]);
}

struct entries {
    int singles[STORY_STEPS], rows[STORY_ROWS + 1];
};

static enum fpl_status take(void *ctx, const struct fpl_record *record) {
    struct entries *entries = ctx;
    struct fpl_str memo = fpl_body_memo(record->body);
    int64_t fen = fpl_json_num(fpl_json_at(fpl_json_at(fpl_json_get(record->body, "p"), 0), 2), 0);
    if (fpl_str_is(memo, "单笔凭证"))
        entries->singles[(fen - 50) / 100 - 1]++;
    else
        entries->rows[fen / 100]++;
    return FPL_OK;
}

static void count_entries(struct world *w, struct entries *out) {
    struct fpl_view *view = NULL;
    struct fpl_view_spec spec = {.actor = FPL_STR("root"), .as_of = FPL_DATE_NONE};
    memset(out, 0, sizeof *out);
    assert_int_equal(fpl_view_open(w->session, &spec, &view, &w->error), FPL_OK);
    assert_int_equal(fpl_read_entries(view, 1, FPL_DATE_MIN, FPL_DATE_MAX, take, out, &w->error), FPL_OK);
    fpl_view_close(view);
}

void story_check(struct world *w, const struct story *story) {
    struct entries entries;
    struct story again;
    world_reopen(w, FPL_WRITE);
    expect_sound(w);
    count_entries(w, &entries);
    for (int i = 0; i < STORY_STEPS; i++)
        assert_in_range(entries.singles[i], story->acked[i] ? 1 : 0, 1);
    for (int row = 1; row <= STORY_ROWS; row++)
        assert_in_range(entries.rows[row], row % 7 && row <= story->acked_rows ? 1 : 0, row % 7 ? 1 : 0);
    assert_int_equal(story_run(w, &again), FPL_OK);
    for (int i = 0; i < STORY_STEPS; i++)
        if (story->acked[i])
            assert_int_equal(again.acked[i], story->acked[i]); /* the original answer */
    count_entries(w, &entries);
    for (int i = 0; i < STORY_STEPS; i++)
        assert_int_equal(entries.singles[i], 1);
    for (int row = 1; row <= STORY_ROWS; row++)
        assert_int_equal(entries.rows[row], row % 7 ? 1 : 0);
    expect_sound(w);
    fpl_session_close(w->session);
    w->session = NULL;
}
