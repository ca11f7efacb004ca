#include "src/cli/cli.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Memory that is given back to the system is taken again a moment later, page by page, which costs an import or a
 * report a tenth of its time: what was taken is kept until the end. One arena, for those of further threads grow by a
 * page a call. */
static void keep_memory(void) {
#ifdef __GLIBC__
    (void)mallopt(M_ARENA_MAX, 1);
    (void)mallopt(M_TOP_PAD, 1 << 20);
    (void)mallopt(M_TRIM_THRESHOLD, -1);
    (void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
#endif
}

int main(int argc, char **argv) {
    keep_memory();
    return cli_main(argc, argv, NULL);
}
