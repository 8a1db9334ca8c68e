#include "plain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static int append(int file, size_t size, size_t count, int preallocates, uint64_t *nanoseconds, char *bytes) {
    if (preallocates) {
        for (size_t round = 0; round < count; round++) {
            if (write(file, bytes, size) != (ssize_t)size) return errno;
        }
        if (fsync(file) != 0) return errno;
    }
    memset(bytes, 'x', size);
    for (size_t round = 0; round < count; round++) {
        uint64_t start = now();
        if (pwrite(file, bytes, size, (off_t)(round * size)) != (ssize_t)size) return errno;
        if (fdatasync(file) != 0) return errno;
        nanoseconds[round] = now() - start;
    }
    return 0;
}

int plain_appends(const char *path, int preallocates, size_t size, size_t count, uint64_t *nanoseconds) {
    int file = open(path, O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) return errno;
    char *bytes = calloc(1, size);
    int code = bytes == NULL ? ENOMEM : append(file, size, count, preallocates, nanoseconds, bytes);
    free(bytes);
    close(file);
    unlink(path);
    return code;
}
