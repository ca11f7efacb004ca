#ifndef SRC_DOCUMENTS_CANVAS_H
#define SRC_DOCUMENTS_CANVAS_H
#include "fundpool/chart.h"
#include "src/documents/ink.h"

/* Draws what stands in [part[0], part[1]) of a plot, which fpl_plot_break has parted, with its upper left corner at
 * place[0], place[1], and place[2] points a unit. */
void doc_canvas_plot(struct doc_ink *ink, const struct fpl_plot *plot, const int part[2], const double place[3]);

#endif
