// Put before the C library of a daemon, this makes its disk misbehave: FAULT=short lets every write and read stop half
// way, FAULT=interrupted lets a signal interrupt every second call, FAULT=sync:N and FAULT=write:N let the Nth sync, or
// write of more than a lock's number, fail.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

static atomic_int calls;

static int is_fault(const char *name) {
    const char *fault = getenv("FAULT");
    return fault != NULL && strcmp(fault, name) == 0;
}

static int is_interrupted(void) { return is_fault("interrupted") && atomic_fetch_add(&calls, 1) % 2 == 0; }

// Whether this is the call whose number stands behind the name.
static int is_turn(const char *name) {
    const char *fault = getenv("FAULT");
    size_t size = strlen(name);
    if (fault == NULL || strncmp(fault, name, size) != 0) return 0;
    return atomic_fetch_add(&calls, 1) + 1 == atoi(fault + size);
}

static int fails(int code) {
    errno = code;
    return -1;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) {
    static ssize_t (*next)(int, const void *, size_t, off_t);
    if (next == NULL) next = dlsym(RTLD_NEXT, "pwrite");
    if (is_interrupted()) return fails(EINTR);
    if (size > 16 && is_turn("write:")) return fails(EIO);
    return next(descriptor, bytes, is_fault("short") && size > 1 ? size / 2 : size, offset);
}

ssize_t pread(int descriptor, void *bytes, size_t size, off_t offset) {
    static ssize_t (*next)(int, void *, size_t, off_t);
    if (next == NULL) next = dlsym(RTLD_NEXT, "pread");
    if (is_interrupted()) return fails(EINTR);
    return next(descriptor, bytes, is_fault("short") && size > 1 ? size / 2 : size, offset);
}

int fdatasync(int descriptor) {
    static int (*next)(int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "fdatasync");
    if (is_interrupted()) return fails(EINTR);
    return is_turn("sync:") ? fails(EIO) : next(descriptor);
}

int fsync(int descriptor) {
    static int (*next)(int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "fsync");
    return is_interrupted() ? fails(EINTR) : next(descriptor);
}
