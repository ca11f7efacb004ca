/* Predicates, facts and reasons in words of both languages. */
#include "reports/words.h"

#include "fundpool/report.h"

#include "fundpool/event.h"

#include <string.h>

#define DEPTH 16 /* of nested predicates: FPL_JSON_DEPTH bounds it as well */

void fpl_words__rate(struct fpl_ratio rate, struct fpl_buf *out) {
    char text[64];
    (void)fpl_percent_trunc(rate.num, rate.den, 4, text, sizeof text);
    size_t n = strlen(text);
    while (n > 0 && strchr(text, '.') && text[n - 1] == '0')
        text[--n] = '\0';
    if (n > 0 && text[n - 1] == '.')
        text[--n] = '\0';
    fpl_buf_adds(out, text);
    /* Is it all of it? rate × 1,000,000 must be whole for four decimals of a percent. */
    if (rate.den > 0 && rate.num >= 0 && rate.num < INT64_MAX / 1000000 && rate.num * 1000000 % rate.den != 0)
        fpl_buf_adds(out, "…");
    fpl_buf_addc(out, '%');
}

/* The number of employees is an average, hence a ratio; every other ratio is a share or a rate. */
static void add_ratio(struct fpl_ratio ratio, enum fpl_fact_id id, struct fpl_buf *out) {
    char text[48];
    if (id == FPL_FACT_FIRM_EMPLOYEES)
        fpl_buf_adds(out, fpl_ratio_format(ratio, text));
    else
        fpl_words__rate(ratio, out);
}

void fpl_words__amount(int64_t minor, const struct fpl_words__unit *unit, int zh, struct fpl_buf *out) {
    char text[FPL_MONEY_TEXT];
    fpl_buf_adds(out, fpl_money_format_grouped(fpl_money_of(minor), unit->scale, text));
    if (strcmp(unit->currency, "CNY") == 0)
        fpl_buf_adds(out, zh ? "元" : " yuan");
    else if (unit->currency[0])
        fpl_buf_addf(out, " %s", unit->currency);
}

const char *fpl_words__kind(struct fpl_str kind, int zh) {
    const struct fpl_event *event = fpl_event_find(kind);
    return !event ? "" : zh ? event->zh : event->en;
}

void fpl_words__fact(const struct fpl_facts *facts, enum fpl_fact_id id, const struct fpl_words__unit *unit, int zh,
                     struct fpl_buf *out) {
    char date[12];
    if (!fpl_fact_known(facts, id)) {
        fpl_buf_adds(out, "?");
        return;
    }
    switch (fpl_fact_type(id)) {
    case FPL_FACT_MONEY:
        fpl_words__amount(fpl_money_minor(fpl_fact_money(facts, id)), unit, zh, out);
        break;
    case FPL_FACT_INT:
        fpl_buf_addi(out, fpl_fact_int(facts, id, 0));
        break;
    case FPL_FACT_DATE:
        fpl_buf_adds(out, fpl_date_format(fpl_fact_date(facts, id), date));
        break;
    case FPL_FACT_TEXT:
        fpl_words__choice(id, fpl_fact_text(facts, id), zh, out);
        break;
    case FPL_FACT_RATIO:
        add_ratio(fpl_fact_ratio(facts, id), id, out);
        break;
    case FPL_FACT_BOOL:
        fpl_buf_adds(out, fpl_fact_bool(facts, id, 0) ? (zh ? "是" : "yes") : (zh ? "否" : "no"));
        break;
    case FPL_FACT_NONE:
        break;
    }
}

/* ---- predicates ---- */

struct words {
    int zh;
    const struct fpl_words__unit *unit;
};

static void add_title(struct fpl_str field, int zh, struct fpl_buf *out) {
    int id = fpl_fact_find(field);
    if (id < 0)
        fpl_buf_add(out, field.p, field.n);
    else
        fpl_buf_adds(out, fpl_fact_title((enum fpl_fact_id)id, zh));
}

static void add_value(const struct fpl_json *value, enum fpl_fact_id id, const struct words *w, struct fpl_buf *out) {
    struct fpl_ratio ratio;
    enum fpl_fact_type type = fpl_fact_type(id);
    if (value->type == FPL_JSON_OBJECT) {
        int64_t months = fpl_json_get_num(value, "months", 0);
        add_title(fpl_json_get_text(value, "field"), w->zh, out);
        fpl_buf_addf(out, w->zh ? " + %lld 个月" : " + %lld months", (long long)months);
    } else if (value->type == FPL_JSON_BOOL) {
        fpl_buf_adds(out, value->num ? (w->zh ? "是" : "yes") : (w->zh ? "否" : "no"));
    } else if (value->type == FPL_JSON_INT && type == FPL_FACT_MONEY) {
        fpl_words__amount(value->num, w->unit, w->zh, out);
    } else if (value->type == FPL_JSON_INT) {
        fpl_buf_addi(out, value->num);
    } else if (type == FPL_FACT_RATIO && fpl_ratio_parse(value->str, &ratio, NULL) == FPL_OK) {
        add_ratio(ratio, id, out);
    } else {
        fpl_words__choice(id, value->str, w->zh, out);
    }
}

static void add_list(const struct fpl_json *list, enum fpl_fact_id id, const struct words *w, struct fpl_buf *out) {
    int first = 1;
    for (const struct fpl_json *value = fpl_json_first(list); value; value = fpl_json_next(list, value)) {
        if (!first)
            fpl_buf_adds(out, w->zh ? "、" : ", ");
        add_value(value, id, w, out);
        first = 0;
    }
}

static void add_leaf(const struct fpl_json *leaf, const struct words *w, struct fpl_buf *out) {
    static const char *const signs[][2] = {{"<=", "≤"}, {">=", "≥"}, {"!=", "≠"}};
    struct fpl_str field = fpl_json_get_text(leaf, "field"), op = fpl_json_get_text(leaf, "op");
    const struct fpl_json *value = fpl_json_get(leaf, "value");
    int found = fpl_fact_find(field);
    enum fpl_fact_id id = found < 0 ? FPL_FACT_FIRM_ID : (enum fpl_fact_id)found; /* the check has found it */
    const char *sign = NULL;
    add_title(field, w->zh, out);
    if (fpl_str_is(op, "in") || fpl_str_is(op, "between")) {
        int list = fpl_str_is(op, "in");
        fpl_buf_adds(out, list ? " ∈ {" : " ∈ (");
        add_list(value, id, w, out);
        fpl_buf_addc(out, list ? '}' : ']');
        return;
    }
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (fpl_str_is(op, signs[i][0]))
            sign = signs[i][1];
    fpl_buf_addc(out, ' ');
    if (sign)
        fpl_buf_adds(out, sign);
    else
        fpl_buf_add(out, op.p, op.n);
    fpl_buf_addc(out, ' ');
    if (value)
        add_value(value, id, w, out);
}

static void add_node(const struct fpl_json *node, const struct words *w, int depth, struct fpl_buf *out) {
    const struct fpl_json *all = fpl_json_get(node, "all"), *list = all ? all : fpl_json_get(node, "any");
    const struct fpl_json *not = fpl_json_get(node, "not");
    if (depth > DEPTH)
        return;
    if (not ) {
        fpl_buf_adds(out, w->zh ? "非（" : "not (");
        add_node(not, w, depth + 1, out);
        fpl_buf_adds(out, w->zh ? "）" : ")");
        return;
    }
    if (!list) {
        add_leaf(node, w, out);
        return;
    }
    int bracket = depth > 0 && fpl_json_count(list) > 1, first = 1;
    if (bracket)
        fpl_buf_adds(out, w->zh ? "（" : "(");
    for (const struct fpl_json *child = fpl_json_first(list); child; child = fpl_json_next(list, child)) {
        if (!first)
            fpl_buf_adds(out, all ? (w->zh ? " 且 " : " and ") : (w->zh ? " 或 " : " or "));
        add_node(child, w, depth + 1, out);
        first = 0;
    }
    if (bracket)
        fpl_buf_adds(out, w->zh ? "）" : ")");
}

void fpl_words__predicate(const struct fpl_json *predicate, const struct fpl_words__unit *unit, int zh,
                          struct fpl_buf *out) {
    add_node(predicate, &(struct words){zh, unit}, 0, out);
}

/* ---- why ---- */

struct why {
    const struct fpl_facts *facts;
    enum fpl_fact_id as_of;
    int zh;
    unsigned char named[FPL_FACT_COUNT];
    int count;
    struct fpl_buf *out;
};

static void name_fact(struct why *why, struct fpl_str field, int only_unknown) {
    int id = fpl_fact_find(field);
    if (id == FPL_FACT_DEAL_AS_OF)
        id = (int)why->as_of;
    if (id < 0 || why->named[id] || (only_unknown && fpl_fact_known(why->facts, (enum fpl_fact_id)id)))
        return;
    why->named[id] = 1;
    if (why->count++)
        fpl_buf_adds(why->out, why->zh ? "、" : ", ");
    fpl_buf_adds(why->out, fpl_fact_title((enum fpl_fact_id)id, why->zh));
}

/* Follows the limbs whose own value made the whole come out as it did. */
static void follow(struct why *why, const struct fpl_json *node, enum fpl_tri wanted, int depth) {
    const struct fpl_json *all = fpl_json_get(node, "all"), *list = all ? all : fpl_json_get(node, "any");
    const struct fpl_json *not = fpl_json_get(node, "not");
    if (depth > DEPTH || fpl_predicate_eval(node, why->facts) != wanted)
        return;
    if (not ) {
        follow(why, not, wanted == FPL_UNKNOWN ? FPL_UNKNOWN : wanted == FPL_TRUE ? FPL_FALSE : FPL_TRUE, depth + 1);
        return;
    }
    if (list) {
        for (const struct fpl_json *child = fpl_json_first(list); child; child = fpl_json_next(list, child))
            follow(why, child, wanted, depth + 1);
        return;
    }
    name_fact(why, fpl_json_get_text(node, "field"), wanted == FPL_UNKNOWN);
    const struct fpl_json *value = fpl_json_get(node, "value");
    if (value && value->type == FPL_JSON_OBJECT)
        name_fact(why, fpl_json_get_text(value, "field"), wanted == FPL_UNKNOWN);
}

/* What a profile's evaluation derives and no record keeps: the date it is applied at, and the firm's full months of age
 * on it. */
static void derive(struct fpl_facts *facts, enum fpl_fact_id as_of) {
    struct fpl_date on = fpl_fact_date(facts, as_of), from = fpl_fact_date(facts, FPL_FACT_FIRM_ESTABLISHED);
    int y0, m0, d0, y1, m1, d1;
    if (fpl_date_is_none(on))
        return;
    fpl_fact_set_date(facts, FPL_FACT_DEAL_AS_OF, on);
    if (fpl_date_is_none(from) || fpl_date_cmp(on, from) < 0)
        return;
    fpl_date_split(from, &y0, &m0, &d0);
    fpl_date_split(on, &y1, &m1, &d1);
    int months = (y1 - y0) * 12 + (m1 - m0);
    fpl_fact_set_int(facts, FPL_FACT_FIRM_AGE_MONTHS,
                     fpl_date_cmp(fpl_date_add_months(from, months), on) > 0 ? months - 1 : months);
}

void fpl_words__why(const struct fpl_json *predicate, const struct fpl_facts *facts, enum fpl_fact_id as_of, int zh,
                    struct fpl_buf *out) {
    struct fpl_facts derived;
    fpl_facts_copy(facts, &derived);
    derive(&derived, as_of);
    struct why why = {.facts = &derived, .as_of = as_of, .zh = zh, .out = out};
    enum fpl_tri result = fpl_predicate_eval(predicate, &derived);
    if (result != FPL_TRUE)
        follow(&why, predicate, result, 0);
}
