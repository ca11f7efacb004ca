/* A hash of each row's key, bank reference and content. */
#include "src/ingest/repeats.h"
#include "src/ingest/marks.h"

#include <stdlib.h>
#include <string.h>

struct hash {
    uint64_t a, b;
};
struct ing_repeats {
    const struct ing_plan *plan;
    const struct fpl_field_spec *last_key;  /* the part of the key that numbers one thing of several */
    const struct fpl_field_spec *reference; /* the bank's own */
    struct ing_marks *marks;
    struct fpl_buf scratch, folded;
};

#define HELD ((size_t)1 << 16) /* marks: 3 MiB */

struct ing_repeats *ing_repeats_new(const struct ing_plan *plan) {
    struct ing_repeats *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->plan = plan;
    r->reference = fpl_field_find(plan->command, FPL_STR("bank_ref"));
    for (int i = 0; i < plan->command->field_count; i++)
        if (plan->command->fields[i].flags & FPL_FIELD_KEY)
            r->last_key = &plan->command->fields[i];
    if (!(r->marks = ing_marks_new(HELD))) {
        free(r);
        return NULL;
    }
    return r;
}

void ing_repeats_free(struct ing_repeats *r) {
    if (!r)
        return;
    fpl_buf_release(&r->scratch);
    fpl_buf_release(&r->folded);
    ing_marks_free(r->marks);
    free(r);
}

static void mix_word(struct hash *m, uint64_t word) {
    m->a = (m->a ^ word) * UINT64_C(0x9fb21c651e98df25);
    m->a ^= m->a >> 32;
    m->b = (m->b ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    m->b ^= m->b >> 29;
}

/* Its length first, so that where one text ends and the next begins makes a difference. */
static void mix(struct hash *m, struct fpl_str text) {
    uint64_t word;
    size_t i = 0;
    mix_word(m, text.n);
    for (; text.n - i >= sizeof word; i += sizeof word) {
        memcpy(&word, text.p + i, sizeof word);
        mix_word(m, word);
    }
    for (word = 0; i < text.n; i++)
        word = word << 8 | (unsigned char)text.p[i];
    mix_word(m, word);
}

/* The row that was seen with this mark; 0, and it is kept, if none was. */
static int64_t seen(struct ing_repeats *r, const struct hash *m, int64_t row) {
    return ing_marks_seen(r->marks, m->a, m->b, row);
}

static int is_number(struct fpl_str text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9')
            return 0;
    return text.n > 0;
}

/* In the spelling shared by those that differ in case or width. */
static struct fpl_str folded(struct ing_repeats *r, struct fpl_str text) {
    if (fpl_id_is_folded(text)) /* nearly all are */
        return text;
    fpl_buf_reset(&r->folded);
    return fpl_id_fold(text, &r->folded) == FPL_OK ? fpl_buf_str(&r->folded) : text;
}

/* 01 and 1 are one number. */
static struct fpl_str without_zeros(struct fpl_str text) {
    while (text.n > 1 && text.p[0] == '0' && is_number(text))
        text = (struct fpl_str){text.p + 1, text.n - 1};
    return text;
}

/* Marks of the key, of the content without its last part, and of the bank reference (a = 0: none). */
static void make_marks(struct ing_repeats *r, const struct ing_record *record, struct hash *key, struct hash *content,
                       struct hash *reference) {
    fpl_buf_reset(&r->scratch);
    for (int i = 0; i < r->plan->rules; i++) {
        const struct ing_rule *rule = &r->plan->rule[i];
        if (rule->columns == 0 && !rule->is_constant)
            continue;
        struct fpl_str text = ing_rule_source(rule, record, &r->scratch);
        if (rule->field->flags & FPL_FIELD_KEY) {
            mix_word(key, (uint64_t)i);
            mix(key, without_zeros(folded(r, text)));
        }
        if (rule->field == r->reference) {
            if (text.n > 0)
                mix(reference, folded(r, text));
        } else if (rule->field != r->last_key) {
            mix_word(content, (uint64_t)i);
            mix(content, text);
        }
    }
}

/* Is there an amount? Lists of firms or users repeat each other's content as a matter of course. */
static int has_amount(const struct ing_plan *plan) {
    int money = 0, days = 0;
    for (int i = 0; i < plan->command->field_count; i++) {
        const struct fpl_field_spec *field = &plan->command->fields[i];
        money += field->type == FPL_FIELD_MONEY && (field->flags & FPL_FIELD_REQUIRED);
        days += field->type == FPL_FIELD_DATE && (field->flags & FPL_FIELD_REQUIRED) && !(field->flags & FPL_FIELD_KEY);
    }
    return money > 0 && days > 0;
}

enum ing_repeat ing_repeats_look(struct ing_repeats *r, const struct ing_record *record, int64_t *earlier) {
    struct hash key = {1, 1}, content = {2, 2}, reference = {3, 3};
    make_marks(r, record, &key, &content, &reference);
    int64_t same_key = r->last_key ? seen(r, &key, record->row) : 0,
            same_reference = reference.a != 3 ? seen(r, &reference, record->row) : 0,
            same_content = r->last_key && has_amount(r->plan) ? seen(r, &content, record->row) : 0;
    *earlier = same_key ? same_key : same_reference ? same_reference : same_content;
    return same_key         ? ING_REPEAT_KEY
           : same_reference ? ING_REPEAT_REFERENCE
           : same_content   ? ING_REPEAT_CONTENT
                            : ING_REPEAT_NONE;
}
