/* The right word that a mistyped one comes nearest to: among the words that its place takes, read from the table of
 * commands, the catalogue or the ledger. What an institution's user may not read is no candidate. */
#include "src/cli/cli.h"

#include "fundpool/event.h"

#include <stdlib.h>
#include <string.h>

#define CHARS 48 /* of a word that is compared; a longer one is near nothing but itself */

/* ---- how far two words are apart ---- */

/* The spelling that case, width and the kind of dash do not change, as code points; -1 if it is too long. */
static int points_of(struct fpl_str text, uint32_t out[CHARS]) {
    struct fpl_buf folded = {0};
    int n = fpl_id_fold(text, &folded) == FPL_OK ? 0 : -1;
    for (size_t i = 0; n >= 0 && i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        if (n > 0 && (c & 0xC0) == 0x80)
            out[n - 1] = out[n - 1] << 8 | c;
        else if (n == CHARS)
            n = -1;
        else if (c != ' ') /* one that stands for another dash is none either */
            out[n++] = c == '_' ? '-' : c;
    }
    fpl_buf_release(&folded);
    return n;
}

/* Letters to change, add, leave out or swap with their neighbour. */
static int distance(const uint32_t *a, int n, const uint32_t *b, int m) {
    int row[3][CHARS + 1];
    for (int j = 0; j <= m; j++)
        row[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *swap = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && swap[j - 2] + 1 < best)
                best = swap[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

static int contains(const uint32_t *all, int n, const uint32_t *part, int m) {
    for (int at = 0; m >= 2 && at + m <= n; at++)
        if (memcmp(all + at, part, (size_t)m * sizeof *part) == 0)
            return 1;
    return 0;
}

void cli_near_begin(struct cli_near *near, struct fpl_str sought) {
    *near = (struct cli_near){.sought = sought, .far = CHARS};
}

/* A third of the letters may be wrong; a part of a word is nearer the more of it there is. */
void cli_near_try(struct cli_near *near, struct fpl_str word, struct fpl_str means) {
    uint32_t a[CHARS], b[CHARS];
    int n = points_of(near->sought, a), m = points_of(word, b);
    if (n <= 0 || m <= 0 || means.n >= sizeof near->word)
        return;
    int far = distance(a, n, b, m);
    if (far > (n > m ? n : m) / 3)
        far = contains(b, m, a, n) || contains(a, n, b, m) ? CHARS / 2 + (m > n ? m - n : n - m) / 2 : CHARS;
    if (far >= near->far)
        return;
    near->far = far;
    (void)fpl_str_copy(means, near->word, sizeof near->word);
}

/* ---- words of the ledger ---- */

static enum fpl_status try_book(void *ctx, const struct fpl_book *book) {
    struct fpl_str code = fpl_str_of(book->code);
    if (book->kind == FPL_BOOK_REGISTRY)
        return FPL_OK;
    cli_near_try(ctx, code, code);
    cli_near_try(ctx, fpl_str_of(book->name), code);
    cli_near_try(ctx, fpl_str_of(book->name_en), code);
    return FPL_OK;
}

static enum fpl_status try_party(void *ctx, const struct fpl_item *item) {
    cli_near_try(ctx, item->key, item->key);
    cli_near_try(ctx, fpl_json_get_text(item->data, "uscc"), item->key);
    cli_near_try(ctx, fpl_json_get_text(item->data, "name"), item->key);
    return FPL_OK;
}

static enum fpl_status try_alias(void *ctx, const struct fpl_item *item) {
    cli_near_try(ctx, item->key, fpl_json_get_text(item->data, "party"));
    return FPL_OK;
}

static enum fpl_status try_user(void *ctx, const struct fpl_item *item) {
    cli_near_try(ctx, item->key, item->key);
    cli_near_try(ctx, fpl_json_get_text(item->data, "name"), item->key);
    return FPL_OK;
}

static enum fpl_status try_account(void *ctx, const struct fpl_account *account) {
    struct fpl_str code = fpl_str_of(account->code);
    cli_near_try(ctx, code, code);
    cli_near_try(ctx, fpl_str_of(account->zh), code);
    cli_near_try(ctx, fpl_str_of(account->en), code);
    return FPL_OK;
}

static enum fpl_status try_item(void *ctx, const struct fpl_posted *posting) {
    cli_near_try(ctx, posting->item, posting->item);
    return FPL_OK;
}

static enum fpl_status try_document(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                    int64_t seq) {
    const struct cli_near *near = ctx;
    const char *at = key.n ? memchr(key.p, '@', key.n) : NULL;
    int is_whole = near->sought.n && memchr(near->sought.p, '@', near->sought.n);
    struct fpl_str id = at && !is_whole ? (struct fpl_str){key.p, (size_t)(at - key.p)} : key;
    (void)json;
    (void)source;
    (void)seq;
    cli_near_try(ctx, id, id);
    return FPL_OK;
}

/* ---- words of the program ---- */

/* "CODE=中文=english|…" */
static void try_choices(struct cli_near *near, const char *choices) {
    for (const char *p = choices; *p;) {
        size_t n = strcspn(p, "=|");
        cli_near_try(near, (struct fpl_str){p, n}, (struct fpl_str){p, n});
        p += n + (p[n] != '\0');
    }
}

/* The words of a list as an error tells it, in both languages. */
static void try_list(struct cli_near *near, const char *list) {
    char words[FPL_ERROR_ARG_BYTES];
    for (int zh = 0; zh < 2; zh++) {
        (void)fpl_error_words(list, zh, words, sizeof words);
        for (char *p = words; *p;) {
            size_t n = strcspn(p, " |");
            cli_near_try(near, (struct fpl_str){p, n}, (struct fpl_str){p, n});
            p += n + (p[n] != '\0');
        }
    }
}

static void try_kinds(struct cli_near *near) {
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    for (int i = 0; i < count; i++) {
        const char *const words[] = {events[i]->kind, events[i]->zh, events[i]->en};
        for (int j = 0; j < 3; j++)
            cli_near_try(near, fpl_str_of(words[j]), fpl_str_of(words[j]));
    }
    const struct fpl_command_spec *commands = fpl_command_all(&count);
    for (int i = 0; i < count; i++) {
        const char *const words[] = {commands[i].name, commands[i].zh, commands[i].en};
        for (int j = 0; j < 3; j++)
            cli_near_try(near, fpl_str_of(words[j]), fpl_str_of(words[j]));
    }
}

/* ---- which words the place takes ---- */

static enum fpl_status try_in_book(struct cli *cli, struct cli_near *near, int items, struct fpl_error *ignored) {
    struct fpl_book book;
    enum fpl_status status = fpl_read_book(cli->view, fpl_str_of(cli_get(cli, "book")), &book, ignored);
    if (!status && items)
        status = fpl_read_postings(cli->view, book.id, fpl_str_of(cli_get(cli, "account")), FPL_DATE_MIN,
                                   fpl_view_as_of(cli->view), try_item, near, ignored);
    else if (!status)
        status = fpl_read_accounts(cli->view, book.id, try_account, near, ignored);
    return status;
}

static enum fpl_status try_parties(struct cli *cli, struct cli_near *near, struct fpl_error *ignored) {
    enum fpl_status status = fpl_read_items(cli->view, 0, "party", try_party, near, ignored);
    return status ? status : fpl_read_items(cli->view, 0, "alias", try_alias, near, ignored);
}

static const char *documents_of(enum fpl_status status) {
    return status == FPL_E_PACK         ? "pack"
           : status == FPL_E_PROFILE    ? "profile"
           : status == FPL_E_TOLERANCE  ? "tolerance"
           : status == FPL_E_LIMIT_RULE ? "limit"
                                        : NULL;
}

/* What this user may not read is not told, nor is why. */
static enum fpl_status try_ledger(struct cli *cli, struct cli_near *near, const struct fpl_error *error) {
    struct fpl_error ignored = {0};
    const char *kind = documents_of(error->status);
    if (kind)
        return fpl_read_documents(cli->view, kind, try_document, near, &ignored);
    if (error->status == FPL_E_BOOK && !strchr(error->arg[0], '\x1e')) /* no word of ours */
        return fpl_read_books(cli->view, try_book, near, &ignored);
    if (error->status == FPL_E_PARTY)
        return try_parties(cli, near, &ignored);
    if (error->status == FPL_E_ACCOUNT && cli_has(cli, "book"))
        return try_in_book(cli, near, 0, &ignored);
    if (error->status != FPL_E_NOT_FOUND)
        return FPL_OK;
    if (strcmp(error->field, "item") == 0)
        return try_in_book(cli, near, 1, &ignored);
    if (strcmp(error->field, "by") == 0)
        return fpl_read_items(cli->view, 0, "user", try_user, near, &ignored);
    if (strcmp(error->field, "kind") == 0)
        try_kinds(near);
    return FPL_OK;
}

void cli_say_near(struct cli *cli, const struct fpl_error *error) {
    struct cli_near near;
    const struct fpl_field_spec *field =
        cli->spec && error->field[0] ? fpl_field_find(cli->spec, fpl_str_of(error->field)) : NULL;
    cli_near_begin(&near, fpl_str_of(error->arg[0]));
    if (error->status == FPL_E_ENUM && field && field->choices[0])
        try_choices(&near, field->choices);
    else if (error->status == FPL_E_ENUM)
        try_list(&near, error->arg[1]);
    else if (cli->view && try_ledger(cli, &near, error) != FPL_OK)
        return;
    if (near.word[0])
        cli_say(cli, "  是否为“%s”", "  did you mean \"%s\"", near.word);
}

int cli_wrong_word(struct cli *cli, const char *place, const char *words, const char *given) {
    char zh[2 * FPL_ERROR_ARG_BYTES], en[2 * FPL_ERROR_ARG_BYTES], quoted[FPL_ERROR_ARG_BYTES];
    struct cli_near near;
    (void)fpl_error_quote(fpl_str_of(given), quoted);
    snprintf(zh, sizeof zh, "%s 应为下列之一：%s（所填：“%s”）", place, words, quoted);
    snprintf(en, sizeof en, "%s takes one of: %s (given: \"%s\")", place, words, quoted);
    int code = cli_usage(cli, zh, en);
    cli_near_begin(&near, fpl_str_of(given));
    try_list(&near, words);
    if (near.word[0])
        cli_say(cli, "  是否为“%s”", "  did you mean \"%s\"", near.word);
    return code;
}
