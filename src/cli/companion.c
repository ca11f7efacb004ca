#include "src/cli/companion.h"

#include <string.h>
#include <unistd.h>

int cli_companion(const char *name, char out[CLI_COMPANION_PATH]) {
    size_t n = strlen(name);
    ssize_t got = readlink("/proc/self/exe", out, CLI_COMPANION_PATH - n - 1);
    if (got <= 0)
        return 0;
    out[got] = '\0';
    char *slash = strrchr(out, '/');
    if (!slash || (size_t)(slash - out) + n + 2 > CLI_COMPANION_PATH)
        return 0;
    memcpy(slash + 1, name, n + 1);
    return access(out, X_OK) == 0;
}
