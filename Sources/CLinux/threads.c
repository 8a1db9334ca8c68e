#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <stdio.h>

// The kernel keeps 15 bytes of a thread's name.
enum { NAME_SIZE = 16 };

struct start {
    void (*body)(void *context);
    void *context;
    char name[NAME_SIZE];
};

static void *run(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), start.name);
    start.body(start.context);
    return NULL;
}

int cohort_thread_start(const char *name, void (*body)(void *context), void *context, uint64_t *thread) {
    struct start *start = malloc(sizeof *start);
    if (start == NULL) return ENOMEM;
    start->body = body;
    start->context = context;
    snprintf(start->name, sizeof start->name, "%s", name);

    // A thread inherits the mask of the one that starts it.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t handle;
    int code = pthread_create(&handle, NULL, run, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);

    if (code != 0) {
        free(start);
        return code;
    }
    *thread = handle;
    return 0;
}

int cohort_thread_join(uint64_t thread) { return pthread_join(thread, NULL); }

int cohort_thread_detach(uint64_t thread) { return pthread_detach(thread); }
