#ifndef SRC_SERVICE_WEB_H
#define SRC_SERVICE_WEB_H
/* A request and its response as handlers see them: no sockets, no library. Slices of a request live until it is
 * answered. */
#include "fundpool/proof.h"
#include "fundpool/text.h"

enum web_method { WEB_GET /* HEAD as well */, WEB_POST, WEB_OTHER };
enum web_header {
    WEB_HOST,
    WEB_ORIGIN,
    WEB_FETCH_SITE, /* Sec-Fetch-Site */
    WEB_COOKIE,
    WEB_AUTHORIZATION,
    WEB_IF_NONE_MATCH,
    WEB_CONTENT_TYPE,
    WEB_USER_AGENT,
    WEB_TOKEN,           /* Fundpool-Token: what a session's forms bear, for a program in a browser */
    WEB_IDEMPOTENCY_KEY, /* the caller's own key of a command: the same key acts once */
    WEB_CODE,            /* Fundpool-Code: the second factor, given again */
    WEB_HEADERS
};
const char *web_header_name(enum web_header header);

#define WEB_BODY_BYTES_MAX   65536 /* of a form */
#define WEB_TARGET_BYTES_MAX 8192  /* path and query */
#define WEB_ID_BYTES         33

struct web_request {
    enum web_method method;
    char method_name[16];               /* as sent, for messages */
    char *path;                         /* percent-encoded, without the query; changed while it is decoded */
    char *query;                        /* what follows '?'; NULL if nothing does */
    struct fpl_str header[WEB_HEADERS]; /* empty if absent */
    char repeated[WEB_HEADERS];         /* it came more than once */
    char *body;
    size_t body_bytes;
    int has_file; /* the body stands in a file without a name, not in `body` */
    int file_fd;
    int64_t file_bytes;
    enum fpl_status file_status; /* FPL_E_DISK_FULL, FPL_E_IO: it could not be kept */
    int is_too_large;            /* the body was past the limit and not kept */
    int is_tls;                  /* over a connection of ours that is encrypted */
    int has_certificate;         /* whoever asks has shown one that an authority of ours has signed */
    uint8_t certificate[FPL_HASH_BYTES];
    int64_t began_ms;      /* on the clock for durations */
    char id[WEB_ID_BYTES]; /* of the request, in the log and in the answer */
};

/* An answer that goes on: looked at again and again by the sender, until it is over or somebody stops. */
struct web_stream {
    /* Appends what is new; 1: that was all. It does not wait. */
    int (*look)(struct web_stream *stream, struct fpl_buf *out);
    void (*end)(struct web_stream *stream); /* frees it */
};

struct web_response {
    int status; /* HTTP */
    const char *type;
    struct fpl_buf body;
    struct fpl_buf headers; /* "Name: value" LF …; see web_header_add */
    int fd; /* -1; else the body is this file, from its beginning, and is closed when it has been sent */
    int64_t fd_bytes;
    struct web_stream *stream; /* NULL; else the body is what it gives */
};
void web_response_begin(struct web_response *response);
void web_response_release(struct web_response *response);
/* A value with a control character is not taken: the header is left out and 0 answered. `name` is a constant. */
int web_header_add(struct web_response *response, const char *name, struct fpl_str value);
void web_header_addf(struct web_response *response, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The next header of a response, from *at = 0 on; 0 at the end. Slices of response->headers. */
int web_header_next(const struct web_response *response, size_t *at, struct fpl_str *name, struct fpl_str *value);
/* 303 to a path of ours. */
void web_redirect(struct web_response *response, struct fpl_str path);

struct web_pair {
    struct fpl_str name, value;
};
#define WEB_PAIRS_MAX 256
struct web_pairs {
    struct web_pair at[WEB_PAIRS_MAX];
    int n;
};
/* The value of that name; empty if there is none. */
struct fpl_str web_pairs_get(const struct web_pairs *pairs, const char *name);
int web_pairs_has(const struct web_pairs *pairs, const char *name);

/* urlencoded.c */
/* application/x-www-form-urlencoded, a query or the body of a form, decoded in place: %HH and '+'; pairs of one name,
 * no empty names. FPL_E_REQUEST (a broken %, no UTF-8, a NUL or another control character but TAB, CR and LF),
 * FPL_E_DUPLICATE_FIELD, FPL_E_LIMIT (more than WEB_PAIRS_MAX). `text` has n bytes and is not read any more after a
 * failure. */
FPL_MUST_CHECK enum fpl_status web_urlencoded_parse(char *text, size_t n, struct web_pairs *out,
                                                    struct fpl_error *error);
/* One segment of a path, decoded in place: '+' stays, '/' may be written %2F. FPL_E_REQUEST. */
FPL_MUST_CHECK enum fpl_status web_segment_decode(char *text, size_t n, struct fpl_str *out, struct fpl_error *error);
/* The text with everything but letters, digits and - . _ ~ percent-encoded, appended. */
void web_urlencode(struct fpl_str text, struct fpl_buf *out);

/* cookie.c */
/* The value of that name in a Cookie header; empty if it is not there, or there more than once. */
struct fpl_str web_cookie_get(struct fpl_str header, const char *name);

#endif
