#ifndef LEDGER_DESK_READ_H
#define LEDGER_DESK_READ_H
/* The desk's interpreter of an event's reads: facts from the write set, each with its source. */
#include "ledger/desk/desk.h"

struct desk_reading {
    struct desk_call *call;
    const struct fpl_event *event;
    struct fpl_facts *facts;
    const struct desk_pack *pack; /* NULL: none (yet) */
    struct fpl_date day;          /* the event's; FPL_DATE_NONE until it is known */
    int64_t undone;               /* seq of the record that it takes back; -1: none */
    const struct fpl_json *undone_body;
    const struct desk_reading *primary; /* of a side: what the primary has read; NULL: it is none */
    int origins;                        /* records read by ORIGIN so far */
    const char *origin_name;
    struct fpl_str origin_key;
    struct fpl_shared shared;           /* the thing of several books read last; key.n 0: none */
    const struct fpl_json *shared_data; /* its newest state; NULL: it has none */
    int lists;                          /* read so far */
    struct fpl_str parsed; /* the item whose data the desk's item_doc holds: several facts stand in one; n 0: of none */
};

/* The reads of ACTOR, which come before what follows from the command. */
FPL_MUST_CHECK enum fpl_status fpl_desk__read_actor(struct desk_reading *reading);
/* All other reads, in the order declared. A refusal that a read declares; FPL_E_PACK for an unknown pack. */
FPL_MUST_CHECK enum fpl_status fpl_desk__read_all(struct desk_reading *reading);
/* Parses the body of the record that is taken back into reading->undone_body. */
FPL_MUST_CHECK enum fpl_status fpl_desk__read_undone(struct desk_reading *reading, int64_t seq);

#endif
