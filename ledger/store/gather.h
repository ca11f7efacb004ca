#ifndef LEDGER_STORE_GATHER_H
#define LEDGER_STORE_GATHER_H
/* Name of a VFS over the named one (NULL: the default) that gathers small writes; the name given where there is none to
 * be had. Valid for ever. */
const char *fpl_gather__over(const char *vfs);
#endif
