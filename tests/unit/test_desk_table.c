/* Every command of the table through the one door: who may give it, what each field takes, and the two keys. Those of
 * funds: test_desk_table_fund.c. */
#include "desk_battery.h"

/* ---- the table ---- */

static void test_desk_table__registry(void **state) {
    struct city city;
    char text[512], others[256];
    (void)state;
    city_begin(&city);
    desk_battery(&city, "root user.enrol - user=sun; name=孙; roles=recorder; party=BK-1",
                 "name=孙二\nroles=recorder,approver\nparty=BK-2", "party=银行一");
    desk_battery(&city, "root user.change - user=sun; roles=approver; from=2026-12-01; reason=调岗", "", "");
    desk_battery(&city, "root user.rename - user=sun; name=孙四; from=2026-11-01; reason=更名", "", "");
    desk_battery(&city, "zhang party.rename - party=BK-2; name=银行二甲; from=2026-11-01; reason=变更登记", "",
                 "party=银行二");
    desk_battery(&city, "root auth.require - from=2027-01-01; reason=启用网上办理", "", "");
    desk_battery(&city, "root currency.add - currency=USD; scale=2", "scale=3", "");
    desk_battery(
        &city,
        "root book.open - code=z; kind=fund; name=账套z; name_en=Z; currency=CNY; chart=fund@1; opened=2025-01-01",
        "kind=company\nname=账套y\nname_en=Y\ncurrency=USD\nchart=company@1\nopened=2025-02-01", "");
    snprintf(text, sizeof text,
             "zhang party.register - party=X-1; uscc=%s; name=某公司; kind=investee; alias=某; region=340600",
             city_firm(500));
    snprintf(others, sizeof others, "uscc=%s\nname=别的\nkind=soe\nalias=别\nregion=340601", city_firm(501));
    desk_battery(&city, text, others, "");
    desk_battery(
        &city,
        "ren chart.adopt - id=k; version=1; !blob={\"accounts\":[{\"code\":\"1001\",\"nature\":\"A\",\"side\":\"D\"}],"
        "\"id\":\"k\",\"kind\":\"fund\",\"version\":1}",
        "", "");
    desk_battery(&city,
                 "ren profile.adopt - id=ROUND_BASED; version=1; !blob=@profile:policies/profiles/ROUND_BASED.yaml", "",
                 "");
    desk_battery(&city, "ren tolerance.adopt - id=HUBEI; version=1; !blob=@tolerance:policies/loss/HUBEI.yaml", "", "");
    desk_battery(&city, "ren limit.adopt - id=MOF_210; version=1; !blob=@limit:policies/limits/MOF_210.yaml", "", "");
    desk_battery(&city, "ren pack.adopt - id=anhui-2022; version=1; !blob=@pack:policies/packs/anhui-2022.yaml", "",
                 "");
    desk_battery(
        &city, "ren calendar.adopt - id=cal; version=1; !blob={\"id\":\"cal\",\"rest\":[\"2026-10-01\"],\"version\":1}",
        "", "");
    desk_battery(&city, "ren mapping.adopt - id=m; version=1; !blob={\"id\":\"m\",\"version\":1}", "", "");
    city_verify(&city);
    city_end(&city);
}

static void test_desk_table__entries(void **state) {
    struct city city;
    char text[256];
    (void)state;
    city_begin(&city);
    int64_t seq =
        desk_battery(&city,
                     "zhang journal.post f entry=E-1; occurred=2026-03-01; memo=付款; period13=N; attachments=2; "
                     "!lines=D6403:5.00 C100201:5.00",
                     "occurred=2026-03-02\nmemo=收款\nperiod13=Y\nattachments=3\n!lines=", "");
    desk_battery(&city,
                 "zhang opening.post f entry=Q-1; occurred=2025-01-01; memo=启用; !lines=D100201:5.00 C4103:5.00",
                 "memo=别的\n!lines=", "");
    desk_battery(&city, "zhang opening.reverse f entry=Q-1; memo=录错", "memo=别的", "");
    snprintf(text, sizeof text, "zhang journal.reverse f receipt=%lld; occurred=2026-03-05; memo=冲销", (long long)seq);
    desk_battery(&city, text, "occurred=2026-03-06\nmemo=别的", "");
    desk_battery(&city, "li period.close f period=2025-01", "", "");
    desk_battery(&city, "ren mirror.set f party=BK-1; kind=company; other=c; fund=BK-2; stake=LTEI; agreed=2026-01-01",
                 "kind=fiscal\nother=s\nfund=GU-1\nstake=FVTPL\nagreed=2026-01-02", "party=银行一");
    city_yaml(&city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_yaml(&city, "tolerance.adopt", "policies/loss/SICHUAN.yaml");
    desk_battery(&city,
                 "ren tolerance.bind f binding=SY-1; rule=HUBEI; version=1; from=2026-01-01; class=SEED; document=协议",
                 "rule=SICHUAN\nversion=2\nfrom=2026-01-02\nclass=ANGEL\ndocument=别的", "");
    desk_battery(
        &city,
        "ren early.bind f binding=ZB-1; profile=TRANSFER; version=1; from=2026-01-01; until=2026-12-31; basis=B1; "
        "followon=INHERIT_FIRST; threshold=50%; investment_end=2028-01-01; window=CUMULATIVE; scope=DIRECT; "
        "document=协议",
        "profile=HB_EARLY\nversion=2\nfrom=2026-01-02\nuntil=2026-12-30\nbasis=B2\nfollowon=REASSESS\n"
        "threshold=51%\ninvestment_end=2028-01-02\nwindow=OUTSTANDING\nscope=L3\ndocument=别的",
        "threshold=1/2\nthreshold=0.5");
    city_yaml(&city, "limit.adopt", "policies/limits/MOF_128.yaml");
    city_yaml(&city, "limit.adopt", "policies/limits/MOF_176.yaml");
    desk_battery(&city,
                 "ren limit.bind f binding=XE-1; limits=MOF_128; version=1; from=2026-01-01; target=100.00; "
                 "approved_on=2025-01-01; established_on=2025-02-01; document=协议",
                 "limits=MOF_176\nversion=2\nfrom=2026-01-02\ntarget=100.01\napproved_on=2025-01-02\n"
                 "established_on=2025-02-02\ndocument=别的",
                 "target=100");
    city_do(&city, "zhang tranche.agree f tranche=FQ-1; firm=F-甲; firm_name=甲; occurred=2026-03-02; amount=1000; "
                   "document=协议");
    desk_battery(
        &city,
        "zhang deal.record f deal=D-1; fund=f; firm=F-甲; firm_name=甲; paid_date=2026-04-01; amount=1000.00; "
        "round=A; external_round=2; is_transfer=Y; achievement=AH1; ic_date=2026-03-01; agreement_date=2026-03-02; "
        "established=2020-01-01; employees=12.5; bachelor=30%; assets=5000.00; net_assets=0; revenue=7.5; "
        "rnd_share=4.35%; listed=N; category=SEED; shares=10; direct=Y; fixed_return=N; fixed_buyback=N; "
        "guarantees=N; agreed=2000.00; tranche=FQ-1; instrument=EQUITY; limit_reason=追; limit_approver=wang; memo=投",
        "firm_name=乙\npaid_date=2026-04-02\namount=1000.01\nround=B\nexternal_round=3\nis_transfer=N\n"
        "achievement=AH2\nic_date=2026-03-03\nagreement_date=2026-03-04\nestablished=2020-01-02\nemployees=13\n"
        "bachelor=31%\nassets=5000.01\nnet_assets=1\nrevenue=7.51\nrnd_share=4.36%\nlisted=Y\ncategory="
        "ANGEL\ninstrument=PREFERRED\ntranche=FQ-2\nshares=11\ndirect=N\nfixed_return=Y\nfixed_buyback=Y\nguarantees="
        "Y\nagreed=2000."
        "01\nlimit_reason=加\n"
        "limit_approver=li\nmemo=资\nfirm=F-"
        "乙\nfund=",
        "amount=1000\nemployees=25/2\nbachelor=0.3\nrnd_share=0.0435\nrevenue=7.50\nassets=5000");
    desk_battery(&city, "zhang deal.reverse f deal=D-1; memo=录错", "memo=别的", "");
    city_verify(&city);
    city_end(&city);
}

/* Money of the pool that no claim moves. */
static void pool_money(struct city *city) {
    desk_battery(city,
                 "zhang receivable.record p receivable=S-1; way=INTEREST_ACCRUED; party=BK-1; occurred=2026-03-31; "
                 "amount=5.00; bank_ref=单",
                 "way=INTEREST_COLLECTED\nparty=BK-2\noccurred=2026-04-01\namount=5.01\nbank_ref=别的",
                 "party=银行一\namount=5");
    desk_battery(city, "zhang receivable.reverse p receivable=S-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang surplus.declare p surplus=T-1; party=G-CZ; occurred=2026-04-01; amount=7.00; document=文",
                 "party=BK-1\noccurred=2026-04-02\namount=7.01\ndocument=别的", "amount=7");
    desk_battery(
        city,
        "zhang cost.accrue p cost=Y-1; cost_kind=AUDIT; party=BK-1; occurred=2026-04-01; amount=9.00; document=约",
        "cost_kind=BANK\nparty=BK-2\noccurred=2026-04-02\namount=9.01\ndocument=别的", "party=银行一\namount=9");
    desk_battery(city,
                 "zhang payable.pay p payment=K-1; of=COST; party=BK-1; occurred=2026-04-05; amount=9.00; bank_ref=S6",
                 "of=SURPLUS\nparty=BK-2\noccurred=2026-04-06\namount=9.01\nbank_ref=S7", "party=银行一\namount=9");
    desk_battery(city, "zhang payment.reverse p payment=K-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang cost.reverse p cost=Y-1; memo=录错", "memo=别的", "");
    desk_battery(city, "zhang surplus.reverse p surplus=T-1; memo=录错", "memo=别的", "");
    city_do(city,
            "zhang transfer.record p transfer=H-0; way=BANKS; to=BK-1; occurred=2026-04-01; amount=50; bank_ref=S");
    desk_battery(
        city,
        "zhang transfer.record p transfer=H-1; way=BANKS; from=BK-1; to=BK-2; occurred=2026-04-01; amount=20.00; "
        "bank_ref=S8",
        "way=PLACE\nfrom=BK-2\nto=BK-1\noccurred=2026-04-02\namount=20.01\nbank_ref=S9", "from=银行一\namount=20");
    desk_battery(city, "zhang transfer.reverse p transfer=H-1; memo=录错", "memo=别的", "");
}

/* What comes back of a paid claim: 320 were paid of 800 unpaid. */
static void pool_returns(struct city *city) {
    desk_battery(
        city,
        "zhang recovery.share p bank=BK-1; contract=C-1; iou=J-1; share=01; occurred=2026-11-24; gross=100.00; "
        "cost=20.00; amount=32.00; bank_ref=L-3",
        "occurred=2026-11-23\ngross=100.01\ncost=20.01\namount=32.01\nbank_ref=L-4", "bank=银行一\namount=32");
    desk_battery(city, "zhang share.reverse p bank=BK-1; contract=C-1; iou=J-1; share=01; memo=录错", "memo=别的",
                 "bank=银行一");
    desk_battery(
        city,
        "zhang payout.reclaim p bank=BK-1; contract=C-1; iou=J-1; reclaim=01; occurred=2026-11-24; amount=20.00; "
        "interest=1.00; document=文",
        "occurred=2026-11-23\namount=20.01\ninterest=1.01\ndocument=别的", "bank=银行一\namount=20");
    desk_battery(city, "zhang reclaim.reverse p bank=BK-1; contract=C-1; iou=J-1; reclaim=01; memo=录错", "memo=别的",
                 "bank=银行一");
    desk_battery(city,
                 "zhang loss.charge p bank=BK-1; contract=C-1; iou=J-1; charge=01; party=G-CZ; occurred=2026-11-24; "
                 "amount=20.00; document=文",
                 "party=GU-1\noccurred=2026-11-23\namount=20.01\ndocument=别的", "bank=银行一\namount=20");
    desk_battery(city, "zhang charge.reverse p bank=BK-1; contract=C-1; iou=J-1; charge=01; memo=录错", "memo=别的",
                 "bank=银行一");
}

static void test_desk_table__pool(void **state) {
    struct city city;
    char text[512];
    int64_t claim[3];
    (void)state;
    city_begin(&city);
    desk_battery(
        &city, "zhang pool.contribute p contribution=Z-2; party=GU-1; occurred=2026-01-10; amount=500.00; bank_ref=S2",
        "party=G-CZ\noccurred=2026-01-11\namount=500.01\nbank_ref=S3", "party=担保一\namount=500");
    desk_battery(&city, "zhang contribution.reverse p contribution=Z-2; memo=录错", "memo=别的", "");
    desk_battery(&city, "zhang interest.record p interest=LX-1; occurred=2026-03-21; amount=123.45; bank_ref=S4",
                 "occurred=2026-03-22\namount=123.46\nbank_ref=S5", "");
    desk_battery(&city, "zhang interest.reverse p interest=LX-1; memo=录错", "memo=别的", "");
    pool_money(&city);
    desk_battery(&city,
                 "zhang whitelist.list p firm=F-甲; firm_name=甲; listed_on=2025-06-01; class=高企; region=340600; "
                 "keylist=N; status=IN",
                 "firm_name=乙\nlisted_on=2025-06-02\nclass=中小\nregion=340601\nkeylist=Y", "");
    desk_battery(&city,
                 "ren agreement.sign p agreement=B-1; party=BK-1; pack=t; version=1; from=2026-01-01; to=2027-12-31; "
                 "signed=2025-12-25",
                 "party=BK-2\npack=u\nversion=2\nfrom=2026-01-02\nto=2027-12-30\nsigned=2025-12-26", "party=银行一");
    desk_battery(&city, "zhang measure.record p measure=bank_deposit; party=BK-1; date=2026-06-30; amount=0",
                 "amount=1.00", "party=银行一\namount=0.00");
    desk_battery(
        &city,
        "zhang loan.register p bank=BK-1; contract=C-1; iou=J-1; firm=F-甲; firm_name=甲; guarantor=GU-1; type=CREDIT; "
        "mode=DIRECT; contract_amount=1000.00; credit_line=2000.00; disbursed=900.00; repaid=0; "
        "disbursed_on=2026-02-01; "
        "due_on=2026-08-01; registered_on=2026-02-10; rate=4.35%; lpr=3.1%; purpose=流动; first_loan=Y; "
        "monetary_tool=N; "
        "ip_share=0%; collateral_share=0; revenue=0; employees=3; established=2020-01-01; listed=N; industry=制造; "
        "breach_free_years=4",
        "firm=F-乙\nfirm_name=乙\ntype=OTHER\nmode=GUARANTEED\ncontract_amount=1000.01\ncredit_line=1\ndisbursed=900."
        "01\n"
        "repaid=1\ndisbursed_on=2026-02-02\ndue_on=2026-08-02\nregistered_on=2026-02-11\nrate=4.36%\nlpr=3%\npurpose="
        "设备\n"
        "first_loan=N\nmonetary_tool=Y\nip_share=1%\ncollateral_share=1%\nrevenue=1\nemployees=4\nestablished=2020-01-"
        "02\n"
        "listed=Y\nindustry=农业\nbreach_free_years=5\nguarantor=",
        "bank=银行一\nfirst_loan=是\nmonetary_tool=false\nrate=0.0435\nrevenue=0.00");
    desk_battery(
        &city, "zhang loan.repay p bank=BK-1; contract=C-1; iou=J-1; instalment=01; occurred=2026-03-01; amount=100.00",
        "occurred=2026-03-02\namount=100.01", "bank=银行一\namount=100");
    city_do(&city,
            "zhang loan.repay p bank=BK-1; contract=C-1; iou=J-1; instalment=02; occurred=2026-03-02; amount=1.00");
    desk_battery(&city, "zhang repayment.reverse p bank=BK-1; contract=C-1; iou=J-1; instalment=02; memo=录错",
                 "memo=别的", "bank=银行一");
    for (int i = 2; i <= 4; i++)
        city_do(&city,
                "zhang loan.register p bank=BK-1; contract=C-%d; iou=J-1; firm=F-甲; firm_name=甲; type=CREDIT; "
                "contract_amount=1000.00; disbursed=900.00; disbursed_on=2026-02-01; due_on=2026-08-01",
                i);
    desk_battery(&city, "zhang loan.withdraw p bank=BK-1; contract=C-4; iou=J-1; reason=未取得入库编号", "reason=别的",
                 "bank=银行一");
    claim[0] = desk_battery(
        &city,
        "bank1 claim.submit p claimant=BK-1; bank=BK-1; contract=C-1; iou=J-1; claim_no=K-1; firm=F-甲; "
        "claim_date=2026-11-01; "
        "overdue_days=92; five_class=DOUBTFUL; litigation=FILED; repaid=100.00; recovered=0; unpaid_interest=1; "
        "collateral=0; "
        "insurance=0; other_gov=0; liability=800.00; guarantor_paid=0; counter_guarantee=0; court_case=1号; docs=表",
        "claim_date=2026-11-02\noverdue_days=93\nfive_class=LOSS\nlitigation=JUDGED\nrepaid=101\nrecovered=1\nunpaid_"
        "interest=2\n"
        "collateral=1\ninsurance=1\nother_gov=1\nliability=801\nguarantor_paid=1\ncounter_guarantee=1\ncourt_case="
        "2号\ndocs=册\nfirm=",
        "claimant=银行一\nbank=银行一\nrepaid=100");
    for (int i = 2; i <= 3; i++)
        claim[i - 1] =
            city_do(&city,
                    "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=J-1; claim_date=2026-11-01; overdue_days=92; "
                    "five_class=LOSS; repaid=0",
                    i);
    city_day(&city, "2026-11-25"); /* the claims were recorded on the 20th: nothing is decided before */
    snprintf(text, sizeof text, "li claim.approve p claim=4/%lld; expect=320.00; occurred=2026-11-21",
             (long long)claim[0]);
    desk_battery(&city, text, "expect=320.01\noccurred=2026-11-22", "expect=320");
    snprintf(text, sizeof text, "li claim.revoke p claim=4/%lld; reason=材料有误", (long long)claim[0]);
    desk_battery(&city, text, "reason=别的", "");
    city_do(&city, "li claim.approve p claim=4/%lld; expect=320.00; occurred=2026-11-21", (long long)claim[0]);
    snprintf(text, sizeof text, "qian claim.pay p claim=4/%lld; bank_ref=L-1; occurred=2026-11-23",
             (long long)claim[0]);
    desk_battery(&city, text, "bank_ref=L-2\noccurred=2026-11-24", "");
    pool_returns(&city);
    snprintf(text, sizeof text, "li claim.refuse p claim=4/%lld; reason=不符; occurred=2026-11-21",
             (long long)claim[1]);
    desk_battery(&city, text, "reason=别的\noccurred=2026-11-22", "");
    snprintf(text, sizeof text, "bank1 claim.withdraw p claim=4/%lld; reason=撤回; occurred=2026-11-21",
             (long long)claim[2]);
    desk_battery(&city, text, "reason=别的\noccurred=2026-11-22", "");
    city_do(
        &city,
        "zhang loan.register p bank=BK-1; contract=C-9; iou=J-1; firm=F-甲; firm_name=甲; guarantor=GU-1; mode=DIRECT; "
        "type=CREDIT; contract_amount=1000.00; disbursed=900.00; disbursed_on=2026-02-01; due_on=2026-08-01; "
        "!take_on=1");
    desk_battery(&city,
                 "zhang payout.record p bank=BK-1; contract=C-9; iou=J-1; claim_no=P-1; claimant=BK-1; "
                 "decided_on=2026-03-01; paid_on=2026-03-05; amount=100.00; loss=250.00; bank_ref=L-9; !take_on=1",
                 "claimant=GU-1\ndecided_on=2026-03-02\npaid_on=2026-03-06\namount=100.01\nloss=250.01\nbank_ref=L-8",
                 "bank=银行一\nclaimant=银行一\namount=100");
    desk_battery(&city, "zhang payout.reverse p bank=BK-1; contract=C-9; iou=J-1; claim_no=P-1; memo=录错", "memo=别的",
                 "bank=银行一");
    city_verify(&city);
    city_end(&city);
}

/* The commands that one source names. */
static void named_in(const char *path, const struct fpl_command_spec *spec, int count, int *seen) {
    FILE *file = fopen(path, "r");
    char line[600], name[64];
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        for (int i = 0; i < count; i++) {
            snprintf(name, sizeof name, " %s ", spec[i].name);
            seen[i] += strstr(line, name) != NULL;
        }
    fclose(file);
}

static void test_desk_table__every_command_has_a_battery(void **state) {
    static const char here[] = __FILE__;
    char fund[sizeof here + sizeof "_fund"];
    int count = 0, seen[256] = {0};
    const struct fpl_command_spec *spec = fpl_command_all(&count);
    (void)state;
    assert_true(count <= 256);
    snprintf(fund, sizeof fund, "%.*s_fund.c", (int)(sizeof here - sizeof ".c"), here);
    named_in(here, spec, count, seen);
    named_in(fund, spec, count, seen);
    for (int i = 0; i < count; i++)
        if (!seen[i])
            fail_msg("%s has no battery", spec[i].name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_desk_table__registry),
        cmocka_unit_test(test_desk_table__entries),
        cmocka_unit_test(test_desk_table__pool),
        cmocka_unit_test(test_desk_table__every_command_has_a_battery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
