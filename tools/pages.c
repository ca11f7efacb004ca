/* pages DIR FILE…: templates (NAME.html) become C in DIR/pages.c and DIR/pages.h; every other file becomes bytes that
 * are served as they are. A template that could let text become markup is refused with file and line.
 *
 * A template begins with a comment that declares its slots, one a line:
 *     text NAME          text of any kind, escaped
 *     url NAME           a path of ours, the beginning of href, src or action
 *     flag NAME          0 or 1
 *     part NAME          what another renderer writes
 *     list NAME … end    rows with slots of their own
 * and then holds HTML with {{NAME}}, {{#if NAME}} {{#else}} {{/if}}, {{#each LIST}} {{/each}}, [[中文||English]]. `if`
 * takes flags, texts (not empty) and lists (not empty). Within a list its own slots come before those around it. */
#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES  64
#define SLOTS_MOST  64
#define LISTS_MOST  16
#define BLOCKS_MOST 32
#define FILE_MOST   (1u << 20)

enum type { SLOT_TEXT, SLOT_URL, SLOT_FLAG, SLOT_PART, SLOT_LIST };
static const char *const type_names[] = {"text", "url", "flag", "part", "list"};

struct slot {
    enum type type;
    char name[NAME_BYTES];
    int in; /* the list whose row it belongs to, by its index in slots; -1: the page */
    int line, used;
};

enum place { TEXT, TAG_NAME, IN_TAG, ATTRIBUTE, BEFORE_VALUE, VALUE, BARE_VALUE, COMMENT, RAW };

struct block { /* an open if or each */
    int is_each, list, line, has_else;
    enum place place;
    char quote, tag[NAME_BYTES], attribute[NAME_BYTES];
};

struct page {
    const char *file;
    char name[NAME_BYTES];
    const char *text, *at;
    int line;
    struct slot slot[SLOTS_MOST];
    int slots;
    struct block block[BLOCKS_MOST];
    int blocks;
    enum place place;
    char quote, tag[NAME_BYTES], attribute[NAME_BYTES];
    const char *value; /* where the attribute's value begins */
    int is_closing, value_slots;
    FILE *out;
    int literal; /* a string literal is open in the output */
    int at_line_start;
};

__attribute__((format(printf, 2, 3), noreturn)) static void refuse(const struct page *page, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", page->file, page->line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static char *load(const char *file, size_t *n) {
    FILE *in = fopen(file, "rb");
    char *text = calloc(1, FILE_MOST + 1);
    if (!in || !text) {
        fprintf(stderr, "%s: cannot be read\n", file);
        exit(1);
    }
    *n = fread(text, 1, FILE_MOST, in);
    fclose(in);
    return text;
}

/* ---- writing C ---- */

static void open_literal(struct page *page) {
    if (!page->literal)
        fprintf(page->out, "    fpl_buf_adds(out, \"");
    page->literal = 1;
}

static void close_literal(struct page *page) {
    if (page->literal)
        fprintf(page->out, "\");\n");
    page->literal = 0;
}

static void c_char(FILE *out, char c) {
    if (c == '"' || c == '\\')
        fprintf(out, "\\%c", c);
    else if (c == '\n')
        fprintf(out, "\\n\"\n                      \"");
    else if (c == '?')
        fputs("\\?", out);
    else
        fputc(c, out);
}

static void put_char(struct page *page, char c) {
    if (page->at_line_start && (c == ' ' || c == '\t') && page->place == TEXT)
        return; /* indentation is for who writes the template */
    page->at_line_start = c == '\n';
    open_literal(page);
    c_char(page->out, c);
}

static void put_words(struct page *page, const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        switch (p[i]) {
        case '&':
            fputs("&amp;", page->out);
            break;
        case '<':
            fputs("&lt;", page->out);
            break;
        case '>':
            fputs("&gt;", page->out);
            break;
        case '"':
            fputs("&quot;", page->out);
            break;
        default:
            c_char(page->out, p[i]);
        }
}

/* ---- slots ---- */

static int is_name(const char *p, size_t n) {
    if (n == 0 || n >= NAME_BYTES || !islower((unsigned char)p[0]))
        return 0;
    for (size_t i = 0; i < n; i++)
        if (!islower((unsigned char)p[i]) && !isdigit((unsigned char)p[i]) && p[i] != '_')
            return 0;
    return 1;
}

static void copy_name(struct page *page, const char *p, size_t n, char out[NAME_BYTES]) {
    if (!is_name(p, n))
        refuse(page, "no name of a slot: '%.*s'", (int)n, p);
    memcpy(out, p, n);
    out[n] = '\0';
}

static int find_slot(const struct page *page, const char *name, int in) {
    for (int i = 0; i < page->slots; i++)
        if (page->slot[i].in == in && strcmp(page->slot[i].name, name) == 0)
            return i;
    return -1;
}

/* The slot that a name means here, from the innermost list outwards; *row is the index of its block, -1: the page. */
static int resolve(struct page *page, const char *name, int *row) {
    for (int b = page->blocks - 1; b >= 0; b--) {
        int found = page->block[b].is_each ? find_slot(page, name, page->block[b].list) : -1;
        if (found >= 0) {
            *row = b;
            return found;
        }
    }
    *row = -1;
    int found = find_slot(page, name, -1);
    if (found < 0)
        refuse(page, "{{%s}} is not declared", name);
    return found;
}

static void expression(const struct page *page, int slot, int row, char out[2 * NAME_BYTES]) {
    if (row < 0)
        snprintf(out, 2 * NAME_BYTES, "p->%s", page->slot[slot].name);
    else
        snprintf(out, 2 * NAME_BYTES, "r%d->%s", row, page->slot[slot].name);
}

static void declare(struct page *page, const char *p, size_t n, int *list) {
    const char *word = p, *end = p + n;
    while (word < end && isspace((unsigned char)*word))
        word++;
    const char *blank = word;
    while (blank < end && !isspace((unsigned char)*blank))
        blank++;
    size_t length = (size_t)(blank - word);
    if (length == 0)
        return;
    if (length == 3 && memcmp(word, "end", 3) == 0 && blank == end) {
        if (*list < 0)
            refuse(page, "'end' without a list");
        *list = page->slot[*list].in;
        return;
    }
    int type = -1;
    for (int i = 0; i <= SLOT_LIST; i++)
        if (strlen(type_names[i]) == length && memcmp(type_names[i], word, length) == 0)
            type = i;
    if (type < 0)
        refuse(page, "a slot is text, url, flag, part or list, not '%.*s'", (int)length, word);
    while (blank < end && isspace((unsigned char)*blank))
        blank++;
    while (end > blank && isspace((unsigned char)end[-1]))
        end--;
    if (page->slots == SLOTS_MOST)
        refuse(page, "more than %d slots", SLOTS_MOST);
    struct slot *slot = &page->slot[page->slots];
    *slot = (struct slot){.type = (enum type)type, .in = *list, .line = page->line};
    copy_name(page, blank, (size_t)(end - blank), slot->name);
    if (find_slot(page, slot->name, *list) >= 0)
        refuse(page, "%s is declared twice", slot->name);
    page->slots++;
    if (type == SLOT_LIST)
        *list = page->slots - 1;
}

static void read_declarations(struct page *page) {
    const char *end = strstr(page->text, "-->");
    int list = -1;
    page->at = page->text;
    if (strncmp(page->text, "<!--", 4) != 0 || !end)
        refuse(page, "a template begins with <!-- and its slots");
    for (const char *line = page->text + 4; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop ? stop : end;
        declare(page, line, (size_t)(stop - line), &list);
        page->line += stop < end;
        line = stop + 1;
    }
    if (list >= 0)
        refuse(page, "list %s has no 'end'", page->slot[list].name);
    page->at = end + 3;
    if (*page->at == '\n') {
        page->at++;
        page->line++;
    }
}

/* ---- places ---- */

static int is_address(const char *attribute) {
    static const char *const names[] = {"href", "src", "action", "formaction", "poster", "cite", "data", "srcset"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(attribute, names[i]) == 0)
            return 1;
    return 0;
}

static void check_attribute(struct page *page) {
    if (strncmp(page->attribute, "on", 2) == 0)
        refuse(page, "the attribute %s holds a script", page->attribute);
    if (strcmp(page->attribute, "style") == 0)
        refuse(page, "styles stand in a style sheet");
    if (strcmp(page->attribute, "srcdoc") == 0)
        refuse(page, "the attribute srcdoc holds a page");
}

static void check_value(struct page *page, const char *end) {
    size_t n = (size_t)(end - page->value);
    if (is_address(page->attribute) && page->value_slots == 0) {
        int outside = (n >= 2 && page->value[0] == '/' && page->value[1] == '/') || memchr(page->value, ':', n);
        if (outside)
            refuse(page, "%s leads out of the service: %.*s", page->attribute, (int)n, page->value);
    }
}

static void end_tag(struct page *page) {
    page->place = TEXT;
    if (!page->is_closing && (strcmp(page->tag, "script") == 0 || strcmp(page->tag, "style") == 0))
        page->place = RAW;
}

static void add_name(struct page *page, char name[NAME_BYTES], char c) {
    size_t n = strlen(name);
    if (n + 1 >= NAME_BYTES)
        refuse(page, "a name is too long");
    name[n] = (char)tolower((unsigned char)c);
    name[n + 1] = '\0';
}

static void step_in_tag(struct page *page, char c) {
    if (c == '>') {
        end_tag(page);
    } else if (!isspace((unsigned char)c) && c != '/') {
        page->place = ATTRIBUTE;
        page->attribute[0] = '\0';
        add_name(page, page->attribute, c);
    }
}

static void step_value(struct page *page, char c) {
    if (page->place == BEFORE_VALUE) {
        page->value = page->at + 1;
        page->value_slots = 0;
        page->quote = c;
        page->place = c == '"' || c == '\'' ? VALUE : BARE_VALUE;
    } else if (page->place == VALUE && c == page->quote) {
        check_value(page, page->at);
        page->place = IN_TAG;
    } else if (page->place == BARE_VALUE && (isspace((unsigned char)c) || c == '>')) {
        page->place = IN_TAG;
        if (c == '>')
            end_tag(page);
    }
}

static void begin_tag(struct page *page) {
    page->place = TAG_NAME;
    page->is_closing = page->at[1] == '/';
    page->tag[0] = '\0';
}

/* One character of HTML. */
static void step(struct page *page, char c) {
    switch (page->place) {
    case TEXT:
        if (c == '<' && strncmp(page->at, "<!--", 4) == 0) {
            page->place = COMMENT;
        } else if (c == '<') {
            begin_tag(page);
        }
        break;
    case TAG_NAME:
        if (c == '>')
            end_tag(page);
        else if (isspace((unsigned char)c))
            page->place = IN_TAG;
        else if (c != '/')
            add_name(page, page->tag, c);
        break;
    case IN_TAG:
        step_in_tag(page, c);
        break;
    case ATTRIBUTE:
        if (c == '=' || c == '>' || isspace((unsigned char)c)) {
            check_attribute(page);
            page->place = c == '=' ? BEFORE_VALUE : IN_TAG;
            if (c == '>')
                end_tag(page);
        } else {
            add_name(page, page->attribute, c);
        }
        break;
    case BEFORE_VALUE:
    case VALUE:
    case BARE_VALUE:
        step_value(page, c);
        break;
    case COMMENT:
        if (c == '>' && page->at - page->text >= 2 && page->at[-1] == '-' && page->at[-2] == '-')
            page->place = TEXT;
        break;
    case RAW: /* a script's file stands in its src, and then it ends */
        if (strncmp(page->at, "</", 2) == 0)
            begin_tag(page);
        else
            refuse(page, "a <%s> with something in it: scripts and styles are files", page->tag);
    }
}

/* ---- directives ---- */

static void same_place(const struct page *page, const struct block *block) {
    if (block->place != page->place || (page->place != TEXT && strcmp(block->tag, page->tag) != 0) ||
        (page->place == VALUE && strcmp(block->attribute, page->attribute) != 0))
        refuse(page, "the block of line %d begins and ends in different places of the HTML", block->line);
}

static struct block *open_block(struct page *page, int is_each, int list) {
    if (page->blocks == BLOCKS_MOST)
        refuse(page, "blocks are nested too deep");
    if (page->place != TEXT && page->place != IN_TAG && page->place != VALUE)
        refuse(page, "a block cannot begin here");
    struct block *block = &page->block[page->blocks];
    *block = (struct block){is_each, list, page->line, 0, page->place, page->quote, "", ""};
    memcpy(block->tag, page->tag, NAME_BYTES);
    memcpy(block->attribute, page->attribute, NAME_BYTES);
    page->value_slots += page->place == VALUE;
    page->blocks++;
    return block;
}

static void put_if(struct page *page, const char *name) {
    char value[2 * NAME_BYTES];
    int row, slot = resolve(page, name, &row);
    expression(page, slot, row, value);
    open_block(page, 0, -1);
    page->slot[slot].used = 1;
    switch (page->slot[slot].type) {
    case SLOT_TEXT:
    case SLOT_URL:
        fprintf(page->out, "    if (%s.n > 0) {\n", value);
        break;
    case SLOT_FLAG:
        fprintf(page->out, "    if (%s) {\n", value);
        break;
    case SLOT_PART:
        fprintf(page->out, "    if (%s.put) {\n", value);
        break;
    case SLOT_LIST:
        fprintf(page->out, "    if (%s_count > 0) {\n", value);
        break;
    }
}

static void put_each(struct page *page, const char *name) {
    char value[2 * NAME_BYTES];
    int row, slot = resolve(page, name, &row);
    if (page->slot[slot].type != SLOT_LIST)
        refuse(page, "%s is no list", name);
    expression(page, slot, row, value);
    int depth = page->blocks;
    open_block(page, 1, slot);
    page->slot[slot].used = 1;
    fprintf(page->out, "    for (size_t i%d = 0; i%d < %s_count; i%d++) {\n", depth, depth, value, depth);
    fprintf(page->out, "    const struct page_%s_%s *r%d = &%s[i%d];\n    (void)r%d;\n", page->name, name, depth, value,
            depth, depth);
}

static void put_slot(struct page *page, const char *name) {
    char value[2 * NAME_BYTES];
    int row, slot = resolve(page, name, &row);
    enum type type = page->slot[slot].type;
    int in_address = page->place == VALUE && is_address(page->attribute);
    if (page->place != TEXT && page->place != VALUE)
        refuse(page, "{{%s}} stands where text becomes markup: only between tags and in quoted attributes", name);
    if (type == SLOT_TEXT && in_address)
        refuse(page, "{{%s}} is a text and %s takes a url", name, page->attribute);
    if (type == SLOT_URL && (!in_address || page->at != page->value))
        refuse(page, "{{%s}} is a url and begins the value of href, src or action, and nothing else", name);
    if (type == SLOT_PART && page->place != TEXT)
        refuse(page, "{{%s}} is a part and stands between tags", name);
    if (type == SLOT_FLAG || type == SLOT_LIST)
        refuse(page, "{{%s}} is a %s and has no text", name, type_names[type]);
    expression(page, slot, row, value);
    page->slot[slot].used = 1;
    page->value_slots++;
    page->at_line_start = 0;
    if (type == SLOT_PART)
        fprintf(page->out, "    if (%s.put)\n        %s.put(out, zh, %s.p);\n", value, value, value);
    else
        fprintf(page->out, "    page_put_%s(out, %s);\n", type_names[type], value);
}

/* An attribute without a value may end with its block, but no name goes on behind it. */
static void end_bare_attribute(struct page *page, const char *behind) {
    if (page->place != ATTRIBUTE)
        return;
    if (*behind != ' ' && *behind != '>' && *behind != '/' && *behind != '\n')
        refuse(page, "a name of an attribute goes on behind its block");
    check_attribute(page);
    page->place = IN_TAG;
}

static void close_block(struct page *page, int is_each) {
    if (page->blocks == 0 || page->block[page->blocks - 1].is_each != is_each)
        refuse(page, "{{/%s}} closes nothing", is_each ? "each" : "if");
    same_place(page, &page->block[page->blocks - 1]);
    page->blocks--;
    fprintf(page->out, "    }\n");
}

static void put_else(struct page *page) {
    struct block *block = page->blocks ? &page->block[page->blocks - 1] : NULL;
    if (!block || block->is_each || block->has_else)
        refuse(page, "{{#else}} without an if");
    same_place(page, block);
    block->has_else = 1;
    fprintf(page->out, "    } else {\n");
}

static void directive(struct page *page) {
    const char *begin = page->at + 2, *end = strstr(begin, "}}");
    char name[NAME_BYTES];
    if (!end || memchr(begin, '\n', (size_t)(end - begin)))
        refuse(page, "{{ without }}");
    size_t n = (size_t)(end - begin);
    close_literal(page);
    if (begin[0] == '/' || begin[0] == '#')
        end_bare_attribute(page, end + 2);
    if (begin[0] == '#' && page->place == TAG_NAME && end[2] == ' ')
        page->place = IN_TAG; /* <li{{#if x}} class="x"{{/if}}> */
    if (n == 5 && memcmp(begin, "#else", n) == 0) {
        put_else(page);
    } else if (n == 3 && memcmp(begin, "/if", n) == 0) {
        close_block(page, 0);
    } else if (n == 5 && memcmp(begin, "/each", n) == 0) {
        close_block(page, 1);
    } else if (n > 4 && memcmp(begin, "#if ", 4) == 0) {
        copy_name(page, begin + 4, n - 4, name);
        put_if(page, name);
    } else if (n > 6 && memcmp(begin, "#each ", 6) == 0) {
        copy_name(page, begin + 6, n - 6, name);
        put_each(page, name);
    } else {
        copy_name(page, begin, n, name);
        put_slot(page, name);
    }
    page->at = end + 2;
}

static void words(struct page *page) {
    const char *begin = page->at + 2, *end = strstr(begin, "]]"), *bar = strstr(begin, "||");
    if (!end || !bar || bar > end || memchr(begin, '\n', (size_t)(end - begin)))
        refuse(page, "[[ takes 中文||English and ]] on one line");
    if (bar == begin || bar + 2 == end)
        refuse(page, "one of the two languages is empty");
    if (page->place != TEXT && page->place != VALUE)
        refuse(page, "words stand between tags and in quoted attributes");
    if (page->place == VALUE && is_address(page->attribute))
        refuse(page, "an address is the same in both languages");
    close_literal(page);
    page->at_line_start = 0;
    fprintf(page->out, "    fpl_buf_adds(out, zh ? \"");
    put_words(page, begin, (size_t)(bar - begin));
    fprintf(page->out, "\" : \"");
    put_words(page, bar + 2, (size_t)(end - bar - 2));
    fprintf(page->out, "\");\n");
    page->at = end + 2;
}

/* ---- a page ---- */

static void put_struct(const struct page *page, FILE *out, int in) {
    for (int i = 0; i < page->slots; i++)
        if (page->slot[i].in == in && page->slot[i].type == SLOT_LIST)
            put_struct(page, out, i);
    if (in < 0)
        fprintf(out, "struct page_%s {\n", page->name);
    else
        fprintf(out, "struct page_%s_%s {\n", page->name, page->slot[in].name);
    for (int i = 0; i < page->slots; i++) {
        const struct slot *slot = &page->slot[i];
        if (slot->in != in)
            continue;
        if (slot->type == SLOT_LIST)
            fprintf(out, "    const struct page_%s_%s *%s;\n    size_t %s_count;\n", page->name, slot->name, slot->name,
                    slot->name);
        else
            fprintf(out, "    %s%s;\n",
                    slot->type == SLOT_FLAG   ? "int "
                    : slot->type == SLOT_PART ? "struct page_part "
                                              : "struct fpl_str ",
                    slot->name);
    }
    fprintf(out, "};\n");
}

static void make_page(const char *file, const char *name, FILE *header, FILE *out) {
    size_t n = 0;
    char *text = load(file, &n);
    struct page *page = calloc(1, sizeof *page);
    if (!page)
        exit(1);
    page->file = file;
    page->line = 1;
    page->text = text;
    page->out = out;
    page->at_line_start = 1;
    copy_name(page, name, strlen(name), page->name);
    if (strlen(text) != n)
        refuse(page, "a NUL byte");
    read_declarations(page);
    put_struct(page, header, -1);
    fprintf(header, "void page_%s(struct fpl_buf *out, int zh, const void *page);\n\n", name);
    fprintf(out, "void page_%s(struct fpl_buf *out, int zh, const void *page) {\n    const struct page_%s *p = page;\n",
            name, name);
    fprintf(out, "    (void)p;\n    (void)zh;\n");
    while (*page->at) {
        if (strncmp(page->at, "{{", 2) == 0) {
            directive(page);
        } else if (strncmp(page->at, "[[", 2) == 0) {
            words(page);
        } else {
            step(page, *page->at);
            put_char(page, *page->at);
            page->line += *page->at == '\n';
            page->at++;
        }
    }
    close_literal(page);
    fprintf(out, "}\n\n");
    if (page->blocks)
        refuse(page, "the block of line %d is not closed", page->block[page->blocks - 1].line);
    if (page->place != TEXT)
        refuse(page, "the page ends within a tag");
    for (int i = 0; i < page->slots; i++) {
        page->line = page->slot[i].line;
        if (!page->slot[i].used)
            refuse(page, "%s is declared and not used", page->slot[i].name);
    }
    free(page);
    free(text);
}

/* ---- files served as they are ---- */

static const char *media_type(const char *name) {
    const char *dot = strrchr(name, '.');
    if (dot && strcmp(dot, ".css") == 0)
        return "text/css; charset=utf-8";
    if (dot && strcmp(dot, ".js") == 0)
        return "text/javascript; charset=utf-8";
    if (dot && strcmp(dot, ".svg") == 0)
        return "image/svg+xml";
    fprintf(stderr, "%s: neither a template nor .css, .js or .svg\n", name);
    exit(1);
}

/* FNV-1a: it tells one version of a file from another, and guards nothing. */
static uint64_t hash_of(const char *bytes, size_t n) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
    return hash;
}

static void make_static(const char *file, const char *name, int number, FILE *header, FILE *out) {
    size_t n = 0;
    char *bytes = load(file, &n);
    fprintf(out, "static const unsigned char static_%d[] = {", number);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%s%d,", i % 24 ? "" : "\n    ", (unsigned char)bytes[i]);
    fprintf(out, "\n};\n");
    fprintf(header, "#define PAGE_STATIC_%d \"/static/%s?v=%016llx\" /* %s */\n", number, name,
            (unsigned long long)hash_of(bytes, n), file);
    free(bytes);
    (void)media_type(name);
}

static const char *base_name(const char *file) {
    const char *slash = strrchr(file, '/');
    return slash ? slash + 1 : file;
}

static FILE *create(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file) {
        fprintf(stderr, "%s: cannot be written\n", path);
        exit(1);
    }
    return file;
}

static const char prologue[] =
    "#include \"gen/pages.h\"\n\n"
    "static void escape(struct fpl_buf *out, struct fpl_str text) {\n"
    "    for (size_t i = 0; i < text.n; i++)\n"
    "        switch (text.p[i]) {\n"
    "        case '&':\n            fpl_buf_adds(out, \"&amp;\");\n            break;\n"
    "        case '<':\n            fpl_buf_adds(out, \"&lt;\");\n            break;\n"
    "        case '>':\n            fpl_buf_adds(out, \"&gt;\");\n            break;\n"
    "        case '\"':\n            fpl_buf_adds(out, \"&quot;\");\n            break;\n"
    "        case '\\'':\n            fpl_buf_adds(out, \"&#39;\");\n            break;\n"
    "        default:\n            fpl_buf_addc(out, text.p[i]);\n        }\n"
    "}\n\n"
    "void page_put_text(struct fpl_buf *out, struct fpl_str text) {\n"
    "    struct fpl_buf shown = {0};\n"
    "    if (!fpl_text_is_plain(text)) {\n"
    "        fpl_text_show_lines(text, &shown);\n"
    "        text = fpl_buf_str(&shown);\n"
    "    }\n"
    "    escape(out, text);\n"
    "    out->failed |= shown.failed;\n"
    "    fpl_buf_release(&shown);\n"
    "}\n\n"
    "void page_put_url(struct fpl_buf *out, struct fpl_str url) {\n"
    "    int ours = url.n > 0 && (url.p[0] == '/' || url.p[0] == '#' || url.p[0] == '?') &&\n"
    "               !(url.n > 1 && url.p[0] == '/' && (url.p[1] == '/' || url.p[1] == '\\\\'));\n"
    "    escape(out, ours ? url : FPL_STR(\"#\"));\n"
    "}\n\n";

int main(int argc, char **argv) {
    int statics = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: pages DIR FILE...\n");
        return 2;
    }
    FILE *out = create(argv[1], "pages.c"), *header = create(argv[1], "pages.h");
    fprintf(header, "#ifndef GEN_PAGES_H\n#define GEN_PAGES_H\n/* Made by tools/pages.c: do not edit. */\n"
                    "#include \"fundpool/text.h\"\n\n"
                    "struct page_part {\n    void (*put)(struct fpl_buf *out, int zh, const void *page);\n"
                    "    const void *p;\n};\n"
                    "/* Text as people are shown it, escaped for HTML; a url that leads nowhere else, else \"#\". */\n"
                    "void page_put_text(struct fpl_buf *out, struct fpl_str text);\n"
                    "void page_put_url(struct fpl_buf *out, struct fpl_str url);\n"
                    "struct page_static {\n    const char *name, *url, *type;\n    const unsigned char *bytes;\n"
                    "    size_t n;\n};\nextern const struct page_static page_statics[];\n"
                    "extern const size_t page_static_count;\n\n");
    fputs(prologue, out);
    for (int i = 2; i < argc; i++) {
        char name[NAME_BYTES];
        const char *base = base_name(argv[i]), *dot = strrchr(base, '.');
        if (dot && strcmp(dot, ".html") == 0 && (size_t)(dot - base) < sizeof name) {
            memcpy(name, base, (size_t)(dot - base));
            name[dot - base] = '\0';
            make_page(argv[i], name, header, out);
        } else {
            make_static(argv[i], base, statics++, header, out);
        }
    }
    fprintf(out, "const struct page_static page_statics[] = {\n");
    for (int i = 2, number = 0; i < argc; i++) {
        const char *base = base_name(argv[i]), *dot = strrchr(base, '.');
        if (dot && strcmp(dot, ".html") == 0)
            continue;
        fprintf(out, "    {\"%s\", PAGE_STATIC_%d, \"%s\", static_%d, sizeof static_%d},\n", base, number,
                media_type(base), number, number);
        number++;
    }
    fprintf(out, "    {\"\", \"\", \"\", NULL, 0}};\nconst size_t page_static_count = %d;\n", statics);
    fprintf(header, "#endif\n");
    return fclose(out) != 0 || fclose(header) != 0;
}
