/* Unified social credit code 统一社会信用代码, GB 32100-2015: 17 characters of a 31-character alphabet (digits and
 * capitals without I O S V Z) and a check character, 31 minus the weighted sum modulo 31. */
#include "fundpool/text.h"

#include <string.h>

#define USCC_CHARS 18

enum fpl_status fpl_uscc_check(struct fpl_str code) {
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static const int weight[USCC_CHARS - 1] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    int last = 0;
    if (code.n != USCC_CHARS)
        return FPL_E_USCC;
    for (size_t i = 0; i < USCC_CHARS; i++) {
        const char *at = memchr(alphabet, code.p[i], sizeof(alphabet) - 1);
        if (!at)
            return FPL_E_USCC;
        last = (int)(at - alphabet);
        if (i < USCC_CHARS - 1)
            sum += last * weight[i];
    }
    return last == (31 - sum % 31) % 31 ? FPL_OK : FPL_E_USCC;
}
