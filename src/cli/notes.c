/* What is said of a ledger that is read under unusual conditions: its clock, its names, its medium. */
#include "fundpool/file.h"
#include "src/cli/cli.h"

#include <sys/stat.h>
#include <unistd.h>

enum fpl_status cli_check_streams(struct cli *cli) {
    static const struct {
        int fd;
        const char *name;
    } streams[] = {{STDOUT_FILENO, FPL_ZH_EN("标准输出", "standard output")},
                   {STDERR_FILENO, FPL_ZH_EN("标准错误", "standard error")}};
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        struct stat info;
        if (fstat(streams[i].fd, &info) == 0 && S_ISREG(info.st_mode) &&
            fpl_ledger_owns(cli->ledger, (uint64_t)info.st_dev, (uint64_t)info.st_ino))
            return fpl_fail(&cli->error, FPL_E_OUTPUT, streams[i].name,
                            FPL_ZH_EN("账本或其旁的文件", "the ledger or a file beside it"), NULL);
    }
    return FPL_OK;
}

/* "2026-11-23 12:00" in the ledger's own time */
static const char *minute_text(const struct cli *cli, int64_t ms, char out[24]) {
    int32_t offset = fpl_session_offset(cli->session);
    int64_t of_day = (ms / 60000 + offset) % (24 * 60);
    char day[12];
    fpl_date_format(fpl_date_of_instant(ms, offset), day);
    snprintf(out, 24, "%s %02d:%02d", day, (int)(of_day / 60), (int)(of_day % 60));
    return out;
}

/* The newest record bears a time that has not come yet: either the clock was ahead then, or it is behind now. */
static void say_ahead(const struct cli *cli) {
    int64_t minutes = fpl_session_ahead_ms(cli->session) / 60000;
    char last[24];
    if (fpl_session_ahead_ms(cli->session) < AHEAD_TOLD_MS)
        return;
    cli_say(
        cli, "注意：最近一条记录的时间是 %s，比本机时钟晚 %lld 天 %lld 小时 %lld 分：时钟当时快了，或现在慢了。",
        "note: the newest record is of %s, %lld d %lld h %lld min after this machine's clock: it was fast then, or is "
        "slow now.",
        minute_text(cli, fpl_session_last_ms(cli->session), last), (long long)(minutes / (24 * 60)),
        (long long)(minutes / 60 % 24), (long long)(minutes % 60));
    cli_say(cli, "  同一天内，新记录沿用该时间；若那一天未到，到那一天才能入账。请先校准时钟。",
            "  Within that day new records bear that time; before that day nothing is recorded. Set the clock right "
            "first.");
}

static void say_links(const struct cli *cli, const struct fpl_session_file *file) {
    if (file->links <= 1)
        return;
    cli_say(cli, "注意：账本文件有 %lld 个名称（硬链接），可以读取和校验，不能写入。",
            "note: the ledger file has %lld names (hard links); it can be read and verified, not written.",
            (long long)file->links);
    cli_say(cli, "  别的名称旁若有 -wal，其中的新记录此处看不到。",
            "  Newer records in a -wal beside another name are not seen here.");
}

static void say_unread_wal(const struct cli *cli, const struct fpl_session_file *file) {
    char last[24], wal[24];
    if (!file->is_still || file->wal_bytes == 0)
        return;
    cli_say(
        cli, "注意：账本旁的 -wal（%lld 字节，%s）只读时无法使用，只读到上次检查点，最近一条记录的时间是 %s。",
        "note: the -wal beside the ledger (%lld bytes, of %s) cannot be used read-only: this is the last checkpoint, "
        "its newest record is of %s.",
        (long long)file->wal_bytes, minute_text(cli, file->wal_changed_ms, wal),
        minute_text(cli, fpl_session_last_ms(cli->session), last));
    cli_say(cli, "  其后的记录不在内；要看全部，请由可写的用户运行 fundpool copy。",
            "  Later records are left out; for all of them let a user who may write run fundpool copy.");
}

void cli_say_notes(const struct cli *cli) {
    struct fpl_session_file file;
    fpl_session_file(cli->session, &file);
    say_ahead(cli);
    say_links(cli, &file);
    say_unread_wal(cli, &file);
}

int cli_check_still(struct cli *cli, int code) {
    struct fpl_session_file file;
    if (!cli->session || code == CLI_TAMPERED)
        return code;
    fpl_session_file(cli->session, &file);
    if (!file.is_still || !file.is_changed)
        return code;
    fpl_error_clear(&cli->error);
    (void)fpl_fail(&cli->error, FPL_E_FILE_CHANGED, cli->ledger, NULL, NULL);
    return cli_fail(cli);
}
