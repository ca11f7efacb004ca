/* Earlier checkpoints against the logs of today. It tells a reader what this server says; who does not believe the
 * server compares a copy at home. */
#include "src/service/api.h"

static struct fpl_str next_line(struct fpl_str *rest) {
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    struct fpl_str line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    rest->p += line.n + (end != NULL);
    rest->n -= line.n + (end != NULL);
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

/* Signatures and the mark of a trial ledger stand between checkpoints. */
static int is_passed_over(struct fpl_str line) {
    return line.n == 0 || (line.n > 3 && memcmp(line.p, "\xE2\x80\x94 ", 4) == 0) || fpl_str_is(line, "试验 TRIAL");
}

static enum fpl_status compare_one(struct call *call, struct compared *compared) {
    struct fpl_error ignored = {0};
    struct fpl_checkpoint then;
    *compared = (struct compared){.earlier = compared->earlier};
    for (int i = 0; i < call->cut.books; i++) {
        const struct fpl_book *book = &call->cut.book[i];
        compared->is_found |=
            fpl_origin_is_akin(book->origin, compared->earlier.origin); /* a book that is gone differs */
        if (strcmp(book->origin, compared->earlier.origin) != 0)
            continue;
        enum fpl_status status = fpl_read_checkpoint(call->view, book->id, &compared->now, &call->error);
        if (status)
            return status;
        status = compared->earlier.size > compared->now.size
                     ? FPL_E_NOT_FOUND
                     : fpl_read_checkpoint_at(call->view, book->id, (int64_t)compared->earlier.size, &then, &ignored);
        if (status && status != FPL_E_NOT_FOUND) {
            call->error = ignored;
            return status;
        }
        compared->agrees = !status && fpl_hash_eq(&then.root, &compared->earlier.root);
    }
    return FPL_OK;
}

enum fpl_status compare_each(struct call *call, struct fpl_str text, compare_fn take, void *ctx) {
    static const char *const field[] = {"origin", "size", "root"};
    enum fpl_status status = FPL_OK;
    int64_t row = 0;
    int taken = 0;
    while (!status && text.n) {
        struct compared compared = {.is_found = 0};
        struct fpl_buf three = {0};
        struct fpl_str line[3];
        row++;
        line[0] = next_line(&text);
        if (is_passed_over(line[0]))
            continue;
        for (int i = 1; i < 3; i++)
            line[i] = next_line(&text);
        for (int i = 0; i < 3; i++)
            fpl_buf_addf(&three, "%.*s\n", (int)line[i].n, line[i].p);
        status = fpl_checkpoint_parse(fpl_buf_str(&three), &compared.earlier, &call->error);
        fpl_buf_release(&three);
        int wrong = status ? call->error.arg[0][0] - '1' : -1;
        if (status && wrong >= 0 && wrong < 3) {
            fpl_error_at(&call->error, "", row + wrong, 0);
            fpl_error_at_field(&call->error, field[wrong]);
            return fpl_fail_text(&call->error, status, line[wrong].p, line[wrong].n);
        }
        row += 2;
        if (!status)
            status = compare_one(call, &compared);
        if (!status)
            status = take(ctx, &compared);
        taken++;
    }
    return status || taken ? status : fpl_fail(&call->error, FPL_E_EMPTY_FILE, NULL, NULL, NULL);
}
