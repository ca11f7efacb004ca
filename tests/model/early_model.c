#include "early_model.h"

#include <string.h>

#define EVENTS 64

struct line { /* a deal, at its event's place */
    int there, firm, day, held_since;
    int64_t net, agreed, held;
    enum early_stage stage;
};

struct fund {
    struct line line[EVENTS];
    int64_t size, guided, paid_in, invested;
};

/* What a firm still costs, put on the deals of its present holding in proportion to what each put in: whole fen, and
 * those left over to the largest remainders, the first deal before the next. */
static void spread(struct fund *fund, int events, int firm, int64_t cost) {
    int64_t rest[EVENTS] = {0}, sum = 0;
    int64_t left = cost;
    for (int i = 0; i < events; i++)
        if (fund->line[i].there && fund->line[i].firm == firm && fund->line[i].held_since)
            sum += fund->line[i].net;
    for (int i = 0; i < events; i++) {
        struct line *line = &fund->line[i];
        if (!line->there || line->firm != firm)
            continue;
        line->held = 0;
        if (!line->held_since || sum == 0)
            continue;
        line->held = cost * line->net / sum;
        rest[i] = cost * line->net % sum;
        left -= line->held;
    }
    while (sum > 0 && left > 0) {
        int most = -1;
        for (int i = 0; i < events; i++)
            if (rest[i] > 0 && (most < 0 || rest[i] > rest[most]))
                most = i;
        if (most < 0)
            break;
        fund->line[most].held++;
        rest[most] = 0;
        left--;
    }
}

/* When the last share is gone, the holding is over: the next deal begins another. */
static void give_up(struct fund *fund, int firm, int64_t shares[EVENTS], int64_t fewer) {
    shares[firm] -= fewer;
    for (int i = 0; i < EVENTS && shares[firm] == 0; i++)
        if (fund->line[i].there && fund->line[i].firm == firm)
            fund->line[i].held_since = 0;
}

static void live(struct fund *fund, const struct early_event *event, int events, int as_of) {
    int64_t cost[EVENTS] = {0}, shares[EVENTS] = {0};
    memset(fund, 0, sizeof *fund);
    for (int i = 0; i < events && event[i].day <= as_of; i++) {
        const struct early_event *e = &event[i];
        switch (e->kind) {
        case EARLY_DEAL:
            fund->line[i] = (struct line){.there = 1,
                                          .firm = e->firm,
                                          .day = e->day,
                                          .held_since = 1,
                                          .net = e->amount,
                                          .agreed = e->agreed ? e->agreed : e->amount,
                                          .stage = e->stage};
            cost[e->firm] += e->amount;
            shares[e->firm] += EARLY_SHARES;
            break;
        case EARLY_REFUND:
            fund->line[e->deal].net -= e->amount;
            cost[e->firm] -= e->amount;
            give_up(fund, e->firm, shares, e->shares);
            break;
        case EARLY_EXIT: {
            int64_t all = shares[e->firm];
            int64_t twice = 2 * cost[e->firm] * e->shares + all; /* half up */
            cost[e->firm] -= e->shares == all ? cost[e->firm] : twice / (2 * all);
            give_up(fund, e->firm, shares, e->shares);
            break;
        }
        case EARLY_SIGNED:
            fund->size += e->amount;
            fund->guided += e->guides ? e->amount : 0;
            break;
        case EARLY_RELEASED:
            fund->size -= e->amount;
            fund->guided -= e->guides ? e->amount : 0;
            break;
        case EARLY_PAID_IN:
            fund->paid_in += e->amount;
            break;
        }
    }
    for (int i = 0; i < events; i++)
        if (fund->line[i].there)
            fund->invested += fund->line[i].net;
    for (int firm = 0; firm < EVENTS; firm++)
        spread(fund, events, firm, cost[firm]);
}

int64_t early_shares_held(const struct early_event *event, int events, int firm) {
    int64_t held = 0;
    for (int i = 0; i < events; i++)
        if (event[i].firm == firm)
            held += event[i].kind == EARLY_DEAL ? EARLY_SHARES : -event[i].shares;
    return held;
}

/* The first deal of the firm that was not given back whole: the events stand in the order of their days. */
static const struct line *first_of(const struct fund *fund, int firm) {
    for (int i = 0; i < EVENTS; i++)
        if (fund->line[i].there && fund->line[i].firm == firm && fund->line[i].net > 0)
            return &fund->line[i];
    return NULL;
}

static int inside(const struct early_rule *rule, const struct line *line) {
    return line->there && line->net > 0 && (rule->last == 0 || (line->day >= rule->first && line->day <= rule->last));
}

struct sums {
    int64_t of[3]; /* by stage */
};

static struct sums add_up(const struct fund *fund, const struct early_rule *rule, int inherits) {
    struct sums sums = {{0}};
    for (int i = 0; i < EVENTS; i++) {
        const struct line *line = &fund->line[i];
        if (!inside(rule, line))
            continue;
        int64_t amount = rule->basis == EARLY_B5   ? 1
                         : rule->basis == EARLY_B4 ? line->agreed
                         : rule->outstanding       ? line->held
                                                   : line->net;
        int later = 0;
        for (int k = i + 1; k < EVENTS; k++)
            later |= inside(rule, &fund->line[k]) && fund->line[k].firm == line->firm;
        if (rule->basis == EARLY_B5 && later)
            continue; /* a project is counted once, by its latest deal */
        sums.of[inherits ? first_of(fund, line->firm)->stage : line->stage] += amount;
    }
    return sums;
}

static int64_t up(int64_t a, int64_t b) {
    return (a + b - 1) / b;
}

struct early_answer early_model(const struct early_event *event, int events, const struct early_rule *rule, int as_of) {
    struct fund fund;
    struct early_answer out = {0};
    live(&fund, event, events, as_of);
    struct sums sums = add_up(&fund, rule, rule->inherits), other = add_up(&fund, rule, !rule->inherits);
    const int64_t p = rule->p, q = rule->q;
    out.early = sums.of[EARLY_YES];
    out.unknown = sums.of[EARLY_UNKNOWN];
    out.other = other.of[EARLY_YES];
    int of_whole = rule->basis == EARLY_B2 || rule->basis == EARLY_B3 || rule->basis == EARLY_B6;
    out.all = !of_whole ? sums.of[0] + sums.of[1] + sums.of[2] : rule->basis == EARLY_B3 ? fund.paid_in : fund.size;
    if (out.all == 0)
        return out;
    if (!of_whole) {
        int64_t lead = q * out.early - p * out.all;
        out.verdict = lead >= 0 ? EARLY_PASS : EARLY_FAIL;
        if (lead >= 0)
            out.headroom = lead / p;
        else
            out.shortfall = up(-lead, q - p);
        return out;
    }
    int64_t want = up(p * out.all, q);
    if (rule->basis == EARLY_B6 && rule->times * fund.guided > want)
        want = rule->times * fund.guided;
    out.shortfall = want > out.early ? want - out.early : 0;
    out.verdict = out.shortfall == 0                                        ? EARLY_PASS
                  : rule->investing_end == 0 || as_of > rule->investing_end ? EARLY_FAIL
                  : out.shortfall <= out.all - fund.invested                ? EARLY_ON_TRACK
                                                                            : EARLY_UNREACHABLE;
    return out;
}
