#ifndef FUNDPOOL_TESTS_SERVICE_WORLD_H
#define FUNDPOOL_TESTS_SERVICE_WORLD_H
/* The service over a small city, for tests that call route_answer as the sockets do: a user of every role, signed in.
 */
#include "desk_world.h"

#include "src/host/host.h"
#include "src/service/service.h"
#include "src/service/session.h"

enum { ADMIN, RULES, RECORDER, APPROVER, CASHIER, BANK, GUARANTOR, REGULATOR, AUDITOR, ROLES };
extern const char *const service_users[ROLES];
extern char service_cookies[ROLES][80], service_tokens[ROLES][65];
extern struct city city;
extern struct service service;
struct http_answer {
    int status;
    char body[1 << 20], headers[8192];
};
extern struct http_answer got; /* the last one */

struct ask {
    const char *method, *path, *body, *type;
    const char *cookie, *origin, *site, *authorization, *match, *host, *token;
    const char *key, *code; /* Idempotency-Key, Fundpool-Code */
};
extern const char service_too_large[]; /* a body that http.c did not keep */
void service_ask(const struct ask *ask);
int service_body_has(const char *text);
/* The value of a response header, in one of a few buffers. */
const char *service_header(const char *name);
void service_sign_in(const char *user, char cookie[80], char token[65]);

int service_world_begin(void **state);
int service_world_end(void **state);
void service_world_hush(void); /* no line a request on standard error, unless FPL_SHOW_LOG is set */

#endif
