/* Checkpoint text, C2SP tlog-checkpoint inside a C2SP signed-note. Readers in the field differ over leading zeros, lax
 * base64 and trailing lines, and a text that two readers read differently is a fork nobody sees; so there is one
 * accepted spelling, the one written here. */
#include "fundpool/proof.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ROOT_TEXT_BYTES 44              /* base64 of 32 bytes */
#define SIGNATURE_MARK  "\xE2\x80\x94 " /* em dash, space */

/* Signed-note text is UTF-8 without control characters; a line is never empty. */
static int is_origin(struct fpl_str origin) {
    if (origin.n == 0)
        return 0;
    for (size_t i = 0; i < origin.n; i++) {
        if ((unsigned char)origin.p[i] < 0x20)
            return 0;
    }
    return fpl_text_check(origin, FPL_ORIGIN_BYTES_MAX, NULL) == FPL_OK;
}

int fpl_origin_is_akin(const char *a, const char *b) {
    const char *end = strrchr(a, '/'), *other = strrchr(b, '/');
    return end && other && end - a == other - b && memcmp(a, b, (size_t)(end - a)) == 0;
}

void fpl_checkpoint_format(const struct fpl_checkpoint *checkpoint, struct fpl_buf *out) {
    FPL_ASSERT(is_origin(fpl_str_of(checkpoint->origin)));
    char root[ROOT_TEXT_BYTES + 1];
    size_t n = fpl_base64(checkpoint->root.byte, FPL_HASH_BYTES, root);
    FPL_ASSERT(n == ROOT_TEXT_BYTES);
    fpl_buf_addf(out, "%s\n%" PRIu64 "\n", checkpoint->origin, checkpoint->size);
    fpl_buf_add(out, root, n);
    fpl_buf_addc(out, '\n');
}

/* Cuts the first line, without its newline, off *rest. 0 if there is no newline. */
static int cut_line(struct fpl_str *rest, struct fpl_str *line) {
    const char *end = rest->n == 0 ? NULL : memchr(rest->p, '\n', rest->n);
    if (end == NULL)
        return 0;
    *line = (struct fpl_str){rest->p, (size_t)(end - rest->p)};
    rest->p += line->n + 1;
    rest->n -= line->n + 1;
    return 1;
}

static int parse_size(struct fpl_str digits, uint64_t *out) {
    uint64_t size = 0;
    if (digits.n == 0 || (digits.n > 1 && digits.p[0] == '0'))
        return 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return 0;
        uint64_t digit = (uint64_t)(digits.p[i] - '0');
        if (__builtin_mul_overflow(size, UINT64_C(10), &size) || __builtin_add_overflow(size, digit, &size))
            return 0;
    }
    *out = size;
    return 1;
}

/* "— <name> <base64>": enough to know that no text hides below the blank line. Names and keys are the signer's affair.
 */
static int is_signature_line(struct fpl_str line) {
    size_t mark = sizeof SIGNATURE_MARK - 1;
    if (line.n <= mark || memcmp(line.p, SIGNATURE_MARK, mark) != 0)
        return 0;
    const char *name = line.p + mark;
    const char *end = line.p + line.n;
    const char *gap = memchr(name, ' ', (size_t)(end - name));
    return gap != NULL && gap > name && gap + 1 < end && memchr(gap + 1, ' ', (size_t)(end - gap - 1)) == NULL;
}

static enum fpl_status fail_at_line(struct fpl_error *error, uint64_t line) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, line);
    return fpl_fail(error, FPL_E_NUMBER_FORMAT, digits, NULL, NULL);
}

/* After the three lines: nothing, or a blank line and one or more signature lines. */
static enum fpl_status check_signatures(struct fpl_str rest, struct fpl_error *error) {
    struct fpl_str line;
    uint64_t number = 4;
    if (rest.n == 0)
        return FPL_OK;
    if (!cut_line(&rest, &line) || line.n != 0)
        return fail_at_line(error, number);
    do {
        number++;
        if (!cut_line(&rest, &line) || !is_signature_line(line))
            return fail_at_line(error, number);
    } while (rest.n > 0);
    return FPL_OK;
}

enum fpl_status fpl_checkpoint_parse(struct fpl_str text, struct fpl_checkpoint *out, struct fpl_error *error) {
    struct fpl_checkpoint checkpoint = {.size = 0};
    struct fpl_str rest = text;
    struct fpl_str line;
    if (!cut_line(&rest, &line) || !is_origin(line))
        return fail_at_line(error, 1);
    memcpy(checkpoint.origin, line.p, line.n);
    if (!cut_line(&rest, &line) || !parse_size(line, &checkpoint.size))
        return fail_at_line(error, 2);
    if (!cut_line(&rest, &line) || line.n != ROOT_TEXT_BYTES ||
        fpl_unbase64(line, checkpoint.root.byte, FPL_HASH_BYTES) != FPL_OK)
        return fail_at_line(error, 3);
    enum fpl_status status = check_signatures(rest, error);
    if (status == FPL_OK)
        *out = checkpoint;
    return status;
}
