#ifndef SRC_SERVICE_SESSION_H
#define SRC_SERVICE_SESSION_H
/* Sessions of people: begun by a login, ended by a logout, an idle half hour, or eight hours. */
#include "src/service/service.h"
#include "src/service/state.h"

#define SESSION_IDLE_MS  (30 * 60000LL)
#define SESSION_WHOLE_MS (8 * 3600000LL)

/* User, password and code are right, or E_LOGIN, whichever of them was wrong, or E_LOGIN_WAIT after too many failures
 * under that name. On a trial ledger an account may have no code. */
FPL_MUST_CHECK enum fpl_status session_check(struct service *service, struct fpl_str user, struct fpl_str password,
                                             struct fpl_str code, struct fpl_error *error);
/* A session of that user, and the header that gives its cookie to the browser. */
FPL_MUST_CHECK enum fpl_status session_begin(struct call *call, const char *user);
FPL_MUST_CHECK enum fpl_status session_end(struct call *call);
/* The session that a cookie's secret opens; FPL_E_SESSION_OVER. */
FPL_MUST_CHECK enum fpl_status session_find(struct service *service, struct fpl_str secret, struct who *out,
                                            struct fpl_error *error);

#endif
