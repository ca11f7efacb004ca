#ifndef SRC_CLI_COMPANION_H
#define SRC_CLI_COMPANION_H
/* The programs that stand beside `fundpool` in its folder and that it becomes when they are asked for. */
#define CLI_COMPANION_PATH 4096

/* The path of `name` in the folder of this very program (what PATH says may be another one). 0: it is not there, or
 * cannot be run. */
int cli_companion(const char *name, char out[CLI_COMPANION_PATH]);

#endif
