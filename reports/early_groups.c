/* A supervisor's view: how many funds pass and fail, by class, level and region, and those alone that fail. Source:
 * fund rules §5; law.md §4 F2. */
#include "reports/early.h"

#include <stdlib.h>
#include <string.h>

struct describing {
    struct fpl_view *view;
    struct fpl_early__group *group;
    struct fpl_error *error;
};

static enum fpl_status take(void *ctx, const struct fpl_item *item) {
    struct describing *d = ctx;
    struct fpl_early__group *g = d->group;
    struct fpl_date from;
    enum fpl_status status = fpl_date_parse(fpl_json_get_text(item->data, "from"), &from, d->error);
    if (status || fpl_date_cmp(from, fpl_view_as_of(d->view)) > 0)
        return status;
    int order = g->class[0] ? fpl_date_cmp(from, g->from) : 1;
    if (order < 0 || (order == 0 && item->seq0 < g->seq))
        return FPL_OK;
    g->from = from;
    g->seq = item->seq0;
    (void)fpl_str_copy(fpl_json_get_text(item->data, "class"), g->class, sizeof g->class);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "level"), g->level, sizeof g->level);
    (void)fpl_str_copy(fpl_json_get_text(item->data, "region"), g->region, sizeof g->region);
    return FPL_OK;
}

enum fpl_status fpl_early__describe(struct fpl_view *view, const struct fpl_book *fund, const char *verdict,
                                    struct fpl_early__group *out, struct fpl_error *error) {
    struct describing d = {view, out, error};
    *out = (struct fpl_early__group){.fund = fund};
    (void)fpl_str_copy(fpl_str_of(verdict), out->verdict, sizeof out->verdict);
    return fpl_read_items(view, fund->id, "fund.description", take, &d, error);
}

/* ---- the counts ---- */

enum { PASS, FAIL, ON_TRACK, UNREACHABLE, NOT_JUDGED, NONE, VERDICTS };
static const char *const verdicts[] = {"PASS", "FAIL", "ON_TRACK", "UNREACHABLE"};

static int place_of(const struct fpl_early__group *g) {
    for (int i = 0; i < NOT_JUDGED; i++)
        if (strcmp(g->verdict, verdicts[i]) == 0)
            return i;
    return strcmp(g->verdict, "NONE") == 0 ? NONE : NOT_JUDGED;
}

static const char *class_of(const struct fpl_early__group *g) {
    return g->class;
}

static const char *level_of(const struct fpl_early__group *g) {
    return g->level;
}

static const char *region_of(const struct fpl_early__group *g) {
    return g->region;
}

static int by_class(const void *a, const void *b) {
    return strcmp(class_of(a), class_of(b));
}

static int by_level(const void *a, const void *b) {
    return strcmp(level_of(a), level_of(b));
}

static int by_region(const void *a, const void *b) {
    return strcmp(region_of(a), region_of(b));
}

struct dimension {
    const char *code, *zh, *en;
    const char *(*of)(const struct fpl_early__group *);
    int (*order)(const void *, const void *);
};
static const struct dimension dimensions[] = {
    {"CLASS", "类别", "class", class_of, by_class},
    {"LEVEL", "级次", "level", level_of, by_level},
    {"REGION", "地区", "region", region_of, by_region},
};

static const struct {
    const char *code, *zh, *en;
} words[] = {
    {"SEED", "种子", "seed"},
    {"ANGEL", "天使", "angel"},
    {"TRANSFER", "成果转化", "transfer of results"},
    {"SCITECH", "科创", "sci-tech"},
    {"VENTURE", "创投", "venture"},
    {"INDUSTRY", "产业", "industry"},
    {"MERGER", "并购", "mergers"},
    {"MOTHER", "母基金", "fund of funds"},
    {"OTHER", "其他", "other"},
    {"NATION", "国家", "national"},
    {"PROVINCE", "省", "provincial"},
    {"CITY", "市", "municipal"},
    {"COUNTY", "县区", "county"},
    {"", "未登记", "not described"},
};

static void put_value(const char *value, struct fpl_report *r) {
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].code, value) == 0) {
            fpl_report_code(r, value[0] ? value : "NONE", words[i].zh, words[i].en);
            return;
        }
    }
    fpl_report_text(r, fpl_str_of(value));
}

static void put_counts(const struct fpl_early__group *group, size_t n, struct fpl_report *r) {
    int64_t count[VERDICTS] = {0};
    for (size_t i = 0; i < n; i++)
        count[place_of(&group[i])]++;
    fpl_report_int(r, (int64_t)n);
    for (int i = 0; i < VERDICTS; i++)
        fpl_report_int(r, count[i]);
}

static void put_dimension(struct fpl_early__group *group, size_t n, const struct dimension *d, struct fpl_report *r) {
    qsort(group, n, sizeof *group, d->order);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && strcmp(d->of(&group[from]), d->of(&group[to])) == 0; to++)
            ;
        fpl_report_code(r, d->code, d->zh, d->en);
        put_value(d->of(&group[from]), r);
        put_counts(group + from, to - from, r);
    }
}

static int by_fund(const void *a, const void *b) {
    return strcmp(((const struct fpl_early__group *)a)->fund->code, ((const struct fpl_early__group *)b)->fund->code);
}

static void put_failing(struct fpl_early__group *group, size_t n, struct fpl_report *r) {
    fpl_report_table(r, "failing", "未达标的基金", "Funds that fail");
    fpl_report_column(r, "fund", "基金编号", "Fund id", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "fund_name", "基金", "Fund", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "class", "类别", "Class", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "level", "级次", "Level", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "region", "地区", "Region", FPL_COLUMN_TEXT, 0);
    fpl_report_column(r, "verdict", "结论", "Verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP | FPL_COLUMN_VERDICT);
    qsort(group, n, sizeof *group, by_fund);
    for (size_t i = 0; i < n; i++) {
        int place = place_of(&group[i]);
        if (place != FAIL && place != UNREACHABLE)
            continue;
        fpl_report_text(r, fpl_str_of(group[i].fund->code));
        fpl_report_name(r, group[i].fund->name, group[i].fund->name_en);
        put_value(group[i].class, r);
        put_value(group[i].level, r);
        put_value(group[i].region, r);
        if (place == FAIL)
            fpl_report_code(r, "FAIL", "未达标", "fail");
        else
            fpl_report_code(r, "UNREACHABLE", "不可能达标", "unreachable");
    }
}

void fpl_early__put_groups(struct fpl_early__group *group, size_t n, struct fpl_report *r) {
    int described = 0;
    for (size_t i = 0; i < n; i++)
        described |= group[i].class[0] != '\0';
    if (!described)
        return;
    fpl_report_table(r, "groups", "达标情况汇总", "Funds by verdict");
    fpl_report_column(r, "by", "按", "By", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "value", "取值", "Value", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(r, "funds", "基金数", "Funds", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "pass", "达标", "Pass", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "fail", "未达标", "Fail", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "on_track", "进行中", "On track", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "unreachable", "不可能达标", "Unreachable", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "not_judged", "不适用", "Not judged", FPL_COLUMN_INT, 0);
    fpl_report_column(r, "unbound", "未登记规则", "No rule", FPL_COLUMN_INT, 0);
    fpl_report_code(r, "ALL", "全部", "all");
    fpl_report_none(r);
    put_counts(group, n, r);
    for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++)
        put_dimension(group, n, &dimensions[i], r);
    put_failing(group, n, r);
}
