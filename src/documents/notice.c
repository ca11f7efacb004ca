/* 决定书稿, 核定表, 回执: letters about one claim, made of its explanation. The page of a letter is that of GB/T 9704:
 * A4, 天头 37 mm, 订口 28 mm, 版心 156 mm by 225 mm, 22 lines of 28 characters. Day and signature never stand on a page
 * without text of the letter; where they would, lines are set closer, as the standard says, or the end of the text goes
 * with them. It is a draft (拟稿): number, signature and seal belong to the office's own system, and so does what the
 * law lets the addressee do about it. */
#include "src/documents/form.h"
#include "src/documents/sheet.h"

#include <stdio.h>
#include <string.h>

#define LEFT       (28 * DOC_MM)
#define WIDTH      (156 * DOC_MM)
#define TOP        (37 * DOC_MM)
#define BOTTOM     ((37 + 225) * DOC_MM)
#define BODY       16.0 /* 3号 */
#define TITLE      22.0 /* 2号 */
#define LEADING    (225 * DOC_MM / 22)
#define CLOSEST    0.88 /* of it: lines of a letter are set no closer */
#define SMALL      9.0
#define NAME_SIZE  32.0 /* of the office above the letter, at most */
#define NAME_LEAST 14.0
#define NAME_LINES 6

struct notice {
    struct doc_ink ink;
    const struct doc_paper *paper;
    const struct doc_notice *form;
    struct fpl_buf issuer; /* as it is shown, NUL-ended */
    struct fpl_buf recorded, contract, iou, leaf, index, origin, size, root,
        path; /* of a receipt; path: a hash a line */
    struct fpl_buf claim, claimant, bank, firm, state, decided, kind, receipt, day, amount, capitals, measure, binding;
    struct fpl_table_shown steps, reasons;
    const struct fpl_report_cell *step, *reason;
    size_t step_cells, reason_cells;
    enum { OTHER, CLAIM, RECORD, STEPS, REASONS, EVIDENCE } now;
    struct fpl_table_shown table;
    struct fpl_buf text, line;
    double y;
    int page;
    double leading; /* of the letter */
    int said, last; /* its paragraphs so far; the last one, whose end stays with signature and day */
};

static const char *word(const struct notice *n, const char *zh, const char *en) {
    return n->paper->zh ? zh : en;
}

/* ---- what the explanation says ---- */

static void keep(struct notice *n, const char *key, struct fpl_buf *out) {
    struct fpl_str text = doc_form_caption(&n->table, key, n->paper->zh, &n->text);
    if (text.n == 0 || out->n)
        return;
    fpl_buf_add(out, text.p, text.n);
}

/* "示例银行（BK-XC）": a letter has the name alone. */
static void keep_name(struct notice *n, const char *key, struct fpl_buf *out) {
    static const char open[] = "（";
    keep(n, key, out);
    for (size_t i = out->n; i-- > 0;)
        if (out->n - i >= sizeof open && memcmp(out->p + i, open, sizeof open - 1) == 0) {
            out->n = i;
            return;
        }
}

static void keep_code(struct notice *n, const char *key, struct fpl_buf *out) {
    for (size_t i = 0; i < n->table.captions; i++)
        if (strcmp(n->table.caption[i].key, key) == 0 && n->table.caption[i].value.type == FPL_CELL_CODE)
            fpl_buf_adds(out, fpl_cell_part(&n->table.caption[i].value, 0));
}

static enum fpl_status take_table(void *ctx, const struct fpl_table_shown *table) {
    struct notice *n = ctx;
    n->table = *table;
    n->now = strcmp(table->key, "claim") == 0      ? CLAIM
             : strcmp(table->key, "record") == 0   ? RECORD
             : strcmp(table->key, "steps") == 0    ? STEPS
             : strcmp(table->key, "reasons") == 0  ? REASONS
             : strcmp(table->key, "evidence") == 0 ? EVIDENCE
                                                   : OTHER;
    if (n->now == CLAIM) {
        keep(n, "claim", &n->claim);
        keep_name(n, "claimant", &n->claimant);
        keep_name(n, "bank", &n->bank);
        keep_name(n, "firm", &n->firm);
        keep_code(n, "state", &n->state);
        keep(n, "decided", &n->decided);
    }
    if (n->now == RECORD) {
        keep(n, "receipt", &n->receipt);
        keep(n, "kind", &n->kind);
        keep(n, "occurred", &n->day);
        keep(n, "amount", &n->amount);
        keep(n, "in_capitals", &n->capitals);
        keep(n, "pack_title", &n->measure);
        keep(n, "binding", &n->binding);
    }
    if (n->now == EVIDENCE) {
        keep(n, "recorded", &n->recorded);
        keep(n, "claim", &n->claim);
        keep_name(n, "claimant", &n->claimant);
        keep_name(n, "bank", &n->bank);
        keep_name(n, "firm", &n->firm);
        keep(n, "contract", &n->contract);
        keep(n, "iou", &n->iou);
        keep(n, "leaf", &n->leaf);
        keep(n, "index", &n->index);
        keep(n, "origin", &n->origin);
        keep(n, "size", &n->size);
        keep(n, "root", &n->root);
    }
    if (n->now == STEPS)
        n->steps = *table;
    if (n->now == REASONS)
        n->reasons = *table;
    return FPL_OK;
}

static enum fpl_status take_path(struct notice *n, const struct fpl_report_cell *cell, size_t cells) {
    size_t at = doc_form_column(&n->table, "hash"), number = 0;
    for (; at < cells; at += n->table.columns) {
        struct fpl_str hash = doc_cell_shown(&cell[at], n->paper->zh, &n->text);
        fpl_buf_addf(&n->path, "%zu  %.*s\n", ++number, (int)hash.n, hash.p);
    }
    return fpl_buf_ok(&n->path);
}

static enum fpl_status take_cells(void *ctx, const struct fpl_report_cell *cell, size_t cells) {
    struct notice *n = ctx;
    if (n->now == EVIDENCE)
        return take_path(n, cell, cells);
    if (n->now == STEPS) {
        n->step = cell;
        n->step_cells = cells;
    } else if (n->now == REASONS) {
        n->reason = cell;
        n->reason_cells = cells;
    }
    return FPL_OK;
}

/* The claim's own number, the last part of its key. */
static struct fpl_str number_of(const struct notice *n) {
    size_t at = n->claim.n;
    while (at > 0 && n->claim.p[at - 1] != '|')
        at--;
    return (struct fpl_str){n->claim.p + at, n->claim.n - at};
}

/* ---- pages ---- */

static void end_page(struct notice *n) {
    char number[24];
    (void)snprintf(number, sizeof number, "— %d —", n->page);
    doc_ink_text(&n->ink, &(struct doc_text){.text = fpl_str_of(number),
                                             .x = LEFT,
                                             .y = BOTTOM + 30,
                                             .width = WIDTH,
                                             .size = 14,
                                             .align = DOC_CENTRE,
                                             .colour = doc_black});
    doc_ink_text(&n->ink, &(struct doc_text){.text = fpl_str_of(n->paper->foot),
                                             .x = LEFT,
                                             .y = BOTTOM + 46,
                                             .width = WIDTH,
                                             .size = 6,
                                             .colour = doc_grey});
    doc_ink_page_end(&n->ink);
}

static void begin_page(struct notice *n) {
    n->page++;
    n->y = TOP;
    doc_ink_page_size(&n->ink, DOC_A4_SHORT, DOC_A4_LONG);
}

static void need(struct notice *n, double high) {
    if (n->y + high <= BOTTOM)
        return;
    end_page(n);
    begin_page(n);
}

/* `with`: what stands on the page of its last two lines. */
static void put_kept(struct notice *n, struct fpl_str text, const double type[2], int centred, double with) {
    double size = type[0], leading = type[1];
    int lines = doc_ink_lines(&n->ink, text, size, WIDTH);
    for (int i = 0; i < lines; i++) {
        int ends = with > 0 && i == (lines < 2 ? 0 : lines - 2);
        need(n, ends ? (lines - i) * leading + with : leading);
        struct doc_text t = {.text = text,
                             .x = LEFT,
                             .y = n->y + (leading + size) / 2 - size * 0.12,
                             .width = WIDTH,
                             .size = size,
                             .colour = doc_black,
                             .from = i,
                             .n = 1};
        if (centred)
            t.align = DOC_CENTRE;
        doc_ink_text(&n->ink, &t);
        n->y += leading;
    }
}

static void put_paragraph(struct notice *n, struct fpl_str text, double size, double leading, int centred) {
    put_kept(n, text, (const double[]){size, leading}, centred, 0);
}

/* The office's name below the letter, two characters from the right: what its further lines take. */
static double signature_more(struct notice *n) {
    return (doc_ink_lines(&n->ink, fpl_str_of(n->issuer.p), BODY, WIDTH - 2 * BODY) - 1) * BODY * DOC_LEADING;
}

/* 附件, a gap, signature, day, and the small print. */
static double closing_high(struct notice *n) {
    return 3.5 * n->leading + signature_more(n) + 2 * SMALL * 1.5;
}

/* A paragraph of the letter, its first line two characters in. */
__attribute__((format(printf, 2, 3))) static void say(struct notice *n, const char *format, ...) {
    va_list args;
    fpl_buf_reset(&n->line);
    if (n->paper->zh)
        fpl_buf_adds(&n->line, "　　");
    va_start(args, format);
    fpl_buf_addv(&n->line, format, args);
    va_end(args);
    n->said++;
    if (n->line.failed)
        n->ink.status = FPL_E_NOMEM;
    else
        put_kept(n, fpl_buf_str(&n->line), (const double[]){BODY, n->leading}, 0,
                 n->said == n->last ? closing_high(n) : 0);
}

static int length(const struct fpl_buf *buf) {
    return (int)buf->n;
}

static const char *bytes(const struct fpl_buf *buf) {
    return buf->n ? buf->p : "";
}

/* The office's name between two heights: on one line if it can be read so, else on as many as let it be set largest. */
static void put_name(struct notice *n, const char *text, double from, double to) {
    double one = doc_ink_width(&n->ink, fpl_str_of(text)), size = 0;
    int lines = 1;
    for (int i = 1; i <= NAME_LINES; i++) {
        double wide = one > 0 ? i * WIDTH / one : NAME_SIZE, high = (to - from) / (i * DOC_LEADING);
        double fits = wide < NAME_SIZE ? wide : NAME_SIZE;
        fits = i > 1 && high < fits ? high : fits;
        while (i > 1 && fits > size && doc_ink_lines(&n->ink, fpl_str_of(text), fits, WIDTH) > i)
            fits -= 0.25; /* a line is rarely full */
        if (i == 1 || (size < NAME_LEAST && fits > size)) {
            size = fits;
            lines = i;
        }
    }
    double leading = size * DOC_LEADING, y = (from + to) / 2 - (lines - 1) * leading / 2 + size * 0.36;
    doc_ink_text(&n->ink, &(struct doc_text){.text = fpl_str_of(text),
                                             .x = LEFT,
                                             .y = y,
                                             .width = WIDTH + 0.01,
                                             .size = size,
                                             .align = DOC_CENTRE,
                                             .colour = doc_red});
}

static void set_title_face(struct notice *n) {
    doc_ink_face(&n->ink, (const char *const[]){n->paper->title_font, doc_title});
}

static void set_letter_face(struct notice *n) {
    doc_ink_face(&n->ink, (const char *const[]){n->paper->letter_font, doc_serif});
}

static void put_head(struct notice *n) {
    const char *issuer = n->issuer.p[0] ? n->issuer.p : word(n, "（发文机关）", "(issuing office)");
    const char *draft = word(n, "拟　稿", "DRAFT");
    double right = LEFT + WIDTH, top = 20 * DOC_MM;
    doc_ink_text(&n->ink, &(struct doc_text){.text = fpl_str_of(draft),
                                             .x = right - 64,
                                             .y = top + 17,
                                             .width = 64,
                                             .size = 14,
                                             .align = DOC_CENTRE,
                                             .colour = doc_red});
    doc_ink_rule_in(&n->ink, (const double[]){right - 64, top, right, top}, 0.8, doc_red);
    doc_ink_rule_in(&n->ink, (const double[]){right - 64, top + 23, right, top + 23}, 0.8, doc_red);
    doc_ink_rule_in(&n->ink, (const double[]){right - 64, top, right - 64, top + 23}, 0.8, doc_red);
    doc_ink_rule_in(&n->ink, (const double[]){right, top, right, top + 23}, 0.8, doc_red);
    put_name(n, issuer, TOP - 10, TOP + 70);
    doc_ink_rule_in(&n->ink, (const double[]){LEFT, TOP + 76, right, TOP + 76}, 1.6, doc_red);
    n->y = TOP + 100;
}

/* ---- the letter ---- */

/* "起约束作用的上限：单行年度上限 160000.00（办法 第十五条）": a step, what it is of, its value and its clause. */
static void add_step(struct notice *n, const struct fpl_report_cell *row, struct fpl_buf *out) {
    static const char *const columns[] = {"step", "arg", "reading", "clause"};
    struct fpl_buf own[4] = {{0}};
    struct fpl_str text[4];
    for (int i = 0; i < 4; i++)
        text[i] = doc_cell_shown(&row[doc_form_column(&n->steps, columns[i])], n->paper->zh, &own[i]);
    fpl_buf_adds(out, out->n ? word(n, "；", "; ") : "");
    fpl_buf_add(out, text[0].p, text[0].n);
    if (text[1].n) {
        fpl_buf_adds(out, word(n, "：", ": "));
        fpl_buf_add(out, text[1].p, text[1].n);
    }
    fpl_buf_addc(out, ' ');
    fpl_buf_add(out, text[2].p, text[2].n);
    if (text[3].n)
        fpl_buf_addf(out, n->paper->zh ? "（%.*s）" : " (%.*s)", (int)text[3].n, text[3].p);
    for (int i = 0; i < 4; i++)
        fpl_buf_release(&own[i]);
}

static void put_steps_said(struct notice *n) {
    static const char *const told[] = {"base.eligible", "rate", "raw", "binding", "amount"};
    size_t step = doc_form_column(&n->steps, "step");
    struct fpl_buf basis = {0};
    for (size_t i = 0; i < n->step_cells; i += n->steps.columns)
        for (size_t k = 0; k < sizeof told / sizeof told[0]; k++)
            if (strcmp(fpl_cell_part(&n->step[i + step], 0), told[k]) == 0)
                add_step(n, n->step + i, &basis);
    say(n,
        n->paper->zh ? "二、计算依据：%.*s。逐步推导见所附核定表。"
                     : "2. Basis: %.*s. The sheet attached derives it step by step.",
        length(&basis), bytes(&basis));
    fpl_buf_release(&basis);
}

/* "(1) reason (clause)" of a row; without its number if it is the only one. */
static void put_reason(struct notice *n, const struct fpl_report_cell *row, int number, const char *before) {
    struct fpl_buf why = {0}, of = {0};
    struct fpl_str a = doc_cell_shown(&row[doc_form_column(&n->reasons, "reason")], n->paper->zh, &why),
                   b = doc_cell_shown(&row[doc_form_column(&n->reasons, "clause")], n->paper->zh, &of);
    char ordinal[24] = "";
    if (number)
        (void)snprintf(ordinal, sizeof ordinal, n->paper->zh ? "（%d）" : "(%d) ", number);
    say(n, n->paper->zh ? "%s%s%.*s%s%.*s%s。" : "%s%s%.*s%s%.*s%s.", before, ordinal, (int)a.n, a.n ? a.p : "",
        b.n ? word(n, "（", " (") : "", (int)b.n, b.n ? b.p : "", b.n ? word(n, "）", ")") : "");
    fpl_buf_release(&why);
    fpl_buf_release(&of);
}

/* A heading with its reasons; a single one goes on behind it. */
static void put_reasons_said(struct notice *n, const char *heading) {
    if (n->reason_cells == n->reasons.columns) {
        put_reason(n, n->reason, 0, heading);
        return;
    }
    need(n, 2 * n->leading); /* a heading is not alone at the foot */
    say(n, "%s", heading);
    for (size_t i = 0; i < n->reason_cells; i += n->reasons.columns)
        put_reason(n, n->reason + i, (int)(i / n->reasons.columns) + 1, "");
}

static int state_is(const struct notice *n, const char *code) {
    return fpl_str_is(fpl_buf_str(&n->state), code);
}

/* What was decided, in one sentence; and why. */
static void put_decision(struct notice *n) {
    int zh = n->paper->zh;
    if (state_is(n, "REFUSED")) {
        say(n, zh ? "一、不予补偿。" : "1. No compensation is granted.");
        if (n->reason_cells)
            put_reasons_said(n, zh ? "二、理由：" : "2. Reasons: ");
        return;
    }
    if (state_is(n, "DEFERRED"))
        say(n,
            zh ? "一、暂缓补偿，已登记备查。暂缓金额人民币 %.*s 元（大写：%.*s）。"
               : "1. Compensation is deferred and kept on file: %.*s yuan (%.*s).",
            length(&n->amount), bytes(&n->amount), length(&n->capitals), bytes(&n->capitals));
    else if (n->capitals.n)
        say(n,
            zh ? "一、核定补偿金额人民币 %.*s 元（大写：%.*s）。" : "1. Compensation of %.*s yuan is granted (%.*s).",
            length(&n->amount), bytes(&n->amount), length(&n->capitals), bytes(&n->capitals));
    else
        say(n, zh ? "一、核定补偿金额 %.*s。" : "1. Compensation of %.*s is granted.", length(&n->amount),
            bytes(&n->amount));
    if (n->step_cells)
        put_steps_said(n);
    if (n->reason_cells)
        put_reasons_said(n, zh ? "三、说明：" : "3. Remarks: ");
}

static void put_text_of_letter(struct notice *n) {
    struct fpl_str number = number_of(n);
    char title[700];
    int zh = n->paper->zh;
    const char *what = state_is(n, "REFUSED")    ? word(n, "不予", "refusing")
                       : state_is(n, "DEFERRED") ? word(n, "暂缓", "deferring")
                                                 : word(n, "给予", "granting");
    begin_page(n);
    set_title_face(n);
    put_head(n);
    if (zh)
        (void)snprintf(title, sizeof title, "关于%s%.*s科技贷款风险补偿的决定", what, length(&n->claimant),
                       bytes(&n->claimant));
    else
        (void)snprintf(title, sizeof title, "Decision %s risk compensation for a sci-tech loan to %.*s", what,
                       length(&n->claimant), bytes(&n->claimant));
    put_paragraph(n, fpl_str_of(title), TITLE, 36, 1);
    set_letter_face(n);
    n->y += n->leading / 2;
    fpl_buf_reset(&n->line);
    fpl_buf_addf(&n->line, zh ? "%.*s：" : "To %.*s:", length(&n->claimant), bytes(&n->claimant));
    put_paragraph(n, fpl_buf_str(&n->line), BODY, n->leading, 0);
    say(n,
        zh ? "你单位提交的第 %.*s "
             "号科技贷款风险补偿申请收悉。借款企业为%.*s，贷款银行为%.*s。依据《%.*s》，经审核，决定如下："
           : "Your claim %.*s has been received. The borrower is %.*s, the bank %.*s. Under \"%.*s\" it is decided:",
        (int)number.n, number.p, length(&n->firm), bytes(&n->firm), length(&n->bank), bytes(&n->bank),
        length(&n->measure), bytes(&n->measure));
    put_decision(n);
}

static void put_closing(struct notice *n) {
    char day[40];
    int zh = n->paper->zh;
    say(n, zh ? "附件：核定表" : "Attached: the sheet of figures");
    n->y += n->leading / 2;
    double more = signature_more(n);
    (void)doc_form_day(fpl_buf_str(&n->day), zh, day);
    doc_ink_text(&n->ink, &(struct doc_text){.text = fpl_str_of(n->issuer.p),
                                             .x = LEFT,
                                             .y = n->y + BODY,
                                             .width = WIDTH - 2 * BODY,
                                             .size = BODY,
                                             .align = DOC_RIGHT,
                                             .colour = doc_black});
    doc_ink_text(&n->ink, &(struct doc_text){.text = fpl_str_of(day), /* four characters from the right */
                                             .x = LEFT,
                                             .y = n->y + BODY + more + n->leading,
                                             .width = WIDTH - 4 * BODY,
                                             .size = BODY,
                                             .align = DOC_RIGHT,
                                             .colour = doc_black});
    n->y += more + 2 * n->leading;
    put_paragraph(
        n,
        fpl_str_of(word(n, "本稿由账本生成，金额与依据同回执号所指记录；文号、签发、印章和救济途径由发文机关填写。",
                        "Drafted from the ledger; figures and basis are those of the record. Number, signature, "
                        "seal and remedies are the issuing office's.")),
        SMALL, SMALL * 1.5, 0);
    end_page(n);
}

static void put_letter_once(struct notice *n, double leading, int last, int dry) {
    n->leading = leading;
    n->last = last;
    n->said = 0;
    n->page = 0;
    n->ink.page = 1;
    n->ink.dry = dry;
    put_text_of_letter(n);
    n->last = n->said;
    put_closing(n);
}

/* Tried first: one page if lines as close as the standard bears make it one; the closest are not closer than needed. */
static void put_letter(struct notice *n) {
    double leading = LEADING;
    put_letter_once(n, leading, 0, 1);
    int last = n->last, is_long = n->page > 1;
    while (n->page > 1 && leading * 0.97 >= LEADING * CLOSEST) {
        leading *= 0.97;
        put_letter_once(n, leading, last, 1);
    }
    if (is_long && n->page > 1)
        leading = LEADING;
    put_letter_once(n, leading, last, 0);
}

/* ---- the sheet ---- */

static void put_pair(struct notice *n, const char *zh, const char *en, const struct fpl_buf *value) {
    fpl_buf_reset(&n->line);
    fpl_buf_addf(&n->line, n->paper->zh ? "%s：%.*s" : "%s: %.*s", word(n, zh, en), length(value), bytes(value));
    if (value->n)
        put_paragraph(n, fpl_buf_str(&n->line), SMALL + 1, 16, 0);
}

static const double places[] = {0, 22, 136, 188, 290, WIDTH};

/* What stands over a sheet that goes on: which claim's it is. */
static void put_sheet_again(struct notice *n) {
    const struct fpl_str number = number_of(n);
    fpl_buf_reset(&n->line);
    fpl_buf_addf(&n->line,
                 n->paper->zh ? "科技贷款风险补偿核定表（续）　申请编号：%.*s"
                              : "Sheet of figures, continued: claim %.*s",
                 (int)number.n, number.p);
    if (n->line.failed)
        n->ink.status = FPL_E_NOMEM;
    put_paragraph(n, fpl_buf_str(&n->line), SMALL + 1, 20, 0);
}

/* `head`: the head of the table, which stands over every page of it; NULL: this is the head. */
static void put_step(struct notice *n, const struct fpl_str cell[5], const struct fpl_str head[5]) {
    struct doc_colour colour = head ? doc_black : doc_grey;
    int lines = 1;
    for (int i = 0; i < 5; i++) {
        int own = doc_ink_lines(&n->ink, cell[i], SMALL, places[i + 1] - places[i] - 6);
        lines = own > lines ? own : lines;
    }
    double high = lines * SMALL * DOC_LEADING + 6;
    if (head && n->y + high > BOTTOM) {
        end_page(n);
        begin_page(n);
        put_sheet_again(n);
        put_step(n, head, NULL);
    }
    for (int i = 0; i < 5; i++)
        doc_ink_text(&n->ink, &(struct doc_text){.text = cell[i],
                                                 .x = LEFT + places[i] + 3,
                                                 .y = n->y + SMALL + 3,
                                                 .width = places[i + 1] - places[i] - 6,
                                                 .size = SMALL,
                                                 .colour = colour});
    for (int i = 0; i <= 5; i++)
        doc_ink_rule(&n->ink, LEFT + places[i], n->y, LEFT + places[i], n->y + high, 0.4);
    doc_ink_rule(&n->ink, LEFT, n->y, LEFT + WIDTH, n->y, 0.4);
    n->y += high;
    doc_ink_rule(&n->ink, LEFT, n->y, LEFT + WIDTH, n->y, 0.4);
}

static void put_steps(struct notice *n) {
    static const char *const keys[] = {"no", "step", "arg", "reading", "clause"};
    struct fpl_buf text[5] = {{0}};
    struct fpl_str cell[5], head[5];
    size_t at[5];
    for (int i = 0; i < 5; i++) {
        at[i] = doc_form_column(&n->steps, keys[i]);
        head[i] = fpl_str_of(word(n, n->steps.column[at[i]].zh, n->steps.column[at[i]].en));
    }
    put_step(n, head, NULL);
    for (size_t row = 0; row < n->step_cells; row += n->steps.columns) {
        for (int i = 0; i < 5; i++)
            cell[i] = doc_cell_shown(&n->step[row + at[i]], n->paper->zh, &text[i]);
        put_step(n, cell, head);
    }
    for (int i = 0; i < 5; i++)
        fpl_buf_release(&text[i]);
}

static void put_sheet(struct notice *n) {
    const struct fpl_str number = number_of(n);
    struct fpl_buf own = {0};
    begin_page(n);
    put_paragraph(n, fpl_str_of(word(n, "科技贷款风险补偿核定表", "Risk compensation, sheet of figures")), 16, 30, 1);
    fpl_buf_add(&own, number.p, number.n);
    put_pair(n, "申请编号", "Claim", &own);
    put_pair(n, "申请机构", "Claimant", &n->claimant);
    put_pair(n, "借款企业", "Borrower", &n->firm);
    put_pair(n, "办法", "Measure", &n->measure);
    put_pair(n, "核定日", "Decided on", &n->day);
    put_pair(n, "结果", "Result", &n->kind);
    put_pair(n, "金额", "Amount", &n->amount);
    put_pair(n, "大写", "In capitals", &n->capitals);
    put_pair(n, "起作用的上限", "Binding cap", &n->binding);
    put_pair(n, "回执号", "Receipt", &n->receipt);
    n->y += 8;
    if (n->step_cells)
        put_steps(n);
    n->y += 20;
    put_paragraph(
        n,
        fpl_str_of(word(n, "经办：＿＿＿＿＿＿　　复核：＿＿＿＿＿＿　　审批：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
                        "Prepared ____________  Checked ____________  Approved ____________  Date __________")),
        SMALL, 16, 0);
    end_page(n);
    fpl_buf_release(&own);
}

/* ---- a receipt ---- */

/* A hash on each line, which is so never broken. */
static void put_path(struct notice *n) {
    struct fpl_str rest = fpl_buf_str(&n->path);
    put_paragraph(n, fpl_str_of(word(n, "路径，由叶到根：", "Path, from the leaf to the root:")), SMALL + 1, 16, 0);
    while (rest.n > 0) {
        const char *end = memchr(rest.p, '\n', rest.n);
        size_t line = end ? (size_t)(end - rest.p) : rest.n;
        put_paragraph(n, (struct fpl_str){rest.p, line}, SMALL, 13, 0);
        rest.p += line + (end != NULL);
        rest.n -= line + (end != NULL);
    }
}

static void put_receipt(struct notice *n) {
    const struct fpl_str number = number_of(n);
    struct fpl_buf own = {0};
    begin_page(n);
    put_paragraph(n, fpl_str_of(word(n, "回　　执", "Receipt")), TITLE, 44, 1);
    fpl_buf_add(&own, number.p, number.n);
    put_pair(n, "回执号", "Receipt", &n->receipt);
    put_pair(n, "事项", "What", &n->kind);
    put_pair(n, "入账时刻", "Recorded", &n->recorded);
    put_pair(n, "业务发生日", "Occurred", &n->day);
    put_pair(n, "贷款银行", "Bank", &n->bank);
    put_pair(n, "合同号", "Contract", &n->contract);
    put_pair(n, "借据号", "IOU", &n->iou);
    put_pair(n, "申请编号", "Claim", &own);
    put_pair(n, "申请机构", "Claimant", &n->claimant);
    put_pair(n, "借款企业", "Borrower", &n->firm);
    put_pair(n, "金额", "Amount", &n->amount);
    put_pair(n, "大写", "In capitals", &n->capitals);
    n->y += 8;
    put_pair(n, "日志", "Log", &n->origin);
    put_pair(n, "本记录序号", "Number of this record", &n->index);
    put_pair(n, "叶散列", "Leaf hash", &n->leaf);
    put_pair(n, "日志记录数", "Records of the log", &n->size);
    put_pair(n, "存证根", "Root", &n->root);
    put_path(n);
    n->y += 8;
    fpl_buf_reset(&n->line);
    fpl_buf_addf(&n->line,
                 n->paper->zh
                     ? "由叶散列和路径算出的根，应等于上列存证根（RFC 6962）；监管机构持有的、记录数为 %.*s 的存证点"
                       "应有同一个根。此后每记一条，根都会变；前 %.*s 条的根不变，变了即是历史被改动。在另一台机器上："
                       "fundpool record proof 回执号 写出证明文件，fundpool record check 文件 核对它，不需要账本。"
                     : "The root computed from leaf hash and path is the root above (RFC 6962), and that of the "
                       "regulator's checkpoint of %.*s records. Each later record changes the root of the log; that "
                       "of its first %.*s records stays, and if it does not, history was altered. On another "
                       "machine: fundpool record proof RECEIPT writes a file, and fundpool record check FILE checks "
                       "it without a ledger.",
                 length(&n->size), bytes(&n->size), length(&n->size), bytes(&n->size));
    put_paragraph(n, fpl_buf_str(&n->line), SMALL, 14, 0);
    end_page(n);
    fpl_buf_release(&own);
}

/* ---- the whole ---- */

static enum fpl_status draw(struct notice *n, struct fpl_error *error) {
    int is_open = state_is(n, "SUBMITTED") || state_is(n, "WITHDRAWN") || state_is(n, "QUEUED");
    if (n->form->kind != DOC_NOTICE_RECEIPT && (n->claim.n == 0 || is_open))
        return fpl_fail(error, FPL_E_NOTICE, n->form->key, NULL, NULL);
    switch (n->form->kind) {
    case DOC_NOTICE_DECISION:
        put_letter(n);
        put_sheet(n);
        break;
    case DOC_NOTICE_SHEET:
        put_sheet(n);
        break;
    case DOC_NOTICE_RECEIPT:
        put_receipt(n);
        break;
    }
    return n->ink.status;
}

enum fpl_status doc_notice(const struct fpl_report *report, const struct doc_paper *paper,
                           const struct doc_notice *form, fpl_write_fn write, void *ctx, struct fpl_error *error) {
    static const struct fpl_visitor visitor = {.begin = take_table, .rows = take_cells};
    struct notice n = {.paper = paper, .form = form};
    enum fpl_status status =
        doc_ink_begin(&n.ink, paper, (const char *const[]){paper->letter_font, doc_serif}, write, ctx);
    if (!status)
        status = fpl_report_visit(report, &visitor, &n, error);
    fpl_text_show(fpl_str_of(form->issuer), &n.issuer);
    fpl_buf_addc(&n.issuer, '\0');
    if (!status && n.issuer.failed)
        status = FPL_E_NOMEM;
    if (!status) {
        doc_ink_title(&n.ink, paper->zh ? "决定书稿" : "Draft decision");
        status = draw(&n, error);
    }
    if (status && !n.ink.status)
        n.ink.status = status;
    status = doc_ink_end(&n.ink, error);
    struct fpl_buf *const all[] = {&n.recorded, &n.contract, &n.iou,    &n.leaf,    &n.index,    &n.origin, &n.size,
                                   &n.root,     &n.path,     &n.issuer, &n.claim,   &n.claimant, &n.bank,   &n.firm,
                                   &n.state,    &n.decided,  &n.kind,   &n.receipt, &n.day,      &n.amount, &n.capitals,
                                   &n.measure,  &n.binding,  &n.text,   &n.line};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        fpl_buf_release(all[i]);
    return status;
}
