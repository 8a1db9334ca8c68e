// Put before the C library of a daemon, this makes its disk misbehave: FAULT=short lets every write and read stop half
// way, FAULT=interrupted lets a signal interrupt every second call, FAULT=sync:N and FAULT=write:N let the Nth sync, or
// write of more than a lock's number, fail. FAULT=weather:SEED lets calls be interrupted and come to any part by chance,
// and syncs be slow.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int calls;

static int is_fault(const char *name) {
    const char *fault = getenv("FAULT");
    return fault != NULL && strcmp(fault, name) == 0;
}

// A number for this call that the seed decides; 0 if there is no weather.
static uint32_t weather(void) {
    const char *fault = getenv("FAULT");
    if (fault == NULL || strncmp(fault, "weather:", 8) != 0) return 0;
    uint64_t mixed = strtoull(fault + 8, NULL, 10) + ((uint64_t)atomic_fetch_add(&calls, 1) + 1) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(mixed >> 32) | 1u << 31;
}

static int is_interrupted(void) {
    if (is_fault("interrupted")) return atomic_fetch_add(&calls, 1) % 2 == 0;
    uint32_t sky = weather();
    return sky != 0 && sky % 4 == 0;
}

// How much of so many bytes this call comes to.
static size_t part(size_t size) {
    if (size < 2) return size;
    if (is_fault("short")) return size / 2;
    uint32_t sky = weather();
    return sky != 0 && sky % 3 == 0 ? 1 + sky / 3 % (size - 1) : size;
}

// A disk that takes its time, up to 4 ms.
static void dawdle(void) {
    uint32_t sky = weather();
    if (sky != 0 && sky % 8 == 0) usleep(sky / 8 % 4096);
}

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
    return next(descriptor, bytes, part(size), offset);
}

ssize_t pread(int descriptor, void *bytes, size_t size, off_t offset) {
    static ssize_t (*next)(int, void *, size_t, off_t);
    if (next == NULL) next = dlsym(RTLD_NEXT, "pread");
    if (is_interrupted()) return fails(EINTR);
    return next(descriptor, bytes, part(size), offset);
}

int fdatasync(int descriptor) {
    static int (*next)(int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "fdatasync");
    if (is_interrupted()) return fails(EINTR);
    dawdle();
    return is_turn("sync:") ? fails(EIO) : next(descriptor);
}

int fsync(int descriptor) {
    static int (*next)(int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "fsync");
    if (is_interrupted()) return fails(EINTR);
    dawdle();
    return next(descriptor);
}

int ftruncate(int descriptor, off_t size) {
    static int (*next)(int, off_t);
    if (next == NULL) next = dlsym(RTLD_NEXT, "ftruncate");
    return is_interrupted() ? fails(EINTR) : next(descriptor, size);
}

int fallocate(int descriptor, int mode, off_t offset, off_t size) {
    static int (*next)(int, int, off_t, off_t);
    if (next == NULL) next = dlsym(RTLD_NEXT, "fallocate");
    return is_interrupted() ? fails(EINTR) : next(descriptor, mode, offset, size);
}
