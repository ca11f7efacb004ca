/* Answer files: rendering, encoding, and the rename that makes them appear whole. */
#include "src/ingest/answer.h"
#include "fundpool/report.h"

#include "fundpool/event.h"
#include "fundpool/file.h"
#include "fundpool/pack.h"
#include "fundpool/ratio.h"
#include "src/ingest/answer_name.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PENDING 65536u
#define NO_CD   ((iconv_t)-1)

struct ing_answer_file {
    char *path, *part;
    int fd;
    const struct ing_intake *rehearsed; /* what was read, of a rehearsal; NULL: it is none */
    iconv_t cd;
    char delimiter;
    int width;           /* cells of the header as it stands, without those of an earlier answer file */
    int replaces;        /* the rows hold cells of an earlier answer file behind them */
    struct fpl_buf text; /* UTF-8 not yet written */
    char *coded;
    enum fpl_status status; /* first failure, kept until close */
    int number;             /* its errno */
};

/* ---- rendering ---- */
static const char *result_word(enum fpl_status status) {
    if (status == FPL_OK)
        return "接受 accepted";
    if (status == FPL_ALREADY)
        return "已登记 already";
    if (status == FPL_QUEUED)
        return "排队 queued";
    return status == FPL_DEFERRED ? "暂缓 deferred" : "拒绝 refused";
}

/* Appends to a bounded text, as people are shown it, cut at a character. */
#define TITLE_BYTES 160 /* of a column, as a reason names it; a longer one is cut with a mark */

static void add(char *out, size_t out_size, const char *text) {
    size_t n = strlen(out);
    if (n + 1 < out_size)
        (void)fpl_str_show(fpl_str_of(text), out + n, out_size - n);
}

/* Appends what has been made to be shown: it is copied where it fits. */
static void add_shown(char *out, size_t out_size, const char *text) {
    size_t n = strlen(out), m = strlen(text);
    if (n + m + FPL_CUT_BYTES < out_size)
        memcpy(out + n, text, m + 1);
    else
        add(out, out_size, text);
}

/* An amount in a unit is told in the currency's own: it stands beside others that are. What is none stays as it is. */
static struct fpl_str cell_of(const struct ing_rule *rule, const struct ing_record *record, struct ing_row *row) {
    struct fpl_error ignored = {0};
    struct fpl_str text;
    if (rule->field->type == FPL_FIELD_MONEY && rule->unit != ING_UNIT_NONE && rule->unit != ING_UNIT_YUAN &&
        ing_rule_text(rule, record, row, &text, &ignored) == FPL_OK && text.n > 0)
        return text;
    return ing_rule_source(rule, record, &row->scratch);
}

/* "@field" stands for what the row itself says there; words that name it may stand before it. */
static void resolve(const struct ing_plan *plan, const struct ing_record *record, const char *arg,
                    char out[FPL_ERROR_ARG_BYTES]) {
    const char *end = strrchr(arg, FPL_ZH_EN_END), *own = end && end[1] == ' ' ? end + 2 : arg;
    const struct ing_rule *rule = own[0] == '@' ? ing_plan_rule(plan, fpl_str_of(own + 1)) : NULL;
    char cell[FPL_ERROR_ARG_BYTES];
    if (!rule) {
        (void)fpl_error_quote(fpl_str_of(arg), out);
        return;
    }
    struct ing_row row = {0};
    (void)snprintf(out, FPL_ERROR_ARG_BYTES, "%.*s%s", (int)(own - arg), arg,
                   fpl_error_quote(cell_of(rule, record, &row), cell));
    ing_row_release(&row);
}

/* Does the file call the column as we do? Then one name is enough. */
static int is_own_name(const struct fpl_field_spec *spec, struct fpl_str title) {
    char given[ING_KEY_BYTES], ours[ING_KEY_BYTES];
    const char *const names[] = {spec->name, spec->zh, spec->en};
    ing_header_key(title, given);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ing_header_key(fpl_str_of(names[i]), ours);
        if (strcmp(given, ours) == 0)
            return 1;
    }
    return 0;
}

/* "第9列 合同金额：" and "column 9 contract amount: "; of a column that the sender's file calls otherwise, its name
 * there first, for that is what the sender knows: "第9列“放款额（万元）”即合同金额：". "" if the reason is about no
 * field. */
static void where(const struct ing_plan *plan, const char *field, char *zh, char *en, size_t size) {
    zh[0] = en[0] = 0;
    if (!field[0])
        return;
    const struct ing_rule *rule = ing_plan_rule(plan, fpl_str_of(field));
    const struct fpl_field_spec *spec = rule ? rule->field : fpl_field_find(plan->command, fpl_str_of(field));
    const char *zh_name = spec ? spec->zh : field, *en_name = spec ? spec->en : field;
    struct fpl_str title = rule && rule->columns > 0 ? ing_plan_header(plan, rule->column[0]) : (struct fpl_str){"", 0};
    char shown[TITLE_BYTES];
    (void)fpl_str_show(title, shown, sizeof shown);
    if (title.n && rule->field && !is_own_name(rule->field, title)) {
        snprintf(zh, size, "第%d列“%s”即%s：", rule->column[0] + 1, shown, zh_name);
        snprintf(en, size, "column %d \"%s\", %s: ", rule->column[0] + 1, shown, en_name);
    } else if (rule && rule->columns > 0) {
        snprintf(zh, size, "第%d列 %s：", rule->column[0] + 1, zh_name);
        snprintf(en, size, "column %d %s: ", rule->column[0] + 1, en_name);
    } else {
        snprintf(zh, size, "%s：", zh_name);
        snprintf(en, size, "%s: ", en_name);
    }
}

/* One more reason, about a field or about none. */
static void add_reason(const struct ing_plan *plan, const struct fpl_error *why, const char *field,
                       struct ing_answer_cells *out) {
    char zh[2 * TITLE_BYTES], en[2 * TITLE_BYTES], text[FPL_MESSAGE_BYTES];
    struct fpl_error in_words = *why;
    const struct fpl_error *error = &in_words;
    fpl_report_error_words(plan->command, 0, &in_words);
    where(plan, field, zh, en, sizeof zh);
    if (out->codes[0]) {
        add(out->codes, sizeof out->codes, ";");
        add(out->zh, sizeof out->zh, "；");
        add(out->en, sizeof out->en, "; ");
    }
    add_shown(out->codes, sizeof out->codes, fpl_status_name(error->status));
    add(out->zh, sizeof out->zh, zh);
    add_shown(out->zh, sizeof out->zh, fpl_error_message(error, 1, text, sizeof text));
    add(out->en, sizeof out->en, en);
    add_shown(out->en, sizeof out->en, fpl_error_message(error, 0, text, sizeof text));
}

static void render_reason(const struct ing_plan *plan, const struct ing_record *record,
                          const struct fpl_row_outcome *outcome, int i, struct ing_answer_cells *out) {
    const struct fpl_reason *reason = &outcome->reason[i];
    char arg[2][FPL_ERROR_ARG_BYTES], advice[FPL_RATIO_ADVICE], text[FPL_MESSAGE_BYTES];
    struct fpl_error error;
    resolve(plan, record, reason->arg[0], arg[0]);
    resolve(plan, record, reason->arg[1], arg[1]);
    fpl_error_clear(&error);
    /* a record keeps two arguments; this third one follows from them */
    (void)fpl_fail(
        &error, reason->status, arg[0], arg[1],
        reason->status == FPL_E_RATIO_RANGE ? fpl_ratio_advice(fpl_str_of(arg[0]), fpl_str_of(arg[1]), advice) : NULL);
    add_reason(plan, &error, outcome->field[i], out);
    if (reason->clause[0]) {
        snprintf(text, sizeof text, "（依据 %s）", reason->clause);
        add(out->zh, sizeof out->zh, text);
        snprintf(text, sizeof text, " (%s)", reason->clause);
        add(out->en, sizeof out->en, text);
    }
}

void ing_left_out(const char *names, int zh, char *out, size_t size) {
    size_t n = 0;
    out[0] = '\0';
    while (*names && n + 1 < size) {
        char name[64];
        size_t length = strcspn(names, " ");
        const struct fpl_pack_field *field =
            fpl_pack_field(fpl_str_copy((struct fpl_str){names, length}, name, sizeof name));
        int put = snprintf(out + n, size - n, "%s%s", n ? zh ? "、" : ", " : "",
                           !field ? name
                           : zh   ? field->zh
                                  : field->en);
        n += put > 0 ? (size_t)put : 0;
        names += length + (names[length] == ' ');
    }
}

/* Which caps a provisional amount leaves out. */
static void add_left_out(const char *names, struct ing_answer_cells *out) {
    char text[2][512];
    if (!names[0])
        return;
    ing_left_out(names, 1, text[1], sizeof text[1]);
    ing_left_out(names, 0, text[0], sizeof text[0]);
    add(out->zh, sizeof out->zh, "，未计入：");
    add(out->zh, sizeof out->zh, text[1]);
    add(out->en, sizeof out->en, ", without: ");
    add(out->en, sizeof out->en, text[0]);
}

static void render_status(const struct ing_plan *plan, enum fpl_status status, const char *arg,
                          struct ing_answer_cells *out) {
    struct fpl_error error;
    fpl_error_clear(&error);
    (void)fpl_fail(&error, status, arg, NULL, NULL);
    add_reason(plan, &error, "", out);
}

/* A refusal without reasons of its own speaks by its status; a claim accepted says what it is provisionally worth. */
static void render_plain(const struct ing_plan *plan, const struct fpl_row_outcome *outcome,
                         struct ing_answer_cells *out) {
    char amount[FPL_MONEY_TEXT];
    if (outcome->status != FPL_OK) {
        render_status(plan, outcome->status, NULL, out);
        return;
    }
    if (strcmp(plan->command->name, "claim.submit") != 0)
        return;
    if (fpl_money_sign(outcome->amount) == 0) { /* its record says no more than that */
        render_status(
            plan, FPL_ZERO_PROVISIONAL,
            FPL_ZH_EN("逐项余量见 fundpool explain 回执号", "fundpool explain RECEIPT tells the room of each cap"),
            out);
    } else {
        fpl_money_format(outcome->amount, FPL_UNIT_YUAN, plan->scale, amount);
        int is_yuan = strcmp(plan->currency, "CNY") == 0;
        snprintf(out->zh, sizeof out->zh, "受理，暂核补偿金额 %s %s", amount, is_yuan ? "元" : plan->currency);
        snprintf(out->en, sizeof out->en, "received, provisional amount %s%s%s", amount, is_yuan ? "" : " ",
                 is_yuan ? "" : plan->currency);
    }
    add_left_out(outcome->left_out, out);
}

static char *put_number(char *to, int64_t value) {
    char digit[20];
    int n = 0;
    do
        digit[n++] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    while (n > 0)
        *to++ = digit[--n];
    return to;
}

/* "book/seq", at most 10 + 1 + 11 digits */
static void render_receipt(const struct fpl_row_outcome *outcome, char out[40]) {
    char *to = put_number(out, outcome->book);
    *to++ = '/';
    *put_number(to, outcome->seq) = 0;
}

/* A day that the row leaves empty, and that the rules count from, is told: it is that of recording. */
static void add_day(const struct ing_plan *plan, const struct ing_record *record, const struct fpl_row_outcome *outcome,
                    struct ing_answer_cells *out) {
    const struct fpl_event *event = fpl_event_of_command(plan->command);
    struct fpl_buf scratch = {0};
    char words[FPL_ERROR_ARG_BYTES];
    if (outcome->status != FPL_OK || !(event->flags & FPL_EVENT_TELLS_DAY))
        return;
    const struct ing_rule *rule = ing_plan_rule(plan, fpl_str_of(event->occurred));
    const struct fpl_field_spec *field = fpl_field_find(plan->command, fpl_str_of(event->occurred));
    int given = rule && ing_rule_source(rule, record, &scratch).n > 0;
    fpl_buf_release(&scratch);
    if (given)
        return;
    (void)snprintf(words, sizeof words, FPL_ZH_EN("%s", "%s"), field->zh, field->en);
    render_status(plan, FPL_DAY_ASSUMED, words, out);
}

void ing_answer_render(const struct ing_plan *plan, const struct ing_record *record,
                       const struct fpl_row_outcome *outcome, struct ing_answer_cells *out) {
    out->codes[0] = out->zh[0] = out->en[0] = out->receipt[0] = 0;
    fpl_str_copy(fpl_str_of(result_word(outcome->status)), out->result, sizeof out->result);
    fpl_str_copy(fpl_str_of(outcome->voucher), out->voucher, sizeof out->voucher);
    if (outcome->seq >= 0)
        render_receipt(outcome, out->receipt);
    for (int i = 0; i < outcome->reasons; i++)
        if (outcome->own == 0 || outcome->reason[i].status != FPL_E_NEIGHBOUR)
            render_reason(plan, record, outcome, i, out);
    if (outcome->reasons == 0)
        render_plain(plan, outcome, out);
    add_day(plan, record, outcome, out);
}

void ing_answer_repeat(struct ing_answer_cells *cells, enum ing_repeat repeat, int64_t earlier) {
    static const struct {
        const char *zh, *en; /* # is the earlier row */
    } words[] = {{"#", "#"},
                 {"编号与本文件第 # 行相同（或仅差前导零、大小写、全半角）",
                  "the key is that of row # (or differs only in leading zeros / case / width)"},
                 {"银行流水号与本文件第 # 行相同", "the bank reference is that of row #"},
                 {"内容与本文件第 # 行相同，仅编号不同", "the content is that of row # under another number"}};
    struct fpl_buf text = {0};
    const char *part[2] = {words[repeat].zh, words[repeat].en};
    char *to[2] = {cells->zh, cells->en};
    for (int i = 0; i < 2; i++) {
        const char *number = strchr(part[i], '#');
        fpl_buf_reset(&text);
        fpl_buf_adds(&text, to[i][0] ? i == 0 ? "；" : "; " : "");
        fpl_buf_adds(&text, i == 0 ? "注意：" : "note: ");
        fpl_buf_add(&text, part[i], (size_t)(number - part[i]));
        fpl_buf_addi(&text, earlier);
        fpl_buf_adds(&text, number + 1);
        fpl_buf_addc(&text, 0);
        if (fpl_buf_ok(&text) == FPL_OK)
            add(to[i], ING_ANSWER_TEXT, text.p);
    }
    fpl_buf_release(&text);
}

void ing_answer_total(struct ing_answer_cells *cells, const struct ing_plan *plan, const struct ing_total *total) {
    fpl_str_copy(FPL_STR("合计 total"), cells->result, sizeof cells->result);
    for (int i = 0; i < total->wrong; i++) {
        const struct ing_total_wrong *one = &total->list[i];
        struct fpl_error error;
        fpl_error_clear(&error);
        (void)fpl_fail(&error, FPL_E_TOTAL_DIFFERS, one->text, one->sum, NULL);
        add_reason(plan, &error, ing_plan_rule_at(plan, one->column - 1)->field->name, cells);
    }
    if (total->columns > 0 && total->wrong == 0) {
        add(cells->zh, sizeof cells->zh, "；与以上各行之和相符");
        add(cells->en, sizeof cells->en, "; it is the sum of the rows above");
    }
}

void ing_answer_rehearse(struct ing_answer_cells *cells) {
    char result[32];
    fpl_str_copy(fpl_str_of(cells->result), result, sizeof result);
    snprintf(cells->result, sizeof cells->result, "试算 rehearsal: %s", result);
    cells->receipt[0] = cells->voucher[0] = 0;
}

static void write_cell(struct fpl_buf *out, struct fpl_str text, char delimiter, int guard) {
    static const char quoted[256] = {['\n'] = 1, ['\r'] = 1, ['"'] = 1, [0] = 1};
    int quote = 0;
    if (text.n == 0)
        return;
    for (size_t i = 0; i < text.n; i++)
        quote |= quoted[(unsigned char)text.p[i]];
    quote |= memchr(text.p, delimiter, text.n) != NULL || text.p[0] == ' ' || text.p[text.n - 1] == ' ';
    if (!quote && !guard) {
        fpl_buf_add(out, text.p, text.n);
        return;
    }
    if (quote)
        fpl_buf_addc(out, '"');
    if (guard)
        fpl_buf_addc(out, '\'');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            fpl_buf_addc(out, '"');
        if (text.p[i] == 0)
            fpl_buf_adds(out, "\xEF\xBF\xBD");
        else
            fpl_buf_addc(out, text.p[i]);
    }
    if (quote)
        fpl_buf_addc(out, '"');
}

void ing_cell_write(struct fpl_buf *out, struct fpl_str text, char delimiter) {
    write_cell(out, text, delimiter, fpl_text_is_formula(text));
}

/* ---- the file ---- */
static void failed(struct ing_answer_file *file) {
    if (file->status != FPL_OK)
        return;
    file->number = errno;
    file->status = errno == ENOSPC || errno == EDQUOT ? FPL_E_DISK_FULL : FPL_E_IO;
}

static void put(struct ing_answer_file *file, const char *bytes, size_t n) {
    while (n > 0 && file->status == FPL_OK) {
        ssize_t done = write(file->fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            failed(file);
            return;
        }
        bytes += done;
        n -= (size_t)done;
    }
}

/* Encodes and writes what is pending. The text is whole characters, because it is flushed between records only. */
static void flush(struct ing_answer_file *file) {
    char *from = file->text.p;
    size_t left = file->text.n;
    if (file->text.failed && file->status == FPL_OK)
        file->status = FPL_E_NOMEM;
    if (file->cd == NO_CD) {
        put(file, from, left);
        left = 0;
    }
    while (left > 0 && file->status == FPL_OK) {
        char *to = file->coded;
        size_t room = PENDING;
        size_t result = iconv(file->cd, &from, &left, &to, &room);
        int number = errno;
        put(file, file->coded, PENDING - room);
        if (result == (size_t)-1 && number != E2BIG) { /* GB18030 and UTF-16 hold every character: cannot happen */
            errno = number;
            failed(file);
        }
    }
    fpl_buf_reset(&file->text);
}

static char *joined(const char *a, const char *b) {
    size_t n = strlen(a) + strlen(b) + 1;
    char *out = malloc(n);
    if (out)
        snprintf(out, n, "%s%s", a, b);
    return out;
}

/* Is what stands under this name a file that the import reads? */
static enum fpl_status check_inputs(const char *name, const struct ing_answer_place *place,
                                    const struct ing_intake *intake, struct fpl_error *error) {
    struct stat info, mapping;
    if (lstat(name, &info) != 0)
        return FPL_OK;
    if (ing_intake_is(intake, (uint64_t)info.st_dev, (uint64_t)info.st_ino))
        return fpl_fail(error, FPL_E_OUTPUT, name, FPL_ZH_EN("导入文件本身", "the input file itself"), NULL);
    if (place->mapping && stat(place->mapping, &mapping) == 0 && mapping.st_dev == info.st_dev &&
        mapping.st_ino == info.st_ino)
        return fpl_fail(error, FPL_E_OUTPUT, name, FPL_ZH_EN("列映射文件", "the mapping file"), NULL);
    return FPL_OK;
}

static enum fpl_status check_name(const char *name, const struct ing_answer_place *place,
                                  const struct ing_intake *intake, struct fpl_error *error) {
    enum fpl_status status = fpl_output_check(place->ledger, name, error);
    return status ? status : check_inputs(name, place, intake, error);
}

enum fpl_status ing_answer_check(const struct ing_answer_place *place, const struct ing_intake *intake,
                                 struct fpl_error *error) {
    char *part = joined(place->path, ".part");
    if (!part)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    enum fpl_status status = check_name(place->path, place, intake, error);
    if (!status)
        status = check_name(part, place, intake, error);
    free(part);
    return status;
}

/* Opens the part file: made anew, or, if a killed run has left it, the one that is there. -1 with errno; EEXIST: what
 * is there is not such a file. */
static int open_part(const char *part) {
    for (;;) {
        struct stat info;
        int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (fd >= 0 || errno != EEXIST)
            return fd;
        fd = open(part, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0 && errno == ENOENT) /* its owner has just renamed it */
            continue;
        if (fd >= 0 && (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink > 1)) {
            close(fd);
            errno = EEXIST;
            return -1;
        }
        return fd;
    }
}

/* The part file is locked as long as this run writes it: another run of the same import must not write into it, nor
 * rename or remove it. One that has just been renamed by its owner is no part file any more. */
static enum fpl_status own_part(struct ing_answer_file *file, struct fpl_error *error) {
    struct stat named, opened;
    for (;;) {
        int fd = open_part(file->part);
        if (fd < 0)
            return errno == EEXIST ? fpl_fail(error, FPL_E_EXISTS, file->part, NULL, NULL)
                                   : fpl_fail_errno(error, errno, file->part);
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            char what[FPL_ERROR_ARG_BYTES];
            close(fd);
            snprintf(what, sizeof what, FPL_ZH_EN("答复文件", "answer file") " %s", file->part);
            return fpl_fail(error, FPL_E_LOCKED, what, NULL, NULL);
        }
        if (lstat(file->part, &named) == 0 && fstat(fd, &opened) == 0 && named.st_dev == opened.st_dev &&
            named.st_ino == opened.st_ino) {
            file->fd = fd;
            return ftruncate(fd, 0) == 0 ? FPL_OK : fpl_fail_errno(error, errno, file->part);
        }
        close(fd);
    }
}

enum fpl_status ing_answer_open(const struct ing_answer_place *place, const struct ing_intake *intake, char delimiter,
                                struct ing_answer_file **out, struct fpl_error *error) {
    enum fpl_status same = ing_answer_check(place, intake, error);
    if (same != FPL_OK)
        return same;
    struct ing_answer_file *file = calloc(1, sizeof *file);
    if (!file)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    file->fd = -1;
    file->cd = NO_CD;
    file->delimiter = delimiter;
    file->rehearsed = place->rehearsal ? intake : NULL;
    file->path = joined(place->path, "");
    file->part = joined(place->path, ".part");
    file->coded = malloc(PENDING);
    if (!file->path || !file->part || !file->coded)
        return ing_answer_close(file, fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL), NULL, error);
    enum fpl_status status = own_part(file, error);
    if (status != FPL_OK)
        return ing_answer_close(file, status, NULL, error);
    if (ing_intake_encoding(intake) != ING_UTF8) {
        file->cd = iconv_open(ing_encoding_name(ing_intake_encoding(intake)), "UTF-8");
        if (file->cd == NO_CD)
            return ing_answer_close(file, fpl_fail(error, FPL_E_IO, "iconv", NULL, NULL), NULL, error);
    }
    if (ing_intake_has_bom(intake))
        fpl_buf_adds(&file->text, "\xEF\xBB\xBF");
    *out = file;
    return FPL_OK;
}

/* The record's own text; NUL, which no spreadsheet takes, as U+FFFD. */
static void copy_raw(struct ing_answer_file *file, struct fpl_str raw) {
    while (raw.n > 0) {
        const char *nul = memchr(raw.p, 0, raw.n);
        size_t n = nul ? (size_t)(nul - raw.p) : raw.n;
        fpl_buf_add(&file->text, raw.p, n);
        if (!nul)
            return;
        fpl_buf_adds(&file->text, "\xEF\xBF\xBD");
        raw = (struct fpl_str){raw.p + n + 1, raw.n - n - 1};
    }
}

static void end_record(struct ing_answer_file *file, const struct ing_record *record) {
    fpl_buf_add(&file->text, record->end.p, record->end.n);
    if (file->text.n >= PENDING)
        flush(file);
}

void ing_answer_copy(struct ing_answer_file *file, const struct ing_record *record) {
    copy_raw(file, record->raw);
    end_record(file, record);
}

static void copy_cells(struct ing_answer_file *file, const struct ing_record *record) {
    for (int i = 0; i < file->width; i++) {
        if (i > 0)
            fpl_buf_addc(&file->text, file->delimiter);
        write_cell(&file->text, record->cell[i], file->delimiter, 0);
    }
}

/* The record in `width` cells. A record that is not valid CSV is written as one quoted cell, so that it cannot break
 * the answer file. */
static void copy_padded(struct ing_answer_file *file, const struct ing_record *record) {
    int cells = record->cells;
    int readable = record->status == FPL_OK || record->status == FPL_E_NUL ||
                   (record->status == FPL_E_TOO_LONG && record->cells > 0);
    if (!readable) {
        write_cell(&file->text, record->raw, file->delimiter, 0);
        cells = 1;
    } else if (cells > file->width && (file->replaces || record->cell[cells - 1].n == 0)) {
        copy_cells(file, record); /* empty cells beyond the header give way, and so do earlier answers */
        cells = file->width;
    } else {
        copy_raw(file, record->raw);
    }
    for (; cells < file->width; cells++)
        fpl_buf_addc(&file->text, file->delimiter);
}

static void add_cells(struct ing_answer_file *file, const struct fpl_str cell[5]) {
    for (int i = 0; i < 5; i++) {
        fpl_buf_addc(&file->text, file->delimiter);
        ing_cell_write(&file->text, cell[i], file->delimiter);
    }
}

void ing_answer_header(struct ing_answer_file *file, const struct ing_record *record) {
    struct fpl_str titles[ING_RESULTS];
    int results = ing_result_columns(record);
    file->replaces = results >= 0;
    file->width = file->replaces ? results : record->cells;
    if (file->replaces)
        copy_cells(file, record);
    else
        copy_raw(file, record->raw);
    for (int i = 0; i < ING_RESULTS; i++)
        titles[i] = fpl_str_of(ing_result_title[i]);
    add_cells(file, titles);
    end_record(file, record);
}

void ing_answer_row(struct ing_answer_file *file, const struct ing_record *record,
                    const struct ing_answer_cells *cells) {
    char reason[ING_ANSWER_TEXT * 2 + 8];
    int n = 0;
    if (cells->zh[0] || cells->en[0])
        n = snprintf(reason, sizeof reason, "%s%s%s", cells->zh, cells->zh[0] && cells->en[0] ? " / " : "", cells->en);
    const struct fpl_str all[5] = {fpl_str_of(cells->result),
                                   fpl_str_of(cells->codes),
                                   {reason, (size_t)n},
                                   fpl_str_of(cells->receipt),
                                   fpl_str_of(cells->voucher)};
    copy_padded(file, record);
    add_cells(file, all);
    end_record(file, record);
}

/* Makes the new name last through a power cut. */
static void sync_folder(struct ing_answer_file *file) {
    char *slash = strrchr(file->path, '/');
    int fd;
    if (slash && slash != file->path) {
        *slash = 0;
        fd = open(file->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        *slash = '/';
    } else {
        fd = open(slash ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (fd < 0)
        return;
    (void)fsync(fd); /* some file systems cannot sync a folder; the content itself is synced before */
    close(fd);
}

void ing_answer_sync(struct ing_answer_file *file) {
    flush(file);
    if (file->status == FPL_OK && fsync(file->fd) != 0)
        failed(file);
}

enum fpl_status ing_answer_close(struct ing_answer_file *file, enum fpl_status status, struct fpl_buf *name,
                                 struct fpl_error *error) {
    int own = file->fd >= 0;
    if (status == FPL_OK && file->status == FPL_OK &&
        ing_answer_name(file->part, file->path, file->rehearsed, name) != 0)
        failed(file);
    if (status == FPL_OK && file->status == FPL_OK) {
        sync_folder(file);
    } else if (own) {
        (void)unlink(file->part);
    }
    if (own)
        (void)close(file->fd);                        /* and with it goes the lock; the content has been synced */
    if (status == FPL_OK && file->status != FPL_OK) { /* another failure is described in error by the caller */
        status = fpl_fail(error, FPL_E_ANSWER, file->path, NULL, NULL);
        fpl_error_hint(error, file->number ? strerror(file->number) : fpl_status_name(file->status));
    }
    if (file->cd != NO_CD)
        iconv_close(file->cd);
    fpl_buf_release(&file->text);
    free(file->path);
    free(file->part);
    free(file->coded);
    free(file);
    return status;
}
