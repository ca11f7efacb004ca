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

static uint64_t hash_bytes(struct fpl_str key) {
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

/* The slot of a key, or the empty one where it would stand. */
static struct fpl_map_slot *probe(const struct fpl_map *map, struct fpl_str key, uint64_t hash) {
    FPL_ASSERT(map->slot && map->cap);
    for (size_t i = (size_t)hash & (map->cap - 1);; i = (i + 1) & (map->cap - 1)) {
        struct fpl_map_slot *slot = &map->slot[i];
        if (!slot->at || (slot->hash == hash >> 32 && fpl_str_eq(map->entry[slot->at - 1].key, key)))
            return slot;
    }
}

void *fpl_map__find(const struct fpl_map *map, struct fpl_str key) {
    const struct fpl_map_slot *slot = map->cap ? probe(map, key, hash_bytes(key)) : NULL;
    return slot && slot->at ? map->entry[slot->at - 1].value : NULL;
}

static int grow(struct fpl_map *map) {
    size_t cap = map->cap ? map->cap * 2 : 64;
    struct fpl_map_entry *entry = realloc(map->entry, cap / 2 * sizeof *entry);
    if (!entry)
        return 0;
    map->entry = entry;
    map->entries = cap / 2;
    struct fpl_map_slot *slot = calloc(cap, sizeof *slot);
    if (!slot)
        return 0;
    free(map->slot);
    map->slot = slot;
    map->cap = cap;
    for (size_t i = 0; i < map->count; i++) {
        uint64_t hash = hash_bytes(map->entry[i].key);
        *probe(map, map->entry[i].key, hash) = (struct fpl_map_slot){(uint32_t)(hash >> 32), (uint32_t)i + 1};
    }
    return 1;
}

void *fpl_map__add(struct fpl_map *map, struct fpl_str key, int *made) {
    FPL_ASSERT(map->value_size > 0);
    if (map->count * 2 >= map->cap && !grow(map))
        return NULL;
    uint64_t hash = hash_bytes(key);
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
    *slot = (struct fpl_map_slot){(uint32_t)(hash >> 32), (uint32_t)map->count};
    return value;
}

static int by_key(const void *a, const void *b) {
    const struct fpl_map_entry *const *x = a;
    const struct fpl_map_entry *const *y = b;
    return fpl_str_cmp((*x)->key, (*y)->key);
}

/* Files mostly bring keys in order. */
static int is_sorted(struct fpl_map_entry *const *list, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (fpl_str_cmp(list[i - 1]->key, list[i]->key) > 0)
            return 0;
    return 1;
}

enum fpl_status fpl_map__sorted(const struct fpl_map *map, int (*wanted)(const void *value),
                                struct fpl_map_entry ***out, size_t *n) {
    struct fpl_map_entry **list = malloc((map->count + 1) * sizeof(struct fpl_map_entry *));
    if (!list)
        return FPL_E_NOMEM;
    size_t count = 0;
    for (size_t i = 0; i < map->count; i++)
        if (!wanted || wanted(map->entry[i].value))
            list[count++] = &map->entry[i];
    if (!is_sorted(list, count))
        qsort(list, count, sizeof(struct fpl_map_entry *), by_key);
    *out = list;
    *n = count;
    return FPL_OK;
}

void fpl_map__reset(struct fpl_map *map) {
    if (map->count == 0)
        return;
    if (map->cap > 4096) {
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
