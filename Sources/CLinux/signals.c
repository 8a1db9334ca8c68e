#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

int cohort_signals(const int *signals, int count)
{
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < count; i++)
        sigaddset(&set, signals[i]);
    int code = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (code != 0) {
        errno = code;
        return -1;
    }
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int cohort_signal_take(int descriptor)
{
    struct signalfd_siginfo info;
    ssize_t size = read(descriptor, &info, sizeof info);
    return size == sizeof info ? (int)info.ssi_signo : -1;
}

int cohort_signal_ignore(int number)
{
    return signal(number, SIG_IGN) == SIG_ERR ? -1 : 0;
}

int cohort_wait_any(const int *descriptors, int count, int milliseconds)
{
    struct pollfd polled[8];
    if (count > 8) {
        errno = EINVAL;
        return -1;
    }
    for (int i = 0; i < count; i++)
        polled[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
    int ready = poll(polled, (nfds_t)count, milliseconds);
    if (ready < 0)
        return -1;
    for (int i = 0; i < count; i++)
        if (polled[i].revents != 0)
            return i;
    return count;
}
