/* Any bytes as a document: what is converted is its own canonical JSON, under every kind, and a mapping either loads or
 * says where not. */
#include "fundpool/json.h"
#include "src/ingest/document.h"
#include "src/ingest/mapping.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fpl_str text = {(const char *)data, size};
    struct fpl_error error;
    for (int kind = ING_CHART; kind <= ING_MAPPING; kind++) {
        struct ing_document document = {0};
        struct fpl_json_doc doc = {0};
        fpl_error_clear(&error);
        enum fpl_status status = ing_document_convert(text, "fuzz", (enum ing_document_kind)kind, &document, &error);
        if (status == FPL_OK && fpl_json_parse(&doc, fpl_buf_str(&document.json), &error) != FPL_OK)
            abort();
        if (status != FPL_OK && (error.status != status || document.json.p))
            abort();
        fpl_json_doc_release(&doc);
        ing_document_release(&document);
    }
    struct ing_mapping *mapping = NULL;
    fpl_error_clear(&error);
    if ((ing_mapping_parse(text, "fuzz", &mapping, &error) == FPL_OK) != (mapping != NULL))
        abort();
    ing_mapping_free(mapping);
    return 0;
}
