/* The client of all servers that speak ttrpc. It asks Access.Check, or Access.BatchCheck where BATCH is not 1, about
 * objects 1 to OBJECTS, and keeps DEPTH calls in flight on each of its connections.
 *
 *     load SOCKET SECONDS CONNECTIONS DEPTH BATCH OBJECTS
 *
 * It prints calls a second, the median and the 99th percentile of their microseconds, and bytes of the last answer.
 */
#include "frames.h"

#include <poll.h>
#include <time.h>

enum { CONNECTIONS_MAX = 64, DEPTH_MAX = 1 << 10, CALLS_MAX = 1 << 26, ENVELOPE_SIZE = 64, NUMBER_SIZE = 5 };

static struct connection {
    struct peer peer;
    uint32_t next_stream;
    uint64_t begun[DEPTH_MAX];
} connections[CONNECTIONS_MAX];

static struct pollfd polled[CONNECTIONS_MAX];
static uint32_t *latencies;
static size_t calls, answer_size, batch, object_count;
static uint64_t dice = 1;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static uint8_t *put_varint(uint8_t *bytes, uint64_t number) {
    for (; number >= 0x80; number >>= 7) *bytes++ = number | 0x80;
    *bytes++ = number;
    return bytes;
}

static uint8_t *put_bytes(uint8_t *bytes, uint8_t tag, const void *content, size_t size) {
    *bytes++ = tag;
    bytes = put_varint(bytes, size);
    memcpy(bytes, content, size);
    return bytes + size;
}

static uint64_t some_object(void) {
    dice = dice * 6364136223846793005ull + 1442695040888963407ull;
    return 1 + (dice >> 33) % object_count;
}

/* The payload: objects, the action ANNOTATE, the scope ALL. */
static uint8_t *put_request(uint8_t *bytes) {
    if (batch == 1) {
        *bytes++ = 0x08;
        bytes = put_varint(bytes, some_object());
        *bytes++ = 0x10;
        *bytes++ = 2;
    } else {
        static uint8_t objects[1 << 16];
        uint8_t *end = objects;
        for (size_t index = 0; index < batch; index++) end = put_varint(end, some_object());
        bytes = put_bytes(bytes, 0x0a, objects, end - objects);
        bytes = put_bytes(bytes, 0x12, "\2", 1);
    }
    *bytes++ = 0x70;
    *bytes++ = 1;
    return bytes;
}

static uint8_t *put_call(uint8_t *bytes, struct connection *connection) {
    static uint8_t request[1 << 16];
    size_t size = put_request(request) - request;
    const char *method = batch == 1 ? "Check" : "BatchCheck";
    uint8_t *start = bytes + HEADER_SIZE;
    uint8_t *end = put_bytes(start, 0x0a, "cohort.v1.Access", strlen("cohort.v1.Access"));
    end = put_bytes(end, 0x12, method, strlen(method));
    end = put_bytes(end, 0x1a, request, size);
    put_header(bytes, end - start, connection->next_stream, REQUEST);
    connection->begun[connection->next_stream / 2 % DEPTH_MAX] = now();
    connection->next_stream += 2;
    return end;
}

/* Takes all answers that are there, and asks as many new questions with one write. */
static void go_on(struct connection *connection, uint8_t *output) {
    struct peer *peer = &connection->peer;
    check(read_more(peer) > 0, "the server hung up");
    uint64_t time = now();
    uint8_t *end = output;
    size_t taken = 0, frame;
    while ((frame = frame_size(peer, taken)) > 0) {
        const uint8_t *bytes = peer->input + taken;
        /* An error would be a status, field 1. An echo says nothing: its bytes are zeros. */
        check(bytes[8] == RESPONSE && bytes[HEADER_SIZE] != 0x0a, "this is no answer");
        check(calls < CALLS_MAX, "there are too many calls");
        latencies[calls++] = time - connection->begun[get_number(bytes + 4) / 2 % DEPTH_MAX];
        answer_size = frame;
        taken += frame;
        end = put_call(end, connection);
    }
    forget(peer, taken);
    check(write_all(peer->socket, output, end - output), "the server hung up");
}

static int compare(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    check(count == 7, "load SOCKET SECONDS CONNECTIONS DEPTH BATCH OBJECTS");
    double seconds = strtod(arguments[2], NULL);
    size_t connection_count = strtoul(arguments[3], NULL, 10), depth = strtoul(arguments[4], NULL, 10);
    batch = strtoul(arguments[5], NULL, 10);
    object_count = strtoul(arguments[6], NULL, 10);
    check(connection_count <= CONNECTIONS_MAX && depth < DEPTH_MAX && batch <= 10000, "less is asked for at once");
    latencies = malloc(CALLS_MAX * sizeof *latencies);
    uint8_t *output = malloc(depth * (HEADER_SIZE + ENVELOPE_SIZE + batch * NUMBER_SIZE));
    check(latencies != NULL && output != NULL, "malloc");

    struct sockaddr_un path = address(arguments[1]);
    uint64_t start = now();
    for (size_t index = 0; index < connection_count; index++) {
        struct connection *connection = &connections[index];
        connection->peer.socket = socket(AF_UNIX, SOCK_STREAM, 0);
        connection->next_stream = 1;
        polled[index] = (struct pollfd){.fd = connection->peer.socket, .events = POLLIN};
        check(connect(connection->peer.socket, (struct sockaddr *)&path, sizeof path) == 0, arguments[1]);
        uint8_t *end = output;
        for (size_t call = 0; call < depth; call++) end = put_call(end, connection);
        check(write_all(connection->peer.socket, output, end - output), "the server hung up");
    }
    while (now() - start < seconds * 1e9) {
        /* With one connection reading waits by itself. */
        if (connection_count > 1) check(poll(polled, connection_count, -1) > 0, "poll");
        for (size_t index = 0; index < connection_count; index++)
            if (connection_count == 1 || polled[index].revents) go_on(&connections[index], output);
    }
    double elapsed = (now() - start) / 1e9;
    qsort(latencies, calls, sizeof *latencies, compare);
    printf("%.0f %.2f %.2f %zu\n", calls / elapsed, latencies[calls / 2] / 1e3, latencies[calls * 99 / 100] / 1e3, answer_size);
}
