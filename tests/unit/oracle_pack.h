#ifndef TESTS_UNIT_ORACLE_PACK_H
#define TESTS_UNIT_ORACLE_PACK_H
/* Random rule packs for test_desk_oracle: as the model reads them, and as the text that the program adopts. */
#include "fundpool/text.h"
#include "tests/model/world_model.h"

extern const char *const oracle_class[], *const oracle_stage[]; /* codes, by rank */

void oracle_seed(uint64_t seed);
uint32_t oracle_draw(uint32_t below);
int oracle_one_in(uint32_t n);
int64_t oracle_money(int64_t about);  /* fen, half to one and a half times as much; mostly whole 万元 */
const char *oracle_yuan(int64_t fen); /* static, one of sixteen in turn */
struct wm_pack oracle_pack(enum wm_whom whom);
/* Its lines, into an empty buffer. */
void oracle_pack_text(struct fpl_buf *b, const struct wm_pack *p);

#endif
