#ifndef SRC_SERVICE_PAGE_PROPOSALS_H
#define SRC_SERVICE_PAGE_PROPOSALS_H
/* What the pages of proposals share. */
#include "src/service/page.h"
#include "src/service/proposals.h"

/* What it would do now, or why it could not be decided, appended to page->html; nothing of one that is closed. */
FPL_MUST_CHECK enum fpl_status page_proposal_preview(struct page *page, struct proposal_look *look);

#endif
