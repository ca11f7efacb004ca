#ifndef LEDGER_JOURNAL_MAP_H
#define LEDGER_JOURNAL_MAP_H
/* A write set in memory: byte-string keys to fixed-size values, all in blocks that are dropped together when the
 * transaction ends. */
#include "fundpool/text.h"

struct fpl_block;
struct fpl_arena_list { /* bump memory; {0} is empty */
    struct fpl_block *head;
    size_t bytes; /* taken from the system */
};
void *fpl_arena__take(struct fpl_arena_list *arena, size_t n); /* NULL: out of memory */
struct fpl_str fpl_arena__copy(struct fpl_arena_list *arena, struct fpl_str text, int *failed);
void fpl_arena__reset(struct fpl_arena_list *arena); /* keeps one block */
void fpl_arena__release(struct fpl_arena_list *arena);

struct fpl_map_entry {
    struct fpl_str key;
    void *value;
};
struct fpl_map_slot {
    uint32_t hash;
    uint32_t at; /* 1 + place in entry; 0: empty */
};
struct fpl_map { /* {0}-filled with value_size set is an empty map */
    size_t value_size;
    struct fpl_map_entry *entry; /* `count` of them, in order of being made; room for cap / 2 */
    size_t count;
    struct fpl_map_slot *slot; /* open addressing, cap of them */
    size_t cap;
    struct fpl_arena_list arena;
};
/* A number that spreads keys evenly; of this process alone, so it stands in no file. */
uint64_t fpl_map__hash(struct fpl_str key);
/* The value under key, NULL if none. */
void *fpl_map__find(const struct fpl_map *map, struct fpl_str key);
/* The value under key, zero-filled if it was made now (*made = 1). NULL: out of memory. */
void *fpl_map__add(struct fpl_map *map, struct fpl_str key, int *made);
/* Entries that `wanted` wants (NULL: all) sorted by key bytes into a malloc'd array of pointers (*out, caller frees);
 * their number in *n. FPL_E_NOMEM. */
FPL_MUST_CHECK enum fpl_status fpl_map__sorted(const struct fpl_map *map, int (*wanted)(const void *value),
                                               struct fpl_map_entry ***out, size_t *n);
/* The same of n entries given by their places. */
FPL_MUST_CHECK enum fpl_status fpl_map__sorted_few(const struct fpl_map *map, const uint32_t *place, size_t n,
                                                   struct fpl_map_entry ***out);
void fpl_map__reset(struct fpl_map *map);
void fpl_map__release(struct fpl_map *map);

#endif
