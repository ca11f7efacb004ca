/* The SQL that follows from the declaration of a table. */
#include "src/analysis/tables.h"

#include <string.h>

static const char *type_of(const struct ana_column *column) {
    return column->type == ANA_INT || column->type == ANA_MONEY || column->type == ANA_RECEIPT ? "INTEGER" : "TEXT";
}

static void add_select(const struct ana_table *table, struct fpl_buf *out) {
    fpl_buf_adds(out, "SELECT ");
    for (int i = 0; i < table->columns; i++)
        fpl_buf_addf(out, "%s%s AS %s", i ? ", " : "", table->column[i].from, table->column[i].name);
    fpl_buf_addf(out, " FROM %s;\n", table->from);
}

void ana_sql_create(const struct ana_table *table, struct fpl_buf *out) {
    if (table->is_view) {
        fpl_buf_addf(out, "CREATE VIEW %s AS ", table->name);
        add_select(table, out);
        return;
    }
    fpl_buf_addf(out, "CREATE TABLE %s (", table->name);
    for (int i = 0; i < table->columns; i++)
        fpl_buf_addf(out, "%s%s %s", i ? ", " : "", table->column[i].name, type_of(&table->column[i]));
    if (table->key)
        fpl_buf_addf(out, ", PRIMARY KEY (%s)) WITHOUT ROWID;\n", table->key);
    else
        fpl_buf_adds(out, ");\n");
}

void ana_sql_fill(const struct ana_table *table, struct fpl_buf *out) {
    if (!table->from || table->is_view)
        return;
    fpl_buf_addf(out, "INSERT INTO %s ", table->name);
    add_select(table, out);
}

/* ---- views ---- */

static int shows_book(const struct ana_table *table) {
    return table->column[0].type == ANA_BOOK;
}

/* An amount in whole units of its currency (yuan), exact: no binary fraction comes near it. */
static void add_decimal(const char *name, struct fpl_buf *out) {
    fpl_buf_addf(
        out,
        "CASE WHEN t.%s IS NULL THEN NULL WHEN u.scale = 0 THEN CAST(t.%s AS TEXT) ELSE printf('%%s%%d.%%0*d', "
        "iif(t.%s < 0, '-', ''), abs(t.%s) / u.unit, u.scale, abs(t.%s) %% u.unit) END",
        name, name, name, name, name);
}

static void add_words(const struct ana_column *column, struct fpl_buf *out) {
    struct fpl_buf words = {0};
    ana_words(column, &words);
    fpl_buf_addc(&words, '\0');
    fpl_buf_addf(out, "CASE t.%s", column->name);
    for (const char *word = fpl_buf_ok(&words) ? "" : words.p; *word;) {
        size_t code = strcspn(word, "="), end = strcspn(word, "|");
        fpl_buf_addf(out, " WHEN '%.*s' THEN '%.*s'", (int)code, word, (int)(end - code - 1), word + code + 1);
        word += end + (word[end] == '|');
    }
    fpl_buf_addf(out, " ELSE t.%s END", column->name);
    fpl_buf_release(&words);
}

static void add_party_name(const char *name, struct fpl_buf *out) {
    fpl_buf_addf(out, "(SELECT name FROM parties WHERE party = t.%s)", name);
}

static void add_zh(const struct ana_column *c, struct fpl_buf *out) {
    switch (c->type) {
    case ANA_BOOK:
        fpl_buf_addf(out, "t.%s AS \"%s编号\", b.name AS \"%s\"", c->name, c->zh, c->zh);
        break;
    case ANA_RECEIPT:
        fpl_buf_addf(out, "b.number || '/' || t.%s AS \"%s\"", c->name, c->zh);
        break;
    case ANA_PARTY:
        fpl_buf_addf(out, "t.%s AS \"%s编号\", ", c->name, c->zh);
        add_party_name(c->name, out);
        fpl_buf_addf(out, " AS \"%s\"", c->zh);
        break;
    case ANA_MONEY:
        add_decimal(c->name, out);
        fpl_buf_addf(out, " AS \"%s\", t.%s AS \"%s_分\"", c->zh, c->name, c->zh);
        break;
    case ANA_KIND:
        fpl_buf_addf(out, "coalesce((SELECT zh FROM kinds WHERE kind = t.%s), t.%s) AS \"%s\"", c->name, c->name,
                     c->zh);
        break;
    case ANA_TEXT:
    case ANA_INT:
        if (c->words)
            add_words(c, out);
        else
            fpl_buf_addf(out, "t.%s", c->name);
        fpl_buf_addf(out, " AS \"%s\"", c->zh);
        break;
    }
}

static void add_en(const struct ana_column *c, struct fpl_buf *out) {
    fpl_buf_addf(out, "t.%s", c->name);
    switch (c->type) {
    case ANA_BOOK:
        fpl_buf_adds(out, ", coalesce(b.name_en, b.name) AS book_name");
        break;
    case ANA_RECEIPT:
        fpl_buf_addf(out, ", b.number || '/' || t.%s AS %.*sreceipt", c->name, (int)(strlen(c->name) - strlen("seq")),
                     c->name);
        break;
    case ANA_PARTY:
        fpl_buf_adds(out, ", ");
        add_party_name(c->name, out);
        fpl_buf_addf(out, " AS %s_name", c->name);
        break;
    case ANA_MONEY:
        fpl_buf_adds(out, ", ");
        add_decimal(c->name, out);
        fpl_buf_addf(out, " AS %s_decimal", c->name);
        break;
    case ANA_KIND:
        fpl_buf_addf(out, ", coalesce((SELECT en FROM kinds WHERE kind = t.%s), t.%s) AS %s_name", c->name, c->name,
                     c->name);
        break;
    case ANA_TEXT:
    case ANA_INT:
        break;
    }
}

void ana_sql_views(const struct ana_table *table, struct fpl_buf *out) {
    for (int zh = 1; zh >= 0; zh--) {
        fpl_buf_addf(out, "CREATE VIEW %s%s AS SELECT ", zh ? "" : "v_", zh ? table->zh : table->name);
        for (int i = 0; i < table->columns; i++) {
            fpl_buf_adds(out, i ? ", " : "");
            (zh ? add_zh : add_en)(&table->column[i], out);
        }
        fpl_buf_addf(out, " FROM %s t", table->name);
        if (shows_book(table))
            fpl_buf_adds(out, " LEFT JOIN books b ON b.book = t.book");
        if (table->currency)
            fpl_buf_addf(out, " LEFT JOIN currencies u ON u.currency = %s", table->currency);
        fpl_buf_adds(out, ";\n");
    }
}
