#ifndef PLAIN_H
#define PLAIN_H

#include <stddef.h>
#include <stdint.h>

// What the machine does at best: in a file of its own at `path`, `count` times `size` bytes and an fdatasync. If
// `preallocates`, the file has its zeros on disk before; otherwise it grows. Each round's time goes into `nanoseconds`.
// Answers 0, or the error's number.
int plain_appends(const char *path, int preallocates, size_t size, size_t count, uint64_t *nanoseconds);

#endif
