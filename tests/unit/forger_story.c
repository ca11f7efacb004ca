#include "forger.h"

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

/* What it pays for being late; a sum at which another rate, base or day gives another penalty. */
static void late(struct city *city) {
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang penalty.receive f penalty=WY-%d; commitment=CM-1; call=一; occurred=2025-03-1%d; amount=60000; "
                "base=12000000; rate=0.05%%; due=2025-02-19; until=2025-03-01; bank_ref=S6",
                n, n);
    city_do(city, "zhang penalty.reverse f penalty=WY-2; memo=误");
}

/* What it calls of all of them at once, what is paid late under it, and a call that was none. */
static void calls(struct city *city) {
    static const char *const amount[] = {"300.01", "90"};
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang call.issue f call=HK-%d; number=%d; notice_date=2025-03-0%d; due=2025-03-2%d; "
                "purpose=%s; amount=%s; document=通知%d",
                n, n, n + 3, n - 1, n == 1 ? "INVESTMENT" : "FEE", amount[n - 1], n);
    back(city, "call", "call=HK-2");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang capital.receive f receipt=KC-%d; commitment=CM-1; call=HK-1; occurred=2025-03-2%d; amount=4%d; "
                "bank_ref=S9%d",
                n, n + 4, n - 1, n);
    back(city, "capital", "receipt=KC-2");
    city_do(city, "zhang penalty.receive f penalty=WY-3; commitment=CM-1; call=HK-1; occurred=2025-04-01; "
                  "amount=0.10; base=40; rate=0.05%%; until=2025-03-25; bank_ref=S6");
}

static void capital(struct city *city) {
    city_do(city, "ren mirror.set f party=BK-2; kind=fiscal; other=s; fund=BK-1; agreed=2025-01-01");
    partner(city, 5, "BK-1"); /* has no book here: what its command tells stands nowhere else */
    partner(city, 1, "G-CZ");
    partner(city, 2, "BK-2");
    late(city);
    calls(city);
    city_do(city, "zhang distribution.declare f distribution=FP-1; commitment=CM-1; occurred=2025-12-31; "
                  "amount=80; source=GAIN; recallable=Y");
    city_do(city, "zhang distribution.declare f distribution=FP-2; commitment=CM-1; occurred=2025-12-30; amount=81; "
                  "round=一; source=RETURN_OF_CAPITAL");
    back(city, "distribution", "distribution=FP-2");
    city_do(city, "zhang distribution.allocate f allocation=FZ-1; round=二; occurred=2025-12-28; amount=31.01; "
                  "source=GAIN");
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

/* What is withheld of a partner's tax, and handed in. */
static void taxes(struct city *city) {
    city_do(city, "ren mirror.set f party=GU-1; kind=company; other=c; fund=BK-1; stake=FVTPL; agreed=2025-01-01");
    city_do(city, "zhang commitment.sign f commitment=CM-6; party=GU-1; capacity=SOCIAL; signed_on=2025-02-06; "
                  "amount=9006");
    city_do(city,
            "zhang distribution.declare f distribution=FT-1; commitment=CM-6; occurred=2025-12-20; amount=100000; "
            "source=GAIN");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang tax.withhold f tax=DK-%d; distribution=FT-1; occurred=2025-12-2%d; amount=20000; base=100000; "
                "rate=20%%; document=申报",
                n, n);
    back(city, "tax", "tax=DK-2");
    city_do(city, "zhang due.settle f settlement=ST-1; of=TAX; event=DK-1; occurred=2025-12-23; amount=7000; "
                  "bank_ref=S4");
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
    city_do(city, "zhang fund.describe f description=QK-1; from=2025-01-01; class=ANGEL; level=CITY; region=340600; "
                  "amac=S-1; term_end=2030-01-01; document=方案");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang subfund.record f subfund=ZJ-%d; party=BK-%d; occurred=2025-01-0%d; class=%s; document=协议%s", n,
                n, n, n == 1 ? "ANGEL" : "COMPREHENSIVE", n == 1 ? "" : "; holder=ZJ-1; early_part=3/5");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang lookthrough.record f report=CT-%d; subfund=ZJ-1; occurred=2025-06-3%d; own_paid_in=3%d; "
                "paid_in=100; document=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                n, 0, n);
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang underlying.record f underlying=DC-%d; report=CT-1; occurred=2025-06-30; firm=F-1; amount=6%d; "
                "early=%s",
                n, n, n == 1 ? "Y" : "U");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang bankline.record f no=DZ-%d; account=100201; date=2026-06-0%d; %s=1%d; balance=20%d; ref=R%d; "
                "counterparty=户; memo=摘要",
                n, n, n == 1 ? "in" : "out", n, n, n);
    city_do(city, "zhang bankline.reverse f no=DZ-2; account=100201; reason=错");
    city_do(city, "zhang bankline.record f no=DZ-3; account=100201; date=2026-06-03; in=13; bank=BK-1");
    city_do(city, "zhang bankline.reverse f no=DZ-3; account=100201; bank=BK-1; reason=错");
    back(city, "underlying", "underlying=DC-2");
    back(city, "lookthrough", "report=CT-2");
    back(city, "subfund", "subfund=ZJ-2");
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

/* What is agreed with a firm and not paid; a deal pays a part, a part is cancelled, and one of each is taken back. */
static void agreed(struct city *city) {
    for (int n = 1; n <= 3; n++)
        city_do(city,
                "zhang tranche.agree f tranche=FQ-%d; firm=F-5; firm_name=名5; occurred=2025-04-0%d; amount=50%d; "
                "milestone=中试%d; expected=2025-06-0%d; document=协议%d",
                n, n, n, n, n, n);
    back(city, "tranche", "tranche=FQ-3");
    for (int n = 1; n <= 2; n++) {
        city_do(city,
                "zhang deal.record f deal=PQ-%d; firm=F-5; firm_name=名5; paid_date=2025-05-0%d; amount=10%d; "
                "tranche=FQ-%d; instrument=%s",
                n, n, n, n, n == 1 ? "EQUITY" : "PREFERRED");
        city_do(city,
                "zhang tranche.cancel f cancellation=QX-%d; tranche=FQ-%d; occurred=2025-05-1%d; amount=20%d; "
                "document=补充%d",
                n, n, n, n, n);
    }
    back(city, "deal", "deal=PQ-2");
    for (int n = 1; n <= 3; n++)
        city_do(city,
                "zhang instalment.agree f instalment=YF-%d; deal=PQ-1; occurred=2025-05-2%d; amount=6%d; shares=%d; "
                "tranche=FQ-%d; document=确认%d",
                n, n, n, n, n < 3 ? 1 : 2, n);
    back(city, "instalment", "instalment=YF-3");
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang due.settle f settlement=SI-%d; of=INSTALMENT; event=YF-1; occurred=2025-06-0%d; amount=2%d; "
                "bank_ref=S9",
                n, n, n);
    back(city, "settlement", "settlement=SI-2");
    back(city, "cancellation", "cancellation=QX-2");
}

/* A convertible that is converted in part, refunded in part and, beside equity, written off; one of each taken back. */
static void convertibles(struct city *city) {
    for (int n = 1; n <= 2; n++)
        city_do(city,
                "zhang deal.record f deal=PZ-%d; firm=F-6; firm_name=名6; paid_date=2025-05-0%d; amount=70%d; "
                "instrument=CONVERTIBLE",
                n, n, n);
    back(city, "deal", "deal=PZ-2");
    for (int n = 1; n <= 2; n++)
        city_do(
            city,
            "zhang convertible.convert f conversion=ZG-%d; deal=PZ-1; occurred=2025-06-0%d; amount=20%d; shares=%d; "
            "document=转股%d",
            n, n, n, n, n);
    back(city, "conversion", "conversion=ZG-2");
    city_do(city, "zhang deal.refund f refund=TZ-1; deal=PZ-1; occurred=2025-06-03; amount=52; bank_ref=S9");
    for (int n = 1; n <= 2; n++)
        city_do(
            city,
            "zhang convertible.redeem f redemption=HB-%d; deal=PZ-1; occurred=2025-06-0%d; amount=3%d; interest=%d; "
            "bank_ref=S9",
            n, n + 3, n, n);
    back(city, "redemption", "redemption=HB-2");
    city_do(city, "zhang writeoff.record f writeoff=WZ-1; firm=F-6; occurred=2025-07-31; ground=BANKRUPTCY; "
                  "recovered=15; approval=批9; evidence=" HASH "; bank_ref=S9");
}

/* Shares given to partners in place of money, to one with a company's book and one with a treasury's; each once more,
 * taken back. */
static void in_kind(struct city *city) {
    city_do(city,
            "zhang deal.record f deal=PK-1; firm=F-7; firm_name=名7; paid_date=2025-04-21; amount=900; shares=90");
    for (int p = 1; p <= 2; p++) {
        city_do(city,
                "zhang distribution.declare f distribution=FK-%d; commitment=CM-%d; occurred=2025-05-0%d; amount=9%d; "
                "source=DIVIDEND",
                p, p, p, p);
        for (int n = 1; n <= 2; n++)
            city_do(
                city,
                "zhang distribution.deliver f delivery=SW-%d%d; distribution=FK-%d; firm=F-7; occurred=2025-05-1%d; "
                "shares=%d; amount=1%d; document=评估%d",
                p, n, p, p, n, n, n);
        back(city, "delivery", p == 1 ? "delivery=SW-12" : "delivery=SW-22");
    }
}

/* Shares of partners that go to others: of a treasury with a book to one without, and back to it; each once more, taken
 * back. */
static void transfers(struct city *city) {
    static const char *const of[] = {"CM-2", "CM-5"}, *const to[] = {"GU-1", "BK-2"};
    for (int p = 0; p < 2; p++)
        for (int n = 1; n <= 2; n++) {
            city_do(
                city,
                "zhang lp.transfer f transfer=ZR-%d%d; commitment=%s; to=CZ-%d%d; party=%s; capacity=%s; level=CITY; "
                "occurred=2025-04-0%d; amount=9%d; price=%d; document=转让%d",
                p, n, of[p], p, n, to[p], p ? "GUIDANCE" : "SOE", n, n, n, n);
            if (n == 2)
                city_do(city, "zhang lp.reverse f transfer=ZR-%d2; memo=误", p);
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

/* What was due before the ledger, taken on, and settled since. */
static void taken_on(struct city *city) {
    city_do(city, "root book.open - code=w; kind=fund; name=清算; name_en=w; chart=fund@1; opened=2025-01-01");
    city_do(city,
            "zhang opening.post w occurred=2025-01-01; memo=启用; !lines=D100201:60 D122101:30@F-2#TX C2232:20@GU-1#TP "
            "C400103:70@GU-1");
    city_do(city, "zhang commitment.sign w commitment=CW-1; party=GU-1; capacity=SOE; signed_on=2024-01-05; amount=70; "
                  "!take_on=1");
    city_do(city, "zhang capital.receive w receipt=SW-1; commitment=CW-1; occurred=2024-01-10; amount=70; bank_ref=S; "
                  "!take_on=1");
    city_do(city, "zhang deal.record w deal=DW-1; firm=F-2; firm_name=名2; paid_date=2024-02-01; amount=30; shares=9; "
                  "!take_on=1");
    city_do(city, "zhang valuation.record w valuation=VW-1; firm=F-2; occurred=2024-02-28; fair_value=30; method=COST; "
                  "level=3; !take_on=1");
    city_do(city, "zhang exit.record w exit=TX; firm=F-2; type=TRANSFER; occurred=2024-03-01; whole=Y; proceeds=31; "
                  "paid=DUE; !take_on=1");
    city_do(city, "zhang due.settle w settlement=TS-1; of=EXIT; event=TX; occurred=2024-03-02; amount=1; bank_ref=S; "
                  "!take_on=1");
    city_do(city, "zhang distribution.declare w distribution=TP; commitment=CW-1; occurred=2024-12-01; amount=20; "
                  "source=RETURN_OF_CAPITAL; !take_on=1");
    city_do(city, "zhang due.settle w settlement=TS-2; of=EXIT; event=TX; occurred=2025-02-01; amount=30; bank_ref=S");
    city_do(city, "zhang due.settle w settlement=TS-3; of=DISTRIBUTION; event=TP; occurred=2025-02-01; amount=20; "
                  "bank_ref=S");
}

static void wind_back(struct city *city, const char *kind, const char *key) {
    city_do(city, "zhang %s.reverse w %s; memo=错", kind, key);
}

/* Its term, and its end in the three books; each once more, taken back. */
static void winding_up(struct city *city) {
    city_do(city, "zhang fund.describe w description=QK-1; from=2025-01-01; class=ANGEL; level=CITY; region=340600; "
                  "invest_end=2028-01-01; term_end=2030-01-01; document=方案");
    for (int n = 1; n <= 2; n++)
        city_do(city, "zhang term.extend w extension=YQ-%d; occurred=2025-03-0%d; term_end=203%d-01-01; document=决", n,
                n, n);
    wind_back(city, "extension", "extension=YQ-2");
    city_do(city, "ren mirror.set w party=G-CZ; kind=fiscal; other=s; fund=BK-2; agreed=2025-01-01");
    city_do(city, "ren mirror.set w party=GU-1; kind=company; other=c; fund=BK-2; stake=FVTPL; agreed=2025-01-01");
    for (int n = 2; n <= 3; n++)
        city_do(city,
                "zhang commitment.sign w commitment=CW-%d; party=%s; capacity=%s; level=CITY; signed_on=2025-03-05; "
                "amount=8",
                n, n == 2 ? "G-CZ" : "GU-1", n == 2 ? "GUIDANCE" : "SOE");
    for (int n = 2; n <= 3; n++)
        city_do(city,
                "zhang capital.receive w receipt=SW-%d; commitment=CW-%d; occurred=2025-03-06; amount=8; bank_ref=S", n,
                n);
    city_do(city, "ren fee.bind w binding=FG-1; from=2025-01-01; source=INCOME; document=协议");
    city_do(city, "zhang fee.accrue w fee=YW-1; kind=CUSTODY; occurred=2025-03-06; amount=6");
    city_do(city, "zhang due.settle w settlement=TS-5; of=FEE; event=YW-1; occurred=2025-03-06; amount=6; bank_ref=S");
    city_do(city, "zhang journal.post w occurred=2025-03-06; memo=利息; !lines=D100201:6 C6011:6");
    for (int n = 1; n <= 2; n++)
        city_do(city, "zhang advance.refill w refill=BH-%d; occurred=2025-03-07; amount=%d; document=据", n, n);
    wind_back(city, "refill", "refill=BH-2");
    city_do(city, "zhang journal.post w occurred=2025-03-07; memo=结转; !lines=D6011:6 C6404:6");
    city_do(city, "zhang distribution.declare w distribution=PW-1; commitment=CW-3; occurred=2025-03-07; amount=86; "
                  "source=GAIN");
    city_do(city, "zhang due.settle w settlement=TS-4; of=DISTRIBUTION; event=PW-1; occurred=2025-03-08; amount=86; "
                  "bank_ref=S");
}
static void wound_up(struct city *city) {
    for (int n = 1; n <= 2; n++) {
        city_do(city,
                "zhang liquidation.begin w liquidation=QS-%d; occurred=2025-04-0%d; ground=TERM; liquidator=人; "
                "document=决",
                n, n);
        if (n == 1)
            wind_back(city, "liquidation", "liquidation=QS-1");
    }
    for (int n = 1; n <= 2; n++) {
        city_do(city, "zhang liquidation.settle w closure=JQ-%d; commitment=CW-2; occurred=2025-05-0%d; document=报", n,
                n);
        city_do(city, "zhang liquidation.settle w closure=JP-%d; commitment=CW-3; occurred=2025-05-0%d; document=报", n,
                n);
        if (n == 1)
            wind_back(city, "closure", "closure=JQ-1");
        if (n == 1)
            wind_back(city, "closure", "closure=JP-1");
    }
    for (int n = 1; n <= 2; n++) {
        city_do(city, "zhang liquidation.end w ending=ZJ-%d; occurred=2025-05-1%d; document=报", n, n);
        if (n == 1)
            wind_back(city, "ending", "ending=ZJ-1");
    }
}

/* What the company hands in to the treasury, in both books. */
static void remits(struct city *city) {
    city_do(city, "zhang journal.post c occurred=2025-06-01; memo=结余; !lines=D100202:100 C410415:100");
    city_do(city, "ren mirror.set c party=G-CZ; kind=fiscal; other=s; fund=GU-1; agreed=2025-01-01");
    for (int n = 1; n <= 2; n++)
        city_do(
            city,
            "zhang remittance.declare c remittance=SJ-%d; source=GAIN; party=G-CZ; occurred=2025-06-0%d; amount=3%d; "
            "document=通知",
            n, n, n);
    city_do(city, "zhang remittance.reverse c remittance=SJ-2; memo=错");
    for (int n = 1; n <= 2; n++)
        city_do(
            city,
            "zhang remittance.pay c payment=JK-%d; remittance=SJ-1; occurred=2025-06-1%d; amount=1%d; bank_ref=S9%d", n,
            n, n, n);
    city_do(city, "zhang remitted.reverse c payment=JK-2; memo=错");
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
    city_do(city, "zhang payout.record p bank=BK-1; contract=OLD; iou=1; claim_no=OLD-2; decided_on=2026-02-02; "
                  "paid_on=2026-02-03; amount=10; loss=20; bank_ref=SL; !take_on=1");
    city_do(city, "zhang payout.reverse p bank=BK-1; contract=OLD; iou=1; claim_no=OLD-2; memo=错");
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
    agreed(city);
    convertibles(city);
    in_kind(city);
    transfers(city);
    holdings(city);
    endings(city);
    shares(city);
    taxes(city);
    carry(city);
    taken_on(city);
    winding_up(city);
    wound_up(city);
    remits(city);
    loans(city);
    claims(city);
    forger_import(city);
}
