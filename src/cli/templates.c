/* import templates: the header of each kind of file with example rows. The rows make one story and import in the order
 * of this list; tests/cli/import_templates.sh does so. Names and codes are invented. */
#include "src/cli/cli.h"
#include "src/ingest/columns.h"

#include <string.h>

#define BANK "bank=BK-XC;contract=示例-HT-001;iou=示例-JJ-001;"
#define LOAN                                                                                                                              \
    "firm=91340603XY00000121;firm_name=示例青禾新材料科技有限公司;type=信用;mode=银行直贷;contract_amount=3000000.00;" \
    "disbursed=3000000.00;disbursed_on=2026-01-12;due_on=2026-07-12;registered_on=2026-01-20;rate=3.65%;lpr=3.10%;"                       \
    "purpose=补充流动资金;first_loan=否;monetary_tool=否;collateral_share=0%;revenue=3240000.00;employees=172;"                   \
    "established=2014-09-01;listed=否;industry=新材料;breach_free_years=5"

static const struct {
    const char *command, *rows; /* field=text;field=text, rows parted by '|' */
} examples[] = {
    {"user.enrol", "user=xiao.li;name=李示例;roles=recorder"},
    {"book.open", "code=example;kind=资金池;name=示例资金池;name_en=Example pool;chart=pool@1;opened=2026-01-01"},
    {"party.register", "party=BK-SL;uscc=91340600XY9000027X;name=示例银行;kind=合作银行;alias=示例行;region=340600|"
                       "party=F-SL;name=市财政局（示例）;kind=财政;region=340600"},
    {"agreement.sign", "agreement=示例-XY-001;party=BK-XC;pack=hb-demo;version=1;from=2026-01-01;to=2027-12-31;"
                       "signed=2025-12-25"},
    {"whitelist.list", "firm=91340603XY00000121;firm_name=示例青禾新材料科技有限公司;listed_on=2025-09-15;"
                       "class=高新技术企业;region=340603;keylist=否"},
    {"pool.contribute",
     "contribution=示例-BR-001;party=F-SL;occurred=2026-01-10;amount=30000000.00;bank_ref=示例流水0001|"
     "contribution=示例-BR-002;party=F-SL;occurred=2026-01-11;amount=1.00;bank_ref=示例流水0002"},
    {"interest.record", "interest=示例-LX-001;occurred=2026-03-21;amount=1234.56;bank_ref=示例流水0003|"
                        "interest=示例-LX-002;occurred=2026-03-21;amount=1234.56;bank_ref=示例流水0003"},
    {"interest.reverse", "interest=示例-LX-002;memo=重复登记"},
    {"measure.record", "measure=上年末贷款余额;party=BK-XC;date=2025-12-31;amount=30000000.00"},
    {"opening.post", "entry=示例-QC-001;occurred=2025-01-01;memo=启用余额;account=100201;side=借;amount=1000.00|"
                     "entry=示例-QC-001;occurred=2025-01-01;memo=启用余额;account=4103;side=贷;amount=1000.00"},
    {"journal.post", "entry=示例-PZ-001;occurred=2026-05-06;memo=手续费;account=6605;side=借;amount=12.50|"
                     "entry=示例-PZ-001;occurred=2026-05-06;memo=手续费;account=100201;side=贷;amount=12.50"},
    {"commitment.sign",
     "commitment=示例-RJ-001;party=F-SL;capacity=引导基金;level=市;signed_on=2026-01-20;amount=60000000.00;"
     "document=示例合伙协议|"
     "commitment=示例-RJ-002;party=BK-SL;capacity=社会资本;signed_on=2026-01-20;amount=1000000.00"},
    {"commitment.reverse", "commitment=示例-RJ-002;memo=误记"},
    {"commitment.release",
     "release=示例-HJ-001;commitment=示例-RJ-001;occurred=2026-02-01;amount=5000000.00;document=示例决议一|"
     "release=示例-HJ-002;commitment=示例-RJ-001;occurred=2026-02-02;amount=1000.00;document=示例决议二"},
    {"release.reverse", "release=示例-HJ-002;memo=误记"},
    {"capital.receive", "receipt=示例-SJ-001;commitment=示例-RJ-001;call=第一期;occurred=2026-02-10;amount=12000000.00;"
                        "bank_ref=示例流水0101|"
                        "receipt=示例-SJ-002;commitment=示例-RJ-001;call=第二期;occurred=2026-02-11;amount=1.00;"
                        "bank_ref=示例流水0102"},
    {"capital.reverse", "receipt=示例-SJ-002;memo=误记"},
    {"deal.record",
     "deal=示例-TZ-001;firm=91340604XY00010150;firm_name=示例汀兰新能源有限公司;paid_date=2026-02-18;"
     "amount=1500000.00;round=天使轮;is_transfer=是;achievement=示例成果0001;ic_date=2026-01-04;"
     "agreement_date=2026-01-21;established=2024-01-11;employees=60;bachelor=56%;assets=22010000.00;"
     "net_assets=12765800.00;revenue=7740000.00;rnd_share=3%;listed=否;category=天使直投;shares=1000000;memo=投资|"
     "deal=示例-TZ-002;firm=91340603XY00000121;firm_name=示例青禾新材料科技有限公司;"
     "paid_date=2026-02-18;amount=1000000.00"},
    {"deal.refund", "refund=示例-TK-001;deal=示例-TZ-001;occurred=2026-03-02;amount=100000.00;shares=0;"
                    "bank_ref=示例流水0103|"
                    "refund=示例-TK-002;deal=示例-TZ-001;occurred=2026-03-02;amount=1.00;bank_ref=示例流水0104"},
    {"refund.reverse", "refund=示例-TK-002;memo=误记"},
    {"valuation.record",
     "valuation=示例-GZ-001;firm=91340604XY00010150;occurred=2026-03-31;fair_value=1600000.00;"
     "method=参考最近融资价格;level=第三层次;calibration=示例校准;audited=未审|"
     "valuation=示例-GZ-002;firm=91340604XY00010150;occurred=2026-03-31;fair_value=1.00;method=成本;level=3"},
    {"valuation.reverse", "valuation=示例-GZ-002;memo=误记"},
    {"dividend.record",
     "dividend=示例-GL-001;firm=91340604XY00010150;occurred=2026-04-10;amount=20000.00;paid=已宣告;"
     "document=示例分红决议|"
     "dividend=示例-GL-002;firm=91340604XY00010150;occurred=2026-04-10;amount=1.00;paid=已收;bank_ref=示例流水0105"},
    {"dividend.reverse", "dividend=示例-GL-002;memo=误记"},
    {"exit.record",
     "exit=示例-TC-001;firm=91340604XY00010150;type=回购;occurred=2026-05-10;shares=400000;proceeds=700000.00;"
     "costs=500.00;paid=待收;appraisal=示例备案1号;approval=示例批1号|"
     "exit=示例-TC-002;firm=91340604XY00010150;type=转让;occurred=2026-05-11;shares=1;proceeds=2.00;paid=已收;"
     "bank_ref=示例流水0106"},
    {"exit.reverse", "exit=示例-TC-002;memo=误记"},
    {"writeoff.record",
     "writeoff=示例-HX-001;firm=91340604XY00010150;occurred=2026-06-30;ground=破产清算;recovered=50000.00;"
     "approval=示例批2号;"
     "evidence=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08;"
     "bank_ref=示例流水0107"},
    {"duty.judge", "case=示例-MZ-001;of=核销;event=示例-HX-001;occurred=2026-07-20;result=部分追责;"
                   "accountable=10000.00;evaluator=示例会计师事务所;authority=示例联席会议办公室;"
                   "document=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
    {"writeoff.recover",
     "recovery=示例-SH-001;firm=91340604XY00010150;occurred=2026-08-01;amount=3000.00;bank_ref=示例流水0108|"
     "recovery=示例-SH-002;firm=91340604XY00010150;occurred=2026-08-02;amount=1.00;bank_ref=示例流水0109"},
    {"recovery.reverse", "recovery=示例-SH-002;memo=误记|recovery=示例-SH-001;memo=误记"},
    {"writeoff.reverse", "writeoff=示例-HX-001;memo=误记"},
    {"distribution.declare", "distribution=示例-FP-001;commitment=示例-RJ-001;round=第一次;occurred=2026-08-31;"
                             "amount=300000.00;source=本金;recallable=是|"
                             "distribution=示例-FP-002;commitment=示例-RJ-001;occurred=2026-08-31;amount=1.00;"
                             "source=收益"},
    {"distribution.reverse", "distribution=示例-FP-002;memo=误记"},
    {"fee.accrue", "fee=示例-FY-001;kind=管理费;occurred=2026-06-30;amount=69534.25;base_kind=实缴;"
                   "base=12000000.00;rate=1.5%;from=2026-02-10;to=2026-06-30|"
                   "fee=示例-FY-002;kind=托管费;occurred=2026-06-30;amount=1.00"},
    {"fee.reverse", "fee=示例-FY-002;memo=误记"},
    {"due.settle", "settlement=示例-SF-001;of=退出款;event=示例-TC-001;occurred=2026-09-01;amount=300000.00;"
                   "bank_ref=示例流水0110|"
                   "settlement=示例-SF-002;of=费用;event=示例-FY-001;occurred=2026-09-02;amount=69534.25;"
                   "bank_ref=示例流水0111"},
    {"settlement.reverse", "settlement=示例-SF-002;memo=误记"},
    {"loan.register", BANK LOAN "|bank=BK-XC;contract=示例-HT-002;iou=示例-JJ-002;" LOAN},
    {"loan.repay", BANK "instalment=01;occurred=2026-06-12;amount=1000000.00|" BANK
                        "instalment=02;occurred=2026-07-10;amount=500000.00"},
    {"claim.submit",
     BANK "claim_no=示例-SQ-001;firm=91340603XY00000121;claim_date=2026-10-25;overdue_days=105;"
          "five_class=次级;litigation=法院受理;repaid=1000000.00;recovered=0.00;unpaid_interest=9000.00;"
          "collateral=0.00;insurance=0.00;other_gov=0.00;guarantor_paid=0.00;"
          "court_case=（2026）示0603民初1039号;docs=补偿申请表、法院受理通知书"},
    {"claim.withdraw", "claim=示例-SQ-001;reason=材料有误"},
    {"payout.record", "bank=BK-XC;contract=示例-HT-009;iou=示例-JJ-009;claim_no=示例-SQ-009;decided_on=2026-09-01;"
                      "paid_on=2026-09-10;amount=400000.00;loss=1000000.00;bank_ref=示例流水0009"},
    {"repayment.reverse", BANK "instalment=02;memo=银行退回"},
    {"loan.withdraw", "bank=BK-XC;contract=示例-HT-002;iou=示例-JJ-002;reason=重复报送"},
    {"contribution.reverse", "contribution=示例-BR-002;memo=误记"},
    {"deal.reverse", "deal=示例-TZ-002;memo=误记"},
};

/* The row's text for a field; empty if it gives none. */
static struct fpl_str text_of(struct fpl_str row, const char *field) {
    size_t n = strlen(field);
    for (size_t i = 0; i < row.n;) {
        const char *end = memchr(row.p + i, ';', row.n - i);
        size_t length = end ? (size_t)(end - row.p) - i : row.n - i;
        if (length > n && memcmp(row.p + i, field, n) == 0 && row.p[i + n] == '=')
            return (struct fpl_str){row.p + i + n + 1, length - n - 1};
        i += length + 1;
    }
    return (struct fpl_str){NULL, 0};
}

static int columns_of(const struct fpl_command_spec *spec, const struct fpl_field_spec *out[FPL_COMMAND_VALUES]) {
    static const enum ing_line_part parts[] = {ING_LINE_ACCOUNT, ING_LINE_SIDE, ING_LINE_AMOUNT,
                                               ING_LINE_PARTY,   ING_LINE_ITEM, ING_LINE_CURRENCY};
    int n = 0;
    for (int i = 0; i < spec->field_count; i++)
        out[n++] = &spec->fields[i];
    for (size_t i = 0; (spec->flags & FPL_COMMAND_LINES) && i < sizeof parts / sizeof parts[0]; i++)
        out[n++] = &ing_line_fields()[parts[i]];
    return n;
}

static void add_row(struct fpl_buf *out, const struct fpl_field_spec *const *column, int columns,
                    const struct fpl_str *row) {
    for (int i = 0; i < columns; i++) {
        if (i > 0)
            fpl_buf_addc(out, ',');
        struct fpl_str text = row ? text_of(*row, column[i]->name) : fpl_str_of(column[i]->zh);
        fpl_buf_add(out, text.p, text.n);
    }
    fpl_buf_adds(out, "\r\n");
}

static void write_template(struct fpl_buf *out, const struct fpl_command_spec *spec, const char *rows) {
    const struct fpl_field_spec *column[FPL_COMMAND_VALUES];
    int columns = columns_of(spec, column);
    fpl_buf_adds(out, "\xEF\xBB\xBF"); /* Excel takes a file without it for GBK */
    add_row(out, column, columns, NULL);
    for (const char *p = rows; *p;) {
        struct fpl_str row = {p, strcspn(p, "|")};
        add_row(out, column, columns, &row);
        p += row.n + (p[row.n] != 0);
    }
}

int cli_import_template(struct cli *cli, const struct fpl_command_spec *spec) {
    struct fpl_buf out = {0};
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        if (strcmp(examples[i].command, spec->name) == 0)
            write_template(&out, spec, examples[i].rows);
    FPL_ASSERT(out.n > 0 || out.failed); /* each command that imports has its example */
    fpl_error_clear(&cli->error);
    enum fpl_status status = fpl_buf_ok(&out);
    if (status == FPL_OK)
        status = cli_write(cli, out.p, out.n);
    fpl_buf_release(&out);
    if (status == FPL_OK)
        return CLI_DONE;
    (void)fpl_fail(&cli->error, status, NULL, NULL, NULL);
    return cli_fail(cli);
}
