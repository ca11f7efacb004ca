#ifndef SRC_SERVICE_SERVICE_H
#define SRC_SERVICE_SERVICE_H
/* The service: one ledger, read by signed-in people and programs over HTTP. What a handler may use. A handler gets a
 * call: the request, who asks, the view of the ledger that his roles and scope allow, and a response to fill; it never
 * sees a socket. Who may call it stands in the table of route.c alone. */
#include "fundpool/report.h"
#include "src/service/metrics.h"
#include "src/service/web.h"

struct readers;
struct state;
struct uploads;
struct writer;

struct service_options {
    const char *ledger, *state;     /* files */
    const char *listen;             /* "127.0.0.1:8080", "[::1]:0"; NULL: a unix socket */
    const char *unix_path;          /* NULL: TCP */
    const char *tls_cert, *tls_key; /* PEM files; NULL: no TLS of our own */
    const char *client_ca; /* PEM file of authorities whose certificates are asked for and taken; NULL: none is */
    const char *url;       /* "https://ledger.example": what people type, behind a gateway; NULL: by the Host */
    int unencrypted;       /* listens beyond this machine without TLS, which was asked for by name */
    int zh;                /* language of the talk, and of pages until somebody chooses */
    const char *upload_mb; /* the most MiB of an uploaded file; NULL: as many as UPLOAD_MB */
};
struct service {
    const struct service_options *options;
    struct fpl_host host;
    struct readers *readers;
    struct state *state;
    struct writer *writer;
    struct uploads *uploads;
    int64_t upload_most; /* bytes of an uploaded file */
    struct metrics metrics;
    atomic_int streams;  /* answers that go on: of uploads at work */
    atomic_int watchers; /* and of pages of tasks */
    int is_trial;
    int32_t offset;   /* minutes that the ledger's days are ahead of UTC */
    int is_secure;    /* people come over TLS: of our own, or the gateway's that `url` names */
    char origin[300]; /* "https://ledger.example"; "": http or https and the request's own Host */
};

/* ---- who asks ---- */
#define WHO_USER_BYTES 65
struct who {
    char user[WHO_USER_BYTES];       /* "": nobody */
    int is_key;                      /* by an API key or a certificate, not by a session */
    int is_certificate;              /* which a browser shows by itself */
    uint8_t session[FPL_HASH_BYTES]; /* the SHA-256 of its secret, as it is stored; of an API key its id */
    char token[65];                  /* what this session's forms bear */
    int64_t factor_ms;               /* when the second factor was given last */
};

/* ---- the cut: what was asked for, and what was read ---- */
struct cut_log {
    struct fpl_book book;
    struct fpl_checkpoint at;
};
struct cut {
    struct fpl_date as_of; /* of the view */
    int64_t known_by;      /* POSIX ms: what was asked for, or the moment of the newest record read */
    int is_asked;          /* known_by stands in the request */
    struct fpl_book *book; /* every book of the ledger, the registry first */
    int books;
    struct cut_log log[2]; /* the registry and the book that was asked for */
    int logs;
};

struct route;
#define CALL_VARIABLES 4
#define UPLOAD_MB      512
#define UPLOAD_MB_MOST 65536
struct call {
    struct service *service;
    const struct web_request *request;
    struct web_response *response;
    const struct route *route;
    const char *path; /* as it was asked, percent-encoded */
    struct fpl_buf decoded;
    struct fpl_str variable[CALL_VARIABLES]; /* of the path, decoded, in order */
    int variables;
    struct web_pairs args;      /* of the query; of a form, those of its body */
    struct fpl_buf form;        /* of a form with a file: what stands before the file */
    int64_t file_from, file_to; /* where the file stands in the body */
    struct who who;
    unsigned roles;
    struct fpl_str institution; /* empty, or the party that the user is bound to */
    struct fpl_view *view;      /* NULL for those that nobody needs to sign in for */
    struct fpl_session *session;
    struct cut cut;
    int zh;
    struct fpl_error error;
};

/* ---- route.c ---- */
enum {
    ROUTE_OPEN = 1,        /* for everybody; all others need somebody signed in whom the ledger knows */
    ROUTE_API = 2,         /* answers JSON, and its errors as application/problem+json */
    ROUTE_STATIC = 4,      /* the same bytes for everybody: may be kept by a browser */
    ROUTE_TEXT_BODY = 8,   /* takes a text, not a form, and parameters in the query: API only */
    ROUTE_JSON_BODY = 16,  /* takes JSON, and parameters in the query: API only */
    ROUTE_STATE = 32,      /* shows what stands in the state file: no ETag follows from the books */
    ROUTE_FILE_BODY = 64,  /* takes a file, and parameters in the query: API only */
    ROUTE_FILE_FORM = 128, /* takes a form with a file (multipart/form-data) */
    ROUTE_QUIET = 256,     /* a page asks it by itself: no idle session goes on for it */
    ROUTE_CUT_LATER = 512  /* what it answers is read when it looks again; before, no cut is taken */
};
struct route {
    enum web_method method;
    const char *path; /* "/api/v1/records/{book}/{seq}" */
    unsigned roles;   /* FPL_ROLE_*, who may ask */
    unsigned flags;
    enum fpl_status (*handle)(struct call *call);
    const char *zh, *en; /* of a page that stands in the navigation; NULL: it does not */
};
const struct route *route_all(int *count);
/* Answers one request whole: always a response, of any error too. */
void route_answer(struct service *service, struct web_request *request, struct web_response *response);
/* May a body of more than WEB_BODY_BYTES_MAX bytes come with this request, whose headers are here? 0: no. Else the most
 * bytes, if whoever sends it is signed in; if not, *response is the answer. */
int64_t route_file_most(struct service *service, struct web_request *request, struct web_response *response,
                        int *answered);
/* Is it the path of a page that GET answers, with or without a query? So that "next" leads nowhere else. */
int route_is_page(struct fpl_str path);
/* The session is free for a question to the desk (fpl_dry_run) until the view is opened again. What readers_borrow
 * answers. */
FPL_MUST_CHECK enum fpl_status route_leave_view(struct call *call);
/* The session is another's until the view is opened again: who waits for a commit holds up no reader. */
void route_leave_session(struct call *call);
/* The view again, as everything is now: what was recorded meanwhile is in it. */
FPL_MUST_CHECK enum fpl_status route_look_again(struct call *call);

/* ---- problem.c ---- */
int problem_http_status(enum fpl_status status);
/* The response becomes the error: a problem of the API, a page for people. */
void problem_answer(struct call *call, enum fpl_status status);
/* The body of a problem: the first error is its title, each is a reason. The response's status is set. */
void problem_json(struct call *call, const struct fpl_error *error, int n);

/* ---- cut.c ---- */
/* as_of, known_by and book of the request. FPL_E_DATE_FORMAT, FPL_E_DATE_INVALID, FPL_E_NUMBER_FORMAT … */
FPL_MUST_CHECK enum fpl_status cut_read(struct call *call, struct fpl_view_spec *spec);
/* Fills call->cut from the open view: the registry's log, and that of the book which path or parameter names. */
FPL_MUST_CHECK enum fpl_status cut_take(struct call *call);
/* The book of that code or number; "registry" is book 0. FPL_E_BOOK. */
FPL_MUST_CHECK enum fpl_status cut_find_book(const struct cut *cut, struct fpl_str text, struct fpl_book *out,
                                             struct fpl_error *error);
/* That book's log beside the registry's, in place of the one the request named. FPL_E_BOOK. */
FPL_MUST_CHECK enum fpl_status cut_add_book(struct call *call, struct fpl_str code);
/* The headers Fundpool-As-Of, Fundpool-Known-By, Fundpool-Log. */
void cut_headers(struct call *call);
/* The member "cut" of a body: {"as_of":…}. */
void cut_json(const struct call *call, struct fpl_buf *out);
/* The strong ETag of what this call would answer. */
void cut_etag(const struct call *call, char out[67]);
void cut_release(struct cut *cut);
/* "2026-11-30T09:15:02.123+08:00", the ledger's own time. out[40] */
char *cut_moment(const struct call *call, int64_t t, char out[40]);

/* ---- readers.c: sessions that read, one a request ---- */
#define READERS 8
FPL_MUST_CHECK enum fpl_status readers_open(const char *ledger, const struct fpl_host *host, struct readers **out,
                                            struct fpl_error *error);
/* Waits for a free one. FPL_E_LOCKED after two seconds, and what fpl_session_open answers. */
FPL_MUST_CHECK enum fpl_status readers_borrow(struct readers *readers, struct fpl_session **out,
                                              struct fpl_error *error);
/* After a failure of the machine the session is opened anew for the next one. */
void readers_return(struct readers *readers, struct fpl_session *session, enum fpl_status last);
void readers_close(struct readers *readers);

/* ---- body.c: what handlers write ---- */
/* An fpl_write_fn over a struct call: into memory, past BODY_BYTES_MAX into a file that has no name. */
#define BODY_BYTES_MAX (8u << 20)
enum fpl_status body_write(void *ctx, const char *bytes, size_t n);
void body_json(struct fpl_str text, struct fpl_buf *out);                  /* a JSON string */
void body_member(const char *name, const char *text, struct fpl_buf *out); /* ,"name":"text" */

/* ---- identity.c: who asks, and signing in and out ---- */
/* From the cookie or the Authorization header; nobody if there is neither. FPL_E_SESSION_OVER, FPL_E_API_KEY. */
FPL_MUST_CHECK enum fpl_status identity_of(struct call *call);
/* A form must come from a page of ours: Origin, Sec-Fetch-Site, and the session's token. FPL_E_FORM_TOKEN. */
FPL_MUST_CHECK enum fpl_status identity_check_form(struct call *call, int with_token);
const char *identity_cookie(const struct service *service);            /* the name of the session's cookie */
FPL_MUST_CHECK enum fpl_status identity_check_host(struct call *call); /* FPL_E_HOST */

/* ---- rate.c ---- */
/* One more request of that session or key: FPL_E_BUSY if it asks too often. now_ms is a clock for durations. */
FPL_MUST_CHECK enum fpl_status rate_check(const uint8_t who[FPL_HASH_BYTES], int64_t now_ms, struct fpl_error *error);

/* ---- http.c ---- */
struct http;
FPL_MUST_CHECK enum fpl_status http_start(struct service *service, struct http **out, struct fpl_error *error);
/* Where it listens, "127.0.0.1:8080" or the path of the socket. Borrowed. */
const char *http_address(const struct http *http);
void http_stop(struct http *http); /* what is being answered is answered first */

/* ---- log.c: one JSON object a line on standard error; no bodies, queries or names of firms ---- */
void log_request(const struct call *call, int64_t milliseconds, enum fpl_status status);
void log_event(const char *event, const char *detail);

#endif
