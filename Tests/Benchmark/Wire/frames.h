/* What the client and the echo have in common: ttrpc's frames over a Unix socket, and nothing that could fail quietly. */
#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { HEADER_SIZE = 10, REQUEST = 1, RESPONSE = 2, INPUT_SIZE = 1 << 17 };

/* One end of a connection, and what has come in and is not looked at. */
struct peer {
    int socket;
    size_t size;
    uint8_t input[INPUT_SIZE];
};

static void check(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static uint32_t get_number(const uint8_t *bytes) {
    uint32_t number;
    memcpy(&number, bytes, sizeof number);
    return be32toh(number);
}

static uint8_t *put_header(uint8_t *bytes, uint32_t length, uint32_t stream, uint8_t kind) {
    uint32_t numbers[2] = {htobe32(length), htobe32(stream)};
    memcpy(bytes, numbers, sizeof numbers);
    bytes[8] = kind;
    bytes[9] = 0;
    return bytes + HEADER_SIZE;
}

static struct sockaddr_un address(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    check(strlen(path) < sizeof address.sun_path, path);
    strcpy(address.sun_path, path);
    return address;
}

/* Whether the other end was there to take all of it. */
static int write_all(int socket, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = send(socket, bytes, count, MSG_NOSIGNAL);
        if (written < 0 && (errno == EPIPE || errno == ECONNRESET)) return 0;
        check(written > 0, "send");
        bytes += written;
        count -= written;
    }
    return 1;
}

/* Reads once; 0 at the end, which is also where the other end has left with answers unread. */
static size_t read_more(struct peer *peer) {
    ssize_t count = recv(peer->socket, peer->input + peer->size, INPUT_SIZE - peer->size, 0);
    if (count < 0 && errno == ECONNRESET) return 0;
    check(count >= 0, "recv");
    peer->size += count;
    return count;
}

/* Bytes of the whole frame at an offset of the input; 0: it is not there whole. */
static size_t frame_size(const struct peer *peer, size_t offset) {
    if (peer->size - offset < HEADER_SIZE) return 0;
    size_t size = HEADER_SIZE + get_number(peer->input + offset);
    check(size <= INPUT_SIZE, "a frame is too large");
    return peer->size - offset < size ? 0 : size;
}

static void forget(struct peer *peer, size_t count) {
    memmove(peer->input, peer->input + count, peer->size - count);
    peer->size -= count;
}
