/* Work days from data: the weekend, the days off of the yearly notice of the State Council
 * (国务院办公厅关于部分节假日安排的通知) and the weekend days worked in exchange 调休. */
#include "fundpool/date.h"

#define THURSDAY_SHIFT 3 /* day 0, 1970-01-01, was a Thursday; Monday is 0 */

static int is_listed(const struct fpl_date *days, int count, struct fpl_date d) {
    int low = 0;
    int high = count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = fpl_date_cmp(days[middle], d);
        if (order == 0)
            return 1;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

int fpl_is_workday(const struct fpl_calendar *calendar, struct fpl_date d) {
    FPL_ASSERT(!fpl_date_is_none(d));
    if (calendar && is_listed(calendar->rest, calendar->rest_count, d))
        return 0;
    int weekday = ((d.day + THURSDAY_SHIFT) % 7 + 7) % 7;
    return weekday < 5 || (calendar && is_listed(calendar->work, calendar->work_count, d));
}

struct fpl_date fpl_workday_add(const struct fpl_calendar *calendar, struct fpl_date d, int n) {
    FPL_ASSERT(n >= 0);
    while (n > 0 && fpl_date_cmp(d, FPL_DATE_MAX) < 0) {
        d = fpl_date_add_days(d, 1);
        n -= fpl_is_workday(calendar, d);
    }
    return d;
}

int32_t fpl_workdays_between(const struct fpl_calendar *calendar, struct fpl_date from, struct fpl_date to) {
    if (fpl_date_cmp(to, from) < 0)
        return -fpl_workdays_between(calendar, to, from);
    int32_t count = 0;
    int32_t days = fpl_days_between(from, to);
    for (int32_t i = 1; i <= days; i++)
        count += fpl_is_workday(calendar, fpl_date_add_days(from, i));
    return count;
}
