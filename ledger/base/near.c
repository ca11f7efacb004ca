/* How far two words are apart, as people mistype them. */
#include "fundpool/near.h"
#include "ledger/base/base.h"

#include <string.h>

#define CHARS 48 /* of a word that is compared; a longer one is near nothing but itself */

/* ---- how far two words are apart ---- */

/* The spelling that look-alikes share, as code points; -1 if it is too long. */
static int points_of(struct fpl_str text, uint32_t out[CHARS]) {
    struct fpl_buf folded = {0};
    int n = fpl_name_fold(text, &folded) == FPL_OK ? 0 : -1;
    for (size_t i = 0; n >= 0 && i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        if (n > 0 && (c & 0xC0) == 0x80)
            out[n - 1] = out[n - 1] << 8 | c;
        else if (n == CHARS)
            n = -1;
        else
            out[n++] = c == '_' ? '-' : c;
    }
    fpl_buf_release(&folded);
    return n;
}

/* Letters to change, add, leave out or swap with their neighbour. */
static int distance(const uint32_t *a, int n, const uint32_t *b, int m) {
    int row[3][CHARS + 1];
    for (int j = 0; j <= m; j++)
        row[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *swap = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int best = before[j - 1] + (a[i - 1] != b[j - 1]);
            best = before[j] + 1 < best ? before[j] + 1 : best;
            best = now[j - 1] + 1 < best ? now[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && swap[j - 2] + 1 < best)
                best = swap[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

static int contains(const uint32_t *all, int n, const uint32_t *part, int m) {
    for (int at = 0; m >= 2 && at + m <= n; at++)
        if (memcmp(all + at, part, (size_t)m * sizeof *part) == 0)
            return 1;
    return 0;
}

void fpl_near_begin(struct fpl_near *near, struct fpl_str sought) {
    *near = (struct fpl_near){.sought = sought, .far = CHARS};
}

/* A third of the letters may be wrong; a part of a word is nearer the more of it there is. */
void fpl_near_try(struct fpl_near *near, struct fpl_str word, struct fpl_str means) {
    uint32_t a[CHARS], b[CHARS];
    int n = points_of(near->sought, a), m = points_of(word, b);
    if (n <= 0 || m <= 0 || means.n >= sizeof near->word)
        return;
    int far = distance(a, n, b, m);
    if (far > (n > m ? n : m) / 3)
        far = contains(b, m, a, n) || contains(a, n, b, m) ? CHARS / 2 + (m > n ? m - n : n - m) / 2 : CHARS;
    if (far >= near->far)
        return;
    near->far = far;
    (void)fpl_str_copy(means, near->word, sizeof near->word);
}

void fpl_near_choices(struct fpl_near *near, const char *choices) {
    for (const char *p = choices; *p;) {
        size_t n = strcspn(p, "=|");
        fpl_near_try(near, (struct fpl_str){p, n}, (struct fpl_str){p, n});
        p += n + (p[n] != '\0');
    }
}
