/* The arguments as `fundpool` hands them on: it has read the command line, files and environment of people before. */
#include "src/service/program.h"

static const char *const verbs[] = {"serve",       "access set", "access key",  "access cert",
                                    "access list", "access end", "access copy", "openapi"};

struct option {
    const char *name;
    const char **text; /* what follows it; NULL: a flag */
    int *flag;
};

static int read_option(struct program *program, const struct option *options, int *at, int argc, char **argv) {
    for (const struct option *option = options; option->name; option++) {
        if (strcmp(argv[*at], option->name) != 0)
            continue;
        if (option->flag) {
            *option->flag = 1;
            return PROGRAM_DONE;
        }
        if (*at + 1 >= argc)
            return say_usage(program, "选项缺少值", "an option lacks its value");
        *option->text = argv[++*at];
        return PROGRAM_DONE;
    }
    return say_usage(program, "没有这个选项", "no such option");
}

static int check_together(const struct program *program) {
    const struct service_options *o = &program->options;
    if (strcmp(program->verb, "openapi") == 0)
        return PROGRAM_DONE;
    if (!o->ledger)
        return say_usage(program, "缺少账本文件", "the ledger is missing");
    if (strncmp(program->verb, "access ", 7) == 0 && strcmp(program->verb, "access list") != 0 && !program->subject)
        return say_usage(program, "缺少用户、密钥编号或目标文件", "a user, the id of a key or a file is missing");
    if (!o->tls_cert != !o->tls_key)
        return say_usage(program, "--tls-cert 与 --tls-key 须同时给出", "--tls-cert and --tls-key go together");
    if (o->client_ca && !o->tls_cert)
        return say_usage(program, "--tls-client-ca 须与 --tls-cert 一起给出", "--tls-client-ca goes with --tls-cert");
    if (strcmp(program->verb, "access cert") == 0 && !program->certificate)
        return say_usage(program, "缺少 --cert 证书文件（PEM）", "--cert is missing: the certificate, a PEM file");
    if (o->listen && o->unix_path)
        return say_usage(program, "--listen 与 --unix 只能二选一", "--listen and --unix: one of them");
    if (o->unix_path && o->tls_cert)
        return say_usage(program, "TLS 不用于 --unix：由前面的网关加密",
                         "no TLS on --unix: the gateway in front encrypts");
    if (o->url && strncmp(o->url, "https://", 8) != 0 && strncmp(o->url, "http://", 7) != 0)
        return say_usage(program, "--url 应为 https://主机名", "--url is https://HOST");
    return PROGRAM_DONE;
}

int program_options(struct program *program, int argc, char **argv) {
    struct service_options *o = &program->options;
    const char *lang = NULL;
    const struct option options[] = {{"--ledger", &o->ledger, NULL},
                                     {"--state", &o->state, NULL},
                                     {"--listen", &o->listen, NULL},
                                     {"--unix", &o->unix_path, NULL},
                                     {"--tls-cert", &o->tls_cert, NULL},
                                     {"--tls-key", &o->tls_key, NULL},
                                     {"--tls-client-ca", &o->client_ca, NULL},
                                     {"--url", &o->url, NULL},
                                     {"--upload-mb", &o->upload_mb, NULL},
                                     {"--unencrypted", NULL, &o->unencrypted},
                                     {"--lang", &lang, NULL},
                                     {"--subject", &program->subject, NULL},
                                     {"--note", &program->note, NULL},
                                     {"--days", &program->days, NULL},
                                     {"--cert", &program->certificate, NULL},
                                     {"--no-code", NULL, &program->no_code},
                                     {NULL, NULL, NULL}};
    int code = PROGRAM_DONE;
    o->zh = 1;
    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(argv[1], verbs[i]) == 0)
            program->verb = verbs[i];
    if (!program->verb)
        return say_usage(program, "由 fundpool serve 或 fundpool access 启动",
                         "start it with fundpool serve or fundpool access");
    for (int at = 2; code == PROGRAM_DONE && at < argc; at++)
        code = read_option(program, options, &at, argc, argv);
    o->zh = !(lang && strcmp(lang, "en") == 0);
    if (code == PROGRAM_DONE)
        code = check_together(program);
    if (code != PROGRAM_DONE)
        return code;
    if (!o->listen && !o->unix_path)
        o->listen = "127.0.0.1:8080";
    if (!o->state && o->ledger) {
        int n = snprintf(program->state, sizeof program->state, "%s.service", o->ledger);
        if (n < 0 || (size_t)n >= sizeof program->state)
            return say_usage(program, "账本路径过长", "the path of the ledger is too long");
        o->state = program->state;
    }
    return PROGRAM_DONE;
}
