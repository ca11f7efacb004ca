/* What verification finds, in Chinese. Whoever finds a difference names it in English, in one phrase at one place; here
 * each phrase has its Chinese one, so that no call has to carry two. A test reads the sources and holds that none is
 * left out. '*' stands for what a phrase quotes: {0} is translated in its turn, <0> is as it stood in the file. */
#include "ledger/verify/verify.h"

#include <string.h>

#define CAPTURES 4
#define DEPTH    4

static const struct {
    const char *en, *zh;
} phrases[] = {
    /* where: the first that fits, so the longer ones come first */
    {"book * seq * opening: *", "账套 <0> 记录 <1> 原文：{2}"},
    {"book * seq * opening *: *", "账套 <0> 记录 <1> 原文 {2}：{3}"},
    {"book * seq * body: *", "账套 <0> 记录 <1> 正文：{2}"},
    {"book * seq * decision: *", "账套 <0> 记录 <1> 决定：{2}"},
    {"book * seq * leaf: *", "账套 <0> 记录 <1> 叶：{2}"},
    {"book * seq * (*): *", "账套 <0> 记录 <1>（<2>）：{3}"},
    {"book * seq *: *", "账套 <0> 记录 <1>：{2}"},
    {"book * seq *", "账套 <0> 记录 <1>"},
    {"book * tile *: *", "账套 <0> 树块 <1>：{2}"},
    {"book * head: *", "账套 <0> 日志头：{1}"},
    {"book * (*): *", "账套 <0>（<1>）：{2}"},
    {"book *: *", "账套 <0>：{1}"},
    {"side of book * seq *: *", "对应记录，账套 <0> 记录 <1>：{2}"},
    {"share in seq *: *", "份额所记，记录 <0>：{1}"},
    {"table *: row missing: *", "表 <0>：缺少一行：<1>"},
    {"table *: row *: not from any record", "表 <0>：行 <1>：不出自任何记录"},
    {"table *: row *, rebuilt *", "表 <0>：行 <1>，重建为 <2>"},
    {"size * of *: the log holds * records", "<1> 的规模 <0>：日志只有 <2> 条记录"},
    {"size * of *: another root", "<1> 的规模 <0>：根不同"},
    {"search order: *", "检索次序：<0>"},
    {"schema: *: *", "结构：<0>：<1>"},
    /* what */
    {"* * recorded before in book * seq *", "<0> <1> 此前已在账套 <2> 记录 <3> 登记"},
    {"* * recorded before in seq *", "<0> <1> 此前已在记录 <2> 登记"},
    {"the same lines recorded before", "各行此前已登记过"},
    {"salt of book * seq *", "盐与账套 <0> 记录 <1> 的相同"},
    {"fact *", "事实 <0>"},
    {"* * adopted before", "<0> <1> 此前已采用"},
    {"another record than in the older copy", "与较早副本中的记录不同"},
    {"the older copy has it, this ledger does not", "较早的副本中有，本账本没有"},
    {"a book before it is missing", "它之前的账套缺失"},
    {"opened in the registry, and it has no record", "登记簿已开设，却没有记录"},
    {"rows of an import that no chunk tells of", "有导入的行没有批次记录说明"},
    {"no such book", "没有这个账套"},
    {"no such record", "没有这条记录"},
    {"no records", "没有记录"},
    {"record missing", "记录缺失"},
    {"not of this log", "不属于本日志"},
    {"unknown kind of record", "记录种类未知"},
    {"digest of the closed period", "已结账期间的摘要"},
    {"change of roles", "角色变更"},
    {"missing", "缺失"},
    {"damaged", "损坏"},
    {"hashes", "散列不符"},
    {"not in the leaf", "不在叶中"},
    {"not one of a record", "不是任何记录的"},
    {"salt", "盐"},
    {"commitment", "承诺值不符"},
    {"body", "正文"},
    {"pi", "个人信息"},
    {"root", "根不符"},
    {"size", "规模不符"},
    {"time", "时间不符"},
    {"indexed", "已编索引的数目不符"},
    {"frontier", "前沿散列不符"},
    {"identity", "账套身份"},
    {"identity is not the registry's", "账套身份与登记簿不符"},
    {"chart", "科目表"},
    {"document", "文件"},
    {"document is not its text", "文件与其原文不一致"},
    {"document that is none of its kind", "文件不是该种类的"},
    {"document's id or version", "文件的编号或版本"},
    {"text of the document is none", "文件的原文不成文字"},
    {"currency", "币种"},
    {"currencies", "币种"},
    {"decimals of the currency", "币种的小数位"},
    {"the book's own currency written out", "写出了账套自己的币种"},
    {"account", "科目"},
    {"amount", "金额"},
    {"dimension", "辅助核算"},
    {"posting", "分录行"},
    {"postings", "分录"},
    {"postings of the event taken back", "被冲销业务的分录"},
    {"no postings", "没有分录"},
    {"party of a posting", "分录行的主体"},
    {"item of a posting", "分录行的项目"},
    {"item", "项目状态"},
    {"tally", "累计数"},
    {"actor", "操作人"},
    {"actor or role", "操作人或角色"},
    {"actor's role", "操作人的角色"},
    {"the actor is only asserted", "操作人仅凭姓名"},
    {"the checker is only asserted", "复核人仅凭姓名"},
    {"checker", "复核人"},
    {"no checker", "没有复核人"},
    {"maker and checker are the same", "制单与复核是同一人"},
    {"limit approver", "超限批准人"},
    {"roles", "角色"},
    {"user", "用户"},
    {"from", "生效日"},
    {"people", "人员"},
    {"people of the founding", "账套建立的人员"},
    {"user looks like another", "用户名与另一用户难以区分"},
    {"the last administrator", "最后一名系统管理员"},
    {"name of another party", "名称属于另一主体"},
    {"the name borne before", "原来的名称"},
    {"uscc", "统一社会信用代码"},
    {"origin", "日志来源"},
    {"kind", "种类"},
    {"key", "编号"},
    {"uid of another book", "账套唯一标识属于另一账套"},
    {"book uid", "账套唯一标识"},
    {"state of another book", "另一账套的状态"},
    {"state read before the newest one", "读取的状态不是最新的"},
    {"what its event has read", "业务所读取的内容"},
    {"registry size", "登记簿规模"},
    {"time falls", "时间倒退"},
    {"time before that of the registry it rests on", "时间早于所依据的登记簿"},
    {"time after that of a registry record it does not know", "时间晚于它尚不知道的登记簿记录"},
    {"occurred date", "业务日"},
    {"posted date", "记账日"},
    {"day of an institution's user", "机构用户的业务日"},
    {"not on the day the book was opened", "不在账套启用日"},
    {"before the day the book was opened", "早于账套启用日"},
    {"user called like another", "用户与他人同名"},
    {"voucher word", "凭证字"},
    {"voucher number", "凭证号"},
    {"voucher number without postings", "没有分录却有凭证号"},
    {"voucher number not consecutive", "凭证号不连续"},
    {"negative amount outside a reversal", "冲销之外的负数金额"},
    {"debits and credits differ", "借贷不平"},
    {"control account in a raw entry", "手工凭证使用受控科目"},
    {"line of the cash-flow statement", "现金流量项目"},
    {"moved between cash accounts under another line", "现金科目之间划转，现金流量项目另填"},
    {"moved between cash accounts that do not balance", "现金科目之间划转不平"},
    {"closed period", "已结账期间"},
    {"posted into a closed period", "记入已结账期间"},
    {"opening balances in a closed period", "期初余额记入已结账期间"},
    {"opening balance of what is settled item by item", "期初余额记入逐笔结清的科目"},
    {"period", "会计期间"},
    {"period not over", "期间未结束"},
    {"period closed out of order", "未按次序结账"},
    {"closed before", "此前已结账"},
    {"reversal", "冲销"},
    {"reversal on another day than the event", "冲销日与原业务日不同"},
    {"reversal of no raw entry", "冲销的不是手工凭证"},
    {"reversal of another kind of event", "冲销的是另一种业务"},
    {"reversal of another entry than the command names", "冲销的不是命令所指的凭证"},
    {"reversal is not the red image of the entry", "冲销不是原凭证的红字"},
    {"reversal does not mark the event", "冲销没有标记原业务"},
    {"taken back before", "此前已冲销或撤回"},
    {"the event taken back has no side here", "被冲销的业务在此没有对应记录"},
    {"pack", "规则包"},
    {"pack not in force", "规则包不在有效期内"},
    {"pack not agreed on", "规则包没有协议"},
    {"engine", "引擎版本"},
    {"outcome", "结果"},
    {"facts", "事实"},
    {"clause", "条款"},
    {"memo", "摘要"},
    {"sum", "合计"},
    {"texts", "文字"},
    {"take_on", "承接"},
    {"book", "账套"},
    {"institution", "机构"},
    {"party", "主体"},
    {"profiles", "口径"},
    {"uid", "账套唯一标识"},
    {"digest", "摘要散列"},
    {"refusal", "拒绝"},
    {"auth", "身份依据"},
    {"event", "业务"},
    {"round", "导入轮次"},
    {"file", "文件"},
    {"import", "导入"},
    {"sub", "报送编号"},
    {"chunk", "批次"},
    {"limits", "限额"},
    {"side", "对应记录"},
    {"a side is missing", "缺少对应记录"},
    {"a side of another moment", "对应记录不在同一时刻"},
    {"a side with a key of its own", "对应记录另有编号"},
    {"its event is not there", "所属业务不存在"},
    {"its event does not name it", "所属业务没有指明它"},
    {"is not there", "不存在"},
    {"currency, people or event", "币种、人员或业务"},
    {"of the institution concerned", "属于所涉机构"},
    {"nothing under the key", "该编号下没有内容"},
    {"no record that met it", "没有遇到它的记录"},
    {"not the party of the record that met it", "不是遇到它的记录所写的主体"},
    {"not the first record of its book", "不是账套的第一条记录"},
    {"not opened in the registry", "登记簿没有开设"},
    {"not founded when it was opened", "开设时没有建立"},
    {"not canonical JSON", "不是规范 JSON"},
    {"not an object", "不是对象"},
    {"no command", "没有命令"},
    {"said before", "此前已说明"},
    {"book of another kind", "账套种类不符"},
    {"a kind that nothing makes", "没有命令产生的记录种类"},
    {"a key that is none of ours", "不认识的栏目"},
    {"by the one who submitted it", "由提交人自己办理"},
    {"by the one who decided it", "由核定人自己办理"},
    {"not by the one who began the import", "不是由开始导入的人办理"},
    {"a claim before it waits that shares a cap or the money", "受理在前、共用限额或资金的申请尚未办理"},
    {"rows of another import", "另一次导入的行"},
    {"rows", "导入的行"},
    {"between the rows of an import and their chunk", "插在导入的行与其批次记录之间"},
    {"a row of no import that goes on", "该行不属于进行中的导入"},
    {"a row of another command than its import", "该行的命令与其导入不同"},
    {"a row by other people than its import", "该行的人员与其导入不同"},
    {"the round before it goes on", "前一轮尚未结束"},
    {"another file or command than that of the round before", "文件或命令与前一轮不同"},
};
#define PHRASES (sizeof phrases / sizeof phrases[0])

/* Fits the text to the pattern, each '*' as short as can be and not empty. */
static int fits(const char *pattern, struct fpl_str text, struct fpl_str *capture) {
    size_t n = strcspn(pattern, "*");
    if (text.n < n || memcmp(text.p, pattern, n) != 0)
        return 0;
    text = (struct fpl_str){text.p + n, text.n - n};
    if (pattern[n] == '\0')
        return text.n == 0;
    for (size_t take = 1; take <= text.n; take++) {
        *capture = (struct fpl_str){text.p, take};
        if (fits(pattern + n + 1, (struct fpl_str){text.p + take, text.n - take}, capture + 1))
            return 1;
    }
    return 0;
}

/* What an altered file says may hold the bytes that part languages. */
static void add_quoted(struct fpl_str text, struct fpl_buf *out) {
    for (size_t i = 0; i < text.n; i++)
        fpl_buf_addc(out, (unsigned char)text.p[i] < 0x20 ? '?' : text.p[i]);
}

static void add(struct fpl_str text, int depth, struct fpl_buf *out) {
    struct fpl_str capture[CAPTURES + 1];
    size_t at = 0;
    while (at < PHRASES && !fits(phrases[at].en, text, capture))
        at++;
    if (at == PHRASES || depth == DEPTH) {
        add_quoted(text, out);
        return;
    }
    for (const char *p = phrases[at].zh; *p; p++) {
        int place = (*p == '{' || *p == '<') && p[1] >= '0' && p[1] < '0' + CAPTURES;
        if (!place) {
            fpl_buf_addc(out, *p);
            continue;
        }
        if (*p == '{')
            add(capture[p[1] - '0'], depth + 1, out);
        else
            add_quoted(capture[p[1] - '0'], out);
        p += 2;
    }
}

void fpl_verify_words(const char *where, struct fpl_buf *out) {
    add(fpl_str_of(where), 0, out);
}
