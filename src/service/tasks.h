#ifndef SRC_SERVICE_TASKS_H
#define SRC_SERVICE_TASKS_H
/* 待办 How a page of tasks learns that it is out of date, while it stands open. A mark stands for what the page was
 * made of: the proposals and uploads that its reader may see, and the ledger, whoever writes to it. Another mark means
 * that something may have changed; the page then asks for itself again. */
#include "src/service/service.h"

#define TASKS_MARK_BYTES 17
/* The mark of now for whoever asks, 16 hex digits. The state file's errors. */
FPL_MUST_CHECK enum fpl_status tasks_mark(struct call *call, char out[TASKS_MARK_BYTES]);
/* {"mark":"…"} as an event stream: the mark at once, and whenever it is another one. FPL_E_BUSY past WATCHERS_MOST. */
#define WATCHERS_MOST 256
enum fpl_status api_task_events(struct call *call);

#endif
