#ifndef LEDGER_STORE_WRITER_H
#define LEDGER_STORE_WRITER_H
/* FILE.writer: one line naming who writes (pid, actor, command). Advisory, for people: the engine's lock decides who
 * may write. */
#include "fundpool/text.h"

void fpl_writer__claim(const char *path, const char *label);
void fpl_writer__drop(const char *path);
/* Reads the line into out, "?" if there is none. */
void fpl_writer__read(const char *path, char *out, size_t out_size);

#endif
