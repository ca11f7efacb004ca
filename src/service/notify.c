#include "src/service/notify.h"

#include "fundpool/money.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void notify_tell(const char *text) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t n = path ? strlen(path) : 0;
    if (n < 2 || n >= sizeof to.sun_path || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(to.sun_path, path, n);
    if (path[0] == '@') /* a name without a file */
        to.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (fd < 0)
        return;
    ssize_t sent = sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)&to,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
    (void)sent; /* who does not listen is not told */
    (void)close(fd);
}

int notify_watchdog_ms(void) {
    const char *text = getenv("WATCHDOG_USEC"), *pid_text = getenv("WATCHDOG_PID");
    int64_t wanted = 0, pid = 0;
    if (!text || fpl_int_parse(fpl_str_of(text), &wanted) || wanted < 2000)
        return 0;
    if (pid_text && (fpl_int_parse(fpl_str_of(pid_text), &pid) || pid != (int64_t)getpid()))
        return 0; /* meant for another process */
    return wanted / 2000 > 3600000 ? 3600000 : (int)(wanted / 2000);
}
