#ifndef SRC_SERVICE_SESSION_H
#define SRC_SERVICE_SESSION_H
/* Sessions of people: begun by a login, ended by a logout, an idle half hour, or eight hours. */
#include "src/service/service.h"
#include "src/service/state.h"

#define SESSION_IDLE_MS   (30 * 60000LL)
#define SESSION_WHOLE_MS  (8 * 3600000LL)
#define SESSION_FACTOR_MS (5 * 60000LL) /* for how long the second factor lets approve, pay and close */

/* User, password and code are right, or E_LOGIN, whichever of them was wrong, or E_LOGIN_WAIT after too many failures
 * under that name. On a trial ledger an account may have no code. */
FPL_MUST_CHECK enum fpl_status session_check(struct service *service, struct fpl_str user, struct fpl_str password,
                                             struct fpl_str code, struct fpl_error *error);
/* The second factor of whoever is signed in must be at most SESSION_FACTOR_MS old; if it is older, `given` is looked at
 * (the code; of a trial account without one the password) and keeps for as long. FPL_E_FACTOR (nothing or the wrong
 * thing was given; or an API key, which has none), FPL_E_LOGIN_WAIT. */
FPL_MUST_CHECK enum fpl_status session_factor(struct call *call, struct fpl_str given);
int session_factor_is_old(const struct call *call);
/* A session of that user, and the header that gives its cookie to the browser. */
FPL_MUST_CHECK enum fpl_status session_begin(struct call *call, const char *user);
FPL_MUST_CHECK enum fpl_status session_end(struct call *call);
/* The session that a cookie's secret opens; FPL_E_SESSION_OVER. is_quiet: a page asks by itself, and its person may be
 * away: the idle time goes on. */
FPL_MUST_CHECK enum fpl_status session_find(struct service *service, struct fpl_str secret, int is_quiet,
                                            struct who *out, struct fpl_error *error);

#endif
