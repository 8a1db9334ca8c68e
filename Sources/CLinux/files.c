#define _GNU_SOURCE
#include "CLinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char *cohort_error_name(int code) { return strerrorname_np(code); }

const char *cohort_error_sentence(int code) { return strerrordesc_np(code); }

int cohort_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int cohort_seal(int descriptor) {
    return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

int cohort_directory_open(const char *path) { return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

int cohort_directory_open_at(int directory, const char *name) {
    return openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// O_NONBLOCK keeps a FIFO that took the file's name from blocking the open; it means nothing to a regular file.
int cohort_file_open_at(int directory, const char *name, int access) {
    int flags = access == COHORT_READ_WRITE ? O_RDWR : O_RDONLY;
    return openat(directory, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

// The mode is set on the descriptor as well, because the umask took its share of the first one.
static int with_mode(int descriptor, uint32_t mode) {
    if (descriptor < 0 || fchmod(descriptor, mode) == 0) return descriptor;
    int code = errno;
    close(descriptor);
    errno = code;
    return -1;
}

int cohort_file_create_at(int directory, const char *name, uint32_t mode) {
    return with_mode(openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode), mode);
}

int cohort_file_open_or_create_at(int directory, const char *name, uint32_t mode) {
    return with_mode(openat(directory, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode), mode);
}

int cohort_rename_at(int directory, const char *from, const char *to, int replaces) {
    return renameat2(directory, from, directory, to, replaces ? 0 : RENAME_NOREPLACE);
}

int cohort_lock_exclusive(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB); }

int cohort_unlock(int descriptor) { return flock(descriptor, LOCK_UN); }

int cohort_allocate(int descriptor, uint64_t offset, uint64_t size) {
    return fallocate(descriptor, 0, (off_t)offset, (off_t)size);
}

static int filled(int result, const struct stat *status, struct cohort_attributes *attributes) {
    if (result != 0) return result;
    *attributes = (struct cohort_attributes){
        .device = status->st_dev,
        .inode = status->st_ino,
        .size = (uint64_t)status->st_size,
        .links = status->st_nlink,
        .mode = status->st_mode,
        .owner = status->st_uid,
        .group = status->st_gid,
    };
    return 0;
}

int cohort_attributes(int descriptor, struct cohort_attributes *attributes) {
    struct stat status;
    return filled(fstat(descriptor, &status), &status, attributes);
}

int cohort_attributes_at(int directory, const char *name, struct cohort_attributes *attributes) {
    struct stat status;
    return filled(fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW), &status, attributes);
}

int cohort_attributes_path(const char *path, struct cohort_attributes *attributes) {
    return cohort_attributes_at(AT_FDCWD, path, attributes);
}

int cohort_file_path(int descriptor, char *path, size_t size) {
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, size - 1);
    if (length < 0) return -1;
    path[length] = '\0';
    return 0;
}

void *cohort_listing_open(int directory) {
    // A fresh descriptor: a duplicate would share its position with every other listing of this directory.
    int descriptor = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return NULL;
    DIR *listing = fdopendir(descriptor);
    if (listing == NULL) {
        int code = errno;
        close(descriptor);
        errno = code;
    }
    return listing;
}

const char *cohort_listing_next(void *listing) {
    errno = 0;
    const struct dirent *entry = readdir(listing);
    return entry == NULL ? NULL : entry->d_name;
}

void cohort_listing_close(void *listing) { closedir(listing); }
