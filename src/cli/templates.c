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
                     "entry=示例-PZ-001;occurred=2026-05-06;memo=手续费;account=100201;side=贷;amount=12.50;cash_flow="
                     "支付其他与经营活动有关的现金"},
    {"deal.record", "deal=示例-TZ-001;firm=91340604XY00010150;firm_name=示例汀兰新能源有限公司;paid_date=2026-02-18;"
                    "amount=1500000.00;round=天使轮;is_transfer=是;achievement=示例成果0001;ic_date=2026-01-04;"
                    "agreement_date=2026-01-21;established=2024-01-11;employees=60;bachelor=56%;assets=22010000.00;"
                    "net_assets=12765800.00;revenue=7740000.00;rnd_share=3%;listed=否;memo=投资"},
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
    {"deal.reverse", "deal=示例-TZ-001;memo=误记"},
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
    static const enum ing_line_part parts[] = {ING_LINE_ACCOUNT, ING_LINE_SIDE,     ING_LINE_AMOUNT, ING_LINE_PARTY,
                                               ING_LINE_ITEM,    ING_LINE_CURRENCY, ING_LINE_FLOW};
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
