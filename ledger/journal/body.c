/* The body of a record: keys in byte order. Shared by append and by verification, which makes each body again. */
#include "ledger/journal/journal.h"

#include <string.h>

void fpl_draft__begin(struct fpl_draft *draft, const char *kind) {
    *draft = (struct fpl_draft){.kind = kind, .occurred = FPL_DATE_NONE, .submission = -1, .row = -1, .reverses = -1};
}

static void write_decision(struct fpl_json_out *out, const struct fpl_draft *draft) {
    fpl_json_key(out, "dec");
    fpl_json_object(out);
    fpl_json_kint(out, "eng", FPL_ENGINE);
    fpl_json_key(out, "facts");
    fpl_facts_write(draft->facts, out);
    fpl_json_kstrz(out, "out", fpl_status_name(draft->outcome));
    if (draft->pack.n)
        fpl_json_kstr(out, "pack", draft->pack);
    fpl_json_end(out);
}

static void write_items(struct fpl_json_out *out, const struct fpl_draft *draft) {
    fpl_json_key(out, "i");
    fpl_json_array(out);
    for (int i = 0; i < draft->items; i++) {
        fpl_json_array(out);
        fpl_json_strz(out, draft->item[i].kind);
        fpl_json_str(out, draft->item[i].key);
        if (draft->item[i].data.n)
            fpl_json_raw(out, draft->item[i].data);
        fpl_json_end(out);
    }
    fpl_json_end(out);
}

static void write_postings(struct fpl_json_out *out, const struct fpl_draft *draft) {
    fpl_json_key(out, "p");
    fpl_json_array(out);
    for (int i = 0; i < draft->postings; i++) {
        const struct fpl_posting *p = &draft->posting[i];
        int last = p->flow.n ? 4 : p->currency.n ? 3 : p->item.n ? 2 : p->party.n ? 1 : 0;
        fpl_json_array(out);
        fpl_json_str(out, p->account);
        fpl_json_str(out, (struct fpl_str){&p->side, 1});
        fpl_json_int(out, fpl_money_minor(p->amount));
        if (last >= 1)
            fpl_json_str(out, p->party);
        if (last >= 2)
            fpl_json_str(out, p->item);
        if (last >= 3)
            fpl_json_str(out, p->currency);
        if (last >= 4)
            fpl_json_str(out, p->flow);
        fpl_json_end(out);
    }
    fpl_json_end(out);
}

static int same_delta(const struct fpl_tally_delta *a, const struct fpl_tally_delta *b) {
    return a->count == b->count && fpl_money_cmp(a->amount, b->amount) == 0 && strcmp(a->name, b->name) == 0;
}

/* Neighbours that differ in scope alone are one entry. */
static void write_tallies(struct fpl_json_out *out, const struct fpl_draft *draft) {
    fpl_json_key(out, "y");
    fpl_json_array(out);
    for (int i = 0; i < draft->tallies;) {
        const struct fpl_tally_delta *first = &draft->tally[i];
        fpl_json_array(out);
        fpl_json_strz(out, first->name);
        fpl_json_array(out);
        for (; i < draft->tallies && same_delta(first, &draft->tally[i]); i++)
            fpl_json_str(out, draft->tally[i].scope);
        fpl_json_end(out);
        fpl_json_int(out, fpl_money_minor(first->amount));
        fpl_json_int(out, first->count);
        fpl_json_end(out);
    }
    fpl_json_end(out);
}

static void write_known(struct fpl_json_out *out, const struct fpl_auth *auth) {
    char hex[2 * FPL_AUTH_REF_BYTES + 1];
    fpl_json_array(out);
    if (auth->kind != FPL_AUTH_ASSERTED) {
        fpl_hex(auth->ref, sizeof auth->ref, hex);
        fpl_json_strz(out, fpl_auth_name(auth->kind, -1));
        fpl_json_strz(out, hex);
    }
    fpl_json_end(out);
}

/* Nothing where names are all there is: the actor, then the checker where the record has one. */
static void write_auth(struct fpl_json_out *out, const struct fpl_draft *draft) {
    int checks = draft->checker.n > 0 && draft->checker_auth.kind != FPL_AUTH_ASSERTED;
    if (draft->auth.kind == FPL_AUTH_ASSERTED && !checks)
        return;
    fpl_json_key(out, "auth");
    fpl_json_array(out);
    write_known(out, &draft->auth);
    if (draft->checker.n)
        write_known(out, &draft->checker_auth);
    fpl_json_end(out);
}

static void write_actor(struct fpl_json_out *out, const struct fpl_draft *draft) {
    fpl_json_key(out, "act");
    fpl_json_object(out);
    fpl_json_kstr(out, "by", draft->actor);
    fpl_json_kstr(out, "role", draft->role);
    fpl_json_end(out);
    if (draft->attachments)
        fpl_json_kint(out, "att", draft->attachments);
    write_auth(out, draft);
    if (draft->checker.n)
        fpl_json_kstr(out, "chk", draft->checker);
}

static void write_request(struct fpl_json_out *out, const struct fpl_draft *draft) {
    fpl_json_key(out, "rk");
    fpl_json_array(out);
    if (draft->submission >= 0) {
        fpl_json_int(out, draft->submission);
        fpl_json_int(out, draft->row);
    } else {
        fpl_json_str(out, draft->request);
    }
    fpl_json_end(out);
}

static void write_numbers(struct fpl_json_out *out, const struct fpl_draft *draft,
                          const struct fpl_body_numbers *numbers) {
    const struct fpl_voucher_no *voucher = &numbers->voucher;
    fpl_json_kint(out, "reg", numbers->registry);
    if (draft->reverses >= 0)
        fpl_json_kint(out, "rev", draft->reverses);
    if (draft->submission >= 0 || draft->request.n)
        write_request(out, draft);
    if (voucher->number) {
        fpl_json_key(out, "vno");
        fpl_json_array(out);
        fpl_json_strz(out, voucher->month);
        fpl_json_strz(out, voucher->word);
        fpl_json_int(out, voucher->number);
        fpl_json_end(out);
    }
    if (draft->extra.n) {
        fpl_json_key(out, "x");
        fpl_json_raw(out, draft->extra);
    }
    if (draft->tallies)
        write_tallies(out, draft);
}

void fpl_body__write(struct fpl_buf *to, const struct fpl_draft *draft, const struct fpl_body_numbers *numbers) {
    struct fpl_json_out out;
    char date[12];
    fpl_buf_reset(to);
    fpl_json_begin(&out, to);
    fpl_json_object(&out);
    write_actor(&out, draft);
    if (draft->cmd.n) {
        fpl_json_key(&out, "cmd");
        fpl_json_raw(&out, draft->cmd);
    }
    if (draft->facts)
        write_decision(&out, draft);
    if (draft->event.n)
        fpl_json_kstr(&out, "ev", draft->event);
    if (draft->items)
        write_items(&out, draft);
    if (draft->memo.n)
        fpl_json_kstr(&out, "memo", draft->memo);
    fpl_json_kstrz(&out, "occ", fpl_date_format(numbers->occurred, date));
    if (draft->postings) {
        write_postings(&out, draft);
        if (draft->period13)
            fpl_json_kint(&out, "per", 13);
        if (fpl_date_cmp(numbers->posted, numbers->occurred) != 0)
            fpl_json_kstrz(&out, "post", fpl_date_format(numbers->posted, date));
    }
    write_numbers(&out, draft, numbers);
    fpl_json_end(&out);
}

/* ---- read back ---- */

struct fpl_str fpl_body_posted(const struct fpl_json *body) {
    struct fpl_str posted = fpl_json_get_text(body, "post");
    return posted.n || !fpl_json_get(body, "p") ? posted : fpl_json_get_text(body, "occ");
}

struct fpl_str fpl_body_memo(const struct fpl_json *body) {
    struct fpl_str memo = fpl_json_get_text(body, "memo");
    return memo.n ? memo : fpl_json_get_text(fpl_json_get(body, "cmd"), "memo");
}

static int read_month(const char *text, struct fpl_period *out) {
    int64_t year = 0;
    int month = (text[5] - '0') * 10 + text[6] - '0';
    if (text[4] != '-' || fpl_int_parse((struct fpl_str){text, 4}, &year) != FPL_OK || year < 1900 || year > 2199 ||
        text[5] < '0' || text[5] > '1' || text[6] < '0' || text[6] > '9' || month < 1 || month > 13)
        return 0;
    *out = (struct fpl_period){(int16_t)year, (int8_t)month};
    return 1;
}

/* The word of a voucher: what stands up to the next digit, without blanks and '-' around it. */
static int read_word(const char **at, char out[32]) {
    const char *p = *at + strspn(*at, " -"), *end = p + strcspn(p, "0123456789");
    *at = end;
    while (end > p && (end[-1] == ' ' || end[-1] == '-'))
        end--;
    if (end == p || end - p >= 32)
        return 0;
    (void)fpl_str_copy((struct fpl_str){p, (size_t)(end - p)}, out, 32);
    return 1;
}

int fpl_voucher_parse(struct fpl_str text, struct fpl_voucher_name *out) {
    char copy[96];
    const char *p = copy;
    if (text.n < 9 || text.n >= sizeof copy)
        return 0;
    (void)fpl_str_copy(text, copy, sizeof copy);
    int begins_with_word = copy[0] < '0' || copy[0] > '9';
    if ((begins_with_word && !read_word(&p, out->word)) || strlen(p) < 8 || !read_month(p, &out->period))
        return 0;
    (void)fpl_str_copy((struct fpl_str){p, 7}, out->month, sizeof out->month);
    p += 7;
    if (!begins_with_word && !read_word(&p, out->word))
        return 0;
    p += strspn(p, " -");
    if (begins_with_word && p[-1] != ' ' && p[-1] != '-')
        return 0;
    p += strspn(p, "0");
    return fpl_int_parse(fpl_str_of(p), &out->number) == FPL_OK;
}

int fpl_body_bears(const struct fpl_json *body, const struct fpl_voucher_name *name) {
    const struct fpl_json *vno = fpl_json_get(body, "vno");
    return vno && fpl_str_is(fpl_json_text(fpl_json_at(vno, 0)), name->month) &&
           fpl_str_is(fpl_json_text(fpl_json_at(vno, 1)), name->word) &&
           fpl_json_num(fpl_json_at(vno, 2), 0) == name->number;
}

static struct fpl_auth read_known(const struct fpl_json *one) {
    struct fpl_auth auth = {.kind = FPL_AUTH_ASSERTED};
    struct fpl_str name = fpl_json_text(fpl_json_at(one, 0));
    for (enum fpl_auth_kind kind = FPL_AUTH_SESSION; kind <= FPL_AUTH_KEY; kind++)
        if (fpl_str_is(name, fpl_auth_name(kind, -1)) &&
            fpl_unhex(fpl_json_text(fpl_json_at(one, 1)), auth.ref, sizeof auth.ref) == FPL_OK)
            auth.kind = kind;
    return auth;
}

void fpl_body_auth(const struct fpl_json *body, struct fpl_auth out[2]) {
    const struct fpl_json *auth = fpl_json_get(body, "auth");
    out[0] = read_known(fpl_json_at(auth, 0));
    out[1] = read_known(fpl_json_at(auth, 1));
}

int64_t fpl_body_began(const struct fpl_json *body) {
    const struct fpl_json *rk = fpl_json_get(body, "rk");
    if (fpl_json_count(rk) == 2)
        return fpl_json_num(fpl_json_at(rk, 0), -1);
    return fpl_json_get_num(fpl_json_get(body, "x"), "sub", -1);
}

struct fpl_date fpl_body__posted(const struct fpl_json *body) {
    struct fpl_date day = FPL_DATE_NONE;
    return fpl_date_parse(fpl_body_posted(body), &day, NULL) ? FPL_DATE_NONE : day;
}

int64_t fpl_body__moved(const struct fpl_json *body, const char *fact, const char *field) {
    const struct fpl_json *kept = fpl_json_get(fpl_json_get(fpl_json_get(body, "dec"), "facts"), fact);
    const struct fpl_json *items = fpl_json_get(body, "i"), *loan = NULL;
    for (const struct fpl_json *item = fpl_json_first(items); item; item = fpl_json_next(items, item))
        if (fpl_str_is(fpl_json_text(fpl_json_at(item, 0)), "loan"))
            loan = fpl_json_at(item, 2);
    if (!loan)
        return 0;
    return fpl_json_get_num(loan, field, 0) - fpl_json_num(fpl_json_at(kept, 0), 0); /* both within 2^53 */
}
