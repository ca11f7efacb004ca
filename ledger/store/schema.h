#ifndef LEDGER_STORE_SCHEMA_H
#define LEDGER_STORE_SCHEMA_H
/* The file format (docs/FORMAT.md explains each column). record and opening are the truth and fixed for ever;
 * everything in FPL_DDL_DERIVED is rebuilt from them by `rebuild` and compared by `verify`.
 *
 * A record's key is one integer, book * 2^36 + seq, so that both engines cluster a book's records in order of seq and
 * append at the end; an opening's key is record key * 2^8 + part (0 body, 1 pi, 1+k to.k). */
#define FPL_APPLICATION_ID 0x46504c31 /* "FPL1" */
#define FPL_FORMAT_VERSION 1
#define FPL_SEQ_BITS       36
#define FPL_PART_BITS      8

/* A total's key is one integer too: book (19 bits), grain (2), day since 1970-01-01 + 2^17 (18), block of 64 lines
 * (18), so that the cells of a grain and day stand together. A line is what a posting falls on: account, party,
 * currency, line of the cash-flow statement; numbered 0, 1, … within its book in order of first use. */
#define FPL_BLOCK_BITS 18
#define FPL_DAY_BITS   18
#define FPL_DAY_ZERO   (1 << (FPL_DAY_BITS - 1))

#define FPL_DDL_TRUTH                                                                                                  \
    "CREATE TABLE record (id INTEGER PRIMARY KEY, e TEXT NOT NULL, t INTEGER NOT NULL, c BLOB NOT NULL,"               \
    "  uid BLOB NOT NULL) STRICT;"                                                                                     \
    "CREATE TABLE opening (id INTEGER PRIMARY KEY, salt BLOB NOT NULL, bytes BLOB NOT NULL) STRICT;"                   \
    "CREATE VIEW record_by_book AS SELECT id >> 36 AS book, id & 68719476735 AS seq, e, t, c, uid FROM record;"        \
    "CREATE VIEW opening_by_book AS SELECT id >> 44 AS book, (id >> 8) & 68719476735 AS seq, id & 255 AS part,"        \
    "  salt, bytes FROM opening;"                                                                                      \
    "CREATE TRIGGER record_is_append_only_u BEFORE UPDATE ON record"                                                   \
    "  BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;"                                                       \
    "CREATE TRIGGER record_is_append_only_d BEFORE DELETE ON record"                                                   \
    "  BEGIN SELECT RAISE(ABORT, 'record is append-only'); END;"                                                       \
    "CREATE TRIGGER opening_is_append_only_u BEFORE UPDATE ON opening"                                                 \
    "  BEGIN SELECT RAISE(ABORT, 'opening is append-only'); END;"                                                      \
    "CREATE TRIGGER opening_is_append_only_d BEFORE DELETE ON opening WHEN OLD.id & 255 <> 1"                          \
    "  BEGIN SELECT RAISE(ABORT, 'only a pi opening may be erased'); END;"

#define FPL_DDL_DERIVED                                                                                                \
    "CREATE TABLE head (book INTEGER PRIMARY KEY, size INTEGER NOT NULL, t INTEGER NOT NULL, root BLOB NOT NULL,"      \
    "  frontier BLOB NOT NULL, indexed INTEGER NOT NULL, gross INTEGER NOT NULL, series TEXT NOT NULL,"                \
    "  series_from INTEGER NOT NULL, series_to INTEGER NOT NULL, series_no INTEGER NOT NULL) STRICT;"                  \
    "CREATE TABLE tile (book INTEGER NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL,"    \
    "  PRIMARY KEY (book, level, idx)) STRICT, WITHOUT ROWID;"                                                         \
    "CREATE TABLE line (book INTEGER NOT NULL, account TEXT NOT NULL, party TEXT NOT NULL, currency TEXT NOT NULL,"    \
    "  flow TEXT NOT NULL, no INTEGER NOT NULL, PRIMARY KEY (book, account, party, currency, flow)) STRICT,"           \
    "  WITHOUT ROWID;"                                                                                                 \
    "CREATE UNIQUE INDEX line_by_no ON line (book, no);"                                                               \
    "CREATE TABLE total (id INTEGER PRIMARY KEY, sums BLOB NOT NULL) STRICT;"                                          \
    "CREATE TABLE item (book INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, seq0 INTEGER NOT NULL,"          \
    "  seq INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (book, kind, key)) STRICT, WITHOUT ROWID;"                \
    "CREATE TABLE request (kind TEXT NOT NULL, key TEXT NOT NULL, book INTEGER NOT NULL, seq INTEGER NOT NULL,"        \
    "  PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;"                                                                \
    "CREATE TABLE tally (book INTEGER NOT NULL, name TEXT NOT NULL, scope TEXT NOT NULL, day INTEGER NOT NULL,"        \
    "  amount INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (book, name, scope, day)) STRICT, WITHOUT ROWID;"  \
    "CREATE TABLE posting (book INTEGER NOT NULL, account TEXT NOT NULL, span INTEGER NOT NULL, places BLOB NOT NULL," \
    "  PRIMARY KEY (book, account, span)) STRICT, WITHOUT ROWID;"

#endif
