/* What the registry records: users, currencies, books, parties, documents. */
#include "ledger/general/make.h"
#include "ledger/policy/declare.h"

#define PARTY_KINDS                                                                                                                      \
    "fiscal=财政=fiscal|soe=国企=soe|gp=普通合伙人=gp|manager=管理人=manager|custodian=托管行=custodian|lp=社会资本=" \
    "lp|investee=企业=firm|bank=合作银行=bank|guarantor=合作担保机构=guarantor|regulator=主管部门=regulator|"            \
    "person=自然人=person|foreign=境外机构=foreign|other=其他=other"

static const struct fpl_field_spec user_enrol[] = {
    F("user", "用户", "user", "", ID, KEY),
    F("name", "姓名", "name", "", TEXT, NAME),
    F("roles", "角色", "roles", "", TEXT, REQ),
    F("party", "所属机构", "institution", "", PARTY, 0),
};
static const struct fpl_field_spec user_change[] = {
    F("user", "用户", "user", "", ID, REQ),
    F("roles", "角色", "roles", "", TEXT, REQ),
    F("from", "生效日", "from", "", DATE, 0),
    F("reason", "事由", "reason", "", TEXT, 0),
};
static const struct fpl_field_spec auth_require[] = {
    F("from", "生效日", "from", "", DATE, 0),
    F("reason", "事由", "reason", "", TEXT, 0),
};
static const struct fpl_field_spec book_open[] = {
    F("code", "账套编号", "book code", "", ID, KEY),
    E("kind", "账套类型", "book kind", "", REQ,
      "fund=基金=fund|company=公司=company|fiscal=财政=fiscal|pool=资金池=pool"),
    F("name", "账套名称", "name", "", TEXT, NAME),
    F("name_en", "英文名称", "english name", "", TEXT, NAME),
    F("currency", "币种", "currency", "", ID, 0),
    F("chart", "科目表", "chart", "", ID, REQ),
    F("opened", "启用日期", "opened", "", DATE, REQ),
};
static const struct fpl_field_spec currency_add[] = {
    F("currency", "币种", "currency", "", ID, KEY),
    F("scale", "小数位", "scale", "", INT, REQ),
};
static const struct fpl_field_spec party_register[] = {
    F("party", "主体编号", "party", "", ID, FPL_FIELD_KEY),
    F("uscc", "统一社会信用代码", "uscc", "信用代码", USCC, 0),
    F("name", "名称", "name", "企业名称|单位名称", TEXT, NAME),
    E("kind", "类别", "kind", "主体类别", REQ, PARTY_KINDS),
    F("alias", "简称", "alias", "", ID, 0),
    F("region", "行政区划", "region", "区域", TEXT, 0),
};
static const struct fpl_field_spec party_rename[] = {
    F("party", "主体", "party", "", PARTY, REQ),
    F("name", "新名称", "new name", "更名后名称|变更后名称", TEXT, NAME),
    F("from", "更名日", "from", "", DATE, 0),
    F("reason", "事由", "reason", "", TEXT, REQ),
};
static const struct fpl_field_spec user_rename[] = {
    F("user", "用户", "user", "", ID, REQ),
    F("name", "新姓名", "new name", "", TEXT, NAME),
    F("from", "更名日", "from", "", DATE, 0),
    F("reason", "事由", "reason", "", TEXT, REQ),
};
static const struct fpl_field_spec document_adopt[] = {
    F("id", "编号", "id", "", ID, KEY),
    F("version", "版本", "version", "", INT, KEY),
};

/* NOLINTBEGIN(bugprone-macro-parentheses): members of an initialiser */
#define REGISTRY(id, kind_, item_, zh_, en_, name, command_zh, command_en, roles, flags_, fields, plural, args,        \
                 examples, rows_)                                                                                      \
    REGISTRY_NOTED(id, kind_, item_, zh_, en_, name, command_zh, command_en, roles, flags_, fields, plural, args,      \
                   examples, rows_, NULL, NULL)
#define REGISTRY_NOTED(id, kind_, item_, zh_, en_, name, command_zh, command_en, roles, flags_, fields, plural, args,  \
                       examples, rows_, note_zh, note_en)                                                              \
    const struct fpl_event fpl_event__##id = {                                                                         \
        .kind = kind_,                                                                                                 \
        .zh = zh_,                                                                                                     \
        .en = en_,                                                                                                     \
        .command = {name, command_zh, command_en, FPL_BOOK_REGISTRY, roles, flags_, fields, COUNT(fields), plural,     \
                    note_zh, note_en, examples, args},                                                                 \
        .rows = rows_,                                                                                                 \
        .flags = FPL_EVENT_GENERAL,                                                                                    \
        .item = item_,                                                                                                 \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

REGISTRY(user_enrolled, "user.enrolled", "user", "登记用户", "user enrolled", "user.enrol", "登记用户", "enrol a user",
         FPL_ROLE_ADMIN, IMPORT, user_enrol, "users", 1,
         "user enrol li.si --name 李思 --roles recorder --as guan.li\n"
         "user enrol xc.02 --name 相城银行经办 --roles bank --party BK-XC --as guan.li",
         "user=xiao.li;name=李示例;roles=recorder");
REGISTRY(user_changed, "user.changed", "user.roles", "变更用户", "user changed", "user.change", "变更用户角色",
         "change what a user may do", FPL_ROLE_ADMIN, 0, user_change, NULL, 1,
         "user change zhi.dan --roles \"recorder cashier\" --from 2026-12-01 --reason 调岗 --as guan.li\n"
         "user change zhi.dan --roles none --reason 离职 --as guan.li",
         NULL);
REGISTRY_NOTED(user_renamed, "user.renamed", "user.name", "用户更名", "user renamed", "user.rename", "用户更名",
               "give a user another name", FPL_ROLE_ADMIN, 0, user_rename, NULL, 1,
               "user rename zhi.dan --name 李示例 --from 2026-11-01 --reason 身份证件更名 --as guan.li", NULL,
               "用户更名：自更名日起用新姓名，此前的单据不变",
               "a user bears the new name from that day on; papers of before keep the old one");
REGISTRY_NOTED(auth_required, "auth.required", FPL_AUTH_ITEM, "须经登录", "names alone refused", "auth.require",
               "须经登录", "refuse names alone", FPL_ROLE_ADMIN, 0, auth_require, NULL, 0,
               "auth require --from 2027-01-01 --reason 启用网上办理 --as guan.li", NULL,
               "须经登录：自该日起登记须经登录或密钥，仅凭姓名的不受理",
               "from that day on nothing is taken from people who are only named, without a session or a key");
REGISTRY(currency_added, "currency.added", "currency", "登记币种", "currency registered", "currency.add", "登记币种",
         "register a currency", FPL_ROLE_ADMIN, 0, currency_add, NULL, 1, "currency add USD --scale 2 --as guan.li",
         NULL);
REGISTRY(book_opened, "book.opened", "book", "开设账套", "book opened", "book.open", "开设账套", "open a book",
         FPL_ROLE_ADMIN, IMPORT, book_open, "books", 1,
         "book open angel --kind fund --name 天使基金 --name-en \"Angel fund\" --chart fund@1 "
         "--opened 2025-01-01 --as guan.li",
         "code=example;kind=资金池;name=示例资金池;name_en=Example pool;chart=pool@1;opened=2026-01-01|"
         "code=example-cz;kind=财政;name=示例财政账套;name_en=Example treasury;chart=fiscal@1;opened=2026-01-01");
REGISTRY(party_registered, "party.registered", "party", "登记主体", "party registered", "party.register", "登记主体",
         "register a party", FPL_ROLE_RECORDER | FPL_ROLE_RULES, IMPORT, party_register, "parties", 1,
         "party register BK-NH --uscc 91340600XY9000043K --name 示例南湖银行 --kind bank --alias 南湖银行 --as zhi.dan",
         "party=BK-SL;uscc=91340600XY9000027X;name=示例银行;kind=合作银行;alias=示例行;region=340600|"
         "party=F-SL;name=市财政局（示例）;kind=财政;region=340600|"
         "party=F-SX;name=县财政局（示例）;kind=财政;region=340621|"
         "party=F-JJ;name=引导基金（示例）;kind=其他;region=340600");
REGISTRY_NOTED(party_renamed, "party.renamed", "party.name", "主体更名", "party renamed", "party.rename", "主体更名",
               "give a party another name", FPL_ROLE_RECORDER | FPL_ROLE_RULES, 0, party_rename, NULL, 1,
               "party rename BK-XC --name 示例相城农村商业银行 --from 2026-11-01 --reason 工商变更登记 --as zhi.dan",
               NULL, "主体更名：自更名日起用新名称，此前的单据不变",
               "a party bears the new name from that day on; papers of before keep the old one");

#define DOCUMENT(noun, zh_, en_, command_zh, command_en, example)                                                      \
    REGISTRY(noun##_adopted, #noun ".adopted", #noun, zh_, en_, #noun ".adopt", command_zh, command_en,                \
             FPL_ROLE_RULES, FPL_COMMAND_BLOB, document_adopt, NULL, 1, example, NULL)

DOCUMENT(chart, "科目表", "chart adopted", "采用科目表", "adopt a chart of accounts",
         "chart adopt policies/charts/fund.yaml --as gui.ze");
DOCUMENT(pack, "规则包", "pack adopted", "采用规则包", "adopt a rule pack", "pack adopt pack-hb-demo.yaml --as gui.ze");
DOCUMENT(profile, "早期口径", "profile adopted", "采用早期口径", "adopt an early-stage profile",
         "profile adopt policies/profiles/AH_ANGEL_2025.yaml --as gui.ze");
DOCUMENT(tolerance, "容错规则", "tolerance rule adopted", "采用容错规则", "adopt a rule of loss tolerance",
         "tolerance adopt policies/loss/HB_READING.yaml --as gui.ze");
DOCUMENT(limit, "限额规则", "limits adopted", "采用限额规则", "adopt the limits of a fund",
         "limit adopt policies/limits/GZ_DEV_ZONE.yaml --as gui.ze");
DOCUMENT(calendar, "工作日历", "calendar adopted", "采用工作日历", "adopt a work-day calendar",
         "calendar adopt policies/calendars/cn-2026.yaml --as gui.ze");
DOCUMENT(mapping, "列映射", "mapping adopted", "采用列映射", "adopt a column mapping",
         "mapping adopt mapping-longji.yaml --as gui.ze");
