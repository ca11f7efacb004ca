#ifndef SRC_INGEST_MARK_H
#define SRC_INGEST_MARK_H
/* The mark of an answer file of a rehearsal: the SHA-256 of its bytes as an extended attribute of the file. As long as
 * it holds, nobody has altered the file since the program wrote it, and the next rehearsal may take its place. An
 * editor that writes a new file leaves the mark behind; a file system without such attributes has none, and then
 * nothing is replaced. */

/* Marks a finished file. A failure leaves it without a mark. */
void ing_mark_set(const char *path);
/* 1 if a plain file stands there, whose bytes are those that its mark names. */
int ing_mark_holds(const char *path);

#endif
