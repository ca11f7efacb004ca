#include "forger.h"

#include "fundpool/event.h"
#include <sqlite3.h>

/* ---- an honest ledger of every kind ---- */

#define LOAN                                                                                                           \
    "iou=1; firm=F-甲; firm_name=甲; type=CREDIT; contract_amount=1000.00; disbursed=1000.00; "                      \
    "disbursed_on=2026-01-05; due_on=2026-07-05; registered_on=2026-01-05"
#define FULL_LOAN                                                                                                      \
    LOAN "; mode=DIRECT; credit_line=5000; repaid=0; rate=3.55%%; lpr=3%%; purpose=流动资金; first_loan=N; "       \
         "monetary_tool=N; ip_share=0%%; collateral_share=0%%; revenue=7920000; employees=132; "                       \
         "established=2019-11-05; listed=N; industry=电子信息; breach_free_years=8"

static int64_t claim(struct city *city, int n, const char *more) {
    return city_do(city,
                   "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_no=K-%d; claim_date=2026-10-01; "
                   "repaid=0; five_class=LOSS; overdue_days=88%s",
                   n, n, more);
}

static void entries(struct city *city) {
    city_do(city,
            "zhang opening.post f occurred=2025-01-01; memo=启用; entry=Q-1; !lines=D100201:5.00 C400101:5.00@G-CZ");
    city_do(city, "zhang opening.post f occurred=2025-01-01; memo=启用; !lines=D100201:7.00 C400101:7.00@G-CZ");
    city_do(city, "zhang opening.reverse f entry=Q-1; memo=错");
    city_do(city, "li period.close f period=2025-01");
    city_do(city, "zhang journal.post f entry=J-1; occurred=2025-01-15; memo=托管费; attachments=2; !auth=session:7; "
                  "!checker_auth=key:9; "
                  "!lines=D6404:5.00 C100201:5.00; !request=R-1");
    int64_t seq = city_do(city, "zhang journal.post f occurred=2025-02-15; memo=重记; !lines=D6404:4.00 C100201:4.00");
    city_do(city, "zhang journal.post f occurred=2025-06-15; memo=调整; period13=Y; !lines=D6404:3.00 C100201:3.00");
    city_do(city, "zhang journal.post f occurred=2026-06-15; memo=外币; !lines=D6404:3.00=USD C100201:3.00=USD");
    city_do(city, "zhang journal.reverse f receipt=1/%d; memo=冲; occurred=2026-03-01", (int)seq);
    city_no(city, FPL_E_KEY_CHANGED,
            "zhang journal.post f entry=J-1; occurred=2026-01-15; memo=别的; "
            "!lines=D6404:5.00 C100201:5.00");
}

static void deals(struct city *city) {
    city_do(city, "ren mirror.set f party=G-CZ; kind=company; other=c; fund=BK-1; stake=LTEI; agreed=2025-01-01");
    forger_rules(city);
    city_do(city, "zhang deal.record f deal=D-1; fund=f; firm=F-1; firm_name=甲; paid_date=2026-03-10; amount=100.00; "
                  "is_transfer=Y; achievement=AH1; round=A; external_round=2; ic_date=2026-03-01; "
                  "agreement_date=2026-03-05; established=2020-01-01; employees=20; bachelor=50%%; assets=1000; "
                  "net_assets=500; revenue=100; rnd_share=10%%; listed=N; memo=首轮");
    city_do(city, "zhang deal.record f deal=D-2; firm=F-1; firm_name=甲公司; paid_date=2025-01-10; amount=100.00");
    city_do(city, "zhang deal.record f deal=D-3; firm=F-1; firm_name=甲; paid_date=2024-03-10; amount=100.00; "
                  "!take_on=1");
    city_do(city, "zhang deal.reverse f deal=D-2; memo=金额录错");
    city_do(city, "zhang deal.record f deal=D-5; firm=F-1; firm_name=甲; paid_date=2026-03-20; amount=60.00; direct=Y; "
                  "fixed_return=N; fixed_buyback=N; guarantees=N; limit_reason=追加; limit_approver=wang");
    city_do(city, "zhang deal.refund f refund=TK-9; deal=D-5; occurred=2026-03-21; amount=10.00; bank_ref=S79");
    city_do(city, "zhang refund.reverse f refund=TK-9; memo=误; limit_approver=wang");
    city_no(city, FPL_E_FUTURE, "zhang deal.record f deal=D-4; firm=F-1; firm_name=甲; paid_date=2027-03-10; amount=1");
}

/* ---- the life of a fund ---- */

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static void back(struct city *city, const char *command, const char *field_and_key) {
    city_do(city, "zhang %s.reverse f %s; memo=误", command, field_and_key);
}

/* What a partner promises, pays and takes back. */
static void partner(struct city *city, int p, const char *party) {
    city_do(city,
            "zhang commitment.sign f commitment=CM-%d; party=%s; capacity=GUIDANCE; level=CITY; signed_on=2025-02-0%d; "
            "!auth=session:7; "
            "!checker_auth=key:9; "
            "amount=900%d; document=合伙协议",
            p, party, p, p);
    city_do(city, "zhang commitment.sign f commitment=CX-%d; party=%s; capacity=%s; signed_on=2025-02-0%d; amount=50%d",
            p, party, strcmp(party, "G-CZ") == 0 ? "GUIDANCE; level=CITY" : "SOCIAL", p, p);
    city_do(city, "zhang commitment.reverse f commitment=CX-%d; memo=误", p);
    for (int n = p; n <= p + 2; n += 2)
        city_do(city,
                "zhang commitment.release f release=H-%d; commitment=CM-%d; occurred=2025-02-1%d; amount=10%d; "
                "document=决议",
                n, p, n, n);
    city_do(city, "zhang release.reverse f release=H-%d; memo=误", p + 2);
    city_do(city,
            "zhang capital.receive f receipt=K-%d; commitment=CM-%d; call=一; occurred=2025-03-01; amount=500%d; "
            "bank_ref=S5%d",
            p, p, p, p);
    city_do(city,
            "zhang capital.receive f receipt=K-%d; commitment=CM-%d; occurred=2025-03-02; amount=7; inside=N; "
            "bank_ref=S6%d",
            p + 2, p, p);
    city_do(city, "zhang capital.reverse f receipt=K-%d; memo=误", p + 2);
}

static void capital(struct city *city) {
    city_do(city, "ren mirror.set f party=BK-2; kind=fiscal; other=s; fund=BK-1; agreed=2025-01-01");
    partner(city, 5, "BK-1"); /* has no book here: what its command tells stands nowhere else */
    partner(city, 1, "G-CZ");
    partner(city, 2, "BK-2");
    city_do(city, "zhang distribution.declare f distribution=FP-1; commitment=CM-1; occurred=2025-12-31; "
                  "amount=80; source=GAIN; recallable=Y");
    city_do(city, "zhang distribution.declare f distribution=FP-2; commitment=CM-1; occurred=2025-12-30; amount=81; "
                  "round=一; source=RETURN_OF_CAPITAL");
    back(city, "distribution", "distribution=FP-2");
    city_do(city, "zhang fee.accrue f fee=Y-1; kind=MANAGEMENT; occurred=2025-06-30; amount=11.84; base_kind=PAID_IN; "
                  "base=4000; rate=1%%; from=2025-03-15; to=2025-06-30");
    city_do(city, "zhang fee.accrue f fee=Y-2; kind=CUSTODY; occurred=2025-07-01; amount=9");
    back(city, "fee", "fee=Y-2");
}

/* What the partners with books of their own receive, can be called for again, and take up; each once more, taken back.
 */
static void shares(struct city *city) {
    for (int p = 1; p <= 2; p++) {
        static const char *const outcome[] = {"PROFIT", "LOSS", "LOSS"};
        for (int n = 0; n < 3; n++)
            city_do(city,
                    "zhang result.attribute f result=SY-%d%d; commitment=CM-%d; occurred=2025-12-3%d; outcome=%s; "
                    "amount=%d; document=审",
                    p, n, p, n > 0, outcome[n], n == 1 ? 9000 : 6 + n);
        back(city, "result", p == 1 ? "result=SY-12" : "result=SY-22");
        for (int n = 0; n < 2; n++)
            city_do(city,
                    "zhang distribution.declare f distribution=FR-%d%d; commitment=CM-%d; occurred=2025-12-2%d; "
                    "amount=3%d; source=DIVIDEND; recallable=Y",
                    p, n, p, n, n);
        back(city, "distribution", p == 1 ? "distribution=FR-11" : "distribution=FR-21");
        for (int n = 0; n < 2; n++)
            city_do(city,
                    "zhang due.settle f settlement=SR-%d%d; of=DISTRIBUTION; event=FR-%d0; occurred=2025-12-2%d; "
                    "amount=1%d; bank_ref=S3",
                    p, n, p, n + 2, n);
        back(city, "settlement", p == 1 ? "settlement=SR-11" : "settlement=SR-21");
    }
}

/* Its own rules of money back, and what follows from them. */
static void carry(struct city *city) {
    city_do(city, "ren waterfall.bind f binding=PB-1; from=2025-01-01; hurdle=2/25; growth=SIMPLE; catch_up=1; "
                  "carry=1/5; document=协议");
    city_do(city, "ren reinvest.bind f binding=FT-1; from=2025-01-01; times=1.5; base=PAID_IN; affiliates=Y; "
                  "document=协议");
    for (int n = 1; n <= 2; n++) {
        city_do(city,
                "zhang reserve.appropriate f reserve=ZB-%d; occurred=2025-12-3%d; amount=5; base=100; rate=1/20; "
                "document=办法",
                n, n - 1);
        city_do(city, "zhang reserve.use f cover=MB-%d; occurred=2025-12-31; amount=%d; year=2025; approval=批", n, n);
        city_do(city,
                "zhang carry.declare f carry=YJ-%d; kind=CARRY; payee=G-CZ; occurred=2025-12-1%d; amount=4%d; "
                "document=协议",
                n, n, n);
        city_do(city,
                "zhang carry.withhold f withholding=KJ-%d; carry=YJ-1; occurred=2025-12-2%d; amount=%d; year=2025; "
                "approval=批",
                n, n, n);
        city_do(city,
                "zhang clawback.claim f clawback=HB-%d; payer=G-CZ; occurred=2025-12-1%d; amount=3%d; document=算", n,
                n, n);
        city_do(city,
                "zhang reinvest.recognise f recognition=RD-%d; firm=F-2; situation=MOVED_IN; occurred=2025-12-0%d; "
                "amount=7%d; multiplier=3/2; lock_years=5; document=函",
                n, n, n);
    }
    back(city, "reserve", "reserve=ZB-2");
    back(city, "cover", "cover=MB-2");
    back(city, "withholding", "withholding=KJ-2");
    back(city, "carry", "carry=YJ-2");
    back(city, "clawback", "clawback=HB-2");
    back(city, "recognition", "recognition=RD-2");
    for (int n = 1; n <= 2; n++) {
        city_do(city, "zhang reinvest.revoke f revocation=CX-%d; recognition=RD-1; occurred=2025-12-2%d; document=迁",
                n, n);
        if (n == 1)
            back(city, "revocation", "revocation=CX-1");
    }
}

/* What becomes of its holdings: F-2 is sold, F-3 written off. */
static void holdings(struct city *city) {
    for (int n = 2; n <= 3; n++)
        city_do(city,
                "zhang deal.record f deal=P-%d; firm=F-%d; firm_name=名%d; paid_date=2025-04-1%d; amount=1000; "
                "shares=100%d; category=%s",
                n, n, n, n, n, n == 2 ? "SEED" : "ANGEL");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang deal.refund f refund=TK-%d; deal=P-2; occurred=2025-05-0%d; amount=5%d; shares=%d; "
                "bank_ref=S7%d",
                n, n, n, n, n);
    back(city, "refund", "refund=TK-2");
    city_do(city, "zhang valuation.record f valuation=V-1; firm=F-2; occurred=2025-06-30; fair_value=1200; "
                  "method=NET_ASSET; level=3; calibration=轮次; audited=Y");
    city_do(city, "zhang valuation.record f valuation=V-2; firm=F-3; occurred=2025-07-31; fair_value=400; "
                  "method=COST; level=2");
    city_do(city, "zhang valuation.record f valuation=V-3; firm=F-3; occurred=2025-08-31; fair_value=300; "
                  "method=NET_ASSET; level=3; audited=N");
    back(city, "valuation", "valuation=V-3");
    city_do(city, "zhang dividend.record f dividend=GL-1; firm=F-2; occurred=2025-09-01; amount=30; paid=DECLARED; "
                  "document=决议");
    city_do(city, "zhang dividend.record f dividend=GL-2; firm=F-2; occurred=2025-09-02; amount=31; paid=RECEIVED; "
                  "bank_ref=S8");
    back(city, "dividend", "dividend=GL-2");
    city_do(city, "zhang exit.record f exit=X-1; firm=F-2; type=TRANSFER; occurred=2025-10-01; shares=400; "
                  "proceeds=500; costs=3; paid=DUE; appraisal=备1; approval=批1");
    city_do(city, "zhang exit.record f exit=X-2; firm=F-2; type=BUYBACK; occurred=2025-10-02; whole=Y; proceeds=100; "
                  "paid=RECEIVED; bank_ref=S9");
    city_do(city, "zhang writeoff.record f writeoff=W-1; firm=F-3; occurred=2025-10-31; ground=BANKRUPTCY; "
                  "recovered=15; approval=批2; evidence=" HASH "; bank_ref=S10");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang writeoff.recover f recovery=R-%d; firm=F-3; occurred=2025-11-0%d; amount=%d; bank_ref=S1%d", n,
                n, n, n);
    back(city, "recovery", "recovery=R-2");
}

/* What is judged of it, settled, and taken back at last. */
static void endings(struct city *city) {
    city_do(city, "zhang duty.judge f case=ZR-1; of=WRITEOFF; event=W-1; occurred=2025-11-20; result=PARTIAL; "
                  "accountable=100; evaluator=评; authority=办; document=" HASH);
    city_do(city, "zhang duty.judge f case=ZR-2; of=EXIT; event=X-2; occurred=2025-11-21; result=EXEMPT; "
                  "evaluator=评; authority=办; document=" HASH);
    back(city, "exit", "exit=X-2");
    city_do(city, "zhang deal.record f deal=P-4; firm=F-4; firm_name=名4; paid_date=2025-04-20; amount=200; shares=9");
    city_do(city, "zhang writeoff.record f writeoff=W-2; firm=F-4; occurred=2025-11-30; ground=CEASED; recovered=0; "
                  "approval=批3; evidence=" HASH);
    back(city, "writeoff", "writeoff=W-2");
    static const char *const due[][3] = {{"EXIT", "X-1", "100"},
                                         {"DIVIDEND", "GL-1", "30"},
                                         {"DISTRIBUTION", "FP-1", "79"},
                                         {"FEE", "Y-1", "11"},
                                         {"EXIT", "X-1", "101"}};
    for (int n = 0; n < 5; n++)
        city_do(city,
                "zhang due.settle f settlement=SF-%d; of=%s; event=%s; occurred=2026-01-1%d; amount=%s; bank_ref=S2%d",
                n, due[n][0], due[n][1], n, due[n][2], n);
    back(city, "settlement", "settlement=SF-4");
    for (int n = 1; n <= 2; n++) {
        city_do(city,
                "zhang baddebt.record f baddebt=HZ-%d; exit=X-1; occurred=2026-01-2%d; ground=CEASED; approval=批%d; "
                "evidence=" HASH,
                n, n, 3 + n);
        if (n == 1)
            back(city, "baddebt", "baddebt=HZ-1");
    }
    city_do(city, "zhang duty.judge f case=ZR-3; of=BADDEBT; event=HZ-2; occurred=2026-01-23; result=PARTIAL; "
                  "accountable=90; evaluator=评; authority=办; document=" HASH);
    for (int n = 1; n <= 2; n++)
        city_do(
            city,
            "zhang baddebt.recover f collection=ZS-%d; baddebt=HZ-2; occurred=2026-01-2%d; amount=%d; bank_ref=S3%d", n,
            5 + n, 6 + n, n);
    back(city, "collection", "collection=ZS-2");
}

static void loans(struct city *city) {
    city_do(city,
            "zhang pool.contribute p contribution=Z-2; party=G-CZ; occurred=2026-01-10; amount=1.00; bank_ref=S2");
    city_do(city, "zhang contribution.reverse p contribution=Z-2; memo=错");
    city_do(city, "zhang interest.record p interest=LX-1; occurred=2026-09-21; amount=12.00; bank_ref=S3");
    city_do(city, "zhang interest.record p interest=LX-2; occurred=2026-09-21; amount=13.00; bank_ref=S4");
    city_do(city, "zhang interest.reverse p interest=LX-2; memo=错");
    forger_pool_money(city);
    city_do(city,
            "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-01-02; class=A; region=340600; keylist=N");
    city_do(city, "zhang measure.record p measure=bank_deposit; party=BK-1; date=2026-06-30; amount=100000");
    for (int n = 1; n <= 7; n++)
        city_do(city,
                n == 1 ? "zhang loan.register p bank=BK-1; contract=C-%d; " FULL_LOAN
                       : "zhang loan.register p bank=BK-1; contract=C-%d; " LOAN,
                n);
    city_do(city,
            "zhang loan.register p bank=BK-1; contract=OLD; guarantor=GU-1; mode=GUARANTEED; " LOAN "; !take_on=1");
    city_do(city, "zhang loan.repay p bank=BK-1; contract=C-2; iou=1; instalment=1; occurred=2026-03-01; amount=100");
    city_do(city, "zhang loan.repay p bank=BK-1; contract=C-2; iou=1; instalment=2; occurred=2026-04-01; amount=900");
    city_do(city, "zhang repayment.reverse p bank=BK-1; contract=C-2; iou=1; instalment=2; memo=错");
    city_do(city, "zhang loan.withdraw p bank=BK-1; contract=C-3; iou=1; reason=重复");
    city_do(city, "zhang payout.record p bank=BK-1; contract=OLD; iou=1; claim_no=OLD-1; decided_on=2026-02-01; "
                  "amount=100; loss=300; bank_ref=SL; !take_on=1");
    forger_pool_returns(city);
}

static void claims(struct city *city) {
    int64_t a = claim(city, 1,
                      "; litigation=FILED; recovered=0; unpaid_interest=1; collateral=0; insurance=0; "
                      "other_gov=0; docs=申请表");
    city_no(city, FPL_E_CHANGED, "li claim.approve p claim=4/%d; expect=1; !auth=session:7", (int)a);
    city_do(city, "li claim.approve p claim=4/%d; expect=400; occurred=2026-11-20", (int)a);
    city_do(city, "wang claim.revoke p claim=4/%d; reason=材料", (int)a);
    city_do(city, "li claim.approve p claim=4/%d; expect=400", (int)a);
    city_do(city, "qian claim.pay p claim=4/%d; bank_ref=L-1", (int)a);
    int64_t b = claim(city, 4, "");
    city_do(city, "bank1 claim.withdraw p claim=4/%d; reason=错", (int)b);
    int64_t c = claim(city, 5, "");
    city_do(city, "li claim.refuse p claim=4/%d; reason=材料不齐", (int)c);
    city_pack(city, "o",
              "rule_binding: BY_REGISTRATION\nbeneficiary: BANK\nbase_kind: OUTSTANDING_PRINCIPAL\nrate_tiers:\n"
              "  - {rate: 40%}\nbreaker:\n  - {metric: ANNUAL_LOSS_RATE, scope: BANK, op: \">\", threshold: 1%, "
              "effect: DEFER_PAYMENT, crossing_rule: DEFER_THIS_ONE, release_rule: WHEN_BELOW}\n");
    city_do(city, "ren agreement.sign p agreement=O-1; party=BK-2; pack=o; version=1; from=2026-01-01; to=2027-12-31; "
                  "signed=2026-01-01");
    city_do(city, "zhang loan.register p bank=BK-2; contract=C-8; " LOAN);
    int64_t d = city_do(city, "bank2 claim.submit p bank=BK-2; contract=C-8; iou=1; claim_date=2026-10-01; repaid=0; "
                              "five_class=LOSS; overdue_days=88");
    city_no(city, FPL_DEFERRED, "li claim.approve p claim=4/%d; expect=400", (int)d);
    forger_empty_pool(city);
}

static int64_t ticking(void *ctx) {
    struct world *world = ctx;
    return world->now += 7;
}

void forger_story(struct city *city) {
    city_begin(city);
    city->w.host.translate = forger_translate;
    city_settle(city);
    world_reopen(&city->w, FPL_WRITE);
    city->w.host.now_ms = ticking; /* no two records of the same moment */
    world_reopen(&city->w, FPL_WRITE);
    forger_registry(city);
    entries(city);
    deals(city);
    capital(city);
    holdings(city);
    endings(city);
    shares(city);
    carry(city);
    loans(city);
    claims(city);
    forger_import(city);
}

/* ---- what stands in a body ---- */

static struct forger_value *add_value(struct forger_record *r, const char *path) {
    if ((r->values & (r->values - 1)) == 0) {
        r->value = realloc(r->value, (size_t)(r->values ? 2 * r->values : 1) * sizeof *r->value);
        assert_non_null(r->value);
    }
    struct forger_value *value = &r->value[r->values++];
    *value = (struct forger_value){.at = 0};
    assert_true(strlen(path) < sizeof value->path);
    snprintf(value->path, sizeof value->path, "%s", path);
    return value;
}

/* Lists whose elements have no place of their own; other arrays are tuples. */
static int is_list(const char *path) {
    static const char *const lists[] = {"p",         "i",         "y",      "y.*.scopes", "x.runs",
                                        "x.already", "x.refused", "x.skip", "x.codes"};
    for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
        if (strcmp(path, lists[k]) == 0)
            return 1;
    return 0;
}

static void name_element(const char *path, const struct fpl_json *element, int at, char out[FORGER_PATH]) {
    static const struct {
        const char *path, *name[9];
    } tuples[] = {{"p.*", {"account", "side", "amount", "party", "item", "currency", "flow"}},
                  {"i.", {"kind", "key", "data"}},
                  {"y.*", {"name", "scopes", "amount", "count"}},
                  {"vno", {"month", "word", "number"}},
                  {"rk", {"key", "row"}},
                  {"auth", {"actor", "checker"}},
                  {"auth.actor", {"how", "ref"}},
                  {"auth.checker", {"how", "ref"}},
                  {"dec.facts.", {"value", "book", "seq"}},
                  {"x.runs.*", {"row", "rows", "entries", "series", "number"}},
                  {"x.already.*", {"row", "last", "seq"}},
                  {"x.skip.*", {"row", "last"}},
                  {"x.codes.*", {"code", "argument", "argument2", "clause"}},
                  {"x.refused.*", {"row", "last", "code", "field", "argument", "argument2", "clause", "commitment"}}};
    char kind[40];
    if (strcmp(path, "i") == 0) { /* an item is known by its kind */
        snprintf(out, FORGER_PATH, "i.%s", fpl_str_copy(fpl_json_text(fpl_json_at(element, 0)), kind, sizeof kind));
        return;
    }
    snprintf(out, FORGER_PATH, is_list(path) ? "%s.*" : "%s.%d", path, at);
    for (size_t k = 0; k < sizeof tuples / sizeof tuples[0]; k++) {
        size_t n = strlen(tuples[k].path);
        int fits = tuples[k].path[n - 1] == '.' ? strncmp(path, tuples[k].path, n) == 0 && !strstr(path, ".data")
                                                : strcmp(path, tuples[k].path) == 0;
        if (fits && at < 9 && tuples[k].name[at])
            snprintf(out, FORGER_PATH, "%s.%s", path, tuples[k].name[at]);
    }
}

static void walk(struct forger_record *r, const char *path, const struct fpl_json *node);

static void walk_part(struct forger_record *r, const char *path, const struct fpl_json *key,
                      const struct fpl_json *node, int at, int is_last) {
    struct forger_value *value = add_value(r, path);
    const char *base = r->body.p, *from = key ? key->raw.p : node->raw.p;
    value->type = node->type;
    value->at = (size_t)(node->raw.p - base);
    value->n = node->raw.n;
    value->num = node->num;
    value->members = node->type == FPL_JSON_OBJECT ? (int)node->count : 0;
    value->member_at = (size_t)(from - base) - (is_last && at > 0);
    value->member_n = value->at + value->n - value->member_at + !is_last;
    walk(r, path, node);
}

static void walk(struct forger_record *r, const char *path, const struct fpl_json *node) {
    char inner[FORGER_PATH];
    int at = 0;
    if ((node->type != FPL_JSON_OBJECT && node->type != FPL_JSON_ARRAY) || strcmp(path, "x.doc") == 0)
        return; /* a document is told as a whole */
    for (const struct fpl_json *k = fpl_json_first(node), *v; k; k = fpl_json_next(node, v), at++) {
        int member = node->type == FPL_JSON_OBJECT;
        v = member ? fpl_json_next(node, k) : k;
        if (member)
            snprintf(inner, sizeof inner, "%s%s%.*s", path, path[0] ? "." : "", (int)k->str.n, k->str.p);
        else
            name_element(path, v, at, inner);
        int before = r->values;
        walk_part(r, inner, member ? k : NULL, v, at, fpl_json_next(node, v) == NULL);
        r->value[before].in_list = !member && is_list(path);
    }
}

/* ---- the file ---- */

static void name_kind(struct forger_record *r, const struct fpl_json *body) {
    const struct fpl_json *cmd = fpl_json_get(body, "cmd");
    char kind[32];
    fpl_str_copy(fpl_str_of(r->leaf.kind), kind, sizeof kind);
    const char *form = r->book == 0 && strcmp(kind, "book.founded") == 0 ? " (registry)"
                       : !cmd && strcmp(kind, "party.registered") == 0   ? " (on the way)"
                                                                         : "";
    snprintf(r->kind, sizeof r->kind, "%s%s", kind, form);
}

static int load(struct forger *f, int32_t book, int64_t seq) {
    struct fpl_store *store = f->city->w.session->store;
    struct fpl_str salt, body;
    struct fpl_json_doc doc = {0};
    struct fpl_record_row stored;
    if (fpl_store__get_record(store, book, seq, &stored, NULL) != FPL_OK)
        return 0;
    f->record = realloc(f->record, (size_t)(f->records + 1) * sizeof *f->record);
    assert_non_null(f->record);
    struct forger_record *r = &f->record[f->records++];
    *r = (struct forger_record){.book = book, .seq = seq, .leaf = stored.of};
    assert_int_equal(fpl_store__get_opening(store, book, seq, FPL_PART_BODY, &salt, &body, NULL), FPL_OK);
    fpl_buf_add(&r->body, body.p, body.n);
    memcpy(r->salt, salt.p, sizeof r->salt);
    assert_int_equal(fpl_json_parse(&doc, fpl_buf_str(&r->body), NULL), FPL_OK);
    name_kind(r, fpl_json_root(&doc));
    walk_part(r, "", NULL, fpl_json_root(&doc), 0, 1);
    fpl_json_doc_release(&doc);
    return 1;
}

void forger_begin(struct forger *f, struct city *city) {
    int32_t last = 0;
    *f = (struct forger){.city = city, .touched = -1};
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_store__last_book(city->w.session->store, &last, &city->error), FPL_OK);
    for (int32_t book = 0; book <= last; book++)
        for (int64_t seq = 0; load(f, book, seq); seq++)
            ;
    fpl_journal__rollback(city->w.session);
    assert_int_equal(sqlite3_open(city->w.path, &f->db), SQLITE_OK); /* the guards are triggers of the file */
    assert_int_equal(sqlite3_db_config(f->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(f->db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
}

void forger_end(struct forger *f) {
    for (int i = 0; i < f->records; i++) {
        fpl_buf_release(&f->record[i].body);
        free(f->record[i].value);
    }
    free(f->record);
    assert_int_equal(sqlite3_close(f->db), SQLITE_OK);
}

static void update(struct forger *f, const char *sql, struct fpl_str bytes, int64_t id) {
    sqlite3_stmt *stmt = NULL;
    assert_int_equal(sqlite3_prepare_v2(f->db, sql, -1, &stmt, NULL), SQLITE_OK);
    sqlite3_bind_blob(stmt, 1, bytes.p, (int)bytes.n, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, id);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(f->db), 1);
    sqlite3_finalize(stmt);
}

static void write_leaf(struct forger *f, const struct forger_record *r, const struct fpl_leaf *leaf) {
    sqlite3_stmt *stmt = NULL;
    uint8_t uid[FPL_UID_BYTES];
    assert_int_equal(fpl_unhex(fpl_str_of(leaf->uid), uid, sizeof uid), FPL_OK);
    assert_int_equal(
        sqlite3_prepare_v2(f->db, "UPDATE record SET e = ?1, t = ?2, c = ?3, uid = ?4 WHERE id = ?5", -1, &stmt, NULL),
        SQLITE_OK);
    sqlite3_bind_text(stmt, 1, leaf->kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 2, leaf->t);
    sqlite3_bind_blob(stmt, 3, leaf->body.byte, FPL_HASH_BYTES, SQLITE_STATIC);
    sqlite3_bind_blob(stmt, 4, uid, r->seq == 0 ? (int)sizeof uid : 0, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 5, ((int64_t)r->book << 36) | r->seq);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(f->db), 1);
    sqlite3_finalize(stmt);
}

static void write_record(struct forger *f, const struct forger_record *r, struct fpl_str body,
                         const struct fpl_leaf *leaf) {
    write_leaf(f, r, leaf);
    update(f, "UPDATE opening SET bytes = ?1 WHERE id = ?2", body, (((int64_t)r->book << 36) | r->seq) * 256);
}

static void put_back(struct forger *f) {
    if (f->touched < 0)
        return;
    const struct forger_record *r = &f->record[f->touched];
    write_record(f, r, fpl_buf_str(&r->body), &r->leaf);
    f->touched = -1;
}

enum fpl_status forger_put(struct forger *f, int record, struct fpl_str body, const struct fpl_leaf *leaf,
                           struct fpl_verify_report *report) {
    const struct forger_record *r = &f->record[record];
    struct fpl_leaf fitting = *leaf;
    fpl_commit(f->city->w.session->hasher, r->salt, "body", body, &fitting.body);
    assert_int_equal(sqlite3_exec(f->db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    put_back(f);
    write_record(f, r, body, &fitting);
    f->touched = record;
    assert_int_equal(sqlite3_exec(f->db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    return forger_verify(&f->city->w, report);
}

enum fpl_status forger_set(struct forger *f, int record, const char *columns, struct fpl_verify_report *report) {
    const struct forger_record *r = &f->record[record];
    char sql[256];
    snprintf(sql, sizeof sql, "UPDATE record SET %s WHERE id = %lld", columns,
             (long long)(((int64_t)r->book << 36) | r->seq));
    assert_int_equal(sqlite3_exec(f->db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    put_back(f);
    assert_int_equal(sqlite3_exec(f->db, sql, NULL, NULL, NULL), SQLITE_OK);
    f->touched = record;
    assert_int_equal(sqlite3_exec(f->db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    return forger_verify(&f->city->w, report);
}

/* A record that is named is named whatever head and derived tables say; they are made right for what is not. The bodies
 * are asked first: they name nearly everything, stop where it stands, and may be asked without the evidence. */
enum fpl_status forger_verify(struct world *w, struct fpl_verify_report *report) {
    struct fpl_verify_report evidence;
    enum fpl_status status = world_verify(w, FPL_VERIFY_BODIES, report);
    if (status == FPL_E_TAMPERED && strstr(report->where, " seq "))
        return status;
    if (world_verify(w, FPL_VERIFY_EVIDENCE, &evidence) == FPL_E_TAMPERED && strstr(evidence.where, " seq ")) {
        *report = evidence;
        return FPL_E_TAMPERED;
    }
    if (status)
        return status;
    world_rebuild(w);
    return world_verify(w, FPL_VERIFY_ALL, report);
}

/* ---- appended, and salts ---- */

static int64_t size_of(const struct forger *f, int32_t book) {
    int64_t n = 0;
    for (int i = 0; i < f->records; i++)
        n += f->record[i].book == book;
    return n;
}

static const struct forger_value *value_of(const struct forger_record *r, const char *path) {
    for (int k = 0; k < r->values; k++)
        if (strcmp(r->value[k].path, path) == 0)
            return &r->value[k];
    return NULL;
}

static struct fpl_str text_of(const struct forger_record *r, const char *path) {
    const struct forger_value *value = value_of(r, path);
    return value ? (struct fpl_str){r->body.p + value->at, value->n} : (struct fpl_str){NULL, 0};
}

/* The number that the next voucher of the record's series gets. */
static int64_t next_number(const struct forger *f, const struct forger_record *r) {
    int64_t n = 1;
    for (int i = 0; i < f->records; i++) {
        const struct forger_record *other = &f->record[i];
        n += other->book == r->book && text_of(other, "vno").n > 0 &&
             fpl_str_eq(text_of(other, "vno.month"), text_of(r, "vno.month")) &&
             fpl_str_eq(text_of(other, "vno.word"), text_of(r, "vno.word"));
    }
    return n;
}

enum fpl_status forger_append(struct forger *f, int record, struct fpl_verify_report *report) {
    const struct forger_record *r = &f->record[record];
    const struct forger_value *reg = value_of(r, "reg"), *number = value_of(r, "vno.number");
    struct fpl_buf body = {0};
    char kind[48];
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(r->kind, " "), r->kind);
    fpl_buf_add(&body, r->body.p, reg->at);
    fpl_buf_addi(&body, size_of(f, 0));
    size_t at = reg->at + reg->n;
    if (number) { /* vno comes after reg */
        fpl_buf_add(&body, r->body.p + at, number->at - at);
        fpl_buf_addi(&body, next_number(f, r));
        at = number->at + number->n;
    }
    fpl_buf_add(&body, r->body.p + at, r->body.n - at);
    fpl_buf_addc(&body, '\0');
    world_forge(&f->city->w, r->book, kind, body.p);
    fpl_buf_release(&body);
    return world_verify(&f->city->w, FPL_VERIFY_ALL, report);
}

void forger_cut(struct forger *f, int record) {
    const struct forger_record *r = &f->record[record];
    char sql[160];
    long long id = ((long long)r->book << 36) | (long long)size_of(f, r->book);
    snprintf(sql, sizeof sql, "DELETE FROM record WHERE id = %lld; DELETE FROM opening WHERE id = %lld", id, id * 256);
    assert_int_equal(sqlite3_exec(f->db, sql, NULL, NULL, NULL), SQLITE_OK);
    world_rebuild(&f->city->w);
}

void forger_salt(struct forger *f, int record, int from) {
    struct forger_record *r = &f->record[record];
    struct fpl_hasher *hasher = f->city->w.session->hasher;
    int64_t id = ((int64_t)r->book << 36) | r->seq;
    memcpy(r->salt, f->record[from].salt, sizeof r->salt);
    fpl_commit(hasher, r->salt, "body", fpl_buf_str(&r->body), &r->leaf.body);
    write_leaf(f, r, &r->leaf);
    update(f, "UPDATE opening SET salt = ?1 WHERE id = ?2", (struct fpl_str){(const char *)r->salt, sizeof r->salt},
           id * 256);
    world_rebuild(&f->city->w);
}

void forger_restore(struct forger *f) {
    put_back(f);
    world_rebuild(&f->city->w);
}

/* ---- forgeries of one value ---- */

struct forging {
    const struct forger_record *record;
    const char *path;
    struct fpl_buf body;
    forger_cb cb;
    void *ctx;
};

/* The body with `n` bytes at `at` replaced. */
static void splice(struct forging *g, size_t at, size_t n, struct fpl_str text) {
    const struct fpl_buf *body = &g->record->body;
    fpl_buf_reset(&g->body);
    fpl_buf_add(&g->body, body->p, at);
    fpl_buf_add(&g->body, text.p, text.n);
    fpl_buf_add(&g->body, body->p + at + n, body->n - at - n);
    if (g->body.n != body->n || memcmp(g->body.p, body->p, body->n) != 0)
        g->cb(g->ctx, g->path, fpl_buf_str(&g->body));
}

static void say(struct forging *g, const struct forger_value *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(struct forging *g, const struct forger_value *value, const char *format, ...) {
    char text[4200];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0 && (size_t)n < sizeof text)
        splice(g, value->at, value->n, (struct fpl_str){text, (size_t)n});
}

static struct fpl_str raw_of(const struct forger_record *r, const struct forger_value *value) {
    return (struct fpl_str){r->body.p + value->at, value->n};
}

static void other_text(struct forging *g, const struct forger_value *value, struct fpl_str raw) {
    char text[4100];
    fpl_str_copy((struct fpl_str){raw.p + 1, raw.n - 2}, text, sizeof text);
    size_t n = strlen(text);
    say(g, value, "\"\"");
    say(g, value, "7");
    for (size_t i = n; i > 0; i--) { /* another last digit or letter: a date stays one */
        char *c = &text[i - 1], was = *c;
        if ((was >= '0' && was <= '9') || (was >= 'a' && was <= 'z') || (was >= 'A' && was <= 'Z')) {
            *c = (char)(was == '9' ? '8' : was == 'z' || was == 'Z' ? was - 1 : was + 1);
            say(g, value, "\"%s\"", text);
            return;
        }
    }
    if (n > 0) /* nothing but Chinese */
        say(g, value, "\"%s1\"", text);
}

static void other_values(struct forging *g, const struct forger_value *value) {
    struct fpl_str raw = raw_of(g->record, value);
    long long num = (long long)value->num;
    switch (value->type) {
    case FPL_JSON_INT:
        say(g, value, "%lld", num + 1);
        say(g, value, "%lld", num - 1);
        say(g, value, "\"%lld\"", num);
        break;
    case FPL_JSON_BOOL:
        say(g, value, raw.n == 4 ? "false" : "true");
        say(g, value, raw.n == 4 ? "1" : "0");
        break;
    case FPL_JSON_STRING:
        other_text(g, value, raw);
        break;
    case FPL_JSON_ARRAY:
        say(g, value, "[]");
        break;
    case FPL_JSON_OBJECT:
        say(g, value, "{}");
        break;
    }
}

/* Values that stand at the same place of other records, up to a few. */
#define ALIKE 3
static int alike(const struct forger *f, const char *path, struct fpl_str but, struct fpl_str out[ALIKE]) {
    int n = 0;
    for (int i = 0; i < f->records && n < ALIKE; i++) {
        const struct forger_record *r = &f->record[i];
        for (int k = 0; k < r->values && n < ALIKE; k++) {
            struct fpl_str raw = raw_of(r, &r->value[k]);
            int known = strcmp(r->value[k].path, path) != 0 || fpl_str_eq(raw, but) || raw.n > 4000;
            for (int j = 0; j < n && !known; j++)
                known = fpl_str_eq(out[j], raw);
            if (!known)
                out[n++] = raw;
        }
    }
    return n;
}

static int is_member_of(const char *path, const char *object) {
    size_t n = strlen(object);
    if (n > 0 && (strncmp(path, object, n) != 0 || path[n] != '.'))
        return 0;
    const char *name = path + n + (n > 0);
    return name[0] && name[0] != '*' && (!strchr(name, '.') || strcmp(object, "dec.facts") == 0);
}

/* Adds "name":raw to the object at the place that its name has. */
static void add_member(struct forging *g, const struct forger_value *object, const char *name, struct fpl_str raw) {
    const struct forger_record *r = g->record;
    struct fpl_buf text = {0};
    size_t at = object->at + object->n - 1;
    int last = 1;
    for (int k = 0; k < r->values; k++) {
        const struct forger_value *v = &r->value[k];
        int inside = v->at > object->at && v->at < object->at + object->n && is_member_of(v->path, object->path);
        const char *theirs = v->path + strlen(object->path) + (object->path[0] != '\0');
        if (inside && last && strcmp(theirs, name) > 0) {
            at = v->member_at + (r->body.p[v->member_at] == ',');
            last = 0;
        }
    }
    fpl_buf_addf(&text, "%s\"%s\":%.*s%s", last && object->members ? "," : "", name, (int)raw.n, raw.p,
                 last ? "" : ",");
    splice(g, at, 0, fpl_buf_str(&text));
    fpl_buf_release(&text);
}

static int has_member(const struct forger_record *r, const struct forger_value *object, const char *path) {
    for (int k = 0; k < r->values; k++)
        if (r->value[k].at > object->at && r->value[k].at < object->at + object->n &&
            strcmp(r->value[k].path, path) == 0)
            return 1;
    return 0;
}

/* Is it a field of another command? One of those will do: the grammar is one. */
static int is_foreign(const struct forger_record *r, const char *path) {
    char kind[48];
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(r->kind, " "), r->kind);
    const struct fpl_event *event = fpl_event_find(fpl_str_of(kind));
    const struct fpl_command_spec *spec = event->command.name ? &event->command
                                          : event->by         ? fpl_command_find(event->by)
                                                              : NULL;
    return spec && strncmp(path, "cmd.", 4) == 0 && strcmp(path, "cmd.take_on") != 0 &&
           !fpl_field_find(spec, fpl_str_of(path + 4));
}

/* Members that such an object has in other records, and one that nobody knows. */
static void more_members(const struct forger *f, struct forging *g, const struct forger_value *object) {
    char seen[200][FORGER_PATH];
    int n = 0, foreign = 0;
    if (strcmp(object->path, "x.doc") == 0)
        return;
    add_member(g, object, "zz", FPL_STR("1"));
    if (strchr(object->path, '.')) /* what items, facts and lists may hold is made from the rest */
        return;
    for (int i = 0; i < f->records; i++)
        for (int k = 0; k < f->record[i].values; k++) {
            const struct forger_value *v = &f->record[i].value[k];
            int known = !is_member_of(v->path, object->path) || has_member(g->record, object, v->path) || n == 200;
            for (int j = 0; j < n && !known; j++)
                known = strcmp(seen[j], v->path) == 0;
            if (known || (is_foreign(g->record, v->path) && foreign++))
                continue;
            struct fpl_str other[ALIKE];
            snprintf(seen[n++], FORGER_PATH, "%s", v->path);
            int found = alike(f, v->path, (struct fpl_str){NULL, 0}, other);
            g->path = v->path;
            for (int j = 0; j < found && j < 1; j++)
                add_member(g, object, v->path + strlen(object->path) + (object->path[0] != '\0'), other[j]);
        }
}

void forger_each(const struct forger *f, int record, int which, forger_cb cb, void *ctx) {
    const struct forger_record *r = &f->record[record];
    const struct forger_value *value = &r->value[which];
    struct forging g = {.record = r, .path = value->path, .cb = cb, .ctx = ctx};
    struct fpl_str other[ALIKE], raw = raw_of(r, value);
    if (which > 0) {
        other_values(&g, value);
        int n = alike(f, value->path, raw, other);
        for (int i = 0; i < n; i++)
            splice(&g, value->at, value->n, other[i]);
        splice(&g, value->member_at, value->member_n, (struct fpl_str){"", 0});
    }
    if (value->in_list) {
        struct fpl_buf twice = {0};
        fpl_buf_addf(&twice, "%.*s,%.*s", (int)raw.n, raw.p, (int)raw.n, raw.p);
        splice(&g, value->at, value->n, fpl_buf_str(&twice));
        fpl_buf_release(&twice);
    }
    if (value->type == FPL_JSON_OBJECT)
        more_members(f, &g, value);
    fpl_buf_release(&g.body);
}
