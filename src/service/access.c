/* access set | key | cert | list | end | copy: how a user whom the ledger knows proves who he is. It is done at the
 * machine, by who may write the state file; the ledger says what the user may do. */
#include "src/host/host.h"
#include "src/service/certificate.h"
#include "src/service/password.h"
#include "src/service/program.h"

#include <termios.h>
#include <unistd.h>

#define DAY_MS     86400000LL
#define DAYS_USUAL 90
#define DAYS_MOST  366

struct access {
    struct program *program;
    struct state *state;
    int is_trial;
    int told; /* accounts that the list has told of */
};

/* A user with a role today; what the ledger does not know cannot be let in. */
static enum fpl_status check_user(struct access *access) {
    struct program *program = access->program;
    struct fpl_session *session = NULL;
    struct fpl_view *view = NULL;
    struct fpl_view_spec spec = {fpl_str_of(program->subject), FPL_DATE_NONE, 0};
    enum fpl_status status =
        fpl_session_open(program->options.ledger, FPL_READ, &program->host, &session, &program->error);
    if (!status) {
        access->is_trial = fpl_session_is_trial(session);
        status = fpl_view_open(session, &spec, &view, &program->error);
    }
    fpl_view_close(view);
    fpl_session_close(session);
    if (!status && strlen(program->subject) >= STATE_USER_BYTES)
        status = fpl_fail(&program->error, FPL_E_TOO_LONG, "64", NULL, NULL);
    return status;
}

/* One line of standard input; a terminal does not show it. */
static enum fpl_status read_password(const struct program *program, struct fpl_buf *out, struct fpl_error *error) {
    struct termios before, hidden;
    int is_terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (is_terminal) {
        say(program, "新口令（至少 12 个字符）：", "new password (12 characters at least):");
        hidden = before;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    for (int c; (c = getchar()) != EOF && c != '\n' && out->n < 1024;)
        fpl_buf_addc(out, (char)c);
    if (is_terminal)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    if (out->n && out->p[out->n - 1] == '\r')
        out->n--;
    if (out->n == 0)
        return fpl_fail(error, FPL_E_MISSING,
                        FPL_ZH_EN("口令（由标准输入读取一行）", "the password, a line of standard input"), NULL, NULL);
    return fpl_buf_ok(out);
}

static void tell_code(const struct program *program, const struct state_account *account) {
    char secret[8 * ((STATE_TOTP_BYTES + 4) / 5) + 1];
    struct fpl_buf line = {0};
    totp_base32(account->totp, STATE_TOTP_BYTES, secret);
    say(program, "在动态码应用中添加以下密钥（只显示这一次）：",
        "add this secret to an authenticator; it is shown this once:");
    fpl_buf_addf(&line, "%s\notpauth://totp/fundpool:", secret);
    web_urlencode(fpl_str_of(account->user), &line);
    fpl_buf_addf(&line, "?secret=%s&issuer=fundpool", secret);
    say_output(fpl_buf_str(&line));
    fpl_buf_release(&line);
}

static enum fpl_status set(struct access *access) {
    struct program *program = access->program;
    struct state_account account = {.has_totp = !program->no_code, .totp_step = -1, .made_ms = host_real_ms()};
    struct fpl_buf password = {0};
    enum fpl_status status = check_user(access);
    if (!status && program->no_code && !access->is_trial) {
        fpl_fail(&program->error, FPL_E_USAGE,
                 FPL_ZH_EN("--no-code 只用于试验账本", "--no-code is for trial ledgers alone"), NULL, NULL);
        status = FPL_E_USAGE;
    }
    if (!status)
        status = read_password(program, &password, &program->error);
    if (!status)
        status = password_check(fpl_buf_str(&password), program->subject, &program->error);
    if (!status)
        status = password_hash(fpl_buf_str(&password), account.password, &program->error);
    if (!status && account.has_totp && host_entropy(NULL, account.totp, sizeof account.totp))
        status = fpl_fail(&program->error, FPL_E_ENTROPY, NULL, NULL, NULL);
    if (!status) {
        (void)fpl_str_copy(fpl_str_of(program->subject), account.user, sizeof account.user);
        status = state_account_put(access->state, &account, &program->error);
    }
    if (!status)
        status = state_audit(access->state, account.made_ms, "access.set", account.user, "", &program->error);
    fpl_buf_release(&password);
    if (!status && account.has_totp)
        tell_code(program, &account);
    if (!status)
        say(program, "%s 可以登录了；此前的登录已全部结束", "%s can sign in; earlier sessions of his have ended",
            account.user);
    return status;
}

/* User, note and days of a key or a certificate. */
static enum fpl_status begin_key(struct access *access, struct state_key *made, int64_t *days) {
    struct program *program = access->program;
    enum fpl_status status = check_user(access);
    *made = (struct state_key){.made_ms = host_real_ms()};
    *days = DAYS_USUAL;
    if (!status && program->days &&
        (fpl_int_parse(fpl_str_of(program->days), days) || *days < 1 || *days > DAYS_MOST)) {
        status = fpl_fail(&program->error, FPL_E_NUMBER_FORMAT, program->days, NULL, NULL);
        (void)fpl_str_copy(FPL_STR(FPL_ZH_EN("--days 为 1 至 366", "--days is 1 to 366")), program->error.hint,
                           sizeof program->error.hint);
    }
    made->expires_ms = made->made_ms + *days * DAY_MS;
    (void)fpl_str_copy(fpl_str_of(program->subject), made->user, sizeof made->user);
    (void)fpl_str_show(fpl_str_of(program->note), made->note, sizeof made->note);
    return status;
}

static enum fpl_status certificate(struct access *access) {
    struct program *program = access->program;
    struct state_key made, before;
    int64_t days = 0, until = 0;
    char day[12];
    enum fpl_status status = begin_key(access, &made, &days);
    if (!status)
        status = certificate_of_file(program->certificate, made.made_ms, made.hash, &until, &program->error);
    if (status)
        return status;
    certificate_id(made.hash, made.id);
    made.expires_ms = until < made.expires_ms ? until : made.expires_ms;
    if (state_key_get(access->state, made.id, &before, &program->error) == FPL_OK)
        return fpl_fail(&program->error, FPL_E_EXISTS, before.user, NULL, NULL);
    fpl_error_clear(&program->error);
    status = state_key_put(access->state, &made, &program->error);
    if (!status)
        status = state_audit(access->state, made.made_ms, "access.cert", made.user, made.id, &program->error);
    if (!status)
        say(program, "证书 %s 已登记，至 %s 有效", "certificate %s is enrolled, good until %s", made.id,
            fpl_date_format(fpl_date_of_instant(made.expires_ms, 480), day));
    return status;
}

static enum fpl_status key(struct access *access) {
    struct program *program = access->program;
    struct state_key made;
    char secret[SECRET_CHARACTERS + 1];
    uint8_t id[(STATE_KEY_ID_BYTES - 1) / 2];
    int64_t days = 0;
    enum fpl_status status = begin_key(access, &made, &days);
    if (!status && host_entropy(NULL, id, sizeof id))
        status = fpl_fail(&program->error, FPL_E_ENTROPY, NULL, NULL, NULL);
    if (!status)
        status = secret_make(secret, made.hash, &program->error);
    if (status)
        return status;
    fpl_hex(id, sizeof id, made.id);
    status = state_key_put(access->state, &made, &program->error);
    if (!status)
        status = state_audit(access->state, made.made_ms, "access.key", made.user, made.id, &program->error);
    if (status)
        return status;
    struct fpl_buf line = {0};
    fpl_buf_addf(&line, "flk_%s_%s", made.id, secret);
    say(program, "API 密钥，%lld 天内有效（只显示这一次）：",
        "an API key, good for %lld days; it is shown this once:", (long long)days);
    say_output(fpl_buf_str(&line));
    fpl_buf_release(&line);
    return FPL_OK;
}

static void tell_day(int64_t ms, char out[12]) {
    fpl_date_format(fpl_date_of_instant(ms, 480), out);
}

static enum fpl_status tell_key(void *ctx, const struct state_key *key_) {
    const struct program *program = ctx;
    struct fpl_buf line = {0};
    char made[12], until[12], last[12] = "-";
    tell_day(key_->made_ms, made);
    tell_day(key_->expires_ms, until);
    if (key_->last_ms)
        tell_day(key_->last_ms, last);
    fpl_buf_addf(&line,
                 program->options.zh ? "  %s %s　建于 %s　至 %s　上次使用 %s　%s"
                                     : "  %s %s  made %s  until %s  last used %s  %s",
                 key_->id[0] == 'x' ? (program->options.zh ? "证书" : "certificate")
                                    : (program->options.zh ? "密钥" : "key"),
                 key_->id, made, until, last, key_->note);
    say_output(fpl_buf_str(&line));
    fpl_buf_release(&line);
    return FPL_OK;
}

static enum fpl_status tell_account(void *ctx, const struct state_account *account, int keys) {
    struct access *access = ctx;
    struct program *program = access->program;
    struct fpl_buf line = {0};
    int zh = program->options.zh;
    access->told++;
    fpl_buf_addf(&line, "%s　%s　%s", account->user,
                 account->password[0] ? (zh ? "口令" : "password") : (zh ? "无口令" : "no password"),
                 account->has_totp ? (zh ? "动态码" : "code") : (zh ? "无动态码" : "no code"));
    say_output(fpl_buf_str(&line));
    fpl_buf_release(&line);
    return keys ? state_keys(access->state, account->user, tell_key, program, &program->error) : FPL_OK;
}

static void tell_nobody(const struct program *program) {
    say(program, "尚未为任何用户开通登录；开通用 access set", "nobody has been given access yet: access set gives it");
}

static enum fpl_status list(struct access *access) {
    enum fpl_status status = state_accounts(access->state, tell_account, access, &access->program->error);
    if (!status && access->told == 0)
        tell_nobody(access->program);
    return status;
}

static enum fpl_status end(struct access *access) {
    struct program *program = access->program;
    int ended = 0;
    const char *subject = program->subject;
    enum fpl_status status = state_key_end(access->state, subject, &ended, &program->error);
    if (!status && !ended)
        status = state_account_end(access->state, subject, &program->error);
    if (!status)
        status = state_audit(access->state, host_real_ms(), "access.end", ended ? "" : subject, ended ? subject : "",
                             &program->error);
    if (!status)
        say(program, ended ? "%s 已停用" : "%s 的口令、动态码、登录、密钥和证书均已停用",
            ended ? "%s is withdrawn" : "password, code, sessions, keys and certificates of %s are withdrawn", subject);
    return status;
}

static enum fpl_status copy(struct access *access) {
    struct program *program = access->program;
    enum fpl_status status = state_copy(access->state, program->subject, &program->error);
    if (!status)
        say(program, "已复制到 %s（内有动态码密钥，妥善保管）",
            "copied to %s, which holds the secrets of codes: keep it safe", program->subject);
    return status;
}

int program_access(struct program *program) {
    static const struct {
        const char *verb;
        enum fpl_status (*run)(struct access *access);
    } verbs[] = {{"access set", set},   {"access key", key}, {"access cert", certificate},
                 {"access list", list}, {"access end", end}, {"access copy", copy}};
    struct access access = {.program = program};
    int makes = strcmp(program->verb, "access set") == 0 || strcmp(program->verb, "access key") == 0 ||
                strcmp(program->verb, "access cert") == 0;
    enum fpl_status status = state_open(program->options.state, makes, &access.state, &program->error);
    for (size_t i = 0; !status && i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i].verb, program->verb) == 0)
            status = verbs[i].run(&access);
    int is_open = access.state != NULL;
    if (status == FPL_E_NOT_FOUND && !is_open && !makes && program->options.state == program->state) {
        tell_nobody(program); /* no file was named */
        return PROGRAM_DONE;
    }
    state_close(access.state);
    if (status && program->error.status != status)
        fpl_fail(&program->error, status, NULL, NULL, NULL);
    int code = status ? say_failure(program) : PROGRAM_DONE;
    int names_a_file = strcmp(program->verb, "access copy") == 0;
    return status == FPL_E_NOT_FOUND && is_open && !names_a_file ? PROGRAM_NO : code; /* who was named is not there */
}
