/* E18 for a whole fund: what is distributed is divided among the commitments by what was paid in within them, and each
 * party's part is declared by an event of its own (distribution.c), recorded after this one in the same commit: paid,
 * taxed and taken back like any other. Source: fund rules §2.2, E18; §3.5, T10 for the division.
 *
 * Where the rules are silent: the measure is paid-in capital whatever the source, for what stands between partners is
 * their agreement's and the waterfall's report tells it; parts of nothing are not declared. A recallable distribution
 * moves the parties' own books too and is declared party by party. */
#include "ledger/fund/allot.h"

#include <stdio.h>
#include <string.h>

static const struct fpl_field_spec fields[] = {
    FS("allocation", "分摊编号", "allocation", "id", ID, KEY, EVENT_KEY),
    F("round", "分配期次", "round", "期次", TEXT, 0),
    F("occurred", "分配日", "declared on", "日期", DATE, REQ),
    FS("amount", "分配总额", "amount in all", "总额|金额", MONEY, REQ, EVENT_AMOUNT),
    ES("source", "分配来源", "source", "性质", REQ,
       "RETURN_OF_CAPITAL=本金=return of capital|GAIN=收益=gain|DIVIDEND=股利=dividend|INTEREST=利息=interest",
       DISTRIBUTION_SOURCE),
    ES("recallable", "可循环", "recallable", "", 0, "Y=是=yes|N=否=no", DISTRIBUTION_RECALLABLE),
};

static int64_t paid_in(const struct fpl_list_row *row) {
    return strcmp(row->text[FPL_ROW_STATE], "SIGNED") == 0 ? row->num[FPL_ROW_PAID] : 0;
}

static void write_share(const struct fpl_facts *facts, const struct fpl_part *part, struct fpl_decision *out) {
    struct fpl_fund__data data;
    struct fpl_str id = fpl_fact_text(facts, FPL_FACT_EVENT_KEY);
    char key[160];
    int n = snprintf(key, sizeof key, "%.*s|%.*s", (int)id.n, id.p, (int)part->key.n, part->key.p);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(part->amount));
    fpl_fund__data_num(&data, "of", part->of);
    fpl_fund__data_text(&data, "party", part->party);
    fpl_json_end(&data.json);
    fpl_parts_item(out, "allocation.share", (struct fpl_str){key, (size_t)n}, fpl_buf_str(&data.buf));
}

static void decide(const struct fpl_facts *facts, const struct fpl_rules *rules, struct fpl_decision *out) {
    struct fpl_fund__data data;
    fpl_decision_begin(out);
    fpl_parts_begin(out, rules->shares);
    if (fpl_fact_bool(facts, FPL_FACT_DISTRIBUTION_RECALLABLE, 0)) {
        fpl_decision_refuse(out, FPL_E_ALLOCATE_RECALLABLE, NULL, NULL, NULL);
        fpl_fund__about(out, FPL_FACT_DISTRIBUTION_RECALLABLE);
    }
    fpl_fund__allot(&rules->list[0], paid_in, fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT), out);
    if (out->outcome != FPL_OK)
        return;
    out->amount = fpl_fact_money(facts, FPL_FACT_EVENT_AMOUNT);
    fpl_fund__data_begin(&data);
    fpl_fund__data_num(&data, "amt", fpl_money_minor(out->amount));
    fpl_fund__data_num(&data, "n", out->shares->count);
    fpl_fund__data_text(&data, "src", fpl_fact_text(facts, FPL_FACT_DISTRIBUTION_SOURCE));
    fpl_fund__data_item(&data, "allocation", fpl_fact_text(facts, FPL_FACT_EVENT_KEY), out);
    for (int i = 0; i < out->shares->count; i++)
        write_share(facts, &out->shares->share[i], out);
}

static const struct fpl_read reads[] = {FPL_FUND_READS_COMMITMENTS};

const struct fpl_event fpl_event__distribution_allocated = {
    .kind = "distribution.allocated",
    .zh = "分配分摊",
    .en = "distribution allocated",
    .command = {"distribution.allocate", "分摊并登记分配", "declare a distribution to all partners", FPL_BOOK_FUND,
                RECORDERS, ENTRY | DRY, fields, COUNT(fields), NULL,
                "分摊分配：总额按各认缴的认缴内实缴比例分到各出资人，到分，余数按最大余数法；每一方登记一笔分配，编号为"
                "“分摊编号-认缴编号”，与本记录同时入账，以后逐笔支付、代扣、冲销；可循环的逐笔用 distribution declare",
                "the amount is divided by what was paid in within each commitment, to the fen, the largest remainder "
                "first; each partner's part is a distribution of its own, ALLOCATION-COMMITMENT, in the same commit, "
                "and is paid, taxed and taken back as any other; recallable ones are declared one by one",
                "distribution allocate FT-001 --book guidance --occurred 2026-10-31 --amount 5000000.00 "
                "--source RETURN_OF_CAPITAL --as zhi.dan --checker fu.he",
                1},
    .flags = FPL_EVENT_CHECKED,
    .item = "allocation",
    .key = FACT(EVENT_KEY),
    .occurred = "occurred",
    .memo = "向全体出资人分配",
    .decide = decide,
    .read = reads,
    .reads = COUNT(reads),
    .shares = "allocation.share",
    .each = &fpl_event__distribution_declared,
};
