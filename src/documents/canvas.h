#ifndef SRC_DOCUMENTS_CANVAS_H
#define SRC_DOCUMENTS_CANVAS_H
#include "fundpool/chart.h"
#include "src/documents/ink.h"

/* Draws a plot with its upper left corner there, a tenth of a point a unit times `scale`. */
void doc_canvas_plot(struct doc_ink *ink, const struct fpl_plot *plot, double x, double y, double scale);

#endif
