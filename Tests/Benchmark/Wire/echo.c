/* The floor: a server that answers every frame with one of a given size, and does nothing else.
 *
 *     echo SOCKET SIZE     bytes of an answer, header included
 */
#include "frames.h"

#include <sys/epoll.h>

enum { EVENTS_MAX = 64 };

static uint8_t answers[INPUT_SIZE];

static void watch(int loop, int socket, struct peer *peer) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    check(epoll_ctl(loop, EPOLL_CTL_ADD, socket, &event) == 0, "epoll_ctl");
}

static void greet(int loop, int listener) {
    struct peer *peer = calloc(1, sizeof *peer);
    check(peer != NULL, "calloc");
    peer->socket = accept(listener, NULL, NULL);
    check(peer->socket >= 0, "accept");
    watch(loop, peer->socket, peer);
}

static void leave(struct peer *peer) {
    close(peer->socket);
    free(peer);
}

/* Answers all that has come in, with one write as long as the answers fit into one. */
static void serve(struct peer *peer, size_t answer_size) {
    if (read_more(peer) == 0) return leave(peer);
    size_t served = 0, size = 0, frame;
    while ((frame = frame_size(peer, served)) > 0) {
        if (size + answer_size > sizeof answers) {
            if (!write_all(peer->socket, answers, size)) return leave(peer);
            size = 0;
        }
        put_header(answers + size, answer_size - HEADER_SIZE, get_number(peer->input + served + 4), RESPONSE);
        served += frame;
        size += answer_size;
    }
    forget(peer, served);
    if (!write_all(peer->socket, answers, size)) leave(peer);
}

int main(int count, char **arguments) {
    check(count == 3, "echo SOCKET SIZE");
    size_t answer_size = strtoul(arguments[2], NULL, 10);
    check(answer_size >= HEADER_SIZE && answer_size <= sizeof answers, "SIZE");
    struct sockaddr_un path = address(arguments[1]);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), loop = epoll_create1(0);
    check(bind(listener, (struct sockaddr *)&path, sizeof path) == 0 && listen(listener, 64) == 0, arguments[1]);
    watch(loop, listener, NULL);
    for (;;) {
        struct epoll_event events[EVENTS_MAX];
        int ready = epoll_wait(loop, events, EVENTS_MAX, -1);
        check(ready >= 0, "epoll_wait");
        for (int index = 0; index < ready; index++) {
            struct peer *peer = events[index].data.ptr;
            if (peer) serve(peer, answer_size); else greet(loop, listener);
        }
    }
}
