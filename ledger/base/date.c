/* Civil dates as day numbers. The conversion counts years from March, so that the leap day is the last of its year, in
 * eras of 400 years (146097 days). */
#include "fundpool/date.h"

#include "ledger/base/base.h"

#define YEAR_MIN    1900
#define YEAR_MAX    2199
#define DAY_MIN     (-25567)
#define DAY_MAX     84005
#define EPOCH_SHIFT 719468 /* days from 0000-03-01 to 1970-01-01 */
#define ERA_DAYS    146097
#define MS_PER_DAY  INT64_C(86400000)
#define MS_PER_MIN  INT64_C(60000)

static int is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Years 1900 to 2199 only, so nothing here is negative. */
static int32_t day_number(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int of_era = y % 400;
    int from_march = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return y / 400 * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + from_march - EPOCH_SHIFT;
}

static struct fpl_date clamped(int64_t day) {
    if (day < DAY_MIN)
        return FPL_DATE_MIN;
    return day > DAY_MAX ? FPL_DATE_MAX : (struct fpl_date){(int32_t)day};
}

static int is_known(struct fpl_date d) {
    return d.day >= DAY_MIN && d.day <= DAY_MAX;
}

int fpl_date_is_none(struct fpl_date d) {
    return d.day == INT32_MIN;
}

int fpl_date_cmp(struct fpl_date a, struct fpl_date b) {
    return (a.day > b.day) - (a.day < b.day);
}

enum fpl_status fpl_date_of(int year, int month, int day, struct fpl_date *out) {
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
        return FPL_E_DATE_INVALID;
    out->day = day_number(year, month, day);
    return FPL_OK;
}

void fpl_date_split(struct fpl_date d, int *year, int *month, int *day) {
    FPL_ASSERT(is_known(d));
    int shifted = d.day + EPOCH_SHIFT;
    int era = shifted / ERA_DAYS;
    int of_era = shifted % ERA_DAYS;
    int years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * years + years / 4 - years / 100);
    int march_month = (5 * of_year + 2) / 153;
    *day = of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = era * 400 + years + (*month <= 2);
}

/* The number in n digits at p; -1 if one is no digit. */
static int digits(const char *p, int n) {
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        value = value * 10 + (p[i] - '0');
    }
    return value;
}

enum fpl_status fpl_date_parse(struct fpl_str text, struct fpl_date *out, struct fpl_error *error) {
    if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-')
        return fpl_fail_text(error, FPL_E_DATE_FORMAT, text.p, text.n);
    int year = digits(text.p, 4);
    int month = digits(text.p + 5, 2);
    int day = digits(text.p + 8, 2);
    if (year < 0 || month < 0 || day < 0)
        return fpl_fail_text(error, FPL_E_DATE_FORMAT, text.p, text.n);
    if (fpl_date_of(year, month, day, out) != FPL_OK)
        return fpl_fail_text(error, FPL_E_DATE_INVALID, text.p, text.n);
    return FPL_OK;
}

static char *put_digits(char *p, int value, int n) {
    for (int i = n - 1; i >= 0; i--) {
        p[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return p + n;
}

char *fpl_date_format(struct fpl_date d, char *out) {
    int year, month, day;
    char *p = out;
    if (fpl_date_is_none(d)) {
        *p = '\0';
        return out;
    }
    fpl_date_split(d, &year, &month, &day);
    p = put_digits(p, year, 4);
    *p++ = '-';
    p = put_digits(p, month, 2);
    *p++ = '-';
    p = put_digits(p, day, 2);
    *p = '\0';
    return out;
}

struct fpl_date fpl_date_add_days(struct fpl_date d, int32_t days) {
    FPL_ASSERT(is_known(d));
    return clamped((int64_t)d.day + days);
}

struct fpl_date fpl_date_add_months(struct fpl_date d, int months) {
    int year, month, day;
    fpl_date_split(d, &year, &month, &day);
    int64_t count = (int64_t)year * 12 + (month - 1) + months;
    if (count < YEAR_MIN * 12)
        return FPL_DATE_MIN;
    if (count >= (YEAR_MAX + 1) * 12)
        return FPL_DATE_MAX;
    int to_year = (int)(count / 12);
    int to_month = (int)(count % 12) + 1;
    int last = month_days(to_year, to_month);
    return (struct fpl_date){day_number(to_year, to_month, day < last ? day : last)};
}

struct fpl_date fpl_date_month_end(struct fpl_date d) {
    int year, month, day;
    fpl_date_split(d, &year, &month, &day);
    return (struct fpl_date){day_number(year, month, month_days(year, month))};
}

int32_t fpl_days_between(struct fpl_date from, struct fpl_date to) {
    FPL_ASSERT(is_known(from));
    FPL_ASSERT(is_known(to));
    return to.day - from.day;
}

int32_t fpl_days_overdue(struct fpl_date due, struct fpl_date on) {
    int32_t days = fpl_days_between(due, on);
    return days > 0 ? days : 0;
}

struct fpl_date fpl_date_of_instant(int64_t t_ms, int32_t offset_minutes) {
    fpl__int128 local = (fpl__int128)t_ms + offset_minutes * MS_PER_MIN;
    fpl__int128 day = local / MS_PER_DAY - (local % MS_PER_DAY < 0);
    return clamped((int64_t)day);
}

struct fpl_period fpl_period_of(struct fpl_date d) {
    int year, month, day;
    fpl_date_split(d, &year, &month, &day);
    return (struct fpl_period){(int16_t)year, (int8_t)month};
}

struct fpl_period fpl_period_next(struct fpl_period p) {
    FPL_ASSERT(p.month >= 1 && p.month <= 13);
    if (p.month < 13)
        return (struct fpl_period){p.year, (int8_t)(p.month + 1)};
    return (struct fpl_period){(int16_t)(p.year + 1), 1};
}

int fpl_period_cmp(struct fpl_period a, struct fpl_period b) {
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    return (a.month > b.month) - (a.month < b.month);
}

enum fpl_status fpl_period_parse(struct fpl_str text, struct fpl_period *out, struct fpl_error *error) {
    if (text.n != 7 || text.p[4] != '-')
        return fpl_fail_text(error, FPL_E_PERIOD_FORMAT, text.p, text.n);
    int year = digits(text.p, 4);
    int month = digits(text.p + 5, 2);
    if (year < 0 || month < 0)
        return fpl_fail_text(error, FPL_E_PERIOD_FORMAT, text.p, text.n);
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 13)
        return fpl_fail_text(error, FPL_E_PERIOD_FORMAT, text.p, text.n);
    *out = (struct fpl_period){(int16_t)year, (int8_t)month};
    return FPL_OK;
}

char *fpl_period_format(struct fpl_period p, char *out) {
    FPL_ASSERT(p.year >= YEAR_MIN && p.year <= YEAR_MAX + 1);
    FPL_ASSERT(p.month >= 1 && p.month <= 13);
    char *end = put_digits(out, p.year, 4);
    *end++ = '-';
    end = put_digits(end, p.month, 2);
    *end = '\0';
    return out;
}

struct fpl_date fpl_period_first(struct fpl_period p) {
    FPL_ASSERT(p.year >= YEAR_MIN && p.year <= YEAR_MAX);
    FPL_ASSERT(p.month >= 1 && p.month <= 13);
    return (struct fpl_date){p.month == 13 ? day_number(p.year, 12, 31) : day_number(p.year, p.month, 1)};
}

struct fpl_date fpl_period_last(struct fpl_period p) {
    return fpl_date_month_end(fpl_period_first(p));
}
