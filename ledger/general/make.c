/* Items of the general kinds. */
#include "ledger/general/make.h"

#include <stdio.h>
#include <string.h>

/* ---- fields ---- */

const struct fpl_typed *fpl_making__get(const struct fpl_making *making, const char *name) {
    const struct fpl_field_spec *field = fpl_field_find(making->spec, fpl_str_of(name));
    FPL_ASSERT(field != NULL);
    return &making->typed[field - making->spec->fields];
}

struct fpl_str fpl_making__text(const struct fpl_making *making, const char *name) {
    const struct fpl_typed *value = fpl_making__get(making, name);
    return value->given ? value->text : (struct fpl_str){"", 0};
}

int64_t fpl_making__num(const struct fpl_making *making, const char *name, int64_t absent) {
    const struct fpl_typed *value = fpl_making__get(making, name);
    return value->given ? value->num : absent;
}

/* ---- an item whose data are one object ---- */

struct object {
    struct fpl_decision *out;
    const char *kind;
    struct fpl_str key;
    struct fpl_buf buf;
    struct fpl_json_out json;
};

static void begin(struct object *o, struct fpl_decision *out, const char *kind, struct fpl_str key) {
    *o = (struct object){.out = out, .kind = kind, .key = key};
    fpl_json_begin(&o->json, &o->buf);
    fpl_json_object(&o->json);
}

static void end(struct object *o) {
    fpl_json_end(&o->json);
    if (fpl_buf_ok(&o->buf) == FPL_OK)
        fpl_decision_item(o->out, o->kind, o->key, fpl_buf_str(&o->buf));
    else
        fpl_decision_refuse(o->out, FPL_E_NOMEM, NULL, NULL, NULL);
    fpl_buf_release(&o->buf);
}

static void put_text(struct object *o, const char *name, struct fpl_str text) {
    if (text.n)
        fpl_json_kstr(&o->json, name, text);
}

/* ---- the registry ---- */

/* Bytes of the separator that stands there, 0 for none: what divides words on either keyboard. */
static size_t separator(struct fpl_str text, size_t at) {
    static const char *const wide[] = {"、", "，", "；"};
    if (strchr(", ;|", text.p[at]))
        return 1;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
        if (text.n - at >= strlen(wide[i]) && memcmp(text.p + at, wide[i], strlen(wide[i])) == 0)
            return strlen(wide[i]);
    return 0;
}

unsigned fpl_roles__parse(struct fpl_str text, struct fpl_str *unknown) {
    unsigned roles = 0;
    unknown->n = 0;
    for (size_t at = 0; at <= text.n;) {
        size_t stop = at;
        while (stop < text.n && separator(text, stop) == 0)
            stop++;
        struct fpl_str word = {text.p + at, stop - at};
        unsigned role = fpl_role_of(word);
        if (word.n && !role) {
            *unknown = word;
            return 0;
        }
        roles |= role;
        at = stop + (stop < text.n ? separator(text, stop) : 1);
    }
    return roles;
}

int fpl_roles__go_together(unsigned roles) {
    const unsigned money = FPL_ROLE_RECORDER | FPL_ROLE_APPROVER | FPL_ROLE_CASHIER,
                   institution = FPL_ROLE_BANK | FPL_ROLE_GUARANTOR;
    return !((roles & FPL_ROLE_ADMIN) && (roles & money)) && !((roles & institution) && (roles & ~institution));
}

int fpl_party__may_lack_uscc(struct fpl_str kind) {
    return fpl_str_is(kind, "foreign") || fpl_str_is(kind, "person") || fpl_str_is(kind, "fiscal") ||
           fpl_str_is(kind, "other");
}

const char *fpl_party__kind_unseen(struct fpl_str id) {
    if (id.n > 1 && id.p[1] == '-' && id.p[0] == 'F')
        return "foreign";
    return id.n > 1 && id.p[1] == '-' && id.p[0] == 'N' ? "person" : "investee";
}

/* Is this something that wants to be a USCC? Then it must be a right one. */
static int looks_like_uscc(struct fpl_str text) {
    if (text.n < 15 || text.n > 20)
        return 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')))
            return 0;
    }
    return 1;
}

static int has_party_prefix(struct fpl_str text) {
    return text.n > 2 && text.p[1] == '-' && strchr("FNGX", text.p[0]) != NULL;
}

int fpl_party__may_be_unseen(struct fpl_str id) {
    return (has_party_prefix(id) && !looks_like_uscc(id)) || !fpl_uscc_check(id);
}

struct fpl_str fpl_party__id(const struct fpl_making *making) {
    struct fpl_str id = fpl_making__text(making, "party");
    return id.n ? id : fpl_making__text(making, "uscc");
}

void fpl_make__user(const struct fpl_making *making, unsigned roles) {
    struct object o;
    begin(&o, making->out, "user", fpl_making__text(making, "user"));
    put_text(&o, "name", fpl_making__text(making, "name"));
    put_text(&o, "party", fpl_making__text(making, "party"));
    fpl_json_kint(&o.json, "roles", roles);
    end(&o);
}

void fpl_make__currency(const struct fpl_making *making) {
    struct object o;
    begin(&o, making->out, "currency", fpl_making__text(making, "currency"));
    fpl_json_kint(&o.json, "scale", fpl_making__num(making, "scale", 2));
    end(&o);
}

static void make_alias(struct fpl_decision *out, struct fpl_str alias, struct fpl_str party) {
    struct object o;
    begin(&o, out, "alias", alias);
    put_text(&o, "party", party);
    end(&o);
}

void fpl_make__party(const struct fpl_making *making) {
    struct fpl_str id = fpl_party__id(making), uscc = fpl_making__text(making, "uscc"),
                   alias = fpl_making__text(making, "alias");
    struct object o;
    begin(&o, making->out, "party", id);
    put_text(&o, "kind", fpl_making__text(making, "kind"));
    put_text(&o, "name", fpl_making__text(making, "name"));
    put_text(&o, "region", fpl_making__text(making, "region"));
    put_text(&o, "uscc", uscc);
    end(&o);
    if (uscc.n && !fpl_str_eq(uscc, id))
        make_alias(making->out, uscc, id);
    if (alias.n)
        make_alias(making->out, alias, id);
}

void fpl_make__unseen_party(struct fpl_decision *out, struct fpl_str id, struct fpl_str name) {
    struct object o;
    begin(&o, out, "party", id);
    fpl_json_kstrz(&o.json, "kind", fpl_party__kind_unseen(id));
    fpl_json_kstr(&o.json, "name", name);
    if (!fpl_uscc_check(id))
        fpl_json_kstr(&o.json, "uscc", id);
    end(&o);
}

void fpl_make__book(const struct fpl_making *making, int64_t id, const char *uid) {
    struct object o;
    struct fpl_str currency = fpl_making__text(making, "currency");
    begin(&o, making->out, "book", fpl_making__text(making, "code"));
    if (!fpl_str_is(currency, "CNY"))
        put_text(&o, "cur", currency); /* absent: CNY */
    fpl_json_kint(&o.json, "id", id);
    fpl_json_kstr(&o.json, "kind", fpl_making__text(making, "kind"));
    fpl_json_kstrz(&o.json, "uid", uid);
    end(&o);
}

void fpl_make__document(const struct fpl_making *making, const char *kind, const char *hash) {
    struct object o;
    struct fpl_str id = fpl_making__text(making, "id");
    char key[160];
    snprintf(key, sizeof key, "%.*s@%lld", (int)id.n, id.p, (long long)fpl_making__num(making, "version", 0));
    begin(&o, making->out, kind, fpl_str_of(key));
    fpl_json_kstrz(&o.json, "hash", hash);
    end(&o);
    if (strcmp(kind, "pack") == 0) {
        begin(&o, making->out, "packhash", fpl_str_of(hash));
        fpl_json_kstrz(&o.json, "pack", key);
        end(&o);
    } else if (strcmp(kind, "profile") == 0) {
        fpl_decision_item(making->out, "profiles", FPL_STR("last"), FPL_STR("{}"));
    }
}

/* ---- every book ---- */

void fpl_make__digest(struct fpl_hasher *hasher, const struct fpl_posting *posting, int n, const struct fpl_str said[2],
                      char hex[2 * FPL_HASH_BYTES + 1]) {
    struct fpl_hash hash;
    char amount[32];
    fpl_sha256_begin(hasher);
    for (int i = 0; i < 2; i++) {
        fpl_sha256_add(hasher, said[i].p, said[i].n);
        fpl_sha256_add(hasher, "|", 1);
    }
    for (int i = 0; i < n; i++) {
        const struct fpl_posting *p = &posting[i];
        snprintf(amount, sizeof amount, "%c%lld", p->side, (long long)fpl_money_minor(p->amount));
        const struct fpl_str part[] = {p->account, fpl_str_of(amount), p->party, p->item, p->currency, p->flow};
        for (size_t j = 0; j < sizeof part / sizeof part[0]; j++) {
            fpl_sha256_add(hasher, part[j].p, part[j].n);
            fpl_sha256_add(hasher, "|", 1);
        }
    }
    fpl_sha256_end(hasher, &hash);
    fpl_hex(hash.byte, sizeof hash.byte, hex);
}

void fpl_make__said(struct fpl_decision *out, const char *digest, int64_t before) {
    char data[40] = "{}";
    if (before >= 0)
        snprintf(data, sizeof data, "{\"before\":%lld}", (long long)before);
    fpl_decision_item(out, "said", fpl_str_of(digest), fpl_str_of(data));
}

void fpl_make__opening(struct fpl_decision *out, const char *lines, struct fpl_str number) {
    fpl_decision_item(out, "opening.lines", fpl_str_of(lines), FPL_STR("{}"));
    if (number.n)
        fpl_decision_item(out, "opening", number, FPL_STR("{}"));
}

void fpl_make__period(struct fpl_decision *out, struct fpl_period period, const char *digest, int64_t size) {
    struct object o;
    char text[16];
    fpl_period_format(period, text);
    begin(&o, out, "closed", FPL_STR("last"));
    fpl_json_kstrz(&o.json, "p", text);
    end(&o);
    begin(&o, out, "period", fpl_str_of(text));
    fpl_json_kstrz(&o.json, "digest", digest);
    fpl_json_kint(&o.json, "size", size);
    end(&o);
}

void fpl_make__import(struct fpl_decision *out, const struct fpl_submission *state) {
    struct object o;
    begin(&o, out, "import", state->submission);
    fpl_json_kint(&o.json, "began", state->began);
    fpl_json_kint(&o.json, "done", state->done);
    fpl_json_kstr(&o.json, "file", state->file);
    fpl_json_kstr(&o.json, "mapping", state->mapping);
    fpl_json_kint(&o.json, "round", state->round);
    fpl_json_kbool(&o.json, "take_on", state->take_on);
    fpl_json_kstr(&o.json, "what", state->what);
    end(&o);
}

void fpl_make__chunk(struct fpl_decision *out, struct fpl_str submission, const struct fpl_chunk_counts *counts) {
    struct object o;
    char key[128];
    snprintf(key, sizeof key, "%.*s|%04lld|%012lld", (int)submission.n, submission.p, (long long)counts->round,
             (long long)counts->lo);
    begin(&o, out, "chunk", fpl_str_of(key));
    fpl_json_kint(&o.json, "acc", counts->accepted);
    fpl_json_kint(&o.json, "alr", counts->already);
    fpl_json_kint(&o.json, "hi", counts->hi);
    fpl_json_kint(&o.json, "ref", counts->refused);
    fpl_json_kint(&o.json, "round", counts->round);
    fpl_json_kint(&o.json, "rows", counts->accepted + counts->already + counts->refused);
    end(&o);
}

void fpl_told__begin(struct fpl_told *told) {
    fpl_buf_reset(&told->text);
    told->next = 0;
}

void fpl_told__add(struct fpl_told *told, int64_t row, int64_t last, int64_t number) {
    if (number == 0)
        return;
    if (row != told->next) {
        fpl_buf_adds(&told->text, told->next ? "],[" : "[");
        fpl_buf_addi(&told->text, row);
    }
    fpl_buf_addc(&told->text, ',');
    fpl_buf_addi(&told->text, number);
    told->next = last + 1;
}

enum fpl_status fpl_told__end(struct fpl_told *told) {
    if (told->next)
        fpl_buf_addc(&told->text, ']');
    return fpl_buf_ok(&told->text);
}

void fpl_make__count(struct fpl_decision *out, struct fpl_str actor, const char *name, int64_t count) {
    char scope[80];
    snprintf(scope, sizeof scope, "user:%.*s", (int)actor.n, actor.p);
    fpl_decision_tally(out, name, fpl_str_of(scope), fpl_money_of(0), count);
}
