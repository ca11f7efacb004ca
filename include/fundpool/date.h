#ifndef FUNDPOOL_DATE_H
#define FUNDPOOL_DATE_H
/* Civil dates, periods and work days. The library has no clock: "today" arrives as an instant with the ledger's fixed
 * offset. */
#include "fundpool/text.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fpl_date {
    int32_t day; /* days since 1970-01-01, proleptic Gregorian; years 1900..2199 */
};
#define FPL_DATE_NONE ((struct fpl_date){INT32_MIN})
#define FPL_DATE_MIN  ((struct fpl_date){-25567}) /* 1900-01-01 */
#define FPL_DATE_MAX  ((struct fpl_date){84005})  /* 2199-12-31 */

/* 1 for FPL_DATE_NONE, 0 for every day. */
int fpl_date_is_none(struct fpl_date d);
/* < 0, 0, > 0; FPL_DATE_NONE comes before every day. */
int fpl_date_cmp(struct fpl_date a, struct fpl_date b);
/* FPL_E_DATE_INVALID outside the calendar or 1900..2199. */
FPL_MUST_CHECK enum fpl_status fpl_date_of(int year, int month, int day, struct fpl_date *out);
/* The year, the month (1..12) and the day of the month of d, which is not FPL_DATE_NONE (asserted). */
void fpl_date_split(struct fpl_date d, int *year, int *month, int *day);
/* Exactly YYYY-MM-DD. FPL_E_DATE_FORMAT, FPL_E_DATE_INVALID; arg 0 = the text. */
FPL_MUST_CHECK enum fpl_status fpl_date_parse(struct fpl_str text, struct fpl_date *out, struct fpl_error *error);
char *fpl_date_format(struct fpl_date d, char *out); /* out[12]; FPL_DATE_NONE gives "" */
/* Results past 1900..2199 stop at FPL_DATE_MIN or FPL_DATE_MAX; FPL_DATE_NONE is refused by an assert, here and below.
 */
struct fpl_date fpl_date_add_days(struct fpl_date d, int32_t days);
/* Same day of the month, or the month's last day where it is missing (民法典 202; fund rules, vector T4). */
struct fpl_date fpl_date_add_months(struct fpl_date d, int months);
/* The last day of the month of d. */
struct fpl_date fpl_date_month_end(struct fpl_date d);
/* to - from in calendar days; negative if `to` is earlier. */
int32_t fpl_days_between(struct fpl_date from, struct fpl_date to);
/* Days overdue on `on`: 0 up to and on the due date, 1 the day after (pool rules §4 note 12, vector T26). */
int32_t fpl_days_overdue(struct fpl_date due, struct fpl_date on);
/* The civil day of an instant (POSIX time in ms) at a fixed offset from UTC: 480 for China. */
struct fpl_date fpl_date_of_instant(int64_t t_ms, int32_t offset_minutes);

/* An accounting period: month 1..12, or 13 for the year-end adjustments. */
struct fpl_period {
    int16_t year;
    int8_t month;
};
/* The month of d; never 13. */
struct fpl_period fpl_period_of(struct fpl_date d);
/* The period after p: after 12 comes 13, after 13 comes month 1 of the next year. */
struct fpl_period fpl_period_next(struct fpl_period p);
/* < 0, 0, > 0 in the order of fpl_period_next. */
int fpl_period_cmp(struct fpl_period a, struct fpl_period b);
/* "2026-11", "2026-13". FPL_E_DATE_FORMAT, FPL_E_DATE_INVALID; arg 0 = the text. */
FPL_MUST_CHECK enum fpl_status fpl_period_parse(struct fpl_str text, struct fpl_period *out, struct fpl_error *error);
/* Writes it as fpl_period_parse reads it, into out[12]; returns out. */
char *fpl_period_format(struct fpl_period p, char *out);
/* The first and the last day of the month; of period 13 both are December 31. */
struct fpl_date fpl_period_first(struct fpl_period p);
/* See fpl_period_first. */
struct fpl_date fpl_period_last(struct fpl_period p);

/* Work days: Saturday and Sunday rest unless listed in `work` (调休); the days in `rest` rest. Both sorted, borrowed.
 * Data, not code. */
struct fpl_calendar {
    const struct fpl_date *rest, *work;
    int rest_count, work_count;
};
/* 1 if d is a work day; calendar may be NULL: Saturdays and Sundays rest. */
int fpl_is_workday(const struct fpl_calendar *calendar, struct fpl_date d);
/* The n-th work day after d (d itself not counted), n >= 0; n = 0 gives d. Stops at FPL_DATE_MAX. calendar may be NULL:
 * weekends only. */
struct fpl_date fpl_workday_add(const struct fpl_calendar *calendar, struct fpl_date d, int n);
/* Work days in (from, to]; negative if to < from. */
int32_t fpl_workdays_between(const struct fpl_calendar *calendar, struct fpl_date from, struct fpl_date to);

#ifdef __cplusplus
}
#endif
#endif
