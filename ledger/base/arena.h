#ifndef LEDGER_BASE_ARENA_H
#define LEDGER_BASE_ARENA_H
/* Asserts that the calling thread is inside fpl_exact(). */
void fpl_exact__assert_inside(void);
#endif
