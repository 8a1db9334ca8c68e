#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

int cohort_duplicate(int descriptor) { return fcntl(descriptor, F_DUPFD_CLOEXEC, 3); }

int cohort_pipe(int descriptors[2]) { return pipe2(descriptors, O_CLOEXEC); }

int cohort_set_nonblocking(int descriptor, int nonblocking) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

int cohort_event(int is_semaphore, int nonblocking) {
    return eventfd(0, EFD_CLOEXEC | (is_semaphore ? EFD_SEMAPHORE : 0) | (nonblocking ? EFD_NONBLOCK : 0));
}

int cohort_wait_readable(int descriptor, int milliseconds) {
    struct pollfd polled = {.fd = descriptor, .events = POLLIN};
    return poll(&polled, 1, milliseconds);
}

int cohort_socket(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

int cohort_socket_pair(int descriptors[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors);
}

// The kernel would cut a longer path short and bind another one.
static int address(const char *path, struct sockaddr_un *address) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size_t size = strlen(path);
    if (size == 0 || size >= sizeof address->sun_path) {
        errno = size == 0 ? ENOENT : ENAMETOOLONG;
        return -1;
    }
    memcpy(address->sun_path, path, size + 1);
    return 0;
}

int cohort_socket_bind(int descriptor, const char *path) {
    struct sockaddr_un name;
    if (address(path, &name) < 0) return -1;
    return bind(descriptor, (const struct sockaddr *)&name, sizeof name);
}

int cohort_socket_connect(int descriptor, const char *path) {
    struct sockaddr_un name;
    if (address(path, &name) < 0) return -1;
    return connect(descriptor, (const struct sockaddr *)&name, sizeof name);
}

int cohort_socket_accept(int descriptor) { return accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int cohort_socket_peer(int descriptor, uint32_t *uid, uint32_t *gid, int32_t *pid) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -1;
    *uid = peer.uid;
    *gid = peer.gid;
    *pid = peer.pid;
    return 0;
}

static int option(int descriptor, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    return getsockopt(descriptor, SOL_SOCKET, name, &value, &size) < 0 ? -1 : value;
}

int cohort_socket_is_stream(int descriptor) {
    return option(descriptor, SO_DOMAIN) == AF_UNIX && option(descriptor, SO_TYPE) == SOCK_STREAM;
}

int cohort_socket_is_listening(int descriptor) {
    return cohort_socket_is_stream(descriptor) && option(descriptor, SO_ACCEPTCONN) == 1;
}

int64_t cohort_socket_send(int descriptor, const void *bytes, size_t size) {
    return send(descriptor, bytes, size, MSG_NOSIGNAL);
}

int cohort_socket_set_receive_timeout(int descriptor, uint64_t microseconds) {
    struct timeval timeout = {.tv_sec = (time_t)(microseconds / 1000000), .tv_usec = microseconds % 1000000};
    return setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
}
