/* Any bytes as canonical JSON: what the reader accepts, the writer writes back byte for byte. */
#include "fundpool/json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_node(struct fpl_json_out *out, const struct fpl_json *node) {
    char key[512];
    switch (node->type) {
    case FPL_JSON_OBJECT:
        fpl_json_object(out);
        for (const struct fpl_json *at = fpl_json_first(node); at;) {
            const struct fpl_json *value = fpl_json_next(node, at);
            if (!value || at->str.n >= sizeof key)
                abort(); /* keys and values alternate; inputs are shorter than that */
            fpl_str_copy(at->str, key, sizeof key);
            fpl_json_key(out, key);
            write_node(out, value);
            at = fpl_json_next(node, value);
        }
        fpl_json_end(out);
        return;
    case FPL_JSON_ARRAY:
        fpl_json_array(out);
        for (const struct fpl_json *at = fpl_json_first(node); at; at = fpl_json_next(node, at))
            write_node(out, at);
        fpl_json_end(out);
        return;
    case FPL_JSON_STRING:
        fpl_json_str(out, node->str);
        return;
    case FPL_JSON_INT:
        fpl_json_int(out, node->num);
        return;
    case FPL_JSON_BOOL:
        fpl_json_bool(out, node->num != 0);
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fpl_json_doc doc = {0};
    struct fpl_buf buf = {0};
    struct fpl_json_out out;
    if (size < 512 && fpl_json_parse(&doc, (struct fpl_str){(const char *)data, size}, NULL) == FPL_OK) {
        fpl_json_begin(&out, &buf);
        write_node(&out, fpl_json_root(&doc));
        if (fpl_buf_ok(&buf) != FPL_OK || buf.n != size || memcmp(buf.p, data, size) != 0)
            abort();
    }
    fpl_buf_release(&buf);
    fpl_json_doc_release(&doc);
    return 0;
}
