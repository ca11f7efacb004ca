#ifndef FUNDPOOL_ERROR_H
#define FUNDPOOL_ERROR_H
/* The details of one failure, in the caller's memory and of fixed size, so that reporting cannot itself fail. No texts
 * are composed here: the status names a bilingual template (status.def), the arguments fill it, and the program renders
 * it. */
#include "fundpool/status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FPL_ERROR_ARGS      3
#define FPL_ERROR_ARG_BYTES 400  /* the longest key, a loan's, with every byte of it written out */
#define FPL_CLAUSE_BYTES    512  /* document number and clause: a rule whose own are longer is refused */
#define FPL_MESSAGE_BYTES   4096 /* a whole message: its text and three arguments */

/* Words for an argument or a hint, in both languages; who renders picks one. They may stand within other text:
 * FPL_ZH_EN("表", "table") " %s". Static text alone: what people typed is told as they typed it. */
#define FPL_ZH_EN(zh, en) "\x1e" zh "\x1f" en "\x1d"
#define FPL_ZH_EN_END     '\x1d'

struct fpl_str;

struct fpl_error {
    enum fpl_status status;
    char arg[FPL_ERROR_ARGS][FPL_ERROR_ARG_BYTES]; /* as fpl_str_show gives them: UTF-8, one cut ends in FPL_CUT */
    char field[64];                                /* field or column name, "" if none */
    char file[256];                                /* input file as the user named it, its end if long; "" if none */
    int64_t row;                                   /* 1 = first line of the file; 0 = no position */
    int32_t column;                                /* 1 = first column; 0 = none */
    char clause[FPL_CLAUSE_BYTES];                 /* policy clause behind a refusal, "" if none */
    char hint[160]; /* language-free detail of the layer below (errno text, SQL engine text) */
};

/* Empties *error. error may be NULL in every function of this header. */
void fpl_error_clear(struct fpl_error *error);

/* Sets status and arguments (NULL or missing ones are ""), keeps file/row/column/field already there, and returns
 * status, so that `return fpl_fail(err, FPL_E_DATE_INVALID, text, NULL, NULL);` is the whole failure path. */
enum fpl_status fpl_fail(struct fpl_error *error, enum fpl_status status, const char *arg0, const char *arg1,
                         const char *arg2);

/* As fpl_fail with one argument of `length` bytes that need not end in NUL. */
enum fpl_status fpl_fail_text(struct fpl_error *error, enum fpl_status status, const char *text, size_t length);

/* Text as an argument is to quote it, into out; one that does not fit is cut at a character and ends in FPL_CUT: the
 * whole stands where the error's place says. Returns out. */
char *fpl_error_quote(struct fpl_str text, char out[FPL_ERROR_ARG_BYTES]);
/* Adds a word to a list that becomes an argument, `between` before it unless it is the first. When the list has no room
 * for it, `rest` ends the list, a text (FPL_ZH_EN) that says where the whole list stands, and further words are passed
 * over. The list is "" at first; rest is the same text at each call, below FPL_ERROR_ARG_BYTES / 2. */
void fpl_error_list(char list[FPL_ERROR_ARG_BYTES], const char *between, struct fpl_str word, const char *rest);

/* The choices of a field ("CODE=中文=english|…") as an argument: the words in Chinese, the codes in English; where that
 * does not fit, the codes alone, and the list may end in FPL_ERROR_CHOICES_REST. */
#define FPL_ERROR_CHOICES_REST                                                                                         \
    FPL_ZH_EN(" …（全部取值见该命令的 fundpool help）", " … (all of them: fundpool help of the command)")
void fpl_error_choices(const char *choices, char out[FPL_ERROR_ARG_BYTES]);

/* Names the field. Nothing else is changed. */
void fpl_error_at_field(struct fpl_error *error, const char *field);
/* What the layer below says (errno text, SQL engine text), shown as arguments are. */
void fpl_error_hint(struct fpl_error *error, const char *text);
/* Names the place in the input: the file as the user named it, row and column from 1, 0 where there is none. */
void fpl_error_at(struct fpl_error *error, const char *file, int64_t row, int32_t column);

/* Text as arguments and hints hold it, in one language: of each FPL_ZH_EN its own half. Always NUL-ended, cut at a
 * character. Returns out. */
char *fpl_error_words(const char *text, int zh, char *out, size_t out_size);

/* Renders "text of the status with its arguments filled in" into out (always NUL-ended, cut at a character); zh != 0
 * for Chinese. Position and field are left to the caller, who knows where it prints. Returns out. */
char *fpl_error_message(const struct fpl_error *error, int zh, char *out, size_t out_size);

#ifdef __cplusplus
}
#endif
#endif
