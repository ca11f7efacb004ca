#ifndef SRC_SERVICE_NOTIFY_H
#define SRC_SERVICE_NOTIFY_H
/* What whoever started the service asked to be told: sd_notify(3), one datagram to the socket that NOTIFY_SOCKET names,
 * and WATCHDOG_USEC. Its page gives the protocol as a stable interface, which a program may speak by itself. Without
 * the variable nothing is done. */

/* "READY=1", "STOPPING=1", with "STATUS=…" on a line of its own. */
void notify_tell(const char *text);
/* Half of the time in which a sign of life is wanted, in ms; 0: none is. */
int notify_watchdog_ms(void);

#endif
