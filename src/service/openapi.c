#include "src/service/openapi.h"
#include "src/service/api.h"

/* ---- what a field may hold ---- */

static void put_pair(struct fpl_buf *out, const char *name, const char *text) {
    fpl_buf_addf(out, ",\"%s\":", name);
    body_json(fpl_str_of(text), out);
}

static void put_choices(const struct fpl_field_spec *field, struct fpl_buf *out) {
    int n = 0;
    fpl_buf_adds(out, "\"type\":\"string\",\"enum\":[");
    for (const char *p = field->choices; *p;) {
        size_t whole = strcspn(p, "|");
        fpl_buf_adds(out, n++ ? "," : "");
        body_json((struct fpl_str){p, strcspn(p, "=|")}, out);
        p += whole + (p[whole] == '|');
    }
    fpl_buf_addc(out, ']');
}

static const char *type_of(const struct fpl_field_spec *field) {
    switch (field->type) {
    case FPL_FIELD_TEXT:
        return "\"type\":\"string\",\"minLength\":1,\"maxLength\":4096";
    case FPL_FIELD_ID:
    case FPL_FIELD_PARTY:
        return "\"type\":\"string\",\"minLength\":1,\"maxLength\":64";
    case FPL_FIELD_CLAIM:
        return "\"type\":\"string\",\"minLength\":1,\"maxLength\":260";
    case FPL_FIELD_MONEY:
        return "\"type\":\"string\",\"format\":\"decimal\",\"pattern\":\"^[0-9]+(\\\\.[0-9]+)?$\"";
    case FPL_FIELD_DATE:
        return "\"type\":\"string\",\"format\":\"date\",\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"";
    case FPL_FIELD_PERIOD:
        return "\"type\":\"string\",\"pattern\":\"^[0-9]{4}-[0-9]{2}$\"";
    case FPL_FIELD_USCC:
        return "\"type\":\"string\",\"pattern\":\"^[0-9A-HJ-NPQRTUWXY]{18}$\"";
    case FPL_FIELD_INT:
        return "\"type\":[\"integer\",\"string\"],\"minimum\":0,\"pattern\":\"^[0-9]+$\"";
    case FPL_FIELD_BOOL:
        return "\"type\":[\"boolean\",\"string\"]";
    case FPL_FIELD_RATIO:
        return "\"type\":\"string\",\"examples\":[\"4.35%\",\"0.0435\",\"87/2000\"]";
    case FPL_FIELD_ENUM:
        break;
    }
    return "\"type\":\"string\"";
}

static void put_field(const struct fpl_field_spec *field, struct fpl_buf *out) {
    fpl_buf_addf(out, "\"%s\":{", field->name);
    if (field->type == FPL_FIELD_ENUM)
        put_choices(field, out);
    else
        fpl_buf_adds(out, type_of(field));
    put_pair(out, "title", field->zh);
    put_pair(out, "description", field->en);
    if (field->flags & FPL_FIELD_KEY)
        fpl_buf_adds(out, ",\"x-key\":true");
    if (field->flags & FPL_FIELD_REGISTERS)
        fpl_buf_adds(out, ",\"x-registers\":true");
    fpl_buf_addc(out, '}');
}

static void put_required(const struct fpl_command_spec *spec, struct fpl_buf *out) {
    int n = 0;
    for (int i = 0; i < spec->field_count; i++)
        if (spec->fields[i].flags & FPL_FIELD_REQUIRED)
            fpl_buf_addf(out, "%s\"%s\"", n++ ? "," : ",\"required\":[", spec->fields[i].name);
    fpl_buf_adds(out, n ? "]" : "");
}

static void put_roles(unsigned roles, struct fpl_buf *out) {
    int n = 0;
    fpl_buf_adds(out, ",\"x-roles\":[");
    for (unsigned role = 1; role <= FPL_ROLE_AUDITOR; role <<= 1)
        if (roles & role)
            fpl_buf_addf(out, "%s\"%s\"", n++ ? "," : "", fpl_role_name((enum fpl_role)role, -1));
    fpl_buf_addc(out, ']');
}

/* ---- commands ---- */

static void put_body(const struct fpl_command_spec *spec, struct fpl_buf *out) {
    int books = spec->book != FPL_BOOK_REGISTRY, lines = (spec->flags & FPL_COMMAND_LINES) != 0;
    int document = (spec->flags & FPL_COMMAND_BLOB) != 0;
    fpl_buf_adds(out, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    if (books) {
        fpl_buf_adds(out, "\"book\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":64");
        put_pair(out, "x-book-kind", spec->book == FPL_BOOK_ANY ? "any" : fpl_book_kind_name(spec->book, -1));
        fpl_buf_adds(out, "},");
    }
    fpl_buf_adds(out, "\"fields\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (int i = 0; i < spec->field_count; i++) {
        fpl_buf_adds(out, i ? ",\n    " : "\n    ");
        put_field(&spec->fields[i], out);
    }
    fpl_buf_addc(out, '}');
    put_required(spec, out);
    fpl_buf_addc(out, '}');
    if (lines)
        fpl_buf_adds(out, ",\"lines\":{\"type\":\"array\",\"maxItems\":4096,\"items\":{\"$ref\":"
                          "\"#/components/schemas/Line\"}}");
    if (document)
        fpl_buf_adds(out, ",\"document\":{\"type\":\"string\",\"contentMediaType\":\"application/yaml\"}");
    if (spec->flags & FPL_COMMAND_TAKE_ON)
        fpl_buf_adds(out, ",\"take_on\":{\"type\":\"boolean\"}");
    fpl_buf_adds(out, ",\"expect\":{\"$ref\":\"#/components/schemas/Hash\"}},\"required\":[\"fields\"");
    fpl_buf_adds(out, books ? ",\"book\"" : "");
    fpl_buf_adds(out, lines ? ",\"lines\"" : "");
    fpl_buf_adds(out, document ? ",\"document\"" : "");
    fpl_buf_adds(out, "]}");
}

static void put_command(const struct fpl_command_spec *spec, struct fpl_buf *out) {
    int entry = (spec->flags & FPL_COMMAND_ENTRY) != 0;
    fpl_buf_addf(out, ",\n \"/api/v1/commands/%s\":{\"post\":{\"operationId\":\"%s\",\"tags\":[\"commands\"]",
                 spec->name, spec->name);
    put_pair(out, "summary", spec->zh);
    put_pair(out, "description", spec->en);
    put_roles(spec->roles, out);
    fpl_buf_addf(out, ",\"x-checker\":%s,\"x-file\":", entry ? "true" : "false");
    if (spec->plural)
        body_json(fpl_str_of(spec->plural), out);
    else
        fpl_buf_adds(out, "null");
    fpl_buf_adds(out, ",\"parameters\":[{\"$ref\":\"#/components/parameters/Dry\"},{\"$ref\":"
                      "\"#/components/parameters/Key\"}],\n   \"requestBody\":{\"required\":true,\"content\":{"
                      "\"application/json\":{\"schema\":");
    put_body(spec, out);
    fpl_buf_adds(out, "}}},\n   \"responses\":{\"200\":{\"$ref\":\"#/components/responses/Already\"},");
    fpl_buf_adds(out, entry ? "\"202\":{\"$ref\":\"#/components/responses/Proposal\"},"
                            : "\"201\":{\"$ref\":\"#/components/responses/Recorded\"},"
                              "\"202\":{\"$ref\":\"#/components/responses/Kept\"},");
    fpl_buf_adds(out, "\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}}");
}

/* ---- the other routes ---- */

/* What an upload is told beside its bytes. */
static const struct parameter {
    const char *path;
    int is_post;
    const char *name, *place;
    int is_required;
    const char *words;
} parameters[] = {
    {"/api/v1/uploads", 1, "command", "query", 1, "loan.register, or what a file of them is called: loans"},
    {"/api/v1/uploads", 1, "book", "query", 0, "账套 book; none for the registry"},
    {"/api/v1/uploads", 1, "name", "query", 1, "文件名 what the sender calls the file"},
    {"/api/v1/uploads", 1, "sha256", "query", 0, "of the whole file"},
    {"/api/v1/uploads", 1, "take_on", "query", 0, "1: 承接 taken on"},
    {"/api/v1/uploads", 1, "mapping", "query", 0, "列映射 an adopted mapping, ID@VERSION; ID: its newest version"},
    {"/api/v1/uploads/{id}/mapping", 1, "name", "query", 0, "文件名 what the sender calls the mapping"},
    {"/api/v1/uploads", 1, "part", "query", 0, "1: more bytes follow, by append and finish"},
    {"/api/v1/uploads", 1, "Idempotency-Key", "header", 1, "the same key answers the same upload"},
    {"/api/v1/uploads", 0, "after", "query", 0, "next of the page before"},
    {"/api/v1/uploads", 0, "limit", "query", 0, "500 at most"},
    {"/api/v1/uploads/{id}/append", 1, "offset", "query", 1, "how many bytes are there already"},
    {NULL, 0, NULL, NULL, 0, NULL},
};

static void put_variables(const char *path, int post, struct fpl_buf *out) {
    int n = 0;
    fpl_buf_adds(out, ",\"parameters\":[");
    for (const char *p = strchr(path, '{'); p; p = strchr(p + 1, '{'))
        fpl_buf_addf(out, "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}",
                     n++ ? "," : "", (int)strcspn(p + 1, "}"), p + 1);
    for (const struct parameter *p = parameters; p->name; p++)
        if (strcmp(p->path, path) == 0 && (p->is_post == post))
            fpl_buf_addf(out,
                         "%s{\"name\":\"%s\",\"in\":\"%s\"%s,\"schema\":{\"type\":\"string\"},\"description\":\"%s\"}",
                         n++ ? "," : "", p->name, p->place, p->is_required ? ",\"required\":true" : "", p->words);
    fpl_buf_addc(out, ']');
}

static void put_operation(const struct route *route, struct fpl_buf *out) {
    int post = route->method == WEB_POST;
    const char *media = strcmp(route->path, "/metrics") == 0     ? "text/plain"
                        : strstr(route->path, "/events") != NULL ? "text/event-stream"
                                                                 : "application/json";
    fpl_buf_addf(out, "\"%s\":{\"tags\":[\"%s\"]", post ? "post" : "get",
                 strstr(route->path, "proposals") ? "proposals"
                 : strstr(route->path, "uploads") ? "uploads"
                                                  : "reads");
    if (!(route->flags & ROUTE_OPEN))
        put_roles(route->roles, out);
    else
        fpl_buf_adds(out, ",\"security\":[]");
    put_variables(route->path, post, out);
    if (route->flags & ROUTE_TEXT_BODY)
        fpl_buf_adds(out, ",\"requestBody\":{\"required\":true,\"content\":{\"text/plain\":{\"schema\":{\"type\":"
                          "\"string\"}}}}");
    if (route->flags & ROUTE_FILE_BODY)
        fpl_buf_adds(out, ",\"requestBody\":{\"required\":true,\"content\":{\"text/csv\":{},"
                          "\"application/octet-stream\":{}}}");
    if (route->flags & ROUTE_JSON_BODY)
        fpl_buf_addf(out,
                     ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
                     "\"#/components/schemas/%s\"}}}}",
                     strstr(route->path, "uploads")   ? "UploadDecision"
                     : strstr(route->path, "/submit") ? "Command"
                                                      : "Decision");
    fpl_buf_addf(out,
                 ",\"responses\":{\"200\":{\"description\":\"ok\",\"content\":{\"%s\":{\"schema\":{"
                 "\"type\":\"%s\"}}}},\"default\":{\"$ref\":\"#/components/responses/Problem\"}}}",
                 media, strncmp(media, "text", 4) == 0 ? "string" : "object");
}

/* A path stands once, with each of its methods. */
static void put_routes(struct fpl_buf *out) {
    int count = 0, paths = 0;
    const struct route *routes = route_all(&count);
    for (int i = 0; i < count; i++) {
        int seen = 0, methods = 0;
        if (!(routes[i].flags & ROUTE_API) || strstr(routes[i].path, "/commands/{"))
            continue;
        for (int k = 0; k < i; k++)
            seen = seen || strcmp(routes[k].path, routes[i].path) == 0;
        if (seen)
            continue;
        fpl_buf_addf(out, "%s\n \"%s\":{", paths++ ? "," : "", routes[i].path);
        for (int k = i; k < count; k++) {
            if (strcmp(routes[k].path, routes[i].path) != 0)
                continue;
            fpl_buf_adds(out, methods++ ? ",\n   " : "");
            put_operation(&routes[k], out);
        }
        fpl_buf_addc(out, '}');
    }
}

/* ---- the rest, which follows from nothing ---- */

static const char head[] =
    "{\"openapi\":\"3.1.0\",\n\"info\":{\"title\":\"fundpool\",\"version\":\"1\",\"summary\":"
    "\"公共科创基金与风险补偿账本 "
    "ledger of public sci-tech funds and compensation pools\",\"description\":\"Amounts, rates and dates are strings. "
    "Errors "
    "are application/problem+json, with reasons in Chinese and English. A command with x-checker becomes a proposal: "
    "another person approves it.\"},\n\"security\":[{\"key\":[]},{\"session\":[]}],\n\"paths\":{";

static const char tail[] =
    "},\n\"components\":{\n "
    "\"securitySchemes\":{\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"flk_… "
    "of fundpool access key\"},\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-sid\"}},\n"
    " \"parameters\":{\n  \"Dry\":{\"name\":\"dry\",\"in\":\"query\",\"description\":\"1: 试算，不入账 try it, nothing "
    "is "
    "recorded\",\"schema\":{\"enum\":[\"0\",\"1\"]}},\n"
    "  \"Key\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"The caller's own key of this command: "
    "the "
    "same key acts once and answers with the same receipt. Not needed with dry=1.\",\"schema\":{\"type\":\"string\","
    "\"minLength\":1,\"maxLength\":64}}},\n"
    " \"schemas\":{\n  \"Hash\":{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{64}$\"},\n"
    "  \"Line\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"account\":{\"type\":\"string\"},"
    "\"side\":{\"enum\":[\"D\",\"C\"]},\"amount\":{\"type\":\"string\",\"format\":\"decimal\"},\"party\":{\"type\":"
    "\"string\"},\"item\":{\"type\":\"string\"},\"currency\":{\"type\":\"string\"},\"flow\":{\"type\":\"string\"}},"
    "\"required\":[\"account\",\"side\",\"amount\"]},\n"
    "  \"UploadDecision\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"expect\":{\"$ref\":"
    "\"#/components/schemas/Hash\"},\"sha256\":{\"$ref\":\"#/components/schemas/"
    "Hash\"},\"reason\":{\"type\":\"string\","
    "\"maxLength\":1000}}},\n"
    "  \"Command\":{\"type\":\"object\",\"description\":\"The body of the proposal's own command\"},\n"
    "  "
    "\"Decision\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"version\":{\"type\":"
    "\"integer\","
    "\"minimum\":1},\"expect\":{\"$ref\":\"#/components/schemas/Hash\"},\"reason\":{\"type\":\"string\",\"maxLength\":"
    "1000}},\"required\":[\"version\"]},\n"
    "  "
    "\"Proposal\":{\"type\":\"object\",\"properties\":{\"proposal\":{\"type\":\"object\",\"properties\":{\"id\":{"
    "\"type\":"
    "\"integer\"},\"version\":{\"type\":\"integer\"},\"command\":{\"type\":\"string\"},\"book\":{\"type\":\"string\"},"
    "\"state\":{\"enum\":[\"SUBMITTED\",\"RETURNED\",\"DECIDING\",\"UNSURE\",\"APPROVED\",\"WITHDRAWN\",\"EXPIRED\"]},"
    "\"maker\":{\"type\":\"string\"},\"checker\":{\"type\":\"string\"},\"receipt\":{\"type\":\"string\"}}}}},\n"
    "  "
    "\"Answer\":{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"},\"receipt\":{\"type\":\"string\","
    "\"pattern\":\"^[0-9]+/[0-9]+$\"},\"cut\":{\"type\":\"object\"},\"report\":{\"type\":\"object\"},\"field\":{"
    "\"type\":\"string\"},\"reasons\":{\"$ref\":\"#/components/schemas/Reasons\"}}},\n"
    "  \"Problem\":{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"title_en\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"receipt\":{\"type\":\"string\"},"
    "\"reasons\":{\"$ref\":\"#/components/schemas/Reasons\"}},\"required\":[\"type\",\"title\",\"status\"]},\n"
    "  \"Reasons\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"code\":{\"type\":\"string\"},"
    "\"field\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"},\"text_en\":{\"type\":\"string\"},\"clause\":{"
    "\"type\":\"string\"},\"args\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}}},\n"
    " \"responses\":{\n"
    "  \"Recorded\":{\"description\":\"已入账 recorded\",\"headers\":{\"Location\":{\"schema\":{\"type\":\"string\"}}},"
    "\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Answer\"}}}},\n"
    "  \"Already\":{\"description\":\"试算，或已登记，无变化 a dry run, or recorded already\",\"content\":{"
    "\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Answer\"}}}},\n"
    "  \"Kept\":{\"description\":\"暂缓或排队，已登记备查 deferred or queued\",\"content\":{\"application/json\":{"
    "\"schema\":{\"$ref\":\"#/components/schemas/Answer\"}}}},\n"
    "  \"Proposal\":{\"description\":\"已提交复核 sent for checking\",\"headers\":{\"Location\":{\"schema\":{\"type\":"
    "\"string\"}}},\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Proposal\"}}}},\n"
    "  \"Problem\":{\"description\":\"RFC 9457\",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":"
    "\"#/components/schemas/Problem\"}}}}}}}\n";

enum fpl_status openapi_write(struct fpl_buf *out) {
    int count = 0;
    const struct fpl_command_spec *all = fpl_command_all(&count);
    fpl_buf_adds(out, head);
    put_routes(out);
    for (int i = 0; i < count; i++)
        put_command(&all[i], out);
    fpl_buf_adds(out, tail);
    return fpl_buf_ok(out);
}

enum fpl_status api_openapi(struct call *call) {
    call->response->type = "application/json";
    return openapi_write(&call->response->body);
}
