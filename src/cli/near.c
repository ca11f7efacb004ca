/* The right word that a mistyped one comes nearest to: among the words that its place takes, read from the table of
 * commands, the catalogue or the ledger. What an institution's user may not read is no candidate. */
#include "src/cli/cli.h"

#include "fundpool/event.h"

#include <stdlib.h>
#include <string.h>

/* ---- words of the ledger ---- */

static enum fpl_status try_book(void *ctx, const struct fpl_book *book) {
    struct fpl_str code = fpl_str_of(book->code);
    if (book->kind == FPL_BOOK_REGISTRY)
        return FPL_OK;
    fpl_near_try(ctx, code, code);
    fpl_near_try(ctx, fpl_str_of(book->name), code);
    fpl_near_try(ctx, fpl_str_of(book->name_en), code);
    return FPL_OK;
}

static enum fpl_status try_party(void *ctx, const struct fpl_item *item) {
    fpl_near_try(ctx, item->key, item->key);
    fpl_near_try(ctx, fpl_json_get_text(item->data, "uscc"), item->key);
    fpl_near_try(ctx, fpl_json_get_text(item->data, "name"), item->key);
    return FPL_OK;
}

static enum fpl_status try_alias(void *ctx, const struct fpl_item *item) {
    fpl_near_try(ctx, item->key, fpl_json_get_text(item->data, "party"));
    return FPL_OK;
}

static enum fpl_status try_user(void *ctx, const struct fpl_item *item) {
    fpl_near_try(ctx, item->key, item->key);
    fpl_near_try(ctx, fpl_json_get_text(item->data, "name"), item->key);
    return FPL_OK;
}

static enum fpl_status try_account(void *ctx, const struct fpl_account *account) {
    struct fpl_str code = fpl_str_of(account->code);
    fpl_near_try(ctx, code, code);
    fpl_near_try(ctx, fpl_str_of(account->zh), code);
    fpl_near_try(ctx, fpl_str_of(account->en), code);
    return FPL_OK;
}

static enum fpl_status try_item(void *ctx, const struct fpl_posted *posting) {
    fpl_near_try(ctx, posting->item, posting->item);
    return FPL_OK;
}

static enum fpl_status try_document(void *ctx, struct fpl_str key, struct fpl_str json, struct fpl_str source,
                                    int64_t seq) {
    const struct fpl_near *near = ctx;
    const char *at = key.n ? memchr(key.p, '@', key.n) : NULL;
    int is_whole = near->sought.n && memchr(near->sought.p, '@', near->sought.n);
    struct fpl_str id = at && !is_whole ? (struct fpl_str){key.p, (size_t)(at - key.p)} : key;
    (void)json;
    (void)source;
    (void)seq;
    fpl_near_try(ctx, id, id);
    return FPL_OK;
}

/* ---- words of the program ---- */

/* "CODE=中文=english|…" */
/* The words of a list as an error tells it, in both languages. */
static void try_list(struct fpl_near *near, const char *list) {
    char words[FPL_ERROR_ARG_BYTES];
    for (int zh = 0; zh < 2; zh++) {
        (void)fpl_error_words(list, zh, words, sizeof words);
        for (char *p = words; *p;) {
            size_t n = strcspn(p, " |");
            fpl_near_try(near, (struct fpl_str){p, n}, (struct fpl_str){p, n});
            p += n + (p[n] != '\0');
        }
    }
}

static void try_kinds(struct fpl_near *near) {
    int count = 0;
    const struct fpl_event *const *events = fpl_event_all(&count);
    for (int i = 0; i < count; i++) {
        const char *const words[] = {events[i]->kind, events[i]->zh, events[i]->en};
        for (int j = 0; j < 3; j++)
            fpl_near_try(near, fpl_str_of(words[j]), fpl_str_of(words[j]));
    }
    const struct fpl_command_spec *commands = fpl_command_all(&count);
    for (int i = 0; i < count; i++) {
        const char *const words[] = {commands[i].name, commands[i].zh, commands[i].en};
        for (int j = 0; j < 3; j++)
            fpl_near_try(near, fpl_str_of(words[j]), fpl_str_of(words[j]));
    }
}

/* ---- which words the place takes ---- */

static enum fpl_status try_in_book(struct cli *cli, struct fpl_near *near, int items, struct fpl_error *ignored) {
    struct fpl_book book;
    enum fpl_status status = fpl_read_book(cli->view, fpl_str_of(cli_get(cli, "book")), &book, ignored);
    if (!status && items)
        status = fpl_read_postings(cli->view, book.id, fpl_str_of(cli_get(cli, "account")), FPL_DATE_MIN,
                                   fpl_view_as_of(cli->view), try_item, near, ignored);
    else if (!status)
        status = fpl_read_accounts(cli->view, book.id, try_account, near, ignored);
    return status;
}

static enum fpl_status try_parties(struct cli *cli, struct fpl_near *near, struct fpl_error *ignored) {
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
static enum fpl_status try_ledger(struct cli *cli, struct fpl_near *near, const struct fpl_error *error) {
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

/* A command that writes has no view open: one is opened for the look, and closed again. */
static enum fpl_status look(struct cli *cli, struct fpl_near *near, const struct fpl_error *error) {
    struct fpl_view_spec spec = {fpl_str_of(cli->actor), FPL_DATE_NONE, 0};
    struct fpl_error ignored = {0};
    int is_own = !cli->view && cli->session && cli->actor;
    if (is_own && fpl_view_open(cli->session, &spec, &cli->view, &ignored) != FPL_OK)
        return FPL_OK;
    enum fpl_status status = cli->view ? try_ledger(cli, near, error) : FPL_OK;
    if (is_own) {
        fpl_view_close(cli->view);
        cli->view = NULL;
    }
    return status;
}

void cli_say_near(struct cli *cli, const struct fpl_error *error) {
    struct fpl_near near;
    const struct fpl_field_spec *field =
        cli->spec && error->field[0] ? fpl_field_find(cli->spec, fpl_str_of(error->field)) : NULL;
    if (error->status == FPL_E_ENUM && error->hint[0]) /* who found it has said it */
        return;
    fpl_near_begin(&near, fpl_str_of(error->arg[0]));
    if (error->status == FPL_E_ENUM && field && field->choices[0])
        fpl_near_choices(&near, field->choices);
    else if (error->status == FPL_E_ENUM)
        try_list(&near, error->arg[1]);
    else if (look(cli, &near, error) != FPL_OK)
        return;
    if (near.word[0])
        cli_say(cli, "  是否为“%s”", "  did you mean \"%s\"", near.word);
}

int cli_wrong_word(struct cli *cli, const char *place, const char *words, const char *given) {
    char zh[2 * FPL_ERROR_ARG_BYTES], en[2 * FPL_ERROR_ARG_BYTES], quoted[FPL_ERROR_ARG_BYTES];
    struct fpl_near near;
    (void)fpl_error_quote(fpl_str_of(given), quoted);
    snprintf(zh, sizeof zh, "%s 应为下列之一：%s（所填：“%s”）", place, words, quoted);
    snprintf(en, sizeof en, "%s takes one of: %s (given: \"%s\")", place, words, quoted);
    int code = cli_usage(cli, zh, en);
    fpl_near_begin(&near, fpl_str_of(given));
    try_list(&near, words);
    if (near.word[0])
        cli_say(cli, "  是否为“%s”", "  did you mean \"%s\"", near.word);
    return code;
}
