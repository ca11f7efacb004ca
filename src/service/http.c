/* The only file that knows libmicrohttpd: a connection in, a struct web_request to route_answer, its response out.
 *
 * Thread per connection, and poll. Never MHD_USE_EPOLL: with 128 or more sockets ready in one round its loop waits with
 * the blocking timeout before it serves the 128 it has, and 88,000 requests a second become 350. */
#include "src/host/host.h"
#include "src/service/certificate.h"
#include "src/service/service.h"
#include "src/service/uploads.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CONNECTIONS_MOST    1024
#define CONNECTIONS_ADDRESS 64 /* of one, unless it is this machine's own, where a gateway may stand */
#define IDLE_SECONDS        30
#define CONNECTION_BYTES    (32u << 10) /* request line and headers together */
#define THREAD_STACK_BYTES  (2u << 20)
#define BACKLOG             256
#define STOP_MS             10000
#define STOP_STEP_MS        10
#define FILES_MOST          16    /* files that come in at the same time */
#define STREAM_STEP_MS      200   /* how often something new is looked for */
#define STREAM_BEAT_MS      5000  /* a sign of life: a gateway goes on waiting, and who has left is noticed */
#define STREAM_MS           60000 /* then it is asked for anew, and with it who asks and what he may see */
#define STREAM_BLOCK        4096
#define TLS_PRIORITIES      "SECURE192:SECURE128:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3"
#define FILE_BYTES_MAX      (1u << 20) /* of a certificate or a key */

struct http {
    struct MHD_Daemon *daemon;
    struct service *service;
    char address[300];
    char unix_path[sizeof(((struct sockaddr_un *)0)->sun_path)]; /* "": TCP */
    char *cert, *key, *client_ca;
    atomic_int answering; /* requests whose answer is on its way */
    atomic_int files;     /* files that come in */
    atomic_int stopping;  /* answers that go on end now */
};

struct exchange { /* one request, while it comes in */
    struct web_request request;
    struct fpl_buf target, body;
    int begun, answering;
    int64_t file_most; /* > 0: the body goes into a file, and may have so many bytes */
};

/* ---- in ---- */

static void *take_target(void *cls, const char *uri, struct MHD_Connection *connection) {
    struct exchange *exchange = calloc(1, sizeof *exchange);
    (void)cls;
    (void)connection;
    if (!exchange)
        return NULL;
    fpl_buf_add(&exchange->target, uri, strlen(uri) + 1);
    exchange->request.began_ms = host_ticks_ms();
    return exchange;
}

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *key, const char *value) {
    struct web_request *request = cls;
    (void)kind;
    for (int i = 0; i < WEB_HEADERS; i++) {
        if (strcasecmp(key, web_header_name((enum web_header)i)) != 0)
            continue;
        request->repeated[i] = request->header[i].p != NULL;
        request->header[i] = fpl_str_of(value ? value : "");
    }
    return MHD_YES;
}

static void begin_request(struct http *http, struct exchange *exchange, struct MHD_Connection *connection,
                          const char *method) {
    struct web_request *request = &exchange->request;
    uint8_t id[(WEB_ID_BYTES - 1) / 2] = {0};
    exchange->begun = 1;
    request->method = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ? WEB_GET
                      : strcmp(method, "POST") == 0                             ? WEB_POST
                                                                                : WEB_OTHER;
    (void)fpl_str_show(fpl_str_of(method), request->method_name, sizeof request->method_name);
    char *mark = exchange->target.failed ? NULL : strchr(exchange->target.p, '?');
    request->path = exchange->target.failed ? NULL : exchange->target.p;
    request->query = mark ? mark + 1 : NULL;
    if (mark)
        *mark = '\0';
    request->is_tls = http->cert != NULL;
    if (http->client_ca) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
        request->has_certificate = info && certificate_of_peer(info->tls_session, request->certificate);
    }
    (void)host_entropy(NULL, id, sizeof id);
    fpl_hex(id, sizeof id, request->id);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, request);
}

static enum fpl_status keep_in_file(struct web_request *request, const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t wrote = write(request->file_fd, bytes, n);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? FPL_E_DISK_FULL : FPL_E_IO;
        bytes += wrote;
        n -= (size_t)wrote;
        request->file_bytes += wrote;
    }
    return FPL_OK;
}

static void take_file(struct exchange *exchange, const char *bytes, size_t *n) {
    struct web_request *request = &exchange->request;
    if (request->file_bytes + (int64_t)*n > exchange->file_most)
        request->is_too_large = 1;
    else if (!request->is_too_large && !request->file_status)
        request->file_status = keep_in_file(request, bytes, *n);
    *n = 0;
}

static void take_body(struct exchange *exchange, const char *bytes, size_t *n) {
    if (exchange->file_most > 0)
        take_file(exchange, bytes, n);
    else if (exchange->body.n + *n > WEB_BODY_BYTES_MAX)
        exchange->request.is_too_large = 1;
    else
        fpl_buf_add(&exchange->body, bytes, *n);
    *n = 0;
}

/* The length that the client announces, before a byte of it is read. */
static int announces_too_much(struct MHD_Connection *connection, int64_t most) {
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    int64_t bytes = 0;
    return length && (fpl_int_parse(fpl_str_of(length), &bytes) != FPL_OK || bytes > most);
}

/* ---- out ---- */

static void add_headers(struct MHD_Response *out, const struct web_response *response) {
    char text[4096], key[64];
    struct fpl_str name, value;
    for (size_t at = 0; web_header_next(response, &at, &name, &value);) {
        if (value.n >= sizeof text || name.n >= sizeof key)
            continue;
        MHD_add_response_header(out, fpl_str_copy(name, key, sizeof key), fpl_str_copy(value, text, sizeof text));
    }
}

struct sending { /* an answer that goes on, in its connection's own thread */
    struct http *http;
    struct web_stream *stream;
    struct fpl_buf text; /* what of it is new, and how much of that is sent */
    size_t sent;
    int is_over;
    int64_t began_ms, last_ms;
};

static int is_at_end(const struct sending *sending) {
    return sending->is_over || atomic_load(&sending->http->stopping) || host_ticks_ms() - sending->began_ms > STREAM_MS;
}

/* Foreign: MHD_ContentReaderCallback */
static ssize_t read_stream(void *cls, uint64_t position, char *bytes, size_t most) {
    struct sending *sending = cls;
    (void)position;
    while (sending->sent == sending->text.n) {
        fpl_buf_reset(&sending->text);
        sending->sent = 0;
        if (is_at_end(sending))
            return MHD_CONTENT_READER_END_OF_STREAM;
        sending->is_over = sending->stream->look(sending->stream, &sending->text);
        if (sending->text.failed)
            return MHD_CONTENT_READER_END_WITH_ERROR;
        if (sending->text.n == 0 && host_ticks_ms() - sending->last_ms > STREAM_BEAT_MS)
            fpl_buf_adds(&sending->text, ":\n\n");
        if (sending->text.n == 0 && !sending->is_over)
            host_pause_ms(STREAM_STEP_MS);
    }
    size_t n = sending->text.n - sending->sent < most ? sending->text.n - sending->sent : most;
    memcpy(bytes, sending->text.p + sending->sent, n);
    sending->sent += n;
    sending->last_ms = host_ticks_ms();
    return (ssize_t)n;
}

/* Foreign: MHD_ContentReaderFreeCallback */
static void end_stream(void *cls) {
    struct sending *sending = cls;
    sending->stream->end(sending->stream);
    fpl_buf_release(&sending->text);
    free(sending);
}

static struct MHD_Response *begin_stream(struct http *http, struct web_response *response) {
    struct sending *sending = calloc(1, sizeof *sending);
    if (!sending)
        return NULL;
    *sending = (struct sending){
        .http = http, .stream = response->stream, .began_ms = host_ticks_ms(), .last_ms = host_ticks_ms()};
    struct MHD_Response *out =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, sending, end_stream);
    if (out)
        response->stream = NULL; /* ended with the response */
    else
        free(sending);
    return out;
}

static enum MHD_Result send_out(struct http *http, struct MHD_Connection *connection, struct web_response *response) {
    struct MHD_Response *out = NULL;
    if (response->stream) {
        out = begin_stream(http, response);
    } else if (response->fd >= 0) {
        out = MHD_create_response_from_fd64((uint64_t)response->fd_bytes, response->fd);
        if (out)
            response->fd = -1; /* the library closes it */
    } else {
        out = MHD_create_response_from_buffer(response->body.n, response->body.p, MHD_RESPMEM_MUST_FREE);
        if (out)
            response->body = (struct fpl_buf){0};
    }
    if (!out)
        return MHD_NO;
    MHD_add_response_header(out, "Content-Type", response->type);
    add_headers(out, response);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned int)response->status, out);
    MHD_destroy_response(out);
    return result;
}

static enum MHD_Result answer(struct http *http, struct exchange *exchange, struct MHD_Connection *connection) {
    struct web_response response;
    struct web_request *request = &exchange->request;
    web_response_begin(&response);
    exchange->answering = 1;
    atomic_fetch_add(&http->answering, 1);
    fpl_buf_addc(&exchange->body, '\0');
    if (!request->path || exchange->body.failed)
        return MHD_NO; /* no memory: the connection is closed */
    request->body = exchange->body.p;
    request->body_bytes = exchange->body.n - 1;
    route_answer(http->service, request, &response);
    enum MHD_Result result =
        response.body.failed || response.headers.failed ? MHD_NO : send_out(http, connection, &response);
    web_response_release(&response);
    return result;
}

/* A file comes only from who is signed in, and not from too many at once: all this is known before its first byte. */
static enum MHD_Result begin_file(struct http *http, struct exchange *exchange, struct MHD_Connection *connection,
                                  int64_t most) {
    struct web_request *request = &exchange->request;
    struct fpl_error error = {0};
    exchange->file_most = most;
    request->has_file = 1;
    request->file_fd = -1;
    if (atomic_fetch_add(&http->files, 1) >= FILES_MOST)
        request->file_status = FPL_E_BUSY;
    else if (announces_too_much(connection, most))
        request->is_too_large = 1;
    else
        request->file_status = spool_nameless(uploads_spool(http->service->uploads), &request->file_fd, &error);
    return request->file_status || request->is_too_large ? answer(http, exchange, connection) : MHD_YES;
}

static enum MHD_Result begin_body(struct http *http, struct exchange *exchange, struct MHD_Connection *connection) {
    struct web_response response;
    int answered = 0;
    if (!exchange->request.path)
        return MHD_NO; /* no memory: the connection is closed */
    web_response_begin(&response);
    int64_t most = route_file_most(http->service, &exchange->request, &response, &answered);
    enum MHD_Result result = MHD_YES;
    if (answered)
        result = response.body.failed || response.headers.failed ? MHD_NO : send_out(http, connection, &response);
    web_response_release(&response);
    if (answered)
        return result;
    if (most > 0)
        return begin_file(http, exchange, connection, most);
    exchange->request.is_too_large = announces_too_much(connection, WEB_BODY_BYTES_MAX);
    return exchange->request.is_too_large ? answer(http, exchange, connection) : MHD_YES;
}

/* Foreign: MHD_AccessHandlerCallback */
static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *bytes, size_t *n, void **context) {
    struct http *http = cls;
    struct exchange *exchange = *context;
    (void)url;
    (void)version;
    if (!exchange)
        return MHD_NO;
    if (!exchange->begun) {
        begin_request(http, exchange, connection, method);
        return begin_body(http, exchange, connection);
    }
    if (*n > 0) {
        take_body(exchange, bytes, n);
        return MHD_YES;
    }
    return answer(http, exchange, connection);
}

static void end_request(void *cls, struct MHD_Connection *connection, void **context,
                        enum MHD_RequestTerminationCode code) {
    struct exchange *exchange = *context;
    struct http *http = cls;
    (void)connection;
    (void)code;
    if (!exchange)
        return;
    if (exchange->answering)
        atomic_fetch_sub(&http->answering, 1);
    if (exchange->file_most > 0)
        atomic_fetch_sub(&http->files, 1);
    if (exchange->request.has_file && exchange->request.file_fd >= 0)
        close(exchange->request.file_fd);
    fpl_buf_release(&exchange->target);
    fpl_buf_release(&exchange->body);
    free(exchange);
    *context = NULL;
}

/* Percent-encoding is ours to undo. */
static size_t leave_encoded(void *cls, struct MHD_Connection *connection, char *text) {
    (void)cls;
    (void)connection;
    return strlen(text);
}

/* ---- listening ---- */

static enum fpl_status cannot(struct fpl_error *error, const char *where, const char *why) {
    return fpl_fail(error, FPL_E_LISTEN, where, why, NULL);
}

/* A socket that nobody listens on any more was left by a service that was killed. */
static int is_abandoned(const struct sockaddr_un *address) {
    struct stat info;
    if (lstat(address->sun_path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return 0;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int refused =
        fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 && errno == ECONNREFUSED;
    if (fd >= 0)
        close(fd);
    return refused;
}

static enum fpl_status listen_unix(struct http *http, const char *path, int *out, struct fpl_error *error) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return cannot(error, path, FPL_ZH_EN("路径过长", "the path is too long"));
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (is_abandoned(&address))
        unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mode_t before = umask(0117); /* the gateway's group may connect */
    int bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    umask(before);
    if (!bound || listen(fd, BACKLOG) != 0) {
        cannot(error, path,
               errno == EADDRINUSE ? FPL_ZH_EN("已有文件或另一个服务", "a file or another service is there")
                                   : strerror(errno));
        if (fd >= 0)
            close(fd);
        return FPL_E_LISTEN;
    }
    memcpy(http->unix_path, path, strlen(path) + 1);
    (void)fpl_str_copy(fpl_str_of(path), http->address, sizeof http->address);
    *out = fd;
    return FPL_OK;
}

/* "HOST:PORT" or "[HOST]:PORT". */
static int split_address(const char *text, char host[256], char port[16]) {
    const char *colon = strrchr(text, ':');
    struct fpl_str name = {text, colon ? (size_t)(colon - text) : 0};
    int64_t number = -1;
    if (!colon || fpl_int_parse(fpl_str_of(colon + 1), &number) || number < 0 || number > 65535)
        return 0;
    if (name.n >= 2 && name.p[0] == '[' && name.p[name.n - 1] == ']')
        name = (struct fpl_str){name.p + 1, name.n - 2};
    if (name.n == 0 || name.n > 255 || strlen(colon + 1) > 15)
        return 0;
    (void)fpl_str_copy(name, host, 256);
    (void)fpl_str_copy(fpl_str_of(colon + 1), port, 16);
    return 1;
}

static int is_loopback(const struct sockaddr *address) {
    if (address->sa_family == AF_INET)
        return (ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24) == 127;
    if (address->sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    return 0;
}

static void tell_address(struct http *http, int fd, const char *host) {
    struct sockaddr_storage bound = {0};
    socklen_t n = sizeof bound;
    int port = 0;
    if (getsockname(fd, (struct sockaddr *)&bound, &n) == 0)
        port = bound.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)(void *)&bound)->sin6_port)
                                           : ntohs(((struct sockaddr_in *)(void *)&bound)->sin_port);
    snprintf(http->address, sizeof http->address, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host, port);
}

static enum fpl_status listen_tcp(struct http *http, const char *where, int *out, struct fpl_error *error) {
    const struct service_options *options = http->service->options;
    char host[256], port[16];
    struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found = NULL;
    if (!split_address(where, host, port))
        return cannot(error, where,
                      FPL_ZH_EN("应为 地址:端口，如 127.0.0.1:8080", "write ADDRESS:PORT, like 127.0.0.1:8080"));
    if (getaddrinfo(host, port, &hints, &found) != 0 || !found)
        return cannot(error, where, FPL_ZH_EN("没有这个地址", "there is no such address"));
    enum fpl_status status = FPL_OK;
    int fd = -1, on = 1;
    if (!is_loopback(found->ai_addr) && !http->cert && !options->unencrypted)
        status =
            cannot(error, where,
                   FPL_ZH_EN("本机以外的地址须用 TLS（--tls-cert、--tls-key）；确由内网网关加密的，写明 --unencrypted",
                             "beyond this machine TLS is needed (--tls-cert, --tls-key); where a gateway on a "
                             "network of its own encrypts, say --unencrypted"));
    if (!status) {
        fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
            bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, BACKLOG) != 0)
            status = cannot(error, where, strerror(errno));
    }
    freeaddrinfo(found);
    if (status) {
        if (fd >= 0)
            close(fd);
        return status;
    }
    tell_address(http, fd, host);
    *out = fd;
    return FPL_OK;
}

static enum fpl_status read_file(const char *path, char **out, struct fpl_error *error) {
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, FILE_BYTES_MAX + 1);
    size_t n = file && text ? fread(text, 1, FILE_BYTES_MAX, file) : 0;
    if (file)
        fclose(file);
    if (n == 0) {
        free(text);
        return fpl_fail(error, FPL_E_CERTIFICATE, path, NULL, NULL);
    }
    *out = text;
    return FPL_OK;
}

/* What the library says is no matter for a log of ours, and may quote what a client sent. */
static void be_silent(void *cls, const char *format, va_list args) {
    (void)cls;
    (void)format;
    (void)args;
}

static struct MHD_Daemon *start(struct http *http, int fd) {
    int local = http->unix_path[0] || strncmp(http->address, "127.", 4) == 0 || strncmp(http->address, "[::1]", 5) == 0;
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, http->cert},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, http->key},
                                   {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
                                   {http->client_ca ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0, http->client_ca},
                                   {MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ERROR_LOG;
    if (http->cert)
        flags |= MHD_USE_TLS;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handle, http, MHD_OPTION_EXTERNAL_LOGGER, be_silent, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_URI_LOG_CALLBACK, take_target, http, MHD_OPTION_NOTIFY_COMPLETED, end_request, http,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, http, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MOST,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, local ? 0u : (unsigned)CONNECTIONS_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)THREAD_STACK_BYTES, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, http->cert ? tls : &tls[4], MHD_OPTION_END);
}

enum fpl_status http_start(struct service *service, struct http **out, struct fpl_error *error) {
    const struct service_options *options = service->options;
    struct http *http = calloc(1, sizeof *http);
    int fd = -1;
    if (!http)
        return fpl_fail(error, FPL_E_NOMEM, NULL, NULL, NULL);
    http->service = service;
    enum fpl_status status = FPL_OK;
    if (options->tls_cert)
        status = read_file(options->tls_cert, &http->cert, error);
    if (!status && options->tls_key)
        status = read_file(options->tls_key, &http->key, error);
    if (!status && options->client_ca)
        status = read_file(options->client_ca, &http->client_ca, error);
    if (!status)
        status = options->unix_path ? listen_unix(http, options->unix_path, &fd, error)
                                    : listen_tcp(http, options->listen, &fd, error);
    if (!status && !(http->daemon = start(http, fd))) {
        close(fd);
        status = http->cert ? fpl_fail(error, FPL_E_CERTIFICATE, options->tls_cert, NULL, NULL)
                            : cannot(error, http->address, strerror(errno));
    }
    if (status) {
        http_stop(http);
        return status;
    }
    *out = http;
    return FPL_OK;
}

const char *http_address(const struct http *http) {
    return http->address;
}

void http_stop(struct http *http) {
    if (!http)
        return;
    if (http->daemon) {
        int fd = MHD_quiesce_daemon(http->daemon); /* nobody new from here on */
        atomic_store(&http->stopping, 1);
        for (int waited = 0; waited < STOP_MS && atomic_load(&http->answering) > 0; waited += STOP_STEP_MS)
            host_pause_ms(STOP_STEP_MS);
        MHD_stop_daemon(http->daemon);
        if (fd >= 0)
            close(fd);
    }
    if (http->unix_path[0])
        unlink(http->unix_path);
    free(http->cert);
    free(http->key);
    free(http->client_ca);
    free(http);
}
