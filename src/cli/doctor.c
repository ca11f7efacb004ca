/* doctor: is what stands around the ledger fit for it? The machine, the file and what lies beside it; of what the
 * ledger says, `verify` is the judge. Each line says what was found and what to do. */
#include "src/cli/cli.h"
#include "src/cli/companion.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DAY_MS            86400000LL
#define VERIFIED_DAYS     31 /* a month is closed on books that were verified */
#define BACKUP_HOURS      26 /* a daily one, and two hours for it to be made */
#define WAL_BYTES_MANY    (256LL << 20)
#define DISK_PERCENT_FREE 5

enum check {
    CHECK_SERVICE,
    CHECK_PAPERS,
    CHECK_FILE,
    CHECK_OWNER,
    CHECK_LINKS,
    CHECK_FOLDER,
    CHECK_FILESYSTEM,
    CHECK_SPACE,
    CHECK_WAL,
    CHECK_CLOCK,
    CHECK_VERIFIED,
    CHECK_STATE,
    CHECK_BACKUP,
    CHECK_BACKUP_DISK,
};
static const struct {
    const char *code, *zh, *en;
} checks[] = {
    [CHECK_SERVICE] = {"SERVICE", "网上服务", "service"},
    [CHECK_PAPERS] = {"PAPERS", "打印件", "papers"},
    [CHECK_FILE] = {"FILE", "账本文件", "ledger file"},
    [CHECK_OWNER] = {"OWNER", "文件归属", "owner of the files"},
    [CHECK_LINKS] = {"LINKS", "文件名个数", "names of the file"},
    [CHECK_FOLDER] = {"FOLDER", "所在目录", "its folder"},
    [CHECK_FILESYSTEM] = {"FILESYSTEM", "文件系统", "file system"},
    [CHECK_SPACE] = {"SPACE", "磁盘空间", "space"},
    [CHECK_WAL] = {"WAL", "预写日志", "write-ahead log"},
    [CHECK_CLOCK] = {"CLOCK", "时钟", "clock"},
    [CHECK_VERIFIED] = {"VERIFIED", "最近一次校验", "last verified"},
    [CHECK_STATE] = {"STATE", "服务状态文件", "state of the service"},
    [CHECK_BACKUP] = {"BACKUP", "最近一份备份", "newest backup"},
    [CHECK_BACKUP_DISK] = {"BACKUP_DISK", "备份所在磁盘", "disk of the backups"},
};

enum verdict { GOOD, REMARK, WRONG };

struct doctor {
    struct cli *cli;
    struct fpl_report *report;
    char ledger[PATH_MAX], folder[PATH_MAX]; /* the file itself, not a link to it */
    struct stat file;
    int wrong;
};

/* `found` and `todo` are in the language of the run: a line for a person, in whatever form it is written. */
static void put(struct doctor *doctor, enum check check, enum verdict verdict, const char *found, const char *todo) {
    static const char *const words[][3] = {
        {"GOOD", "正常", "good"}, {"REMARK", "提示", "note"}, {"WRONG", "有误", "wrong"}};
    struct fpl_report *report = doctor->report;
    doctor->wrong += verdict == WRONG;
    fpl_report_code(report, checks[check].code, checks[check].zh, checks[check].en);
    fpl_report_code(report, words[verdict][0], words[verdict][1], words[verdict][2]);
    fpl_report_text(report, fpl_str_of(found));
    fpl_report_text(report, fpl_str_of(verdict == GOOD ? "" : todo));
}

static const char *either(const struct doctor *doctor, const char *zh, const char *en) {
    return doctor->cli->zh ? zh : en;
}

/* ---- programs ---- */

static void look_at_program(struct doctor *doctor, enum check check, const char *name) {
    char path[CLI_COMPANION_PATH];
    int is_there = cli_companion(name, path);
    put(doctor, check, is_there ? GOOD : REMARK, is_there ? path : either(doctor, "没有安装", "not installed"),
        either(doctor, "如需使用，安装同一版本的这一程序", "if it is wanted, install it in this version"));
}

/* ---- the file and its folder ---- */

static void look_at_file(struct doctor *doctor) {
    char found[128];
    snprintf(found, sizeof found, "%04o, %lld %s", (unsigned)(doctor->file.st_mode & 07777),
             (long long)doctor->file.st_size, either(doctor, "字节", "bytes"));
    enum verdict verdict = doctor->file.st_mode & S_IWOTH ? WRONG : doctor->file.st_mode & S_IROTH ? REMARK : GOOD;
    put(doctor, CHECK_FILE, verdict, found,
        either(doctor, "他人可读写：chmod o-rwx 账本文件", "others can read or write it: chmod o-rwx on it"));
    snprintf(found, sizeof found, "%lld", (long long)doctor->file.st_nlink);
    put(doctor, CHECK_LINKS, doctor->file.st_nlink > 1 ? WRONG : GOOD, found,
        either(doctor, "硬链接的账本不能写入：删去多余的文件名",
               "a file with several hard links is not written to: remove the others"));
}

/* The ledger, what lies beside it, and the folder are one user's, or the service can use some of them and not others. A
 * folder of root's is anybody's place (/tmp, /srv). */
static void look_at_owner(struct doctor *doctor) {
    static const char *const beside[] = {"-wal", "-shm", ".writer", ".service", ".service-wal", ".service.uploads"};
    struct stat other;
    char path[PATH_MAX + 24], found[PATH_MAX + 96];
    const char *strange = stat(doctor->folder, &other) == 0 && other.st_uid != 0 && other.st_uid != doctor->file.st_uid
                              ? doctor->folder
                              : NULL;
    for (size_t i = 0; !strange && i < sizeof beside / sizeof beside[0]; i++) {
        snprintf(path, sizeof path, "%s%s", doctor->ledger, beside[i]);
        if (stat(path, &other) == 0 && other.st_uid != doctor->file.st_uid)
            strange = path;
    }
    if (strange)
        snprintf(found, sizeof found,
                 doctor->cli->zh ? "账本属 uid %lu，%s 属 uid %lu" : "the ledger is of uid %lu, %s of uid %lu",
                 (unsigned long)doctor->file.st_uid, strange, (unsigned long)other.st_uid);
    else
        snprintf(found, sizeof found, "uid %lu", (unsigned long)doctor->file.st_uid);
    put(doctor, CHECK_OWNER, strange ? WRONG : GOOD, found,
        either(doctor, "改为同一用户（服务的用户 fundpool）：chown",
               "make them one user's, the service's (fundpool): chown"));
}

static void look_at_folder(struct doctor *doctor) {
    struct stat folder;
    char found[PATH_MAX + 16];
    if (stat(doctor->folder, &folder) != 0)
        return;
    snprintf(found, sizeof found, "%s %04o", doctor->folder, (unsigned)(folder.st_mode & 07777));
    put(doctor, CHECK_FOLDER, folder.st_mode & S_IWOTH ? WRONG : GOOD, found,
        either(doctor, "任何人都能在此替换文件：chmod o-w 该目录",
               "anybody can replace files here: chmod o-w on the folder"));
}

/* Locks of a file that several machines share cannot be relied on: sqlite.org "How To Corrupt An SQLite Database File",
 * section 2.1. The numbers are those of statfs(2). */
static const char *network_name(long type) {
    static const struct {
        unsigned long type;
        const char *name;
    } known[] = {{0x6969, "NFS"},      {0x517B, "SMB"},        {0xFF534D42, "CIFS"}, {0xFE534D42, "SMB2"},
                 {0x65735546, "FUSE"}, {0x01021997, "9P"},     {0x00C36400, "Ceph"}, {0x5346414F, "AFS"},
                 {0x47504653, "GPFS"}, {0x0BD00BD0, "Lustre"}, {0x7461636F, "OCFS2"}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (((unsigned long)type & 0xFFFFFFFF) == known[i].type)
            return known[i].name;
    return NULL;
}

static void look_at_disk(struct doctor *doctor) {
    struct statfs type;
    struct statvfs space;
    char found[96];
    if (statfs(doctor->folder, &type) == 0) {
        const char *network = network_name((long)type.f_type);
        put(doctor, CHECK_FILESYSTEM, network ? WRONG : GOOD,
            network ? network : either(doctor, "本机磁盘", "a disk of this machine"),
            either(doctor, "网络文件系统的锁不可靠：把账本放在本机磁盘上",
                   "locks of a network file system cannot be relied on: keep the ledger on a disk of the machine"));
    }
    if (statvfs(doctor->folder, &space) != 0 || space.f_blocks == 0)
        return;
    unsigned long long percent = 100ULL * space.f_bavail / space.f_blocks;
    unsigned long long mebibytes = (unsigned long long)space.f_bavail * space.f_frsize >> 20;
    snprintf(found, sizeof found, "%s %llu MiB, %llu%%", either(doctor, "可用", "free"), mebibytes, percent);
    int is_short = mebibytes < 2 * ((unsigned long long)doctor->file.st_size >> 20);
    put(doctor, CHECK_SPACE,
        percent < DISK_PERCENT_FREE ? WRONG
        : is_short                  ? REMARK
                                    : GOOD,
        found,
        either(doctor, "余量应有 5%，并容得下账本的两份副本：清理或扩容",
               "5% and room for two copies of the ledger are wanted: make room"));
}

static void look_at_log(struct doctor *doctor) {
    struct fpl_session_file file;
    char found[96];
    fpl_session_file(doctor->cli->session, &file);
    snprintf(found, sizeof found, "%lld %s", (long long)file.wal_bytes, either(doctor, "字节", "bytes"));
    put(doctor, CHECK_WAL, file.wal_bytes > WAL_BYTES_MANY ? REMARK : GOOD, found,
        either(doctor, "有程序长时间占着一个读取：找出并结束它",
               "some program has been reading for long: find it and end it"));
}

/* ---- time ---- */

static void look_at_clock(struct doctor *doctor) {
    int64_t ahead = fpl_session_ahead_ms(doctor->cli->session);
    char found[96];
    snprintf(found, sizeof found, "%s %lld s", either(doctor, "最新记录晚于本机时钟", "the newest record is later by"),
             (long long)(ahead / 1000));
    put(doctor, CHECK_CLOCK, ahead > AHEAD_TOLD_MS ? WRONG : GOOD,
        ahead > AHEAD_TOLD_MS ? found : either(doctor, "不早于最新记录", "not before the newest record"),
        either(doctor, "核对本机时间（NTP）", "set the clock of the machine (NTP)"));
}

/* Age of a file in ms; -1: there is none. */
static int64_t age_of(const struct doctor *doctor, const char *path) {
    struct stat file;
    if (stat(path, &file) != 0)
        return -1;
    int64_t age = doctor->cli->host.now_ms(doctor->cli->host.ctx) - (int64_t)file.st_mtime * 1000;
    return age < 0 ? 0 : age;
}

static void say_age(const struct doctor *doctor, int64_t age, char *out, size_t room) {
    if (age < 0)
        snprintf(out, room, "%s", either(doctor, "没有", "none"));
    else if (age < 2 * DAY_MS)
        snprintf(out, room, "%lld %s", (long long)(age / 3600000), either(doctor, "小时前", "hours ago"));
    else
        snprintf(out, room, "%lld %s", (long long)(age / DAY_MS), either(doctor, "天前", "days ago"));
}

static void look_at_verification(struct doctor *doctor) {
    char path[PATH_MAX + 16], found[64];
    snprintf(path, sizeof path, "%s.verified", doctor->ledger);
    int64_t age = age_of(doctor, path);
    say_age(doctor, age, found, sizeof found);
    put(doctor, CHECK_VERIFIED, age < 0 || age > VERIFIED_DAYS * DAY_MS ? REMARK : GOOD, found,
        either(doctor, "运行 fundpool verify", "run fundpool verify"));
}

/* ---- what lies beside it ---- */

static void look_at_state(struct doctor *doctor) {
    struct stat state;
    char path[PATH_MAX + 16], found[32];
    snprintf(path, sizeof path, "%s.service", doctor->ledger);
    if (lstat(path, &state) != 0)
        return; /* there is no service, or it keeps its state elsewhere */
    snprintf(found, sizeof found, "%04o", (unsigned)(state.st_mode & 07777));
    put(doctor, CHECK_STATE, !S_ISREG(state.st_mode) || state.st_mode & (S_IRWXG | S_IRWXO) ? WRONG : GOOD, found,
        either(doctor, "内有动态码密钥：chmod 600", "it holds the secrets of codes: chmod 600"));
}

/* "NAME-20261130T013000Z.fpl", as `fundpool-backup` calls a backup of the ledger NAME.fpl. */
static int is_backup(const struct doctor *doctor, const char *file) {
    static const char form[] = "-00000000T000000Z.fpl";
    const char *name = strrchr(doctor->ledger, '/') + 1;
    size_t n = strlen(name);
    if (n > 4 && strcmp(name + n - 4, ".fpl") == 0)
        n -= 4;
    if (strncmp(file, name, n) != 0 || strlen(file + n) != sizeof form - 1)
        return 0;
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == '0' ? file[n + i] < '0' || file[n + i] > '9' : file[n + i] != form[i])
            return 0;
    return 1;
}

static int newest_of(const struct doctor *doctor, const char *folder, char out[PATH_MAX], struct stat *newest) {
    DIR *dir = opendir(folder);
    char path[PATH_MAX];
    int found = 0;
    for (struct dirent *each = dir ? readdir(dir) : NULL; each; each = readdir(dir)) {
        struct stat file;
        if (!is_backup(doctor, each->d_name) ||
            (size_t)snprintf(path, sizeof path, "%s/%s", folder, each->d_name) >= sizeof path)
            continue;
        if (lstat(path, &file) == 0 && S_ISREG(file.st_mode) && (!found || file.st_mtime > newest->st_mtime)) {
            *newest = file;
            memcpy(out, path, sizeof path);
            found = 1;
        }
    }
    if (dir)
        closedir(dir);
    return found;
}

/* Can it be opened at all? That it goes on from the one before was looked at when it was made. */
static int is_ledger(const struct doctor *doctor, const char *path) {
    struct fpl_session *session = NULL;
    struct fpl_error error = {0};
    enum fpl_status status = fpl_session_open(path, FPL_READ, &doctor->cli->host, &session, &error);
    fpl_session_close(session);
    return status == FPL_OK;
}

static void look_at_backups(struct doctor *doctor, const char *folder) {
    char path[PATH_MAX], age_text[64], found[PATH_MAX + 80];
    struct stat newest = {0};
    int is_there = newest_of(doctor, folder, path, &newest);
    int is_good = is_there && is_ledger(doctor, path);
    int64_t age = is_there ? age_of(doctor, path) : -1;
    say_age(doctor, age, age_text, sizeof age_text);
    snprintf(found, sizeof found, "%s%s%s", is_there ? path : folder, doctor->cli->zh ? "，" : ", ", age_text);
    put(doctor, CHECK_BACKUP, !is_good || age > BACKUP_HOURS * 3600000LL ? WRONG : GOOD, found,
        either(doctor, "运行 fundpool-backup，并查看其定时任务", "run fundpool-backup, and look at its timer"));
    if (is_there)
        put(doctor, CHECK_BACKUP_DISK, newest.st_dev == doctor->file.st_dev ? REMARK : GOOD,
            newest.st_dev == doctor->file.st_dev ? either(doctor, "与账本同一磁盘", "that of the ledger")
                                                 : either(doctor, "另一磁盘", "another one"),
            either(doctor, "磁盘损坏时两者同失：另存一份到别的机器",
                   "one failure loses both: keep one on another machine"));
}

static int find_file(struct doctor *doctor) {
    char *slash = realpath(doctor->cli->ledger, doctor->ledger) ? strrchr(doctor->ledger, '/') : NULL;
    if (!slash || stat(doctor->ledger, &doctor->file) != 0) {
        fpl_fail(&doctor->cli->error, FPL_E_IO, strerror(errno), NULL, NULL);
        return 0;
    }
    size_t n = slash == doctor->ledger ? 1 : (size_t)(slash - doctor->ledger);
    memcpy(doctor->folder, doctor->ledger, n);
    doctor->folder[n] = '\0';
    return 1;
}

int cli_run_doctor(struct cli *cli) {
    struct doctor doctor = {.cli = cli};
    int code = cli_open(cli, FPL_READ);
    if (code != CLI_DONE)
        return code;
    if (!find_file(&doctor))
        return cli_fail(cli);
    doctor.report = fpl_report_new("doctor");
    if (!doctor.report)
        return cli_show(cli, NULL);
    fpl_report_table(doctor.report, "doctor", "运行环境检查", "What stands around the ledger");
    fpl_report_column(doctor.report, "check", "检查", "check", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(doctor.report, "verdict", "结果", "verdict", FPL_COLUMN_TEXT, FPL_COLUMN_KEEP);
    fpl_report_column(doctor.report, "found", "所见", "found", FPL_COLUMN_TEXT, 0);
    fpl_report_column(doctor.report, "todo", "怎么办", "what to do", FPL_COLUMN_TEXT, 0);
    look_at_program(&doctor, CHECK_SERVICE, "fundpool-service");
    look_at_program(&doctor, CHECK_PAPERS, "fundpool-papers");
    look_at_file(&doctor);
    look_at_owner(&doctor);
    look_at_folder(&doctor);
    look_at_disk(&doctor);
    look_at_log(&doctor);
    look_at_clock(&doctor);
    look_at_verification(&doctor);
    look_at_state(&doctor);
    if (cli_has(cli, "backups"))
        look_at_backups(&doctor, cli_get(cli, "backups"));
    code = cli_show(cli, doctor.report);
    return code == CLI_DONE && doctor.wrong ? CLI_NO : code;
}
