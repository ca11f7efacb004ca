#include "forger.h"
#include "src/ingest/document.h"

#include "ledger/journal/journal.h"

/* Money of the pool that no claim moves: each kind, and its reversal. */
void forger_pool_money(struct city *city) {
    static const char *const text[] = {
        "receivable.record p receivable=S-1; way=INTEREST_ACCRUED; party=BK-1; occurred=2026-03-31; amount=5; "
        "bank_ref=单",
        "receivable.record p receivable=S-2; way=INTEREST_COLLECTED; party=BK-1; occurred=2026-04-01; amount=4; "
        "bank_ref=S",
        "receivable.reverse p receivable=S-2; memo=错",
        "surplus.declare p surplus=T-1; party=G-CZ; occurred=2026-04-01; amount=7; document=文",
        "surplus.declare p surplus=T-2; party=G-CZ; occurred=2026-04-01; amount=8; document=文",
        "surplus.reverse p surplus=T-2; memo=错",
        "cost.accrue p cost=Y-1; cost_kind=AUDIT; party=BK-1; occurred=2026-04-01; amount=9; document=约",
        "cost.accrue p cost=Y-2; cost_kind=BANK; occurred=2026-04-01; amount=8; document=约",
        "cost.reverse p cost=Y-2; memo=错",
        "payable.pay p payment=K-1; of=COST; party=BK-1; occurred=2026-04-05; amount=9; bank_ref=S6",
        "payable.pay p payment=K-2; of=SURPLUS; party=G-CZ; occurred=2026-04-05; amount=2; bank_ref=S7",
        "payment.reverse p payment=K-2; memo=错",
        "transfer.record p transfer=H-1; way=BANKS; to=BK-1; occurred=2026-04-01; amount=50; bank_ref=S8",
        "transfer.record p transfer=H-2; way=PLACE; from=BK-1; to=BK-1; occurred=2026-04-01; amount=20; bank_ref=S9",
        "transfer.reverse p transfer=H-2; memo=错"};
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
        city_do(city, "zhang %s", text[i]);
}

/* What comes back of a payout that was taken on. */
void forger_pool_returns(struct city *city) {
    static const char *const back[] = {
        "recovery.share p bank=BK-1; contract=OLD; iou=1; share=1; occurred=2026-03-01; gross=50; cost=10; amount=4; "
        "bank_ref=S",
        "recovery.share p bank=BK-1; contract=OLD; iou=1; share=2; occurred=2026-03-02; gross=50; cost=0; amount=5; "
        "bank_ref=S",
        "share.reverse p bank=BK-1; contract=OLD; iou=1; share=2; memo=错",
        "payout.reclaim p bank=BK-1; contract=OLD; iou=1; reclaim=1; occurred=2026-03-03; amount=6; interest=1; "
        "document=文",
        "payout.reclaim p bank=BK-1; contract=OLD; iou=1; reclaim=2; occurred=2026-03-03; amount=7; document=文",
        "reclaim.reverse p bank=BK-1; contract=OLD; iou=1; reclaim=2; memo=错",
        "loss.charge p bank=BK-1; contract=OLD; iou=1; charge=1; party=G-CZ; occurred=2026-03-04; amount=3; "
        "document=文",
        "loss.charge p bank=BK-1; contract=OLD; iou=1; charge=2; occurred=2026-03-04; amount=2; document=文",
        "charge.reverse p bank=BK-1; contract=OLD; iou=1; charge=2; memo=错"};
    for (size_t i = 0; i < sizeof back / sizeof back[0]; i++)
        city_do(city, "zhang %s", back[i]);
}

static int64_t held(struct city *city, const char *party) {
    int64_t sum = 0;
    struct fpl_str of = fpl_str_of(party);
    int32_t book = city_book(city, "p");
    city_settle(city);
    assert_int_equal(fpl_journal__begin(city->w.session, 0, &city->error), FPL_OK);
    assert_int_equal(fpl_journal__balance(city->w.session, book, FPL_STR("100203"), &of, &sum, &city->error), FPL_OK);
    fpl_journal__rollback(city->w.session);
    return sum;
}

static int64_t claim(struct city *city, int n) {
    return city_do(city,
                   "bank1 claim.submit p bank=BK-1; contract=C-%d; iou=1; claim_no=K-%d; claim_date=2026-10-01; "
                   "repaid=0; five_class=LOSS; overdue_days=88",
                   n, n);
}

/* One claim is paid in part and the rest of it given up; the next one finds nothing, and queues. */
void forger_empty_pool(struct city *city) {
    int64_t bank = held(city, "BK-1"), left = held(city, "") + bank - 10000;
    city_do(city,
            "zhang transfer.record p transfer=H-8; way=BANKS; from=BK-1; occurred=2026-10-11; amount=%lld.%02d; "
            "bank_ref=S",
            (long long)(bank / 100), (int)(bank % 100));
    city_do(city, "zhang cost.accrue p cost=F-8; cost_kind=AUDIT; occurred=2026-10-11; amount=%lld.%02d; document=文",
            (long long)(left / 100), (int)(left % 100));
    city_do(city, "zhang payable.pay p payment=B-8; of=COST; occurred=2026-10-11; amount=%lld.%02d; bank_ref=S",
            (long long)(left / 100), (int)(left % 100));
    int64_t part = claim(city, 6), none = claim(city, 7);
    city_do(city, "li claim.approve p claim=4/%d; expect=100", (int)part);
    city_do(city, "qian claim.pay p claim=4/%d; bank_ref=L-6", (int)part);
    city_do(city, "li claim.refuse p claim=4/%d; reason=不再等待", (int)part);
    city_no(city, FPL_QUEUED, "li claim.approve p claim=4/%d; expect=0", (int)none);
}

void forger_registry(struct city *city) {
    city_do(city, "root currency.add - currency=USD; scale=2");
    city_do(city, "root user.enrol - user=bank3; name=银行三; roles=bank; party=BK-2; !request=R-U; !auth=key:9");
    city_do(city, "root user.change - user=bank3; roles=guarantor; from=2026-12-31; reason=调岗");
    city_do(city, "root user.rename - user=bank3; name=银行三甲; from=2026-11-01; reason=更名");
    city_do(city, "zhang party.rename - party=BK-2; name=银行二甲; reason=变更登记");
    city_do(city, "root auth.require - from=2027-06-01; reason=启用网上办理");
    city_yaml(city, "calendar.adopt", "policies/calendars/cn-2026.yaml");
    city_yaml(city, "tolerance.adopt", "policies/loss/HUBEI.yaml");
    city_yaml(city, "limit.adopt",
              "id: R\nversion: 1\ntitle: {zh: 限额, en: limits}\nsource: {doc: 文, clause: 条}\nvalid: {}\nlimits:\n"
              "  - {limit: deal_amount, at_most: 50.00元, breach: SECOND, clause: 第一条}\n"
              "  - {limit: direct_share, of: TARGET, at_most: 50%, breach: REASON, clause: 第二条}\n");
    city_yaml(city, "mapping.adopt", "examples/huaibei/banks/mapping-longji.yaml");
}

/* What binds the fund f. */
void forger_rules(struct city *city) {
    city_do(city, "ren tolerance.bind f binding=SY-1; rule=HUBEI; version=1; from=2025-01-01; class=GUIDANCE; "
                  "document=协议");
    city_do(city,
            "ren early.bind f binding=ZB-1; profile=TRANSFER; version=1; from=2025-01-01; until=2026-12-31; basis=B2; "
            "followon=INHERIT_FIRST; threshold=50%%; investment_end=2028-01-01; document=协议");
    city_do(city, "ren limit.bind f binding=XE-1; limits=R; version=1; from=2026-03-15; target=100.00; "
                  "approved_on=2024-01-01; established_on=2024-06-01; document=协议");
}

/* ---- a file ---- */

/* Row 1 is the heading, row 4 is blank. */
static const char *const file_row[] = {
    NULL,
    "contribution=I-1; party=G-CZ; occurred=2026-05-01; amount=1; bank_ref=X1",
    "contribution=I-2; party=G-CZ; occurred=2026-05-01; amount=2; bank_ref=X2",
    NULL,
    "!bad",
    "contribution=Z-1; party=G-CZ; occurred=2025-01-10; amount=30000000.00; bank_ref=S1",
    "contribution=I-3; party=NO; occurred=2026-05-01; amount=2; bank_ref=X3",
    "contribution=I-4; party=G-CZ; occurred=2026-05-01; amount=3; bank_ref=X4",
};

static void give_row(struct city *city, struct fpl_import *import, int64_t at) {
    const char *text = file_row[at - 1];
    char line[512];
    if (!text || !fpl_import_wants(import, at)) {
        fpl_import_skip(import, at, at);
    } else if (strcmp(text, "!bad") == 0) {
        struct fpl_error reason = {0};
        (void)fpl_fail(&reason, FPL_E_AMOUNT_FORMAT, "12x", NULL, NULL);
        fpl_error_at_field(&reason, "amount");
        assert_int_equal(
            fpl_import_refuse(import, at, at, &(struct fpl_import_faults){&reason, 1}, FPL_STR("12x"), &city->error),
            FPL_OK);
    } else {
        snprintf(line, sizeof line, "zhang pool.contribute p %s", text);
        assert_int_equal(
            fpl_import_row(import, at, at, city_parse(city, line), fpl_str_of(text), &city->answer, &city->error),
            FPL_OK);
    }
}

/* Two chunks, with rows accepted, recorded before, refused, and without a command; and a second round. */
void forger_import(struct city *city) {
    struct city_import file = {.actor = "zhang",
                               .checker = "li",
                               .book = "p",
                               .command = "pool.contribute",
                               .submission = "sub-1",
                               .auth = city_auth("key:9"),
                               .checker_auth = city_auth("session:7")};
    for (int round = 1; round <= 2; round++) {
        struct fpl_import *import = NULL;
        enum fpl_import_state state;
        assert_int_equal(city_open(city, &file, &import, &state), FPL_OK);
        assert_int_equal(state, FPL_IMPORT_FRESH);
        for (int64_t at = 1; at <= (int64_t)(sizeof file_row / sizeof file_row[0]); at++) {
            give_row(city, import, at);
            if (round == 1 && at == 5)
                assert_int_equal(fpl_import_flush(import, &city->error), FPL_OK);
        }
        assert_int_equal(fpl_import_finish(import, &city->error), FPL_OK);
        fpl_import_close(import);
        file.again = 1;
    }
}

/* ---- documents ---- */

#define TRANSLATED 64
static struct {
    char kind[16];
    struct fpl_buf source, json;
} translated[TRANSLATED];
static int translations;

enum fpl_status forger_translate(void *ctx, const char *kind, struct fpl_str source, struct fpl_buf *json,
                                 struct fpl_error *error) {
    for (int i = 0; i < translations; i++)
        if (strcmp(translated[i].kind, kind) == 0 && fpl_str_eq(fpl_buf_str(&translated[i].source), source)) {
            fpl_buf_reset(json);
            fpl_buf_add(json, translated[i].json.p, translated[i].json.n);
            return fpl_buf_ok(json);
        }
    enum fpl_status status = ing_document_translate(ctx, kind, source, json, error);
    if (status || translations == TRANSLATED)
        return status;
    snprintf(translated[translations].kind, sizeof translated[translations].kind, "%s", kind);
    fpl_buf_add(&translated[translations].source, source.p, source.n);
    fpl_buf_add(&translated[translations++].json, json->p, json->n);
    return FPL_OK;
}
