#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// An entry can be of any size: the buffer doubles until it fits. Asks by login, or by uid if there is no login.
static int entry(const char *login, uint32_t uid, struct passwd *found, char **buffer) {
    for (size_t size = 1024; size <= 1 << 20; size *= 2) {
        if ((*buffer = malloc(size)) == NULL) return -1;
        struct passwd *result;
        int code = login != NULL ? getpwnam_r(login, found, *buffer, size, &result)
                                 : getpwuid_r(uid, found, *buffer, size, &result);
        if (code == 0 && result != NULL) return 1;
        free(*buffer);
        *buffer = NULL;
        // Name services answer that there is no such entry in all of these ways.
        if (code == 0 || code == ENOENT || code == ESRCH || code == EPERM) return 0;
        errno = code;
        if (code != ERANGE) return -1;
    }
    return -1;
}

int cohort_account_named(const char *login, uint32_t *uid, uint32_t *gid) {
    struct passwd found;
    char *buffer;
    int result = entry(login, 0, &found, &buffer);
    if (result != 1) return result;
    *uid = found.pw_uid;
    *gid = found.pw_gid;
    free(buffer);
    return 1;
}

int cohort_account_numbered(uint32_t uid, char **login, uint32_t *gid) {
    struct passwd found;
    char *buffer;
    int result = entry(NULL, uid, &found, &buffer);
    if (result != 1) return result;
    *gid = found.pw_gid;
    *login = strdup(found.pw_name);
    free(buffer);
    return *login == NULL ? -1 : 1;
}

int cohort_account_groups(const char *login, uint32_t gid, uint32_t *groups, int capacity) {
    int count = capacity;
    getgrouplist(login, gid, groups, &count);
    return count;
}
