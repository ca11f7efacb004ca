#ifndef SRC_CLI_CLI_H
#define SRC_CLI_CLI_H
/* The command line: one table of commands (table.c), one parser for all of them (options.c), one file a command or
 * family of commands. Data goes to standard output, talk to standard error; the process leaves with one of enum
 * cli_exit. */
#include "fundpool/near.h"
#include "fundpool/report.h"

#include <stdatomic.h>
#include <stdio.h>

enum cli_exit {
    CLI_DONE = 0,     /* done; every row accepted or recorded already */
    CLI_NO = 1,       /* the answer is no: refused, deferred, not permitted, a failing dry run */
    CLI_USAGE = 2,    /* the command line is wrong */
    CLI_INPUT = 3,    /* an input could not be read as a whole; nothing was recorded */
    CLI_TAMPERED = 4, /* the ledger is damaged or was altered */
    CLI_RETRY = 5,    /* could not finish: lock, disk, interrupted; the same command may succeed later */
    CLI_BUG = 70      /* a defect of the program */
};

struct cli;
struct cli_option {
    const char *name;  /* without the dashes; NULL ends a list */
    const char *value; /* what follows it, "FILE"; NULL: a flag */
    const char *zh, *en;
};
struct cli_command {
    const char *name;                 /* "import", "claim approve" */
    const char *arguments;            /* usage behind the name, options of the fields left out */
    const char *zh, *en;              /* one line; NULL: those of the desk's command */
    const char *submits;              /* the desk's command it gives, "claim.approve": its fields are options; NULL */
    const struct cli_option *options; /* options of its own; NULL if none */
    int args_min, args_max;           /* positional arguments */
    const char *examples;             /* lines, without "fundpool " in front */
    int (*run)(struct cli *cli);      /* answers enum cli_exit */
    unsigned roles;                   /* who may give it, where that is no command of the desk; 0: whoever can read the
                                         file, without --as */
};
#define CLI_INSTITUTIONS ((unsigned)(FPL_ROLE_BANK | FPL_ROLE_GUARANTOR))
#define CLI_ENROLLED     ((unsigned)(2 * FPL_ROLE_AUDITOR - 1)) /* an institution's user reads its own */
#define CLI_STAFF        (CLI_ENROLLED & ~CLI_INSTITUTIONS)
/* An administrator keeps users and books and reads none, here as on the pages (the table of src/service/route.c). */
#define CLI_OF_BOOKS (CLI_ENROLLED & ~(unsigned)FPL_ROLE_ADMIN)
#define CLI_READERS  (CLI_OF_BOOKS & ~CLI_INSTITUTIONS) /* who reads everything may take everything away */

struct cli_given { /* one option as given */
    const char *name;
    const char *text; /* NULL for a flag */
};
/* What has a default that people set: by an option, the environment or a file. */
enum cli_set {
    CLI_SET_LEDGER,
    CLI_SET_AS,
    CLI_SET_CHECKER,
    CLI_SET_LANG,
    CLI_SET_FORMAT,
    CLI_SET_PAGER,
    CLI_SET_FONT,
    CLI_SET_LETTER_FONT,
    CLI_SET_TITLE_FONT,
    CLI_SETTINGS /* how many */
};
struct cli_kept_setting {
    const char *text;  /* NULL: nobody has said it */
    char source[4200]; /* "--as", "FUNDPOOL_USER", "/srv/city.fpl.yaml:3" */
    char *kept;        /* the text, if it is a file's */
};
enum cli_paper { CLI_PAPER_NONE, CLI_PAPER_HTML, CLI_PAPER_SVG, CLI_PAPER_PDF, CLI_PAPER_XLSX };
/* What is drawn with libraries that take longer to load than most commands run: the program fundpool-papers alone has
 * it, and `fundpool` becomes that program when it is asked for one of them. */
struct cli_cut;
struct cli_papers {
    /* A report into the file at that path, which is not there yet. FPL_E_GLYPH: written all the same. */
    enum fpl_status (*report)(struct cli *cli, const struct fpl_report *report, const struct cli_cut *cut,
                              const char *path);
    /* The quarter's papers; likewise. */
    enum fpl_status (*bundle)(struct cli *cli, const struct cli_cut *cut, const char *path);
};
#define CLI_GIVEN_MAX 320
#define CLI_ARGS_MAX  4

struct cli {
    const char *ledger, *actor, *checker; /* NULL if not told */
    const char *pager;                    /* of a file of defaults; NULL: not told */
    struct cli_kept_setting setting[CLI_SETTINGS];
    int zh;        /* language of the talk */
    int lang_told; /* by --lang or FUNDPOOL_LANG: the ledger's own setting does not count */
    enum fpl_format format;
    enum cli_paper paper;            /* instead of format; NONE: none was asked for */
    const char *form;                /* --format as it was told; NULL: the name of the output says it */
    const char *output;              /* the new file that the report goes to; NULL: standard output */
    const struct cli_papers *papers; /* NULL in the program that has none */
    char **argv;                     /* as it was started */
    int help, version;
    int trial_file;                    /* what is shown was exported from a trial ledger */
    int unsafe;                        /* read although the schema of the file was altered */
    const char *noun;                  /* as far as the command was understood */
    const struct cli_command *command; /* NULL: none was given */
    const struct fpl_command_spec *spec;
    struct cli_given given[CLI_GIVEN_MAX];
    int givens;
    const char *arg[CLI_ARGS_MAX];
    int args;
    struct fpl_host host;
    char label[200]; /* behind host.label */
    struct fpl_session *session;
    struct fpl_view *view;
    struct fpl_error error;
    char recorded[48]; /* receipt of what this run has recorded; "": nothing */
};

/* The whole program: parses, runs, closes, and checks that standard output took everything. */
int cli_main(int argc, char **argv, const struct cli_papers *papers);

/* table.c */
const struct cli_command *cli_commands(int *count);
const struct cli_command *cli_command_find(const char *name);
const char *cli_summary(const struct cli_command *command, int zh);
extern const struct cli_option cli_global_options[];

/* options.c: CLI_DONE or CLI_USAGE, said already */
int cli_parse(struct cli *cli, int argc, char **argv);
const char *cli_get(const struct cli *cli, const char *name); /* the option's text; NULL if not given */
int cli_has(const struct cli *cli, const char *name);
/* A date option; *out is `none` if not given. CLI_USAGE otherwise, said already. */
int cli_get_date(struct cli *cli, const char *name, struct fpl_date none, struct fpl_date *out);

int cli_no_command(struct cli *cli, const char *words);           /* CLI_USAGE, with the command that is nearest */
const char *cli_field_option(const struct fpl_field_spec *field); /* what follows "--"; '_' and '-' are one */

/* exits.c */
enum cli_exit cli_exit_of(enum fpl_status status);
enum cli_exit cli_exit_typed(enum fpl_status status); /* the same of what was typed */

/* say.c: talk, in the language of the run */
__attribute__((format(printf, 2, 4), format(printf, 3, 4))) void cli_say(const struct cli *cli, const char *zh,
                                                                         const char *en, ...);
void cli_say_lines(const struct cli *cli, const struct fpl_buf *lines); /* each one ends in a line feed */
/* A reason beside the error or the answer: its code and text, in the language of the run, and in English after Chinese.
 */
void cli_say_reason(const struct cli *cli, const struct fpl_reason *reason, const char *before);
void cli_say_error(const struct cli *cli, const struct fpl_error *error); /* place, text, code, what to do */
const char *cli_advice(enum fpl_status status, int zh);         /* which option or command helps; NULL: none */
int cli_fail(struct cli *cli);                                  /* says cli->error, answers its exit code */
int cli_usage(struct cli *cli, const char *zh, const char *en); /* E_USAGE with a text, CLI_USAGE */
/* near.c: the word that a mistyped one comes nearest to */
/* After an error about a word: a line with the nearest right one, if the place's words can be told and one is near. */
void cli_say_near(struct cli *cli, const struct fpl_error *error);

/* E_USAGE: `place` ("--to") takes one of `words`, with a blank between; CLI_USAGE, with the nearest of them. */
int cli_wrong_word(struct cli *cli, const char *place, const char *words, const char *given);

void cli_place(const struct fpl_error *error, struct fpl_buf *out); /* "FILE:ROW:COLUMN: ", or nothing */

/* host.c: the outside world */
int cli_host_begin(struct cli *cli);               /* CLI_DONE, or CLI_USAGE for a test clock out of place */
int cli_clock_allowed(struct cli *cli, int trial); /* CLI_USAGE, said already, for a test clock on a real ledger */
void cli_host_label(struct cli *cli);              /* "pid 123 zhang.san import" */
void cli_language_begin(struct cli *cli);          /* of the talk until a ledger is open: LC_ALL, LANG */
void cli_signals_catch(void);                      /* SIGINT, SIGTERM, SIGHUP set a flag from now on */
const atomic_int *cli_stop_flag(void);

/* open.c: each says what went wrong and answers the exit code, CLI_DONE if nothing did */
int cli_open(struct cli *cli, enum fpl_mode mode);
int cli_open_as(struct cli *cli, enum fpl_mode mode); /* an actor is needed */
int cli_permit(struct cli *cli);                      /* has the actor a role for the command? by the records alone */
int cli_view(struct cli *cli);                        /* opens for reading, with --as-of and --known-by */
/* A moment as people write it: milliseconds, YYYY-MM-DDThh:mm[:ss], or a day, which stands for its first moment
 * (is_start) or its last. CLI_USAGE, said already. */
int cli_read_instant(struct cli *cli, const char *text, int is_start, int64_t *out);
int cli_book(struct cli *cli, struct fpl_book *out); /* the book named by --book; needs a view */
void cli_close(struct cli *cli);

/* notes.c */
/* FPL_E_OUTPUT if standard output or standard error would be written into the ledger or a file beside it: `>>` and
 * `1<>` of a shell open it without emptying it. */
FPL_MUST_CHECK enum fpl_status cli_check_streams(struct cli *cli);
#define AHEAD_TOLD_MS 60000                /* less is how clocks are set */
void cli_say_notes(const struct cli *cli); /* a clock that was ahead, several names, a WAL that cannot be read */
/* At the end: `code`, or FPL_E_FILE_CHANGED, said, if a ledger read without locks was written to meanwhile. */
int cli_check_still(struct cli *cli, int code);

/* rehearse.c */
struct cli_rehearsal {
    const char *ledger;          /* the real one */
    char folder[512], copy[544]; /* "": there is none */
    struct fpl_rehearsal *held;  /* the session is its own */
};
/* Opens a copy of the ledger for writing, for the actor. cli_rehearsal_end closes and removes it, also after a failure.
 */
int cli_rehearsal_begin(struct cli *cli, struct cli_rehearsal *rehearsal);
void cli_rehearsal_end(struct cli *cli, struct cli_rehearsal *rehearsal);

/* progress.c: a bar on standard error if that is a terminal, from the second second on */
struct cli_progress {
    const struct cli *cli;
    const char *zh, *en;
    int64_t began, drawn;
    int is_terminal, shown;
};
void cli_progress_begin(struct cli_progress *progress, const struct cli *cli, const char *zh, const char *en);
void cli_progress_step(void *progress, int64_t done, int64_t total);
void cli_progress_end(struct cli_progress *progress);

/* output.c: standard output. Both are an fpl_write_fn; ctx is the struct cli */
enum fpl_status cli_write(void *ctx, const char *bytes, size_t n);      /* for people: lines, as fpl_text_show_lines */
enum fpl_status cli_write_data(void *ctx, const char *bytes, size_t n); /* CSV and JSON: the bytes */
int cli_show(struct cli *cli, struct fpl_report *report);               /* renders and frees; a NULL is no memory */

/* paper.c: --output, and the forms that are no tables, CSV or JSON */
#define CLI_FORMATS "table csv json html svg pdf xlsx"
int cli_paper_of(const char *text, enum cli_paper *out); /* 1: it is the name of one */
/* Before the command runs: does it take --output and the form asked for? Becomes fundpool-papers where that is needed,
 * and then does not return. CLI_DONE, or said already. */
int cli_paper_begin(struct cli *cli);
/* The report to where it is to go; it stays the caller's. NULL: the quarter's bundle. cli->error. */
enum fpl_status cli_paper_write(struct cli *cli, const struct fpl_report *report);
/* An fpl_write_fn into the descriptor that ctx points to. FPL_E_DISK_FULL, FPL_E_IO. */
enum fpl_status cli_write_file(void *ctx, const char *bytes, size_t n);

/* cut.c: what a paper says of the books it was made of, in the language of the run; of nothing without a view */
struct cli_cut {
    char text[1024]; /* as-of day, known-by moment, log size and root; a trial's mark */
    int64_t t;       /* ms, of the newest record of those books; 0: none */
    int64_t local;   /* the same in the ledger's own time */
};
FPL_MUST_CHECK enum fpl_status cli_cut_of(struct cli *cli, struct cli_cut *out); /* of --book, or of all */
FPL_MUST_CHECK enum fpl_status cli_cut_of_book(struct cli *cli, const char *code, struct cli_cut *out);
void cli_output_flush(void);                   /* so that talk stands behind it; errors are kept */
int cli_output_end(struct cli *cli, int code); /* flushes; code, or CLI_RETRY if it was not taken */
#define CLI_TRIAL_BLOCK "试验 TRIAL\n"         /* the end of its checkpoints */
/* What every output of a trial ledger says; NULL for any other. */
const char *cli_trial_mark(const struct cli *cli);
int cli_scale(struct cli *cli, const char *currency); /* decimals of a currency; needs a view; -1 if unknown */

/* config.c */
enum cli_set cli_setting_of(const char *key);             /* CLI_SETTINGS: there is none of that key */
int cli_setting_takes(enum cli_set at, const char *text); /* is that one of its values? */
void cli_setting_use(struct cli *cli, enum cli_set at, const char *text, const char *source); /* text is borrowed */
int cli_config_begin(struct cli *cli); /* behind the options: environment and files. CLI_DONE, or said already */
void cli_config_end(struct cli *cli);
int cli_run_config(struct cli *cli);

/* pager.c */
#define CLI_LEAST_COLUMNS 40          /* a terminal that tells fewer is not believed */
#define CLI_PAGER         "less -FRX" /* if nobody says another */
int cli_terminal_width(void);         /* columns of standard output; 0: it is no terminal */
/* Columns that a table is laid out in: the terminal's; in a pipe or a file those of $COLUMNS, else CLI_PIPE_COLUMNS, so
 * that what is mailed, printed or paged later can be read. */
#define CLI_PIPE_COLUMNS 160
int cli_table_width(void);
int cli_terminal_colour(void); /* 1: a terminal that takes colours, and NO_COLOR is not set */
const char *cli_pager_name(const struct cli *cli);
void cli_pager_begin(const struct cli *cli);  /* before a table or a page of help; nothing if it is no terminal */
int cli_pager_end(struct cli *cli, int code); /* waits for it; code, or CLI_RETRY if it could not be run */

/* help.c */
int cli_help(struct cli *cli, const struct cli_command *command); /* NULL: the list of commands */
int cli_help_parameters(struct cli *cli);                         /* help_parameters.c */
int cli_help_noun(struct cli *cli, const char *noun);

/* answer.c */
int cli_answer_print(struct cli *cli, const struct fpl_answer *answer);

/* submit.c */
/* Fills a command from the options: values, lines, actor, checker, book, request. Its texts live in *texts. CLI_DONE,
 * or said already. */
int cli_command_fill(struct cli *cli, struct fpl_command *command, struct fpl_buf *texts);
/* Says cli->error of a command that was not recorded, and its answer's other reasons (answer NULL: none). */
int cli_fail_command(struct cli *cli, const struct fpl_answer *answer);
int cli_command_give(struct cli *cli, const struct fpl_command *command); /* submits or, with --dry-run, shows */

/* lines.c */
/* "ACCOUNT D|C|借|贷 AMOUNT [party=ID] [item=ID] [currency=CCC] [cash_flow=LINE]". FPL_E_USAGE with the text. Slices of
 * `text`. */
FPL_MUST_CHECK enum fpl_status cli_line_parse(const char *text, struct fpl_line *out, struct fpl_error *error);

/* dry.c */
int cli_dry_run(struct cli *cli, const struct fpl_command *command);

/* verified.c: FILE.verified, which says how far `verify` has passed, for people */
/* Before verification: what is going to be verified, as text. */
void cli_verified_begin(struct cli *cli, struct fpl_buf *text);
/* It passed whole: notes it beside the ledger, or says that it cannot. */
void cli_verified_end(struct cli *cli, struct fpl_buf *text);
/* The remark on a report or list of the open view: a table's last note, else talk. */
void cli_verified_tell(struct cli *cli, struct fpl_report *report);

/* against.c: --against FILE. What it names is read before the passes, which take long, and compared behind them. */
struct cli_against {
    const char *file; /* NULL: nothing is compared */
    int is_copy;      /* an older copy of the ledger, else checkpoints */
    struct fpl_checkpoint *earlier;
    size_t count, room;
    int code; /* CLI_TAMPERED: it differs; CLI_NO: it is of another ledger; each said already */
};
/* CLI_DONE or said already; ended with cli_against_release either way. */
int cli_against_read(struct cli *cli, const char *file, struct cli_against *out);
/* Adds a table with a row for each checkpoint, or for the copy, differences included: they stand in ->code. CLI_DONE,
 * or said already: it could not be compared. */
int cli_against_put(struct cli *cli, struct cli_against *against, struct fpl_report *report);
void cli_against_release(struct cli_against *against);
/* Each checkpoint of a file, one after the other, with or without a blank line between them, in lines of either ending.
 */
typedef int (*cli_checkpoint_fn)(struct cli *cli, const struct fpl_checkpoint *checkpoint, void *ctx);
int cli_each_checkpoint(struct cli *cli, const char *file, cli_checkpoint_fn take, void *ctx);

/* checkpoint.c: all checkpoints as `checkpoint show` prints them, each behind the one before; then what the text of a
 * trial ledger ends with, which `verify --against` passes over ("": of no other). Papers bear the SHA-256 of that text.
 */
FPL_MUST_CHECK enum fpl_status cli_checkpoint_add(const struct fpl_checkpoint *checkpoint, int is_first,
                                                  struct fpl_buf *out);
const char *cli_checkpoint_end(const struct cli *cli);

/* record.c: the one record that a key means (fpl_report_which), a receipt that very one, in the view that is open;
 * book: the code of the book to look in, "" for all. CLI_DONE or said already. */
int cli_which(struct cli *cli, struct fpl_str book, const char *key, struct fpl_which *out);

/* verify_file.c: every --file that was given; CLI_DONE if there is none */
int cli_verify_files(struct cli *cli);

/* the commands */
int cli_run_serve(struct cli *cli); /* serve.c: goes over into fundpool-service */
int cli_run_access(struct cli *cli);
int cli_run_doctor(struct cli *cli);
int cli_run_submit(struct cli *cli);
int cli_run_adopt(struct cli *cli);
int cli_run_init(struct cli *cli);
int cli_run_import(struct cli *cli);
int cli_run_explain(struct cli *cli);
int cli_run_voucher(struct cli *cli);
int cli_run_notice(struct cli *cli);
int cli_run_bundle(struct cli *cli);
int cli_run_find(struct cli *cli);
int cli_run_verify(struct cli *cli);
int cli_run_rebuild(struct cli *cli);
int cli_run_checkpoint(struct cli *cli);
int cli_run_record_proof(struct cli *cli);
int cli_run_record_check(struct cli *cli);
int cli_run_copy(struct cli *cli);
int cli_run_export(struct cli *cli);
int cli_run_sql(struct cli *cli);
int cli_run_help(struct cli *cli);
int cli_run_completion(struct cli *cli);
int cli_run_book_list(struct cli *cli);
int cli_run_user_list(struct cli *cli);
int cli_run_party_list(struct cli *cli);
int cli_run_account_list(struct cli *cli);
int cli_run_period_list(struct cli *cli);
int cli_run_chart_list(struct cli *cli);
int cli_run_pack_list(struct cli *cli);
/* What adopting a text of that kind ("pack") would bring, beside the versions that the ledger of cli->session has. */
int cli_show_adopted(struct cli *cli, const char *kind, struct fpl_str json);
int cli_run_rule_show(struct cli *cli);
int cli_run_policy_show(struct cli *cli);
int cli_run_policy_diff(struct cli *cli);
int cli_run_profile_list(struct cli *cli);
int cli_run_tolerance_list(struct cli *cli);
int cli_run_limit_list(struct cli *cli);
int cli_run_record(struct cli *cli);
int cli_run_report(struct cli *cli);
int cli_run_log(struct cli *cli);
#endif
