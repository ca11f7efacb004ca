#ifndef LEDGER_DESK_GIVING_H
#define LEDGER_DESK_GIVING_H
/* One command of an event under way, shared by the primary record and the sides of it in other books. */
#include "ledger/desk/read.h"

struct desk_giving {
    struct desk_reading reading;
    struct fpl_said said;
    struct fpl_item_state state; /* of the item under its key, if `found` */
    int found, done;
    char item_state[24];  /* its "st", of an event that moves other items of its kind; else "" */
    struct fpl_str mark;  /* of the event that it takes back: its seq as text */
    struct fpl_str sides; /* extra content: where its sides stand */
    int named;            /* the firm otherwise than the registry does */
    enum fpl_status gate; /* of its days, told beside the decider's reasons: it stands in desk->gate; FPL_OK: none */
};

struct desk_side { /* one side under way: what the primary's own structures are for the primary */
    struct desk desk;
    struct desk_call call;
    struct fpl_answer answer;
    struct desk_giving giving;
};

/* Reads and decides; *g says what and whether it was done before. A refusal's status, with its reasons. */
/* Of a side: `primary` is what the primary has read, `undone` the record of this book that a reversal takes back. */
FPL_MUST_CHECK enum fpl_status fpl_desk__decide(struct desk_call *call, const struct fpl_event *event,
                                                const struct desk_giving *primary, int64_t undone,
                                                struct desk_giving *g);
/* Fills call->draft with what was decided. */
void fpl_desk__draft(struct desk_call *call, struct desk_giving *g);

/* Decides the sides of an event in the books that its own is mirrored in, and checks that each can be appended; sets
 * the event id of the primary. A refusal of any side is the refusal of the event. */
FPL_MUST_CHECK enum fpl_status fpl_desk__prepare_sides(struct desk_call *call, struct desk_giving *g);
/* One record beside the primary: its memory (NULL: none), the primary's command, people and day in it, and the draft
 * once it is decided. */
struct desk_side *fpl_desk__side_room(struct desk *desk, int at);
void fpl_desk__side_begin(struct desk_side *side, const struct desk_call *primary, struct fpl_open_book *book);
void fpl_desk__side_draft(struct desk_side *side, const struct desk_call *primary);
/* What is recorded for each share of a list (each.c): all are decided and checked before the first row is written, and
 * decided once more as they are appended, after the primary. */
FPL_MUST_CHECK enum fpl_status fpl_desk__prepare_each(struct desk_call *call, struct desk_giving *g);
FPL_MUST_CHECK enum fpl_status fpl_desk__append_each(struct desk_call *call, const struct desk_giving *g);
/* Appends them, after the primary. */
FPL_MUST_CHECK enum fpl_status fpl_desk__append_sides(struct desk_call *call);
#define DESK_MIRRORS 12 /* books of partners that are named one by one */
struct desk_books {     /* codes of those that a transaction writes to */
    struct fpl_str code[2 + DESK_MIRRORS];
    int n, all;                  /* all: there are more partners' books than are named: any */
    char text[DESK_MIRRORS][65]; /* of those that were looked up */
};
/* Adds the books in which sides of this event may stand; read in a transaction of its own. */
FPL_MUST_CHECK enum fpl_status fpl_desk__side_books(struct fpl_session *session, const struct fpl_event *event,
                                                    struct fpl_str book, struct desk_books *books,
                                                    struct fpl_error *error);
void fpl_desk__free_sides(struct desk *desk);

#endif
