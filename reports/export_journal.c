/* The journal that hledger and ledger both read. `=` asserts an account's own balance in one commodity, without its
 * sub-accounts, as reached in the file, which is in order of date. */
#include "reports/export.h"

static void head(struct fpl_export__run *run) {
    char date[12];
    fpl_buf_addf(&run->out, "; fundpool, as of %s\n\n", fpl_date_format(fpl_view_as_of(run->view), date));
}

static void announce(struct fpl_export__run *run, const struct fpl_export__account *account, struct fpl_date first) {
    (void)first;
    fpl_buf_addf(&run->out, "account %s\n", account->name);
}

static void entry(struct fpl_export__run *run, const struct fpl_export__entry *entry) {
    char date[12];
    fpl_buf_addf(&run->out, "%s * (", fpl_date_format(entry->posted, date));
    fpl_export__plain_text(fpl_str_of(entry->voucher), &run->out);
    fpl_buf_adds(&run->out, ") ");
    fpl_export__plain_text(entry->memo, &run->out);
    fpl_buf_addf(&run->out, "  ; receipt: %s\n", entry->receipt);
}

static void posting(struct fpl_export__run *run, const struct fpl_export__posting *posting) {
    fpl_buf_addf(&run->out, "    %s  ", posting->account->name);
    fpl_export__amount(posting->amount, posting->account, &run->out);
    fpl_buf_adds(&run->out, " = ");
    fpl_export__amount(posting->account->balance, posting->account, &run->out);
    if (posting->item.n) {
        fpl_buf_adds(&run->out, "  ; item: ");
        fpl_export__plain_text(posting->item, &run->out);
    }
    fpl_buf_addc(&run->out, '\n');
}

static void day_end(struct fpl_export__run *run, const struct fpl_export__account *account, struct fpl_date day) {
    (void)run;
    (void)account;
    (void)day;
}

const struct fpl_export__format fpl_export__journal = {fpl_export__plain_name, head, announce, entry, posting, day_end};
