#ifndef TESTS_UNIT_DESK_BATTERY_H
#define TESTS_UNIT_DESK_BATTERY_H
#include "desk_world.h"

/* Gives a command in every way that must be refused, then as it is, then again: by whom, in which book, with which
 * fields, by its request key and by its business key. `text` is "USER COMMAND BOOK FIELD=VALUE; ...". `others` are
 * lines "FIELD=VALUE" that are another content, `same` lines that are the same one spelt otherwise. The seq of its
 * record. */
int64_t desk_battery(struct city *city, const char *text, const char *others, const char *same);

#endif
