/* Every command of a fund through the one door, as test_desk_table.c does. */
#include "desk_battery.h"

#define TAKEN_BACK(what) desk_battery(city, what "; memo=录错; limit_approver=wang", "memo=别的\nlimit_approver=li", "")
#define FUND_HASH        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
/* Rules and events of money back: shares of a result, reserve, carry, clawback, reinvestment. */
static void fund_money_back(struct city *city) {
    desk_battery(
        city,
        "zhang result.attribute f result=SY-1; commitment=C-1; occurred=2026-03-01; outcome=PROFIT; amount=30.00; "
        "total=100.00; share=30%; document=审",
        "commitment=C-9\noccurred=2026-03-02\noutcome=LOSS\namount=30.01\ntotal=100.01\nshare=31%\ndocument=别的",
        "share=3/10");
    desk_battery(city, "zhang result.reverse f result=SY-1; memo=录错", "memo=别的", "");
    desk_battery(
        city,
        "ren waterfall.bind f binding=PB-1; from=2026-01-01; hurdle=8%; growth=SIMPLE; catch_up=100%; carry=20%; "
        "document=协议",
        "from=2026-01-02\nhurdle=7%\ngrowth=COMPOUND\ncatch_up=99%\ncarry=19%\ndocument=别的", "hurdle=2/25");
    desk_battery(
        city, "ren reinvest.bind f binding=FT-1; from=2026-01-01; times=1.5; base=PAID_IN; affiliates=Y; document=协议",
        "from=2026-01-02\ntimes=2\nbase=COMMITTED\naffiliates=N\ndocument=别的", "times=3/2");
    desk_battery(city,
                 "zhang reserve.appropriate f reserve=ZB-1; occurred=2026-03-01; amount=5.00; base=100.00; rate=5%; "
                 "document=办法",
                 "occurred=2026-03-02\namount=5.01\nbase=100.01\nrate=6%\ndocument=别的", "amount=5");
    desk_battery(city, "zhang reserve.use f cover=MB-1; occurred=2026-03-02; amount=4.00; year=2025; approval=批",
                 "occurred=2026-03-03\namount=4.01\nyear=2026\napproval=别的", "amount=4");
    desk_battery(city, "zhang cover.reverse f cover=MB-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang reserve.reverse f reserve=ZB-1; memo=录错", "memo=别的", "");
    desk_battery(
        city,
        "zhang carry.declare f carry=YJ-1; kind=CARRY; payee=G-CZ; occurred=2026-03-01; amount=5.00; document=协议",
        "kind=CONCESSION\npayee=BK-1\noccurred=2026-03-02\namount=5.01\ndocument=别的\ngain=1\nhurdle_gain=1\n"
        "qualifying=1%\nconceded=1%",
        "amount=5");
    desk_battery(city,
                 "zhang carry.withhold f withholding=KJ-1; carry=YJ-1; occurred=2026-03-02; amount=4.00; year=2025; "
                 "approval=批",
                 "carry=YJ-9\noccurred=2026-03-03\namount=4.01\nyear=2026\napproval=别的", "amount=4");
    desk_battery(city, "zhang withholding.reverse f withholding=KJ-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang carry.reverse f carry=YJ-1; memo=录错", "memo=别的", "");
    desk_battery(city,
                 "zhang clawback.claim f clawback=HB-1; payer=G-CZ; occurred=2026-03-01; amount=5.00; document=算",
                 "payer=BK-1\noccurred=2026-03-02\namount=5.01\ndocument=别的", "amount=5");
    desk_battery(city, "zhang clawback.reverse f clawback=HB-1; memo=录错", "memo=别的", "");
    desk_battery(
        city,
        "zhang reinvest.recognise f recognition=RD-1; firm=BK-2; situation=MOVED_IN; occurred=2026-03-01; "
        "amount=5.00; multiplier=1.5; lock_years=5; document=函",
        "firm=BK-1\nsituation=LANDED\noccurred=2026-03-02\namount=5.01\nmultiplier=2\nlock_years=6\ndocument=别的",
        "multiplier=3/2");
    desk_battery(city, "zhang reinvest.revoke f revocation=CX-1; recognition=RD-1; occurred=2026-03-03; document=迁",
                 "recognition=RD-9\noccurred=2026-03-04\ndocument=别的", "");
    desk_battery(city,
                 "zhang fund.describe f description=Q; from=2026-01-01; class=ANGEL; level=CITY; region=3; document=D",
                 "from=2026-01-02\nclass=SEED\nlevel=COUNTY\nregion=4\namac=S\nterm_end=2030-01-02\ndocument=E", "");
    desk_battery(city, "zhang subfund.record f subfund=Z; party=GU-1; occurred=2026-01-05; class=ANGEL; document=协",
                 "party=BK-1\noccurred=2026-01-06\nclass=SEED\nearly_part=1/2\ndocument=别\nholder=Z9", "");
    desk_battery(city,
                 "zhang lookthrough.record f report=C; subfund=Z; occurred=2026-02-01; own_paid_in=3; paid_in=9; "
                 "document=" FUND_HASH,
                 "subfund=Z9\noccurred=2026-02-02\nown_paid_in=4\npaid_in=8", "paid_in=9.00");
    desk_battery(city,
                 "zhang underlying.record f underlying=U; report=C; occurred=2026-02-01; firm=F; amount=60; early=Y",
                 "report=C9\noccurred=2026-02-02\nfirm=F-2\namount=61\nearly=U", "amount=60.00");
    desk_battery(city, "zhang underlying.reverse f underlying=U; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang lookthrough.reverse f report=C; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang subfund.reverse f subfund=Z; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang bankline.record f no=B-1; account=100201; date=2026-03-02; in=5; balance=9",
                 "date=2026-03-03\nin=6\nout=6\nbalance=8\nref=R\ncounterparty=户\nmemo=摘", "in=5.00");
    desk_battery(city, "zhang bankline.record f no=B-1; account=100201; date=2026-03-02; in=5; balance=9; bank=BK-1",
                 "date=2026-03-03\nin=6\nbalance=8\nref=R", "in=5.00");
    desk_battery(city, "zhang bankline.reverse f no=B-1; account=100201; bank=BK-1; reason=录错", "reason=别的", "");
    desk_battery(city, "zhang bankline.reverse f no=B-1; account=100201; reason=录错", "reason=别的", "");
    desk_battery(city, "zhang revocation.reverse f revocation=CX-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang recognition.reverse f recognition=RD-1; memo=录错", "memo=别的", "");
}

static void fund_money(struct city *city) {
    desk_battery(city,
                 "zhang commitment.sign f commitment=C-1; party=GU-1; capacity=SOE; level=CITY; signed_on=2026-01-05; "
                 "amount=1000.00; document=协议; guaranteed=N; limit_reason=追; limit_approver=wang",
                 "party=BK-1\ncapacity=GP\nlevel=COUNTY\nsigned_on=2026-01-06\namount=1000.01\ndocument=别的\n"
                 "guaranteed=Y\nlimit_reason=加\nlimit_approver=li",
                 "party=担保一\namount=1000");
    desk_battery(city,
                 "zhang capital.receive f receipt=S-1; commitment=C-1; call=一; occurred=2026-01-10; amount=100.00; "
                 "inside=Y; bank_ref=S1; limit_reason=追; limit_approver=wang",
                 "commitment=C-9\ncall=二\noccurred=2026-01-11\namount=100.01\ninside=N\nbank_ref=S2\nlimit_reason=加\n"
                 "limit_approver=li",
                 "amount=100");
    desk_battery(city,
                 "zhang penalty.receive f penalty=W-1; commitment=C-1; occurred=2026-01-20; amount=5; bank_ref=S9",
                 "commitment=C-9\noccurred=2026-01-21\namount=5.01\nbank_ref=S8\ncall=二\nbase=1\nrate=1%\n"
                 "due=2026-01-07\nuntil=2026-01-17",
                 "amount=5.00");
    desk_battery(city,
                 "zhang call.issue f call=H-1; number=1; notice_date=2026-01-12; due=2026-01-15; purpose=FEE; "
                 "amount=30.00; document=通知; limit_reason=追; limit_approver=wang",
                 "number=2\nnotice_date=2026-01-13\ndue=2026-01-16\npurpose=EXPENSE\namount=30.01\ndocument=别的\n"
                 "limit_reason=加\nlimit_approver=li",
                 "amount=30");
    desk_battery(city, "zhang call.reverse f call=H-1; memo=录错", "memo=别的", "");
    desk_battery(
        city,
        "zhang commitment.release f release=H-1; commitment=C-1; occurred=2026-02-01; amount=50.00; document=决议",
        "commitment=C-9\noccurred=2026-02-02\namount=50.01\ndocument=别的", "");
    desk_battery(city,
                 "zhang distribution.declare f distribution=P-1; commitment=C-1; round=一; occurred=2026-02-10; "
                 "amount=10.00; source=GAIN; recallable=Y",
                 "commitment=C-9\nround=二\noccurred=2026-02-11\namount=10.01\nsource=DIVIDEND\nrecallable=N", "");
    desk_battery(city,
                 "zhang distribution.allocate f allocation=FZ-1; round=一; occurred=2026-02-11; amount=10.00; "
                 "source=GAIN",
                 "round=二\noccurred=2026-02-12\namount=10.01\nsource=DIVIDEND\nrecallable=N", "amount=10");
    city_do(city, "zhang distribution.reverse f distribution=FZ-1-C-1; memo=误");
    desk_battery(city, "zhang tax.withhold f tax=K-1; distribution=P-1; occurred=2026-02-11; amount=2; document=表",
                 "distribution=P-9\noccurred=2026-02-12\namount=3\nbase=10\nrate=20%\ndocument=别", "amount=2.00");
    desk_battery(city, "zhang tax.reverse f tax=K-1; memo=录错", "memo=别的", "");
    desk_battery(
        city,
        "zhang fee.accrue f fee=Y-1; kind=MANAGEMENT; occurred=2026-06-30; amount=177534.25; base_kind=PAID_IN; "
        "base=40000000.00; rate=1.5%; from=2026-03-15; to=2026-06-30",
        "kind=CUSTODY\noccurred=2026-07-01\namount=1\nbase_kind=NAV\nbase=1\nrate=2%\nfrom=2026-03-16\n"
        "to=2026-07-01",
        "rate=3/200");
    desk_battery(city,
                 "zhang due.settle f settlement=T-1; of=FEE; event=Y-1; occurred=2026-07-10; amount=7.00; bank_ref=S3; "
                 "limit_reason=追; limit_approver=wang",
                 "of=EXIT\nevent=Y-2\noccurred=2026-07-11\namount=8\nbank_ref=S4\nlimit_reason=加\nlimit_approver=li",
                 "");
    fund_money_back(city);
    TAKEN_BACK("zhang settlement.reverse f settlement=T-1");
    desk_battery(city, "ren fee.bind f binding=FG-1; from=2026-07-01; source=INCOME; document=协议",
                 "from=2026-07-02\nsource=ANY\ndocument=别的", "");
    city_do(city,
            "zhang due.settle f settlement=T-2; of=FEE; event=Y-1; occurred=2026-07-12; amount=7.00; bank_ref=S3");
    city_do(city, "zhang journal.post f occurred=2026-07-13; memo=利息; !lines=D100201:9 C6011:9");
    desk_battery(city, "zhang advance.refill f refill=BH-1; occurred=2026-07-13; amount=2.00; document=据",
                 "occurred=2026-07-14\namount=1.99\ndocument=别的", "amount=2");
    desk_battery(city, "zhang refill.reverse f refill=BH-1; memo=录错", "memo=别的", "");
    city_do(city, "zhang settlement.reverse f settlement=T-2; memo=误");
    desk_battery(city, "zhang fee.reverse f fee=Y-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang distribution.reverse f distribution=P-1; memo=录错", "memo=别的", "");
    TAKEN_BACK("zhang release.reverse f release=H-1");
    TAKEN_BACK("zhang capital.reverse f receipt=S-1");
    TAKEN_BACK("zhang penalty.reverse f penalty=W-1");
    TAKEN_BACK("zhang commitment.reverse f commitment=C-1");
}

static void fund_agreed(struct city *city) {
    desk_battery(city,
                 "zhang tranche.agree f tranche=FQ-1; firm=F-甲; firm_name=甲; occurred=2026-03-02; amount=100.00; "
                 "milestone=中试; expected=2026-05-01; document=协议; firm_reason=另一家",
                 "firm=F-乙\nfirm_name=乙\noccurred=2026-03-03\namount=100.01\nmilestone=量产\nexpected=2026-05-02\n"
                 "document=别的\nfirm_reason=别的",
                 "amount=100");
    desk_battery(city,
                 "zhang tranche.cancel f cancellation=QX-1; tranche=FQ-1; occurred=2026-03-04; amount=40.00; "
                 "document=补充",
                 "tranche=FQ-9\noccurred=2026-03-05\namount=40.01\ndocument=别的", "amount=40");
    desk_battery(city, "zhang cancellation.reverse f cancellation=QX-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang tranche.reverse f tranche=FQ-1; memo=录错", "memo=别的", "");
}

static void fund_owed(struct city *city) {
    city_do(city, "zhang tranche.agree f tranche=FQ-2; firm=F-甲; firm_name=甲; occurred=2026-03-02; amount=100; "
                  "document=协议");
    desk_battery(city,
                 "zhang instalment.agree f instalment=YF-1; deal=D-1; occurred=2026-03-03; amount=40.00; shares=4; "
                 "tranche=FQ-2; document=确认; limit_reason=追; limit_approver=wang",
                 "deal=D-2\noccurred=2026-03-04\namount=40.01\nshares=5\ntranche=FQ-9\ndocument=别的\n"
                 "limit_reason=加\nlimit_approver=li",
                 "amount=40");
    desk_battery(city, "zhang instalment.reverse f instalment=YF-1; memo=录错", "memo=别的", "");
}

static void fund_convertible(struct city *city) {
    city_do(city, "zhang deal.record f deal=D-3; firm=F-丙; firm_name=丙; paid_date=2026-03-01; amount=1000; "
                  "instrument=CONVERTIBLE");
    desk_battery(city,
                 "zhang convertible.convert f conversion=ZG-1; deal=D-3; occurred=2026-03-03; amount=40.00; shares=4; "
                 "document=协议",
                 "deal=D-2\noccurred=2026-03-04\namount=40.01\nshares=5\ndocument=别的", "amount=40");
    desk_battery(city, "zhang conversion.reverse f conversion=ZG-1; memo=录错", "memo=别的", "");
    desk_battery(city,
                 "zhang convertible.redeem f redemption=HB-1; deal=D-3; occurred=2026-03-05; amount=40.00; interest=1; "
                 "bank_ref=L-8",
                 "deal=D-2\noccurred=2026-03-06\namount=40.01\ninterest=2\nbank_ref=L-9", "amount=40");
    desk_battery(city, "zhang redemption.reverse f redemption=HB-1; memo=录错", "memo=别的", "");
}

static void fund_in_kind(struct city *city) {
    city_do(city, "zhang commitment.sign f commitment=C-5; party=GU-1; capacity=SOE; level=CITY; signed_on=2026-01-05; "
                  "amount=1000");
    city_do(city, "zhang distribution.declare f distribution=P-5; commitment=C-5; occurred=2026-03-02; amount=50; "
                  "source=GAIN");
    desk_battery(city,
                 "zhang distribution.deliver f delivery=SW-1; distribution=P-5; firm=F-甲; occurred=2026-03-03; "
                 "shares=4; whole=N; amount=40.00; document=评估",
                 "distribution=P-9\nfirm=F-乙\noccurred=2026-03-04\nshares=5\nwhole=Y\namount=40.01\ndocument=别的",
                 "amount=40");
    desk_battery(city, "zhang delivery.reverse f delivery=SW-1; memo=录错", "memo=别的", "");
}

static void fund_transfer(struct city *city) {
    desk_battery(city,
                 "zhang lp.transfer f transfer=ZR-1; commitment=C-5; to=C-6; party=BK-2; capacity=SOCIAL; level=CITY; "
                 "occurred=2026-03-03; amount=40.00; paid_in=0; price=9; document=协议; limit_reason=追; "
                 "limit_approver=wang",
                 "commitment=C-9\nto=C-7\nparty=BK-1\ncapacity=GP\nlevel=COUNTY\noccurred=2026-03-04\namount=40.01\n"
                 "paid_in=1\nprice=8\ndocument=别的\nlimit_reason=加\nlimit_approver=li",
                 "amount=40");
    TAKEN_BACK("zhang lp.reverse f transfer=ZR-1");
}

static void fund_holding(struct city *city) {
    desk_battery(city,
                 "zhang deal.refund f refund=R-1; deal=D-1; occurred=2026-03-05; amount=100.00; shares=10; bank_ref=S3",
                 "deal=D-2\noccurred=2026-03-06\namount=100.01\nshares=11\nbank_ref=S4", "amount=100");
    TAKEN_BACK("zhang refund.reverse f refund=R-1");
    desk_battery(
        city,
        "zhang valuation.record f valuation=V-1; firm=F-甲; occurred=2026-04-01; fair_value=1200.00; method=COST; "
        "level=3; calibration=注; audited=N",
        "firm=F-乙\noccurred=2026-04-02\nfair_value=1200.01\nmethod=DCF\nlevel=2\ncalibration=别的\naudited=Y", "");
    desk_battery(city,
                 "zhang dividend.record f dividend=G-1; firm=F-甲; occurred=2026-04-02; amount=10.00; paid=DECLARED; "
                 "document=决; bank_ref=S5",
                 "firm=F-乙\noccurred=2026-04-03\namount=10.01\npaid=RECEIVED\ndocument=别的\nbank_ref=S6", "");
    TAKEN_BACK("zhang dividend.reverse f dividend=G-1");
    desk_battery(city,
                 "zhang exit.record f exit=X-1; firm=F-甲; type=TRANSFER; occurred=2026-05-01; shares=50; whole=N; "
                 "proceeds=700.00; costs=1.00; paid=RECEIVED; appraisal=备; approval=批; bank_ref=S7",
                 "firm=F-乙\ntype=IPO\noccurred=2026-05-02\nshares=51\nwhole=Y\nproceeds=700.01\ncosts=1.01\npaid=DUE\n"
                 "appraisal=别\napproval=别\nbank_ref=S8",
                 "");
    TAKEN_BACK("zhang exit.reverse f exit=X-1");
    city_do(city, "zhang exit.record f exit=X-2; firm=F-甲; type=BUYBACK; occurred=2026-05-01; shares=5; proceeds=7; "
                  "paid=DUE");
    desk_battery(city,
                 "zhang baddebt.record f baddebt=H-1; exit=X-2; occurred=2026-05-10; ground=CEASED; approval=批; "
                 "evidence=" FUND_HASH,
                 "exit=X-1\noccurred=2026-05-11\nground=BANKRUPTCY\napproval=别的\nevidence=别的", "");
    desk_battery(city,
                 "zhang baddebt.recover f collection=Z-1; baddebt=H-1; occurred=2026-05-12; amount=2.00; bank_ref=S1",
                 "baddebt=H-2\noccurred=2026-05-13\namount=2.01\nbank_ref=S2", "");
    TAKEN_BACK("zhang collection.reverse f collection=Z-1");
    desk_battery(city, "zhang baddebt.reverse f baddebt=H-1; memo=录错", "memo=别的", "");
    city_do(city, "zhang exit.reverse f exit=X-2; memo=录错");
    desk_battery(city, "zhang valuation.reverse f valuation=V-1; memo=录错", "memo=别的", "");
    desk_battery(
        city,
        "zhang writeoff.record f writeoff=W-1; firm=F-甲; occurred=2026-06-01; ground=CEASED; recovered=1.00; "
        "approval=批; evidence=" FUND_HASH "; bank_ref=S9",
        "firm=F-乙\noccurred=2026-06-02\nground=BANKRUPTCY\nrecovered=2\napproval=别\nevidence=别\nbank_ref=S0", "");
    desk_battery(
        city,
        "zhang duty.judge f case=J-1; of=WRITEOFF; event=W-1; occurred=2026-06-03; result=PARTIAL; "
        "accountable=5.00; evaluator=评; authority=办; document=" FUND_HASH,
        "of=EXIT\nevent=W\noccurred=2026-06-04\nresult=EXEMPT\naccountable=6\nevaluator=x\nauthority=x\ndocument=x",
        "");
    desk_battery(city,
                 "zhang writeoff.recover f recovery=K-1; firm=F-甲; occurred=2026-06-05; amount=2.00; bank_ref=S1",
                 "firm=F-乙\noccurred=2026-06-06\namount=2.01\nbank_ref=S2", "");
    TAKEN_BACK("zhang recovery.reverse f recovery=K-1");
    TAKEN_BACK("zhang writeoff.reverse f writeoff=W-1");
}

/* A small fund of its own, from its description to the end of its liquidation. */
static void fund_end(struct city *city) {
    city_do(city, "root book.open - code=w; kind=fund; name=清算; name_en=w; chart=fund@1; opened=2025-01-01");
    desk_battery(city,
                 "zhang fund.describe w description=Q; from=2026-01-01; class=ANGEL; level=CITY; region=3; "
                 "invest_end=2028-01-01; term_end=2030-01-01; document=D",
                 "invest_end=2028-01-02\nterm_end=2030-01-02", "");
    desk_battery(city, "zhang term.extend w extension=Y-1; occurred=2026-02-01; term_end=2031-01-01; document=决",
                 "occurred=2026-02-02\nterm_end=2031-01-02\ndocument=别的", "");
    desk_battery(city, "zhang extension.reverse w extension=Y-1; memo=录错", "memo=别的", "");
    city_do(city, "zhang commitment.sign w commitment=C-1; party=GU-1; capacity=SOE; signed_on=2026-01-05; amount=10");
    city_do(city, "zhang capital.receive w receipt=S-1; commitment=C-1; occurred=2026-01-10; amount=10; bank_ref=S");
    city_do(city, "zhang distribution.declare w distribution=P-1; commitment=C-1; occurred=2026-02-10; amount=10; "
                  "source=RETURN_OF_CAPITAL");
    city_do(city, "zhang due.settle w settlement=T-1; of=DISTRIBUTION; event=P-1; occurred=2026-02-11; amount=10; "
                  "bank_ref=S");
    desk_battery(city,
                 "zhang liquidation.begin w liquidation=L-1; occurred=2026-02-01; ground=TERM; liquidator=人; "
                 "document=决",
                 "occurred=2026-02-02\nground=OTHER\nliquidator=别人\ndocument=别的", "");
    desk_battery(city, "zhang liquidation.settle w closure=J-1; commitment=C-1; occurred=2026-03-01; document=报告",
                 "commitment=C-9\noccurred=2026-03-02\ndocument=别的", "");
    desk_battery(city, "zhang liquidation.end w ending=E-1; occurred=2026-03-02; document=报告",
                 "occurred=2026-03-03\ndocument=别的", "");
    desk_battery(city, "zhang ending.reverse w ending=E-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang closure.reverse w closure=J-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang liquidation.reverse w liquidation=L-1; memo=录错", "memo=别的", "");
}

/* What the company hands in. */
static void company_remits(struct city *city) {
    city_do(city, "zhang opening.post c occurred=2025-01-01; memo=启用; !lines=D100202:100 C410415:100");
    desk_battery(
        city,
        "zhang remittance.declare c remittance=R-1; source=GAIN; party=G-CZ; occurred=2026-03-01; amount=60.00; "
        "document=通知",
        "source=ENTRUSTED\nparty=BK-1\noccurred=2026-03-02\namount=60.01\ndocument=别的", "amount=60");
    desk_battery(city,
                 "zhang remittance.pay c payment=J-1; remittance=R-1; occurred=2026-03-05; amount=7.00; bank_ref=S1",
                 "remittance=R-9\noccurred=2026-03-06\namount=7.01\nbank_ref=S2", "amount=7");
    desk_battery(city, "zhang remitted.reverse c payment=J-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang remittance.reverse c remittance=R-1; memo=录错", "memo=别的", "");
}

static void test_desk_table__fund(void **state) {
    struct city city;
    (void)state;
    city_begin(&city);
    fund_money(&city);
    city_do(&city,
            "zhang deal.record f deal=D-1; firm=F-甲; firm_name=甲; paid_date=2026-03-01; amount=1000; shares=100");
    city_do(&city, "zhang deal.record f deal=D-2; firm=F-乙; firm_name=乙; paid_date=2026-03-01; amount=1000");
    fund_agreed(&city);
    fund_owed(&city);
    fund_convertible(&city);
    fund_in_kind(&city);
    fund_transfer(&city);
    fund_holding(&city);
    fund_end(&city);
    company_remits(&city);
    city_verify(&city);
    city_end(&city);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_table__fund),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
