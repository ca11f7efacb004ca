/* import: one file, an answer for each of its rows. The summary is talk; with --format json or csv it is data as well.
 */
#include "src/ingest/import.h"
#include "src/cli/cli.h"
#include "src/ingest/template.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN     10
#define CODES_MAX 64
#define SETS_MAX  32

struct tally {
    struct cli *cli;
    const char *file;
    int rehearsal;
    struct cli_progress progress;
    struct fpl_buf refused; /* lines of the first refused rows */
    int64_t refused_rows;
    char code[CODES_MAX][40];
    int64_t count[CODES_MAX];
    int codes;
};

static void progress(void *ctx, int64_t bytes, int64_t bytes_all, int64_t rows) {
    struct tally *tally = ctx;
    (void)rows;
    cli_progress_step(&tally->progress, bytes, bytes_all);
}

static void count_code(struct tally *tally, const char *code, size_t n) {
    char name[40];
    fpl_str_copy((struct fpl_str){code, n}, name, sizeof name);
    int i = 0;
    while (i < tally->codes && strcmp(tally->code[i], name) != 0)
        i++;
    if (i == tally->codes) {
        if (i == CODES_MAX)
            return;
        memcpy(tally->code[i], name, sizeof name);
        tally->codes++;
    }
    tally->count[i]++;
}

static void answered(void *ctx, const struct ing_row_answer *answer) {
    struct tally *tally = ctx;
    if (answer->status == FPL_OK || answer->status == FPL_ALREADY || answer->status == FPL_DEFERRED ||
        answer->status == FPL_QUEUED || answer->status == FPL_E_TOTAL_ROW || !answer->is_first)
        return;
    for (const char *p = answer->codes; *p;) {
        const char *end = strchr(p, ';');
        count_code(tally, p, end ? (size_t)(end - p) : strlen(p));
        p = end ? end + 1 : "";
    }
    if (tally->refused_rows++ >= SHOWN)
        return;
    fpl_buf_adds(&tally->refused, "  ");
    fpl_text_show(fpl_str_of(tally->file), &tally->refused);
    fpl_buf_addf(&tally->refused, ":%lld:", (long long)answer->row);
    if (answer->column)
        fpl_buf_addf(&tally->refused, "%d:", answer->column);
    fpl_buf_addf(&tally->refused, " %s  %s\n", answer->codes, tally->cli->zh ? answer->zh : answer->en);
}

/* Most frequent first; equal ones in the order they came. */
static void sort_codes(struct tally *tally) {
    for (int i = 1; i < tally->codes; i++) {
        for (int j = i; j > 0 && tally->count[j - 1] < tally->count[j]; j--) {
            char code[40];
            int64_t count = tally->count[j];
            memcpy(code, tally->code[j], sizeof code);
            memcpy(tally->code[j], tally->code[j - 1], sizeof code);
            memcpy(tally->code[j - 1], code, sizeof code);
            tally->count[j] = tally->count[j - 1];
            tally->count[j - 1] = count;
        }
    }
}

/* What stood there is another file, a clerk's corrections perhaps. */
static void say_answer(const struct cli *cli, const char *wanted, const char *answer) {
    if (strcmp(wanted, answer) != 0)
        cli_say(cli, "  %s 的内容不同，原样保留", "  %s holds something else and was left as it is", wanted);
    cli_say(cli, "  答复文件：%s", "  answer file: %s", answer);
}

/* What the ledger counts as refused and is no row of totals. */
static int64_t refused_of(const struct ing_import_result *result) {
    return result->counts.refused - result->totals;
}

/* Units above the table: applied to its columns, or for none that is used. */
static void say_units(const struct cli *cli, const struct ing_unit_line *units) {
    char name[ING_UNIT_BYTES];
    (void)ing_unit_name(units->money, units->currency, name);
    if (units->money_idle)
        cli_say(cli, "  单位 %s（第 %lld 行）没有可用于的列", "  the unit %s (row %lld) is of no column that is used",
                name, (long long)units->row);
    else if (units->money != ING_UNIT_NONE)
        cli_say(cli, "  金额单位：%s（第 %lld 行）", "  amounts are in %s (row %lld)", name, (long long)units->row);
    if (units->percent_idle)
        cli_say(cli, "  单位 %%（第 %lld 行）没有可用于的列", "  the unit %% (row %lld) is of no column that is used",
                (long long)units->percent_row);
}

static void say_summary(struct tally *tally, const struct ing_import_result *result, const char *wanted) {
    struct cli *cli = tally->cli;
    const struct fpl_import_counts *n = &result->counts;
    if (tally->rehearsal)
        cli_say(cli, "试算：以下各行均未记账", "rehearsal: nothing of the following is recorded");
    if (result->state == FPL_IMPORT_COMPLETE)
        cli_say(cli, "%s：此文件已导入过，账本无变化", "%s: imported before, nothing changed", tally->file);
    if (result->state == FPL_IMPORT_COMPLETE && refused_of(result) > 0)
        cli_say(cli, "  以下是当时的答复；原因已排除的，加 --again 重新办理被拒的行",
                "  these are the answers of then; once their cause is gone, --again gives the refused rows anew");
    else if (result->state == FPL_IMPORT_RESUMED)
        cli_say(cli, "%s：接续上次中断的导入", "%s: an interrupted import was continued", tally->file);
    char of_rows[2][48] = {"", ""};
    if (result->command && result->command->flags & FPL_COMMAND_LINES) {
        int64_t entries = n->accepted + n->already + refused_of(result) + n->deferred;
        snprintf(of_rows[0], sizeof of_rows[0], " %lld 笔", (long long)entries);
        snprintf(of_rows[1], sizeof of_rows[1], ", %lld entries", (long long)entries);
    }
    cli_say(cli, "%s：%lld 行%s；接受 %lld，已登记 %lld，拒绝 %lld，暂缓 %lld",
            "%s: %lld rows%s; accepted %lld, already recorded %lld, refused %lld, deferred %lld", tally->file,
            (long long)result->rows, of_rows[cli->zh ? 0 : 1], (long long)n->accepted, (long long)n->already,
            (long long)refused_of(result), (long long)n->deferred);
    for (int i = 0; i < tally->codes; i++)
        cli_say(cli, "  %5lld  %s", "  %5lld  %s", (long long)tally->count[i], tally->code[i]);
    cli_say_lines(cli, &tally->refused);
    if (tally->refused_rows > SHOWN)
        cli_say(cli, "  …另有 %lld 条", "  … and %lld more", (long long)(tally->refused_rows - SHOWN));
    if (result->totals)
        cli_say(cli, "  合计行 %lld 行，不导入", "  %lld rows of totals, not imported", (long long)result->totals);
    if (result->remarked)
        cli_say(cli, "  %lld 行已接受但有提示，见答复文件的原因栏",
                "  %lld accepted rows bear a remark, see the reasons in the answer file", (long long)result->remarked);
    if (result->repeated)
        cli_say(cli, "  %lld 行可能与本文件前面的行重复，见答复文件的原因栏",
                "  %lld rows likely repeat an earlier row of the file, see the reasons in the answer file",
                (long long)result->repeated);
    say_units(cli, &result->units);
    if (result->ignored.n)
        cli_say(cli, "  未使用的列：%.*s", "  columns not used: %.*s", (int)result->ignored.n, result->ignored.p);
    if (result->answer.n)
        say_answer(cli, wanted, result->answer.p);
}

static int show_summary(struct tally *tally, const struct ing_import_result *result) {
    static const char *const states[] = {"fresh", "resumed", "complete"};
    struct fpl_report *report = fpl_report_new("import");
    if (!report)
        return cli_show(tally->cli, NULL);
    fpl_report_table(report, "summary", "导入结果", "Import");
    fpl_report_column(report, "file", "文件", "file", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "sha256", "文件 SHA-256", "SHA-256", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "command", "命令", "command", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "state", "状态", "state", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "encoding", "编码", "encoding", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "answer", "答复文件", "answer file", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "rows", "行数", "rows", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "accepted", "接受", "accepted", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "already", "已登记", "already", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "refused", "拒绝", "refused", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "deferred", "暂缓", "deferred", FPL_COLUMN_INT, 0);
    fpl_report_column(report, "totals", "合计行", "rows of totals", FPL_COLUMN_INT, 0);
    fpl_report_text(report, fpl_str_of(tally->file));
    fpl_report_text(report, fpl_str_of(result->sha256));
    fpl_report_text(report, fpl_str_of(result->command ? result->command->name : ""));
    fpl_report_text(report, fpl_str_of(states[result->state]));
    fpl_report_text(report, fpl_str_of(ing_encoding_name(result->encoding)));
    fpl_report_text(report, fpl_str_of(result->answer.n ? result->answer.p : ""));
    fpl_report_int(report, result->rows);
    fpl_report_int(report, result->counts.accepted);
    fpl_report_int(report, result->counts.already);
    fpl_report_int(report, refused_of(result));
    fpl_report_int(report, result->counts.deferred);
    fpl_report_int(report, result->totals);
    fpl_report_table(report, "codes", "原因代码", "Reason codes");
    fpl_report_column(report, "code", "原因代码", "code", FPL_COLUMN_TEXT, 0);
    fpl_report_column(report, "count", "次数", "count", FPL_COLUMN_INT, 0);
    for (int i = 0; i < tally->codes; i++) {
        fpl_report_text(report, fpl_str_of(tally->code[i]));
        fpl_report_int(report, tally->count[i]);
    }
    return cli_show(tally->cli, report);
}

/* By what a file of them is called ("loans"), or by the command's own name. */
static const struct fpl_command_spec *command_of(const char *what) {
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    for (int i = 0; i < count; i++)
        if (all[i].plural && strcmp(all[i].plural, what) == 0)
            return &all[i];
    const struct fpl_command_spec *spec = fpl_command_find(what);
    return spec && (spec->flags & (FPL_COMMAND_IMPORT | FPL_COMMAND_LINES)) ? spec : NULL;
}

/* banks/loans.csv → banks/loans.answer.csv, or banks/loans.rehearsal.csv */
static char *answer_path(const char *file, int rehearsal) {
    size_t n = strlen(file);
    if (n > 4 && strcmp(file + n - 4, ".csv") == 0)
        n -= 4;
    struct fpl_buf path = {0};
    fpl_buf_add(&path, file, n);
    fpl_buf_adds(&path, rehearsal ? ".rehearsal.csv" : ".answer.csv");
    fpl_buf_addc(&path, 0);
    if (fpl_buf_ok(&path) != FPL_OK)
        fpl_buf_release(&path);
    return path.p;
}

static int read_sets(struct cli *cli, struct ing_constant *set, int *sets) {
    for (int i = 0; i < cli->givens; i++) {
        if (strcmp(cli->given[i].name, "set") != 0)
            continue;
        const char *equals = strchr(cli->given[i].text, '=');
        if (!equals || *sets == SETS_MAX)
            return cli_usage(cli, "--set 应为 字段=取值", "--set takes FIELD=TEXT");
        set[(*sets)++] =
            (struct ing_constant){{cli->given[i].text, (size_t)(equals - cli->given[i].text)}, fpl_str_of(equals + 1)};
    }
    return CLI_DONE;
}

static int read_form(struct cli *cli, struct ing_import_options *options) {
    const char *encoding = cli_get(cli, "encoding"), *delimiter = cli_get(cli, "delimiter");
    if (encoding && !(options->encoding = ing_encoding_of(fpl_str_of(encoding))))
        return cli_wrong_word(cli, "--encoding", "utf-8 gb18030 utf-16le utf-16be", encoding);
    if (delimiter && strcmp(delimiter, "tab") == 0)
        options->delimiter = '\t';
    else if (delimiter && strlen(delimiter) == 1 && strchr(",;\t|", delimiter[0]))
        options->delimiter = delimiter[0];
    else if (delimiter)
        return cli_wrong_word(cli, "--delimiter", ", ; | tab", delimiter);
    fpl_error_clear(&cli->error);
    if (fpl_id_check(options->submission, &cli->error) == FPL_OK)
        return CLI_DONE;
    fpl_error_at_field(&cli->error, "submission"); /* of the command line, not of the file */
    return cli_fail(cli);
}

static int unknown_kind(struct cli *cli) {
    char known[2048] = "";
    size_t n = 0;
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    struct fpl_near near;
    fpl_near_begin(&near, fpl_str_of(cli->arg[strcmp(cli->arg[0], "templates") == 0 && cli->args > 1]));
    for (int i = 0; i < count; i++) {
        const char *word = all[i].plural;
        if (word)
            fpl_near_try(&near, fpl_str_of(word), fpl_str_of(word));
        if (!word || n + strlen(word) + 2 > sizeof known)
            continue;
        fpl_str_copy(fpl_str_of(word), known + n, sizeof known - n - 1);
        n += strlen(word);
        known[n++] = ' ';
        known[n] = 0;
    }
    if (!near.word[0])
        cli_say(cli, "可导入：%s", "what can be imported: %s", known);
    int code = cli_usage(cli, "不能导入此类内容", "cannot import that");
    if (near.word[0])
        cli_say(cli, "  是否为“%s”", "  did you mean \"%s\"", near.word);
    return code;
}

static int read_options(struct cli *cli, struct ing_import_options *options, struct ing_constant *set) {
    int sets = 0;
    *options = (struct ing_import_options){.file = cli->arg[cli->args - 1]};
    if (cli->args == 2 && !(options->command = command_of(cli->arg[0])))
        return unknown_kind(cli);
    options->mapping = cli_get(cli, "mapping");
    if (!options->command && !options->mapping)
        return cli_usage(cli, "缺少导入内容（deals、loans、claims……），或以 --mapping 指明",
                         "say what to import (deals, loans, claims …), or give --mapping");
    int code = read_sets(cli, set, &sets);
    options->book = fpl_str_of(cli_get(cli, "book"));
    options->actor = fpl_str_of(cli->actor);
    if (!options->command || (options->command->flags & FPL_COMMAND_ENTRY))
        options->checker = fpl_str_of(cli->checker);
    options->submission = fpl_str_of(cli_get(cli, "submission"));
    options->constant = set;
    options->constants = sets;
    options->take_on = cli_has(cli, "take-on");
    options->again = cli_has(cli, "again");
    options->rehearsal = cli_has(cli, "dry-run");
    options->stop = cli_stop_flag();
    if (code == CLI_DONE)
        code = read_form(cli, options);
    if (code == CLI_DONE && options->command && options->command->book != FPL_BOOK_REGISTRY && !cli_get(cli, "book"))
        code = cli_usage(cli, "缺少 --book（账套编号）", "--book (code of the book) is missing");
    return code;
}

/* What was recorded nevertheless, and how to come by the answers. */
static void say_recorded(const struct cli *cli, const struct fpl_import_counts *n) {
    cli_say(cli, "  账本中此文件已有答复的行：接受 %lld，已登记 %lld，拒绝 %lld，暂缓 %lld。",
            "  rows of this file answered in the ledger: accepted %lld, already recorded %lld, refused %lld, deferred "
            "%lld.",
            (long long)n->accepted, (long long)n->already, (long long)n->refused, (long long)n->deferred);
    cli_say(cli, "  排除原因后重新运行同一命令即得全部答复；已入账的不会重复入账。",
            "  Remove the cause and run the same command again for all answers; nothing is recorded twice.");
}

static int import_failed(struct cli *cli, enum fpl_status status, int recorded,
                         const struct fpl_import_counts *counts) {
    cli->error.status = status;
    int code = cli_fail(cli);
    if (status == FPL_E_NOT_FOUND)
        code = CLI_INPUT;
    if (!recorded)
        return code;
    say_recorded(cli, counts);
    return code == CLI_INPUT ? CLI_RETRY : code;
}

static void ready(void *ctx) {
    (void)ctx;
    cli_signals_catch();
}

static int run_import(struct cli *cli, struct ing_import_options *options, struct tally *tally) {
    struct ing_import_result result = {0};
    int recorded = 0, code = CLI_DONE;
    options->session = cli->session;
    options->ledger = cli->ledger;
    options->ready = ready;
    options->progress = progress;
    options->answered = answered;
    options->ctx = tally;
    cli_progress_begin(&tally->progress, cli, "导入", "import");
    fpl_error_clear(&cli->error);
    enum fpl_status status = ing_import_run(options, &result, &recorded, &cli->error);
    cli_progress_end(&tally->progress);
    if (status) {
        code = import_failed(cli, status, recorded, &result.counts);
    } else {
        sort_codes(tally);
        say_summary(tally, &result, options->answer);
        if (cli->format != FPL_FORMAT_TABLE)
            code = show_summary(tally, &result);
        if (code == CLI_DONE && (refused_of(&result) || result.counts.deferred))
            code = CLI_NO;
    }
    ing_import_result_release(&result);
    return code;
}

static int import_file(struct cli *cli, struct ing_import_options *options, struct tally *tally) {
    char *own_answer = NULL;
    tally->cli = cli;
    tally->file = options->file;
    tally->rehearsal = options->rehearsal;
    options->answer = cli_get(cli, "answer");
    if (!options->answer && strcmp(options->file, "-") != 0)
        options->answer = own_answer = answer_path(options->file, options->rehearsal);
    int code = run_import(cli, options, tally);
    fpl_buf_release(&tally->refused);
    free(own_answer);
    return code;
}

static int show_template(struct cli *cli) {
    const struct fpl_command_spec *spec = command_of(cli->arg[1]);
    struct fpl_buf out = {0};
    if (!spec)
        return unknown_kind(cli);
    fpl_error_clear(&cli->error);
    enum fpl_status status = ing_template(spec, &out);
    if (status == FPL_OK)
        status = cli_write_data(cli, out.p, out.n);
    fpl_buf_release(&out);
    if (status == FPL_OK)
        return CLI_DONE;
    (void)fpl_fail(&cli->error, status, NULL, NULL, NULL);
    return cli_fail(cli);
}

int cli_run_import(struct cli *cli) {
    struct ing_import_options options;
    struct ing_constant set[SETS_MAX];
    struct cli_rehearsal rehearsal;
    if (cli->args == 2 && strcmp(cli->arg[0], "templates") == 0)
        return show_template(cli);
    struct tally *tally = calloc(1, sizeof *tally);
    if (!tally) {
        fpl_fail(&cli->error, FPL_E_NOMEM, NULL, NULL, NULL);
        return cli_fail(cli);
    }
    int code = read_options(cli, &options, set);
    if (code == CLI_DONE && options.rehearsal) {
        code = cli_rehearsal_begin(cli, &rehearsal);
        if (code == CLI_DONE)
            code = import_file(cli, &options, tally);
        cli_rehearsal_end(cli, &rehearsal);
    } else if (code == CLI_DONE) {
        code = cli_open_as(cli, FPL_WRITE);
        if (code == CLI_DONE)
            code = import_file(cli, &options, tally);
    }
    free(tally);
    return code;
}
