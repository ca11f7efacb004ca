#ifndef TOOLS_ANALYZER_H
#define TOOLS_ANALYZER_H
/* For clang-tidy only (tools/lint.sh), which reads one file at a time: without this it must suppose that fpl_fail() may
 * return FPL_OK, and then reports each output of a failed call as used without a value. */
#include "fundpool/error.h"

#define fpl_fail(error, status, arg0, arg1, arg2)  (fpl_fail((error), (status), (arg0), (arg1), (arg2)), (status))
#define fpl_fail_text(error, status, text, length) (fpl_fail_text((error), (status), (text), (length)), (status))
#endif
