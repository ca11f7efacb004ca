/* record proof, record check: that a record is in the log, in a file that a stranger checks on his own machine, without
 * the ledger. The file is described where it is written: reports/proof.c. */
#include "fundpool/proof.h"
#include "src/cli/cli.h"
#include "src/ingest/intake.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_LINE      FPL_PROOF_FIRST_LINE
#define PROOF_BYTES_MAX ((size_t)64 << 10)
#define HASH_TEXT_BYTES 44

/* ---- writing ---- */

struct writing {
    struct cli *cli;
    int32_t book;
    int64_t seq;
    struct fpl_checkpoint at;    /* the tree that it is proved to be in */
    int is_asked;                /* --against names one */
    struct fpl_checkpoint found; /* of the same log, there */
    int is_found;
};

static int take_same_log(struct cli *cli, const struct fpl_checkpoint *checkpoint, void *ctx) {
    struct writing *w = ctx;
    (void)cli;
    if (strcmp(checkpoint->origin, w->at.origin) == 0) {
        w->found = *checkpoint;
        w->is_found = 1;
    }
    return CLI_DONE;
}

static enum fpl_status write_proof(struct writing *w) {
    struct fpl_buf out = {0};
    enum fpl_status status = fpl_export_proof(w->cli->view, w->book, w->seq, &w->at, &out, &w->cli->error);
    fpl_buf_adds(&out, cli_checkpoint_end(w->cli));
    if (!status)
        status = fpl_buf_ok(&out);
    if (!status)
        status = cli_write(w->cli, out.p, out.n);
    fpl_buf_release(&out);
    return status;
}

/* At the size of a checkpoint that is held elsewhere, which is then what it is compared with. */
static int choose_size(struct writing *w, const char *against) {
    struct cli *cli = w->cli;
    int code = cli_each_checkpoint(cli, against, take_same_log, w);
    if (code != CLI_DONE)
        return code;
    if (!w->is_found)
        (void)fpl_fail(&cli->error, FPL_E_OTHER_LEDGER, against, w->at.origin, NULL);
    else if (w->found.size > INT64_MAX ||
             fpl_read_checkpoint_at(cli->view, w->book, (int64_t)w->found.size, &w->at, &cli->error) != FPL_OK ||
             !fpl_hash_eq(&w->at.root, &w->found.root)) {
        fpl_error_clear(&cli->error);
        (void)fpl_fail(&cli->error, FPL_E_PROOF_ROOT, w->found.origin, NULL, NULL);
    } else
        return CLI_DONE;
    return cli_fail(cli);
}

int cli_run_record_proof(struct cli *cli) {
    struct writing w = {.cli = cli};
    const char *against = cli_get(cli, "against");
    struct fpl_which which;
    int code = cli_view(cli);
    if (code == CLI_DONE)
        code = cli_which(cli, fpl_str_of(cli_get(cli, "book")), cli->arg[0], &which);
    if (code != CLI_DONE)
        return code;
    w.book = which.book.id;
    w.seq = which.seq;
    fpl_error_clear(&cli->error);
    if (fpl_read_checkpoint(cli->view, w.book, &w.at, &cli->error) != FPL_OK)
        return cli_fail(cli);
    if (against && (code = choose_size(&w, against)) != CLI_DONE)
        return code;
    fpl_error_clear(&cli->error);
    return write_proof(&w) == FPL_OK ? CLI_DONE : cli_fail(cli);
}

/* ---- checking ---- */

struct checking {
    struct fpl_buf leaf;
    int64_t index;
    struct fpl_proof proof;
    struct fpl_checkpoint at;
    int is_trial;
    int same_size, other_size; /* checkpoints of the log in --against */
    uint64_t size_there;
};

static int cut_line(struct fpl_str *rest, struct fpl_str *line) {
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    if (!end)
        return 0;
    *line = (struct fpl_str){rest->p, (size_t)(end - rest->p)};
    rest->n -= line->n + 1;
    rest->p = end + 1;
    if (line->n && line->p[line->n - 1] == '\r')
        line->n--;
    return 1;
}

static int begins_with(struct fpl_str *line, const char *word) {
    size_t n = strlen(word);
    if (line->n < n || memcmp(line->p, word, n) != 0)
        return 0;
    line->p += n;
    line->n -= n;
    return 1;
}

static int read_leaf(struct fpl_str text, struct fpl_buf *out) {
    uint8_t bytes[FPL_LEAF_BYTES];
    size_t pads = 0;
    while (pads < text.n && text.p[text.n - 1 - pads] == '=')
        pads++;
    size_t n = text.n / 4 * 3;
    if (pads > 2 || n < pads || n - pads > sizeof bytes || fpl_unbase64(text, bytes, n - pads) != FPL_OK)
        return 0;
    fpl_buf_add(out, (const char *)bytes, n - pads);
    return fpl_buf_ok(out) == FPL_OK;
}

static int read_hashes(struct fpl_str *rest, struct fpl_proof *out) {
    struct fpl_str line;
    while (cut_line(rest, &line) && line.n) {
        if (out->count == FPL_PROOF_MAX || fpl_unbase64(line, out->hash[out->count].byte, FPL_HASH_BYTES) != FPL_OK)
            return 0;
        out->count++;
    }
    return 1;
}

/* Whatever follows the checkpoint is the mark of a trial ledger, or nothing. */
static int read_mark(struct fpl_str rest, int *is_trial) {
    struct fpl_str blank, mark;
    *is_trial = rest.n > 0;
    return rest.n == 0 || (cut_line(&rest, &blank) && blank.n == 0 && cut_line(&rest, &mark) && rest.n == 0 &&
                           mark.n + 1 == strlen(CLI_TRIAL_BLOCK) && memcmp(mark.p, CLI_TRIAL_BLOCK, mark.n) == 0);
}

static int read_checkpoint(struct fpl_str rest, struct checking *c) {
    struct fpl_buf text = {0};
    struct fpl_str line;
    struct fpl_error ignored = {0};
    for (int i = 0; i < 3 && cut_line(&rest, &line); i++) {
        fpl_buf_add(&text, line.p, line.n);
        fpl_buf_addc(&text, '\n');
    }
    int good = fpl_buf_ok(&text) == FPL_OK && fpl_checkpoint_parse(fpl_buf_str(&text), &c->at, &ignored) == FPL_OK;
    fpl_buf_release(&text);
    return good && read_mark(rest, &c->is_trial);
}

static int parse(struct fpl_str text, struct checking *c) {
    struct fpl_str line;
    return cut_line(&text, &line) && fpl_str_is(line, FIRST_LINE) && cut_line(&text, &line) &&
           begins_with(&line, "extra ") && read_leaf(line, &c->leaf) && cut_line(&text, &line) &&
           begins_with(&line, "index ") && fpl_int_parse(line, &c->index) == FPL_OK && c->index >= 0 &&
           read_hashes(&text, &c->proof) && read_checkpoint(text, c);
}

/* The leaf says of itself which number it has; and the path leads from it to the root. */
static enum fpl_status check(const struct checking *c, const struct fpl_json *leaf, struct fpl_error *error) {
    struct fpl_hasher *hasher = NULL;
    struct fpl_hash hash;
    if (fpl_json_get_num(leaf, "n", -1) != c->index)
        return fpl_fail(error, FPL_E_PROOF_PATH, c->at.origin, NULL, NULL);
    if (fpl_hasher_new(&hasher))
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_leaf_hash(hasher, c->leaf.p, c->leaf.n, &hash);
    enum fpl_status status = fpl_check_inclusion(hasher, (uint64_t)c->index, c->at.size, &hash, &c->proof, &c->at.root);
    fpl_hasher_free(hasher);
    return status ? fpl_fail(error, FPL_E_PROOF_PATH, c->at.origin, NULL, NULL) : FPL_OK;
}

static int take_held(struct cli *cli, const struct fpl_checkpoint *held, void *ctx) {
    struct checking *c = ctx;
    if (strcmp(held->origin, c->at.origin) != 0)
        return CLI_DONE;
    if (held->size != c->at.size) {
        c->other_size = 1;
        c->size_there = held->size;
        return CLI_DONE;
    }
    c->same_size = 1;
    if (fpl_hash_eq(&held->root, &c->at.root))
        return CLI_DONE;
    fpl_error_clear(&cli->error);
    (void)fpl_fail(&cli->error, FPL_E_PROOF_ROOT, held->origin, NULL, NULL);
    return cli_fail(cli);
}

/* A checkpoint that somebody else has kept: the file's own proves nothing against who wrote the file. */
static int check_against(struct cli *cli, struct checking *c, const char *against) {
    char here[24], there[24];
    int code = cli_each_checkpoint(cli, against, take_held, c);
    if (code != CLI_DONE || c->same_size)
        return code;
    snprintf(here, sizeof here, "%llu", (unsigned long long)c->at.size);
    snprintf(there, sizeof there, "%llu", (unsigned long long)c->size_there);
    fpl_error_clear(&cli->error);
    if (c->other_size)
        (void)fpl_fail(&cli->error, FPL_E_PROOF_SIZE, there, here, NULL);
    else
        (void)fpl_fail(&cli->error, FPL_E_OTHER_LEDGER, c->at.origin, against, NULL);
    return cli_fail(cli);
}

static int show_checked(struct cli *cli, const struct checking *c, const struct fpl_json *leaf) {
    struct fpl_report *report = fpl_report_new("check");
    struct fpl_str kind = fpl_json_get_text(leaf, "e");
    int64_t t = fpl_json_get_num(leaf, "t", 0);
    char moment[40], day[12], root[48];
    if (!report)
        return cli_show(cli, NULL);
    int64_t second = t / 1000 % 86400;
    snprintf(moment, sizeof moment, "%s %02d:%02d:%02d UTC", fpl_date_format(fpl_date_of_instant(t, 0), day),
             (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60));
    fpl_base64(c->at.root.byte, FPL_HASH_BYTES, root);
    fpl_report_table(report, "check", "证明核对", "Proof");
    fpl_report_column(report, "origin", "日志", "log", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "index", "序号", "number", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "kind", "种类", "kind", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "recorded", "入账时刻", "recorded", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "size", "记录数", "records", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "root", "存证根", "root", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(report, "result", "结果", "result", FPL_COLUMN_TEXT, 0);
    fpl_report_text(report, fpl_str_of(c->at.origin));
    fpl_report_int(report, c->index);
    fpl_report_text(report, kind);
    fpl_report_text(report, fpl_str_of(moment));
    fpl_report_int(report, (int64_t)c->at.size);
    fpl_report_text(report, fpl_str_of(root));
    if (c->same_size)
        fpl_report_code(report, "HELD", "在日志中，根与所持存证点一致",
                        "in the log, whose root is that of the checkpoint held");
    else
        fpl_report_code(report, "PATH", "在此根的日志中；根须与他人所持存证点比对（--against）",
                        "in the log of this root; compare the root with a checkpoint that others hold (--against)");
    cli->trial_file |= c->is_trial;
    return cli_show(cli, report);
}

int cli_run_record_check(struct cli *cli) {
    struct checking c = {.index = -1};
    struct fpl_json_doc doc = {0};
    struct fpl_buf text = {0};
    const char *file = cli->arg[0], *against = cli_get(cli, "against");
    char sha256[65];
    fpl_error_clear(&cli->error);
    enum fpl_status status = ing_document_load(file, PROOF_BYTES_MAX, &text, sha256, &cli->error);
    if ((!status && !parse(fpl_buf_str(&text), &c)) || status == FPL_E_NOT_CSV || status == FPL_E_ENCODING) {
        fpl_error_clear(&cli->error);
        status = fpl_fail(&cli->error, FPL_E_NOT_PROOF, NULL, NULL, NULL);
    }
    if (!status && fpl_json_parse(&doc, fpl_buf_str(&c.leaf), &cli->error) != FPL_OK) {
        fpl_error_clear(&cli->error);
        status = fpl_fail(&cli->error, FPL_E_NOT_PROOF, NULL, NULL, NULL);
    }
    if (!status)
        status = check(&c, fpl_json_root(&doc), &cli->error);
    if (status)
        fpl_error_at(&cli->error, file, 0, 0);
    int code = status ? cli_fail(cli) : CLI_DONE;
    if (code == CLI_DONE && against)
        code = check_against(cli, &c, against);
    if (code == CLI_DONE)
        code = show_checked(cli, &c, fpl_json_root(&doc));
    fpl_json_doc_release(&doc);
    fpl_buf_release(&c.leaf);
    fpl_buf_release(&text);
    return code;
}
