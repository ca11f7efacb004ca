#ifndef REPORTS_SVG_H
#define REPORTS_SVG_H
/* Markup that the pages and the drawings share. */
#include "reports/chart.h"
#include "reports/table.h"

/* The text as people are shown it, with & < > " written out; appended. */
void fpl_markup__text(struct fpl_buf *out, struct fpl_str text);
/* The looks of the classes, and a plot as an <svg> of its own that uses them; appended. */
void fpl_svg__style(struct fpl_buf *out);
void fpl_svg__plot(struct fpl_buf *out, const struct fpl_plot *plot);

#endif
