#include "ledger/journal/map.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)64 << 10)
struct fpl_block {
    struct fpl_block *next;
    size_t used, cap;
    _Alignas(16) char bytes[];
};

void *fpl_arena__take(struct fpl_arena_list *arena, size_t n) {
    n = (n + 15) & ~(size_t)15;
    struct fpl_block *block = arena->head;
    if (!block || block->cap - block->used < n) {
        size_t cap = n > BLOCK_BYTES ? n : BLOCK_BYTES;
        block = malloc(sizeof *block + cap);
        if (!block)
            return NULL;
        *block = (struct fpl_block){.next = arena->head, .cap = cap};
        arena->head = block;
        arena->bytes += cap;
    }
    void *p = block->bytes + block->used;
    block->used += n;
    return p;
}

struct fpl_str fpl_arena__copy(struct fpl_arena_list *arena, struct fpl_str text, int *failed) {
    if (text.n == 0)
        return (struct fpl_str){"", 0};
    char *p = fpl_arena__take(arena, text.n);
    if (!p) {
        *failed = 1;
        return (struct fpl_str){"", 0};
    }
    memcpy(p, text.p, text.n);
    return (struct fpl_str){p, text.n};
}

void fpl_arena__reset(struct fpl_arena_list *arena) {
    struct fpl_block *block = arena->head;
    if (!block)
        return;
    while (block->next) {
        struct fpl_block *next = block->next;
        free(block);
        block = next;
    }
    block->used = 0;
    arena->head = block;
    arena->bytes = block->cap;
}

void fpl_arena__release(struct fpl_arena_list *arena) {
    while (arena->head) {
        struct fpl_block *next = arena->head->next;
        free(arena->head);
        arena->head = next;
    }
    arena->bytes = 0;
}

uint64_t fpl_map__hash(struct fpl_str key) {
    uint64_t h = 0x9e3779b97f4a7c15u ^ key.n, word = 0;
    size_t i = 0;
    for (; i + sizeof word <= key.n; i += sizeof word) {
        memcpy(&word, key.p + i, sizeof word);
        h = (h ^ word) * 0x9fb21c651e98df25u;
        h ^= h >> 29;
    }
    for (word = 0; i < key.n; i++)
        word = word << 8 | (unsigned char)key.p[i];
    h = (h ^ word) * 0x9fb21c651e98df25u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    return h ^ (h >> 32);
}

static uint32_t hash_bytes(struct fpl_str key) {
    return (uint32_t)fpl_map__hash(key);
}

static size_t place_after(const struct fpl_map *map, size_t i) {
    return (i + 1) & (map->cap - 1);
}

/* The slot of a key, or the empty one where it would stand. */
static struct fpl_map_slot *probe(const struct fpl_map *map, struct fpl_str key, uint32_t hash) {
    FPL_ASSERT(map->slot && map->cap);
    for (size_t i = hash & (map->cap - 1);; i = place_after(map, i)) {
        struct fpl_map_slot *slot = &map->slot[i];
        if (!slot->at || (slot->hash == hash && fpl_str_eq(map->entry[slot->at - 1].key, key)))
            return slot;
    }
}

void *fpl_map__find(const struct fpl_map *map, struct fpl_str key) {
    const struct fpl_map_slot *slot = map->cap ? probe(map, key, hash_bytes(key)) : NULL;
    return slot && slot->at ? map->entry[slot->at - 1].value : NULL;
}

/* A slot holds all of the hash that places use, so that no key is looked at: they are spread over the memory. */
static int grow(struct fpl_map *map) {
    size_t old = map->cap, cap = old ? old * 2 : 64;
    struct fpl_map_entry *entry = realloc(map->entry, cap / 2 * sizeof *entry);
    if (!entry)
        return 0;
    map->entry = entry;
    struct fpl_map_slot *slot = calloc(cap, sizeof *slot), *from = map->slot;
    if (!slot)
        return 0;
    map->slot = slot;
    map->cap = cap;
    for (size_t i = 0; i < old; i++) {
        size_t place = from[i].hash & (cap - 1);
        if (!from[i].at)
            continue;
        while (slot[place].at)
            place = place_after(map, place);
        slot[place] = from[i];
    }
    free(from);
    return 1;
}

void *fpl_map__add(struct fpl_map *map, struct fpl_str key, int *made) {
    FPL_ASSERT(map->value_size > 0);
    if (map->count * 2 >= map->cap && !grow(map))
        return NULL;
    uint32_t hash = hash_bytes(key);
    struct fpl_map_slot *slot = probe(map, key, hash);
    *made = slot->at == 0;
    if (slot->at)
        return map->entry[slot->at - 1].value;
    int failed = 0;
    struct fpl_str copy = fpl_arena__copy(&map->arena, key, &failed);
    void *value = fpl_arena__take(&map->arena, map->value_size);
    if (failed || !value)
        return NULL;
    memset(value, 0, map->value_size);
    map->entry[map->count++] = (struct fpl_map_entry){copy, value};
    *slot = (struct fpl_map_slot){hash, (uint32_t)map->count};
    return value;
}

/* ---- sorting ---- */

#define FEW 24 /* to be sorted by insertion */

/* How a stands to b, whose first `same` bytes are equal. */
static int compare(const struct fpl_map_entry *a, const struct fpl_map_entry *b, size_t same) {
    return fpl_str_cmp((struct fpl_str){a->key.p + same, a->key.n - same},
                       (struct fpl_str){b->key.p + same, b->key.n - same});
}

/* Files mostly bring keys in order, and so are most parts of what they bring. */
static int is_sorted(struct fpl_map_entry *const *list, size_t n, size_t same) {
    for (size_t i = 1; i < n; i++)
        if (compare(list[i - 1], list[i], same) > 0)
            return 0;
    return 1;
}

static void insertion_sort(struct fpl_map_entry **list, size_t n, size_t same) {
    for (size_t i = 1; i < n; i++) {
        struct fpl_map_entry *one = list[i];
        size_t at = i;
        for (; at > 0 && compare(list[at - 1], one, same) > 0; at--)
            list[at] = list[at - 1];
        list[at] = one;
    }
}

/* Bytes that all keys begin with, at least `same`. */
static size_t common(struct fpl_map_entry *const *list, size_t n, size_t same) {
    struct fpl_str first = list[0]->key;
    size_t most = first.n;
    for (size_t i = 1; i < n && most > same; i++) {
        struct fpl_str key = list[i]->key;
        size_t at = same, end = key.n < most ? key.n : most;
        while (at < end && key.p[at] == first.p[at])
            at++;
        most = at;
    }
    return most;
}

static unsigned byte_at(const struct fpl_map_entry *entry, size_t at) {
    return at < entry->key.n ? 1 + (unsigned char)entry->key.p[at] : 0;
}

/* Parts that are in order already are left; others are divided by the first byte in which they differ. Keys differ, so
 * that each division is one, and there are no more of them within each other than a key has bytes. */
static void sort(struct fpl_map_entry **list, struct fpl_map_entry **spare, size_t n, size_t same) {
    uint32_t end[257] = {0}, start = 0;
    if (is_sorted(list, n, same))
        return;
    if (n <= FEW) {
        insertion_sort(list, n, same);
        return;
    }
    same = common(list, n, same);
    for (size_t i = 0; i < n; i++)
        end[byte_at(list[i], same)]++;
    for (int part = 0; part < 257; part++) {
        uint32_t count = end[part];
        end[part] = start;
        start += count;
    }
    for (size_t i = 0; i < n; i++)
        spare[end[byte_at(list[i], same)]++] = list[i];
    memcpy(list, spare, n * sizeof(struct fpl_map_entry *));
    for (int part = 0; part < 257; part++) {
        start = part ? end[part - 1] : 0;
        if (end[part] - start > 1)
            sort(list + start, spare, end[part] - start, same + 1);
    }
}

enum fpl_status fpl_map__sorted(const struct fpl_map *map, int (*wanted)(const void *value),
                                struct fpl_map_entry ***out, size_t *n) {
    struct fpl_map_entry **list = malloc((2 * map->count + 1) * sizeof(struct fpl_map_entry *)); /* and the spare */
    if (!list)
        return FPL_E_NOMEM;
    size_t count = 0;
    for (size_t i = 0; i < map->count; i++)
        if (!wanted || wanted(map->entry[i].value))
            list[count++] = &map->entry[i];
    sort(list, list + count, count, 0);
    *out = list;
    *n = count;
    return FPL_OK;
}

enum fpl_status fpl_map__sorted_few(const struct fpl_map *map, const uint32_t *place, size_t n,
                                    struct fpl_map_entry ***out) {
    struct fpl_map_entry **list = malloc((2 * n + 1) * sizeof(struct fpl_map_entry *));
    if (!list)
        return FPL_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        list[i] = &map->entry[place[i]];
    sort(list, list + n, n, 0);
    *out = list;
    return FPL_OK;
}

/* A table that is filled again and again is kept; one that has become much too large is given back, for to empty it
 * costs as much as it is long. */
void fpl_map__reset(struct fpl_map *map) {
    if (map->count == 0)
        return;
    if (map->cap > 4096 && map->count < map->cap / 8) {
        fpl_map__release(map);
        return;
    }
    memset(map->slot, 0, map->cap * sizeof *map->slot);
    map->count = 0;
    fpl_arena__reset(&map->arena);
}

void fpl_map__release(struct fpl_map *map) {
    free(map->slot);
    free(map->entry);
    fpl_arena__release(&map->arena);
    *map = (struct fpl_map){.value_size = map->value_size};
}
